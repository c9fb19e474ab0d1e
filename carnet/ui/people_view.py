"""The team as a table: name, function, dates, the line that answers; those who left below, when asked for."""

from datetime import date

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem

from carnet import words
from carnet.queries.members import Post
from carnet.ui.theme import Theme
from carnet.ui.tick_table import TICK, Index, TickCells, TickTable, rect_of, state_of

NAME, WHAT, SPAN, LINE = range(1, 5)
POST_ROLE = Qt.ItemDataRole.UserRole
ROW = 36
_ROOT = QModelIndex()
_SHARES = {NAME: 0.36, WHAT: 0.22, SPAN: 0.18, LINE: 0.24}


def what_of(post: Post) -> str:
    """What somebody does there."""
    return post.function or (words.practitioner(post.specialty, post.gender) if post.specialty else "")


def span_of(post: Post) -> str:
    """« depuis mars 2024 », « jusqu’au 3 mars 2026 », « mars 2020 – mars 2024 »; "" when nobody knows."""
    since, until = post.since, post.until
    if until is None:
        return f"depuis {words.month_and_year(since)}" if since else ""
    if since is None or post.current:
        return f"jusqu’au {words.long_date(until)}"
    return f"{_short(since)} – {_short(until)}"


def _short(day: date) -> str:
    return words.month_and_year(day)


class PeopleModel(QAbstractTableModel):
    """One post a row. `ticked_changed`: other rows are ticked."""

    ticked_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.posts: tuple[Post, ...] = ()
        self.ticked: tuple[int, ...] = ()
        self._gender: str | None = None

    def show(self, posts: tuple[Post, ...], gender: str | None = None) -> None:
        """Other posts; ticks of those still there stay. `gender`: of the person whose structures these are."""
        self.beginResetModel()
        self.posts, self._gender = posts, gender
        self.endResetModel()
        there = {post.role for post in posts if post.current}
        self._tick(tuple(role for role in self.ticked if role in there))

    def lead(self, post: Post) -> str:
        """« référente », "" for who is not."""
        return words.lead(post.gender if self._gender is None else self._gender) if post.is_lead else ""

    @Slot(int)
    def toggle(self, row: int) -> None:
        """Tick somebody who is there now, or no longer."""
        post = self.posts[row]
        if post.current:
            without = tuple(role for role in self.ticked if role != post.role)
            self._tick(without if post.role in self.ticked else (*self.ticked, post.role))
            self.dataChanged.emit(self.index(row, 0), self.index(row, LINE))

    def untick(self) -> None:
        """Nobody is ticked."""
        self._tick(())
        if self.posts:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.posts) - 1, LINE))

    def _tick(self, roles: tuple[int, ...]) -> None:
        if roles != self.ticked:
            self.ticked = roles
            self.ticked_changed.emit()

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        """Qt asks."""
        return 0 if parent.isValid() else len(self.posts)

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        """Qt asks."""
        return 0 if parent.isValid() else 5

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # noqa: N802
        """Titles of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            titles = ("", self.tr("Nom"), self.tr("Fonction"), self.tr("Dates"), self.tr("La ligne qui répond"))
            return titles[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell says."""
        if not index.isValid():
            return None
        post, column = self.posts[index.row()], index.column()
        if role == POST_ROLE:
            return post
        if role == Qt.ItemDataRole.AccessibleTextRole and column == TICK:
            return self.tr("coché") if post.role in self.ticked else self.tr("non coché")
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        lead = f", {self.lead(post)}" if post.is_lead else ""
        line = post.answering
        return (
            None, words.typeset(post.name) + lead, what_of(post), span_of(post),
            " · ".join(part for part in (line.value, words.line_use(line.use)) if part) if line else "",
        )[column]  # fmt: skip


