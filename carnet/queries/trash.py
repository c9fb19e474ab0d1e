"""What is in the trash."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from carnet.words import person_name

if TYPE_CHECKING:
    from sqlite3 import Connection

# A referral that is still followed: nothing that happened to it has ended it.
_OPEN = (
    "f.followed AND f.direction = 'sent' AND NOT EXISTS (SELECT 1 FROM referral_event e WHERE e.referral_id = f.id"
    " AND e.kind IN ('news', 'no_show', 'refused', 'other_choice', 'no_news', 'closed', 'withdrawn')"
    " AND NOT (e.kind = 'withdrawn' AND e.corrects_id IS NOT NULL)"
    " AND NOT EXISTS (SELECT 1 FROM referral_event k WHERE k.corrects_id = e.id))"
)


@dataclass(frozen=True, slots=True)
class TrashedCard:
    """One card in the trash: row number, « b:<uuid> », when it was put there, and its referrals still followed."""

    key: int
    id: str
    kind: str
    name: str
    deleted_at: datetime
    open_referrals: int


def trashed(connection: "Connection") -> tuple[TrashedCard, ...]:
    """Everything in the trash, last thrown first."""
    rows = connection.execute(
        "SELECT id, uuid, kind, title, given_name, family_name, label, deleted_at FROM correspondent"
        " WHERE deleted_at IS NOT NULL ORDER BY deleted_at DESC, id DESC"
    ).fetchall()
    waiting = dict(open_referrals(connection, [row[0] for row in rows]))
    return tuple(
        TrashedCard(
            key,
            f"b:{uuid}",
            kind,
            person_name(title, given, family) if family or given else label,
            datetime.fromisoformat(at).replace(tzinfo=UTC),
            waiting.get(key, 0),
        )
        for key, uuid, kind, title, given, family, label, at in rows
    )


def open_referrals(connection: "Connection", keys: list[int]) -> tuple[tuple[int, int], ...]:
    """(card, how many of its referrals are still followed), for those who have any."""
    listed = "[" + ",".join(str(int(key)) for key in keys) + "]"
    rows = connection.execute(
        f"SELECT f.correspondent_id, count(*) FROM referral f WHERE {_OPEN}"
        " AND f.correspondent_id IN (SELECT value FROM json_each(?)) GROUP BY 1 ORDER BY 1",
        (listed,),
    )
    return tuple((key, count) for key, count in rows)


def count(connection: "Connection") -> int:
    """How many cards are in the trash."""
    found: int = connection.execute("SELECT count(*) FROM correspondent WHERE deleted_at IS NOT NULL").fetchone()[0]
    return found


@dataclass(frozen=True, slots=True)
class Goes:
    """What would be erased with some cards."""

    lines: int
    referrals: int
    opinions: int
    documents: int


def goes(connection: "Connection", keys: Sequence[int]) -> Goes:
    """Count what hangs on cards and would be erased with them."""
    listed = json.dumps(list(keys))
    among = "IN (SELECT value FROM json_each(:keys))"

    def count_of(sql: str) -> int:
        found: int = connection.execute(sql, {"keys": listed}).fetchone()[0]
        return found

    return Goes(
        count_of(
            f"SELECT count(*) FROM line WHERE correspondent_id {among}"
            f" OR role_id IN (SELECT id FROM role WHERE correspondent_id {among})"
        ),
        count_of(f"SELECT count(*) FROM referral WHERE correspondent_id {among}"),
        count_of(
            f"SELECT (SELECT count(*) FROM appraisal WHERE correspondent_id {among})"
            f" + (SELECT count(*) FROM patient_feedback WHERE correspondent_id {among})"
            f" + (SELECT count(*) FROM avoidance WHERE correspondent_id {among})"
        ),
        count_of(f"SELECT count(*) FROM document WHERE correspondent_id {among}"),
    )
