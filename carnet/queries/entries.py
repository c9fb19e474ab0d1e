"""What the box must know of a correspondent of the book, read in plain SQL and kept while nothing changes.

Everything that does not depend on the words typed nor on the origin is here; distances and ranks are not.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from carnet.domain.delays import MEMORY, Told, fresh
from carnet.domain.disclosure import LineView
from carnet.domain.phones import display
from carnet.domain.ranking import Facts
from carnet.domain.rings import Ring
from carnet.domain.text import fold

if TYPE_CHECKING:
    from sqlite3 import Connection

EntryLines = tuple[tuple[int, int, LineView], ...]  # (role row or 0, site row or 0, line)

TRUST_MEMORY = timedelta(days=730)
LETTER_LATE = 45  # days after the appointment
_ATTRIBUTES = ("new_patients", "home_visits", "video", "children", "accessible", "escort")
_ATTRIBUTE_NAMES = ("new_patients", "home", "video", "children", "accessible", "escort")
_MARKS = ("expert", "humane", "reliable", "advice")


class EntryPlace(Struct, frozen=True):
    """Where an entry works, as what: the row numbers of role and site, the specialty, the commune.

    `commune` is the index in `Communes`, None when it is not known there.
    """

    role: int
    site: int | None
    specialty: str
    insee: str
    city: str
    postcode: str
    commune: int | None


class Entry(Struct, frozen=True):
    """One correspondent of the book, ready to be ranked and shown."""

    id: int
    uuid: str
    kind: str
    title: str
    given: str
    family: str
    label: str
    gender: str
    rpps: str
    status: str
    sector: str
    verified: bool
    successor: str
    facts: Facts
    places: tuple[EntryPlace, ...]


def _in(ids: Iterable[int]) -> str:
    """Row numbers as SQL; they are our own integers, never text that was typed."""
    return "(" + ",".join(str(int(one)) for one in ids) + ")"


def load(
    connection: "Connection",
    ids: Iterable[int],
    *,
    today: date,
    national: Callable[[str], int | None],
    commune_of: Callable[[str], int | None] = lambda insee: None,
    delays_only: bool = False,
) -> dict[int, Entry]:
    """Entries of `ids`, deleted ones left out.

    `national`: specialty id to the national median delay in days. `commune_of`: INSEE code to the index in `Communes`,
    for those who need distances. `delays_only`: for whoever ranks nobody; of what is judged and counted, the facts hold
    delays alone.
    """
    wanted = _in(ids)
    rows = connection.execute(
        "SELECT c.id, c.uuid, c.kind, c.title, c.given_name, c.family_name, c.label, c.gender, c.rpps, c.status,"
        " c.sector, c.verified_on, c.favourite, c.met_at <> '' OR c.recommended_by <> '',"
        " coalesce(iif(s.family_name <> '', s.title || ' ' || s.given_name || ' ' || upper(s.family_name), s.label),"
        " ''), "
        + ", ".join(f"c.{name}" for name in _ATTRIBUTES)
        + f" FROM correspondent c LEFT JOIN correspondent s ON s.id = c.successor_id AND s.deleted_at IS NULL"
        f" WHERE c.id IN {wanted} AND c.deleted_at IS NULL"
    ).fetchall()
    places = _places(connection, wanted, today, commune_of)
    more = _Facts(connection, wanted, today, delays_only=delays_only)
    return {row[0]: _entry(row, places.get(row[0], ()), more, national) for row in rows}


def _entry(
    row: tuple[Any, ...], places: tuple[EntryPlace, ...], more: "_Facts", national: Callable[[str], int | None]
) -> Entry:
    (
        key,
        uuid,
        kind,
        title,
        given,
        family,
        label,
        gender,
        rpps,
        status,
        sector,
        verified,
        favourite,
        met,
        successor,
    ) = row[:15]
    attributes = dict(zip(_ATTRIBUTE_NAMES, (None if v is None else bool(v) for v in row[15:]), strict=True))
    sent, followed, silent, ever = more.counts.get(key, (0, 0, 0, 0))
    medians = [days for place in places if (days := national(place.specialty)) is not None]
    facts = Facts(
        key=key,
        name=fold(f"{family} {given}" if family else label),
        status=status,
        avoided=key in more.avoided,
        favourite=bool(favourite),
        known=bool(met) or ever > 0,
        sent=sent,
        followed=followed,
        silent=silent,
        own_delays=more.delays.get(key, ()),
        told=more.told.get(key, ()),
        national=medians[0] if medians else None,
        marks=more.marks.get(key, frozenset()),
        sector=sector,
        gender=gender,
        languages=more.languages.get(key, frozenset()),
        attributes=attributes,
    )
    return Entry(
        key, uuid, kind, title, given, family, label, gender, rpps or "", status, sector, verified is not None,
        successor.strip(), facts, places,
    )  # fmt: skip


def _places(
    connection: "Connection", wanted: str, today: date, commune_of: Callable[[str], int | None]
) -> dict[int, tuple[EntryPlace, ...]]:
    """Roles that are not over, each with its site, else the first site of the structure it is in."""
    found: dict[int, list[EntryPlace]] = defaultdict(list)
    for owner, role, at, specialty, insee, city, postcode in connection.execute(
        f"SELECT r.correspondent_id, r.id, s.id, r.specialty, coalesce(s.insee, ''), coalesce(s.city, ''),"
        f" coalesce(s.postcode, '') FROM role r LEFT JOIN site s ON s.id = coalesce(r.site_id,"
        f" (SELECT h.site_id FROM role h WHERE h.correspondent_id = r.structure_id AND h.site_id IS NOT NULL"
        f" ORDER BY h.position LIMIT 1))"
        f" WHERE r.correspondent_id IN {wanted} AND (r.until IS NULL OR r.until >= ?)"
        f" ORDER BY r.correspondent_id, r.position",
        (today.isoformat(),),
    ):
        found[owner].append(EntryPlace(role, at, specialty, insee, city, postcode, commune_of(insee)))
    return {owner: tuple(places) for owner, places in found.items()}


class _Facts:
    """The judgements and the history behind the ranking, for a set of correspondents as of a day."""

    avoided: frozenset[int] = frozenset()
    marks: Mapping[int, frozenset[str]] = MappingProxyType({})
    languages: Mapping[int, frozenset[str]] = MappingProxyType({})
    counts: Mapping[int, tuple[int, int, int, int]] = MappingProxyType({})

    def __init__(self, connection: "Connection", wanted: str, today: date, *, delays_only: bool) -> None:
        self.told = _told(connection, wanted, today)
        self.delays = _own_delays(connection, wanted, today)
        if delays_only:
            return
        self.avoided = _avoided(connection, wanted, today)
        self.marks = _marks(connection, wanted)
        self.languages = _grouped(
            (owner, fold(label))
            for owner, label in connection.execute(
                f"SELECT correspondent_id, label FROM language WHERE correspondent_id IN {wanted}"
            )
        )
        self.counts = _counts(connection, wanted, today)


def _grouped(pairs: Iterable[tuple[int, str]]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for owner, value in pairs:
        found[owner].add(value)
    return {owner: frozenset(values) for owner, values in found.items()}


def _avoided(connection: "Connection", wanted: str, today: date) -> frozenset[int]:
    """Those avoided today, by the card or by the RPPS it bears."""
    day = today.isoformat()
    return frozenset(
        row[0]
        for row in connection.execute(
            f"SELECT c.id FROM avoidance a CROSS JOIN correspondent c"
            f" ON c.id = a.correspondent_id OR (a.rpps <> '' AND c.rpps = a.rpps)"
            f" WHERE c.id IN {wanted} AND a.since <= ? AND a.expires_on > ? AND (a.ended_on IS NULL OR a.ended_on > ?)",
            (day, day, day),
        )
    )


def _told(connection: "Connection", wanted: str, today: date) -> dict[int, tuple[Told, ...]]:
    """The latest figure told to each audience, while it is fresh."""
    latest: dict[int, dict[str, Told]] = defaultdict(dict)
    for owner, days, told_on, audience in connection.execute(
        f"SELECT correspondent_id, days, told_on, audience FROM told_delay"
        f" WHERE correspondent_id IN {wanted} ORDER BY told_on, id"
    ):
        told = fresh(Told(days, date.fromisoformat(told_on), audience), today)
        if told:
            latest[owner][audience] = told
    return {owner: tuple(figures.values()) for owner, figures in latest.items()}


def _marks(connection: "Connection", wanted: str) -> dict[int, frozenset[str]]:
    """The owner's own marks; an opinion received from someone else stays that person's."""
    return {
        row[0]: frozenset(name for name, value in zip(_MARKS, row[1:], strict=True) if value)
        for row in connection.execute(
            f"SELECT a.correspondent_id, a.expert, a.humane, a.reliable, a.gives_advice FROM appraisal a"
            f" JOIN author o ON o.id = a.author_id AND o.is_me WHERE a.correspondent_id IN {wanted}"
        )
    }


_LAST_APPOINTMENT = (
    "(SELECT e.appointment_on FROM referral_event e WHERE e.referral_id = r.id AND e.kind = 'appointment'"
    " AND NOT EXISTS (SELECT 1 FROM referral_event k WHERE k.corrects_id = e.id) ORDER BY e.id DESC LIMIT 1)"
)


def _event_exists(kind: str) -> str:
    # A withdrawal that corrects takes back another event; alone, it takes back the referral.
    alone = " AND e.corrects_id IS NULL" if kind == "withdrawn" else ""
    return (
        f"EXISTS (SELECT 1 FROM referral_event e WHERE e.referral_id = r.id AND e.kind = '{kind}'{alone}"
        " AND NOT EXISTS (SELECT 1 FROM referral_event k WHERE k.corrects_id = e.id))"
    )


def _counts(connection: "Connection", wanted: str, today: date) -> dict[int, tuple[int, int, int, int]]:
    """Referrals of the last 24 months, those followed, those followed without news, and all ever."""
    since = (today - TRUST_MEMORY).isoformat()
    late = (today - timedelta(days=LETTER_LATE)).isoformat()
    silent = (
        f"NOT {_event_exists('news')} AND ({_event_exists('no_news')} OR coalesce({_LAST_APPOINTMENT}, '9999') <= ?)"
    )
    return {
        row[0]: (row[1], row[2] or 0, row[3] or 0, row[4])
        for row in connection.execute(
            f"SELECT correspondent_id, sum(recent), sum(recent AND followed), sum(recent AND silent), count(*) FROM ("
            f" SELECT r.correspondent_id, r.made_on > ? AS recent, r.followed, r.followed AND {silent} AS silent"
            f" FROM referral r WHERE r.correspondent_id IN {wanted} AND r.direction = 'sent'"
            f" AND r.made_on <= ? AND NOT {_event_exists('withdrawn')}) GROUP BY correspondent_id",
            (since, late, today.isoformat()),
        )
    }


def _own_delays(connection: "Connection", wanted: str, today: date) -> dict[int, tuple[int, ...]]:
    """Days from referral to appointment, for the referrals of the last twelve months."""
    found: dict[int, list[int]] = defaultdict(list)
    for owner, days in connection.execute(
        f"SELECT correspondent_id, julianday(seen_on) - julianday(made_on) FROM ("
        f" SELECT r.correspondent_id, r.made_on, {_LAST_APPOINTMENT} AS seen_on FROM referral r"
        f" WHERE r.correspondent_id IN {wanted} AND r.direction = 'sent' AND r.made_on > ? AND r.made_on <= ?"
        f" AND NOT {_event_exists('withdrawn')})"
        f" WHERE seen_on IS NOT NULL AND seen_on >= made_on",
        ((today - MEMORY).isoformat(), today.isoformat()),
    ):
        found[owner].append(round(days))
    return {owner: tuple(sorted(days)) for owner, days in found.items()}


def lines_of(connection: "Connection", entries: Iterable[Entry]) -> dict[int, list[tuple[int, int, LineView]]]:
    """Lines by correspondent: (role row or 0, site row or 0, line); its own, its roles' and its sites'."""
    owners = list(entries)
    roles = {place.role: entry.id for entry in owners for place in entry.places}
    sites: dict[int, list[int]] = defaultdict(list)
    for entry in owners:
        for site in dict.fromkeys(place.site for place in entry.places if place.site):
            sites[site].append(entry.id)
    found: dict[int, list[tuple[int, int, LineView]]] = defaultdict(list)
    for owner, role, at, line in _line_rows(connection, [e.id for e in owners], roles, sites):
        for target in [owner] if owner else [roles[role]] if role else sites[at or 0]:
            found[target].append((role or 0, at or 0, line))
    return found


def _line_rows(
    connection: "Connection", ids: Iterable[int], roles: Iterable[int], sites: Iterable[int]
) -> Iterator[tuple[int | None, Any, int | None, LineView]]:
    for column, keys in (("correspondent_id", ids), ("role_id", roles), ("site_id", sites)):
        for owner, role, site, value, digits, kind, use, ring, label in connection.execute(
            f"SELECT correspondent_id, role_id, site_id, value, digits, kind, use, ring, label FROM line"
            f" WHERE {column} IN {_in(keys)} ORDER BY {column}, position, id"
        ):
            yield owner, role, site, LineView(shown_value(value, digits), kind, use, Ring.named(ring), label)


def shown_value(value: str, digits: str) -> str:
    """A telephone in pairs when it was understood, anything else as typed."""
    return display(digits) if digits and digits.isdigit() else value
