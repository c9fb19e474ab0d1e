"""The records of a CSV file, one a row. A quote that is never closed takes no line but its own.

The `csv` module reads from a quote to the next one, be it at the end of the file: one typed by mistake would take every
row after it for one cell.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from carnet.exchange.incoming import Trouble

_MOST_LINES = 200  # of one record: beyond, a quote was left open
_MOST_OPEN = 1_000  # records with a quote left open: beyond, the file's quotes are letters


def records(lines: Iterable[str], delimiter: str, troubles: list[Trouble]) -> Iterator[tuple[int, list[str]]]:
    """Each record with the number of its first line, from 1; what is read otherwise than written goes to `troubles`."""
    feed = _Feed(lines)
    reader, left_open, width = csv.reader(feed, delimiter=delimiter), 0, 0
    while True:
        feed.begin()
        try:
            cells = next(reader)
            is_open = feed.is_ended or _is_torn(feed.pulled, delimiter, width)
        except StopIteration:
            return
        except csv.Error:
            is_open = len(feed.pulled) > 1
            if not is_open:
                troubles.append(Trouble(feed.first, "cette ligne n’a pas pu être lue (guillemets ou taille)"))
                continue
        if is_open:
            troubles.append(Trouble(feed.first, "un guillemet n’y est pas fermé : la ligne est lue sans lui"))
            cells = _mended(feed, delimiter, width)
            left_open += 1
        if left_open == _MOST_OPEN:
            left_open += 1
            troubles.append(Trouble(feed.first, "les guillemets des lignes suivantes sont lus comme des lettres"))
            reader = csv.reader(feed, delimiter=delimiter, quoting=csv.QUOTE_NONE)
        width = len(cells) or width
        yield feed.first, cells


def _is_torn(lines: Sequence[str], delimiter: str, width: int) -> bool:
    """Whether several lines made one record only because a quote left open met one of a later row: that row looks like
    one, and the quote stands where none may."""
    if len(lines) < 2 or width < 2 or not any(line.count(delimiter) >= width - 1 for line in lines[1:]):
        return False
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return True
    return False


def _mended(feed: "_Feed", delimiter: str, width: int) -> list[str]:
    """A record without the quote that it left open; lines that look like no row are the rest of its last cell."""
    head = feed.pulled[0]
    row = max(1, (width or head.count(delimiter) + 1) // 2)  # separators of what looks like a row
    end = next((at for at, line in enumerate(feed.pulled) if at and line.count(delimiter) >= row), len(feed.pulled))
    feed.give_back(end)
    cells = _unquoted(head.rstrip("\n"), delimiter)
    rest = [line.rstrip("\n") for line in feed.pulled[1:]]
    cells[-1] = "\n".join([cells[-1], *rest]).rstrip().removesuffix('"')
    return cells


def _unquoted(line: str, delimiter: str) -> list[str]:
    """The cells of a line without its last opening quote, without any when that does not do."""
    opening = f'{delimiter}"'
    at = line.rfind(opening) + len(delimiter) if opening in line else line.find('"')
    try:
        found = list(csv.reader([line[:at] + line[at + 1 :]], delimiter=delimiter, strict=True))
    except csv.Error:
        found = []
    return found[0] if len(found) == 1 and found[0] else line.replace('"', "").split(delimiter)


class _Feed:
    """Lines for the `csv` module, those of the record under way remembered so that they can be read again."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self.first, self.pulled, self.is_ended = 1, list[str](), False

    def begin(self) -> None:
        """Another record begins."""
        self.first += len(self.pulled)
        self.pulled, self.is_ended = [], False

    def give_back(self, count: int) -> None:
        """Only the first `count` lines are of this record."""
        self._again.extendleft(reversed(self.pulled[count:]))
        del self.pulled[count:]

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """The next line. Raises csv.Error for a record that has too many."""
        if len(self.pulled) == _MOST_LINES:
            raise csv.Error("a quote was left open")
        line = self._again.popleft() if self._again else next(self._lines, None)
        if line is None:
            self.is_ended = True
            raise StopIteration
        self.pulled.append(line)
        return line
