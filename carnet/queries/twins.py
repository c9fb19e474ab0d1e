"""Cards of the book that a captured one would double: the same number, or the same name. For the owner alone."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carnet.domain.capture import Proposal
from carnet.domain.text import fold, words_of
from carnet.words import person_name

if TYPE_CHECKING:
    from sqlite3 import Connection

MOST = 4


@dataclass(frozen=True, slots=True)
class Twin:
    """A card already there: « b:<uuid> », name, specialty (catalogue id, "" unknown), commune. `sure`: same number."""

    id: str
    name: str
    specialty: str
    city: str
    sure: bool


def twins(connection: "Connection", proposal: Proposal) -> tuple[Twin, ...]:
    """Who in the book may be the one captured: surest first, MOST at the most.

    The same RPPS or ADELI number; else the same surname with a given name that does not contradict; else the same
    function or structure's name. Two numbers that differ make two people, whatever their names.
    """
    numbers = [piece.value for piece in (proposal.rpps, proposal.adeli) if piece]
    found = _numbered(connection, numbers) if numbers else []
    if proposal.family_name:
        found += _named(connection, proposal, numbers)
    elif proposal.label:
        found += labelled(connection, proposal.label.value)
    unique = {twin.id: twin for twin in reversed(found)}
    return tuple(reversed(unique.values()))[:MOST]


_COLUMNS = (
    "SELECT c.uuid, c.title, c.given_name, c.family_name, c.label, c.rpps, c.adeli, (SELECT r.specialty FROM role r"
    " WHERE r.correspondent_id = c.id ORDER BY r.until IS NOT NULL, r.position LIMIT 1), (SELECT s.city FROM role r"
    " JOIN site s ON s.id = r.site_id WHERE r.correspondent_id = c.id ORDER BY r.until IS NOT NULL, r.position LIMIT 1)"
    " FROM correspondent c WHERE c.deleted_at IS NULL"
)


def _numbered(connection: "Connection", numbers: list[str]) -> list[Twin]:
    rows = connection.execute(
        f"{_COLUMNS} AND (c.rpps IN (SELECT value FROM json_each(:n)) OR c.adeli IN (SELECT value FROM json_each(:n)))",
        {"n": json.dumps(numbers)},
    )
    return [_twin(row, sure=True) for row in rows.fetchall()]


def _named(connection: "Connection", proposal: Proposal, numbers: list[str]) -> list[Twin]:
    family = proposal.family_name.value if proposal.family_name else ""
    given = fold(proposal.given_name.value) if proposal.given_name else ""
    return [
        _twin(row, sure=False)
        for row in _bearing(connection, family, "name")
        if fold(row[3]) == fold(family) and _agree(given, fold(row[2])) and not _differ(row, numbers)
    ]


def _agree(one: str, other: str) -> bool:
    """Whether two folded given names may be the same: one unknown, one the beginning of the other (an initial)."""
    return one.startswith(other) or other.startswith(one)


def _differ(row: tuple[str | None, ...], numbers: list[str]) -> bool:
    known = {number for number in row[5:7] if number}
    return bool(known and numbers and not known & set(numbers))


def labelled(connection: "Connection", label: str) -> list[Twin]:
    """Cards that bear this very function or structure's name."""
    return [_twin(row, sure=False) for row in _bearing(connection, label, "label") if fold(row[4] or "") == fold(label)]


def _bearing(connection: "Connection", text: str, field: str) -> list[tuple[str, ...]]:
    """Cards in whose name or label the longest word of `text` stands: few, found by the index."""
    longest = max(words_of(text), key=len, default="")
    return connection.execute(
        f"{_COLUMNS} AND c.id IN (SELECT correspondent_id FROM search_word WHERE word = ? AND field = ?) ORDER BY c.id",
        (longest, field),
    ).fetchall()


def _twin(row: tuple[str, ...], *, sure: bool) -> Twin:
    uuid, title, given, family, label, _, _, specialty, city = row
    name = person_name(title, given, family) if family or given else label
    return Twin(f"b:{uuid}", name, specialty or "", city or "", sure)
