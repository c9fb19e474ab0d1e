"""« À suivre »: what is due today, what waits, what sleeps. Plain SQL: the window's corner counts it at any moment."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from carnet.domain.disclosure import LineView, Profile, parts_of, permit
from carnet.domain.follow_up import DueView, Part, Sent, Watch, disclose_due, in_order, watch
from carnet.domain.specialties import Catalogue
from carnet.queries.avoidances import to_review
from carnet.queries.entries import Entry, lines_of, load
from carnet.queries.history import read_event
from carnet.words import person_name

if TYPE_CHECKING:
    from sqlite3 import Connection

    from carnet.domain.referrals import Event


class ReviewView(Struct, frozen=True):
    """« Une note personnelle arrive à échéance »: whose card, until when it stands. The reason opens on demand."""

    card: str
    name: str
    since: date
    expires_on: date
    expired: bool


class FollowUp(Struct, frozen=True):
    """The three parts. `due`: calls then silences; `waiting`: followed, not due yet; `snoozed`: put off."""

    due: tuple[DueView, ...] = ()
    waiting: tuple[DueView, ...] = ()
    snoozed: tuple[DueView, ...] = ()
    reviews: tuple[ReviewView, ...] = ()

    @property
    def calls(self) -> tuple[DueView, ...]:
        """À rappeler."""
        return tuple(row for row in self.due if row.watch.part is Part.CALL)

    @property
    def silences(self) -> tuple[DueView, ...]:
        """Sans nouvelles."""
        return tuple(row for row in self.due if row.watch.part is Part.SILENT)

    @property
    def counts(self) -> "Counts":
        """For the window's corner."""
        review = 1 if self.reviews else 0
        today = len(self.due) + review
        return Counts(today, len(self.calls), today + len(self.waiting), len(self.snoozed))


class Counts(Struct, frozen=True):
    """Lines due today (all reviews make one), calls among them, lines in all, lines put off."""

    today: int
    calls: int
    everything: int
    snoozed: int


class _Row(Struct, frozen=True):
    """A followed referral as stored."""

    key: int
    uuid: str
    correspondent: int
    sent: Sent
    patient_code: str
    urgency: str
    motive: str
    note: str
    kept_with: str


# Those that an event which counts has ended are left out before anything else is read.
_OPEN = (
    "SELECT r.id, r.uuid, r.correspondent_id, r.made_on, r.mode, r.snoozed_until, r.patient_code, r.urgency, r.motive,"
    " r.note, r.kept_with FROM referral r JOIN correspondent c ON c.id = r.correspondent_id AND c.deleted_at IS NULL"
    " WHERE r.followed AND r.direction = 'sent' AND NOT EXISTS (SELECT 1 FROM referral_event e"
    " WHERE e.referral_id = r.id AND e.kind IN ('news', 'closed', 'other_choice') AND NOT EXISTS"
    " (SELECT 1 FROM referral_event k WHERE k.corrects_id = e.id))"
)


def follow_up(connection: "Connection", *, today: date, profile: Profile = Profile.OWNER) -> FollowUp:
    """What is to be followed, as `profile` may see it. Raises CarnetError when it may not.

    Whether the owner let the secretary see it is for the caller to ask (`services.follow_up.secretary_may`).
    """
    permit("follow-up", profile)
    watched, entries = _watched(connection, today)
    lines = lines_of(connection, [entries[key] for key in {row.correspondent for row, _ in watched}])
    others = _names_together([row for row, _ in watched], entries)
    rows = in_order(
        [
            disclose_due(
                replace(_view(row, state, entries[row.correspondent], today), lines=_ordered(lines[row.correspondent]),
                        others=others.get(row.uuid, ())),
                profile,
            )
            for row, state in watched
        ]
    )  # fmt: skip
    return FollowUp(
        tuple(row for row in rows if row.watch.due),
        tuple(row for row in rows if not row.watch.due and not row.watch.snoozed),
        tuple(row for row in rows if row.watch.snoozed),
        _reviews(connection, today) if "judgement" in parts_of(profile) else (),
    )


