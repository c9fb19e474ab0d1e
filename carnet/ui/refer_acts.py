"""What referring reads and writes, as errands for the thread that holds book and register. No Qt."""

import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from carnet import words
from carnet.domain.disclosure import Disclosed
from carnet.ui import card_content
from carnet.ui.acts import Done, whole
from carnet.ui.searcher import Errand, Reach

if TYPE_CHECKING:
    from carnet.geo.distance import Point
    from carnet.models.book import Book
    from carnet.queries.results import Origin
    from carnet.services.drafts import LineDraft, ReferralDraft
    from carnet.services.referrals import Referred, To

MOST_MOTIVES = 8
_USUAL_MOTIVES = ("avis", "suivi", "bilan", "rééducation", "soins", "geste", "imagerie", "droits")
_MOTIVES = (
    "SELECT r.motive FROM referral r JOIN correspondent c ON c.id = r.correspondent_id WHERE r.motive <> ''"
    " GROUP BY r.motive ORDER BY sum(c.uuid IN (SELECT value FROM json_each(?))) DESC, count(*) DESC LIMIT ?"
)
_RIVER = re.compile(r"-(?:sur|sous|lès|en)-.*", re.IGNORECASE)


class Place(Struct, frozen=True):
    """A site where the patient may be sent: its row number, or its key in a card to add; its commune."""

    row: int | None
    key: str
    city: str


class Warned(Struct, frozen=True):
    """« Je n'adresse pas »: the sentence, the reason and the note."""

    sentence: str
    why: str
    note: str = ""


class Target(Struct, frozen=True):
    """One name to refer to. `at`: which of `places` is guessed, -1 for none. `mode`: as last time, "" for never."""

    id: str
    name: str
    places: tuple[Place, ...] = ()
    at: int = -1
    mode: str = ""
    numbered: bool = True
    warned: Warned | None = None

    @property
    def town(self) -> str:
        """« L'Isle »: the commune of the place guessed, as it is said."""
        return short_town(self.places[self.at].city) if self.at >= 0 else ""


class Plan(Struct, frozen=True):
    """Whom to refer to. `motives`: a short list of what for, those used with them first.

    `ahead`: the day of the latest note, when the computer's clock stands before it.
    """

    targets: tuple[Target, ...]
    motives: tuple[str, ...] = ()
    ahead: date | None = None

    @property
    def one(self) -> Target | None:
        """The only target, None for several."""
        return self.targets[0] if len(self.targets) == 1 else None

    @property
    def warnings(self) -> tuple[Warned, ...]:
        """What stands against any of them."""
        return tuple(target.warned for target in self.targets if target.warned)


class Kept(Struct, frozen=True):
    """A name kept for the patient: `b:` or `p:` id, how it is called, the card as the patient may see it.

    `number`: the number of its row, "" for none.
    """

    id: str
    name: str
    card: Disclosed
    number: str = ""


def called(title: str, family: str, label: str) -> str:
    """« Dr Benhaddou », « Mme Tassy », « CH d’Avignon, ORL »."""
    named = family.title() if family.isupper() else family
    return words.typeset(f"{title} {named}".strip() if family else label)


def short_town(city: str) -> str:
    """« L'Isle » for « L'Isle-sur-la-Sorgue »: what people say."""
    return words.typeset(_RIVER.sub("", city))


def plan(identifiers: Sequence[str], origin: "Origin | None", today: date, now: datetime) -> Errand:
    """Look up whom the ids are, with what can be guessed. `origin`: from where the nearest site is meant."""
    wanted, insee = tuple(identifiers), origin.insee if origin else ""

    def errand(reach: Reach) -> Plan:
        from carnet.services import referrals

        book = whole(reach.book("refer"))
        targets = tuple(_target(reach, book, one, insee, today, now) for one in wanted)
        return Plan(targets, _motives(book, targets), referrals.clock_behind(book, now))

    return errand


def _target(reach: Reach, book: "Book", identifier: str, insee: str, today: date, now: datetime) -> Target:
    from carnet.queries.card import row_id
    from carnet.services import referrals

    point = reach.point(insee)
    if identifier.startswith("b:"):
        return _of_book(reach, book, row_id(book.reader(), identifier), point, today)
    to = referrals.addressee(book, reach.person(identifier), now=now)
    if isinstance(to.card, int):
        return _of_book(reach, book, to.card, point, today)
    draft = to.card
    sites = {role.site.key: role.site for role in draft.roles if role.site is not None}
    places = tuple(Place(None, site.key, site.city) for site in sites.values())
    codes = [site.insee for site in sites.values()]
    drafts = (*draft.lines, *(line for role in draft.roles for line in role.lines),
              *(line for site in sites.values() for line in site.lines))  # fmt: skip
    return Target(
        identifier,
        called(draft.title, draft.family_name, draft.label),
        places,
        _nearest(reach, codes, point),
        numbered=any(line.kind == "phone" for line in drafts),
    )


