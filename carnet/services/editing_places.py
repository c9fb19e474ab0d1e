"""Edits of what hangs on a card: lines, roles, sites. One verb, one transaction each.

Neighbours in FHIR R4: ContactPoint, PractitionerRole, Location.
"""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from carnet.domain.phones import display, is_mobile, national
from carnet.domain.rings import Ring, default_line_ring
from carnet.domain.specialties import Catalogue
from carnet.errors import CarnetError
from carnet.models import tables
from carnet.models.book import Book
from carnet.models.loop import referral
from carnet.models.writer import Changes, RowGone, Writer
from carnet.services import correspondents
from carnet.services.correspondents import SiteRegistry, line_values
from carnet.services.drafts import LineDraft, RoleDraft, SiteDraft
from carnet.services.editing_values import check_span, cleaned
from carnet.services.memberships import Row, check_member, lead_with, live, name_of, other_leads, row_of, span_of
from carnet.words import NARROW

if TYPE_CHECKING:
    from sqlite3 import Connection

_NUMBERS = ("phone", "fax")
_SECURE_DOMAINS = ("mssante.fr", "apicrypt.org", "apicrypt.fr", "medical.fr")
_ROLE_COLUMNS = ("specialty", "official_code", "function", "mode", "hours", "since", "until")


@dataclass(frozen=True, slots=True)
class TypedLine:
    """What a typed line is: how it is shown, its kind, its national digits, the ring it gets.

    `asks`: a mobile, of which one key says whether it is for patients (« pour le patient ») or private (« pour moi »).
    """

    shown: str
    kind: str
    digits: str
    ring: Ring
    asks: bool


@dataclass(frozen=True, slots=True)
class SiteUser:
    """Someone who works at a site: row number, uuid, name, and the row of the role that says so."""

    key: int
    uuid: str
    name: str
    role: int


def read_line(text: str, *, use: str = "", department: str | None = None) -> TypedLine:
    """What was typed, read at each keystroke: a number in pairs once it is one, anything else as it is."""
    value = text.strip()
    kind = _kind_of(value)
    digits = national(value, department) if kind in _NUMBERS else ""
    shown = display(digits) if digits.isdigit() else value
    return TypedLine(shown, kind, digits, default_line_ring(digits, use), is_mobile(digits))


def _kind_of(value: str) -> str:
    if "@" in value:
        return "secure" if value.lower().rpartition("@")[2].endswith(_SECURE_DOMAINS) else "email"
    return "web" if value.lower().startswith(("http://", "https://", "www.")) else "phone"


def add_line(
    book: Book,
    draft: LineDraft,
    *,
    now: datetime,
    correspondent: int | None = None,
    role: int | None = None,
    site: int | None = None,
) -> tuple[int, Changes]:
    """Hang a line on exactly one of a card, a role, a site (row numbers); returns its row number and the report.

    Raises RowGone, CarnetError for an empty line.
    """
    owner = {"correspondent_id": correspondent, "role_id": role, "site_id": site}
    with book.write("add_line", now=now) as writer:
        typed = {f.name: getattr(draft, f.name) for f in fields(draft) if f.name != "ring" or draft.ring}
        values = cleaned(tables.line, typed)
        _check_line(values)
        values = line_values(LineDraft(**values), _department(writer, owner))
        key = writer.insert(tables.line, **owner, **values, position=_next_position(writer, owner))
    return key, writer.changes


def change_line(book: Book, line: int, *, now: datetime, **columns: object) -> Changes:
    """Change a line by its row number. A ring that was the rule's follows the rule; one moved by hand stays.

    Raises RowGone, CarnetError.
    """
    with book.write("change_line", now=now) as writer:
        row = row_of(writer, tables.line, line)
        new = cleaned(tables.line, columns)
        merged = row | new
        _check_line(merged)
        department = _department(writer, row)
        new["digits"] = national(merged["value"], department) if merged["kind"] in _NUMBERS else ""
        before, after = (row["digits"], row["use"]), (new["digits"], merged["use"])
        if "ring" not in columns and before != after and row["ring"] == default_line_ring(*before).label:
            new["ring"] = default_line_ring(*after).label
        writer.update(tables.line, line, **new)
    return writer.changes


def remove_line(book: Book, line: int, *, now: datetime) -> Changes:
    """Take a line away. Raises RowGone."""
    with book.write("remove_line", now=now) as writer:
        writer.delete(tables.line, line)
    return writer.changes


