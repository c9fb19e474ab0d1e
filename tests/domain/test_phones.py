"""Telephone numbers: every way of writing one meets in one national form, and none is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.domain.phones import display, is_mobile, national, split_phones


@pytest.mark.parametrize(
    ("typed", "department", "expected"),
    [
        ("04 65 71 20 14", None, "0465712014"),
        ("04.65.71.20.14", None, "0465712014"),
        ("+33 4 65 71 20 14", None, "0465712014"),
        ("+33 (0)4 65 71 20 14", None, "0465712014"),
        ("0033465712014", None, "0465712014"),
        ("33465712014", None, "0465712014"),
        ("465712014", None, "0465712014"),
        ("0262 90 00 00", "974", "0262900000"),
        ("+262 262 90 00 00", None, "0262900000"),
        ("0590 90 00 00", "971", "0590900000"),
        ("40 50 60 70", "987", "+68940506070"),
        ("15", None, "15"),
        ("3919", None, "3919"),
        ("+41 22 345 67 89", None, "+41223456789"),
        ("le soir", None, ""),
    ],
)
def test_one_national_form(typed: str, department: str | None, expected: str) -> None:
    assert national(typed, department) == expected


def test_a_field_may_hold_two_numbers() -> None:
    assert split_phones("04 65 71 20 14 / 0639980000") == ("0465712014", "0639980000")
    assert split_phones("0465712014 ou 0639980000") == ("0465712014", "0639980000")
    assert split_phones("04657120140639980000") == ("0465712014", "0639980000")
    assert split_phones("0465712014;0465712014") == ("0465712014",)
    assert split_phones(" ") == ()


@given(st.text(max_size=40), st.sampled_from([None, "84", "974", "987"]))
def test_nothing_typed_raises(text: str, department: str | None) -> None:
    for number in split_phones(text, department):
        assert number
        assert national(number, department) == number or not number.startswith("0")


def test_display_in_pairs() -> None:
    assert display("0465712014") == "04 65 71 20 14"
    assert display("3919") == "39 19"
    assert display("15") == "15"
    assert is_mobile("0639980000")
    assert not is_mobile("0465712014")
