"""Reading what was typed: words in any order become a specialty, a place, needs, a tag, digits, names.

A text has several readings; the likelier comes first and the others are kept, so that an ambiguous word (Paris the
surname, Orange the town) never loses anybody. Every typed word belongs to a chip, or is one of the small words
(« Dr », « de ») that make no difference. Nothing here touches a file: what words mean comes from a `Lexicon`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from carnet.domain.needs import LONGEST_PHRASE, need_of
from carnet.domain.text import fold, words_of

MOST_TOKENS = 16
_BEAM = 24
_READINGS = 4
_CITY = 20_000  # inhabitants
_NEAR_KM = 60
_NOBODY = -3.0  # a name that nobody bears
_UNLIKELY = -2.0  # a village far away that bears the word as its name
_COMMON = 50  # people of a register who bear a name: it is one, though a specialty begins so (Sage, Gérin)
_PHRASE = 7  # words in the longest place name worth trying

_PIECE = re.compile(r"(?P<digits>(?:\+|\b00)?\d[\d .]*\d(?!\w)|\d+(?!\w))|(?P<tag>#\S+)|(?P<word>\S+)")
_TITLES = frozenset(fold("dr docteur docteure drs pr professeur professeure mme madame mr monsieur mlle").split())
_SMALL = frozenset(fold("de du des a au aux pour chez et en dans un une le la les avec qui m").split())


class Place(Struct, frozen=True):
    """A commune as the lexicon knows it: INSEE code, name, inhabitants, kilometres from the usual origin."""

    insee: str
    name: str
    population: int
    km: float | None


class Hits(Struct, frozen=True):
    """How many people a name word has: in the book, in the register."""

    book: int
    register: int


class Lexicon(Protocol):
    """What words mean. Folded words in, ids out; the likelier first."""

    def specialties(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Specialties that the phrase names."""

    def specialties_starting(self, prefix: str) -> tuple[str, ...]:
        """Specialties whose name begins so."""

    def places(self, phrase: str) -> tuple[Place, ...]:
        """Communes that the phrase names."""

    def places_starting(self, prefix: str) -> tuple[Place, ...]:
        """Communes whose name begins so, the likeliest only."""

    def departments(self, phrase: str) -> tuple[str, ...]:
        """Codes of the départements that the phrase names or numbers; « 20 » is both 2A and 2B."""

    def postcode(self, digits: str) -> tuple[Place, ...]:
        """Communes of a five-digit postcode."""

    def hits(self, word: str, *, prefix: bool) -> Hits:
        """How many people the word may name."""


class Chip(Struct, frozen=True):
    """One reading of some typed words.

    `kind`: specialty, place, department, postcode, name, need, tag, phone, id. `values`: specialty ids, INSEE code,
    département, digits, folded name, need code. `alternatives`: other chips for the same words.
    """

    kind: str
    text: str
    values: tuple[str, ...]
    label: str = ""
    prefix: bool = False
    corrected: bool = False
    dropped: bool = False
    alternatives: tuple["Chip", ...] = ()

    @property
    def value(self) -> str:
        """The first value."""
        return self.values[0]


class Reading(Struct, frozen=True):
    """One way to read the whole text."""

    chips: tuple[Chip, ...]
    score: float = 0.0

    @property
    def filters(self) -> bool:
        """Whether it says who, and not only from where or how soon."""
        return any(chip.kind not in ("place", "need") and not chip.dropped for chip in self.chips)

    @property
    def guesses_a_place(self) -> bool:
        """Whether a place is only begun: a suggestion, that moves no origin by itself unless nothing else is meant."""
        return any(chip.kind == "place" and chip.prefix for chip in self.chips)

    def of(self, kind: str) -> tuple[Chip, ...]:
        """Chips of `kind` that were not dropped."""
        return tuple(chip for chip in self.chips if chip.kind == kind and not chip.dropped)

    def without(self, chip: Chip) -> "Reading":
        """The same reading with one chip dropped: kept for the eye, greyed, and not searched."""
        return replace(self, chips=tuple(replace(c, dropped=True) if c is chip else c for c in self.chips))


class _Token(Struct, frozen=True):
    kind: str  # word, digits, tag
    text: str
    word: str
    start: int
    end: int
    corrected: bool = False


