"""The demonstration's register: rows around Cavaillon, in the national file's layout and with its oddities.

Three sources: the pictures' people, written by hand; people of the book, under the same identifier; and the crowd of
the national generator, brought to the communes within 80 km and to the two blocks of numbers.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from carnet.domain.phones import digits_of, national
from tools import make_register as national_file
from tools.demo.base import LANDLINE, MOBILE, PRACTICE, Card, communes, kilometres, surnames, words
from tools.demo.official import CODES
from tools.make_register import Person

RADIUS_KM = 80
RHEUMATOLOGISTS, FARTHER_THAN_KM = 13, 38  # beside those by hand, who stay the nearest
PUBLIC_BEYOND_KM = 23  # nearer dermatologists are in private practice, so that the CH d'Avignon's answers « s1 »
_NUMBER = re.compile(r"(?:\+33|0)\d[\d ]*\d")
_COLUMNS = {name: index for index, name in enumerate(national_file.HEADER.split("|")[:-1])}
_SITE, _FINESS = _COLUMNS["Raison sociale site"], _COLUMNS["Numéro FINESS site"]
_STREET_NUMBER = _COLUMNS["Numéro Voie (coord. structure)"]
_STREET = _COLUMNS["Libellé Voie (coord. structure)"]
_PHONE, _EMAIL = _COLUMNS["Téléphone (coord. structure)"], _COLUMNS["Adresse e-mail (coord. structure)"]
_SECTOR, _SECTOR_LABEL = _COLUMNS["Code secteur d'activité"], _COLUMNS["Libellé secteur d'activité"]
_STREETS = ("DES OLIVIERS", "DE LA GARE", "DU CANAL", "DES PLATANES", "DU VIEUX MOULIN", "DE LA FONTAINE")
# Where a salaried person of a profession works: places of a town, of a village.
_HOSPITAL, _CLINIC, _CENTRE, _HOUSE = "CENTRE HOSPITALIER", "CLINIQUE", "CENTRE DE SANTE", "MAISON DE SANTE"
_TOWN, _VILLAGE = (_HOSPITAL, _HOSPITAL, _HOSPITAL, _CLINIC, _CENTRE), (_CENTRE, _HOUSE, "EHPAD")
_PLACES = {"21": ("PHARMACIE",), "28": ("OPTIQUE",), "26": ("AUDITION",), "40": (_CENTRE, "CABINET DENTAIRE")}
_SECTORS = {
    _HOSPITAL: ("SA01", "Etablissement Public de santé"),
    _CLINIC: ("SA04", "Etablissement privé non PSPH"),
    _CENTRE: ("SA05", "Centre de santé"),
    _HOUSE: ("SA09", "Maison de santé"),
    "EHPAD": ("SA16", "Etablissement pour personnes âgées"),
    "PHARMACIE": ("SA33", "Pharmacie d'officine"),
    "OPTIQUE": ("SA41", "Optique-lunetterie"),
    "AUDITION": ("SA42", "Appareillage médical"),
    "CABINET DENTAIRE": ("SA08", "Cabinet de groupe"),
}
# Women's among the national generator's given names, which it draws apart from the title.
_WOMEN = set(
    words(
        "MARIE ISABELLE SOPHIE NATHALIE CATHERINE CAMILLE LÉA MÉLANIE HÉLÈNE CHLOÉ JULIE CLAIRE CÉLINE ANNE-LAURE "
        "LUCIE EMMA AGNÈS SARAH FATIMA YASMINE LINH THI-MAI INÈS ÉLODIE"
    )
)
_COMMON = 0.3  # share of people who bear one of the national generator's common surnames
_PRIVATE = ("L", "Libéral, indépendant, artisan, commerçant", "SA07", "Cabinet individuel")
_PUBLIC = ("S", "Salarié", "SA01", "Etablissement Public de santé")


@dataclass(frozen=True, slots=True)
class Listed:
    """One row by hand. `phone` as printed in the file; `site` names a public hospital, "" a private practice."""

    family: str
    given: str
    specialty: str
    town: str
    phone: str = ""
    site: str = ""
    woman: bool = True
    street: tuple[str, str, str] = ("8", "Rue", "DES OLIVIERS")


_BY_HAND = (
    (Listed("MERINDAL", "LOU", "rhumatologie", "Le Thor"),),
    (Listed("D'ESTOUBLON", "MAÏA", "rhumatologie", "Salon-de-Provence", "04 65 71 48 90"),),
    (
        Listed("FARANDE", "UGO", "rhumatologie", "Carpentras", "0465716212", woman=False),
        Listed("FARANDE", "UGO", "rhumatologie", "Orange", "0465716213", woman=False),
    ),
    (Listed("ROUVIGUIER", "INÈS", "rhumatologie", "Arles", "0465717700", "CENTRE HOSPITALIER D'ARLES"),),
    (Listed("TAULISSANE", "SALOMÉ", "dermatologie", "Avignon", "0465713060", "CENTRE HOSPITALIER D'AVIGNON"),),
    (Listed("LEFEBVRE", "NICOLAS", "cardiologie", "Carpentras", "0465716301", woman=False),),
    (Listed("LEFÈVRE", "ÉLODIE", "sage-femme", "Cavaillon", "0465716302"),),
    (Listed("MARTIN", "MARIE", "kinesitherapie", "Le Thor", "0639986303"),),
    (Listed("D'ORNANE", "CLAIRE", "orthophonie", "Saint-Rémy-de-Provence", "0465716304"),),
    (Listed("D'ORGEVAL", "MARC", "medecine-generale", "Robion", "0465716305", woman=False),),
    (Listed("PARIS", "VINCENT", "medecine-generale", "Apt", "0465716306", woman=False),),
    (Listed("ORANGE", "SOPHIE", "infirmier", "Carpentras", "0639986307"),),
)


def rows(count: int, seed: int, cards: list[Card]) -> Iterator[str]:
    """The file's lines: the header, then `count` rows in the order of their identifiers."""
    by_hand = list(_hand_rows()) + list(_book_rows(cards))
    around = _Around(seed, {digits_of(number) for number in numbers_in(cards)})
    yield national_file.HEADER
    yield from sorted(by_hand + list(around.rows(count - len(by_hand))))


