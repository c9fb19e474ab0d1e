"""What `check` sees and what `repair` mends."""

import contextlib

import pytest

from carnet.models import keys
from carnet.models.book import Book, Passphrase, open_book
from carnet.models.checking import check, repair
from carnet.models.connection import connect
from tests.models.cards import full_card
from tests.models.conftest import CHEAP, NOW


def codes(book: Book) -> list[str]:
    return [finding.code for finding in check(book)]


def scratch(book: Book, *statements: str) -> None:
    """Run statements as an accident would: no journal, no foreign keys, no triggers."""
    with contextlib.closing(connect(book.folders.vault, book.raw_key.key)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            connection.execute(statement)


def test_a_book_that_is_well_has_nothing(book: Book) -> None:
    full_card(book)
    assert check(book) == []
    assert repair(book, now=NOW) == []


def test_index_key_copies_and_leftovers_are_seen_and_mended(book: Book) -> None:
    full_card(book)
    scratch(book, "DELETE FROM search_word")
    keys.copies(book.folders, book.vault)[1].unlink()
    (book.folders.data / ".vault.carnet.42.new").touch()
    assert sorted(codes(book)) == ["index", "keys", "leftover"]
    assert sorted(finding.code for finding in repair(book, now=NOW)) == ["index", "keys", "leftover"]
    assert check(book) == []


@pytest.mark.parametrize(
    ("code", "statements"),
    [
        ("orphans", ("DELETE FROM role",)),
        ("journal_gap", ("DROP TRIGGER journal_rows_stay", "DELETE FROM journal WHERE id = 3")),
        (
            "journal_gap",
            ("DROP TRIGGER journal_rows_stay", "DELETE FROM journal WHERE id = (SELECT max(id) FROM journal)"),
        ),
    ],
)
def test_what_cannot_be_mended_is_told(book: Book, code: str, statements: tuple[str, ...]) -> None:
    full_card(book)
    scratch(book, *statements)
    assert code in codes(book)
    repair(book, now=NOW)
    assert codes(book) == [code]


def test_a_scratched_page_is_told_by_the_checks_that_meet_it(book: Book) -> None:
    full_card(book)
    book.close()
    path = book.folders.vault
    with contextlib.closing(connect(path, book.raw_key.key)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = path.read_bytes()
    path.write_bytes(whole[:-3000] + bytes(8) + whole[-2992:])
    with open_book(book.folders, book.raw_key, read_only=True) as again:
        (finding,) = [one for one in check(again) if one.code == "damaged"]
    assert "abîmé" in finding.words
    assert not finding.repairable


def test_a_book_opened_by_the_keyring_gets_lost_keys_back_by_a_new_passphrase(book: Book) -> None:
    for path in keys.copies(book.folders, book.vault):
        path.unlink()
    assert codes(book) == ["keys_lost"]
    assert repair(book, now=NOW) == []
    book.change_passphrase("une autre phrase", cost=CHEAP)
    assert check(book) == []
    open_book(book.folders, Passphrase("une autre phrase")).close()
