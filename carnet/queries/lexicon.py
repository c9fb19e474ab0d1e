"""What typed words mean here and now: catalogue, communes, and the people of the book and of the register."""

from typing import TYPE_CHECKING

from carnet.domain.query import Hits, Place
from carnet.domain.specialties import Catalogue
from carnet.geo.communes import Communes
from carnet.geo.departments import department_named, departments_numbered
from carnet.geo.distance import Point
from carnet.register.lookup import Register, Word

if TYPE_CHECKING:
    from carnet.queries.book_search import BookSearch

_REMEMBERED = 20_000
_AROUND_KM = 60.0
_LONG_ENOUGH = 5
_SAINTS = frozenset({"saint", "sainte", "saints", "saintes"})  # the beginning of too many names


class BoxLexicon:
    """The `domain.query.Lexicon` of one box; what it learns of a word is remembered until `forget`."""

    def __init__(
        self, catalogue: Catalogue, communes: Communes, origin: Point | None, book: "BookSearch | None",
        register: Register | None,
    ) -> None:  # fmt: skip
        self._catalogue, self._communes, self._origin = catalogue, communes, origin
        self._book, self._register = book, register
        self._hits: dict[tuple[str, bool], Hits] = {}
        self._places: dict[str, tuple[Place, ...]] = {}
        self._begun: dict[str, tuple[Place, ...]] = {}

    def forget(self) -> None:
        """The book or the register has changed."""
        self._hits.clear()

    def specialties(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Specialties that the phrase names."""
        return self._catalogue.match(words)

    def specialties_starting(self, prefix: str) -> tuple[str, ...]:
        """Specialties whose name begins so; an unregulated practice only when nothing else does, or named whole."""
        found = self._catalogue.starting(prefix)
        regulated = tuple(name for name in found if self._catalogue.get(name).regulated)
        return regulated or found

    def places(self, phrase: str) -> tuple[Place, ...]:
        """Communes that the phrase names, most populous first."""
        found = self._places.get(phrase)
        if found is None:
            found = self._named(phrase)
            if len(self._places) < _REMEMBERED:
                self._places[phrase] = found
        return found

    def _named(self, phrase: str) -> tuple[Place, ...]:
        """Communes of that very name, those around first; before them, one around whose name goes on (Saint-Rémy)."""
        named = sorted(map(self._place, self._communes.named(phrase)), key=lambda place: not _around(place))
        if len(phrase) >= _LONG_ENOUGH and phrase not in _SAINTS and not any(map(_around, named)):
            longer = [place for place in self.places_starting(f"{phrase} ") if _around(place)]
            named = longer + named
        return tuple(named[:3])

    def places_starting(self, prefix: str) -> tuple[Place, ...]:
        """The likeliest commune whose name begins so."""
        found = self._begun.get(prefix)
        if found is None:
            found = tuple(map(self._place, self._communes.starting(prefix, limit=1, origin=self._origin)))
            if len(self._begun) < _REMEMBERED:
                self._begun[prefix] = found
        return found

    def departments(self, phrase: str) -> tuple[str, ...]:
        """Codes of the départements that the phrase names or numbers."""
        named = department_named(phrase)
        return (named,) if named else departments_numbered(phrase)

    def postcode(self, digits: str) -> tuple[Place, ...]:
        """Communes of a postcode."""
        return tuple(self._place(commune) for commune in self._communes.by_postcode(digits))

    def hits(self, word: str, *, prefix: bool) -> Hits:
        """How many people the word may name."""
        found = self._hits.get((word, prefix))
        if found is None:
            named, mentioned = self._book.hits(word, prefix=prefix) if self._book else (0, 0)
            elsewhere = self._register.count(Word(word, prefix)) if self._register else 0
            found = Hits(named, mentioned + elsewhere)
            if len(self._hits) < _REMEMBERED:
                self._hits[word, prefix] = found
        return found

    def _place(self, commune: int) -> Place:
        communes = self._communes
        km = communes.kilometres(commune, self._origin) if self._origin else None
        return Place(communes.insee[commune], communes.names[commune], communes.population[commune], km)


def _around(place: Place) -> bool:
    return place.km is not None and place.km <= _AROUND_KM
