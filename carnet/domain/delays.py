"""How long the patient will wait: what was measured, pooled with what was told.

The estimate is the median of the own delays of the last twelve months and of two copies of the told figure (else the
national one). Pooling keeps the law that a better delay never worsens a rank, which weighing medians does not.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import force_setattr

STEPS = (7, 15, 30, 60)
UNKNOWN_STEP = STEPS.index(60)
MEMORY = timedelta(days=365)
TOLD_WEIGHT = 2


class Told(Struct, frozen=True):
    """A delay that was told: days, when, and for whom (`patient`, or `caller`: « si j'appelle »)."""

    days: int
    told_on: date
    audience: str = "patient"


class Estimate(Struct, frozen=True):
    """The delay a rank uses. `days` is None when nothing is known; `told` is the figure pooled, if any was."""

    days: float | None
    told: Told | None
    step: int = UNKNOWN_STEP  # made from `days`, whatever is given

    def __post_init__(self) -> None:
        """The step, 0 to 4: ≤ 7, 15, 30, 60 days, beyond; unknown sits in « ≤ 60 »."""
        force_setattr(self, "step", UNKNOWN_STEP if self.days is None else step_of(self.days))


def step_of(days: float) -> int:
    """Index of the first step that holds `days`; the number of steps when beyond the last."""
    return next((index for index, bound in enumerate(STEPS) if days <= bound), len(STEPS))


def fresh(told: Told | None, today: date) -> Told | None:
    """The told figure, unless it is forgotten: told more than twelve months ago (or after today)."""
    return told if told and today - MEMORY < told.told_on <= today else None


def pooled(own: tuple[int, ...], told: int | None) -> float | None:
    """Median of own delays and `TOLD_WEIGHT` copies of the told figure; None when there is neither."""
    values = [*own, *([told] * TOLD_WEIGHT if told is not None else [])]
    return median(values) if values else None


def median(values: Sequence[int]) -> float:
    """The middle value, or half-way between the two in the middle; of at least one. `statistics` is 3 ms of a start."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return (ordered[middle] + ordered[-middle - 1]) / 2


@lru_cache(maxsize=16384)
def estimate(own: tuple[int, ...], told: tuple[Told, ...], national: int | None, *, fast: bool) -> Estimate:
    """Estimate for the patient; when `fast`, the best of what was told to the patient and to a calling colleague.

    `own`: days from referral to appointment over the last twelve months. `told`: at most one fresh figure an audience.
    """
    choices = [one for one in told if one.audience == "patient" or fast]
    if not choices:
        return Estimate(pooled(own, national), None)
    best = min(choices, key=lambda one: (one.days, one.audience != "patient"))
    return Estimate(pooled(own, best.days), best)
