"""« Je n'adresse pas »: what stands against a card, what is to be looked at again, who else bears the name."""

from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from carnet.domain.avoidance import Terms
from carnet.domain.text import fold
from carnet.words import person_name

if TYPE_CHECKING:
    from sqlite3 import Connection

    from carnet.geo.distance import Point
    from carnet.register.lookup import Register

_COLUMNS = (
    "a.id, a.uuid, c.id, c.uuid, c.title, c.given_name, c.family_name, c.label, a.reason, a.note, a.since,"
    " a.expires_on, a.review_on, a.ended_on, a.rpps"
)
# The card it was noted on, or whoever bears its RPPS: a card made again is the same person, a homonym is not.
_ABOUT = "c.id = a.correspondent_id OR (a.rpps <> '' AND c.rpps = a.rpps)"


class AvoidanceView(Struct, frozen=True):
    """One avoidance: its row and uuid, whom it concerns (row, `b:<uuid>`, names), why, and its days."""

    row: int
    uuid: str
    key: int
    card: str
    title: str
    given: str
    family: str
    label: str
    reason: str
    note: str
    terms: Terms
    rpps: str = ""

    @property
    def name(self) -> str:
        """« Dr Hélène SERRANE »."""
        return person_name(self.title, self.given, self.family) if self.family else self.label


class Homonym(Struct, frozen=True):
    """Somebody else of the same name: `b:` or `p:` id, name, specialty (catalogue id), commune, RPPS."""

    id: str
    name: str
    specialty: str
    commune: str
    rpps: str


def avoidances_of(connection: "Connection", key: int) -> tuple[AvoidanceView, ...]:
    """Every avoidance that concerns the card with row number `key`, past ones too, latest first."""
    sql = f"SELECT {_COLUMNS} FROM correspondent c JOIN avoidance a ON {_ABOUT} WHERE c.id = ? ORDER BY a.id DESC"
    return tuple(_view(row) for row in connection.execute(sql, (key,)))


def standing_avoidance(connection: "Connection", key: int, today: date) -> AvoidanceView | None:
    """The avoidance that stands against the card today, if any."""
    return next((one for one in avoidances_of(connection, key) if one.terms.holds(today)), None)


def to_review(connection: "Connection", today: date) -> tuple[AvoidanceView, ...]:
    """Avoidances to look at again today, the soonest over first; those of cards in the trash wait there."""
    sql = (
        f"SELECT {_COLUMNS} FROM avoidance a JOIN correspondent c ON c.id = a.correspondent_id"
        " AND c.deleted_at IS NULL WHERE a.ended_on IS NULL ORDER BY a.expires_on, a.id"
    )
    return tuple(one for one in map(_view, connection.execute(sql)) if one.terms.to_review(today))


def _view(row: tuple[Any, ...]) -> AvoidanceView:
    number, uuid, key, card, title, given, family, label, reason, note, since, expires, review, ended, rpps = row
    review_on, ended_on = (date.fromisoformat(day) if day else None for day in (review, ended))
    terms = Terms(date.fromisoformat(since), date.fromisoformat(expires), review_on, ended_on)
    return AvoidanceView(
        number, uuid, key, f"b:{card}", title, given, family, label, reason, note, terms, rpps or ""
    )  # fmt: skip


def homonyms(
    connection: "Connection", key: int, register: "Register | None" = None, origin: "Point | None" = None
) -> tuple[Homonym, ...]:
    """Who else bears the family name of the card, in the book then in the register around `origin`.

    Given names and RPPS tell them apart. Nobody for a structure or a function.
    """
    found = connection.execute(
        "SELECT family_name, coalesce(rpps, adeli, '') FROM correspondent WHERE id = ?", (key,)
    ).fetchone()
    name = fold(found[0]) if found else ""
    if not name:
        return ()
    mine = _of_book(connection, key, name)
    known = {found[1], *(one.rpps for one in mine)} - {""}
    return mine + (_of_register(register, name, known, origin) if register and origin else ())


_SAME_NAME = (
    "SELECT c.uuid, c.title, c.given_name, c.family_name, coalesce(c.rpps, c.adeli, ''),"
    " coalesce((SELECT r.specialty FROM role r WHERE r.correspondent_id = c.id ORDER BY r.position LIMIT 1), ''),"
    " coalesce((SELECT s.city FROM role r JOIN site s ON s.id = r.site_id WHERE r.correspondent_id = c.id"
    " ORDER BY r.position LIMIT 1), '')"
    " FROM search_word w JOIN correspondent c ON c.id = w.correspondent_id AND c.deleted_at IS NULL"
    " WHERE w.word = ? AND w.field = 'name' AND c.id <> ? ORDER BY c.id"
)


def _of_book(connection: "Connection", key: int, name: str) -> tuple[Homonym, ...]:
    rows = connection.execute(_SAME_NAME, (name.split()[0], key))
    return tuple(
        Homonym(f"b:{uuid}", person_name(title, given, family), specialty, city, rpps)
        for uuid, title, given, family, rpps, specialty, city in rows
        if fold(family) == name
    )


def _of_register(register: "Register", name: str, known: set[str], origin: "Point") -> tuple[Homonym, ...]:
    from carnet.geo.communes import Communes
    from carnet.register.lookup import Request, Word

    asked = Request(origin, words=tuple(map(Word, name.split())), exclude=frozenset(known), limit=20)
    names = Communes.shipped().names
    return tuple(
        Homonym(
            row.id,
            person_name(row.title, row.given, row.family),
            row.specialty or "",
            names[row.site.commune] if row.site and row.site.commune is not None else "",
            row.identifier,
        )
        for row in register.search(asked).rows
        if fold(row.family) == name
    )