def surnames_by_hand() -> list[str]:
    """Surnames of the pictures' people."""
    return [one.family for sites in _BY_HAND for one in sites]


def numbers_in(value: Any) -> Iterator[str]:
    """Every telephone number written anywhere in a card."""
    if isinstance(value, dict):
        if isinstance(value.get("value"), str) and value.get("kind", "phone") == "phone":
            yield value["value"]
        for part in value.values():
            yield from numbers_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from numbers_in(part)


def _hand_rows() -> Iterator[str]:
    towns = {row["nom"]: row for row in communes() if row["dep"] in ("84", "13")}
    for index, sites in enumerate(_BY_HAND):
        for turn, one in enumerate(sites):
            yield _line(one, f"109000{index:05d}", turn, towns[one.town])


def _book_rows(cards: list[Card]) -> Iterator[str]:
    """Two thirds of the book's people who have an identifier, and all the cast's."""
    towns = {row["insee"]: row for row in communes()}
    for index, card in enumerate(card for card in cards if card.get("rpps")):
        if index % 3 == 2 and index > 40:
            continue
        for turn, role in enumerate(card["roles"]):
            site = role["site"]
            number = next(numbers_in({"lines": role.get("lines", []), "site": site}), "")
            hospital = "CENTRE HOSPITALIER D'AVIGNON" if role.get("structure") == "ch-avignon" else ""
            listed = Listed(
                card["family_name"], card["given_name"].upper(), role["specialty"], site["city"], number, hospital,
                card["gender"] == "F", _street(site["street"]),
            )  # fmt: skip
            yield _line(listed, card["rpps"], turn, towns[site["insee"]])