def tokens_of(text: str, corrections: Mapping[str, str]) -> tuple[list[_Token], list[str]]:
    """The text cut into folded words, numbers and tags; and the pieces no letter of which is known (kept as names)."""
    tokens: list[_Token] = []
    for piece in _PIECE.finditer(text):
        kind = str(piece.lastgroup)
        if kind == "digits":
            tokens += _digit_tokens(piece.group(), piece.start())
            continue
        words = [fold(piece.group()[1:])] if kind == "tag" else words_of(piece.group())
        for word in words:
            right = corrections.get(word, word)
            for part in right.split() or [right]:
                tokens.append(_Token(kind, piece.group(), part, piece.start(), piece.end(), right != word))
    return tokens[:MOST_TOKENS], [token.text for token in tokens[MOST_TOKENS:]]


def _digit_tokens(text: str, start: int) -> Iterator[_Token]:
    """One token when the groups make a telephone, an RPPS or a FINESS number; one a group otherwise."""
    digits = re.sub(r"\D", "", text)
    if text.startswith("+33") or digits.startswith("0033"):
        digits = "0" + digits[4 if digits.startswith("00") else 2 :]
    if digits.startswith("0") or len(digits) in (9, 11):
        yield _Token("digits", text.strip(), digits, start, start + len(text))
        return
    for group in re.finditer(r"\d+", text):
        yield _Token("digits", group.group(), group.group(), start + group.start(), start + group.end())


def read(text: str, lexicon: Lexicon, corrections: Mapping[str, str] | None = None) -> tuple[Reading, ...]:
    """The readings of `text`, likeliest first; one empty reading for an empty text.

    `corrections` replaces a folded word by another spelling (a misspelt word that nobody bears).
    """
    tokens, beyond = tokens_of(text, corrections or {})
    if not tokens:
        return (Reading(()),)
    ended = text[-1:].isspace()
    beam: list[list[tuple[float, tuple[Chip, ...]]]] = [[] for _ in range(len(tokens) + 1)]
    beam[0] = [(0.0, ())]
    for start in range(len(tokens)):
        beam[start].sort(key=lambda path: -path[0])
        for end, score, chip in _labels(tokens, start, lexicon, ended=ended):
            for base, chips in beam[start][:_BEAM]:
                beam[end].append((base + score, (*chips, chip) if chip else chips))
    tail = tuple(Chip("name", word, (fold(word) or word,)) for word in beyond)
    readings = [
        Reading((*chips, *tail), score + _whole(chips)) for score, chips in beam[-1] if chips or len(tokens) == 1
    ]
    return _best(readings) or (Reading(tail),)


def _labels(
    tokens: list[_Token], start: int, lexicon: Lexicon, *, ended: bool
) -> Iterator[tuple[int, float, Chip | None]]:
    """(end, score, chip) for everything the tokens from `start` may mean. No chip: a small word."""
    first = tokens[start]
    if first.kind == "tag":
        yield start + 1, 20.0, Chip("tag", first.text, (first.word,), first.word)
        return
    if first.kind == "digits":
        yield from ((start + 1, score, chip) for score, chip in _digits(first, lexicon))
    for end in range(start + 1, min(len(tokens), start + _PHRASE) + 1):
        span = tokens[start:end]
        if any(token.kind == "tag" for token in span):
            break
        yield from ((end, score, chip) for score, chip in _phrase(span, lexicon))
    if first.kind == "word":
        last = start == len(tokens) - 1 and not ended
        yield from (
            (start + 1, score, chip) for score, chip in _word(first, lexicon, last=last, alone=len(tokens) == 1)
        )


def _phrase(span: list[_Token], lexicon: Lexicon) -> Iterator[tuple[float, Chip]]:
    words = tuple(token.word for token in span)
    phrase, count = " ".join(words), len(words)
    if span[0].kind == "digits" and count == 1:
        return
    text = _text(span)
    corrected = any(token.corrected for token in span)
    if count <= LONGEST_PHRASE and (need := need_of(words)):
        yield 10.0 * count, Chip("need", text, (need.code,), need.code)
    if found := lexicon.specialties(words):
        yield 10.0 * count + (count > 1), Chip("specialty", text, found, corrected=corrected)
    places = lexicon.places(phrase)
    for place in places[:2]:
        yield _place_score(place, count), Chip("place", text, (place.insee,), place.name, corrected=corrected)
    if codes := lexicon.departments(phrase):
        yield (
            (1.0 if any(place.population >= _CITY for place in places) else 7.0 * count),
            Chip("department", text, codes, text),
        )