def _of_book(reach: Reach, book: "Book", key: int, point: "Point | None", today: date) -> Target:
    from carnet.queries.history import last_mode, sites_of

    connection = book.reader()
    uuid, title, family, label = connection.execute(
        "SELECT uuid, title, family_name, label FROM correspondent WHERE id = ?", (key,)
    ).fetchone()
    sites = sites_of(connection, key, today)
    cities = {
        row: city for row, _ in sites for (city,) in connection.execute("SELECT city FROM site WHERE id = ?", (row,))
    }
    places = tuple(Place(row, "", cities[row]) for row, _ in sites)
    return Target(
        f"b:{uuid}",
        called(title, family, label),
        places,
        _nearest(reach, [insee for _, insee in sites], point),
        last_mode(connection, key),
        warned=_warned(book, key, today),
    )


def _nearest(reach: Reach, codes: Sequence[str], point: "Point | None") -> int:
    """Which of the communes is nearest; the first when nobody knows, -1 when there is none."""

    def far(at: int) -> float:
        commune = reach.communes.by_insee(codes[at])
        km = reach.communes.kilometres(commune, point) if commune is not None and point else None
        return float("inf") if km is None else km

    return min(range(len(codes)), key=far, default=-1)


def _motives(book: "Book", targets: Sequence[Target]) -> tuple[str, ...]:
    uuids = [target.id.removeprefix("b:") for target in targets]
    used = book.reader().execute(_MOTIVES, (json.dumps(uuids), MOST_MOTIVES)).fetchall()
    return tuple(dict.fromkeys((*(motive for (motive,) in used), *_USUAL_MOTIVES)))[:MOST_MOTIVES]


def _warned(book: "Book", key: int, today: date) -> Warned | None:
    from carnet.queries import loop_words
    from carnet.queries.avoidances import standing_avoidance

    stands = standing_avoidance(book.reader(), key, today)
    if stands is None:
        return None
    whom = loop_words.to_whom(stands.title, stands.family, stands.label)
    return Warned(loop_words.avoided(whom, stands.terms.since), words.avoidance_reason(stands.reason), stands.note)


class Sending:
    """The errand that logs the referral. `made`: what was logged, once it is; `avoided`: it was refused for that.

    `place`: of the only target, where there is a choice.
    """

    def __init__(
        self,
        plan: Plan,
        draft: "ReferralDraft",
        now: datetime,
        *,
        place: Place | None = None,
        line: "LineDraft | None" = None,
        as_typed: bool = False,
    ) -> None:
        self._plan, self._draft, self._now = plan, draft, now
        self._place, self._line, self._as_typed = place, line, as_typed
        self.made: Referred | None = None

    def __call__(self, reach: Reach) -> Done:
        """Write. Raises as `services.referrals.refer`."""
        from carnet.services import referrals

        book = whole(reach.book("refer"))
        one = self._plan.one
        if one is not None and not one.id.startswith("b:"):
            self.made = made = referrals.adopt_and_refer(
                book, reach.person(one.id), self._draft, now=self._now, line=self._line,
                site_key=self._place.key if self._place else "", code_as_typed=self._as_typed,
            )  # fmt: skip
        else:
            everyone = [self._to(reach, book, target) for target in self._plan.targets]
            self.made = made = referrals.refer(
                book, everyone, self._draft, now=self._now, code_as_typed=self._as_typed
            )  # fmt: skip
        return Done(made.cards[0], made.changes.batch)

    def _to(self, reach: Reach, book: "Book", target: Target) -> "To":
        from carnet.queries.card import row_id
        from carnet.services import referrals

        place = self._place if self._plan.one else target.places[target.at] if target.at >= 0 else None
        if target.id.startswith("b:"):
            return referrals.To(row_id(book.reader(), target.id), site=place.row if place else None)
        key = place.key if place else ""
        return referrals.addressee(book, reach.person(target.id), now=self._now, site_key=key)


def keep(identifier: str, number: str, origin: "Origin | None") -> Errand:
    """Read a card to keep its name: what the patient may see of it. `number`: the one of its row."""

    def errand(reach: Reach) -> Kept:
        card = reach.sheet(identifier, origin).patient
        public = card.public
        return Kept(identifier, called(public.title, public.family_name, card_content.name(public)), card, number)

    return errand
