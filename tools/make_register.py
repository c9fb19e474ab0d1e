#!/usr/bin/env python3
"""Write a fictitious Annuaire Santé file (PS_LibreAcces_Personne_activite layout) with its real oddities.

For benches and trials at national scale. No person in it exists, and every phone number lies in the blocks that the
numbering authority keeps for fiction. Needs numpy.

    python tools/make_register.py --rows 2200000 --out month1.txt --next month2.txt

`--next` also writes the following month's file: about 1 % of the rows differ (gone, new, phone or street changed).
The same `--seed` and `--rows` give the same files.
"""

import argparse
import csv
import gzip
import itertools
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
HEADER = (
    "Type d'identifiant PP|Identifiant PP|Identification nationale PP|Code civilité d'exercice|"
    "Libellé civilité d'exercice|Code civilité|Libellé civilité|Nom d'exercice|Prénom d'exercice|Code profession|"
    "Libellé profession|Code catégorie professionnelle|Libellé catégorie professionnelle|Code type savoir-faire|"
    "Libellé type savoir-faire|Code savoir-faire|Libellé savoir-faire|Code mode exercice|Libellé mode exercice|"
    "Numéro SIRET site|Numéro SIREN site|Numéro FINESS site|Numéro FINESS établissement juridique|"
    "Identifiant technique de la structure|Raison sociale site|Enseigne commerciale site|"
    "Complément destinataire (coord. structure)|Complément point géographique (coord. structure)|"
    "Numéro Voie (coord. structure)|Indice répétition voie (coord. structure)|Code type de voie (coord. structure)|"
    "Libellé type de voie (coord. structure)|Libellé Voie (coord. structure)|Mention distribution (coord. structure)|"
    "Bureau cedex (coord. structure)|Code postal (coord. structure)|Code commune (coord. structure)|"
    "Libellé commune (coord. structure)|Code pays (coord. structure)|Libellé pays (coord. structure)|"
    "Téléphone (coord. structure)|Téléphone 2 (coord. structure)|Télécopie (coord. structure)|"
    "Adresse e-mail (coord. structure)|Code Département (structure)|Libellé Département (structure)|"
    "Ancien identifiant de la structure|Autorité d'enregistrement|Code secteur d'activité|"
    "Libellé secteur d'activité|Code section tableau pharmaciens|Libellé section tableau pharmaciens|"
    "Code rôle|Libellé rôle|Code genre activité|Libellé genre activité|"
)


def _words(text: str, separator: str | None = None) -> list[str]:
    return text.split(separator)


