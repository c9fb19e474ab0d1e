"""« Je n'adresse pas »: a private, dated, reasoned mark that warns and never blocks."""

from datetime import date, datetime

import sqlalchemy as sa

from carnet.domain.avoidance import REASONS, terms
from carnet.domain.patients import refuse_social_security_number
from carnet.errors import CarnetError
from carnet.models import loop, tables
from carnet.models.book import Book
from carnet.models.writer import Changes, Writer
from carnet.queries.avoidances import avoidances_of
from carnet.queries.loop_words import NOTHING_DONE
from carnet.services.drafts import AvoidanceDraft
from carnet.services.editing_values import LONGEST_NOTE, check_past, clean_text
from carnet.services.memberships import live
from carnet.services.referrals import local_day
from carnet.words import NARROW, long_date

NOWHERE_NOTED = f"Vous n’avez noté nulle part ne plus adresser à cette personne. {NOTHING_DONE}"


def avoid(book: Book, correspondent_id: int, draft: AvoidanceDraft, *, now: datetime) -> Changes:
    """Write one avoidance in its own transaction. Raises RowGone, CarnetError."""
    with book.write("avoid", now=now) as writer:
        live(writer, correspondent_id)
        clean = _cleaned(draft, now)
        _end(writer, correspondent_id)
        add_avoidance(writer, correspondent_id, clean)
    return writer.changes


def draft_for(today: date, reason: str, *, note: str = "", until: date | None = None) -> AvoidanceDraft:
    """What is noted today: for twelve months unless another end is given, reviewed a month before. Raises CarnetError.

    Setting it again replaces the one that stands.
    """
    chosen = terms(today, until)
    if chosen is None:
        raise CarnetError(_wrong_end(until))
    return AvoidanceDraft(reason, chosen.since, chosen.expires_on, note, chosen.review_on)


def _wrong_end(until: date | None) -> str:
    end = f"le {long_date(until)}" if until else "aujourd’hui"
    return f"« Je n’adresse pas » finit après aujourd’hui, dans les trois ans{NARROW}: pas {end}."


def renew(book: Book, correspondent_id: int, *, now: datetime, until: date | None = None) -> Changes:
    """Note again, on purpose, what stands or has just expired: same reason and note, new days. Raises CarnetError."""
    with book.write("avoid", now=now) as writer:
        live(writer, correspondent_id)
        today = local_day(now)
        before = next(iter(avoidances_of(writer.dbapi, correspondent_id)), None)
        if before is None:
            raise CarnetError(NOWHERE_NOTED)
        draft = draft_for(today, before.reason, note=before.note, until=until)
        _end(writer, correspondent_id)
        add_avoidance(writer, correspondent_id, draft)
    return writer.changes


def end(book: Book, correspondent_id: int, *, now: datetime) -> Changes:
    """Refer to them again from today on. Raises RowGone, CarnetError when nothing stands."""
    with book.write("end_avoidance", now=now) as writer:
        live(writer, correspondent_id)
        if not _end(writer, correspondent_id):
            raise CarnetError(NOWHERE_NOTED)
    return writer.changes


def add_avoidance(writer: Writer, correspondent_id: int, draft: AvoidanceDraft) -> int:
    """Write one avoidance, keyed by the RPPS when known so that a homonym is told apart; returns its row id."""
    column = tables.correspondent.c
    rpps = writer.execute(sa.select(column.rpps).where(column.id == correspondent_id)).scalar_one()
    return writer.insert(
        loop.avoidance,
        author_id=writer.author_id,
        correspondent_id=correspondent_id,
        rpps=rpps,
        reason=draft.reason,
        note=draft.note,
        since=draft.since,
        review_on=draft.review_on,
        expires_on=draft.expires_on,
    )


def _end(writer: Writer, key: int) -> bool:
    """End today everything that stands against the person; whether anything did."""
    today = local_day(writer.now)
    standing = [one.row for one in avoidances_of(writer.dbapi, key) if one.terms.holds(today)]
    writer.update_many(loop.avoidance, {row: {"ended_on": today} for row in standing})
    return bool(standing)


def _cleaned(draft: AvoidanceDraft, now: datetime) -> AvoidanceDraft:
    if draft.reason not in REASONS:
        raise CarnetError(f"Motif inconnu{NARROW}: « {draft.reason} ». {NOTHING_DONE}")
    today = local_day(now)
    if draft.expires_on <= draft.since:
        raise CarnetError(f"« Je n’adresse pas » finirait avant d’avoir commencé. {NOTHING_DONE}")
    if terms(today, draft.expires_on) is None:
        raise CarnetError(_wrong_end(draft.expires_on))
    if draft.review_on is not None and not draft.since < draft.review_on <= draft.expires_on:
        raise CarnetError(
            f"« À revoir le {long_date(draft.review_on)} »{NARROW}: entre le {long_date(draft.since)} et le"
            f" {long_date(draft.expires_on)}. {NOTHING_DONE}"
        )
    refuse_social_security_number(draft.note)
    check_past("« Je n’adresse pas »", draft.since, now)
    note = clean_text("note", draft.note, LONGEST_NOTE)
    return AvoidanceDraft(draft.reason, draft.since, draft.expires_on, note, draft.review_on)
