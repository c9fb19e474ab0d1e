"""What the page of exports is made of: an answer among others with what it means, a sentence whose first word stands
out."""

from html import escape

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QRadioButton, QSizePolicy

from carnet.ui.panel_parts import Tick, Words
from carnet.ui.theme import Theme

_LEFT, _AROUND, _ROUND = 32, 6, 18  # pixels at 100 %: where words begin, above and under them, the mark's side
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class Pick(QRadioButton):
    """One answer among others; `about`, quieter under it, says what it means. `entered`: Enter. `typed(str)`: a digit,
    for what the answer asks. `reached`: it has the focus."""

    entered = Signal()
    typed = Signal(str)
    reached = Signal()

    def __init__(self, theme: Theme, text: str, about: str = "") -> None:
        super().__init__(text)
        self._theme, self._about = theme, about
        self.setAccessibleName(text)
        self.setAccessibleDescription(about)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.updateGeometry)

    def _heights(self, width: int) -> tuple[int, int]:
        """How high the answer and what it means stand."""
        room = QRect(0, 0, max(1, width - self._theme.px(_LEFT) - self._theme.px(8)), 10_000)
        texts = ((self.text(), self._letters()), (self._about, self._quiet()))
        first, second = (QFontMetrics(font).boundingRect(room, _WRAP, text).height() if text else 0
                         for text, font in texts)  # fmt: skip
        return first, second

    def _letters(self) -> QFont:
        return self._theme.font(14, 500)

    def _quiet(self) -> QFont:
        return self._theme.font(13)

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """As many lines as it takes."""
        return sum(self._heights(width)) + 2 * self._theme.px(_AROUND)

    def sizeHint(self) -> QSize:  # noqa: N802
        """A comfortable line."""
        width = self._theme.px(420)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Narrow: the words wrap."""
        return QSize(self._theme.px(160), self._theme.px(32))

    def hitButton(self, at: QPoint) -> bool:  # noqa: N802
        """The words answer to the mouse too."""
        return self.rect().contains(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter takes the answer and goes on; digits are not the answer's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.setChecked(True)
            self.entered.emit()
        elif event.text().isdigit():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Arrows may reach what is out of sight."""
        super().focusInEvent(event)
        self.reached.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The mark, the words, what they mean, and the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px, colour = self._theme.px, self._theme.colour
        first, second = self._heights(self.width())
        left, top = px(_LEFT), px(_AROUND)
        one_line = QFontMetrics(self._letters()).height()
        mark = QRectF(px(6), top + (one_line - px(_ROUND)) / 2, px(_ROUND), px(_ROUND))
        painter.setPen(QPen(colour("accent" if self.isChecked() else "soft"), max(1, px(1.5))))
        painter.setBrush(colour("panel"))
        painter.drawEllipse(mark)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent"))
            inner = px(4)
            painter.drawEllipse(mark.adjusted(inner, inner, -inner, -inner))
        width = self.width() - left - px(8)
        painter.setFont(self._letters())
        painter.setPen(colour("ink" if self.isEnabled() else "soft"))
        painter.drawText(QRect(left, top, width, first), _WRAP, self.text())
        painter.setFont(self._quiet())
        painter.setPen(colour("soft"))
        painter.drawText(QRect(left, top + first, width, second), _WRAP, self._about)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour("accent"), px(2)))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(6), px(6))


class Extra(Tick):
    """What may go with an answer, to tick; its words wrap where the page is narrow."""

    flags = Tick.flags | Qt.TextFlag.TextWordWrap

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__(theme, text)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """As many lines as it takes."""
        px = self._theme.px
        room = QRect(0, 0, max(1, width - px(_LEFT)), 10_000)
        words = self.fontMetrics().boundingRect(room, self.flags, self.text())
        return max(words.height(), px(_ROUND)) + px(12)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Narrow: the words wrap."""
        return QSize(self._theme.px(160), self._theme.px(32))


class Sentence(Words):
    """« Part : … », its first word standing out. `said`: the sentence as it is."""

    def __init__(self, theme: Theme) -> None:
        self.said = ""
        super().__init__(theme, size=14)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.hide()

    @Slot(str)
    def say(self, text: str) -> None:
        """Say a sentence; "" takes no room."""
        self.said = text
        lead, colon, rest = text.partition("\u202f:")
        self.setText(f"<b>{escape(lead)}</b>{colon}{escape(rest)}" if colon else escape(text))
        self.setAccessibleName(text)
        self.setVisible(bool(text))
