"""Imports end to end on a real vault: reviewed, written at once, undone as before, even after other edits."""

import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from carnet.domain.matching import Sign, Verdict
from carnet.domain.merge import merged
from carnet.domain.sides import SET_PARTS, Side, keys_of
from carnet.errors import CarnetError
from carnet.exchange.incoming import (
    IncomingCard,
    IncomingDelay,
    IncomingFile,
    IncomingLine,
    IncomingOpinion,
    IncomingRole,
)
from carnet.exchange.reading import open_file
from carnet.models.book import Book
from carnet.models.search_index import out_of_step
from carnet.queries.card import row_id
from carnet.queries.review import held_cards
from carnet.services import editing, editing_places, imports, imports_planning, imports_reading, trash
from carnet.services.drafts import ReferralDraft
from carnet.services.imports import Applied, Decision, Review
from carnet.services.referrals import refer
from carnet.services.undo import undo
from tests.conftest import NOW
from tests.services.importing import APT, CAVAILLON, RHUMATO, card, count, dump, file

LATER = NOW + timedelta(hours=1)
LATEST = NOW + timedelta(days=40)
DIRECT = IncomingLine("04 65 71 20 31", use="direct")
SECRETARIAT = (IncomingLine("04 65 71 20 30"), IncomingLine("secretariat@exemple.fr", "email"))
FAMILIES = ("Roux", "Petit", "Vidal", "Faure", "Roche", "Fabre", "Garcin", "Isnard", "Blanc", "Brun", "Serre", "Arnaud")


FAMILY = [
    first + last for last in ("ande", "illon", "oubert", "esquieu", "atti")
    for first in ("Bar", "Cos", "Dil", "Fum", "Gep", "Jot", "Lyc", "Nev", "Pux", "Tid")
]  # fmt: skip
GIVEN = (
    "Anne", "Paul", "Zoé", "Marc", "Hélène", "Igor", "Sophie", "Thibault", "Olga", "Xavier", "Brice", "Denise", "Farid",
    "Ghislaine", "Judith", "Kevin", "Laurent", "Nadia", "Quentin", "Ursule",
)  # fmt: skip


def brought(book: Book, cards: list[IncomingCard], *, author: str = "", **more: Decision) -> tuple[Review, Applied]:
    """Plan and apply with the defaults, but for the decisions given by key."""
    review = imports.plan(book, file(cards), author=author)
    return review, imports.apply(book, review, {**review.decisions(), **more}, now=NOW)


def verdicts(book: Book, cards: list[IncomingCard]) -> list[Verdict]:
    return [row.verdict for row in imports.plan(book, file(cards)).rows]


def sides(book: Book) -> dict[str, Side]:
    return {one.name: one.side for one in held_cards(book.reader()).values()}


def test_a_new_card_has_all_that_the_file_says(empty_book: Book) -> None:
    full = card(
        "a", "Roux", "Anne", "06 39 98 00 01", "04 65 71 20 30", title="Dr", gender="F", rpps="10100000001",
        roles=(replace(RHUMATO, structure="Clinique du Ventoux", lines=(DIRECT,)),),
        specialties=("Rhumatologie", "Hypnose du soir"), note="Vue en FMC", tags=("Réseau",), skills=("Épaule",),
        sector="2", attributes={"video": True, "children": False}, delays=(IncomingDelay(21, date(2026, 3, 3)),),
        opinion=IncomingOpinion(("expert",), "Précise", date(2026, 3, 3), ("Épaule",)), met_at="Congrès",
    )  # fmt: skip
    _, applied = brought(empty_book, [full])
    side = sides(empty_book)["Dr Anne ROUX"]
    assert side.fields["note"] == "Vue en FMC"
    assert side.fields["found_in"] == "iCloud, le 22 novembre 2026"
    assert (side.fields["video"], side.fields["children"], side.fields["met_at"]) == (True, False, "Congrès")
    assert {line.value: line.ring for line in side.every_line} == {
        "06 39 98 00 01": "personal", "04 65 71 20 30": "public", "04 65 71 20 31": "practice",
    }  # fmt: skip
    (place,) = side.places
    assert (place.specialty, place.name, place.insee) == ("rhumatologie", "Clinique du Ventoux", "84003")
    assert dict(side.labels) == {"skill": ("Épaule", "Hypnose du soir"), "tag": ("Réseau",)}
    assert count(empty_book, "appraisal", "expert AND word = 'Précise'") == 1
    assert applied.counts == {"new": 1, "merged": 0, "unchanged": 0, "skipped": 0, "left": 0}
    assert out_of_step(empty_book.reader()) == set()
    raw, base = empty_book.reader().execute("SELECT raw, base FROM source_record").fetchone()
    assert raw == full.raw
    assert "0639980001" in base


