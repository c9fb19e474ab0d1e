"""Rotation: laws that must hold for any folder of backups, and a year of a practice."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from carnet.domain.rotation import DAYS, MONTHS, RECENT, WEEKS, Keeping, Saved, outdated

START = datetime(2026, 1, 1, 19, 30, tzinfo=UTC)
MOMENTS = st.integers(0, 800 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
FOLDERS = st.lists(
    st.tuples(MOMENTS, st.booleans(), st.integers(0, 2 << 30)), max_size=60, unique_by=lambda one: one[0]
).map(lambda found: [Saved(f"{at:%Y%m%d-%H%M}", at, good, size) for at, good, size in found])


def whole(folder: list[Saved]) -> list[Saved]:
    return [saved for saved in folder if saved.good]


def after(folder: list[Saved]) -> list[Saved]:
    gone = outdated(folder)
    return [saved for saved in folder if saved.name not in gone]


@given(FOLDERS)
def test_the_newest_whole_backup_stays_and_none_goes_when_none_is_whole(folder: list[Saved]) -> None:
    gone = outdated(folder)
    assert gone <= {saved.name for saved in folder}
    if not whole(folder):
        assert not gone
    else:
        assert max(whole(folder), key=lambda saved: saved.made_at).name not in gone


@given(FOLDERS)
def test_a_damaged_backup_goes_only_for_a_newer_whole_one(folder: list[Saved]) -> None:
    for saved in folder:
        if not saved.good and saved.name in outdated(folder):
            assert any(other.made_at > saved.made_at for other in whole(folder))


@given(FOLDERS)
def test_doing_it_twice_changes_nothing_more(folder: list[Saved]) -> None:
    assert not outdated(after(folder))


@given(FOLDERS)
def test_never_more_than_the_places_and_never_fewer_than_the_recent_ones(folder: list[Saved]) -> None:
    left = whole(after(folder))
    assert len(left) <= RECENT + DAYS + WEEKS + MONTHS
    assert len(left) >= min(RECENT, len(whole(folder)))


@given(FOLDERS, MOMENTS)
def test_one_more_backup_never_brings_an_older_one_back_into_favour(folder: list[Saved], at: datetime) -> None:
    """What a rotation drops, a later rotation would have dropped too: nothing useful goes for an order of runs."""
    newest = max((saved.made_at for saved in folder), default=START)
    later = Saved("later", max(at, newest + timedelta(minutes=1)))
    assert outdated(folder) <= outdated([*folder, later])


@given(st.lists(st.integers(1, 3 << 30), min_size=4, max_size=40))
def test_the_room_is_bounded_but_for_the_recent_ones(sizes: list[int]) -> None:
    folder = [Saved(str(day), START + timedelta(days=day), size=size) for day, size in enumerate(sizes)]
    left = sorted(after(folder), key=lambda saved: saved.made_at, reverse=True)
    assert sum(saved.size for saved in left) <= 4 << 30 or len(left) == RECENT


def test_a_year_of_a_practice() -> None:
    """Two closings a day, rotated each time: days, weeks and months of the past are there."""
    folder: list[Saved] = []
    for day in range(400):
        for hour in (0, 6):
            at = START + timedelta(days=day, hours=-hour)
            folder = after([*folder, Saved(f"{at:%Y%m%d-%H%M}", at)])
    today = (START + timedelta(days=399)).date()
    ages = sorted({(today - saved.made_at.date()).days for saved in folder})
    assert ages[:7] == list(range(7))
    assert len({saved.made_at.isocalendar()[:2] for saved in folder}) >= WEEKS
    assert len({(saved.made_at.year, saved.made_at.month) for saved in folder}) == MONTHS
    assert len(folder) <= RECENT + DAYS + WEEKS + MONTHS
    assert ages[-1] > 300


def test_another_rule_can_be_asked_for() -> None:
    folder = [Saved(str(day), START + timedelta(days=day)) for day in range(10)]
    assert outdated(folder, Keeping(recent=1, days=2, weeks=0, months=0)) == {str(day) for day in range(8)}
