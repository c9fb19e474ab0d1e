"""The plans of a look-up: each finds the activities that may match, as runs by place; the cheapest is chosen.

Costs are microseconds on a common machine and need only be right within a factor of two. The order of joins is forced
everywhere (CROSS JOIN): without statistics the planner would sometimes start from the larger side.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from math import inf
from typing import Any, NamedTuple

from carnet.register.lookup.around import Around, Ring
from carnet.register.lookup.order import END, place_key
from carnet.register.lookup.request import Word
from carnet.register.lookup.rows import tests_of
from carnet.register.lookup.runs import Run, Step
from carnet.register.lookup.snapshot import Snapshot, Span
from carnet.register.schema import NO_SITE

_CELLS = "SELECT commune, class, first, n FROM cell WHERE metier = ?"
_CELLS_IN = (
    "SELECT c.commune, c.class, c.first, c.n FROM json_each(?) AS j CROSS JOIN cell AS c"
    " WHERE c.metier = ? AND c.commune = j.value"
)

# Microseconds, measured on warm files.
_SEEK = 0.7  # one more commune, token or activity sought in an index
_PAGE = 4.0  # an activity read from a page of its own
_SKIM = 0.03  # a posting passed over
_TAKE = 0.9  # a posting or cell handed to Python, placed and grouped
_TEST = 0.4  # a name tested in a scan
_MEASURE = 0.6  # a commune put in order
_LEAST_PATIENCE = 256  # communes that a walk may visit before it is thought to be lost


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a plan needs to know of a request. No range of activities means all of them; `spans` rarest first."""

    snapshot: Snapshot
    around: Around
    groups: tuple[int, ...]
    metiers: tuple[int, ...]
    ranges: tuple[tuple[int, int], ...]
    spans: tuple[Span, ...]
    limit: int

    @property
    def share(self) -> float:
        """Part of the register's activities in the ranges."""
        if not self.ranges:
            return 1.0
        return sum(high - low for low, high in self.ranges) / max(1, self.snapshot.acts)

    @property
    def expected(self) -> float:
        """Activities that should match, were words, métiers and places independent; at least a little."""
        acts = self.snapshot.acts * self.share * self.around.share
        for span in self.spans:
            acts *= min(1.0, span.hits / max(1, self.snapshot.acts))
        return max(acts, 0.01)

    @property
    def need(self) -> float:
        """Activities to read for a full answer."""
        return self.limit * 1.25 + 8

    @property
    def communes(self) -> float:
        """Communes to visit, nearest first, for a full answer."""
        return min(1.0, self.need / self.expected) * self.around.count


class Plan(NamedTuple):
    """How to find activities: `steps` yields them, `tested` words are left to the reader, `keep` is their share.

    `steps` takes the communes that it may visit; `each` is the cost of one, 0 for a plan that reads everything.
    """

    name: str
    cost: float
    steps: Callable[[float], Iterator[Step]]
    each: float = 0.0
    tested: tuple[Word, ...] = ()
    keep: float = 1.0


class GaveUp(Exception):  # noqa: N818 - not an error
    """A walk by rings found too little in the communes it was given."""


def candidates(wanted: Wanted) -> list[Plan]:
    """Every plan that answers a request."""
    return list(_name_plans(wanted) if wanted.spans else _specialty_plans(wanted))


def choose(wanted: Wanted) -> list[tuple[Plan, float]]:
    """The cheapest plan with the communes that it may visit, then the one to turn to when it is lost.

    A walk may cost as much as reading everything would: a place poor in the people sought is visited that far.
    """
    plans = candidates(wanted)
    best = min(plans, key=lambda plan: plan.cost)
    if not best.each:
        return [(best, inf)]
    sure = min((plan for plan in plans if not plan.each), key=lambda plan: plan.cost)
    return [(best, max(_LEAST_PATIENCE, sure.cost / best.each)), (sure, inf)]


def _specialty_plans(wanted: Wanted) -> Iterator[Plan]:
    cells = min(wanted.share * wanted.snapshot.acts, 35_000.0)
    each = _SEEK * len(wanted.metiers) + _MEASURE
    yield Plan("near cells", wanted.communes * each, lambda communes: _near_cells(wanted, communes), each)
    yield Plan("all cells", cells * (_TAKE + _MEASURE), lambda _: _all_cells(wanted))


def _name_plans(wanted: Wanted) -> Iterator[Plan]:
    for driver in wanted.spans:
        others = [span for span in wanted.spans if span is not driver]
        exact = [span for span in others if span.tokens == 1]
        tested = tuple(span.word for span in others if span.tokens != 1)
        keep = 1.0
        for span in others:
            if span.tokens != 1:
                keep *= min(1.0, span.hits / wanted.snapshot.acts)
        out = driver.hits * wanted.share
        for span in exact:
            out *= min(1.0, span.hits / wanted.snapshot.acts)
        yield _postings_plan(wanted, driver, exact, tested, keep, out)
        yield _near_plan(wanted, driver, exact, tested, keep)
    if wanted.ranges:
        yield _scan_plan(wanted)


