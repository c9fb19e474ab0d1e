"""A hand on the window: real key events, a French keyboard, and waiting until the thread that reads has answered."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from carnet.ui.main_window import MainWindow
from carnet.ui.result_lines import Kind, Line

NONE, ALT, CONTROL, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
FRENCH_ROW = "&é\"'(-è_ç"


class Board:
    """A clipboard of the test's own; `refuses`: another program holds the system's."""

    def __init__(self) -> None:
        self.refuses = False
        self._text = ""

    def setText(self, text: str, /) -> None:  # noqa: N802
        """Take a text, unless it refuses."""
        if not self.refuses:
            self._text = text

    def text(self) -> str:
        """What is there."""
        return self._text

    def clear(self) -> None:
        """Nothing any more."""
        self._text = ""


class Opener:
    """Remembers the links that were opened; `knows`: the schemes that some program opens."""

    def __init__(self, *knows: str) -> None:
        self.knows = knows
        self.opened: list[str] = []

    def __call__(self, url: QUrl) -> bool:
        self.opened.append(url.toString())
        return url.scheme() in self.knows


class Hand:
    """Acts on a window by keys and waits for what comes of it."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self._qtbot = window, qtbot

    def type(self, text: str) -> None:
        """Clear the box by Esc, type letter by letter, wait for the answer."""
        box = self.window.page.box
        box.setFocus()
        if box.text():
            self.key(Qt.Key.Key_Escape)
        for letter in text:
            self.letter(box, letter)
        self.settle()

    @property
    def focused(self) -> QWidget:
        """What has the focus."""
        return QApplication.focusWidget() or self.window

    def letter(self, widget: QWidget, letter: str) -> None:
        """One letter, whatever the keyboard."""
        code = ord(letter.upper()) if len(letter.upper()) == 1 else 0
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, code, NONE, letter))

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        """A key, to whatever has the focus."""
        for _ in range(times):
            QTest.keyClick(self.focused, key, modifiers)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        """A key, then what comes of it."""
        self.key(key, modifiers, times)
        self.settle()

    def letters(self, text: str) -> None:
        """Letters to whatever has the focus, which a letter may move; none waits for the one before."""
        for letter in text:
            self.letter(self.focused, letter)

    def write(self, text: str) -> None:
        """Letters, then what comes of them."""
        self.letters(text)
        self.settle()

    def is_at(self, widget: QWidget) -> bool:
        """Whether a widget has the focus."""
        return self.focused is widget

    def french_digit(self, digit: int, modifiers: Qt.KeyboardModifier = ALT) -> None:
        """A key of the row above the letters of a French keyboard: it types « é », not « 2 »."""
        typed = FRENCH_ROW[digit - 1]
        target = self.focused
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, ord(typed.upper()), modifiers, 9 + digit, 0, 0, typed)
            QApplication.sendEvent(target, event)

    def settle(self, rounds: int = 3) -> None:
        """Wait until every key was done and everything asked was answered; an answer may ask again."""
        self._qtbot.waitUntil(lambda: not self.window.consultation.pressed.waiting, timeout=20_000)
        for _ in range(rounds):
            came: list[object] = []
            self.window.searcher.send(lambda reach: None, came.append, came.append)
            self._qtbot.waitUntil(partial(bool, came), timeout=20_000)
            QApplication.processEvents()

    def spoil_the_register(self) -> None:
        """The register in use is one that is no database."""
        session = self.window.session
        path = session.register_path()
        assert path is not None
        broken = path.with_name("register-ps-209902.sqlite")
        broken.write_bytes(b"not a database" * 1000)
        pointer = session.folders.data / "register.json"
        pointer.write_text(pointer.read_text().replace(path.name, broken.name))
        session.look_again()

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something to be so."""
        self._qtbot.waitUntil(condition, timeout=20_000)

    @property
    def lines(self) -> tuple[Line, ...]:
        """What the list shows."""
        return self.window.page.view.rows.lines

    def surnames(self, source: str = "book") -> list[str]:
        """Last words of the names of a list, in order."""
        people = [line.result for line in self.lines if line.kind is Kind.PERSON and line.result]
        return [one.name.split()[-1] if one.kind == "person" else one.name for one in people if one.source == source]

    @property
    def selected(self) -> str:
        """The name of the selected row."""
        line = self.window.page.view.current_line()
        return line.title if line else ""

    @property
    def said(self) -> str:
        """What the status line says."""
        return self.window.page.status.message

    def paste(self, widget: QWidget, text: str) -> None:
        """A text dropped into the box by Ctrl+V, from the system's clipboard."""
        QApplication.clipboard().setText(text)  # what Python makes outlives Qt, and the run ends on a fault
        QTest.keyClick(widget, Qt.Key.Key_V, CONTROL)
