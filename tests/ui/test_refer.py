"""« Adresser », the names kept and the warning, by real keys of a French keyboard on the demonstration."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from carnet.domain.disclosure import Profile
from carnet.ui import keys
from carnet.ui.main_window import MainWindow
from carnet.ui.refer import Refer
from carnet.ui.refer_ask import Ask
from carnet.ui.refer_strip import ReferStrip
from tests.conftest import TODAY
from tests.ui.hand import ALT, CONTROL, NONE, Board, Hand

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
    assert hand.selected == "Dr Solène AUBRÉGAT" or "AUBRÉGAT" in hand.selected
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
