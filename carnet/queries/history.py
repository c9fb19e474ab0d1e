"""What was sent to a correspondent and what came of it, newest first."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from sqlite3 import Connection

    from carnet.domain.referrals import Event, Standing


class EventView(Struct, frozen=True):
    """One dated event of a referral; `appointment_on` for an appointment. `corrected`: a later event takes it back.

    `number` grows with each recording; `corrects` is the number of the event that this one takes back.
    """

    kind: str
    happened_on: date
    appointment_on: date | None
    corrected: bool
    uuid: str = ""
    note: str = ""
    number: int = 0
    corrects: int | None = None

    @property
    def counts(self) -> bool:
        """Whether it says something: it is neither taken back nor a bare taking back."""
        return not self.corrected and not (self.kind == "withdrawn" and self.corrects is not None)


class ReferralView(Struct, frozen=True):
    """One referral with its events, oldest event first. `care_improved`, `time_saved`: « Ça a servi ? », if asked."""

    uuid: str
    made_on: date
    direction: str
    patient_code: str
    mode: str
    urgency: str
    motive: str
    followed: bool
    despite_avoidance: bool
    events: tuple[EventView, ...]
    note: str = ""
    kept_with: str = ""
    care_improved: bool | None = None
    time_saved: bool | None = None

    def standing(self, today: date) -> "Standing":
        """Where it stands on `today`."""
        from carnet.domain.referrals import Event, Kind, standing  # not on the way to the first card

        events = [Event(e.number, Kind(e.kind), e.happened_on, e.appointment_on, e.corrects) for e in self.events]
        return standing(self.made_on, events, followed=self.followed, today=today)


_REFERRALS = (
    "SELECT r.id, r.uuid, r.made_on, r.direction, r.patient_code, r.mode, r.urgency, r.motive, r.followed,"
    " r.despite_avoidance, r.note, r.kept_with, o.care_improved, o.time_saved"
    " FROM referral r LEFT JOIN outcome o ON o.referral_id = r.id"
)
_EVENTS = (
    "SELECT e.referral_id, e.id, e.uuid, e.kind, e.happened_on, e.appointment_on, e.note, e.corrects_id"
    " FROM referral r CROSS JOIN referral_event e ON e.referral_id = r.id"
)


def history(connection: "Connection", key: int) -> tuple[ReferralView, ...]:
    """Referrals of the correspondent with row number `key`, newest first."""
    return views(connection, "r.correspondent_id = ?", (key,))


def views(connection: "Connection", where: str, parameters: tuple[Any, ...]) -> tuple[ReferralView, ...]:
    """Referrals `r` that meet an SQL condition, newest first, whole."""
    events: dict[int, list[tuple[Any, ...]]] = {}
    for row in connection.execute(f"{_EVENTS} WHERE {where} ORDER BY e.happened_on, e.id", parameters):
        events.setdefault(row[0], []).append(row[1:])
    rows = connection.execute(f"{_REFERRALS} WHERE {where} ORDER BY r.made_on DESC, r.id DESC", parameters).fetchall()
    return tuple(_view(row, events.get(row[0], ())) for row in rows)


def _view(row: tuple[Any, ...], events: Iterable[tuple[Any, ...]]) -> ReferralView:
    _, uuid, made, direction, code, mode, urgency, motive, followed, despite, note, kept, improved, saved = row
    listed = list(events)
    wrong = {corrects for *_, corrects in listed if corrects is not None}
    return ReferralView(
        uuid, date.fromisoformat(made), direction, code, mode, urgency, motive, bool(followed), bool(despite),
        tuple(
            EventView(kind, date.fromisoformat(happened), date.fromisoformat(appointment) if appointment else None,
                      number in wrong, event, said, number, corrects)
            for number, event, kind, happened, appointment, said, corrects in listed
        ),
        note, kept, None if improved is None else bool(improved), None if saved is None else bool(saved),
    )  # fmt: skip


def read_event(number: int, kind: str, happened: str, appointment: str | None, corrects: int | None) -> "Event":
    """A stored event as the machine takes it."""
    from carnet.domain.referrals import Event, Kind

    on = date.fromisoformat(appointment) if appointment else None
    return Event(number, Kind(kind), date.fromisoformat(happened), on, corrects)


def sent_this_month(connection: "Connection", key: int, today: date) -> int:
    """« 5 ce mois-ci »: how many were sent to the correspondent in the month of `today`, withdrawn ones left out."""
    row = connection.execute(
        "SELECT count(*) FROM referral r WHERE r.correspondent_id = ? AND r.direction = 'sent'"
        " AND substr(r.made_on, 1, 7) = ? AND NOT EXISTS (SELECT 1 FROM referral_event e WHERE e.referral_id = r.id"
        " AND e.kind = 'withdrawn' AND e.corrects_id IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM referral_event k WHERE k.corrects_id = e.id))",
        (key, today.isoformat()[:7]),
    ).fetchone()
    return int(row[0])


def last_mode(connection: "Connection", key: int) -> str:
    """How the last patient was sent to the correspondent (« letter »); "" when nobody said, or nobody was."""
    row = connection.execute(
        "SELECT mode FROM referral WHERE correspondent_id = ? AND direction = 'sent' AND mode <> ''"
        " ORDER BY made_on DESC, id DESC LIMIT 1",
        (key,),
    ).fetchone()
    return str(row[0]) if row else ""


def sites_of(connection: "Connection", key: int, today: date) -> tuple[tuple[int, str], ...]:
    """(row number, INSEE code) of the sites where the correspondent works today, its structure's included."""
    rows = connection.execute(
        "SELECT DISTINCT s.id, s.insee FROM role r JOIN site s ON s.id = coalesce(r.site_id,"
        " (SELECT h.site_id FROM role h WHERE h.correspondent_id = r.structure_id AND h.site_id IS NOT NULL"
        " ORDER BY h.position LIMIT 1)) WHERE r.correspondent_id = ? AND (r.until IS NULL OR r.until >= ?)"
        " ORDER BY r.position",
        (key, today.isoformat()),
    )
    return tuple((row, insee) for row, insee in rows)