class _Cells(TickCells):
    """Name and post; who leads and the line that answers stand out."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, tick or words."""
        model = index.model()
        assert isinstance(model, PeopleModel)
        post, px = model.posts[index.row()], self._theme.px
        rect, state = rect_of(option), state_of(option)
        painter.save()
        self._ground(painter, rect, state)
        inside, ink = rect.adjusted(px(6), 0, -px(6), 0), "ink" if post.current else "soft"
        if index.column() == TICK:
            if post.current:
                self._tick(painter, rect.translated(px(2), 0), on=post.role in model.ticked)
            if state & QStyle.StateFlag.State_Selected:
                painter.fillRect(QRect(rect.left(), rect.top(), px(4), rect.height()), self._theme.colour("accent"))
        elif index.column() == NAME:
            lead = f"  {model.lead(post)}" if post.is_lead else ""
            room = inside.adjusted(0, 0, -self._theme.width_of(lead, self._theme.font(13, 500)), 0)
            used = self._write(painter, room, words.typeset(post.name), 15, 600 if post.current else 400, ink)
            self._write(painter, inside.adjusted(used, 0, 0, 0), lead, 13, 500, "accent" if post.current else "soft")
        elif index.column() == LINE and (line := post.answering) is not None:
            used = self._write(painter, inside, line.value, 14, 600 if post.current else 400, ink)
            use = words.line_use(line.use)
            self._write(painter, inside.adjusted(used + px(8), 0, 0, 0), use, 12.5, 400, "soft")
        else:
            colour = ink if index.column() == WHAT else "soft"
            self._write(painter, inside, str(index.data() or ""), 14, 400, colour)
        painter.restore()


class PeopleTable(TickTable):
    """Arrows move, Space ticks, Enter opens; letters are deeds while it has the focus.

    `opened(Post)`; `lettered(str)`: a letter was typed.
    """

    opened = Signal(object)
    lettered = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, ROW)
        self._person = False
        self.rows = PeopleModel(self)
        self.setModel(self.rows)
        self.turned.connect(self.rows.toggle)
        self.room_changed.connect(self._share)
        self._cells = _Cells(theme, ROW)
        self.setItemDelegate(self._cells)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(self._on_double_click)
        self._renew()

    @property
    def post(self) -> Post | None:
        """The selected one."""
        row = self.currentIndex().row()
        return self.rows.posts[row] if 0 <= row < len(self.rows.posts) else None

    def show_posts(self, posts: tuple[Post, ...], select: int | None = None, *, gender: str | None = None) -> None:
        """Show posts, the one of the role `select` selected, else the one that was, else the first.

        `gender`: of the person whose structures these are; None for a structure's people, who can be ticked.
        """
        wanted = select if select is not None else self.post.role if self.post else None
        self.rows.show(posts, gender)
        self._person = gender is not None
        self.setColumnHidden(TICK, self._person)
        self._fit()
        self._share()
        rows = [at for at, post in enumerate(posts) if post.role == wanted]
        if posts:
            self.setCurrentIndex(self.rows.index(rows[0] if rows else 0, NAME))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Space ticks, Enter opens, letters are told; the rest moves."""
        key, post = event.key(), self.post
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Space and post is not None and not self._person:
            self.rows.toggle(self.currentIndex().row())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and post is not None:
            self.opened.emit(post)
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        elif plain and event.text().isalpha():
            self.lettered.emit(event.text().lower())
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _on_double_click(self, index: QModelIndex) -> None:
        if index.column() != TICK and self.post is not None:
            self.opened.emit(self.post)

    def _fit(self) -> None:
        """No higher than its rows: an empty table says nothing."""
        px = self._theme.px
        self.setMaximumHeight(self.horizontalHeader().sizeHint().height() + len(self.rows.posts) * px(ROW) + px(6))

    @Slot()
    def _share(self) -> None:
        """A line is never cut where the name can be: it is what one came for."""
        px = self._theme.px
        dated = any(span_of(post) for post in self.rows.posts)
        self.setColumnHidden(SPAN, not dated)
        room = self.viewport().width() - (0 if self._person else px(36))
        self.setColumnWidth(TICK, px(36))
        number = self._theme.width_of("04 65 71 20 14", self._theme.font(14, 600, tabular=True)) + px(14)
        self.setColumnWidth(LINE, max(number, int(room * _SHARES[LINE])))
        rest = room - self.columnWidth(LINE)
        shares = {column: share for column, share in _SHARES.items() if column != LINE and (dated or column != SPAN)}
        for column, share in shares.items():
            self.setColumnWidth(column, int(rest * share / sum(shares.values())))

    @Slot()
    def _renew(self) -> None:
        super()._renew()
        self._fit()
