"""What was done for one patient code: referrals to whom, what came of them. For the owner alone."""

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
    if not wanted:
        return ()
    bearers = {
        uuid: (card, title, given, family, label, deleted)
        for uuid, kept, card, title, given, family, label, deleted in connection.execute(
            "SELECT r.uuid, r.patient_code, c.uuid, c.title, c.given_name, c.family_name, c.label, c.deleted_at"
            " FROM referral r JOIN correspondent c ON c.id = r.correspondent_id WHERE r.patient_code <> ''"
        )
        if kept.strip().casefold() == wanted
    }
    listed = ",".join(f"'{uuid}'" for uuid in bearers)
    found = []
    for view in views(connection, f"r.uuid IN ({listed})", ()):
        card, title, given, family, label, deleted = bearers[view.uuid]
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
