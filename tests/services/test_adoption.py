"""A person of the register joins the book whole, once."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from carnet.domain.disclosure import Profile, disclose
from carnet.domain.rings import Ring
from carnet.domain.specialties import Catalogue
from carnet.errors import CarnetError
from carnet.geo.communes import Communes
from carnet.models.book import Book
from carnet.queries.card import card_of, row_id
from carnet.register.importer import import_file
from carnet.register.lookup import Register
from carnet.services.adoption import adopt
from carnet.services.demonstration import register_file
from tests.conftest import NOW, TODAY

FARANDE, MERINDAL = "10900000002", "10900000000"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    folder: Path = tmp_path_factory.mktemp("register")
    report = import_file(
        register_file(), folder, progress=lambda step: None, cancelled=lambda: False, today=TODAY
    )  # fmt: skip
    with Register.open(report.current, Communes.shipped(), Catalogue.shipped()) as opened:
        yield opened


def test_number_specialties_sites_and_lines_come_along(empty_book: Book, register: Register) -> None:
    person = register.person(FARANDE)
    assert person
    uuid, changes = adopt(empty_book, person, now=NOW)
    card = card_of(empty_book.reader(), row_id(empty_book.reader(), uuid), today=TODAY)
    assert (card.public.rpps, card.public.family_name, card.public.given_name) == (FARANDE, "FARANDE", "Ugo")
    assert [place.specialty for place in card.public.places] == ["rhumatologie"] * 2
    assert {place.city for place in card.public.places} >= {"Carpentras"}
    assert all(line.ring is Ring.PUBLIC for line in disclose(card, Profile.OWNER).lines)
    assert card.private.origins == ("register",)
    assert changes.verb == "adopt"


def test_the_registers_own_words_are_kept(empty_book: Book, register: Register) -> None:
    person = register.person(FARANDE)
    assert person
    adopt(empty_book, person, now=NOW)
    (raw,) = empty_book.reader().execute("SELECT raw FROM source_record").fetchone()
    kept = json.loads(raw)
    assert kept["identifier"] == FARANDE
    assert kept["activities"][0]["site"]["postcode"]
    assert kept["activities"][0]["metier"]["skill"] == "SM48"


def test_nobody_is_adopted_twice(empty_book: Book, register: Register) -> None:
    person = register.person(MERINDAL)
    assert person
    adopt(empty_book, person, now=NOW)
    with pytest.raises(CarnetError, match="déjà dans votre carnet"):
        adopt(empty_book, person, now=NOW)
    assert empty_book.reader().execute("SELECT count(*) FROM correspondent").fetchone() == (1,)
