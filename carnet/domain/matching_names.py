"""Are these two names one person's? Order, accents, hyphens and titles aside; with initials, a married name, a letter
apart, and what telephones add to names (« Dr Roux rhumato »). Pure."""

from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from carnet.domain.capture_given_names import BOTH, GIVEN
from carnet.domain.capture_sheet import bag
from carnet.domain.phonetics import sound
from carnet.domain.specialties import Catalogue

_TITLES = bag("dr docteur docteure dre pr prof professeur professeure mme madame mlle m mr monsieur")
_ELIDED = bag("d l")  # « D'Amico »: a letter that is no initial
_LONG, _SHORT = 9, 5  # letters: two wrong ones are forgiven, one is


class Name(NamedTuple):
    """A name as it is compared, folded; `specialties`: those that were written in it, by catalogue id."""

    family: str
    given: str
    specialties: tuple[str, ...] = ()


class Likeness(NamedTuple):
    """How alike two names are: `whole`, the same words; `family`, the same surname and given names that may be one;
    none of the two: they resemble each other. `married`: one surname is part of the other, or sounds like it."""

    whole: bool = False
    family: bool = False
    married: bool = False


_WHOLE, _FAMILY, _MARRIED, _NEAR = Likeness(True), Likeness(family=True), Likeness(married=True), Likeness()


@lru_cache(maxsize=1 << 16)
def plain_name(family: str, given: str) -> Name:
    """A folded name without titles, without the trade that telephones write in it; « A. Roux » in one field apart.

    A name of which nothing would be left is let be: « Kiné » alone is all that is known.
    """
    mine, trade = _without_trade(family.split())
    first, more = _without_trade(given.split())
    if not mine and (not first or all(word in GIVEN for word in first)):
        return Name(family, given)
    if not mine:
        known = [word for word in first if word in GIVEN or word in BOTH]
        mine = [word for word in first if word not in known] or first[-1:]
        first = [word for word in first if word not in mine]
    if not first and len(mine) > 1 and len(mine[0]) == 1 and mine[0] not in _ELIDED:
        first, mine = mine[:1], mine[1:]
    return Name(" ".join(mine), " ".join(first), (*trade, *more))


def without_towns(family: str, given: str, towns: Collection[str]) -> Name:
    """A folded name without the words of a town, unless nothing would be left."""
    mine, first = ([word for word in name.split() if word not in towns] for name in (family, given))
    if not mine:
        mine, first = first, []
    return Name(" ".join(mine), " ".join(first)) if mine else Name(family, given)


def _without_trade(words: list[str]) -> tuple[list[str], list[str]]:
    """The words that name, and the ids of the specialties that the others name."""
    catalogue = Catalogue.shipped()
    kept, trade = [], []
    for word in words:
        ids = catalogue.match((word,)) if len(word) > 2 else ()
        if ids:
            trade.append(ids[0])
        elif word not in _TITLES:
            kept.append(word)
    return kept, trade


@lru_cache(maxsize=1 << 16)
def likeness(family: str, given: str, other_family: str, other_given: str) -> Likeness | None:
    """How alike two folded names are, None for two people."""
    if given and other_given and _anagrams(f"{family} {given}", f"{other_family} {other_given}"):
        return _WHOLE
    agree = given_agree(given, other_given)
    if family == other_family:
        return _FAMILY if agree else _MARRIED if near(given, other_given) else None
    if not agree:
        return None
    if not (given and other_given):  # « Roux Apt » and « Anne Roux »
        return _NEAR if _part_of(family, other_family) else None
    if _part_of(family, other_family) or _sound_alike(family, other_family):
        return _MARRIED
    return _NEAR if near(family, other_family) else None


def _anagrams(one: str, other: str) -> bool:
    """The same words in any order."""
    return len(one) == len(other) and sorted(one.split()) == sorted(other.split())


def given_agree(one: str, other: str) -> bool:
    """One unknown, or one said by the other: an initial, initials, one of two first names."""
    short, long = (one, other) if (len(one), one) < (len(other), other) else (other, one)
    if " " not in short and " " not in long:  # nearly all of them
        return short in ("", long) or (len(short) == 1 and long.startswith(short))
    return not short or set(short.split()) <= set(long.split()) or is_initial(short, long)


def is_initial(short: str, name: str) -> bool:
    """Whether a given name is the initials of another: « A. », « J.-P. », « JP »."""
    letters, words = short.replace(" ", ""), name.split()
    return bool(letters) and "".join(word[0] for word in words).startswith(letters)


def _part_of(one: str, other: str) -> bool:
    """« Roux », « Roux-Martin »."""
    if " " not in one and " " not in other:
        return one == other
    shorter, longer = sorted((set(one.split()), set(other.split())), key=len)
    return bool(shorter) and shorter <= longer


def _sound_alike(one: str, other: str) -> bool:
    if _sounds(one) == _sounds(other):
        return True
    # « De La Tour », « Delatour »
    return (" " in one) != (" " in other) and one.replace(" ", "") == other.replace(" ", "")


@lru_cache(maxsize=1 << 14)
def _sounds(name: str) -> tuple[str, ...]:
    return tuple(sound(word) for word in name.split())


def near(one: str, other: str) -> bool:
    """One sound, or a letter or two apart."""
    if not one or not other:
        return False
    if _sound_alike(one, other):
        return True
    length = min(len(one), len(other))
    allowed = 2 if length >= _LONG else 1 if length >= _SHORT else 0
    if not allowed or abs(len(one) - len(other)) > allowed:
        return False
    from rapidfuzz.distance import OSA  # a compiled library: not on the way of a search

    return int(OSA.distance(one, other, score_cutoff=allowed)) <= allowed