def _ordered(lines: Iterable[tuple[int, int, LineView]]) -> tuple[LineView, ...]:
    """Each number once, what any patient may have first."""
    return tuple(sorted(dict.fromkeys(line for *_, line in lines), key=lambda line: line.ring))


def counts(connection: "Connection", *, today: date) -> Counts:
    """The owner's counts alone: no card is read."""
    states = [state for _, state in _watched(connection, today)[0]]
    review = 1 if to_review(connection, today) else 0
    due = [state for state in states if state.due]
    put_off = sum(state.snoozed for state in states)
    calls = sum(state.part is Part.CALL for state in due)
    return Counts(len(due) + review, calls, len(states) - put_off + review, put_off)


def _watched(connection: "Connection", today: date) -> tuple[list[tuple[_Row, Watch]], dict[int, Entry]]:
    """Followed referrals of which something may still be expected, with their state today; and their correspondents."""
    rows = connection.execute(_OPEN).fetchall()
    events = _events(connection, [row[0] for row in rows])
    entries = load(connection, {row[2] for row in rows}, today=today, national=_national, delays_only=True)
    found = []
    for row in rows:
        stored = _stored(row, entries[row[2]], events.get(row[0], ()))
        state = watch(stored.sent, today)
        if state is not None:
            found.append((stored, state))
    return found, entries


def _events(connection: "Connection", referrals: Iterable[int]) -> dict[int, tuple["Event", ...]]:
    listed = ",".join(str(int(one)) for one in referrals)
    found: dict[int, tuple[Event, ...]] = {}
    for referral, *event in connection.execute(
        "SELECT referral_id, id, kind, happened_on, appointment_on, corrects_id FROM referral_event"
        f" WHERE referral_id IN ({listed}) ORDER BY id"
    ):
        found[referral] = (*found.get(referral, ()), read_event(*event))
    return found


def _stored(row: tuple[Any, ...], entry: Entry, events: tuple["Event", ...]) -> _Row:
    key, uuid, correspondent, made, mode, snoozed, code, urgency, motive, note, kept = row
    specialty = entry.places[0].specialty if entry.places else ""
    catalogue = Catalogue.shipped()
    family = catalogue.get(specialty).family if specialty in catalogue else ""
    until = date.fromisoformat(snoozed) if snoozed else None
    delay = entry.facts.usual.days
    sent = Sent(date.fromisoformat(made), mode, True, until, family, delay, events)
    return _Row(key, uuid, correspondent, sent, code, urgency, motive, note, kept)


def _national(specialty: str) -> int | None:
    catalogue = Catalogue.shipped()
    return catalogue.get(specialty).median_days if specialty in catalogue else None


def _view(row: _Row, state: Watch, entry: Entry, today: date) -> DueView:
    return DueView(
        id=row.uuid,
        card=f"b:{entry.uuid}",
        name=_name(entry),
        gender=entry.gender,
        specialty=entry.places[0].specialty if entry.places else "",
        watch=state,
        made_on=row.sent.made_on,
        days=max(0, (today - row.sent.made_on).days),
        patient_code=row.patient_code,
        mode=row.sent.mode,
        urgency=row.urgency,
        motive=row.motive,
        note=row.note,
        kind="person" if entry.family else "structure",
        snoozed_until=row.sent.snoozed_until,
    )


def _name(entry: Entry) -> str:
    return person_name(entry.title, entry.given, entry.family) if entry.family else entry.label


def _names_together(rows: Iterable[_Row], entries: dict[int, Entry]) -> dict[str, tuple[str, ...]]:
    """By referral: the other names given with it that are open too."""
    together: dict[str, list[_Row]] = {}
    for row in rows:
        if row.kept_with:
            together.setdefault(row.kept_with, []).append(row)
    return {
        row.uuid: tuple(_name(entries[other.correspondent]) for other in group if other is not row)
        for group in together.values()
        for row in group
    }


def _reviews(connection: "Connection", today: date) -> tuple[ReviewView, ...]:
    return tuple(
        ReviewView(one.card, one.name, one.terms.since, one.terms.expires_on, one.terms.expires_on <= today)
        for one in to_review(connection, today)
    )
