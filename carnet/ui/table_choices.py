"""What the rows can be filtered by, in words: every field and value there is, with how many cards have it."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from carnet import words
from carnet.domain.filters import (
    NEVER,
    NO,
    UNKNOWN,
    YES,
    And,
    Day,
    Filter,
    Is,
    Not,
    Or,
    Tag,
    Word,
    compiled,
    show,
    slug,
    tag_key,
)
from carnet.domain.text import fold
from carnet.geo.departments import DEPARTMENTS
from carnet.queries.table import Table
from carnet.ui.table_columns import day_text
from carnet.words import NARROW

_FIELDS = {
    "kind": "Fiche", "specialty": "Spécialité", "commune": "Commune", "department": "Département", "status": "État",
    "sector": "Secteur", "gender": "Genre", "language": "Langue", "structure": "Structure", "home": "À domicile",
    "video": "Téléconsultation", "children": "Enfants", "new_patients": "Nouveaux patients",
    "accessible": "Accessible en fauteuil", "teleexpertise": "Téléexpertise", "escort": "Accompagne",
    "ring": "Une ligne visible par", "number": "Numéro pour le patient", "favourite": "Favori", "met": "Rencontré(e)",
    "provenance": "Provenance", "mark": "Mon avis", "avoided": "Je n’adresse pas", "verified": "Vérifiée",
    "referred": "Adressage", "changed": "Modifiée", "added": "Ajoutée",
}  # fmt: skip
_VALUES = {
    "personne": "personne", "structure": "structure", "actif": "en activité", "pause": "en pause",
    "ferme": "a cessé son activité", "retraite": "à la retraite", "optam": "secteur 2, OPTAM",
    "non-conventionne": "non conventionné", "cabinet": "le cabinet", "rencontre": "rencontré(e)",
    "recommande": "recommandé(e)", "trouve": "trouvé(e) quelque part", "donne-des-avis": "donne des avis",
}  # fmt: skip
_DATED = {
    "verified": ("vérifiée", (6, 12, 24)), "referred": ("adressage", (3, 6, 12)), "changed": ("modifiée", (1, 3)),
    "added": ("ajoutée", (1, 3, 12)),
}  # fmt: skip
_NEVER = {"verified": "jamais vérifiée", "referred": "jamais d’adressage"}
_ORDER = (
    "specialty", "commune", "department", "status", "sector", "home", "video", "children", "new_patients",
    "accessible", "teleexpertise", "escort", "ring", "number", "favourite", "met", "provenance", "mark", "avoided",
    "language", "structure", "gender", "kind",
)  # fmt: skip


class Offer(NamedTuple):
    """One filter to add: what it keeps, how it reads, by which words it is found, how many cards it keeps."""

    keeps: Filter
    label: str
    folded: str
    cards: int


Names = dict[str, dict[str, str]]  # field → what its slugs are in full


def offers(table: Table, names: Names) -> tuple[Offer, ...]:
    """Every filter that keeps somebody, field by field, the commonest values first."""
    return tuple(_offers(table, names))


def _offers(table: Table, names: Names) -> Iterator[Offer]:
    if "private" in table.parts:
        tags = Counter(key for row in table.rows for key in table.tags(row))
        for tag, count in tags.most_common():
            yield _offer(Tag(tag), names, count)
    for field in _ORDER:
        if not table.knows(field):
            continue
        read = table.values(field)
        found = Counter(value for row in table.rows for value in set(read(row)))
        for value, count in found.most_common():
            if field != "specialty" or value in names["specialty"]:
                yield _offer(Is(field, value), names, count)
    yield from _dated(table, names)


def _dated(table: Table, names: Names) -> Iterator[Offer]:
    for field, (_, ages) in _DATED.items():
        if not table.knows(field):
            continue
        asked: list[Filter] = [Is(field, NEVER)] if field in _NEVER else []
        for months in ages:
            asked += [Not(Day(field, f"{months}m")), Day(field, f"{months}m")]
        for keeps in asked:
            test = compiled(keeps, table, table.today)
            yield _offer(keeps, names, sum(map(test, table.rows)))


def _offer(keeps: Filter, names: Names, count: int) -> Offer:
    label = said(keeps, names)
    return Offer(keeps, label, fold(f"{label} {show(keeps)}"), count)


def names_of(table: Table) -> Names:
    """What the slugs of a field are in full: only what cards say."""
    found: Names = {"specialty": {}, "commune": {}, "language": {}, "structure": {}, "tag": {}}
    for row in table.rows:
        for code in row.specialties:
            found["specialty"][code] = words.specialty(code)
        for field, texts in (("commune", row.towns), ("language", row.languages), ("structure", row.structures)):
            for text in texts:
                found[field][slug(text)] = words.typeset(text)
        for label, key in zip(row.tags, map(tag_key, row.tags), strict=True):
            found["tag"][key] = label
    return found


def said(keeps: Filter, names: Names) -> str:
    """A filter in words: « Spécialité : Rhumatologie », « sans #loin », « pas vérifiée depuis 12 mois »."""
    if isinstance(keeps, Not) and isinstance(keeps.of, Day) and keeps.of.since:
        what, _ = _DATED[keeps.of.field]
        since = _since(keeps.of.when)
        return f"pas d’adressage {since}" if keeps.of.field == "referred" else f"pas {what} {since}"
    if isinstance(keeps, Not):
        return f"sans {said(keeps.of, names)}"
    if isinstance(keeps, Tag):
        return f"#{names.get('tag', {}).get(keeps.label, keeps.label)}{'…' if keeps.start else ''}"
    if isinstance(keeps, Day):
        what, _ = _DATED[keeps.field]
        return f"{what} {_since(keeps.when) if keeps.since else _before(keeps.when)}"
    if isinstance(keeps, Is):
        if keeps.value == NEVER and keeps.field in _NEVER:
            return _NEVER[keeps.field]
        value = _value(keeps.field, keeps.value, names)
        return f"{_FIELDS[keeps.field]}{NARROW}: {value}{'…' if keeps.start else ''}"
    if isinstance(keeps, Or):
        return " ou ".join(said(one, names) for one in keeps.of)
    return ", ".join(said(one, names) for one in keeps.of) if isinstance(keeps, And) else _word(keeps)


def _word(keeps: Word) -> str:
    return f"« {keeps.text} »"


def _since(when: str) -> str:
    return f"depuis {int(when[:-1])} mois" if when.endswith("m") else f"depuis le {day_text(when)}"


def _before(when: str) -> str:
    return f"il y a plus de {int(when[:-1])} mois" if when.endswith("m") else f"avant le {day_text(when)}"


def _value(field: str, value: str, names: Names) -> str:
    if field in names and value in names[field]:
        return names[field][value]
    if field == "department":
        code = value.upper()
        return f"{words.typeset(DEPARTMENTS[code])} ({code})" if code in DEPARTMENTS else value
    if field == "sector" and value in ("1", "2", "public"):
        return value
    if value in (YES, NO, UNKNOWN):
        return value
    return _VALUES.get(value, value)
