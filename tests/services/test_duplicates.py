"""Twins of the book: found by the same verdicts as an import, made one in one step that can be undone."""

from datetime import date

import pytest

from carnet.domain.matching import Verdict
from carnet.errors import CarnetError
from carnet.models import intake, loop, tables
from carnet.models.book import Book
from carnet.models.schema import metadata
from carnet.models.search_index import out_of_step
from carnet.queries.duplicates import duplicates
from carnet.queries.review import held_cards
from carnet.services.correspondents import add_correspondent
from carnet.services.drafts import (
    CorrespondentDraft,
    LineDraft,
    OpinionDraft,
    ReferralDraft,
    RoleDraft,
    SiteDraft,
    SourceDraft,
)
from carnet.services.duplicates import judge_different, merge_cards
from carnet.services.referrals import add_referral
from carnet.services.undo import undo
from tests.conftest import LATER, NOW, TODAY
from tests.services.importing import count, dump


def roux(**more: object) -> CorrespondentDraft:
    """Anne Roux, rheumatologist at Apt."""
    site = SiteDraft(insee="84003", city="Apt", postcode="84400", street=str(more.pop("street", "")))
    role = RoleDraft("rhumatologie", site, lines=(LineDraft(str(more.pop("at_work", "04 65 71 20 30"))),))
    told: dict[str, object] = {"family_name": "Roux", "given_name": "Anne", "roles": (role,), **more}
    return CorrespondentDraft(**told)  # type: ignore[arg-type]


def twins(book: Book) -> tuple[int, int]:
    """Two cards of hers, with something of everything."""
    with book.write("fill", now=NOW) as writer:
        one = add_correspondent(
            writer,
            roux(note="Vue en FMC", tags=("Réseau",), lines=(LineDraft("06 39 98 00 01"),), sector="1", skills=("Dos",),
                 opinion=OpinionDraft(TODAY, expert=True, word="Nette"), source=SourceDraft("vcard", "k1", "x", TODAY)),
        )  # fmt: skip
        other = add_correspondent(
            writer,
            roux(title="Dr", note="Bloc le mardi", tags=("réseau", "Apt"), street="1 rue des Lices", cost="60 €",
                 lines=(LineDraft("06 39 98 00 01", label="perso"), LineDraft("anne@exemple.fr", "email")),
                 at_work="04 65 71 20 31", not_for=("Enfant agité",),
                 opinion=OpinionDraft(date(2026, 1, 2), humane=True, word="Douce"),
                 source=SourceDraft("vcard", "k2", "y", TODAY)),
        )  # fmt: skip
        for key in (one, other):
            add_referral(writer, key, ReferralDraft(TODAY, "GM"))
        mine = {"author_id": writer.author_id, "correspondent_id": other}
        writer.insert(loop.avoidance, **mine, reason="delays", since=TODAY, expires_on=TODAY, rpps=None)
        writer.insert(loop.patient_feedback, **mine, words="bien", reported_by="patient", heard_on=TODAY)
        writer.insert(intake.remark, **mine, words="note d’un autre")
        follower = add_correspondent(writer, CorrespondentDraft(family_name="Vieux", successor=other))
        assert follower
    return one, other


def test_twins_are_found_surest_first_and_strangers_are_not(empty_book: Book) -> None:
    one, other = twins(empty_book)
    with empty_book.write("fill", now=NOW) as writer:
        add_correspondent(writer, CorrespondentDraft(family_name="Roux", given_name="Paul"))
        rous = add_correspondent(writer, CorrespondentDraft(family_name="Rous", given_name="Anne",
                                 roles=(RoleDraft("rhumatologie"),)))  # fmt: skip
    found = duplicates(empty_book.reader())
    assert {found[0].key, found[0].other_key} == {one, other}
    assert found[0].verdict is Verdict.SAME
    assert {item.name for item in found[0].items if item.action != "keep"} >= {"note"}
    assert all(pair.verdict is Verdict.PROBABLE and rous in (pair.key, pair.other_key) for pair in found[1:])
    assert len(found) == 3


