"""« Annuler »: a new change that puts back what a batch changed, where nobody changed it since.

Undoing goes by what the book holds now, not by who wrote last: a value is put back if it is still the one the batch
wrote. A card that the batch made goes as a whole, or stays as a whole when anything on it was touched since.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from itertools import groupby, islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from carnet.errors import CarnetError
from carnet.models import values
from carnet.models.book import Book
from carnet.models.schema import EMPTY, metadata
from carnet.models.writer import Changes, Writer
from carnet.services.undo_imports import MADE_BY_THE_WRITER, Place, row_now, settle_import

VERB = "undo "
_PLACES = ("role.site_id",)  # whoever works at a place touched since was touched since
_LOT = 100  # rows taken away or put back together
_BEGINNING = 200  # characters
_ORIGINAL = ("source_record", "raw")  # as it came: nobody edits it


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing left as it is, because it was changed since: a row (`column` empty) or a column of a row."""

    table: str
    row_id: int
    column: str
    correspondent_id: int | None


@dataclass(frozen=True, slots=True)
class Undone:
    """What was put back, and what was left."""

    changes: Changes
    kept: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One row of the journal. Of a long text, `old` and `new` hold the beginning: the whole is read when it is needed
    (`_whole`), for those of an import may be hundreds of megabytes together."""

    number: int
    table: str
    row_id: int
    owner: int | None
    column: str
    old: str | None
    new: str | None

    @property
    def place(self) -> Place:
        return self.table, self.row_id

    def kept(self) -> Kept:
        return Kept(self.table, self.row_id, self.column, self.owner)


def undo(book: Book, batch: str, *, now: datetime) -> Undone:
    """Put back what `batch` changed, in one transaction. Raises CarnetError when the journal knows no such batch.

    The journal's verb is « undo » and the batch undone, so that a reader can tell what was taken back. Of an import,
    what was changed since on a card that it wrote is told too, though it stood in nobody's way.
    """
    with book.write(f"{VERB}{batch}", now=now) as writer:
        entries = _entries(writer, batch)
        if not entries:
            raise CarnetError("Il n’y a rien à annuler : cette modification n’est pas dans le journal du carnet.")
        kept = _Undoing(writer, entries).run()
        kept += [Kept(*change) for change in settle_import(writer, batch, {one.correspondent_id for one in kept})]
    return Undone(writer.changes, tuple(dict.fromkeys(kept)))


def _entries(writer: Writer, batch: str) -> list[_Entry]:
    """The batch's changes, latest first."""
    rows = writer.dbapi.execute(
        f"SELECT id, table_name, row_id, correspondent_id, column_name,"
        f" substr(old, 1, {_BEGINNING}), substr(new, 1, {_BEGINNING})"
        " FROM journal WHERE batch = ? AND NOT (table_name = 'import_batch' AND column_name = '') ORDER BY id DESC",
        (batch,),
    )
    return [_Entry(*row) for row in rows]


