"""Captured cards and hospitals in the book: every field in its place, one transaction, found by the box."""

import pytest

from carnet.domain.capture import read_card
from carnet.domain.capture_hospital import read_hospital
from carnet.domain.disclosure import Card
from carnet.domain.phones import display, national
from carnet.domain.specialties import Catalogue
from carnet.errors import CarnetError
from carnet.geo.communes import Communes
from carnet.models import search_index
from carnet.models.book import Book
from carnet.queries.box import Box, Request
from carnet.queries.card import card_of, row_id
from carnet.queries.results import Result
from carnet.register.lookup import Register
from carnet.services.capture import add_card, add_hospital, adopt_captured, matches
from carnet.services.undo import undo
from tests.conftest import CAVAILLON, NOW, TODAY
from tests.domain.test_capture import LEXICON
from tests.domain.test_capture_hospital import LIST

ROUX = "Dr Anne Roux rhumato Apt 04 65 71 20 30 06 39 98 11 22 très humaine, vue en FMC #réseau"


def card(book: Book, uuid: str) -> Card:
    return card_of(book.reader(), row_id(book.reader(), uuid), today=TODAY)


def found(book: Book, text: str) -> tuple[Result, ...]:
    communes, catalogue = Communes.shipped(), Catalogue.shipped()
    box = Box(book, None, communes=communes, catalogue=catalogue, practice=CAVAILLON, today=TODAY)
    return box.find(Request(text)).book


def test_a_line_becomes_a_card(empty_book: Book) -> None:
    uuid, changes = add_card(empty_book, read_card(ROUX, LEXICON), now=NOW)
    seen = card(empty_book, uuid)
    assert (seen.public.title, seen.public.family_name, seen.public.given_name) == ("Dr", "Roux", "Anne")
    (place,) = seen.public.places
    assert (place.specialty, place.insee, place.postcode) == ("rhumatologie", "84003", "84400")
    assert [line.value for line in seen.public.lines] == ["04 65 71 20 30"]
    assert [line.value for line in seen.private.lines] == ["06 39 98 11 22"]
    assert (seen.private.note, seen.private.met_at, seen.private.tags) == ("très humaine", "FMC", ("réseau",))
    assert seen.opinion.marks == ()
    assert changes.verb == "capture"
    raw = empty_book.reader().execute("SELECT raw FROM source_record").fetchone()
    assert raw == (ROUX,)


@pytest.mark.parametrize("words", ["roux", "rhumato apt", "humaine", "fmc", "#reseau", "0465712030", "0639981122"])
def test_the_card_is_found_by_all_that_was_typed(empty_book: Book, words: str) -> None:
    add_card(empty_book, read_card(ROUX, LEXICON), now=NOW)
    assert [result.name for result in found(empty_book, words)] == ["Dr Anne ROUX"]


def test_a_confirmed_mark_is_an_opinion(empty_book: Book) -> None:
    proposal = read_card(ROUX, LEXICON)
    uuid, _ = add_card(empty_book, proposal, now=NOW, marks=[mark.value for mark in proposal.marks])
    assert card(empty_book, uuid).opinion.marks == ("humane",)


def test_nobody_to_file_is_refused_and_nothing_is_written(empty_book: Book) -> None:
    with pytest.raises(CarnetError, match="Ni nom ni fonction"):
        add_card(empty_book, read_card("04 65 71 20 30", LEXICON), now=NOW)
    assert empty_book.reader().execute("SELECT count(*) FROM correspondent").fetchone() == (0,)


def test_a_known_rpps_is_refused(empty_book: Book) -> None:
    proposal = read_card("Dr Roux rhumato RPPS 10101234567", LEXICON)
    uuid, _ = add_card(empty_book, proposal, now=NOW)
    with pytest.raises(CarnetError, match=f"déjà dans votre carnet.*{uuid}"):
        add_card(empty_book, proposal, now=NOW)


