"""The book's cards as matching and merging see them, and what is remembered of earlier imports. Plain SQL."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from carnet.domain.matching import Identity, identity_of
from carnet.domain.sides import Delay, Line, Place, Side
from carnet.words import person_name

if TYPE_CHECKING:
    from sqlite3 import Connection

TEXTS = (
    "title", "family_name", "given_name", "label", "gender", "rpps", "adeli", "finess", "siret", "status", "sector",
    "cost", "practical_note", "met_at", "recommended_by", "found_in", "known_since", "note",
)  # fmt: skip
FLAGS = ("new_patients", "home_visits", "video", "children", "accessible", "teleexpertise", "escort")
DAYS = ("status_on", "verified_on")
PROFILE = (
    "does", "does_not", "redirects_to", "aids", "entry_route", "papers", "zone", "condition", "age_min", "age_max",
)  # fmt: skip
# Attributes of a `Place` that are columns of the site; the others are the role's.
OF_SITE = ("name", "complement", "street", "postcode", "city", "country", "insee", "hours", "access")
OF_ROLE = {"specialty": "specialty", "function": "function", "mode": "mode", "role_hours": "hours", "since": "since",
           "until": "until", "official_code": "official_code"}  # fmt: skip
_NOWHERE = ("",) * len(OF_SITE)
LINE = ("value", "kind", "use", "label", "ring", "best_time", "digits")  # as `Line` has them
_CARD = ("id", "uuid", "kind", "deleted_at", "updated_at", "favourite")
_FAVOURITE_AT, _TEXTS_AT = len(_CARD) - 1, len(_CARD)
_FLAGS_AT = _TEXTS_AT + len(TEXTS)
_DAYS_AT = _FLAGS_AT + len(FLAGS)

Row = tuple[Any, ...]


class Held(Struct, frozen=True):
    """A card of the book. `bases`: what each source said the last time, by « kind key »; `remarks`: words of others."""

    row: int
    uuid: str
    name: str
    side: Side
    bases: Mapping[str, str | None]
    trashed: bool
    updated_at: str
    remarks: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """By which matching names it."""
        return f"b:{self.uuid}"

    @property
    def identity(self) -> Identity:
        """What matching asks of it."""
        return identity_of(self.key, self.side, (*self.bases, f"uuid {self.uuid}"))


def source_name(kind: str, record_key: str) -> str:
    """A record of a source in one word. A card that carnet wrote has the book's own uuid for a key."""
    return f"{kind} {record_key}"


def held_cards(connection: "Connection", rows: Collection[int] | None = None) -> dict[int, Held]:
    """The cards of the book by row number, those of `rows` only when it is given, the trash included."""
    among = _Among(connection, rows)
    lines, at_sites = _lines(among)
    places = _places(among, lines, at_sites)
    labels = {part: _labels(among, part) for part in ("skill", "language", "tag")}
    delays = _delays(among)
    bases = _bases(among)
    remarks: dict[int, set[str]] = defaultdict(set)
    for card, words in among.rows("remark", "correspondent_id, words"):
        remarks[card].add(words)
    profiles = {row[0]: row for row in among.rows("structure_profile", _columns("correspondent_id", *PROFILE))}
    found = {}
    for row in among.rows("correspondent", _columns(*_CARD, *TEXTS, *FLAGS, *DAYS), "id"):
        key, uuid, kind, deleted_at, updated_at = row[:5]
        fields = _fields(row, profiles.get(key))
        side = Side(
            kind,
            fields,
            tuple(lines.get(("correspondent_id", key), ())),
            tuple(places.get(key, ())),
            {part: tuple(held[key]) for part, held in labels.items() if key in held},
            tuple(delays.get(key, ())),
        )
        found[key] = Held(
            key, uuid, shown_name(fields), side, bases.get(key, {}), deleted_at is not None, updated_at,
            frozenset(remarks.get(key, ())),
        )  # fmt: skip
    return found


def shown_name(row: Mapping[str, Any]) -> str:
    """« Dr Anne ROUX », or what the contact is known by."""
    family, given = str(row.get("family_name") or ""), str(row.get("given_name") or "")
    named = person_name(str(row.get("title") or ""), given, family) if family or given else ""
    return named or str(row.get("label") or "")


def different_pairs(connection: "Connection") -> frozenset[tuple[str, str]]:
    """Pairs judged different, by the keys that matching gives cards."""
    return frozenset(connection.execute("SELECT low_key, high_key FROM different_pair").fetchall())


def kept_decisions(connection: "Connection", digest: str) -> dict[str, Any]:
    """What was decided so far on the file of that digest, card by card; nothing for a file never looked at."""
    found = connection.execute("SELECT decisions FROM import_review WHERE file_digest = ?", (digest,)).fetchone()
    return dict(json.loads(found[0])) if found else {}


