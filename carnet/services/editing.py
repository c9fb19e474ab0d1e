"""The editor's verbs on a card: one verb, one transaction, one change report. Rows are named by their numbers.

What hangs on a card (lines, roles, sites) is in `editing_places`, and found here too.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from carnet.domain.text import fold
from carnet.errors import CarnetError
from carnet.models import erasure, tables
from carnet.models.book import Book
from carnet.models.schema import metadata
from carnet.models.writer import Changes, RowGone, Writer
from carnet.services.editing_places import (
    SiteUser,
    TypedLine,
    add_line,
    add_role,
    change_line,
    change_role,
    change_site,
    read_line,
    remove_line,
    remove_role,
    settle,
    site_users,
)
from carnet.services.editing_values import check_ages, check_named, check_past, clean_text, cleaned
from carnet.services.memberships import Row, check_successor, live, row_of, structure
from carnet.words import NARROW

__all__ = [
    "SiteUser", "TypedLine", "add_line", "add_role", "bulk", "change_card", "change_line", "change_role", "change_site",
    "change_told_delay", "erase", "mark_verified", "read_line", "remove_line", "remove_role", "retire", "set_languages",
    "set_profile", "set_skills", "set_tags", "set_told_delay", "settle", "site_users",
]  # fmt: skip

_LONGEST_DELAY = 3650  # days: more is a slip


def change_card(book: Book, key: int, *, now: datetime, **columns: object) -> Changes:
    """Change columns of `correspondent`: name, status, sector, attributes (True, False, None), notes, verified_on…

    A new status is dated today unless `status_on` says otherwise; back to active, date and successor go. Raises
    RowGone (erased or in the trash), CarnetError for a value that cannot be, ValueError for a column no hand changes.
    """
    with book.write("change_card", now=now) as writer:
        _change(writer, live(writer, key), columns)
    return writer.changes


def _change(writer: Writer, card: Row, columns: dict[str, Any]) -> None:
    new = cleaned(tables.correspondent, columns)
    if new.get("status", card["status"]) != card["status"]:
        active = new["status"] == "active"
        new.setdefault("status_on", None if active else writer.now.date())
        if active:
            new.setdefault("successor_id", None)
    check_named(card | new)
    check_past("La vérification", new.get("verified_on"), writer.now)
    if new.get("successor_id") is not None:
        check_successor(writer, card, new["successor_id"])
    writer.update(tables.correspondent, card["id"], **new)


def retire(book: Book, key: int, on: date, successor: int | None, *, now: datetime) -> Changes:
    """Say that a person is retired, or a structure closed, since `on`; maybe who follows. Roles stay as they are.

    To send a structure's people elsewhere too, see `structures.close`. Raises RowGone, CarnetError.
    """
    with book.write("retire", now=now) as writer:
        card = live(writer, key)
        status = "closed" if card["kind"] == "structure" else "retired"
        _change(writer, card, {"status": status, "status_on": on, "successor_id": successor})
    return writer.changes


def erase(book: Book, key: int, *, now: datetime) -> Changes:
    """Erase a card for good, as the person may ask: nothing of it comes back, not even by an undo. Raises RowGone."""
    with book.write("erase", now=now) as writer:
        erasure.erase(writer, key)
    return writer.changes


def set_skills(book: Book, key: int, labels: Sequence[str], *, now: datetime) -> Changes:
    """Make these the card's skills. Raises RowGone, CarnetError."""
    return _set_labels(book, "skill", key, labels, now)


def set_languages(book: Book, key: int, labels: Sequence[str], *, now: datetime) -> Changes:
    """Make these the card's languages. Raises RowGone, CarnetError."""
    return _set_labels(book, "language", key, labels, now)


def set_tags(book: Book, key: int, labels: Sequence[str], *, now: datetime) -> Changes:
    """Make these the card's tags, with or without « # ». Raises RowGone, CarnetError."""
    return _set_labels(book, "tag", key, labels, now)


