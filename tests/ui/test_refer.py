"""« Adresser », the names kept and the warning, by real keys of a French keyboard on the demonstration."""

import time
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from carnet.domain.disclosure import Profile
from carnet.ui import keys
from carnet.ui.main_window import MainWindow
from carnet.ui.refer import Refer
from carnet.ui.refer_strip import ReferStrip
from carnet.ui.refer_template import TemplatePage, open_template
from tests.ui.hand import ALT, CONTROL, SHIFT, Board, Hand

ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape


def room(window: MainWindow) -> Refer:
    found = window.findChild(Refer)
    assert isinstance(found, Refer)
    return found


def strip(window: MainWindow) -> ReferStrip:
    found = room(window).strip
    assert found is not None
    return found


def is_open(window: MainWindow) -> bool:
    found = window.findChild(Refer)
    return isinstance(found, Refer) and found.strip is not None


def ask(window: MainWindow, query: str) -> list[Any]:
    assert window.session.book is not None
    return window.session.book.reader().execute(query).fetchall()


def count(window: MainWindow) -> int:
    return int(ask(window, "SELECT count(*) FROM referral")[0][0])


def latest(window: MainWindow) -> dict[str, Any]:
    assert window.session.book is not None
    cursor = window.session.book.reader().execute(
        "SELECT c.family_name, c.label, s.city, r.* FROM referral r JOIN correspondent c ON c.id = r.correspondent_id"
        " LEFT JOIN site s ON s.id = r.site_id ORDER BY r.id DESC LIMIT 1"
    )
    return dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))


def press(hand: Hand, text: str) -> None:
    """Letters of a French keyboard, to whatever has the focus; none waits for the one before."""
    for letter in text:
        hand.letter(hand.focused, letter)


def refer(hand: Hand, code: str = "") -> None:
    hand.key(ENTER, CONTROL)
    press(hand, code)
    hand.key(ENTER)
    hand.settle()


def referrals_row(window: MainWindow) -> str:
    content = window.page.card.content
    assert content is not None
    return next((row.text for row in content.rows if row.label == "Adressages"), "")


def test_scene_3_of_the_demonstration(window: MainWindow, hand: Hand, board: Board) -> None:
    hand.type("orl pointu")
    assert "AUBRÉGAT" in hand.selected
    before = count(window)
    refer(hand, "GM")
    assert count(window) == before + 1
    assert hand.said.startswith("Adressé\u202f: GM → Dr Aubrégat, ")
    assert hand.said.endswith(". Ligne pour le dossier copiée.")
    assert window.page.status.offers_undo
    assert board.text().startswith("Adressé le 22 novembre 2026\u202f: Dr ")
    assert "AUBRÉGAT, ORL" in board.text()
    assert hand.focused is window.page.box
    assert window.page.box.text() == "orl pointu"
    assert not window.page.box.hasSelectedText()  # else Ctrl+C would copy the words
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert count(window) == before
    assert hand.said.startswith("Adressage annulé\u202f: GM → Dr Aubrégat")


def test_three_keystrokes_after_the_name_even_faster_than_the_list(window: MainWindow, hand: Hand) -> None:
    before = count(window)
    window.page.box.setFocus()
    press(hand, "benhaddou")  # nothing is waited for: the list has not answered yet
    hand.key(ENTER, CONTROL)
    hand.key(ENTER)
    hand.settle()
    hand.settle()
    assert count(window) == before + 1
    made = latest(window)
    assert (made["family_name"], made["patient_code"], made["followed"]) == ("BENHADDOU", "", 0)
    assert hand.said.startswith("Adressé\u202f: Dr Benhaddou, L’Isle.")


def test_the_history_on_the_card_follows(window: MainWindow, hand: Hand) -> None:
    hand.type("castelmon")
    assert "ce mois-ci" not in referrals_row(window)
    refer(hand, "GM")
    assert referrals_row(window) == "3, dont 1 ce mois-ci"
    refer(hand)
    assert referrals_row(window).startswith("4, dont 2 ce mois-ci")


