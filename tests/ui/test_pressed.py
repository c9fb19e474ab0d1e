"""Keys pressed faster than the answer: done on what was typed, once it is there; never on an older answer."""

from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from carnet.ui import keys
from carnet.ui.editor_panel import EditorPanel
from carnet.ui.follow_history import HistoryPanel
from carnet.ui.main_window import MainWindow
from carnet.ui.pressed import SLOW_MS
from carnet.ui.refer_strip import ReferStrip
from carnet.ui.session import Session
from carnet.ui.slip_page import SlipPage
from tests.ui.conftest import started
from tests.ui.hand import ALT, CONTROL, NONE, SHIFT, Board, Hand, Opener

Key = Qt.Key
BENHADDOU = "04 65 71 08 31"


class Gate:
    """Holds the thread that reads until it is opened."""

    def __init__(self, window: MainWindow) -> None:
        self._event = Event()
        window.searcher.send(lambda reach: self._event.wait(20), lambda _: None, lambda _: None)

    def open(self) -> None:
        """What was asked since is answered."""
        self._event.set()


@pytest.fixture
def ahead(window: MainWindow, hand: Hand) -> Iterator[Callable[[str], Gate]]:
    """Types a text over the answer to another one; its own is held back until the gate is opened."""
    gates: list[Gate] = []

    def type_ahead(text: str) -> Gate:
        hand.type("dermato")
        gates.append(Gate(window))
        hand.key(Key.Key_K, CONTROL)
        hand.letters(text)
        return gates[-1]

    yield type_ahead
    for gate in gates:
        gate.open()


def combined(text: str) -> QKeyCombination:
    """The one key and its modifiers that a shortcut is."""
    sequence: Any = QKeySequence(text)  # its items are not in its stub
    one: QKeyCombination = sequence[0]
    return one


def card(window: MainWindow) -> str:
    """The name on the card."""
    content = window.page.card.content
    return content.name if content else ""


@pytest.mark.parametrize("key", [key for key in keys.bound() if key.action not in ("copy", "undo")])
def test_the_box_leaves_every_key_of_the_window_to_it(window: MainWindow, hand: Hand, key: keys.Key) -> None:
    """Under X11 a line edit takes Ctrl+E to go to the end of the line, come what may."""
    hand.type("rhu")
    for text in (key.sequence, *key.also):
        combination = combined(text)
        event = QKeyEvent(QEvent.Type.ShortcutOverride, combination.key(), combination.keyboardModifiers())
        letter = Key.Key_A <= combination.key() <= Key.Key_Z
        event.setAccepted(letter and combination.keyboardModifiers() == CONTROL)  # so that its refusal is seen
        window.page.box.event(event)
        assert not event.isAccepted(), text


def test_ctrl_c_faster_than_the_answer_copies_the_number_of_what_was_typed(
    window: MainWindow, hand: Hand, board: Board, ahead: Callable[[str], Gate]
) -> None:
    gate = ahead("rhu")
    hand.key(Key.Key_C, CONTROL)
    QApplication.processEvents()
    assert board.text() == ""
    gate.open()
    hand.settle()
    assert board.text() == BENHADDOU


def test_alt_1_and_the_letters_address_too(hand: Hand, board: Board, ahead: Callable[[str], Gate]) -> None:
    gate = ahead("rhu")
    hand.french_digit(1)
    assert board.text() == ""
    gate.open()
    hand.settle()
    assert board.text() == BENHADDOU
    gate = ahead("rhu")
    hand.key(Key.Key_C, CONTROL | SHIFT)
    gate.open()
    hand.settle()
    assert "BENHADDOU" in board.text()


@pytest.mark.parametrize(
    ("key", "modifiers", "panel"), [(Key.Key_E, CONTROL, EditorPanel), (Key.Key_H, ALT, HistoryPanel)]
)
def test_a_panel_of_the_card_is_that_of_what_was_typed(
    window: MainWindow, hand: Hand, ahead: Callable[[str], Gate], key: Key, modifiers: Qt.KeyboardModifier, panel: type
) -> None:
    gate = ahead("rhu")
    hand.key(key, modifiers)
    assert not isinstance(window.page.right.currentWidget(), panel)
    gate.open()
    hand.until(lambda: isinstance(window.page.right.currentWidget(), panel))
    assert "BENHADDOU" in card(window)


