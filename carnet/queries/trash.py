"""What is in the trash."""

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
