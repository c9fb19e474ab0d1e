"""Frozen rows that searches return. They have passed the gate: what a profile may not see is not in them."""

from collections.abc import Iterable

from msgspec import Struct

from carnet.domain.disclosure import LineView
from carnet.domain.needs import Need
from carnet.domain.query import Reading
from carnet.domain.ranking import Hidden, Reason
from carnet.domain.rings import Ring


class Where(Struct, frozen=True):
    """The place a row speaks of: commune name, INSEE code, postcode; how many other places there are."""

    commune: str = ""
    insee: str = ""
    postcode: str = ""
    others: int = 0


class Delay(Struct, frozen=True):
    """The delay shown: days, over how many own referrals (0: told), and its source (own, told, caller)."""

    days: int
    n: int
    source: str


class Who(Struct, frozen=True):
    """What a row says of someone at one place, whatever was typed: made once, shown at many keystrokes."""

    id: str
    source: str
    kind: str
    name: str
    gender: str = ""
    rpps: str = ""
    specialties: tuple[str, ...] = ()
    where: Where = Where()
    lines: tuple[LineView, ...] = ()
    sector: str = ""
    status: str = "active"
    successor: str = ""


class Result(Struct, frozen=True):
    """One row of an answer.

    `id`: `b:<uuid>` of the book, `p:<identifier>` of the register. `lines`: the patient's number first.
    """

    who: Who
    km: float | None = None
    delay: Delay | None = None
    flags: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def id(self) -> str:
        """`b:<uuid>` or `p:<identifier>`."""
        return self.who.id

    @property
    def source(self) -> str:
        """book or register."""
        return self.who.source

    @property
    def kind(self) -> str:
        """person or structure."""
        return self.who.kind

    @property
    def name(self) -> str:
        """The name as shown."""
        return self.who.name

    @property
    def gender(self) -> str:
        """F, M or unknown."""
        return self.who.gender

    @property
    def rpps(self) -> str:
        """The national number, "" when unknown."""
        return self.who.rpps

    @property
    def specialties(self) -> tuple[str, ...]:
        """Catalogue ids, the one of this place first."""
        return self.who.specialties

    @property
    def where(self) -> Where:
        """The place the row speaks of."""
        return self.who.where

    @property
    def lines(self) -> tuple[LineView, ...]:
        """Every way to reach that may be seen."""
        return self.who.lines

    @property
    def sector(self) -> str:
        """Sector code, "" when unknown."""
        return self.who.sector

    @property
    def status(self) -> str:
        """active, paused, closed or retired."""
        return self.who.status

    @property
    def successor(self) -> str:
        """Name of the successor, "" for none."""
        return self.who.successor


class Origin(Struct, frozen=True):
    """Where distances are from: INSEE code and name; whose: practice, patient, or typed."""

    insee: str
    name: str
    whose: str


class Answer(Struct, frozen=True):
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
    hidden: Hidden = Hidden()


def first_number(lines: Iterable[LineView]) -> LineView | None:
    """The number on the row: the first public telephone."""
    return next((line for line in lines if line.kind == "phone" and line.ring is Ring.PUBLIC), None)
