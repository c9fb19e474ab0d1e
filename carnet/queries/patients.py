"""What was done for one patient code: referrals to whom, what came of them. For the owner alone."""

import json
from typing import TYPE_CHECKING

from msgspec import Struct

from carnet.queries.history import ReferralView, views
from carnet.words import person_name

if TYPE_CHECKING:
    from sqlite3 import Connection


class PatientReferral(Struct, frozen=True):
    """One referral of the patient: to whom (`b:<uuid>`, "" once in the trash; the name), and the referral itself."""

    card: str
    name: str
    referral: ReferralView


def patient_history(connection: "Connection", code: str) -> tuple[PatientReferral, ...]:
    """Referrals under a patient code, case and outer spaces aside, newest first; none for an empty code."""
    wanted = code.strip().casefold()
    used = connection.execute("SELECT DISTINCT patient_code FROM referral WHERE patient_code <> ''")
    written = json.dumps([kept for (kept,) in used if kept.strip().casefold() == wanted])
    bearers = {
        row: (uuid, card, title, given, family, label, deleted)
        for row, uuid, card, title, given, family, label, deleted in connection.execute(
            "SELECT r.id, r.uuid, c.uuid, c.title, c.given_name, c.family_name, c.label, c.deleted_at FROM referral r"
            " JOIN correspondent c ON c.id = r.correspondent_id"
            " WHERE r.patient_code IN (SELECT value FROM json_each(?))",
            (written,),
        )
    }
    by_uuid = {uuid: rest for uuid, *rest in bearers.values()}
    found = []
    for view in views(connection, "r.id IN (SELECT value FROM json_each(?))", (json.dumps(list(bearers)),)):
        card, title, given, family, label, deleted = by_uuid[view.uuid]
        name = person_name(title, given, family) if family or given else label
        found.append(PatientReferral("" if deleted else f"b:{card}", name, view))
    return tuple(found)


def known_codes(connection: "Connection", prefix: str, *, limit: int = 8) -> tuple[str, ...]:
    """Codes already used that begin so, the latest used first: offered while one is typed."""
    start = prefix.strip().casefold()
    rows = connection.execute(
        "SELECT patient_code FROM referral WHERE patient_code <> '' GROUP BY patient_code ORDER BY max(made_on) DESC"
    )
    return tuple([code for (code,) in rows if code.casefold().startswith(start)][:limit])
