"""The order of « Mon carnet »: one pure rule, explained result by result.

Keys, first difference wins: avoided last; asked attributes (yes before unknown); needs in typed order; place; trust;
distance step; delay step; kilometres; name. Whoever is known not to fit is hidden and counted, never forgotten.
"""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date
from enum import IntEnum
from heapq import nsmallest
from itertools import chain
from operator import attrgetter
from typing import Any

from msgspec import Struct
from msgspec.structs import force_setattr

from carnet.domain.delays import Estimate, Told, estimate
from carnet.domain.needs import Need

KM_STEPS = (5, 15, 30, 60)
FAR = len(KM_STEPS)
REACH_STEP = KM_STEPS.index(30)
WITHIN_60 = KM_STEPS.index(60)
HABIT = 3
MARKS = ("expert", "humane", "advice")
_FURTHEST = float("inf")
_GONE = frozenset({"closed", "retired"})
_REACH = tuple(max(0, step - REACH_STEP) for step in range(FAR + 1))
_ANSWERS = {True: "attribute", None: "attribute_unknown", False: "attribute_no"}


class Trust(IntEnum):
    """How well the GP knows someone; sorts best first."""

    FAVOURITE = 0
    REGULAR = 1
    KNOWN = 2
    NEVER = 3


_UNKNOWN = Estimate(None, None)


class Facts(Struct, frozen=True):
    """What the rule knows of one correspondent of the book, as of a day.

    `own_delays` are days over the last twelve months, `told` at most one fresh figure an audience; `sent` counts the
    referrals of the last 24 months, `silent` those followed that stayed without news.
    """

    key: int
    name: str
    status: str = "active"
    avoided: bool = False
    favourite: bool = False
    known: bool = False
    sent: int = 0
    followed: int = 0
    silent: int = 0
    own_delays: tuple[int, ...] = ()
    told: tuple[Told, ...] = ()
    national: int | None = None
    marks: frozenset[str] = frozenset()
    sector: str = ""
    gender: str = ""
    languages: frozenset[str] = frozenset()
    attributes: dict[str, bool | None] = {}
    # Worked out once, whatever is given, for facts are kept and ranked at every keystroke.
    trust: Trust = Trust.NEVER
    trust_rank: int = int(Trust.NEVER)  # hashing an Enum is slow
    usual: Estimate = _UNKNOWN
    urgent: Estimate = _UNKNOWN

    def __post_init__(self) -> None:
        force_setattr(self, "trust", self._trust())
        force_setattr(self, "trust_rank", int(self.trust))
        for name, fast in (("usual", False), ("urgent", True)):
            force_setattr(self, name, estimate(self.own_delays, self.told, self.national, fast=fast))

    @property
    def rarely_writes(self) -> bool:
        """More than half of the followed referrals stayed without news."""
        return self.silent * 2 > self.followed

    def _trust(self) -> Trust:
        """Favourite > regular (3 referrals in 24 months, news coming) > known > never asked."""
        if self.favourite:
            return Trust.FAVOURITE
        if self.sent >= HABIT and not self.rarely_writes:
            return Trust.REGULAR
        return Trust.KNOWN if self.known or self.sent else Trust.NEVER


class Wish(Struct, frozen=True):
    """What was asked: needs in typed order, whether a place was typed, whether people were asked for by name.

    `show_hidden`: those who do not fit are shown too, counted all the same, after those who do.
    """

    needs: tuple[Need, ...] = ()
    place_typed: bool = False
    named: bool = False
    show_hidden: bool = False

    @property
    def fast(self) -> bool:
        """Whether « vite » is among the needs."""
        return any(need.kind == "fast" for need in self.needs)

    @property
    def by_distance(self) -> bool:
        """Whether distance decides before trust: a commune or « près » was typed."""
        return self.place_typed or any(need.kind == "near" for need in self.needs)


