"""The national register's half of an answer: a reading becomes register requests, its rows become results."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product

from msgspec import Struct

from carnet.domain.disclosure import LineView
from carnet.domain.names import given_name, title
from carnet.domain.needs import Need
from carnet.domain.phones import display
from carnet.domain.query import Chip, Reading
from carnet.domain.ranking import Reason
from carnet.domain.rings import Ring
from carnet.geo.communes import Communes
from carnet.geo.distance import Point
from carnet.queries.results import Result, Where, Who
from carnet.register.lookup import Answer as RegisterFound
from carnet.register.lookup import Register, Request, Row, Word
from carnet.register.schema import HEALTH_CENTRE, NO_SITE, PUBLIC_HOSPITAL
from carnet.words import person_name

MOST_SPELLINGS = 4
_REMEMBERED = 4_000  # people shown lately
_FRANCE = Point(46.6, 2.4)  # distances need an origin; without any known, from the country's middle, unsaid


_CLASS_REASONS = tuple(Reason("site_class", str(site_class)) for site_class in range(NO_SITE + 1))


class RegisterAnswer(Struct, frozen=True):
    """Rows in order; how many people in all, and whether there are more than counted; how many hidden."""

    rows: tuple[Result, ...] = ()
    total: int = 0
    more: bool = False
    hidden: int = 0


class RegisterSearch:
    """Searches one open register snapshot. One thread's."""

    def __init__(self, register: Register, communes: Communes) -> None:
        self._register, self._communes = register, communes
        self._made: dict[tuple[str, int, int], Who] = {}

    @property
    def date(self) -> str:
        """The snapshot's date, ISO."""
        return self._register.date.isoformat()

    def search(
        self,
        reading: Reading,
        needs: Sequence[Need],
        point: Point | None,
        *,
        exclude: frozenset[str],
        limit: int,
        variants: Callable[[Chip], Sequence[str]],
    ) -> RegisterAnswer:
        """People of the register for `reading`, those of `exclude` (identifiers) left out."""
        if reading.of("tag"):
            return RegisterAnswer()
        numbers = reading.of("phone") + reading.of("id")
        if numbers:
            return self._numbered(numbers, exclude, needs, point)
        if not (reading.of("name") or reading.of("specialty")):
            return RegisterAnswer()
        answers: list[RegisterFound] = []
        for request in self._requests(reading, needs, point or _FRANCE, exclude, limit, variants):
            answers.append(self._register.search(request))
            if len(request.words) > 1 and len(answers[0].rows) >= limit:
                break  # two names as they were typed already fill the list
        rows = [row for answer in answers for row in answer.rows]
        if len(answers) > 1:
            rows = _merged(rows, limit)
        return RegisterAnswer(
            tuple(self._result(row, needs, known_origin=point is not None) for row in rows),
            max(len(rows), sum(answer.total for answer in answers)),
            not all(answer.total_exact for answer in answers),
            sum(answer.hidden for answer in answers),
        )

    def _requests(
        self,
        reading: Reading,
        needs: Sequence[Need],
        point: Point,
        exclude: frozenset[str],
        limit: int,
        variants: Callable[[Chip], Sequence[str]],
    ) -> Iterator[Request]:
        """One request a spelling of the names."""
        kinds = {need.kind for need in needs}
        postcodes = reading.of("postcode")
        spellings = [
            [Word(chip.value, chip.prefix), *(Word(other) for other in variants(chip))] for chip in reading.of("name")
        ]
        for words in list(product(*spellings))[:MOST_SPELLINGS]:
            yield Request(
                origin=point,
                words=words,
                specialties=tuple(value for chip in reading.of("specialty") for value in chip.values),
                departments=frozenset(code for chip in reading.of("department") for code in chip.values),
                postcode=postcodes[0].value if postcodes else "",
                gender="F" if "woman" in kinds else "M" if "man" in kinds else "",
                hospital_first="expert" in kinds,
                practice_first="fast" in kinds,
                sector1_first="sector1" in kinds or "optam" in kinds,
                exclude=exclude,
                limit=limit,
            )

    def _numbered(
        self, chips: Iterable[Chip], exclude: frozenset[str], needs: Sequence[Need], point: Point | None
    ) -> RegisterAnswer:
        answers: list[RegisterFound] = []
        for chip in chips:
            if chip.kind == "phone":
                answers.append(self._register.by_phone(chip.value, point))
            else:
                answers.append(self._register.by_identifier(chip.value, point))
                answers.append(self._register.by_finess(chip.value, point))
        kept = [row for answer in answers for row in answer.rows if row.identifier not in exclude]
        more = not all(answer.total_exact for answer in answers)
        results = tuple(self._result(row, needs, known_origin=point is not None) for row in kept)
        return RegisterAnswer(results, len(kept), more)

    def _result(self, row: Row, needs: Sequence[Need], *, known_origin: bool) -> Result:
        key = (row.identifier, row.metier.id, row.site.id if row.site else 0)
        who = self._made.get(key)
        if who is None:
            if len(self._made) >= _REMEMBERED:
                self._made.clear()
            who = self._made[key] = self._who(row)
        km = row.distance_km if known_origin else None
        return Result(who, km, reasons=_reasons(row, needs, km))

    def _who(self, row: Row) -> Who:
        site = row.site
        commune = site.commune if site else None
        name = self._communes.names[commune] if commune is not None else site.city if site else ""
        phones = site.phones if site else ()
        lines = [LineView(display(phone), "phone", "", Ring.PUBLIC) for phone in phones]
        if site and site.email:
            lines.append(LineView(site.email, "email", "", Ring.PUBLIC))
        return Who(
            id=row.id,
            source="register",
            kind="person",
            name=person_name(title(row.title, row.gender), given_name(row.given), row.family),
            gender=row.gender,
            rpps=row.identifier if len(row.identifier) == 11 else "",
            specialties=(row.specialty,) if row.specialty else (),
            where=Where(name, site.insee if site else "", site.postcode if site else "", row.other_sites),
            lines=tuple(lines),
        )


def _merged(rows: Iterable[Row], limit: int) -> list[Row]:
    """Rows of several spellings as one list, nearest first, nobody twice."""
    unique = {row.identifier: row for row in rows}
    far = float("inf")
    return sorted(unique.values(), key=lambda row: far if row.distance_km is None else row.distance_km)[:limit]


def _reasons(row: Row, needs: Sequence[Need], km: float | None) -> tuple[Reason, ...]:
    """What answers the needs, what is unknown of them, then the kind of place and the distance; three at most."""
    place = (_CLASS_REASONS[row.site.site_class],) if row.site else ()
    distance = (Reason("distance", km=km),) if km is not None else ()
    asked = [reason for need in needs if (reason := _answer(row, need))]
    return tuple(dict.fromkeys((*asked, *place, *distance)))[:3] if asked else (*place, *distance)


def _answer(row: Row, need: Need) -> Reason | None:
    site_class = row.site.site_class if row.site else None
    if need.kind in ("sector1", "optam") and site_class in (PUBLIC_HOSPITAL, HEALTH_CENTRE):
        return _CLASS_REASONS[site_class]
    if need.kind in ("woman", "man") and row.gender:
        return Reason("attribute", need.code)
    return Reason("attribute_unknown", need.code) if need.is_attribute else None
