"""Deeds of the kill harness that bring a file in and take it back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from carnet.exchange.reading import open_file
from carnet.models.book import Book, Passphrase, create_vault, open_book
from carnet.models.keys import Cost
from carnet.models.tables import correspondent
from carnet.paths import Folders
from carnet.services import imports

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TYPED = Passphrase("platanes et cigales")


@contextmanager
def _opened(folder: Path) -> Iterator[Book]:
    with open_book(Folders.inside(folder / "data"), TYPED) as book:
        yield book


def with_a_file(folder: Path, cards: int) -> None:
    """A vault, and a file of `cards` people, a third of whom it has from an earlier one."""
    people = [
        f"BEGIN:VCARD\nVERSION:3.0\nUID:k{n}\nN:Nom{n};Anne;;;\nTEL:0639{n:06}\nADR:;;{n} rue des Lilas;Apt;;84400;\n"
        "NOTE:vue en FMC\nEND:VCARD\n"
        for n in range(cards)
    ]
    create_vault(
        Folders.inside(folder / "data"), TYPED.text, practice_name="", commune_insee="84035", owner_name="", now=NOW,
        cost=Cost(memory_kib=64, iterations=1, lanes=1),
    ).book.close()  # fmt: skip
    (folder / "cards.vcf").write_text("".join(people[: cards // 3]), encoding="utf-8")
    bring_in(folder)
    (folder / "cards.vcf").write_text("".join(people).replace("vue en FMC", "revue en FMC"), encoding="utf-8")


def bring_in(folder: Path) -> None:
    """Plan, which writes nothing, then apply."""
    with _opened(folder) as book:
        review = imports.plan(book, open_file(folder / "cards.vcf"))
        imports.apply(book, review, review.decisions(), now=NOW + timedelta(hours=1))


def with_an_import(folder: Path, cards: int) -> None:
    """A vault into which a file came, one card of which was changed since."""
    with_a_file(folder, cards)
    bring_in(folder)
    with _opened(folder) as book, book.write("edit", now=NOW + timedelta(hours=2)) as writer:
        writer.update(correspondent, 1, note="depuis")


def take_back(folder: Path) -> None:
    """Undo the last import."""
    with _opened(folder) as book:
        batch = book.reader().execute("SELECT batch FROM import_batch ORDER BY id DESC LIMIT 1").fetchone()[0]
        imports.undo(book, batch, now=NOW + timedelta(days=1))
