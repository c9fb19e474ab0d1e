"""Records on disk, kept in drawers that are read back whole: a million sites do not fit in memory as text.

A drawer holds the sites of one métier in neighbouring communes, which are wanted together, whatever order the file
has them in. Reading record by record, two million times at random, would be slow on many disks.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import BinaryIO

_NEIGHBOURS = 11  # bits of a commune's number that a drawer mixes
_FLUSHED_AT = 1 << 15


@dataclass(slots=True)
class _Drawer:
    length: int = 0
    flushed: int = 0
    pending: list[bytes] = field(default_factory=list)
    pieces: list[tuple[int, int]] = field(default_factory=list)


class Drawers:
    """Append-only drawers in one file; `add` everything, `finish`, then `open` one after the other."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._end = 0
        self._drawers: defaultdict[int, _Drawer] = defaultdict(_Drawer)

    @staticmethod
    def of(metier: int, commune: int) -> int:
        """The drawer of a métier's sites around a commune."""
        return metier << 16 | commune >> _NEIGHBOURS

    def add(self, metier: int, commune: int, record: bytes) -> int:
        """Put a record into its drawer; where it starts there is returned."""
        drawer = self._drawers[metier << 16 | commune >> _NEIGHBOURS]
        start = drawer.length
        drawer.length = start + len(record)
        drawer.pending.append(record)
        if start - drawer.flushed > _FLUSHED_AT:
            self._flush(drawer)
        return start

    def finish(self) -> None:
        """No more records come."""
        for drawer in self._drawers.values():
            self._flush(drawer)

    def open(self, drawer: int) -> bytes:
        """All that a drawer holds."""
        parts = []
        for position, size in self._drawers[drawer].pieces:
            self._file.seek(position)
            parts.append(self._file.read(size))
        return b"".join(parts)

    def _flush(self, drawer: _Drawer) -> None:
        if size := drawer.length - drawer.flushed:
            self._file.write(b"".join(drawer.pending))
            drawer.pieces.append((self._end, size))
            drawer.pending.clear()
            drawer.flushed = drawer.length
            self._end += size