# Code, label, thousands of people, share in private practice.
PROFESSIONS = [
    ("60", "Infirmier", 400, 0.2),
    ("10", "Médecin", 215, 0.45),
    ("70", "Masseur-Kinésithérapeute", 90, 0.8),
    ("21", "Pharmacien", 62, 0.3),
    ("40", "Chirurgien-Dentiste", 40, 0.85),
    ("50", "Sage-Femme", 20, 0.3),
    ("93", "Psychologue", 72, 0.35),
    ("91", "Orthophoniste", 24, 0.8),
    ("80", "Pédicure-Podologue", 13, 0.97),
    ("92", "Orthoptiste", 6, 0.6),
    ("94", "Ergothérapeute", 14, 0.2),
    ("95", "Diététicien", 14, 0.3),
    ("96", "Psychomotricien", 14, 0.3),
    ("98", "Manipulateur ERM", 35, 0.02),
    ("28", "Opticien-Lunetier", 38, 0.3),
    ("26", "Audioprothésiste", 5, 0.5),
    ("71", "Ostéopathe", 28, 0.99),
    ("72", "Psychothérapeute", 11, 0.9),
    ("73", "Chiropracteur", 1, 0.99),
    ("41", "Assistant de service social", 43, 0.02),
]
# Code of the specialty (TRE_R38) and its thousands of doctors.
SPECIALTIES = dict(
    zip(
        _words(
            "SM54 SM53 SM26 SM42 SM02 SM40 SM44 SM04 SM73 SM38 SM08 SM24 SM20 SM15 SM41 SM39 SM34 SM32 SM48 SM25 "
            "SM16 SM62 SM49 SM30 SM27 SM29 SM18 SM19 SM03 SM36 SM01 SM45 SM21 SM28 SM17 SM57 SM58 SM43 SM61 SM59 "
            "SM46 SM60 SM05 SM12 SM13 SM14 SM31 SM10 SM06 SM09 SM11 SM50"
        ),
        (
            *(62, 38, 8, 13, 11, 8.4, 8.5, 6, 1.2, 5.8, 3.6, 4, 5, 3.7, 3.1, 2, 0.9, 2.8, 2.7, 4.8),
            *(1.5, 0.6, 1.8, 1.7, 2.6, 2, 2.3, 1.4, 3, 1.2, 1.6, 0.9, 0.7, 0.8, 0.25, 0.6, 0.6, 1.6, 1, 4.5),
            *(1.2, 0.25, 2.3, 1.4, 0.7, 1.5, 0.6, 1.1, 0.5, 0.35, 0.45, 0.3),
        ),
        strict=True,
    )
)
GIVEN = _words(
    "MARIE JEAN PIERRE ISABELLE SOPHIE PHILIPPE NATHALIE CATHERINE NICOLAS JULIEN CAMILLE LÉA THOMAS MÉLANIE "
    "FRANÇOIS HÉLÈNE CHLOÉ ANTOINE JULIE CLAIRE MICHEL ÉRIC CÉLINE ANNE-LAURE MATHIEU PAUL LUCIE VINCENT EMMA "
    "BENOÎT AGNÈS OLIVIER SARAH KARIM FATIMA YASMINE MOHAMED LINH THI-MAI JOÃO INÈS ANDRÉ-PIERRE MARC ÉLODIE"
)
FAMILY = _words(
    "MARTIN BERNARD DUBOIS THOMAS ROBERT RICHARD PETIT DURAND LEROY MOREAU SIMON LAURENT LEFEBVRE LEFÈVRE MICHEL "
    "GARCIA DAVID BERTRAND ROUX VINCENT FOURNIER MOREL GIRARD ANDRE LEFEVRE MERCIER DUPONT DUPOND LAMBERT BONNET "
    "FRANCOIS MARTINEZ LEGRAND GARNIER FAURE ROUSSEAU BLANC GUERIN MULLER HENRY ROUSSEL NICOLAS PERRIN MORIN "
    "MATHIEU CLEMENT GAUTHIER DUMONT LOPEZ FONTAINE CHEVALIER ROBIN MASSON SANCHEZ GERARD NGUYEN BOYER DENIS "
    "LEMAIRE DUVAL JOLY GAUTIER ROGER ROCHE ROY NOEL MEYER LUCAS MEUNIER JEAN PEREZ MARCHAND DUFOUR BLANCHARD "
    "MARIE BARBIER BRUN DUMAS BRUNET SCHMITT LEROUX COLIN FERNANDEZ ARNAUD RENARD ROLLAND CARON AUBERT GIRAUD "
    "LECLERC VIDAL BOURGEOIS RENAUD LEMOINE PICARD GAILLARD PHILIPPE LECLERCQ LACROIX FABRE DUPUIS OLIVIER "
    "RODRIGUEZ HUBERT BENALI BENSAÏD DIALLO TRAORE D'ALMEIDA DE_SOUSA PARIS ORANGE LILLE"
)
ONSETS = _words("B BR C CH CL D F G GR H J L M N P PR R S T TR V BOU MA GUI DE_ LE_ SAINT- BEN_ EL_ KER PEY MON D'")
VOWELS = _words("A E I O U AU OU AI EAU ON AN OI É")
CODAS = _words(
    "BARD CAULT DET FEAU GIER LIN LLON NOT PEL RELLE SSEZ TAUD VAT ZOIS CHAND GNENT QUEY RTAC NDOU LMES ROUX"
)
STREET_TYPES = [
    ("RUE", "Rue"),
    ("AV", "Avenue"),
    ("BD", "Boulevard"),
    ("CHE", "Chemin"),
    ("PL", "Place"),
    ("RTE", "Route"),
]
STREETS = _words(
    "DE LA REPUBLIQUE;VICTOR HUGO;JEAN JAURES;DE LA GARE;PASTEUR;GAMBETTA;DES ECOLES;DU GENERAL DE GAULLE;"
    "DE VERDUN;SAINT ETIENNE;DU STADE;NATIONALE;DE L'EGLISE;DES LILAS;VOLTAIRE;DU DR ROUX",
    ";",
)
SITES = _words(
    "CABINET MEDICAL;CABINET INFIRMIER;PHARMACIE;CENTRE HOSPITALIER;CLINIQUE;EHPAD;MAISON DE SANTE;CTRE DE SANTE;"
    "CABINET DENTAIRE;LABORATOIRE;CABINET DE KINESITHERAPIE;SELARL",
    ";",
)
# The blocks kept for fiction, and how often a number of each is drawn.
FICTION_BLOCKS = ("019900", "026191", "035301", "046571", "053649", "063998")
WHOLE_CITIES = {"751": "75056", "132": "13055", "693": "69123"}

Place = dict[str, str]


@dataclass(frozen=True, slots=True)
class Person:
    """What the rows of one person have in common."""

    number: str
    profession: str
    label: str
    specialty: str
    specialty_label: str
    family: str
    given: str
    woman: bool


