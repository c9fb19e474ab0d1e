"""The cards of a review, one row a card: a model of frozen rows, drawn by a delegate, moved through by keys."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from carnet.ui import keys as key_places
from carnet.ui.review_overview import Shown
from carnet.ui.theme import Theme
from carnet.words import NARROW

Index = QModelIndex | QPersistentModelIndex
ROW, MARGIN, BAR = 48, 16, 4
_SHOWN = int(Qt.ItemDataRole.UserRole)
_NOWHERE = QModelIndex()


class ReviewModel(QAbstractListModel):
    """Frozen rows, replaced whole or one by one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Shown] = []
        self._places: dict[str, int] = {}

    def show(self, rows: Sequence[Shown]) -> None:
        """Replace every row."""
        self.beginResetModel()
        self.rows = list(rows)
        self._places = {row.key: at for at, row in enumerate(rows)}
        self.endResetModel()

    def replace(self, rows: Sequence[Shown]) -> None:
        """Other words for some rows; those not in the list are let be."""
        changed = sorted((self._places[row.key], row) for row in rows if row.key in self._places)
        for at, row in changed:
            self.rows[at] = row
        if changed:
            self.dataChanged.emit(self.index(changed[0][0]), self.index(changed[-1][0]))

    def at(self, key: str) -> int:
        """Where a card stands, -1 when it is not shown."""
        return self._places.get(key, -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Qt asks how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt asks for a row's words."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == _SHOWN:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        return row.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None


class _Delegate(QStyledItemDelegate):
    """The name first, what will be done of it at the right; under it, what it is and why."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self.renew()

    def renew(self) -> None:
        """Take the theme's present letters."""
        font = self._theme.font
        self._fonts = {"name": font(15, 600), "right": font(12.5, 500), "low": font(12.5)}
        self._metrics = {name: QFontMetrics(one) for name, one in self._fonts.items()}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Qt asks how high a row is."""
        return QSize(self._theme.px(120), self._theme.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt asks for a row to be drawn."""
        row: Shown = index.data(_SHOWN)
        rect, state = member(option, "rect"), member(option, "state")
        px, colour = self._theme.px, self._theme.colour
        painter.save()
        view: Any = self.parent()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colour("selected"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, colour("hover"))
        if view.currentIndex() == index:
            painter.fillRect(QRect(rect.left(), rect.top(), BAR, rect.height()), colour("accent"))
            if view.hasFocus():
                painter.setPen(colour("accent"))
                painter.drawRect(rect.adjusted(0, 0, -1, -1))
        inside = rect.adjusted(px(MARGIN), px(6), -px(12), -px(6))
        top = QRect(inside.left(), inside.top(), inside.width(), px(19))
        low = QRect(inside.left(), top.bottom() + px(1), inside.width(), px(16))
        self._pair(painter, top, (row.name, "name", "ink"), (row.decided, "right", "warning" if row.open else "soft"))
        aside = row.right
        text = " · ".join(part for part in (row.what, row.reasons) if part)
        self._pair(painter, low, (text, "low", "soft"), (aside, "low", "soft"))
        painter.restore()

    def _pair(self, painter: QPainter, rect: QRect, left: tuple[str, str, str], right: tuple[str, str, str]) -> None:
        """Words at the left, cut where those at the right begin; these say their first part alone rather than that a
        name be cut, and give way to two thirds of the width."""
        gap = self._theme.px(12)
        needed = sum(self._metrics[font].horizontalAdvance(text) for text, font, _ in (left, right))
        if needed + gap > rect.width():
            right = (right[0].split(" · ")[0].split(f"{NARROW}:")[0], *right[1:])
        used = self._write(painter, rect.adjusted(rect.width() // 3, 0, 0, 0), *right, at_right=True)
        self._write(painter, rect.adjusted(0, 0, -used - gap if used else 0, 0), *left)

    def _write(
        self, painter: QPainter, rect: QRect, text: str, font: str, colour: str, *, at_right: bool = False
    ) -> int:
        if not text:
            return 0
        metrics = self._metrics[font]
        painter.setFont(self._fonts[font])
        painter.setPen(self._theme.colour(colour))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        side = Qt.AlignmentFlag.AlignRight if at_right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
        return metrics.horizontalAdvance(shown)


def member(option: Any, name: str) -> Any:
    """A member of the option; PySide's own types leave them out."""
    return getattr(option, name)


class ReviewList(QListView):
    """`moved(str)`: another card is current, by its key. `asked(str)`: a letter or a key that decides, by its name.

    `filtered(int)`: the nth filter is wanted, from 1. `entered`: to the fields. `left`: Esc.
    """

    moved = Signal(str)
    asked = Signal(str)
    filtered = Signal(int)
    entered = Signal()
    left = Signal()

    def __init__(self, theme: Theme, names: Mapping[Qt.Key, str], parent: QWidget | None = None) -> None:
        """`names`: what each key that decides is called; with Shift its name ends with « _all »."""
        super().__init__(parent)
        self._theme, self._names, self._quiet = theme, names, False
        self.rows = ReviewModel(self)
        self._delegate = _Delegate(theme, self)
        self.setModel(self.rows)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.doubleClicked.connect(self.entered)
        theme.changed.connect(self._renew)

    def show_rows(self, rows: Sequence[Shown], current: str = "") -> None:
        """Replace the rows; `current` is, or the first."""
        self._quiet = True
        self.rows.show(rows)
        self._quiet = False
        at = max(0, self.rows.at(current))
        if rows:
            self.go(at)
        else:
            self.moved.emit("")

    @property
    def current(self) -> str:
        """The key of the current card, "" for none."""
        at = self.currentIndex().row()
        return self.rows.rows[at].key if 0 <= at < len(self.rows.rows) else ""

    @property
    def chosen(self) -> list[str]:
        """The keys of those selected, from top to bottom."""
        chosen = self.selectionModel().selection()
        found = {at for n in range(chosen.count()) for at in range(chosen.at(n).top(), chosen.at(n).bottom() + 1)}
        return [self.rows.rows[at].key for at in sorted(found)]

    def go(self, at: int) -> None:
        """Make a row current, and the only one selected."""
        index = self.rows.index(at)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def onward(self, *, waiting: bool) -> None:
        """To the next row; `waiting`: to the next on which nothing is decided, if there is one."""
        here = self.currentIndex().row()
        rows = self.rows.rows
        open_ones = (at for at in [*range(here + 1, len(rows)), *range(here)] if waiting and rows[at].open)
        self.go(next(open_ones, min(here + 1, len(rows) - 1)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Letters decide, digits filter by the key's place, → goes to the fields; the rest is Qt's."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        plain = not modifiers & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if plain and key in self._names:
            self.asked.emit(self._names[key] + ("_all" if shift else ""))
        elif plain and key == Qt.Key.Key_Right:
            self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif plain and not shift and (place := key_places.digit(event)) is not None:
            self.filtered.emit(place)
        elif modifiers & Qt.KeyboardModifier.ControlModifier or not event.text().isprintable() or not event.text():
            super().keyPressEvent(event)
        else:
            event.ignore()

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802
        """Qt tells that another row is current."""
        super().currentChanged(current, previous)
        if not self._quiet:
            self.moved.emit(self.current)
        self.viewport().update()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802
        """Qt tells that others are selected: their ground changes."""
        super().selectionChanged(selected, deselected)
        self.viewport().update()

    @Slot()
    def _renew(self) -> None:
        self._delegate.renew()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
