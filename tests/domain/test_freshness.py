"""What « À vérifier » says of a card: ages by kind, what is missing, and what is nobody's business but the owner's."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from carnet.domain.disclosure import Profile, parts_of
from carnet.domain.freshness import CODES, LONG, SHORT, State, narrowed, reasons, shelf_life
from carnet.domain.specialties import FAMILIES, Catalogue

TODAY = date(2026, 11, 22)
DAYS = st.dates(date(2015, 1, 1), TODAY)
FAMILY = st.frozensets(st.sampled_from(FAMILIES))
STATES = st.builds(
    State,
    families=FAMILY,
    entered=DAYS,
    status=st.sampled_from(("active", "paused", "closed", "retired")),
    verified_on=st.none() | DAYS,
    has_number=st.booleans(),
    has_commune=st.booleans(),
    can_be_met=st.booleans(),
    met=st.booleans(),
    last_used=st.none() | DAYS,
)


def codes(state: State, today: date = TODAY) -> list[str]:
    return [reason.code for reason in reasons(state, today)]


def doctor(**more: object) -> State:
    return State(**{"families": frozenset({"doctor"}), "entered": TODAY} | more)  # type: ignore[arg-type]


def test_teams_age_sooner_than_doctors() -> None:
    assert SHORT < LONG
    for family in ("paramedic", "nurse", "social", "structure", "psychology"):
        assert shelf_life([family]) == SHORT
    for family in ("doctor", "midwife", "dental", "pharmacy"):
        assert shelf_life([family]) == LONG
    assert shelf_life(["doctor", "social"]) == SHORT
    assert shelf_life([]) == SHORT


def test_every_shipped_specialty_has_an_age() -> None:
    assert {shelf_life([one.family]) for one in Catalogue.shipped()} == {SHORT, LONG}


def test_a_card_is_stale_on_the_day_its_time_is_over_not_before() -> None:
    checked = TODAY - LONG
    assert codes(doctor(verified_on=checked)) == ["stale"]
    assert codes(doctor(verified_on=checked + timedelta(days=1))) == []
    assert codes(doctor(entered=checked, last_used=TODAY)) == ["unchecked"]


def test_what_is_missing_is_said_thing_by_thing() -> None:
    state = State(frozenset(), TODAY, has_number=False, has_commune=False)
    assert codes(state) == ["no_number", "no_specialty", "no_commune"]


def test_unused_means_a_year_in_the_book_without_a_referral() -> None:
    year = timedelta(days=365)
    assert codes(doctor(entered=TODAY - year)) == ["unused"]
    assert codes(doctor(entered=TODAY - year + timedelta(days=1))) == []
    assert codes(doctor(entered=TODAY - year, last_used=TODAY - timedelta(days=364))) == []
    assert codes(doctor(entered=date(2025, 6, 1), verified_on=TODAY, last_used=TODAY - year)) == ["unused"]


def test_only_who_can_be_met_was_never_met() -> None:
    assert codes(doctor(can_be_met=True)) == ["never_met"]
    assert codes(doctor(can_be_met=True, met=True)) == []
    assert codes(doctor(can_be_met=False)) == []


@given(STATES)
def test_whoever_is_gone_is_never_to_be_checked_and_reasons_keep_their_order(state: State) -> None:
    found = codes(state)
    assert found == [code for code in CODES if code in found]
    if state.status in ("closed", "retired"):
        assert found == []


@given(STATES, st.none() | DAYS, st.booleans(), st.booleans())
def test_whom_the_doctor_met_and_uses_changes_nothing_for_the_secretary(
    state: State, last_used: date | None, can_be_met: bool, met: bool
) -> None:
    other = State(
        state.families, state.entered, state.status, state.verified_on, state.has_number, state.has_commune,
        can_be_met, met, last_used,
    )  # fmt: skip
    seen, same = narrowed(state, parts_of(Profile.SECRETARY)), narrowed(other, parts_of(Profile.SECRETARY))
    assert seen is not None
    assert same is not None
    assert reasons(seen, TODAY) == reasons(same, TODAY)
    assert {reason.code for reason in reasons(seen, TODAY)}.isdisjoint({"unused", "never_met"})


@given(STATES)
def test_who_may_see_public_things_only_is_told_nothing(state: State) -> None:
    assert narrowed(state, parts_of(Profile.PATIENT)) is None
    assert narrowed(state, parts_of(Profile.COLLEAGUE)) is None
    assert narrowed(state, parts_of(Profile.OWNER)) == state


@given(STATES, st.integers(0, 2000))
def test_a_check_today_settles_age_and_time_alone_never_does(state: State, later: int) -> None:
    after = TODAY + timedelta(days=later)
    assert set(codes(state)) <= set(codes(state, after))
