"""A book in which every column of every table is filled, for the tests that look for leaks."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from carnet.domain.rings import Ring
from carnet.models import desk, document_contents, intake, loop, tables
from carnet.models.book import Book
from carnet.models.schema import metadata
from carnet.services.correspondents import add_correspondent
from carnet.services.drafts import (
    CorrespondentDraft,
    DelayDraft,
    EventDraft,
    LineDraft,
    OpinionDraft,
    ReferralDraft,
    RoleDraft,
    SiteDraft,
    SourceDraft,
)
from carnet.services.referrals import add_referral
from tests.conftest import TODAY

NOW = datetime.combine(TODAY, time(9), UTC)
# Tables that hold no card: plumbing, and the index, which is rebuilt from the cards.
PLUMBING = {
    "setting", "journal", "tombstone", "search_word", "search_phone", "author", "document_content", "saved_search",
    "import_batch", "import_review", "different_pair",
}  # fmt: skip


def fill(book: Book) -> tuple[str, str]:
    """Two people and a structure, with everything; returns the uuids of the first person and of the structure."""
    with book.write("fill", now=NOW) as writer:
        structure = add_correspondent(writer, _structure())
        successor = add_correspondent(writer, replace(_person("Successeur"), rpps="10000000002"))
        person = add_correspondent(writer, replace(_person("Durance"), successor=successor, roles=_roles(structure)))
        writer.insert(
            tables.structure_link, from_id=structure, to_id=successor, kind="carries", since=TODAY, until=TODAY
        )
        for owner in (person, structure, successor):
            _loop(writer, owner)
        ids = [person, structure]
    rows = book.reader().execute("SELECT id, uuid FROM correspondent").fetchall()
    uuids = dict(rows)
    return uuids[ids[0]], uuids[ids[1]]


def _roles(structure: int) -> tuple[RoleDraft, ...]:
    site = SiteDraft(
        insee="84035", city="Cavaillon", postcode="84300", name="Maison médicale", street="1 rue des Lices",
        complement="bât. A", hours="8 h–19 h", access="rampe", lines=_lines("site"),
    )  # fmt: skip
    return (
        RoleDraft(
            specialty="rhumatologie", site=site, structure=structure, function="consultation", mode="private",
            hours="lundi", is_lead=True, since=TODAY, lines=_lines("role"),
        ),
    )  # fmt: skip


def _lines(place: str) -> tuple[LineDraft, ...]:
    return (
        LineDraft("04 65 71 10 01", label=f"public {place}"),
        LineDraft("04 65 71 10 02", use="direct", label=f"practice {place}", best_time="midi"),
        LineDraft("06 39 98 10 03", ring="personal", label=f"personal {place}", best_time="le soir"),
    )


def _person(name: str) -> CorrespondentDraft:
    return CorrespondentDraft(
        title="Dr", family_name=name, given_name="Anne", gender="F", rpps="10000000001", sector="2", cost="60 €",
        new_patients=True, home_visits=True, video=True, children=True, accessible=True, teleexpertise=True,
        escort=True,
        practical_note="x", met_at="x", recommended_by="x", found_in="x", known_since="x", favourite=True, note="x",
        verified_on=TODAY,
        lines=_lines("own"), skills=("échographie",), languages=("arabe",), tags=("réseau",),
        delays=(DelayDraft(12, TODAY), DelayDraft(3, TODAY, "caller")), good_for=("épaule",), not_for=("enfant",),
        opinion=OpinionDraft(TODAY, expert=True, humane=True, reliable=True, gives_advice=True, word="x"),
        source=SourceDraft("vcard", f"key {name}", "raw", TODAY),
    )  # fmt: skip


def _structure() -> CorrespondentDraft:
    return CorrespondentDraft(
        kind="structure", label="Pôle du Luberon", finess="840000012", practical_note="x", note="x",
        roles=(RoleDraft(specialty="rhumatologie", site=SiteDraft(insee="84007", city="Avignon")),),
        profile={
            "does": "x", "does_not": "x", "redirects_to": "x", "aids": "x", "entry_route": "x", "papers": "x",
            "zone": "x", "condition": "x", "age_min": 18, "age_max": 60,
        },
    )  # fmt: skip


def _loop(writer: Any, owner: int) -> None:
    day = TODAY - timedelta(days=100)
    events = (EventDraft("appointment", day, day + timedelta(days=21), note="x"), EventDraft("news", day, note="x"))
    for _ in range(3):
        referral = add_referral(
            writer,
            owner,
            ReferralDraft(
                day,
                patient_code="GM",
                mode="letter",
                urgency="soon",
                motive="x",
                note="x",
                followed=True,
                events=events,
            ),
        )
        writer.update(loop.referral, referral, snoozed_until=TODAY, kept_with="x")
    waiting = (EventDraft("appointment", day, day + timedelta(days=30), note="x"),)  # seen, no letter yet
    awaited = add_referral(
        writer, owner, ReferralDraft(day, "LB", "letter", "soon", "x", "x", followed=True, events=waiting)
    )
    asleep = add_referral(writer, owner, ReferralDraft(day, "MC", "advised", "", "x", "x", followed=True))
    for one, until in ((awaited, TODAY), (asleep, TODAY + timedelta(days=1))):
        writer.update(loop.referral, one, snoozed_until=until, kept_with="x")
    add_referral(writer, owner, ReferralDraft(day, "RP", "phoned", "urgent", "x", "x", followed=True), kept_with="x")
    writer.insert(loop.outcome, referral_id=referral, care_improved=True, time_saved=True, given_on=day)
    about = {"author_id": writer.author_id, "correspondent_id": owner}
    writer.insert(
        loop.patient_feedback, **about, words="x", reported_by="patient", heard_on=day, efficacy=4,
        met_expectations=True, would_return=True, problem="x",
    )  # fmt: skip
    writer.insert(intake.remark, **about, words="x", given_on=day)
    writer.insert(
        desk.document, correspondent_id=owner, name="x", media_type="application/pdf", size=3, sha256="x", added_on=day
    )
    document_contents.keep(writer.dbapi, "x", b"x")
    writer.insert(
        loop.avoidance, **about, reason="delays", note="x", since=day, review_on=TODAY,
        expires_on=TODAY + timedelta(days=90),
    )  # fmt: skip


def columns(widest: Ring) -> list[tuple[sa.Table, sa.Column[Any]]]:
    """Every mapped column of a card whose ring is wider than `widest` allows, found by reflection."""
    return [
        (table, column)
        for table in metadata.sorted_tables
        if table.name not in PLUMBING
        for column in table.columns
        if widest < column.info["ring"] < Ring.INTERNAL
    ]


def closed_lists(table: sa.Table) -> set[str]:
    """Columns whose values come from a closed list: no marker fits in them."""
    checks = [c for c in table.constraints if isinstance(c, sa.CheckConstraint)]
    return {column.name for column in table.columns for check in checks if f"{column.name} IN (" in str(check.sqltext)}
