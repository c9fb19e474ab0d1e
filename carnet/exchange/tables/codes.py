"""Codes as a table says them: « secrétariat », « retraité ». Read back as the codes, which older tables still hold."""

import re
from collections.abc import Callable
from functools import cache

from carnet.domain.rings import Ring
from carnet.domain.text import fold
from carnet.words import line_use, mark, ring, status

_MODES = {"private": "libéral", "employed": "salarié", "volunteer": "bénévole"}
_STATUS = {code: status(code, "M") for code in ("paused", "closed", "retired")}
_MARKS = {code: mark(code, "M") for code in ("expert", "humane", "reliable", "advice")}
_SECTORS = {"none": "non conventionné"}
_USES = ("secretariat", "direct", "opinion", "internal", "ward", "consultation", "home", "emergency")
_WORDS = {
    "use": {use: line_use(use) for use in _USES},
    "ring": {one.label: ring(one) for one in Ring if one is not Ring.INTERNAL},
    "mode": _MODES, "status": _STATUS, "marks": _MARKS, "sector": _SECTORS,
}  # fmt: skip
_CODES = {name: {fold(word): code for code, word in words.items()} for name, words in _WORDS.items()}
_COLUMN = re.compile(r"(?:[a-z]+\d+\.(use|ring|mode)|opinion\.(marks)|(status|sector))")


def in_words(key: str, cell: str) -> str:
    """The cell of a column by its key, its codes in words; another column's as it is."""
    name = _coded(key)
    return _each(cell, lambda code: _WORDS[name].get(code, code)) if name else cell


def in_codes(key: str, cell: str) -> str:
    """The same cell, words back in codes; what is neither is let be."""
    name = _coded(key)
    return _each(cell, lambda word: _CODES[name].get(fold(word), word)) if name else cell


@cache
def _coded(key: str) -> str:
    found = _COLUMN.fullmatch(key)
    return next(filter(None, found.groups())) if found else ""


def _each(cell: str, turned: Callable[[str], str]) -> str:
    """Several labels stand in one cell between semicolons."""
    return " ; ".join(turned(part) for part in cell.split(" ; "))
