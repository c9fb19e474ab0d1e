"""The one box: words typed, the right correspondents in order, and why. Plain SQL over book and register."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from carnet.domain.disclosure import Profile
from carnet.domain.needs import Need
from carnet.domain.query import Chip, Reading, read
from carnet.domain.ranking import Hidden, Placed, Ranked, Ranking, Wish, placed, rank
from carnet.domain.specialties import Catalogue
from carnet.geo.communes import Communes
from carnet.geo.distance import Point
from carnet.queries.box_readings import Choice, begun_place, is_close, read_as, relaxed
from carnet.queries.distances import Distances
from carnet.queries.lexicon import BoxLexicon
from carnet.queries.register_search import RegisterAnswer, RegisterSearch
from carnet.queries.results import Answer, Origin, Result
from carnet.queries.spelling import Speller
from carnet.register.lookup import Register

if TYPE_CHECKING:
    from sqlite3 import Connection

    from carnet.queries.book_search import BookSearch
    from carnet.queries.entries import Entry
    from carnet.queries.rows import BookRows

Row = TypeVar("Row")
Key = TypeVar("Key", bound=Hashable)
Kept = TypeVar("Kept")

ORIGINS_KEPT = 8
NEAR_KM = 60.0  # a town that is only begun is meant as near as this


class OpenBook(Protocol):
    """What the box needs of an open book."""

    def reader(self) -> "Connection":
        """This thread's connection."""

    def data_version(self) -> int:
        """A number that changes when the book does."""


class Request(Struct, frozen=True):
    """What is asked. `near`: INSEE code of the patient's commune; `needs`: on top of those typed; rows of each list.

    `choices`: words that the person read for us, void once they are no longer typed. `show_hidden`: those who are
    gone or known not to fit come too, last.
    """

    text: str
    near: str = ""
    needs: tuple[Need, ...] = ()
    limit: int = 50
    book_limit: int = 50
    choices: tuple[Choice, ...] = ()
    show_hidden: bool = False


class _Found(Struct, frozen=True):
    """What one reading gives: the book's people in order (row numbers), and the register's."""

    book: Ranking
    register: RegisterAnswer

    @property
    def anybody(self) -> bool:
        """Whether there is anyone to show."""
        return bool(self.book.total or self.register.total)


