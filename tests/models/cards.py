"""Cards for the tests of the vault."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from carnet.models.book import Book
from carnet.models.loop import appraisal, indication, referral, referral_event
from carnet.models.tables import (
    correspondent,
    language,
    line,
    role,
    site,
    skill,
    source_record,
    structure_profile,
    tag,
    told_delay,
)
from carnet.models.writer import Writer
from tests.conftest import NOW

TODAY = NOW.date()


@dataclass(frozen=True)
class Card:
    """Row numbers of one full card."""

    person: int
    structure: int
    site: int
    role: int
    referral: int


def person(writer: Writer, **more: Any) -> int:
    return writer.insert(correspondent, **{"kind": "person", "status": "active", **more})


def full_card(book: Book) -> Card:
    """A doctor of a hospital, with one row in every table that hangs on a card."""
    with book.write("add", now=NOW) as writer:
        hospital = writer.insert(correspondent, kind="structure", status="active", label="Hôpital des Lavandes")
        doctor = person(
            writer,
            family_name="Castelmon",
            given_name="Paul",
            rpps="10100000012",
            note="Joindre après la consultation",
            practical_note="Code du portail",
            met_at="Congrès d'Uzès",
            verified_on=TODAY,
        )
        place = writer.insert(site, name="Clinique du Ventoux", postcode="84000", city="Avignon")
        post = writer.insert(
            role, correspondent_id=doctor, structure_id=hospital, site_id=place, function="Chef de pôle"
        )
        writer.insert_many(
            line,
            [
                {"correspondent_id": doctor, "kind": "phone", "value": "06 39 98 44 10", "ring": "personal"},
                {"role_id": post, "kind": "phone", "value": "04 65 71 20 15", "ring": "practice"},
                {"site_id": place, "kind": "phone", "value": "04 65 71 20 14", "ring": "public"},
                {"site_id": place, "kind": "email", "value": "0465712099@clinique.example", "ring": "public"},
            ],
        )
        writer.insert(skill, correspondent_id=doctor, label="Épaule")
        writer.insert(language, correspondent_id=doctor, label="Occitan")
        writer.insert(tag, correspondent_id=doctor, label="Réseau", folded="reseau")
        writer.insert(told_delay, correspondent_id=doctor, audience="patient", days=9, told_on=TODAY)
        writer.insert(structure_profile, correspondent_id=hospital, does="Urgences")
        writer.insert(source_record, correspondent_id=doctor, kind="vcard", record_key="k", raw="BEGIN:VCARD Castelmon")
        mine = {"author_id": writer.author_id, "correspondent_id": doctor}
        writer.insert(appraisal, **mine, word="Patient et clair", given_on=TODAY)
        writer.insert(indication, **mine, kind="for", label="Genou", given_on=TODAY)
        writer.insert(indication, **mine, kind="not_for", label="Enfant agité", given_on=TODAY)
        sent = writer.insert(referral, **mine, direction="sent", patient_code="GM", made_on=TODAY, site_id=place)
        first = writer.insert(
            referral_event, referral_id=sent, kind="seen", happened_on=TODAY, author_id=writer.author_id
        )
        writer.insert(
            referral_event,
            referral_id=sent,
            kind="withdrawn",
            happened_on=TODAY,
            corrects_id=first,
            author_id=writer.author_id,
        )
    return Card(doctor, hospital, place, post, sent)


def row(book: Book, table: sa.Table, row_id: int) -> dict[str, Any]:
    """The row as stored."""
    cursor = book.reader().execute(f"SELECT * FROM {table.name} WHERE id = ?", (row_id,))
    return dict(zip([head[0] for head in cursor.description], cursor.fetchone(), strict=True))
