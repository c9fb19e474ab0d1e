"""What brought cards in: batches of an import, decisions under way, pairs that are not twins, notes of others."""

from sqlalchemy import CheckConstraint, UniqueConstraint

from carnet.domain.rings import Ring
from carnet.models.schema import day, instant, reference, required_text, table, text, uuid

PERSONAL, INTERNAL = Ring.PERSONAL, Ring.INTERNAL

import_batch = table(
    "import_batch",
    uuid(),
    required_text("batch", INTERNAL, unique=True),  # the journal's
    text("source", PERSONAL),  # whose book it was
    text("file_name", PERSONAL),
    text("counts", INTERNAL),  # JSON: cards by verdict
    instant("made_at"),
    instant("undone_at", nullable=True),
)

import_review = table(
    "import_review",
    uuid(),
    required_text("file_digest", INTERNAL, unique=True),
    text("file_name", PERSONAL),
    text("decisions", PERSONAL),  # JSON: what was decided so far, card by card
    instant("made_at"),
)

different_pair = table(
    "different_pair",
    required_text("low_key", PERSONAL),
    required_text("high_key", PERSONAL),
    day("decided_on", PERSONAL, nullable=False),
    UniqueConstraint("low_key", "high_key"),
    CheckConstraint("low_key < high_key", name="ordered"),
)

# « note du Dr X »: what somebody else wrote about a card, never mixed with mine.
remark = table(
    "remark",
    uuid(),
    reference("author_id", "author.id"),
    reference("correspondent_id", "correspondent.id", ondelete="CASCADE"),
    text("words", PERSONAL),
    day("given_on", PERSONAL),
)
