"""A social-security number is written nowhere, whatever the field; telephones and identifiers are."""

from collections.abc import Callable
from datetime import datetime

import pytest

from carnet.domain.capture import read_card
from carnet.domain.capture_hospital import read_hospital
from carnet.domain.patients import SocialSecurityNumber
from carnet.models.book import Book
from carnet.services import appraisals, avoidances, capture, correspondents, documents, editing, feedback
from carnet.services.drafts import CorrespondentDraft, LineDraft
from tests.conftest import NOW, TODAY
from tests.domain.test_capture import LEXICON
from tests.services.referring import NIR, person
from tests.services.team import dump

Writing = Callable[[Book, int, str, datetime], object]

WRITINGS: dict[str, Writing] = {
    "a word": lambda book, key, text, now: appraisals.appraise(book, key, word=text, now=now),
    "for": lambda book, key, text, now: appraisals.set_indications(book, key, "for", ["épaule", text], now=now),
    "not for": lambda book, key, text, now: appraisals.set_indications(book, key, "not_for", [text], now=now),
    "feedback": lambda book, key, text, now: feedback.report(
        book, key, feedback.FeedbackDraft(text, TODAY), now=now
    ),
    "problem": lambda book, key, text, now: feedback.report(
        book, key, feedback.FeedbackDraft("Content.", TODAY, problem=text), now=now
    ),
    "avoidance": lambda book, key, text, now: avoidances.avoid(
        book, key, avoidances.draft_for(TODAY, "fees", note=text), now=now
    ),
    "note of a card": lambda book, key, text, now: editing.change_card(book, key, note=text, now=now),
    "instructions": lambda book, key, text, now: editing.change_card(book, key, practical_note=text, now=now),
    "tag": lambda book, key, text, now: editing.set_tags(book, key, [text], now=now),
    "skill": lambda book, key, text, now: editing.set_skills(book, key, [text], now=now),
    "label of a line": lambda book, key, text, now: editing.add_line(
        book, LineDraft("04 65 71 30 30", label=text), correspondent=key, now=now
    ),
    "captured": lambda book, key, text, now: capture.add_card(
        book, read_card(f"Dr Anne Roux rhumato Apt {text}", LEXICON), now=now
    ),
    "hospital": lambda book, key, text, now: capture.add_hospital(
        book, read_hospital(f"CH d'Apt\nCardiologie 04 65 71 30 31\n{text}", LEXICON), now=now
    ),
    "created": lambda book, key, text, now: correspondents.create_correspondent(
        book, CorrespondentDraft(family_name="Neuve", note=text), now=now
    ),
    "document": lambda book, key, text, now: documents.add_document(
        book, key, documents.Attachment(f"{text}.pdf", b"%PDF-1.4"), today=TODAY, now=now
    ),
}  # fmt: skip


@pytest.mark.parametrize("where", WRITINGS)
@pytest.mark.parametrize("number", [NIR, "185057800608436", "patiente 2 85 05 2A 006 084 12, tel 04 65 71 20 14"])
def test_a_social_security_number_is_refused_with_why(book: Book, where: str, number: str) -> None:
    key = person(book, "CASTELMON")
    before = dump(book)
    with pytest.raises(SocialSecurityNumber) as refused:
        WRITINGS[where](book, key, number, NOW)
    assert str(refused.value) == (
        "Numéro de Sécurité sociale\u202f: carnet ne l’enregistre pas. Mettez des initiales, ou rien."
    )
    assert dump(book) == before


@pytest.mark.parametrize("where", sorted(WRITINGS.keys() - {"hospital"}))
@pytest.mark.parametrize(
    "text", ["04 65 71 20 14 06 39 98 44 10", "RPPS 10003456789, 12 rue des Lices", "FINESS 840000012 84300"]
)
def test_telephones_and_identifiers_are_kept(book: Book, where: str, text: str) -> None:
    key = person(book, "CASTELMON")
    before = dump(book)
    WRITINGS[where](book, key, text, NOW)
    assert dump(book) != before
