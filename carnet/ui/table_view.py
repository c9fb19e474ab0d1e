"""The table itself: rows to choose by mouse and keyboard, columns to sort by."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from carnet.queries.table import TableRow
from carnet.ui.table_columns import MARK, NAME, Column
from carnet.ui.table_model import Index, TableModel
from carnet.ui.theme import Theme

ROW, HEADER, BAR, SIDE = 32, 32, 4, 8  # pixels at 100 %
MOST_CUT = 4000  # texts whose cut is remembered
_ROWS = QItemSelectionModel.SelectionFlag.Rows
_INK = frozenset({NAME, "number", MARK})


class _Delegate(QStyledItemDelegate):
    """Draws a cell: the name and the number first, the rest quieter."""

    def __init__(self, theme: Theme, view: "TableView") -> None:
        super().__init__(view)
        self._theme, self._view = theme, view
        self.renew()

    def renew(self) -> None:
        """Take the theme's present letters and colours."""
        font = self._theme.font
        self._fonts = {NAME: font(14, 600), "number": font(14, 500, tabular=True), MARK: font(14)}
        self._usual = font(13.5, tabular=True)
        self._metrics = {name: QFontMetrics(one) for name, one in self._fonts.items()}
        self._usual_metrics = QFontMetrics(self._usual)
        names = ("ink", "soft", "accent", "selected", "hover")
        self._colours = {name: self._theme.colour(name) for name in names}
        self._cut: dict[tuple[str, str, int], str] = {}

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt asks for a cell to be drawn."""
        rows, at = self._view.rows, index.row()
        column, row = rows.columns[index.column()], rows.rows[at]
        rect, state = _rect(option), _state(option)
        current = self._view.currentIndex()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._colours["selected"])
            if index.column() == 0 and current.row() == at:
                painter.fillRect(QRect(rect.left(), rect.top(), BAR, rect.height()), self._colours["accent"])
        if current.row() == at and current.column() == index.column() and self._view.hasFocus():
            painter.setPen(self._colours["accent"])
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        self._write(painter, rect, column.code, column.text(row), row)

    def _write(self, painter: QPainter, rect: QRect, code: str, text: str, row: TableRow) -> None:
        if not text:
            return
        side = self._theme.px(SIDE)
        metrics = self._metrics.get(code, self._usual_metrics)
        painter.setFont(self._fonts.get(code, self._usual))
        painter.setPen(self._colours[self._colour(code, text, row)])
        base = rect.top() + (rect.height() + metrics.ascent() - metrics.descent()) // 2
        painter.drawText(rect.left() + side, base, self._fitting(code, text, rect.width() - 2 * side, metrics))

    def _fitting(self, code: str, text: str, room: int, metrics: QFontMetrics) -> str:
        """The text, cut where there is no room; remembered: the same cells are drawn at each letter."""
        key = code, text, room
        found = self._cut.get(key)
        if found is None:
            if len(self._cut) > MOST_CUT:
                self._cut.clear()
            found = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, room))
            self._cut[key] = found
        return found

    def _colour(self, code: str, text: str, row: TableRow) -> str:
        if code == MARK and text == "★":
            return "accent"
        return "soft" if row.avoided or row.status in ("closed", "retired") or code not in _INK else "ink"


class TableView(QTableView):
    """Shows rows. `opened(TableRow)`: Enter, a double click. `chosen`: other rows are selected, or another is current.

    `sort_wanted(code, descending)`: a header, Alt+↑, Alt+↓. `typed(str)`: a letter, which the filter takes.
    `menu_wanted(QPoint)`, at a global place. `left`: Esc.
    """

    opened = Signal(object)
    chosen = Signal()
    sort_wanted = Signal(str, bool)
    typed = Signal(str)
    menu_wanted = Signal(QPoint)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.rows = TableModel(self)
        self._sorted = (NAME, False)
        self._delegate = _Delegate(theme, self)
        self.setModel(self.rows)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(self.tr("Fiches du carnet"))
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setCornerWidget(QWidget())
        self._dress_headers()
        self.doubleClicked.connect(self._on_double_click)
        theme.changed.connect(self._renew)
        self._renew()

    def _dress_headers(self) -> None:
        down, across = self.verticalHeader(), self.horizontalHeader()
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        # Of its own, always empty: to draw a header, Qt asks every row whether its column is selected.
        across.setSelectionModel(QItemSelectionModel(self.rows, self))
        across.setSectionsClickable(True)
        across.setHighlightSections(False)
        across.setSortIndicatorShown(True)
        across.setMinimumSectionSize(self._theme.px(28))
        across.setAccessibleName(self.tr("Colonnes"))
        across.sectionClicked.connect(self._on_header)

    def show_rows(
        self, rows: Sequence[TableRow], columns: tuple[Column, ...], *, sort: str, descending: bool, keep: bool = True
    ) -> None:
        """Replace rows and columns. `keep`: who was selected and current stays so, where they are still shown."""
        self._sorted = (sort, descending)
        selected, current = self.selected_keys(), self.current_row()
        column, at = max(0, self.currentIndex().column()), self.verticalScrollBar().value()
        column = column if current else max(0, next((i for i, one in enumerate(columns) if one.code == NAME), 0))
        fresh = [one.code for one in columns] != [one.code for one in self.rows.columns]
        self.rows.show(rows, columns)
        if fresh:
            self._fit()
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(self.rows.at(sort), order)
        places = {row.key: place for place, row in enumerate(rows)}
        here = places.get(current.key, 0) if keep and current else 0
        if rows:
            self.selectionModel().setCurrentIndex(
                self.rows.index(here, min(column, len(columns) - 1)), QItemSelectionModel.SelectionFlag.NoUpdate
            )
            kept = sorted(places[key] for key in selected if key in places) if keep else []
            self.select_places(kept or [here])
            if keep and current and current.key in places:
                self.verticalScrollBar().setValue(at)
                self.scrollTo(self.currentIndex())
            else:
                self.scrollToTop()
        self.chosen.emit()

    def select_places(self, places: Iterable[int]) -> None:
        """Select these rows and no other, given in order; neighbours are one range."""
        chosen, last = QItemSelection(), len(self.rows.columns) - 1
        first = before = -2
        for place in [*places, -2]:
            if place != before + 1:
                if first >= 0:
                    chosen.select(self.rows.index(first, 0), self.rows.index(before, last))
                first = place
            before = place
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def current_row(self) -> TableRow | None:
        """The current row."""
        at = self.currentIndex().row()
        return self.rows.rows[at] if 0 <= at < len(self.rows.rows) else None

    def selected_count(self) -> int:
        """How many are selected."""
        chosen = self.selectionModel().selection()
        return sum(chosen.at(at).height() for at in range(chosen.count()))

    def selected_rows(self) -> list[TableRow]:
        """Those selected, from top to bottom."""
        chosen = self.selectionModel().selection()
        ranges = [chosen.at(at) for at in range(chosen.count())]
        places = sorted({place for one in ranges for place in range(one.top(), one.bottom() + 1)})
        return [self.rows.rows[place] for place in places if place < len(self.rows.rows)]

    def selected_keys(self) -> list[int]:
        """Row numbers of the cards selected."""
        return [row.key for row in self.selected_rows()]

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter opens, Space selects or not, Alt+↑ and Alt+↓ sort, letters filter; the rest is Qt's."""
        key, control = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open_current()
        elif key == Qt.Key.Key_Space:
            self.selectionModel().select(self.currentIndex(), QItemSelectionModel.SelectionFlag.Toggle | _ROWS)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._sort_by(self.currentIndex().column(), descending=key == Qt.Key.Key_Down)
        elif not alt and not control and event.text().isprintable() and event.text():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802
        """Qt tells that other rows are selected."""
        super().selectionChanged(selected, deselected)
        self.chosen.emit()

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802
        """Qt tells that another cell is current: its row shows the bar."""
        super().currentChanged(current, previous)
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """The menu of those selected, under the mouse or at the current row."""
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        place = event.pos() if by_mouse else self.visualRect(self.currentIndex()).center()
        self.menu_wanted.emit(self.viewport().mapToGlobal(place))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Columns share the width there is."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Every column has its least width; what is left is shared."""
        columns, px = self.rows.columns, self._theme.px
        left = self.viewport().width() - sum(px(column.least) for column in columns)
        shares = sum(column.share for column in columns) or 1
        for at, column in enumerate(columns):
            self.setColumnWidth(at, px(column.least) + max(0, left) * column.share // shares)

    def _open_current(self) -> None:
        row = self.current_row()
        if row is not None:
            self.opened.emit(row)

    def _sort_by(self, at: int, *, descending: bool) -> None:
        if 0 <= at < len(self.rows.columns):
            self.sort_wanted.emit(self.rows.columns[at].code, descending)

    @Slot(QModelIndex)
    def _on_double_click(self, index: QModelIndex) -> None:
        self._open_current()

    @Slot(int)
    def _on_header(self, at: int) -> None:
        """The first click sorts, the next the other way round."""
        if 0 <= at < len(self.rows.columns):
            code, descending = self._sorted
            self._sort_by(at, descending=not descending if code == self.rows.columns[at].code else False)

    @Slot()
    def _renew(self) -> None:
        px, colours = self._theme.px, self._theme.colours
        self._delegate.renew()
        self.verticalHeader().setDefaultSectionSize(px(ROW))
        self.horizontalHeader().setFixedHeight(px(HEADER))
        self.setStyleSheet(
            f"QTableView {{ background: {colours.panel}; border: none; outline: none; }}"
            f"QHeaderView {{ background: {colours.panel}; }}"
            f"QHeaderView::section {{ background: {colours.panel}; color: {colours.soft}; border: none;"
            f" border-bottom: 1px solid {colours.line}; padding: 0 {px(SIDE)}px; font-size: {px(12.5)}px;"
            f" font-weight: 600; }}"
            f"QHeaderView::section:hover {{ background: {colours.hover}; color: {colours.ink}; }}"
        )
        self._fit()


def _rect(option: Any) -> QRect:
    """The cell's rectangle; PySide's own types leave the option's members out."""
    rect: QRect = option.rect
    return rect


def _state(option: Any) -> QStyle.StateFlag:
    state: QStyle.StateFlag = option.state
    return state
