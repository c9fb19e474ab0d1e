"""What may happen to a referral: a pure machine on dated events, appended and never rewritten.

noté | à suivre → rdv → vu → nouvelles reçues → clos; or refusé, pas venu, autre choix du patient, sans nouvelles. An
event may be told late: the machine reads the events in the order in which they happened. A wrong event is taken back by
another that names it, and is then as if it had never been. Neighbour in FHIR R4: ServiceRequest.status, Task.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct


class Kind(StrEnum):
    """What an event says. WITHDRAWN takes back the event it corrects; alone, the referral itself."""

    APPOINTMENT = "appointment"
    SEEN = "seen"
    NEWS = "news"
    NO_SHOW = "no_show"
    REFUSED = "refused"
    OTHER_CHOICE = "other_choice"
    NO_NEWS = "no_news"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """Where a referral stands. NOTED and FOLLOWED: nothing happened yet. ENDED: of itself, months later."""

    NOTED = "noted"
    FOLLOWED = "followed"
    APPOINTMENT = "appointment"
    SEEN = "seen"
    NEWS = "news"
    NO_SHOW = "no_show"
    REFUSED = "refused"
    OTHER_CHOICE = "other_choice"
    NO_NEWS = "no_news"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


_K = Kind
# From the last event to those that may come next; None: nothing happened yet.
NEXT: dict[Kind | None, frozenset[Kind]] = {
    None: frozenset(Kind),
    _K.APPOINTMENT: frozenset(Kind),
    _K.SEEN: frozenset({_K.NEWS, _K.NO_NEWS, _K.CLOSED, _K.WITHDRAWN}),
    _K.NEWS: frozenset({_K.NEWS, _K.CLOSED, _K.WITHDRAWN}),
    _K.NO_SHOW: frozenset({_K.APPOINTMENT, _K.OTHER_CHOICE, _K.CLOSED, _K.WITHDRAWN}),
    _K.REFUSED: frozenset({_K.OTHER_CHOICE, _K.CLOSED, _K.WITHDRAWN}),
    _K.OTHER_CHOICE: frozenset({_K.CLOSED, _K.WITHDRAWN}),
    _K.NO_NEWS: frozenset({_K.APPOINTMENT, _K.SEEN, _K.NEWS, _K.CLOSED, _K.WITHDRAWN}),
    _K.CLOSED: frozenset(),
    _K.WITHDRAWN: frozenset(),
}
# Steps of which nothing more is expected.
OVER = frozenset({
    Step.NEWS, Step.NO_SHOW, Step.REFUSED, Step.OTHER_CHOICE, Step.NO_NEWS, Step.CLOSED, Step.WITHDRAWN, Step.ENDED,
})  # fmt: skip
FURTHEST_APPOINTMENT = timedelta(days=2 * 365)
OLDEST_REFERRAL = timedelta(days=10 * 365)
_LEFTWARD_OF_UTC = timedelta(days=1)  # somewhere it is already tomorrow
SILENT_END = timedelta(days=182)


class Event(Struct, frozen=True):
    """One event as recorded: `number` grows with each recording; `corrects` is the number of the event taken back."""

    number: int
    kind: Kind
    happened_on: date
    appointment_on: date | None = None
    corrects: int | None = None


class Standing(Struct, frozen=True):
    """Where a referral stands today. `supposed`: seen, because the appointment's day has passed."""

    step: Step
    supposed: bool = False
    appointment_on: date | None = None
    last_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether something may still be expected of it."""
        return self.step not in OVER


class Refusal(Struct, frozen=True):
    """Why an event cannot be: a code that `loop_words` puts into French, with the days and steps it speaks of."""

    code: str
    kind: str = ""
    day: date | None = None
    other: date | None = None
    step: str = ""


def effective(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events that count, in the order in which they happened: neither those taken back nor bare takings back."""
    listed = list(events)
    wrong = {event.corrects for event in listed if event.corrects is not None}
    kept = (e for e in listed if e.number not in wrong and not (e.kind is Kind.WITHDRAWN and e.corrects is not None))
    return tuple(sorted(kept, key=lambda event: (event.happened_on, event.number)))