def test_the_same_file_twice_brings_nothing(empty_book: Book) -> None:
    cards = crowd(60, seed=3)
    brought(empty_book, cards)
    before = dump(empty_book)
    journal = count(empty_book, "journal")
    review, applied = brought(empty_book, cards)
    assert {row.verdict for row in review.rows} == {Verdict.SAME}
    assert review.counts["unchanged"] == len(review.rows)
    assert applied.changes.nothing
    assert dump(empty_book) == before
    assert (count(empty_book, "journal"), count(empty_book, "import_batch")) == (journal, 1)


def test_twelve_people_of_one_secretariat_are_twelve_also_one_by_one(empty_book: Book) -> None:
    people = [
        replace(card(f"k{n}", family, "Claude", roles=(RHUMATO,)), lines=SECRETARIAT)
        for n, family in enumerate(FAMILIES)
    ]
    brought(empty_book, people[:6])
    assert count(empty_book, "correspondent") == 6
    for one in people[6:]:
        brought(empty_book, [one])
    assert count(empty_book, "correspondent") == 12
    assert count(empty_book, "site") == 1, "one address, one place"
    assert verdicts(empty_book, people) == [Verdict.SAME] * 12


def test_only_what_they_changed_since_comes_in(empty_book: Book) -> None:
    one = card("a", "Roux", "Anne", "04 65 71 20 30", roles=(RHUMATO,), cost="50 €", tags=("Réseau",))
    brought(empty_book, [one])
    key = row_id(empty_book.reader(), uuid_of(empty_book, "ROUX"))
    editing.set_tags(empty_book, key, [], now=LATER)
    editing.change_card(empty_book, key, now=LATER, sector="1")
    (row,) = imports.plan(empty_book, file([replace(one, cost="60 €", sector="2")])).rows
    told = {item.name: item.action.value for item in row.items if item.action != "keep"}
    assert told == {"cost": "take", "sector": "ask"}
    assert (row.verdict, row.signs[-1]) == (Verdict.CONFLICT, Sign.FIELDS)
    brought(
        empty_book, [replace(one, cost="60 €", sector="2")],
        a=Decision("merge", row.target, {"field:sector": "theirs"}),
    )  # fmt: skip
    fields = sides(empty_book)["Anne ROUX"].fields
    assert (fields["cost"], fields["sector"]) == ("60 €", "2")
    assert sides(empty_book)["Anne ROUX"].labels == {}, "the tag that I took away does not come back"


def uuid_of(book: Book, name: str) -> str:
    return next(one.uuid for one in held_cards(book.reader()).values() if name in one.name)


def test_notes_of_another_stay_theirs(empty_book: Book) -> None:
    brought(empty_book, [card("a", "Roux", "Anne", "06 39 98 00 01", note="La mienne")])
    theirs = card("x", "Roux", "Anne", "06 39 98 00 01", note="Bloc le mardi", recommended_by="Dr Grand",
                  favourite=True, opinion=IncomingOpinion(("expert",), "Sûre"))  # fmt: skip
    for _ in range(2):
        review, _ = brought(empty_book, [theirs, card("y", "Petit", "Jean", note="À voir")], author="Dr Morel")
    fields = sides(empty_book)["Anne ROUX"].fields
    assert fields["note"] == "La mienne"
    assert "favourite" not in fields
    rows = empty_book.reader().execute(
        "SELECT a.name, r.words FROM remark r JOIN author a ON a.id = r.author_id ORDER BY r.id"
    )
    told = {("Dr Morel", words) for words in ("À voir", "Bloc le mardi", "Recommandé par : Dr Grand")}
    assert set(found := rows.fetchall()) == told | {("Dr Morel", "Avis : pointu · «\u202fSûre\u202f»")}
    assert len(found) == 4, "each once"
    assert sides(empty_book)["Jean PETIT"].fields["found_in"] == "carnet du Dr Morel, le 22 novembre 2026"
    assert count(empty_book, "appraisal") == 0
    assert review.counts["unchanged"] == 2


def test_a_structure_that_several_name_is_made_once_and_linked(empty_book: Book) -> None:
    def at(key: str, family: str, structure: str) -> IncomingCard:
        return card(key, family, "Jean", roles=(IncomingRole("kinesitherapie", structure=structure, site=APT),))

    cards = [at("a", "Petit", "MSP des Lices"), at("b", "Grand", "MSP DES LICES"), at("c", "Vidal", "Cabinet Vidal")]
    _, applied = brought(empty_book, cards)
    assert applied.counts["new"] == 4
    assert count(empty_book, "correspondent", "kind = 'structure'") == 1
    assert count(empty_book, "role", "structure_id IS NOT NULL") == 2
    brought(empty_book, [at("d", "Brun", "MSP des Lices")])
    assert count(empty_book, "correspondent", "kind = 'structure'") == 1
    assert count(empty_book, "role", "structure_id IS NOT NULL") == 3


