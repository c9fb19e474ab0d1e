"""What `check` sees and what `repair` mends."""

import contextlib
import os

import pytest

from carnet.models import desk, keys, tables
from carnet.models.book import Book, Passphrase, open_book
from carnet.models.checking import check, repair
from carnet.models.connection import connect
from tests.conftest import CHEAP, NOW
from tests.models.cards import full_card, person


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


def content(book: Book) -> dict[str, list[tuple[object, ...]]]:
    """The cards as they are, but for moments."""
    rows = {}
    for table in ("correspondent", "role", "site", "line", "referral", "referral_event", "appraisal", "skill"):
        cursor = book.reader().execute(f"SELECT * FROM {table} ORDER BY id")
        kept = [place for place, head in enumerate(cursor.description) if not head[0].endswith("_at")]
        rows[table] = [tuple(row[place] for place in kept) for row in cursor]
    return rows


@pytest.mark.parametrize("table", ["role", "site", "referral", "correspondent", "author"])
def test_what_hangs_on_a_lost_row_gets_it_back_from_the_journal(book: Book, table: str) -> None:
    card = full_card(book)
    with book.write("edit", now=NOW) as writer:
        writer.update(tables.correspondent, card.person, note="changée", verified_on=None)
        writer.update(tables.site, card.site, city="Apt")
    whole = content(book)
    scratch(book, f"DELETE FROM {table}")
    assert "orphans" in codes(book)
    mended = repair(book, now=NOW)
    assert [finding.code for finding in mended if finding.code == "orphans"]
    assert check(book) == []
    assert content(book) == whole
    with book.write("edit", now=NOW) as writer:
        person(writer)


def test_what_hung_on_a_row_that_was_deleted_on_purpose_goes_with_it(book: Book) -> None:
    card = full_card(book)
    (line,) = book.reader().execute("SELECT * FROM line WHERE role_id = ?", (card.role,)).fetchall()
    with book.write("delete", now=NOW) as writer:
        writer.delete(tables.role, card.role)
    marks = ", ".join("?" * len(line))
    with contextlib.closing(connect(book.folders.vault, book.raw_key.key)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(f"INSERT INTO line VALUES ({marks})", line)
    assert codes(book) == ["orphans"]
    repair(book, now=NOW)
    assert check(book) == []
    assert book.reader().execute("SELECT count(*) FROM line WHERE id = ?", (line[0],)).fetchone() == (0,)
    told = book.reader().execute("SELECT verb FROM journal WHERE table_name = 'line' AND row_id = ?", (line[0],))
    assert told.fetchall()[-1] == ("repair",)


def test_a_successor_nobody_knows_is_taken_off(book: Book) -> None:
    card = full_card(book)
    scratch(book, f"UPDATE correspondent SET successor_id = 999 WHERE id = {card.person}")
    assert codes(book) == ["orphans"]
    repair(book, now=NOW)
    assert check(book) == []


def test_a_document_without_its_content_is_told(book: Book) -> None:
    card = full_card(book)
    with book.write("add", now=NOW) as writer:
        writer.insert(
            desk.document, correspondent_id=card.person, name="lettre.pdf", size=4, sha256="00", added_on=NOW.date()
        )
    assert codes(book) == ["documents"]


@pytest.mark.parametrize(("kind", "code"), [("passphrase", "no_passphrase"), ("recovery", "no_recovery")])
def test_a_missing_wrap_is_told(book: Book, kind: str, code: str) -> None:
    wraps = keys.load(book.folders, book.vault)
    left = tuple(wrap for wrap in wraps.wraps if wrap.kind != kind)
    keys.save(book.folders, keys.Wraps(wraps.vault, wraps.generation + 1, left))
    assert codes(book) == [code]
    repair(book, now=NOW)
    assert codes(book) == [code]


def test_work_under_way_elsewhere_is_not_called_abandoned(book: Book) -> None:
    (book.folders.data / "backups").mkdir()
    files = [book.folders.data / ".backup.42.carnet", book.folders.data / "backups" / ".carnet-1.carnet-backup.42.new"]
    for path in files:
        path.touch()
    assert check(book) == []
    for path in files:
        os.utime(path, (1, 1))
    assert codes(book) == ["leftover", "leftover"]
    repair(book, now=NOW)
    assert not any(path.exists() for path in files)


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
    assert "1 page" in finding.words
    assert not finding.repairable


def test_a_book_opened_by_the_keyring_gets_lost_keys_back_by_a_new_passphrase(book: Book) -> None:
    for path in keys.copies(book.folders, book.vault):
        path.unlink()
    assert codes(book) == ["keys_lost"]
    assert repair(book, now=NOW) == []
    book.change_passphrase("une autre phrase", cost=CHEAP)
    assert codes(book) == ["no_recovery"]
    book.renew_recovery_code()
    assert check(book) == []
    open_book(book.folders, Passphrase("une autre phrase")).close()