def _street(street: str) -> tuple[str, str, str]:
    number, _, way = street.partition(", ") if ", " in street else ("", "", street)
    kind, _, name = way.partition(" ")
    return number, kind.capitalize(), name.upper()


def _line(one: Listed, identifier: str, turn: int, town: dict[str, str]) -> str:
    profession, label, skill, skill_label = CODES[one.specialty]
    mode, mode_label, sector, sector_label = _PUBLIC if one.site else _PRIVATE
    postcode = town["cps"].split()[0]
    number, way, street = one.street
    doctor = profession == "10"
    values = {
        "Type d'identifiant PP": "8", "Identifiant PP": identifier, "Identification nationale PP": "8" + identifier,
        "Code civilité d'exercice": "DR" if doctor else "", "Libellé civilité d'exercice": "Docteur" if doctor else "",
        "Code civilité": "MME" if one.woman else "M", "Libellé civilité": "Madame" if one.woman else "Monsieur",
        "Nom d'exercice": one.family, "Prénom d'exercice": one.given,
        "Code profession": profession, "Libellé profession": label,
        "Code catégorie professionnelle": "C", "Libellé catégorie professionnelle": "Civil",
        "Code type savoir-faire": "S" if skill else "",
        "Libellé type savoir-faire": "Spécialité ordinale" if skill else "",
        "Code savoir-faire": skill, "Libellé savoir-faire": skill_label,
        "Code mode exercice": mode, "Libellé mode exercice": mode_label,
        "Identifiant technique de la structure": f"R{identifier}{turn}",
        "Raison sociale site": one.site or f"CABINET {one.family}",
        "Numéro Voie (coord. structure)": number, "Libellé type de voie (coord. structure)": way,
        "Libellé Voie (coord. structure)": street,
        "Bureau cedex (coord. structure)": f"{postcode} {town['nom'].upper()}",
        "Code postal (coord. structure)": postcode, "Code commune (coord. structure)": town["insee"],
        "Libellé commune (coord. structure)": town["nom"], "Téléphone (coord. structure)": one.phone.replace(" ", ""),
        "Autorité d'enregistrement": "CNOM/CNOM/ARS" if doctor else "ARS/ARS/ARS",
        "Code secteur d'activité": sector, "Libellé secteur d'activité": sector_label,
        "Code genre activité": "GENR01", "Libellé genre activité": "Activité standard de soin",
    }  # fmt: skip
    cells = [""] * len(_COLUMNS)
    for name, value in values.items():
        cells[_COLUMNS[name]] = value
    return "|".join(cells) + "|"


