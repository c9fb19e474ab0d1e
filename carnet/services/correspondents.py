"""Write verbs on correspondents."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from typing import Any

from carnet.domain.patients import refuse_social_security_number
from carnet.domain.phones import national
from carnet.domain.rings import default_line_ring
from carnet.domain.text import fold
from carnet.errors import CarnetError
from carnet.models import loop, tables
from carnet.models.book import Book
from carnet.models.writer import Changes, Writer
from carnet.services.drafts import CorrespondentDraft, LineDraft, RoleDraft, SiteDraft

_DEPARTMENT_LENGTH = {"97": 3, "98": 3}
_ELSEWHERE = {
    "successor", "roles", "lines", "skills", "languages", "tags", "delays", "good_for", "not_for", "opinion", "source",
    "profile",
}  # fmt: skip
_PLAIN = tuple(f.name for f in fields(CorrespondentDraft) if f.name not in _ELSEWHERE)


@dataclass(slots=True)
class SiteRegistry:
    """Sites already written in this transaction, by their draft's key, so that a shared one is written once."""

    ids: dict[str, int] = field(default_factory=dict)


def add_correspondent(writer: Writer, draft: CorrespondentDraft, *, sites: SiteRegistry | None = None) -> int:
    """Write one correspondent with all that hangs on it; returns its row id."""
    sites = sites or SiteRegistry()
    values: dict[str, Any] = {name: getattr(draft, name) for name in _PLAIN}
    owner = writer.insert(tables.correspondent, successor_id=draft.successor, **values)
    for position, role in enumerate(draft.roles):
        add_role(writer, owner, role, sites=sites, position=position)
    add_lines(writer, draft.lines, department=_department(draft), correspondent_id=owner)
    _add_labels(writer, owner, draft)
    _add_opinions(writer, owner, draft)
    if draft.profile:
        writer.insert(tables.structure_profile, correspondent_id=owner, **draft.profile)
    if draft.source:
        writer.insert(
            tables.source_record,
            correspondent_id=owner,
            kind=draft.source.kind,
            record_key=draft.source.record_key,
            raw=draft.source.raw,
            seen_on=draft.source.seen_on,
        )
    return owner


def create_correspondent(book: Book, draft: CorrespondentDraft, *, now: datetime) -> tuple[str, Changes]:
    """Add one correspondent in its own transaction; returns its uuid and the change report.

    Raises SocialSecurityNumber when one of its texts holds one.
    """
    refuse_social_security_number(*texts_of(draft))
    with book.write("create", now=now) as writer:
        key = add_correspondent(writer, draft)
    return uuid_of(book, key), writer.changes


def texts_of(said: object) -> Iterator[str]:
    """Every text of a draft, those of the drafts that it is made of included."""
    if isinstance(said, str):
        yield said
    elif is_dataclass(said):
        for one in fields(said):
            yield from texts_of(getattr(said, one.name))
    elif isinstance(said, tuple | list):
        for part in said:
            yield from texts_of(part)


def add_line(book: Book, uuid: str, draft: LineDraft, *, now: datetime) -> Changes:
    """Add one way to reach the correspondent `uuid`, in its own transaction.

    The line hangs on the correspondent itself: whoever pastes a number does not say of which site it is. Raises
    CarnetError when the book has no such correspondent, or the number already stands on its card.
    """
    refuse_social_security_number(*texts_of(draft))
    with book.write("add_line", now=now) as writer:
        owner, department = _owner_and_department(writer, uuid)
        values = line_values(draft, department)
        if _already(writer, owner, values):
            raise CarnetError(f"« {draft.value} » figure déjà sur cette fiche.")
        position = writer.dbapi.execute("SELECT count(*) FROM line WHERE correspondent_id = ?", (owner,)).fetchone()[0]
        writer.insert(tables.line, correspondent_id=owner, position=position, **values)
    return writer.changes


def _owner_and_department(writer: Writer, uuid: str) -> tuple[int, str | None]:
    """Row id of the correspondent, and the département of its first site, which tells a local number's region."""
    row = writer.dbapi.execute(
        "SELECT c.id, coalesce(nullif(s.insee, ''), s.postcode, '') FROM correspondent c"
        " LEFT JOIN role r ON r.correspondent_id = c.id LEFT JOIN site s ON s.id = r.site_id"
        " WHERE c.uuid = ? AND c.deleted_at IS NULL ORDER BY r.position LIMIT 1",
        (uuid.removeprefix("b:"),),
    ).fetchone()
    if row is None:
        raise CarnetError("Cette fiche n’est plus dans votre carnet : le numéro n’a pas été enregistré.")
    return row[0], _department_code(row[1])


