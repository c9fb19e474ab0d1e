"""Which automatic backups have had their time: a few recent ones, then one a day, one a week, one a month."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime

RECENT, DAYS, WEEKS, MONTHS = 3, 7, 4, 12
MOST_BYTES = 4 << 30  # a vault full of documents must not eat the disk


@dataclass(frozen=True, slots=True)
class Saved:
    """One automatic backup: its `name`, the local time it was made, whether it is whole, its size in bytes."""

    name: str
    made_at: datetime
    good: bool = True
    size: int = 0


@dataclass(frozen=True, slots=True)
class Keeping:
    """How many whole backups stay: the newest, then the newest of each of the last days, weeks, months that have one.

    Beyond `most_bytes` in all, the oldest go first, down to the `recent` ones.
    """

    recent: int = RECENT
    days: int = DAYS
    weeks: int = WEEKS
    months: int = MONTHS
    most_bytes: int = MOST_BYTES


def outdated(backups: Iterable[Saved], keeping: Keeping | None = None) -> frozenset[str]:
    """Names of the backups that may go. The newest whole one never does, nor anything when none is whole.

    A damaged backup takes nobody's place; it goes once a whole one is newer: before that it may be all there is.
    """
    keeping = keeping or Keeping()
    everything = sorted(backups, key=lambda saved: (saved.made_at, saved.name), reverse=True)
    whole = [saved for saved in everything if saved.good]
    if not whole:
        return frozenset()
    kept = _within(_slots(whole, keeping), keeping)
    newer_damage = {saved.name for saved in everything if not saved.good and saved.made_at >= whole[0].made_at}
    return frozenset(saved.name for saved in everything) - kept - newer_damage


def _slots(whole: list[Saved], keeping: Keeping) -> list[Saved]:
    """Those that some rule keeps, newest first."""
    rules: tuple[tuple[int, Callable[[Saved], Hashable]], ...] = (
        (max(1, keeping.recent), lambda saved: saved.name),
        (keeping.days, lambda saved: saved.made_at.date()),
        (keeping.weeks, lambda saved: saved.made_at.isocalendar()[:2]),
        (keeping.months, lambda saved: (saved.made_at.year, saved.made_at.month)),
    )
    kept: set[str] = set()
    for most, period in rules:
        newest_of: dict[Hashable, str] = {}
        for saved in whole:
            newest_of.setdefault(period(saved), saved.name)
        kept |= set(list(newest_of.values())[:most])
    return [saved for saved in whole if saved.name in kept]


def _within(kept: list[Saved], keeping: Keeping) -> set[str]:
    names: set[str] = set()
    total = 0
    for saved in kept:
        total += saved.size
        if len(names) >= max(1, keeping.recent) and total > keeping.most_bytes:
            break
        names.add(saved.name)
    return names
