"""The whole book as rows of a table, for one profile: read once in plain SQL, then sorted and filtered in memory.

The gate is in the statements: a column that the profile may not see is never read, so no row can tell it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from carnet.domain.disclosure import Profile, parts_of, widest_ring
from carnet.domain.filters import ATTRIBUTES, NEVER, NO, UNKNOWN, YES, slug, tag_key
from carnet.domain.phones import display
from carnet.domain.rings import Ring
from carnet.domain.text import fold
from carnet.words import person_name, specialty

if TYPE_CHECKING:
    from sqlite3 import Connection

TownName = Callable[[str], str]

_NONE: tuple[str, ...] = ()
_RINGS = {Ring.PUBLIC: "tous", Ring.PRACTICE: "cabinet", Ring.PERSONAL: "moi"}
_MARKS = ("pointu", "humain", "fiable", "donne-des-avis")
_OVERSEAS = ("97", "98")  # départements of three digits


class TableRow(NamedTuple):
    """One card, as far as its profile may see it; what it may not see is empty. Days are « 2026-03-01 » or "".

    `order`: folded, family name first. `number`: the first public telephone, of the first place if it has one.
    `rings`: those its lines are in. `attributes`: yes, no or None, as `filters.ATTRIBUTES`.
    """

    key: int
    uuid: str
    kind: str
    name: str
    order: str
    gender: str
    status: str
    sector: str
    specialties: tuple[str, ...]
    towns: tuple[str, ...]
    departments: tuple[str, ...]
    structures: tuple[str, ...]
    languages: tuple[str, ...]
    number: str
    rings: tuple[str, ...]
    attributes: tuple[bool | None, ...]
    verified_on: str
    favourite: bool
    tags: tuple[str, ...]
    provenance: tuple[str, ...]
    added_on: str
    changed_at: str
    marks: tuple[str, ...]
    avoided: bool
    referred_on: str
    referrals: int

    @property
    def id(self) -> str:
        """« b:<uuid> »."""
        return f"b:{self.uuid}"


class Table:
    """Rows in the order of names, and how a filter sees them (`filters.Sight`). Never changed once its words came."""

    def __init__(self, rows: tuple[TableRow, ...], profile: Profile, today: date) -> None:
        self.rows, self.profile, self.today = rows, profile, today
        self.parts = parts_of(profile)
        self.folded: dict[int, str] | None = None  # words by card, see `read_words`
        self._tag_keys: dict[tuple[str, ...], frozenset[str]] = {}
        self._values = {
            name: read for name, (part, read) in _VALUES.items() if part == "public" or part in self.parts
        }  # fmt: skip
        self._days = {name: read for name, (part, read) in _DAYS.items() if part in self.parts}

    def words(self, row: TableRow, /) -> str:
        """Every folded word of a card; none before they were read."""
        return self.folded.get(row.key, "") if self.folded else ""

    def tags(self, row: TableRow, /) -> Collection[str]:
        """The folded tags of a card."""
        return self._tag_keys.get(row.tags) or self._fold_tags(row.tags)

    def _fold_tags(self, labels: tuple[str, ...]) -> frozenset[str]:
        return self._tag_keys.setdefault(labels, frozenset(map(tag_key, labels)))

    def values(self, field: str) -> Callable[[TableRow], Collection[str]]:
        """What reads the values of a field; a field that the profile may not see has none."""
        return self._values.get(field, _nothing)

    def day(self, field: str) -> Callable[[TableRow], str]:
        """What reads the day of a field; "" for one that the profile may not see."""
        return self._days.get(field, _no_day)

    def knows(self, field: str) -> bool:
        """Whether the profile may see a field at all."""
        return field in self._values


def read_table(
    connection: "Connection", *, today: date, profile: Profile = Profile.OWNER, town: TownName = lambda insee: ""
) -> Table:
    """Every card that is not in the trash, as `profile` may see it. `town`: name of a commune by its INSEE code."""
    parts = parts_of(profile)
    private, judged = "private" in parts, "judgement" in parts
    places, lines = _places(connection, today, town), _Lines(connection, widest_ring(profile))
    languages = _labels(connection, "language")
    tags = _labels(connection, "tag") if private else {}
    marks = _marks(connection) if "opinion" in parts else {}
    avoided = _avoided(connection, today) if judged else frozenset()
    referred = _referred(connection, today) if judged else {}
    rows = []
    said: dict[tuple[int | None, ...], tuple[bool | None, ...]] = {}
    for one in connection.execute(_people(parts)):
        (key, uuid, kind, title, given, family, label, gender, status, sector, *rest) = one
        attributes, (verified, favourite, met, recommended, found, added, changed) = tuple(rest[:7]), rest[7:]
        name = person_name(title, given, family) if family or given else label
        place = places.get(key, _NOWHERE)
        last, count = referred.get(key, ("", 0))
        provenance = _PROVENANCES[bool(met) + 2 * bool(recommended) + 4 * bool(found)]
        rows.append(
            TableRow(
                key, uuid, kind, name, fold(f"{family} {given}" if family else name), gender, status, sector,
                place.specialties, place.towns, place.departments, place.structures, languages.get(key, ()),
                lines.number(key, place.posts), lines.rings(key, place.posts),
                said.get(attributes) or said.setdefault(attributes, _three_valued(attributes)),
                verified or "", bool(favourite), tags.get(key, ()), provenance, (added or "")[:10], changed or "",
                marks.get(key, ()), key in avoided, last, count,
            )
        )  # fmt: skip
    rows.sort(key=lambda row: (row.order, row.key))
    return Table(tuple(rows), profile, today)


def _three_valued(values: tuple[int | None, ...]) -> tuple[bool | None, ...]:
    return tuple(None if value is None else bool(value) for value in values)


_PROVENANCES = tuple(
    tuple(code for bit, code in enumerate(("rencontre", "recommande", "trouve")) if bits & 1 << bit)
    for bits in range(8)
)


def _people(parts: frozenset[str]) -> str:
    """The statement that reads cards, with NULL in place of what may not be seen."""

    def column(name: str, part: str) -> str:
        return name if part in parts else "NULL"

    columns = [
        "id, uuid, kind, title, given_name, family_name, label, gender, status, sector",
        "home_visits, video, children, new_patients, accessible",
        *(column(name, "practice") for name in ("teleexpertise", "escort", "verified_on")),
        *(
            column(name, "private")
            for name in (
                "favourite", "met_at <> ''", "recommended_by <> ''", "found_in <> ''", "created_at", "updated_at",
            )
        ),
    ]  # fmt: skip
    return f"SELECT {', '.join(columns)} FROM correspondent WHERE deleted_at IS NULL"


class _Places:
    """What a card's roles say: specialties, communes, structures, and the rows where its lines hang."""

    __slots__ = ("departments", "posts", "specialties", "structures", "towns")

    def __init__(self) -> None:
        self.posts: tuple[tuple[int, int | None], ...] = ()
        self.specialties = self.towns = self.departments = self.structures = _NONE


