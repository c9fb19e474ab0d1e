"""What an import that is taken back leaves: its date in the list of imports, and the cards that somebody changed since.

A card that an import wrote is as before when every row that was changed from that moment on holds again what it held.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from carnet.models import intake, values
from carnet.models.schema import metadata
from carnet.models.writer import Writer
from carnet.queries import journal_words

if TYPE_CHECKING:
    from sqlite3 import Connection

Place = tuple[str, int]  # table name, row id
Change = tuple[str, int, str, int]  # table name, row id, column ("": the row itself), correspondent id

_OTHER_IMPORT = "autre import"
_DONE = {"verified_on": "vérifiée", "status_on": "état", "known_since": "connue depuis"}  # alone, without their value
MADE_BY_THE_WRITER = frozenset({"uuid", "created_at", "updated_at", "recorded_at"})
# What came after an import, by card: a change at a place, or of its telephone, is one of every card there.
_LATER = """
    SELECT j.id, j.batch, j.verb, j.table_name, j.row_id, j.column_name,
           coalesce(j.correspondent_id, role.correspondent_id) AS card
    FROM journal j LEFT JOIN role ON j.correspondent_id IS NULL AND role.site_id = CASE j.table_name
        WHEN 'site' THEN j.row_id
        WHEN 'line' THEN coalesce((SELECT site_id FROM line WHERE id = j.row_id),
                                  iif(j.column_name = '', json_extract(coalesce(j.old, j.new), '$.site_id'), NULL)) END
    WHERE j.id > (SELECT max(id) FROM journal WHERE batch = :batch) AND j.table_name <> 'source_record'
"""


def settle_import(writer: Writer, batch: str, kept: Collection[int | None]) -> list[Change]:
    """An import that is undone stays in the list of imports, dated; cards that it had changed and that are again as
    before were last changed when they were. Nothing for a batch that is no import.

    To call once all is put back. `kept`: the cards that could not be. Returns what differs from before on the cards
    that the import wrote and that were changed since.
    """
    found = writer.dbapi.execute("SELECT id, counts FROM import_batch WHERE batch = ?", (batch,)).fetchone()
    if found is None:
        return []
    writer.update(intake.import_batch, found[0], undone_at=writer.now)
    before = json.loads(found[1] or "{}").get("updated_at", {})
    since = _changed_since(writer, batch, before)
    touched = {*kept, *(card for cards in since.values() for card in cards)}
    rows = [(at, int(row)) for row, at in before.items() if int(row) not in touched]
    writer.before_commit(lambda connection: _last_changed(connection, rows))
    return list(_differences(writer.dbapi, batch, since))


def done_since(connection: "Connection", cards: Collection[int], batch: str) -> dict[int, dict[str, None]]:
    """What was done of each card after a batch, in words, each once; what took something back aside. A card of which
    nothing is said but that another file brought it too is of another import."""
    rows = connection.execute(
        f"SELECT card, verb, iif(table_name = 'correspondent', column_name, '') FROM ({_LATER})"
        " WHERE card IN (SELECT value FROM json_each(:cards)) AND verb NOT LIKE 'undo %' ORDER BY id",
        {"batch": batch, "cards": json.dumps(list(cards))},
    )
    found: dict[int, dict[str, None]] = {}
    for card, verb, column in rows:
        said = (_DONE.get(column) or journal_words.column(column)) if column else _verb(verb)
        found.setdefault(card, {})[said] = None
    for card in _brought_again(connection, cards, batch):
        found.setdefault(card, {_OTHER_IMPORT: None})
    return found


def _verb(verb: str) -> str:
    return _OTHER_IMPORT if verb == "import" else journal_words.verb(verb)


def _brought_again(connection: "Connection", cards: Collection[int], batch: str) -> list[int]:
    """Of these cards, those whose original another file wrote after a batch."""
    rows = connection.execute(
        "SELECT DISTINCT correspondent_id FROM journal WHERE table_name = 'source_record' AND verb = 'import'"
        " AND correspondent_id IN (SELECT value FROM json_each(:cards))"
        " AND id > (SELECT max(id) FROM journal WHERE batch = :batch)",
        {"batch": batch, "cards": json.dumps(list(cards))},
    )
    return [row[0] for row in rows]


def row_now(connection: "Connection", place: Place) -> dict[str, Any] | None:
    """A row as it stands; None when there is none, or its table has no numbered rows."""
    name, row_id = place
    if name not in metadata.tables or "id" not in metadata.tables[name].c:
        return None
    names = metadata.tables[name].c.keys()
    found = connection.execute(f"SELECT {', '.join(names)} FROM {name} WHERE id = ?", (row_id,)).fetchone()
    return dict(zip(names, found, strict=True)) if found else None


def _last_changed(connection: "Connection", rows: Iterable[tuple[str, int]]) -> None:
    connection.executemany("UPDATE correspondent SET updated_at = ? WHERE id = ?", rows)


def _changed_since(writer: Writer, batch: str, changed: Iterable[str]) -> dict[Place, list[int]]:
    """Rows that something else wrote after an import, this undoing aside, and whose they are of the cards that it
    wrote or (`changed`, by number) changed at their places."""
    rows = writer.dbapi.execute(
        f"SELECT DISTINCT table_name, row_id, card FROM ({_LATER}) WHERE batch <> :undoing AND card IN ("
        "SELECT correspondent_id FROM journal WHERE batch = :batch AND table_name <> 'source_record'"
        " UNION SELECT CAST(value AS INTEGER) FROM json_each(:changed))",
        {"batch": batch, "undoing": writer.batch, "changed": json.dumps(list(changed))},
    )
    found: dict[Place, list[int]] = {}
    for table, row_id, card in rows:
        found.setdefault((table, row_id), []).append(card)
    return found


def _differences(connection: "Connection", batch: str, places: Mapping[Place, Iterable[int]]) -> Iterator[Change]:
    """Where these rows differ from what they were when the import began, once for each card that they are of."""
    for place, was in _before(connection, batch, places).items():
        row = row_now(connection, place)
        if row is not None and was is not None:
            columns = [name for name, old in was.items() if values.as_text(row[name]) != old]
        else:
            columns = [] if row is was else [""]
        yield from (
            (*place, name, card) for name in columns if name not in MADE_BY_THE_WRITER for card in places[place]
        )


def _before(
    connection: "Connection", batch: str, places: Collection[Place]
) -> dict[Place, dict[str, str | None] | None]:
    """What rows held when the import began: the columns changed from then on, all of a row deleted; None for a row
    that was not there."""
    entries = connection.execute(
        "SELECT table_name, row_id, column_name, old FROM journal WHERE id >= (SELECT min(id) FROM journal"
        " WHERE batch = ?) AND (table_name, row_id) IN"
        " (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)) ORDER BY id DESC",
        (batch, json.dumps(list(places))),
    )
    found: dict[Place, dict[str, str | None] | None] = {}
    for table, row_id, column, old in entries:  # latest first: what stays is the oldest
        if not column:
            whole = json.loads(old) if old is not None else None
            found[table, row_id] = whole and {name: values.as_text(value) for name, value in whole.items()}
        elif (was := found.setdefault((table, row_id), {})) is not None:
            was[column] = old
    return found
