"""What lies on the desk beside the cards: documents kept with them, searches worth keeping."""

from sqlalchemy import CheckConstraint, LargeBinary, Table, UniqueConstraint

from carnet.domain.rings import Ring
from carnet.models.schema import (
    column,
    day,
    flag,
    metadata,
    reference,
    required_text,
    table,
    text,
    uuid,
    whole,
)

PERSONAL, INTERNAL = Ring.PERSONAL, Ring.INTERNAL

document = table(
    "document",
    uuid(),
    reference("correspondent_id", "correspondent.id", ondelete="CASCADE"),
    text("name", PERSONAL),
    text("media_type", INTERNAL),
    whole("size", INTERNAL, nullable=False),
    required_text("sha256", PERSONAL, index=True),
    flag("is_photo", INTERNAL),
    day("added_on", PERSONAL, nullable=False),
    CheckConstraint("size >= 0", name="size"),
)

# By its digest: the journal tells of documents and never holds their bytes, so that a removal can be undone.
document_content = Table(
    "document_content",
    metadata,
    required_text("sha256", PERSONAL, primary_key=True),
    column("content", LargeBinary, PERSONAL),
)

saved_search = table(
    "saved_search",
    uuid(),
    text("name", PERSONAL),
    text("folded", PERSONAL),
    text("terms", PERSONAL),  # JSON of a table's filter
    whole("position", INTERNAL, nullable=False, server_default="0"),
    UniqueConstraint("folded"),
)
