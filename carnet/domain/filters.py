"""What the table keeps: words, tags and fields joined by « et », « ou », « sans »; read from text, printed, evaluated.

    filter = every { "ou" every }
    every  = one { ["et"] one }
    one    = ("sans" | "-") one | "(" filter ")" | term
    term   = word | "several words" | #tag | field:value | field>=day | field<day

« et » binds closer than « ou »; side by side means « et ». Reading never fails: what is not finished yet (« ou » with
nothing behind it, an open bracket, « secteur: ») waits for the rest. `*` ends the beginning of a tag or of a value.
A day is a date (2026-03-01) or an age in months (12m).
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from carnet.domain.text import fold

# Fields by their code, as they are typed. Those of DAYS compare with a day, and are « jamais » when there is none.
FIELDS = {
    "kind": "type", "specialty": "specialite", "commune": "commune", "department": "departement", "status": "statut",
    "sector": "secteur", "gender": "genre", "language": "langue", "structure": "structure", "home": "domicile",
    "video": "visio", "children": "enfants", "new_patients": "nouveaux", "accessible": "accessible",
    "teleexpertise": "teleexpertise", "escort": "accompagne", "ring": "visible", "number": "numero",
    "favourite": "favori", "met": "rencontre", "provenance": "provenance", "mark": "avis", "avoided": "n-adresse-pas",
    "verified": "verifie", "referred": "adresse", "changed": "modifie", "added": "ajoute",
}  # fmt: skip
DAYS = frozenset({"verified", "referred", "changed", "added"})
ATTRIBUTES = ("home", "video", "children", "new_patients", "accessible", "teleexpertise", "escort")
YES, NO, UNKNOWN, NEVER = "oui", "non", "inconnu", "jamais"

_CODES = {typed: code for code, typed in FIELDS.items()}
_AND, _OR, _WITHOUT = "et", "ou", "sans"
_RESERVED = frozenset({_AND, _OR, _WITHOUT})
_DEEPEST = 40  # brackets inside brackets: nobody writes more, and reading is recursive
_MOST_MONTHS = 1200
_TOKEN = re.compile(
    r'(?P<bracket>[()])|(?P<minus>-)(?=[^\s)])|#"(?P<quoted_tag>[^"]*)"(?P<quoted_star>\*?)|#(?P<tag>[^\s()"]*)'
    r'|"(?P<phrase>[^"]*)"?|(?P<field>[^\s()"#:<>=]+)(?P<op>:|<|>=)(?P<value>[^\s()"]*)|(?P<word>[^\s()"]+)'
)


@dataclass(frozen=True, slots=True)
class Word:
    """Folded words that follow one another somewhere in the card, the last one from its beginning."""

    text: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, folded; `start`: any tag that begins so."""

    label: str
    start: bool = False


@dataclass(frozen=True, slots=True)
class Is:
    """A field has a value, in the spelling of `slug`; `start`: any value that begins so."""

    field: str
    value: str
    start: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """The day of a field is known, and on or after (`since`) or before a day: a date, or « 12m », months ago."""

    field: str
    when: str
    since: bool = True


@dataclass(frozen=True, slots=True)
class Not:
    """What the other leaves out."""

    of: "Filter"


@dataclass(frozen=True, slots=True)
class And:
    """What all of them keep; everything when there is none."""

    of: "tuple[Filter, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """What one of them keeps; nothing when there is none."""

    of: "tuple[Filter, ...]"


Filter = Word | Tag | Is | Day | Not | And | Or
ALL = And(())


def slug(text: str) -> str:
    """How a value is typed: « L'Isle-sur-la-Sorgue » is l-isle-sur-la-sorgue."""
    return fold(text).replace(" ", "-")


def tag_key(label: str) -> str:
    """What makes two tags one; what folds to nothing (an emoji) is itself."""
    return fold(label) or label


def every(parts: Iterable[Filter]) -> Filter:
    """All of them, flat: one alone is itself."""
    flat = tuple(dict.fromkeys(one for part in parts for one in (part.of if isinstance(part, And) else (part,))))
    return flat[0] if len(flat) == 1 else And(flat)


