"""Putting rows back on what they hung on: from the journal when it knows the lost row, else by letting them go."""

import json
from typing import TYPE_CHECKING, Any

from carnet.models.identity import Uuids
from carnet.models.keys import Randomness
from carnet.models.schema import metadata
from carnet.models.writer import Writer

if TYPE_CHECKING:
    from sqlite3 import Connection

Broken = tuple[str, int, str, str, int]  # table, row, the table it points at, its column, the number that is not there


def broken_references(connection: "Connection") -> list[Broken]:
    """Rows that point at a row that is not there."""
    found: list[Broken] = []
    for table, row, parent, number in connection.execute("PRAGMA foreign_key_check").fetchall():
        column = connection.execute(f"PRAGMA foreign_key_list({table})").fetchall()
        name = next(key[3] for key in column if key[0] == number)
        value = connection.execute(f"SELECT {name} FROM {table} WHERE rowid = ?", (row,)).fetchone()[0]
        found.append((table, row, parent, name, value))
    return found


def mend_references(writer: Writer, randomness: Randomness) -> None:
    """Bring lost rows back as the journal last knew them; what still points at nobody is let go, in the journal.

    A row that was deleted on purpose does not come back. Nothing is lost: what is let go stays in the journal.
    """
    while missing := {(parent, value) for _, _, parent, _, value in broken_references(writer.dbapi)}:
        if not sum(_bring_back(writer, parent, value, randomness) for parent, value in sorted(missing)):
            break
    while broken := broken_references(writer.dbapi):
        table, row, _, column, _ = broken[0]
        if metadata.tables[table].c[column].nullable and not _hangs_by(table, column):
            writer.update(metadata.tables[table], row, **{column: None})
        else:
            _let_go(writer, table, row)


def _let_go(writer: Writer, table: str, row_id: int) -> None:
    """Delete a row, which an earlier deletion may already have a tombstone for."""
    if "uuid" in metadata.tables[table].c:
        uuid = writer.dbapi.execute(f"SELECT uuid FROM {table} WHERE id = ?", (row_id,)).fetchone()[0]
        writer.dbapi.execute("DELETE FROM tombstone WHERE table_name = ? AND row_uuid = ?", (table, uuid))
    writer.delete(metadata.tables[table], row_id)


def _hangs_by(table: str, column: str) -> bool:
    """Whether a row of `table` is nothing without what `column` points at."""
    return any(key.ondelete == "CASCADE" for key in metadata.tables[table].c[column].foreign_keys)


def _bring_back(writer: Writer, table: str, row_id: int, randomness: Randomness) -> bool:
    row = _author(writer, row_id, randomness) if table == "author" else _from_journal(writer.dbapi, table, row_id)
    if row is None:
        return False
    names = ", ".join(row)
    marks = ", ".join("?" * len(row))
    sql = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"
    return writer.dbapi.execute(sql, tuple(row.values())).rowcount > 0


def _from_journal(connection: "Connection", table: str, row_id: int) -> dict[str, Any] | None:
    """The row as the journal last knew it, None when it never did or when somebody deleted it.

    Its values are put back without new journal rows: the journal has them already.
    """
    row: dict[str, Any] | None = None
    known = connection.execute(
        "SELECT column_name, new FROM journal WHERE table_name = ? AND row_id = ? ORDER BY id", (table, row_id)
    )
    for column, new in known:
        if not column:
            row = json.loads(new) if new else None
        elif row is not None:
            row[column] = new
    if row is None:
        return None
    moment = connection.execute(
        "SELECT at FROM journal WHERE table_name = ? AND row_id = ? ORDER BY id LIMIT 1", (table, row_id)
    ).fetchone()[0]
    columns = metadata.tables[table].c
    made = {name: moment for name in ("created_at", "updated_at", "recorded_at") if name in columns}
    return {"id": row_id, **made, **{name: value for name, value in row.items() if name in columns}}


def _author(writer: Writer, row_id: int, randomness: Randomness) -> dict[str, Any]:
    """An author whose name is lost: what they wrote stays theirs; the owner again if nobody is."""
    nobody = writer.dbapi.execute("SELECT 1 FROM author WHERE is_me").fetchone() is None
    return {"id": row_id, "uuid": Uuids(writer.now, randomness).next(), "name": "", "is_me": int(nobody)}
