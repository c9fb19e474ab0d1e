"""Whose card a row belongs to, and which cards a change makes others find differently."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite3 import Connection

# A row of these belongs to the owner of another row: table → (its column, the table it points at).
_THROUGH = {
    "line": ("role_id", "role"),
    "referral_event": ("referral_id", "referral"),
    "outcome": ("referral_id", "referral"),
}
_DIRECT = {"structure_link": "from_id"}

# Changes of these are changes of the card: they move its `updated_at`. What happens to a patient does not.
CARD = frozenset((
    "correspondent", "structure_profile", "structure_link", "role", "site", "line", "skill", "language", "tag",
    "told_delay",
))  # fmt: skip


class Owners:
    """Finds the correspondent of each row, remembering the roles and referrals seen in this transaction."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._known: dict[tuple[str, int], int] = {}

    def of_rows(self, table: str, rows: Iterable[Mapping[str, Any]]) -> list[int | None]:
        """The owner of each row of `table`, None for a site, a line of a site or what belongs to nobody."""
        rows = list(rows)
        through = _THROUGH.get(table)
        if through:
            self._look_up(through[1], {row[through[0]] for row in rows if row.get(through[0]) is not None})
        owners = [self._of(table, row) for row in rows]
        if table in ("role", "referral"):
            self._known.update(
                ((table, row["id"]), owner) for row, owner in zip(rows, owners, strict=True) if owner is not None
            )
        return owners

    def _of(self, table: str, row: Mapping[str, Any]) -> int | None:
        if table == "correspondent":
            owner: int = row["id"]
            return owner
        direct = row.get(_DIRECT.get(table, "correspondent_id"))
        if direct is not None or table not in _THROUGH:
            return direct
        column, parent = _THROUGH[table]
        return self._known.get((parent, row[column])) if row.get(column) is not None else None

    def _look_up(self, parent: str, ids: Collection[int]) -> None:
        unknown = [i for i in ids if (parent, i) not in self._known]
        if unknown:
            found = self._connection.execute(
                f"SELECT id, correspondent_id FROM {parent} WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(unknown),),
            )
            self._known.update(((parent, row), owner) for row, owner in found)


def at_sites(connection: "Connection", sites: Collection[int]) -> set[int]:
    """The correspondents who have a role at one of `sites`."""
    return _of_roles(connection, "site_id", sites)


def in_structures(connection: "Connection", structures: Collection[int]) -> set[int]:
    """The correspondents whom a role puts in one of `structures`."""
    return _of_roles(connection, "structure_id", structures)


def _of_roles(connection: "Connection", column: str, values: Collection[int]) -> set[int]:
    if not values:
        return set()
    sql = f"SELECT DISTINCT correspondent_id FROM role WHERE {column} IN (SELECT value FROM json_each(?))"
    return {row[0] for row in connection.execute(sql, (json.dumps(list(values)),))}
