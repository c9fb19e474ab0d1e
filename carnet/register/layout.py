"""Where the columns of an Annuaire Santé file stand: its headers, however they are spelt, to positions.

Source of the layout: the header lines of PS_LibreAcces_Personne_activite from 2021 (52 columns) to 2026 (56 columns).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from carnet.domain.text import fold
from carnet.errors import CarnetError

# What the rest of the room unpacks in this order.
PERSON = ("identifier", "identifier_type", "title", "civility", "family", "given")
SITE = (
    *("company", "sign", "recipient", "building", "number", "repetition", "road_type", "road", "box"),
    *("routing", "postcode", "insee", "city", "country", "country_label", "phone", "phone2", "fax", "email"),
    *("finess", "siret", "sector"),
)

# What each column may be called, once folded and without its little words; the first is today's name.
_NAMES: dict[str, tuple[str, ...]] = {
    "identifier": ("identifiant", "numero identifiant", "numero rpps", "rpps"),
    "identifier_type": ("type identifiant",),
    "title": ("code civilite exercice",),
    "civility": ("code civilite",),
    "family": ("nom exercice", "nom"),
    "given": ("prenom exercice", "prenom"),
    "profession": ("code profession",),
    "profession_label": ("libelle profession",),
    "skill": ("code savoir faire",),
    "skill_label": ("libelle savoir faire",),
    "mode": ("code mode exercice",),
    "siret": ("numero siret site", "numero siret"),
    "finess": ("numero finess site", "numero finess"),
    "company": ("raison sociale site", "raison sociale"),
    "sign": ("enseigne commerciale site", "enseigne commerciale"),
    "recipient": ("complement destinataire",),
    "building": ("complement point geographique",),
    "number": ("numero voie",),
    "repetition": ("indice repetition voie",),
    "road_type": ("libelle type voie",),
    "road": ("libelle voie",),
    "box": ("mention distribution",),
    "routing": ("bureau cedex", "ligne acheminement"),
    "postcode": ("code postal",),
    "insee": ("code commune", "code insee commune", "code commune insee"),
    "city": ("libelle commune",),
    "country": ("code pays",),
    "country_label": ("libelle pays",),
    "phone": ("telephone", "telephone 1"),
    "phone2": ("telephone 2",),
    "fax": ("telecopie", "fax"),
    "email": ("adresse e mail", "adresse email", "adresse mail", "e mail", "email"),
    "sector": ("code secteur activite",),
    "sector_label": ("libelle secteur activite",),
}
_REQUIRED = {
    "identifier": "Identifiant PP",
    "family": "Nom d'exercice",
    "given": "Prénom d'exercice",
    "profession": "Code profession",
    "profession_label": "Libellé profession",
    "skill": "Code savoir-faire",
    "company": "Raison sociale site",
    "road": "Libellé Voie (coord. structure)",
    "routing": "Bureau cedex (coord. structure)",
    "postcode": "Code postal (coord. structure)",
    "insee": "Code commune (coord. structure)",
    "city": "Libellé commune (coord. structure)",
    "phone": "Téléphone (coord. structure)",
    "sector": "Code secteur d'activité",
}
_LITTLE_WORDS = frozenset({"d", "de", "du", "des", "la", "le", "l", "coord", "structure", "pp"})
_OTHER_FILES = {
    "savoirfaire": "la liste des savoir-faire",
    "diplautexerc": "la liste des diplômes et autorisations d'exercice",
}

Cells = Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read one file: `width` named columns and a picker per group of values.

    `person` and `site` give tuples in the order of `PERSON` and `SITE`; a column that the file lacks reads "". The
    cells given to them are a line's, with one empty cell after the last named column.
    """

    width: int
    at: dict[str, int]
    person: Callable[[Cells], tuple[bytes, ...]]
    site: Callable[[Cells], tuple[bytes, ...]]


def layout_of(header: str, where: str) -> Layout:
    """The layout told by the header line; `where` names the file in messages.

    Raises CarnetError for the two sister files, and names the required columns that are missing.
    """
    names = header.rstrip("\r\n").split("|")
    width = len(names) - 1 if not names[-1].strip() else len(names)
    found = {_plain(name): position for position, name in reversed(list(enumerate(names[:width])))}
    at = {
        column: next((found[spelling] for spelling in spellings if spelling in found), width)
        for column, spellings in _NAMES.items()
    }
    missing = [label for column, label in _REQUIRED.items() if at[column] == width]
    if missing:
        refuse_sister(where)
        raise CarnetError(_missing(missing, where))
    return Layout(width, at, itemgetter(*(at[c] for c in PERSON)), itemgetter(*(at[c] for c in SITE)))


def refuse_sister(name: str) -> None:
    """Raise when the file's name says that it is one of the two lists published beside the one that is needed."""
    squeezed = fold(name).replace(" ", "")
    for mark, what in _OTHER_FILES.items():
        if mark in squeezed:
            raise CarnetError(
                f"« {name} » est {what} : c'est le fichier PS_LibreAcces_Personne_activite qu'il faut choisir."
            )


def _plain(name: str) -> str:
    return " ".join(word for word in fold(name).split() if word not in _LITTLE_WORDS)


def _missing(labels: list[str], where: str) -> str:
    listed = ", ".join(f"« {label} »" for label in labels[:3])
    if len(labels) == len(_REQUIRED):
        return (
            f"« {where} » n'est pas un fichier de l'Annuaire Santé : sa première ligne ne porte aucune des colonnes "
            f"attendues (« {labels[0]} », « {labels[1]} »…)."
        )
    if len(labels) == 1:
        return f"« {where} » : il manque la colonne {listed}."
    more = f" et {len(labels) - 3} autres" if len(labels) > 3 else ""
    return f"« {where} » : il manque les colonnes {listed}{more}."
