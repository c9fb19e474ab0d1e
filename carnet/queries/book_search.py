"""Who in the book answers a reading: sets of row numbers, in plain SQL on the index of folded words."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from carnet.domain.disclosure import Profile, disclose_facts, widest_ring
from carnet.domain.query import Chip, Reading
from carnet.domain.rings import Ring
from carnet.domain.text import fold
from carnet.queries.entries import Entry, EntryLines, lines_of, load

if TYPE_CHECKING:
    from sqlite3 import Connection

IDENTITY_FIELDS = ("name", "label", "structure")
_IDENTITY = "('" + "', '".join(IDENTITY_FIELDS) + "')"
_TELLING = 3  # letters from which a word of a skill or a note is looked at


def _range(word: str, *, prefix: bool) -> tuple[str, tuple[str, ...]]:
    """SQL condition on `word`: equal, or beginning so (no letter of a folded word sorts after « { »)."""
    return ("word >= ? AND word < ?", (word, word + "{")) if prefix else ("word = ?", (word,))


class BookSearch:
    """Searches one open book through one connection, for a profile; entries are kept while the book stays as it is."""

    def __init__(
        self,
        connection: "Connection",
        *,
        profile: Profile,
        today: date,
        national: Callable[[str], int | None],
        commune_of: Callable[[str], int | None],
    ) -> None:
        self._connection, self._profile, self._today = connection, profile, today
        self._ring = widest_ring(profile)
        self._national, self._commune_of = national, commune_of
        self._entries: dict[int, Entry] = {}
        self._lines: dict[int, EntryLines] = {}
        self._everyone: tuple[int, ...] | None = None
        self._identifiers: frozenset[str] | None = None
        self._scattered: frozenset[int] | None = None
        self._vocabulary: tuple[str, ...] | None = None

    def forget(self) -> None:
        """The book has changed: read again."""
        self._entries.clear()
        self._lines.clear()
        self._everyone = self._identifiers = self._vocabulary = self._scattered = None

    def hits(self, word: str, *, prefix: bool) -> tuple[int, int]:
        """Whether anybody bears the word as a name, else is spoken of with it (1 or 0 each)."""
        condition, values = _range(word, prefix=prefix)
        query = f"SELECT 1 FROM search_word WHERE {condition} AND ring <= {int(self._ring)}"
        named = self._connection.execute(f"{query} AND field IN {_IDENTITY} LIMIT 1", values).fetchone()
        return (
            (1, 0) if named else (0, int(self._connection.execute(f"{query} LIMIT 1", values).fetchone() is not None))
        )

    def vocabulary(self) -> tuple[str, ...]:
        """Every word that names someone of the book: what a misspelt word is compared with."""
        if self._vocabulary is None:
            self._vocabulary = tuple(
                row[0]
                for row in self._connection.execute(
                    f"SELECT DISTINCT word FROM search_word WHERE field IN {_IDENTITY} AND ring <= ?",
                    (int(self._ring),),
                )
            )
        return self._vocabulary

    def identifiers(self) -> frozenset[str]:
        """RPPS and ADELI numbers of the book's people."""
        if self._identifiers is None:
            self._identifiers = frozenset(
                number
                for row in self._connection.execute("SELECT rpps, adeli FROM correspondent WHERE deleted_at IS NULL")
                for number in row
                if number
            )
        return self._identifiers

    def entries(self, ids: Iterable[int]) -> dict[int, Entry]:
        """Entries of `ids`; those not in the cache are read together."""
        missing = [one for one in ids if one not in self._entries]
        if missing:
            read = load(
                self._connection, missing, today=self._today, national=self._national, commune_of=self._commune_of
            )
            if self._profile is not Profile.OWNER:  # here, so that nothing beyond ever ranks by what may not be seen
                read = {
                    key: replace(entry, facts=disclose_facts(entry.facts, self._profile)) for key, entry in read.items()
                }
            self._entries.update(read)
        known = self._entries
        return {one: known[one] for one in ids if one in known}

    def at_several_places(self, ids: set[int]) -> frozenset[int]:
        """Those of `ids` who work at more than one place."""
        if self._scattered is None:
            rows = self._connection.execute("SELECT correspondent_id FROM role GROUP BY 1 HAVING count(*) > 1")
            self._scattered = frozenset(row[0] for row in rows)
        return self._scattered & ids

    def lines(self, entries: Iterable[Entry]) -> dict[int, EntryLines]:
        """Every line of `entries`, by row number; those not in the cache are read together."""
        missing = [entry for entry in entries if entry.id not in self._lines]
        if missing:
            read = lines_of(self._connection, missing)
            self._lines.update({entry.id: tuple(read[entry.id]) for entry in missing})
        return self._lines

    def warm(self) -> None:
        """Read every entry now, so that no keystroke has to."""
        everyone = self.entries(self._all())
        self.lines(everyone.values())

    def candidates(self, reading: Reading, variants: Callable[[Chip], Sequence[str]]) -> set[int]:
        """Row numbers of those who match every word that filters. `variants`: other spellings of a name."""
        found: set[int] | None = None
        for matching in self._conditions(reading, variants):
            found = matching if found is None else found & matching
            if not found:
                return set()
        return set(self._all()) if found is None else found

    def _conditions(self, reading: Reading, variants: Callable[[Chip], Sequence[str]]) -> Iterable[set[int]]:
        for chip in reading.chips:
            if chip.dropped:
                continue
            if chip.kind == "name":
                yield self._named(chip, variants(chip))
            elif chip.kind == "specialty":
                yield self._practising(chip.values)
            elif chip.kind == "tag":
                yield self._tagged(chip.value)
            elif chip.kind == "phone":
                yield self._reached_at(chip.value)
            elif chip.kind == "id":
                yield self._identified(chip.value)

    def _ids(self, query: str, values: Sequence[object]) -> set[int]:
        return {row[0] for row in self._connection.execute(query, values)}

    def _named(self, chip: Chip, variants: Sequence[str]) -> set[int]:
        found: set[int] = set()
        for word in (chip.value, *variants):
            found |= self._bearing(word, prefix=chip.prefix and word == chip.value)
        return found or (set() if chip.prefix else self._bearing(chip.value, prefix=True))

    def _bearing(self, word: str, *, prefix: bool) -> set[int]:
        """Those named so or of whom it is said; one or two letters are a name's only."""
        condition, values = _range(word, prefix=prefix)
        field = f" AND field IN {_IDENTITY}" if len(word) < _TELLING else ""
        query = f"SELECT correspondent_id FROM search_word WHERE {condition} AND ring <= ?{field}"
        return self._ids(query, (*values, int(self._ring)))

    def _practising(self, specialties: Sequence[str]) -> set[int]:
        marks = ",".join("?" * len(specialties))
        query = f"SELECT correspondent_id FROM role WHERE specialty IN ({marks}) AND (until IS NULL OR until >= ?)"
        return self._ids(query, (*specialties, self._today.isoformat()))

    def _tagged(self, tag: str) -> set[int]:
        if self._ring < Ring.PERSONAL:
            return set()
        return self._ids("SELECT correspondent_id FROM tag WHERE folded >= ? AND folded < ?", (tag, tag + "{"))

    def _reached_at(self, digits: str) -> set[int]:
        query = "SELECT correspondent_id FROM search_phone WHERE digits >= ? AND digits < ? AND ring <= ?"
        return self._ids(query, (digits, digits + ":", int(self._ring)))

    def _identified(self, number: str) -> set[int]:
        query = "SELECT id FROM correspondent WHERE ? IN (rpps, adeli, finess)"
        return self._ids(query, (fold(number),))

    def _all(self) -> tuple[int, ...]:
        if self._everyone is None:
            rows = self._connection.execute("SELECT id FROM correspondent WHERE deleted_at IS NULL")
            self._everyone = tuple(row[0] for row in rows)
        return self._everyone
