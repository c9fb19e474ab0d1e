"""A hand on the table of the whole book."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
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

    def press(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, times: int = 1
    ) -> None:
        self.key(key, modifiers, times)
        self.settle()

    def write(self, text: str) -> None:
        """Type on whatever has the focus; a letter may move it."""
        for letter in text:
            self.letter(self.focused, letter)
        self.settle()

    def is_at(self, widget: QWidget) -> bool:
        """Whether a widget has the focus."""
        return self.focused is widget

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
