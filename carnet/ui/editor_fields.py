"""The editor's fields: each remembers what is saved, and tells when something else was typed and the field is left.

All of them look like the words of the card until the mouse or the focus is on them.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeGuard, cast

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextOption,
)
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from carnet.domain.text import fold
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
        """Ctrl+Z is the panel's where nothing was typed."""
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
        elif is_undo_of_the_panel(self, event):
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
        """Ctrl+Z is the panel's where nothing was typed."""
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
        elif is_undo_of_the_panel(self, event) or event.key() == Qt.Key.Key_Escape or self._at_the_end(event):
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

    def _at_the_end(self, event: QKeyEvent) -> bool:
        """Whether an arrow would leave the text."""
        cursor = self.textCursor()
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


class Word(NamedTuple):
    """One of a few: the value, its word, and the letter that chooses it ("" for none)."""

    value: str
    word: str
    letter: str = ""


class Segments(Kept, QWidget):
    """One of a few words, side by side, on several lines where there is no room.

    Arrows and letters move; Enter, a click, or leaving saves. `committed(str)`: a value.
    """

    committed = Signal(str)

    def __init__(self, theme: Theme, name: str, choices: Sequence[Word], *, size: float = 13.5) -> None:
        super().__init__()
        self.theme, self._name, self.choices, self._size = theme, name, tuple(choices), size
        self._value = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._tell()
        theme.changed.connect(self._renew)

    def entry(self) -> str:
        """The value that stands there."""
        return self._value

    def put(self, text: str) -> None:
        """Show a value."""
        self._value = text
        self._tell()

    def offer(self, choices: Sequence[Word]) -> None:
        """Other words for the choice."""
        if tuple(choices) != self.choices:
            self.choices = tuple(choices)
            self._tell()
            self._renew()

    def _tell(self) -> None:
        word = next((choice.word for choice in self.choices if choice.value == self._value), "")
        self.setAccessibleName(f"{self._name}\u202f: {word}" if word else self._name)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Arrows, letters, Space; Enter saves and moves on."""
        at = next((at for at, choice in enumerate(self.choices) if choice.value == self._value), -1)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Space: 1}.get(Qt.Key(event.key()))
        letter = fold(event.text())
        if step is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            wraps = event.key() == Qt.Key.Key_Space
            to = (at + step) % len(self.choices) if wraps else min(max(at + step, 0), len(self.choices) - 1)
            self.put(self.choices[to].value)
        elif letter and letter in [choice.letter for choice in self.choices]:
            self.put(next(choice.value for choice in self.choices if choice.letter == letter))
        elif event.key() in _RETURN:
            self.commit(again=True)
            if not self.was_refused:
                self.focusNextChild()
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  (Qt's name)
        """Left: what was chosen is told."""
        super().focusOutEvent(event)
        self.commit()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        """A click chooses and saves."""
        found = [choice for choice, frame in self._frames(self.width()) if frame.contains(event.position())]
        if found and event.button() == Qt.MouseButton.LeftButton:
            self.put(found[0].value)
            self.commit(again=True)

    def _frames(self, width: int) -> list[tuple[Word, QRectF]]:
        """Where each word stands in this width."""
        px = self.theme.px
        metrics, height = QFontMetrics(self.theme.font(self._size, 600)), px(24)
        x, y, found = 0.0, 0.0, []
        for choice in self.choices:
            wide = metrics.horizontalAdvance(choice.word) + px(14)
            if x and x + wide > width:
                x, y = 0.0, y + height + px(2)
            found.append((choice, QRectF(x, y, wide, height)))
            x += wide + px(2)
        return found

    def heightForWidth(self, width: int) -> int:  # noqa: N802  (Qt's name)
        """As many lines as the words take."""
        return round(self._frames(width)[-1][1].bottom()) + 2 * self._inset

    @property
    def _inset(self) -> int:
        return self.theme.px(3)

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        """On one line."""
        frames = self._frames(100_000)
        return QSize(round(frames[-1][1].right()), round(frames[0][1].height()) + 2 * self._inset)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        """One word under another."""
        frames = self._frames(100_000)
        return QSize(round(max(frame.width() for _, frame in frames)), self.heightForWidth(max(1, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Another width, other lines."""
        super().resizeEvent(event)
        self.setFixedHeight(self.heightForWidth(self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        """The chosen word in ink on its own ground, underlined; the others soft."""
        painter, colour, px = QPainter(self), self.theme.colour, self.theme.px
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for choice, frame in self._frames(self.width()):
            shown, chosen = frame.translated(0, self._inset), choice.value == self._value
            if chosen:
                edge = QPen(colour("accent"), px(2)) if self.hasFocus() else QPen(Qt.PenStyle.NoPen)
                painter.setPen(edge)
                painter.setBrush(colour("selected"))
                painter.drawRoundedRect(shown.adjusted(1, 1, -1, -1), px(5), px(5))
            elif self.hasFocus() and not any(one.value == self._value for one in self.choices):
                painter.setPen(QPen(colour("accent"), 1))
                painter.drawLine(QPointF(shown.left(), self.height() - 1), QPointF(shown.right(), self.height() - 1))
            painter.setFont(self.theme.font(self._size, 600 if chosen else 400))
            painter.setPen(colour("ink" if chosen else "soft"))
            words = shown.adjusted(px(7), 0, 0, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, choice.word)
        painter.end()

    @Slot()
    def _renew(self) -> None:
        self.setFixedHeight(self.heightForWidth(max(1, self.width())))
        self.updateGeometry()
        self.update()
