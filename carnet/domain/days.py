"""A day of the loop as a hand types it: « 12/3 », « 12 mars », « lundi », « demain », « 40 j », or whole.

Whatever bears its year is read by `domain.dates`.
"""

import re
from datetime import date, timedelta

from carnet.domain import dates
from carnet.domain.text import fold
from carnet.errors import CarnetError

_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_TO_COME = {"demain": 1, "apres demain": 2}
_AFTER = re.compile(r"(?:dans )?(\d{1,3}) ?(j|jours?|s|sem|semaines?|mois)")
_WITHOUT_YEAR = re.compile(r"(?:le )?(\d{1,2}|1er) (\d{1,2}|[a-z]{3,9})")


def read_near_day(text: str, *, today: date, ahead: bool) -> date:
    """The day meant. Without its year it is the nearest to come when `ahead` (an appointment), else the nearest past.

    A weekday likewise; « 40 j » counts from today, forwards. Raises CarnetError, saying what is wrong.
    """
    words = fold(text)
    if words in _TO_COME:
        return today + timedelta(days=_TO_COME[words])
    if words in _WEEKDAYS:
        return _weekday(_WEEKDAYS.index(words), today, ahead=ahead)
    if after := _AFTER.fullmatch(words):
        return today + timedelta(days=dates.read_days(f"{after[1]} {after[2]}"))
    if _WITHOUT_YEAR.fullmatch(words):
        return _nearest(words, today, ahead=ahead)
    return dates.read_day(text, today=today)


def read_appointment(text: str, *, today: date, made_on: date) -> date:
    """The day of an appointment, which may be told once it is past: of a day and a month, the nearest of the two.

    It is past only when that is not before `made_on`, the referral's day. Raises CarnetError, saying what is wrong.
    """
    coming = read_near_day(text, today=today, ahead=True)
    if not _WITHOUT_YEAR.fullmatch(fold(text)):
        return coming
    past = read_near_day(text, today=today, ahead=False)
    return past if made_on <= past and today - past < coming - today else coming


def _weekday(weekday: int, today: date, *, ahead: bool) -> date:
    days = (weekday - today.weekday()) % 7
    return today + timedelta(days=(days or 7) if ahead else days - 7 if days else 0)


def _nearest(words: str, today: date, *, ahead: bool) -> date:
    """The day and month in the year that puts them nearest; a 29 February looks a few years further."""
    way = 1 if ahead else -1
    refused: CarnetError | None = None
    for step in range(9):
        try:
            found = dates.read_day(f"{words} {today.year + way * step}", today=today)
        except CarnetError as error:
            refused = refused or error
            continue
        if (found >= today) if ahead else (found <= today):
            return found
    assert refused is not None
    raise refused
