"""The specialties a general practitioner thinks in: one list for doctors, carers, social workers and structures.

The nearest neighbour in FHIR is `PractitionerRole.specialty`. Official métiers (profession and savoir-faire) are
grouped: general practice has three codes, cardiology six. The list is `resources/specialties.toml`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from msgspec import Struct

from carnet import paths
from carnet.domain.text import fold
from carnet.errors import CarnetError

FAMILIES = (
    "doctor", "dental", "pharmacy", "midwife", "nurse", "paramedic", "psychology", "social", "structure",
    "unregulated", "other",
)  # fmt: skip
SHORTEST_PREFIX = 3  # letters typed before a specialty is completed
SHORTEST_TYPO = 5  # letters a word needs for a wrong one to be forgiven

_SMALL_WORDS = frozenset({"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "pour"})
_VOWELS = frozenset("aeiouy")
_BETWEEN = "qzq"  # a word that no phrase has
_LAST = "\x7f"  # sorts after every letter of a folded word
_HEADER = re.compile(r"\[(?:specialty\.([a-z0-9-]+)|ambiguous)\]")
_PAIR = re.compile(r'("?)([^"\\=]+)\1 = (?:"([^"\\]*)"|([0-9]+))')
_FIELDS = frozenset({"label", "person", "family", "codes", "finess", "synonyms", "badge", "median_days"})


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


class Catalogue:
    """Every specialty, found by id, official code, word, beginning of a word or misspelt word. Never changes."""

    def __init__(self, specialties: Iterable[Specialty], ambiguous: Mapping[str, tuple[str, ...]]) -> None:
        """`ambiguous` gives the readings of a word, likeliest first. Raises CarnetError for a contradictory list."""
        self._by_id = {specialty.id: specialty for specialty in specialties}
        self._rank = {name: rank for rank, name in enumerate(self._by_id)}
        self._by_code = _unique((code, s.id) for s in self for code in s.codes)
        self._by_finess = _unique((category, s.id) for s in self for category in s.finess)
        self._readings, self.longest_phrase = self._index(ambiguous)

    def _index(self, ambiguous: Mapping[str, tuple[str, ...]]) -> tuple[dict[str, tuple[str, ...]], int]:
        """Readings of every phrase, and the most words a phrase has as it is typed."""
        phrases = [(specialty.id, phrase) for specialty in self for phrase in _phrases(specialty)]
        spelt = _folded([phrase for _, phrase in phrases] + [*ambiguous])
        owned: dict[str, list[str]] = {}
        for (name, _), words in zip(phrases, spelt, strict=False):
            owners = owned.setdefault(_key(words), [])
            if name not in owners:
                owners.append(name)
        declared = dict(zip(map(_key, spelt[len(phrases) :]), ambiguous.values(), strict=True))
        if len(declared) < len(ambiguous):
            raise CarnetError("Liste des spécialités : un même mot ambigu est écrit deux fois.")
        for key, readings in declared.items():
            self._check_readings(key, readings, owned.pop(key, []))
        for key, owners in owned.items():
            if len(owners) > 1:
                raise CarnetError(f"Liste des spécialités : « {key} » appartient à {' et à '.join(owners)}.")
        readings_of = {key: tuple(owners) for key, owners in owned.items()} | declared
        return readings_of, max(map(len, spelt), default=1)

    def _check_readings(self, phrase: str, readings: tuple[str, ...], owners: list[str]) -> None:
        if unknown := [name for name in readings if name not in self._by_id]:
            raise CarnetError(f"Liste des spécialités : « {phrase} » mène à {unknown[0]}, qui n'existe pas.")
        if forgotten := [name for name in owners if name not in readings]:
            raise CarnetError(f"Liste des spécialités : « {phrase} » oublie {forgotten[0]}.")

    @classmethod
    def from_toml(cls, text: str) -> "Catalogue":
        """From the text of specialties.toml. Raises CarnetError, saying where, when it is not as it should be."""
        top, entries, ambiguous = _read(text)
        specialties = [_specialty(name, entry, top) for name, entry in entries.items()]
        return cls(specialties, {word: tuple(readings.split()) for word, readings in ambiguous.items()})

    @classmethod
    @lru_cache(maxsize=1)
    def shipped(cls) -> "Catalogue":
        """The list of the program's own resources, read once."""
        path = paths.resource("specialties.toml")
        try:
            return cls.from_toml(path.read_text(encoding="utf-8"))
        except OSError as error:
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
        return self._readings.get(_key(words), ())

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
        start = f"{_key(words[:-1])} {last}".lstrip() if len(words) > 1 else words[0]
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
        found = process.extract(_stem(word), self._single_words, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        ranked = [((distance, key[0] != word[0]), key) for key, distance, _ in found]
        best = min(ranked)[0] if ranked else ()
        return tuple(key for score, key in ranked if score == best)


def _folded(phrases: Sequence[str]) -> list[list[str]]:
    """The folded words of each phrase, all folded at once: a third of the time, and none is kept by `fold`."""
    spelt: list[list[str]] = [[]] if phrases else []
    for word in fold.__wrapped__(f" {_BETWEEN} ".join(phrases)).split():
        if word == _BETWEEN:
            spelt.append([])
        else:
            spelt[-1].append(word)
    return spelt


def _stem(word: str) -> str:
    """The singular of a folded word, near enough: « kinés » is « kiné »; « pass », « chrs », « sas » stay."""
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss") and not _VOWELS.isdisjoint(word):
        return word[:-1]
    return word


def _key(words: Iterable[str]) -> str:
    return " ".join(_stem(word) for word in words if word not in _SMALL_WORDS)


def _phrases(specialty: Specialty) -> tuple[str, ...]:
    return (*specialty.synonyms, specialty.label, *filter(None, (specialty.person, specialty.person_feminine)))


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, name in pairs:
        if found.setdefault(code, name) != name:
            raise CarnetError(f"Liste des spécialités : le code {code} appartient à {found[code]} et à {name}.")
    return found


def _read(text: str) -> tuple[dict[str, str], dict[str, dict[str, str]], dict[str, str]]:
    """The top of the file, its entries and its ambiguous words: ten times quicker than the standard reader.

    It knows tables of strings and whole numbers only; a test compares it with the standard reader.
    """
    top: dict[str, str] = {}
    entries: dict[str, dict[str, str]] = {}
    ambiguous: dict[str, str] = {}
    table = top
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        if pair := _PAIR.fullmatch(line):
            name, value = pair[2], pair[4] or pair[3]
            known: Mapping[str, object] = table
        elif header := _HEADER.fullmatch(line):
            name, value, known = header[1] or "ambiguous", "", entries
        else:
            raise CarnetError(f"specialties.toml, ligne {number} : « {line[:60]} » ne se lit pas.")
        if name in known:
            raise CarnetError(f"specialties.toml, ligne {number} : « {name} » est écrit deux fois.")
        if known is table:
            table[name] = value
        else:
            table = ambiguous if name == "ambiguous" else entries.setdefault(name, {})
    return top, entries, ambiguous


def _specialty(name: str, entry: Mapping[str, str], top: Mapping[str, str]) -> Specialty:
    family, days = entry.get("family", ""), entry.get("median_days")
    if not entry.get("label") or family not in FAMILIES or not entry.keys() <= _FIELDS:
        raise CarnetError(
            f"Liste des spécialités : {name} n'a pas d'intitulé, de famille connue, ou a un champ inconnu."
        )
    masculine, _, feminine = entry.get("person", "").partition(" / ")
    synonyms = entry.get("synonyms", "")
    return Specialty(
        id=name,
        label=entry["label"],
        person=masculine,
        person_feminine=feminine or masculine,
        family=family,
        codes=tuple(entry.get("codes", "").split()),
        finess=tuple(entry.get("finess", "").split()),
        synonyms=tuple(synonyms.split(", ")) if synonyms else (),
        badge=top.get("unregulated_badge", "") if family == "unregulated" else entry.get("badge", ""),
        median_days=int(days) if days else None,
        median_source=top.get("delays_source", "") if days else "",
    )