class Reason(Struct, frozen=True):
    """Why a row stands where it stands, as a code that `words` puts into French."""

    code: str
    value: str = ""
    days: int = 0
    n: int = 0
    told_on: date | None = None
    km: float = 0.0


class Placed(Struct, frozen=True):
    """Someone at a distance, with what sorts them when nothing is asked, by reach or by distance step: made once for
    an origin, compared at every keystroke. Made by `placed`.
    """

    facts: Facts
    km: float | None
    step: int
    gone: bool
    by_reach: tuple[Any, ...]
    by_step: tuple[Any, ...]


_BY_REACH, _BY_STEP = attrgetter("by_reach"), attrgetter("by_step")


class Ranked(Struct, frozen=True):
    """One correspondent in its place, with the estimate used and the reasons, deciding key first."""

    facts: Facts
    km: float | None
    estimate: Estimate
    reasons: tuple[Reason, ...]


class Hidden(Struct, frozen=True):
    """How many were left out, by cause. `retired` are among the closed."""

    closed: int = 0
    attribute: int = 0
    territory: int = 0
    retired: int = 0


class Ranking(Struct, frozen=True):
    """The first rows in order, the keys of all who are shown or could be, how many were hidden."""

    rows: tuple[Ranked, ...]
    keys: frozenset[int]
    hidden: Hidden

    @property
    def total(self) -> int:
        """How many there are in all."""
        return len(self.keys)


def km_step(km: float | None) -> int:
    """0 to 4: ≤ 5, 15, 30, 60 km, beyond or unknown."""
    return FAR if km is None else bisect_left(KM_STEPS, km)


def reach(km: float | None) -> int:
    """0 within 30 km, 1 within 60, 2 beyond or unknown."""
    return _REACH[km_step(km)]


def attribute(facts: Facts, need: Need) -> bool | None:
    """Yes, unknown (None) or no for an asked attribute."""
    if need.kind == "sector1":
        return _sector(facts.sector, yes=("1", "public"))
    if need.kind == "optam":
        return _sector(facts.sector, yes=("1", "public", "optam"))
    if need.kind in ("woman", "man"):
        return None if not facts.gender else facts.gender == ("F" if need.kind == "woman" else "M")
    if need.kind == "language":
        return True if need.value in facts.languages else None
    return facts.attributes.get(need.kind)


def _sector(sector: str, *, yes: tuple[str, ...]) -> bool | None:
    return None if not sector else sector in yes


def placed(facts: Facts, km: float | None) -> Placed:
    """Someone, `km` kilometres away by the nearest matching site, None when unknown."""
    step = km_step(km)
    rest = (facts.trust_rank, step, facts.usual.step, _FURTHEST if km is None else km, facts.name, facts.key)
    first = (False, facts.avoided)
    return Placed(facts, km, step, facts.status in _GONE, (*first, _REACH[step], *rest), (*first, step, *rest))


def rank(everyone: Iterable[Placed], wish: Wish, *, limit: int) -> Ranking:
    """Those who fit, in order, the first `limit` with their reasons; and how many were hidden."""
    fit, gone, misfits = _sorted_out(everyone, wish)
    shown = [*fit, *gone, *misfits] if wish.show_hidden else fit
    if wish.needs or wish.show_hidden:
        left_out = {one.facts.key for one in chain(gone, misfits)}
        first = nsmallest(limit, shown, key=lambda one: (one.facts.key in left_out, *_key(one, wish)))
    else:
        first = nsmallest(limit, shown, key=_BY_STEP if wish.by_distance else _BY_REACH)
    rows = tuple(_ranked(one.facts, one.km, wish) for one in first)
    retired = sum(one.facts.status == "retired" for one in gone)
    keys = frozenset([one.facts.key for one in shown])
    return Ranking(rows, keys, Hidden(len(gone), len(misfits), retired=retired))


