"""Distances on the Earth as a sphere, in kilometres: exact enough (0.5 %) to say who is near."""

from __future__ import annotations  # array[float] is a type for checkers only before Python 3.12

from array import array
from collections.abc import Sequence
from math import acos, asin, cos, isnan, nan, radians, sin, sqrt

from msgspec import Struct

EARTH_RADIUS_KM = 6371.0088  # mean radius of the IUGG


class Point(Struct, frozen=True):
    """A place: latitude and longitude in degrees (WGS 84)."""

    lat: float
    lon: float


def kilometres(a: Point, b: Point) -> float:
    """Great-circle distance by the haversine formula, accurate from one metre to half the globe."""
    half_lat = sin(radians(b.lat - a.lat) / 2)
    half_lon = sin(radians(b.lon - a.lon) / 2)
    h = half_lat * half_lat + cos(radians(a.lat)) * cos(radians(b.lat)) * half_lon * half_lon
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, h)))


class Directions(Struct, frozen=True):
    """Places as unit vectors from the Earth's centre: a distance to each is then one product and one arc cosine.

    Far cheaper than as many haversines. The arc cosine of a double is off by 0.1 m at worst, near zero.
    """

    x: array[float]
    y: array[float]
    z: array[float]

    @classmethod
    def of(cls, lat: Sequence[float], lon: Sequence[float]) -> Directions:
        """From latitudes and longitudes in degrees; NaN where the place is unknown."""
        phi, theta = [*map(radians, lat)], [*map(radians, lon)]
        ring = [*map(cos, phi)]
        return cls(
            array("d", [r * c for r, c in zip(ring, map(cos, theta), strict=True)]),
            array("d", [r * s for r, s in zip(ring, map(sin, theta), strict=True)]),
            array("d", map(sin, phi)),
        )

    def cosines(self, origin: Point) -> list[float]:
        """Cosine of the angle from `origin` to each place: 1 on the spot, -1 at the antipode, NaN unknown."""
        phi, theta = radians(origin.lat), radians(origin.lon)
        ox, oy, oz = cos(phi) * cos(theta), cos(phi) * sin(theta), sin(phi)
        return [ox * x + oy * y + oz * z for x, y, z in zip(self.x, self.y, self.z, strict=True)]

    def distances(self, origin: Point) -> array[float]:
        """Kilometres from `origin` to each place, NaN where unknown."""
        return array("f", [EARTH_RADIUS_KM * acos(c) if -1 <= c <= 1 else _arc(c) for c in self.cosines(origin)])

    def order(self, origin: Point) -> array[int]:
        """Every place, nearest first; places of unknown position last, in their own order."""
        cosines = [-2.0 if isnan(c) else c for c in self.cosines(origin)]
        return array("H", sorted(range(len(cosines)), key=cosines.__getitem__, reverse=True))


def _arc(cosine: float) -> float:
    """Kilometres for a cosine outside [-1, 1]: rounding on the spot or at the antipode, or an unknown place."""
    if isnan(cosine):
        return nan
    return 0.0 if cosine > 0 else EARTH_RADIUS_KM * acos(-1.0)
