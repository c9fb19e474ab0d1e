"""« Adresser »: log a referral to one card or to the few names kept, known or just found in the national register.

What happens to it afterwards is written by `services.follow_up`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from carnet.domain.disclosure import Profile, disclose
from carnet.domain.patients import read_code, refuse_social_security_number
from carnet.domain.referrals import Event, Kind, refusal, refused_referral
from carnet.errors import CarnetError
from carnet.models import loop, tables
from carnet.models.book import Book
from carnet.models.writer import Changes, Writer
from carnet.queries import loop_words
from carnet.queries.avoidances import standing_avoidance
from carnet.queries.card import card_of
from carnet.queries.history import last_mode, sites_of
from carnet.services.correspondents import SiteRegistry, add_correspondent
from carnet.services.drafts import CorrespondentDraft, EventDraft, LineDraft, ReferralDraft
from carnet.services.editing_values import LONGEST_NOTE, clean_text
from carnet.services.memberships import live
from carnet.words import NARROW

if TYPE_CHECKING:
    from carnet.register.lookup import Person

KEPT_AT_MOST = 3
_LATEST = "SELECT max(at) FROM (SELECT at FROM journal ORDER BY id DESC LIMIT 5000)"
_UUID = "SELECT uuid FROM {} WHERE id = ?"


class Avoided(CarnetError):  # noqa: N818
    """Somebody is avoided and nobody said that the patient chose them. `card`: `b:<uuid>`; `since`: noted that day."""

    def __init__(self, card: str, whom: str, since: date) -> None:
        super().__init__(loop_words.avoided(whom, since))
        self.card, self.since = card, since


@dataclass(frozen=True, slots=True)
class To:
    """Whom a patient is sent to: a card's row number, or a card to add in the same act.

    `site`: row number of the site meant; `site_key`: the same by its key in the draft, for a card just added. Without
    either, the only site there is. `from_trash`: the card comes back from the trash in the same act.
    """

    card: int | CorrespondentDraft
    site: int | None = None
    site_key: str = ""
    from_trash: bool = False


@dataclass(frozen=True, slots=True)
class Referred:
    """What was logged: uuids of the referrals and of the cards, and the line for the medical record."""

    ids: tuple[str, ...]
    cards: tuple[str, ...]
    record_line: str
    changes: Changes


def refer(
    book: Book, to: int | To | Sequence[int | To], draft: ReferralDraft, *, now: datetime, code_as_typed: bool = False
) -> Referred:
    """Log one referral to one card, or to up to three names given together, in one transaction.

    An urgent one is followed. Without a mode, the last one used with that correspondent. The patient code is kept as
    `domain.patients.read_code` says (`code_as_typed`: though it looks like a name). Raises LooksLikeName,
    SocialSecurityNumber, Avoided (unless `despite_avoidance`), RowGone, CarnetError: then nothing is written.
    """
    everyone = _everyone(to)
    clean = _cleaned(draft, local_day(now), code_as_typed=code_as_typed)
    with book.write("refer", now=now) as writer:
        kept_with = writer.batch if len(everyone) > 1 else ""
        made = [_refer_to(writer, one, clean, kept_with) for one in everyone]
        lines = [_line(writer, key, replace(clean, mode=mode, site=site)) for _, key, mode, site in made]
        ids = tuple(_uuid(writer, "referral", row) for row, *_ in made)
        cards = tuple(f"b:{_uuid(writer, 'correspondent', key)}" for _, key, *_ in made)
    return Referred(ids, cards, "\n".join(lines), writer.changes)


def adopt_and_refer(
    book: Book,
    person: "Person",
    draft: ReferralDraft,
    *,
    now: datetime,
    line: LineDraft | None = None,
    site_key: str = "",
    code_as_typed: bool = False,
) -> Referred:
    """Add a person of the register, maybe with the number that was missing, and log the referral: one act, one undo.

    Somebody already in the book is referred to as such. Raises as `refer`.
    """
    return refer(book, addressee(book, person, now=now, line=line, site_key=site_key), draft, now=now,
                 code_as_typed=code_as_typed)  # fmt: skip


def addressee(book: Book, person: "Person", *, now: datetime, line: LineDraft | None = None, site_key: str = "") -> To:
    """A person of the register as somebody to refer to: the card the book has, in the trash or not, else one to add."""
    from carnet.services.adoption import draft_of, known_card

    if known := known_card(book, person.identifier):
        return To(known[0], from_trash=known[2])
    made = draft_of(person, now)
    return To(replace(made, lines=(*made.lines, line)) if line else made, site_key=site_key)


def _everyone(to: int | To | Sequence[int | To]) -> list[To]:
    listed = [to] if isinstance(to, int | To) else list(to)
    everyone = [To(one) if isinstance(one, int) else one for one in listed]
    distinct = [one for index, one in enumerate(everyone) if all(one.card != other.card for other in everyone[:index])]
    if not distinct:
        raise ValueError("a referral to nobody")
    if len(distinct) > KEPT_AT_MOST:
        raise CarnetError(
            f"Un patient repart avec {KEPT_AT_MOST} noms au plus{NARROW}: il y en a {len(distinct)}."
            f" {loop_words.NOTHING_DONE}"
        )
    return distinct


def _cleaned(draft: ReferralDraft, today: date, *, code_as_typed: bool) -> ReferralDraft:
    """The draft as it may be written. Raises CarnetError, LooksLikeName, SocialSecurityNumber."""
    if wrong := refused_referral(draft.made_on, today=today):
        raise CarnetError(loop_words.refused(wrong))
    if draft.mode and draft.mode not in loop_words.MODES:
        raise CarnetError(f"Mode inconnu{NARROW}: « {draft.mode} ». {loop_words.NOTHING_DONE}")
    if draft.urgency and draft.urgency not in loop_words.URGENCIES:
        raise CarnetError(f"Urgence inconnue{NARROW}: « {draft.urgency} ». {loop_words.NOTHING_DONE}")
    _check_events(draft, today)
    refuse_social_security_number(draft.motive, draft.note, *(event.note for event in draft.events))
    return replace(
        draft,
        patient_code=read_code(draft.patient_code, as_typed=code_as_typed),
        motive=clean_text("motive", draft.motive),
        note=clean_text("note", draft.note, LONGEST_NOTE),
        followed=draft.followed or draft.urgency == "urgent",
    )


def _refer_to(writer: Writer, to: To, draft: ReferralDraft, kept_with: str) -> tuple[int, int, str, int | None]:
    """(referral, card, mode, site): one name's referral."""
    sites = SiteRegistry()
    key = to.card if isinstance(to.card, int) else add_correspondent(writer, to.card, sites=sites)
    if to.from_trash:
        writer.update(tables.correspondent, key, deleted_at=None)
    card = live(writer, key)
    today = local_day(writer.now)
    avoidance = standing_avoidance(writer.dbapi, key, today)
    if avoidance and not draft.despite_avoidance:
        whom = loop_words.to_whom(card["title"], card["family_name"], card["label"])
        raise Avoided(f"b:{card['uuid']}", whom, avoidance.terms.since)
    site = _site(writer, key, to.site or sites.ids.get(to.site_key) or draft.site, today)
    mode = draft.mode or last_mode(writer.dbapi, key)
    own = replace(draft, site=site, mode=mode, despite_avoidance=avoidance is not None)
    return add_referral(writer, key, own, kept_with=kept_with), key, mode, site


