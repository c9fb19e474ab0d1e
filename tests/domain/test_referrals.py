"""The machine of a referral: illegal steps cannot be, a correction undoes a mistake, closing is final."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.domain.referrals import (
    NEXT,
    OVER,
    SILENT_END,
    Event,
    Kind,
    Standing,
    Step,
    day_of,
    effective,
    refusal,
    refused_referral,
    standing,
)

TODAY = date(2026, 11, 22)
MADE = date(2026, 9, 1)
DAYS = st.integers(0, (TODAY - MADE).days).map(lambda days: MADE + timedelta(days=days))
TOLD = st.lists(st.tuples(st.sampled_from(Kind), DAYS, DAYS), max_size=12)


def event(number: int, kind: Kind, on: date, appointment: date | None = None, corrects: int | None = None) -> Event:
    return Event(number, kind, on, appointment if kind is Kind.APPOINTMENT else None, corrects)


def tell(told: list[tuple[Kind, date, date]]) -> list[Event]:
    """The events of `told` that may join those before."""
    known: list[Event] = []
    for kind, on, appointment in told:
        new = event(len(known) + 1, kind, on, appointment)
        if refusal(MADE, known, new, today=TODAY) is None:
            known.append(new)
    return known


def stands(events: list[Event], *, followed: bool = True) -> Standing:
    return standing(MADE, events, followed=followed, today=TODAY)


@given(TOLD)
def test_any_legal_events_give_one_state_and_legal_steps_only(told: list[tuple[Kind, date, date]]) -> None:
    events = tell(told)
    counted = effective(events)
    assert all(after.kind in NEXT[before.kind] for before, after in pairwise(counted))
    assert stands(events).step in Step
    assert stands(events) == stands(list(reversed(events)))


@given(TOLD, st.data())
def test_what_is_taken_back_is_as_if_it_had_never_been(
    told: list[tuple[Kind, date, date]], data: st.DataObject
) -> None:
    events = tell(told)
    if not events:
        return
    wrong = data.draw(st.sampled_from(events))
    back = event(len(events) + 1, Kind.WITHDRAWN, TODAY, corrects=wrong.number)
    if refusal(MADE, events, back, today=TODAY) is None:
        without = [one for one in events if one is not wrong]
        assert stands([*events, back]) == stands(without)
        assert refusal(MADE, [*events, back], event(99, Kind.NEWS, TODAY, corrects=wrong.number), today=TODAY)


@given(TOLD, st.sampled_from(Kind), DAYS, DAYS, st.data())
def test_a_correction_stands_in_the_place_of_the_mistake(
    told: list[tuple[Kind, date, date]], kind: Kind, on: date, appointment: date, data: st.DataObject
) -> None:
    events = tell(told)
    if not events or kind is Kind.WITHDRAWN:
        return
    wrong = data.draw(st.sampled_from(events))
    right = event(len(events) + 1, kind, on, appointment, wrong.number)
    without = [one for one in events if one is not wrong]
    alone = event(len(events) + 1, kind, on, appointment)
    assert (refusal(MADE, events, right, today=TODAY) is None) == (refusal(MADE, without, alone, today=TODAY) is None)
    if refusal(MADE, events, right, today=TODAY) is None:
        assert stands([*events, right]) == stands([*without, alone])


@given(TOLD, st.sampled_from(Kind), DAYS)
def test_closing_is_final_unless_corrected(told: list[tuple[Kind, date, date]], kind: Kind, appointment: date) -> None:
    events = tell([*told, (Kind.CLOSED, TODAY, TODAY)])
    if stands(events).step is not Step.CLOSED:
        return
    closing = effective(events)[-1]
    assert (
        refusal(MADE, events, event(50, kind, TODAY, appointment), today=TODAY) is not None or kind is Kind.APPOINTMENT
    )
    late = event(50, kind, max(closing.happened_on, TODAY), TODAY)
    assert refusal(MADE, events, late, today=TODAY) is not None
    reopened = [*events, event(51, Kind.WITHDRAWN, TODAY, corrects=closing.number)]
    assert stands(reopened) == stands([one for one in events if one is not closing])


def test_the_usual_way() -> None:
    told = [
        (Kind.APPOINTMENT, MADE, MADE + timedelta(days=20)),
        (Kind.SEEN, MADE + timedelta(days=20), MADE),
        (Kind.NEWS, MADE + timedelta(days=35), MADE),
        (Kind.CLOSED, MADE + timedelta(days=36), MADE),
    ]
    steps = [stands(tell(told[:count])).step for count in range(5)]
    assert steps == [Step.FOLLOWED, Step.SEEN, Step.SEEN, Step.NEWS, Step.CLOSED]
    assert stands(tell(told[:1])).supposed
    assert not stands(tell(told[:2])).supposed
    assert stands(tell(told[:1])).appointment_on == MADE + timedelta(days=20)


def test_an_appointment_to_come_is_not_yet_supposed_nor_on_the_day_itself() -> None:
    for ahead in (0, 5):
        one = [event(1, Kind.APPOINTMENT, TODAY, TODAY + timedelta(days=ahead))]
        assert (stands(one).step, stands(one).supposed) == (Step.APPOINTMENT, False)


def test_an_appointment_told_after_the_letter_stands_before_it() -> None:
    letter = event(1, Kind.NEWS, date(2026, 10, 1))
    happened, on = day_of(Kind.APPOINTMENT, MADE, date(2026, 9, 20), today=TODAY)
    late = event(2, Kind.APPOINTMENT, happened, on)
    assert refusal(MADE, [letter], late, today=TODAY) is None
    assert (stands([letter, late]).step, stands([letter, late]).appointment_on) == (Step.NEWS, date(2026, 9, 20))


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (event(9, Kind.NEWS, MADE - timedelta(days=1)), "before_referral"),
        (event(9, Kind.APPOINTMENT, TODAY, date(1926, 3, 12)), "before_referral"),
        (event(9, Kind.APPOINTMENT, TODAY, TODAY + timedelta(days=800)), "too_far"),
        (Event(9, Kind.APPOINTMENT, TODAY), "no_day"),
        (event(9, Kind.NEWS, TODAY + timedelta(days=2)), "to_come"),
        (event(9, Kind.NEWS, TODAY, corrects=4), "nothing_to_correct"),
    ],
)
def test_days_that_cannot_be(new: Event, code: str) -> None:
    refused = refusal(MADE, [], new, today=TODAY)
    assert refused is not None
    assert refused.code == code


def test_a_clock_set_back_is_told_as_such() -> None:
    refused = refusal(MADE, [], event(1, Kind.NEWS, MADE - timedelta(days=200)), today=MADE - timedelta(days=200))
    assert refused is not None
    assert refused.code == "clock"
    before = standing(MADE, [], followed=True, today=MADE - timedelta(days=200))
    assert before.step is Step.FOLLOWED


def test_a_referral_may_be_backdated_not_dated_ahead() -> None:
    assert refused_referral(TODAY - timedelta(days=900), today=TODAY) is None
    for day in (TODAY + timedelta(days=2), date(1926, 3, 12)):
        assert refused_referral(day, today=TODAY) is not None


def test_what_nobody_follows_ends_by_itself_and_what_is_followed_does_not() -> None:
    old = TODAY - SILENT_END
    assert standing(old, [], followed=False, today=TODAY).step is Step.ENDED
    assert standing(old + timedelta(days=1), [], followed=False, today=TODAY).step is Step.NOTED
    assert standing(old, [], followed=True, today=TODAY).step is Step.FOLLOWED
    seen = [event(1, Kind.APPOINTMENT, old, TODAY - timedelta(days=30))]
    assert standing(old, seen, followed=False, today=TODAY).step is Step.SEEN


def test_every_step_that_is_over_is_told() -> None:
    assert {Step(kind) for kind in Kind if kind not in (Kind.APPOINTMENT, Kind.SEEN)} | {Step.ENDED} == OVER
