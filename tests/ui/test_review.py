"""The review's keys, its state, its models, and the duplicates of the book."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from carnet.domain.matching import Verdict
from carnet.domain.merge import Choice
from carnet.models.book import Book
from carnet.queries.review import held_cards
from carnet.services import imports
from carnet.services.imports import Decision
from carnet.ui.review_overview import ALL, OPEN, Overview
from carnet.ui.review_state import ReviewState
from tests.conftest import NOW
from tests.services.importing import RHUMATO, card, count, dump, file
from tests.ui.hand import CONTROL, SHIFT
from tests.ui.importing import Importer, predecessor

KEY = Qt.Key


def twins(book: Book) -> None:
    """Two cards of one person, and two who only resemble each other."""
    cards = [
        card("a", "Barande", "Anne", "04 65 71 40 00", title="Dr", roles=(RHUMATO,), note="Vue en FMC"),
        card("b", "Barande", "Anne", "06 39 98 40 00", roles=(RHUMATO,), note="Rappelle le soir", tags=("Réseau",)),
    ]
    for one in cards:
        review = imports.plan(book, file([one], f"{one.key}.vcf"))
        imports.apply(book, review, {row.key: Decision("new") for row in review.rows}, now=NOW)
    with book.write("sweep", now=NOW) as writer:  # as if nobody had ever judged them
        for (row,) in writer.dbapi.execute("SELECT id FROM different_pair").fetchall():
            from carnet.models import intake

            writer.delete(intake.different_pair, row)


def test_the_models_keep_qts_rules(importer: Importer, book: Book, tmp_path: Path) -> None:
    page = importer.to_review(predecessor(book, tmp_path, 30, 10, conflicts=2), "Dr Morel")
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [QAbstractItemModelTester(model, mode) for model in (page.list.rows, page.compare.rows)]
    importer.filter(1)
    importer.key(KEY.Key_Down, times=4)
    importer.key(KEY.Key_X)
    assert len(testers) == 2
    assert page.list.rows.rowCount() == 30
    assert all(row.spoken.startswith(row.name) for row in page.list.rows.rows)


def test_filters_by_the_keys_place(importer: Importer, book: Book, tmp_path: Path) -> None:
    page = importer.to_review(predecessor(book, tmp_path, 30, 10, conflicts=2), "Dr Morel")
    shown = []
    for digit in (1, 2, 3, 4, 6):
        importer.filter(digit)
        shown.append(len(importer.names))
    assert shown == [30, 2, 20, 8, 2]
    importer.filter(5)  # none is probable: nothing there to choose
    assert len(importer.names) == 2
    assert page.filters.current == Verdict.CONFLICT.value


def test_decisions_in_bulk_and_taken_back(importer: Importer, book: Book, tmp_path: Path) -> None:
    page = importer.to_review(predecessor(book, tmp_path, 30, 10, conflicts=4), "Dr Morel")
    importer.key(KEY.Key_D, SHIFT)
    assert page.overview.tally == (24, 6, 0, 0, 0)
    importer.key(KEY.Key_Z, CONTROL)
    assert page.overview.tally == (20, 6, 0, 0, 4)
    page.decide_all(Verdict.CONFLICT.value, "theirs")
    assert page.overview.tally == (20, 10, 0, 0, 0)
    importer.key(KEY.Key_Z, CONTROL)
    importer.filter(3)
    importer.key(KEY.Key_Down, SHIFT)
    importer.key(KEY.Key_Down, SHIFT)
    importer.key(KEY.Key_X)
    assert page.overview.tally == (17, 6, 0, 3, 4)


def test_fields_one_by_one(importer: Importer, book: Book, tmp_path: Path) -> None:
    page = importer.to_review(predecessor(book, tmp_path, 30, 10, conflicts=2), "Dr Morel")
    key = page.list.current
    importer.key(KEY.Key_Right)
    asked = page.compare.current
    assert asked
    assert (asked.label, asked.theirs, asked.choice) == ("secteur", "non conventionné", "")
    importer.key(KEY.Key_Left)
    assert page.state.decisions[key] == Decision("merge", page.state.rows[key].target, {asked.key: "mine"})
    importer.key(KEY.Key_Down)  # the tag that it would bring
    tag = page.compare.current
    assert tag
    assert (tag.label, tag.theirs) == ("étiquette", "Relève")
    importer.key(KEY.Key_Left)
    assert page.state.decisions[key].choices[tag.key] == Choice.MINE
    importer.key(KEY.Key_Escape)
    assert importer.focused is page.list
    notes = [field for field in page.compare.fields if field.label == "note du Dr Morel"]
    assert [field.theirs.startswith("Rappelle le soir") for field in notes] == [True]


def test_both_notes_are_kept_where_both_are_wanted(empty_book: Book) -> None:
    mine = card("a", "Barande", "Anne", "04 65 71 40 00", roles=(RHUMATO,), note="Vue en FMC")
    review = imports.plan(empty_book, file([mine]))
    imports.apply(empty_book, review, review.decisions(), now=NOW)
    other = card("b", "Barande", "Anne", "04 65 71 40 00", roles=(RHUMATO,), note="Rappelle le soir")
    state = ReviewState(imports.plan(empty_book, file([other], "autre.vcf")))
    overview = Overview(state)
    assert overview.keys(OPEN) == overview.keys(ALL) == ["b"]
    note = next(field for field in overview.fields("b") if field.label == "note")
    assert note.can == ("mine", "theirs", "both")
    state.choose("b", note.key, "both")
    assert overview.tally == (0, 1, 0, 0, 0)
    imports.apply(empty_book, state.review, state.decisions, now=NOW)
    (held,) = held_cards(empty_book.reader()).values()
    assert held.side.fields["note"] == "Vue en FMC\nRappelle le soir"


def test_duplicates_are_made_one_and_taken_back(importer: Importer, book: Book) -> None:
    twins(book)
    before, people = dump(book), count(book, "correspondent")
    page = importer.duplicates()
    QAbstractItemModelTester(page.list.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    row = next(row for row in page.list.rows.rows if row.name.endswith("BARANDE"))
    page.list.go(page.list.rows.at(row.key))
    note = next(field for field in page.compare.fields if field.label == "note")
    assert note.choice == Choice.BOTH
    importer.key(KEY.Key_M)
    importer.until(lambda: row.key not in page.pairs)
    assert count(book, "correspondent") == people - 1
    (one,) = [held for held in held_cards(book.reader()).values() if held.name.endswith("BARANDE")]
    assert set(str(one.side.fields["note"]).splitlines()) == {"Vue en FMC", "Rappelle le soir"}
    assert len(list(one.side.every_line)) == 2
    importer.key(KEY.Key_Z, CONTROL)
    importer.until(lambda: row.key in page.pairs)
    assert dump(book) == before


def test_what_is_no_duplicate_is_not_proposed_again(importer: Importer, book: Book) -> None:
    twins(book)
    page = importer.duplicates()
    row = next(row for row in page.list.rows.rows if row.name.endswith("BARANDE"))
    page.list.go(page.list.rows.at(row.key))
    importer.key(KEY.Key_D)
    importer.until(lambda: row.key not in page.pairs)
    importer.key(KEY.Key_Escape)
    assert row.key not in importer.duplicates().pairs
    importer.key(KEY.Key_Z, CONTROL)
    page = importer.window.pages.currentWidget()  # type: ignore[assignment]
    importer.until(lambda: row.key in page.pairs)


def test_where_all_is_decided_the_keys_still_act(importer: Importer, book: Book, tmp_path: Path) -> None:
    page = importer.to_review(predecessor(book, tmp_path, 30, 10, conflicts=2), "Dr Morel")
    importer.key(KEY.Key_X, SHIFT)
    importer.filter(2)
    assert not page.list.rows.rows
    assert page.isAncestorOf(importer.focused)
    assert not importer.focused.isHidden()
    importer.filter(1)
    assert page.list.hasFocus()
    importer.filter(2)
    importer.apply()
    assert importer.said.startswith("20 fiches ajoutées")