def kept(window: MainWindow) -> list[str]:
    return [one.name for one in room(window).names.tray.kept]


def keep_three(hand: Hand) -> None:
    hand.type("rhumato")
    for _ in range(3):
        hand.key(Qt.Key.Key_Space, CONTROL)
        hand.key(Qt.Key.Key_Down)
        hand.settle()


def test_ctrl_space_keeps_three_names_and_no_fourth(window: MainWindow, hand: Hand) -> None:
    keep_three(hand)
    assert kept(window) == ["Dr Benhaddou", "Dr Vaudrane", "Dr Castelmon"]
    assert room(window).names.tray.isVisible()
    hand.key(Qt.Key.Key_Space, CONTROL)
    hand.settle()
    assert len(kept(window)) == 3
    assert hand.said.startswith("Trois noms au plus")
    hand.key(Qt.Key.Key_Up)
    hand.key(Qt.Key.Key_Space, CONTROL)
    hand.settle()
    assert kept(window) == ["Dr Benhaddou", "Dr Vaudrane"]


def test_a_row_of_the_register_is_added_and_referred_to_in_one_act(
    window: MainWindow, hand: Hand, board: Board
) -> None:
    hand.type("merindal")
    cards = ask(window, "SELECT count(*) FROM correspondent")
    hand.key(ENTER, CONTROL)
    hand.settle()
    found = strip(window)
    assert found.form.head.text() == "Adresser à Dr Merindal, Le Thor"
    assert found.number.button.isVisible()
    QGuiApplication.clipboard().setText("04.65.71.99.01")
    hand.key(Qt.Key.Key_V, ALT)
    hand.letter(hand.focused, "p")
    assert found.number.button.text() == "04 65 71 99 01, pour le patient"
    assert hand.focused is found.form.code
    press(hand, "RB")
    hand.key(ENTER)
    hand.settle()
    assert ask(window, "SELECT count(*) FROM correspondent")[0][0] == cards[0][0] + 1
    made = latest(window)
    assert (made["family_name"].upper(), made["city"], made["patient_code"]) == ("MERINDAL", "Le Thor", "RB")
    assert "04 65 71 99 01" in board.text()
    content = window.page.card.content
    assert content is not None
    assert content.in_book
    assert content.patient is not None
    assert content.patient.line.value == "04 65 71 99 01"
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert ask(window, "SELECT count(*) FROM correspondent") == cards
    assert hand.surnames("register") == ["MERINDAL"]


def test_a_number_for_me_alone_may_come_with_it_too(window: MainWindow, hand: Hand, board: Board) -> None:
    hand.type("merindal")
    hand.key(ENTER, CONTROL)
    hand.settle()
    QGuiApplication.clipboard().setText("06 39 98 77 01")
    hand.key(Qt.Key.Key_V, ALT)
    hand.key(ENTER)  # a mobile is for me unless told otherwise
    assert strip(window).number.button.text() == "06 39 98 77 01, pour moi"
    hand.key(ENTER)
    hand.settle()
    assert ask(window, "SELECT ring FROM line WHERE digits = '0639987701'")[0][0] == "personal"
    assert "06 39" not in board.text()


def test_what_can_wait_waits_behind_one_key(window: MainWindow, hand: Hand) -> None:
    hand.type("benhaddou")
    hand.key(ENTER, CONTROL)
    hand.settle()
    found = strip(window)
    assert found.details.isHidden()
    assert found.details.mode.currentText() == "courrier"  # as last time
    press(hand, "GM")
    hand.key(Qt.Key.Key_Down)
    assert hand.focused is found.details.when
    press(hand, "hier")
    hand.key(Qt.Key.Key_Tab)
    hand.key(Qt.Key.Key_T)  # téléphone
    hand.key(Qt.Key.Key_Tab)
    press(hand, "bil")
    assert found.details.motive.choosing
    hand.key(ENTER)
    assert found.details.motive.text() == "bilan"
    hand.key(Qt.Key.Key_S, ALT)
    assert found.form.follow.isChecked()
    hand.key(ENTER)
    hand.settle()
    made = latest(window)
    assert (made["made_on"], made["mode"], made["motive"], made["followed"], made["urgency"]) == (
        "2026-11-21", "phoned", "bilan", 1, "",
    )  # fmt: skip
    assert hand.said.startswith("Adressé le 21 novembre 2026\u202f: GM → Dr Benhaddou")


