"""Structures and their people: who works there, who leads, and the line that answers."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from carnet.domain.disclosure import LineView, Profile, TeamView, disclose_lines
from carnet.domain.rings import Ring
from carnet.domain.structures import Span
from carnet.domain.text import fold
from carnet.queries.entries import shown_value
from carnet.words import person_name

if TYPE_CHECKING:
    from sqlite3 import Connection

_NAMES = "c.id, c.uuid, c.kind, c.title, c.given_name, c.family_name, c.label, c.gender, c.status"
_ROLE = "r.id, r.uuid, r.specialty, r.function, r.hours, r.is_lead, r.since, r.until, r.site_id, r.correspondent_id"


@dataclass(frozen=True, slots=True)
class Post:
    """One role between a structure and a member, as seen from one of them.

    `key`, `id` (« b:<uuid> »), `kind`, `name`… are of the one at the other end; `role` is the role's row number.
    `lines` are those that may be shown.
    """

    role: int
    key: int
    id: str
    kind: str
    name: str
    gender: str
    status: str
    specialty: str
    function: str
    hours: str
    is_lead: bool
    since: date | None
    until: date | None
    current: bool
    lines: tuple[LineView, ...]

    @property
    def answering(self) -> LineView | None:
        """The first line: public before practice before personal, a telephone before anything else."""
        return self.lines[0] if self.lines else None


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link of a structure with another; `above`: the other contains, carries or replaces it."""

    link: int
    kind: str
    above: bool
    key: int
    id: str
    name: str
    since: date | None
    until: date | None
    current: bool


def members(
    connection: "Connection", structure: int, *, today: date, profile: Profile = Profile.OWNER, past: bool = True
) -> tuple[Post, ...]:
    """The structure's people: référent first, then by name, then those who left (unless `past` is False).

    Their line: the post's own, else theirs, else that of the place where they work there, else the structure's.
    """
    rows = connection.execute(
        f"SELECT {_ROLE}, {_NAMES} FROM role r JOIN correspondent c ON c.id = r.correspondent_id"
        " WHERE r.structure_id = ? AND c.deleted_at IS NULL",
        (structure,),
    ).fetchall()
    rows.sort(key=lambda row: fold(f"{row[15]} {row[14]}" if row[15] else row[16]))
    lines = _Lines(connection, profile)
    posts = [
        _post(row, today, lines.of(("role_id", row[0]), ("correspondent_id", row[9]), ("site_id", row[8])))
        for row in rows
    ]
    if any(not post.lines for post in posts):
        posts = _answered_by(posts, lines.of_structure(structure))
    kept = (post for post in posts if past or post.current)
    return tuple(sorted(kept, key=lambda post: (not post.current, not post.is_lead)))


@dataclass(frozen=True, slots=True)
class Standing:
    """A post as it stands today, and its best line of each ring: what a card says of a team."""

    view: TeamView
    answers: dict[Ring, LineView]


def standing(connection: "Connection", key: int, *, team: bool, today: date) -> tuple[Standing, ...]:
    """A structure's people of today (`team`), or the structures where a person works today.

    The lines of one ring are chosen among those of that ring alone, so that what a profile may see tells nothing of
    what it may not.
    """
    other, mine = ("correspondent_id", "structure_id") if team else ("structure_id", "correspondent_id")
    rows = connection.execute(
        f"SELECT {_ROLE}, {_NAMES} FROM role r JOIN correspondent c ON c.id = r.{other} WHERE r.{mine} = ?"
        " AND (r.until IS NULL OR r.until >= ?) AND c.deleted_at IS NULL ORDER BY r.position, r.id",
        (key, today.isoformat()),
    ).fetchall()
    if team:
        rows.sort(key=lambda row: (not row[5], fold(f"{row[15]} {row[14]}" if row[15] else row[16])))
    lines = _Lines(connection, Profile.OWNER)
    return tuple(_standing(row, lines, team=team) for row in rows)


def _standing(row: tuple[Any, ...], lines: "_Lines", *, team: bool) -> Standing:
    role, uuid, specialty, function, _, is_lead, _, _, site, member, key, card, _, *more = row
    own = lines.of(("role_id", role))
    elsewhere = lines.of(("correspondent_id", member), ("site_id", site)) if team else lines.of_structure(key)
    answers: dict[Ring, LineView] = {}
    for line in (*own, *elsewhere):
        answers.setdefault(line.ring, line)
    view = TeamView(uuid, f"b:{card}", _name(more), more[4], specialty, function, bool(is_lead))
    return Standing(view, answers)


