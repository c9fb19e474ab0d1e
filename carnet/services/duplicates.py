"""Two cards of the book that are one correspondent made one card; two that are not, remembered as such."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from carnet.domain.merge import Action, Choice, Choices, Item, merge, value_for, wanted
from carnet.domain.sides import Place, compatible, likeness, same_label
from carnet.errors import CarnetError
from carnet.models import loop, tables
from carnet.models.book import Book
from carnet.models.schema import metadata
from carnet.models.writer import Changes, Writer
from carnet.queries.review import OF_ROLE, OF_SITE, Held, held_cards
from carnet.services.editing_places import drop_unused_site
from carnet.services.imports import remember_different
from carnet.services.memberships import live

_PROFILE = "profile."
_MARKS = ("expert", "humane", "reliable", "gives_advice")
# Moved one by one, because two of them may be one, or because they may not stand twice.
_APART = {"role.correspondent_id", "line.correspondent_id", "appraisal.correspondent_id", "structure_link.from_id",
          "structure_link.to_id", "structure_profile.correspondent_id", "correspondent.successor_id"}  # fmt: skip
_LABELS = ("skill", "language", "tag")


def merge_cards(book: Book, keep: int, drop: int, *, now: datetime, choices: Choices | None = None) -> Changes:
    """Make one card of two, in one undoable step: all that hangs on `drop` moves to `keep`, and `drop` goes.

    `choices` decides of the fields that differ, by the key of an `Item` (see `queries.duplicates`); without a choice
    the kept card prevails, and notes stand one under the other. Raises RowGone, CarnetError for a card and itself.
    """
    if keep == drop:
        raise CarnetError("C’est deux fois la même fiche : il n’y a rien à réunir.")
    with book.write("merge_cards", now=now) as writer:
        for key in (keep, drop):
            live(writer, key)
        held = held_cards(writer.dbapi, (keep, drop))
        _Uniting(writer, held[keep], held[drop], choices or {}).run()
    return writer.changes


def judge_different(book: Book, one: int, other: int, *, now: datetime) -> Changes:
    """« Ce n’est pas un doublon »: the two are not proposed again, here or in an import. Raises RowGone."""
    with book.write("judge_different", now=now) as writer:
        keys = [f"b:{live(writer, key)['uuid']}" for key in (one, other)]
        remember_different(writer, {(keys[0], keys[1])})
    return writer.changes


class _Uniting:
    """Two cards being made one."""

    def __init__(self, writer: Writer, keep: Held, drop: Held, choices: Choices) -> None:
        self._writer, self._keep, self._drop = writer, keep, drop
        items = merge(None, keep.side, drop.side)
        notes = (item for item in items if item.part == "field" and item.name == "note")
        joined = {item.key: Choice.BOTH for item in notes if item.action is Action.ASK}  # not one that says the same
        self._choices: Mapping[str, str] = {**joined, **choices}
        self._items = items

    def run(self) -> None:
        """Move everything, then let the emptied card go."""
        self._fields()
        self._roles()
        self._own_lines()
        self._labels()
        self._delays()
        self._appraisals()
        self._links()
        self._pointers()
        self._writer.delete(tables.correspondent, self._drop.row)
        for site in {place.site_row for place in self._drop.side.places if place.site_row}:
            drop_unused_site(self._writer, site)

    def _wanted(self, *parts: str) -> list[Item]:
        return [item for item in self._items if item.part in parts and wanted(item, self._choices)]

    def _fields(self) -> None:
        columns = {item.name: value_for(item, self._choices) for item in self._wanted("field")}
        own = {name: value for name, value in columns.items() if not name.startswith(_PROFILE)}
        self._writer.update(tables.correspondent, self._keep.row, **own)
        profile = {name.removeprefix(_PROFILE): v for name, v in columns.items() if name.startswith(_PROFILE)}
        if not profile:
            return
        found = self._ids("structure_profile", self._keep.row)
        if found:
            self._writer.update(tables.structure_profile, found[0], **profile)
        else:
            self._writer.insert(tables.structure_profile, correspondent_id=self._keep.row, **profile)

    def _ids(self, table: str, owner: int, column: str = "correspondent_id") -> list[int]:
        rows = self._writer.dbapi.execute(f"SELECT id FROM {table} WHERE {column} = ? ORDER BY id", (owner,))
        return [row[0] for row in rows]

    def _roles(self) -> None:
        """A place that both have is one: mine learns what it lacked, and takes the lines."""
        places = list(self._keep.side.places)
        for place in self._drop.side.places:
            fits = [mine for mine in places if compatible(mine, place)]
            mine = max(fits, key=lambda one: likeness(one, place), default=None)
            if mine is None:
                self._writer.update(tables.role, place.row, correspondent_id=self._keep.row, position=len(places))
                places.append(place)
                continue
            self._learn(mine, place)
            self._move_lines(place.row, mine.row)

    def _learn(self, mine: Place, place: Place) -> None:
        role: dict[str, Any] = {
            column: getattr(place, name)
            for name, column in OF_ROLE.items()
            if getattr(place, name) and not getattr(mine, name)
        }
        if place.structure_row and not mine.structure_row:
            role["structure_id"] = place.structure_row
        if place.site_row and not mine.site_row:
            role["site_id"] = place.site_row
        elif place.site_row != mine.site_row:
            site = {n: getattr(place, n) for n in OF_SITE if getattr(place, n) and not getattr(mine, n)}
            if site:
                self._writer.update(tables.site, mine.site_row, **site)
            self._move_site_lines(place, mine)
        self._writer.update(tables.role, mine.row, **role)

    def _move_lines(self, old: int, new: int) -> None:
        known = {line.key for line in self._keep.side.every_line}
        on_it = set(self._ids("line", old, "role_id"))
        for line in self._lines(on_it):
            if line.key not in known:
                self._writer.update(tables.line, line.row, role_id=new)

    def _move_site_lines(self, place: Place, mine: Place) -> None:
        """Lines of a site that this card leaves go to the role that stays; the site keeps them if others are there."""
        known = {line.key for line in self._keep.side.every_line}
        on_site = set(self._ids("line", place.site_row, "site_id"))
        for line in self._lines(on_site):
            if line.key not in known:
                names = ("value", "kind", "use", "label", "ring", "best_time", "digits")
                values = {name: getattr(line, name) for name in names}
                self._writer.insert(tables.line, role_id=mine.row, **values)

    def _lines(self, rows: set[int]) -> list[Any]:
        return [line for line in self._drop.side.every_line if line.row in rows]

    def _own_lines(self) -> None:
        known = {line.key for line in self._keep.side.every_line}
        position = len(self._keep.side.lines)
        for line in self._drop.side.lines:
            if line.key not in known:
                self._writer.update(tables.line, line.row, correspondent_id=self._keep.row, position=position)
                position += 1
        for item in self._wanted("line_detail"):
            mine = next(line for line in self._keep.side.every_line if line.key == item.of)
            self._writer.update(tables.line, mine.row, **{item.name: item.theirs})

    def _labels(self) -> None:
        """Those that the kept card has not; the others go with the card that goes."""
        for table in _LABELS:
            have = {same_label(label) for label in self._keep.side.labels.get(table, ())}
            rows = self._writer.dbapi.execute(
                f"SELECT id, label FROM {table} WHERE correspondent_id = ?", (self._drop.row,)
            ).fetchall()
            for row, label in rows:
                if same_label(label) not in have:
                    self._move(table, row)

    def _delays(self) -> None:
        have = {delay.key for delay in self._keep.side.delays}
        rows = self._writer.dbapi.execute(
            "SELECT id, audience, told_on, days FROM told_delay WHERE correspondent_id = ?", (self._drop.row,)
        ).fetchall()
        for row, audience, told_on, days in rows:
            if f"{audience}:{told_on}:{days}" not in have:
                self._move("told_delay", row)

    def _move(self, table: str, row: int, column: str = "correspondent_id") -> None:
        self._writer.update(metadata.tables[table], row, **{column: self._keep.row})

    def _appraisals(self) -> None:
        """One opinion for each author: marks of both, both words, the later day."""
        sql = "SELECT id, author_id, expert, humane, reliable, gives_advice, word, given_on FROM appraisal"
        held_rows = self._writer.dbapi.execute(f"{sql} WHERE correspondent_id = ?", (self._keep.row,))
        mine = {row[1]: row for row in held_rows}
        rows = self._writer.dbapi.execute(f"{sql} WHERE correspondent_id = ?", (self._drop.row,)).fetchall()
        for row in rows:
            held = mine.get(row[1])
            if held is None:
                self._move("appraisal", row[0])
                continue
            marks = {name: bool(held[2 + at] or row[2 + at]) for at, name in enumerate(_MARKS)}
            words = " · ".join(dict.fromkeys(word for word in (held[6], row[6]) if word))
            given_on = date.fromisoformat(max(held[7], row[7]))
            self._writer.update(loop.appraisal, held[0], **marks, word=words, given_on=given_on)

    def _links(self) -> None:
        """Links between structures; one that would tie the card to itself goes, so does one it has already."""
        sql = "SELECT id, from_id, to_id, kind FROM structure_link WHERE :key IN (from_id, to_id)"
        have = {row[1:] for row in self._writer.dbapi.execute(sql, {"key": self._keep.row})}
        for row, above, below, kind in self._writer.dbapi.execute(sql, {"key": self._drop.row}).fetchall():
            ends = [self._keep.row if end == self._drop.row else end for end in (above, below)]
            if ends[0] == ends[1] or (*ends, kind) in have:
                self._writer.delete(tables.structure_link, row)
            else:
                self._writer.update(tables.structure_link, row, from_id=ends[0], to_id=ends[1])

    def _pointers(self) -> None:
        """Everything else that points at the card: referrals, patients' words, avoidances, documents, originals…"""
        successors = self._ids("correspondent", self._drop.row, "successor_id")
        for row in successors:
            self._writer.update(
                tables.correspondent, row, successor_id=None if row == self._keep.row else self._keep.row
            )
        followed = self._writer.dbapi.execute(
            "SELECT (SELECT successor_id FROM correspondent WHERE id = ?),"
            " (SELECT successor_id FROM correspondent WHERE id = ?)",
            (self._keep.row, self._drop.row),
        ).fetchone()
        if followed[0] is None and followed[1] not in (None, self._keep.row):
            self._writer.update(tables.correspondent, self._keep.row, successor_id=followed[1])
        for table in metadata.sorted_tables:
            for column in table.columns:
                if str(column) in _APART or table.name in (*_LABELS, "told_delay") or "id" not in table.c:
                    continue
                if any(key.column is tables.correspondent.c.id for key in column.foreign_keys):
                    rows = self._ids(table.name, self._drop.row, column.name)
                    changed = {row: {column.name: self._keep.row} for row in rows}
                    self._writer.update_many(table, changed)
