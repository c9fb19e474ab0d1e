"""Frozen rows that searches return. They have passed the gate: what a profile may not see is not in them."""

from dataclasses import dataclass, field

from carnet.domain.disclosure import LineView
from carnet.domain.needs import Need
from carnet.domain.query import Reading
from carnet.domain.ranking import Hidden, Reason


@dataclass(frozen=True, slots=True)
class Where:
    """The place a row speaks of: commune name, INSEE code, postcode; how many other places there are."""

    commune: str = ""
    insee: str = ""
    postcode: str = ""
    others: int = 0


@dataclass(frozen=True, slots=True)
class Delay:
    """The delay shown: days, over how many own referrals (0: told), and its source (own, told, caller)."""

    days: int
    n: int
    source: str


@dataclass(frozen=True, slots=True)
class Result:
    """One row of an answer.

    `id`: `b:<uuid>` of the book, `p:<identifier>` of the register. `lines`: the patient's number first.
    """

    id: str
    source: str
    kind: str
    name: str
    gender: str = ""
    rpps: str = ""
    specialties: tuple[str, ...] = ()
    where: Where = Where()
    lines: tuple[LineView, ...] = ()
    km: float | None = None
    delay: Delay | None = None
    sector: str = ""
    status: str = "active"
    successor: str = ""
    flags: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where distances are from: INSEE code and name; whose: practice, patient, or typed."""

    insee: str
    name: str
    whose: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was read, the two lists, and what was left out.

    `needs`: typed and asked. `register_date` is the snapshot's date (ISO), "" without one; `register_more`: there are
    more than counted.
    """

    reading: Reading
    others: tuple[Reading, ...] = ()
    origin: Origin | None = None
    book: tuple[Result, ...] = ()
    book_total: int = 0
    register: tuple[Result, ...] = ()
    register_total: int = 0
    register_more: bool = False
    register_date: str = ""
    needs: tuple[Need, ...] = ()
    hidden: Hidden = field(default_factory=Hidden)