_NOWHERE = _Places()


def _places(connection: "Connection", today: date, town: TownName) -> dict[int, _Places]:
    """Roles that are not over, in order; one without a site is where its structure is first."""
    named: dict[str, str] = {"": ""}
    alone: dict[str, tuple[str, ...]] = {"": _NONE}  # most people have one of each, and share it with others

    def with_(held: tuple[str, ...], value: str) -> tuple[str, ...]:
        if held:
            return held if not value or value in held else (*held, value)
        return alone.get(value) or alone.setdefault(value, (value,))

    found: dict[int, _Places] = {}
    for owner, role, at, code, insee, city, postcode, structure in connection.execute(
        "SELECT r.correspondent_id, r.id, s.id, r.specialty, coalesce(s.insee, ''), coalesce(s.city, ''),"
        " coalesce(s.postcode, ''), coalesce(g.label, '') FROM role r"
        " LEFT JOIN correspondent g ON g.id = r.structure_id AND g.deleted_at IS NULL"
        " LEFT JOIN site s ON s.id = coalesce(r.site_id, (SELECT h.site_id FROM role h"
        " WHERE h.correspondent_id = r.structure_id AND h.site_id IS NOT NULL ORDER BY h.position LIMIT 1))"
        " WHERE r.until IS NULL OR r.until >= ? ORDER BY r.correspondent_id, r.position",
        (today.isoformat(),),
    ):
        if insee not in named:
            named[insee] = town(insee)
        place = found.get(owner) or found.setdefault(owner, _Places())
        place.posts += ((role, at),)
        place.specialties = with_(place.specialties, code)
        place.towns = with_(place.towns, named[insee] or city)
        place.departments = with_(place.departments, _department(insee or postcode))
        place.structures = with_(place.structures, structure)
    return found


