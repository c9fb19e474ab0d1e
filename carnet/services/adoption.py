"""« Ajouter à mon carnet »: a person of the national register becomes a correspondent of the book."""

import json
from datetime import datetime
from typing import Any

from msgspec.structs import asdict

from carnet.domain.names import given_name, title
from carnet.errors import CarnetError
from carnet.geo.communes import Communes
from carnet.models.book import Book
from carnet.models.writer import Changes
from carnet.register.lookup import Activity, Person
from carnet.register.schema import OTHER_SITE, PRACTICE
from carnet.services.correspondents import add_correspondent, uuid_of
from carnet.services.drafts import CorrespondentDraft, LineDraft, RoleDraft, SiteDraft, SourceDraft
from carnet.words import long_date


def adopt(book: Book, person: Person, *, now: datetime) -> tuple[str, Changes]:
    """Add a register person with number, specialties and every site; returns the new uuid and the change report.

    The register's own words are kept beside the card, so that a later register can be compared with them. Raises
    CarnetError when the book already has this person, or has them in its trash.
    """
    if known := known_card(book, person.identifier):
        uuid, in_trash = known[1:]
        if in_trash:
            raise CarnetError(f"Le numéro {person.identifier} est dans la corbeille : sortez-en la fiche b:{uuid}.")
        raise CarnetError(f"Le numéro {person.identifier} est déjà dans votre carnet : c’est la fiche b:{uuid}.")
    with book.write("adopt", now=now) as writer:
        key = add_correspondent(writer, draft_of(person, now))
    return uuid_of(book, key), writer.changes


def known_card(book: Book, identifier: str) -> tuple[int, str, bool] | None:
    """Row number, uuid and whether it is in the trash, of the card that bears an RPPS or ADELI; a live one first."""
    row = (
        book.reader()
        .execute(
            "SELECT id, uuid, deleted_at IS NOT NULL AS gone FROM correspondent WHERE ? IN (rpps, adeli)"
            " ORDER BY gone, id DESC LIMIT 1",
            (identifier,),
        )
        .fetchone()
    )
    return (row[0], row[1], bool(row[2])) if row else None


def draft_of(person: Person, now: datetime) -> CorrespondentDraft:
    """What the register knows of a person, as a card to write."""
    is_rpps = person.identifier_type == "8"
    return CorrespondentDraft(
        title=title(person.title, person.gender),
        family_name=person.family,
        given_name=given_name(person.given),
        gender=person.gender,
        rpps=person.identifier if is_rpps else None,
        adeli=None if is_rpps else person.identifier,
        found_in=f"annuaire national, le {long_date(now.date())}",
        roles=tuple(_role(activity) for activity in person.activities),
        source=SourceDraft(
            kind="register",
            record_key=person.identifier,
            raw=json.dumps(_original(person), ensure_ascii=False),
            seen_on=now.date(),
        ),
    )


def _original(person: Person) -> dict[str, Any]:
    """The person as the register has it, names of columns included."""
    activities = [
        {"metier": asdict(activity.metier), "site": activity.site._asdict() if activity.site else None}
        for activity in person.activities
    ]
    plain = {name: value for name, value in asdict(person).items() if name != "activities"}
    return plain | {"activities": activities}


def _role(activity: Activity) -> RoleDraft:
    metier, site = activity.metier, activity.site
    code = f"{metier.profession}:{metier.skill}" if metier.skill else metier.profession
    if site is None:
        return RoleDraft(specialty=metier.specialty or "", official_code=code, function=metier.label)
    return RoleDraft(
        specialty=metier.specialty or "",
        official_code=code,
        function=metier.label,
        mode="private" if site.site_class == PRACTICE else "employed" if site.site_class < OTHER_SITE else "",
        site=SiteDraft(
            insee=site.insee,
            city=site.city if site.commune is None else Communes.shipped().names[site.commune],
            postcode=site.postcode,
            name=site.name,
            street=site.street,
            complement=site.complement,
            key=str(site.id),
            register_key=str(site.id),
            lines=tuple(LineDraft(phone, ring="public") for phone in site.phones)
            + ((LineDraft(site.email, kind="email"),) if site.email else ()),
        ),
    )
