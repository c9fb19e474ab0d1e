"""What an import says of itself: how far it is, and what became of every row."""

from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.json import decode, encode

PHASES = ("check", "read", "sort", "write", "index", "publish")
# Why a row is not kept.
REASONS = ("too_few_columns", "too_many_columns", "nul_byte", "no_identifier", "no_name", "repeated")
# What is remarked of rows that are kept.
REMARKS = ("unknown_commune", "abroad", "no_site", "no_profession")


class Progress(Struct, frozen=True):
    """How far an import is: rows read, bytes of the source read and in all, phase, seconds left (None: not known)."""

    rows: int
    bytes_read: int
    bytes_total: int
    phase: str
    seconds_left: float | None


class Counts(Struct):
    """What became of the rows: `rows == kept + sum(reported.values())`, always.

    `reported` counts by reason the rows that are left out, `remarks` what is worth knowing of kept ones; both bear
    codes (`REASONS`, `REMARKS`). `people`, `structures` and `acts` are what the snapshot holds.
    """

    rows: int = 0
    kept: int = 0
    people: int = 0
    structures: int = 0
    encoding: str = ""
    reported: dict[str, int] = {}
    remarks: dict[str, int] = {}

    def report(self, reason: str, rows: int = 1) -> None:
        """Count rows that are not kept."""
        self.reported[reason] = self.reported.get(reason, 0) + rows

    def remark(self, what: str, rows: int = 1) -> None:
        """Count something seen on kept rows."""
        self.remarks[what] = self.remarks.get(what, 0) + rows

    def to_json(self) -> str:
        """As `meta` keeps it."""
        return encode(self, order="sorted").decode()

    @classmethod
    def from_json(cls, text: str) -> "Counts":
        """As `to_json` wrote it; what a later program added is passed over."""
        return decode(text, type=cls)


class ImportReport(Struct, frozen=True):
    """The outcome of an import: the file that answers now, the one before it, and the counts.

    `rebuilt` is false when the very same file had been imported already; `previous` is kept on disk, for the
    differences to be told, until `store.sweep`.
    """

    current: Path
    previous: Path | None
    day: date
    rebuilt: bool
    counts: Counts
    seconds: float
