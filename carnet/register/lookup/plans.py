"""The plans of a look-up: each finds the activities that may match, as runs by place.

The order of joins is forced everywhere (CROSS JOIN): without statistics the planner would sometimes start from the
larger side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import TYPE_CHECKING, Any

from carnet.register.lookup.order import END, place_key
from carnet.register.lookup.rows import tests_of
from carnet.register.lookup.runs import Run, Step
from carnet.register.lookup.values import as_list
from carnet.register.schema import NO_SITE

if TYPE_CHECKING:
    from carnet.register.lookup.around import Around, Ring
    from carnet.register.lookup.choice import Wanted
    from carnet.register.lookup.snapshot import Span

_CELLS = "SELECT commune, class, first, n FROM cell WHERE metier = ?"
_CELLS_IN = (
    "SELECT c.commune, c.class, c.first, c.n FROM json_each(?) AS j CROSS JOIN cell AS c"
    " WHERE c.metier = ? AND c.commune = j.value"
)


class GaveUp(Exception):  # noqa: N818 - not an error
    """A walk by rings found too little in the communes it was given."""


def _near(
    wanted: Wanted,
    patience: float,
    read: Callable[[str], Iterable[tuple[Any, ...]]],
    runs: Callable[[Ring, Iterable[tuple[Any, ...]]], list[Run]],
) -> Iterator[Step]:
    """Steps ring by ring. Raises GaveUp when `patience` communes were visited and more is wanted."""
    around = wanted.around
    visited = 0
    for ring in around.rings(wanted.inhabitants):
        if visited > patience:
            raise GaveUp
        visited += len(ring.communes)
        yield Step(runs(ring, read(as_list(ring.communes))), ring.frontier)


def near_cells(wanted: Wanted, patience: float) -> Iterator[Step]:
    """The cells of the nearest communes, ring by ring."""
    db, serial = wanted.snapshot.db, count()

    def read(communes: str) -> Iterator[tuple[Any, ...]]:
        for metier in wanted.metiers:
            yield from db.execute(_CELLS_IN, (communes, metier)).fetchall()

    def runs(ring: Ring, cells: Iterable[tuple[Any, ...]]) -> list[Run]:
        return _cell_runs(cells, dict(zip(ring.communes, ring.km, strict=True)), wanted.groups, serial)

    return _near(wanted, patience, read, runs)


def all_cells(wanted: Wanted) -> Iterator[Step]:
    """Every cell of the métiers."""
    db, only = wanted.snapshot.db, wanted.around.only
    cells = [cell for metier in wanted.metiers for cell in db.execute(_CELLS, (metier,)).fetchall()]
    if only is not None:
        cells = [cell for cell in cells if cell[0] in only]
    km = {number: far for far, number in wanted.around.measured({cell[0] for cell in cells})}
    yield Step(_cell_runs(cells, km, wanted.groups, count()), END)


def _cell_runs(
    cells: Iterable[tuple[Any, ...]], km: dict[int, float], groups: tuple[int, ...], serial: Iterator[int]
) -> list[Run]:
    """Runs of cells; people without a site are not found by a specialty alone."""
    return [
        Run(place_key(km[commune], groups[site]), next(serial), commune, range(first, first + n))
        for commune, site, first, n in cells
        if site != NO_SITE
    ]


def _within(ranges: Iterable[tuple[int, int]], column: str) -> tuple[str, list[int]]:
    """Condition that an activity lies in one of the ranges (none: any), and its parameters."""
    bounds = [bound for pair in ranges for bound in pair]
    if not bounds:
        return "", []
    one = f"{column} >= ? AND {column} < ?"
    return f" AND ({' OR '.join([one] * (len(bounds) // 2))})", bounds


def all_postings(
    wanted: Wanted, driver: Span, probed: list[Span], listed: list[Span], *, by_token: bool
) -> Iterator[Step]:
    """Every posting of a word that is one of each other word too.

    Those of a `probed` word are sought one by one; those of a `listed` one are gathered first, which is quicker when
    they are not many more: SQLite then passes over most of the driver's by a Bloom filter.
    """
    db = wanted.snapshot.db
    joins = "".join(f" CROSS JOIN post AS q{i}" for i in range(len(probed)))
    also = " AND p.act IN (SELECT q.act FROM post AS q WHERE q.token = ?)" * len(listed)
    also += "".join(f" AND q{i}.token = ? AND q{i}.act = p.act" for i in range(len(probed)))
    tokens = [span.first for span in (*listed, *probed)]
    select = f"SELECT p.act, p.commune FROM post AS p{joins} WHERE p.token"
    postings: list[tuple[int, int]] = []
    if by_token:
        sql = f"{select} = ? AND p.act >= ? AND p.act < ?{also}"
        for token in range(driver.first, driver.end):
            for low, high in wanted.ranges or ((0, wanted.snapshot.acts + 1),):
                postings += db.execute(sql, (token, low, high, *tokens)).fetchall()
    else:
        within, bounds = _within(wanted.ranges, "p.act")
        sql = f"{select} >= ? AND p.token < ?{within}{also}"
        postings = db.execute(sql, (driver.first, driver.end, *bounds, *tokens)).fetchall()
    yield Step(_act_runs(wanted.around, postings), END)


def near_postings(wanted: Wanted, driver: Span, exact: list[Span], patience: float) -> Iterator[Step]:
    """Postings of a word that are each exact word's too, commune by commune, ring by ring."""
    db, serial = wanted.snapshot.db, count()
    joins = "".join(f" CROSS JOIN post_c AS q{i}" for i in range(len(exact)))
    also = "".join(f" AND q{i}.commune = p.commune AND q{i}.token = ? AND q{i}.act = p.act" for i in range(len(exact)))
    within, bounds = _within(wanted.ranges, "p.act")
    sql = (
        f"SELECT j.key, p.act FROM json_each(?) AS j CROSS JOIN post_c AS p{joins}"
        f" WHERE p.commune = j.value AND p.token >= ? AND p.token < ?{within}{also}"
    )
    values = (driver.first, driver.end, *bounds, *(span.first for span in exact))

    def runs(ring: Ring, postings: Iterable[tuple[Any, ...]]) -> list[Run]:
        found: dict[int, list[int]] = {}
        for place, act in postings:  # a place in the ring's list
            found.setdefault(place, []).append(act)
        return [
            Run(place_key(ring.km[place], 0), next(serial), ring.communes[place], acts) for place, acts in found.items()
        ]

    return _near(wanted, patience, lambda communes: db.execute(sql, (communes, *values)), runs)


def scan(wanted: Wanted) -> Iterator[Step]:
    """The names of every activity of the métiers."""
    tests, texts = tests_of(span.word for span in wanted.spans)
    sql = f"SELECT a.id, a.commune FROM act AS a WHERE a.id >= ? AND a.id < ?{tests}"
    found: list[tuple[int, int]] = []
    for low, high in wanted.ranges:
        found += wanted.snapshot.db.execute(sql, (low, high, *texts)).fetchall()
    yield Step(_act_runs(wanted.around, found), END)


def _act_runs(around: Around, found: Iterable[tuple[int, int]]) -> list[Run]:
    """Runs of (activity, commune) pairs; the class of a site is not known yet, so a key promises the best."""
    here: dict[int, list[int]] = {}
    for act, commune in found:
        here.setdefault(commune, []).append(act)
    kept = here if around.only is None else here.keys() & around.only
    return [
        Run(place_key(far, 0), serial, commune, here[commune])
        for serial, (far, commune) in enumerate(around.measured(kept))
    ]
