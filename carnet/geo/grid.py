"""Communes in cells of a quarter of a degree: the nearest ones around any point without measuring all of them."""

from collections.abc import Iterator
from heapq import heappop, heappush
from math import asin, cos, floor, isnan, radians, sin

from carnet.geo.communes import Communes
from carnet.geo.distance import EARTH_RADIUS_KM, Point, kilometres

CELL_DEGREES = 0.25

_AROUND = round(360 / CELL_DEGREES)  # cells around a parallel
_RINGS = 24  # beyond 6 degrees, 670 km, measuring every commune left is quicker than walking cells


class Grid:
    """Finds communes by growing distance; built once in some 10 ms, an answer starts in well under one."""

    def __init__(self, communes: Communes) -> None:
        self._communes = communes
        self._cells: dict[tuple[int, int], list[int]] = {}
        for commune, (lat, lon) in enumerate(zip(communes.lat, communes.lon, strict=True)):
            if not isnan(lat):
                self._cells.setdefault(_cell(lat, lon), []).append(commune)

    def nearest(self, origin: Point) -> Iterator[tuple[float | None, int]]:
        """Every commune as (kilometres, index), nearest first; those of unknown position last, with None."""
        row, column = _cell(origin.lat, origin.lon)
        waiting: list[tuple[float, int]] = []
        given: set[int] = set()
        for ring in range(_RINGS):
            for cell in _ring(row, column, ring):
                for commune in self._cells.get(cell, ()):
                    heappush(waiting, self._measured(commune, origin))
            certain = _beyond(origin, row, column, ring)
            while waiting and waiting[0][0] <= certain:
                found = heappop(waiting)
                given.add(found[1])
                yield found
        for commune in self._communes.directions.order(origin):
            if commune not in given:
                yield self._communes.kilometres(commune, origin), commune

    def _measured(self, commune: int, origin: Point) -> tuple[float, int]:
        return kilometres(origin, Point(self._communes.lat[commune], self._communes.lon[commune])), commune


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return floor(lat / CELL_DEGREES), floor(lon / CELL_DEGREES) % _AROUND


def _ring(row: int, column: int, ring: int) -> Iterator[tuple[int, int]]:
    """The cells at `ring` steps from a cell, all around the globe."""
    for r in range(row - ring, row + ring + 1):
        step = 1 if abs(r - row) == ring else 2 * ring
        for c in range(column - ring, column + ring + 1, step or 1):
            yield r, c % _AROUND


def _beyond(origin: Point, row: int, column: int, ring: int) -> float:
    """Kilometres within which nothing lies outside the rings walked so far: to the nearest parallel or meridian."""
    south, north = origin.lat - (row - ring) * CELL_DEGREES, (row + ring + 1) * CELL_DEGREES - origin.lat
    west = (origin.lon / CELL_DEGREES) % _AROUND - column + ring
    turn = radians(min(west, 2 * ring + 1 - west) * CELL_DEGREES)
    return EARTH_RADIUS_KM * min(radians(min(south, north)), asin(cos(radians(origin.lat)) * sin(turn)))
