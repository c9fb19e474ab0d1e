"""Files that come in, made by hand, for the tests of imports."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from carnet.exchange.incoming import IncomingCard, IncomingFile, IncomingLine, IncomingRole, IncomingSite
from carnet.models.book import Book
from carnet.models.schema import metadata

UNLIKE_BEFORE = ("journal", "tombstone", "import_batch", "source_record")
APT = IncomingSite(street="1 rue des Lices", postcode="84400", city="Apt")
CAVAILLON = IncomingSite(postcode="84300", city="Cavaillon")
RHUMATO = IncomingRole("rhumatologie", site=APT)


def card(key: str, family: str = "", given: str = "", *numbers: str, **more: Any) -> IncomingCard:
    """A card of a file; its raw text says all of it."""
    made = IncomingCard(
        key, family_name=family, given_name=given, lines=tuple(IncomingLine(number) for number in numbers), **more
    )
    return replace(made, raw=f"BEGIN:VCARD {made!r}") if not made.raw else made


def file(cards: Iterable[IncomingCard], name: str = "contacts.vcf") -> IncomingFile:
    """These cards as a file."""
    listed = list(cards)
    digest = hashlib.sha256(repr(listed).encode()).hexdigest()
    return IncomingFile(name, "vcard", digest, iter(listed), "iCloud")


def dump(book: Book) -> dict[str, list[Any]]:
    """All the book holds but journal, tombstones, batches and sources."""
    return {
        name: book.reader().execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()
        for name in metadata.tables
        if name not in UNLIKE_BEFORE
    }


def count(book: Book, table: str, where: str = "1") -> int:
    """Rows of a table."""
    return int(book.reader().execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0])
