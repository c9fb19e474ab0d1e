"""Which commune a row of the register stands in, and the numbers that communes bear in a snapshot."""

import re
from array import array
from collections.abc import Sequence
from functools import lru_cache
from math import isnan

from carnet.geo.communes import Communes

_POSTCODE_FIRST = re.compile(r"\s*(\d{5})\b\s*(.*)", re.DOTALL)
_CURVE_ORDER = 16
# How the file writes France as a country, when it writes it at all.
_FRANCE = frozenset({"", "99000", "99100", "FR", "FRA"})


class Places:
    """The communes in the snapshot's order, and the rules that find one of them in a row.

    Numbers start at 1; `nowhere`, the last, stands for abroad and for a place that no rule finds. `by_insee` holds the
    codes of today, those of whole cities (75056) included.
    """

    def __init__(self, communes: Communes) -> None:
        self._communes = communes
        order = hilbert_order(communes.lat, communes.lon)
        self.insee = [communes.insee[index] for index in order]
        self.nowhere = len(order) + 1
        self.by_insee = {insee: number for number, insee in enumerate(self.insee, 1)}
        self._number = array("I", bytes(4 * len(order)))
        for number, index in enumerate(order, 1):
            self._number[index] = number

    @classmethod
    @lru_cache(maxsize=1)
    def shipped(cls) -> "Places":
        """Those of the program's own table of communes, ordered once."""
        return cls(Communes.shipped())

    def find(self, postcode: str, insee: str, city: str, routing: str) -> int:
        """Number of the commune of a French address, each part as the file writes it; `nowhere` when none fits.

        The code is believed first; without one that is known today, postcode, routing line and name tell.
        """
        if (number := self.by_insee.get(insee.strip().upper())) is not None:
            return number
        index = self._communes.town_of_routing_line(routing.strip(), postcode.strip(), city.strip())
        return self.nowhere if index is None else self._number[index]


def abroad(country: str) -> bool:
    """Whether a country code names another country than France."""
    return country.strip().upper() not in _FRANCE


def department_of(postcode: str) -> str:
    """Département told by the beginning of a postcode: « 84 », « 974 »; Corsica reads « 20 »."""
    return postcode[:3] if postcode.startswith(("97", "98")) else postcode[:2]


def split_routing(line: str) -> tuple[str, str]:
    """Postcode and town of a routing line: « 25304 PONTARLIER CEDEX » → 25304, PONTARLIER CEDEX."""
    match = _POSTCODE_FIRST.match(line)
    return (match[1], match[2].strip()) if match else ("", line.strip())


def hilbert_order(lat: Sequence[float], lon: Sequence[float]) -> list[int]:
    """Indexes of the points along a Hilbert curve over the globe, so that neighbours get close numbers.

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
