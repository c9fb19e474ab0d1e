"""The places of an import: one is written once for all who share it, and one that the book has is used again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from carnet.domain.sides import Line, Place
from carnet.domain.text import fold
from carnet.models import tables
from carnet.models.writer import Writer
from carnet.queries.review import LINE, OF_SITE

Texts = tuple[str, ...]  # by OF_SITE
_INSEE = OF_SITE.index("insee")


@dataclass(slots=True)
class Site:
    """A place. `lines`: keys of those that hang on it, or will; `waiting`: of these, those to write yet; `made`: by
    this import."""

    row: int
    texts: Texts
    lines: frozenset[str]
    waiting: set[str]
    made: bool = False


class Sites:
    """The places of the book, and those that an import adds.

    A place that the book has is known by its address. Of those that come in, cards of this program say to the letter
    which are one: same texts, same lines; those of other programs share an address, however it is written.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._at: dict[Texts, list[Site]] = defaultdict(list)
        hung: dict[int, set[str]] = defaultdict(set)
        for row, *told in writer.dbapi.execute("SELECT site_id, value, kind, digits FROM line WHERE site_id NOT NULL"):
            hung[row].add(Line(told[0], told[1], digits=told[2]).key)
        for row, *texts in writer.dbapi.execute(f"SELECT id, {', '.join(OF_SITE)} FROM site ORDER BY id"):
            self._add(Site(row, tuple(texts), frozenset(hung.get(row, ())), set()))

    def settle(self, wanted: Iterable[tuple[str, Place, bool]]) -> list[Site | None]:
        """The site of each place, None for one that is nowhere; those that the book has not are written, at once. Each
        place comes after the key of its card, and before whether this program wrote that card."""
        found, fresh = list[Site | None](), list[Site]()
        said: dict[tuple[str, Texts], frozenset[str]] = {}
        for card, place, own in wanted:
            texts = tuple(getattr(place, name) for name in OF_SITE)
            lines = frozenset(line.key for line in place.lines if line.of_site)
            if own:  # two posts at one place: the first alone says its lines
                lines = said[card, texts] = lines or said.get((card, texts), lines)
            site = self._known(texts, lines, own) if lines or any(texts) else None
            if site is None and (lines or any(texts)):
                site = self._add(Site(0, texts, lines, set(lines), made=True))
                fresh.append(site)
            found.append(site)
        rows = self._writer.insert_many(tables.site, [dict(zip(OF_SITE, site.texts, strict=True)) for site in fresh])
        for site, row in zip(fresh, rows, strict=True):
            site.row = row
        return found

    def _add(self, site: Site) -> Site:
        if address := _address(site.texts, site.lines):
            self._at[address].append(site)
        return site

    def _known(self, texts: Texts, lines: frozenset[str], own: bool) -> Site | None:
        """The site of these texts: one that has these lines rather than another."""
        address = _address(texts, lines)
        if address not in self._at:
            return None
        here = [
            site
            for site in self._at[address]
            if ((site.texts, site.lines) == (texts, lines) if own and site.made else not _elsewhere(site.texts, texts))
        ]
        return next((site for site in here if lines <= site.lines), here[0] if here else None)


def hung(lines: Iterable[Line], role: int, site: Site | None, start: int = 0) -> Iterator[dict[str, Any]]:
    """The rows of the lines of a post, the first one at position `start`. A line of the place is written once, on a
    site that the import makes; on one that the book has and that is without it, it is the post's: the others who
    are there did not ask for it."""
    for position, line in enumerate(lines, start):
        if not line.of_site or site is None or line.key not in site.lines:
            yield line_row(line, position, role_id=role)
        elif line.key in site.waiting:
            site.waiting.discard(line.key)
            yield line_row(line, position, site_id=site.row)


def line_row(line: Line, position: int, **owner: Any) -> dict[str, Any]:
    """A row of the table line."""
    return {**{name: getattr(line, name) for name in LINE}, "position": position, **owner}


def _elsewhere(one: Texts, other: Texts) -> bool:
    """Whether two addresses spelled alike are in two communes: several of them may share a postcode."""
    return bool(one[_INSEE] and other[_INSEE] and one[_INSEE] != other[_INSEE])


def _address(texts: Texts, lines: frozenset[str]) -> Texts:
    """What makes it the same place for several people: at least a street and a town, or else the very same texts with
    lines of its own; () for one that is not shared."""
    name, complement, street, postcode, city, _, insee, hours, access = texts
    town = postcode or fold(city) or insee
    if street and town:
        return tuple(fold(text) for text in (town, street, name, complement, hours, access))
    return ("", *texts) if lines else ()
