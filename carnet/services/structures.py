"""Structures and their people: the référent, links between structures, « l'équipe a changé », closing.

A change that takes effect `on` a day begins with that day: who leaves was there until the day before.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from carnet.domain.phones import is_mobile
from carnet.domain.structures import LINKS, Link, Span
from carnet.errors import CarnetError
from carnet.models import tables
from carnet.models.book import Book
from carnet.models.writer import Changes, RowGone, Writer
from carnet.services.correspondents import add_correspondent
from carnet.services.drafts import CorrespondentDraft, RoleDraft
from carnet.services.editing_places import write_role
from carnet.services.editing_values import check_span, cleaned
from carnet.services.memberships import (
    Row,
    check_link,
    check_member,
    check_successor,
    lead_with,
    live,
    name_of,
    row_of,
    span_of,
    structure,
)
from carnet.words import NARROW

if TYPE_CHECKING:
    from sqlite3 import Connection

_DAY = timedelta(days=1)
_HANDED_ON = ("specialty", "function", "mode", "hours")


def set_lead(book: Book, role: int, *, now: datetime, lead: bool = True) -> Changes:
    """Make a role (row number) its structure's référent, or no longer; the one before steps back by itself.

    Raises RowGone, CarnetError when the role is in no structure.
    """
    with book.write("set_lead", now=now) as writer:
        if lead:
            lead_with(writer, role)
        else:
            writer.update(tables.role, role, is_lead=False)
    return writer.changes


def add_link(
    book: Book,
    above: int,
    below: int,
    kind: str,
    *,
    now: datetime,
    since: date | None = None,
    until: date | None = None,
) -> tuple[int, Changes]:
    """Say that a structure contains, carries or replaces another; returns the link's row number and the report.

    Raises RowGone, CarnetError (it ends before it begins, a structure that would come to contain itself).
    """
    with book.write("add_link", now=now) as writer:
        key = _write_link(writer, above, below, kind, Span(since, until))
    return key, writer.changes


def _write_link(writer: Writer, above: int, below: int, kind: str, span: Span) -> int:
    if kind not in LINKS:
        raise ValueError(f"no link is called {kind!r}")
    structure(writer, above)
    structure(writer, below)
    check_span("Ce lien", span.since, span.until)
    check_link(writer, kind, Link(above, below, span))
    return writer.insert(
        tables.structure_link, from_id=above, to_id=below, kind=kind, since=span.since, until=span.until
    )


def change_link(book: Book, link: int, *, now: datetime, **columns: object) -> Changes:
    """Change a link's kind or dates, by its row number. Raises RowGone, CarnetError."""
    with book.write("change_link", now=now) as writer:
        row = row_of(writer, tables.structure_link, link)
        new = cleaned(tables.structure_link, columns)
        merged = row | new
        check_span("Ce lien", merged["since"], merged["until"])
        check_link(writer, merged["kind"], Link(row["from_id"], row["to_id"], span_of(merged)), beside=link)
        writer.update(tables.structure_link, link, **new)
    return writer.changes


def remove_link(book: Book, link: int, *, now: datetime) -> Changes:
    """Take a link away. Raises RowGone."""
    with book.write("remove_link", now=now) as writer:
        writer.delete(tables.structure_link, link)
    return writer.changes


def add_member(
    book: Book, structure_id: int, who: int | CorrespondentDraft, draft: RoleDraft, *, now: datetime
) -> tuple[int, Changes]:
    """Say that a card of the book (row number), or someone new, works in a structure; returns the role's row number.

    Without a specialty in `draft`, they have there the one that they have elsewhere. Raises RowGone, CarnetError:
    they are there already as just that, dates the wrong way round, a structure inside itself.
    """
    with book.write("add_member", now=now) as writer:
        place = structure(writer, structure_id)
        card = _card(writer, who)
        _check_new(writer, card, place, draft)
        specialty = draft.specialty or _first_specialty(writer, card["id"])
        role = write_role(writer, card, replace(draft, structure=structure_id, specialty=specialty))
    return role, writer.changes


