"""The specialties a general practitioner thinks in: one list for doctors, carers, social workers and structures.

The nearest neighbour in FHIR is `PractitionerRole.specialty`. Official métiers (profession and savoir-faire) are
grouped: general practice has three codes, cardiology six. The list is `resources/specialties.toml`,
shipped packed by `carnet.domain.specialty_list`.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from msgspec import MsgspecError, Struct
from msgspec.json import decode

from carnet import paths
from carnet.errors import CarnetError

PACK = "specialties.json"
FAMILIES = (
    "doctor", "dental", "pharmacy", "midwife", "nurse", "paramedic", "psychology", "social", "structure",
    "unregulated", "other",
)  # fmt: skip
SHORTEST_PREFIX = 3  # letters typed before a specialty is completed
SHORTEST_TYPO = 5  # letters a word needs for a wrong one to be forgiven

_SMALL_WORDS = frozenset({"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "pour"})
_VOWELS = frozenset("aeiouy")
_LAST = "\x7f"  # sorts after every letter of a folded word


class Specialty(Struct, frozen=True):
    """One specialty, profession or kind of structure.

    `person` and `person_feminine` name who practises it (empty for a structure). `codes` are official métiers
    (« 10:SM48 », « 70 »), `finess` categories of establishment. `badge` is a French remark to show, or empty.
    `median_days` is the national median delay of an appointment in days, `median_source` where it was published.
    """

    id: str
    label: str
    person: str
    person_feminine: str
    family: str
    codes: tuple[str, ...]
    finess: tuple[str, ...]
    synonyms: tuple[str, ...]
    badge: str
    median_days: int | None
    median_source: str

    @property
    def regulated(self) -> bool:
        """Whether the law knows the profession; the others are kept out of results unless asked for."""
        return self.family != "unregulated"

    def noun(self, feminine: bool = False) -> str:
        """Who practises it (« Infirmière »), the label for a structure."""
        return (self.person_feminine if feminine else self.person) or self.label


class Listed(Struct, frozen=True):
    """The list as it is shipped (`specialty_list.listed` makes it): the readings of each folded phrase, likeliest
    first, and the most words that a phrase has as it is typed.
    """

    specialties: tuple[Specialty, ...]
    readings: dict[str, tuple[str, ...]]
    longest_phrase: int


class Catalogue:
    """Every specialty, found by id, official code, word, beginning of a word or misspelt word. Never changes."""

    def __init__(self, listed: Listed) -> None:
        self._by_id = {specialty.id: specialty for specialty in listed.specialties}
        self._rank = {name: rank for rank, name in enumerate(self._by_id)}
        self._by_code = {code: s.id for s in self for code in s.codes}
        self._by_finess = {category: s.id for s in self for category in s.finess}
        self._readings, self.longest_phrase = listed.readings, listed.longest_phrase

    @classmethod
    @lru_cache(maxsize=1)
    def shipped(cls) -> "Catalogue":
        """The list of the program's own resources, read once. Raises CarnetError when it is damaged."""
        path = paths.resource(PACK)
        try:
            return cls(decode(path.read_bytes(), type=Listed))
        except (OSError, MsgspecError) as error:
            raise CarnetError(f"La liste des spécialités est illisible : {path}.") from error

    def __iter__(self) -> Iterator[Specialty]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, name: str) -> bool:
        return name in self._by_id

    def get(self, name: str) -> Specialty:
        """The specialty of an id. Raises KeyError when there is none."""
        return self._by_id[name]

    def of_code(self, profession: str, skill: str = "") -> Specialty | None:
        """The specialty of an official métier: of the exact pair, else of the profession; None for an unknown one."""
        name = self._by_code.get(f"{profession}:{skill}") or self._by_code.get(profession)
        return None if name is None else self._by_id[name]

    def of_finess(self, category: str) -> Specialty | None:
        """The kind of structure of a FINESS category, None when it is not one that a GP calls."""
        name = self._by_finess.get(category)
        return None if name is None else self._by_id[name]

    def match(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Ids of the specialties that a whole phrase names, likeliest first; none if it names none.

        `words` are folded. Plurals do not matter, nor small words inside the phrase (« médecin du travail »).
        """
        if not words or words[0] in _SMALL_WORDS or words[-1] in _SMALL_WORDS:
            return ()
        return self._readings.get(key_of(words), ())

    @cached_property
    def _sorted_keys(self) -> list[str]:
        return sorted(self._readings)

    def starting(self, prefix: str) -> tuple[str, ...]:
        """Ids of the specialties with a phrase that starts with `prefix` (folded, at least SHORTEST_PREFIX letters).

        Readings of the prefix as a whole phrase come first, then those of the shortest phrases; between equals, the
        order of the list, which is that in which a GP asks. Unregulated practices come last.
        """
        words = prefix.split()
        if len(prefix) < SHORTEST_PREFIX or not words:
            return ()
        last = "" if words[-1] in _SMALL_WORDS else words[-1]
        start = f"{key_of(words[:-1])} {last}".lstrip() if len(words) > 1 else words[0]
        keys = self._sorted_keys
        found = sorted(keys[bisect_left(keys, start) : bisect_left(keys, start + _LAST)], key=self._likelihood)
        return tuple(
            dict.fromkeys(
                name for names in (self.match(tuple(words)), *map(self._readings.__getitem__, found)) for name in names
            )
        )

    def _likelihood(self, key: str) -> tuple[bool, int, int]:
        first = self._readings[key][0]
        return not self._by_id[first].regulated, len(key), self._rank[first]

    @cached_property
    def _single_words(self) -> list[str]:
        return [key for key in self._readings if " " not in key and len(key) >= SHORTEST_TYPO - 1]

    def near(self, word: str) -> tuple[str, ...]:
        """Ids of the specialties that a misspelt word (folded) names, as `spelt_like` corrects it."""
        names = {name for key in self.spelt_like(word) for name in self._readings[key]}
        return tuple(sorted(names, key=self._rank.__getitem__))

    def spelt_like(self, word: str) -> tuple[str, ...]:
        """The known words nearest to a misspelt one (folded), singular; none if none is near.

        One wrong, missing, added or swapped letter from SHORTEST_TYPO letters on, two from eight on. Between words as
        near, those with the same first letter, which is seldom the wrong one.
        """
        if len(word) < SHORTEST_TYPO:
            return ()
        from rapidfuzz import process  # only a misspelt word pays for loading it
        from rapidfuzz.distance import OSA

        allowed = 2 if len(word) >= 8 else 1
        found = process.extract(stem(word), self._single_words, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        ranked = [((distance, key[0] != word[0]), key) for key, distance, _ in found]
        best = min(ranked)[0] if ranked else ()
        return tuple(key for score, key in ranked if score == best)


def stem(word: str) -> str:
    """The singular of a folded word, near enough: « kinés » is « kiné »; « pass », « chrs », « sas » stay."""
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss") and not _VOWELS.isdisjoint(word):
        return word[:-1]
    return word


def key_of(words: Iterable[str]) -> str:
    return " ".join(stem(word) for word in words if word not in _SMALL_WORDS)
