"""What the person chooses in a chip's menu holds; what is hidden shows on request."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from carnet.domain.specialties import Catalogue
from carnet.geo.communes import Communes
from carnet.models.book import Book
from carnet.queries.box import Box, Request
from carnet.queries.box_readings import Choice
from carnet.queries.results import Answer
from carnet.services.correspondents import create_correspondent
from carnet.words import reasons
from tests.conftest import CAVAILLON, NOW, TODAY, make_book
from tests.services.worked_examples import DERMATO, Examples, person


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    folder: Path = tmp_path_factory.mktemp("choices")
    with make_book(folder) as made:
        examples = Examples(made, TODAY)
        examples.dermatologists()
        create_correspondent(made, person("Paris", DERMATO, CAVAILLON, gender="M"), now=NOW)
        create_correspondent(made, person("Avineau", DERMATO, CAVAILLON), now=NOW)
        create_correspondent(made, person("Lyonnet", DERMATO, CAVAILLON), now=NOW)
        create_correspondent(made, person("Zellige", "psychiatrie", CAVAILLON), now=NOW)
        create_correspondent(made, person("Ambroise", "psychologie", CAVAILLON), now=NOW)
        create_correspondent(made, person("Sorgue", DERMATO, CAVAILLON, status="retired"), now=NOW)
        yield made


def ask(book: Book, text: str, *choices: Choice, show_hidden: bool = False) -> Answer:
    box = Box(
        book, None, communes=Communes.shipped(), catalogue=Catalogue.shipped(), practice=CAVAILLON, today=TODAY
    )  # fmt: skip
    return box.find(Request(text, choices=choices, show_hidden=show_hidden))


def names(answer: Answer) -> list[str]:
    return [result.name.removeprefix("Dr ") for result in answer.book]


def test_a_word_is_read_as_chosen(book: Book) -> None:
    free = ask(book, "dermato paris")
    kind = next(chip.kind for chip in free.reading.chips if chip.text == "paris")
    other = "name" if kind == "place" else "place"
    chosen = ask(book, "dermato paris", Choice("paris", other))
    assert [chip.kind for chip in chosen.reading.chips] == ["specialty", other]
    assert any(chip.kind == kind for reading in chosen.others for chip in reading.chips)
    assert names(ask(book, "dermato paris", Choice("paris", "name"))) == ["PARIS"]


def test_an_ambiguous_specialty_is_narrowed(book: Book) -> None:
    assert names(ask(book, "psy")) == ["AMBROISE", "ZELLIGE"]
    narrowed = ask(book, "psy", Choice("psy", "specialty", "psychiatrie"))
    assert names(narrowed) == ["ZELLIGE"]
    assert any(len(chip.values) > 1 for reading in narrowed.others for chip in reading.chips)


def test_a_choice_of_words_no_longer_typed_is_void(book: Book) -> None:
    assert names(ask(book, "dermato", Choice("psy", "specialty", "psychiatrie"))) == names(ask(book, "dermato"))
    assert names(ask(book, "dermato", Choice("dermato", "phone"))) == names(ask(book, "dermato"))


def test_the_hidden_show_last_with_their_reason(book: Book) -> None:
    answer = ask(book, "dermato s1", show_hidden=True)
    hidden = ask(book, "dermato s1").hidden
    assert answer.hidden == hidden
    assert (hidden.attribute, hidden.retired) == (2, 1)
    assert set(names(answer)[-3:]) == {"FABREZAN", "LAGNEL", "SORGUE"}
    lagnel = next(result for result in answer.book if "LAGNEL" in result.name)
    assert reasons(lagnel.reasons, lagnel.gender, today=TODAY).startswith("en secteur 2 · ")


def test_a_town_that_is_begun_like_a_name_is_searched_too(book: Book) -> None:
    begun, whole = ask(book, "dermato avi"), ask(book, "dermato avignon")
    assert names(begun)[0] == "AVINEAU"
    assert sorted(names(begun)) == sorted(names(whole))
    assert begun.origin is not None
    assert begun.origin.name == "Avignon"
    assert {row.id: row.km for row in begun.book} == {row.id: row.km for row in whole.book}


def test_a_begun_name_moves_no_origin_to_a_town_far_away(book: Book) -> None:
    answer = ask(book, "dermato lyo")
    assert names(answer) == ["LYONNET"]
    assert answer.origin is not None
    assert answer.origin.name == "Cavaillon"
