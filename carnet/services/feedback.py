"""« Ce qu'en disent les patients »: as reported, sourced, dated; never as a fact about the professional."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from carnet.domain.patients import refuse_social_security_number
from carnet.errors import CarnetError
from carnet.models import loop
from carnet.models.book import Book
from carnet.models.writer import Changes, Writer
from carnet.queries.loop_words import NOTHING_DONE
from carnet.services.editing_values import LONGEST_NOTE, check_past, clean_text
from carnet.services.memberships import live, row_of
from carnet.words import NARROW

REPORTERS = ("patient", "family")
EFFICACY = range(1, 6)  # 1: not at all, 5: very


@dataclass(frozen=True, slots=True)
class FeedbackDraft:
    """What somebody said. Only the words are wanted; `efficacy` from 1 (pas du tout) to 5 (très)."""

    words: str
    heard_on: date
    reported_by: str = "patient"
    efficacy: int | None = None
    met_expectations: bool | None = None
    would_return: bool | None = None
    problem: str = ""


def report(book: Book, key: int, draft: FeedbackDraft, *, now: datetime) -> Changes:
    """Note what a patient or the family said of a card. Raises RowGone, CarnetError."""
    with book.write("report", now=now) as writer:
        live(writer, key)
        values = _values(draft, now)
        writer.insert(loop.patient_feedback, author_id=writer.author_id, correspondent_id=key, **values)
    return writer.changes


def change_report(book: Book, feedback: str, draft: FeedbackDraft, *, now: datetime) -> Changes:
    """Write what was said again, by its uuid. Raises RowGone, CarnetError."""
    with book.write("report", now=now) as writer:
        writer.update(loop.patient_feedback, _row(writer, feedback), **_values(draft, now))
    return writer.changes


def forget_report(book: Book, feedback: str, *, now: datetime) -> Changes:
    """Remove what was said, by its uuid. Raises RowGone."""
    with book.write("forget_report", now=now) as writer:
        writer.delete(loop.patient_feedback, _row(writer, feedback))
    return writer.changes


def _row(writer: Writer, uuid: str) -> int:
    found = writer.dbapi.execute("SELECT id FROM patient_feedback WHERE uuid = ?", (uuid,)).fetchone()
    return int(row_of(writer, loop.patient_feedback, found[0] if found else 0)["id"])


def _values(draft: FeedbackDraft, now: datetime) -> dict[str, Any]:
    refuse_social_security_number(draft.words, draft.problem)
    words = clean_text("words", draft.words, LONGEST_NOTE)
    if not words:
        raise CarnetError(f"Il manque ce qui a été dit. {NOTHING_DONE}")
    if draft.reported_by not in REPORTERS:
        raise CarnetError(f"C’est d’après le patient, ou d’après la famille. {NOTHING_DONE}")
    if draft.efficacy is not None and draft.efficacy not in EFFICACY:
        raise CarnetError(f"L’efficacité va de 1 à 5{NARROW}: {draft.efficacy}{NARROW}? {NOTHING_DONE}")
    check_past("Ce qu’on vous a dit", draft.heard_on, now)
    return {
        "words": words,
        "heard_on": draft.heard_on,
        "reported_by": draft.reported_by,
        "efficacy": draft.efficacy,
        "met_expectations": draft.met_expectations,
        "would_return": draft.would_return,
        "problem": clean_text("problem", draft.problem),
    }