def _set_labels(book: Book, name: str, key: int, labels: Sequence[str], now: datetime) -> Changes:
    """Only what differs is written; a label said twice, accents and case aside, is kept once as first typed."""
    wanted = _distinct(name, labels)
    table = metadata.tables[name]
    with book.write(f"set_{name}s", now=now) as writer:
        live(writer, key)
        held = {}
        for row in writer.execute(sa.select(table.c.id, table.c.label).where(table.c.correspondent_id == key)):
            held[_same(row.label)] = (row.id, row.label)
        for same, (row_id, _) in held.items():
            if same not in wanted:
                writer.delete(table, row_id)
        for same, label in wanted.items():
            if same not in held:
                _add_label(writer, table, key, label)
            elif held[same][1] != label:
                writer.update(table, held[same][0], label=label)
    return writer.changes


def _distinct(name: str, labels: Iterable[str]) -> dict[str, str]:
    """Clean labels by what makes them one, as first typed."""
    typed = (clean_text("label", label) for label in labels)
    clean = (label.removeprefix("#").strip() if name == "tag" else label for label in typed)
    found: dict[str, str] = {}
    for label in clean:
        if label:
            found.setdefault(_same(label), label)
    return found


def _same(label: str) -> str:
    """Two labels of the same folded words are one; what folds to nothing (an emoji) is itself."""
    return fold(label) or label


def _add_label(writer: Writer, table: sa.Table, key: int, label: str) -> None:
    more = {"folded": _same(label)} if table is tables.tag else {}
    writer.insert(table, correspondent_id=key, label=label, **more)


def set_told_delay(book: Book, key: int, days: int | None, *, audience: str, told_on: date, now: datetime) -> Changes:
    """Note a delay told on a day to `audience` (« patient » or « caller »); None forgets what was told to it.

    Earlier figures stay, dated; the latest counts. Raises RowGone, CarnetError.
    """
    if audience not in ("patient", "caller"):
        raise ValueError(f"nobody is told a delay as {audience!r}")
    _check_delay(days)
    column = tables.told_delay.c
    with book.write("set_told_delay", now=now) as writer:
        live(writer, key)
        check_past("Un délai annoncé", told_on, now)
        told = sa.select(column.id).where(column.correspondent_id == key, column.audience == audience)
        if days is None:
            for row_id in writer.execute(told).scalars().all():
                writer.delete(tables.told_delay, row_id)
        elif (same_day := writer.execute(told.where(column.told_on == told_on)).scalars().first()) is not None:
            writer.update(tables.told_delay, same_day, days=days)
        else:
            writer.insert(tables.told_delay, correspondent_id=key, days=days, told_on=told_on, audience=audience)
    return writer.changes


def change_told_delay(
    book: Book, told: int, *, now: datetime, days: int | None = None, told_on: date | None = None
) -> Changes:
    """Correct a delay told (row number): its days, the day it was told. Raises RowGone, CarnetError."""
    with book.write("change_told_delay", now=now) as writer:
        row = row_of(writer, tables.told_delay, told)
        live(writer, row["correspondent_id"])
        check_past("Un délai annoncé", told_on, now)
        _check_delay(days)
        new = {"days": days, "told_on": told_on}
        writer.update(tables.told_delay, told, **{name: value for name, value in new.items() if value is not None})
    return writer.changes


def _check_delay(days: int | None) -> None:
    if days is not None and not 0 <= days <= _LONGEST_DELAY:
        raise CarnetError(f"Un délai de {days} jours{NARROW}? Il va de 0 à {_LONGEST_DELAY}. Rien n’a été changé.")


def set_profile(book: Book, key: int, *, now: datetime, **columns: object) -> Changes:
    """Change what a structure does, does not, for whom, how one enters (columns of `structure_profile`).

    Raises RowGone, CarnetError (no structure, ages the wrong way round).
    """
    table = tables.structure_profile
    with book.write("set_profile", now=now) as writer:
        structure(writer, key)
        new = cleaned(table, columns)
        held = writer.execute(sa.select(table).where(table.c.correspondent_id == key)).mappings().one_or_none()
        check_ages({"age_min": None, "age_max": None, **(held or {}), **new})
        if held:
            writer.update(table, held["id"], **new)
        elif any(value not in (None, "") for value in new.values()):
            writer.insert(table, correspondent_id=key, **new)
    return writer.changes


