"""Values handed to a statement."""

from collections.abc import Sequence

from msgspec.json import encode


def as_list(values: Sequence[int | str]) -> str:
    """What SQLite's json_each reads one by one: a statement of one parameter, however many values."""
    return encode(values).decode()