def test_alt_s_types_nothing_and_urgent_is_followed(window: MainWindow, hand: Hand) -> None:
    hand.type("benhaddou")
    hand.key(ENTER, CONTROL)
    hand.settle()
    found = strip(window)
    press(hand, "G")
    hand.key(Qt.Key.Key_S, ALT)
    hand.key(Qt.Key.Key_S, ALT)
    assert (found.form.code.text(), found.form.follow.isChecked()) == ("G", False)
    found.details.urgency.setCurrentIndex(found.details.urgency.findData("urgent"))
    assert found.form.follow.isChecked()
    hand.key(ENTER)
    hand.settle()
    assert (latest(window)["urgency"], latest(window)["followed"]) == ("urgent", 1)


@pytest.mark.parametrize(
    ("typed", "day"), [("lundi", "2026-11-16"), ("12/3", "2026-03-12"), ("3 mars 2026", "2026-03-03")]
)
def test_a_referral_may_be_told_late(window: MainWindow, hand: Hand, typed: str, day: str) -> None:
    hand.type("vaudrane")
    hand.key(ENTER, CONTROL)
    hand.key(Qt.Key.Key_Down)
    press(hand, typed)
    hand.key(ENTER)
    hand.settle()
    assert latest(window)["made_on"] == day


@pytest.mark.parametrize("typed", ["demain", "12 mars 1926", "zzz", "31/2"])
def test_a_day_that_cannot_be_is_answered_in_words(window: MainWindow, hand: Hand, typed: str) -> None:
    hand.type("vaudrane")
    before = count(window)
    hand.key(ENTER, CONTROL)
    press(hand, "GM")
    hand.key(Qt.Key.Key_Down)
    press(hand, typed)
    hand.key(ENTER)
    hand.settle()
    assert count(window) == before
    found = strip(window)
    assert found.notice.isVisible()
    assert found.notice.text()
    assert found.form.code.text() == "GM"


