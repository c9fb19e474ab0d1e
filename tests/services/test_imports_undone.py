"""Imports taken back: the book is as before, but for what was done since, which is kept and listed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from carnet.domain.matching import Verdict
from carnet.errors import CarnetError
from carnet.exchange.incoming import IncomingCard, IncomingLine
from carnet.models.book import Book
from carnet.models.search_index import out_of_step
from carnet.queries.review import held_cards
from carnet.services import editing, editing_places, imports
from carnet.services.drafts import ReferralDraft
from carnet.services.referrals import refer
from carnet.services.undo import undo
from tests.conftest import LATER, NOW
from tests.services.importing import (
    DIRECT,
    RHUMATO,
    as_a_predecessor_knows_them,
    brought,
    card,
    count,
    crowd,
    dump,
    file,
    sides,
)

LATEST = NOW + timedelta(days=40)


@pytest.fixture
def two_books(empty_book: Book) -> tuple[Book, list[IncomingCard]]:
    """A book of 500, and a predecessor's of 700, 214 of whom are in both: each of these brings something."""
    mine = crowd(500, seed=1)
    brought(empty_book, mine)
    known = as_a_predecessor_knows_them(mine[:214])
    return empty_book, [*known, *crowd(486, seed=2, start=500)]


def test_a_predecessors_book_comes_in_and_goes_as_if_never_come(two_books: tuple[Book, list[IncomingCard]]) -> None:
    book, cards = two_books
    before = dump(book)
    review = imports.plan(book, file(cards), author="Dr Morel")
    assert review.counts == {"new": 486, "same": 214, "probable": 0, "conflict": 0, "unchanged": 0}
    applied = imports.apply(book, review, review.decisions(), now=LATER)
    assert count(book, "correspondent") == 986
    assert count(book, "remark") == 214 + sum(bool(one.note) for one in cards[214:])
    undone = imports.undo(book, applied.batch, now=LATEST)
    assert (undone.removed, undone.restored, undone.kept) == (486, 214, 0)
    assert dump(book) == before
    assert out_of_step(book.reader()) == set()
    with pytest.raises(CarnetError, match="déjà annulé"):
        imports.undo(book, applied.batch, now=LATEST)


def test_ten_later_edits_are_kept_and_listed(two_books: tuple[Book, list[IncomingCard]]) -> None:
    book, cards = two_books
    before = sides(book)
    review = imports.plan(book, file(cards), author="Dr Morel")
    applied = imports.apply(book, review, review.decisions(), now=LATER)
    held = held_cards(book.reader())
    made = [row for row, one in held.items() if one.name not in before]
    there = [row for row, one in held.items() if one.side.fields.get("cost") == "60 €"]
    at = LATER + timedelta(hours=1)
    edits: list[Callable[[int], object]] = [
        lambda row: editing.change_card(book, row, now=at, note="la mienne"),
        lambda row: editing.set_skills(book, row, ["Épaule"], now=at),
        lambda row: refer(book, row, ReferralDraft(NOW.date(), "GM"), now=at),
        lambda row: editing.change_card(book, row, now=at, cost="70 €"),
        lambda row: editing.set_tags(book, row, ["À moi"], now=at),
    ]
    for number, edit in enumerate(edits):
        edit(made[number])
    for number, edit in enumerate(edits):
        edit(there[number])
    undone = imports.undo(book, applied.batch, now=LATEST)
    assert undone.removed == 481
    kept = {one.id for one in undone.kept_cards}
    assert {f"b:{held[row].uuid}" for row in made[:5]} <= kept
    assert kept == {f"b:{held[row].uuid}" for row in (*made[:5], *there[:5])}
    assert {one.since for one in undone.kept_cards} == {
        ("note",), ("compétences",), ("adressage noté",), ("coût",), ("étiquettes",)
    }  # fmt: skip
    after = held_cards(book.reader())
    assert after[made[0]].side.fields["note"] == "la mienne"
    assert after[there[0]].side.fields["note"] == "la mienne"
    assert after[there[3]].side.fields["cost"] == "70 €"
    for row in there[5:]:
        assert after[row].side == before[after[row].name]
    assert undone.restored == 214 - 5
    assert out_of_step(book.reader()) == set()


def test_what_was_done_since_is_said_without_its_value(empty_book: Book) -> None:
    """« vérifié le », alone, would be a sentence cut short."""
    _, applied = brought(empty_book, [card("a", "Roux", "Anne", "0465712030")])
    (held,) = held_cards(empty_book.reader()).values()
    editing.change_card(empty_book, held.row, now=LATER, verified_on=LATER.date())
    undone = imports.undo(empty_book, applied.batch, now=LATEST)
    assert [one.since for one in undone.kept_cards] == [("vérifiée",)]


