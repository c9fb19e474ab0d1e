"""What the tests of « Mon avis » share: the panel opened on a card, words written with Enter."""

from PySide6.QtCore import Qt

from carnet.queries.card import row_id
from carnet.ui.main_window import MainWindow
from carnet.ui.opinion_panel import OpinionPanel
from tests.ui.hand import ALT, Hand

Key = Qt.Key
NIR = "1 85 05 78 006 084 36"


def key_of(window: MainWindow) -> int:
    """The row number of the card shown."""
    content, book = window.page.card.content, window.session.book
    assert content is not None
    assert book is not None
    return row_id(book.reader(), content.id)


def panel_of(window: MainWindow) -> OpinionPanel:
    """« Mon avis », which is open."""
    shown = window.page.right.currentWidget()
    assert isinstance(shown, OpinionPanel)
    return shown


def open_on(window: MainWindow, hand: Hand, name: str) -> OpinionPanel:
    """Search a name, then « Mon avis » by Alt+O."""
    hand.type(name)
    hand.key(Key.Key_O, ALT)
    hand.settle()
    return panel_of(window)


def write(hand: Hand, text: str) -> None:
    """Letters into whatever has the focus, then Enter."""
    hand.letters(text)
    hand.key(Key.Key_Return)
    hand.settle()
