"""The order of the communes along a Hilbert curve, so that neighbours get close numbers."""

from collections.abc import Sequence
from math import isnan

_CURVE_ORDER = 16


def hilbert_order(lat: Sequence[float], lon: Sequence[float]) -> list[int]:
    """Indexes of the points along a Hilbert curve over the globe.

    Degrees in; a point without coordinates (NaN) comes after all others.
    """
    side = 1 << _CURVE_ORDER

    def rank(index: int) -> int:
        if isnan(lat[index]):
            return side * side
        return _along(int((lon[index] + 180) / 360 * (side - 1)), int((lat[index] + 90) / 180 * (side - 1)), side)

    return sorted(range(len(lat)), key=rank)


def _along(x: int, y: int, side: int) -> int:
    """Distance along the curve of the cell (x, y), after the usual quadrant rotation."""
    distance = 0
    step = side >> 1
    while step:
        right, upper = bool(x & step), bool(y & step)
        distance += step * step * ((3 * right) ^ upper)
        if not upper:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        step >>= 1
    return distance
