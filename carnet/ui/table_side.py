"""Beside the table: the searches that are always there, those kept under a name, the trash."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from carnet.ui.theme import Theme

ROW, HEADER, BAR, SIDE, WIDTH = 34, 34, 4, 16, 208
_PLACE = int(Qt.ItemDataRole.UserRole)


class Place(NamedTuple):
    """One line. `code`: a ready-made search or the trash, "" for a header; `saved`: row number of a saved one."""

    code: str
    title: str
    cards: int | None = None
    saved: int = 0


class _Delegate(QStyledItemDelegate):
    """A title and, at the right, how many."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """Qt asks how high a line is."""
        return QSize(self._theme.px(80), self._theme.px(ROW if _place(index).code else HEADER))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt asks for a line to be drawn."""
        place, px, colour = _place(index), self._theme.px, self._theme.colour
        rect: QRect = _member(option, "rect")
        state: QStyle.StateFlag = _member(option, "state")
        painter.save()
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, colour("selected"))
            painter.fillRect(QRect(rect.left(), rect.top(), BAR, rect.height()), colour("accent"))
        elif state & QStyle.StateFlag.State_MouseOver and place.code:
            painter.fillRect(rect, colour("hover"))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(colour("accent"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        inside = rect.adjusted(px(SIDE), 0, -px(12), 0)
        if not place.code:
            self._write(painter, inside.adjusted(0, px(8), 0, 0), place.title.upper(), 12, 600, "soft")
        else:
            right = self._write(painter, inside, _count(place), 12.5, 400, "soft", right=True)
            self._write(
                painter, inside.adjusted(0, 0, -right - px(8), 0), place.title, 14, 600 if selected else 400, "ink"
            )
        painter.restore()

    def _write(
        self, painter: QPainter, rect: QRect, text: str, size: float, weight: int, colour: str, *, right: bool = False
    ) -> int:
        font = self._theme.font(size, weight, tabular=True)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(self._theme.colour(colour))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)
        return metrics.horizontalAdvance(shown)


def _count(place: Place) -> str:
    return "" if place.cards is None else f"{place.cards:,}".replace(",", "\u202f")


def _place(index: QModelIndex | QPersistentModelIndex) -> Place:
    place: Place = index.data(_PLACE)
    return place


def _member(option: Any, name: str) -> Any:
    """A member of the option; PySide's own types leave them out."""
    return getattr(option, name)


class TableSide(QListWidget):
    """`went(Place)`: another line is chosen. `entered`: Enter, to the rows. `left`: Esc.

    `rename_wanted(Place)`, `remove_wanted(Place)`: of a saved search, by F2, Suppr or its menu.
    """

    went = Signal(object)
    entered = Signal()
    left = Signal()
    rename_wanted = Signal(object)
    remove_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setItemDelegate(_Delegate(theme, self))
        self.setAccessibleName(self.tr("Recherches du carnet"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.currentItemChanged.connect(self._on_current)
        self.itemActivated.connect(self._on_activated)
        theme.changed.connect(self._renew)
        self._renew()

    def show_places(self, places: Iterable[Place], current: tuple[str, int]) -> None:
        """Replace the lines; the one of that code and saved number is current."""
        self.blockSignals(True)
        self.clear()
        for place in places:
            item = QListWidgetItem(place.title)
            item.setData(_PLACE, place)
            said = f"{place.title}, {_count(place)}" if place.cards is not None else place.title
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
            item.setToolTip(place.title if place.saved else "")
            if not place.code:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(item)
            if place.code and (place.code, place.saved) == current:
                self.setCurrentItem(item)
        self.blockSignals(False)

    @property
    def places(self) -> tuple[Place, ...]:
        """The lines shown."""
        return tuple(self.item(at).data(_PLACE) for at in range(self.count()))

    @property
    def place(self) -> Place | None:
        """The current line."""
        item = self.currentItem()
        return item.data(_PLACE) if item else None

    def go(self, code: str, saved: int = 0) -> None:
        """Choose a line as if it was clicked."""
        for at in range(self.count()):
            place: Place = self.item(at).data(_PLACE)
            if (place.code, place.saved) == (code, saved):
                self.setCurrentRow(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """F2 and Suppr on a saved search, Esc; the rest is Qt's."""
        key, place = event.key(), self.place
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif place is not None and place.saved and key == Qt.Key.Key_F2:
            self.rename_wanted.emit(place)
        elif place is not None and place.saved and key == Qt.Key.Key_Delete and not event.modifiers():
            self.remove_wanted.emit(place)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """What can be done with a saved search."""
        place = self.place
        if place is None or not place.saved:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Renommer… (F2)"), lambda: self.rename_wanted.emit(place))
        menu.addAction(self.tr("Oublier cette recherche (Suppr)"), lambda: self.remove_wanted.emit(place))
        menu.popup(event.globalPos())

    @Slot(QListWidgetItem, QListWidgetItem)
    def _on_current(self, item: QListWidgetItem | None, _: QListWidgetItem | None) -> None:
        if item is not None:
            self.went.emit(item.data(_PLACE))

    @Slot(QListWidgetItem)
    def _on_activated(self, _: QListWidgetItem) -> None:
        self.entered.emit()

    @Slot()
    def _renew(self) -> None:
        self.setFixedWidth(self._theme.px(WIDTH))
        colours = self._theme.colours
        self.setStyleSheet(f"QListWidget {{ background: {colours.ground}; border: none; outline: none; }}")
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
