"""How a French surname sounds, roughly: two spellings with one sound are likely one name (Lefèvre, Lefebvre)."""

import re
from functools import lru_cache

_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ph", "f"),
        ("bv", "v"),
        ("qu|ck|q|c(?=[aou])|c(?![eiyh])", "k"),
        ("ç|c(?=[eiy])|z", "s"),
        ("sch|ch|sh", "S"),
        ("g(?=[eiy])|j", "J"),
        ("gu(?=[eiy])", "g"),
        ("eau|au", "o"),
        ("ai|ei|ay|ey", "e"),
        ("ou", "U"),
        ("y", "i"),
        ("h", ""),
        ("am(?=[bp])", "an"),
        ("em(?=[bp])", "en"),
        ("om(?=[bp])", "on"),
        ("im(?=[bp])", "in"),
        (r"(.)\1+", r"\1"),
        ("(?<=.{2})(?:es|e)$", ""),
        ("(?<=.{2})[tdsxp]+$", ""),
        ("(?<=.{2})er$|(?<=.{2})ez$", "e"),
    )
)


@lru_cache(maxsize=4096)
def sound(word: str) -> str:
    """A key that words sounding alike share. `word` is one folded word."""
    for pattern, replacement in _RULES:
        word = pattern.sub(replacement, word)
    return word


def sounds_alike(one: str, other: str) -> bool:
    """Whether two folded words are likely spellings of one name."""
    return sound(one) == sound(other)
