"""The editor's fields: each remembers what is saved, and tells when something else was typed and the field is left.

All of them look like the words of the card until the mouse or the focus is on them.
"""

from typing import Any, TypeGuard, cast

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextOption,
)
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from carnet.ui.theme import Theme

FIELD_HEIGHT = 30  # pixels at 100 %
_TALLEST_NOTE = 8  # lines; a longer note scrolls
_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LOOKED_AWAY = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason)


class Kept:
    """What a field knows of its text: the one saved, the one on its way, the one refused.

    A class of fields has a signal `committed(str)`, and gives and takes its text by `entry` and `put`.
    """

    committed: Any
    saved = ""
    _sent: str | None = None
    _refused: str | None = None

    def entry(self) -> str:
        """The text as it stands."""
        raise NotImplementedError

    def put(self, text: str) -> None:
        """Show a text that nobody typed."""
        raise NotImplementedError

    @property
    def edited(self) -> bool:
        """Whether something else than what is saved was typed."""
        return self.entry() != self.saved

    @property
    def was_refused(self) -> bool:
        """Whether the text that stands there could not be saved."""
        return self.edited and self.entry() == self._refused

    def show_saved(self, text: str) -> None:
        """This is saved now; what was typed since stays."""
        if self.entry() in (self.saved, self._sent):
            self.put(text)
        self.saved, self._sent = text, None

    def refuse(self) -> None:
        """The text could not be saved: it stays to be mended, and is not sent again by itself."""
        self._refused, self._sent = self.entry() if self._sent is None else self._sent, None

    def revert(self) -> None:
        """Back to what is saved."""
        self._sent = self._refused = None
        self.put(self.saved)

    def commit(self, *, again: bool = False) -> None:
        """Tell what was typed, once, and that it is what is saved after something was refused. `again`: even that."""
        text = self.entry()
        if text == self.saved:
            if self._refused is not None:
                self._refused = None
                self.committed.emit(text)
        elif text != self._sent and (again or text != self._refused):
            self._sent = text
            self.committed.emit(text)

    def commit_now(self) -> None:
        """Tell what was typed, as the panel is left."""
        self.commit()


def is_override(event: QEvent) -> TypeGuard[QKeyEvent]:
    """Whether Qt asks if a key is wanted here rather than by a shortcut of the window."""
    return event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)


def is_of_words(event: QKeyEvent) -> bool:
    """Whether a key deletes a word: then no shortcut of the window may have it."""
    standard = QKeySequence.StandardKey
    return event.matches(standard.DeleteEndOfWord) or event.matches(standard.DeleteStartOfWord)


def is_of_the_window(event: QKeyEvent) -> bool:
    """Whether a key goes with Alt (Alt 1 copies a line), and does not type a letter as AltGr does."""
    modifier = Qt.KeyboardModifier
    held = event.modifiers()
    return bool(held & modifier.AltModifier) and not held & (modifier.ControlModifier | modifier.GroupSwitchModifier)


def is_undo_of_the_panel(field: Kept, event: QKeyEvent) -> bool:
    """Whether Ctrl+Z means the last saved change: nothing was typed here."""
    return event.matches(QKeySequence.StandardKey.Undo) and not field.edited


