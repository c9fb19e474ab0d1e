"""The search index follows the cards, each word with the ring of its column."""

from datetime import timedelta

import pytest

from carnet.domain.rings import Ring
from carnet.models import search_index
from carnet.models.book import Book
from carnet.models.loop import appraisal, indication
from carnet.models.tables import correspondent, line, role, site, skill
from tests.conftest import NOW
from tests.models.cards import full_card, person


def words(book: Book, owner: int) -> dict[tuple[str, str], Ring]:
    found = book.reader().execute("SELECT word, field, ring FROM search_word WHERE correspondent_id = ?", (owner,))
    return {(word, field): Ring(ring) for word, field, ring in found}


def phones(book: Book, owner: int) -> dict[str, Ring]:
    found = book.reader().execute("SELECT digits, ring FROM search_phone WHERE correspondent_id = ?", (owner,))
    return {digits: Ring(ring) for digits, ring in found}


def test_every_field_is_found_word_by_word_under_its_ring(book: Book) -> None:
    card = full_card(book)
    found = words(book, card.person)
    for word, field, ring in (
        ("castelmon", "name", Ring.PUBLIC),
        ("paul", "name", Ring.PUBLIC),
        ("epaule", "skill", Ring.PUBLIC),
        ("occitan", "language", Ring.PUBLIC),
        ("reseau", "tag", Ring.PERSONAL),
        ("consultation", "note", Ring.PERSONAL),
        ("portail", "practical", Ring.PRACTICE),
        ("uzes", "provenance", Ring.PERSONAL),
        ("genou", "indication", Ring.PERSONAL),
        ("agite", "caution", Ring.PERSONAL),
        ("clair", "opinion", Ring.PERSONAL),
        ("pole", "function", Ring.PUBLIC),
        ("ventoux", "site", Ring.PUBLIC),
        ("lavandes", "structure", Ring.PUBLIC),
    ):
        assert found[word, field] is ring
    assert {field for _, field in found} == search_index.FIELDS - {"label", "line", "remark"}
    assert words(book, card.structure)["lavandes", "label"] is Ring.PUBLIC
    assert ("avignon", "site") not in found


def test_every_number_that_reaches_a_person_finds_them(book: Book) -> None:
    card = full_card(book)
    assert phones(book, card.person) == {
        "0639984410": Ring.PERSONAL,
        "0465712015": Ring.PRACTICE,
        "0465712014": Ring.PUBLIC,
    }
    with book.write("add", now=NOW) as writer:
        colleague = person(writer, family_name="Garidel")
        writer.insert(role, correspondent_id=colleague, site_id=card.site)
    assert phones(book, colleague) == {"0465712014": Ring.PUBLIC}
    with book.write("edit", now=NOW) as writer:
        writer.insert(line, site_id=card.site, kind="phone", value="04 65 71 30 30 / 04 65 71 30 31", ring="practice")
    for owner in (card.person, colleague):
        assert {"0465713030", "0465713031"} <= phones(book, owner).keys()


def test_a_number_typed_the_overseas_way_is_read_where_it_is(book: Book) -> None:
    with book.write("add", now=NOW) as writer:
        one = person(writer)
        place = writer.insert(site, postcode="97400")
        writer.insert(role, correspondent_id=one, site_id=place)
        writer.insert(line, correspondent_id=one, kind="phone", value="0262 12-34-56", ring="public")
    assert phones(book, one) == {"0262123456": Ring.PUBLIC}


def test_what_a_line_is_for_finds_its_owner_as_far_as_the_line_may_be_seen(book: Book) -> None:
    with book.write("add", now=NOW) as writer:
        one = person(writer)
        key = writer.insert(line, correspondent_id=one, kind="phone", value="04 65 71 00 00", use="consultation",
                            label="portable", ring="personal")  # fmt: skip
    assert words(book, one) == {("consultation", "line"): Ring.PERSONAL, ("portable", "line"): Ring.PERSONAL}
    with book.write("edit", now=NOW) as writer:
        writer.update(line, key, ring="public", use="opinion", label="")
    assert words(book, one)["avis", "line"] is Ring.PUBLIC
    assert ("consultation", "line") not in words(book, one)
    assert search_index.out_of_step(book.reader()) == set()


def test_the_widest_ring_wins_when_a_word_comes_twice(book: Book) -> None:
    with book.write("add", now=NOW) as writer:
        one = person(writer)
        for ring in ("personal", "public"):
            writer.insert(line, correspondent_id=one, kind="phone", value="04 65 71 00 00", ring=ring)
    assert phones(book, one) == {"0465710000": Ring.PUBLIC}


def test_the_index_follows_every_kind_of_change(book: Book) -> None:
    card = full_card(book)
    with book.write("edit", now=NOW) as writer:
        writer.update(correspondent, card.structure, label="Hôpital des Oliviers")
        writer.update(site, card.site, name="Maison du Rhône")
        writer.delete(skill, 1)
    now_found = words(book, card.person)
    assert ("oliviers", "structure") in now_found
    assert ("rhone", "site") in now_found
    assert not {"lavandes", "ventoux", "epaule"} & {word for word, _ in now_found}
    assert search_index.out_of_step(book.reader()) == set()


def test_moving_a_row_to_another_card_moves_its_words(book: Book) -> None:
    card = full_card(book)
    with book.write("merge", now=NOW) as writer:
        other = person(writer, family_name="Autre")
        for table in (role, appraisal, indication):
            ids = [found[0] for found in writer.dbapi.execute(f"SELECT id FROM {table.name}")]
            writer.update_many(table, {row_id: {"correspondent_id": other} for row_id in ids})
    assert ("pole", "function") in words(book, other)
    assert ("pole", "function") not in words(book, card.person)
    assert "0465712015" in phones(book, other)
    assert search_index.out_of_step(book.reader()) == set()


def test_a_card_put_aside_is_not_found(book: Book) -> None:
    card = full_card(book)
    with book.write("remove", now=NOW) as writer:
        writer.update(correspondent, card.person, deleted_at=NOW + timedelta(days=1))
        writer.update(correspondent, card.structure, deleted_at=NOW)
    assert words(book, card.person) == {}
    assert phones(book, card.person) == {}
    assert search_index.out_of_step(book.reader()) == set()


@pytest.mark.parametrize(
    "accident",
    [
        "DELETE FROM search_word WHERE word = 'castelmon'",
        "UPDATE search_word SET ring = 0 WHERE field = 'note'",
        "DELETE FROM search_phone",
        "INSERT INTO search_word VALUES ('fantome', 1, 'name', 0)",
        "INSERT INTO search_phone VALUES ('0465719999', 777, 0)",
    ],
)
def test_an_index_out_of_step_is_seen(book: Book, accident: str) -> None:
    full_card(book)
    with book.write("accident", now=NOW) as writer:
        writer.dbapi.execute(accident)
    wrong = search_index.out_of_step(book.reader())
    assert wrong
    with book.write("repair", now=NOW) as writer:
        search_index.refresh(writer.dbapi, wrong)
    assert search_index.out_of_step(book.reader()) == set()
