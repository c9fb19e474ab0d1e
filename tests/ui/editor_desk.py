"""A hand on the edit panel."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QWidget

from carnet.models.book import Book
from carnet.queries.card import row_id
from carnet.queries.editable import Editable, editable
from carnet.ui.editor import Editor
from carnet.ui.editor_panel import EditorPanel
from carnet.ui.editor_rows import Section
from carnet.ui.main_window import MainWindow
from tests.ui.hand import CONTROL, Hand


class Desk:
    """A hand on the edit panel."""

    def __init__(self, window: MainWindow, hand: Hand) -> None:
        self.window, self.hand = window, hand

    @property
    def panel(self) -> EditorPanel:
        found = self.window.findChild(Editor)
        assert found is not None
        assert found.panel is not None
        return found.panel

    @property
    def open(self) -> bool:
        """Whether the panel is shown."""
        return isinstance(self.window.page.right.currentWidget(), EditorPanel)

    def edit(self, text: str) -> None:
        """Search, then Ctrl+E."""
        self.hand.type(text)
        self.hand.key(Qt.Key.Key_E, CONTROL)
        self.hand.settle()
        assert self.open

    def go(self, name: str, *, title: bool = False) -> QWidget:
        """Tab until the field of this name has the focus, as a person without a mouse would."""
        for _ in range(250):
            focused = self.hand.focused
            header = isinstance(focused.parentWidget(), Section) and isinstance(focused, QAbstractButton)
            if header == title and focused.accessibleName().partition("\u202f")[0].startswith(name):
                return focused
            self.hand.key(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not reach {name}")

    def unfold(self, title: str) -> None:
        """Go to a section's title and open it."""
        self.go(title, title=True)
        self.hand.key(Qt.Key.Key_Right)

    def write(self, name: str, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
        """Replace a field's words and leave it."""
        field = self.go(name)
        self.replace(field, text)
        self.hand.key(key)
        self.hand.settle()

    def replace(self, field: QWidget, text: str) -> None:
        """Select all, type letter by letter."""
        assert isinstance(field, QLineEdit | QPlainTextEdit)
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Delete)
        for letter in text:
            self.hand.letter(field, letter)

    def card(self, name: str = "") -> Editable:
        """The card as the vault holds it."""
        connection = self.book.reader()
        if name:
            row = connection.execute("SELECT uuid FROM correspondent WHERE family_name = ?", (name,)).fetchone()
            return editable(connection, row_id(connection, f"b:{row[0]}"))
        return editable(connection, self.panel.card.id)

    @property
    def book(self) -> Book:
        assert self.window.session.book is not None
        return self.window.session.book

    @property
    def refusals(self) -> list[str]:
        """What is said under fields."""
        rows = self.panel.findChildren(QWidget)
        return [row.notice.text() for row in rows if hasattr(row, "notice") and row.notice.text()]