def _site(writer: Writer, key: int, site: int | None, today: date) -> int | None:
    """The site meant, if the correspondent works there; else the only one there is."""
    theirs = [row for row, _ in sites_of(writer.dbapi, key, today)]
    if site is not None and site not in theirs:
        raise CarnetError(f"Ce lieu n’est pas un de ceux où exerce le correspondant. {loop_words.NOTHING_DONE}")
    return site if site is not None else theirs[0] if len(theirs) == 1 else None


def _line(writer: Writer, key: int, draft: ReferralDraft) -> str:
    """The line for the medical record, from what a patient may see of the card."""
    card = disclose(card_of(writer.dbapi, key, today=local_day(writer.now)), Profile.PATIENT)
    found = writer.dbapi.execute("SELECT city FROM site WHERE id = ?", (draft.site,)).fetchone()
    facts = {name: getattr(draft, name) for name in ("mode", "urgency", "motive", "patient_code")}
    known = loop_words.record_fields(card, facts, made_on=draft.made_on, site=found[0] if found else "")
    return loop_words.record_line(template(writer), known)


def template(where: Book | Writer) -> str:
    """The text for the medical record: the owner's own, else the default one."""
    connection = where.reader() if isinstance(where, Book) else where.dbapi
    sql = "SELECT value FROM setting WHERE name = ?"
    row = connection.execute(sql, (loop_words.RECORD_LINE_SETTING,)).fetchone()
    return row[0] if row and row[0] else loop_words.RECORD_LINE


