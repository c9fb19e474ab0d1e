"""Documents on a real vault: added, removed, undone, swept, erased; never in clear, never in the journal."""

import contextlib
import os
import random
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from carnet.domain.attachments import LARGEST
from carnet.errors import CarnetError
from carnet.models.book import Book
from carnet.models.document_contents import KEPT_DAYS
from carnet.models.writer import RowGone
from carnet.queries.documents import document, documents, photo
from carnet.queries.journal import journal
from carnet.services.correspondents import add_correspondent
from carnet.services.documents import Attachment, add_document, read_file, remove_document, set_photo, sweep
from carnet.services.drafts import CorrespondentDraft
from carnet.services.editing import erase
from carnet.services.trash import empty, to_trash
from carnet.services.undo import undo
from tests.conftest import NOW, TODAY, make_book
from tests.domain.test_attachments import JPEG, PDF, PNG

DAY = timedelta(days=1)
LETTER = Attachment("Courrier du 3 mars.pdf", PDF + b"marque en clair")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with make_book(tmp_path / "data") as made:
        yield made


def card(book: Book, name: str = "Durance") -> int:
    with book.write("add", now=NOW) as writer:
        return add_correspondent(writer, CorrespondentDraft(family_name=name))


def add(book: Book, key: int, given: Attachment = LETTER, now: datetime = NOW) -> str:
    return add_document(book, key, given, today=TODAY, now=now).batch


def kept(book: Book) -> int:
    (count,) = book.reader().execute("SELECT count(*) FROM document_content").fetchone()
    return int(count)


def test_what_is_added_is_listed_and_read_back(book: Book) -> None:
    key = card(book)
    add(book, key)
    (row,) = documents(book.reader(), key)
    assert (row.name, row.size, row.added_on) == (LETTER.name, len(LETTER.content), TODAY)
    found = document(book, row.key)
    assert (found.name, found.media_type, found.content) == (LETTER.name, "application/pdf", LETTER.content)


def test_the_journal_tells_of_it_and_holds_no_byte_of_it(book: Book) -> None:
    key = card(book)
    add(book, key)
    (row,) = documents(book.reader(), key)
    remove_document(book, row.key, now=NOW)
    held = book.reader().execute("SELECT coalesce(old, '') || coalesce(new, '') FROM journal").fetchall()
    assert not any("marque en clair" in text for (text,) in held)
    steps = journal(book.reader(), key)
    assert [step.verb for step in steps[:2]] == ["document retiré", "document ajouté"]
    assert LETTER.name in steps[1].changes[0].new


def test_the_file_holds_nothing_of_it_in_clear(book: Book) -> None:
    key = card(book)
    add(book, key)
    folder = book.folders.vault.parent
    book.close()
    on_disk = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for clear in (b"marque en clair", b"Courrier du 3 mars", b"%PDF-"):
        assert clear not in on_disk


def test_the_same_bytes_are_kept_once_and_a_card_takes_them_once(book: Book) -> None:
    one, other = card(book), card(book, "Calavon")
    add(book, one)
    add(book, other)
    assert kept(book) == 1
    with pytest.raises(CarnetError, match="déjà sur cette fiche"):
        add(book, one, Attachment("autre nom.pdf", LETTER.content))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Attachment("a.exe", PDF), "programme"),
        (Attachment("a.pdf", b"MZ\x90\x00"), "programme"),
        (Attachment("a.docm", PDF), "macros"),
        (Attachment("a.pdf", b""), "est vide"),
        (Attachment("a.pdf", b"x" * (LARGEST + 1)), "trop gros"),
    ],
)
def test_what_may_not_be_kept_leaves_nothing(book: Book, given: Attachment, said: str) -> None:
    key = card(book)
    with pytest.raises(CarnetError, match=said):
        add(book, key, given)
    assert documents(book.reader(), key) == ()
    assert kept(book) == 0


