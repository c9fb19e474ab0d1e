"""What the table keeps: words, tags, criteria, searches ready made and kept."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from carnet.domain.filters import Is
from carnet.queries.table_saved import saved_searches
from carnet.ui.main_window import MainWindow
from carnet.ui.session import Session
from tests.ui.conftest import shown
from tests.ui.hand import CONTROL, Board, Opener
from tests.ui.table_reading import Reader, table_opened


@pytest.fixture
def reader(window: MainWindow, qtbot: QtBot) -> Reader:
    return table_opened(window, qtbot)


def test_words_filter_at_each_letter_and_esc_clears_them(reader: Reader) -> None:
    reader.write("castel")
    assert "Dr Paul CASTELMON" in reader.names
    assert reader.page.count.text() == f"{len(reader.names)} fiche sur 300".replace("1 fiches", "1 fiche")
    reader.press(Qt.Key.Key_Escape)
    assert len(reader.names) == 300
    reader.write("zzzz")
    assert reader.names == []
    assert reader.page.pages.currentWidget() is reader.page.empty
    assert "ne répond" in reader.page.empty.text()


def test_tags_with_et_ou_sans(reader: Reader) -> None:
    every = {row.name: {tag.lower() for tag in row.tags} for row in reader.page.table.rows}
    labels = sorted({tag for tags in every.values() for tag in tags})[:2]
    one, other = (f"#{label.replace(' ', '-')}" for label in labels)
    reader.write(f"{one} ou {other} ")
    assert set(reader.names) == {name for name, tags in every.items() if tags & set(labels)}
    reader.page.bar.line.clear()
    reader.write(f"{one} sans {other} ")
    assert set(reader.names) == {name for name, tags in every.items() if labels[0] in tags and labels[1] not in tags}


def test_a_criterion_is_offered_becomes_a_chip_is_turned_round_and_removed(reader: Reader) -> None:
    bar = reader.page.bar
    reader.press(Qt.Key.Key_Tab)
    assert reader.is_at(bar.picker)
    reader.write("rhumato")
    assert "Spécialité" in bar.picker.list.item(0).text()
    reader.press(Qt.Key.Key_Return)
    assert bar.chips.filters == (Is("specialty", "rhumatologie"),)
    assert bar.chips.labels == ("Spécialité\u202f: Rhumatologie",)
    count = len(reader.names)
    assert 0 < count < 300
    bar.chips._chips[0].setFocus()
    reader.press(Qt.Key.Key_Return)
    assert len(reader.names) == 300 - count
    assert bar.chips.labels == ("sans Spécialité\u202f: Rhumatologie",)
    reader.press(Qt.Key.Key_Delete)
    assert len(reader.names) == 300
    assert not bar.chips.isVisible()


def test_every_criterion_offered_keeps_as_many_as_it_says(reader: Reader) -> None:
    page = reader.page
    assert len(page.bar._offers) > 60
    for offer in page.bar._offers:
        page.bar.show_filter(offer.keeps)
        page.filter()
        assert len(reader.names) == offer.cards, offer.label


def test_a_letter_on_the_rows_filters(reader: Reader) -> None:
    reader.press(Qt.Key.Key_Down)
    assert reader.is_at(reader.page.view)
    reader.write("vaud")
    assert reader.is_at(reader.page.bar.line)
    assert reader.names == ["Dr Anne VAUDRANE"]


def test_a_search_is_kept_renamed_forgotten_and_survives_a_restart(
    window: MainWindow, reader: Reader, demonstration: Session, qtbot: QtBot, board: Board, opener: Opener
) -> None:
    page = reader.page
    page.bar.show_filter(Is("home", "oui"))
    page.filter()
    page.bar.line.setFocus()
    reader.write("kiné")
    page.sort("commune", True)
    names = reader.names
    reader.press(Qt.Key.Key_S, CONTROL)
    page.prompt.field.clear()
    reader.write("Kinés qui se déplacent")
    reader.press(Qt.Key.Key_Return)
    assert reader.told == "Recherche gardée\u202f: Kinés qui se déplacent"
    reader.press(Qt.Key.Key_Escape)
    window.close()
    again = shown(demonstration, qtbot, board, opener)
    after = table_opened(again, qtbot)
    side = after.page.side
    side.setFocus()
    (place,) = [one for one in side.places if one.saved]
    side.go(place.code, place.saved)
    after.settle()
    assert after.names == names
    assert after.page.bar.line.text() == "kine"
    assert after.page.bar.chips.filters == (Is("home", "oui"),)
    after.press(Qt.Key.Key_F2)
    after.page.prompt.field.clear()
    after.write("À domicile")
    after.press(Qt.Key.Key_Return)
    assert [one.title for one in side.places if one.saved] == ["À domicile"]
    side.setFocus()
    after.press(Qt.Key.Key_Delete)
    assert [one.title for one in side.places if one.saved] == []
    after.press(Qt.Key.Key_Z, CONTROL)
    assert demonstration.book
    assert [one.name for one in saved_searches(demonstration.book.reader())] == ["À domicile"]
    again.close()


def test_ready_made_searches(reader: Reader) -> None:
    side = reader.page.side
    counts = {place.code: place.cards for place in side.places if place.code}
    for code in ("favourites", "recent", "never_met", "to_check", "all"):
        side.go(code)
        assert len(reader.names) == counts[code]
    side.go("to_check")
    why = reader.page.view.rows.at("why")
    assert why > 0
    assert all(reader.page.view.rows.text(row, why) for row in range(len(reader.names)))
    side.go("favourites")
    assert all(row.favourite for row in reader.page.view.rows.rows)
    assert reader.page.view.rows.at("why") == -1
