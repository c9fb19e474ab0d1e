"""What was imported and when, and the reviews that were begun. Plain SQL, for the owner alone."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite3 import Connection


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One import. `new` and `merged` count cards, `unchanged` those of the merged that learnt nothing."""

    batch: str
    source: str
    file_name: str
    made_at: datetime
    undone_at: datetime | None
    new: int
    merged: int
    unchanged: int

    @property
    def completed(self) -> int:
        """Cards that were there and learnt something."""
        return self.merged - self.unchanged


@dataclass(frozen=True, slots=True)
class BegunReview:
    """A review that waits for its file to be opened again."""

    digest: str
    file_name: str
    begun_at: datetime
    decided: int


def imports_made(connection: "Connection") -> tuple[ImportLine, ...]:
    """Every import, latest first."""
    rows = connection.execute(
        "SELECT batch, source, file_name, made_at, undone_at, counts FROM import_batch ORDER BY made_at DESC, id DESC"
    )
    return tuple(_line(row) for row in rows)


def _line(row: tuple[Any, ...]) -> ImportLine:
    batch, source, file_name, made_at, undone_at, text = row
    counts = json.loads(text or "{}")
    return ImportLine(
        batch,
        source,
        file_name,
        datetime.fromisoformat(made_at),
        datetime.fromisoformat(undone_at) if undone_at else None,
        *(int(counts.get(name, 0)) for name in ("new", "merged", "unchanged")),
    )


def begun_reviews(connection: "Connection") -> tuple[BegunReview, ...]:
    """Reviews under way, latest first."""
    rows = connection.execute(
        "SELECT file_digest, file_name, made_at, decisions FROM import_review ORDER BY made_at DESC, id DESC"
    )
    return tuple(
        BegunReview(digest, name, datetime.fromisoformat(at), len(json.loads(text or "{}")))
        for digest, name, at, text in rows
    )
