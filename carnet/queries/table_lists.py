"""Ready-made searches of the table: a filter, or a list of cards that a rule chose, each with its reason.

A new list is one more entry of `READY_MADE`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from carnet.domain.disclosure import Profile, parts_of
from carnet.domain.filters import ALL, NO, YES, Filter, Is
from carnet.queries.table import Table
from carnet.words import review

if TYPE_CHECKING:
    from sqlite3 import Connection

RECENT, MOST_RECENT = timedelta(days=30), 50

Chosen = dict[int, str]  # card → why it is here in a few words, "" when that goes without saying; in their order
Chooser = Callable[["Connection", Table], Chosen]


@dataclass(frozen=True, slots=True)
class ReadyMade:
    """One search that is always there. `part`: what of a card the profile must see for it to mean anything.

    `keeps` is its filter; `chooses`, when there is one, reads the cards of the list instead.
    """

    code: str
    part: str = "public"
    keeps: Filter = ALL
    chooses: Chooser | None = None


def recent(connection: "Connection", table: Table) -> Chosen:
    """Cards changed, or sent to, in the last 30 days, the latest first, fifty at most."""
    since = (table.today - RECENT).isoformat()
    latest = ((max(row.changed_at, row.referred_on), row.key) for row in table.rows)
    return {key: "" for at, key in sorted(latest, reverse=True)[:MOST_RECENT] if at >= since}


def to_check(connection: "Connection", table: Table) -> Chosen:
    """« À vérifier »: what has gone stale, lacks something, or was never put to the test."""
    from carnet.queries.stale import stale_keys

    gender = {row.key: row.gender for row in table.rows}
    found = stale_keys(connection, table.today, table.profile)
    return {key: " · ".join(review(one, gender.get(key, "")) for one in why) for key, why in found}


READY_MADE = (
    ReadyMade("all"),
    ReadyMade("favourites", "private", Is("favourite", YES)),
    ReadyMade("recent", "private", chooses=recent),
    ReadyMade("never_met", "private", Is("met", NO)),
    ReadyMade("to_check", "practice", chooses=to_check),
)


def offered(profile: Profile) -> tuple[ReadyMade, ...]:
    """The searches that mean something to a profile."""
    parts = parts_of(profile)
    return tuple(one for one in READY_MADE if one.part == "public" or one.part in parts)


def choose(connection: "Connection", table: Table) -> dict[str, Chosen]:
    """The cards of every list that a rule chooses, by the list's code."""
    return {one.code: one.chooses(connection, table) for one in offered(table.profile) if one.chooses is not None}