def _already(writer: Writer, owner: int, values: dict[str, Any]) -> bool:
    """Whether the card, its roles or its sites have this very line."""
    same = "l.digits = :digits" if values["digits"] else "l.value = :value"
    return bool(
        writer.dbapi.execute(
            f"SELECT 1 FROM line l WHERE {same} AND (l.correspondent_id = :owner"
            " OR l.role_id IN (SELECT id FROM role WHERE correspondent_id = :owner)"
            " OR l.site_id IN (SELECT site_id FROM role WHERE correspondent_id = :owner))",
            {"digits": values["digits"], "value": values["value"], "owner": owner},
        ).fetchone()
    )


def uuid_of(book: Book, key: int) -> str:
    """The uuid of the correspondent with row number `key`."""
    row = book.reader().execute("SELECT uuid FROM correspondent WHERE id = ?", (key,)).fetchone()
    return str(row[0])


def add_role(writer: Writer, owner: int, draft: RoleDraft, *, sites: SiteRegistry, position: int = 0) -> int:
    """Write what `owner` does somewhere; returns the role's row id."""
    role = writer.insert(
        tables.role,
        correspondent_id=owner,
        structure_id=draft.structure,
        site_id=add_site(writer, draft.site, sites) if draft.site else None,
        specialty=draft.specialty,
        official_code=draft.official_code,
        function=draft.function,
        mode=draft.mode,
        hours=draft.hours,
        is_lead=draft.is_lead,
        since=draft.since,
        until=draft.until,
        position=position,
    )
    department = department_of(draft.site) if draft.site else None
    add_lines(writer, draft.lines, department=department, role_id=role)
    return role


def add_site(writer: Writer, draft: SiteDraft, sites: SiteRegistry) -> int:
    """Write a site, or find the one already written under the same key; returns its row id."""
    if draft.key and draft.key in sites.ids:
        return sites.ids[draft.key]
    names = ("insee", "city", "postcode", "name", "street", "complement", "country", "hours", "access", "register_key")
    site = writer.insert(tables.site, **{name: getattr(draft, name) for name in names})
    add_lines(writer, draft.lines, department=department_of(draft), site_id=site)
    if draft.key:
        sites.ids[draft.key] = site
    return site


def add_lines(writer: Writer, drafts: Iterable[LineDraft], *, department: str | None, **owner: int) -> list[int]:
    """Write lines hanging on `owner` (one of correspondent_id, role_id, site_id); returns their row ids."""
    rows: list[dict[str, Any]] = [
        {**line_values(draft, department), **owner, "position": position} for position, draft in enumerate(drafts)
    ]
    return writer.insert_many(tables.line, rows) if rows else []


def line_values(draft: LineDraft, department: str | None) -> dict[str, Any]:
    """Columns of a line: the number as typed beside its national digits, and the ring, guessed unless said."""
    digits = national(draft.value, department) if draft.kind in ("phone", "fax") else ""
    return {
        "kind": draft.kind,
        "use": draft.use,
        "value": draft.value,
        "digits": digits,
        "label": draft.label,
        "best_time": draft.best_time,
        "ring": draft.ring or default_line_ring(digits, draft.use).label,
    }


def department_of(site: SiteDraft) -> str | None:
    """Département code of a site, from its commune else its postcode."""
    return _department_code(site.insee or site.postcode)


def _department_code(code: str) -> str | None:
    return code[: _DEPARTMENT_LENGTH.get(code[:2], 2)] or None


def _department(draft: CorrespondentDraft) -> str | None:
    found = [department_of(role.site) for role in draft.roles if role.site]
    return found[0] if found else None


def _add_labels(writer: Writer, owner: int, draft: CorrespondentDraft) -> None:
    _add_many(writer, tables.skill, owner, ({"label": label} for label in draft.skills))
    _add_many(writer, tables.language, owner, ({"label": label} for label in draft.languages))
    _add_many(writer, tables.tag, owner, ({"label": label, "folded": fold(label)} for label in draft.tags))
    _add_many(
        writer,
        tables.told_delay,
        owner,
        ({"days": told.days, "told_on": told.told_on, "audience": told.audience} for told in draft.delays),
    )


def _add_opinions(writer: Writer, owner: int, draft: CorrespondentDraft) -> None:
    mine = {"author_id": writer.author_id}
    given_on = draft.opinion.given_on if draft.opinion else writer.now.date()
    for kind, labels in (("for", draft.good_for), ("not_for", draft.not_for)):
        said = {**mine, "kind": kind, "given_on": given_on}
        _add_many(writer, loop.indication, owner, ({**said, "label": label} for label in labels))
    if draft.opinion:
        values = {f.name: getattr(draft.opinion, f.name) for f in fields(draft.opinion)}
        writer.insert(loop.appraisal, correspondent_id=owner, **mine, **values)


def _add_many(writer: Writer, table: Any, owner: int, rows: Iterable[dict[str, Any]]) -> None:
    listed = [{**row, "correspondent_id": owner} for row in rows]
    if listed:
        writer.insert_many(table, listed)