def set_template(book: Book, text: str, *, now: datetime) -> Changes:
    """Keep the owner's own text for the medical record; "" brings the default back. Raises CarnetError."""
    clean = clean_text("note", text, LONGEST_NOTE)
    if clean:
        loop_words.check_template(clean)
    with book.write("set_record_line", now=now) as writer:
        writer.set_setting(loop_words.RECORD_LINE_SETTING, clean)
    return writer.changes


def add_referral(writer: Writer, correspondent_id: int, draft: ReferralDraft, *, kept_with: str = "") -> int:
    """Write one referral and what is already known of it, which the caller has had `checked`; returns its row id."""
    plain = {f.name: getattr(draft, f.name) for f in fields(draft) if f.name not in ("site", "events")}
    referral = writer.insert(
        loop.referral,
        author_id=writer.author_id,
        correspondent_id=correspondent_id,
        site_id=draft.site,
        kept_with=kept_with,
        **plain,
    )
    for event in draft.events:
        add_event(writer, referral, event)
    return referral


def _check_events(draft: ReferralDraft, today: date) -> None:
    known: list[Event] = []
    for event in draft.events:
        new = Event(len(known), Kind(event.kind), event.happened_on, event.appointment_on)
        known.append(checked(draft.made_on, known, new, today))


def checked(made_on: date, known: Sequence[Event], new: Event, today: date) -> Event:
    """`new`, if it may join the events known. Raises CarnetError that says why not."""
    if wrong := refusal(made_on, known, new, today=today):
        raise CarnetError(loop_words.refused(wrong))
    return new


def add_event(writer: Writer, referral_id: int, draft: EventDraft, *, corrects: int | None = None) -> int:
    """Append what happened to a referral; returns the event's row id. Whoever calls has had it `checked`."""
    return writer.insert(
        loop.referral_event,
        referral_id=referral_id,
        kind=draft.kind,
        happened_on=draft.happened_on,
        appointment_on=draft.appointment_on,
        note=draft.note,
        corrects_id=corrects,
        author_id=writer.author_id,
        recorded_at=writer.now,
    )


def local_day(now: datetime) -> date:
    """The day it is at the practice."""
    return now.astimezone().date()


def _uuid(writer: Writer, table: str, row: int) -> str:
    found: Any = writer.dbapi.execute(_UUID.format(table), (row,)).fetchone()
    return str(found[0])


def clock_behind(book: Book, now: datetime) -> date | None:
    """The day of the latest entry of the journal when the computer's clock stands before it, by a day or more."""
    row = book.reader().execute(_LATEST).fetchone()
    latest = date.fromisoformat(row[0][:10]) if row and row[0] else None
    return latest if latest and latest > local_day(now) else None