class KeptLine(Kept):
    """A line edit that keeps: to be put before QLineEdit, or before one of its kin. Enter saves and moves on."""

    def entry(self) -> str:
        """The text as it stands."""
        return self._line.text()

    def put(self, text: str) -> None:
        """Show a text from its beginning: that is where a long one is told from another."""
        if text != self._line.text():
            self._line.setText(text)
            self._line.setCursorPosition(0)
            self._line.setToolTip(text)  # a narrow panel cuts it

    @property
    def _line(self) -> QLineEdit:
        return cast("QLineEdit", self)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z is the panel's where nothing was typed; deleting a word is no deed on the card."""
        if is_override(event) and is_of_words(event):
            event.accept()
            return True
        if is_override(event) and is_undo_of_the_panel(self, event):
            event.ignore()
            return False
        return bool(super().event(event))  # type: ignore[misc]

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Enter saves and moves on, unless what was typed was refused at once."""
        if event.key() in _RETURN and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.commit(again=True)
            if self._line.hasFocus() and not self.was_refused:  # a question may have taken the focus
                self._line.focusNextChild()
        elif is_undo_of_the_panel(self, event) or is_of_the_window(event):
            event.ignore()
        else:
            super().keyPressEvent(event)  # type: ignore[misc]

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  (Qt's name)
        """Left: what was typed is told."""
        super().focusOutEvent(event)  # type: ignore[misc]
        if event.reason() not in _LOOKED_AWAY:
            self.commit()


class TextField(KeptLine, QLineEdit):
    """A line of text. `committed(str)`: left, or Enter, with another text."""

    committed = Signal(str)

    def __init__(self, theme: Theme, name: str, *, size: float = 13.5, weight: int = 400, hint: str = "") -> None:
        super().__init__()
        self.theme, self._size, self._weight = theme, size, weight
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        theme.changed.connect(self.renew)
        self.renew()

    def weigh(self, size: float, weight: int) -> None:
        """Take other letters."""
        if (size, weight) != (self._size, self._weight):
            self._size, self._weight = size, weight
            self.renew()

    @Slot()
    def renew(self) -> None:
        """Take the theme's sizes as they are now."""
        self.setFont(self.theme.font(self._size, self._weight, tabular=True))
        self.setFixedHeight(self.theme.px(FIELD_HEIGHT))


class NoteField(Kept, QPlainTextEdit):
    """A few lines, as high as what they say. Enter saves and moves on; Maj Enter begins a line."""

    committed = Signal(str)

    def __init__(self, theme: Theme, name: str, *, hint: str = "") -> None:
        super().__init__()
        self.theme = theme
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        theme.changed.connect(self._renew)
        self._renew()

    def entry(self) -> str:
        """The text as it stands."""
        return self.toPlainText()

    def put(self, text: str) -> None:
        """Show a text."""
        if text != self.toPlainText():
            self.setPlainText(text)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z is the panel's where nothing was typed; deleting a word is no deed on the card."""
        if is_override(event) and is_of_words(event):
            event.accept()
            return True
        if is_override(event) and is_undo_of_the_panel(self, event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Enter saves and moves on; arrows leave at the ends."""
        if event.key() in _RETURN and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.commit(again=True)
            if not self.was_refused:
                self.focusNextChild()
        elif is_undo_of_the_panel(self, event) or is_of_the_window(event) or self._is_of_the_panel(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  (Qt's name)
        """Left: what was typed is told."""
        super().focusOutEvent(event)
        if event.reason() not in _LOOKED_AWAY:
            self.commit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Another width, other lines."""
        super().resizeEvent(event)
        self._fit()

    def _is_of_the_panel(self, event: QKeyEvent) -> bool:
        """Whether a key would leave: Esc, or an arrow at the end of the text."""
        cursor = self.textCursor()
        if event.key() == Qt.Key.Key_Escape:
            return True
        if event.key() == Qt.Key.Key_Up and not event.modifiers():
            return cursor.blockNumber() == 0 and cursor.block().layout().lineForTextPosition(
                cursor.positionInBlock()
            ).lineNumber() in (0, -1)
        return event.key() == Qt.Key.Key_Down and not event.modifiers() and cursor.atEnd()

    @Slot()
    def _fit(self) -> None:
        needed = max(1, int(self.document().size().height()))
        lines = min(_TALLEST_NOTE, needed)
        bar = Qt.ScrollBarPolicy.ScrollBarAsNeeded if needed > lines else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(bar)
        self.setFixedHeight(
            max(self.theme.px(FIELD_HEIGHT), lines * self.fontMetrics().lineSpacing() + self.theme.px(12))
        )

    @Slot()
    def _renew(self) -> None:
        self.setFont(self.theme.font(13.5))
        self._fit()
