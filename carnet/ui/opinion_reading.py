"""What « Mon avis » and « Je n'adresse pas » ask of the thread that holds the book: all that is said of a card, and
every change of it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from msgspec import Struct

from carnet.domain.disclosure import permit
from carnet.models.book import Book
from carnet.models.writer import Changes
from carnet.queries.avoidances import AvoidanceView, Homonym, avoidances_of, homonyms, standing_avoidance
from carnet.queries.card import card_of, row_id
from carnet.queries.opinions import FeedbackView, OpinionView, feedback_of, opinion_of
from carnet.services import appraisals, avoidances
from carnet.services import feedback as patients_words
from carnet.services.drafts import AvoidanceDraft
from carnet.services.feedback import FeedbackDraft
from carnet.ui import card_content
from carnet.ui.acts import Done, whole
from carnet.ui.searcher import Errand, Reach


class About(Struct, frozen=True):
    """All that is said of the card `b:<uuid>`; `avoidance`: what stands today, `past`: the latest that stood before.

    `what`: specialty, commune and RPPS, which tell the person from a homonym.
    """

    id: str
    name: str
    gender: str
    what: str
    opinion: OpinionView
    feedback: tuple[FeedbackView, ...] = ()
    avoidance: AvoidanceView | None = None
    past: AvoidanceView | None = None


def load(identifier: str, today: date) -> Errand:
    """Read what is said of a card."""

    def errand(reach: Reach) -> About:
        book = reach.book()
        permit("opinion", book.profile)
        reader = book.reader()
        key = row_id(reader, identifier)
        public = card_of(reader, key, today=today).public
        stands = standing_avoidance(reader, key, today)
        over = [one for one in avoidances_of(reader, key) if not one.terms.holds(today)]
        towns = dict.fromkeys(place.city for place in public.places if place.city)
        known = (card_content.what(public), ", ".join(towns), f"RPPS {public.rpps}" if public.rpps else "")
        return About(
            identifier,
            card_content.name(public),
            public.gender,
            " · ".join(part for part in known if part),
            opinion_of(reader, key),
            feedback_of(reader, key),
            stands,
            over[0] if over else None,
        )

    return errand


def others(identifier: str) -> Errand:
    """Who else bears the name of a card: `Homonym`s, of the book then of the register."""

    def errand(reach: Reach) -> tuple[Homonym, ...]:
        reader = reach.book().reader()
        at = reach.communes.by_insee(reach.scene.practice)
        origin = reach.communes.point(at) if at is not None else None
        return homonyms(reader, row_id(reader, identifier), reach.register(), origin)

    return errand


def _errand(identifier: str, write: Callable[[Book, int], Changes]) -> Errand:
    def errand(reach: Reach) -> Done:
        book = whole(reach.book())
        return Done(identifier, write(book, row_id(book.reader(), identifier)).batch)

    return errand


def mark(identifier: str, name: str, value: bool, now: datetime) -> Errand:
    """Set or take away one of the marks."""
    return _errand(identifier, lambda book, key: appraisals.appraise(book, key, now=now, word=None, **{name: value}))


def word(identifier: str, text: str, now: datetime) -> Errand:
    """Write « un mot »."""
    return _errand(identifier, lambda book, key: appraisals.appraise(book, key, now=now, word=text))


def indications(identifier: str, kind: str, labels: Sequence[str], now: datetime) -> Errand:
    """Make these « Plutôt pour » or « Pas pour »."""
    return _errand(identifier, lambda book, key: appraisals.set_indications(book, key, kind, labels, now=now))


def report(identifier: str, uuid: str, draft: FeedbackDraft, now: datetime) -> Errand:
    """Note what was said, or write the words `uuid` again."""
    if uuid:
        return _errand(identifier, lambda book, _: patients_words.change_report(book, uuid, draft, now=now))
    return _errand(identifier, lambda book, key: patients_words.report(book, key, draft, now=now))


def forget(identifier: str, uuid: str, now: datetime) -> Errand:
    """Remove what was said."""
    return _errand(identifier, lambda book, _: patients_words.forget_report(book, uuid, now=now))


def avoid(identifier: str, draft: AvoidanceDraft, now: datetime) -> Errand:
    """« Je n'adresse pas »."""
    return _errand(identifier, lambda book, key: avoidances.avoid(book, key, draft, now=now))


def renew(identifier: str, now: datetime) -> Errand:
    """Twelve more months, on purpose."""
    return _errand(identifier, lambda book, key: avoidances.renew(book, key, now=now))


def end(identifier: str, now: datetime) -> Errand:
    """Refer to them again."""
    return _errand(identifier, lambda book, key: avoidances.end(book, key, now=now))
