"""Communes of a snapshot around an origin, measured only as far as a search looks."""

from __future__ import annotations  # array[int] is a type for checkers only before Python 3.12

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, islice
from math import asin, ceil, cos, degrees, floor, inf, isnan, radians, sin, sqrt
from typing import NamedTuple

from carnet.geo.communes import Communes
from carnet.geo.distance import EARTH_RADIUS_KM, Point
from carnet.geo.packing import CELLS_AROUND, CELLS_PER_DEGREE, cells, towards
from carnet.register.lookup.order import END, FAR, Key, place_key

_DIAMETER_KM = 2 * EARTH_RADIUS_KM
_RADII = (12.0, 17.0, 25.0, 35.0, 50.0, 70.0, 100.0, 140.0, 200.0, 280.0, 400.0)  # km; then everything at once
_LEAST_RADIUS = 17.0  # km known before the first estimate
_INHABITANTS = 1500  # of a commune, further than is known yet
_LARGEST_RING = 2048  # communes asked of the file in one statement


class Ground:
    """Where the communes of a snapshot lie, by their number in it."""

    def __init__(
        self,
        communes: Communes,
        geo: array[int],
        people: array[int],
        vectors: Sequence[array[float]],
        cells: Mapping[int, Sequence[int]],
        codes: list[str] | None = None,
    ) -> None:
        """`geo` gives the commune of each number, -1 for no place, and `people` its inhabitants, from number 0, which
        is nobody's; `cells` the numbers that lie in each cell; `codes` the INSEE code of each number, if it is not
        that of its commune.
        """
        self.communes, self.geo, self.people, self.cells = communes, geo, people, cells
        self._codes = codes
        # Unit vectors from the Earth's centre, by number; x is infinite nowhere.
        self.x, self.y, self.z = vectors
        self.count = len(geo) - 1
        self.inhabitants = sum(people)

    @classmethod
    def numbered(cls, communes: Communes) -> Ground:
        """That of a register which numbers the communes as this program does; the last number is no place."""
        geo, people = array("i", [-1]), array("i", [0])
        geo.extend(communes.order)
        people.extend(communes.people)
        geo.append(-1)
        people.append(0)
        return cls(communes, geo, people, communes.vectors, communes.cells)

    @classmethod
    def listed(cls, codes: Iterable[str], communes: Communes) -> Ground:
        """That of any register: `codes` by number, from 1; an empty or unknown code stands for no place."""
        known = dict(zip(communes.insee, range(len(communes)), strict=True))
        named = ["", *codes]
        geo = array("i", [known.get(code, -1) for code in named])
        people = array("i", [communes.population[index] if index >= 0 else 0 for index in geo])
        lat, lon = communes.lat, communes.lon
        vectors = zip(*(towards(lat[i], lon[i]) if i >= 0 else (inf, 0.0, 0.0) for i in geo), strict=True)
        axes = [array("d", axis) for axis in vectors]
        return cls(communes, geo, people, axes, cells(geo[1:], lat, lon), named)

    def code(self, number: int) -> str:
        """INSEE code of a number, empty for no place."""
        if self._codes is not None:
            return self._codes[number]
        index = self.geo[number]
        return self.communes.insee[index] if index >= 0 else ""

    @cached_property
    def nowhere(self) -> list[int]:
        """Numbers without a position: no place, or a commune that lies nobody knows where."""
        lat = self.communes.lat
        return [number for number, index in enumerate(self.geo) if number and (index < 0 or isnan(lat[index]))]

    def matching(self, departments: frozenset[str], postcode: str) -> frozenset[int]:
        """Numbers of the communes of some départements (empty: all) that a postcode beginning so serves."""
        communes = self.communes
        found = {index for code in departments for index in communes.in_department(code)}
        if postcode:
            served = set(communes.by_postcode_prefix(postcode))
            found = found & served if departments else served
        return frozenset(number for number, index in enumerate(self.geo) if index in found)


class Ring(NamedTuple):
    """Communes next in distance, their kilometres, and the key that nothing further away comes before."""

    communes: list[int]
    km: list[float]
    frontier: Key


