"""The order of « Mon carnet »: one pure rule, explained result by result.

Keys, first difference wins: avoided last; asked attributes (yes before unknown); needs in typed order; place; trust;
distance step; delay step; kilometres; name. Whoever is known not to fit is hidden and counted, never forgotten.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from enum import IntEnum
from itertools import chain, islice

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


def rank(everyone: Iterable[tuple[Facts, float | None]], wish: Wish, *, limit: int) -> Ranking:
    """Those who fit, in order, the first `limit` with their reasons; and how many were hidden.

    `everyone`: facts with the distance in km to the nearest matching site, None when unknown.
    """
    closed = retired = attribute_no = 0
    asked = [need for need in wish.needs if need.is_attribute]
    by_distance, fast, needs, named = wish.by_distance, wish.fast, wish.needs, wish.named
    tail: tuple[int, ...] = ()
    # The first keys sort people into a few groups; only the groups that are shown are put in order.
    groups: defaultdict[tuple[int, ...], list[tuple[Facts, float | None, int]]] = defaultdict(list)
    for facts, km in everyone:
        gone = not named and facts.status in _GONE
        misfit = not gone and bool(asked) and any(attribute(facts, need) is False for need in asked)
        if gone or misfit:
            closed += gone
            retired += gone and facts.status == "retired"
            attribute_no += misfit
            if not wish.show_hidden:
                continue
        step = FAR if km is None else bisect_left(KM_STEPS, km)
        if needs:
            tail = _needs_key(facts, step, facts.urgent if fast else facts.usual, wish)
        place = step if by_distance else _REACH[step]
        groups[(gone or misfit, facts.avoided, *tail, place, facts.trust_rank)].append((facts, km, step))
    shown = islice(chain.from_iterable(_in_order(groups[key], fast=fast) for key in sorted(groups)), limit)
    rows = tuple(_ranked(facts, km, wish) for facts, km, _ in shown)
    keys = frozenset(facts.key for group in groups.values() for facts, _, _ in group)
    return Ranking(rows, keys, Hidden(closed, attribute_no, retired=retired))


def _in_order(group: list[tuple[Facts, float | None, int]], *, fast: bool) -> list[tuple[Facts, float | None, int]]:
    """People whom only distance step, delay step, kilometres and name tell apart."""

    def key(item: tuple[Facts, float | None, int]) -> tuple[int, int, float, str, int]:
        facts, km, step = item
        guess = facts.urgent if fast else facts.usual
        return step, guess.step, _FURTHEST if km is None else km, facts.name, facts.key

    return sorted(group, key=key)


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