def test_members_of_a_structures_card_have_a_role_there(empty_book: Book) -> None:
    brought(
        empty_book,
        [
            card("s", label="SSIAD du Luberon", kind="structure", members=("a", "b")),
            card("a", "Petit", "Jean", roles=(IncomingRole("infirmier", site=CAVAILLON),)),
            card("b", "Grand", "Zoé"),
        ],
    )
    people = sides(empty_book)
    assert [place.structure for place in people["Jean PETIT"].places] == ["SSIAD du Luberon"]
    assert [place.structure for place in people["Zoé GRAND"].places] == ["SSIAD du Luberon"]


def test_the_same_person_twice_in_one_file_is_one(empty_book: Book) -> None:
    one = card("a", "Roux", "Anne", "06 39 98 00 01", roles=(RHUMATO,))
    review, applied = brought(empty_book, [one, replace(one, key="a~2", cost="60 €")])
    assert [row.verdict for row in review.rows] == [Verdict.NEW, Verdict.SAME]
    assert applied.counts["new"] == 1
    assert sides(empty_book)["Anne ROUX"].fields["cost"] == "60 €"
    assert count(empty_book, "source_record") == 2


def test_a_probable_card_waits_and_a_pair_judged_different_is_not_asked_again(empty_book: Book) -> None:
    brought(empty_book, [card("a", "Roux", "Anne", roles=(RHUMATO,))])
    twin = card("b", "Rous", "Anne", roles=(RHUMATO,))
    review, applied = brought(empty_book, [twin])
    assert [row.verdict for row in review.rows] == [Verdict.PROBABLE]
    assert (applied.counts["left"], applied.changes.nothing) == (1, True)
    brought(empty_book, [twin], b=Decision("new"))
    assert count(empty_book, "correspondent") == 2
    assert count(empty_book, "different_pair") == 2
    assert verdicts(empty_book, [twin]) == [Verdict.SAME]


def test_decisions_are_kept_from_one_sitting_to_the_next(empty_book: Book) -> None:
    brought(empty_book, [card("a", "Roux", "Anne", roles=(RHUMATO,))])
    twin = [card("b", "Rous", "Anne", roles=(RHUMATO,)), card("c", "Petit", "Jean")]
    review = imports.plan(empty_book, file(twin))
    chosen = {"b": Decision("merge", review.rows[0].target, {"field:family_name": "theirs"})}
    imports.keep_decisions(empty_book, review, chosen, now=NOW)
    again = imports.plan(empty_book, file(twin))
    assert again.kept == chosen
    assert again.decisions()["c"] == Decision("new")
    imports.apply(empty_book, again, again.decisions(), now=LATER)
    assert sorted(sides(empty_book)) == ["Anne ROUS", "Jean PETIT"]
    assert count(empty_book, "import_review") == 0


def test_somebody_erased_is_told_and_not_brought_back(empty_book: Book) -> None:
    one = card("a", "Roux", "Anne", rpps="10100000001")
    brought(empty_book, [one])
    editing.erase(empty_book, row_id(empty_book.reader(), uuid_of(empty_book, "ROUX")), now=LATER)
    review, applied = brought(empty_book, [one])
    assert [(row.verdict, row.signs) for row in review.rows] == [(Verdict.NEW, (Sign.ERASED,))]
    assert applied.counts["skipped"] == 1
    assert count(empty_book, "correspondent") == 0


def test_somebody_in_the_trash_is_asked_about_and_may_come_back(empty_book: Book) -> None:
    one = card("a", "Roux", "Anne", "06 39 98 00 01")
    brought(empty_book, [one])
    trash.to_trash(empty_book, [row_id(empty_book.reader(), uuid_of(empty_book, "ROUX"))], now=LATER)
    review, applied = brought(empty_book, [one])
    (row,) = review.rows
    assert (row.verdict, row.signs[-1], applied.counts["left"]) == (Verdict.CONFLICT, Sign.TRASHED, 1)
    brought(empty_book, [one], a=Decision("merge", row.target))
    assert count(empty_book, "correspondent", "deleted_at IS NULL") == 1


def test_too_much_to_keep_is_read_again(empty_book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports_reading, "ENOUGH", 100)
    cards = crowd(20, seed=1)
    review = imports.plan(empty_book, file(cards))
    assert review.originals is None
    with pytest.raises(CarnetError, match="a changé depuis"):
        imports.apply(empty_book, review, review.decisions(), now=NOW, reopen=lambda: file(cards[1:]))
    assert count(empty_book, "correspondent") == 0
    imports.apply(empty_book, review, review.decisions(), now=NOW, reopen=lambda: file(cards))
    assert count(empty_book, "source_record") == 20


