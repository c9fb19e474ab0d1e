"""National files in their real layout, about people who do not exist."""

import gzip
import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite

from carnet.register.importer import import_file
from carnet.register.report import ImportReport
from tools.make_register import HEADER

TODAY = date(2026, 11, 22)
COLUMNS = HEADER.rstrip("|").split("|")
HEADER_52 = "|".join(COLUMNS[:52]) + "|"

# The two samples of the layout's description: a salaried doctor behind a CEDEX, an audioprosthetist without a commune.
PONTARLIER = (
    "8|10100000000|810100000000|DR|Docteur|M|Monsieur|EXEMPLE|ROMAIN|10|Médecin|C|Civil|S|Spécialité ordinale|SM53|"
    "Spécialiste en Médecine Générale|S|Salarié|26250462400012||250000700|250000452|F250000700|CHI SITE PONTARLIER||||2"
    "||FG|Faubourg|SAINT ETIENNE|CS 10329|25304 PONTARLIER CEDEX|25304|25462|Pontarlier|||0353010000||0353010001|"
    "contact@exemple.fr|||1250000700|CNOM/CNOM/ARS|SA01|Etablissement Public de santé|||||||"
)
DOUBS = (
    "0|012600000|0012600000|||M|Monsieur|EXEMPLE|ALEXANDRE|26|Audioprothésiste|C|Civil|||||S|Salarié|49940088500020||||"
    "C49940088500020|DOUBS OPTIC||DOUBS OPTIC||9||RTE|Route|DE BESANCON||25300 DOUBS|25300|||||||||||349940088500020|"
    "ARS/Variable/Variable|SA42|Appareillage médical|||||||"
)
_BASE = dict(zip(COLUMNS, PONTARLIER.split("|"), strict=False))
_SHORT = {
    "identifier": "Identifiant PP", "kind": "Type d'identifiant PP", "family": "Nom d'exercice",
    "given": "Prénom d'exercice", "profession": "Code profession", "skill": "Code savoir-faire",
    "mode": "Code mode exercice", "finess": "Numéro FINESS site", "company": "Raison sociale site",
    "sign": "Enseigne commerciale site", "number": "Numéro Voie (coord. structure)",
    "road": "Libellé Voie (coord. structure)", "box": "Mention distribution (coord. structure)",
    "routing": "Bureau cedex (coord. structure)", "postcode": "Code postal (coord. structure)",
    "insee": "Code commune (coord. structure)", "city": "Libellé commune (coord. structure)",
    "country": "Code pays (coord. structure)", "country_label": "Libellé pays (coord. structure)",
    "phone": "Téléphone (coord. structure)", "phone2": "Téléphone 2 (coord. structure)",
    "sector": "Code secteur d'activité", "sector_label": "Libellé secteur d'activité",
    "title": "Code civilité d'exercice", "siret": "Numéro SIRET site",
}  # fmt: skip
NO_SITE = dict.fromkeys(COLUMNS[19:50], "")


def row(**values: str) -> str:
    """The doctor of Pontarlier with other values, by the short names of columns."""
    cells = _BASE | {_SHORT[name]: value for name, value in values.items()}
    return "|".join(cells.values()) + "|"


def without_site(**values: str) -> str:
    """A person with no site at all."""
    cells = _BASE | NO_SITE | {_SHORT[name]: value for name, value in values.items()}
    return "|".join(cells.values()) + "|"


def as_in_2021(line: str) -> str:
    """The same line in the 52-column layout."""
    return "|".join(line.split("|")[:52]) + "|"


def text(*rows: str, header: str = HEADER) -> str:
    """A whole file."""
    return "\n".join((header, *rows)) + "\n"


def write(path: Path, content: str, encoding: str = "utf-8") -> Path:
    """Write a file as text."""
    path.write_bytes(content.encode(encoding))
    return path


def write_zip(path: Path, members: dict[str, str]) -> Path:
    """Write a .zip of texts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def write_gzip(path: Path, content: str) -> Path:
    """Write a .gz of one text."""
    path.write_bytes(gzip.compress(content.encode()))
    return path


def imported(path: Path, folder: Path, *, force: bool = False) -> ImportReport:
    """Import a file in silence."""
    return import_file(path, folder, progress=lambda _: None, cancelled=lambda: False, today=TODAY, force=force)


def import_rows(folder: Path, rows: Iterable[str], name: str = "ps.txt") -> ImportReport:
    """Import a file of these rows."""
    folder.mkdir(parents=True, exist_ok=True)
    return imported(write(folder / name, text(*rows)), folder / "register")


def select(path: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Rows of a snapshot."""
    connection = sqlite.connect(str(path))
    try:
        return list(connection.execute(sql, values))
    finally:
        connection.close()
