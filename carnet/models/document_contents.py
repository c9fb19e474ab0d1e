"""The bytes of documents, beside the journal: kept as long as a document or an undo may still need them.

The journal tells of documents by their digest and never holds their bytes. A document that was removed can be brought
back for KEPT_DAYS; then its bytes go, and the journal's rows about it lose their values, so that an undo lists it as
left rather than bring back a document that holds nothing.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from carnet.models import values

if TYPE_CHECKING:
    from sqlite3 import Connection

KEPT_DAYS = 30

# Every digest that the journal still names: a document is added or deleted as one JSON, its digest never changes.
_NAMED = (
    "SELECT j.id, j.at, json_extract(coalesce(j.new, j.old), '$.sha256') AS sha256 FROM journal j"
    " WHERE j.table_name = 'document' AND j.column_name = '' AND coalesce(j.new, j.old) IS NOT NULL"
)
_LATE = f"SELECT sha256 FROM ({_NAMED}) WHERE at > :before"
_HELD = "SELECT sha256 FROM document"


def keep(connection: "Connection", digest: str, content: bytes) -> None:
    """Keep bytes under their digest, in the transaction under way; the same bytes are kept once."""
    connection.execute("INSERT OR IGNORE INTO document_content (sha256, content) VALUES (?, ?)", (digest, content))


def any_ever(connection: "Connection", correspondent: int) -> bool:
    """Whether a card holds a document, or ever did."""
    found = connection.execute(
        "SELECT 1 FROM journal WHERE correspondent_id = ? AND table_name = 'document' LIMIT 1", (correspondent,)
    )
    return found.fetchone() is not None


def is_anything_to_sweep(connection: "Connection", now: datetime) -> bool:
    """Whether `sweep` would find bytes to drop. Reads only."""
    found = connection.execute(
        f"SELECT 1 FROM document_content WHERE sha256 NOT IN ({_HELD}) AND sha256 NOT IN ({_LATE}) LIMIT 1",
        _before(now),
    )
    return found.fetchone() is not None


def sweep(connection: "Connection", now: datetime) -> int:
    """Drop the bytes that no document holds and that no change of the last KEPT_DAYS names; how many were dropped."""
    connection.execute(
        f"UPDATE journal SET old = NULL, new = NULL WHERE id IN (SELECT id FROM ({_NAMED})"
        f" WHERE sha256 NOT IN ({_HELD}) AND sha256 NOT IN ({_LATE}))",
        _before(now),
    )
    return _drop_unnamed(connection)


def wipe_unnamed(connection: "Connection") -> None:
    """Drop the bytes that neither a document nor the journal names any more: those of a person just erased."""
    _drop_unnamed(connection)


def _drop_unnamed(connection: "Connection") -> int:
    return connection.execute(
        f"DELETE FROM document_content WHERE sha256 NOT IN ({_HELD}) AND sha256 NOT IN (SELECT sha256 FROM ({_NAMED}))"
    ).rowcount


def _before(now: datetime) -> dict[str, object]:
    return {"before": values.stored(values.moment(now - timedelta(days=KEPT_DAYS)))}
