"""The list's model: frozen lines, replaced whole."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from carnet.ui.result_lines import Kind, Line

LINE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class ResultsModel(QAbstractListModel):
    """Lines of the two lists, headers among them. Only people and « n autres » can be selected."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()

    def show(self, lines: tuple[Line, ...]) -> None:
        """Replace every line."""
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown."""
        return self._lines

    def line(self, index: Index) -> Line | None:
        """The line at an index, None for none."""
        return self._lines[index.row()] if index.isValid() and index.row() < len(self._lines) else None

    def step(self, row: int, by: int) -> int:
        """The row `by` selectable lines further (or back), as far as there are any; -1 when there is none."""
        chosen = [at for at, line in enumerate(self._lines) if line.kind in (Kind.PERSON, Kind.MORE)]
        if not chosen:
            return -1
        if row not in chosen:
            return chosen[0]
        return chosen[max(0, min(len(chosen) - 1, chosen.index(row) + by))]

    def row_of(self, identifier: str) -> int:
        """The row of a person, -1 when they are not shown."""
        return next((row for row, line in enumerate(self._lines) if line.id == identifier), -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Qt asks how many lines there are."""
        return 0 if parent.isValid() else len(self._lines)

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
        if line.kind in (Kind.PERSON, Kind.MORE):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
