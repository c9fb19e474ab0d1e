"""Runs of activities in the order of their places, and the walk that stops when enough people are ranked for good."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from carnet.register.lookup.order import END, NOWHERE, Key, full_key
from carnet.register.schema import NO_SITE

if TYPE_CHECKING:
    from collections.abc import Callable

    from carnet.register.lookup.rows import Reader

_SPARE = 6  # activities read beyond what is wanted: a person may have several
_PLACE = 3  # length of the key of a place


class Run(NamedTuple):
    """Activities of one commune, none of which comes before `key`.

    A `range` is in the file's order (has a phone first, name) and may be cut; a list is in no order. `serial` keeps
    runs of one key from being compared further.
    """

    key: Key
    serial: int
    commune: int
    acts: range | list[int]


class Step(NamedTuple):
    """Runs found by a plan, and the key before which it has found everything."""

    runs: list[Run]
    frontier: Key


class Ranked:
    """The people met so far, each at the site that ranks best."""

    def __init__(
        self,
        measure: Callable[[Iterable[int]], list[tuple[float, int]]],
        groups: tuple[int, ...],
        *,
        mine: frozenset[int],
        excluded: frozenset[int],
        gender: str,
    ) -> None:
        """`measure`: as `Around.measured`. `groups`: rank of each site class. `excluded`: numbers of persons."""
        self._measure, self._groups, self._mine, self._excluded = measure, groups, mine, excluded
        self._other_gender = {"M": "F", "F": "M"}.get(gender)
        self._best: dict[int, tuple[Key, tuple[Any, ...]]] = {}
        self._hidden: set[int] = set()

    def add(self, rows: Iterable[tuple[Any, ...]]) -> dict[int, Key]:
        """Take rows as `Reader.ranked` gives them; returns the key of each activity."""
        rows = list(rows)
        km = {number: far for far, number in self._measure({row[2] for row in rows})}
        keys: dict[int, Key] = {}
        for row in rows:
            person = row[1]
            far = NOWHERE if row[4] == NO_SITE else km[row[2]]
            key = keys[row[0]] = full_key(row, far, self._groups[row[4]], self._mine)
            if person in self._excluded:
                continue
            if self._other_gender and row[7] == self._other_gender:
                self._hidden.add(person)
            elif person not in self._best or key < self._best[person][0]:
                self._best[person] = (key, row)
        return keys

    def settled(self, frontier: Key) -> int:
        """How many people come before everything that is still to be read."""
        return sum(key < frontier for key, _ in self._best.values())

    def first(self, limit: int) -> list[tuple[Key, tuple[Any, ...]]]:
        """The first people, in order, with their keys."""
        return sorted(self._best.values())[:limit]

    @property
    def total(self) -> int:
        """How many people match, of those met."""
        return len(self._best)

    @property
    def hidden(self) -> int:
        """How many people are hidden by their gender, of those met."""
        return len(self._hidden)


class Walk:
    """Reads runs nearest first, as few as it can.

    `shared` gives the activities of a range that share a site with someone of the book: they come first in their
    commune, wherever they stand in the range. `keep` is the part of the activities that the reader's tests let by.
    """

    def __init__(
        self, reader: Reader, ranked: Ranked, limit: int, shared: Callable[[int, range], list[int]], keep: float = 1.0
    ) -> None:
        self._reader, self._ranked, self._limit, self._shared = reader, ranked, limit, shared
        self._scale = 1.0 / max(keep, 0.002)
        self._heap: list[Run] = []
        self._serial = count(1 << 40)

    def through(self, steps: Iterator[Step]) -> bool:
        """Walk until `limit` people are ranked for good; True when everything was read."""
        wanted = self._limit + self._limit // 8 + _SPARE
        for runs, frontier in steps:
            self._heap += runs
            heapify(self._heap)
            if frontier is END and sum(len(run.acts) for run in self._heap) <= 2 * self._limit * self._scale:
                wanted = 2 * self._limit
            while self._heap and self._heap[0].key < frontier:
                self._read(int(wanted * self._scale), frontier)
                behind = min(frontier, self._heap[0].key) if self._heap else frontier
                if behind is END:
                    return True
                missing = self._limit - self._ranked.settled(behind)
                if missing <= 0:
                    return False
                wanted = 2 * missing + _SPARE
        return True

    def _read(self, wanted: int, frontier: Key) -> None:
        acts: list[int] = []
        rests: list[tuple[int, Run]] = []
        while self._heap and len(acts) < wanted and self._heap[0].key < frontier:
            here = self._same_place()
            size, room = sum(len(run.acts) for run in here), wanted - len(acts)
            for run in here:
                part = len(run.acts) * room // size + _SPARE if size > 2 * wanted else size
                acts += self._cut(run, part, rests) if isinstance(run.acts, range) else run.acts
        keys = self._ranked.add(self._reader.ranked(acts))
        for last, rest in rests:
            key = keys[last]
            # What is left shares no site with the book: those activities were read at the first cut.
            heappush(self._heap, rest._replace(key=(*key[:_PLACE], True, *key[_PLACE + 1 :])))

    def _same_place(self) -> list[Run]:
        here = [heappop(self._heap)]
        while self._heap and self._heap[0].key[:_PLACE] == here[0].key[:_PLACE]:
            here.append(heappop(self._heap))
        return here

    def _cut(self, run: Run, part: int, rests: list[tuple[int, Run]]) -> list[int]:
        taken, left = run.acts[:part], run.acts[part:]
        if not left or not isinstance(left, range):
            return list(taken)
        rests.append((taken[-1], Run(run.key, next(self._serial), run.commune, left)))
        first_cut = len(run.key) == _PLACE
        return [*taken, *(self._shared(run.commune, left) if first_cut else ())]
