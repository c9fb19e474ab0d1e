"""The book's search index: every word and every number under which a correspondent is found.

Both tables are derived: `expected` computes them from the cards, `refresh` brings them into step inside the writer's
transaction, `out_of_step` finds what an accident left behind. Each row carries the ring of the column it comes from,
so that an output bound to a ring never finds by a word it may not see.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Column

from carnet.domain.phones import split_phones
from carnet.domain.rings import Ring
from carnet.domain.text import words_of
from carnet.models.intake import remark
from carnet.models.loop import appraisal, indication
from carnet.models.tables import correspondent, language, role, site, skill, tag
from carnet.words import line_use

if TYPE_CHECKING:
    from sqlite3 import Connection

_CARDS_AT_ONCE = 500  # whose words stand in memory together

WordKey = tuple[str, int, str]
PhoneKey = tuple[str, int]

# Names of the tables whose rows feed the index.
INDEXED = frozenset(
    ("correspondent", "role", "site", "line", "skill", "language", "tag", "appraisal", "indication", "remark")
)  # fmt: skip

_OF_CARDS = "FROM json_each(?) AS wanted CROSS JOIN correspondent AS c ON c.id = wanted.value AND c.deleted_at IS NULL"
_ROLES = " CROSS JOIN role AS r ON r.correspondent_id = c.id"
_STRUCTURES = _ROLES + " CROSS JOIN correspondent AS o ON o.id = r.structure_id AND o.deleted_at IS NULL"
_SITES = _ROLES + " CROSS JOIN site AS s ON s.id = r.site_id"


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the words of one field come from: a column, under its alias, reached by `joins` from the card `c`."""

    field: str
    column: Column[str]
    alias: str = "c"
    joins: str = ""

    @property
    def ring(self) -> Ring:
        ring: Ring = self.column.info["ring"]
        return ring

    @property
    def sql(self) -> str:
        name = f"{self.alias}.{self.column.name}"
        return f"SELECT c.id, {name} {_OF_CARDS}{self.joins} WHERE {name} <> ''"


def _child(field: str, column: Column[str], condition: str = "") -> _Source:
    return _Source(field, column, "t", f" CROSS JOIN {column.table.name} AS t ON t.correspondent_id = c.id{condition}")


_SOURCES = (
    _Source("name", correspondent.c.family_name),
    _Source("name", correspondent.c.given_name),
    _Source("label", correspondent.c.label),
    _Source("note", correspondent.c.note),
    _Source("practical", correspondent.c.practical_note),
    _Source("provenance", correspondent.c.met_at),
    _Source("provenance", correspondent.c.recommended_by),
    _Source("provenance", correspondent.c.found_in),
    _Source("provenance", correspondent.c.known_since),
    _child("skill", skill.c.label),
    _child("language", language.c.label),
    _child("tag", tag.c.label),
    _child("opinion", appraisal.c.word),
    _child("remark", remark.c.words),
    _child("indication", indication.c.label, " AND t.kind = 'for'"),
    _child("caution", indication.c.label, " AND t.kind = 'not_for'"),
    _Source("function", role.c.function, "r", _ROLES),
    _Source("structure", correspondent.c.label, "o", _STRUCTURES),
    _Source("site", site.c.name, "s", _SITES),
)
FIELDS = frozenset(source.field for source in _SOURCES) | {"line"}

_POSTCODE = "(SELECT max(s.postcode) FROM role AS k JOIN site AS s ON s.id = k.site_id WHERE k.correspondent_id = c.id)"
_NUMBER = "l.kind IN ('phone', 'fax') AND l.value <> ''"
_OWN_LINES = f"SELECT c.id, l.value, l.ring, {_POSTCODE} {_OF_CARDS} CROSS JOIN line AS l ON l.correspondent_id = c.id"
_ROLE_LINES = (
    f"SELECT c.id, l.value, l.ring, coalesce(s.postcode, {_POSTCODE}) {_OF_CARDS}{_ROLES}"
    " CROSS JOIN line AS l ON l.role_id = r.id LEFT JOIN site AS s ON s.id = r.site_id"
)
_SITE_LINES = f"SELECT c.id, l.value, l.ring, s.postcode {_OF_CARDS}{_SITES} CROSS JOIN line AS l ON l.site_id = s.id"
# What a line is for (« consultation », « ligne d'avis ») and its label, under the ring of the line itself.
_LINE_WORDS = tuple(
    f"SELECT c.id, l.use, l.label, l.ring {_OF_CARDS}{joins} CROSS JOIN line AS l ON {owner}"
    " WHERE l.use <> '' OR l.label <> ''"
    for joins, owner in (
        ("", "l.correspondent_id = c.id"),
        (_ROLES, "l.role_id = r.id"),
        (_SITES, "l.site_id = s.id"),
    )
)
_LINES = tuple(f"{sql} WHERE {_NUMBER}" for sql in (_OWN_LINES, _ROLE_LINES, _SITE_LINES))


