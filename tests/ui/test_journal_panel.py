"""The journal of the card shown: who, when, what, and each step taken back from it."""

from PySide6.QtCore import Qt

from carnet.models.book import Book
from carnet.queries.card import row_id
from carnet.services import editing
from carnet.ui.journal_panel import JournalPanel
from carnet.ui.main_window import MainWindow
from tests.conftest import NOW
from tests.ui.hand import CONTROL, Hand


def open_journal(window: MainWindow, hand: Hand, text: str = "castelmon") -> JournalPanel:
    hand.type(text)
    hand.key(Qt.Key.Key_H, CONTROL)
    hand.settle()
    panel = window.page.right.currentWidget()
    assert isinstance(panel, JournalPanel)
    return panel


def castelmon(window: MainWindow, hand: Hand, book: Book) -> int:
    hand.type("castelmon")
    content = window.page.card.content
    assert content
    return row_id(book.reader(), content.id)


def note(book: Book, key: int) -> str:
    found: str = book.reader().execute("SELECT note FROM correspondent WHERE id = ?", (key,)).fetchone()[0]
    return found


def test_who_when_and_what_newest_first(window: MainWindow, hand: Hand, book: Book) -> None:
    key = castelmon(window, hand, book)
    editing.change_card(book, key, now=NOW, note="très humain")
    panel = open_journal(window, hand)
    assert panel.name.text() == "Dr Paul CASTELMON"
    first = panel.views[0].text.splitlines()
    at = NOW.astimezone()
    assert first[0] == f"22 novembre 2026, {at.hour} h {at.minute:02} · Dr Claire Morel"
    assert first[1] == "Fiche modifiée"
    assert first[2].startswith("note\u202f: ")
    assert first[2].endswith("très humain")
    assert "Démonstration (avec 299 autres fiches)" in panel.views[-1].text


def test_a_step_is_taken_back_from_there_and_ctrl_z_brings_it_again(window: MainWindow, hand: Hand, book: Book) -> None:
    key = castelmon(window, hand, book)
    before = note(book, key)
    editing.change_card(book, key, now=NOW, note="très humain")
    panel = open_journal(window, hand)
    undo = panel.views[0].undo
    assert undo
    undo.setFocus()
    hand.key(Qt.Key.Key_Return)
    hand.settle()
    assert note(book, key) == before
    assert hand.said == "Annulé\u202f: fiche modifiée"
    assert panel.views[0].head.text() == "Annulation"
    assert panel.views[1].head.text() == "Fiche modifiée · annulé"
    assert panel.views[1].undo is None
    assert panel.notice.isHidden()
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert note(book, key) == "très humain"


def test_what_was_changed_since_is_kept_and_listed(window: MainWindow, hand: Hand, book: Book) -> None:
    key = castelmon(window, hand, book)
    editing.change_card(book, key, now=NOW, note="un", met_at="FMC")
    editing.change_card(book, key, now=NOW, note="deux")
    panel = open_journal(window, hand)
    undo = panel.views[1].undo
    assert undo
    undo.click()
    hand.settle()
    assert note(book, key) == "deux"
    assert panel.notice.text() == "Gardé, car changé depuis\u202f: fiche (note)."
    assert book.reader().execute("SELECT met_at FROM correspondent WHERE id = ?", (key,)).fetchone() != ("FMC",)


def test_a_step_of_which_nothing_is_left_says_so(window: MainWindow, hand: Hand, book: Book) -> None:
    key = castelmon(window, hand, book)
    editing.change_card(book, key, now=NOW, note="un")
    editing.change_card(book, key, now=NOW, note="deux")
    panel = open_journal(window, hand)
    undo = panel.views[1].undo
    assert undo
    undo.click()
    hand.settle()
    assert "tout a changé depuis (fiche (note))" in panel.notice.text()
    assert note(book, key) == "deux"


def test_old_steps_are_asked_for(window: MainWindow, hand: Hand, book: Book) -> None:
    key = castelmon(window, hand, book)
    for number in range(34):
        editing.change_card(book, key, now=NOW, note=f"note {number}")
    panel = open_journal(window, hand)
    shown = len(panel.views)
    more = panel._more
    assert more
    assert more.text().endswith("étapes plus anciennes")
    more.click()
    assert len(panel.views) > shown
    assert panel._more is None
    assert "Démonstration" in panel.views[-1].text


def test_ctrl_h_again_or_esc_leaves_it_and_a_register_card_has_none(window: MainWindow, hand: Hand) -> None:
    open_journal(window, hand)
    hand.key(Qt.Key.Key_H, CONTROL)
    assert window.page.right.currentWidget() is window.page.card
    open_journal(window, hand)
    hand.key(Qt.Key.Key_Escape)
    assert window.page.right.currentWidget() is window.page.card
    hand.type("merindal")
    assert window.page.card.content
    assert not window.page.card.content.in_book
    hand.key(Qt.Key.Key_H, CONTROL)
    assert "votre carnet" in hand.said
    hand.key(Qt.Key.Key_Delete, CONTROL)
    assert "Seule une fiche" in hand.said


def test_locking_the_book_closes_the_journal(window: MainWindow, hand: Hand) -> None:
    open_journal(window, hand)
    window.session.lock()
    hand.settle()
    assert window.page.right.currentWidget() is window.page.card
