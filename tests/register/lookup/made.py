"""A small national file, drawn by seed and dense in what makes a look-up hard: namesakes, shared sites, odd rows."""

import random
from pathlib import Path

from carnet.geo.communes import Communes

HEADER = (
    "Type d'identifiant PP|Identifiant PP|Code civilité d'exercice|Code civilité|Nom d'exercice|Prénom d'exercice|"
    "Code profession|Libellé profession|Code savoir-faire|Libellé savoir-faire|Code mode exercice|"
    "Numéro SIRET site|Numéro FINESS site|Raison sociale site|Enseigne commerciale site|"
    "Complément destinataire (coord. structure)|Complément point géographique (coord. structure)|"
    "Numéro Voie (coord. structure)|Indice répétition voie (coord. structure)|"
    "Libellé type de voie (coord. structure)|Libellé Voie (coord. structure)|"
    "Mention distribution (coord. structure)|Bureau cedex (coord. structure)|Code postal (coord. structure)|"
    "Code commune (coord. structure)|Libellé commune (coord. structure)|Code pays (coord. structure)|"
    "Libellé pays (coord. structure)|Téléphone (coord. structure)|Téléphone 2 (coord. structure)|"
    "Télécopie (coord. structure)|Adresse e-mail (coord. structure)|Code secteur d'activité|"
    "Libellé secteur d'activité|"
)
SURNAMES = (
    *("MARTIN", "MARTINEZ", "MARTINEAU", "MARIE", "MARION", "LEFEBVRE", "LEFÈVRE", "DUPONT", "DUPOND", "BERNARD"),
    *("BENALI", "PARIS", "D'OR", "PAUL", "THOMAS", "SAINT-PAUL", "MASSON", "MERLE", "ROUX", "ROUSSEL", "ROUSSEAU"),
    *("PHILIPPE", "FILIPE", "LE ROUX", "DE SOUSA"),
)
GIVEN = (
    *("MARIE", "PAUL", "MARTINE", "JEAN-MARIE", "ANNE", "LÉA", "THOMAS", "PHILIPPE", "YASMINE", "ROXANE", "BERNARD"),
    "KARIM",
)
METIERS = (
    [("60", "Infirmier", "", "")] * 8
    + [("70", "Masseur-Kinésithérapeute", "", "")] * 4
    + [("91", "Orthophoniste", "", ""), ("93", "Psychologue", "", ""), ("50", "Sage-Femme", "", "")]
    + [("10", "Médecin", code, label) for code, label in (
        ("SM54", "Médecine générale"), ("SM53", "Spécialiste en médecine générale"), ("SM26", "Qualifié en MG"),
        ("SM48", "Rhumatologie"), ("SM04", "Cardiologie"), ("SM73", "Cardiologie et maladies vasculaires"),
        ("SM15", "Dermatologie"), ("SM42", "Psychiatrie"),
    )]
)  # fmt: skip
SECTORS = (
    ("SA01", "Etablissement Public de santé", "CENTRE HOSPITALIER"),
    ("SA04", "Etablissement privé non PSPH", "CLINIQUE"),
    ("SA05", "Centre de santé", "CENTRE DE SANTE"),
    ("SA07", "Cabinet individuel", "CABINET"),
    ("SA42", "Appareillage médical", "MAGASIN"),
)
PLACES = ("84035", "84007", "84003", "13001", "13201", "13202", "13055", "75056", "75115", "69123", "2A004", "97411")
WITHOUT_POSITION = ("97502", "14581")


def lines(rows: int, seed: int, communes: Communes) -> list[str]:
    """Lines of data: few names, a few hundred places of which some are crowded, sites that people share."""
    rng = random.Random(seed)
    around = [communes.insee[index] for code in ("84", "26") for index in communes.in_department(code)]
    places = [*PLACES, *WITHOUT_POSITION] * 20 + around
    sites = [_site(rng, rng.choice(places), number, communes) for number in range(rows // 3)]
    made: list[str] = []
    while len(made) < rows:
        person = _person(rng, 10_000_000_000 + len(made))
        metiers = rng.choices(METIERS, k=rng.choice((1, 1, 1, 2)))
        for turn in range(rng.choice((1, 1, 2, 3, 5))):
            site = NO_SITE if rng.random() < 0.06 else rng.choice(sites)
            made.append("|".join([*person, *metiers[turn % len(metiers)], *site]) + "|")
    return made[:rows]


def _person(rng: random.Random, identifier: int) -> list[str]:
    family = rng.choice(SURNAMES) + (f"-{rng.choice(SURNAMES)}" if rng.random() < 0.2 else "")
    title, civility = rng.choice(("", "", "DR")), rng.choice(("M", "MME", "MME", ""))
    return ["8", str(identifier), title, civility, family, rng.choice(GIVEN)]


def _site(rng: random.Random, insee: str, number: int, communes: Communes) -> list[str]:
    index = communes.by_insee(insee)
    assert index is not None
    sector, label, kind = rng.choice(SECTORS)
    city, postcode = communes.names[index], (communes.postcodes[index] or ("99999",))[0]
    abroad = rng.random() < 0.02
    place = (
        ["GENEVE", "", "", "", "99140", "SUISSE"] if abroad else [f"{postcode} {city}", postcode, insee, city, "", ""]
    )
    # The block 04 65 71 is kept for fiction.
    phones = [f"046571{number % 10_000:04d}", "0639980000" if rng.random() < 0.1 else ""]
    phones = phones if rng.random() < 0.7 else ["", ""]
    finess = f"84{number:07d}" if sector in ("SA01", "SA04") else ""
    address = ["", "", str(number % 90 + 1), "", "Rue", f"DES LILAS {number}", ""]
    return [
        rng.choice("LS"), "", finess, f"{kind} {number}", "", *address, *place, *phones, "", "", sector, label
    ]  # fmt: skip


NO_SITE = ["S", *[""] * 23]


def write(path: Path, rows: int, seed: int, communes: Communes) -> None:
    """The file, as the national one is written."""
    path.write_text("\n".join([HEADER, *lines(rows, seed, communes), ""]), encoding="utf-8")