@dataclass(frozen=True, slots=True)
class Index:
    """Rows of search_word and of search_phone: key → ring (`Ring` as an integer)."""

    words: dict[WordKey, int]
    phones: dict[PhoneKey, int]


def expected(connection: "Connection", ids: Collection[int]) -> Index:
    """What the index should hold for the correspondents `ids`; a deleted one has nothing."""
    wanted = json.dumps(list(ids))
    words: dict[WordKey, int] = {}
    for source in _SOURCES:
        ring = int(source.ring)
        for owner, text in connection.execute(source.sql, (wanted,)):
            for word in words_of(text):
                key = (word, owner, source.field)
                words[key] = min(ring, words.get(key, ring))
    for sql in _LINE_WORDS:
        for owner, use, label, ring_name in connection.execute(sql, (wanted,)):
            ring = int(Ring.named(ring_name))
            for word in words_of(f"{line_use(use)} {label}"):
                key = (word, owner, "line")
                words[key] = min(ring, words.get(key, ring))
    phones: dict[PhoneKey, int] = {}
    for sql in _LINES:
        for owner, text, ring_name, postcode in connection.execute(sql, (wanted,)):
            ring = int(Ring.named(ring_name))
            for number in split_phones(text, _overseas(postcode)):
                phones[number, owner] = min(ring, phones.get((number, owner), ring))
    return Index(words, phones)


def _overseas(postcode: str | None) -> str | None:
    """« 974 » from 97400: where a number is typed the local way; None in metropolitan France."""
    return postcode[:3] if postcode and postcode.startswith(("97", "98")) else None


def stored(connection: "Connection", ids: Collection[int]) -> Index:
    """What the index holds for the correspondents `ids`."""
    wanted = (json.dumps(list(ids)),)
    among = "WHERE correspondent_id IN (SELECT value FROM json_each(?))"
    words = connection.execute(f"SELECT word, correspondent_id, field, ring FROM search_word {among}", wanted)
    phones = connection.execute(f"SELECT digits, correspondent_id, ring FROM search_phone {among}", wanted)
    return Index({row[:3]: row[3] for row in words}, {row[:2]: row[2] for row in phones})


def refresh(connection: "Connection", ids: Collection[int]) -> None:
    """Rewrite the index of the correspondents `ids`, inside the caller's transaction."""
    every = sorted(ids)
    for start in range(0, len(every), _CARDS_AT_ONCE):
        _refresh(connection, every[start : start + _CARDS_AT_ONCE])


def _refresh(connection: "Connection", ids: Sequence[int]) -> None:
    wanted = (json.dumps(list(ids)),)
    index = expected(connection, ids)
    for table in ("search_word", "search_phone"):
        connection.execute(f"DELETE FROM {table} WHERE correspondent_id IN (SELECT value FROM json_each(?))", wanted)
    connection.executemany(
        "INSERT INTO search_word (word, correspondent_id, field, ring) VALUES (?, ?, ?, ?)",
        sorted((*key, ring) for key, ring in index.words.items()),
    )
    connection.executemany(
        "INSERT INTO search_phone (digits, correspondent_id, ring) VALUES (?, ?, ?)",
        sorted((*key, ring) for key, ring in index.phones.items()),
    )


def out_of_step(connection: "Connection") -> set[int]:
    """Correspondents whose index is not what `expected` says, erased ones that left words behind included."""
    ids = {row[0] for row in connection.execute("SELECT id FROM correspondent")}
    for table in ("search_word", "search_phone"):
        ids |= {row[0] for row in connection.execute(f"SELECT DISTINCT correspondent_id FROM {table}")}
    right, held = expected(connection, ids), stored(connection, ids)
    words = {key[1] for key, _ in right.words.items() ^ held.words.items()}
    return words | {key[1] for key, _ in right.phones.items() ^ held.phones.items()}
