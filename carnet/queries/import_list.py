"""What was imported and when, and the reviews that were begun. Plain SQL, for the owner alone."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite3 import Connection

WHOSE = ""  # among the decisions of a review, by the card's key: what no card bears says whose book it is


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
    """A review that waits for its file to be opened again. `author`: whose book it is, "" for one's own."""

    digest: str
    file_name: str
    begun_at: datetime
    decided: int
    author: str = ""


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
    return tuple(_begun(row) for row in rows)


def begun_review(connection: "Connection", digest: str) -> BegunReview | None:
    """The review under way of the file of that digest."""
    rows = connection.execute(
        "SELECT file_digest, file_name, made_at, decisions FROM import_review WHERE file_digest = ?", (digest,)
    )
    return next(map(_begun, rows), None)


def _begun(row: tuple[Any, ...]) -> BegunReview:
    digest, name, at, text = row
    decisions = json.loads(text or "{}")
    author = decisions.pop(WHOSE, {}).get("author", "")
    return BegunReview(digest, name, datetime.fromisoformat(at), len(decisions), author)