def _department(code: str) -> str:
    return code[: 3 if code.startswith(_OVERSEAS) else 2]


class _Lines:
    """The first public telephone, and the rings, of whatever lines hang on: cards, roles and sites by row number."""

    def __init__(self, connection: "Connection", widest: Ring) -> None:
        self._own, self._role, self._site = (
            self._of(connection, column, widest) for column in ("correspondent_id", "role_id", "site_id")
        )

    @staticmethod
    def _of(connection: "Connection", column: str, widest: Ring) -> tuple[dict[int, str], dict[int, int]]:
        numbers: dict[int, str] = {}
        rings: dict[int, int] = {}
        bits = {ring.label: 1 << ring for ring in _RINGS}
        for owner, value, digits, phone, ring in connection.execute(
            f"SELECT {column}, value, digits, kind = 'phone', ring FROM line"
            f" WHERE {column} IS NOT NULL AND ring IN ({allowed(widest)}) ORDER BY {column}, position, id"
        ):
            rings[owner] = rings.get(owner, 0) | bits[ring]
            if phone and ring == "public" and owner not in numbers:
                numbers[owner] = display(digits) if digits.isdigit() else value
        return numbers, rings

    def number(self, owner: int, posts: tuple[tuple[int, int | None], ...]) -> str:
        """The number for the patient: of the first place, else the card's own, else of another place."""
        own, role, site = self._own[0], self._role[0], self._site[0]
        for at, (post, place) in enumerate(posts):
            found = role.get(post) or (site.get(place) if place else None) or (None if at else own.get(owner))
            if found:
                return found
        return own.get(owner, "")

    def rings(self, owner: int, posts: tuple[tuple[int, int | None], ...]) -> tuple[str, ...]:
        """The rings of all its lines."""
        bits = self._own[1].get(owner, 0)
        for role, site in posts:
            bits |= self._role[1].get(role, 0) | (self._site[1].get(site, 0) if site else 0)
        return _OF_BITS[bits]


def allowed(widest: Ring) -> str:
    """The rings up to the widest, as SQL lists them."""
    return ", ".join(f"'{ring.label}'" for ring in _RINGS if ring <= widest)


_OF_BITS = tuple(tuple(name for ring, name in _RINGS.items() if bits & 1 << ring) for bits in range(8))


def _labels(connection: "Connection", table: str) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    for owner, label in connection.execute(f"SELECT correspondent_id, label FROM {table} ORDER BY id"):
        found[owner].append(label)
    return {owner: tuple(labels) for owner, labels in found.items()}


def _marks(connection: "Connection") -> dict[int, tuple[str, ...]]:
    """The owner's own marks."""
    return {
        row[0]: tuple(mark for mark, on in zip(_MARKS, row[1:], strict=True) if on)
        for row in connection.execute(
            "SELECT a.correspondent_id, a.expert, a.humane, a.reliable, a.gives_advice FROM appraisal a"
            " JOIN author o ON o.id = a.author_id AND o.is_me"
        )
    }


def _avoided(connection: "Connection", today: date) -> frozenset[int]:
    """Those avoided today, by the card or by the RPPS it bears."""
    day = today.isoformat()
    return frozenset(
        row[0]
        for row in connection.execute(
            "SELECT c.id FROM avoidance a CROSS JOIN correspondent c"
            " ON c.id = a.correspondent_id OR (a.rpps <> '' AND c.rpps = a.rpps)"
            " WHERE a.since <= ? AND a.expires_on > ? AND (a.ended_on IS NULL OR a.ended_on > ?)",
            (day, day, day),
        )
    )