def _check_new(writer: Writer, card: Row, place: Row, draft: RoleDraft) -> None:
    column = tables.role.c
    posts = writer.execute(
        sa.select(column.function, column.since, column.until).where(
            column.correspondent_id == card["id"], column.structure_id == place["id"]
        )
    )
    span = Span(draft.since, draft.until)
    if any(post.function == draft.function and Span(post.since, post.until).overlaps(span) for post in posts):
        raise CarnetError(f"{name_of(card)} est déjà dans l’équipe de « {name_of(place)} ». Rien n’a été changé.")


def _first_specialty(writer: Writer, key: int) -> str:
    column = tables.role.c
    query = sa.select(column.specialty).where(column.correspondent_id == key, column.specialty != "")
    return writer.execute(query.order_by(column.until.is_not(None), column.position)).scalars().first() or ""


@dataclass(frozen=True, slots=True)
class TeamChange:
    """Who leaves (a role's row number), and who takes the place: a card of the book, someone new, or nobody."""

    role: int
    by: int | CorrespondentDraft | None = None


def team_changed(
    book: Book,
    structure_id: int,
    changes: Iterable[TeamChange],
    on: date,
    *,
    now: datetime,
    joining: Iterable[tuple[int | CorrespondentDraft, RoleDraft]] = (),
) -> Changes:
    """« L'équipe a changé »: end and replace several roles of a structure at once; others may join on top.

    Whoever takes a place takes its specialty, function, hours, site, lead, and the landlines of the post. Raises
    RowGone (a role is no longer there, or is over), CarnetError; then nothing is changed at all.
    """
    with book.write("team_changed", now=now) as writer:
        structure(writer, structure_id)
        for change in changes:
            role = _standing(writer, change.role, structure_id, on)
            if change.by is None:
                _end(writer, role, on)
            else:
                _replace(writer, role, _card(writer, change.by), on)
        for who, draft in joining:
            post = replace(draft, structure=structure_id, since=draft.since or on)
            write_role(writer, _card(writer, who), post)
    return writer.changes


def _card(writer: Writer, who: int | CorrespondentDraft) -> Row:
    return live(writer, who if isinstance(who, int) else add_correspondent(writer, who))


def _standing(writer: Writer, role_id: int, structure_id: int, on: date) -> Row:
    """A role that the structure still has on that day. Raises RowGone."""
    role = row_of(writer, tables.role, role_id)
    if role["structure_id"] != structure_id or (role["until"] is not None and role["until"] < on):
        raise RowGone
    return role


def _end(writer: Writer, role: Row, on: date) -> None:
    """The role's last day is the day before; one that had not begun by then is over all the same, lines kept."""
    last = on - _DAY
    since = role["since"] if role["since"] is None else min(role["since"], last)
    writer.update(tables.role, role["id"], since=since, until=last)


def _replace(writer: Writer, role: Row, card: Row, on: date) -> None:
    """Give a role's post to someone else, who may have one there already."""
    if card["id"] == role["correspondent_id"]:
        raise CarnetError(f"{name_of(card)} ne peut pas se remplacer. Rien n’a été changé.")
    post = _post_of(writer, card["id"], role["structure_id"], on)
    if post is None:
        check_member(writer, card, role["structure_id"], Span(on))
        post = _hand_on(writer, role, card["id"], role["structure_id"], on)
    _move_lines(writer, role["id"], post, landlines_only=True)
    _end(writer, role, on)
    if role["is_lead"]:
        lead_with(writer, post)


def _post_of(writer: Writer, member: int, structure_id: int, on: date) -> int | None:
    """A role the member has in the structure on that day."""
    column = tables.role.c
    query = sa.select(column.id).where(
        column.correspondent_id == member,
        column.structure_id == structure_id,
        sa.or_(column.until.is_(None), column.until >= on),
    )
    return writer.execute(query.order_by(column.position)).scalars().first()


