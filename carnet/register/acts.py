"""The activities of a snapshot, in order, and the sites, runs and words that they give on the way."""

from __future__ import annotations  # array[int] is a type for checkers only before Python 3.12

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING

from carnet.register.numbering import People, metier_order
from carnet.register.rows import SEPARATOR, Rows
from carnet.register.sites import site_row

if TYPE_CHECKING:
    import sqlcipher3.dbapi2 as sqlite

_BATCH = 4096
_ACT = "INSERT INTO act VALUES (?,?,?,?,?,?,?)"
_STRUCTURE = "INSERT INTO structure VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
_STRUCTURE_BITS = 26

Act = tuple[int, int, int, int, int, int, str]


class Acts:
    """Writes the tables `act` and `structure`, and remembers what the other tables are made of.

    `commune[act]`; `postings`: the activities of each word of a name, ascending; `phones`: those of the structures;
    `count` and `structures`: how many there are.
    """

    def __init__(self, connection: sqlite.Connection, rows: Rows, people: People) -> None:
        self._connection, self._rows, self._people = connection, rows, people
        self.count = self.structures = 0
        self.commune = array("H", [0])
        self.postings: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        self.phones = Phones()
        self._runs: list[tuple[int, int, int, int]] = []
        self._known: dict[int, int] = {}
        self._sites: list[tuple[int | str, ...]] = []

    def write(self, order: array[int], tick: Callable[[float], None]) -> None:
        """Write the activities of the rows given, in their order."""
        self._connection.execute(_STRUCTURE, (0, *("",) * 5, self._rows.places.nowhere, *("",) * 8))
        acts = self._acts(order)
        while batch := list(islice(acts, _BATCH)):
            self._connection.executemany(_ACT, batch)
            self._connection.executemany(_STRUCTURE, self._sites)
            self._sites.clear()
            tick(batch[-1][0] / len(order))
        self._known = {}

    def runs(self) -> Iterator[tuple[int, int, int, int, int]]:
        """Rows of `cell`: métier, commune, class, first activity, how many."""
        ends = chain((run[-1] for run in self._runs[1:]), [self.count + 1])
        for (metier, commune, site_class, first), end in zip(self._runs, ends, strict=True):
            yield metier, commune, site_class, first, end - first

    def _acts(self, order: array[int]) -> Iterator[Act]:
        rows, people, postings, known = self._rows, self._people, self.postings, self._known
        rank_of = {codes: rank for rank, codes in enumerate(metier_order(rows), 1)}
        ranks = [rank_of[codes] for codes in rows.metiers]
        name_of_who, person_of, key_of = people.name_of_who, people.person, people.key
        last = None
        for number, row in enumerate(order, 1):
            name = name_of_who[rows.who[row]]
            key = key_of[name]
            run = metier, commune, site_class = ranks[rows.metier[row]], rows.commune[row], rows.flags[row] >> 1
            if run != last:
                last = run
                self._runs.append((*run, number))
            if (structure := known.get(rows.site[row])) is None:
                structure = self._new_structure(row, commune)
            for word in set(key.split()):
                postings[word].append(number)
            self.commune.append(commune)
            yield number, person_of[name], metier, commune, structure, site_class, key
        self.count = len(order)

    def _new_structure(self, row: int, commune: int) -> int:
        rows = self._rows
        start, end = rows.offset[row], rows.offset[row + 1]
        if start == end:
            self._known[rows.site[row]] = 0
            return 0
        rows.records.seek(start)
        columns, numbers = site_row(rows.records.read(end - start).decode().split(SEPARATOR), commune)
        self.structures += 1
        self._known[rows.site[row]] = self.structures
        self._sites.append((self.structures, *columns))
        for digits in numbers:
            self.phones.add(digits, self.structures)
        return self.structures


class Phones:
    """Numbers with their structures, 8 bytes each for the usual ten digits."""

    def __init__(self) -> None:
        self._usual = array("Q")
        self._odd: list[tuple[str, int]] = []

    def add(self, digits: str, structure: int) -> None:
        """Remember one number of one structure."""
        if len(digits) == 10 and digits[0] == "0":
            self._usual.append(int(digits) << _STRUCTURE_BITS | structure)
        else:
            self._odd.append((digits, structure))

    def sorted(self) -> Iterator[tuple[str, int]]:
        """Rows of `phone`: all of them, the usual ones in order."""
        yield from sorted(self._odd)
        mask = (1 << _STRUCTURE_BITS) - 1
        for value in sorted(self._usual):
            yield f"{value >> _STRUCTURE_BITS:010d}", value & mask