def places() -> tuple[list[Place], Any]:
    """Communes with a postcode, the three big cities as arrondissements only, and their weights."""
    with gzip.open(RESOURCES / "communes.csv.gz", "rt", encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["cps"] and r["insee"] not in WHOLE_CITIES.values()]
    return rows, np.array([int(r["pop"] or 0) + 30 for r in rows], float)


def specialty_labels() -> dict[str, str]:
    """Label of each specialty code, as the national file writes it."""
    with (RESOURCES / "nomenclatures" / "specialites.csv").open(encoding="utf-8") as file:
        return {row[0]: row[1].removesuffix(" (SM)") for row in csv.reader(file)}


def surnames(rng: Any, size: int = 230_000) -> list[str]:
    """The common ones first, then made-up ones: a Zipf-like vocabulary."""
    bounds = (len(ONSETS), len(VOWELS), len(CODAS), len(VOWELS), len(CODAS), 2)
    draws = zip(*(rng.integers(0, bound, size) for bound in bounds), strict=True)
    made = (ONSETS[a] + VOWELS[b] + CODAS[c] + (VOWELS[d] + CODAS[e] if long else "") for a, b, c, d, e, long in draws)
    return [name.replace("_", " ") for name in dict.fromkeys(itertools.chain(FAMILY, made))]


def zipf(rng: Any, n: int, count: int, flat: float = 12.0, power: float = 0.87) -> Any:
    """`count` ranks below `n`, the first ones the likeliest."""
    weights = 1 / (np.arange(1, n + 1) + flat) ** power
    return np.searchsorted(np.cumsum(weights / weights.sum()), rng.random(count)).clip(0, n - 1)


def lines(rows: int, seed: int) -> Iterator[str]:
    """Yield one data line per activity: a person has 1 to 6 of them, often in the same département."""
    rng = np.random.default_rng(seed)
    communes, weight = places()
    count = int(rows / 1.8) + 1
    home = rng.choice(len(communes), count, p=weight / weight.sum())
    activities = np.minimum(1 + rng.poisson(0.83, count), 6)
    near: dict[str, list[Place]] = {}
    for place in communes:
        near.setdefault(place["dep"], []).append(place)
    shares = {code: share for code, _, _, share in PROFESSIONS}
    written = 0
    for index, person in enumerate(people(count, rng)):
        for turn, dice in enumerate(rng.random((activities[index], 10)).tolist()):
            place = communes[home[index]]
            if turn and dice[0] < 0.45:
                around = near[place["dep"]]
                place = around[int(dice[1] * len(around))]
            yield "|".join(odd(row(person, turn, dice, place, dice[2] < shares[person.profession]), person, dice)) + "|"
            written += 1
            if written == rows:
                return


def people(count: int, rng: Any) -> Iterator[Person]:
    """`count` invented people, in the order of their identifiers."""
    names, labels = surnames(rng), specialty_labels()
    parts = np.array([p[2] for p in PROFESSIONS], float)
    profession = rng.choice(len(PROFESSIONS), count, p=parts / parts.sum())
    codes, sizes = list(SPECIALTIES), np.array(list(SPECIALTIES.values()))
    specialty = rng.choice(len(codes), count, p=sizes / sizes.sum())
    family, second, given = zipf(rng, len(names), count), zipf(rng, len(names), count), zipf(rng, len(GIVEN), count, 8)
    rpps = 10_000_000_000 + np.sort(rng.choice(900_000_000, count, replace=False))
    double, woman = rng.random(count) < 0.08, rng.random(count) < 0.6
    for i in range(count):
        code, label, _, _ = PROFESSIONS[profession[i]]
        skill = codes[specialty[i]] if code == "10" else ""
        name = names[family[i]] + ("-" + names[second[i]] if double[i] else "")
        skill_label = labels[skill] if skill else ""
        yield Person(str(rpps[i]), code, label, skill, skill_label, name, GIVEN[given[i]], bool(woman[i]))


def row(person: Person, turn: int, dice: Sequence[float], place: Place, private: bool) -> list[str]:
    """The 56 values of one activity; `dice` are ten draws in [0, 1)."""
    doctor = bool(person.specialty)
    site = site_of(person, turn, dice, place, private)
    return [
        *("8", person.number, "8" + person.number, "DR" if doctor else "", "Docteur" if doctor else ""),
        *(("MME", "Madame") if person.woman else ("M", "Monsieur")),
        *(person.family, person.given, person.profession, person.label, "C", "Civil"),
        *(("S", "Spécialité ordinale") if doctor else ("", "")),
        *(person.specialty, person.specialty_label),
        *(("L", "Libéral, indépendant, artisan, commerçant") if private else ("S", "Salarié")),
        *(site[:28]),
        *(
            "CNOM/CNOM/ARS" if doctor else "ARS/ARS/ARS",
            *site[28:],
            "",
            "",
            "",
            "",
            "GENR01",
            "Activité standard de soin",
        ),
    ]


