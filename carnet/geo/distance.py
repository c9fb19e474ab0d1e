"""Distances on the Earth as a sphere, in kilometres: exact enough (0.5 %) to say who is near."""

from math import asin, cos, radians, sin, sqrt

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
