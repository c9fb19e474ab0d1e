"""The order of « Mon carnet »: one pure rule, explained result by result.

Keys, first difference wins: avoided last; asked attributes (yes before unknown); needs in typed order; place; trust;
distance step; delay step; kilometres; name. Whoever is known not to fit is hidden and counted, never forgotten.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from carnet.domain.delays import Estimate, Told, estimate
from carnet.domain.needs import Need

KM_STEPS = (5, 15, 30, 60)
FAR = len(KM_STEPS)
REACH_STEP = KM_STEPS.index(30)
WITHIN_60 = KM_STEPS.index(60)
HABIT = 3


class Trust(IntEnum):
    """How well the GP knows someone; sorts best first."""

    FAVOURITE = 0
    REGULAR = 1
    KNOWN = 2
    NEVER = 3


@dataclass(frozen=True, slots=True)
class Facts:
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
    attributes: dict[str, bool | None] = field(default_factory=dict)

    @property
    def rarely_writes(self) -> bool:
        """More than half of the followed referrals stayed without news."""
        return self.silent * 2 > self.followed

    @property
    def trust(self) -> Trust:
        """Favourite > regular (3 referrals in 24 months, news coming) > known > never asked."""
        if self.favourite:
            return Trust.FAVOURITE
        if self.sent >= HABIT and not self.rarely_writes:
            return Trust.REGULAR
        return Trust.KNOWN if self.known or self.sent else Trust.NEVER


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked: needs in typed order, whether a place was typed, whether people were asked for by name."""

    needs: tuple[Need, ...] = ()
    place_typed: bool = False
    named: bool = False

    @property
    def fast(self) -> bool:
        """Whether « vite » is among the needs."""
        return any(need.kind == "fast" for need in self.needs)

    @property
    def by_distance(self) -> bool:
        """Whether distance decides before trust: a commune or « près » was typed."""
        return self.place_typed or any(need.kind == "near" for need in self.needs)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row stands where it stands, as a code that `words` puts into French."""

    code: str
    value: str = ""
    days: int = 0
    n: int = 0
    told_on: date | None = None
    km: float = 0.0


@dataclass(frozen=True, slots=True)
class Ranked:
    """One correspondent in its place, with the estimate used and the reasons, deciding key first."""

    facts: Facts
    km: float | None
    estimate: Estimate
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Hidden:
    """How many were left out, by cause. `retired` are among the closed."""

    closed: int = 0
    attribute: int = 0
    territory: int = 0
    retired: int = 0


@dataclass(frozen=True, slots=True)
class Ranking:
    """The first rows in order, how many fit in all, how many were hidden."""

    rows: tuple[Ranked, ...]
    total: int
    hidden: Hidden


def km_step(km: float | None) -> int:
    """0 to 4: ≤ 5, 15, 30, 60 km, beyond or unknown."""
    if km is None:
        return FAR
    return next((index for index, bound in enumerate(KM_STEPS) if km <= bound), FAR)


def reach(km: float | None) -> int:
    """0 within 30 km, 1 within 60, 2 beyond or unknown."""
    return max(0, min(km_step(km) - REACH_STEP, 2))


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


def rank(everyone: Iterable[tuple[Facts, float | None]], wish: Wish, *, limit: int) -> Ranking:
    """Those who fit, in order, the first `limit` with their reasons; and how many were hidden.

    `everyone`: facts with the distance in km to the nearest matching site, None when unknown.
    """
    closed = retired = attribute_no = 0
    kept: list[tuple[tuple[float | str, ...], Facts, float | None, Estimate]] = []
    asked = [need for need in wish.needs if need.is_attribute]
    for facts, km in everyone:
        if not wish.named and facts.status in ("closed", "retired"):
            closed += 1
            retired += facts.status == "retired"
        elif asked and any(attribute(facts, need) is False for need in asked):
            attribute_no += 1
        else:
            guess = estimate(facts.own_delays, facts.told, facts.national, fast=wish.fast)
            kept.append((sort_key(facts, km, guess, wish), facts, km, guess))
    kept.sort(key=lambda item: item[0])
    shown = tuple(Ranked(facts, km, guess, explain(facts, km, guess, wish)) for _, facts, km, guess in kept[:limit])
    return Ranking(shown, len(kept), Hidden(closed, attribute_no, retired=retired))


def sort_key(facts: Facts, km: float | None, guess: Estimate, wish: Wish) -> tuple[float | str, ...]:
    """The keys of the rule, in order; smaller comes first."""
    keys: list[float | str] = [int(facts.avoided)]
    if wish.needs:
        keys += [int(attribute(facts, need) is None) for need in wish.needs if need.is_attribute]
        for need in wish.needs:
            keys += _need_keys(facts, km, guess, need)
    step = km_step(km)
    keys.append(step if wish.by_distance else reach(km))
    keys += (facts.trust, step, guess.step, float("inf") if km is None else km, facts.name, facts.key)
    return tuple(keys)


def _need_keys(facts: Facts, km: float | None, guess: Estimate, need: Need) -> list[float | str]:
    if need.kind == "fast":
        return [int(km_step(km) > WITHIN_60), guess.step]
    if need.kind in ("expert", "humane", "advice"):
        return [int(need.kind not in facts.marks)]
    if need.kind == "simple":
        return [int("expert" in facts.marks)]
    return []


def explain(facts: Facts, km: float | None, guess: Estimate, wish: Wish) -> tuple[Reason, ...]:
    """The deciding key first, then at most two more. Nothing is said of someone avoided: the mark is enough."""
    if facts.avoided:
        return ()
    trust = [Reason("trust", facts.trust.name.lower())] if facts.trust is not Trust.NEVER else []
    if facts.rarely_writes:
        trust.append(Reason("rarely_writes"))
    strong = trust if facts.trust <= Trust.REGULAR else []
    marks = [Reason("mark", mark) for mark in ("expert", "humane", "advice") if mark in facts.marks]
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
            found.append(Reason("attribute" if attribute(facts, need) else "attribute_unknown", need.code))
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
