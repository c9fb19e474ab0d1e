"""What was sent to a correspondent and what came of it, newest first."""

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from sqlite3 import Connection


class EventView(Struct, frozen=True):
    """One dated event of a referral; `appointment_on` for an appointment. `corrected`: a later event takes it back."""

    kind: str
    happened_on: date
    appointment_on: date | None
    corrected: bool


class ReferralView(Struct, frozen=True):
    """One referral with its events, oldest event first."""

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


def history(connection: "Connection", key: int) -> tuple[ReferralView, ...]:
    """Referrals of the correspondent with row number `key`, newest first."""
    events: dict[int, list[EventView]] = {}
    for referral, kind, happened, appointment, corrected in connection.execute(
        "SELECT e.referral_id, e.kind, e.happened_on, e.appointment_on,"
        " EXISTS (SELECT 1 FROM referral_event k WHERE k.corrects_id = e.id)"
        " FROM referral r CROSS JOIN referral_event e ON e.referral_id = r.id WHERE r.correspondent_id = ?"
        " ORDER BY e.happened_on, e.id",
        (key,),
    ):
        day = date.fromisoformat(appointment) if appointment else None
        events.setdefault(referral, []).append(EventView(kind, date.fromisoformat(happened), day, bool(corrected)))
    rows = connection.execute(
        "SELECT id, uuid, made_on, direction, patient_code, mode, urgency, motive, followed, despite_avoidance"
        " FROM referral WHERE correspondent_id = ? ORDER BY made_on DESC, id DESC",
        (key,),
    ).fetchall()
    return tuple(
        ReferralView(
            uuid, date.fromisoformat(made), direction, code, mode, urgency, motive, bool(followed), bool(despite),
            tuple(events.get(row, ())),
        )
        for row, uuid, made, direction, code, mode, urgency, motive, followed, despite in rows
    )  # fmt: skip