def test_two_cards_made_one_lose_nothing(empty_book: Book) -> None:
    one, other = twins(empty_book)
    merge_cards(empty_book, one, other, now=LATER)
    card = held_cards(empty_book.reader())[one]
    assert card.name == "Dr Anne ROUX"
    assert card.side.fields["note"] == "Vue en FMC\nBloc le mardi"
    assert (card.side.fields["cost"], card.side.fields["sector"]) == ("60 €", "1")
    values = [line.value for line in card.side.every_line]
    assert sorted(values) == ["04 65 71 20 30", "04 65 71 20 31", "06 39 98 00 01", "anne@exemple.fr"]
    (place,) = card.side.places
    assert place.street == "1 rue des Lices"
    assert card.side.labels == {"skill": ("Dos",), "tag": ("Réseau", "Apt")}
    for table, rows in (("referral", 2), ("avoidance", 1), ("patient_feedback", 1), ("remark", 1), ("indication", 1),
                        ("source_record", 2), ("correspondent", 2), ("site", 1)):  # fmt: skip
        assert count(empty_book, table) == rows, table
        if "correspondent_id" in metadata.tables[table].c:
            assert count(empty_book, table, f"correspondent_id = {one}") == rows, table
    row = empty_book.reader().execute("SELECT expert, humane, word, given_on FROM appraisal").fetchall()
    assert row == [(1, 1, "Nette · Douce", TODAY.isoformat())]
    assert count(empty_book, "correspondent", f"successor_id = {one}") == 1
    assert out_of_step(empty_book.reader()) == set()
    assert duplicates(empty_book.reader()) == ()


def test_a_note_written_on_both_cards_is_kept_once(empty_book: Book) -> None:
    with empty_book.write("fill", now=NOW) as writer:
        one, other = (add_correspondent(writer, roux(note="Vue en FMC")) for _ in range(2))
    merge_cards(empty_book, one, other, now=LATER)
    notes = empty_book.reader().execute("SELECT note FROM correspondent WHERE deleted_at IS NULL").fetchall()
    assert notes == [("Vue en FMC",)]


def test_it_is_undone_in_one_step(empty_book: Book) -> None:
    one, other = twins(empty_book)
    before = dump(empty_book)
    changes = merge_cards(empty_book, one, other, now=LATER, choices={"field:sector": "mine"})
    undone = undo(empty_book, changes.batch, now=LATER)
    assert not undone.kept
    after = dump(empty_book)
    touched = ("correspondent",)  # but for the day of the last change
    assert {name: rows for name, rows in after.items() if name not in touched} == {
        name: rows for name, rows in before.items() if name not in touched
    }
    assert held_cards(empty_book.reader())[other].side.fields["note"] == "Bloc le mardi"


def test_structures_made_one_keep_their_people_and_links(empty_book: Book) -> None:
    with empty_book.write("fill", now=NOW) as writer:
        names = ("MSP des Lices", "MSP Les Lices", "Service d'Apt")
        keep, drop, service = (
            add_correspondent(writer, CorrespondentDraft(kind="structure", label=name, profile={"does": name}))
            for name in names
        )
        add_correspondent(
            writer, CorrespondentDraft(family_name="Petit", roles=(RoleDraft("kinesitherapie", structure=drop),))
        )
        for end in (service, keep):
            writer.insert(tables.structure_link, from_id=drop, to_id=end, kind="contains")
    merge_cards(empty_book, keep, drop, now=LATER, choices={"field:profile.does": "both"})
    assert count(empty_book, "role", f"structure_id = {keep}") == 1
    links = empty_book.reader().execute("SELECT from_id, to_id FROM structure_link").fetchall()
    assert links == [(keep, service)]
    does = held_cards(empty_book.reader())[keep].side.fields["profile.does"]
    assert does == "MSP des Lices\nMSP Les Lices"


def test_what_is_not_a_twin_is_not_proposed_again(empty_book: Book) -> None:
    one, other = twins(empty_book)
    judge_different(empty_book, other, one, now=LATER)
    judge_different(empty_book, one, other, now=LATER)
    assert count(empty_book, "different_pair") == 1
    assert duplicates(empty_book.reader()) == ()
    with pytest.raises(CarnetError, match="même fiche"):
        merge_cards(empty_book, one, one, now=LATER)
