"""What the tests of the verbs use: a book to change, and a centre of twelve in it."""

import pytest

from carnet.models.book import Book
from tests.services.team import Team, fill


@pytest.fixture
def book(empty_book: Book) -> Book:
    """An empty book, to change."""
    return empty_book


@pytest.fixture
def team(book: Book) -> Team:
    """The centre of twelve, in that book."""
    return fill(book)
