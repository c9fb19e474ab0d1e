"""The list of backups: when, how many cards, how large, where, and whether every byte reads back."""

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from carnet.services.backups import Entry
from carnet.ui.theme import Theme
from carnet.words import megabytes, number, on_day_at

Index = QModelIndex | QPersistentModelIndex
ROW = 45
MOST_ROWS = 6
LOOKING, GOOD, BAD = "lecture…", "vérifiée", "abîmée"


@dataclass(frozen=True, slots=True)
class Row:
    """One backup as it is shown. `state` is LOOKING until its bytes have been read, "" when nobody reads them."""

    path: Path
    title: str
    about: str
    state: str

    @property
    def said(self) -> str:
        """The row in one sentence, for who does not see it."""
        return ", ".join(part for part in (self.title, self.about, self.state) if part)


def row_of(entry: Entry, *, here: Path, state: str = LOOKING) -> Row:
    """A backup found; `here`: the folder beside the vault."""
    folder = entry.path.parent
    where = "cet ordinateur" if folder == here else folder.name or str(folder)
    manifest = entry.manifest
    if manifest is None:
        return Row(entry.path, entry.path.name, f"illisible · {where}", BAD)
    cards = manifest.counts.get("correspondent", 0)
    counted = f"{number(cards)} {'fiches' if cards > 1 else 'fiche'}"
    about = f"{counted} · {megabytes(entry.size)} · {where}"
    if not entry.automatic:
        about += f" · {entry.path.name}"
    return Row(entry.path, on_day_at(manifest.made_at), about, state)


class BackupModel(QAbstractListModel):
    """Frozen rows."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show these."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def tell(self, path: Path, *, good: bool) -> None:
        """A backup has been read to its end."""
        for place, row in enumerate(self.rows):
            if row.path == path and row.state == LOOKING:
                state = GOOD if good else BAD
                self.rows = (*self.rows[:place], replace(row, state=state), *self.rows[place + 1 :])
                index = self.index(place)
                self.dataChanged.emit(index, index)

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802  (Qt's name)
        """How many."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The title; the whole row for who does not see it."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(row.path)
        return row.said if role == Qt.ItemDataRole.AccessibleTextRole else None


class BackupDelegate(QStyledItemDelegate):
    """Two lines: when and whether it is whole, then how much and where."""

    def __init__(self, theme: Theme, model: BackupModel) -> None:
        super().__init__()
        self._theme, self._model = theme, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802  (Qt's name)
        """As high as every row of the window."""
        return QSize(self._theme.px(200), self._theme.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row."""
        row, theme = self._model.rows[index.row()], self._theme
        painter.save()
        rect = QRectF(option.rect)
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("selected"))
            painter.fillRect(QRectF(rect.left(), rect.top(), theme.px(4), rect.height()), theme.colour("accent"))
        inside = rect.adjusted(theme.px(14), theme.px(4), -theme.px(12), -theme.px(4))
        half = inside.height() / 2
        colour = {GOOD: "accent", BAD: "warning"}.get(row.state, "soft")
        used = self._write(painter, inside.adjusted(0, 0, 0, -half), row.state, 12.5, 500, colour, right=True)
        self._write(painter, inside.adjusted(0, 0, -used - theme.px(8), -half), row.title, 15, 600, "ink")
        self._write(painter, inside.adjusted(0, half, 0, 0), row.about, 12.5, 400, "soft")
        painter.restore()

    def _write(
        self, painter: QPainter, rect: QRectF, text: str, size: float, weight: int, colour: str, *, right: bool = False
    ) -> int:
        font = self._theme.font(size, weight, tabular=True)
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideMiddle, max(0, int(rect.width())))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.setFont(font)
        painter.setPen(self._theme.colour(colour))
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
        return self._theme.width_of(shown, font)


class BackupList(QListView):
    """The list itself. `chosen(Path)`: Enter or a double click on a backup; `selected_changed`: another row."""

    chosen = Signal(object)
    selected_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.hide()
        self._theme, self.model_of_rows = theme, BackupModel()
        self._delegate = BackupDelegate(theme, self.model_of_rows)
        self.setModel(self.model_of_rows)
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Sauvegardes"))
        self.doubleClicked.connect(lambda index: self.chosen.emit(self.path))
        self.selectionModel().currentChanged.connect(lambda *_: self.selected_changed.emit())
        theme.changed.connect(self._fit)

    @property
    def path(self) -> Path | None:
        """The backup that is selected."""
        at = self.currentIndex().row()
        return self.model_of_rows.rows[at].path if at >= 0 else None

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show these, the first selected."""
        self.model_of_rows.show_rows(rows)
        if rows:
            self.setCurrentIndex(self.model_of_rows.index(0))
        self._fit()
        self.selected_changed.emit()

    def _fit(self) -> None:
        """As high as its rows, and no higher than a handful: it scrolls then."""
        rows = min(MOST_ROWS, len(self.model_of_rows.rows))
        self.setVisible(rows > 0)
        self.setFixedHeight(rows * self._theme.px(ROW) + 2)
        self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Enter chooses."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.path is not None:
            self.chosen.emit(self.path)
        else:
            super().keyPressEvent(event)