class Box:
    """Searches over one book (or none) and one register (or none), for one profile, as of a day. One thread's."""

    def __init__(
        self,
        book: OpenBook | None,
        register: Register | None,
        *,
        communes: Communes,
        catalogue: Catalogue,
        practice: str,
        today: date,
        profile: Profile = Profile.OWNER,
    ) -> None:
        """`practice`: INSEE code of the practice's commune, "" when unknown."""
        self._book, self._communes, self._catalogue, self._practice = book, communes, catalogue, practice
        self._version = book.data_version() if book else 0
        origin = self._point(practice)
        self._people: BookSearch | None = None
        self._rows: BookRows | None = None
        if book:
            self._open_book(book, profile, today)
        self._distances: OrderedDict[str, Distances] = OrderedDict()
        self._placed: OrderedDict[tuple[str, frozenset[str]], dict[int, Placed]] = OrderedDict()
        self._register = RegisterSearch(register, communes) if register else None
        self._lexicon = BoxLexicon(catalogue, communes, origin, self._people, register)
        self._speller = Speller(catalogue, communes, origin, self._people, register)

    def _open_book(self, book: OpenBook, profile: Profile, today: date) -> None:
        from carnet.queries.book_search import BookSearch  # the register alone answers without
        from carnet.queries.rows import BookRows

        self._people = BookSearch(
            book.reader(),
            profile=profile,
            today=today,
            national=self._national,
            commune_of=self._communes.by_insee,
        )
        self._rows = BookRows(self._people, self._communes, self._catalogue, profile)

    def find(self, request: Request) -> Answer:
        """The answer to what is typed. Never raises for anything typed."""
        self._refresh()
        readings = self._readings(request.text)
        if not readings[0].chips and not request.needs:
            return Answer(readings[0], origin=self._origin(readings[0], request), register_date=self._date())
        chosen = read_as(readings, request.choices)
        found, reading = self._first_that_finds(chosen, request)
        others = [r for r in dict.fromkeys((*chosen, *readings)) if r is not reading]
        town = self._begun_town(reading, [other for other in others if other in chosen])
        origin = self._origin(town or reading, request)
        if town:
            found = self._search(reading, request, origin)
        close = [other for other in others if other is town or (other in chosen and is_close(other, reading))]
        full = len(found.register.rows) >= request.limit
        more = [self._search(other, request, origin, register=not full) for other in close]
        return self._answer(request, reading, origin, [found, *more], others)

    def _refresh(self) -> None:
        if self._book and self._people and (version := self._book.data_version()) != self._version:
            self._version = version
            self.forget()

    def forget(self) -> None:
        """The book has changed: what was read of it is read again."""
        self._placed.clear()
        for part in (self._people, self._rows, self._lexicon, self._speller):
            if part:
                part.forget()

    def warm(self) -> None:
        """Read what a search needs before the first one is asked, in a thread that nobody waits for."""
        if self._people:
            self._people.warm()
        self._speller.warm()

    def _readings(self, text: str) -> tuple[Reading, ...]:
        """Readings of the text; misspelt words, those that mean nothing to anybody, are read again corrected."""
        readings = read(text, self._lexicon)
        wrong = {chip.value for chip in readings[0].of("name") if not self._bears(chip)}
        corrections = {word: right for word in wrong if (right := self._speller.corrected(word)) != word}
        return read(text, self._lexicon, corrections) if corrections else readings

    def _begun_town(self, reading: Reading, others: Sequence[Reading]) -> Reading | None:
        """« cardio avi »: beside those of that name, the specialty around the town that is begun, if it is near."""
        other = begun_place(reading, others)
        home = self._point(self._practice)
        town = self._communes.by_insee(other.of("place")[0].value) if other else None
        if home is None or town is None:
            return None
        km = self._communes.kilometres(town, home)
        return other if km is not None and km <= NEAR_KM else None

    def _bears(self, chip: Chip) -> bool:
        hits = self._lexicon.hits(chip.value, prefix=chip.prefix)
        return bool(hits.book or hits.register)

    def _first_that_finds(self, readings: Sequence[Reading], request: Request) -> tuple[_Found, Reading]:
        """The first reading that finds anybody; else the first with one word dropped."""
        for reading in readings:
            if reading is readings[0] or reading.filters:
                found = self._search(reading, request, self._origin(reading, request))
                if found.anybody:
                    return found, reading
        for reading in relaxed(readings[0]):
            found = self._search(reading, request, self._origin(reading, request))
            if found.anybody:
                return found, reading
        return self._search(readings[0], request, self._origin(readings[0], request)), readings[0]

    def _search(self, reading: Reading, request: Request, origin: Origin | None, *, register: bool = True) -> _Found:
        """Who answers a reading. `register` False: its list is full already, only the book is asked."""
        point = self._point(origin.insee) if origin else None
        needs = _needs_of(reading, request)
        nobody = Ranking((), frozenset(), Hidden())
        ranking = self._rank(reading, needs, origin, request) if self._people else nobody
        exclude = self._people.identifiers() if self._people else frozenset()
        if self._register and register:
            if request.show_hidden:
                needs = tuple(need for need in needs if need.kind not in ("woman", "man"))
            from_register = self._register.search(
                reading, needs, point, exclude=exclude, limit=request.limit, variants=self._variants
            )
        else:
            from_register = RegisterAnswer()
        return _Found(ranking, from_register)

    def _rank(
        self,
        reading: Reading,
        needs: tuple[Need, ...],
        origin: Origin | None,
        request: Request,
    ) -> Ranking:
        assert self._people
        ids = self._people.candidates(reading, self._variants)
        named = bool(reading.of("name") or reading.of("phone") or reading.of("id"))
        wish = Wish(needs, place_typed=bool(reading.of("place")), named=named, show_hidden=request.show_hidden)
        return rank(self._candidates(ids, reading, origin), wish, limit=request.book_limit)

    def _candidates(self, ids: set[int], reading: Reading, origin: Origin | None) -> Iterable[Placed]:
        """Facts, as the profile may know them, at the distance of the nearest place that matches."""
        assert self._people
        keeps = self._place_filter(reading)
        if keeps:
            entries = self._people.entries(ids).items()
            ids = {key for key, entry in entries if any(keeps(place.insee, place.postcode) for place in entry.places)}
        if not any(reading.of(kind) for kind in ("specialty", "name", "tag", "phone", "id")):
            ids = {key for key, entry in self._people.entries(ids).items() if not self._unregulated(entry)}
        specialties = _specialties(reading)
        several = self._people.at_several_places(ids) if specialties else frozenset()
        return chain(self._near(origin, ids - several), self._near(origin, several, specialties))

    def _near(
        self, origin: Origin | None, ids: set[int] | frozenset[int], specialties: frozenset[str] = frozenset()
    ) -> list[Placed]:
        """`ids` from an origin: from the nearest place where they practise one of `specialties`, of all when none."""
        assert self._people
        known = _latest(self._placed, (origin.insee if origin else "", specialties), dict)
        if missing := ids.difference(known):  # of the dict itself: of its keys would walk all that is known
            km = self._km(origin)
            for key, entry in self._people.entries(missing).items():
                known[key] = placed(entry.facts, _nearest(entry, specialties, km))
        return [known[one] for one in ids if one in known]

    def _unregulated(self, entry: "Entry") -> bool:
        """Whether all that someone does is unregulated: out of default results unless asked for."""
        known = [self._catalogue.get(p.specialty) for p in entry.places if p.specialty in self._catalogue]
        return bool(known) and not any(specialty.regulated for specialty in known)

    def _place_filter(self, reading: Reading) -> Callable[[str, str], bool] | None:
        departments = tuple(code for chip in reading.of("department") for code in chip.values)
        postcodes = tuple(chip.value for chip in reading.of("postcode"))
        if not departments and not postcodes:
            return None
        return lambda insee, postcode: bool(
            (departments and (insee or postcode).startswith(departments))
            or (postcodes and postcode.startswith(postcodes))
        )

    def _km(self, origin: Origin | None) -> Callable[[int | None], float | None]:
        """Kilometres from an origin to a commune, remembered for the last few origins."""
        insee = origin.insee if origin else ""
        return _latest(self._distances, insee, lambda: Distances(self._communes, self._point(insee))).km

    def _answer(
        self, request: Request, reading: Reading, origin: Origin | None, founds: list[_Found], others: Sequence[Reading]
    ) -> Answer:
        """Rows of the first reading, then of the others; nobody twice, whoever is avoided last in the whole list."""
        ranked = _unique((row for found in founds for row in found.book.rows), lambda row: row.facts.key)
        ranked.sort(key=lambda row: row.facts.avoided)
        register = _unique((row for found in founds for row in found.register.rows), lambda row: row.id)
        first = founds[0]
        return Answer(
            reading=reading,
            others=tuple(others),
            origin=origin,
            book=self._book_rows(ranked[: request.book_limit], reading, origin),
            book_total=len(frozenset().union(*(found.book.keys for found in founds))),
            register=tuple(register[: request.limit]),
            register_total=max(first.register.total, len(register)),
            register_more=first.register.more,
            register_date=self._date(),
            needs=_needs_of(reading, request),
            hidden=replace(first.book.hidden, attribute=first.book.hidden.attribute + first.register.hidden),
        )

    def _book_rows(self, ranked: list[Ranked], reading: Reading, origin: Origin | None) -> tuple[Result, ...]:
        if not self._rows:
            return ()
        return self._rows.results(ranked, specialties=_specialties(reading), km=self._km(origin))

    def _origin(self, reading: Reading, request: Request) -> Origin | None:
        """Where distances are from: what was typed, else the patient's commune, else the practice."""
        typed = reading.of("place")
        for insee, whose in (
            (typed[0].value if typed else "", "typed"),
            (request.near, "patient"),
            (self._practice, "practice"),
        ):
            commune = self._communes.by_insee(insee) if insee else None
            if commune is not None:
                return Origin(self._communes.insee[commune], self._communes.names[commune], whose)
        return None

    def _point(self, insee: str) -> Point | None:
        commune = self._communes.by_insee(insee) if insee else None
        return None if commune is None else self._communes.point(commune)

    def _variants(self, chip: Chip) -> tuple[str, ...]:
        return () if chip.corrected else self._speller.variants(chip.value, prefix=chip.prefix)

    def _national(self, specialty: str) -> int | None:
        return self._catalogue.get(specialty).median_days if specialty in self._catalogue else None

    def _date(self) -> str:
        return self._register.date if self._register else ""


