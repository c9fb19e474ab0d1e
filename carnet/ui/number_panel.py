"""The numbers of a card: two large ones, labelled, and the other lines; a click or Enter copies."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from carnet.ui.card_content import MINE, PATIENT, Number
from carnet.ui.search_box import draw_badge
from carnet.ui.theme import Theme

PATIENT_HEIGHT, MINE_HEIGHT, LINE_HEIGHT = 74, 67, 30


class _Reachable(QAbstractButton):
    """A number that can be copied (click, Enter) and called (Maj with either). `menu_wanted(QPoint)`."""

    copied = Signal(int)
    called = Signal(int)
    menu_wanted = Signal(int, object)

    def __init__(self, theme: Theme, place: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.place = theme, place
        self.number: Number | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self.copied.emit(self.place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Maj and a click call."""
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and event.button() == Qt.MouseButton.LeftButton:
            self.setDown(False)
            self.called.emit(self.place)
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter copies, Maj Enter calls; arrows go to the neighbour."""
        key, shift = Qt.Key(event.key()), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.called.emit(self.place) if shift else self.click()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(key == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """The right button or the menu key."""
        if self.number:
            self.menu_wanted.emit(self.place, event.globalPos())

    def _ground(self, painter: QPainter, frame: QRectF, radius: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = QPen(self._theme.colour("accent"), 2) if self.hasFocus() else QPen(self._theme.colour("line"), 1)
        painter.setPen(edge)
        painter.setBrush(self._theme.colour("hover" if self.underMouse() and self.number else "panel"))
        painter.drawRoundedRect(frame, radius, radius)

    def _write(
        self, painter: QPainter, rect: QRectF, text: str, size: float, weight: int, colour: str, *, digits: bool = False
    ) -> None:
        font = self._theme.font(size, weight, tabular=digits)
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, max(0, int(rect.width())))
        painter.setFont(font)
        painter.setPen(self._theme.colour(colour))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)


class NumberPanel(_Reachable):
    """« Pour le patient » or « Pour moi »: a caption, a large number, the key that copies it.

    `shared`: the second number is for whoever works at the practice, not for the owner alone.
    """

    pasting_wanted = Signal()

    def __init__(self, theme: Theme, place: int, parent: QWidget | None = None) -> None:
        super().__init__(theme, place, parent)
        self._can_paste = self.shared = False
        self.setObjectName("patient-number" if place == PATIENT else "own-number")
        self.show_number(None, can_paste=False)

    @property
    def caption(self) -> str:
        """What stands above the number."""
        mine = self.tr("Pour le cabinet") if self.shared else self.tr("Pour moi")
        title = self.tr("Pour le patient") if self.place == PATIENT else mine
        return f"{title} · {self.number.note}" if self.number and self.number.note else title

    @property
    def badge(self) -> str:
        """The key."""
        if self.number is None:
            return self.tr("Alt V") if self._can_paste else ""
        return self.tr("Ctrl C") if self.place == PATIENT else self.tr("Alt {n}").format(n=MINE)

    @property
    def empty_words(self) -> str:
        """What stands in place of a missing number."""
        missing = self.tr("pas de numéro") if self.place == PATIENT else self.tr("pas de ligne")
        return self.tr("{missing} · coller un numéro").format(missing=missing) if self._can_paste else missing

    def show_number(self, number: Number | None, *, can_paste: bool) -> None:
        """Show a number; none offers to paste one where that is possible."""
        self.number, self._can_paste = number, can_paste and number is None
        said = number.line.value if number else self.empty_words
        self.setAccessibleName(f"{self.caption}, {said}")
        self.setEnabled(number is not None or self._can_paste)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As drawn; lower without a number."""
        height = PATIENT_HEIGHT if self.place == PATIENT and self.number else MINE_HEIGHT
        return QSize(self._theme.px(240), self._theme.px(height if self.number else 58))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The whole number must fit."""
        return QSize(self._theme.px(208), self.sizeHint().height())

    def _on_clicked(self) -> None:
        if self.number:
            self.copied.emit(self.place)
        elif self._can_paste:
            self.pasting_wanted.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Frame, bar, caption, number, badge."""
        painter, px = QPainter(self), self._theme.px
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        self._ground(painter, frame, px(6))
        first = self.place == PATIENT and self.number is not None
        painter.save()
        painter.setClipRect(QRectF(0, 0, px(4), self.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent" if first else "line"))
        painter.drawRoundedRect(QRectF(self.rect()), px(6), px(6))
        painter.restore()
        top = px(10)
        inside = frame.adjusted(px(17), top, -px(14), 0)
        if self.badge:
            badge = draw_badge(painter, self._theme, self.badge, inside.right(), inside.top() + px(9))
            caption = QRectF(inside.left(), inside.top(), inside.width() - badge - px(8), px(18))
        else:
            caption = QRectF(inside.left(), inside.top(), inside.width(), px(18))
        self._write(painter, caption, self.caption, 13, 400, "soft")
        low = QRectF(inside.left(), caption.bottom() + px(2), inside.width(), frame.bottom() - caption.bottom() - px(9))
        if self.number:
            self._write(painter, low, self.number.line.value, 23 if first else 18, 600, "ink", digits=True)
        else:
            self._write(painter, low, self.empty_words, 14, 400, "soft")
        painter.end()


class LineButton(_Reachable):
    """One of the other lines: the value, what it is, its key."""

    def show_number(self, number: Number | None) -> None:
        """Show a line; None forgets the one shown."""
        self.number, self.place = number, number.place if number else 0
        parts = (number.line.value, number.note) if number else ()
        self.setAccessibleName(", ".join(part for part in parts if part))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """One line of text."""
        return QSize(self._theme.px(240), self._theme.px(LINE_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Value, note, badge."""
        painter, px = QPainter(self), self._theme.px
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus() or self.underMouse():
            self._ground(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), px(4))
        if self.number:
            right = float(self.width() - px(14))
            if self.number.place <= 9:
                right -= draw_badge(
                    painter, self._theme, self.tr("Alt {n}").format(n=self.number.place), right, self.height() / 2
                ) + px(8)  # fmt: skip
            phone = self.number.line.kind in ("phone", "fax")
            font = self._theme.font(14, 500 if phone else 400, tabular=True)
            inside = QRectF(px(18), 0, right - px(18), self.height())
            self._write(painter, inside, self.number.line.value, 14, 500 if phone else 400, "ink", digits=True)
            used = self._theme.width_of(self.number.line.value, font) + px(10)
            self._write(painter, inside.adjusted(used, 0, 0, 0), self.number.note, 12.5, 400, "soft")
        painter.end()
