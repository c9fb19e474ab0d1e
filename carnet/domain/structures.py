"""Rules on structures: who leads when, and what may contain, carry or replace what.

Neighbours in FHIR R4: Organization.partOf, OrganizationAffiliation.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

LINKS = ("contains", "carries", "replaces")


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `since` to `until`, both included; None for no known limit."""

    since: date | None = None
    until: date | None = None

    @property
    def backwards(self) -> bool:
        """Whether it ends before it begins."""
        return self.since is not None and self.until is not None and self.until < self.since

    def holds(self, day: date) -> bool:
        """Whether `day` is in it."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def overlaps(self, other: "Span") -> bool:
        """Whether the two have a day in common."""
        return _not_before(self.until, other.since) and _not_before(other.until, self.since)


def _not_before(end: date | None, start: date | None) -> bool:
    return end is None or start is None or end >= start


@dataclass(frozen=True, slots=True)
class Link:
    """One structure over another (rows `above` and `below`), of one kind, while `span` lasts."""

    above: int
    below: int
    span: Span = Span()


def path_back(links: Iterable[Link], new: Link) -> tuple[int, ...]:
    """The way from `new.below` down to `new.above` by links of the same kind, ends included; () when there is none.

    A way means that the new link would close a circle. Only links that share a day with the new one count: a
    hospital that left one group may contain it later. Any circle of some day has a last link, which finds the others
    here: accepting only links without a way keeps every day free of circles.
    """
    if new.above == new.below:
        return (new.above,)
    below: dict[int, list[int]] = {}
    for link in links:
        if link.span.overlaps(new.span):
            below.setdefault(link.above, []).append(link.below)
    came_from = {new.below: new.below}
    waiting = [new.below]
    while waiting:
        here = waiting.pop()
        if here == new.above:
            return _way(came_from, here)
        for there in below.get(here, ()):
            if there not in came_from:
                came_from[there] = here
                waiting.append(there)
    return ()


def _way(came_from: dict[int, int], end: int) -> tuple[int, ...]:
    way = [end]
    while came_from[way[-1]] != way[-1]:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))


@dataclass(frozen=True, slots=True)
class Lead:
    """A role that leads a structure, while `span` lasts."""

    role: int
    span: Span


def displaced(leads: Iterable[Lead], new: Lead) -> tuple[int, ...]:
    """Roles that may lead no longer once `new` does: one référent at a time."""
    return tuple(lead.role for lead in leads if lead.role != new.role and lead.span.overlaps(new.span))
