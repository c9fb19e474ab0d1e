"""Write verbs on referrals. Events are appended, never rewritten."""

from dataclasses import fields
from datetime import datetime

from carnet.models import loop
from carnet.models.book import Book
from carnet.models.writer import Changes, Writer
from carnet.services.drafts import EventDraft, ReferralDraft


def refer(book: Book, correspondent_id: int, draft: ReferralDraft, *, now: datetime) -> Changes:
    """Log one referral in its own transaction."""
    with book.write("refer", now=now) as writer:
        add_referral(writer, correspondent_id, draft)
    return writer.changes


def record_event(book: Book, referral_id: int, draft: EventDraft, *, now: datetime) -> Changes:
    """Append what happened to a referral in its own transaction."""
    with book.write("follow", now=now) as writer:
        add_event(writer, referral_id, draft)
    return writer.changes


def add_referral(writer: Writer, correspondent_id: int, draft: ReferralDraft) -> int:
    """Write one referral and what is already known of it; returns its row id."""
    plain = {f.name: getattr(draft, f.name) for f in fields(draft) if f.name not in ("site", "events")}
    referral = writer.insert(
        loop.referral,
        author_id=writer.author_id,
        correspondent_id=correspondent_id,
        site_id=draft.site,
        **plain,
    )
    for event in draft.events:
        add_event(writer, referral, event)
    return referral


def add_event(writer: Writer, referral_id: int, draft: EventDraft) -> int:
    """Append what happened to a referral; returns the event's row id."""
    return writer.insert(
        loop.referral_event,
        referral_id=referral_id,
        kind=draft.kind,
        happened_on=draft.happened_on,
        appointment_on=draft.appointment_on,
        note=draft.note,
        author_id=writer.author_id,
        recorded_at=writer.now,
    )
