"""« Je n'adresse pas »: for how long it stands, when it is to be looked at again."""

from datetime import date, timedelta

from msgspec import Struct

REASONS = ("disagreement", "no_reply", "delays", "fees", "patients", "unspecified")
NOTICE = timedelta(days=30)  # to be looked at again so long before it expires, and remembered so long after
LONGEST_YEARS = 3


class Terms(Struct, frozen=True):
    """The days of an avoidance. `ended_on`: lifted by hand, or renewed as another."""

    since: date
    expires_on: date
    review_on: date | None = None
    ended_on: date | None = None

    def holds(self, today: date) -> bool:
        """Whether it stands on `today`."""
        over = self.ended_on is not None and self.ended_on <= today
        return self.since <= today < self.expires_on and not over

    def to_review(self, today: date) -> bool:
        """Whether it should be looked at: its review has come, its end is near, or it just ended by itself."""
        if self.ended_on is not None or self.since > today:
            return False
        first = min(self.review_on or self.expires_on, self.expires_on - NOTICE)
        return first <= today < self.expires_on + NOTICE


def a_year_later(day: date) -> date:
    """The same day next year; 28 February for the 29th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def terms(today: date, until: date | None = None) -> Terms | None:
    """The terms of one set or renewed on `today`; None when `until` is not after today, or further than three years.

    It expires after twelve months unless another day is given, and is to be reviewed a month before.
    """
    end = until or a_year_later(today)
    if not today < end <= today + timedelta(days=366 * LONGEST_YEARS):
        return None
    return Terms(today, end, max(today + timedelta(days=1), end - NOTICE))
