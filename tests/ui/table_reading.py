"""A hand on the table of the whole book."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from carnet.ui.main_window import MainWindow
from carnet.ui.table_page import TablePage
from tests.ui.hand import CONTROL, Hand


class Reader(Hand):
    """A hand on the table."""

    @property
    def page(self) -> TablePage:
        page = self.window.pages.currentWidget()
        assert isinstance(page, TablePage)
        return page

    @property
    def names(self) -> list[str]:
        return [row.name for row in self.page.view.rows.rows]

    @property
    def chosen(self) -> list[str]:
        return [row.name for row in self.page.view.selected_rows()]

    @property
    def told(self) -> str:
        return self.page.status.message


def table_opened(window: MainWindow, qtbot: QtBot) -> Reader:
    """A hand on the table, open, its words there."""
    made = Reader(window, qtbot)
    made.settle()
    made.press(Qt.Key.Key_B, CONTROL)
    made.until(lambda: bool(made.page.bar.chips.names))
    return made
