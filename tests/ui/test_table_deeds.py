"""What is done from the table to one or several, each taken back by Ctrl+Z; the trash."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from carnet.queries.table import TableRow
from carnet.ui.main_window import MainWindow
from tests.conftest import TODAY
from tests.ui.hand import CONTROL, SHIFT, Hand
from tests.ui.table_reading import Reader, table_opened


@pytest.fixture
def reader(window: MainWindow, qtbot: QtBot) -> Reader:
    return table_opened(window, qtbot)


def tagged(window: MainWindow, label: str) -> int:
    assert window.session.book
    query = "SELECT count(*) FROM tag WHERE label = ?"
    found: int = window.session.book.reader().execute(query, (label,)).fetchone()[0]
    return found


def test_several_are_tagged_by_keys_and_one_ctrl_z_takes_it_back(window: MainWindow, reader: Reader) -> None:
    reader.press(Qt.Key.Key_Down)
    reader.press(Qt.Key.Key_Down, SHIFT, times=3)
    reader.press(Qt.Key.Key_Down, CONTROL, times=2)
    reader.press(Qt.Key.Key_Space)
    assert len(reader.chosen) == 5
    assert reader.page.count.text() == "300 fiches · 5 choisies"
    chosen = reader.chosen
    reader.press(Qt.Key.Key_T, CONTROL)
    assert reader.page.prompt.isVisible()
    reader.write("#essai")
    reader.press(Qt.Key.Key_Return)
    assert reader.told == "5 fiches étiquetées #essai"
    assert reader.page.status.offers_undo
    assert reader.chosen == chosen
    assert reader.is_at(reader.page.view)
    assert tagged(window, "essai") == 5
    assert [row.name for row in reader.page.table.rows if "essai" in row.tags] == chosen
    reader.press(Qt.Key.Key_Z, CONTROL)
    assert tagged(window, "essai") == 0
    assert reader.told == "Étiquette #essai retirée"


def test_ctrl_a_chooses_all_and_they_are_verified_in_one_step(window: MainWindow, reader: Reader) -> None:
    reader.write("kiné cavaillon")
    reader.press(Qt.Key.Key_Down)
    reader.press(Qt.Key.Key_A, CONTROL)
    count = len(reader.names)
    assert len(reader.chosen) == count > 3
    before = {row.key: row.verified_on for row in reader.page.table.rows}
    reader.press(Qt.Key.Key_F8)
    assert reader.told == f"{count} fiches vérifiées aujourd’hui"
    assert {row.verified_on for row in reader.page.view.rows.rows} == {TODAY.isoformat()}
    reader.press(Qt.Key.Key_Z, CONTROL)
    assert {row.key: row.verified_on for row in reader.page.table.rows} == before


def test_favourite_status_ring_and_untag(reader: Reader) -> None:
    reader.write("vaudrane")
    reader.press(Qt.Key.Key_Down)

    def row() -> TableRow:
        return reader.page.view.rows.rows[0]

    reader.press(Qt.Key.Key_D, CONTROL)
    assert row().favourite
    assert reader.told == "1 fiche favorite"
    reader.press(Qt.Key.Key_D, CONTROL)
    assert not row().favourite
    menu = reader.page.act_button.menu()
    states, rings = (under for action in menu.actions() if isinstance(under := action.menu(), QMenu))
    states.actions()[1].trigger()
    reader.settle()
    assert row().status == "paused"
    rings.actions()[2].trigger()
    reader.settle()
    assert row().rings == ("moi",)
    for _ in range(4):
        reader.press(Qt.Key.Key_Z, CONTROL)
    assert (row().status, "tous" in row().rings) == ("active", True)
    reader.press(Qt.Key.Key_T, CONTROL)
    reader.write("essai")
    reader.press(Qt.Key.Key_Return)
    reader.press(Qt.Key.Key_T, CONTROL | SHIFT)
    assert "essai" in reader.page.prompt.field.text() or len(row().tags) > 1
    reader.page.prompt.field.setText("essai")
    reader.press(Qt.Key.Key_Return)
    assert "essai" not in row().tags


def test_what_is_already_so_is_said_and_changes_nothing(reader: Reader) -> None:
    reader.write("vaudrane")
    reader.press(Qt.Key.Key_Down)
    reader.press(Qt.Key.Key_F8)
    reader.press(Qt.Key.Key_F8)
    assert reader.told == "Rien à changer\u202f: c’est déjà ainsi."
    reader.press(Qt.Key.Key_Z, CONTROL)
    assert reader.told == "Vérification annulée"


def test_the_trash_restores_or_erases_for_good_after_one_question(window: MainWindow, reader: Reader) -> None:
    reader.write("castelmon")
    reader.press(Qt.Key.Key_Down)
    reader.press(Qt.Key.Key_Delete, CONTROL)
    assert reader.told == "1 fiche est à la corbeille"
    reader.page.bar.line.clear()
    assert len(reader.names) == 299
    page = reader.page
    page.side.setFocus()
    page.side.go("trash")
    reader.settle()
    assert [card.name for card in page.trash.chosen] == ["Dr Paul CASTELMON"]
    page.to_rows()
    reader.press(Qt.Key.Key_Return)
    assert reader.told == "1 fiche remise dans le carnet"
    assert page.trash.chosen == []
    assert page.trash.empty.isVisible()
    reader.press(Qt.Key.Key_Z, CONTROL)
    assert len(page.trash.chosen) == 1
    page.to_rows()
    reader.press(Qt.Key.Key_Delete)
    assert "Effacer pour toujours Dr Paul CASTELMON, avec" in page.trash.question.text()
    reader.press(Qt.Key.Key_Escape)
    assert not page.trash.question.isVisible()
    page.to_rows()
    reader.press(Qt.Key.Key_Delete)
    page.trash.confirm.click()
    reader.settle()
    assert reader.told == "1 fiche effacée pour toujours"
    assert window.session.book
    left = window.session.book.reader().execute("SELECT count(*) FROM correspondent").fetchone()
    assert left == (299,)
    page.side.go("all")
    assert len(reader.names) == 299


def test_ctrl_suppr_throws_the_card_shown_away_and_ctrl_z_brings_it_back(window: MainWindow, hand: Hand) -> None:
    hand.type("castelmon")
    hand.key(Qt.Key.Key_Delete, CONTROL)
    hand.settle()
    assert hand.said.startswith("Dr Paul CASTELMON est à la corbeille")
    assert hand.surnames() == []
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert hand.surnames() == ["CASTELMON"]
