"""From ranked facts to rows for the eye: name, place, numbers, flags, reasons."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from carnet.domain.disclosure import LineView, Profile, disclose_lines
from carnet.domain.ranking import Ranked
from carnet.domain.rings import Ring
from carnet.domain.specialties import Catalogue
from carnet.queries.entries import Entry, EntryPlace, lines_of
from carnet.queries.results import Delay, Result, Where
from carnet.words import person_name

if TYPE_CHECKING:
    from sqlite3 import Connection

_REACHED_FIRST = ("phone", "secure", "email", "web", "fax")


def book_results(
    connection: "Connection",
    rows: list[tuple[Ranked, Entry]],
    *,
    specialties: frozenset[str],
    km: Callable[[str], float | None],
    profile: Profile,
    catalogue: Catalogue,
    commune_name: Callable[[str], str],
) -> tuple[Result, ...]:
    """Rows of the book in order. `km` and `commune_name` take an INSEE code; `specialties` asked, none means all."""
    lines = lines_of(connection, [entry for _, entry in rows])
    found = []
    for ranked, entry in rows:
        places = [place for place in entry.places if not specialties or place.specialty in specialties]
        place = min(places, key=lambda place: _nearest(km(place.insee)), default=None)
        found.append(
            Result(
                id=f"b:{entry.uuid}",
                source="book",
                kind=entry.kind,
                name=entry_name(entry),
                gender=entry.gender,
                rpps=entry.rpps,
                specialties=_specialties(entry, place),
                where=_where(entry, place, commune_name),
                lines=disclose_lines(_ordered(lines[entry.id], place), profile),
                km=ranked.km,
                delay=_delay(ranked),
                sector=entry.sector,
                status=entry.status,
                successor=entry.successor,
                flags=_flags(ranked, entry, catalogue),
                reasons=ranked.reasons,
            )
        )
    return tuple(found)


def entry_name(entry: Entry) -> str:
    """« Dr Karim BENHADDOU », the structure's name, or the function of a contact without a name."""
    return person_name(entry.title, entry.given, entry.family) if entry.family else entry.label


def _nearest(km: float | None) -> float:
    return float("inf") if km is None else km


def _specialties(entry: Entry, place: EntryPlace | None) -> tuple[str, ...]:
    named = [place.specialty] if place else []
    return tuple(dict.fromkeys(s for s in (*named, *(p.specialty for p in entry.places)) if s))


def _where(entry: Entry, place: EntryPlace | None, commune_name: Callable[[str], str]) -> Where:
    if place is None:
        return Where()
    sites = {other.site for other in entry.places if other.site}
    name = commune_name(place.insee) or place.city
    return Where(name, place.insee, place.postcode, max(0, len(sites) - 1))


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
        return Delay(
            round(own[len(own) // 2] if len(own) % 2 else sum(own[len(own) // 2 - 1 :][:2]) / 2), len(own), "own"
        )
    told = ranked.estimate.told
    return Delay(told.days, 0, "caller" if told.audience == "caller" else "told") if told else None


def _flags(ranked: Ranked, entry: Entry, catalogue: Catalogue) -> tuple[str, ...]:
    known = [catalogue.get(place.specialty) for place in entry.places if place.specialty in catalogue]
    flags = {
        "avoided": ranked.facts.avoided,
        "favourite": ranked.facts.favourite,
        "paused": entry.status == "paused",
        "closed": entry.status == "closed",
        "retired": entry.status == "retired",
        "unregulated": any(not specialty.regulated for specialty in known),
        "unverified": not entry.verified,
    }
    return tuple(name for name, on in flags.items() if on)


def first_number(lines: Iterable[LineView]) -> LineView | None:
    """The number on the row: the first public telephone."""
    return next((line for line in lines if line.kind == "phone" and line.ring is Ring.PUBLIC), None)