def standing(made_on: date, events: Iterable[Event], *, followed: bool, today: date) -> Standing:
    """Where the referral stands on `today`, for any events that `refusal` let through."""
    counted = effective(events)
    if not counted:
        step = Step.FOLLOWED if followed else Step.NOTED
        return Standing(_faded(step, made_on, followed, today), last_on=None)
    step = Step(counted[-1].kind)
    appointments = [event for event in counted if event.kind is Kind.APPOINTMENT]
    on = max(appointments, key=lambda event: event.number).appointment_on if appointments else None
    supposed = step is Step.APPOINTMENT and on is not None and on < today
    last = max(filter(None, (on, counted[-1].happened_on)))
    step = _faded(Step.SEEN if supposed else step, last, followed, today)
    return Standing(step, supposed and step is Step.SEEN, on, counted[-1].happened_on)


def _faded(step: Step, last: date, followed: bool, today: date) -> Step:
    """A referral nobody asked to follow ends by itself, six months after the last that is known of it."""
    quiet = not followed and step not in OVER and today - last >= SILENT_END
    return Step.ENDED if quiet else step


def refusal(made_on: date, events: Sequence[Event], new: Event, *, today: date) -> Refusal | None:
    """Why `new` cannot join `events`, None when it can. `new` may correct one of them."""
    if new.corrects is not None and (wrong := _not_correctable(events, new)):
        return wrong
    if new.kind is Kind.WITHDRAWN and new.corrects is not None:
        return _first_break(effective([*events, new]))
    return _bad_day(made_on, new, today) or _first_break(effective([*events, new]))


def refused_referral(made_on: date, *, today: date) -> Refusal | None:
    """Why a referral cannot bear this date, None when it can."""
    if made_on > today + _LEFTWARD_OF_UTC:
        return Refusal("referral_to_come", day=made_on)
    return Refusal("referral_too_old", day=made_on) if today - made_on > OLDEST_REFERRAL else None


def _not_correctable(events: Sequence[Event], new: Event) -> Refusal | None:
    target = next((event for event in events if event.number == new.corrects), None)
    if target is None or (target.kind is Kind.WITHDRAWN and target.corrects is not None):
        return Refusal("nothing_to_correct")
    return Refusal("already_corrected") if any(e.corrects == target.number for e in events) else None


def _bad_day(made_on: date, new: Event, today: date) -> Refusal | None:
    if made_on > today + _LEFTWARD_OF_UTC:
        return Refusal("clock", kind=new.kind, day=today, other=made_on)
    if new.kind is Kind.APPOINTMENT:
        if new.appointment_on is None:
            return Refusal("no_day", kind=new.kind)
        if new.appointment_on < made_on:
            return Refusal("before_referral", kind=new.kind, day=new.appointment_on, other=made_on)
        if new.appointment_on > max(today, made_on) + FURTHEST_APPOINTMENT:
            return Refusal("too_far", kind=new.kind, day=new.appointment_on)
    if new.happened_on < made_on:
        return Refusal("before_referral", kind=new.kind, day=new.happened_on, other=made_on)
    if new.happened_on > today + _LEFTWARD_OF_UTC:
        return Refusal("to_come", kind=new.kind, day=new.happened_on)
    return None


def _first_break(counted: Sequence[Event]) -> Refusal | None:
    """The first step, in the order of the days, that cannot follow the one before."""
    previous: Event | None = None
    for event in counted:
        if event.kind not in NEXT[previous.kind if previous else None]:
            assert previous is not None
            return Refusal("step", kind=event.kind, day=previous.happened_on, step=previous.kind)
        previous = event
    return None


def day_of(kind: Kind, made_on: date, on: date | None, *, today: date) -> tuple[date, date | None]:
    """(happened on, appointment on) of an event told today with the one day that is known of it.

    An appointment is made no later than its day, so that one told after the letter stands before it.
    """
    if kind is not Kind.APPOINTMENT:
        return on or today, None
    return (max(made_on, min(today, on)) if on else today), on
