"""The table of the whole book, by real keys on the real demonstration: opened, left, its columns, its orders."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from carnet import words
from carnet.domain.disclosure import Profile
from carnet.queries.table import TableRow, read_table
from carnet.ui.main_window import MainWindow
from carnet.ui.table_columns import columns, ordered
from carnet.ui.table_model import TableModel
from carnet.ui.table_page import TablePage
from tests.conftest import TODAY
from tests.ui.hand import ALT, CONTROL
from tests.ui.table_reading import Reader, table_opened


@pytest.fixture
def reader(window: MainWindow, qtbot: QtBot) -> Reader:
    return table_opened(window, qtbot)


def test_the_table_holds_all_the_book_and_ctrl_b_or_esc_leaves_it(window: MainWindow, reader: Reader) -> None:
    assert len(reader.names) == 300
    assert reader.page.count.text() == "300 fiches"
    assert reader.is_at(reader.page.bar.line)
    reader.press(Qt.Key.Key_B, CONTROL)
    assert window.pages.currentWidget() is window.page
    reader.press(Qt.Key.Key_B, CONTROL)
    reader.press(Qt.Key.Key_Escape)
    assert window.pages.currentWidget() is window.page
    assert reader.is_at(window.page.box)


def test_esc_leaves_from_every_part_of_the_page(window: MainWindow, reader: Reader) -> None:
    page = reader.page
    page.bar.picker.setFocus()
    QTest.keyClicks(page.bar.picker, "zzzz")
    reader.press(Qt.Key.Key_Escape)
    assert page.bar.picker.text() == ""
    assert window.pages.currentWidget() is page
    reader.press(Qt.Key.Key_Escape)
    assert window.pages.currentWidget() is window.page
    for part in ("act_button", "columns_button", "close_button"):
        reader.press(Qt.Key.Key_B, CONTROL)
        reader.settle()
        getattr(reader.page, part).setFocus()
        reader.press(Qt.Key.Key_Escape)
        assert window.pages.currentWidget() is window.page, part


def test_the_model_is_sound(reader: Reader) -> None:
    model = reader.page.view.rows
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    reader.write("avignon")
    reader.page.sort("commune", True)
    assert tester.model() is model
    empty = TableModel()
    assert QAbstractItemModelTester(empty).model() is empty
    assert empty.columnCount() == empty.rowCount() == 0


def test_columns_sort_by_a_click_and_by_keys_both_ways_the_unknown_last(reader: Reader) -> None:
    view, page = reader.page.view, reader.page
    at = view.rows.at("commune")
    header = view.horizontalHeader()
    header.sectionClicked.emit(at)
    towns = [", ".join(row.towns) for row in view.rows.rows]
    said = [town for town in towns if town]
    assert towns == said + [""] * (len(towns) - len(said))
    assert said[0].startswith("Apt")
    header.sectionClicked.emit(at)
    assert view.rows.rows[0].towns[0] == "Taillades"
    assert header.sortIndicatorSection() == at
    page.to_rows()
    view.setCurrentIndex(view.rows.index(0, view.rows.at("verified")))
    reader.press(Qt.Key.Key_Up, ALT)
    days = [row.verified_on for row in view.rows.rows if row.verified_on and not row.avoided]
    assert days == sorted(days)
    reader.press(Qt.Key.Key_Down, ALT)
    after = [row.verified_on for row in view.rows.rows if row.verified_on and not row.avoided]
    assert after == sorted(days, reverse=True)


def test_whoever_is_avoided_comes_last_in_any_order_under_a_mark_that_says_nothing(reader: Reader) -> None:
    view = reader.page.view
    avoided = {row.name for row in view.rows.rows if row.avoided}
    assert "Dr Hélène SERRANE" in avoided
    assert set(reader.names[-len(avoided) :]) == avoided
    last = len(reader.names) - 1
    at = view.rows.at("mark")
    assert view.rows.text(last, at) == "⊘"
    assert view.rows.index(last, at).data(Qt.ItemDataRole.AccessibleTextRole) == "marqué"
    header = view.horizontalHeader()
    for code in ("name", "commune", "verified", "mark"):
        for _ in range(2):
            header.sectionClicked.emit(view.rows.at(code))
            assert set(reader.names[-len(avoided) :]) == avoided, code
    shown = [view.rows.text(last, column) for column in range(view.rows.columnCount())]
    assert not any("adresse pas" in text or "délais" in text for text in shown)


def test_a_person_is_called_as_on_the_card_and_stands_with_colleagues(window: MainWindow, reader: Reader) -> None:
    reader.page.sort("specialty", False)
    rows, at = reader.page.view.rows, reader.page.view.rows.at("specialty")
    said = [(row.kind, row.specialties, rows.text(here, at)) for here, row in enumerate(rows.rows)]
    assert ("person", ("rhumatologie",), "Rhumatologue") in said
    assert {text for kind, ids, text in said if ids == ("infirmier",)} >= {"Infirmier", "Infirmière"}
    places = [here for here, (_, ids, _) in enumerate(said) if ids == ("infirmier",)]
    assert places == [*range(places[0], places[-1] + 1)]
    for kind, ids, text in said:
        assert kind == "person" or text == ", ".join(map(words.specialty, ids))


def test_a_click_on_a_header_sorts_and_leaves_those_selected_alone(reader: Reader) -> None:
    view = reader.page.view
    view.select_places([3, 4])
    chosen, at = sorted(reader.chosen), view.rows.at("commune")
    header = view.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(at) + 20, 10)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert header.sortIndicatorSection() == at
    assert sorted(reader.chosen) == chosen


def test_accents_make_no_difference_to_the_order() -> None:
    names = ("Éloi", "Zoé", "eau", "Ébène", "abc")
    blank = TableRow(0, "", "person", "", "", "", "active", "", (), (), (), (), (), "", (), (None,) * 7, "", False, (),
                     (), "", "", (), False, "", 0)  # fmt: skip
    rows = [blank._replace(key=at, towns=(name,)) for at, name in enumerate(names)]
    from carnet.queries.table import Table

    table = Table(tuple(rows), Profile.OWNER, TODAY)
    (column,) = [one for one in columns(table, {}) if one.code == "commune"]
    assert [row.towns[0] for row in ordered(rows, column, descending=False)] == ["abc", "eau", "Ébène", "Éloi", "Zoé"]


def test_enter_opens_the_card_in_the_search(window: MainWindow, reader: Reader) -> None:
    reader.write("vaudrane")
    reader.press(Qt.Key.Key_Down)
    reader.press(Qt.Key.Key_Return)
    assert window.pages.currentWidget() is window.page
    assert reader.selected == "Dr Anne VAUDRANE"
    content = window.page.card.content
    assert content
    assert content.name == "Dr Anne VAUDRANE"


def test_columns_are_chosen_and_remembered(window: MainWindow, reader: Reader) -> None:
    page = reader.page
    page.columns_menu.aboutToShow.emit()
    actions = {action.text(): action for action in page.columns_menu.actions()}
    actions["Secteur"].trigger()
    actions["Étiquettes"].trigger()
    assert page.view.rows.at("sector") > 0
    assert page.view.rows.at("tags") == -1
    reader.press(Qt.Key.Key_Escape)
    reader.press(Qt.Key.Key_B, CONTROL)
    assert reader.page.view.rows.at("sector") > 0
    assert reader.page.view.rows.at("tags") == -1


def test_a_secretary_sees_no_judgement_and_can_act_on_nothing(window: MainWindow, qtbot: QtBot) -> None:
    page = TablePage(window.theme, profile=Profile.SECRETARY, demonstration=True)
    qtbot.addWidget(page)
    assert window.session.book
    table = read_table(window.session.book.reader(), today=TODAY, profile=Profile.SECRETARY)
    from carnet.ui.table_acts import Loaded

    page.show_loaded(Loaded(table, (), 0))
    assert [place.code for place in page.side.places] == ["all", "to_check"]
    shown_columns = {column.code for column in columns(table, {})}
    assert not shown_columns & {"mark", "tags", "referred", "referrals", "changed", "added", "provenance", "opinion"}
    assert page.act_button.isHidden()
    assert page.keep_button.isHidden()


def test_locking_the_book_closes_the_table(window: MainWindow, reader: Reader) -> None:
    window.session.lock()
    QApplication.processEvents()
    assert window.pages.currentWidget() is window.page
    reader.press(Qt.Key.Key_B, CONTROL)
    assert window.pages.currentWidget() is window.page
    assert "verrouillé" in window.page.status.message


def test_every_part_has_a_french_name(reader: Reader) -> None:
    page = reader.page
    for widget in (page, page.view, page.side, page.bar.line, page.bar.picker, page.trash, page.trash.list):
        assert widget.accessibleName()
    index = page.view.rows.index(0, page.view.rows.at("commune"))
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).startswith("Commune\u202f: ")
