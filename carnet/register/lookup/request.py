"""What is asked of a register, and what it answers: frozen, so that an answer may be kept and handed to a window.

Sites and rows are named tuples: fifty of each are made at every keystroke, in a third of a frozen dataclass's time.
"""

from typing import NamedTuple

from msgspec import Struct

from carnet.geo.distance import Point


class Word(Struct, frozen=True):
    """A folded word that somebody's name must hold; `prefix` when only its beginning was typed."""

    text: str
    prefix: bool = False


class Request(Struct, frozen=True):
    """People wanted: every condition must hold. The order of the answer is told in `order.py`.

    `specialties` are ids of the catalogue (any of them; none means all). `departments` and `postcode` (the beginning
    of one) keep communes. `gender` is "M" or "F": people known to be the other one are hidden, and counted.
    `exclude` are identifiers (RPPS, ADELI) not wanted; `mine` are structures where someone of the book works.
    """

    origin: Point
    words: tuple[Word, ...] = ()
    specialties: tuple[str, ...] = ()
    departments: frozenset[str] = frozenset()
    postcode: str = ""
    gender: str = ""
    hospital_first: bool = False
    practice_first: bool = False
    sector1_first: bool = False
    exclude: frozenset[str] = frozenset()
    mine: frozenset[int] = frozenset()
    limit: int = 50


class Metier(Struct, frozen=True):
    """A profession with its savoir-faire, as the register codes them. `specialty` is the catalogue's id, if any."""

    id: int
    profession: str
    skill: str
    profession_label: str
    skill_label: str
    specialty: str | None

    @property
    def label(self) -> str:
        """The savoir-faire, or the profession when there is none."""
        return self.skill_label or self.profession_label


class Site(NamedTuple):
    """A place of work. `commune` is an index of `Communes`, None abroad or unknown; `site_class` as in the schema.

    `phones` are national digits, or raw text where no rule understands the number.
    """

    id: int
    name: str
    complement: str
    street: str
    postcode: str
    city: str
    commune: int | None
    insee: str
    finess: str
    site_class: int
    phones: tuple[str, ...]
    email: str


class Row(NamedTuple):
    """One person at the site that ranks best; no site and no distance when the register knows none."""

    identifier: str
    title: str
    gender: str
    family: str
    given: str
    metier: Metier
    site: Site | None
    distance_km: float | None
    other_sites: int

    @property
    def id(self) -> str:
        """The row's name on the command line."""
        return f"p:{self.identifier}"

    @property
    def specialty(self) -> str | None:
        """The catalogue's id, None for a métier that it does not know."""
        return self.metier.specialty


class Answer(Struct, frozen=True):
    """Rows in order. `total` people match, or at least so many when not `total_exact`; likewise `hidden` people."""

    rows: tuple[Row, ...] = ()
    total: int = 0
    total_exact: bool = True
    hidden: int = 0


class Activity(Struct, frozen=True):
    """One line of the register about a person: a métier, and a site if it is known."""

    metier: Metier
    site: Site | None


class Person(Struct, frozen=True):
    """Everything the register says of one person, activities in the register's order."""

    identifier: str
    identifier_type: str
    title: str
    gender: str
    family: str
    given: str
    activities: tuple[Activity, ...]

    @property
    def id(self) -> str:
        """The person's name on the command line."""
        return f"p:{self.identifier}"
