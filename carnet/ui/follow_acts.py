"""What « À suivre » reads and writes, as errands for the thread that holds the book, and what is said of each deed."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from carnet.domain.disclosure import Profile, permit
from carnet.domain.follow_up import DueView
from carnet.domain.referrals import Kind
from carnet.queries.follow_up import Counts, FollowUp
from carnet.ui.acts import Done, whole
from carnet.ui.searcher import Errand, Reach
from carnet.words import NARROW, event, long_date, plural, typeset

if TYPE_CHECKING:
    from carnet.models.book import Book
    from carnet.models.writer import Changes

READ = "tick"  # the verb that opens the book for « À suivre »: whoever may tick may look


def load(reach: Reach) -> FollowUp:
    """What is to be followed, as whoever opened the book may see it. Raises CarnetError when the owner keeps it."""
    from carnet.queries.follow_up import follow_up
    from carnet.services import follow_up as following

    profile = reach.scene.profile
    permit("follow-page", profile)
    book = reach.book(READ)
    if profile is not Profile.OWNER and not following.secretary_may(book):
        raise following.refused_to_secretary()
    return follow_up(book.reader(), today=reach.scene.today, profile=profile)


def count(reach: Reach) -> Counts | None:
    """For the corner of the window; None where there is nothing to show: no book, or not for the secretary."""
    from carnet.queries.follow_up import counts

    book, profile = reach.scene.book, reach.scene.profile
    if book is None:
        return None
    if profile is Profile.OWNER:
        return counts(book.reader(), today=reach.scene.today)
    from carnet.services import follow_up as following  # what writes is slow to load: not for a count

    return load(reach).counts if following.secretary_may(book) else None


def answer(referrals: Sequence[str], kind: Kind, now: datetime, on: date | None = None) -> Errand:
    """One event for each of the referrals, all or none."""

    def write(book: "Book", profile: Profile) -> "Changes":
        from carnet.services import follow_up as following

        record = following.record if profile is Profile.OWNER else following.tick
        return record(book, referrals, kind, now=now, on=on)

    return _errand(write)


def snooze(referrals: Sequence[str], now: datetime, until: date | None = None) -> Errand:
    """Put referrals off until a day, a week unless said."""

    def write(book: "Book", profile: Profile) -> "Changes":
        from carnet.services import follow_up as following

        return following.snooze(book, referrals, now=now, until=until)

    return _errand(write)


def wake(referrals: Sequence[str], now: datetime) -> Errand:
    """Take referrals out of their pause."""

    def write(book: "Book", profile: Profile) -> "Changes":
        from carnet.services import follow_up as following

        return following.wake(book, referrals, now=now)

    return _errand(write)


def follow(referral: str, followed: bool, now: datetime) -> Errand:
    """Ask to be told about a referral, or no longer."""

    def write(book: "Book", profile: Profile) -> "Changes":
        from carnet.services import follow_up as following

        return following.follow(book, [referral], followed, now=now)

    return _errand(write)


def correct(wrong: str, kind: Kind | None, now: datetime, on: date | None = None) -> Errand:
    """Take an event back, by another or by nothing."""

    def write(book: "Book", profile: Profile) -> "Changes":
        from carnet.services import follow_up as following

        return following.correct(book, wrong, kind, now=now, on=on)

    return _errand(write)


def outcome(referral: str, care_improved: bool | None, time_saved: bool | None, now: datetime) -> Errand:
    """« Ça a servi ? »."""

    def write(book: "Book", profile: Profile) -> "Changes":
        from carnet.services import follow_up as following

        return following.say_outcome(book, referral, now=now, care_improved=care_improved, time_saved=time_saved)

    return _errand(write)


def _errand(write: Callable[["Book", Profile], "Changes"]) -> Errand:
    def errand(reach: Reach) -> Done:
        changes = write(whole(reach.book(READ)), reach.scene.profile)
        return Done("", changes.batch)

    return errand


def said(kind: Kind, rows: Sequence[DueView], on: date | None, *, secretary: bool = False) -> str:
    """« Rdv le 3 mars 2026 : MB, Dr Paul CASTELMON »."""
    told = "courrier reçu" if secretary and kind is Kind.NEWS else event(kind)
    when = f" le {long_date(on)}" if kind is Kind.APPOINTMENT and on else ""
    return f"{told[:1].upper()}{told[1:]}{when}{NARROW}: {whom(rows)}"


def whom(rows: Sequence[DueView]) -> str:
    """« MB, Dr Paul CASTELMON », « 3 adressages »."""
    if len(rows) > 1:
        return plural(len(rows), "adressage", "adressages")
    return ", ".join(part for row in rows for part in (row.patient_code, typeset(row.name)) if part)
