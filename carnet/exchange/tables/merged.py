"""Cells merged down a column of a worksheet: what the first says holds for those below (one specialty, five names)."""

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_MOST = 5_000
_PIECE, _LONGEST = 1 << 18, 80

_DAMAGED = (KeyError, OSError, zipfile.BadZipFile, zlib.error)

Merge = tuple[int, int, int]
Row = tuple[int, list[str]]


def down(path: Path, member: str) -> list[Merge]:
    """The merges of one column and several rows of a worksheet: column from 0, first and last row from 1."""
    found: list[Merge] = []
    # A damaged sheet: its rows say so themselves.
    with suppress(*_DAMAGED), zipfile.ZipFile(path) as archive, archive.open(member) as sheet:
        tail = b""
        while (piece := sheet.read(_PIECE)) and len(found) < _MOST:
            held = tail + piece
            end = 0
            for one in _MERGED.finditer(held):
                end = one.end()
                first, top, last, bottom = one.groups()
                if first == last and int(top) < int(bottom):
                    found.append((_column(first), int(top), int(bottom)))
            tail = held[max(end, len(held) - _LONGEST) :]
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def filled(rows: Iterable[Row], merges: Iterable[Merge]) -> Iterator[Row]:
    """The rows with the text of each merge in every row that it covers and that says something of its own."""
    starts: dict[int, list[Merge]] = {}
    for merge in merges:
        starts.setdefault(merge[1], []).append(merge)
    going: list[tuple[Merge, str]] = []
    waiting = sorted(starts, reverse=True)
    for number, cells in rows:
        going = [(merge, text) for merge, text in going if number <= merge[2]]
        for (column, _, _), text in going:
            if column < len(cells) and not cells[column].strip():
                cells[column] = text
        while waiting and waiting[-1] <= number:
            top = waiting.pop()
            going += [(one, cells[one[0]]) for one in starts[top] if top == number and one[0] < len(cells)]
        yield number, cells
