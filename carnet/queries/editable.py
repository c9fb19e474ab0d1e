"""A card as the editor takes it: columns as stored, rows with the numbers by which `services.editing` names them.

For the owner alone: nothing here has gone through the gate.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from carnet.domain.phones import display
from carnet.domain.text import words_of
from carnet.errors import CarnetError
from carnet.words import person_name, specialty

if TYPE_CHECKING:
    from sqlite3 import Connection

_THREE_VALUED = ("new_patients", "home_visits", "video", "children", "accessible", "teleexpertise", "escort")
_FLAGS = ("favourite", "is_lead")
_DAYS = ("status_on", "verified_on", "since", "until", "told_on")
_TITLES = frozenset({"dr", "pr", "m", "mme", "mlle"})
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class EditableLine:
    """A line: row number, as typed, as shown, and its other columns. Ring as stored (« public »…)."""

    id: int
    value: str
    shown: str
    kind: str
    use: str
    label: str
    best_time: str
    ring: str


@dataclass(frozen=True, slots=True)
class EditableSite:
    """A site: row number, columns, lines, and how many cards of the book work there."""

    id: int
    columns: Values
    lines: tuple[EditableLine, ...]
    users: int


@dataclass(frozen=True, slots=True)
class EditableRole:
    """A role: row number, columns (`structure_id`, dates…), its lines, its site."""

    id: int
    columns: Values
    lines: tuple[EditableLine, ...]
    site: EditableSite | None


@dataclass(frozen=True, slots=True)
class Editable:
    """A whole card to edit. `profile`: columns of a structure's profile, {} when it has none yet.

    `names`: those of the cards it points at (successor, structures), by row number. `told`: the latest first.
    """

    id: int
    uuid: str
    columns: Values
    lines: tuple[EditableLine, ...]
    roles: tuple[EditableRole, ...]
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    tags: tuple[str, ...]
    told: tuple[Values, ...]
    profile: Values
    names: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Named:
    """A card that may be pointed at: row number, name, and where or as what."""

    key: int
    name: str
    more: str


def named(
    connection: "Connection", text: str, *, kind: str = "", but: int | None = None, limit: int = 8
) -> tuple[Named, ...]:
    """Cards whose name begins with each word of `text`, nearest the front of the alphabet first. `kind`: that one only.

    Accents, case and « Dr » make no difference. Those in the trash are left out, and the card `but`.
    """
    typed = [word for word in words_of(text) if word not in _TITLES]
    if not typed:
        return ()
    having = " INTERSECT ".join(
        ["SELECT correspondent_id FROM search_word WHERE field IN ('name', 'label') AND word BETWEEN ? AND ?"]
        * len(typed)
    )
    bounds = [bound for word in typed for bound in (word, f"{word}\x7f")]
    rows = connection.execute(
        "SELECT c.id, c.title, c.given_name, c.family_name, c.label, r.specialty, s.city FROM correspondent c"
        " LEFT JOIN role r ON r.id = (SELECT id FROM role WHERE correspondent_id = c.id ORDER BY position, id LIMIT 1)"
        f" LEFT JOIN site s ON s.id = r.site_id WHERE c.id IN ({having}) AND c.deleted_at IS NULL"
        " AND (? = '' OR c.kind = ?) AND c.id IS NOT ? ORDER BY c.family_name, c.label, c.given_name, c.id LIMIT ?",
        (*bounds, kind, kind, but, limit),
    )
    return tuple(
        Named(row[0], _name(*row[1:5]), " · ".join(part for part in (specialty(row[5] or ""), row[6]) if part))
        for row in rows
    )


def _name(title: str, given: str, family: str, label: str) -> str:
    return person_name(title, given, family) if family or given else label


def editable(connection: "Connection", key: int) -> Editable:
    """The card with row number `key`. Raises CarnetError when the book has none, or in its trash only."""
    found = _rows(connection, "SELECT * FROM correspondent WHERE id = ? AND deleted_at IS NULL", key)
    if not found:
        raise CarnetError("Cette fiche n’est plus dans votre carnet.")
    columns = found[0]
    roles = _rows(connection, "SELECT * FROM role WHERE correspondent_id = ? ORDER BY position, id", key)
    told = _rows(connection, "SELECT * FROM told_delay WHERE correspondent_id = ? ORDER BY told_on DESC, id DESC", key)
    profile = _rows(connection, "SELECT * FROM structure_profile WHERE correspondent_id = ?", key)
    return Editable(
        id=key,
        uuid=columns["uuid"],
        columns=columns,
        lines=_lines(connection, "correspondent_id", key),
        roles=tuple(_role(connection, role) for role in roles),
        skills=_labels(connection, "skill", key),
        languages=_labels(connection, "language", key),
        tags=_labels(connection, "tag", key),
        told=tuple(told),
        profile=profile[0] if profile else {},
        names=_names(connection, columns["successor_id"], *(role["structure_id"] for role in roles)),
    )


def _names(connection: "Connection", *keys: int | None) -> dict[int, str]:
    found = {}
    for key in {key for key in keys if key is not None}:
        query = "SELECT title, given_name, family_name, label FROM correspondent WHERE id = ?"
        found[key] = _name(*connection.execute(query, (key,)).fetchone())
    return found


def _role(connection: "Connection", role: Values) -> EditableRole:
    site = None if role["site_id"] is None else _site(connection, role["site_id"])
    return EditableRole(role["id"], role, _lines(connection, "role_id", role["id"]), site)


def _site(connection: "Connection", key: int) -> EditableSite:
    (columns,) = _rows(connection, "SELECT * FROM site WHERE id = ?", key)
    (users,) = connection.execute(
        "SELECT count(DISTINCT c.id) FROM role r JOIN correspondent c ON c.id = r.correspondent_id"
        " WHERE r.site_id = ? AND c.deleted_at IS NULL",
        (key,),
    ).fetchone()
    return EditableSite(key, columns, _lines(connection, "site_id", key), users)


def _lines(connection: "Connection", owner: str, key: int) -> tuple[EditableLine, ...]:
    rows = _rows(connection, f"SELECT * FROM line WHERE {owner} = ? ORDER BY position, id", key)
    names = ("id", "value", "kind", "use", "label", "best_time", "ring")
    return tuple(
        EditableLine(
            shown=display(row["digits"]) if row["digits"].isdigit() else row["value"],
            **{name: row[name] for name in names},
        )
        for row in rows
    )


def _labels(connection: "Connection", table: str, key: int) -> tuple[str, ...]:
    query = f"SELECT label FROM {table} WHERE correspondent_id = ? ORDER BY id"
    return tuple(row["label"] for row in _rows(connection, query, key))


def _rows(connection: "Connection", query: str, key: int) -> list[Values]:
    """Rows by column, as Python values: dates, True, False, None."""
    cursor = connection.execute(query, (key,))
    names = [column[0] for column in cursor.description]
    return [{name: _python(name, value) for name, value in zip(names, row, strict=True)} for row in cursor.fetchall()]


def _python(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _DAYS:
        return date.fromisoformat(value)
    return bool(value) if name in _THREE_VALUED or name in _FLAGS else value