def test_letters_typed_while_the_panel_comes_stay_in_the_box(window: MainWindow, hand: Hand) -> None:
    hand.type("benhaddou")
    gate = Gate(window)
    hand.key(Key.Key_E, CONTROL)
    hand.letters("x")
    gate.open()
    hand.settle()
    assert not isinstance(window.page.right.currentWidget(), EditorPanel)
    assert window.page.box.text() == "benhaddoux"
    assert hand.said == "Ctrl E\u202f: pas fait, les mots ont changé avant que la fiche s’ouvre."


def test_the_patient_is_shown_and_given_what_was_typed(
    window: MainWindow, hand: Hand, ahead: Callable[[str], Gate]
) -> None:
    gate = ahead("rhu")
    hand.key(Key.Key_F9)
    assert window.pages.currentWidget() is window.page
    gate.open()
    hand.until(lambda: window.pages.currentWidget() is window.patient.screen)
    assert window.consultation.sheet
    assert "BENHADDOU" in card(window)
    hand.press(Key.Key_F9)
    gate = ahead("rhu")
    hand.key(Key.Key_P, CONTROL)
    gate.open()
    hand.until(lambda: isinstance(window.pages.currentWidget(), SlipPage))
    assert "BENHADDOU" in card(window)


def test_an_arrow_then_a_key_are_done_in_their_order(
    window: MainWindow, hand: Hand, board: Board, ahead: Callable[[str], Gate]
) -> None:
    hand.type("rhu")
    hand.press(Key.Key_Down)
    hand.press(Key.Key_C, CONTROL)
    second, number = hand.selected, board.text()
    assert number != BENHADDOU
    board.clear()
    gate = ahead("rhu")
    hand.key(Key.Key_Down)
    hand.key(Key.Key_C, CONTROL)
    gate.open()
    hand.settle()
    assert (hand.selected, board.text()) == (second, number)


def test_the_card_of_a_row_just_chosen_is_awaited(window: MainWindow, hand: Hand, board: Board) -> None:
    hand.type("rhu")
    gate = Gate(window)
    hand.key(Key.Key_Down)
    hand.key(Key.Key_C, CONTROL)
    assert board.text() == ""
    gate.open()
    hand.settle()
    assert board.text() not in ("", BENHADDOU)


def test_enter_goes_into_the_card_of_what_was_typed(
    window: MainWindow, hand: Hand, ahead: Callable[[str], Gate]
) -> None:
    gate = ahead("rhu")
    hand.key(Key.Key_Return)
    assert hand.is_at(window.page.box)
    gate.open()
    hand.until(lambda: hand.is_at(window.page.card.patient))
    assert "BENHADDOU" in card(window)


def test_other_words_drop_the_key_and_say_so(
    window: MainWindow, hand: Hand, board: Board, ahead: Callable[[str], Gate]
) -> None:
    gate = ahead("rhu")
    hand.key(Key.Key_C, CONTROL)
    hand.letters("mato")
    assert hand.said == "Ctrl C\u202f: pas fait, les mots ont changé avant la réponse."
    gate.open()
    hand.settle()
    assert board.text() == ""
    gate = ahead("rhu")
    hand.key(Key.Key_C, CONTROL)
    hand.key(Key.Key_Escape)
    gate.open()
    hand.settle()
    assert board.text() == ""
    assert hand.said.startswith("Ctrl C")


def test_a_long_wait_says_that_the_key_was_heard(
    window: MainWindow, hand: Hand, board: Board, qtbot: QtBot, ahead: Callable[[str], Gate]
) -> None:
    gate = ahead("rhu")
    hand.key(Key.Key_C, CONTROL)
    qtbot.wait(SLOW_MS + 100)
    assert hand.said == "Ctrl C\u202f: dès que la réponse est là…"
    gate.open()
    hand.settle()
    assert board.text() == BENHADDOU
    assert "copié" in hand.said


def test_a_name_is_kept_from_what_was_typed_then_let_alone_by_other_words(
    window: MainWindow, hand: Hand, ahead: Callable[[str], Gate]
) -> None:
    gate = ahead("rhu")
    hand.key(Key.Key_Space, CONTROL)
    gate.open()
    hand.settle()
    assert ["BENHADDOU" in one.name.upper() for one in window.consultation.inquiry.tray] == [True]
    gate = ahead("kine")
    hand.key(Key.Key_Space, CONTROL)
    hand.letters(" apt")
    gate.open()
    hand.settle()
    assert len(window.consultation.inquiry.tray) == 1


