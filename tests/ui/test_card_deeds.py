"""F8, Ctrl+D, Alt+→ on the card shown, and how those who are gone are shown everywhere."""

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import Qt

from carnet.domain.disclosure import Card as WholeCard
from carnet.domain.disclosure import PlaceView, PracticePart, Profile, PublicPart, disclose
from carnet.queries.sheet import Sheet
from carnet.ui import card_content
from carnet.ui.card_row import Row
from carnet.ui.main_window import MainWindow
from tests.conftest import TODAY
from tests.ui.hand import ALT, CONTROL, Hand

RETIREE = "vigneroux"


def rows(window: MainWindow) -> dict[str, Row]:
    content = window.page.card.content
    assert content is not None
    return {row.label: row for row in content.rows}


def favourite(window: MainWindow) -> bool:
    sheet = window.consultation.sheet
    assert sheet is not None
    assert sheet.reader.private is not None
    return sheet.reader.private.favourite


def test_f8_says_that_the_card_was_checked_today_and_ctrl_z_takes_it_back(window: MainWindow, hand: Hand) -> None:
    hand.type("lauzassol")
    assert "ancien" in rows(window)["Vérifié"].more
    hand.key(Qt.Key.Key_F8)
    hand.settle()
    assert rows(window)["Vérifié"] == Row("Vérifié", "22 novembre 2026")
    assert "fiche vérifiée aujourd’hui" in hand.said
    hand.key(Qt.Key.Key_F8)
    assert hand.said == "Fiche déjà vérifiée aujourd’hui"
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert rows(window)["Vérifié"].text == "9 octobre 2022"
    assert "vérification d’aujourd’hui annulée" in hand.said


def test_f8_works_from_the_list_and_from_the_card(window: MainWindow, hand: Hand) -> None:
    hand.type("rhumato")
    steps: tuple[Callable[[], object], ...] = (window.page.view.setFocus, lambda: hand.key(Qt.Key.Key_Return))
    for go in steps:
        go()
        hand.key(Qt.Key.Key_F8)
        hand.settle()
        assert rows(window)["Vérifié"].text == "22 novembre 2026"
        hand.key(Qt.Key.Key_Z, CONTROL)
        hand.settle()


def test_ctrl_d_makes_a_favourite_and_no_more(window: MainWindow, hand: Hand) -> None:
    hand.type("vaudrane")
    assert not favourite(window)
    hand.key(Qt.Key.Key_D, CONTROL)
    hand.settle()
    assert favourite(window)
    assert "favori" in hand.said
    hand.key(Qt.Key.Key_D, CONTROL)
    hand.settle()
    assert not favourite(window)
    assert "n’est plus" in hand.said
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert favourite(window)


def test_a_card_of_the_register_is_neither_checked_nor_favourite(window: MainWindow, hand: Hand) -> None:
    hand.type("merindal")
    for key, modifiers in ((Qt.Key.Key_F8, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_D, CONTROL)):
        hand.key(key, modifiers)
        assert "n’est pas dans votre carnet" in hand.said


def test_from_the_retirees_card_to_the_successors_by_key_and_by_hand(window: MainWindow, hand: Hand) -> None:
    steps: tuple[Callable[[], object], ...] = (
        lambda: hand.key(Qt.Key.Key_Right, ALT),
        window.page.card.successor.click,
    )
    for go in steps:
        hand.type(RETIREE)
        content = window.page.card.content
        assert content is not None
        assert f"→ {content.successor} (successeur)" in content.banner
        successor = content.successor
        assert window.page.card.successor.isVisible()
        go()
        hand.settle()
        content = window.page.card.content
        assert content is not None
        assert content.name == successor
        assert window.page.box.text() == successor
        assert not window.page.card.successor.isVisible()


def test_without_a_successor_alt_right_says_so(window: MainWindow, hand: Hand) -> None:
    hand.type("benhaddou")
    hand.key(Qt.Key.Key_Right, ALT)
    assert "Pas de successeur" in hand.said


def test_the_row_the_card_and_the_patients_screen_say_who_is_gone(window: MainWindow, hand: Hand) -> None:
    hand.type(RETIREE)
    line = window.page.view.current_line()
    assert line is not None
    assert line.decides.startswith("retraité")
    assert line.decides.endswith("(successeur)")
    hand.key(Qt.Key.Key_F9)
    shown = window.patient.screen.text
    assert "Retraité" in shown
    assert "(successeur)" in shown


def test_departures_in_words() -> None:
    def said(**facts: object) -> str:
        return card_content.departure(PublicPart(id="b:1", kind="person", **facts))  # type: ignore[arg-type]

    day = date(2026, 3, 3)
    assert said(status="retired", gender="F", status_on=day, successor="Dr Anne ROUX") == (
        "Retraitée, 3 mars 2026 → Dr Anne ROUX (successeur)"
    )
    assert said(status="paused") == "En pause"
    assert said(status="closed", status_on=day) == "A cessé son activité, 3 mars 2026"
    assert said() == ""


def test_how_long_a_check_lasts_depends_on_what_they_do() -> None:
    def more(specialty: str, days: int, status: str = "active") -> str:
        place = PlaceView(uuid="u", specialty=specialty)
        public = PublicPart(id="b:1", kind="person", status=status, places=(place,))
        card = WholeCard(public, PracticePart(verified_on=TODAY - timedelta(days=days)))
        sheet = Sheet(disclose(card, Profile.OWNER), disclose(card, Profile.PATIENT))
        found = {row.label: row for row in card_content.content(sheet, (), today=TODAY).rows}
        return found["Vérifié"].more

    assert more("kinesitherapie", 364) == ""
    assert "F8" in more("kinesitherapie", 365)
    assert more("rhumatologie", 729) == ""
    assert "F8" in more("rhumatologie", 730)
    assert more("kinesitherapie", 900, "retired") == ""
