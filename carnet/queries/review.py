"""The book's cards as matching and merging see them, and what is remembered of earlier imports. Plain SQL."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

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
_LINE = ("value", "kind", "use", "label", "ring", "best_time", "digits")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
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
    for row in among.rows("remark", "correspondent_id"):
        remarks[row["correspondent_id"]].add(row["words"])
    profiles = {row["correspondent_id"]: row for row in among.rows("structure_profile", "correspondent_id")}
    found = {}
    for row in among.rows("correspondent", "id"):
        key = row["id"]
        side = Side(
            row["kind"],
            _fields(row, profiles.get(key)),
            tuple(lines.get(("correspondent_id", key), ())),
            tuple(places.get(key, ())),
            {part: tuple(held[key]) for part, held in labels.items() if key in held},
            tuple(delays.get(key, ())),
        )
        name = shown_name(row)
        found[key] = Held(
            key, row["uuid"], name, side, bases.get(key, {}), row["deleted_at"] is not None, row["updated_at"],
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

    def rows(self, table: str, column: str, order: str = "id") -> Iterator[Row]:
        """Rows of a table whose `column` is one of the cards (a column of another table: see `where`)."""
        return self.where(table, f"{column} IN (SELECT value FROM json_each(:wanted))", order)

    def where(self, table: str, condition: str, order: str = "id") -> Iterator[Row]:
        """Rows of a table; `condition` counts only when some cards are wanted."""
        sql = f"SELECT * FROM {table}"
        if self._wanted is None:
            cursor = self._connection.execute(f"{sql} ORDER BY {order}")
        else:
            cursor = self._connection.execute(f"{sql} WHERE {condition} ORDER BY {order}", {"wanted": self._wanted})
        names = [head[0] for head in cursor.description]
        return (dict(zip(names, row, strict=True)) for row in cursor)


_ROLES = "SELECT id FROM role WHERE correspondent_id IN (SELECT value FROM json_each(:wanted))"
_SITES = "SELECT site_id FROM role WHERE correspondent_id IN (SELECT value FROM json_each(:wanted))"


def _lines(among: _Among) -> tuple[dict[tuple[str, int], list[Line]], dict[int, list[Line]]]:
    """Lines by what they hang on, those of sites apart."""
    own: dict[tuple[str, int], list[Line]] = defaultdict(list)
    sites: dict[int, list[Line]] = defaultdict(list)
    condition = (
        f"correspondent_id IN (SELECT value FROM json_each(:wanted)) OR role_id IN ({_ROLES}) OR site_id IN ({_SITES})"
    )
    for row in among.where("line", condition, "position, id"):
        line = Line(row=row["id"], **{name: row[name] for name in _LINE})
        if row["site_id"] is not None:
            sites[row["site_id"]].append(line)
        else:
            owner = "role_id" if row["role_id"] is not None else "correspondent_id"
            own[owner, row[owner]].append(line)
    return own, sites


def _places(
    among: _Among, lines: Mapping[tuple[str, int], list[Line]], at_sites: Mapping[int, list[Line]]
) -> dict[int, list[Place]]:
    sites = {row["id"]: row for row in among.where("site", f"id IN ({_SITES})")}
    in_structures = "SELECT structure_id FROM role WHERE correspondent_id IN (SELECT value FROM json_each(:wanted))"
    structures = "(SELECT id, label FROM correspondent WHERE label != '')"
    labels = {row["id"]: row["label"] for row in among.where(structures, f"id IN ({in_structures})")}
    found: dict[int, list[Place]] = defaultdict(list)
    for row in among.rows("role", "correspondent_id", "position, id"):
        site = sites.get(row["site_id"], {})
        here = (*lines.get(("role_id", row["id"]), ()), *at_sites.get(row["site_id"], ()))
        details: dict[str, Any] = {name: site.get(name, "") for name in OF_SITE}
        details |= {name: row[column] for name, column in OF_ROLE.items()}
        found[row["correspondent_id"]].append(
            Place(
                structure=labels.get(row["structure_id"], ""),
                is_lead=bool(row["is_lead"]),
                lines=here,
                row=row["id"],
                site_row=row["site_id"] or 0,
                structure_row=row["structure_id"] or 0,
                **(details | {"since": _day(row["since"]), "until": _day(row["until"])}),
            )
        )
    return found


def _fields(row: Row, profile: Row | None) -> dict[str, Any]:
    fields: dict[str, Any] = {name: row[name] for name in TEXTS if row[name]}
    fields |= {name: bool(row[name]) for name in FLAGS if row[name] is not None}
    fields |= {name: _day(row[name]) for name in DAYS if row[name]}
    if row["favourite"]:
        fields["favourite"] = True
    if profile:
        fields |= {f"profile.{name}": profile[name] for name in PROFILE if profile[name] not in (None, "")}
    return fields


def _labels(among: _Among, table: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for row in among.rows(f"(SELECT id, correspondent_id, label FROM {table})", "correspondent_id"):
        found[row["correspondent_id"]].append(row["label"])
    return found


def _delays(among: _Among) -> dict[int, list[Delay]]:
    found: dict[int, list[Delay]] = defaultdict(list)
    for row in among.rows("told_delay", "correspondent_id"):
        told_on = date.fromisoformat(row["told_on"])
        found[row["correspondent_id"]].append(Delay(row["days"], told_on, row["audience"]))
    return found


def _bases(among: _Among) -> dict[int, dict[str, str | None]]:
    found: dict[int, dict[str, str | None]] = defaultdict(dict)
    table = "(SELECT id, correspondent_id, kind, record_key, base FROM source_record)"
    for row in among.rows(table, "correspondent_id"):
        found[row["correspondent_id"]][source_name(row["kind"], row["record_key"])] = row["base"]
    return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
