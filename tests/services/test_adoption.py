"""A person of the register joins the book whole, once."""

import json

import pytest

from carnet.domain.disclosure import Profile, disclose
from carnet.domain.rings import Ring
from carnet.errors import CarnetError
from carnet.models.book import Book
from carnet.queries.card import card_of, row_id
from carnet.register.lookup import Register
from carnet.services.adoption import adopt
from tests.conftest import NOW, TODAY

FARANDE, MERINDAL = "10900000002", "10900000000"


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
