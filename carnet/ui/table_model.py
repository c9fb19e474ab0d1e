"""The table's model: frozen rows, replaced whole."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from carnet.queries.table import TableRow
from carnet.ui.table_columns import MARK, Column

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_SPOKEN = {"★": "favori", "⊘": "marqué"}


class TableModel(QAbstractTableModel):
    """Rows by columns; a cell's text is made when it is drawn."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[TableRow] = ()
        self.columns: tuple[Column, ...] = ()

    def show(self, rows: Sequence[TableRow], columns: tuple[Column, ...]) -> None:
        """Replace every row and column."""
        self.beginResetModel()
        self.rows, self.columns = rows, columns
        self.endResetModel()

    def at(self, code: str) -> int:
        """Where a column stands, -1 when it is not shown."""
        return next((at for at, column in enumerate(self.columns) if column.code == code), -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Qt asks how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Qt asks how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def text(self, row: int, column: int) -> str:
        """What a cell says."""
        return self.columns[column].text(self.rows[row])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt asks for a cell's text, and what is said of it."""
        if not index.isValid() or index.row() >= len(self.rows) or index.column() >= len(self.columns):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            column = self.columns[index.column()]
            said = column.text(self.rows[index.row()])
            return _SPOKEN.get(said, "") if column.code == MARK else f"{column.title}\u202f: {said}" if said else ""
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt asks for a column's title."""
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt asks what can be selected."""
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags
