"""When a followed referral asks for something: the thresholds of « À suivre », and who may see it.

A letter is overdue 45 days after the appointment. An appointment is awaited twice the delay that ranking uses (when
something is known or published), else 60 days of a doctor, 21 of a paramedic, 15 of a social worker; a call-back 2.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from carnet.domain.disclosure import LineView, Profile, disclose_lines, parts_of
from carnet.domain.referrals import Event, Standing, Step, standing

LETTER_DAYS = 45
CALL_BACK_DAYS = 2
TIMES_THE_DELAY = 2
_USUAL = {"doctor": 60, "dental": 60, "social": 15, "structure": 15}
_USUAL_ELSEWHERE = 21


class Part(StrEnum):
    """The three parts of « À suivre »."""

    CALL = "call"  # à rappeler
    SILENT = "silent"  # sans nouvelles
    REVIEW = "review"  # à revoir


class Awaited(StrEnum):
    """What is awaited of an open referral."""

    CALL_BACK = "call_back"
    APPOINTMENT = "appointment"
    LETTER = "letter"


class Sent(Struct, frozen=True):
    """A referral as the thresholds see it. `family`: of its correspondent's specialty; `delay`: of line 11, in days."""

    made_on: date
    mode: str = ""
    followed: bool = True
    snoozed_until: date | None = None
    family: str = ""
    delay: float | None = None
    events: tuple[Event, ...] = ()


class Expected(Struct, frozen=True):
    """What is awaited, the day on which its lack is told, and how many days are usual (`measured`: by line 11)."""

    awaited: Awaited
    due_on: date
    days: int
    measured: bool = False


class Watch(Struct, frozen=True):
    """An open followed referral today: where it stands, what is awaited, whether that is due, whether it sleeps."""

    standing: Standing
    expected: Expected
    due: bool
    snoozed: bool

    @property
    def part(self) -> Part:
        """Where it is shown."""
        return Part.CALL if self.expected.awaited is Awaited.CALL_BACK else Part.SILENT


def usual_wait(family: str) -> int:
    """Days within which an appointment is expected when no delay is known."""
    return _USUAL.get(family, _USUAL_ELSEWHERE)


def watch(sent: Sent, today: date) -> Watch | None:
    """What a followed referral asks today; None when it is not followed or nothing more is expected of it."""
    where = standing(sent.made_on, sent.events, followed=sent.followed, today=today)
    if not sent.followed or not where.is_open:
        return None
    expected = expect(sent, where)
    snoozed = sent.snoozed_until is not None and sent.snoozed_until > today
    return Watch(where, expected, expected.due_on <= today and not snoozed, snoozed)


def expect(sent: Sent, where: Standing) -> Expected:
    """What is awaited of an open referral, and until when."""
    if where.step in (Step.SEEN, Step.APPOINTMENT):
        seen = where.appointment_on or where.last_on or sent.made_on
        return Expected(Awaited.LETTER, seen + timedelta(days=LETTER_DAYS), LETTER_DAYS)
    if sent.mode == "phoned":
        return Expected(Awaited.CALL_BACK, sent.made_on + timedelta(days=CALL_BACK_DAYS), CALL_BACK_DAYS)
    if sent.delay is not None:
        wait = timedelta(days=round(TIMES_THE_DELAY * sent.delay))
        return Expected(Awaited.APPOINTMENT, sent.made_on + wait, round(sent.delay), measured=True)
    usual = usual_wait(sent.family)
    return Expected(Awaited.APPOINTMENT, sent.made_on + timedelta(days=usual), usual)


class DueView(Struct, frozen=True):
    """One line of « À suivre ». `id`: the referral's uuid; `card`: `b:<uuid>`; `days` since it was made.

    `others`: names given with it to the same patient and still open. `kind`: « person », or « structure » for whatever
    has no name.
    """

    id: str
    card: str
    name: str
    gender: str
    specialty: str
    watch: Watch
    made_on: date
    days: int
    patient_code: str = ""
    lines: tuple[LineView, ...] = ()
    mode: str = ""
    urgency: str = ""
    motive: str = ""
    note: str = ""
    others: tuple[str, ...] = ()
    kind: str = ""
    snoozed_until: date | None = None


def disclose_due(due: DueView, profile: Profile) -> DueView:
    """The line as `profile` may see it.

    Without judgement: whom to call for whom since when, and what for (a call, an appointment, a letter); neither how
    long that takes others, nor why the patient was sent, nor what was noted.
    """
    seen = replace(due, lines=disclose_lines(due.lines, profile))
    if "judgement" in parts_of(profile):
        return seen
    bare = Expected(seen.watch.expected.awaited, seen.watch.expected.due_on, 0)
    told = replace(seen.watch, expected=bare, standing=replace(seen.watch.standing, last_on=None))
    return replace(seen, watch=told, urgency="", motive="", note="", others=())


def in_order(rows: Sequence[DueView]) -> tuple[DueView, ...]:
    """Calls first, then what is silent; within each, what is due longest first."""
    return tuple(sorted(rows, key=lambda r: (r.watch.part is not Part.CALL, r.watch.expected.due_on, r.made_on, r.id)))