def either(parts: Iterable[Filter]) -> Filter:
    """One of them, flat: one alone is itself."""
    flat = tuple(dict.fromkeys(one for part in parts for one in (part.of if isinstance(part, Or) else (part,))))
    return flat[0] if len(flat) == 1 else Or(flat)


def without(one: Filter) -> Filter:
    """What `one` leaves out; twice is as before."""
    return one.of if isinstance(one, Not) else Not(one)


def conjuncts(whole: Filter) -> tuple[Filter, ...]:
    """The parts that must all hold."""
    return whole.of if isinstance(whole, And) else (whole,)


def read(text: str, *, typing: bool = False) -> Filter:
    """The filter of a text. `typing`: a tag or a value at its very end may still grow."""
    return _Reader(_tokens(text, typing=typing)).whole()


Token = str | Filter  # an operator or bracket, or a term


def _tokens(text: str, *, typing: bool) -> list[Token]:
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        grows = typing and match.end() == len(text)
        if match["bracket"] or match["minus"]:
            found.append(match[0])
        elif match["quoted_tag"] is not None:
            found += _tag(match["quoted_tag"], start=bool(match["quoted_star"]))
        elif match["tag"] is not None:
            found += _tag(match["tag"].rstrip("*"), start=match["tag"].endswith("*") or grows)
        elif match["field"] and slug(match["field"]) in _CODES:
            found += _field(_CODES[slug(match["field"])], match["op"], match["value"], grows=grows)
        elif match["phrase"] is not None:
            found += _words(match["phrase"])
        elif fold(match[0]) in _RESERVED:
            found.append(fold(match[0]))
        else:
            found += _words(match[0])
    return found


def _tag(label: str, *, start: bool) -> list[Token]:
    return [Tag(tag_key(label), start)] if label.strip() else []


def _words(text: str) -> list[Token]:
    folded = fold(text)
    return [Word(folded)] if folded else []


def _field(code: str, op: str, value: str, *, grows: bool) -> list[Token]:
    if op != ":":
        return [Day(code, value.lower(), op == ">=")] if code in DAYS and is_day(value.lower()) else []
    start = value.endswith("*") or grows
    return [Is(code, slug(value), start)] if slug(value) else []


