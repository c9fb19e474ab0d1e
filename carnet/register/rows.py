"""First half of an import: every row of the file to a few integers, kept small enough for any machine."""

from __future__ import annotations  # array[int] is a type for checkers only before Python 3.12

from array import array
from collections.abc import Iterator, Sequence
from operator import itemgetter

from carnet.register.drawers import Drawers
from carnet.register.layout import SITE, Layout
from carnet.register.places import Places, abroad
from carnet.register.report import Counts
from carnet.register.schema import NO_SITE
from carnet.register.sites import class_of
from carnet.register.source import text_of

# Between the values that are kept as one: what no cell can hold, as it parts the cells of the file.
SEPARATOR = b"|"
# What a row without a site reads: `SITE` but for its last column, the sector.
_BLANK = SEPARATOR * (len(SITE) - 1)
# Places of a small table of sites seen before; a collision costs a little memory, never a mistake.
_SLOTS = (1 << 24) - 1


class Rows:
    """The kept rows as parallel columns, one entry each, and what they refer to.

    Text stays in the file's bytes, UTF-8, until it is needed. A person as one row writes it (identifier, names, title)
    is a `who`; `whos` holds each once, joined in the order of `layout.PERSON`. A site's raw values go to `records`, at
    `start[row]` for `size[row]` bytes (none without a site) of the drawer of the row's métier and commune, and are
    known by `site`, a 64-bit hash of all of them, which tells two rows of one site wherever they are. `shared` holds
    every `site` that two rows or more have, and a few others. `flags` are twice the site's class, plus one when it has
    no phone.
    """

    def __init__(self, layout: Layout, places: Places, records: Drawers, counts: Counts) -> None:
        self.layout, self.places, self.counts, self.records = layout, places, counts, records
        self.whos: list[bytes] = []
        self.metiers: dict[tuple[str, str], int] = {}
        self.labels: list[tuple[str, str]] = []
        self.sectors: dict[str, str] = {}
        self.metier, self.commune, self.flags = array("I"), array("H"), array("B")
        self.who, self.site, self.start, self.size = array("I"), array("q"), array("I"), array("I")
        self.shared: set[int] = set()
        self._seen = bytearray(_SLOTS + 1)
        self._numbers: dict[int, int] = {}
        self._metiers: dict[tuple[bytes, bytes], int] = {}
        self._classes: dict[tuple[bytes, ...], int] = {}
        self._communes = {insee.encode(): number for insee, number in places.by_insee.items()}

    def __len__(self) -> int:
        return len(self.who)

    def finish(self) -> None:
        """Give back the memory that only adding rows needs, once all are there."""
        self._numbers = {}
        self._seen = bytearray()
        self.records.finish()

    def forget(self) -> None:
        """Give back the rows themselves; counts, métiers and sectors stay."""
        for column in (self.metier, self.commune, self.flags, self.who, self.site, self.start, self.size):
            del column[:]
        self.shared.clear()

    def add(self, lines: Sequence[bytes]) -> None:
        """Take in a batch of lines; each is kept, or counted by reason."""
        self.counts.rows += len(lines)
        at = self.layout.at
        pick_person, pick_site = self.layout.person, self.layout.site
        pick_metier = itemgetter(at["profession"], at["skill"])
        pick_kind = itemgetter(at["sector"], at["sector_label"], at["mode"])
        insee, phone, phone2 = at["insee"], at["phone"], at["phone2"]
        numbers, metiers, communes, classes = self._numbers, self._metiers, self._communes, self._classes
        add_who, add_metier, add_commune = self.who.append, self.metier.append, self.commune.append
        add_flags, add_site, add_start, add_size = (
            self.flags.append,
            self.site.append,
            self.start.append,
            self.size.append,
        )
        seen, shared, keep = self._seen, self.shared, self.records.add
        last: tuple[bytes, ...] = ()
        number: int | None = None
        for cells in self._cells(lines):
            person = pick_person(cells)
            if person != last:  # the rows of one person mostly follow one another
                last, number = person, numbers.get(hash(person))
                if number is None:
                    number = self._new_person(person)
            if number is None:
                self._refuse(person)
                continue
            metier = metiers.get(pick_metier(cells))
            if metier is None:
                metier = self._new_metier(cells)
            commune = communes.get(cells[insee])
            record = SEPARATOR.join(pick_site(cells))
            if record.startswith(_BLANK):
                commune, flags, size = self.places.nowhere, self._without_site(), 0
                add_start(0)
            else:
                site_class, size = classes.get(pick_kind(cells)), len(record)
                if site_class is None:
                    site_class = self._new_class(pick_kind(cells))
                flags = 2 * site_class + (not (cells[phone] or cells[phone2]))
                if commune is None:
                    commune = self._find_commune(cells)
                add_start(keep(metier, commune, record))
            add_who(number)
            add_metier(metier)
            add_commune(commune)
            add_flags(flags)
            add_size(size)
            site = hash(record)
            if seen[slot := site & _SLOTS]:
                shared.add(site)
            else:
                seen[slot] = 1
            add_site(site)

    def _cells(self, lines: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
        width = self.layout.width + 1
        for line in lines:
            cells = line.split(b"|")
            if len(cells) == width and not cells[-1] and b"\0" not in line:
                yield cells
            elif mended := self._mended(cells, line):
                yield mended

    def _mended(self, cells: list[bytes], line: bytes) -> list[bytes]:
        """The cells with one empty cell after the last named column; none (counted) when they are too few or many."""
        width = self.layout.width
        if b"\0" in line:
            self.counts.report("nul_byte")
        elif len(cells) < width:
            self.counts.report("too_few_columns")
        elif any(cell.strip() for cell in cells[width:]):
            self.counts.report("too_many_columns")
        else:
            return [*cells[:width], b""]
        return []

    def _new_person(self, person: tuple[bytes, ...]) -> int | None:
        if not person[0].strip() or not (person[-2].strip() or person[-1].strip()):
            return None
        number = self._numbers[hash(person)] = len(self.whos)
        who = SEPARATOR.join(person)
        if b" |" in who or b"| " in who or who.startswith(b" ") or who.endswith(b" "):
            who = SEPARATOR.join(map(bytes.strip, person))
        self.whos.append(who)
        return number

    def _refuse(self, person: tuple[bytes, ...]) -> None:
        self.counts.report("no_name" if person[0].strip() else "no_identifier")

    def _new_metier(self, cells: Sequence[bytes]) -> int:
        profession, label, skill, skill_label = (
            text_of(cells[self.layout.at[column]]).strip()
            for column in ("profession", "profession_label", "skill", "skill_label")
        )
        number = self.metiers.setdefault((profession, skill), len(self.metiers))
        if number == len(self.labels):
            self.labels.append((label, skill_label))
        return self._metiers.setdefault((cells[self.layout.at["profession"]], cells[self.layout.at["skill"]]), number)

    def _without_site(self) -> int:
        self.counts.remark("no_site")
        return 2 * NO_SITE + 1

    def _new_class(self, kind: tuple[bytes, ...]) -> int:
        sector, label, mode = (text_of(part).strip() for part in kind)
        self.sectors.setdefault(sector, label)
        return self._classes.setdefault(kind, class_of(sector, label, mode))

    def _find_commune(self, cells: Sequence[bytes]) -> int:
        at, counts = self.layout.at, self.counts
        country, *address = (text_of(cells[at[c]]) for c in ("country", "postcode", "insee", "city", "routing"))
        if abroad(country):
            counts.remark("abroad")
            return self.places.nowhere
        found = self.places.find(*address)
        if found == self.places.nowhere:
            counts.remark("unknown_commune")
        return found