@pytest.mark.parametrize("code", ["", "GM", "👵🏽", "n° 4512", "É. d’A."])
def test_any_code_or_none(window: MainWindow, hand: Hand, code: str) -> None:
    hand.type("vaudrane")
    hand.key(ENTER, CONTROL)
    hand.settle()
    strip(window).form.code.insert(code)
    hand.key(Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    hand.settle()
    assert latest(window)["patient_code"] == code


def test_a_name_is_shortened_by_enter_and_kept_by_ctrl_enter(window: MainWindow, hand: Hand) -> None:
    hand.type("vaudrane")
    refer(hand, "Garcin Marie")
    found = strip(window)
    assert strip(window).ask.hasFocus()
    assert found.ask.accessibleName() == (
        "“Garcin Marie” ressemble à un nom. Des initiales suffisent pour vous y retrouver."
        " Entrée\u202f: garder GM · Ctrl+Entrée\u202f: garder tel quel"
    )
    hand.key(ESC)
    assert hand.focused is found.form.code
    assert found.form.code.text() == "Garcin Marie"
    hand.key(ENTER)
    hand.key(ENTER)
    hand.settle()
    assert latest(window)["patient_code"] == "GM"
    refer(hand, "Garcin Marie")
    hand.key(ENTER, CONTROL)
    hand.settle()
    assert latest(window)["patient_code"] == "Garcin Marie"
    assert not is_open(window)


def test_a_social_security_number_is_refused_and_does_not_stay(window: MainWindow, hand: Hand) -> None:
    hand.type("vaudrane")
    before = count(window)
    refer(hand, "2 84 05 84 035 123 45")
    found = strip(window)
    assert found.notice.text() == (
        "Numéro de Sécurité sociale\u202f: carnet ne l’enregistre pas. Mettez des initiales, ou rien."
    )
    assert found.form.code.text() == ""
    assert count(window) == before
    hand.key(ENTER)
    hand.settle()
    assert count(window) == before + 1


def warned(window: MainWindow, hand: Hand) -> ReferStrip:
    hand.type("serrane")
    hand.key(ENTER, CONTROL)
    hand.settle()
    return strip(window)


def test_enter_does_nothing_on_the_warning_and_p_goes_through(window: MainWindow, hand: Hand) -> None:
    before = count(window)
    found = warned(window, hand)
    assert strip(window).ask.hasFocus()
    assert found.ask.accessibleName() == (
        "Vous avez noté le 7 décembre 2025 ne plus adresser au Dr Serrane. P\u202f: choix du patient, adresser ·"
        " Échap\u202f: revenir · F2\u202f: pourquoi"
    )
    hand.key(ENTER, times=3)
    hand.key(ENTER, CONTROL)
    hand.key(Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    hand.key(Qt.Key.Key_Space)
    hand.settle()
    assert count(window) == before
    assert found.ask.warns
    press(hand, "p")
    hand.until(lambda: count(window) == before + 1)
    hand.settle()
    made = latest(window)
    assert (made["family_name"].upper(), made["despite_avoidance"], made["patient_code"]) == ("SERRANE", 1, "")
    assert not is_open(window)
    assert window.page.status.offers_undo


def test_the_code_of_whoever_chose_somebody_avoided_may_be_typed(window: MainWindow, hand: Hand) -> None:
    before = count(window)
    found = warned(window, hand)
    hand.key(Qt.Key.Key_Tab)
    assert hand.focused is found.form.code
    press(hand, "PM")
    hand.key(ENTER)
    hand.settle()
    assert count(window) == before
    assert strip(window).ask.hasFocus()
    press(hand, "P")
    hand.until(lambda: count(window) == before + 1)
    assert (latest(window)["patient_code"], latest(window)["despite_avoidance"]) == ("PM", 1)


def test_initials_typed_by_reflex_are_no_answer_to_the_warning(window: MainWindow, hand: Hand) -> None:
    before = count(window)
    found = warned(window, hand)
    press(hand, "PM")
    hand.key(ENTER)
    QTest.qWait(found.ask._alone.interval() + 100)
    hand.settle()
    assert count(window) == before
    assert found.ask.warns
    hand.key(Qt.Key.Key_P, CONTROL | SHIFT)
    hand.key(ESC)
    QTest.qWait(found.ask._alone.interval() + 100)
    assert not is_open(window)
    assert count(window) == before
    assert hand.focused is window.page.box


def test_f2_says_why_on_demand_only(window: MainWindow, hand: Hand) -> None:
    found = warned(window, hand)
    assert found.ask.reason.isHidden()
    hand.key(Qt.Key.Key_F2)
    assert found.ask.reason.text().startswith("Pas de retour malgré relances")
    hand.key(Qt.Key.Key_F2)
    assert found.ask.reason.isHidden()
    assert found.ask.reason.text() == ""


def test_a_homonym_of_the_register_is_told_apart(window: MainWindow, hand: Hand) -> None:
    hand.type("serrane")
    hand.key(ENTER, CONTROL)
    hand.settle()
    assert strip(window).ask.warns
    hand.key(ESC)
    book = window.session.book
    assert book is not None
    with book.write("change_card", now=window.session.now()) as writer:
        row = writer.dbapi.execute("SELECT id FROM correspondent WHERE family_name = 'SERRANE'").fetchone()
        writer.update(_card_table(), row[0], family_name="MERINDAL")
    hand.type("merindal")
    assert hand.surnames() == hand.surnames("register") == ["MERINDAL"]
    hand.key(Qt.Key.Key_Down)
    hand.settle()
    refer(hand, "GM")
    assert not is_open(window)
    assert latest(window)["despite_avoidance"] == 0
    hand.type("merindal")
    assert any("avoided" in line.result.flags for line in hand.lines if line.result)


def _card_table() -> Any:
    from carnet.models import tables

    return tables.correspondent


def test_three_names_are_referred_to_together(window: MainWindow, hand: Hand, board: Board) -> None:
    keep_three(hand)
    hand.key(Qt.Key.Key_C, CONTROL)
    assert board.text().splitlines() == [
        "Dr Karim BENHADDOU, L’Isle-sur-la-Sorgue\u202f: 04 65 71 08 31",
        "Dr Anne VAUDRANE, Cavaillon\u202f: 04 65 71 11 02",
        "Dr Paul CASTELMON, Avignon\u202f: 04 65 71 20 14",
    ]
    hand.key(Qt.Key.Key_C, CONTROL | SHIFT)
    assert [block.splitlines()[0] for block in board.text().split("\n\n")] == [
        "Dr Karim BENHADDOU", "Dr Anne VAUDRANE", "Dr Paul CASTELMON",
    ]  # fmt: skip
    before = count(window)
    refer(hand, "GM")
    assert hand.said == ("Adressé\u202f: GM → Dr Benhaddou, Dr Vaudrane et Dr Castelmon. Ligne pour le dossier copiée.")
    assert len(board.text().splitlines()) == 3
    rows = ask(window, "SELECT patient_code, kept_with FROM referral ORDER BY id DESC LIMIT 3")
    assert len({kept_with for _, kept_with in rows}) == 1
    assert rows[0][1] != ""
    assert count(window) == before + 3
    assert room(window).names.current == ()  # done: keys are for the row selected again
    assert len(kept(window)) == 3
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert count(window) == before
    assert len(room(window).names.current) == 3


def test_names_of_book_and_register_together_are_added_in_the_same_act(window: MainWindow, hand: Hand) -> None:
    hand.type("merindal")
    hand.key(Qt.Key.Key_Space, CONTROL)
    hand.settle()
    hand.type("benhaddou")
    hand.key(Qt.Key.Key_Space, CONTROL)
    hand.settle()
    before, cards = count(window), ask(window, "SELECT count(*) FROM correspondent")[0][0]
    refer(hand)
    assert count(window) == before + 2
    assert ask(window, "SELECT count(*) FROM correspondent")[0][0] == cards + 1
    assert all(one.id.startswith("b:") for one in room(window).names.all)
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert ask(window, "SELECT count(*) FROM correspondent")[0][0] == cards
    assert [one.id[0] for one in room(window).names.current] == ["p", "b"]


def test_somebody_avoided_among_those_kept_is_warned_of(window: MainWindow, hand: Hand) -> None:
    for name in ("serrane", "benhaddou"):
        hand.type(name)
        hand.key(Qt.Key.Key_Space, CONTROL)
        hand.settle()
    before = count(window)
    refer(hand, "GM")
    assert count(window) == before
    assert strip(window).ask.warns
    press(hand, "p")
    hand.until(lambda: count(window) == before + 2)
    rows = ask(window, "SELECT despite_avoidance FROM referral ORDER BY id DESC LIMIT 2")
    assert sorted(row[0] for row in rows) == [0, 1]


def test_the_second_esc_lets_the_names_go_with_the_patient(window: MainWindow, hand: Hand) -> None:
    keep_three(hand)
    hand.key(ESC)
    hand.settle()
    assert len(kept(window)) == 3
    hand.key(ESC)
    hand.settle()
    assert kept(window) == []
    assert not room(window).names.tray.isVisible()


def test_a_name_kept_goes_by_its_cross_and_shows_its_card(window: MainWindow, hand: Hand) -> None:
    keep_three(hand)
    names = room(window).names
    chips = names.tray._chips
    assert [chip.accessibleName() for chip in chips] == ["Dr Benhaddou", "Dr Vaudrane", "Dr Castelmon"]
    chips[1].setFocus()
    hand.key(ENTER)
    hand.settle()
    assert hand.selected == "Dr Anne VAUDRANE"
    names.tray._chips[0].setFocus()
    hand.key(Qt.Key.Key_Delete)
    assert kept(window) == ["Dr Vaudrane", "Dr Castelmon"]
    assert hand.focused is window.page.box


def test_the_site_nearest_the_patient_is_guessed(window: MainWindow, hand: Hand) -> None:
    several = ask(
        window,
        "SELECT c.family_name, count(DISTINCT s.insee) AS n FROM role r JOIN site s ON s.id = r.site_id"
        " JOIN correspondent c ON c.id = r.correspondent_id WHERE c.family_name <> '' AND c.status = 'active'"
        " AND r.until IS NULL GROUP BY c.id HAVING n > 1 LIMIT 1",
    )
    name = several[0][0]
    places = ask(
        window,
        "SELECT DISTINCT s.city, s.insee FROM role r JOIN site s ON s.id = r.site_id JOIN correspondent c"
        f" ON c.id = r.correspondent_id WHERE c.family_name = '{name}'",
    )
    from carnet.ui.searcher import Town

    for city, insee in places:
        hand.type(name)
        window.consultation.set_town(Town(insee, city, "", None))
        hand.settle()
        refer(hand, "GM")
        assert latest(window)["city"] == city


def test_esc_words_and_another_row_close_the_strip(window: MainWindow, hand: Hand) -> None:
    before = count(window)
    hand.type("rhumato")
    hand.key(ENTER, CONTROL)
    press(hand, "GM")
    hand.key(ESC)
    assert not is_open(window)
    assert hand.focused is window.page.box
    hand.key(ENTER, CONTROL)
    hand.settle()
    assert strip(window).form.code.text() == ""
    window.page.view.setFocus()
    hand.key(Qt.Key.Key_Down)
    assert not is_open(window)
    hand.key(ENTER, CONTROL)
    hand.settle()
    assert strip(window).form.head.text().startswith("Adresser à Dr Vaudrane")
    window.page.box.setFocus()
    press(hand, "x")
    assert not is_open(window)
    hand.settle()
    assert count(window) == before


def test_nobody_to_refer_to_is_said(window: MainWindow, hand: Hand) -> None:
    hand.type("zzyzx")
    hand.key(ENTER, CONTROL)
    hand.settle()
    assert not is_open(window)
    assert hand.said == "Choisissez d’abord quelqu’un dans la liste."


def test_a_clipboard_that_refuses_loses_no_referral(window: MainWindow, hand: Hand, board: Board) -> None:
    hand.type("vaudrane")
    before = count(window)
    board.refuses = True
    refer(hand, "GM")
    assert count(window) == before + 1
    assert hand.said.startswith("Adressé\u202f: GM → Dr Vaudrane, Cavaillon. Le presse-papiers refuse")
    assert window.page.status.offers_undo


def test_the_buttons_of_the_card_do_the_same(window: MainWindow, hand: Hand) -> None:
    hand.type("vaudrane")
    buttons = window.page.card.foot.buttons
    assert [name for name, button in buttons.items() if button.isVisible() and name in ("refer", "edit", "adopt")] == [
        "refer", "edit",
    ]  # fmt: skip
    buttons["refer"].click()
    hand.settle()
    assert hand.focused is strip(window).form.code
    before = count(window)
    strip(window).form.go.click()
    hand.settle()
    assert count(window) == before + 1
    hand.type("merindal")
    assert buttons["refer"].isVisible()
    assert buttons["adopt"].isVisible()
    assert not buttons["edit"].isVisible()


def test_a_year_of_4000_referrals_makes_no_visible_wait(window: MainWindow, hand: Hand) -> None:
    from carnet.services.drafts import ReferralDraft
    from carnet.services.referrals import add_referral

    book = window.session.book
    assert book is not None
    with book.write("demonstration", now=window.session.now()) as writer:
        row = writer.dbapi.execute("SELECT id FROM correspondent WHERE family_name = 'VAUDRANE'").fetchone()[0]
        for number in range(4000):
            add_referral(
                writer, row, ReferralDraft(date(2026, 1 + number % 10, 1 + number % 28), f"P{number}", "letter")
            )
    hand.type("vaudrane")
    began = time.monotonic()
    hand.key(ENTER, CONTROL)
    hand.until(lambda: strip(window).plan is not None)
    assert time.monotonic() - began < 1
    refer_began = time.monotonic()
    press(hand, "GM")
    hand.key(ENTER)
    hand.settle()
    assert time.monotonic() - refer_began < 3
    assert "4005" in referrals_row(window).replace("\u202f", "")


def test_the_clock_set_back_is_told(window: MainWindow, hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    hand.type("vaudrane")
    refer(hand, "GM")
    back = window.session.now() - timedelta(days=40)
    monkeypatch.setattr(window.session, "now", lambda: back)
    hand.key(ENTER, CONTROL)
    hand.settle()
    assert strip(window).notice.text() == (
        "L’ordinateur se croit avant le 22 novembre 2026, date de votre dernière note\u202f?"
    )


def test_closing_the_book_takes_strip_and_names_away(window: MainWindow, hand: Hand) -> None:
    keep_three(hand)
    hand.key(ENTER, CONTROL)
    hand.settle()
    window.session.book_closing.emit()
    assert not is_open(window)
    assert kept(window) == []
    assert window.consultation.inquiry.tray == ()


def test_keys_and_buttons_are_the_owners() -> None:
    hers = {key.action for key in keys.bound(Profile.SECRETARY)}
    assert not {"refer", "keep"} & hers
    assert {"refer", "keep"} <= {key.action for key in keys.bound()}


def template(window: MainWindow, hand: Hand) -> TemplatePage:
    open_template(window)
    hand.settle()
    page = window.page.right.currentWidget()
    assert isinstance(page, TemplatePage)
    return page


def test_the_text_for_the_record_is_the_owners_own(window: MainWindow, hand: Hand, board: Board) -> None:
    page = template(window, hand)
    assert hand.focused is page.text
    assert page.example.text() == (
        "Adressé le 22 novembre 2026\u202f: Dr Karim BENHADDOU, rhumatologue, L’Isle-sur-la-Sorgue, 04 65 71 08 31."
        " Motif\u202f: avis (courrier)."
    )
    page.text.setPlainText("Vu ce jour, confié à {nom}[ pour {motif}].")
    assert page.example.text() == "Vu ce jour, confié à Dr Karim BENHADDOU pour avis."
    hand.key(ENTER)
    hand.settle()
    assert window.page.right.currentWidget() is window.page.card
    hand.type("vaudrane")
    refer(hand, "GM")
    assert board.text() == "Vu ce jour, confié à Dr Anne VAUDRANE."
    page = template(window, hand)
    page.usual_button.click()
    page.save_button.click()
    hand.settle()
    hand.type("vaudrane")
    refer(hand, "GM")
    assert board.text().startswith("Adressé le 22 novembre 2026")
    page = template(window, hand)
    hand.key(ESC)
    assert window.page.right.currentWidget() is window.page.card


@pytest.mark.parametrize("text", ["Adressé à {qui}", "Adressé à {nom", "rien", "[{nom}"])
def test_a_text_that_cannot_be_is_answered_in_words(window: MainWindow, hand: Hand, text: str) -> None:
    page = template(window, hand)
    page.text.setPlainText(text)
    hand.key(ENTER)
    hand.settle()
    assert page.isVisible()
    assert page._said.isVisible()
    assert page.example.text() == ""
    assert ask(window, "SELECT count(*) FROM setting WHERE name = 'record_line'")[0][0] == 0