class _Undoing:
    """One undoing under way."""

    def __init__(self, writer: Writer, entries: list[_Entry]) -> None:
        self._writer, self._entries = writer, entries
        self._added = {entry.place: entry for entry in entries if not entry.column and entry.new is not None}
        self._lost = [entry for entry in entries if not entry.column and entry.new is None]
        changed = (entry for entry in entries if entry.column and entry.table != "setting")
        self._coming = frozenset(entry.place for entry in self._lost if entry.old is not None)
        self._updated = _by_place(entry for entry in changed if entry.place not in self._added)

    def run(self) -> list[Kept]:
        """Undo every entry; return what was left as it is.

        What was deleted comes back first, so that columns may point at it; columns next, all those of a row at once
        (two dates may only be right together); what was added goes once nothing points at it. Whatever stood in the
        way of the rest may then be gone: it is tried once more.
        """
        stuck = self._stuck()
        kept = [entry for entry in self._entries if entry.table == "setting" and not self._put_setting_back(entry)]
        lost = [entry for entry in self._lost if not self._bring_back(entry)]
        left = self._put_all_back(self._updated)
        self._remove(place for place in self._added if place not in stuck)  # latest first
        lost = [entry for entry in lost if not self._bring_back(entry)]
        left = self._put_all_back(_by_place(left))
        kept += [*lost, *left, *(entry for place, entry in self._added.items() if place in stuck)]
        return [entry.kept() for entry in sorted(kept, key=lambda entry: -entry.number)]

    def _stuck(self) -> set[Place]:
        """Added rows that must stay: those touched since, then what they need."""
        own = self._own_updates()
        changed = {entry.place for entry in self._added.values() if self._changed(entry, own)}
        touched = self._closure(changed, lambda p, found: self._has_since(p, found) or self._is_part(p, found, _PLACES))
        return self._closure(touched, lambda p, found: self._is_held(p, found) or self._is_part(p, found))

    def _closure(self, first: set[Place], joins: Callable[[Place, set[Place]], bool]) -> set[Place]:
        """`first` and every added row that joins them, until none does."""
        found = set(first)
        while more := {place for place in self._added if place not in found and joins(place, found)}:
            found |= more
        return found

    def _own_updates(self) -> dict[Place, dict[str, str | None]]:
        """Values that the batch itself gave later to rows it had added."""
        later: dict[Place, dict[str, str | None]] = {}
        for entry in reversed(self._entries):
            if entry.column and entry.place in self._added:
                later.setdefault(entry.place, {})[entry.column] = self._whole(entry, "new")
        return later

    def _changed(self, entry: _Entry, own: Mapping[Place, Mapping[str, str | None]]) -> bool:
        """Whether a row no longer holds what the batch wrote; a row already gone is no obstacle."""
        row = self._row(entry.place)
        text = self._whole(entry, "new") if row is not None else None
        if row is None or text is None:
            return False
        table = metadata.tables[entry.table]
        written = _defaults(table) | {name: values.as_text(v) for name, v in json.loads(text).items()}
        written |= own.get(entry.place, {})
        return any(
            values.as_text(value) != written.get(name)
            for name, value in row.items()
            if name not in MADE_BY_THE_WRITER and (entry.table, name) != _ORIGINAL
        )

    def _whole(self, entry: _Entry, column: str) -> str | None:
        """The old or the new text of an entry; of an original that came, the vCard aside, which nobody edits."""
        beginning: str | None = getattr(entry, column)
        if beginning is None or len(beginning) < _BEGINNING:
            return beginning
        is_original = entry.table == "source_record" and not entry.column and column == "new"
        text = "json_remove(new, '$.raw')" if is_original else column
        found = self._writer.dbapi.execute(f"SELECT {text} FROM journal WHERE id = ?", (entry.number,)).fetchone()
        return str(found[0])

    def _has_since(self, place: Place, touched: set[Place]) -> bool:
        """Whether a part of this row was touched, or was added since: a line of a site, a referral of a card."""
        return any(self._stays_on(part, column, touched) for part, column in self._pointing_at(place, parts_only=True))

    def _is_held(self, place: Place, stuck: set[Place]) -> bool:
        """Whether a row that stays points at this one."""
        return any(self._stays_on(row, column, stuck) for row, column in self._pointing_at(place))

    def _stays_on(self, row: Place, column: str, stuck: set[Place]) -> bool:
        """Whether a row will still point by this column once all is undone: it stays, and the column does not move."""
        if row in self._added:
            return row in stuck
        now = self._row(row)
        return now is None or column not in self._outcome(now, self._updated.get(row, ()), self._coming)[0]

    def _pointing_at(self, place: Place, *, parts_only: bool = False) -> Iterator[tuple[Place, str]]:
        """Rows with a foreign key to this one, and its column; only those that would go too when `parts_only`."""
        for child, column, is_part in _pointers(place[0]):
            if is_part or not parts_only:
                sql = f"SELECT id FROM {child} WHERE {column} = ?"
                found = self._writer.dbapi.execute(sql, (place[1],)).fetchall()
                yield from (((child, key), column) for (key,) in found)

    def _is_part(self, place: Place, stay: set[Place], others: Collection[str] = ()) -> bool:
        """Whether this row is part of one that stays (a role of a card), or points at it by a column of `others`."""
        row = self._row(place)
        return row is not None and any(
            (key.ondelete == "CASCADE" or str(key.parent) in others)
            and (key.column.table.name, row[key.parent.name]) in stay
            for key in metadata.tables[place[0]].foreign_keys
        )

    def _remove(self, places: Iterable[Place]) -> None:
        """Rows of one table that follow one another go together: thousands of cards in a second or two."""
        for table, run in groupby(places, key=lambda place: place[0]):
            ids = [row_id for _, row_id in run]
            for start in range(0, len(ids), _LOT):
                self._writer.delete_many(metadata.tables[table], ids[start : start + _LOT])

    def _put_all_back(self, updated: Mapping[Place, list[_Entry]]) -> list[_Entry]:
        """Give columns their old values again; return the entries that could not."""
        left: list[_Entry] = []
        rows: dict[str, dict[int, list[_Entry]]] = {}
        for (table, row_id), entries in updated.items():
            rows.setdefault(table, {})[row_id] = entries
        for table, by_row in rows.items():
            coming = iter(by_row.items())
            while lot := dict(islice(coming, _LOT)):
                left += self._put_back(metadata.tables[table], lot)
        return left

    def _put_back(self, table: sa.Table, rows: Mapping[int, list[_Entry]]) -> list[_Entry]:
        """Rows of one table together; one by one when one of them is in the way of the others."""
        left: list[_Entry] = []
        changes: dict[int, dict[str, Any]] = {}
        for row_id, entries in rows.items():
            row = self._row((table.name, row_id))
            texts, stays = self._outcome(row, entries) if row else ({}, entries)
            left += stays
            if texts:
                changes[row_id] = {name: _python(table.c[name], text) for name, text in texts.items()}
        if self._is_written(table, changes):
            return left
        refused = [row_id for row_id in changes if not self._is_written(table, {row_id: changes[row_id]})]
        return [entry for entry in left if entry.row_id not in refused] + [e for key in refused for e in rows[key]]

    def _is_written(self, table: sa.Table, changes: Mapping[int, Mapping[str, Any]]) -> bool:
        """Write rows; when a date moved since or a name taken since forbids it, leave every one of them as it was."""
        self._writer.dbapi.execute("SAVEPOINT undoing")
        try:
            self._writer.update_many(table, changes)
        except IntegrityError:
            self._writer.dbapi.execute("ROLLBACK TO undoing")
            return False
        finally:
            self._writer.dbapi.execute("RELEASE undoing")
        return True

    def _outcome(
        self, row: Mapping[str, Any], entries: Iterable[_Entry], coming: Collection[Place] = ()
    ) -> tuple[dict[str, str | None], list[_Entry]]:
        """The columns that get an old value again, and the entries that cannot: changed since, or nobody there.

        `coming`: rows that are not there yet, and may be pointed at all the same.
        """
        texts: dict[str, str | None] = {}
        left = []
        for entry in entries:
            now = texts.get(entry.column, values.as_text(row[entry.column]))
            if now == self._whole(entry, "new") and self._may_hold(entry, coming):
                texts[entry.column] = self._whole(entry, "old")
            elif now != self._whole(entry, "old"):
                left.append(entry)
        return texts, left

    def _may_hold(self, entry: _Entry, coming: Collection[Place]) -> bool:
        """Whether the row that an old value names is there, or is coming; a column that is no key names nothing."""
        column = metadata.tables[entry.table].c[entry.column]
        if entry.old is None:
            return True
        targets = [(key.column.table.name, int(entry.old)) for key in column.foreign_keys]
        return all(target in coming or self._row(target) is not None for target in targets)

    def _put_setting_back(self, entry: _Entry) -> bool:
        found = self._writer.dbapi.execute("SELECT value FROM setting WHERE name = ?", (entry.column,)).fetchone()
        old = self._whole(entry, "old")
        if old is None or not found or found[0] != self._whole(entry, "new"):
            return False
        self._writer.set_setting(entry.column, old)
        return True

    def _bring_back(self, entry: _Entry) -> bool:
        """Insert a deleted row again under its own number, unless its parent or its place is no longer free."""
        text = self._whole(entry, "old")
        if text is None:  # the person was erased: the journal holds the date and the verb only
            return False
        table = metadata.tables[entry.table]
        row = json.loads(text)
        row = {name: _python(table.c[name], values.as_text(value)) for name, value in row.items()}
        orphan = any(
            isinstance(row[column.name], int) and not self._points_at_somebody(column, row[column.name])
            for column in table.columns
            if column.name in row
        )
        if orphan or self._row(entry.place) is not None or self._is_taken(table, row):
            return False
        if "uuid" in row:
            self._writer.dbapi.execute("DELETE FROM tombstone WHERE row_uuid = ?", (row["uuid"],))
        self._writer.insert(table, **row)
        return True

    def _points_at_somebody(self, column: sa.Column[Any], value: int) -> bool:
        """Whether the row that a foreign key names is there; a column that is no key points at nothing."""
        return all(self._row((key.column.table.name, value)) is not None for key in column.foreign_keys)

    def _is_taken(self, table: sa.Table, row: Mapping[str, Any]) -> bool:
        """Whether another row already holds what must be unique."""
        uniques = [c.columns.keys() for c in table.constraints if isinstance(c, sa.UniqueConstraint)]
        for names in uniques:
            where = " AND ".join(f"{name} = ?" for name in names)
            given = [values.stored(row[name]) for name in names]
            if self._writer.dbapi.execute(f"SELECT 1 FROM {table.name} WHERE {where}", given).fetchone():
                return True
        return False

    def _row(self, place: Place) -> dict[str, Any] | None:
        return row_now(self._writer.dbapi, place)


