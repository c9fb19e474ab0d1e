"""Imports end to end on a real vault: planned beside the book, decided card by card, written at once."""

import json
import random
from datetime import date

from msgspec.structs import replace

from carnet.domain.matching import Sign, Verdict
from carnet.domain.merge import merged
from carnet.domain.sides import SET_PARTS, keys_of
from carnet.exchange.incoming import IncomingCard, IncomingDelay, IncomingLine, IncomingOpinion, IncomingRole
from carnet.models.book import Book
from carnet.models.search_index import out_of_step
from carnet.queries.card import row_id
from carnet.queries.review import held_cards
from carnet.services import editing, imports, trash
from carnet.services.imports import Decision
from carnet.ui.review_overview import Overview
from carnet.ui.review_state import ReviewState
from tests.conftest import LATER, NOW
from tests.services.importing import (
    APT,
    CAVAILLON,
    DIRECT,
    RHUMATO,
    brought,
    card,
    count,
    crowd,
    dump,
    file,
    sides,
)

SECRETARIAT = (IncomingLine("04 65 71 20 30"), IncomingLine("secretariat@exemple.fr", "email"))
FAMILIES = ("Roux", "Petit", "Vidal", "Faure", "Roche", "Fabre", "Garcin", "Isnard", "Blanc", "Brun", "Serre", "Arnaud")


def verdicts(book: Book, cards: list[IncomingCard]) -> list[Verdict]:
    return [row.verdict for row in imports.plan(book, file(cards)).rows]


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


def test_the_journal_does_not_grow_with_each_keeping_of_a_review(empty_book: Book) -> None:
    review = imports.plan(empty_book, file([card(f"c{at}", "Petit", f"Jean{at}") for at in range(60)]))

    def written() -> int:
        (length,) = (
            empty_book.reader().execute("SELECT total(length(old)) + total(length(new)) FROM journal").fetchone()
        )
        return int(length)

    chosen: dict[str, Decision] = {}
    lengths = []
    for row in review.rows:
        chosen[row.key] = Decision("skip")
        imports.keep_decisions(empty_book, review, chosen, now=NOW)
        lengths.append(written())
    assert lengths[-1] == lengths[0] > 0
    assert held_decisions(empty_book) == {key: {"do": "skip"} for key in chosen}


def held_decisions(book: Book) -> dict[str, dict[str, str]]:
    (text,) = book.reader().execute("SELECT decisions FROM import_review").fetchone()
    return {key: {name: told for name, told in one.items() if told} for key, one in json.loads(text).items()}


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


def test_two_cards_of_the_file_complete_one_card_of_the_book(empty_book: Book) -> None:
    one = card("a", "Roux", "Anne", "04 65 71 20 30", roles=(RHUMATO,))
    brought(empty_book, [one])
    review = imports.plan(empty_book, file([replace(one, key="b", cost="60 €"), replace(one, key="c", sector="2")]))
    assert Overview(ReviewState(review)).tally.completed == 1
    applied = imports.apply(empty_book, review, review.decisions(), now=LATER)
    assert (applied.counts["merged"], applied.counts["unchanged"], applied.completed) == (2, 0, 1)
    assert imports.undo(empty_book, applied.batch, now=LATER).restored == 1
