"""Right spellings of a word that nobody bears, or other spellings of one that sounds alike."""

from typing import TYPE_CHECKING

from carnet.domain.specialties import Catalogue
from carnet.domain.text import fold
from carnet.geo.communes import Communes
from carnet.geo.distance import Point
from carnet.register.lookup import Register, Word

if TYPE_CHECKING:
    from carnet.queries.book_search import BookSearch

_VARIANTS = 3
_RARER = 20  # a spelling twenty times rarer is a slip of the register, or another name
_LONG = 8
_SHORTEST = 4
_AROUND_KM = 100.0
_CITY = 20_000
_REMEMBERED = 5_000


class Speller:
    """Spellings known to one box. Nothing is imported for it until a word is wrong."""

    def __init__(
        self, catalogue: Catalogue, communes: Communes, origin: Point | None, book: "BookSearch | None",
        register: Register | None,
    ) -> None:  # fmt: skip
        self._catalogue, self._communes, self._origin = catalogue, communes, origin
        self._book, self._register = book, register
        self._places: tuple[str, ...] | None = None
        self._sounds: dict[str, list[str]] | None = None
        self._variants: dict[tuple[str, bool], tuple[str, ...]] = {}

    def corrected(self, word: str) -> str:
        """The likeliest word or phrase meant by `word`, which nobody bears; itself when nothing is near.

        Fewest wrong letters first; then a specialty before a place, a place before a name of the book, then of the
        register.
        """
        if len(word) < _SHORTEST or not word.isalpha():
            return word
        from rapidfuzz.distance import OSA  # 20 ms, only when a word is wrong

        allowed = 1 if len(word) < _LONG else 2
        choices = [*self._catalogue.spelt_like(word), *self._near(self._place_names(), word, allowed)]
        choices += self._near(self._book.vocabulary() if self._book else (), word, allowed)
        choices += self._register.spelt_like(word) if self._register else ()
        return min(choices, key=lambda choice: OSA.distance(word, choice), default=word)

    def variants(self, word: str, *, prefix: bool) -> tuple[str, ...]:
        """Known words that differ by a letter and sound the same (lefevre: lefebvre).

        A word only begun has none, unless it is somebody's whole name already.
        """
        if len(word) < _SHORTEST or not word.isalpha():
            return ()
        key = (word, prefix)
        if key not in self._variants:
            if len(self._variants) > _REMEMBERED:
                self._variants.clear()
            whole = not prefix or (self._register is not None and self._register.knows(word))
            whole = whole or word in self._sounding_like(word)
            self._variants[key] = self._alike(word) if whole else ()
        return self._variants[key]

    def forget(self) -> None:
        """The book has changed."""
        self._variants.clear()
        self._sounds = None

    def _alike(self, word: str) -> tuple[str, ...]:
        from carnet.domain.phonetics import sounds_alike

        near = [*self._sounding_like(word)]
        if self._register:
            least = self._register.count(Word(word)) // _RARER
            near += (other for other in self._register.spelt_like(word) if self._register.count(Word(other)) >= least)
        alike = (other for other in near if other != word and sounds_alike(word, other))
        return tuple(dict.fromkeys(alike))[:_VARIANTS]

    def _sounding_like(self, word: str) -> list[str]:
        """Names of the book that sound so."""
        from carnet.domain.phonetics import sound

        if self._sounds is None:
            self._sounds = {}
            for name in self._book.vocabulary() if self._book else ():
                self._sounds.setdefault(sound(name), []).append(name)
        return self._sounds.get(sound(word), [])

    def _near(self, words: tuple[str, ...], word: str, allowed: int) -> list[str]:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        found = process.extract(word, words, scorer=OSA.distance, score_cutoff=allowed, limit=5)
        return [choice for choice, _, _ in found]

    def warm(self) -> None:
        """Make ready what the first misspelt word needs."""
        self._place_names()
        self._sounding_like("")

    def _place_names(self) -> tuple[str, ...]:
        """Folded names of communes around, and of cities anywhere."""
        if self._places is None:
            communes = self._communes
            around = communes.within(self._origin, _AROUND_KM) if self._origin else ()
            cities = (commune for commune, people in enumerate(communes.population) if people >= _CITY)
            self._places = tuple(dict.fromkeys(fold(communes.names[commune]) for commune in (*around, *cities)))
        return self._places
