"""The one way to change the book: a transaction that journals every change and keeps the search index in step."""

import contextlib
import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from carnet.errors import CarnetError
from carnet.models import desk, intake, loop, ownership, search_index, tables, values  # noqa: F401  (all the tables)
from carnet.models.connection import explained, in_words
from carnet.models.identity import Uuids
from carnet.models.keys import Randomness
from carnet.models.schema import EMPTY, metadata

if TYPE_CHECKING:
    from sqlite3 import Connection

_MOMENTS_OF_MAKING = ("created_at", "updated_at", "recorded_at")
_JOURNAL_AT_ONCE = 8 << 20  # characters
_ROWS_AT_ONCE = 1000
_JOURNAL = (
    "INSERT INTO journal (batch, at, author_id, verb, table_name, row_id, correspondent_id, column_name, old, new)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class RowGone(CarnetError):  # noqa: N818
    """The row to change is no longer in the book."""

    def __init__(self) -> None:
        super().__init__("Cet élément n'est plus dans le carnet : il a été retiré entre-temps.")


@dataclass(frozen=True, slots=True)
class Changes:
    """What one verb changed. `batch` finds it again in the journal; counts are rows per table."""

    verb: str
    batch: str
    inserted: Mapping[str, int] = field(default_factory=dict)
    updated: Mapping[str, int] = field(default_factory=dict)
    deleted: Mapping[str, int] = field(default_factory=dict)
    correspondents: frozenset[int] = frozenset()

    @property
    def nothing(self) -> bool:
        """Whether the book is as it was."""
        return not (self.inserted or self.updated or self.deleted)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What inserting into a table needs: the value of each column left out, and what is made here."""

    defaults: dict[str, Any]
    names: frozenset[str]
    has_uuid: bool
    moments: tuple[str, ...]


@cache
def _facts(table: sa.Table) -> _Facts:
    made = {"id", "uuid", *_MOMENTS_OF_MAKING}
    defaults: dict[str, Any] = {}
    for column in table.columns:
        if column.name in made:
            continue
        if column.server_default is not None:
            defaults[column.name] = _default(column)
        elif column.nullable:
            defaults[column.name] = None
    names = frozenset(column.name for column in table.columns)
    return _Facts(defaults, names, "uuid" in names, tuple(name for name in _MOMENTS_OF_MAKING if name in names))


def _default(column: sa.Column[Any]) -> Any:
    default = str(getattr(column.server_default, "arg"))  # noqa: B009
    return "" if default == EMPTY else column.type.python_type(int(default))


class Writer:
    """Changes of one verb, in one transaction; made by `Book.write`, of use inside its `with` only.

    An insert is journalled as one row holding the new values in JSON, a deletion as one holding the old ones, an
    update as one row per column that differs. Undoing asks of each value whether anybody changed it since: for an
    update that is a column, for an insert or a deletion the row; one journal row for each keeps that question a
    look-up, and makes 5 000 new cards 30 000 journal rows instead of 300 000.
    """

    def __init__(
        self, connection: sa.Connection, verb: str, author_id: int, now: datetime, randomness: Randomness
    ) -> None:
        self._connection = connection
        self.dbapi: Connection = connection.connection.dbapi_connection  # type: ignore[assignment]
        self.now = now
        self.author_id = author_id
        self.verb = verb
        self._moment = values.moment(now)
        self._uuids = Uuids(now, randomness)
        self.batch = self._uuids.next()
        self._owners = ownership.Owners(self.dbapi)
        self._journal: list[tuple[Any, ...]] = []
        self._journal_size = 0
        self._counts: dict[str, Counter[str]] = {kind: Counter() for kind in ("inserted", "updated", "deleted")}
        self._to_index: set[int] = set()
        self._to_touch: set[int] = set()
        self._affected: set[int] = set()
        self._next_id: dict[str, int] = {}
        self._changed_sites: set[int] = set()
        self._last_acts: list[Callable[[Connection], None]] = []

    def execute(self, statement: sa.Executable, parameters: Any = None) -> sa.CursorResult[Any]:
        """Run a SELECT of SQLAlchemy Core that sees what this transaction has changed so far."""
        result: sa.CursorResult[Any] = self._connection.execute(statement, parameters)
        return result

    def insert(self, table: sa.Table, **row: Any) -> int:
        """Insert one row; return its id. Columns left out take their default, uuid and moments are made here."""
        return self.insert_many(table, (row,))[0]

    def insert_many(self, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> list[int]:
        """Insert rows in bulk; return their ids in order. Raises ValueError for a column the table has not."""
        coming, ids = iter(rows), []
        while lot := list(islice(coming, _ROWS_AT_ONCE)):  # a large import does not stand in memory twice
            ids += self._insert_lot(table, lot)
        return ids

    def _insert_lot(self, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        complete = [self._complete(table, row) for row in rows]
        self._connection.execute(table.insert(), complete)
        owners = self._owners.of_rows(table.name, complete)
        defaults = _facts(table).defaults
        for row, owner in zip(complete, owners, strict=True):
            new = {name: value for name, value in row.items() if name == "id" or defaults.get(name, self) != value}
            self._note(table.name, row["id"], owner, "", None, values.row_as_text(new))
            self._concerns(table.name, row, owner)
        self._counts["inserted"][table.name] += len(complete)
        return [row["id"] for row in complete]

    def _complete(self, table: sa.Table, row: Mapping[str, Any]) -> dict[str, Any]:
        facts = _facts(table)
        if unknown := row.keys() - facts.names:
            raise ValueError(f"{table.name} has no column {sorted(unknown)}")
        complete = {"id": self._new_id(table.name), **facts.defaults, **row}
        if facts.has_uuid and "uuid" not in row:
            complete["uuid"] = self._uuids.next()
        for name in facts.moments:
            complete.setdefault(name, self._moment)
        for name, value in row.items():
            if isinstance(value, datetime):
                complete[name] = values.moment(value)
        return complete

    def _new_id(self, table: str) -> int:
        """Numbers never come back: AUTOINCREMENT remembers the highest, and this transaction alone is writing."""
        if table not in self._next_id:
            found = self.dbapi.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
            self._next_id[table] = found[0] + 1 if found else 1
        number = self._next_id[table]
        self._next_id[table] += 1
        return number

    def update(self, table: sa.Table, row_id: int, **new: Any) -> bool:
        """Change the columns that differ; return whether any did. Raises RowGone."""
        return self.update_many(table, {row_id: new}) == 1

    def update_many(self, table: sa.Table, changes: Mapping[int, Mapping[str, Any]]) -> int:
        """Change rows by id, only what differs; return how many rows did change. Raises RowGone."""
        olds = _rows(self.dbapi, table, changes.keys())
        if len(olds) != len(changes):
            raise RowGone
        different = {
            row_id: difference
            for row_id, new in changes.items()
            if (difference := _difference(table, olds[row_id], new))
        }
        self._write_updates(table, different)
        changed = [{**olds[row_id], **new} for row_id, new in different.items()]
        before = self._owners.of_rows(table.name, [olds[row_id] for row_id in different])
        for row, owner_before, owner in zip(changed, before, self._owners.of_rows(table.name, changed), strict=True):
            old = olds[row["id"]]
            for name in different[row["id"]]:
                texts = values.as_text(old[name]), values.as_text(values.stored(row[name]))
                self._note(table.name, row["id"], owner, name, *texts)
            self._concerns(table.name, old, owner_before)
            self._concerns(table.name, row, owner)
        self._counts["updated"][table.name] += len(different)
        return len(different)

    def _write_updates(self, table: sa.Table, different: Mapping[int, Mapping[str, Any]]) -> None:
        groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for row_id, new in different.items():
            groups.setdefault(tuple(sorted(new)), []).append({"_id": row_id, **new})
        for names, rows in groups.items():
            where = table.c.id == sa.bindparam("_id")
            self._connection.execute(
                table.update().where(where).values({name: sa.bindparam(name) for name in names}), rows
            )

    def delete(self, table: sa.Table, row_id: int) -> None:
        """Delete a row and what hangs on it, each journalled, with tombstones for what may travel. Raises RowGone."""
        if not self._delete_rows(table, [row_id]):
            raise RowGone

    def delete_many(self, table: sa.Table, ids: Sequence[int]) -> int:
        """Delete rows as `delete` does; return how many there were, those already gone aside."""
        return self._delete_rows(table, ids)

    def _delete_rows(self, table: sa.Table, ids: Sequence[int]) -> int:
        rows = list(_rows(self.dbapi, table, ids).values())
        if not rows:
            return 0
        owners = self._owners.of_rows(table.name, rows)
        for row, owner in zip(rows, owners, strict=True):
            self._concerns(table.name, row, owner)
        self._release_dependents(table, [row["id"] for row in rows])
        # A row may point at another of the same lot (an event at the one it corrects): checked at the commit.
        self.dbapi.execute("PRAGMA defer_foreign_keys = ON")
        self.dbapi.executemany(f"DELETE FROM {table.name} WHERE id = ?", [(row["id"],) for row in rows])
        for row, owner in zip(rows, owners, strict=True):
            self._note(table.name, row["id"], owner, "", values.row_as_text(row), None)
        if "uuid" in table.c:
            self.dbapi.executemany(
                "INSERT INTO tombstone (table_name, row_uuid, deleted_at) VALUES (?, ?, ?)",
                [(table.name, row["uuid"], values.stored(self._moment)) for row in rows],
            )
        self._counts["deleted"][table.name] += len(rows)
        return len(rows)

    def _release_dependents(self, table: sa.Table, ids: Sequence[int]) -> None:
        """Do in the open what ON DELETE would do unseen by the journal."""
        for child, column, action in _dependents(table):
            found = self.dbapi.execute(
                f"SELECT id FROM {child.name} WHERE {column} IN (SELECT value FROM json_each(?))",
                (json.dumps(list(ids)),),
            )
            children = [row[0] for row in found]
            if action == "CASCADE":
                self._delete_rows(child, children)
            elif action == "SET NULL":
                self.update_many(child, {child_id: {column: None} for child_id in children})

    def touch(self, correspondent_id: int) -> None:
        """Say that the card was seen to (verified, met): its `updated_at` moves, its index is made again."""
        self._to_touch.add(correspondent_id)
        self._to_index.add(correspondent_id)

    def set_setting(self, name: str, value: str) -> None:
        """Keep a setting of the book, journalled under row 0."""
        found = self.dbapi.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        if found and found[0] == value:
            return
        self.dbapi.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (name, value))
        self._note("setting", 0, None, name, found[0] if found else None, value)
        self._counts["updated" if found else "inserted"]["setting"] += 1

    @property
    def changes(self) -> Changes:
        """What has been changed so far."""
        kinds = {kind: {name: n for name, n in count.items() if n} for kind, count in self._counts.items()}
        return Changes(self.verb, self.batch, correspondents=frozenset(self._affected), **kinds)

    def _note(self, table: str, row_id: int, owner: int | None, column: str, old: str | None, new: str | None) -> None:
        self._journal.append((table, row_id, owner, column, old, new))
        self._journal_size += len(old or "") + len(new or "")
        if self._journal_size > _JOURNAL_AT_ONCE:
            self._write_journal()

    def _write_journal(self) -> None:
        """In the transaction like the rest: what a large import says is not all kept in memory until its end."""
        head = (self.batch, values.stored(self._moment), self.author_id, self.verb)
        self.dbapi.executemany(_JOURNAL, [(*head, *entry) for entry in self._journal])
        self._journal, self._journal_size = [], 0

    def _concerns(self, table: str, row: Mapping[str, Any], owner: int | None) -> None:
        """Remember which cards this change makes newer, and which it makes others find differently."""
        if owner is not None:
            self._affected.add(owner)
            if table in ownership.CARD:
                self._to_touch.add(owner)
            if table in search_index.INDEXED:
                self._to_index.add(owner)
        if table == "site":
            self._changed_sites.add(row["id"])
        elif table == "line" and row.get("site_id") is not None:
            self._changed_sites.add(row["site_id"])

    def before_commit(self, act: "Callable[[Connection], None]") -> None:
        """Run `act` once the journal of this transaction is written, before its commit."""
        self._last_acts.append(act)

    def finish(self) -> None:
        """Before the commit: index, `updated_at`, journal."""
        at_sites = ownership.at_sites(self.dbapi, self._changed_sites)
        self._affected |= at_sites
        self._to_touch |= at_sites
        members = ownership.in_structures(self.dbapi, self._to_index)
        search_index.refresh(self.dbapi, self._to_index | at_sites | members)
        at = values.stored(self._moment)
        self.dbapi.executemany(
            "UPDATE correspondent SET updated_at = ? WHERE id = ? AND updated_at <> ?",
            [(at, row_id, at) for row_id in sorted(self._to_touch)],
        )
        self._write_journal()
        for act in self._last_acts:
            act(self.dbapi)


@cache
def _dependents(table: sa.Table) -> list[tuple[sa.Table, str, str | None]]:
    """Tables that point at `table`: (table, column, what ON DELETE does)."""
    return [
        (child, key.parent.name, key.ondelete)
        for child in metadata.sorted_tables
        for key in sorted(child.foreign_keys, key=lambda key: key.parent.name)
        if key.column.table is table
    ]


def _rows(connection: "Connection", table: sa.Table, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Rows as stored, by id."""
    names = [column.name for column in table.columns]
    listed = ", ".join(f'"{name}"' for name in names)
    found = connection.execute(
        f"SELECT {listed} FROM {table.name} WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
    )
    rows = (dict(zip(names, row, strict=True)) for row in found)
    return {row["id"]: row for row in rows}


def _difference(table: sa.Table, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := new.keys() - old.keys():
        raise ValueError(f"{table.name} has no column {sorted(unknown)}")
    return {
        name: values.moment(value) if isinstance(value, datetime) else value
        for name, value in new.items()
        if values.stored(value) != old[name]
    }


@contextlib.contextmanager
def writing(
    engine: sa.Engine, path: Path, verb: str, author_id: int, now: datetime, randomness: Randomness = secrets
) -> Iterator[Writer]:
    """One transaction on `engine`: committed at the end with journal and index, rolled back on any exception."""
    try:
        with in_words(path), engine.begin() as connection:
            writer = Writer(connection, verb, author_id, now, randomness)
            yield writer
            writer.finish()
    except DBAPIError as error:
        if error.orig is not None and (told := explained(error.orig, path)) is not None:
            raise told from error
        raise
