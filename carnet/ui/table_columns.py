"""The columns of the table: what each says, by what it sorts, how wide it is. No widget."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from carnet import words
from carnet.domain.filters import ATTRIBUTES
from carnet.domain.text import fold
from carnet.queries.table import Table, TableRow

MARK, NAME, WHY = "mark", "name", "why"


class Column(NamedTuple):
    """One column. `part`: what of a card the profile must see. `sort`: what rows are compared by, falsy comes last.

    `least` pixels at 100 %, and its `share` of what is left.
    """

    code: str
    title: str
    part: str
    text: Callable[[TableRow], str]
    sort: Callable[[TableRow], str | int]
    least: int
    share: int = 0


def columns(table: Table, reasons: dict[int, str]) -> tuple[Column, ...]:
    """Every column that the table's profile may see; « pourquoi » comes with reasons only."""
    found = [column for column in _every(reasons) if column.part == "public" or column.part in table.parts]
    return tuple(column for column in found if column.code != WHY or any(reasons.values()))


USUAL = (MARK, NAME, "number", "specialty", "commune", "status", "tags", "referred", "verified")
USUAL_WITH_REASONS = (MARK, NAME, "number", WHY, "specialty", "commune", "verified")


def _every(reasons: dict[int, str]) -> Iterable[Column]:
    tr = QCoreApplication.translate
    yield Column(MARK, tr("table", "★"), "private", _mark, lambda row: 1 if row.favourite else 0, 36)
    yield Column(NAME, tr("table", "Nom"), "public", lambda row: row.name, lambda row: row.order, 190, 4)
    yield Column("number", tr("table", "Pour le patient"), "public", lambda row: row.number, _digits, 116)
    yield Column(
        WHY, tr("table", "Pourquoi"), "public", _at(reasons), lambda row: fold(reasons.get(row.key, "")), 230, 6
    )
    yield Column("specialty", tr("table", "Spécialité"), "public", _specialties, _by_specialty, 130, 3)
    yield _text("commune", tr("table", "Commune"), lambda row: words.typeset(", ".join(row.towns)), 110, 2)
    yield _text("status", tr("table", "État"), lambda row: words.status(row.status, row.gender), 76, 1)
    yield _text(
        "tags", tr("table", "Étiquettes"), lambda row: " ".join(f"#{one}" for one in row.tags), 96, 2, "private"
    )
    yield _day("referred", tr("table", "Adressé le"), "judgement", lambda row: row.referred_on)
    yield _count("referrals", tr("table", "Adressages"), lambda row: row.referrals)
    yield _day("verified", tr("table", "Vérifiée le"), "practice", lambda row: row.verified_on)
    yield _day("changed", tr("table", "Modifiée le"), "private", lambda row: row.changed_at[:10])
    yield _day("added", tr("table", "Ajoutée le"), "private", lambda row: row.added_on)
    yield _text("structure", tr("table", "Structure"), lambda row: words.typeset(", ".join(row.structures)), 130, 2)
    yield _text("department", tr("table", "Département"), lambda row: ", ".join(row.departments), 60)
    yield _text("sector", tr("table", "Secteur"), lambda row: words.sector(row.sector), 90, 1)
    for at, code in enumerate(ATTRIBUTES):
        part = "practice" if code in ("teleexpertise", "escort") else "public"
        yield _text(code, _attribute_title(code), _attribute(at), 76, 0, part)
    yield _text("language", tr("table", "Langues"), lambda row: ", ".join(row.languages), 90, 1)
    yield _text("provenance", tr("table", "Provenance"), _provenance, 110, 1, "private")
    yield _text("opinion", tr("table", "Mon avis"), _marks, 110, 1, "opinion")


def _text(
    code: str, title: str, text: Callable[[TableRow], str], least: int, share: int = 0, part: str = "public"
) -> Column:
    return Column(code, title, part, text, lambda row: fold(text(row)), least, share)


def _day(code: str, title: str, part: str, read: Callable[[TableRow], str]) -> Column:
    return Column(code, title, part, lambda row: day_text(read(row)), read, 114)


def _count(code: str, title: str, read: Callable[[TableRow], int]) -> Column:
    return Column(code, title, "judgement", lambda row: str(read(row) or ""), read, 60)


def day_text(day: str) -> str:
    """« 14 oct. 2026 », "" for no day."""
    return words.short_date(date.fromisoformat(day)) if day else ""


def _mark(row: TableRow) -> str:
    """Neutral where a judgement lies behind it: never its reason."""
    return "⊘" if row.avoided else "★" if row.favourite else ""


def _at(reasons: dict[int, str]) -> Callable[[TableRow], str]:
    return lambda row: reasons.get(row.key, "")


def _digits(row: TableRow) -> str:
    return "".join(filter(str.isdigit, row.number))


def _specialties(row: TableRow) -> str:
    """« Rhumatologue », as the list and the card say of a person; « Maison de santé » of a structure."""
    if row.kind == "person":
        return ", ".join(dict.fromkeys(words.practitioner(code, row.gender) for code in row.specialties))
    return ", ".join(map(words.specialty, row.specialties))


def _by_specialty(row: TableRow) -> str:
    """By the specialty's own name: men and women of one profession stand together."""
    return fold(", ".join(map(words.specialty, row.specialties)))


_ATTRIBUTE_TITLES = {
    "home": "À domicile", "video": "Téléconsultation", "children": "Enfants", "new_patients": "Nouveaux patients",
    "accessible": "Accessible", "teleexpertise": "Téléexpertise", "escort": "Accompagne",
}  # fmt: skip


def _attribute_title(code: str) -> str:
    return _ATTRIBUTE_TITLES[code]


def _attribute(at: int) -> Callable[[TableRow], str]:
    def text(row: TableRow) -> str:
        value = row.attributes[at]
        return "" if value is None else words.yes_no(value)

    return text


_PROVENANCE = {"rencontre": ("rencontré", "rencontrée"), "recommande": ("recommandé", "recommandée")}


def _provenance(row: TableRow) -> str:
    said = (_PROVENANCE.get(code, ("trouvé", "trouvée"))[row.gender == "F"] for code in row.provenance)
    return ", ".join(said)


_MARKS = {"pointu": "expert", "humain": "humane", "fiable": "reliable", "donne-des-avis": "advice"}


def _marks(row: TableRow) -> str:
    return ", ".join(words.mark(_MARKS[one], row.gender) for one in row.marks)


def ordered(rows: Iterable[TableRow], column: Column, *, descending: bool) -> list[TableRow]:
    """Rows sorted by a column, those that say nothing in it last, ties in the order they came."""
    keyed = [(column.sort(row), row) for row in rows]
    said = [one for one in keyed if one[0]]
    said.sort(key=_first, reverse=descending)
    return [row for _, row in said] + [row for key, row in keyed if not key]


def avoided_last(rows: Sequence[TableRow]) -> Sequence[TableRow]:
    """The same order, whoever is avoided after all others: last in every list, whatever it is sorted by."""
    if not any(row.avoided for row in rows):
        return rows
    return [row for row in rows if not row.avoided] + [row for row in rows if row.avoided]


def _first(one: tuple[str | int, TableRow]) -> str | int:
    return one[0]
