"""One of a few words, chosen where they all are seen."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from carnet.domain.text import fold
from carnet.ui.editor_fields import Kept
from carnet.ui.theme import Theme

_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


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
