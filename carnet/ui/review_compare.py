"""Two cards side by side, drawn field by field; ← keeps mine, → takes theirs, + keeps both."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from carnet.domain.merge import Choice
from carnet.ui.review_fields import ASKED, BROUGHT, THERE, Field
from carnet.ui.review_list import Index, member
from carnet.ui.theme import Theme

LABEL, MARGIN, HEADER, TITLE = 118, 16, 30, 52
_ROW = int(Qt.ItemDataRole.UserRole)
_WRAP = int(Qt.TextFlag.TextWordWrap)
_NOWHERE = QModelIndex()
_KEYS = {Qt.Key.Key_Left: Choice.MINE, Qt.Key.Key_Right: Choice.THEIRS, Qt.Key.Key_Plus: Choice.BOTH}


class Names(NamedTuple):
    """Whose columns these are: what stands over each, and the name of each card; `mine` "" where nobody is beside."""

    mine_head: str
    mine: str
    theirs_head: str
    theirs: str


class Entry(NamedTuple):
    """One row drawn: the names, the header of a group, or a field."""

    names: Names | None = None
    header: str = ""
    field: Field | None = None


class CompareModel(QAbstractListModel):
    """Frozen rows, replaced whole or one by one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def show(self, entries: Sequence[Entry]) -> None:
        """Replace every row."""
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Qt asks how many rows there are."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt asks for a row's words."""
        if not index.isValid() or index.row() >= len(self.entries):
            return None
        entry = self.entries[index.row()]
        if role == _ROW:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return _spoken(entry)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt asks what can be chosen: fields, not headers."""
        if not index.isValid() or self.entries[index.row()].field is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def _spoken(entry: Entry) -> str:
    if entry.names:
        names = entry.names
        return f"{names.mine_head}\u202f: {names.mine or 'personne'} ; {names.theirs_head}\u202f: {names.theirs}"
    if entry.field is None:
        return entry.header
    field = entry.field
    held = {Choice.MINE: "la mienne", Choice.THEIRS: "la leur", Choice.BOTH: "les deux"}
    said = f"{field.label}\u202f: {field.mine or 'rien'} ; {field.theirs or 'rien'}"
    return said + (
        f", {held[Choice(field.choice)]}" if field.choice and field.can else ", à choisir" if field.can else ""
    )


class _Delegate(QStyledItemDelegate):
    """Three columns: what, mine, theirs. What holds is in ink with its mark, what does not is quieter."""

    def __init__(self, theme: Theme, view: "CompareView") -> None:
        super().__init__(view)
        self._theme, self._view = theme, view
        self.renew()

    def renew(self) -> None:
        """Take the theme's present letters."""
        font = self._theme.font
        self._fonts = {
            "label": font(12.5), "value": font(13.5, tabular=True), "held": font(13.5, 600, tabular=True),
            "header": font(12, 600, spacing=5), "name": font(16, 700), "aside": font(12.5),
        }  # fmt: skip
        self._metrics = {name: QFontMetrics(one) for name, one in self._fonts.items()}

    def columns(self, rect: QRect) -> tuple[QRect, QRect, QRect]:
        """Where the three columns are in a row."""
        px = self._theme.px
        narrow = rect.width() < px(500)
        label = px(78 if narrow else LABEL)
        left = rect.left() + px(MARGIN)
        room = rect.right() - px(8) - left - label
        half = room // 2
        top, height = rect.top() + px(5), rect.height() - px(10)
        return (
            QRect(left, top, label - px(8), height),
            QRect(left + label, top, half - px(10), height),
            QRect(left + label + half, top, half - px(6), height),
        )

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Qt asks how high a row is: as high as its longest text."""
        entry: Entry = index.data(_ROW)
        px, width = self._theme.px, self._view.viewport().width()
        if entry.names:
            return QSize(width, self._title_height(entry.names, width))
        if entry.field is None:
            return QSize(width, px(HEADER))
        columns = self.columns(QRect(0, 0, width, 0))
        if not self._view.beside:
            columns = (columns[0], columns[1], QRect(0, 0, columns[2].right() - columns[1].left(), 0))
        texts = (entry.field.label, entry.field.mine, entry.field.theirs)
        fonts = ("label", "held", "held")
        inset = (0, px(18), px(18))
        heights = [
            self._metrics[font].boundingRect(QRect(0, 0, column.width() - less, 10_000), _WRAP, text).height()
            for font, column, text, less in zip(fonts, columns, texts, inset, strict=True)
        ]
        return QSize(width, max(px(18), *heights) + px(10))

    def _title_height(self, names: Names, width: int) -> int:
        px = self._theme.px
        _, mine, theirs = self.columns(QRect(0, 0, width, 0))
        room = min(mine.width(), theirs.width()) - px(18) if names.mine else width - px(MARGIN + 8)
        metrics, free = self._metrics["name"], QRect(0, 0, max(1, room), 10_000)
        heights = [metrics.boundingRect(free, _WRAP, name).height() for name in (names.mine, names.theirs)]
        return max(px(TITLE), px(19 + 10 + 4) + max(heights))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt asks for a row to be drawn."""
        entry: Entry = index.data(_ROW)
        rect, state = member(option, "rect"), member(option, "state")
        colour = self._theme.colour
        painter.save()
        if entry.names:
            self._names(painter, rect, entry.names)
        elif entry.field is None:
            low = rect.adjusted(self._theme.px(MARGIN), self._theme.px(8), 0, 0)
            self._write(painter, low, entry.header.upper(), "header", "soft", Qt.AlignmentFlag.AlignVCenter)
        else:
            painter.setPen(colour("line"))
            painter.drawLine(rect.bottomLeft() + QPoint(self._theme.px(MARGIN), 0), rect.bottomRight())
            if state & QStyle.StateFlag.State_Selected and self._view.hasFocus():
                painter.fillRect(rect, colour("selected"))
                painter.setPen(colour("accent"))
                painter.drawRect(rect.adjusted(0, 0, -1, -1))
            self._field(painter, rect, entry.field)
        painter.restore()

    def _names(self, painter: QPainter, rect: QRect, names: Names) -> None:
        px = self._theme.px
        _, mine, theirs = self.columns(rect)
        if not names.mine:
            theirs = rect.adjusted(px(MARGIN), px(5), -px(8), -px(5))
        for column, head, name in ((mine, names.mine_head, names.mine), (theirs, names.theirs_head, names.theirs)):
            if name:
                inside = column.adjusted(px(18) if names.mine else 0, 0, 0, 0)
                self._write(painter, QRect(inside.left(), inside.top(), inside.width(), px(19)), head, "aside", "soft")
                self._write(painter, inside.adjusted(0, px(19), 0, 0), name, "name", "ink")

    def _field(self, painter: QPainter, rect: QRect, field: Field) -> None:
        label, mine, theirs = self.columns(rect)
        if not self._view.beside:
            theirs = QRect(mine.left(), mine.top(), theirs.right() - mine.left(), mine.height())
        self._write(painter, label, field.label, "label", "soft")
        for side, column, text in ((Choice.MINE, mine, field.mine), (Choice.THEIRS, theirs, field.theirs)):
            if text and (side is Choice.THEIRS or self._view.beside):
                self._side(painter, column, field, side, text)

    def _side(self, painter: QPainter, column: QRect, field: Field, side: Choice, text: str) -> None:
        """A value, and before it « ✓ » if it holds, « ? » if it is asked, « + » if it comes in."""
        px = self._theme.px
        holds = field.choice in (side, Choice.BOTH)
        sign, colour = "", "soft"
        if field.can and not field.choice:
            sign, colour = "?", "warning"
        elif holds and self._view.beside and (field.can or field.group != THERE):
            sign, colour = ("✓" if field.group == ASKED or field.mine else "+"), "accent"
        plain = field.group == THERE and not field.can
        ink = "soft" if plain or not (holds or sign == "?") else "ink"
        self._write(painter, QRect(column.left(), column.top(), px(16), column.height()), sign, "held", colour)
        inside = column.adjusted(px(18), 0, 0, 0)
        self._write(painter, inside, text, "held" if holds and not plain and self._view.beside else "value", ink)
        if field.can and field.choice and not holds and field.mine and field.theirs:
            self._strike(painter, inside, text)

    def _strike(self, painter: QPainter, inside: QRect, text: str) -> None:
        """What does not hold is struck through: colour alone says nothing."""
        metrics = self._metrics["value"]
        line = text.split("\n", 1)[0]
        width = min(inside.width(), metrics.horizontalAdvance(line))
        middle = inside.top() + metrics.height() // 2 + 1
        painter.setPen(QPen(self._theme.colour("soft"), 1))
        painter.drawLine(inside.left(), middle, inside.left() + width, middle)

    def _write(
        self, painter: QPainter, rect: QRect, text: str, font: str, colour: str,
        up: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignTop,
    ) -> None:  # fmt: skip
        if text:
            painter.setFont(self._fonts[font])
            painter.setPen(self._theme.colour(colour))
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | up) | _WRAP, text)