class Around:
    """The communes by distance from one origin, extended on demand; `only` keeps some of them."""

    def __init__(self, ground: Ground, origin: Point, only: frozenset[int] | None = None) -> None:
        self.only = only
        self.ground = ground
        self._origin = origin
        self._towards = towards(origin.lat, origin.lon)
        self._numbers, self._km = array("H"), array("d")
        self._held = array("q")  # inhabitants up to each
        self._waiting: list[tuple[float, int]] = []
        self._seen: set[int] = set()
        self._radii = iter(_RADII)
        self._certain = 0.0  # every commune nearer than this is in order
        if only is not None:
            self._waiting = self.measured(only)
            self._settle(FAR)

    @property
    def share(self) -> float:
        """Part of the inhabitants who live in the communes kept."""
        if self.only is None:
            return 1.0
        people = self.ground.people
        return sum(people[number] for number in self.only) / self.ground.inhabitants

    @property
    def ready(self) -> int:
        """How many communes are already in order."""
        return len(self._numbers)

    def visits(self, inhabitants: float) -> float:
        """About how many communes, nearest first, hold so many inhabitants."""
        while self._certain < _LEAST_RADIUS and self._extend():
            pass
        if not self._held or inhabitants <= self._held[-1] or self._certain >= FAR:
            return bisect_right(self._held, inhabitants) + 1
        further = (inhabitants - self._held[-1]) / _INHABITANTS
        return min(len(self._held) + further, float(self.ground.count))

    def measured(self, numbers: Iterable[int]) -> list[tuple[float, int]]:
        """(kilometres, commune) for each commune; FAR where the place is unknown."""
        ground = self.ground
        x, y, z = ground.x, ground.y, ground.z
        ox, oy, oz = self._towards
        found = []
        for number in numbers:
            east = x[number]
            # Half the chord: unlike the arc cosine, exact on the spot.
            half = sqrt((east - ox) ** 2 + (y[number] - oy) ** 2 + (z[number] - oz) ** 2) / 2
            found.append((_DIAMETER_KM * asin(half if half < 1.0 else 1.0) if east < inf else FAR, number))
        return found

    def rings(self, inhabitants: float) -> Iterator[Ring]:
        """All communes, nearest first, in growing rings; the first holds about so many inhabitants."""
        start, aim = 0, inhabitants
        while True:
            while (not self._held or self._held[-1] < aim) and len(self._numbers) < start + _LARGEST_RING:
                if not self._extend():
                    break
            end = min(bisect_right(self._held, aim) + 1, start + _LARGEST_RING, len(self._numbers))
            if end < len(self._numbers):
                frontier = place_key(self._km[end], 0)
            else:
                frontier = END if self._certain >= FAR else place_key(self._certain, 0)
            yield Ring(self._numbers[start:end].tolist(), self._km[start:end].tolist(), frontier)
            if frontier is END:
                return
            start = end
            aim = max(aim, self._held[end - 1]) + inhabitants if end else aim + inhabitants
            inhabitants *= 2

    def _extend(self) -> bool:
        """Put more communes in order; False when there are none."""
        while self._certain < FAR:
            before = len(self._numbers)
            radius = next(self._radii, FAR)
            cells = self.ground.cells
            if radius < FAR:
                new = [cell for cell in self._box(radius) if cell in cells and cell not in self._seen]
            else:
                new = [cell for cell in cells if cell not in self._seen]
                self._waiting += self.measured(self.ground.nowhere)
            self._seen.update(new)
            for cell in new:
                self._waiting += self.measured(cells[cell])
            self._settle(radius)
            if len(self._numbers) > before:
                return True
        return False

    def _settle(self, radius: float) -> None:
        """What waits within `radius` kilometres is in order for good."""
        self._waiting.sort()
        cut = bisect_right(self._waiting, radius, key=lambda pair: pair[0])
        self._km.extend([km for km, _ in self._waiting[:cut]])
        self._numbers.extend([number for _, number in self._waiting[:cut]])
        people, held = self.ground.people, self._held[-1] if self._held else 0
        self._held.extend(
            islice(accumulate((people[number] for _, number in self._waiting[:cut]), initial=held), 1, None)
        )
        del self._waiting[:cut]
        self._certain = radius

    def _box(self, radius: float) -> Iterator[int]:
        """Cells that hold every point within `radius` kilometres."""
        high = degrees(radius / EARTH_RADIUS_KM)
        ratio = sin(radius / EARTH_RADIUS_KM) / max(cos(radians(self._origin.lat)), 1e-9)
        wide = degrees(asin(ratio)) if ratio < 1 else 180.0
        lat, lon = self._origin.lat, self._origin.lon
        west, columns = floor((lon - wide) * CELLS_PER_DEGREE), ceil(2 * wide * CELLS_PER_DEGREE) + 1
        for row in range(floor((lat - high) * CELLS_PER_DEGREE), floor((lat + high) * CELLS_PER_DEGREE) + 1):
            for column in range(west, west + min(columns, CELLS_AROUND)):
                yield row * CELLS_AROUND + column % CELLS_AROUND
