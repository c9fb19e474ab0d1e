"""A click on a tick turns it, in a team as in a hospital's services; a click elsewhere only selects."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from carnet.domain.capture_hospital import read_hospital
from carnet.models.book import Book
from carnet.queries.members import members
from carnet.ui.capture_services import ServicesTable
from carnet.ui.people_view import NAME, PeopleTable
from carnet.ui.theme import Theme
from carnet.ui.tick_table import TICK, TickTable
from tests.conftest import TODAY
from tests.domain.test_capture import LEXICON
from tests.domain.test_capture_hospital import LIST
from tests.services.team import fill


def click(table: TickTable, row: int, column: int, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    place: QPoint = table.visualRect(table.model().index(row, column)).center()
    QTest.mouseClick(table.viewport(), button, Qt.KeyboardModifier.NoModifier, place)


def share(table: TickTable) -> float:
    """The part of the width that the columns take."""
    return sum(map(table.columnWidth, range(table.model().columnCount()))) / table.viewport().width()


def test_a_service_is_left_out_and_taken_back_by_clicks(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    table = ServicesTable(Theme("light"), holder)
    table.setParent(holder)
    table.resize(700, 400)
    holder.show()
    table.rows.show(read_hospital(LIST, LEXICON))
    every = table.rows.kept
    click(table, 1, NAME)
    click(table, 1, TICK, Qt.MouseButton.RightButton)
    assert (table.currentIndex().row(), table.rows.kept) == (1, every)
    click(table, 2, TICK)
    assert (table.rows.is_kept(2), table.rows.kept) == (False, every - 1)
    click(table, 2, TICK)
    assert table.rows.kept == every
    table.resize(900, 400)
    assert share(table) == 1


def test_who_is_there_is_ticked_by_a_click(empty_book: Book, qtbot: QtBot) -> None:
    team = fill(empty_book)
    table = PeopleTable(Theme("light"))
    qtbot.addWidget(table)
    table.resize(700, 400)
    table.show()
    here = members(empty_book.reader(), team.centre, today=TODAY)
    posts = (*here[:3], replace(here[3], current=False, until=TODAY))
    table.show_posts(posts)
    for row, column in ((1, TICK), (3, TICK), (0, NAME)):
        click(table, row, column)
    assert table.rows.ticked == (posts[1].role,)
    for width in (900, 500):
        table.resize(width, 400)
        assert 0.98 < share(table) <= 1
