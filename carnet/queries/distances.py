"""Kilometres from one origin, worked out for a commune when it is first asked."""

from carnet.geo.communes import Communes
from carnet.geo.distance import Point


class Distances:
    """Distances from an origin, None when unknown; every distance is None without one."""

    def __init__(self, communes: Communes, origin: Point | None) -> None:
        self._communes, self._origin = communes, origin
        self._known: dict[int | None, float | None] = {None: None}

    def km(self, commune: int | None) -> float | None:
        """Kilometres to a commune (index in `Communes`)."""
        try:
            return self._known[commune]
        except KeyError:
            assert commune is not None
            km = self._communes.kilometres(commune, self._origin) if self._origin else None
            self._known[commune] = km
            return km