def structures_of(
    connection: "Connection", key: int, *, today: date, profile: Profile = Profile.OWNER
) -> tuple[Post, ...]:
    """Where a card works: current ones first, in the card's order; with the structure's own line."""
    rows = connection.execute(
        f"SELECT {_ROLE}, {_NAMES} FROM role r JOIN correspondent c ON c.id = r.structure_id"
        " WHERE r.correspondent_id = ? AND c.deleted_at IS NULL ORDER BY r.position, r.id",
        (key,),
    ).fetchall()
    lines = _Lines(connection, profile)
    posts = (_post(row, today, lines.of(("role_id", row[0])) or lines.of_structure(row[10])) for row in rows)
    return tuple(sorted(posts, key=lambda post: not post.current))


def links(connection: "Connection", structure: int, *, today: date) -> tuple[LinkView, ...]:
    """What contains, carries or replaces the structure, and what it does; current ones first."""
    rows = connection.execute(
        f"SELECT l.id, l.kind, l.to_id = :one, l.since, l.until, {_NAMES} FROM structure_link l"
        " JOIN correspondent c ON c.id = CASE WHEN l.to_id = :one THEN l.from_id ELSE l.to_id END"
        " WHERE :one IN (l.from_id, l.to_id) AND c.deleted_at IS NULL ORDER BY l.kind, c.label, l.id",
        {"one": structure},
    ).fetchall()
    views = []
    for link, kind, above, since, until, key, uuid, _, *more in rows:
        span = Span(_day(since), _day(until))
        current = span.holds(today)
        views.append(LinkView(link, kind, bool(above), key, f"b:{uuid}", _name(more), span.since, span.until, current))
    return tuple(sorted(views, key=lambda view: not view.current))


def _post(row: tuple[Any, ...], today: date, lines: tuple[LineView, ...]) -> Post:
    role, _, specialty, function, hours, is_lead, since, until, _, _, key, uuid, kind, *more = row
    span = Span(_day(since), _day(until))
    return Post(
        role=role,
        key=key,
        id=f"b:{uuid}",
        kind=kind,
        name=_name(more),
        gender=more[4],
        status=more[5],
        specialty=specialty,
        function=function,
        hours=hours,
        is_lead=bool(is_lead),
        since=span.since,
        until=span.until,
        current=span.until is None or span.until >= today,
        lines=lines,
    )


def _name(columns: list[Any]) -> str:
    title, given, family, label = columns[:4]
    return person_name(title, given, family) if family or given else str(label)


def _answered_by(posts: list[Post], lines: tuple[LineView, ...]) -> list[Post]:
    return [post if post.lines else replace(post, lines=lines) for post in posts]


class _Lines:
    """Lines by what they hang on, as far as a profile may see."""

    def __init__(self, connection: "Connection", profile: Profile) -> None:
        self._connection, self._profile = connection, profile

    def of(self, *owners: tuple[str, int | None]) -> tuple[LineView, ...]:
        """Lines of the first owner (column of `line`, row number) first, those that answer best before the others."""
        found: list[tuple[tuple[bool, int, int], LineView]] = []
        for rank, (column, key) in enumerate(owners):
            rows = self._connection.execute(
                f"SELECT value, kind, use, ring, label, digits FROM line WHERE {column} = ? ORDER BY position, id",
                (key,),
            )
            for value, kind, use, ring, label, digits in rows:
                line = LineView(shown_value(value, digits), kind, use, Ring.named(ring), label)
                found.append(((kind != "phone", int(line.ring), rank), line))
        lines = tuple(line for _, line in sorted(found, key=lambda pair: pair[0]))
        return disclose_lines(lines, self._profile)

    def of_structure(self, structure: int) -> tuple[LineView, ...]:
        """A structure's own lines, its own roles', then those of its places."""
        roles = self._connection.execute(
            "SELECT id, site_id FROM role WHERE correspondent_id = ? ORDER BY position, id", (structure,)
        ).fetchall()
        posts = [("role_id", role) for role, _ in roles]
        places = [("site_id", site) for site in dict.fromkeys(site for _, site in roles)]
        return self.of(("correspondent_id", structure), *posts, *places)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
