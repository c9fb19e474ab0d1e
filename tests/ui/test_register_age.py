"""A register that is old is said in one line."""

from datetime import date

import pytest

from carnet.ui.register_panel_age import age_words


@pytest.mark.parametrize(
    ("day", "months"), [(date(2026, 11, 1), 0), (date(2026, 5, 23), 0), (date(2026, 5, 22), 6), (date(2025, 9, 3), 14)]
)
def test_an_old_register_is_said_in_one_line(day: date, months: int) -> None:
    words = age_words(day, date(2026, 11, 22))
    assert bool(words) == bool(months)
    if months:
        assert f"({months} mois)" in words
        assert "Votre carnet n’est pas concerné" in words