def _hand_on(writer: Writer, role: Row, member: int, structure_id: int, on: date, *, site: int | None = None) -> int:
    """A role like `role`, from `on`, for a member of a structure."""
    column = tables.role.c
    last = sa.select(sa.func.coalesce(sa.func.max(column.position) + 1, 0)).where(column.correspondent_id == member)
    return writer.insert(
        tables.role,
        correspondent_id=member,
        structure_id=structure_id,
        site_id=role["site_id"] if structure_id == role["structure_id"] else site,
        official_code=role["official_code"] if member == role["correspondent_id"] else "",
        position=writer.execute(last).scalar_one(),
        since=on,
        until=None if member != role["correspondent_id"] else role["until"],
        **{name: role[name] for name in _HANDED_ON},
    )


def _move_lines(writer: Writer, old: int, new: int, *, landlines_only: bool = False) -> None:
    """Hang a role's lines on another: all, or those of the desk, not of the person who sat there."""
    column = tables.line.c
    rows = writer.execute(sa.select(column.id, column.kind, column.digits, column.ring).where(column.role_id == old))
    moved = [
        row.id
        for row in rows
        if not landlines_only or (row.kind in ("phone", "fax") and row.ring != "personal" and not is_mobile(row.digits))
    ]
    writer.update_many(tables.line, {line: {"role_id": new} for line in moved})


@dataclass(frozen=True, slots=True)
class Move:
    """Where someone of a closing structure goes: the role (row number) of a card, to a structure or nowhere."""

    role: int
    correspondent: int
    to: int | None


@dataclass(frozen=True, slots=True)
class ClosingPlan:
    """A closing that is proposed: who goes where, who follows the structure. `candidates`: likeliest first."""

    structure: int
    successor: int | None
    moves: tuple[Move, ...]
    candidates: tuple[int, ...] = ()

    def sending(self, to: int | None, roles: Iterable[int] | None = None) -> "ClosingPlan":
        """The plan with everyone, or some roles, sent to `to`."""
        some = None if roles is None else frozenset(roles)
        moves = [replace(move, to=to) if some is None or move.role in some else move for move in self.moves]
        return replace(self, moves=tuple(moves))


def closing_plan(connection: "Connection", structure_id: int, *, today: date) -> ClosingPlan:
    """Propose where the people of a structure go when it closes.

    To the structure that replaces it, else that follows it, else that contains it, else that carries it; nowhere when
    there is none.
    """
    day = today.isoformat()
    moves = connection.execute(
        "SELECT r.id, r.correspondent_id FROM role r JOIN correspondent c ON c.id = r.correspondent_id"
        " WHERE r.structure_id = ? AND (r.until IS NULL OR r.until >= ?) AND c.deleted_at IS NULL ORDER BY r.id",
        (structure_id, day),
    ).fetchall()
    candidates = connection.execute(
        "SELECT c.id, min(found.rank) FROM (SELECT from_id AS id, CASE kind WHEN 'replaces' THEN 0 WHEN 'contains'"
        " THEN 2 ELSE 3 END AS rank FROM structure_link WHERE to_id = :one AND (until IS NULL OR until >= :day)"
        " UNION ALL SELECT successor_id, 1 FROM correspondent WHERE id = :one) AS found"
        " JOIN correspondent c ON c.id = found.id WHERE c.kind = 'structure' AND c.deleted_at IS NULL"
        " AND c.status IN ('active', 'paused') GROUP BY c.id ORDER BY 2, 1",
        {"one": structure_id, "day": day},
    ).fetchall()
    likeliest = candidates[0][0] if candidates else None
    follows = likeliest if candidates and candidates[0][1] <= 1 else None
    return ClosingPlan(
        structure_id,
        follows,
        tuple(Move(role, member, likeliest) for role, member in moves),
        tuple(row[0] for row in candidates),
    )


