"""« À vérifier »: which cards have gone stale, lack something, or were never put to the test. Pure rules.

A team changes and everything is to do again; a directory posted once is soon remembered by one doctor in eleven; an
annuaire of four years is worth nothing. So a card is looked at again well before: every year for those who work in
teams that move (paramedics, nurses, social workers, structures), every second year for doctors and whoever owns a
practice, whose address and number last longer.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

LONG, SHORT = timedelta(days=730), timedelta(days=365)
SETTLED = frozenset({"doctor", "dental", "pharmacy", "midwife"})  # families of domain.specialties
UNUSED_AFTER = timedelta(days=365)

CODES = ("stale", "unchecked", "no_number", "no_specialty", "no_commune", "unused", "never_met")
TO_MEND = frozenset(
    {"stale", "unchecked", "no_number", "no_specialty", "no_commune"}
)  # the others are only worth knowing
_GONE = frozenset({"closed", "retired"})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a card is to be looked at: one of CODES, and since when where a day says more."""

    code: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What the rule must know of a card.

    `families`: of the specialties of its current roles. `entered`: the day it came into the book; somebody checked it
    that day. The last four are the owner's alone: `narrowed` takes them away, and says so in `whole`.
    """

    families: frozenset[str]
    entered: date
    status: str = "active"
    verified_on: date | None = None
    has_number: bool = True
    has_commune: bool = True
    can_be_met: bool = False  # a person with a name, rather than a structure or a function
    met: bool = False
    last_used: date | None = None
    whole: bool = True


def narrowed(state: State, parts: frozenset[str]) -> State | None:
    """What whoever may see these parts of a card (`disclosure.parts_of`) is told of: whom the doctor met and uses is
    the doctor's. None when nothing is told."""
    if "practice" not in parts:
        return None
    if {"private", "judgement"} <= parts:
        return state
    return replace(state, can_be_met=False, met=False, last_used=None, whole=False)


def shelf_life(families: Iterable[str]) -> timedelta:
    """How long a checked card is trusted: of its specialties, the one that ages soonest decides."""
    known = frozenset(families)
    return LONG if known and known <= SETTLED else SHORT


def stale_since(families: Iterable[str], checked: date, today: date) -> date | None:
    """The day since which a card checked on `checked` is no longer trusted, None while it is."""
    end = checked + shelf_life(families)
    return end if end <= today else None


def reasons(state: State, today: date) -> tuple[Reason, ...]:
    """Why the card is to be looked at, in the order of CODES; nothing for who is gone: there is nothing to check."""
    if state.status in _GONE:
        return ()
    checked = state.verified_on or state.entered
    found = []
    if stale_since(state.families, checked, today) is not None:
        found.append(Reason("stale" if state.verified_on else "unchecked", checked))
    if not state.has_number:
        found.append(Reason("no_number"))
    if not state.families:
        found.append(Reason("no_specialty"))
    if not state.has_commune:
        found.append(Reason("no_commune"))
    if _unused(state, today):
        found.append(Reason("unused", state.last_used))
    if state.can_be_met and not state.met:
        found.append(Reason("never_met"))
    return tuple(found)


def _unused(state: State, today: date) -> bool:
    """No referral for a year; a card that has not been there for a year had no chance yet."""
    return state.whole and max(state.last_used or date.min, state.entered) + UNUSED_AFTER <= today
