"""What the tests of capture share: its panel by Ctrl+N, text typed and pasted, fields reached by Tab."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from carnet.ui.capture_panel import CapturePanel
from carnet.ui.main_window import MainWindow
from tests.domain.test_capture_hospital import LIST as SERVICES
from tests.ui.hand import CONTROL, Hand

ROUX = "Dr Anne Roux rhumato Apt 04 65 71 20 30 très humaine, vue en FMC"
LIST = SERVICES.replace("CH d'Avignon", "Hôpital Sainte-Marthe")
Key = Qt.Key


def book(window: MainWindow) -> Any:
    """The book, to be read."""
    assert window.session.book
    return window.session.book.reader()


def panel(window: MainWindow) -> CapturePanel:
    """The panel of capture, which is open."""
    shown = window.pages.currentWidget()
    assert isinstance(shown, CapturePanel)
    return shown


def capture(window: MainWindow, hand: Hand, text: str = "") -> CapturePanel:
    """Ctrl+N, then the text letter by letter."""
    hand.key(Key.Key_N, CONTROL)
    made = panel(window)
    put(hand, text)
    return made


def put(hand: Hand, text: str) -> None:
    """Letter by letter, to whatever has the focus."""
    hand.letters(text)
    hand.settle(6)


def paste(hand: Hand, text: str) -> None:
    """A text into whatever has the focus."""
    hand.paste(hand.focused, text)
    hand.settle(6)


def tab_to(hand: Hand, widget: QWidget) -> None:
    """Tab until a field has the focus."""
    for _ in range(40):
        if hand.focused is widget:
            return
        hand.key(Key.Key_Tab)
    raise AssertionError(f"Tab does not come to {widget.accessibleName()}")


def retype(hand: Hand, text: str) -> None:
    """Replace what the focused field holds."""
    hand.key(Key.Key_A, CONTROL)
    hand.key(Key.Key_Backspace)
    put(hand, text)