def test_a_file_of_nothing_is_refused_in_words(empty_book: Book) -> None:
    with pytest.raises(CarnetError, match="aucune fiche"):
        imports.plan(empty_book, file([]))


def crowd(size: int, *, seed: int, start: int = 0) -> list[IncomingCard]:
    """People of a region, each with a number of one's own; some at one address, some with a note."""
    chance = random.Random(seed)
    towns = (APT, CAVAILLON, replace(APT, street="12 cours Gambetta"))
    specialties = ("rhumatologie", "kinesitherapie", "cardiologie", "infirmier")
    return [
        card(
            f"{seed}-{n}", FAMILY[n // 20], GIVEN[n % 20],
            f"06 39 {n // 10000:02} {n // 100 % 100:02} {n % 100:02}",
            roles=(IncomingRole(chance.choice(specialties), site=chance.choice(towns)),),
            note=f"note {n}" if n % 3 == 0 else "", tags=("Réseau",) if n % 5 == 0 else (),
        )
        for n in range(start, start + size)
    ]  # fmt: skip


@pytest.fixture
def two_books(empty_book: Book) -> tuple[Book, list[IncomingCard]]:
    """A book of 500, and a predecessor's of 700, 214 of whom are in both: each of these brings something."""
    mine = crowd(500, seed=1)
    brought(empty_book, mine)
    known = [
        replace(one, key=f"theirs {one.key}", cost="60 €", tags=("Morel",), note="leur note", raw="BEGIN:VCARD")
        for one in mine[:214]
    ]
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


def test_what_is_written_is_what_merging_says(empty_book: Book) -> None:
    """The rows written are the finished card of the pure rules, line by line."""
    chance = random.Random(5)
    mine = crowd(40, seed=4)
    brought(empty_book, mine)
    changed = [
        replace(
            one, key=f"theirs {one.key}", lines=(*one.lines, *SECRETARIAT[:1], replace(one.lines[0], use="direct")),
            roles=(*one.roles, IncomingRole("podologie", site=CAVAILLON, lines=(IncomingLine("0465712099"),))),
            specialties=("Diabète",), cost=chance.choice(["", "50 €"]),
            attributes={"video": chance.random() < 0.5},
        )
        for one in mine
    ]  # fmt: skip
    review = imports.plan(empty_book, file(changed))
    expected = {}
    for row in review.rows:
        side = review.side_of(row.target)
        assert side is not None
        expected[row.target] = merged(side, row.items, {})
    imports.apply(empty_book, review, review.decisions(), now=LATER)
    for one in held_cards(empty_book.reader()).values():
        want = expected[one.key]
        assert set(keys_of(one.side)) == set(keys_of(want))
        assert one.side.fields == want.fields
        assert {line.key: line.use for line in one.side.every_line} == {line.key: line.use for line in want.every_line}
        assert all(one.side.labels.get(part, ()) == want.labels.get(part, ()) for part in SET_PARTS)


def test_an_import_in_a_read_only_book_or_of_a_broken_file_changes_nothing(empty_book: Book) -> None:
    before = dump(empty_book)

    def broken() -> IncomingFile:
        def cards() -> object:
            yield card("a", "Roux", "Anne")
            raise CarnetError("le fichier s’arrête là")

        return IncomingFile("x.vcf", "vcard", "d", cards())  # type: ignore[arg-type]

    with pytest.raises(CarnetError, match="s’arrête"):
        imports.plan(empty_book, broken())
    assert dump(empty_book) == before


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


def test_a_file_without_end_is_refused_in_words(empty_book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports_planning, "MOST_CARDS", 3)
    assert len(imports.plan(empty_book, file([card(f"k{n}", f"Nom{n}") for n in range(3)])).rows) == 3
    with pytest.raises(CarnetError, match="contient plus de 3 fiches"):
        imports.plan(empty_book, file([card(f"k{n}", f"Nom{n}") for n in range(4)]))


def test_a_row_that_claims_a_number_without_end_ends_the_reading(empty_book: Book, tmp_path: Path) -> None:
    book, path = Workbook(), tmp_path / "far.xlsx"
    for row in (("Nom", "Prénom", "Téléphone"), ("Roux", "Anne", "06 39 98 00 01")):
        book.active.append(row)
    book.save(tmp_path / "near.xlsx")
    far = b'<row r="999999999999"><c t="inlineStr"><is><t>Petit</t></is></c></row></sheetData>'
    with zipfile.ZipFile(tmp_path / "near.xlsx") as near, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in near.namelist():
            out.writestr(name, near.read(name).replace(b"</sheetData>", far))
    review = imports.plan(empty_book, open_file(path))
    assert [row.name for row in review.rows] == ["Anne ROUX"]
    assert [one.words for one in review.troubles] == ["le classeur est abîmé à partir de cette ligne"]