def _by_place(entries: Iterable[_Entry]) -> dict[Place, list[_Entry]]:
    found: dict[Place, list[_Entry]] = {}
    for entry in entries:
        found.setdefault(entry.place, []).append(entry)
    return found


@cache
def _pointers(name: str) -> list[tuple[str, str, bool]]:
    """(table, column, whether the row is a part that goes too) of every foreign key to the table `name`."""
    return [
        (child.name, key.parent.name, key.ondelete == "CASCADE")
        for child in metadata.sorted_tables
        for key in child.foreign_keys
        if key.column.table.name == name and "id" in child.c
    ]


@cache
def _defaults(table: sa.Table) -> dict[str, str | None]:
    """What a column left out of an insert holds, as the journal would write it."""
    found: dict[str, str | None] = {}
    for column in table.columns:
        text = str(getattr(column.server_default, "arg")) if column.server_default is not None else None  # noqa: B009
        found[column.name] = "" if text == EMPTY else text
    return found


def _python(column: sa.Column[Any], text: str | None) -> Any:
    """A journal's text as the value that SQLAlchemy writes into the column."""
    if text is None:
        return None
    kind = column.type.python_type
    if kind is bool:
        return text == "1"
    if kind is datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    return date.fromisoformat(text) if kind is date else kind(text)
