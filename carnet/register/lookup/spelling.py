"""Words of the register near a word that nobody bears: a letter wrong, or another way to write the same sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import nsmallest
from string import ascii_lowercase
from typing import TYPE_CHECKING

from carnet.domain.phonetics import sounds_alike
from carnet.register.lookup.values import as_list

if TYPE_CHECKING:
    from carnet.register.lookup.snapshot import Snapshot

_SHORTEST, _LONGEST = 3, 24  # letters: below, anything is near anything; above, nobody is called so
_LONG = 8  # from so many letters on, two may be wrong
_MOST_VARIANTS = 250

# Letters written one for the other because they sound alike; `carnet.domain.phonetics` decides in the end.
_FAMILIES = (
    ("ph", "f"), ("bv", "v"), ("c", "k", "qu", "ck"), ("c", "s", "z"), ("ch", "sh", "sch"), ("g", "j"), ("g", "gu"),
    ("o", "au", "eau"), ("e", "ai", "ei", "ay", "ey"), ("i", "y"), ("am", "an"), ("om", "on"), ("im", "in"),
    ("er", "ez"),
)  # fmt: skip
_SWAPS = tuple((one, other) for family in _FAMILIES for one in family for other in family if one != other)

_KNOWN = "SELECT v.id FROM json_each(?) AS j CROSS JOIN vocab AS v WHERE v.token = j.value"
_LESS_ONE = "SELECT m.token FROM json_each(?) AS j CROSS JOIN misspelt AS m WHERE m.deletion = j.value"
_TOKENS = (
    "SELECT v.token, coalesce((SELECT w.before FROM vocab AS w WHERE w.id = v.id + 1), ?) - v.before"
    " FROM json_each(?) AS j CROSS JOIN vocab AS v WHERE v.id = j.value"
)


def near(snapshot: Snapshot, word: str, limit: int) -> tuple[str, ...]:
    """Known words at one error of `word` or sounding like it, else at two for a long word; the most frequent first."""
    if not (_SHORTEST <= len(word) <= _LONGEST and word.isalnum() and word.isascii()):
        return ()
    shorter = deletions(word)
    respelt = variants(word)
    found = _tokens(snapshot, shorter | respelt, {word} | shorter | respelt)
    close = {token: hits for token, hits in found.items() if errors(word, token) <= 1 or sounds_alike(word, token)}
    if not close and len(word) >= _LONG:
        found = _two_errors(snapshot, word, shorter)
        close = {token: hits for token, hits in found.items() if errors(word, token) <= 2}
    close.pop(word, None)
    return tuple(nsmallest(limit, close, key=lambda token: (-close[token], token)))


def _two_errors(snapshot: Snapshot, word: str, shorter: set[str]) -> dict[str, int]:
    """Tokens that may be at two errors, by the length of the token less one letter."""
    shortest = {less for once in shorter for less in deletions(once)}
    exchanged = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    less_one = {*shortest, *_other_letter(shorter), *exchanged, *_other_letter({word}), *_one_more(word)}
    return _tokens(snapshot, shortest, less_one)


def deletions(word: str) -> set[str]:
    """The word less one letter, each way."""
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


def variants(word: str) -> set[str]:
    """The word with one or two of its sounds written otherwise."""
    found = {word}
    for _ in range(2):
        for spelling in [*found]:
            found.update(_respelt(spelling))
            if len(found) > _MOST_VARIANTS:
                return found - {word}
    return found - {word}


def _respelt(word: str) -> Iterator[str]:
    for one, other in _SWAPS:
        start = word.find(one)
        while start >= 0:
            yield word[:start] + other + word[start + len(one) :]
            start = word.find(one, start + 1)


def _other_letter(words: Iterable[str]) -> Iterator[str]:
    """Each word, and each word with one letter replaced."""
    for word in words:
        yield word
        for i in range(len(word)):
            for letter in ascii_lowercase:
                yield word[:i] + letter + word[i + 1 :]


def _one_more(word: str) -> Iterator[str]:
    """The word with one letter more."""
    for i in range(len(word) + 1):
        for letter in ascii_lowercase:
            yield word[:i] + letter + word[i:]


def errors(one: str, other: str) -> int:
    """Letters to insert, delete, replace, or neighbours to exchange, between two words; 3 stands for more than two."""
    if abs(len(one) - len(other)) > 2:
        return 3
    start, end = 0, min(len(one), len(other))
    while start < end and one[start] == other[start]:
        start += 1
    stop = 0
    while stop < end - start and one[-1 - stop] == other[-1 - stop]:
        stop += 1
    return min(3, _distance(one[start : len(one) - stop], other[start : len(other) - stop]))


def _distance(one: str, other: str) -> int:
    """Optimal string alignment distance."""
    last: list[int] = []
    before: list[int] = []
    row: list[int] = [*range(len(other) + 1)]
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            cost: int = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _tokens(snapshot: Snapshot, known: Iterable[str], less_one: Iterable[str]) -> dict[str, int]:
    """The tokens among `known`, and those that become one of `less_one` without one letter, with their hits."""
    ids = {number for (number,) in snapshot.db.execute(_KNOWN, (as_list(list(known)),))}
    ids.update(number for (number,) in snapshot.db.execute(_LESS_ONE, (as_list(list(less_one)),)))
    found: dict[str, int] = dict(snapshot.db.execute(_TOKENS, (snapshot.postings, as_list(sorted(ids)))).fetchall())
    return found
