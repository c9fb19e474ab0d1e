"""What the edit panel is laid out with: a label and a field, a place for what was refused, sections that unfold."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from carnet.errors import CarnetError
from carnet.ui.editor_fields import FIELD_HEIGHT, Kept
from carnet.ui.panel_parts import Notice
from carnet.ui.theme import Theme, lettered

if TYPE_CHECKING:
    from carnet.models.writer import Changes
    from carnet.ui.searcher import Reach

LABEL_WIDTH = 112  # the card's own, and its gap
_ANY_WIDTH = 16_777_215  # Qt's own « no limit »
_NARROW = 260  # pixels at 100 %: below, a label stands over its field
Write = Callable[["Reach", datetime], "Changes"]


class Save(NamedTuple):
    """One change to write: the service call, what it is called, and who says it when it is refused."""

    write: Write
    what: str
    refused: Callable[[CarnetError], None]


class Bound:
    """A field, how its text is read from a record, and how another text is written.

    `write(text)` returns the service call, None when the field will be asked again; it raises CarnetError for a text
    that means nothing. `send(Save)` takes it from there.
    """

    def __init__(
        self,
        what: str,
        field: Kept,
        notice: Notice,
        *,
        read: Callable[[Any], str],
        write: Callable[[str], Write | None],
        send: Callable[[Save], None],
    ) -> None:
        self.what, self.field, self.notice = what, field, notice
        self._read, self._write, self._send = read, write, send
        field.committed.connect(self._on_committed)

    def show(self, record: Any) -> None:
        """Show what is saved."""
        before = self.field.saved
        self.field.show_saved(self._read(record))
        if not self.field.edited or before != self.field.saved:
            self.notice.say("")

    def refuse(self, error: CarnetError) -> None:
        """Say why it was not saved, under the field."""
        self.field.refuse()
        self.notice.say(str(error))
        bring_in_sight(self.notice)

    def _on_committed(self, text: str) -> None:
        if not self.field.edited:  # what was refused was given up
            self.notice.say("")
            return
        try:
            write = self._write(text)
        except CarnetError as error:
            self.refuse(error)
            return
        self.notice.say("")
        if write is not None:
            self._send(Save(write, self.what, self.refuse))


class Sided(QWidget):
    """Something small at the left of something wide, or above it where the panel is narrow."""

    def __init__(self, theme: Theme, left: QWidget, right: QWidget | QLayout) -> None:
        super().__init__()
        self._theme, self._left = theme, left
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._sides.setContentsMargins(0, 0, 0, 0)
        self._sides.setSpacing(0)
        self._sides.addWidget(left, 0, Qt.AlignmentFlag.AlignTop)
        self._right = right
        self._sides.addWidget(right, 1) if isinstance(right, QWidget) else self._sides.addLayout(right, 1)
        theme.changed.connect(self._turn)
        self._turn()

    def minimumSizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        """No wider than the wider of the two, so that the panel can be narrow."""
        right = self._right.minimumSizeHint() if isinstance(self._right, QWidget) else self._right.minimumSize()
        return QSize(max(self._left.minimumWidth(), right.width()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Lay out for the width there is."""
        super().resizeEvent(event)
        self._turn()

    @Slot()
    def _turn(self) -> None:
        narrow = self.width() < self._theme.px(_NARROW)
        self._left.setMinimumWidth(0 if narrow else self._theme.px(LABEL_WIDTH))
        self._left.setMaximumWidth(_ANY_WIDTH if narrow else self._theme.px(LABEL_WIDTH))
        side = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if side != self._sides.direction():
            self._sides.setDirection(side)
            self._sides.setAlignment(self._left, Qt.AlignmentFlag(0) if narrow else Qt.AlignmentFlag.AlignTop)
            self._sides.invalidate()


def bring_in_sight(widget: QWidget) -> None:
    """Scroll to a widget, once it is laid out."""

    def scroll() -> None:
        above: QWidget | None = widget
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget, 0, 8)

    QTimer.singleShot(0, widget, scroll)