def test_an_arrow_before_the_answer_chooses_whom_to_refer_to(
    window: MainWindow, hand: Hand, ahead: Callable[[str], Gate]
) -> None:
    gate = ahead("rhu")
    hand.key(Key.Key_Down)
    hand.key(Key.Key_Return, CONTROL)
    gate.open()
    hand.settle()
    strip = window.page.findChild(ReferStrip)
    assert strip is not None
    assert strip.plan is not None
    assert strip.plan.one is not None
    line = window.page.view.current_line()
    assert line is not None
    assert strip.plan.one.id == line.id
    assert "BENHADDOU" not in line.title.upper()


def test_ctrl_z_right_after_a_deed_takes_that_one_back(window: MainWindow, hand: Hand) -> None:
    hand.type("rhu")
    gate = Gate(window)
    hand.key(Key.Key_F8)
    hand.key(Key.Key_Z, CONTROL)
    gate.open()
    hand.settle(6)
    assert "annulée" in hand.said
    assert window.page.box.text() == "rhu"


def test_an_arrow_right_after_a_deed_is_not_taken_back_by_it(window: MainWindow, hand: Hand) -> None:
    hand.type("rhu")
    first = hand.selected
    gate = Gate(window)
    hand.key(Key.Key_F8)
    hand.key(Key.Key_Down)
    gate.open()
    hand.settle(6)
    assert hand.selected != first


def test_nobody_to_act_on_is_said(window: MainWindow, hand: Hand, board: Board) -> None:
    hand.type("")
    silent = []
    for key in keys.bound():
        if key.action in ("search", "town", "table", "follow", "capture", "help", "larger", "smaller", "usual", "undo"):
            continue
        window.page.status.quiet()
        hand.type("zzxxqq")
        combination = combined(key.sequence)
        hand.press(combination.key(), combination.keyboardModifiers())
        if not hand.said:
            silent.append(key.action)
    assert silent == []
    assert board.text() == ""


def test_the_card_of_words_typed_while_the_rest_is_loaded_comes(
    demonstration: Session, qtbot: QtBot, board: Board, opener: Opener
) -> None:
    window = MainWindow(demonstration, board=board, opener=opener, rows_first=True)
    qtbot.addWidget(window)
    window.consultation.type("rhu")
    found = Event()
    window.searcher.send(lambda reach: found.set(), lambda _: None, lambda _: None)
    assert found.wait(20)  # found, and not yet told: this thread was loading the rest
    window.complete()
    qtbot.waitUntil(lambda: "BENHADDOU" in card(window), timeout=5000)
    window.close()


@pytest.mark.parametrize(("key", "modifiers"), [(Key.Key_C, CONTROL), (Key.Key_1, ALT)])
def test_a_key_pressed_before_the_rest_is_loaded_is_done(
    demonstration: Session, qtbot: QtBot, board: Board, opener: Opener, key: Key, modifiers: Qt.KeyboardModifier
) -> None:
    window = MainWindow(demonstration, board=board, opener=opener, rows_first=True)
    qtbot.addWidget(window)
    window.show()
    hand, box = Hand(window, qtbot), window.page.box
    gate = Gate(window)
    for letter in "rhu":
        hand.letter(box, letter)
    QTest.keyClick(box, key, modifiers)
    assert not window.page.completed
    assert board.text() == ""
    gate.open()
    qtbot.waitUntil(lambda: board.text() == BENHADDOU, timeout=20_000)
    window.close()


def test_a_key_pressed_while_the_book_opens_by_itself_is_for_the_book(two_passwords: Session, qtbot: QtBot) -> None:
    from tests.conftest import PASSPHRASE

    two_passwords.folders.data.joinpath("password").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    with started(two_passwords.folders, qtbot, password=two_passwords.folders.data / "password") as conductor:
        window = conductor.window
        window.activateWindow()
        hand = Hand(window, qtbot)
        assert conductor.session.book is None
        hand.letters("rhu")
        hand.key(Key.Key_F9)
        qtbot.waitUntil(lambda: window.pages.currentWidget() is window.patient.screen, timeout=20_000)
        assert window.consultation.sheet is not None
        assert window.consultation.sheet.id.startswith("b:")


def test_a_search_that_cannot_be_read_keeps_no_key_waiting(window: MainWindow, hand: Hand) -> None:
    hand.spoil_the_register()
    hand.type("rhumato")
    assert "abîmé" in hand.said
    hand.press(Key.Key_F8, NONE)
    assert not window.searcher.behind
    assert not window.consultation.pressed.waiting
