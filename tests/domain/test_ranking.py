"""The order of « Mon carnet » obeys its laws, whatever the book holds."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from carnet.domain.delays import Told, estimate, fresh, pooled, step_of
from carnet.domain.needs import ATTRIBUTE_NEEDS, ORDER_NEEDS, Need
from carnet.domain.ranking import Facts, Ranking, Reason, Trust, Wish, attribute, km_step, placed, reach
from carnet.domain.ranking import rank as rank_placed

TODAY = date(2026, 11, 22)
DAYS = st.integers(0, 400)
NEEDS = st.lists(
    st.sampled_from([Need(kind) for kind in ORDER_NEEDS + ATTRIBUTE_NEEDS] + [Need("language", "arabe")]),
    max_size=3,
    unique=True,
).map(tuple)
WISHES = st.builds(Wish, needs=NEEDS, place_typed=st.booleans(), named=st.booleans())
KM = st.none() | st.floats(0, 900, allow_nan=False)


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    told = draw(st.lists(st.builds(Told, DAYS, st.just(TODAY), st.sampled_from(["patient", "caller"])), max_size=2))
    return Facts(
        key=draw(st.integers(1, 10**6)),
        name=draw(st.sampled_from(["roux anne", "morel", "ch avignon"])),
        status=draw(st.sampled_from(["active", "paused", "closed", "retired"])),
        avoided=draw(st.booleans()),
        favourite=draw(st.booleans()),
        known=draw(st.booleans()),
        sent=draw(st.integers(0, 6)),
        followed=draw(st.integers(0, 6)),
        silent=draw(st.integers(0, 6)),
        own_delays=tuple(draw(st.lists(DAYS, max_size=5))),
        told=tuple({one.audience: one for one in told}.values()),
        national=draw(st.none() | DAYS),
        marks=frozenset(draw(st.sets(st.sampled_from(["expert", "humane", "advice"])))),
        sector=draw(st.sampled_from(["", "1", "2", "optam", "none", "public"])),
        gender=draw(st.sampled_from(["", "F", "M"])),
        languages=frozenset(draw(st.sets(st.sampled_from(["arabe", "anglais"])))),
        attributes={name: draw(st.none() | st.booleans()) for name in ("home", "video", "children")},
    )


BOOKS = st.lists(st.tuples(facts(), KM), max_size=8, unique_by=lambda item: item[0].key)


def rank(book: list[tuple[Facts, float | None]], wish: Wish, *, limit: int) -> Ranking:
    return rank_placed((placed(facts, km) for facts, km in book), wish, limit=limit)


def order(book: list[tuple[Facts, float | None]], wish: Wish) -> list[int]:
    return [row.facts.key for row in rank(book, wish, limit=100).rows]


@given(BOOKS, WISHES)
def test_avoided_are_last(book: list[tuple[Facts, float | None]], wish: Wish) -> None:
    avoided = [row.facts.avoided for row in rank(book, wish, limit=100).rows]
    assert avoided == sorted(avoided)


@given(BOOKS, WISHES)
def test_everyone_is_shown_or_counted(book: list[tuple[Facts, float | None]], wish: Wish) -> None:
    ranking = rank(book, wish, limit=100)
    assert ranking.total == len(ranking.rows)
    assert ranking.total + ranking.hidden.closed + ranking.hidden.attribute == len(book)
    assert ranking.hidden.retired <= ranking.hidden.closed


@given(BOOKS, WISHES, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_books(book, wish, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(book)
    random.shuffle(shuffled)
    assert order(book, wish) == order(shuffled, wish)


@given(BOOKS.filter(bool), WISHES, st.data())
def test_a_better_delay_never_worsens_the_rank(
    book: list[tuple[Facts, float | None]], wish: Wish, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(book) - 1))
    one, km = book[index]
    better = data.draw(st.lists(DAYS, min_size=len(one.own_delays), max_size=len(one.own_delays)))
    shorter = tuple(min(pair) for pair in zip(one.own_delays, better, strict=True))
    before, after = (
        order(book, wish),
        order([*book[:index], (replace(one, own_delays=shorter), km), *book[index + 1 :]], wish),
    )
    if one.key in before:
        assert after.index(one.key) <= before.index(one.key)


@given(BOOKS, WISHES.filter(lambda wish: any(need.is_attribute for need in wish.needs)))
def test_unknown_never_beats_yes(book: list[tuple[Facts, float | None]], wish: Wish) -> None:
    asked = next(need for need in wish.needs if need.is_attribute)
    shown = [row.facts for row in rank(book, wish, limit=100).rows if not row.facts.avoided]
    answers = [attribute(one, asked) for one in shown]
    assert False not in answers
    assert answers == sorted(answers, key=lambda answer: answer is None)


@given(BOOKS, WISHES)
def test_at_most_three_reasons_and_none_about_the_avoided(book: list[tuple[Facts, float | None]], wish: Wish) -> None:
    for row in rank(book, wish, limit=100).rows:
        assert len(row.reasons) == len(set(row.reasons)) <= 3
        assert not (row.facts.avoided and row.reasons)


@given(st.lists(DAYS, max_size=7).map(tuple), st.none() | DAYS, DAYS)
def test_pooling_is_monotone(own: tuple[int, ...], told: int | None, extra: int) -> None:
    before = pooled(own, told)
    for index in range(len(own)):
        lower = (*own[:index], max(0, own[index] - extra), *own[index + 1 :])
        after = pooled(lower, told)
        assert before is not None
        assert after is not None
        assert after <= before


def test_scene_five_pools_at_24_and_a_half() -> None:
    told = (Told(9, TODAY),)
    assert estimate((40,), told, 31, fast=False).days == 9
    assert estimate((40, 40), told, 31, fast=True).days == 24.5
    assert estimate((40, 40), told, 31, fast=True).step == step_of(21)


def test_unknown_delay_sits_within_sixty_days() -> None:
    assert estimate((), (), None, fast=False).step == step_of(60)
    assert step_of(61) > step_of(60)


def test_the_best_told_figure_counts_when_it_is_urgent_only() -> None:
    told = (Told(60, TODAY), Told(3, TODAY, "caller"))
    assert estimate((), told, None, fast=False).days == 60
    urgent = estimate((), told, None, fast=True)
    assert urgent.days == 3
    assert urgent.told == told[1]


def test_a_told_delay_is_forgotten_after_twelve_months() -> None:
    assert fresh(Told(9, date(2025, 11, 23)), TODAY)
    assert fresh(Told(9, date(2025, 11, 21)), TODAY) is None
    assert fresh(Told(9, date(2026, 11, 23)), TODAY) is None


@pytest.mark.parametrize(
    ("sent", "followed", "silent", "favourite", "known", "expected"),
    [
        (3, 0, 0, False, False, Trust.REGULAR),
        (3, 2, 2, False, False, Trust.KNOWN),
        (3, 2, 1, False, False, Trust.REGULAR),
        (2, 0, 0, False, False, Trust.KNOWN),
        (0, 0, 0, False, True, Trust.KNOWN),
        (0, 0, 0, False, False, Trust.NEVER),
        (0, 0, 0, True, False, Trust.FAVOURITE),
    ],
)
def test_trust(sent: int, followed: int, silent: int, favourite: bool, known: bool, expected: Trust) -> None:
    one = Facts(1, "x", sent=sent, followed=followed, silent=silent, favourite=favourite, known=known)
    assert one.trust is expected


def test_distance_steps() -> None:
    assert [km_step(km) for km in (0, 5, 5.1, 15, 30, 60, 60.1, None)] == [0, 0, 1, 1, 2, 3, 4, 4]
    assert [reach(km) for km in (0, 30, 30.1, 60, 61, None)] == [0, 0, 1, 1, 2, 2]


def test_who_rarely_writes_is_said_to() -> None:
    one = Facts(1, "x", sent=5, followed=3, silent=2)
    row = rank([(one, 3.0)], Wish(), limit=5).rows[0]
    assert Reason("rarely_writes") in row.reasons
    assert Reason("trust", "known") in row.reasons


@given(BOOKS, WISHES)
def test_the_hidden_are_counted_and_shown_last_when_asked_for(
    book: list[tuple[Facts, float | None]], wish: Wish
) -> None:
    hiding, showing = rank(book, wish, limit=100), rank(book, replace(wish, show_hidden=True), limit=100)
    assert showing.hidden == hiding.hidden
    assert showing.total == hiding.total + hiding.hidden.closed + hiding.hidden.attribute == len(book)
    assert tuple(row for row in showing.rows if row in hiding.rows) == hiding.rows
    late = [row not in hiding.rows for row in showing.rows if not row.facts.avoided]
    assert late == sorted(late)


@given(BOOKS.filter(bool), WISHES, st.data())
def test_a_better_told_delay_never_worsens_the_rank(
    book: list[tuple[Facts, float | None]], wish: Wish, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(book) - 1))
    one, km = book[index]
    sooner = tuple(replace_told(told, data.draw(st.integers(0, told.days))) for told in one.told)
    before = order(book, wish)
    after = order([*book[:index], (replace(one, told=sooner), km), *book[index + 1 :]], wish)
    if one.key in before:
        assert after.index(one.key) <= before.index(one.key)


def replace_told(told: Told, days: int) -> Told:
    return Told(days, told.told_on, told.audience)
