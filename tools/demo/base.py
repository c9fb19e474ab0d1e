"""What every part of the generator shares: draws, communes, invented names, numbers kept for fiction, cards.

A card is the JSON twin of `carnet.services.drafts.CorrespondentDraft`; every date is a number of days from "today",
negative in the past. Only `random.Random.random` is used, whose stream no Python version changes.
"""

import csv
import gzip
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from carnet.domain.text import fold

Card = dict[str, Any]
T = TypeVar("T")

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
PRACTICE = "84035"
LANDLINE, MOBILE = "046571", "063998"


def words(text: str, separator: str | None = None) -> list[str]:
    """The words of a text, or what stands between its separators."""
    return text.split(separator)


# A first part of one pair with a second part of the same pair.
_PARTS = (
    (
        words(
            "AUBRI BARJA CALVI CASTA CRESPI DAUMI ESCOU ESTRE FAUVI FERROU GALDI GARRI ISNA JAUBRE JORDA LAMBI LAUDU "
            "LUBE MALVI MAUSSA MIRA PALI PEIRA ROUVI SABRA SALVE TARRA TRESCA VALBE VAUGI VENTI VERDA VISSA"
        ),
        words("GNAND LÈNE RANDE NÈDE LASQUE MOND BRUN TAVE LIÈRE SSANE GUIER VREL RIGAN"),
    ),
    (
        words(
            "CABR CORN FONT GRIM JONQU LAUZ LIOT MARS MAZ MONT NOV ORP PEYR PLANT QUEIR RIB ROUMAN SARD TESS TOURN "
            "VALL VERN BRESS GARD ALBAR"
        ),
        words("ASSOL ÈGUES IBERT OUVIN ELLAUD IGNOL OURDE ALIER ESQUE ANDIN OZAN ASTREL"),
    ),
)
_WOMEN = words(
    "Amélie Aïcha Agathe Blandine Carole Chloé Clémence Delphine Élise Emma Fanny Florence Gaëlle Inès Jeanne Julie "
    "Karine Laure Leïla Lucie Maëlle Manon Margaux Mathilde Mireille Nadia Noémie Ophélie Pauline Rachel Sabine Salomé "
    "Solène Valérie Yasmine Zoé"
)
_MEN = words(
    "Adrien Alexis Amine Antoine Baptiste Bastien Cédric Damien Didier Fabien Florian Gilles Guilhem Hugo Ilyès Jérôme "
    "Julien Léo Loïc Malik Mathieu Maxime Mehdi Nicolas Olivier Pascal Quentin Rémi Romain Samuel Sylvain Théo Tristan "
    "Vincent Xavier Yann"
)
STREETS = words(
    "rue des Oliviers;chemin des Lavandes;place du Lavoir;cours des Platanes;montée du Beffroi;impasse des Amandiers;"
    "boulevard des Ocres;route des Cerisiers;allée des Mûriers;avenue du Vieux-Pont;rue du Four;chemin de la Source;"
    "traverse des Figuiers;rue de l'Aiguier;avenue des Tilleuls;chemin du Canal;rue du Puits-Neuf;place de la Fontaine",
    ";",
)


class Draw:
    """Draws from one seeded stream."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def unit(self) -> float:
        """A number in [0, 1)."""
        return self._random.random()

    def chance(self, probability: float) -> bool:
        """True with `probability`."""
        return self.unit() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.unit() * (high - low + 1))

    def one(self, choices: Sequence[T]) -> T:
        """One of `choices`."""
        return choices[int(self.unit() * len(choices))]

    def weighted(self, choices: Sequence[T], weights: Sequence[float]) -> T:
        """One of `choices`, the heavier the likelier."""
        left = self.unit() * sum(weights)
        for choice, weight in zip(choices, weights, strict=True):
            left -= weight
            if left < 0:
                return choice
        return choices[-1]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in another order."""
        return [item for _, item in sorted(((self.unit(), index), item) for index, item in enumerate(items))]

    def maybe(self, yes: float, no: float) -> bool | None:
        """One of the three values: yes, no, else unknown."""
        drawn = self.unit()
        return True if drawn < yes else False if drawn < yes + no else None


