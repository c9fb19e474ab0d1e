"""What the tests of the verbs use: a book to change, a centre of twelve in it, the demonstration's register."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from carnet.domain.specialties import Catalogue
from carnet.geo.communes import Communes
from carnet.models.book import Book
from carnet.register.importer import import_file
from carnet.register.lookup import Register
from carnet.services.demonstration import register_file
from tests.conftest import TODAY
from tests.services.team import Team, fill


@pytest.fixture
def book(empty_book: Book) -> Book:
    """An empty book, to change."""
    return empty_book


@pytest.fixture
def team(book: Book) -> Team:
    """The centre of twelve, in that book."""
    return fill(book)


@pytest.fixture(scope="session")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """The demonstration's register, open to be read."""
    folder: Path = tmp_path_factory.mktemp("register")
    report = import_file(register_file(), folder, progress=lambda step: None, cancelled=lambda: False, today=TODAY)
    with Register.open(report.current, Communes.shipped(), Catalogue.shipped()) as opened:
        yield opened
