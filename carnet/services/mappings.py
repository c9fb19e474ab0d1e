"""What each column of a table is, remembered under its headers: the next file like it is read the same way."""

from datetime import datetime

import msgspec

from carnet.exchange.tables.mapping import Mapping, signature
from carnet.models.book import Book
from carnet.models.writer import Changes

_SETTING = "table_mapping:"


def remembered(book: Book, header: tuple[str, ...]) -> Mapping | None:
    """The mapping last chosen for a table with these headers, None when none was."""
    held = book.setting(_SETTING + signature(header))
    if not held:
        return None
    keys = msgspec.json.decode(held, type=tuple[str, ...])
    return Mapping(header, keys) if len(keys) == len(header) else None


def remember(book: Book, mapping: Mapping, *, now: datetime) -> Changes:
    """Keep a mapping for the next table with the same headers."""
    with book.write("remember_mapping", now=now) as writer:
        writer.set_setting(_SETTING + mapping.signature, msgspec.json.encode(mapping.keys).decode("utf-8"))
    return writer.changes
