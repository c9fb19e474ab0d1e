"""« À vérifier »: the cards to look at again and why, as a profile may know it. Plain SQL."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from carnet.domain.disclosure import LineView, Profile, disclose_lines, parts_of
from carnet.domain.freshness import TO_MEND, Reason, State, narrowed, reasons
from carnet.domain.specialties import Catalogue
from carnet.queries.entries import Entry, lines_of, load
from carnet.queries.rows import entry_name

if TYPE_CHECKING:
    from sqlite3 import Connection


@dataclass(frozen=True, slots=True)
class StaleRow:
    """One card to look at again. `lines`: by which to ask, as far as the profile may see them."""

    key: int
    id: str
    kind: str
    name: str
    gender: str
    specialty: str
    commune: str
    status: str
    verified_on: date | None
    lines: tuple[LineView, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class StalePage:
    """Some of the cards to look at again; `total` of them all, and `counts` by reason."""

    rows: tuple[StaleRow, ...]
    total: int
    counts: dict[str, int] = field(default_factory=dict)


def stale(connection: "Connection", today: date, profile: Profile, *, limit: int = 50, offset: int = 0) -> StalePage:
    """A page of « À vérifier », in the order of `stale_keys`."""
    found = stale_keys(connection, today, profile)
    counts = Counter(reason.code for _, why in found for reason in why)
    shown = dict(found[offset : offset + limit])
    entries = load(connection, shown, today=today, national=lambda _: None)
    lines = lines_of(connection, entries.values())
    verified = _verified(connection, shown)
    rows = tuple(
        _row(entries[key], tuple(line for _, _, line in lines[key]), verified[key], why, profile)
        for key, why in shown.items()
    )
    return StalePage(rows, len(found), dict(counts))


def stale_keys(connection: "Connection", today: date, profile: Profile) -> list[tuple[int, tuple[Reason, ...]]]:
    """Row number of every card to look at again, and why: what must be mended first, then by the oldest check."""
    found, parts = [], parts_of(profile)
    for key, state in _states(connection, today):
        seen = narrowed(state, parts)
        if seen is not None and (why := reasons(seen, today)):
            mending = any(reason.code in TO_MEND for reason in why)
            found.append((not mending, seen.verified_on or seen.entered, key, why))
    return [(key, why) for _, _, key, why in sorted(found, key=lambda one: one[:3])]


def _row(
    entry: Entry, lines: tuple[LineView, ...], verified: date | None, why: tuple[Reason, ...], profile: Profile
) -> StaleRow:
    place = entry.places[0] if entry.places else None
    return StaleRow(
        entry.id, f"b:{entry.uuid}", entry.kind, entry_name(entry), entry.gender,
        next((one.specialty for one in entry.places if one.specialty), ""), place.city if place else "", entry.status,
        verified, disclose_lines(tuple(dict.fromkeys(lines)), profile), why,
    )  # fmt: skip


def _verified(connection: "Connection", keys: Iterable[int]) -> dict[int, date | None]:
    listed = ",".join(str(int(key)) for key in keys)
    rows = connection.execute(f"SELECT id, verified_on FROM correspondent WHERE id IN ({listed})")
    return {key: _day(day) for key, day in rows}


# A role says what and where while it lasts; without a site of its own, it is where its structure is.
_ROLES = (
    "SELECT r.correspondent_id, r.specialty, coalesce(nullif(s.insee, ''), s.city, '') <> '' FROM role r"
    " LEFT JOIN site s ON s.id = coalesce(r.site_id, (SELECT h.site_id FROM role h WHERE"
    " h.correspondent_id = r.structure_id AND h.site_id IS NOT NULL ORDER BY h.position LIMIT 1))"
    " WHERE r.until IS NULL OR r.until >= :today"
)
_WITH_NUMBER = (
    "SELECT l.correspondent_id FROM line l WHERE l.correspondent_id IS NOT NULL AND {public}"
    " UNION SELECT r.correspondent_id FROM line l JOIN role r ON r.id = l.role_id WHERE {public} AND {lasts}"
    " UNION SELECT r.correspondent_id FROM line l JOIN role r ON r.site_id = l.site_id WHERE {public} AND {lasts}"
).format(public="l.kind = 'phone' AND l.ring = 'public'", lasts="(r.until IS NULL OR r.until >= :today)")
_LAST_USED = (
    "SELECT f.correspondent_id, max(f.made_on) FROM referral f WHERE f.direction = 'sent' AND f.made_on <= :today"
    " AND NOT EXISTS (SELECT 1 FROM referral_event e WHERE e.referral_id = f.id AND e.kind = 'withdrawn'"
    " AND e.corrects_id IS NULL AND NOT EXISTS (SELECT 1 FROM referral_event k WHERE k.corrects_id = e.id))"
    " GROUP BY f.correspondent_id"
)
_CARDS = (
    "SELECT id, status, verified_on, date(created_at), kind = 'person' AND family_name <> '', met_at <> ''"
    " FROM correspondent WHERE deleted_at IS NULL AND status IN ('active', 'paused')"
)


def _states(connection: "Connection", today: date) -> Iterator[tuple[int, State]]:
    day = {"today": today.isoformat()}
    families: dict[int, set[str]] = {}
    placed = set()
    for key, specialty, somewhere in connection.execute(_ROLES, day):
        if specialty:
            families.setdefault(key, set()).add(_family(specialty))
        if somewhere:
            placed.add(key)
    reached = {row[0] for row in connection.execute(_WITH_NUMBER, day)}
    used = {key: _day(last) for key, last in connection.execute(_LAST_USED, day)}
    for key, status, verified, entered, can_be_met, met in connection.execute(_CARDS).fetchall():
        yield (
            key,
            State(
                families=frozenset(families.get(key, ())),
                entered=date.fromisoformat(entered),
                status=status,
                verified_on=_day(verified),
                has_number=key in reached,
                has_commune=key in placed,
                can_be_met=bool(can_be_met),
                met=bool(met),
                last_used=used.get(key),
            ),
        )


def _family(specialty: str) -> str:
    catalogue = Catalogue.shipped()
    return catalogue.get(specialty).family if specialty in catalogue else "other"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