class Row(Sided):
    """A label at the left, a field at the right, what was refused below it."""

    def __init__(
        self,
        theme: Theme,
        label: str,
        field: QWidget,
        *,
        read: Callable[[Any], str],
        write: Callable[[str], Write | None],
        send: Callable[[Save], None],
        visible: Callable[[Any], bool] | None = None,
    ) -> None:
        """`visible`: whether a record has this row at all."""
        self.label, self.notice, right = QLabel(label), Notice(theme), QVBoxLayout()
        lettered(self.label, "row", soft=True)
        self.label.setWordWrap(True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        right.setSpacing(0)
        right.addWidget(field)
        right.addWidget(self.notice)
        super().__init__(theme, self.label, right)
        assert isinstance(field, Kept)
        self._visible = visible
        self.field, self.bound = field, Bound(label, field, self.notice, read=read, write=write, send=send)
        theme.changed.connect(self._renew)
        self._renew()

    def show_record(self, record: Any) -> None:
        """Show what is saved."""
        if self._visible is not None:
            self.setVisible(self._visible(record))
        self.bound.show(record)

    @Slot()
    def _renew(self) -> None:
        self.label.setMinimumHeight(self._theme.px(FIELD_HEIGHT))


class Section(QWidget):
    """A titled part that unfolds; made when it is first opened. `opened`: it was made, and wants to be filled."""

    opened = Signal()

    def __init__(self, theme: Theme, title: str, build: Callable[[QVBoxLayout], None]) -> None:
        super().__init__()
        self._theme, self._build = theme, build
        self.header = _Header(theme, title)
        self.header.toggled.connect(self._on_toggled)
        self.body: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.header)
        theme.changed.connect(self._renew)

    def say(self, summary: str) -> None:
        """What the section holds in a few words, told while it is folded."""
        self.header.say(summary)

    @Slot(bool)
    def _on_toggled(self, unfolded: bool) -> None:
        if unfolded and self.body is None:
            self.body = QWidget()
            self._build(column := QVBoxLayout(self.body))
            column.setSpacing(0)
            self._column.addWidget(self.body)
            self._renew()
        if self.body is not None:
            self.body.setVisible(unfolded)
        self.opened.emit()

    @Slot()
    def _renew(self) -> None:
        layout = self.body.layout() if self.body is not None else None
        if layout is not None:
            layout.setContentsMargins(0, self._theme.px(2), 0, self._theme.px(12))


class _Header(QAbstractButton):
    """A section's title, with what it holds. Enter and Space turn it; Right opens, Left closes."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self._theme, self._summary = theme, ""
        self.setText(title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._tell)
        self._tell()

    def say(self, summary: str) -> None:
        """A few words at the right."""
        self._summary = summary
        self._tell()

    @Slot()
    def _tell(self) -> None:
        state = self.tr("déplié") if self.isChecked() else self.tr("replié")
        self.setAccessibleName(f"{self.text()}, {state}" + (f", {self._summary}" if self._summary else ""))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """As a tree's branch."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.toggle()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.setChecked(key == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        """One line and room to breathe."""
        return QSize(self._theme.px(200), self._theme.px(36))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        """A line above, a small arrow, the title, the summary."""
        painter, px, colour = QPainter(self), self._theme.px, self._theme.colour
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect())
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLine(frame.topLeft(), frame.topRight())
        if self.hasFocus():
            painter.setPen(QPen(colour("accent"), px(2)))
            painter.drawRoundedRect(frame.adjusted(1, px(3), -1, -px(2)), px(5), px(5))
        middle, x = frame.center().y() + px(1), px(4)
        painter.setPen(QPen(colour("accent" if self.underMouse() or self.hasFocus() else "soft"), px(1.5)))
        if self.isChecked():
            points = [
                QPointF(x, middle - px(2)),
                QPointF(x + px(4), middle + px(2)),
                QPointF(x + px(8), middle - px(2)),
            ]
        else:
            points = [
                QPointF(x + px(2), middle - px(4)),
                QPointF(x + px(6), middle),
                QPointF(x + px(2), middle + px(4)),
            ]
        painter.drawPolyline(QPolygonF(points))
        strong, small = self._theme.font(13.5, 600), self._theme.font(12.5)
        left = x + px(16)
        painter.setFont(strong)
        painter.setPen(colour("ink"))
        words = QRectF(left, frame.top() + px(2), frame.width() - left - px(6), frame.height() - px(2))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, self.text())
        room = words.adjusted(self._theme.width_of(self.text(), strong) + px(12), 0, 0, 0)
        fits = room.width() >= min(px(90), self._theme.width_of(self._summary, small))
        if self._summary and fits and not self.isChecked():
            painter.setFont(small)
            painter.setPen(colour("soft"))
            shown = painter.fontMetrics().elidedText(
                self._summary, Qt.TextElideMode.ElideRight, max(0, int(room.width()))
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, shown)
        painter.end()


def tab_stops(layout: QLayout) -> Iterator[QWidget]:
    """Widgets that Tab reaches, in the order they are laid out in."""
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item is None:
            continue
        if (inner := item.layout()) is not None:
            yield from tab_stops(inner)
        elif (widget := item.widget()) is not None:
            below = widget.layout()
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                yield widget
            elif below is not None:
                yield from tab_stops(below)
