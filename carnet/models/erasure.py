"""Erasing a person, as they may ask: their card, and what the journal, the originals and the index kept of it."""

import hashlib
import hmac
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

import sqlalchemy as sa

from carnet.domain.text import fold
from carnet.models import document_contents
from carnet.models.tables import correspondent, site
from carnet.models.writer import RowGone, Writer

if TYPE_CHECKING:
    from sqlite3 import Connection


_NAMES = (correspondent.c.family_name, correspondent.c.given_name, correspondent.c.label)


def erase(writer: Writer, correspondent_id: int) -> None:
    """Delete a card and what hangs on it, with the places only it used; leave no value of theirs behind.

    What stays: the journal's dates, verbs and row numbers, and a tombstone with a salted hash, so that the same
    person met again in a file can be recognised as erased (`was_erased`). Raises RowGone.
    """
    found = writer.execute(
        sa.select(correspondent.c.uuid, correspondent.c.rpps, *_NAMES).where(correspondent.c.id == correspondent_id)
    ).one_or_none()
    if found is None:
        raise RowGone
    uuid, rpps, *names = tuple(found)
    alone_at = _sites_used_by_nobody_else(writer.dbapi, correspondent_id)
    had_documents = document_contents.any_ever(writer.dbapi, correspondent_id)
    writer.delete(correspondent, correspondent_id)
    for site_id in alone_at:
        writer.delete(site, site_id)
    writer.before_commit(lambda connection: scrub_journal(connection, correspondent_id, alone_at))
    if had_documents:
        writer.before_commit(document_contents.wipe_unnamed)
    digest = identity_hash(_salt(writer.dbapi), rpps, names)
    writer.dbapi.execute("UPDATE tombstone SET salted_hash = ? WHERE row_uuid = ?", (digest, uuid))


def was_erased(connection: "Connection", rpps: str | None, names: Iterable[str]) -> bool:
    """Whether a person of that RPPS, else of those names (family, given, label), was erased from this book."""
    digest = identity_hash(_salt(connection), rpps, names)
    return connection.execute("SELECT 1 FROM tombstone WHERE salted_hash = ?", (digest,)).fetchone() is not None


def identity_hash(salt: bytes, rpps: str | None, names: Iterable[str]) -> str:
    """HMAC-SHA256, under the book's own salt, of the RPPS if known, else of the folded names."""
    identity = f"rpps {rpps}" if rpps else "name " + " ".join(fold(name) for name in names)
    return hmac.new(salt, identity.encode(), hashlib.sha256).hexdigest()


def _salt(connection: "Connection") -> bytes:
    found = connection.execute("SELECT value FROM setting WHERE name = 'salt_of_hashes'").fetchone()
    return bytes.fromhex(found[0])


def _sites_used_by_nobody_else(connection: "Connection", correspondent_id: int) -> list[int]:
    found = connection.execute(
        "SELECT DISTINCT site_id FROM role AS mine WHERE correspondent_id = ? AND site_id IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM role AS other WHERE other.site_id = mine.site_id AND other.correspondent_id <> ?)",
        (correspondent_id, correspondent_id),
    )
    return [row[0] for row in found]


def scrub_journal(connection: "Connection", correspondent_id: int, sites: Iterable[int]) -> None:
    """Take away the values of every journal row about the correspondent, those sites and the sites' lines."""
    where = (
        "correspondent_id = :person"
        " OR (table_name = 'site' AND row_id IN (SELECT value FROM json_each(:sites)))"
        " OR (table_name = 'line' AND correspondent_id IS NULL AND row_id IN (SELECT value FROM json_each(:lines)))"
    )
    listed = set(sites)
    lines = _lines_of(connection, listed)
    connection.execute(
        f"UPDATE journal SET old = NULL, new = NULL WHERE (old IS NOT NULL OR new IS NOT NULL) AND ({where})",
        {"person": correspondent_id, "sites": json.dumps(sorted(listed)), "lines": json.dumps(lines)},
    )


def _lines_of(connection: "Connection", sites: set[int]) -> list[int]:
    """Lines that ever hung on those sites, by what the journal says of them."""
    rows = connection.execute(
        "SELECT row_id, coalesce(json_extract(new, '$.site_id'), json_extract(old, '$.site_id')) FROM journal"
        " WHERE table_name = 'line' AND correspondent_id IS NULL AND column_name = ''"
    )
    return sorted({row for row, at in rows if at in sites})
