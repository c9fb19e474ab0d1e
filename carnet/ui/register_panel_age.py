"""When the register in place is old enough to be said so, and the line that says it."""

from datetime import date

from carnet.words import NARROW, long_date

OLD_MONTHS = 6


def months_between(day: date, today: date) -> int:
    """Whole months gone by."""
    return (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)


def age_words(day: date, today: date) -> str:
    """The line for a register of `day`, "" while it is younger than six months.

    The national file is published every month and few update a desktop tool so often: said sooner, the line would
    only teach not to read it.
    """
    months = months_between(day, today)
    if months < OLD_MONTHS:
        return ""
    return (
        f"Annuaire national du {long_date(day)} ({months} mois){NARROW}: des confrères ont pu partir ou s’installer. "
        "Votre carnet n’est pas concerné."
    )
