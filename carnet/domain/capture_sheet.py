"""The typed text as a sheet on which fields mark what they were read from; what nobody marks is the note."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from carnet.domain.query import Place
from carnet.domain.text import fold

_WORD = re.compile(r"[^\W_]+")
_LINK = re.compile(r"[ \u00a0\u202f]*(?:['’\-.]|- )?[ \u00a0\u202f]*")
_SEGMENT_END = re.compile(r"[,;\n\r\t|•·()\[\]:]|\s[-–—/]\s|\.(?=\s*$|\s*\n)|\x00", re.MULTILINE)
_CLAIMED = "\x00"


def bag(text: str) -> frozenset[str]:
    """The folded words of `text`, to look words up in."""
    return frozenset(fold(text).split())


# Words that say nothing once what stands around them is read, and the forms of politeness that close a letter.
_SILENT = bag(
    "a au aux c chez d de des du en est et l la le les m n o par pour qui sur un une y specialiste"
    " specialisee installee installe exerce tel bonjour cordialement bien confraternellement amicalement"
    " sincerement vous toi sentiments meilleurs respectueusement salutations confraternelles cordiales"
    " envoye mon iphone android"
)


class Lexicon(Protocol):
    """What words mean, as the box's lexicon knows it. Folded words in, the likelier first."""

    def specialties(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Ids of the specialties that the phrase names."""

    def places(self, phrase: str) -> tuple[Place, ...]:
        """Communes that the phrase names."""

    def postcode(self, digits: str) -> tuple[Place, ...]:
        """Communes of a five-digit postcode."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A field's value, and the characters [start, end) of the typed text that it comes from.

    `others`: other values that the same words may mean (« psy »).
    """

    value: str
    text: str
    start: int
    end: int
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters and digits, and where it stands."""

    text: str
    folded: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[:1].isupper()

    @property
    def all_capitals(self) -> bool:
        """Whether it is written in capitals, and is more than an initial."""
        return len(self.text) > 1 and self.text.isupper()


def words_in(text: str) -> list[Word]:
    """The words of `text`, in order."""
    return [Word(m.group(), fold(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]


def phrases(text: str, words: Sequence[Word], at: int, longest: int) -> Iterator[tuple[Word, ...]]:
    """The phrases that begin with word `at`, the longest first: words with nothing but a space, ' - . between them."""
    last = at
    while last + 1 < min(len(words), at + longest) and _LINK.fullmatch(text, words[last].end, words[last + 1].start):
        last += 1
    for end in range(last + 1, at, -1):
        yield tuple(words[at:end])


def folded(phrase: Sequence[Word]) -> tuple[str, ...]:
    """The folded words of a phrase."""
    return tuple(part for word in phrase for part in word.folded.split())


class Sheet:
    """The typed text, and which fields claim which of its characters. Fields may share words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._claims: list[tuple[str, Piece]] = []
        self._owners: list[int] = []  # which claims own their words, not only mention them
        self._owned = bytearray(len(text))
        self._free: str | None = text

    def claim(self, field: str, value: str, start: int, end: int, others: tuple[str, ...] = ()) -> None:
        """Say that `field` was read from [start, end), which is its own from now on."""
        self._owners.append(len(self._claims))
        self.mention(field, value, start, end, others)
        self._own(start, end)

    def mention(self, field: str, value: str, start: int, end: int, others: tuple[str, ...] = ()) -> None:
        """Say that `field` was read from [start, end), which stays free, or another field's."""
        self._claims.append((field, Piece(value, self.text[start:end], start, end, others)))

    def _own(self, start: int, end: int) -> None:
        self._owned[start:end] = b"\x01" * (end - start)
        self._free = None

    @property
    def free(self) -> str:
        """The text, as long as it is, with NUL for every character that a field owns."""
        if self._free is None:
            pairs = zip(self.text, self._owned, strict=True)
            self._free = "".join(_CLAIMED if owned else letter for letter, owned in pairs)
        return self._free

    def is_free(self, start: int, end: int) -> bool:
        """Whether nobody owns a character of [start, end)."""
        return not any(self._owned[start:end])

    def segments(self) -> Iterator[tuple[int, int]]:
        """Stretches of free text between commas, ends of lines, brackets, dashes and what is owned already."""
        free, start = self.free, 0
        for stop in _SEGMENT_END.finditer(free):
            if free[start : stop.start()].strip():
                yield start, stop.start()
            start = stop.end()
        if free[start:].strip():
            yield start, len(free)

    def pieces(self, field: str) -> tuple[Piece, ...]:
        """What was read for `field`, in reading order."""
        return tuple(sorted((p for name, p in self._claims if name == field), key=lambda piece: piece.start))

    def piece(self, field: str) -> Piece | None:
        """The first thing read for `field`."""
        return next(iter(self.pieces(field)), None)

    def close(self) -> None:
        """Give what is left to the note; punctuation and silent words go with what stands before them, else after."""
        left = list(_runs(self._owned))
        for start, end in left:
            text = self.text[start:end]
            if not text.strip():
                continue
            begin, stop = start + len(text) - len(text.lstrip()), start + len(text.rstrip())
            if _says_something(text) or not self._extend(begin, stop):
                self.claim("note", _trimmed(self.text[begin:stop]), begin, stop)

    def _extend(self, start: int, end: int) -> bool:
        """Let the field just before, else just after, own [start, end) too."""
        before = [at for at in self._owners if self._claims[at][1].end <= start]
        after = [at for at in self._owners if self._claims[at][1].start >= end]
        if not before and not after:
            return False
        at = (
            max(before, key=lambda at: self._claims[at][1].end)
            if before
            else min(after, key=lambda at: self._claims[at][1].start)
        )
        field, piece = self._claims[at]
        low, high = min(piece.start, start), max(piece.end, end)
        self._claims[at] = field, replace(piece, text=self.text[low:high], start=low, end=high)
        self._own(start, end)
        return True


def _runs(owned: bytearray) -> Iterator[tuple[int, int]]:
    """Stretches that nobody owns."""
    for run in re.finditer(rb"\x00+", bytes(owned)):
        yield run.span()


def _says_something(text: str) -> bool:
    """Whether there is a word that is not silent, or a sign that is no punctuation (an emoji)."""
    words = words_in(text)
    if any(word.folded not in _SILENT for word in words):
        return True
    rest = _WORD.sub("", text)
    return any(not letter.isspace() and letter.isprintable() and not _is_punctuation(letter) for letter in rest)


def _is_punctuation(letter: str) -> bool:
    return letter in "!\"#%&'()*+,-./:;<=>?@[\\]^_`{|}~«»’‘“”–—…•·°☎✆📞✉📧📠📱️"


def _trimmed(text: str) -> str:
    """Without the punctuation that separated it from the rest."""
    shorn = text.strip(" \t\r\n,;:-–—|•·/")
    return shorn or text
