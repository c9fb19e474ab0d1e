"""Many cards at once: favourites, and what leaves the trash for good."""

import pytest

from carnet.models.book import Book
from carnet.models.writer import RowGone
from carnet.services import bulk, trash
from carnet.services.correspondents import create_correspondent
from carnet.services.drafts import CorrespondentDraft
from carnet.services.undo import undo
from tests.conftest import NOW


@pytest.fixture
def book(empty_book: Book) -> Book:
    for name in ("Roux", "Blanc", "Noir"):
        create_correspondent(empty_book, CorrespondentDraft(family_name=name, note=f"note {name}"), now=NOW)
    return empty_book


def favourites(book: Book) -> list[int]:
    return [row[0] for row in book.reader().execute("SELECT id FROM correspondent WHERE favourite ORDER BY id")]


def test_favourites_are_one_step(book: Book) -> None:
    batch = bulk.set_favourite(book, [1, 2, 2], favourite=True, now=NOW).batch
    assert favourites(book) == [1, 2]
    assert undo(book, batch, now=NOW).kept == ()
    assert favourites(book) == []
    bulk.set_favourite(book, [1, 2, 3], favourite=True, now=NOW)
    bulk.set_favourite(book, [2], favourite=False, now=NOW)
    assert favourites(book) == [1, 3]


def test_a_card_gone_stops_them_all(book: Book) -> None:
    trash.to_trash(book, [2], now=NOW)
    with pytest.raises(RowGone):
        bulk.set_favourite(book, [1, 2], favourite=True, now=NOW)
    assert favourites(book) == []


def test_only_the_trash_is_erased_and_nothing_of_it_comes_back(book: Book) -> None:
    batch = trash.to_trash(book, [1, 2], now=NOW).changes.batch
    with pytest.raises(RowGone):
        bulk.erase_from_trash(book, [1, 3], now=NOW)
    bulk.erase_from_trash(book, [1, 2], now=NOW)
    undo(book, batch, now=NOW)
    rows = book.reader().execute("SELECT id, deleted_at FROM correspondent").fetchall()
    assert rows == [(3, None)]
    said = book.reader().execute("SELECT old, new FROM journal WHERE correspondent_id IN (1, 2)").fetchall()
    assert not any("Roux" in str(value) for row in said for value in row)
