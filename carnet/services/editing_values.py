"""What may be written into a card's columns, and how it is cleaned: nothing typed is lost, nothing wrong is kept."""

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from carnet.domain.patients import refuse_social_security_number
from carnet.domain.structures import Span
from carnet.errors import CarnetError
from carnet.queries.journal_words import column
from carnet.words import NARROW, long_date, number

LONGEST_LINE = 300  # characters of a name, a label, an address
LONGEST_NOTE = 20_000
_NOTES = frozenset({
    "note", "practical_note", "does", "does_not", "redirects_to", "aids", "entry_route", "papers", "zone", "condition",
    "hours", "access", "cost",
})  # fmt: skip
_IDENTIFIERS = frozenset({"rpps", "adeli", "finess", "siret"})
_CHOICES = {
    ("correspondent", "status"): ("active", "paused", "closed", "retired"),
    ("correspondent", "gender"): ("", "F", "M"),
    ("correspondent", "sector"): ("", "1", "2", "optam", "none", "public"),
    ("role", "mode"): ("", "private", "employed", "volunteer"),
    ("line", "kind"): ("phone", "fax", "email", "secure", "web"),
    ("line", "use"): (
        "", "secretariat", "direct", "opinion", "internal", "ward", "consultation", "home", "emergency",
    ),
    ("line", "ring"): ("public", "practice", "personal"),
    ("structure_link", "kind"): ("contains", "carries", "replaces"),
}  # fmt: skip
_NOT_BY_HAND = {
    "correspondent": {"id", "uuid", "kind", "created_at", "updated_at", "deleted_at"},
    "structure_profile": {"id", "correspondent_id"},
    "structure_link": {"id", "uuid", "from_id", "to_id"},
    "site": {"id", "uuid", "register_key"},
    "role": {"id", "uuid", "correspondent_id", "is_lead"},
    "line": {"id", "uuid", "correspondent_id", "role_id", "site_id", "digits"},
}
_OLDEST_AGE = 130
_LEFTWARD_OF_UTC = timedelta(days=1)  # somewhere it is already tomorrow


def cleaned(table: sa.Table, given: Mapping[str, object]) -> dict[str, Any]:
    """The columns as they may be written. Raises CarnetError for a value, ValueError for a column no hand changes."""
    editable = set(table.c.keys()) - _NOT_BY_HAND[table.name]
    if unknown := given.keys() - editable:
        raise ValueError(f"{table.name} has no column to edit named {sorted(unknown)}")
    return {name: _clean(table.c[name], value) for name, value in given.items()}


def _clean(where: sa.Column[Any], value: object) -> Any:
    choices = _CHOICES.get((where.table.name, where.name))
    if choices is not None:
        if value not in choices:
            raise _refused(where.name, value)
        return value
    if where.name in _IDENTIFIERS:
        return _identifier(value)
    kind = where.type.python_type
    if kind is str:
        return clean_text(where.name, value, LONGEST_NOTE if where.name in _NOTES else LONGEST_LINE)
    if value is None and where.nullable:
        return None
    if kind is bool:
        if not isinstance(value, bool):
            raise _refused(where.name, value)
        return value
    if kind is date:
        return _day(where.name, value)
    return _whole(where, value)


def clean_text(name: str, value: object, longest: int = LONGEST_LINE) -> str:
    """Text as typed, whole, in any script, without what no eye sees; on one line unless it is a note.

    Raises CarnetError when it is longer than `longest` characters, SocialSecurityNumber when it holds one.
    """
    if not isinstance(value, str):
        raise _refused(name, value)
    refuse_social_security_number(value)
    lines = longest == LONGEST_NOTE
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(_visible(char, lines=lines) for char in text).strip()
    if len(text) > longest:
        raise CarnetError(
            f"« {column(name)} »{NARROW}: {number(len(text))} caractères, {number(longest)} au plus."
            " Rien n’a été changé."
        )
    return text


def _visible(char: str, *, lines: bool) -> str:
    """The character; a space for one that breaks a line; nothing for a control character or half of a character."""
    if char == "\n":
        return "\n" if lines else " "
    if char in "\t\u2028\u2029\v\f":
        return " "
    return "" if unicodedata.category(char) in ("Cc", "Cs") else char


def _identifier(value: object) -> str | None:
    """A number without spaces, never refused for its check digit; None when empty."""
    text = clean_text("rpps", value or "")
    return "".join(text.split()).upper() or None


def _day(name: str, value: object) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise _refused(name, value)
    return value


def _whole(where: sa.Column[Any], value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or (value < 0):
        raise _refused(where.name, value)
    if where.name in ("age_min", "age_max") and value > _OLDEST_AGE:
        raise _refused(where.name, value)
    return value


def _refused(name: str, value: object) -> CarnetError:
    said = "rien" if value in (None, "") else f"« {value} »"
    return CarnetError(f"« {column(name)} » ne peut pas être {said}. Rien n’a été changé.")


def check_span(what: str, since: date | None, until: date | None) -> None:
    """Raise CarnetError when `what` would end before it begins."""
    if Span(since, until).backwards and since and until:
        raise CarnetError(
            f"{what} finirait le {long_date(until)}, avant d’avoir commencé le {long_date(since)}. Rien n’a été changé."
        )


def check_past(what: str, day: date | None, now: datetime) -> None:
    """Raise CarnetError for a day that is not come yet."""
    if day is not None and day > (now + _LEFTWARD_OF_UTC).date():
        raise CarnetError(f"{what} ne peut pas dater du {long_date(day)}, qui est à venir. Rien n’a été changé.")


def check_named(row: Mapping[str, Any]) -> None:
    """Raise CarnetError when a card would have neither name nor function."""
    if not (row["family_name"] or row["given_name"] or row["label"]):
        raise CarnetError("Une fiche garde au moins un nom ou une fonction. Rien n’a été changé.")


def check_ages(row: Mapping[str, Any]) -> None:
    """Raise CarnetError when the youngest would be older than the oldest."""
    low, high = row["age_min"], row["age_max"]
    if low is not None and high is not None and low > high:
        raise CarnetError(f"L’âge minimal ({low} ans) dépasse l’âge maximal ({high} ans). Rien n’a été changé.")
