"""« Je n'adresse pas »: a private, dated, reasoned mark that warns and never blocks."""

from datetime import datetime

import sqlalchemy as sa

from carnet.models import loop, tables
from carnet.models.book import Book
from carnet.models.writer import Changes, Writer
from carnet.services.drafts import AvoidanceDraft


def avoid(book: Book, correspondent_id: int, draft: AvoidanceDraft, *, now: datetime) -> Changes:
    """Write one avoidance in its own transaction."""
    with book.write("avoid", now=now) as writer:
        add_avoidance(writer, correspondent_id, draft)
    return writer.changes


def add_avoidance(writer: Writer, correspondent_id: int, draft: AvoidanceDraft) -> int:
    """Write one avoidance, keyed by the RPPS when known so that a homonym is told apart; returns its row id."""
    column = tables.correspondent.c
    rpps = writer.execute(sa.select(column.rpps).where(column.id == correspondent_id)).scalar_one()
    return writer.insert(
        loop.avoidance,
        author_id=writer.author_id,
        correspondent_id=correspondent_id,
        rpps=rpps,
        reason=draft.reason,
        note=draft.note,
        since=draft.since,
        review_on=draft.review_on,
        expires_on=draft.expires_on,
    )
