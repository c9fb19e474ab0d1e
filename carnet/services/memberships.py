"""What every write on roles and structures relies on: rows still there, one référent, nothing inside itself."""

from typing import Any

import sqlalchemy as sa

from carnet.domain.structures import Lead, Link, Span, displaced, path_back
from carnet.errors import CarnetError
from carnet.models import tables
from carnet.models.writer import RowGone, Writer
from carnet.words import NARROW, person_name

Row = dict[str, Any]

_REFUSALS = {
    "contains": ("contenir", "contient"),
    "carries": ("porter", "porte"),
    "replaces": ("remplacer", "remplace"),
}


def row_of(writer: Writer, table: sa.Table, row_id: int) -> Row:
    """A row by its number, dates as dates. Raises RowGone."""
    found = writer.execute(sa.select(table).where(table.c.id == row_id)).mappings().one_or_none()
    if found is None:
        raise RowGone
    return dict(found)


def live(writer: Writer, key: int) -> Row:
    """A card that is in the book, not in its trash. Raises RowGone."""
    row = row_of(writer, tables.correspondent, key)
    if row["deleted_at"] is not None:
        raise RowGone
    return row


def structure(writer: Writer, key: int) -> Row:
    """A live card that is a structure. Raises RowGone, CarnetError."""
    row = live(writer, key)
    if row["kind"] != "structure":
        raise CarnetError(f"{name_of(row)} n’est pas une structure. Rien n’a été changé.")
    return row


def name_of(row: Row) -> str:
    """« Dr Anne ROUX », « CH d’Apt »: a card's name for a sentence."""
    if row["family_name"] or row["given_name"]:
        return person_name(row["title"], row["given_name"], row["family_name"])
    return str(row["label"])


def span_of(row: Row) -> Span:
    """The days of a role or of a link."""
    return Span(row["since"], row["until"])


def check_member(writer: Writer, member: Row, structure_id: int, span: Span) -> None:
    """Raise CarnetError unless `member` may work in the structure; a service of a hospital is inside it."""
    structure(writer, structure_id)
    if member["id"] == structure_id or member["kind"] == "structure":
        check_link(writer, "contains", Link(structure_id, member["id"], span))


def check_link(writer: Writer, kind: str, link: Link, *, beside: int | None = None) -> None:
    """Raise CarnetError when the link would close a circle. `beside`: the row of structure_link that it replaces."""
    way = path_back(_links(writer, kind, beside), link)
    if not way:
        return
    names = [f"« {name_of(row_of(writer, tables.correspondent, key))} »" for key in way]
    may, does = _REFUSALS[kind]
    if len(names) == 1:
        raise CarnetError(f"{names[0]} ne peut pas se {may} elle-même. Rien n’a été changé.")
    chain = f", qui {does} ".join(names[1:])
    raise CarnetError(
        f"{names[-1]} ne peut pas {may} {names[0]}{NARROW}: {names[0]} {does} déjà {chain}. Rien n’a été changé."
    )


def _links(writer: Writer, kind: str, beside: int | None) -> list[Link]:
    """Links of a kind; what a structure's own role puts inside another is contained in it."""
    table = tables.structure_link
    where = sa.and_(table.c.kind == kind, table.c.id != (beside or 0))
    direct = sa.select(table.c.from_id, table.c.to_id, table.c.since, table.c.until).where(where)
    found = [_link(row) for row in writer.execute(direct)]
    if kind == "contains":
        role, card = tables.role.c, tables.correspondent.c
        inside = (
            sa.select(role.structure_id, role.correspondent_id, role.since, role.until)
            .join(tables.correspondent, card.id == role.correspondent_id)
            .where(card.kind == "structure", role.structure_id.is_not(None))
        )
        found += [_link(row) for row in writer.execute(inside)]
    return found


def _link(row: Any) -> Link:
    return Link(row[0], row[1], Span(row[2], row[3]))


def check_successor(writer: Writer, card: Row, successor: int) -> None:
    """Raise CarnetError when those who follow would come back to the card."""
    following = live(writer, successor)
    seen = {card["id"]}
    while following["id"] not in seen:
        seen.add(following["id"])
        if following["successor_id"] is None:
            return
        following = row_of(writer, tables.correspondent, following["successor_id"])
    raise CarnetError(f"{name_of(card)} ne peut pas finir par se succéder. Rien n’a été changé.")


def other_leads(writer: Writer, role: Row) -> tuple[int, ...]:
    """Roles that lead the structure of `role` while it lasts, itself left out."""
    if role["structure_id"] is None:
        return ()
    column = tables.role.c
    query = sa.select(column.id, column.since, column.until).where(
        column.structure_id == role["structure_id"], column.is_lead
    )
    leads = [Lead(found["id"], span_of(dict(found))) for found in writer.execute(query).mappings()]
    return displaced(leads, Lead(role["id"], span_of(role)))


def lead_with(writer: Writer, role_id: int) -> None:
    """Make a role its structure's référent; whoever was at the same time is one no longer."""
    role = row_of(writer, tables.role, role_id)
    if role["structure_id"] is None:
        raise CarnetError("Cette fonction n’est dans aucune structure, et n’a donc pas à en être référente.")
    writer.update_many(tables.role, {other: {"is_lead": False} for other in other_leads(writer, role)})
    writer.update(tables.role, role_id, is_lead=True)
