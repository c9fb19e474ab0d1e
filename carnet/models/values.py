"""Values as the file holds them, which is how the journal writes them too.

A date is « 2026-03-12 »; a moment « 2026-03-12 09:30:00.000000 », UTC without its zone; a boolean 0 or 1; NULL is
unknown. The journal's `old` and `new` are that value as text: SQLite's column affinity gives the same value back
when the text is written into its column again.
"""

import json
from datetime import UTC, date, datetime
from typing import Any

_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def moment(value: datetime) -> datetime:
    """The moment in UTC, without its zone. Raises ValueError for a naive one: which clock would it be?"""
    if value.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return value.astimezone(UTC).replace(tzinfo=None)


def stored(value: Any) -> Any:
    """The value SQLite keeps for a Python value."""
    if isinstance(value, datetime):
        return (moment(value) if value.tzinfo else value).isoformat(" ", "microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def as_text(value: Any) -> str | None:
    """A stored value as the journal writes it."""
    return None if value is None else str(value)


def row_as_text(row: dict[str, Any]) -> str:
    """A whole row, inserted or deleted, as the journal writes it: JSON of its stored values."""
    return _encoded({name: stored(value) for name, value in row.items()})