def is_day(text: str) -> bool:
    """Whether a text is a date or an age in months."""
    if text.endswith("m"):
        return text[:-1].isascii() and text[:-1].isdigit() and int(text[:-1]) <= _MOST_MONTHS
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens, self._at, self._depth = tokens, 0, 0

    def whole(self) -> Filter:
        """Everything; a bracket closed once too often is passed over."""
        parts = []
        while self._next() is not None:
            parts.append(self._any())
            if self._next() == ")":
                self._at += 1
        return every(part for part in parts if part is not None)

    def _next(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _any(self) -> Filter | None:
        parts = [self._every()]
        while self._next() == _OR:
            self._at += 1
            parts.append(self._every())
        kept = [part for part in parts if part is not None]
        return either(kept) if kept else None

    def _every(self) -> Filter | None:
        parts = []
        while (item := self._next()) not in (None, _OR, ")"):
            if item == _AND:
                self._at += 1
            elif (one := self._one()) is not None:
                parts.append(one)
        return every(parts) if parts else None

    def _one(self) -> Filter | None:
        negated = False
        while self._negates():
            negated, self._at = not negated, self._at + 1
        item = self._next()
        if item in (None, _OR, _AND, ")"):
            return None
        self._at += 1
        found = self._bracket() if item == "(" else Word(_WITHOUT) if isinstance(item, str) else item
        return without(found) if negated and found is not None else found

    def _negates(self) -> bool:
        """« - », or « sans » before anything but a word: « sans rendez-vous » are words."""
        item = self._next()
        after = self._tokens[self._at + 1] if self._at + 1 < len(self._tokens) else None
        return item == "-" or (item == _WITHOUT and not isinstance(after, Word))

    def _bracket(self) -> Filter | None:
        if self._depth == _DEEPEST:
            return None
        self._depth += 1
        found = self._any()
        self._depth -= 1
        if self._next() == ")":
            self._at += 1
        return found


def show(whole: Filter) -> str:
    """The text that reads as this filter; "" for everything."""
    if isinstance(whole, And):
        return " ".join(_part(one) for one in whole.of)
    return " ou ".join(_side(one) for one in whole.of) if isinstance(whole, Or) else _part(whole)


def _side(one: Filter) -> str:
    """One side of an « ou »."""
    return " et ".join(_part(part) for part in one.of) if isinstance(one, And) and one.of else _part(one)


def _part(one: Filter) -> str:
    if isinstance(one, Not):
        return f"-{_part(one.of)}" if isinstance(one.of, Word) else f"sans {_part(one.of)}"
    if isinstance(one, And | Or):
        return f"({show(one)})"
    if isinstance(one, Tag):
        return _written_tag(one)
    if isinstance(one, Day):
        return f"{FIELDS[one.field]}{'>=' if one.since else '<'}{one.when}"
    if isinstance(one, Is):
        return f"{FIELDS[one.field]}:{one.value}{'*' if one.start else ''}"
    return f'"{one.text}"' if " " in one.text or one.text in _RESERVED else one.text


def _written_tag(one: Tag) -> str:
    label = one.label.replace(" ", "-") if fold(one.label) else f'"{one.label}"'
    return f"#{label}{'*' if one.start else ''}"


S = TypeVar("S")
S_contra = TypeVar("S_contra", contravariant=True)


class Sight(Protocol[S_contra]):
    """How a filter sees a card: what it may know of it, and nothing else."""

    def words(self, subject: S_contra, /) -> str:
        """Every folded word, each with a space before it."""

    def tags(self, subject: S_contra, /) -> Collection[str]:
        """Its tags, by `tag_key`."""

    def values(self, field: str) -> Callable[[S_contra], Collection[str]]:
        """What reads the values of a field, in the spelling of `slug`; a field that may not be known has none."""

    def day(self, field: str) -> Callable[[S_contra], str]:
        """What reads the day of a field of DAYS, as « 2026-03-01 » or a moment that begins so, "" when unknown."""


def compiled(whole: Filter, sight: Sight[S], today: date) -> Callable[[S], bool]:
    """A test of one card, as quick as it can be: 5 000 are tested at each keystroke."""
    if isinstance(whole, And | Or):
        tests = tuple(compiled(one, sight, today) for one in whole.of)
        return _all(tests) if isinstance(whole, And) else _any(tests)
    if isinstance(whole, Not):
        test = compiled(whole.of, sight, today)
        return lambda subject: not test(subject)
    if isinstance(whole, Word):
        words, text = sight.words, f" {whole.text}"
        return lambda subject: text in words(subject)
    if isinstance(whole, Day):
        return _dated(sight.day(whole.field), limit(whole.when, today).isoformat(), since=whole.since)
    wanted = whole.label if isinstance(whole, Tag) else whole.value
    held = sight.tags if isinstance(whole, Tag) else sight.values(whole.field)
    if whole.start:
        return lambda subject: any(value.startswith(wanted) for value in held(subject))
    return lambda subject: wanted in held(subject)


def _all(tests: tuple[Callable[[S], bool], ...]) -> Callable[[S], bool]:
    if len(tests) == 2:
        first, second = tests
        return lambda subject: first(subject) and second(subject)
    return lambda subject: all(test(subject) for test in tests)


def _any(tests: tuple[Callable[[S], bool], ...]) -> Callable[[S], bool]:
    return lambda subject: any(test(subject) for test in tests)


def _dated(read_day: Callable[[S], str], bound: str, *, since: bool) -> Callable[[S], bool]:
    if since:
        return lambda subject: read_day(subject) >= bound  # "" comes before every day
    return lambda subject: "" < read_day(subject) < bound


def limit(when: str, today: date) -> date:
    """The day that « 12m » or a date stands for; the first of January of year 1 at the earliest."""
    if not when.endswith("m"):
        return date.fromisoformat(when)
    months = today.year * 12 + today.month - 1 - int(when[:-1])
    year, month = divmod(months, 12)
    if year < 1:
        return date.min
    for day in range(today.day, 27, -1):  # the 31st of a shorter month is its last day
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return date(year, month + 1, min(today.day, 27))
