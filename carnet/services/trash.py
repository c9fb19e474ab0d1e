"""The trash: a card thrown away is found nowhere and comes back whole, until the trash is emptied."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from carnet.models import erasure, tables, values
from carnet.models.book import Book
from carnet.models.writer import Changes, RowGone, Writer
from carnet.queries.trash import open_referrals
from carnet.services.memberships import live, row_of

KEPT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Trashed:
    """What went to the trash. `waiting`: (card, how many of its referrals are still followed); they wait with it."""

    changes: Changes
    waiting: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back. `twins`: (card, the card of the book that bears the same national number)."""

    changes: Changes
    twins: tuple[tuple[int, int], ...]


def to_trash(book: Book, keys: Iterable[int], *, now: datetime) -> Trashed:
    """Put cards into the trash, open referrals or not. Raises RowGone when one is there already, or erased."""
    wanted = sorted(set(keys))
    with book.write("trash", now=now) as writer:
        for key in wanted:
            live(writer, key)
        writer.update_many(tables.correspondent, {key: {"deleted_at": now} for key in wanted})
        waiting = open_referrals(writer.dbapi, wanted)
    return Trashed(writer.changes, waiting)


def restore(book: Book, keys: Iterable[int], *, now: datetime) -> Restored:
    """Bring cards back from the trash, whole. Raises RowGone when one is not there.

    Somebody adopted again meanwhile is then twice in the book: it is told, never refused.
    """
    wanted = sorted(set(keys))
    with book.write("restore", now=now) as writer:
        for key in wanted:
            if row_of(writer, tables.correspondent, key)["deleted_at"] is None:
                raise RowGone
        twins = _twins(writer, wanted)
        writer.update_many(tables.correspondent, {key: {"deleted_at": None} for key in wanted})
    return Restored(writer.changes, twins)


def _twins(writer: Writer, keys: list[int]) -> tuple[tuple[int, int], ...]:
    """(card, a card of the book with its RPPS, ADELI or FINESS number)."""
    same = " UNION ".join(
        "SELECT one.id, other.id FROM json_each(:keys) AS wanted JOIN correspondent one ON one.id = wanted.value"
        f" JOIN correspondent other ON other.{number} = one.{number}"
        " WHERE other.id <> one.id AND other.deleted_at IS NULL"
        for number in ("rpps", "adeli", "finess")
    )
    return tuple(writer.dbapi.execute(same + " ORDER BY 1, 2", {"keys": json.dumps(keys)}))


def empty(book: Book, *, now: datetime, older_than_days: int = KEPT_DAYS, keys: Iterable[int] | None = None) -> Changes:
    """Erase for good what was thrown away `older_than_days` ago or more, all of it or `keys` only.

    Nothing of it can come back, not even by an undo; what was sent to them goes too.
    """
    column = tables.correspondent.c
    before = now - timedelta(days=older_than_days)
    with book.write("empty_trash", now=now) as writer:
        old = sa.select(column.id, column.deleted_at).where(column.deleted_at.is_not(None))
        chosen = None if keys is None else frozenset(keys)
        limit = values.moment(before)
        for row in writer.execute(old).all():
            if row.deleted_at <= limit and (chosen is None or row.id in chosen):
                erasure.erase(writer, row.id)
    return writer.changes
