"""What the tests of imports share: files that come in, made by hand, and the book that takes them."""

import hashlib
import random
from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from carnet.domain.sides import Side
from carnet.exchange.incoming import IncomingCard, IncomingFile, IncomingLine, IncomingRole, IncomingSite
from carnet.models.book import Book
from carnet.queries.review import held_cards
from carnet.services import imports
from carnet.services.imports import Applied, Decision, Review
from tests.conftest import NOW
from tests.contents import contents

UNLIKE_BEFORE = ("journal", "tombstone", "import_batch", "source_record")
APT = IncomingSite(street="1 rue des Lices", postcode="84400", city="Apt")
CAVAILLON = IncomingSite(postcode="84300", city="Cavaillon")
RHUMATO = IncomingRole("rhumatologie", site=APT)
DIRECT = IncomingLine("04 65 71 20 31", use="direct")
FAMILY = [
    first + last for last in ("ande", "illon", "oubert", "esquieu", "atti")
    for first in ("Bar", "Cos", "Dil", "Fum", "Gep", "Jot", "Lyc", "Nev", "Pux", "Tid")
]  # fmt: skip
GIVEN = (
    "Anne", "Paul", "Zoé", "Marc", "Hélène", "Igor", "Sophie", "Thibault", "Olga", "Xavier", "Brice", "Denise", "Farid",
    "Ghislaine", "Judith", "Kevin", "Laurent", "Nadia", "Quentin", "Ursule",
)  # fmt: skip


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
    return contents(book, UNLIKE_BEFORE)


def count(book: Book, table: str, where: str = "1") -> int:
    """Rows of a table."""
    return int(book.reader().execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0])


def brought(book: Book, cards: list[IncomingCard], *, author: str = "", **more: Decision) -> tuple[Review, Applied]:
    """Plan and apply with the defaults, but for the decisions given by key."""
    review = imports.plan(book, file(cards), author=author)
    return review, imports.apply(book, review, {**review.decisions(), **more}, now=NOW)


def sides(book: Book) -> dict[str, Side]:
    """Cards of the book by name."""
    return {one.name: one.side for one in held_cards(book.reader()).values()}


def crowd(size: int, *, seed: int, start: int = 0) -> list[IncomingCard]:
    """People of a region, each with a number of one's own; some at one address, some with a note."""
    chance = random.Random(seed)
    towns = (APT, CAVAILLON, replace(APT, street="12 cours Gambetta"))
    specialties = ("rhumatologie", "kinesitherapie", "cardiologie", "infirmier")
    return [
        card(
            f"{seed}-{n}", FAMILY[n // 20], GIVEN[n % 20],
            f"06 39 {n // 10000:02} {n // 100 % 100:02} {n % 100:02}",
            roles=(IncomingRole(chance.choice(specialties), site=chance.choice(towns)),),
            note=f"note {n}" if n % 3 == 0 else "", tags=("Réseau",) if n % 5 == 0 else (),
        )
        for n in range(start, start + size)
    ]  # fmt: skip


def as_a_predecessor_knows_them(cards: Iterable[IncomingCard]) -> list[IncomingCard]:
    """The same people in a predecessor's book: each brings a cost, a tag and a note."""
    return [
        replace(one, key=f"theirs {one.key}", cost="60 €", tags=("Morel",), note="leur note", raw="BEGIN:VCARD")
        for one in cards
    ]
