"""The worked examples of the ranking rule come out in the given order, with the given reasons."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from carnet.domain.delays import MEMORY
from carnet.domain.specialties import Catalogue
from carnet.geo.communes import Communes
from carnet.models.book import Book
from carnet.queries.box import Box, Request
from carnet.queries.results import Answer
from carnet.words import reasons
from tests.conftest import CAVAILLON, TODAY, make_book
from tests.services.worked_examples import Examples

OPPEDE, PARIS = "84086", "75115"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    folder: Path = tmp_path_factory.mktemp("examples")
    with make_book(folder) as made:
        examples = Examples(made, TODAY)
        examples.rheumatologists()
        examples.ear_nose_throat()
        examples.physiotherapists()
        examples.dermatologists()
        yield made


def ask(book: Book, text: str, *, near: str = "", today: date = TODAY) -> Answer:
    box = Box(
        book, None, communes=Communes.shipped(), catalogue=Catalogue.shipped(), practice=CAVAILLON, today=today
    )  # fmt: skip
    return box.find(Request(text, near=near))


def names(answer: Answer) -> list[str]:
    return [result.name.split(",")[0].replace("Dr ", "").replace("CH d’Avignon", "CH") for result in answer.book]


def why(answer: Answer, today: date = TODAY) -> list[str]:
    return [reasons(result.reasons, result.gender, today=today) for result in answer.book]


def test_rhumato(book: Book) -> None:
    answer = ask(book, "rhumato")
    assert names(answer) == ["BENHADDOU", "VAUDRANE", "CASTELMON", "CH", "SERRANE"]
    assert why(answer)[:3] == [
        "favori · ~21 j (6 fois) · 9 km",
        "habituée · ~45 j (4 fois) · sur place",
        "connu · annoncé 9 j (sept.) · 23 km",
    ]
    assert why(answer)[4] == ""
    assert "avoided" in answer.book[4].flags


def test_rhumato_cavaillon(book: Book) -> None:
    answer = ask(book, "rhumato cavaillon")
    assert names(answer) == ["VAUDRANE", "BENHADDOU", "CASTELMON", "CH", "SERRANE"]
    assert why(answer)[0].startswith("sur place · habituée")


def test_rhumato_vite(book: Book) -> None:
    answer = ask(book, "rhumato vite")
    assert names(answer) == ["CASTELMON", "BENHADDOU", "VAUDRANE", "CH", "SERRANE"]
    assert why(answer)[0] == "annoncé 9 j (sept.), eu 40 j (1 fois) · 23 km"


def test_orl_pointu_and_simple(book: Book) -> None:
    assert names(ask(book, "orl pointu")) == ["AUBRÉGAT", "CH", "LISANDRE"]
    assert names(ask(book, "orl simple")) == ["LISANDRE", "AUBRÉGAT", "CH"]


def test_kine_domicile_for_a_patient_at_oppede(book: Book) -> None:
    answer = ask(book, "kiné domicile", near=OPPEDE)
    assert names(answer) == ["TASSY", "GARIDEL", "ORSANE"]
    assert [round(result.km or 0) for result in answer.book] == [2, 10, 8]
    assert "domicile\u202f?" in why(answer)[2]
    assert answer.hidden.attribute == 1


def test_dermato_secteur_1(book: Book) -> None:
    answer = ask(book, "dermato s1")
    assert names(answer) == ["MORNAS"]
    assert why(answer) == ["secteur\u202f? · 9 km"]
    assert answer.hidden.attribute == 2


def test_from_paris_they_are_all_beyond_reach_and_trust_decides(book: Book) -> None:
    answer = ask(book, "rhumato", near=PARIS)
    assert names(answer) == ["BENHADDOU", "VAUDRANE", "CASTELMON", "CH", "SERRANE"]
    assert all((result.km or 0) > 500 for result in answer.book)


def test_a_year_later_told_and_own_delays_are_forgotten(book: Book) -> None:
    later = TODAY + MEMORY
    answer = ask(book, "rhumato vite", today=later)
    assert all(result.delay is None for result in answer.book)
    # No delay is known any more: trust decides; the avoidance has expired too.
    assert names(answer)[0] == "BENHADDOU"
    assert names(answer)[1] == "VAUDRANE"
    assert all("avoided" not in result.flags for result in answer.book)


def test_a_word_of_a_skill_or_a_misspelt_specialty_finds(book: Book) -> None:
    assert names(ask(book, "rhumathologue")) == names(ask(book, "rhumato"))
    assert names(ask(book, "benhadou"))[0] == "BENHADDOU"


def test_an_avoidance_counts_from_its_first_day(book: Book) -> None:
    before = ask(book, "rhumato", today=TODAY - timedelta(days=21))
    assert all("avoided" not in result.flags for result in before.book)
