"""« Je n'adresse pas »: a private, dated, reasoned mark that warns and never blocks."""

from carnet.models import loop, tables
from carnet.models.writer import Writer
from carnet.services.drafts import AvoidanceDraft


def add_avoidance(writer: Writer, correspondent_id: int, draft: AvoidanceDraft) -> int:
    """Write one avoidance, keyed by the person's RPPS when known so that a homonym is told apart; returns its row id."""
    rpps = writer.value(tables.correspondent, correspondent_id, "rpps")
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