def test_half_a_gigabyte_is_refused_before_it_is_read(tmp_path: Path) -> None:
    heavy = tmp_path / "radio.pdf"
    with heavy.open("wb") as file:
        file.truncate(500 << 20)  # takes no room: nothing is written in it
    with pytest.raises(CarnetError, match=r"trop gros \(500 Mo\).*jusqu’à 20 Mo"):
        read_file(heavy)


def test_a_file_is_read_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "lettre.pdf"
    path.write_bytes(PDF)
    assert read_file(path) == Attachment("lettre.pdf", PDF)


def test_what_is_no_file_or_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(CarnetError, match="n’est pas un fichier"):
        read_file(tmp_path)
    with pytest.raises(CarnetError, match="n'existe pas"):
        read_file(tmp_path / "absent.pdf")


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in folders there")
def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    pipe = tmp_path / "tube.pdf"
    os.mkfifo(pipe)
    with pytest.raises(CarnetError, match="n’est pas un fichier"):
        read_file(pipe)


def test_on_a_card_that_is_gone_nothing_is_kept(book: Book) -> None:
    key = card(book)
    add(book, key)
    (row,) = documents(book.reader(), key)
    to_trash(book, [key], now=NOW)
    with pytest.raises(RowGone):
        add(book, key, Attachment("b.pdf", PDF))
    with pytest.raises(RowGone):
        remove_document(book, row.key, now=NOW)
    with pytest.raises(CarnetError, match="n’est plus dans votre carnet"):
        document(book, row.key)
    assert kept(book) == 1


def test_adding_and_removing_are_undone(book: Book) -> None:
    key = card(book)
    batch = add(book, key)
    undo(book, batch, now=NOW)
    assert documents(book.reader(), key) == ()
    add(book, key)
    (row,) = documents(book.reader(), key)
    removal = remove_document(book, row.key, now=NOW)
    assert documents(book.reader(), key) == ()
    undo(book, removal.batch, now=NOW)
    assert documents(book.reader(), key) == (row,)
    assert document(book, row.key).content == LETTER.content


def test_a_photo_takes_the_place_of_the_one_before_and_comes_back(book: Book) -> None:
    key = card(book)
    set_photo(book, key, JPEG, today=TODAY, now=NOW)
    second = set_photo(book, key, PNG, today=TODAY, now=NOW)
    assert photo(book, key) == PNG
    assert [row.name for row in documents(book.reader(), key)] == ["photo.png"]
    undo(book, second.batch, now=NOW)
    assert photo(book, key) == JPEG
    with pytest.raises(CarnetError, match="JPEG ou PNG"):
        set_photo(book, key, PDF, today=TODAY, now=NOW)
    with pytest.raises(CarnetError, match="programme"):
        set_photo(book, key, b"MZ", today=TODAY, now=NOW)
    assert photo(book, key) == JPEG


def test_bytes_go_thirty_days_after_the_removal_not_before(book: Book) -> None:
    key = card(book)
    add(book, key)
    (row,) = documents(book.reader(), key)
    removal = remove_document(book, row.key, now=NOW)
    assert sweep(book, now=NOW + KEPT_DAYS * DAY - timedelta(seconds=1)) == 0
    assert kept(book) == 1
    after = NOW + KEPT_DAYS * DAY
    assert sweep(book, now=after) == 1
    assert kept(book) == 0
    left = undo(book, removal.batch, now=after)
    assert left.changes.nothing
    assert [one.table for one in left.kept] == ["document"]
    assert documents(book.reader(), key) == ()


def test_a_sweep_with_nothing_to_sweep_writes_nothing(book: Book) -> None:
    key = card(book)
    add(book, key)
    version = book.data_version()
    assert sweep(book, now=NOW + 1000 * DAY) == 0
    assert book.data_version() == version