class _Around:
    """The crowd of the national generator, brought around Cavaillon."""

    def __init__(self, seed: int, taken: set[str]) -> None:
        rows = communes()
        home = next(row for row in rows if row["insee"] == PRACTICE)
        near = [(row, kilometres(row, home)) for row in rows]
        self._places = [(row, km) for row, km in near if km <= RADIUS_KM]
        self._rng = np.random.default_rng(seed)
        self._taken = taken
        self._surnames = surnames()
        self._second: dict[int, list[tuple[dict[str, str], float]]] = {}

    def rows(self, count: int) -> Iterator[str]:
        """`count` rows; a person has one to six, some of them elsewhere in the region."""
        weights = np.array([(int(row["pop"] or 0) + 30) / (1 + km / 25) for row, km in self._places])
        people = int(count / 1.75)
        homes = self._rng.choice(len(self._places), people, p=weights / weights.sum())
        activities = np.minimum(1 + self._rng.poisson(0.83, people), 6)
        written = rheumatologists = 0
        for index, person in enumerate(national_file.people(people, self._rng)):
            if person.specialty == "SM48":
                rheumatologists += 1
                if rheumatologists > RHEUMATOLOGISTS:
                    person = replace(person, specialty="SM54", specialty_label="Médecine générale")
            person = replace(person, family=self._surname(person.family), woman=person.given in _WOMEN)
            for turn, dice in enumerate(self._rng.random((activities[index], 10)).tolist()):
                yield self._row(person, turn, dice, int(homes[index]))
                written += 1
                if written == count:
                    return

    def _row(self, person: Person, turn: int, dice: list[float], home: int) -> str:
        place, km = self._places[home]
        if turn and dice[0] < 0.45:
            around = self._near(home)
            place, km = around[int(dice[1] * len(around))]
        rare = person.specialty in ("SM48", "SM15")
        if rare:  # the worked examples count on where these are: always at a site, and without oddity
            dice = [*dice[:4], 0.5, *dice[5:]]
        if person.specialty == "SM48" and km < FARTHER_THAN_KM:
            far = [one for one in self._places if one[1] > FARTHER_THAN_KM and int(one[0]["pop"] or 0) > 8000]
            place, km = far[int(dice[1] * len(far))]
        share = next(part for code, _, _, part in national_file.PROFESSIONS if code == person.profession)
        private = dice[2] < share or (person.specialty == "SM15" and km < PUBLIC_BEYOND_KM)
        values = national_file.row(person, turn, dice, place, private)
        if not private and values[_SITE]:
            self._employ(values, person, dice, place)
        values = values if rare else national_file.odd(values, person, dice)
        values[_PHONE] = _NUMBER.sub(partial(_as_fiction, self._taken), values[_PHONE])
        values[_EMAIL] = values[_EMAIL].replace("exemple-sante.fr", "exemple.fr")
        return "|".join(values) + "|"

    def _near(self, home: int) -> list[tuple[dict[str, str], float]]:
        """Where else one may practise: home, and the larger communes within 25 km."""
        if home not in self._second:
            here = self._places[home][0]
            near = [one for one in self._places if int(one[0]["pop"] or 0) > 2500 and kilometres(one[0], here) < 25]
            self._second[home] = [self._places[home], *near]
        return self._second[home]

    def _surname(self, common: str) -> str:
        """One of the generator's common surnames kept, any other made as the book's are."""
        drawn, index = self._rng.random(), int(self._rng.random() * len(self._surnames))
        return common if drawn < _COMMON and common in national_file.FAMILY else self._surnames[index]

    def _employ(self, values: list[str], person: Person, dice: list[float], place: dict[str, str]) -> None:
        """A likely employer of the town: all its people share its name, number, address and sector."""
        town = int(place["pop"] or 0) > 9000
        kinds = _PLACES.get(person.profession, _TOWN if town else _VILLAGE)
        if person.specialty and not town:
            kinds = (_CENTRE, _HOUSE)
        kind = kinds[int(dice[5] * len(kinds))]
        values[_SITE] = f"{kind} {place['nom'].upper()}"
        own = zlib.crc32(values[_SITE].encode())
        values[_FINESS] = f"{own % 10**9:09d}"
        values[_STREET_NUMBER], values[_STREET] = str(1 + own % 90), _STREETS[own % len(_STREETS)]
        if values[_PHONE]:
            values[_PHONE] = f"{LANDLINE}{own % 10_000:04d}"
        values[_SECTOR], values[_SECTOR_LABEL] = _SECTORS[kind]


def _as_fiction(taken: set[str], found: re.Match[str]) -> str:
    """The same number, written the same way, in one of the two blocks and not one of the book's."""
    digits = national(found.group())
    block = MOBILE if digits.startswith(MOBILE) else LANDLINE
    last = int(digits[-4:])
    while f"{block}{last:04d}" in taken:
        last = (last + 1) % 10_000
    number = f"{block}{last:04d}"
    if found.group().startswith("+33"):
        return "+33" + number[1:]
    spaced = " " in found.group().strip()
    return " ".join(number[i : i + 2] for i in range(0, 10, 2)) if spaced else number