def _tests(wanted: Wanted, out: float, keep: float, tested: tuple[Word, ...]) -> float:
    """Cost of reading the activities that the reader must test."""
    return min(out, wanted.need / keep) * _PAGE if tested else 0.0


def _postings_plan(
    wanted: Wanted, driver: Span, exact: list[Span], tested: tuple[Word, ...], keep: float, out: float
) -> Plan:
    seeks = driver.tokens * max(1, len(wanted.ranges)) * 3.0
    skim = driver.hits * _SKIM
    found = driver.hits * wanted.share
    by_token = driver.tokens == 1 or (bool(wanted.ranges) and seeks < skim)
    cost = (seeks if by_token else skim) + found * (_SEEK * len(exact)) + out * (_TAKE + _MEASURE)
    return Plan(
        "all postings",
        cost + _tests(wanted, out, keep, tested),
        lambda _: _all_postings(wanted, driver, exact, by_token=by_token),
        0.0,
        tested,
        keep,
    )


def _near_plan(wanted: Wanted, driver: Span, exact: list[Span], tested: tuple[Word, ...], keep: float) -> Plan:
    here = driver.hits / 35_000
    each = _SEEK + _MEASURE + here * (_SKIM + wanted.share * (_SEEK * len(exact) + (0.0 if exact else _TAKE)))
    cost = wanted.communes * each + _tests(wanted, driver.hits, keep, tested)
    return Plan(
        "near postings", cost, lambda communes: _near_postings(wanted, driver, exact, communes), each, tested, keep
    )


def _scan_plan(wanted: Wanted) -> Plan:
    cost = wanted.share * wanted.snapshot.acts * _TEST + wanted.expected * _TAKE
    return Plan("scan", cost, lambda _: _scan(wanted))


def _near(
    wanted: Wanted,
    patience: float,
    read: Callable[[str], Iterable[tuple[Any, ...]]],
    runs: Callable[[Ring, Iterable[tuple[Any, ...]]], list[Run]],
) -> Iterator[Step]:
    """Steps ring by ring. Raises GaveUp when `patience` communes were visited and more is wanted."""
    around = wanted.around
    visited = 0
    inhabitants = around.ground.inhabitants * around.share * wanted.need / wanted.expected
    for ring in around.rings(inhabitants):
        if visited > patience:
            raise GaveUp
        visited += len(ring.communes)
        yield Step(runs(ring, read(json.dumps(ring.communes))), ring.frontier)


def _near_cells(wanted: Wanted, patience: float) -> Iterator[Step]:
    db, serial = wanted.snapshot.db, count()

    def read(communes: str) -> Iterator[tuple[Any, ...]]:
        for metier in wanted.metiers:
            yield from db.execute(_CELLS_IN, (communes, metier)).fetchall()

    def runs(ring: Ring, cells: Iterable[tuple[Any, ...]]) -> list[Run]:
        return _cell_runs(cells, dict(zip(ring.communes, ring.km, strict=True)), wanted.groups, serial)

    return _near(wanted, patience, read, runs)


def _all_cells(wanted: Wanted) -> Iterator[Step]:
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


def _all_postings(wanted: Wanted, driver: Span, exact: list[Span], *, by_token: bool) -> Iterator[Step]:
    db = wanted.snapshot.db
    joins = "".join(f" CROSS JOIN post AS q{i}" for i in range(len(exact)))
    also = "".join(f" AND q{i}.token = ? AND q{i}.act = p.act" for i in range(len(exact)))
    tokens = [span.first for span in exact]
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


def _near_postings(wanted: Wanted, driver: Span, exact: list[Span], patience: float) -> Iterator[Step]:
    db, serial = wanted.snapshot.db, count()
    joins = "".join(f" CROSS JOIN post_c AS q{i}" for i in range(len(exact)))
    also = "".join(f" AND q{i}.commune = p.commune AND q{i}.token = ? AND q{i}.act = p.act" for i in range(len(exact)))
    within, bounds = _within(wanted.ranges, "p.act")
    sql = (
        f"SELECT p.commune, p.act FROM json_each(?) AS j CROSS JOIN post_c AS p{joins}"
        f" WHERE p.commune = j.value AND p.token >= ? AND p.token < ?{within}{also}"
    )
    values = (driver.first, driver.end, *bounds, *(span.first for span in exact))

    def runs(ring: Ring, postings: Iterable[tuple[Any, ...]]) -> list[Run]:
        found: dict[int, list[int]] = {}
        for commune, act in postings:
            found.setdefault(commune, []).append(act)
        km = dict(zip(ring.communes, ring.km, strict=True))
        return [Run(place_key(km[commune], 0), next(serial), commune, acts) for commune, acts in found.items()]

    return _near(wanted, patience, lambda communes: db.execute(sql, (communes, *values)), runs)


def _scan(wanted: Wanted) -> Iterator[Step]:
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