class _Among:
    """Reads tables whole, or only what belongs to some cards."""

    def __init__(self, connection: "Connection", rows: Collection[int] | None) -> None:
        self._connection = connection
        self._wanted = None if rows is None else json.dumps(sorted(rows))

    def rows(self, table: str, columns: str, owner: str = "correspondent_id", order: str = "id") -> Iterator[Row]:
        """Columns of the rows of a table whose `owner` is one of the cards."""
        return self.where(table, columns, f"{owner} IN (SELECT value FROM json_each(:wanted))", order)

    def where(self, table: str, columns: str, condition: str, order: str = "id") -> Iterator[Row]:
        """Columns of the rows of a table; `condition` counts only when some cards are wanted."""
        sql = f"SELECT {columns} FROM {table}"
        if self._wanted is None:
            return self._connection.execute(f"{sql} ORDER BY {order}")
        return self._connection.execute(f"{sql} WHERE {condition} ORDER BY {order}", {"wanted": self._wanted})


def _columns(*names: str) -> str:
    return ", ".join(names)


_ROLES = "SELECT id FROM role WHERE correspondent_id IN (SELECT value FROM json_each(:wanted))"
_SITES = "SELECT site_id FROM role WHERE correspondent_id IN (SELECT value FROM json_each(:wanted))"


def _lines(among: _Among) -> tuple[dict[tuple[str, int], list[Line]], dict[int, list[Line]]]:
    """Lines by what they hang on, those of sites apart."""
    own: dict[tuple[str, int], list[Line]] = defaultdict(list)
    sites: dict[int, list[Line]] = defaultdict(list)
    condition = (
        f"correspondent_id IN (SELECT value FROM json_each(:wanted)) OR role_id IN ({_ROLES}) OR site_id IN ({_SITES})"
    )
    columns = _columns("site_id", "role_id", "correspondent_id", *LINE, "id")
    for site, role, card, *told in among.where("line", columns, condition, "position, id"):
        if site is not None:
            sites[site].append(Line(*(*told, True)))
        elif role is not None:
            own["role_id", role].append(Line(*told))
        else:
            own["correspondent_id", card].append(Line(*told))
    return own, sites


def _places(
    among: _Among, lines: Mapping[tuple[str, int], list[Line]], at_sites: Mapping[int, list[Line]]
) -> dict[int, list[Place]]:
    sites = {row[0]: row[1:] for row in among.where("site", _columns("id", *OF_SITE), f"id IN ({_SITES})")}
    in_structures = "SELECT structure_id FROM role WHERE correspondent_id IN (SELECT value FROM json_each(:wanted))"
    structures = "(SELECT id, label FROM correspondent WHERE label != '')"
    labels: dict[int, str] = dict(among.where(structures, "id, label", f"id IN ({in_structures})"))
    found: dict[int, list[Place]] = defaultdict(list)
    columns = _columns("correspondent_id", "id", "site_id", "structure_id", "is_lead", *OF_ROLE.values())
    for card, row, site, structure, is_lead, *told in among.rows("role", columns, order="position, id"):
        specialty, function, mode, hours, since, until, code = told
        here = (*lines.get(("role_id", row), ()), *at_sites.get(site, ()))
        there = sites.get(site, _NOWHERE)
        dates = (_day(since), _day(until))
        said = (specialty, function, labels.get(structure, ""), *there, mode, hours, bool(is_lead), *dates, here)
        known: tuple[Any, ...] = ("", False, row, site or 0, structure or 0, code)
        found[card].append(Place(*said, *known))
    return found


def _fields(row: Row, profile: Row | None) -> dict[str, Any]:
    """What a card says, by column; of its profile too."""
    texts, flags, days = row[_TEXTS_AT:_FLAGS_AT], row[_FLAGS_AT:_DAYS_AT], row[_DAYS_AT:]
    fields: dict[str, Any] = {name: text for name, text in zip(TEXTS, texts, strict=True) if text}
    fields |= {name: bool(flag) for name, flag in zip(FLAGS, flags, strict=True) if flag is not None}
    fields |= {name: _day(day) for name, day in zip(DAYS, days, strict=True) if day}
    if row[_FAVOURITE_AT]:
        fields["favourite"] = True
    if profile:
        told = zip(PROFILE, profile[1:], strict=True)
        fields |= {f"profile.{name}": value for name, value in told if value not in (None, "")}
    return fields


def _labels(among: _Among, table: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for card, label in among.rows(table, "correspondent_id, label"):
        found[card].append(label)
    return found


def _delays(among: _Among) -> dict[int, list[Delay]]:
    found: dict[int, list[Delay]] = defaultdict(list)
    for card, days, told_on, audience in among.rows("told_delay", "correspondent_id, days, told_on, audience"):
        found[card].append(Delay(days, date.fromisoformat(told_on), audience))
    return found


def _bases(among: _Among) -> dict[int, dict[str, str | None]]:
    found: dict[int, dict[str, str | None]] = defaultdict(dict)
    for card, kind, key, base in among.rows("source_record", "correspondent_id, kind, record_key, base"):
        found[card][source_name(kind, key)] = base
    return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
