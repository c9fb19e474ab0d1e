"""The table of the whole book, by real keys on the real demonstration."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from carnet import words
from carnet.domain.disclosure import Profile
from carnet.domain.filters import Is
from carnet.queries.table import TableRow, read_table
from carnet.queries.table_saved import saved_searches
from carnet.ui.main_window import MainWindow
from carnet.ui.session import Session
from carnet.ui.table_columns import columns, ordered
from carnet.ui.table_model import TableModel
from carnet.ui.table_page import TablePage
from tests.conftest import TODAY
from tests.ui.conftest import shown
from tests.ui.hand import ALT, CONTROL, SHIFT, Board, Hand, Opener


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


@pytest.fixture
def reader(window: MainWindow, qtbot: QtBot) -> Reader:
    """The table, open, its words there."""
    made = Reader(window, qtbot)
    made.settle()
    made.press(Qt.Key.Key_B, CONTROL)
    made.until(lambda: bool(made.page.bar.chips.names))
    return made


def tagged(window: MainWindow, label: str) -> int:
    assert window.session.book
    query = "SELECT count(*) FROM tag WHERE label = ?"
    found: int = window.session.book.reader().execute(query, (label,)).fetchone()[0]
    return found


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


def test_a_letter_on_the_rows_filters(reader: Reader) -> None:
    reader.press(Qt.Key.Key_Down)
    assert reader.is_at(reader.page.view)
    reader.write("vaud")
    assert reader.is_at(reader.page.bar.line)
    assert reader.names == ["Dr Anne VAUDRANE"]


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
    after = Reader(again, qtbot)
    after.settle()
    after.press(Qt.Key.Key_B, CONTROL)
    after.until(lambda: bool(after.page.bar.chips.names))
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