def _referred(connection: "Connection", today: date) -> dict[int, tuple[str, int]]:
    """The last referral and how many there were, those withdrawn left out."""
    return {
        owner: (last, count)
        for owner, last, count in connection.execute(
            "SELECT correspondent_id, max(made_on), count(*) FROM referral WHERE direction = 'sent' AND made_on <= ?"
            " AND id NOT IN (SELECT referral_id FROM referral_event WHERE kind = 'withdrawn' AND id NOT IN"
            " (SELECT corrects_id FROM referral_event WHERE corrects_id IS NOT NULL)) GROUP BY correspondent_id",
            (today.isoformat(),),
        )
    }


def _nothing(_: TableRow) -> tuple[str, ...]:
    return ()


def _no_day(_: TableRow) -> str:
    return ""


def _slugs(texts: tuple[str, ...]) -> list[str]:
    return [slug(text) for text in texts]


def _specialties(row: TableRow) -> list[str]:
    """By id and by name: both can be typed."""
    return [*row.specialties, *(slug(specialty(code)) for code in row.specialties)]


def _yes(value: bool) -> tuple[str]:
    return (YES,) if value else (NO,)


def _attribute(at: int) -> Callable[[TableRow], tuple[str]]:
    def read(row: TableRow) -> tuple[str]:
        value = row.attributes[at]
        return (UNKNOWN,) if value is None else _yes(value)

    return read


def _ever(at: int) -> Callable[[TableRow], tuple[str]]:
    return lambda row: (YES,) if row[at] else (NEVER,)


def _met(row: TableRow) -> tuple[str, ...]:
    """A structure is not somebody whom one meets."""
    return _yes("rencontre" in row.provenance) if row.kind == "person" else ()


_KINDS = {"person": ("personne",), "structure": ("structure",)}
_STATUSES = {"active": ("actif",), "paused": ("pause",), "closed": ("ferme",), "retired": ("retraite",)}
_SECTORS = {
    "": (UNKNOWN,), "1": ("1",), "2": ("2",), "optam": ("optam",), "none": ("non-conventionne",), "public": ("public",),
}  # fmt: skip
_GENDERS = {"F": ("femme",), "M": ("homme",), "": (UNKNOWN,)}
_AT = {name: at for at, name in enumerate(TableRow._fields)}
_OF_PRACTICE = ("teleexpertise", "escort")

# Each field: the part of a card it belongs to, and what reads its values.
_VALUES: dict[str, tuple[str, Callable[[TableRow], Collection[str]]]] = {
    "kind": ("public", lambda row: _KINDS[row.kind]),
    "specialty": ("public", _specialties),
    "commune": ("public", lambda row: _slugs(row.towns)),
    "department": ("public", lambda row: _slugs(row.departments)),
    "status": ("public", lambda row: _STATUSES[row.status]),
    "sector": ("public", lambda row: _SECTORS[row.sector]),
    "gender": ("public", lambda row: _GENDERS[row.gender]),
    "language": ("public", lambda row: _slugs(row.languages)),
    "structure": ("public", lambda row: _slugs(row.structures)),
    "ring": ("public", lambda row: row.rings),
    "number": ("public", lambda row: _yes(bool(row.number))),
    "verified": ("practice", _ever(_AT["verified_on"])),
    "favourite": ("private", lambda row: _yes(row.favourite)),
    "met": ("private", _met),
    "provenance": ("private", lambda row: row.provenance or ("aucune",)),
    "added": ("private", _ever(_AT["added_on"])),
    "changed": ("private", _ever(_AT["changed_at"])),
    "mark": ("opinion", lambda row: row.marks or ("aucun",)),
    "avoided": ("judgement", lambda row: _yes(row.avoided)),
    "referred": ("judgement", _ever(_AT["referred_on"])),
    **{name: ("practice" if name in _OF_PRACTICE else "public", _attribute(at)) for at, name in enumerate(ATTRIBUTES)},
}
_DAYS: dict[str, tuple[str, Callable[[TableRow], str]]] = {
    "verified": ("practice", lambda row: row.verified_on),
    "added": ("private", lambda row: row.added_on),
    "changed": ("private", lambda row: row.changed_at),
    "referred": ("judgement", lambda row: row.referred_on),
}
