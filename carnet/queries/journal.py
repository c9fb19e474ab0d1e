"""The journal of a card, readable: who, when, what was changed from what into what; and what an undo would take back.

Neighbour in FHIR R4: Provenance.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from carnet.domain.phones import display
from carnet.queries import journal_words
from carnet.words import NARROW, long_date, person_name, yes_no

if TYPE_CHECKING:
    from sqlite3 import Connection

UNDO = "undo "  # the verb of an undoing, followed by the batch undone
NOTHING = "rien"
ERASED = "effacé"
_UNDO_RANGE = (UNDO, UNDO[:-1] + "!")
COLON = f"{NARROW}: "
_SILENT = frozenset({
    "id", "uuid", "position", "digits", "folded", "official_code", "register_key", "created_at", "updated_at",
    "recorded_at", "author_id", "raw", "base", "record_key", "correspondent_id", "referral_id", "role_id", "sha256",
    "media_type", "size", "insee",
})  # fmt: skip
_CARDS = frozenset({"successor_id", "structure_id", "from_id", "to_id"})
_THREE_VALUED = frozenset({
    "new_patients", "home_visits", "video", "children", "accessible", "teleexpertise", "escort", "care_improved",
    "time_saved", "met_expectations", "would_return",
})  # fmt: skip
_FLAGS = frozenset({
    "favourite", "is_lead", "followed", "despite_avoidance", "expert", "humane", "reliable", "gives_advice", "is_me",
    "is_photo",
})  # fmt: skip
_IDENTITY = ("title", "given_name", "family_name", "label")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing changed, in French. Added: `old` is « rien »; taken away: `new` is."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Step:
    """One batch, as far as it touched the card. `batch` is what `services.undo` takes.

    `undoes`: the batch that this one took back, "" for none; `undone`: whether this one was itself taken back since.
    `others`: how many more cards it touched.
    """

    batch: str
    at: datetime
    who: str
    verb: str
    changes: tuple[Change, ...]
    undoes: str
    undone: bool
    others: int


Entry = tuple[str, int, int | None, str, str | None, str | None]  # table, row, owner, column, old, new


def journal(connection: "Connection", key: int, *, limit: int = 200) -> tuple[Step, ...]:
    """The last steps that changed a card, its places, or, for a structure, its team and links; newest first."""
    batches: dict[str, list[Entry]] = {}
    for batch, *entry in connection.execute(_entries_sql(connection, key), {"key": key}):
        if batch not in batches and len(batches) == limit:
            break
        batches.setdefault(batch, []).append(tuple(entry))
    reader, undoings = _Reader(connection, key), _Undoings(connection)
    return tuple(_step(connection, reader, undoings, batch, entries) for batch, entries in batches.items())


def last_undoable(connection: "Connection") -> str | None:
    """The newest batch that Ctrl+Z takes back: no undoing, and not taken back already. None when there is none."""
    undoings = _Undoings(connection)
    rows = connection.execute("SELECT batch, max(verb) FROM journal GROUP BY batch ORDER BY max(id) DESC")
    return next((batch for batch, verb in rows if not verb.startswith(UNDO) and not undoings.took_back(batch)), None)


class _Undoings:
    """Which batch took back which, read once."""

    def __init__(self, connection: "Connection") -> None:
        self._of: dict[str, list[str]] = {}
        rows = connection.execute("SELECT DISTINCT verb, batch FROM journal WHERE verb >= ? AND verb < ?", _UNDO_RANGE)
        for verb, batch in rows:
            self._of.setdefault(verb.removeprefix(UNDO), []).append(batch)

    def took_back(self, batch: str) -> bool:
        """Whether an undoing took the batch back, and was not itself taken back."""
        return any(not self.took_back(undoing) for undoing in self._of.get(batch, ()))


def _entries_sql(connection: "Connection", key: int) -> str:
    """Journal rows about the card, by batch, newest first. Its places and team are those it ever had."""
    sites = {place for _, place in _ever(connection, "role", "site_id", f"correspondent_id = {int(key)}")}
    lines = {line for line, place in _ever(connection, "line", "site_id", "correspondent_id IS NULL") if place in sites}
    conditions = [
        "correspondent_id = :key",
        f"correspondent_id IS NULL AND table_name = 'site' AND row_id IN {_in(sites)}",
        f"correspondent_id IS NULL AND table_name = 'line' AND row_id IN {_in(lines)}",
    ]
    if connection.execute("SELECT kind FROM correspondent WHERE id = ?", (key,)).fetchone() == ("structure",):
        posts = {post for post, place in _ever(connection, "role", "structure_id") if place == key}
        links = {link for link, other in _ever(connection, "structure_link", "to_id") if other == key}
        conditions += [
            f"table_name = 'role' AND row_id IN {_in(posts)}",
            f"table_name = 'structure_link' AND row_id IN {_in(links)}",
        ]
    chosen = " UNION ".join(f"SELECT id FROM journal WHERE {condition}" for condition in conditions)
    return (
        "SELECT batch, table_name, row_id, correspondent_id, column_name, old, new FROM journal"
        f" WHERE id IN ({chosen}) ORDER BY id DESC"
    )


def _in(numbers: Iterable[int]) -> str:
    return "(" + ",".join(str(int(number)) for number in sorted(numbers)) + ")"


def _ever(connection: "Connection", table: str, column: str, among: str = "1") -> Iterator[tuple[int, int]]:
    """(row of `table`, what its `column` named) whenever it did, by the journal's rows that satisfy `among`."""
    named = f"CASE column_name WHEN '' THEN json_extract(%s, '$.{column}') ELSE CAST(%s AS INTEGER) END"
    rows = connection.execute(
        f"SELECT row_id, {named % ('old', 'old')}, {named % ('new', 'new')} FROM journal"
        f" WHERE table_name = '{table}' AND column_name IN ('', '{column}') AND {among}"
    )
    return ((row, value) for row, *both in rows for value in both if value is not None)