def mark_verified(book: Book, keys: Iterable[int], today: date, *, now: datetime) -> Changes:
    """Say that the cards were checked today. Raises RowGone."""
    with book.write("verify", now=now) as writer:
        check_past("La vérification", today, now)
        _update_all(writer, _live_all(writer, keys), {"verified_on": today})
    return writer.changes


def bulk(
    book: Book,
    keys: Iterable[int],
    *,
    now: datetime,
    add_tag: str = "",
    remove_tag: str = "",
    status: str = "",
    verified_on: date | None = None,
    ring: str = "",
) -> Changes:
    """Change many cards in one transaction, undone in one step; what is left out stays.

    `ring` moves every line of theirs; a line of a site is moved when all who work there are among `keys`. Raises
    RowGone, CarnetError: then nothing is changed at all.
    """
    with book.write("bulk", now=now) as writer:
        cards = _live_all(writer, keys)
        _tag_all(writer, cards, add_tag, remove_tag)
        if status:
            for card in cards:
                _change(writer, card, {"status": status})
        if verified_on:
            check_past("La vérification", verified_on, now)
            _update_all(writer, cards, {"verified_on": verified_on})
        if ring:
            moved = cleaned(tables.line, {"ring": ring})
            lines = _lines_of(writer, [card["id"] for card in cards])
            writer.update_many(tables.line, dict.fromkeys(lines, moved))
    return writer.changes


def _live_all(writer: Writer, keys: Iterable[int]) -> list[Row]:
    wanted = sorted(set(keys))
    column = tables.correspondent.c
    listed = sa.func.json_each(_json(wanted)).table_valued("value")  # however many: parameters are not
    query = sa.select(tables.correspondent).where(column.id.in_(sa.select(listed.c.value)), column.deleted_at.is_(None))
    rows = [dict(row) for row in writer.execute(query).mappings()]
    if len(rows) != len(wanted):
        raise RowGone
    return rows


def _json(keys: Sequence[int]) -> str:
    return "[" + ",".join(str(int(key)) for key in keys) + "]"


def _update_all(writer: Writer, cards: Iterable[Row], new: Row) -> None:
    writer.update_many(tables.correspondent, {card["id"]: new for card in cards})


def _tag_all(writer: Writer, cards: Sequence[Row], add_tag: str, remove_tag: str) -> None:
    """Add one tag and remove another, where they are not yet, or still."""
    adding, removing = _distinct("tag", [add_tag]), _distinct("tag", [remove_tag])
    column = tables.tag.c
    held: dict[tuple[int, str], int] = {
        (row.correspondent_id, _same(row.label)): row.id
        for row in writer.execute(sa.select(column.id, column.correspondent_id, column.label))
    }
    for card in cards:
        for same in removing:
            if (card["id"], same) in held:
                writer.delete(tables.tag, held[card["id"], same])
        for same, label in adding.items():
            if (card["id"], same) not in held or same in removing:
                _add_label(writer, tables.tag, card["id"], label)


def _lines_of(writer: Writer, keys: Sequence[int]) -> list[int]:
    """Rows of the lines that are theirs alone: their own, their roles', and those of sites where nobody else works."""
    listed = _json(keys)
    rows = writer.dbapi.execute(
        "WITH wanted AS MATERIALIZED (SELECT value AS id FROM json_each(?)),"
        " posts AS (SELECT id, site_id FROM role WHERE correspondent_id IN (SELECT id FROM wanted)),"
        " others AS (SELECT site_id FROM role JOIN correspondent c ON c.id = role.correspondent_id"
        " AND c.deleted_at IS NULL WHERE site_id IS NOT NULL AND c.id NOT IN (SELECT id FROM wanted))"
        " SELECT id FROM line WHERE correspondent_id IN (SELECT id FROM wanted) OR role_id IN (SELECT id FROM posts)"
        " OR (site_id IN (SELECT site_id FROM posts) AND site_id NOT IN (SELECT site_id FROM others))",
        (listed,),
    )
    return [row[0] for row in rows]
