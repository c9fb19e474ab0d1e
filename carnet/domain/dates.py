"""Dates and delays as French people type them: « 3 mars 2026 », « 03/03/2026 », « mars 2026 », « 3 semaines »."""

from calendar import monthrange
from datetime import date, timedelta

from carnet.domain.text import fold
from carnet.errors import CarnetError

_MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
    "decembre",
)  # fmt: skip
_SPELT = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
_SHORTEST_MONTH = 3  # letters that tell a month: « fév », « mar »
_AHEAD = {"le", "en", "du", "depuis", "au", "debut", "fin"}
_RELATIVE = {"aujourd hui": 0, "ce jour": 0, "hier": -1, "avant hier": -2}
_OLDEST, _LATEST = 1900, 2100
_YEAR = 4  # digits
_YEARS_AHEAD = 20  # that two digits may still mean: in 2026 « 31 » is 2031, « 68 » is 1968
_UNITS = {"j": 1, "jour": 1, "jours": 1, "s": 7, "sem": 7, "semaine": 7, "semaines": 7, "m": 30, "mois": 30}
_HOW = "écrivez 3 mars 2026, 03/03/2026 ou mars 2026."
_NARROW = "\u202f"


def read_day(text: str, *, today: date, last: bool = False) -> date:
    """The day that `text` names, day before month as in French, or year first.

    A month or a year alone is its first day, its last one when `last`. Raises CarnetError, saying what is wrong, for
    a text that is no date and for a day that no calendar has.
    """
    folded = fold(text)
    if folded in _RELATIVE:
        return today + timedelta(days=_RELATIVE[folded])
    words = folded.split()
    while words and words[0] in _AHEAD:
        words = words[1:]
    if not words or any(char.isalnum() and not fold(char) for char in text):
        raise _no_date(text)
    if words[0].isdigit() and len(words[0]) == _YEAR:
        words.reverse()
    before = [_day_or_month(word) for word in words[:-1]]
    year = _year(words[-1], today, short=len(before) == 2)
    if year is None and len(before) < 2 and (before or not words[0].isdigit()) and _day_or_month(words[-1]):
        raise CarnetError(f"Il manque l’année{_NARROW}: {_HOW}")
    if year is None or len(before) > 2 or None in before:
        raise _no_date(text)
    day, month = ([None, None, *before])[-2:]
    return _existing(day, month, year, last=last)


def _no_date(text: str) -> CarnetError:
    return CarnetError(f"«{_NARROW}{_shortened(text)}{_NARROW}» n’est pas une date{_NARROW}: {_HOW}")


def _day_or_month(word: str) -> int | None:
    """The number that a word is: « 03 », « 1er », « mars », « févr »; None for another word."""
    if word == "1er":
        return 1
    if word.isdigit():
        return int(word) if len(word) <= 2 else None
    named = [at for at, month in enumerate(_MONTHS, 1) if month.startswith(word)]
    return named[0] if len(named) == 1 and len(word) >= _SHORTEST_MONTH else None


def _year(word: str, today: date, *, short: bool) -> int | None:
    """The year of four digits; of two, the nearest, where `short` allows. None when it is no year."""
    if not word.isdigit():
        return None
    if len(word) == 2 and short:
        year = today.year // 100 * 100 + int(word)
        return year - 100 if year > today.year + _YEARS_AHEAD else year
    if len(word) != _YEAR:
        return None
    if not _OLDEST <= int(word) <= _LATEST:
        raise CarnetError(f"L’année {word} ne peut pas être juste{_NARROW}: {_HOW}")
    return int(word)


def _existing(day: int | None, month: int | None, year: int, *, last: bool) -> date:
    if month is None:
        month = 12 if last else 1
    if not 1 <= month <= 12:
        raise CarnetError(f"Il n’y a pas de mois {month}{_NARROW}: le jour vient avant le mois, comme 03/12/2026.")
    longest = monthrange(year, month)[1]
    if day is None:
        day = longest if last else 1
    if not 1 <= day <= longest:
        raise CarnetError(f"Le {day} {_SPELT[month - 1]} {year} n’existe pas{_NARROW}: ce mois-là finit le {longest}.")
    return date(year, month, day)


def read_days(text: str) -> int:
    """How many days « 9 », « 9 j », « 3 semaines », « 2 mois » are. Raises CarnetError for anything else."""
    words = fold(text).replace("environ ", "").split()
    if len(words) == 1:  # « 9j », « 3sem »
        digits = words[0].rstrip("abcdefghijklmnopqrstuvwxyz")
        words = [part for part in (digits, words[0][len(digits) :]) if part]
    unit = _UNITS.get(words[1]) if len(words) == 2 else 1 if len(words) == 1 else None
    if unit is None or not words[0].isdigit() or len(words[0]) > 4 or text.strip().startswith("-"):
        raise CarnetError(
            f"«{_NARROW}{_shortened(text)}{_NARROW}» n’est pas un délai{_NARROW}: écrivez 9, 3 semaines ou 2 mois."
        )
    return int(words[0]) * unit


def _shortened(text: str) -> str:
    return text.strip() if len(text.strip()) <= 40 else f"{text.strip()[:39]}…"