def test_a_place_changed_since_is_kept_and_listed_with_everybody_there(empty_book: Book) -> None:
    """A place is nobody's own: its street is that of every card there."""
    brought(empty_book, [card("a", "Roux", "Anne", "0465712030", roles=(RHUMATO,)), card("b", "Petit", "Jean")])
    (anne,) = (row for row, one in held_cards(empty_book.reader()).items() if "ROUX" in one.name)
    coming = [
        card("a", "Roux", "Anne", "0465712030", roles=(RHUMATO,), note="Bloc le mardi"),
        card("c", "Vidal", "Zoé"),
    ]
    review = imports.plan(empty_book, file(coming), author="")
    applied = imports.apply(empty_book, review, review.decisions(), now=LATER)
    site = int(
        empty_book.reader().execute("SELECT site_id FROM role WHERE correspondent_id = ?", (anne,)).fetchone()[0]
    )
    editing_places.change_site(empty_book, site, now=LATER, street="2 rue Neuve")
    undone = imports.undo(empty_book, applied.batch, now=LATEST)
    assert (undone.removed, undone.restored) == (1, 0)
    assert [(one.name, one.since) for one in undone.kept_cards] == [("Anne ROUX", ("lieu modifié",))]


@pytest.mark.parametrize("taken_back", ["by hand", "undone"])
def test_a_card_that_is_again_as_before_is_not_listed(empty_book: Book, taken_back: str) -> None:
    brought(empty_book, [card("a", "Roux", "Anne", "0465712030", roles=(RHUMATO,))])
    ((anne, before),) = held_cards(empty_book.reader()).items()
    review = imports.plan(empty_book, file([card("a", "Roux", "Anne", "0465712030", DIRECT.value, roles=(RHUMATO,))]))
    applied = imports.apply(empty_book, review, review.decisions(), now=LATER)
    edit = editing.change_card(empty_book, anne, now=LATER, cost="70 €")
    if taken_back == "by hand":
        editing.change_card(empty_book, anne, now=LATER, cost="")
    else:
        undo(empty_book, edit.batch, now=LATER)
    undone = imports.undo(empty_book, applied.batch, now=LATEST)
    assert (undone.restored, undone.kept_cards) == (1, ())
    assert held_cards(empty_book.reader())[anne].side == before.side


def test_an_erased_card_is_neither_as_before_nor_kept(empty_book: Book) -> None:
    brought(empty_book, [card("a", "Roux", "Anne", "0465712030", roles=(RHUMATO,))])
    (anne,) = held_cards(empty_book.reader())
    review = imports.plan(empty_book, file([card("a", "Roux", "Anne", "0465712030", DIRECT.value, roles=(RHUMATO,))]))
    applied = imports.apply(empty_book, review, review.decisions(), now=LATER)
    editing.erase(empty_book, anne, now=LATER)
    undone = imports.undo(empty_book, applied.batch, now=LATEST)
    assert (undone.removed, undone.restored, undone.kept) == (0, 0, 0)


def test_an_undoing_undone_is_the_import_again_and_may_be_undone_again(empty_book: Book) -> None:
    brought(empty_book, [card("a", "Roux", "Anne", "06 39 98 00 01")])
    before = dump(empty_book)
    _, applied = brought(empty_book, [card("b", "Petit", "Zoé", "06 39 98 00 02"), card("a", "Roux", "Anne", note="x")])
    after, listed = sides(empty_book), "batch = '" + applied.batch + "' AND undone_at IS "
    undone = imports.undo(empty_book, applied.batch, now=LATER)
    assert dump(empty_book) == before
    assert count(empty_book, "import_batch", f"{listed} NOT NULL") == 1
    with pytest.raises(CarnetError, match="déjà annulé"):
        imports.undo(empty_book, applied.batch, now=LATER)
    assert not undo(empty_book, undone.changes.batch, now=LATER + timedelta(hours=1)).kept
    assert count(empty_book, "import_batch", f"{listed} NULL") == 1
    assert sides(empty_book) == after
    imports.undo(empty_book, applied.batch, now=LATER + timedelta(hours=2))
    assert len(sides(empty_book)) == 1
    assert count(empty_book, "import_batch", f"{listed} NOT NULL") == 1


def test_an_import_undone_comes_in_again_under_a_number_of_its_own(empty_book: Book) -> None:
    cards = [card("b", "Petit", "Zoé", "06 39 98 00 02")]
    _, first = brought(empty_book, cards)
    imports.undo(empty_book, first.batch, now=LATER)
    review, second = brought(empty_book, cards)
    assert [row.verdict for row in review.rows] == [Verdict.NEW]
    assert second.batch != first.batch
    with pytest.raises(CarnetError, match="déjà annulé"):
        imports.undo(empty_book, first.batch, now=LATER)
    assert count(empty_book, "correspondent") == 1
    imports.undo(empty_book, second.batch, now=LATER)
    assert count(empty_book, "correspondent") == 0


@pytest.mark.parametrize(
    ("brings", "said"),
    [
        ({}, "autre import"),
        ({"lines": (IncomingLine("0465712030"), DIRECT)}, "autre import"),
        ({"note": "Bloc le mardi"}, "note"),
    ],
)
def test_a_card_kept_for_what_another_file_says_of_it_says_so(
    empty_book: Book, brings: dict[str, Any], said: str
) -> None:
    """The second file names it and no more, adds a number, or writes a note."""
    _, first = brought(empty_book, [card("a", "Roux", "Anne", "0465712030")])
    second = replace(card("z", "Roux", "Anne", "0465712030"), **brings)
    brought(empty_book, [second])
    undone = imports.undo(empty_book, first.batch, now=LATEST)
    assert [(one.name, one.since) for one in undone.kept_cards] == [("Anne ROUX", (said,))]