class CompareView(QListView):
    """`chosen(item, choice)`: ←, → or + on a field. `left`: Esc, back to the list. `done`: Enter."""

    chosen = Signal(str, str)
    left = Signal()
    done = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.beside = True
        self.rows = CompareModel(self)
        self._delegate = _Delegate(theme, self)
        self.setModel(self.rows)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(self.tr("Les deux fiches, champ par champ"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        theme.changed.connect(self._renew)

    def show_fields(self, names: Names | None, fields: Sequence[Field], *, keep: bool = False) -> None:
        """Show two cards; without `names` nothing. `keep`: the field that was current stays so."""
        was, at = self.current, self.verticalScrollBar().value()
        self.beside = bool(names and names.mine)
        waiting = any(field.group == ASKED and not field.choice for field in fields)
        heads = {
            ASKED: self.tr("À choisir, sinon la vôtre reste") if waiting else self.tr("À choisir"),
            BROUGHT: self.tr("Ce que la fiche apporte") if self.beside else "",
            THERE: self.tr("Déjà là"),
        }
        entries = [Entry(names=names)] if names else []
        group = ""
        for field in fields:
            if field.group != group:
                group = field.group
                entries += [Entry(header=heads[group])] if heads[group] else []
            entries.append(Entry(field=field))
        self.rows.show(entries)
        if keep and was:
            place = next((n for n, one in enumerate(entries) if one.field and one.field.key == was.key), -1)
            if place >= 0:
                self._select(place)
            self.verticalScrollBar().setValue(at)
        else:
            self.scrollToTop()

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields shown."""
        return tuple(entry.field for entry in self.rows.entries if entry.field)

    @property
    def current(self) -> Field | None:
        """The current field."""
        at = self.currentIndex().row()
        return self.rows.entries[at].field if 0 <= at < len(self.rows.entries) else None

    def enter(self) -> bool:
        """The keys go to the first field that asks, else to the first that can be chosen; False when there is none."""
        entries = self.rows.entries
        asking = [at for at, one in enumerate(entries) if one.field and one.field.can and not one.field.choice]
        able = [at for at, one in enumerate(entries) if one.field and one.field.can]
        if not able:
            return False
        self._select((asking or able)[0])
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """←, → and + choose; ↑ and ↓ go from one thing to choose to the next; Esc goes back, Enter is done."""
        key = Qt.Key(event.key())
        if key in _KEYS or event.text() == "+":
            self._choose(_KEYS.get(key, Choice.BOTH))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.done.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on a side takes it."""
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        field = self.rows.entries[index.row()].field if index.isValid() else None
        if field is not None and field.can:
            _, mine, theirs = self._delegate.columns(self.visualRect(index))
            x = event.position().x()
            if x >= theirs.left():
                self._choose(Choice.THEIRS)
            elif x >= mine.left():
                self._choose(Choice.MINE)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Texts wrap otherwise."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _choose(self, choice: Choice) -> None:
        field = self.current
        if field is not None and choice in field.can:
            self.chosen.emit(field.key, choice.value)

    def _step(self, step: int) -> None:
        entries, at = self.rows.entries, self.currentIndex().row() + step
        while 0 <= at < len(entries):
            field = entries[at].field
            if field is not None and field.can:
                self._select(at)
                return
            at += step

    def _select(self, at: int) -> None:
        index = self.rows.index(at)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    @Slot()
    def _renew(self) -> None:
        self._delegate.renew()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
