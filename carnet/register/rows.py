"""First half of an import: every row of the file to a few integers, kept small enough for any machine."""

from __future__ import annotations  # array[int] is a type for checkers only before Python 3.12

from array import array
from collections.abc import Sequence
from typing import BinaryIO

from carnet.register.layout import SITE, Layout
from carnet.register.places import Places, abroad
from carnet.register.report import Counts
from carnet.register.schema import NO_SITE
from carnet.register.sites import class_of

SEPARATOR = "\t"  # cannot be typed in any form that feeds the national file
# What a row without a site reads: `SITE` but for its last column, the sector.
_BLANK = SEPARATOR * (len(SITE) - 1)


class Rows:
    """The kept rows as parallel columns, one entry each, and what they refer to.

    A person as one row writes it (identifier, names, title) is a `who`; `whos` holds each once, joined by tabs in the
    order of `layout.PERSON`. A site's raw values go to `records`, a file on disk, at `offset[row]` up to
    `offset[row + 1]`, and are known by `site`, a 64-bit hash of all of them: a million sites do not fit in memory as
    text, and the hash tells two rows of one site wherever they are. `flags` are twice the site's class, plus one when
    it has no phone.
    """

    def __init__(self, layout: Layout, places: Places, records: BinaryIO, counts: Counts) -> None:
        self.layout, self.places, self.counts, self.records = layout, places, counts, records
        self.whos: list[str] = []
        self.metiers: dict[tuple[str, str], int] = {}
        self.labels: list[tuple[str, str]] = []
        self.sectors: dict[str, str] = {}
        self.metier, self.commune, self.flags = array("I"), array("H"), array("B")
        self.who, self.site, self.offset = array("I"), array("q"), array("Q", [0])
        self._numbers: dict[int, int] = {}
        self._flags: dict[tuple[str, str, str, bool], int] = {}

    def __len__(self) -> int:
        return len(self.who)

    def finish(self) -> None:
        """Give back the memory that only adding rows needs, once all are there."""
        self._numbers = {}

    def add(self, lines: Sequence[str]) -> None:
        """Take in a batch of lines; each is kept, or counted by reason."""
        self.counts.rows += len(lines)
        at, width = self.layout.at, self.layout.width + 1
        pick_person, pick_site = self.layout.person, self.layout.site
        profession, skill, insee = at["profession"], at["skill"], at["insee"]
        sector, label, mode, phone, phone2 = (at[c] for c in ("sector", "sector_label", "mode", "phone", "phone2"))
        numbers, metiers, communes, known_flags = self._numbers, self.metiers, self.places.by_insee, self._flags
        add_who, add_metier, add_commune = self.who.append, self.metier.append, self.commune.append
        add_flags, add_site, add_offset = self.flags.append, self.site.append, self.offset.append
        texts, end = list[bytes](), self.offset[-1]
        for line in lines:
            cells = line.split("|")
            if len(cells) != width or cells[-1] or "\0" in line:
                cells = self._mended(cells, line)
                if not cells:
                    continue
            person = pick_person(cells)
            number = numbers.get(hash(person))
            if number is None:
                number = self._new_person(person)
                if number is None:
                    continue
            metier = metiers.get((cells[profession], cells[skill]))
            record = SEPARATOR.join(pick_site(cells))
            commune = communes.get(cells[insee])
            if record.startswith(_BLANK):
                commune, flags = self.places.nowhere, self._without_site()
            else:
                kind = cells[sector], cells[label], cells[mode], not (cells[phone].strip() or cells[phone2].strip())
                flags = known_flags.get(kind) or self._new_flags(*kind)
                texts.append(text := record.encode())
                end += len(text)
            add_who(number)
            add_metier(self._new_metier(cells) if metier is None else metier)
            add_commune(self._find_commune(cells) if commune is None else commune)
            add_flags(flags)
            add_site(hash(record))
            add_offset(end)
        self.records.write(b"".join(texts))

    def _mended(self, cells: list[str], line: str) -> list[str]:
        """The cells with one empty cell after the last named column; none (counted) when they are too few or many."""
        width = self.layout.width
        if "\0" in line:
            self.counts.report("nul_byte")
        elif len(cells) < width:
            self.counts.report("too_few_columns")
        elif any(cell.strip() for cell in cells[width:]):
            self.counts.report("too_many_columns")
        else:
            return [*cells[:width], ""]
        return []

    def _new_person(self, person: tuple[str, ...]) -> int | None:
        identifier, *_, family, given = person
        if not identifier.strip():
            self.counts.report("no_identifier")
            return None
        if not family.strip() and not given.strip():
            self.counts.report("no_name")
            return None
        number = self._numbers[hash(person)] = len(self.whos)
        who = SEPARATOR.join(person)
        if "\t " in who or " \t" in who or who[0] == " " or who[-1:] == " " or who.count(SEPARATOR) >= len(person):
            who = SEPARATOR.join(value.replace(SEPARATOR, " ").strip() for value in person)
        self.whos.append(who)
        return number

    def _new_metier(self, cells: Sequence[str]) -> int:
        at = self.layout.at
        key = cells[at["profession"]], cells[at["skill"]]
        self.labels.append((cells[at["profession_label"]].strip(), cells[at["skill_label"]].strip()))
        return self.metiers.setdefault(key, len(self.metiers))

    def _without_site(self) -> int:
        self.counts.remark("no_site")
        return 2 * NO_SITE + 1

    def _new_flags(self, sector: str, label: str, mode: str, silent: bool) -> int:
        self.sectors.setdefault(sector.strip(), label.strip())
        flags = 2 * class_of(sector.strip(), label.strip(), mode.strip()) + silent
        return self._flags.setdefault((sector, label, mode, silent), flags)

    def _find_commune(self, cells: Sequence[str]) -> int:
        at, counts = self.layout.at, self.counts
        if abroad(cells[at["country"]]):
            counts.remark("abroad")
            return self.places.nowhere
        found = self.places.find(*(cells[at[part]] for part in ("postcode", "insee", "city", "routing")))
        if found == self.places.nowhere:
            counts.remark("unknown_commune")
        return found
