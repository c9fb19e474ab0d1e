"""What the window shows of one correspondent: the card through the gate, and the few facts drawn beside it.

The history beside the card is the owner's: it is empty for a person of the register and in the secretary's view, and
nothing of it is in `patient`, the only part that a screen turned to the patient takes.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from carnet.domain.disclosure import Card, Disclosed, Profile, disclose, parts_of
from carnet.domain.ranking import Trust
from carnet.queries.card import card_of, row_id
from carnet.queries.entries import load
from carnet.queries.history import history

if TYPE_CHECKING:
    from sqlite3 import Connection

    from carnet.geo.communes import Communes
    from carnet.register.lookup import Person

Kilometres = Callable[[str], float | None]


class Past(Struct, frozen=True):
    """What came of the referrals sent: how well known, how many this month, what the last one led to."""

    trust: str = ""  # favourite, regular, known; "" when never asked
    rarely_writes: bool = False
    this_month: int = 0
    last_event: str = ""  # kind of the last event of the last referral


class Sheet(Struct, frozen=True):
    """One correspondent. `km`: kilometres to each commune of the card, by INSEE code.

    `reader`: the card as whoever opened the book may see it.
    """

    reader: Disclosed
    patient: Disclosed
    past: Past = Past()
    km: Mapping[str, float] = {}

    @property
    def id(self) -> str:
        """`b:<uuid>` of the book, `p:<identifier>` of the register."""
        return self.reader.public.id


def book_sheet(
    connection: "Connection", identifier: str, *, today: date, km: Kilometres, profile: Profile = Profile.OWNER
) -> Sheet:
    """The sheet of the correspondent `b:<uuid>` for `profile`. Raises CarnetError when the book has none."""
    key = row_id(connection, identifier)
    card = card_of(connection, key, today=today)
    past = _past(connection, key, today) if "judgement" in parts_of(profile) else Past()
    return _sheet(card, past, km, profile)


def register_sheet(
    person: "Person", communes: "Communes", *, km: Kilometres, profile: Profile = Profile.OWNER
) -> Sheet:
    """The sheet that the register alone can fill."""
    from carnet.queries.register_card import register_card

    return _sheet(register_card(person, communes), Past(), km, profile)


def _sheet(card: Card, past: Past, km: Kilometres, profile: Profile) -> Sheet:
    communes = {place.insee for place in card.public.places if place.insee}
    distances = {insee: far for insee in communes if (far := km(insee)) is not None}
    return Sheet(disclose(card, profile), disclose(card, Profile.PATIENT), past, distances)


def _past(connection: "Connection", key: int, today: date) -> Past:
    facts = load(connection, [key], today=today, national=lambda specialty: None)[key].facts
    sent = [one for one in history(connection, key) if one.direction == "sent"]
    sent = [one for one in sent if not any(event.kind == "withdrawn" and event.counts for event in one.events)]
    events = [event.kind for event in sent[0].events if event.counts] if sent else []
    this_month = sum((one.made_on.year, one.made_on.month) == (today.year, today.month) for one in sent)
    trust = "" if facts.trust is Trust.NEVER else facts.trust.name.lower()
    return Past(trust, facts.rarely_writes, this_month, events[-1] if events else "")