def _latest(kept: "OrderedDict[Key, Kept]", key: Key, make: Callable[[], Kept]) -> Kept:
    """What is kept for `key`, made if it is not; of the few keys asked last only."""
    found = kept.get(key)
    if found is None:
        found = kept[key] = make()
        if len(kept) > ORIGINS_KEPT:
            kept.popitem(last=False)
    kept.move_to_end(key)
    return found


def _nearest(entry: "Entry", specialties: frozenset[str], km: Callable[[int | None], float | None]) -> float | None:
    """Kilometres to the nearest place where one of `specialties` is practised; of all places when none is."""
    places = entry.places
    if specialties:
        places = tuple(place for place in places if place.specialty in specialties)
    return min([one for place in places if (one := km(place.commune)) is not None], default=None)


def _unique(rows: Iterable[Row], key: Callable[[Row], object]) -> list[Row]:
    """Each row once, where it first stands."""
    found: dict[object, Row] = {}
    for row in rows:
        found.setdefault(key(row), row)
    return list(found.values())


def _specialties(reading: Reading) -> frozenset[str]:
    return frozenset(value for chip in reading.of("specialty") for value in chip.values)


def _needs_of(reading: Reading, request: Request) -> tuple[Need, ...]:
    """Needs typed, in typed order, then those asked beside the text."""
    typed = (Need(*chip.value.partition(":")[::2]) for chip in reading.of("need"))
    return tuple(dict.fromkeys((*typed, *request.needs)))
