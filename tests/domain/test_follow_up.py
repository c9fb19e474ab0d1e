"""The thresholds of « À suivre », day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.domain.avoidance import Terms, a_year_later, terms
from carnet.domain.days import read_appointment, read_near_day
from carnet.domain.follow_up import Awaited, Part, Sent, Watch, watch
from carnet.domain.referrals import OVER, Event, Kind, Step
from carnet.errors import CarnetError

TODAY = date(2026, 11, 22)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def seen_at(sent: Sent, today: date = TODAY) -> Watch:
    found = watch(sent, today)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("family", "mode", "delay", "first_due", "awaited"),
    [
        ("doctor", "letter", None, 60, Awaited.APPOINTMENT),
        ("dental", "", None, 60, Awaited.APPOINTMENT),
        ("paramedic", "advised", None, 21, Awaited.APPOINTMENT),
        ("nurse", "", None, 21, Awaited.APPOINTMENT),
        ("psychology", "", None, 21, Awaited.APPOINTMENT),
        ("social", "letter", None, 15, Awaited.APPOINTMENT),
        ("structure", "letter", None, 15, Awaited.APPOINTMENT),
        ("social", "phoned", None, 2, Awaited.CALL_BACK),
        ("doctor", "phoned", 40.0, 2, Awaited.CALL_BACK),
        ("doctor", "letter", 9.0, 18, Awaited.APPOINTMENT),
        ("doctor", "letter", 24.5, 49, Awaited.APPOINTMENT),
        ("doctor", "letter", 0.0, 0, Awaited.APPOINTMENT),
    ],
)
def test_waiting_for_an_appointment(
    family: str, mode: str, delay: float | None, first_due: int, awaited: Awaited
) -> None:
    sent = Sent(TODAY, mode, family=family, delay=delay)
    for days in range(90):
        state = seen_at(sent, TODAY + timedelta(days=days))
        assert state.due == (days >= first_due)
        assert state.expected.awaited is awaited
        assert state.part is (Part.CALL if awaited is Awaited.CALL_BACK else Part.SILENT)


def test_a_letter_is_overdue_forty_five_days_after_the_appointment() -> None:
    appointment = Event(1, Kind.APPOINTMENT, ago(80), ago(60))
    sent = Sent(ago(80), "letter", family="doctor", delay=3.0, events=(appointment,))
    for days in range(-19, 100):
        state = seen_at(sent, ago(60) + timedelta(days=days))
        assert state.due == (days >= 45)
        assert state.standing.step is (Step.SEEN if days > 0 else Step.APPOINTMENT)
        assert state.standing.supposed == (days > 0)


def test_what_sleeps_is_not_due_until_it_wakes() -> None:
    sent = Sent(ago(90), family="doctor", snoozed_until=TODAY + timedelta(days=7))
    assert (seen_at(sent).due, seen_at(sent).snoozed) == (False, True)
    assert seen_at(sent, TODAY + timedelta(days=7)).due


def test_what_is_only_noted_asks_nothing() -> None:
    assert watch(Sent(ago(90), followed=False), TODAY) is None


@given(st.sampled_from(Kind), st.integers(0, 400))
def test_nothing_that_is_over_asks_anything(kind: Kind, days: int) -> None:
    event = Event(1, kind, ago(50), ago(40) if kind is Kind.APPOINTMENT else None)
    state = watch(Sent(ago(60), events=(event,)), TODAY + timedelta(days=days))
    assert (state is None) == (Step(kind) in OVER)


def test_a_clock_set_back_makes_nothing_due() -> None:
    assert not seen_at(Sent(TODAY, "phoned"), ago(400)).due


def test_an_avoidance_lasts_a_year_and_is_reviewed_a_month_before() -> None:
    made = terms(TODAY)
    assert made is not None
    assert made.expires_on == date(2027, 11, 22) == a_year_later(TODAY)
    assert a_year_later(date(2028, 2, 29)) == date(2029, 2, 28)
    held = [made.holds(TODAY + timedelta(days=day)) for day in (-1, 0, 364, 365)]
    assert held == [False, True, True, False]
    reviewed = [made.to_review(made.expires_on + timedelta(days=day)) for day in (-31, -30, 0, 29, 30)]
    assert reviewed == [False, True, True, True, False]
    for until in (TODAY, ago(1), TODAY + timedelta(days=2000)):
        assert terms(TODAY, until) is None


def test_an_avoidance_that_ended_neither_holds_nor_is_reviewed() -> None:
    over = Terms(ago(300), TODAY + timedelta(days=10), ago(1), ended_on=TODAY)
    assert not over.holds(TODAY)
    assert over.holds(ago(1))
    assert not over.to_review(TODAY)


@pytest.mark.parametrize(
    ("text", "ahead", "day"),
    [
        ("12/3", True, date(2027, 3, 12)), ("12/3", False, date(2026, 3, 12)), ("22/11", True, TODAY),
        ("22 nov", False, TODAY), ("le 1er déc", True, date(2026, 12, 1)), ("lundi", True, date(2026, 11, 23)),
        ("dimanche", True, date(2026, 11, 29)), ("dimanche", False, TODAY), ("mardi", False, date(2026, 11, 17)),
        ("demain", True, date(2026, 11, 23)), ("hier", False, date(2026, 11, 21)), ("40 j", True, date(2027, 1, 1)),
        ("dans 3 semaines", True, date(2026, 12, 13)), ("+ 2 mois", True, date(2027, 1, 21)),
        ("2026-12-01", True, date(2026, 12, 1)), ("12/03/1926", True, date(1926, 3, 12)),
        ("29/2", True, date(2028, 2, 29)),
        ("29/2", False, date(2024, 2, 29)),
    ],
)  # fmt: skip
def test_a_day_is_read_as_typed(text: str, ahead: bool, day: date) -> None:
    assert read_near_day(text, today=TODAY, ahead=ahead) == day


@pytest.mark.parametrize("text", ["", "bientôt", "32/1", "12/13", "1/1/1", "99999 j"])
def test_a_day_that_is_none_is_said(text: str) -> None:
    with pytest.raises(CarnetError):
        read_near_day(text, today=TODAY, ahead=True)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("19/11", date(2026, 11, 19)),  # told late
        ("9/10", date(2027, 10, 9)),  # before the referral: it is the next one
        ("12/12", date(2026, 12, 12)),
        ("lundi", date(2026, 11, 23)),
        ("40 j", date(2027, 1, 1)),
        ("3 mai 2026", date(2026, 5, 3)),  # the machine refuses it, not the reading
    ],
)
def test_the_day_of_an_appointment_may_be_past(text: str, day: date) -> None:
    assert read_appointment(text, today=TODAY, made_on=date(2026, 10, 10)) == day


@given(st.dates(date(2026, 1, 1), TODAY), st.dates(date(2026, 1, 1), date(2027, 10, 31)))
def test_an_appointment_without_its_year_is_never_before_the_referral(made_on: date, meant: date) -> None:
    text = f"{meant.day}/{meant.month}"
    read = read_appointment(text, today=TODAY, made_on=made_on)
    assert read >= made_on or (meant.day, meant.month) == (29, 2)
    assert (read.day, read.month) == (meant.day, meant.month)
