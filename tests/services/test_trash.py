"""The trash: found nowhere, back whole, gone for good when it is emptied."""

from datetime import timedelta

import pytest

from carnet.domain.specialties import Catalogue
from carnet.geo.communes import Communes
from carnet.models.book import Book
from carnet.models.search_index import out_of_step
from carnet.models.writer import RowGone
from carnet.queries.box import Box, Request
from carnet.queries.trash import trashed
from carnet.services.correspondents import create_correspondent
from carnet.services.drafts import CorrespondentDraft, EventDraft, LineDraft, ReferralDraft, RoleDraft, SiteDraft
from carnet.services.editing import change_card, set_tags
from carnet.services.referrals import refer
from carnet.services.trash import empty, restore, to_trash
from carnet.services.undo import undo
from tests.conftest import CAVAILLON, NOW, TODAY
from tests.services.team import dump, value

LATER = NOW + timedelta(days=31)
RPPS = "10100000013"


@pytest.fixture
def key(book: Book) -> int:
    draft = CorrespondentDraft(
        family_name="Durmont", given_name="Élise", rpps=RPPS, tags=("réseau",), skills=("arthroscopie",),
        note="rencontrée au congrès", lines=(LineDraft("06 39 98 00 41"),),
        roles=(RoleDraft("rhumatologie", SiteDraft(insee=CAVAILLON, name="Clinique des Ocres")),),
    )  # fmt: skip
    create_correspondent(book, draft, now=NOW)
    return int(value(book, "SELECT max(id) FROM correspondent"))


def found(book: Book, text: str) -> list[str]:
    box = Box(book, None, communes=Communes.shipped(), catalogue=Catalogue.shipped(), practice=CAVAILLON, today=TODAY)
    answer = box.find(Request(text, show_hidden=True))
    return [result.name for result in answer.book]


WAYS = ("durmont", "durmon", "elise", "rhumato", "#reseau", "arthroscopie", "congres", "06 39 98", RPPS, "ocres")


def test_a_card_in_the_trash_is_found_nowhere(book: Book, key: int) -> None:
    assert all(len(found(book, text)) == 1 for text in WAYS)
    before = dump(book)
    to_trash(book, [key], now=NOW)
    assert {text: found(book, text) for text in WAYS} == {text: [] for text in WAYS}
    for table in ("search_word", "search_phone"):
        assert value(book, f"SELECT count(*) FROM {table}") == 0
    with pytest.raises(RowGone):
        change_card(book, key, now=NOW, note="x")
    with pytest.raises(RowGone):
        to_trash(book, [key], now=NOW)
    (card,) = trashed(book.reader())
    assert (card.key, card.name, card.deleted_at) == (key, "Élise DURMONT", NOW)
    restore(book, [key], now=NOW)
    assert dump(book) == before
    assert not out_of_step(book.reader())
    with pytest.raises(RowGone):
        restore(book, [key], now=NOW)


def test_throwing_away_is_undone_like_anything_else(book: Book, key: int) -> None:
    before = dump(book)
    thrown = to_trash(book, [key], now=NOW)
    back = undo(book, thrown.changes.batch, now=NOW)
    assert not back.kept
    assert dump(book) == before
    assert not undo(book, back.changes.batch, now=NOW).kept
    assert [card.deleted_at for card in trashed(book.reader())] == [NOW]


def test_open_referrals_are_told_and_wait(book: Book, key: int) -> None:
    for events in ((), (EventDraft("appointment", TODAY, TODAY),), (EventDraft("news", TODAY),)):
        refer(book, key, ReferralDraft(made_on=TODAY, followed=True, events=events), now=NOW)
    refer(book, key, ReferralDraft(made_on=TODAY), now=NOW)
    assert to_trash(book, [key], now=NOW).waiting == ((key, 2),)
    assert [card.open_referrals for card in trashed(book.reader())] == [2]


def test_who_came_back_meanwhile_is_told(book: Book, key: int) -> None:
    to_trash(book, [key], now=NOW)
    create_correspondent(book, CorrespondentDraft(family_name="Durmont", rpps=RPPS), now=NOW)
    twin = value(book, "SELECT max(id) FROM correspondent")
    assert restore(book, [key], now=NOW).twins == ((key, twin),)


def test_emptying_erases_what_is_old_enough_for_good(book: Book, key: int) -> None:
    create_correspondent(book, CorrespondentDraft(family_name="Récente"), now=NOW)
    recent = value(book, "SELECT max(id) FROM correspondent")
    set_tags(book, key, ["surveillance"], now=NOW)
    to_trash(book, [key], now=NOW)
    to_trash(book, [recent], now=LATER - timedelta(days=2))
    assert empty(book, now=NOW + timedelta(days=29)).nothing
    assert empty(book, now=LATER, keys=[recent]).nothing
    changes = empty(book, now=LATER)
    assert changes.deleted["correspondent"] == 1
    assert [card.key for card in trashed(book.reader())] == [recent]
    for secret in ("Durmont", "surveillance", "63998", RPPS):
        left = "SELECT count(*) FROM journal WHERE instr(coalesce(old, '') || coalesce(new, ''), ?)"
        assert value(book, left, secret) == 0
    assert undo(book, changes.batch, now=LATER).kept
    assert empty(book, now=LATER, older_than_days=0).deleted["correspondent"] == 1
    assert value(book, "SELECT count(*) FROM correspondent") == 0