def _place_score(place: Place, count: int) -> float:
    if count > 1:
        return 8.0 * count + 2.0
    if _near(place):
        return 8.0
    return 4.5 if place.population >= _CITY else _UNLIKELY


def _near(place: Place) -> bool:
    return place.km is not None and place.km <= _NEAR_KM


def _word(token: _Token, lexicon: Lexicon, *, last: bool, alone: bool) -> Iterator[tuple[float, Chip | None]]:
    word = token.word
    if word in _TITLES and not alone:
        yield 9.0, None
    elif word in _SMALL and not alone:
        yield 5.5, None
    exact = lexicon.hits(word, prefix=False)
    score = 7.5 if exact.book else 5.0 if exact.register else _NOBODY
    if last and score < 5.0:
        begun = lexicon.hits(word, prefix=True)
        score = 4.5 if begun.book else 3.0 if begun.register else _NOBODY
    yield score, Chip("name", token.text, (word,), word, prefix=last, corrected=token.corrected)
    if len(word) >= 3 and (found := lexicon.specialties_starting(word)):
        # What « rhu » was read as when it was the last word, it remains when « vite » follows; unless many bear it.
        common = not last and exact.register >= _COMMON
        yield 4.5 if common else 6.0, Chip("specialty", token.text, found, prefix=last)
    if last and len(word) >= 3:
        for place in lexicon.places_starting(word)[:1]:
            if place.population >= _CITY or _near(place):
                yield 2.5, Chip("place", token.text, (place.insee,), place.name, prefix=True)


def _digits(token: _Token, lexicon: Lexicon) -> Iterator[tuple[float, Chip]]:
    digits, size = token.word, len(token.word)
    if size == 11 or size == 9:
        yield 20.0, Chip("id", token.text, (digits,), digits)
    if digits[0] == "0" and 4 <= size <= 10:
        yield 10.0, Chip("phone", token.text, (digits,), digits, prefix=True)
    if size in (2, 3) and (codes := lexicon.departments(digits)):
        yield 12.0, Chip("department", token.text, codes, digits)
    if size == 4:
        yield 9.0, Chip("postcode", token.text, (digits,), digits, prefix=True)
    if size == 5 and (places := lexicon.postcode(digits)):
        yield 12.0, Chip("place", token.text, (places[0].insee,), f"{digits} {places[0].name}")
    yield 0.5, Chip("name", token.text, (digits,), digits)


def _text(span: list[_Token]) -> str:
    """What was typed for these tokens, a piece once even when it holds several words."""
    pieces = dict.fromkeys((token.start, token.text) for token in span)
    return " ".join(text for _, text in pieces)


def _whole(chips: tuple[Chip, ...]) -> float:
    """What the chips are worth together: a place beside other words is likely; two places, two phones are not."""
    wheres = [chip for chip in chips if chip.kind in ("place", "department", "postcode")]
    others = [chip for chip in chips if chip.kind not in ("place", "department", "postcode", "need")]
    score = -0.1 * len(chips)
    for chip in wheres:
        score += (1.0 if chip.prefix else 3.5) if others else 0.0
    score -= 12.0 * max(0, len(wheres) - 1)
    score -= 4.0 * max(0, sum(chip.kind == "specialty" for chip in chips) - 1)
    return score


def _best(readings: list[Reading]) -> tuple[Reading, ...]:
    """The few best, told apart by what they mean; chips of the first know their alternatives."""
    seen: dict[tuple[tuple[str, tuple[str, ...]], ...], Reading] = {}
    for reading in sorted(readings, key=lambda reading: -reading.score):
        seen.setdefault(tuple((chip.kind, chip.values) for chip in reading.chips), reading)
        if len(seen) == _READINGS:
            break
    kept = list(seen.values())
    if len(kept) > 1:
        kept[0] = _with_alternatives(kept[0], kept[1:])
    return tuple(kept)


def _with_alternatives(first: Reading, others: list[Reading]) -> Reading:
    def options(chip: Chip) -> tuple[Chip, ...]:
        found = (other for reading in others for other in reading.chips if other.text == chip.text)
        unlike = {(other.kind, other.values): other for other in found if other.kind != chip.kind}
        return tuple(unlike.values())

    return replace(first, chips=tuple(replace(chip, alternatives=options(chip)) for chip in first.chips))
