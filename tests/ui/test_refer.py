"""« Adresser » from the name to the referral and back, by real keys of a French keyboard on the demonstration."""

import time
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from carnet.domain.disclosure import Profile
from carnet.ui import keys
from carnet.ui.main_window import MainWindow
from tests.ui.hand import ALT, CONTROL, Board, Hand
from tests.ui.referring import (
    ENTER,
    ESC,
    ask,
    count,
    is_open,
    keep_three,
    kept,
    latest,
    refer,
    referrals_row,
    strip,
)


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
    hand.letters("benhaddou")  # nothing is waited for: the list has not answered yet
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
    hand.letters("RB")
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
    hand.letters("GM")
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
    hand.letters("x")
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
    hand.letters("GM")
    hand.key(ENTER)
    hand.settle()
    assert time.monotonic() - refer_began < 3
    assert "4005" in referrals_row(window).replace("\u202f", "")


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