def test_a_hospital_is_found_by_what_its_lines_are_for(empty_book: Book) -> None:
    hospital, services, changes = add_hospital(empty_book, read_hospital(LIST, LEXICON), now=NOW)
    assert len(services) == 16
    assert changes.inserted["structure_link"] == 16
    assert changes.inserted["site"] == 1
    first = found(empty_book, "cardio consultation avignon")[0]
    assert (first.name, first.where.commune) == ("CH d'Avignon, cardiologie", "Avignon")
    assert "04 65 71 30 10" in [line.value for line in first.lines]
    assert found(empty_book, "avis pédiatrie")[0].name == "CH d'Avignon, pédiatrie"
    assert card(empty_book, hospital).public.lines[0].value == "04 65 71 30 00"
    (place,) = card(empty_book, services[0]).public.places
    assert (place.structure, place.function) == ("CH d'Avignon", "Pôle cœur-poumon")
    assert search_index.out_of_step(empty_book.reader()) == set()


def test_an_opinion_line_stays_in_the_practice(empty_book: Book) -> None:
    _, services, _ = add_hospital(empty_book, read_hospital(LIST, LEXICON), now=NOW)
    seen = card(empty_book, services[0])
    assert {line.value for line in seen.practice.lines} == {"04 65 71 30 11", "45 12"}


def test_the_same_list_again_adds_only_what_is_new(empty_book: Book) -> None:
    once = add_hospital(empty_book, read_hospital(LIST, LEXICON), now=NOW)
    again = add_hospital(
        empty_book, read_hospital(LIST + "Avis gynécologie 04 65 71 30 40\n", LEXICON), now=NOW
    )  # fmt: skip
    assert again[0] == once[0]
    assert again[1] == once[1] + again[1][len(once[1]) :]
    assert again[2].inserted["line"] == 1


def test_a_hospital_is_undone_in_one_step(empty_book: Book) -> None:
    _, _, changes = add_hospital(empty_book, read_hospital(LIST, LEXICON), now=NOW)
    undo(empty_book, changes.batch, now=NOW)
    assert found(empty_book, "cardio consultation avignon") == ()


@pytest.mark.parametrize(
    ("text", "message"), [("Cardiologie : 04 65 71 30 10", "le nom de l’établissement"), ("CH d'Apt", "Aucun service")]
)
def test_a_list_without_name_or_service_is_refused(empty_book: Book, text: str, message: str) -> None:
    with pytest.raises(CarnetError, match=message):
        add_hospital(empty_book, read_hospital(text, LEXICON), now=NOW)


def test_the_register_knows_the_person(register: Register) -> None:
    person = register.person("10900000002")
    assert person
    site = next(activity.site for activity in person.activities if activity.site and activity.site.insee)
    specialty = next(a.metier.specialty for a in person.activities if a.metier.specialty)
    assert specialty
    label = Catalogue.shipped().get(specialty).label
    typed = f"Dr {person.given} {person.family} {label} {site.postcode} {site.city}"
    for text in (typed, f"Dr {person.family}, RPPS {person.identifier}"):
        assert [one.identifier for one in matches(register, read_card(text, LEXICON))] == [person.identifier]
    for text in (f"Dr {person.family} {label} Brest", f"Dr {person.family} Apt", "Dr Inconnue orl RPPS 10999999999"):
        assert matches(register, read_card(text, LEXICON)) == ()


def test_the_register_is_adopted_with_what_was_typed(empty_book: Book, register: Register) -> None:
    person = register.person("10900000002")
    assert person
    known = next(phone for a in person.activities if a.site for phone in a.site.phones)
    text = f"Dr {person.family} 06 39 98 11 22 {known} très humaine, vue en FMC #réseau"
    proposal = read_card(text, LEXICON)
    uuid, changes = adopt_captured(empty_book, person, proposal, now=NOW, marks=["humane"])
    seen = card(empty_book, uuid)
    assert (seen.public.rpps, seen.public.places[0].specialty) == (person.identifier, "rhumatologie")
    assert [line.value for line in seen.private.lines] == ["06 39 98 11 22"]
    assert [line.value for line in seen.public.lines].count(display(national(known))) == 1
    assert (seen.private.note, seen.private.met_at, seen.private.tags) == ("très humaine", "FMC", ("réseau",))
    assert seen.private.found_in.startswith("annuaire national")
    assert seen.opinion.marks == ("humane",)
    assert seen.private.origins == ("register", "typed")
    with pytest.raises(CarnetError, match="déjà dans votre carnet"):
        adopt_captured(empty_book, person, proposal, now=NOW)
    undo(empty_book, changes.batch, now=NOW)
    for table in ("correspondent", "role", "line", "source_record", "appraisal", "tag"):
        assert empty_book.reader().execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
