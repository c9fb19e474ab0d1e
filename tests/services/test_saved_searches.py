"""Searches kept under a name: made, renamed, forgotten, taken back, and still there after a restart."""

from pathlib import Path

import pytest

from carnet.domain.filters import read
from carnet.errors import CarnetError
from carnet.models.book import Book, Passphrase, open_book
from carnet.models.writer import RowGone
from carnet.paths import Folders
from carnet.queries.table_saved import Terms, saved_searches
from carnet.services import saved_searches as service
from carnet.services.undo import undo
from tests.conftest import NOW, PASSPHRASE, make_book

TERMS = Terms(read("#réseau sans #loin (secteur:1 ou domicile:oui)"), "favourites", "commune", descending=True)


def names(book: Book) -> list[str]:
    return [one.name for one in saved_searches(book.reader())]


def test_a_search_survives_a_restart(tmp_path: Path) -> None:
    with make_book(tmp_path) as book:
        service.keep(book, " Mon  réseau ", TERMS, now=NOW)
    with open_book(Folders.inside(tmp_path), Passphrase(PASSPHRASE)) as book:
        (found,) = saved_searches(book.reader())
    assert (found.name, found.terms) == ("Mon réseau", TERMS)


def test_the_same_name_takes_the_new_terms(empty_book: Book) -> None:
    service.keep(empty_book, "Réseau", TERMS, now=NOW)
    service.keep(empty_book, "reseau", Terms(), now=NOW)
    (found,) = saved_searches(empty_book.reader())
    assert (found.name, found.terms) == ("reseau", Terms())


def test_renamed_removed_and_taken_back(empty_book: Book) -> None:
    for name in ("un", "deux"):
        service.keep(empty_book, name, TERMS, now=NOW)
    one, two = saved_searches(empty_book.reader())
    with pytest.raises(CarnetError, match="déjà « Deux »"):
        service.rename(empty_book, one.key, "Deux", now=NOW)
    service.rename(empty_book, one.key, "Un", now=NOW)
    batch = service.remove(empty_book, two.key, now=NOW).batch
    assert names(empty_book) == ["Un"]
    assert undo(empty_book, batch, now=NOW).kept == ()
    assert names(empty_book) == ["Un", "deux"]
    with pytest.raises(RowGone):
        service.remove(empty_book, 99, now=NOW)


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_names_that_cannot_be(empty_book: Book, name: str) -> None:
    with pytest.raises(CarnetError):
        service.keep(empty_book, name, TERMS, now=NOW)
    assert names(empty_book) == []


@pytest.mark.parametrize("text", ["", "[]", "{", '{"filter": 3, "sort": [], "descending": "oui"}'])
def test_terms_that_cannot_be_read_are_as_by_default(text: str) -> None:
    assert Terms.from_json(text) == Terms()
