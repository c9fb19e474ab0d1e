"""Look-ups by number: a telephone, an RPPS or ADELI, a FINESS."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from carnet.register.lookup.request import Activity, Answer, Person
from carnet.register.lookup.rows import SITE_COLUMNS, Reader, rows_of, site_of
from carnet.register.lookup.runs import Ranked
from carnet.register.lookup.values import as_list
from carnet.register.schema import NO_SITE

if TYPE_CHECKING:
    from carnet.register.lookup.snapshot import Snapshot

_MOST_SITES = 100  # sites that one beginning of a number looks at; a longer beginning finds the others
_MOST_ACTIVITIES = 400  # activities of these sites that are ranked
_AFTER = "\x7f"  # sorts after every digit
_NO_NEED = (0,) * (NO_SITE + 1)

_PERSON = "SELECT id, identifier, identifier_type, title, gender, family, given FROM person WHERE identifier = ?"
_ACTIVITIES = (
    f"SELECT a.metier, a.class, {SITE_COLUMNS} FROM act AS a CROSS JOIN structure AS s"
    " WHERE a.person = ? AND s.id = a.structure ORDER BY a.id"
)
_AT_SITES = "SELECT a.id FROM json_each(?) AS j CROSS JOIN act AS a WHERE a.structure = j.value LIMIT ?"

# (kilometres, commune) for some communes, as `Around.measured`.
Measure = Callable[[Iterable[int]], list[tuple[float, int]]]


def by_phone(snapshot: Snapshot, prefix: str, measure: Measure, limit: int) -> Answer:
    """People at the sites one of whose numbers begins so, by distance then name."""
    if not prefix:
        return Answer()
    sql = "SELECT structure FROM phone WHERE digits >= ? AND digits < ? LIMIT ?"
    found = snapshot.db.execute(sql, (prefix, prefix + _AFTER, _MOST_SITES)).fetchall()
    return _at(snapshot, [site for (site,) in found], measure, limit)


def by_finess(snapshot: Snapshot, finess: str, measure: Measure, limit: int) -> Answer:
    """People at the sites of a FINESS number, by name."""
    # The index is partial: it serves only where the planner is told that the number is not empty.
    sql = "SELECT id FROM structure WHERE finess = ? AND finess <> ''"
    return _at(snapshot, [site for (site,) in snapshot.db.execute(sql, (finess,))], measure, limit)


def by_identifier(snapshot: Snapshot, identifier: str, measure: Measure) -> Answer:
    """The person of an RPPS or ADELI number, at the nearest site."""
    found = snapshot.db.execute(_PERSON, (identifier,)).fetchone()
    if found is None:
        return Answer()
    acts = snapshot.db.execute("SELECT id FROM act WHERE person = ?", (found[0],)).fetchall()
    return _listed(snapshot, [act for (act,) in acts], measure, 1, exact=True)


def person(snapshot: Snapshot, identifier: str) -> Person | None:
    """Everything about the person of an RPPS or ADELI number, None when there is none."""
    found = snapshot.db.execute(_PERSON, (identifier,)).fetchone()
    if found is None:
        return None
    activities = tuple(
        Activity(snapshot.metiers[row[0]], site_of(row[2:], row[1], snapshot.ground))
        for row in snapshot.db.execute(_ACTIVITIES, (found[0],))
    )
    identifier, identifier_type, title, gender, family, given = found[1:]
    return Person(identifier, identifier_type, title, gender, family, given, activities)


def people(snapshot: Snapshot, identifiers: Iterable[str]) -> frozenset[int]:
    """Numbers of the persons who bear these identifiers."""
    sql = "SELECT p.id FROM json_each(?) AS j CROSS JOIN person AS p WHERE p.identifier = j.value"
    return frozenset(number for (number,) in snapshot.db.execute(sql, (as_list(list(identifiers)),)))


def by_commune(snapshot: Snapshot, structures: Iterable[int]) -> dict[int, list[int]]:
    """Structures by the number of their commune."""
    sql = "SELECT s.commune, s.id FROM json_each(?) AS j CROSS JOIN structure AS s WHERE s.id = j.value"
    found: dict[int, list[int]] = {}
    for commune, structure in snapshot.db.execute(sql, (as_list(list(structures)),)):
        found.setdefault(commune, []).append(structure)
    return found


def _at(snapshot: Snapshot, sites: list[int], measure: Measure, limit: int) -> Answer:
    """People at some sites; the total is exact unless a bound was met."""
    acts = snapshot.db.execute(_AT_SITES, (as_list(sites), _MOST_ACTIVITIES)).fetchall()
    exact = len(sites) < _MOST_SITES and len(acts) < _MOST_ACTIVITIES
    return _listed(snapshot, [act for (act,) in acts], measure, limit, exact=exact)


def _listed(snapshot: Snapshot, acts: list[int], measure: Measure, limit: int, *, exact: bool) -> Answer:
    reader = Reader(snapshot, (), gender=False, limit=limit)
    ranked = Ranked(measure, _NO_NEED, mine=frozenset(), excluded=frozenset(), gender="")
    ranked.add(reader.ranked(acts))
    first = ranked.first(limit)
    shown = reader.shown([row for _, row in first])
    return Answer(rows_of(snapshot, shown, [key[2] for key, _ in first]), ranked.total, exact)
