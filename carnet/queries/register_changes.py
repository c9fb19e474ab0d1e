"""What a new national register says otherwise of the people of the book."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from carnet.register.difference import SiteSeen, changes_for
from carnet.words import person_name

if TYPE_CHECKING:
    from sqlite3 import Connection


@dataclass(frozen=True, slots=True)
class BookChange:
    """One change for one card: `kind` as in `register.difference`; the sites concerned, where there are."""

    id: str
    name: str
    kind: str
    before: SiteSeen | None
    after: SiteSeen | None


def changes_of_book(connection: "Connection", old: Path, new: Path) -> tuple[BookChange, ...]:
    """Changes between two snapshots for everyone of the book who has a national number, by name."""
    cards = {
        number: (f"b:{uuid}", person_name(title, given, family))
        for uuid, title, given, family, number in connection.execute(
            "SELECT uuid, title, given_name, family_name, coalesce(rpps, adeli) FROM correspondent"
            " WHERE coalesce(rpps, adeli) IS NOT NULL AND deleted_at IS NULL ORDER BY family_name, given_name"
        )
    }
    return tuple(
        BookChange(*cards[change.identifier], change.kind, change.before, change.after)
        for change in changes_for(old, new, cards)
    )
