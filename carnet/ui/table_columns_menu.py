"""« Colonnes »: which columns the table shows."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from carnet.ui.table_columns import MARK, NAME, columns
from carnet.ui.table_state import TableState


class ColumnsMenu(QMenu):
    """`changed(str)`: other columns, by their codes, commas between."""

    changed = Signal(str)

    def __init__(self, state: TableState, parent: QWidget) -> None:
        super().__init__(parent)
        self._state = state
        self.aboutToShow.connect(self._fill)

    @Slot()
    def _fill(self) -> None:
        self.clear()
        for column in columns(self._state.table, {}):
            if column.code != NAME:
                title = self.tr("Favori ★, je n’adresse pas ⊘") if column.code == MARK else column.title
                action = self.addAction(title)
                action.setCheckable(True)
                action.setChecked(column.code in self._state.shown)
                action.toggled.connect(partial(self._choose, column.code))

    def _choose(self, code: str, on: bool) -> None:
        shown = self._state.shown
        self._state.shown = (*shown, code) if on else tuple(one for one in shown if one != code)
        self.changed.emit(",".join(self._state.shown))