def site_of(person: Person, turn: int, dice: Sequence[float], place: Place, private: bool) -> list[str]:
    """The 28 coordinate values of a site, then its sector's code and label; all empty for one salaried in six."""
    if not private and dice[4] < 0.16:
        return [""] * 30
    codes = place["cps"].split()
    postcode, town = codes[int(dice[3] * len(codes))], place["nom"].upper()
    name = f"CABINET {person.family}" if private else f"{SITES[int(dice[5] * len(SITES))]} {town}"
    cedex = not private and dice[6] > 0.88
    short, street_type = STREET_TYPES[int(dice[6] * len(STREET_TYPES))]
    only_routing_line = dice[4] > 0.97
    return [
        *("", "", "" if private else f"{int(dice[5] * 1e9):09d}", "", f"R{person.number}{turn}", name, "", "", ""),
        *(str(1 + int(dice[7] * 200)), "B" if dice[9] < 0.03 else "", short, street_type),
        *(STREETS[int(dice[5] * len(STREETS))], "CS 10329" if cedex else ""),
        *(f"{postcode} {town}" + (" CEDEX" if cedex else ""), postcode),
        *(("", "") if only_routing_line else (place["insee"], place["nom"])),
        *("", "", "" if dice[0] > 0.78 else phone_of(name, dice, private), "", ""),
        *("contact@exemple-sante.fr" if dice[1] < 0.3 else "", "", "", ""),
        *(("SA07", "Cabinet individuel") if private else ("SA01", "Etablissement Public de santé")),
    ]


def phone_of(site: str, dice: Sequence[float], private: bool) -> str:
    """A phone as people write it; the people of one salaried site share its switchboard."""
    draw = int(dice[7] * 5) * 10_000 + int(dice[3] * 10_000) if private else zlib.crc32(site.encode())
    block = FICTION_BLOCKS[draw // 10_000 % len(FICTION_BLOCKS)]
    phone = f"{block}{draw % 10_000:04d}"
    if dice[0] < 0.6:
        return phone
    if dice[0] < 0.7:
        return " ".join(phone[i : i + 2] for i in range(0, 10, 2))
    return "+33" + phone[1:] if dice[0] < 0.75 else phone + " / 0639980000"


def odd(values: list[str], person: Person, dice: Sequence[float]) -> list[str]:
    """A few rows in a hundred are odd: old ADELI numbers, abroad, a letter as number, a whole city, other skills."""
    rare, which = dice[8] * dice[9], dice[2]
    if rare < 0.85:
        return values
    if which < 0.2:
        values[0:3] = ["0", person.number[2:], "0" + person.number[2:]]
    elif which < 0.4:
        values[34:40] = ["GL 5O 2QJ CHELTENHAM", "GL", "", "", "99132", "Royaume-uni"]
    elif which < 0.6:
        values[28] = "P"
    elif which < 0.8:
        values[36] = WHOLE_CITIES.get(values[36][:3], values[36])
    elif person.profession == "10":
        values[13:17] = ["CAPA", "Capacité de médecine", "CAPA05", "Evaluation et traitement de la douleur"]
    return values


def a_month_later(line: str, dice: float) -> str | None:
    """The same line a month later, or None when the activity is gone."""
    if dice < 0.004:
        return None
    values = line.split("|")
    if dice < 0.006:
        values[40] = "0199009999"
    elif dice < 0.008:
        values[28] = "7"
    return "|".join(values)


def newcomers(rows: int, seed: int) -> Iterator[str]:
    """Lines of people whom the first month does not hold."""
    for line in itertools.islice(lines(rows, seed + 2), rows // 300):
        values = line.split("|")
        if values[0] == "8":
            values[1] = str(int(values[1]) + 900_000_001)
            values[2] = "8" + values[1]
            yield "|".join(values)


def write(rows: int, seed: int, out: Path, later: Path | None = None) -> None:
    """Write `rows` lines to `out` and, when asked, the following month's file to `later`."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", encoding="utf-8", newline="\n") as file:
        file.write(HEADER + "\n")
        file.writelines(line + "\n" for line in lines(rows, seed))
    if later:
        rng = np.random.default_rng(seed + 1)
        with out.open(encoding="utf-8") as before, later.open("w", encoding="utf-8", newline="\n") as file:
            file.write(next(before))
            changed = (a_month_later(line.rstrip("\n"), rng.random()) for line in before)
            file.writelines(line + "\n" for line in changed if line)
            file.writelines(line + "\n" for line in newcomers(rows, seed))


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--next", type=Path, help="also write the following month's file")
    args = parser.parse_args()
    write(args.rows, args.seed, args.out, args.next)


if __name__ == "__main__":
    main()