def _check_line(values: Row) -> None:
    if not values["value"]:
        raise CarnetError(f"Cette ligne est vide{NARROW}: tapez un numéro ou une adresse, ou retirez-la.")


def _next_position(writer: Writer, owner: Row) -> int:
    (column, key), *_ = ((name, key) for name, key in owner.items() if key is not None)
    position = sa.select(sa.func.coalesce(sa.func.max(tables.line.c.position) + 1, 0))
    return int(writer.execute(position.where(tables.line.c[column] == key)).scalar_one())


def _department(writer: Writer, owner: Row) -> str | None:
    """Where a line is, which tells the region of a number typed locally. Raises RowGone, ValueError for no owner."""
    if sum(owner[name] is not None for name in ("correspondent_id", "role_id", "site_id")) != 1:
        raise ValueError("a line hangs on exactly one of a card, a role, a site")
    site = owner["site_id"]
    if owner["role_id"] is not None:
        site = row_of(writer, tables.role, owner["role_id"])["site_id"]
    if owner["correspondent_id"] is not None:
        live(writer, owner["correspondent_id"])
        column = tables.role.c
        first = sa.select(column.site_id).where(
            column.correspondent_id == owner["correspondent_id"], column.site_id.is_not(None)
        )
        site = writer.execute(first.order_by(column.position).limit(1)).scalar_one_or_none()
    return None if site is None else correspondents.department_of(_site_draft(row_of(writer, tables.site, site)))


def _site_draft(row: Row) -> SiteDraft:
    return SiteDraft(key="here", **{f.name: row[f.name] for f in fields(SiteDraft) if f.name not in ("key", "lines")})


def add_role(book: Book, key: int, draft: RoleDraft, *, now: datetime, site: int | None = None) -> tuple[int, Changes]:
    """Say what a card does somewhere: at a new site (`draft.site`) or at one of the book (`site`, a row number).

    Returns the role's row number and the report. Raises RowGone, CarnetError (it ends before it begins, unknown
    specialty, no structure, a structure inside itself).
    """
    with book.write("add_role", now=now) as writer:
        role = write_role(writer, live(writer, key), draft, site=site)
    return role, writer.changes


def write_role(writer: Writer, card: Row, draft: RoleDraft, *, site: int | None = None) -> int:
    """`add_role` inside a transaction."""
    values = cleaned(tables.role, {name: getattr(draft, name) for name in _ROLE_COLUMNS})
    checked = replace(draft, **values, is_lead=False)
    _check_role(writer, card, {**values, "structure_id": draft.structure})
    registry = SiteRegistry()
    if site is not None:
        checked = replace(checked, site=_site_draft(row_of(writer, tables.site, site)))
        registry.ids["here"] = site
    elif draft.site:
        names = [f.name for f in fields(SiteDraft) if f.name not in ("key", "lines", "register_key")]
        checked = replace(
            checked,
            site=replace(draft.site, **cleaned(tables.site, {name: getattr(draft.site, name) for name in names})),
        )
    column = tables.role.c
    last = sa.select(sa.func.coalesce(sa.func.max(column.position) + 1, 0)).where(column.correspondent_id == card["id"])
    position = int(writer.execute(last).scalar_one())
    role = correspondents.add_role(writer, card["id"], checked, sites=registry, position=position)
    if draft.is_lead:
        lead_with(writer, role)
    return role


def change_role(book: Book, role: int, *, now: datetime, **columns: object) -> Changes:
    """Change a role by its row number: dates, specialty, function, `structure_id`, `site_id`…

    A référent who moves to another structure, or whose new dates meet another's, steps back. The former site goes
    when nobody uses it any more. Raises RowGone, CarnetError.
    """
    with book.write("change_role", now=now) as writer:
        row = row_of(writer, tables.role, role)
        new = cleaned(tables.role, columns)
        merged = row | new
        _check_role(writer, live(writer, row["correspondent_id"]), merged, known=row["specialty"])
        if merged["site_id"] is not None:
            row_of(writer, tables.site, merged["site_id"])
        if merged["is_lead"] and (merged["structure_id"] != row["structure_id"] or other_leads(writer, merged)):
            new["is_lead"] = False
        writer.update(tables.role, role, **new)
        drop_unused_site(writer, row["site_id"])
    return writer.changes