def _sorted_out(everyone: Iterable[Placed], wish: Wish) -> tuple[list[Placed], list[Placed], list[Placed]]:
    """Those who fit, those who are gone (unless they were asked for by name), those known not to fit."""
    fit: list[Placed] = []
    gone: list[Placed] = []
    misfits: list[Placed] = []
    asked = [need for need in wish.needs if need.is_attribute]
    named = wish.named
    for one in everyone:
        if one.gone and not named:
            gone.append(one)
        elif asked and any(attribute(one.facts, need) is False for need in asked):
            misfits.append(one)
        else:
            fit.append(one)
    return fit, gone, misfits


def _key(one: Placed, wish: Wish) -> tuple[Any, ...]:
    """Avoided last, then needs, then the rest; the delay that counts is that of the wish."""
    facts, guess = one.facts, one.facts.urgent if wish.fast else one.facts.usual
    _, avoided, place, trust, step, _, *rest = one.by_step if wish.by_distance else one.by_reach
    return (avoided, *_needs_key(facts, step, guess, wish), place, trust, step, guess.step, *rest)


def _ranked(facts: Facts, km: float | None, wish: Wish) -> Ranked:
    guess = facts.urgent if wish.fast else facts.usual
    return Ranked(facts, km, guess, explain(facts, km, guess, wish))


def _needs_key(facts: Facts, step: int, guess: Estimate, wish: Wish) -> tuple[int, ...]:
    """Asked attributes, yes before unknown; then the other needs, in typed order."""
    keys = [int(attribute(facts, need) is None) for need in wish.needs if need.is_attribute]
    for need in wish.needs:
        if need.kind == "fast":
            keys += (int(step > WITHIN_60), guess.step)
        elif need.kind in MARKS:
            keys.append(int(need.kind not in facts.marks))
        elif need.kind == "simple":
            keys.append(int("expert" in facts.marks))
    return tuple(keys)


def explain(facts: Facts, km: float | None, guess: Estimate, wish: Wish) -> tuple[Reason, ...]:
    """The deciding key first, then at most two more. Nothing is said of someone avoided: the mark is enough."""
    if facts.avoided:
        return ()
    trust = [Reason("trust", facts.trust.name.lower())] if facts.trust is not Trust.NEVER else []
    if facts.rarely_writes:
        trust.append(Reason("rarely_writes"))
    strong = trust if facts.trust <= Trust.REGULAR else []
    marks = [Reason("mark", mark) for mark in MARKS if mark in facts.marks]
    distance = [Reason("distance", km=km)] if km is not None else []
    delay = _delay_reasons(facts, guess)[: None if wish.fast else 1]
    parts = [*_asked(facts, wish)]
    if wish.fast:
        parts += delay
    elif wish.by_distance:
        parts += distance + trust
    elif not parts:
        parts += trust + delay
    rest = [*strong, *delay, *(trust + marks if marks else []), *distance, *trust]
    unique = list(dict.fromkeys(parts + rest))
    return tuple(unique[:3])


def _asked(facts: Facts, wish: Wish) -> list[Reason]:
    """What answers the asked attributes and marks."""
    found = []
    for need in wish.needs:
        if need.is_attribute:
            found.append(Reason(_ANSWERS[attribute(facts, need)], need.code))
        elif need.kind in facts.marks:
            found.append(Reason("mark", need.kind))
    return found


def _delay_reasons(facts: Facts, guess: Estimate) -> list[Reason]:
    """The raw own median with its count; the told figure before it when it lies in another step, or alone.

    The national figure is never said of one person.
    """
    own = estimate(facts.own_delays, (), None, fast=False)
    told = guess.told
    found = []
    if told and (own.days is None or own.step != estimate((), (told,), None, fast=True).step):
        found.append(Reason("told", told.audience, days=told.days, told_on=told.told_on))
    if own.days is not None:
        found.append(Reason("own", days=round(own.days), n=len(facts.own_delays)))
    return found
