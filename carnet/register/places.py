"""Which commune a row of the register stands in, and the numbers that communes bear in a snapshot."""

import re
from array import array
from functools import lru_cache

from carnet.geo.communes import Communes

_POSTCODE_FIRST = re.compile(r"\s*(\d{5})\b\s*(.*)", re.DOTALL)
# How the file writes France as a country, when it writes it at all.
_FRANCE = frozenset({"", "99000", "99100", "FR", "FRA"})


class Places:
    """The communes in the snapshot's order, and the rules that find one of them in a row.

    Numbers start at 1; `nowhere`, the last, stands for abroad and for a place that no rule finds. `by_insee` holds the
    codes of today, those of whole cities (75056) included.
    """

    def __init__(self, communes: Communes) -> None:
        self._communes = communes
        order = communes.order
        self.insee = [communes.insee[index] for index in order]
        self.nowhere = len(order) + 1
        self.by_insee = {insee: number for number, insee in enumerate(self.insee, 1)}
        self._number = array("I", bytes(4 * len(order)))
        for number, index in enumerate(order, 1):
            self._number[index] = number

    @property
    def numbering(self) -> str:
        """What tells this numbering from that of another table of communes."""
        return self._communes.numbering

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
