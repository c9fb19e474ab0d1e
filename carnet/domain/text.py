"""Folding: the one spelling under which words are compared, indexed and looked up."""

import re
import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d"}
)
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


_REMEMBERED = 80  # letters of the longest text worth it: a note is folded once, and would be kept for ever


def fold(text: str) -> str:
    """Lower-case words of a-z and 0-9 separated by one space.

    Accents, case, hyphens, apostrophes and ligatures (œ, æ, ß) make no difference; « St » and « Ste » become
    « saint » and « sainte ». Letters of other scripts are dropped.
    """
    return _remembered(text) if len(text) <= _REMEMBERED else _folded(text)


def _folded(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
        text = "".join(c for c in text if not unicodedata.combining(c))
    words = _NOT_WORD.sub(" ", text.lower()).split()
    return " ".join(_SAINTS.get(word, word) for word in words)


_remembered = lru_cache(maxsize=65536)(_folded)


def words_of(text: str) -> list[str]:
    """The folded words of `text`, in order."""
    return fold(text).split()
