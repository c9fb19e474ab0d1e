"""The choice of a plan: what each would cost, from counts that two seeks give.

Costs are microseconds on a common machine with a warm file. They need only be right within a factor of two: a plan
that turns out to be lost gives up, and the next one answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from math import inf, prod
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from carnet.register.lookup import plans

if TYPE_CHECKING:
    from carnet.register.lookup.around import Around
    from carnet.register.lookup.request import Word
    from carnet.register.lookup.runs import Step
    from carnet.register.lookup.snapshot import Snapshot, Span

_STATEMENT = 3.0  # a short statement
_SEEK = 0.7  # one more commune or token sought in an index
_NEXT_PAGE = 0.8  # a commune's part of a page of postings
_SKIM = 0.03  # a posting passed over
_WITHIN = 0.05  # its activity compared with ranges
_PROBE = 0.27  # the same activity sought among another word's postings
_LIST, _LISTED = 0.2, 0.05  # a posting gathered, and a posting compared with those gathered
_TAKE = 1.4  # a posting or cell handed to Python, measured, grouped and placed
_TEST = 0.4  # a name tested in a scan
_PAGE = 5.0  # an activity read from a page of its own
_ORDER = 1.5  # a commune more in the order of distances; some further ones are measured with it

_GENEROUS = 1.5  # a first ring larger than expected costs less than a second one
_LEAST_PATIENCE = 256  # communes that a walk may visit before it is thought to be lost


class Wanted(Struct, frozen=True, dict=True):
    """What a plan needs to know of a request. No range of activities means all of them; `spans` rarest first."""

    snapshot: Snapshot
    around: Around
    groups: tuple[int, ...]
    metiers: tuple[int, ...]
    ranges: tuple[tuple[int, int], ...]
    spans: tuple[Span, ...]
    limit: int

    @cached_property
    def share(self) -> float:
        """Part of the register's activities in the ranges."""
        if not self.ranges:
            return 1.0
        return sum(high - low for low, high in self.ranges) / max(1, self.snapshot.acts)

    def part(self, span: Span) -> float:
        """Part of the register's activities that a word names."""
        return min(1.0, span.hits / max(1, self.snapshot.acts))

    @cached_property
    def expected(self) -> float:
        """Activities that should match, were words, métiers and places independent; at least a little."""
        acts = self.snapshot.acts * self.share * self.around.share
        return max(acts * prod(map(self.part, self.spans)), 0.01)

    @cached_property
    def need(self) -> float:
        """Activities to read for a full answer."""
        return self.limit * 1.25 + 8

    @cached_property
    def inhabitants(self) -> float:
        """Inhabitants of the communes to visit, nearest first, for a full answer."""
        around = self.around
        return _GENEROUS * around.ground.inhabitants * around.share * self.need / self.expected

    @cached_property
    def communes(self) -> float:
        """How many communes that is."""
        return self.around.visits(self.inhabitants)

    @cached_property
    def ordering(self) -> float:
        """Cost of putting them in order."""
        return max(0.0, self.communes - self.around.ready) * _ORDER


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


def choose(wanted: Wanted) -> list[tuple[Plan, float]]:
    """The cheapest plan with the communes that it may visit, then the one to turn to when it is lost.

    A walk may cost as much as reading everything would: a place poor in the people sought is visited that far.
    """
    every = candidates(wanted)
    best = min(every, key=lambda plan: plan.cost)
    if not best.each:
        return [(best, inf)]
    sure = min((plan for plan in every if not plan.each), key=lambda plan: plan.cost)
    return [(best, max(_LEAST_PATIENCE, sure.cost / best.each)), (sure, inf)]


def candidates(wanted: Wanted) -> list[Plan]:
    """Every plan that answers a request."""
    if not wanted.spans:
        return [_near_cells(wanted), _all_cells(wanted)]
    found = [plan(wanted, driver) for driver in wanted.spans for plan in (_all_postings, _near_postings)]
    return [*found, _scan(wanted)] if wanted.ranges else found


def _near_cells(wanted: Wanted) -> Plan:
    each = _SEEK * len(wanted.metiers)
    cost = wanted.ordering + wanted.communes * each
    return Plan("near cells", cost, lambda communes: plans.near_cells(wanted, communes), each)


def _all_cells(wanted: Wanted) -> Plan:
    cells = min(wanted.share * wanted.snapshot.acts, float(wanted.around.ground.count) * len(wanted.metiers))
    return Plan("all cells", cells * _TAKE, lambda _: plans.all_cells(wanted))


class _Others(NamedTuple):
    """The words beside the one that drives a plan: exact ones are sought in the index, the others in the names."""

    exact: list[Span]
    tested: tuple[Word, ...]
    keep: float

    @classmethod
    def of(cls, wanted: Wanted, driver: Span) -> _Others:
        others = [span for span in wanted.spans if span is not driver]
        loose = [span for span in others if span.tokens != 1]
        words = tuple(span.word for span in loose)
        return cls([span for span in others if span.tokens == 1], words, prod(map(wanted.part, loose)))

    def reading(self, wanted: Wanted, found: float) -> float:
        """Cost of reading, among the activities found, those whose names are tested."""
        return min(found, wanted.need / max(self.keep, 1e-6)) * _PAGE if self.tested else 0.0


def _all_postings(wanted: Wanted, driver: Span) -> Plan:
    others = _Others.of(wanted, driver)
    by_token = driver.tokens * max(1, len(wanted.ranges)) * _STATEMENT
    skim = driver.hits * (_SKIM + (_WITHIN if wanted.ranges else 0.0))
    seeks = driver.tokens == 1 or (bool(wanted.ranges) and by_token < skim)
    found = driver.hits * wanted.share
    cost = by_token if seeks else skim
    probed: list[Span] = []
    listed: list[Span] = []
    for span in others.exact:
        probing, listing = found * _PROBE, span.hits * _LIST + found * _LISTED
        (probed if probing <= listing or seeks else listed).append(span)
        cost += probing if probing <= listing or seeks else listing
    found *= prod(map(wanted.part, others.exact))
    cost += found * _TAKE + others.reading(wanted, found)
    return Plan(
        "all postings",
        cost,
        lambda _: plans.all_postings(wanted, driver, probed, listed, by_token=seeks),
        tested=others.tested,
        keep=others.keep,
    )


def _near_postings(wanted: Wanted, driver: Span) -> Plan:
    others = _Others.of(wanted, driver)
    here = driver.hits / max(1, wanted.around.ground.count)
    part = prod(map(wanted.part, others.exact))
    each = _SEEK + _NEXT_PAGE + here * (_SKIM + wanted.share * (_PROBE * len(others.exact) + part * _TAKE))
    cost = wanted.ordering + wanted.communes * each + others.reading(wanted, driver.hits * part)
    return Plan(
        "near postings",
        cost,
        lambda communes: plans.near_postings(wanted, driver, others.exact, communes),
        each,
        others.tested,
        others.keep,
    )


def _scan(wanted: Wanted) -> Plan:
    cost = wanted.share * wanted.snapshot.acts * _TEST + wanted.expected * _TAKE
    return Plan("scan", cost, lambda _: plans.scan(wanted))