def close(book: Book, plan: ClosingPlan, on: date, *, now: datetime) -> Changes:
    """Close a structure from `on`, and send everyone where the plan says, in one transaction.

    A role ends; the one that follows elsewhere has the same specialty, function, lines, and the site of the new
    structure. The structure's links end, and the successor replaces it. Raises RowGone, CarnetError: the team is not
    the plan's any more, somebody would be sent to a structure that is not one.
    """
    with book.write("close", now=now) as writer:
        card = structure(writer, plan.structure)
        _check_still_the_team(writer, plan, on, name_of(card))
        for move in plan.moves:
            _move(writer, move, plan.structure, on)
        _end_links(writer, plan.structure, on)
        if plan.successor is not None:
            _follow(writer, plan.successor, plan.structure, on)
        new: Row = {"status": "closed", "status_on": on}
        if plan.successor is not None:
            check_successor(writer, card, plan.successor)
            new["successor_id"] = plan.successor
        writer.update(tables.correspondent, plan.structure, **new)
    return writer.changes


def _check_still_the_team(writer: Writer, plan: ClosingPlan, on: date, name: str) -> None:
    column, card = tables.role.c, tables.correspondent.c
    query = sa.select(column.id).join(tables.correspondent, card.id == column.correspondent_id)
    staying = query.where(
        column.structure_id == plan.structure,
        sa.or_(column.until.is_(None), column.until >= on),
        card.deleted_at.is_(None),
    )
    if set(writer.execute(staying).scalars()) - {move.role for move in plan.moves}:
        raise CarnetError(
            f"« {name} » a accueilli quelqu’un depuis{NARROW}: reprenez la fermeture. Rien n’a été changé."
        )


def _move(writer: Writer, move: Move, closing: int, on: date) -> None:
    role = row_of(writer, tables.role, move.role)
    if role["structure_id"] != closing:
        raise RowGone
    if role["until"] is not None and role["until"] < on:
        return
    if move.to is not None:
        if move.to == closing:
            raise CarnetError("La structure qui ferme ne peut pas accueillir son équipe. Rien n’a été changé.")
        begins = max(on, role["since"] or on)
        check_member(writer, live(writer, move.correspondent), move.to, Span(begins, role["until"]))
        post = _post_of(writer, move.correspondent, move.to, begins)
        if post is None:
            post = _hand_on(writer, role, move.correspondent, move.to, begins, site=_first_site(writer, move.to))
        _move_lines(writer, role["id"], post)
    _end(writer, role, on)


def _first_site(writer: Writer, structure_id: int) -> int | None:
    column = tables.role.c
    query = sa.select(column.site_id).where(column.correspondent_id == structure_id, column.site_id.is_not(None))
    return writer.execute(query.order_by(column.position)).scalars().first()


def _end_links(writer: Writer, structure_id: int, on: date) -> None:
    """What contained or carried it, and what it did, is over; what replaced what stays true."""
    link = tables.structure_link
    rows = writer.execute(
        sa.select(link).where(
            sa.or_(link.c.from_id == structure_id, link.c.to_id == structure_id),
            link.c.kind != "replaces",
            sa.or_(link.c.until.is_(None), link.c.until >= on),
        )
    ).mappings()
    for row in rows.all():
        if row["since"] is not None and row["since"] >= on:
            writer.delete(link, row["id"])
        else:
            writer.update(link, row["id"], until=on - _DAY)


def _follow(writer: Writer, successor: int, closing: int, on: date) -> None:
    """Note that the successor replaces the structure, unless it is noted."""
    link = tables.structure_link.c
    noted = sa.select(link.id).where(link.from_id == successor, link.to_id == closing, link.kind == "replaces")
    if writer.execute(noted).first() is None:
        _write_link(writer, successor, closing, "replaces", Span(on))
