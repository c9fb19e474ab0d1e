"""What becomes of a referral: events appended one by one or in bulk, corrected by others; sleep, « Ça a servi ? ».

Referrals and events are named by their uuids. Whatever cannot be is refused in words, and then nothing is written.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from carnet.domain.patients import refuse_social_security_number
from carnet.domain.referrals import OVER, Event, Kind, Standing, day_of, effective, standing
from carnet.errors import CarnetError
from carnet.models import loop
from carnet.models.book import Book
from carnet.models.writer import Changes, RowGone, Writer
from carnet.queries import loop_words
from carnet.queries.history import read_event
from carnet.services.drafts import EventDraft
from carnet.services.editing_values import LONGEST_NOTE, clean_text
from carnet.services.memberships import Row
from carnet.services.referrals import add_event, checked, local_day
from carnet.words import NARROW

A_WEEK = timedelta(days=7)
LONGEST_SLEEP = timedelta(days=366)
SECRETARY_SETTING = "secretary_follow_up"  # "yes": the secretary sees whom to call, and ticks two things
SECRETARY_TICKS = frozenset({Kind.APPOINTMENT, Kind.NEWS})
# What tells that the patient went with one of the names kept together.
_CHOSEN = frozenset({Kind.APPOINTMENT, Kind.SEEN, Kind.NEWS})
_COLUMN = loop.referral.c


def record(
    book: Book, referrals: Sequence[str], kind: Kind, *, now: datetime, on: date | None = None, note: str = ""
) -> Changes:
    """Append one event to each of the referrals, all or none.

    `on`: the appointment's day for APPOINTMENT (it must be said), else the day it happened (today unless said). When
    one of the names given together is chosen, the others close silently. Raises RowGone, CarnetError.
    """
    with book.write("follow", now=now) as writer:
        _append_all(writer, referrals, kind, on, note)
    return writer.changes


def tick(book: Book, referrals: Sequence[str], kind: Kind, *, now: datetime, on: date | None = None) -> Changes:
    """« rdv le » and « courrier reçu » by the secretary, if the owner allows it. Raises CarnetError, RowGone."""
    if kind not in SECRETARY_TICKS:
        raise CarnetError(f"Le secrétariat note un rendez-vous ou un courrier, rien d’autre. {loop_words.NOTHING_DONE}")
    with book.write("tick", now=now) as writer:
        if not secretary_may(book):
            raise CarnetError(f"Le médecin n’a pas confié les rappels au secrétariat. {loop_words.NOTHING_DONE}")
        _append_all(writer, referrals, kind, on, "")
    return writer.changes


def secretary_may(book: Book) -> bool:
    """Whether the owner lets the secretary see and tick what is to be chased."""
    return book.setting(SECRETARY_SETTING) == "yes"


def let_secretary(book: Book, allowed: bool, *, now: datetime) -> Changes:
    """Let the secretary see whom to call for whom, and tick « rdv le » and « courrier reçu »; or no longer."""
    with book.write("let_secretary", now=now) as writer:
        writer.set_setting(SECRETARY_SETTING, "yes" if allowed else "")
    return writer.changes


def correct(
    book: Book, event: str, kind: Kind | None = None, *, now: datetime, on: date | None = None, note: str = ""
) -> Changes:
    """Take an event back by another: by what really happened (`kind`, `on`), or by nothing when `kind` is None.

    The wrong event stays in the history, marked. Raises RowGone, CarnetError.
    """
    with book.write("correct", now=now) as writer:
        found = writer.dbapi.execute("SELECT id, referral_id FROM referral_event WHERE uuid = ?", (event,)).fetchone()
        if found is None:
            raise RowGone
        row = _referral(writer, "id", found[1])
        _append(writer, row, kind or Kind.WITHDRAWN, on, note, corrects=found[0])
    return writer.changes


def follow(book: Book, referrals: Sequence[str], followed: bool, *, now: datetime) -> Changes:
    """Ask to be told about referrals, or no longer. Raises RowGone."""
    return _update(book, "watch", referrals, {"followed": followed}, now)


def snooze(book: Book, referrals: Sequence[str], *, now: datetime, until: date | None = None) -> Changes:
    """Hide referrals from « À suivre » until a day, a week from today unless said. Raises RowGone, CarnetError."""
    today = local_day(now)
    day = until or today + A_WEEK
    if not today < day <= today + LONGEST_SLEEP:
        raise CarnetError(f"Une pause finit après aujourd’hui, dans l’année. {loop_words.NOTHING_DONE}")
    return _update(book, "snooze", referrals, {"snoozed_until": day}, now)


def wake(book: Book, referrals: Sequence[str], *, now: datetime) -> Changes:
    """Show snoozed referrals again. Raises RowGone."""
    return _update(book, "snooze", referrals, {"snoozed_until": None}, now)


def say_outcome(
    book: Book, referral: str, *, now: datetime, care_improved: bool | None = None, time_saved: bool | None = None
) -> Changes:
    """« Ça a servi ? »: care improved? time saved? None skips one; what was said before and is skipped now stays.

    Raises RowGone.
    """
    with book.write("say_outcome", now=now) as writer:
        row = _referral(writer, "uuid", referral)
        said = {"care_improved": care_improved, "time_saved": time_saved}
        new: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
        held = writer.execute(
            sa.select(loop.outcome.c.id).where(loop.outcome.c.referral_id == row["id"])
        ).scalar_one_or_none()
        if held is not None and new:
            writer.update(loop.outcome, held, **new, given_on=local_day(now))
        elif new:
            writer.insert(loop.outcome, referral_id=row["id"], given_on=local_day(now), **new)
    return writer.changes


def _update(book: Book, verb: str, referrals: Sequence[str], new: Row, now: datetime) -> Changes:
    with book.write(verb, now=now) as writer:
        rows = [_referral(writer, "uuid", uuid) for uuid in dict.fromkeys(referrals)]
        writer.update_many(loop.referral, {row["id"]: new for row in rows})
    return writer.changes


def _append_all(writer: Writer, referrals: Iterable[str], kind: Kind, on: date | None, note: str) -> None:
    rows = [_referral(writer, "uuid", uuid) for uuid in dict.fromkeys(referrals)]
    for row in rows:
        _append(writer, row, kind, on, note)
    if kind in _CHOSEN:
        chosen = {row["id"] for row in rows}
        for row in rows:
            _close_others(writer, row, chosen)


def _append(writer: Writer, row: Row, kind: Kind, on: date | None, note: str, *, corrects: int | None = None) -> None:
    refuse_social_security_number(note)
    today = local_day(writer.now)
    happened, appointment = day_of(kind, row["made_on"], on, today=today)
    known = _events(writer, row["id"])
    number = max((event.number for event in known), default=0) + 1
    checked(row["made_on"], known, Event(number, kind, happened, appointment, corrects), today)
    draft = EventDraft(kind.value, happened, appointment, clean_text("note", note, LONGEST_NOTE))
    add_event(writer, row["id"], draft, corrects=corrects)


def _close_others(writer: Writer, row: Row, chosen: set[int]) -> None:
    """Close the names given with this one that are still open."""
    if not row["kept_with"]:
        return
    query = sa.select(loop.referral).where(_COLUMN.kept_with == row["kept_with"], _COLUMN.id.not_in(chosen))
    for other in [dict(found) for found in writer.execute(query).mappings()]:
        if _standing(writer, other).step not in OVER:
            _append(writer, other, Kind.CLOSED, None, "")


def _standing(writer: Writer, row: Row) -> Standing:
    """As recorded: a quiet referral that ended by itself may still be closed, and is not worth it."""
    today = local_day(writer.now)
    return standing(row["made_on"], _events(writer, row["id"]), followed=row["followed"], today=today)


def _referral(writer: Writer, column: str, value: object) -> Row:
    """A referral of a card that is in the book, not in its trash. Raises RowGone."""
    found = writer.execute(sa.select(loop.referral).where(_COLUMN[column] == value)).mappings().one_or_none()
    gone = "SELECT deleted_at FROM correspondent WHERE id = ?"
    if found is None or writer.dbapi.execute(gone, (found["correspondent_id"],)).fetchone()[0] is not None:
        raise RowGone
    return dict(found)


def _events(writer: Writer, referral_id: int) -> list[Event]:
    rows = writer.dbapi.execute(
        "SELECT id, kind, happened_on, appointment_on, corrects_id FROM referral_event WHERE referral_id = ?"
        " ORDER BY id",
        (referral_id,),
    )
    return [read_event(*row) for row in rows]


def last_event(book: Book, referral: str) -> str:
    """The uuid of the last event that counts, "" for none: what « corriger » takes back."""
    connection = book.reader()
    rows = connection.execute(
        "SELECT e.id, e.kind, e.happened_on, e.appointment_on, e.corrects_id, e.uuid FROM referral r"
        " JOIN referral_event e ON e.referral_id = r.id WHERE r.uuid = ? ORDER BY e.id",
        (referral,),
    ).fetchall()
    counted = effective(read_event(*row[:5]) for row in rows)
    return str(next(row[5] for row in rows if row[0] == counted[-1].number)) if counted else ""


def refused_to_secretary() -> CarnetError:
    """What the secretary reads when the owner keeps « À suivre » to himself."""
    return CarnetError(f"Le médecin n’a pas confié les rappels au secrétariat{NARROW}: rien à montrer ici.")