def _step(connection: "Connection", reader: "_Reader", undoings: _Undoings, batch: str, entries: list[Entry]) -> Step:
    at, who, verb, cards = connection.execute(
        "SELECT max(j.at), a.name, max(j.verb), count(DISTINCT j.correspondent_id) FROM journal j"
        " JOIN author a ON a.id = j.author_id WHERE j.batch = ?",
        (batch,),
    ).fetchone()
    mine = any(owner == reader.key for _, _, owner, *_ in entries)
    return Step(
        batch=batch,
        at=datetime.fromisoformat(at).replace(tzinfo=UTC),
        who=who,
        verb=journal_words.verb(verb.partition(" ")[0]),
        changes=tuple(change for entry in reversed(entries) for change in reader.read(entry)),
        undoes=verb.removeprefix(UNDO) if verb.startswith(UNDO) else "",
        undone=undoings.took_back(batch),
        others=max(0, cards - int(mine)),
    )


class _Reader:
    """Makes French of journal rows, for the card `key`; names are looked up once."""

    def __init__(self, connection: "Connection", key: int) -> None:
        self._connection, self.key = connection, key
        self._names: dict[int, str] = {}

    def read(self, entry: Entry) -> Iterator[Change]:
        """What one journal row says; nothing for plumbing."""
        table, row_id, owner, column, old, new = entry
        if column in _SILENT:
            return
        if column:
            what = journal_words.column(column)
            if table == "setting":
                return
            if table != "correspondent" or owner != self.key:
                what = f"{self._thing(table, row_id, owner)}{COLON}{what}"
            said = [self.value(column, value) if old or new else ERASED for value in (old, new)]
            yield Change(what, *said)
        elif old is None and new is None:
            yield Change(self._thing(table, row_id, owner), ERASED, ERASED)
        else:
            texts = [NOTHING if value is None else self._row(table, json.loads(value)) for value in (old, new)]
            yield Change(self._thing(table, 0, owner), *texts)

    def _thing(self, table: str, row_id: int, owner: int | None) -> str:
        """« ligne 04 65 71 20 14 », « fonction de Anne ROUX »: which row, and whose when it is another's."""
        thing = journal_words.thing(table)
        if table == "line" and row_id:
            found = self._connection.execute("SELECT value, digits FROM line WHERE id = ?", (row_id,)).fetchone()
            thing += f" {_number(*found)}" if found else ""
        return thing if owner in (None, self.key) else f"{thing} de {self.name(owner)}"

    def _row(self, table: str, row: dict[str, Any]) -> str:
        """A whole row in a few words."""
        if table == "correspondent":
            return _identity([row.get(name, "") for name in _IDENTITY])
        shown = []
        for column, value in row.items():
            if column not in _SILENT and value not in (None, "", 0):
                text = self.value(column, str(value), row)
                naked = column in _NAKED or column in _CARDS or column == "site_id"
                shown.append(text if naked else f"{journal_words.column(column)}{COLON}{text}")
        return ", ".join(shown) or journal_words.thing(table)

    def value(self, column: str, text: str | None, row: dict[str, Any] | None = None) -> str:
        """A stored value in French: « 3 mars 2026 », « oui », « Rhumatologie », a name, « rien »."""
        if column == "deleted_at":
            return yes_no(text is not None)
        if column in _THREE_VALUED:
            return yes_no(None if text is None else text == "1")
        if column in _FLAGS:
            return yes_no(text == "1")
        if text in (None, ""):
            return NOTHING
        assert text is not None
        if column in _CARDS:
            return self.name(int(text))
        if column == "site_id":
            return self._site(int(text))
        if column == "value" and row:
            return _number(text, row.get("digits", ""))
        return _day(text) or journal_words.code(column, text)

    def name(self, key: int | None) -> str:
        """Whose card a row number is; « une fiche effacée » when nothing of it is left."""
        if key is None:
            return NOTHING
        if key not in self._names:
            columns = ", ".join(_IDENTITY)
            found = self._connection.execute(f"SELECT {columns} FROM correspondent WHERE id = ?", (key,)).fetchone()
            self._names[key] = _identity(found) if found else self._name_before(key)
        return self._names[key]

    def _name_before(self, key: int) -> str:
        """The name of a card that was deleted, if the journal was left it."""
        found = self._connection.execute(
            "SELECT coalesce(old, new) FROM journal WHERE table_name = 'correspondent' AND row_id = ?"
            " AND column_name = '' AND coalesce(old, new) IS NOT NULL ORDER BY id DESC LIMIT 1",
            (key,),
        ).fetchone()
        if not found:
            return "une fiche effacée"
        row = json.loads(found[0])
        return _identity([row.get(name, "") for name in _IDENTITY])

    def _site(self, key: int) -> str:
        found = self._connection.execute("SELECT name, street, city FROM site WHERE id = ?", (key,)).fetchone()
        return ", ".join(part for part in found if part) or "un lieu" if found else "un lieu retiré"


_NAKED = frozenset({
    "specialty", "function", "value", "name", "street", "postcode", "city", "label", "word", "kind", "use", "note",
    "words", "reason", "does", "motive",
})  # fmt: skip


def _identity(columns: Iterable[str]) -> str:
    title, given, family, label = columns
    return person_name(title, given, family) if family or given else label


def _number(value: str, digits: str) -> str:
    return display(digits) if digits.isdigit() else value


def _day(text: str) -> str:
    """« 3 mars 2026 » for a stored date, "" for anything else."""
    if len(text) != len("2026-03-03") or text[4] + text[7] != "--":
        return ""
    try:
        return long_date(date.fromisoformat(text))
    except ValueError:
        return ""
