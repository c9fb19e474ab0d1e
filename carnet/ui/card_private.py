"""What the card says that the patient in the chair should not read: opinions, cautions, notes, what patients said."""

from collections.abc import Iterator

from carnet import words
from carnet.domain.disclosure import Disclosed, JudgementPart, Said
from carnet.ui.card_row import Row
from carnet.words import NARROW

MOST_SAID = 3


def private_rows(card: Disclosed) -> Iterator[Row]:
    """What the patient in the chair should not read: F2 shows it. Nobody's but the owner's."""
    judged, mine = card.judgement, card.opinion
    if judged and judged.avoided:
        yield Row("Je n’adresse pas", words.avoidance_reason(judged.avoidance_reason), _avoidance_more(judged))
    if mine and (mine.marks or mine.word):
        marks = " · ".join(words.mark(code, card.public.gender) for code in mine.marks)
        word = f"«{NARROW}{mine.word}{NARROW}»" if mine.word else ""
        when = words.month_and_year(mine.given_on) if mine.given_on else ""
        yield Row("Mon avis", "\n".join(part for part in (marks, word) if part), when)
    if judged and judged.not_for:
        yield Row("Pas pour", ", ".join(judged.not_for))
    if judged and judged.feedback:
        yield from _said(judged.feedback)
    if card.private and card.private.note:
        yield Row("Note", card.private.note)
    for remark in card.private.remarks if card.private else ():
        when = words.month_and_year(remark.given_on) if remark.given_on else ""
        yield Row(words.note_of(remark.author), remark.words, when)


def _avoidance_more(judged: JudgementPart) -> str:
    since, until = judged.avoided_since, judged.avoided_until
    days = f"depuis le {words.long_date(since)}, jusqu’au {words.long_date(until)}" if since and until else ""
    return "\n".join(part for part in (judged.avoidance_note, days) if part)


def _said(feedback: tuple[Said, ...]) -> Iterator[Row]:
    """The latest of what patients said, each as reported, then how many more there are."""
    for index, one in enumerate(feedback[:MOST_SAID]):
        when = f"{words.reported_by(one.by)}, {words.short_date(one.on)}"
        yield Row("" if index else "Les patients", f"«{NARROW}{one.words}{NARROW}»", when)
    if (more := len(feedback) - MOST_SAID) > 0:
        yield Row("", "", words.plural(more, "autre parole", "autres paroles"))