def test_what_another_card_holds_is_never_swept(book: Book) -> None:
    one, other = card(book), card(book, "Calavon")
    add(book, one)
    add(book, other)
    (row,) = documents(book.reader(), one)
    remove_document(book, row.key, now=NOW)
    assert sweep(book, now=NOW + 400 * DAY) == 0
    (still,) = documents(book.reader(), other)
    assert document(book, still.key).content == LETTER.content


def test_erasing_a_person_wipes_what_they_alone_held(book: Book) -> None:
    one, other = card(book), card(book, "Calavon")
    add(book, one)
    add(book, one, Attachment("b.pdf", PDF + b"b"))
    add(book, other)
    removed = documents(book.reader(), one)[0]
    remove_document(book, removed.key, now=NOW)
    erased = erase(book, one, now=NOW)
    assert kept(book) == 1
    (still,) = documents(book.reader(), other)
    assert document(book, still.key).content == LETTER.content
    undo(book, erased.batch, now=NOW)
    assert documents(book.reader(), one) == ()


def test_erasing_keeps_what_an_undo_on_another_card_may_need(book: Book) -> None:
    one, other = card(book), card(book, "Calavon")
    add(book, one)
    add(book, other)
    (row,) = documents(book.reader(), other)
    removal = remove_document(book, row.key, now=NOW)
    erase(book, one, now=NOW)
    undo(book, removal.batch, now=NOW)
    assert document(book, row.key).content == LETTER.content


def test_emptying_the_trash_wipes_too(book: Book) -> None:
    key = card(book)
    add(book, key)
    to_trash(book, [key], now=NOW)
    assert sweep(book, now=NOW + 400 * DAY) == 0
    empty(book, now=NOW + 31 * DAY)
    assert kept(book) == 0


class Months:
    """Months of adding, removing, undoing and sweeping at random."""

    def __init__(self, book: Book, seed: int) -> None:
        self.book, self.draw, self.now = book, random.Random(seed), NOW
        self.cards = [card(book), card(book, "Calavon")]
        self.batches: list[tuple[str, datetime]] = []

    def step(self) -> None:
        """Some hours or weeks later, one act."""
        self.now += timedelta(hours=self.draw.choice((1, 24, 200, 600)))
        key = self.draw.choice(self.cards)
        self.draw.choice((self.add, self.remove, self.undo, self.sweep))(key)

    def add(self, key: int) -> None:
        content = PDF + bytes([self.draw.randrange(3)])
        with contextlib.suppress(CarnetError):  # there already
            self.batches.append((add(self.book, key, Attachment("a.pdf", content), self.now), self.now))

    def remove(self, key: int) -> None:
        if held := documents(self.book.reader(), key):
            batch = remove_document(self.book, self.draw.choice(held).key, now=self.now).batch
            self.batches.append((batch, self.now))

    def undo(self, key: int) -> None:
        if not self.batches:
            return
        batch, at = self.draw.choice(self.batches)
        undone = undo(self.book, batch, now=self.now)
        if not undone.changes.nothing:
            self.batches.append((undone.changes.batch, self.now))
        if self.now - at < KEPT_DAYS * DAY:
            assert all(self.is_known(one.row_id) for one in undone.kept), "bytes gone too soon"

    def sweep(self, key: int) -> None:
        sweep(self.book, now=self.now)

    def is_known(self, row_id: int) -> bool:
        """Whether the journal still knows what the document was: only a sweep takes that away."""
        found = self.book.reader().execute(
            "SELECT count(*) FROM journal WHERE table_name = 'document' AND row_id = ? AND coalesce(old, new) IS NULL",
            (row_id,),
        )
        return bool(found.fetchone()[0] == 0)


@pytest.mark.parametrize("seed", range(6))
def test_an_undo_within_thirty_days_never_finds_its_bytes_gone(book: Book, seed: int) -> None:
    months = Months(book, seed)
    read = 0
    for _ in range(60):
        months.step()
        for key in months.cards:
            for row in documents(book.reader(), key):
                assert document(book, row.key).content.startswith(PDF)
                read += 1
    assert read
