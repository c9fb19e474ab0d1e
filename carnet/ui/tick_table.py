"""A table drawn with the theme's tokens, whose first column ticks rows: a team, a hospital's services."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from carnet.ui.theme import Theme

TICK = 0
Index = QModelIndex | QPersistentModelIndex


class TickCells(QStyledItemDelegate):
    """The ground of a cell, its tick, its words."""

    def __init__(self, theme: Theme, row: int) -> None:
        """`row`: the height of a row of one line, in pixels at 100 %."""
        super().__init__()
        self._theme, self._row = theme, row

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """One line."""
        return QSize(self._theme.px(40), self._theme.px(self._row))

    def _ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._theme.colour("selected"))
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _tick(self, painter: QPainter, rect: QRect, *, on: bool) -> None:
        px, colour = self._theme.px, self._theme.colour
        side = px(16)
        box = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
        painter.setPen(QPen(colour("accent" if on else "soft"), max(1, px(1.5))))
        painter.setBrush(colour("accent" if on else "panel"))
        painter.drawRoundedRect(box, px(3), px(3))
        if on:
            painter.setPen(QPen(colour("on_accent"), px(2)))
            points = ((0.22, 0.52), (0.43, 0.72), (0.78, 0.3))
            painter.drawPolyline([box.topLeft() + QPointF(side * x, side * y) for x, y in points])

    def _write(self, painter: QPainter, rect: QRect, text: str, size: float, weight: int, colour: str) -> int:
        """Write one line, cut where the room ends; the width it took."""
        font = self._theme.font(size, weight, tabular=True)
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, rect.width()))
        painter.setFont(font)
        painter.setPen(self._theme.colour(colour))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
        return metrics.horizontalAdvance(shown)


class TickTable(QTableView):
    """One row at a time is selected. `turned(int)`: the tick of a row was clicked. `room_changed`: the width is
    another, or the letters are: columns share it anew.
    """

    turned = Signal(int)
    room_changed = Signal()

    def __init__(self, theme: Theme, row: int) -> None:
        """`row`: the height of a row of one line, in pixels at 100 %."""
        super().__init__()
        self._theme, self._row = theme, row
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(1)  # a tick takes less than Qt would give it
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        theme.changed.connect(self._renew)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on a tick is told."""
        index = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)
        if index.isValid() and index.column() == TICK and event.button() == Qt.MouseButton.LeftButton:
            self.turned.emit(index.row())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Another width."""
        super().resizeEvent(event)
        self.room_changed.emit()

    @Slot()
    def _renew(self) -> None:
        px, colours = self._theme.px, self._theme.colours
        self.verticalHeader().setDefaultSectionSize(px(self._row))
        self.setStyleSheet(
            f"QTableView {{ background: {colours.panel}; border: 1px solid {colours.line}; outline: none; }}"
            f"QTableView:focus {{ border: 1px solid {colours.accent}; }}"
            f"QHeaderView::section {{ background: {colours.ground}; color: {colours.soft}; border: none;"
            f" border-bottom: 1px solid {colours.line}; padding: {px(4)}px {px(6)}px; font-size: {px(12)}px;"
            f" font-weight: 600; }}"
        )
        self.room_changed.emit()
        self.viewport().update()


def rect_of(option: object) -> QRect:
    """A cell's rectangle; PySide's own types leave an option's members out."""
    rect: QRect = option.rect  # type: ignore[attr-defined]
    return rect


def state_of(option: object) -> QStyle.StateFlag:
    """A cell's state: selected, with the focus."""
    state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
    return state
