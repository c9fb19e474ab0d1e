"""From ranked facts to rows for the eye: name, place, numbers, flags, reasons."""

from collections.abc import Callable, Iterable

from carnet.domain.delays import median
from carnet.domain.disclosure import LineView, Profile, disclose_lines
from carnet.domain.ranking import Ranked
from carnet.domain.specialties import Catalogue
from carnet.geo.communes import Communes
from carnet.queries.book_search import BookSearch
from carnet.queries.entries import Entry, EntryLines, EntryPlace
from carnet.queries.results import Delay, Result, Where, Who
from carnet.words import person_name

_FURTHEST = float("inf")
_REACHED_FIRST = ("phone", "secure", "email", "web", "fax")


class BookRows:
    """Makes rows of the book for one profile. What depends on a correspondent and a place alone is made once."""

    def __init__(self, people: BookSearch, communes: Communes, catalogue: Catalogue, profile: Profile) -> None:
        self._people, self._communes, self._catalogue, self._profile = people, communes, catalogue, profile
        self._made: dict[tuple[int, int], tuple[Who, tuple[str, ...]]] = {}

    def forget(self) -> None:
        """The book has changed."""
        self._made.clear()

    def results(
        self, rows: Iterable[Ranked], *, specialties: frozenset[str], km: Callable[[int | None], float | None]
    ) -> tuple[Result, ...]:
        """Rows in order. `specialties` asked, none means all; `km` of a commune index."""
        ranked = list(rows)
        entries = self._people.entries([row.facts.key for row in ranked])
        lines = self._people.lines(entries.values())
        found = []
        for row in ranked:
            entry = entries[row.facts.key]
            place = _nearest_place(entry, specialties, km)
            key = (entry.id, place.role if place else 0)
            if key not in self._made:
                self._made[key] = self._who(entry, place, lines[entry.id]), self._lasting_flags(entry)
            who, flags = self._made[key]
            judged = (("avoided", row.facts.avoided), ("favourite", row.facts.favourite))
            found.append(Result(who, row.km, _delay(row), (*(name for name, on in judged if on), *flags), row.reasons))
        return tuple(found)

    def _who(self, entry: Entry, place: EntryPlace | None, lines: EntryLines) -> Who:
        return Who(
            id=f"b:{entry.uuid}",
            source="book",
            kind=entry.kind,
            name=entry_name(entry),
            gender=entry.gender,
            rpps=entry.rpps,
            specialties=_specialties(entry, place),
            where=self._where(entry, place),
            lines=disclose_lines(_ordered(lines, place), self._profile),
            sector=entry.sector,
            status=entry.status,
            successor=entry.successor,
        )

    def _where(self, entry: Entry, place: EntryPlace | None) -> Where:
        if place is None:
            return Where()
        sites = {other.site for other in entry.places if other.site}
        name = place.city if place.commune is None else self._communes.names[place.commune]
        return Where(name, place.insee, place.postcode, max(0, len(sites) - 1))

    def _lasting_flags(self, entry: Entry) -> tuple[str, ...]:
        catalogue = self._catalogue
        known = [catalogue.get(place.specialty) for place in entry.places if place.specialty in catalogue]
        flags = {
            "paused": entry.status == "paused",
            "closed": entry.status == "closed",
            "retired": entry.status == "retired",
            "unregulated": any(not specialty.regulated for specialty in known),
            "unverified": not entry.verified,
        }
        return tuple(name for name, on in flags.items() if on)


def _nearest_place(
    entry: Entry, specialties: frozenset[str], km: Callable[[int | None], float | None]
) -> EntryPlace | None:
    """The place a row speaks of: of an asked specialty, nearest first; any place of who was found otherwise."""
    asked = tuple(place for place in entry.places if place.specialty in specialties)
    places = asked or entry.places
    if len(places) < 2:
        return places[0] if places else None
    distances = ((km(place.commune), index) for index, place in enumerate(places))
    return places[min((_FURTHEST if one is None else one, index) for one, index in distances)[1]]


def entry_name(entry: Entry) -> str:
    """« Dr Karim BENHADDOU », the structure's name, or the function of a contact without a name."""
    return person_name(entry.title, entry.given, entry.family) if entry.family else entry.label


def _specialties(entry: Entry, place: EntryPlace | None) -> tuple[str, ...]:
    named = [place.specialty] if place else []
    return tuple(dict.fromkeys(s for s in (*named, *(p.specialty for p in entry.places)) if s))


def _ordered(lines: Iterable[tuple[int, int, LineView]], place: EntryPlace | None) -> tuple[LineView, ...]:
    """The number for the patient first: public telephones of the place, then wider rings, then other means."""

    def rank(item: tuple[int, int, LineView]) -> tuple[int, int, int]:
        role, site, line = item
        here = 0 if place and role == place.role else 1 if place and site and site == place.site else 2
        elsewhere = 3 if (role or site) and here == 2 else here
        return line.ring, _REACHED_FIRST.index(line.kind), elsewhere

    unique = dict.fromkeys(line for _, _, line in sorted(lines, key=rank))
    return tuple(unique)


def _delay(ranked: Ranked) -> Delay | None:
    own = ranked.facts.own_delays
    if own:
        return Delay(round(median(own)), len(own), "own")
    told = ranked.estimate.told
    return Delay(told.days, 0, "caller" if told.audience == "caller" else "told") if told else None