def _check_role(writer: Writer, card: Row, role: Row, known: str = "") -> None:
    check_span(f"La fonction de {name_of(card)}", role["since"], role["until"])
    specialty = role["specialty"]
    if specialty and specialty != known and specialty not in Catalogue.shipped():
        raise CarnetError(f"« {specialty} » n’est pas une spécialité connue. Rien n’a été changé.")
    if role["structure_id"] is not None:
        check_member(writer, card, role["structure_id"], span_of(role))


def remove_role(book: Book, role: int, *, now: datetime) -> Changes:
    """Take a role away with its lines, and its site when nobody uses it any more. Raises RowGone."""
    with book.write("remove_role", now=now) as writer:
        row = row_of(writer, tables.role, role)
        writer.delete(tables.role, role)
        drop_unused_site(writer, row["site_id"])
    return writer.changes


def drop_unused_site(writer: Writer, site: int | None) -> None:
    """Delete a site that no role and no referral names any more."""
    if site is None or any(
        writer.execute(sa.select(table.c.id).where(table.c.site_id == site).limit(1)).first()
        for table in (tables.role, referral)
    ):
        return
    writer.delete(tables.site, site)


def site_users(connection: "Connection", site: int) -> tuple[SiteUser, ...]:
    """For whom a change of this site would be: everyone of the book who works there, by name."""
    rows = connection.execute(
        "SELECT c.id, c.uuid, c.title, c.given_name, c.family_name, c.label, min(r.id) FROM role r"
        " JOIN correspondent c ON c.id = r.correspondent_id WHERE r.site_id = ? AND c.deleted_at IS NULL"
        " GROUP BY c.id ORDER BY c.family_name, c.given_name, c.label, c.id",
        (site,),
    )
    names = ("title", "given_name", "family_name", "label")
    return tuple(SiteUser(row[0], row[1], name_of(dict(zip(names, row[2:6], strict=True))), row[6]) for row in rows)


def change_site(book: Book, site: int, *, now: datetime, only_for: int | None = None, **columns: object) -> Changes:
    """Change a place, for everyone who works there (`site_users`), or for one role alone (`only_for`, a row number).

    For one role, the place is copied with its lines, and the others keep theirs as it was. The report's
    `correspondents` are those it concerned. Raises RowGone, CarnetError.
    """
    with book.write("change_site", now=now) as writer:
        row = row_of(writer, tables.site, site)
        new = cleaned(tables.site, columns)
        shared = writer.execute(
            sa.select(sa.func.count()).select_from(tables.role).where(tables.role.c.site_id == site)
        ).scalar_one()
        if only_for is None or shared < 2:
            writer.update(tables.site, site, **new)
        else:
            _move_alone(writer, row_of(writer, tables.role, only_for), row, new)
    return writer.changes


def settle(book: Book, role: int, draft: SiteDraft, *, now: datetime) -> tuple[int, Changes]:
    """Give a role that has no place a new one; returns the place's row number and the report.

    Raises RowGone, CarnetError when the role has a place already.
    """
    with book.write("settle", now=now) as writer:
        row = row_of(writer, tables.role, role)
        live(writer, row["correspondent_id"])
        if row["site_id"] is not None:
            raise CarnetError("Cette fonction a déjà un lieu d’exercice. Rien n’a été changé.")
        names = [f.name for f in fields(SiteDraft) if f.name not in ("key", "lines", "register_key")]
        clean = replace(draft, **cleaned(tables.site, {name: getattr(draft, name) for name in names}))
        site = correspondents.add_site(writer, clean, SiteRegistry())
        writer.update(tables.role, role, site_id=site)
    return site, writer.changes


def _move_alone(writer: Writer, role: Row, site: Row, new: Row) -> None:
    """Give a role its own copy of its site, changed."""
    if role["site_id"] != site["id"]:
        raise RowGone
    moved = {name: value for name, value in (site | new).items() if name not in ("id", "uuid", "register_key")}
    copy = writer.insert(tables.site, **moved)
    table = tables.line
    lines = writer.execute(sa.select(table).where(table.c.site_id == site["id"]).order_by(table.c.position)).mappings()
    own = ("id", "uuid", "site_id")
    copies = [{name: value for name, value in line.items() if name not in own} | {"site_id": copy} for line in lines]
    writer.insert_many(table, copies)
    writer.update(tables.role, role["id"], site_id=copy)
