"""The order of the national register's rows.

One row per person, at the site that comes first in this order: within 60 km first; the classes of site that the need
asks for (pointu: hospitals; secteur 1: public hospitals and health centres; vite: practices); kilometres; a site shared
with someone of the book; a phone; the name; then the register's own numbers, so that the order is total.
"""

from collections.abc import Sequence
from typing import Any

from carnet.register.lookup.request import Request
from carnet.register.schema import HEALTH_CENTRE, NO_SITE, PRACTICE, PRIVATE_HOSPITAL, PUBLIC_HOSPITAL

WITHIN_KM = 60.0
# Kilometres that stand for a place the register does not tell, then for no place at all: after any place on Earth.
FAR, NOWHERE = 1e6, 1e7

# A key, or the beginning of one: (beyond 60 km, class group, km, not shared, no phone, name, person, activity).
Key = tuple[Any, ...]
END: Key = (2,)

_HOSPITALS = frozenset({PUBLIC_HOSPITAL, PRIVATE_HOSPITAL})
_NO_EXTRA_FEE = frozenset({PUBLIC_HOSPITAL, HEALTH_CENTRE})


def groups_of(request: Request) -> tuple[int, ...]:
    """Rank of each site class under the needs of a request, 0 first; all 0 without a need."""
    ranks = [
        (
            request.hospital_first and site not in _HOSPITALS,
            request.sector1_first and site not in _NO_EXTRA_FEE,
            request.practice_first and site != PRACTICE,
        )
        for site in range(NO_SITE + 1)
    ]
    order = sorted(set(ranks))
    return tuple(order.index(rank) for rank in ranks)


def place_key(km: float, group: int) -> Key:
    """The part of a key that a commune and a class of site decide; it sorts before every key that it begins."""
    return km > WITHIN_KM, group, km


def full_key(row: Sequence[Any], km: float, group: int, mine: frozenset[int]) -> Key:
    """The key of an activity as `rows.py` reads it: (act, person, commune, structure, class, key, no phone, …)."""
    return km > WITHIN_KM, group, km, row[3] not in mine, row[6], row[5], row[1], row[0]
