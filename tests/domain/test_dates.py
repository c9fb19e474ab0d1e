"""Dates as they are typed: every usual way reads the same, what no calendar has is refused in words."""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.domain.dates import read_day, read_days
from carnet.errors import CarnetError
from carnet.words import long_date, month_and_year

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "typed",
    [
        "3 mars 2026", "03/03/2026", "3/3/26", "2026-03-03", "03.03.2026", " le 3 MARS 2026 ", "3 mar 2026", "3-3-2026",
        "depuis le 3 mars 2026",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(typed: str) -> None:
    assert read_day(typed, today=TODAY) == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("mars 2026", date(2026, 3, 1), date(2026, 3, 31)),
        ("03/2026", date(2026, 3, 1), date(2026, 3, 31)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("févr. 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("fin juin 2025", date(2025, 6, 1), date(2025, 6, 30)),
    ],
)
def test_a_month_or_a_year_is_its_first_day_or_its_last(typed: str, first: date, last: date) -> None:
    assert read_day(typed, today=TODAY) == first
    assert read_day(typed, today=TODAY, last=True) == last


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1er mai 2026", date(2026, 5, 1)), ("aujourd’hui", TODAY), ("hier", date(2026, 11, 21)),
        ("12 août 68", date(1968, 8, 12)), ("12/08/31", date(2031, 8, 12)), ("29/02/2024", date(2024, 2, 29)),
    ],
)  # fmt: skip
def test_other_ways(typed: str, day: date) -> None:
    assert read_day(typed, today=TODAY) == day


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("31 février 2026", "n’existe pas"), ("29/02/2026", "finit le 28"), ("31/04/2026", "finit le 30"),
        ("0/03/2026", "n’existe pas"), ("03/13/2026", "pas de mois 13"), ("2026-13-01", "pas de mois 13"),
        ("3 mars", "manque l’année"), ("03/03", "manque l’année"), ("mars", "manque l’année"),
        ("3 mars 3026", "L’année 3026"), ("bientôt", "n’est pas une date"), ("3", "n’est pas une date"),
        ("3 jui 2026", "n’est pas une date"), ("1 2 3 2026", "n’est pas une date"), ("", "n’est pas une date"),
        ("٣ mars 2026", "n’est pas une date"), ("😀", "n’est pas une date"), ("x" * 500, "n’est pas une date"),
        ("20260303", "n’est pas une date"), ("le", "n’est pas une date"),
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_in_words(typed: str, told: str) -> None:
    with pytest.raises(CarnetError, match=told) as caught:
        read_day(typed, today=TODAY)
    assert len(str(caught.value)) < 160


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_what_the_program_writes_it_reads_back(day: date) -> None:
    for written in (long_date(day), f"{day:%d/%m/%Y}", day.isoformat()):
        assert read_day(written, today=TODAY) == day
    assert read_day(month_and_year(day), today=TODAY) == day.replace(day=1)
    assert read_day(month_and_year(day), today=TODAY, last=True) + timedelta(days=1) == (
        day.replace(day=1) + timedelta(days=31)
    ).replace(day=1)


@given(st.text(max_size=30))
def test_no_text_is_a_bug(text: str) -> None:
    for read in (lambda: read_day(text, today=TODAY), lambda: read_days(text)):
        with contextlib.suppress(CarnetError):
            assert read() is not None


@pytest.mark.parametrize(
    ("typed", "days"),
    [("9", 9), ("9 j", 9), ("9j", 9), ("9 jours", 9), ("3 semaines", 21), ("3sem", 21), ("2 mois", 60), ("0", 0)],
)
def test_a_delay_is_read_in_days(typed: str, days: int) -> None:
    assert read_days(typed) == days


@pytest.mark.parametrize("typed", ["", "longtemps", "-3", "3 ans", "12345", "2 3"])
def test_what_is_no_delay_is_refused_in_words(typed: str) -> None:
    with pytest.raises(CarnetError, match="n’est pas un délai"):
        read_days(typed)
