"""The documents kept with a card, and what one holds. Plain SQL."""

import contextlib
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from carnet.errors import CarnetError
from carnet.models.connection import connect, in_words

if TYPE_CHECKING:
    from sqlite3 import Connection

    from carnet.models.book import Book


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document of a card. `size` in bytes."""

    key: int
    name: str
    media_type: str
    size: int
    added_on: date
    is_photo: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A document whole: its name, its kind, its bytes."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


def documents(connection: "Connection", correspondent: int) -> tuple[DocumentRow, ...]:
    """Documents of a card, the photo first, then the latest added first."""
    rows = connection.execute(
        "SELECT id, name, media_type, size, added_on, is_photo FROM document WHERE correspondent_id = ?"
        " ORDER BY is_photo DESC, added_on DESC, id DESC",
        (correspondent,),
    )
    return tuple(
        DocumentRow(key, name, kind, size, date.fromisoformat(on), bool(photo))
        for key, name, kind, size, on, photo in rows
    )


def document(book: "Book", key: int) -> Document:
    """A document with its bytes. Raises CarnetError when it is no longer in the book.

    Read by a connection of its own, closed at once: 20 MB of pages would push out of the cache what a search needs, or
    stay in memory until the end.
    """
    with (
        in_words(book.folders.vault),
        contextlib.closing(connect(book.folders.vault, book.raw_key.key, read_only=True)) as connection,
    ):
        found = connection.execute(
            "SELECT d.name, d.media_type, c.content FROM document d JOIN document_content c ON c.sha256 = d.sha256"
            " JOIN correspondent o ON o.id = d.correspondent_id AND o.deleted_at IS NULL WHERE d.id = ?",
            (key,),
        ).fetchone()
    if found is None:
        raise CarnetError("Ce document n’est plus dans votre carnet.")
    return Document(*found)


def photo(book: "Book", correspondent: int) -> bytes | None:
    """The photo of a card, None without one."""
    found = (
        book.reader()
        .execute(
            "SELECT c.content FROM document d JOIN document_content c ON c.sha256 = d.sha256"
            " WHERE d.correspondent_id = ? AND d.is_photo ORDER BY d.id DESC",
            (correspondent,),
        )
        .fetchone()
    )
    return bytes(found[0]) if found else None
