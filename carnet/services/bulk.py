"""What the table does to many cards at once beyond `editing.bulk`: one transaction, one undo."""

import json
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from carnet.models import erasure, tables
from carnet.models.book import Book
from carnet.models.writer import Changes, RowGone, Writer


def set_favourite(book: Book, keys: Iterable[int], *, favourite: bool, now: datetime) -> Changes:
    """Make cards favourites, or no longer. Raises RowGone: then nothing is changed at all."""
    wanted = sorted(set(keys))
    with book.write("bulk", now=now) as writer:
        _check_live(writer, wanted)
        writer.update_many(tables.correspondent, {key: {"favourite": favourite} for key in wanted})
    return writer.changes


def erase_from_trash(book: Book, keys: Iterable[int], *, now: datetime) -> Changes:
    """Erase cards of the trash for good, as their people may ask: nothing of them comes back, not even by an undo.

    Raises RowGone when one is not in the trash: then nothing is erased at all.
    """
    wanted = sorted(set(keys))
    with book.write("erase", now=now) as writer:
        _check_live(writer, wanted, trashed=True)
        for key in wanted:
            erasure.erase(writer, key)
    return writer.changes


def _check_live(writer: Writer, keys: list[int], *, trashed: bool = False) -> None:
    column = tables.correspondent.c
    listed = sa.func.json_each(json.dumps(keys)).table_valued("value")
    where = column.deleted_at.is_not(None) if trashed else column.deleted_at.is_(None)
    query = sa.select(sa.func.count()).where(column.id.in_(sa.select(listed.c.value)), where)
    if writer.execute(query).scalar_one() != len(keys):
        raise RowGone
