"""A review of an import, or of duplicates, in French: verdicts, reasons, names of what is laid side by side."""

from collections.abc import Iterable
from datetime import date

from carnet.domain.matching import Sign, Verdict
from carnet.domain.merge import Item
from carnet.domain.phones import display
from carnet.domain.sides import Delay, Line, Place
from carnet.queries import journal_words
from carnet.words import line_use, long_date, plural, specialty, yes_no

_VERDICTS = {
    Verdict.NEW: "nouvelle", Verdict.SAME: "déjà là", Verdict.PROBABLE: "peut-être déjà là",
    Verdict.CONFLICT: "à décider",
}  # fmt: skip
_SIGNS = {
    Sign.RPPS: "même RPPS", Sign.ADELI: "même ADELI", Sign.FINESS: "même FINESS", Sign.SIRET: "même SIRET",
    Sign.SOURCE: "déjà venue de ce fichier", Sign.NAME: "même nom", Sign.PART_OF_NAME: "même nom de famille",
    Sign.NEAR_NAME: "nom proche", Sign.SPECIALTY: "même spécialité", Sign.PLACE: "même commune",
    Sign.PHONE: "même téléphone", Sign.EMAIL: "même courriel", Sign.OTHER_NAME: "autre nom",
    Sign.OTHER_SPECIALTY: "autre spécialité", Sign.OTHER_PLACE: "autre commune",
    Sign.SEVERAL: "plusieurs fiches y ressemblent", Sign.FIELDS: "elles se contredisent",
    Sign.ERASED: "effacée de ce carnet", Sign.TRASHED: "à la corbeille",
}  # fmt: skip
_PARTS = {
    "line": "ligne", "place": "lieu", "delay": "délai annoncé", "skill": "compétence", "language": "langue",
    "tag": "étiquette",
}  # fmt: skip
_COLUMNS = {"role_hours": "horaires", "structure": "structure", "name": "nom du lieu"}


def verdict(code: Verdict) -> str:
    """« déjà là »."""
    return _VERDICTS[code]


def sign(code: Sign) -> str:
    """« même commune »."""
    return _SIGNS[code]


def signs(codes: Iterable[Sign]) -> str:
    """« même nom · même spécialité »."""
    return " · ".join(map(sign, codes))


def what(item: Item) -> str:
    """What is laid side by side: « note », « ligne », « rue »."""
    if item.part in _PARTS:
        return _PARTS[item.part]
    name = item.name.removeprefix("profile.")
    own = _COLUMNS.get(name) if item.part == "place_detail" else None
    return own or journal_words.column(name)


def value(item: Item, told: object) -> str:
    """One side of an item, as it is read; "" when it is not known."""
    if told is None or told == "":
        return ""
    if isinstance(told, Line):
        use = line_use(told.use)
        return " ".join(part for part in (display(told.digits) if told.digits else told.value, use, told.label) if part)
    if isinstance(told, Place):
        return place(told)
    if isinstance(told, Delay):
        return f"{plural(told.days, 'jour', 'jours')}, annoncé le {long_date(told.told_on)}"
    if isinstance(told, bool):
        return yes_no(told)
    if isinstance(told, date):
        return long_date(told)
    return journal_words.code(item.name, str(told))


def place(told: Place) -> str:
    """« Rhumatologie, 1 rue des Lices, 84400 Apt »."""
    known = specialty(told.specialty) if told.specialty else ""
    town = f"{told.postcode} {told.city}".strip()
    return ", ".join(part for part in (known, told.function, told.structure, told.name, told.street, town) if part)