def surnames() -> list[str]:
    """Every surname that the parts make, in a fixed order."""
    return [first + second for firsts, seconds in _PARTS for first in firsts for second in seconds]


def communes() -> list[dict[str, str]]:
    """Rows of the communes table that have coordinates and a postcode, the three whole cities left out."""
    with gzip.open(RESOURCES / "communes.csv.gz", "rt", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return [r for r in rows if r["lat"] and r["cps"] and r["insee"] not in ("75056", "69123", "13055")]


def kilometres(a: dict[str, str], b: dict[str, str]) -> float:
    """Great-circle distance between two communes."""
    lat_a, lon_a, lat_b, lon_b = (math.radians(float(x)) for x in (a["lat"], a["lon"], b["lat"], b["lon"]))
    half = math.sin((lat_a - lat_b) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_a - lon_b) / 2) ** 2
    return 12742 * math.asin(math.sqrt(half))


class Makers:
    """Hands out what must not come twice: surnames, numbers, identifiers; and places by the commune's name."""

    def __init__(self, draw: Draw) -> None:
        rows = communes()
        self.draw = draw
        self.by_name = {row["nom"]: row for row in rows if row["dep"] in ("84", "13", "30")}
        self._taken = {fold(name) for name in self.by_name}
        self._surnames = iter(draw.shuffled(surnames()))
        # Numbers written by hand lie below these: 04 65 71 50 00, 06 39 98 70 00.
        self._numbers: dict[str, Iterator[int]] = {
            LANDLINE: iter(draw.shuffled(range(5_000, 10_000))), MOBILE: iter(draw.shuffled(range(7_000, 10_000)))
        }  # fmt: skip
        self._rpps = iter(draw.shuffled(range(10_000)))

    def reserve(self, surnames: Iterable[str]) -> None:
        """Keep the surnames written by hand for those who bear them."""
        self._taken |= {fold(name) for name in surnames}

    def surname(self) -> str:
        """A surname not given before, that no commune around bears."""
        return next(name for name in self._surnames if fold(name) not in self._taken)

    def given(self, gender: str) -> str:
        """A given name."""
        return self.draw.one(_WOMEN if gender == "F" else _MEN)

    def phone(self, block: str = LANDLINE) -> str:
        """A number of a block kept for fiction, in pairs, not given before."""
        digits = f"{block}{next(self._numbers[block]):04d}"
        return " ".join(digits[i : i + 2] for i in range(0, 10, 2))

    def rpps(self) -> str:
        """An identifier above those that the register's crowd may bear."""
        return f"1099{next(self._rpps) * 733 + 1_000_000:07d}"

    def site(self, town: str, street: str = "", **more: Any) -> Card:
        """A site in the commune named `town`; the street is drawn when not said."""
        row = self.by_name[town]
        street = street or f"{self.draw.between(1, 90)}, {self.draw.one(STREETS)}"
        postcode = row["cps"].split()[0]
        return {"insee": row["insee"], "city": row["nom"], "postcode": postcode, "street": street, **more}


def line(value: str, **more: str) -> Card:
    """A telephone line."""
    return {"value": value, **more}


def email(value: str, **more: str) -> Card:
    """An e-mail address."""
    return {"value": value, "kind": "email", **more}


def role(specialty: str, site: Card | None = None, **more: Any) -> Card:
    """What someone does somewhere."""
    return {"specialty": specialty, **({"site": site} if site else {}), **more}


def told(days: int, on: int, audience: str = "patient") -> Card:
    """A delay told `-on` days ago."""
    return {"days": days, "told_on": on, "audience": audience}


def event(kind: str, on: int, appointment: int | None = None) -> Card:
    """Something that happened to a referral."""
    return {"kind": kind, "happened_on": on, **({} if appointment is None else {"appointment_on": appointment})}
