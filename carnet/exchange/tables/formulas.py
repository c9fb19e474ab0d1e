"""Formulas of a worksheet whose result was not saved (ECMA-376-1 §18.3.1.40, §18.3.1.96): their cells seem empty."""

import re
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

from carnet.words import NARROW, plural

# A formula with no value after it, or an empty one, which is the result of a text (t="str").
_WITHOUT = re.compile(rb"<c\b(?![^<>]*\bt=\"str\")[^<>]*>\s*<f\b[^<>]*(?:/>|>[^<>]*</f>)\s*(?:<v\s*/>|<v>\s*</v>|</c>)")
_PIECE, _LONGEST = 1 << 18, 1 << 13
_DAMAGED = (KeyError, OSError, zipfile.BadZipFile, zlib.error)


def count_without_result(path: Path, member: str) -> int:
    """How many formulas of a worksheet have no saved result."""
    found, tail = 0, b""
    # A damaged sheet: its rows say so themselves.
    with suppress(*_DAMAGED), zipfile.ZipFile(path) as archive, archive.open(member) as sheet:
        while piece := sheet.read(_PIECE):
            held, end = tail + piece, 0
            for one in _WITHOUT.finditer(held):
                found, end = found + 1, one.end()
            tail = held[max(end, len(held) - _LONGEST) :]
    return found


def remark(count: int) -> str:
    """What to say of formulas without result."""
    said = plural(count, "formule sans résultat enregistré", "formules sans résultat enregistré")
    return f"{said}{NARROW}: ces cellules sont lues vides (enregistrez le classeur avec un tableur)"
