"""Activities read from the file: first the little that ranks them, then all that a row shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from carnet.register.lookup.order import FAR
from carnet.register.lookup.request import Row, Site
from carnet.register.lookup.values import as_list

if TYPE_CHECKING:
    from carnet.register.lookup.around import Ground
    from carnet.register.lookup.request import Word
    from carnet.register.lookup.snapshot import Snapshot

# The order of tables is forced: the planner must never start from a large one. Columns 0 to 7 are the same in each.
_RANKED = "SELECT a.id, a.person, a.commune, a.structure, a.class, a.key, s.phone = ''"
_NARROW = f"{_RANKED}, '' FROM json_each(?) AS j CROSS JOIN act AS a CROSS JOIN structure AS s"
_GENDERED = (
    f"{_RANKED}, p.gender FROM json_each(?) AS j CROSS JOIN act AS a CROSS JOIN structure AS s CROSS JOIN person AS p"
)
SITE_COLUMNS = (
    "s.id, s.name, s.complement, s.street, s.postcode, s.city, s.commune, s.finess, s.phone, s.phone2, s.email"
)
_FULL = (
    f"{_RANKED}, p.gender, a.metier, p.identifier, p.title, p.family, p.given, {SITE_COLUMNS}"
    " FROM json_each(?) AS j CROSS JOIN act AS a CROSS JOIN structure AS s CROSS JOIN person AS p"
)
_JOIN = " WHERE a.id = j.value AND s.id = a.structure"
_PERSON = " AND p.id = a.person"
_SITES = "SELECT a.person, a.structure FROM json_each(?) AS j CROSS JOIN act AS a WHERE a.person = j.value"
WIDTH = 13  # columns of a full row before the site's


def tests_of(words: Iterable[Word]) -> tuple[str, list[str]]:
    """Conditions on the name of `a`, and their parameters: it holds each word, or a word beginning so."""
    sql, texts = "", []
    for word in words:
        sql += " AND instr(' ' || a.key || ' ', ?)"
        texts.append(f" {word.text}" if word.prefix else f" {word.text} ")
    return sql, texts


class Reader:
    """Reads the activities of one search; `words` are those that its plan leaves to be tested on the name."""

    def __init__(self, snapshot: Snapshot, words: Iterable[Word], *, gender: bool, limit: int) -> None:
        self._db = snapshot.db
        tests, self._texts = tests_of(words)
        self._full = _FULL + _JOIN + tests + _PERSON
        self._narrow = _GENDERED + _JOIN + tests + _PERSON if gender else _NARROW + _JOIN + tests
        # Few enough: one statement reads what ranks and what is shown; else the second one reads the few that stay.
        self._few = 0 if self._texts else 2 * limit

    def ranked(self, acts: Iterable[int]) -> list[tuple[Any, ...]]:
        """The rows of these activities, at least what ranks them, in no order."""
        ids = sorted(set(acts))
        sql = self._full if len(ids) <= self._few else self._narrow
        rows: list[tuple[Any, ...]] = self._db.execute(sql, (as_list(ids), *self._texts)).fetchall()
        return rows

    def shown(self, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """The same rows with all their columns."""
        missing = [row[0] for row in rows if len(row) < WIDTH]
        if not missing:
            return list(rows)
        full = {row[0]: row for row in self._db.execute(_FULL + _JOIN + _PERSON, (as_list(missing),))}
        return [full.get(row[0], row) for row in rows]


def site_of(columns: Sequence[Any], site_class: int, ground: Ground) -> Site | None:
    """A site from SITE_COLUMNS, None for the row that says none."""
    number, name, complement, street, postcode, city, commune, finess, phone, others, email = columns
    if not number:
        return None
    index = ground.geo[commune]
    phones = (phone, *others.split()) if others else (phone,) if phone else ()
    return Site(
        number, name, complement, street, postcode, city, index if index >= 0 else None, ground.code(commune),
        finess, site_class, phones, email,
    )  # fmt: skip


def rows_of(snapshot: Snapshot, shown: Sequence[tuple[Any, ...]], km: Sequence[float]) -> tuple[Row, ...]:
    """The rows to show, from full rows in order and their distances."""
    sites: dict[int, set[int]] = {row[1]: {0} for row in shown}
    for person, structure in snapshot.db.execute(_SITES, (as_list([*sites]),)).fetchall():
        sites[person].add(structure)
    metiers, ground = snapshot.metiers, snapshot.ground
    rows = []
    for row, far in zip(shown, km, strict=True):
        _, person, _, structure, site_class, _, _, gender, metier, identifier, title, family, given, *site = row
        others = len(sites[person]) - (2 if structure else 1)
        distance = far if far < FAR else None
        rows.append(
            Row(
                identifier, title, gender, family, given, metiers[metier], site_of(site, site_class, ground),
                distance, others,
            )
        )  # fmt: skip
    return tuple(rows)
