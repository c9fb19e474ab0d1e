"""A list of frozen lines, some of which cannot be selected: the search's two lists, and « À suivre »."""

from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from carnet.ui.theme import Theme

if TYPE_CHECKING:
    from carnet.ui.result_delegate import ResultDelegate

LINE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
Index = QModelIndex | QPersistentModelIndex
PAGE = 8
STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -PAGE, Qt.Key.Key_PageDown: PAGE}
_NOWHERE = QModelIndex()


class Shown(Protocol):
    """A line: what it says, what is said of it, whom it is about ("" for nobody), whether it can be selected."""

    @property
    def title(self) -> str: ...
    @property
    def spoken(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def selectable(self) -> bool: ...


L = TypeVar("L", bound=Shown)


class LinesModel(QAbstractListModel, Generic[L]):
    """Lines, replaced whole."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[L, ...] = ()

    def show(self, lines: tuple[L, ...]) -> None:
        """Replace every line."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def line(self, index: Index) -> L | None:
        """The line at an index, None for none."""
        return self.lines[index.row()] if index.isValid() and index.row() < len(self.lines) else None

    def step(self, row: int, by: int) -> int:
        """The row `by` selectable lines further (or back), as far as there are any; -1 when there is none."""
        chosen = [at for at, line in enumerate(self.lines) if line.selectable]
        if not chosen:
            return -1
        if row not in chosen:
            return chosen[0]
        return chosen[max(0, min(len(chosen) - 1, chosen.index(row) + by))]

    def row_of(self, identifier: str) -> int:
        """The row of the line about somebody, -1 when there is none."""
        return next((row for row, line in enumerate(self.lines) if line.id and line.id == identifier), -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Qt asks how many lines there are."""
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt asks for a line, its text, or the sentence said of it."""
        line = self.line(index)
        if line is None:
            return None
        if role == LINE_ROLE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        return line.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt asks what can be selected."""
        line = self.line(index)
        if line is None:
            return Qt.ItemFlag.NoItemFlags
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        return usual | Qt.ItemFlag.ItemIsSelectable if line.selectable else usual


class LinesView(QListView):
    """Shows lines as a delegate draws them. What keys and clicks do is the subclass's."""

    def __init__(self, theme: Theme, delegate: "ResultDelegate", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = delegate
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        theme.changed.connect(self._renew)

    def reveal(self, row: int) -> None:
        """Bring a row in sight, with the one above it, which may be its header."""
        if row >= 0:
            self.scrollTo(self.model().index(max(0, row - 1), 0))
            self.scrollTo(self.model().index(row, 0))

    @Slot()
    def _renew(self) -> None:
        self._delegate.renew()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
