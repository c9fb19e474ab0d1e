"""A captured card that the book already has is said, a namesake with another number is not."""

import pytest

from carnet.domain.capture import read_card
from carnet.models.book import Book
from carnet.queries.twins import twins
from carnet.services.capture import add_card
from carnet.services.trash import to_trash
from tests.conftest import NOW
from tests.domain.test_capture import LEXICON


def add(book: Book, text: str) -> str:
    return f"b:{add_card(book, read_card(text, LEXICON), now=NOW)[0]}"


def told(book: Book, text: str) -> list[tuple[str, bool]]:
    return [(twin.id, twin.sure) for twin in twins(book.reader(), read_card(text, LEXICON))]


@pytest.mark.parametrize(
    "text", ["Dr Anne Roux", "Dr A. Roux rhumato", "Mme Anne-Marie Roux", "Dr Roux orl 04 65 71 20 39"]
)
def test_the_same_name_is_said(empty_book: Book, text: str) -> None:
    known = add(empty_book, "Dr Anne Roux rhumato Apt")
    add(empty_book, "Dr Paul Blanc rhumato Apt")
    assert told(empty_book, text) == [(known, False)]


@pytest.mark.parametrize("text", ["Dr Paul Roux", "Dr Anne Rouxel", "Dr Anne Blanc", "secrétariat du Dr Durand"])
def test_another_name_is_not(empty_book: Book, text: str) -> None:
    add(empty_book, "Dr Anne Roux rhumato Apt")
    assert told(empty_book, text) == []


def test_numbers_decide(empty_book: Book) -> None:
    known = add(empty_book, "Dr Anne Roux rhumato RPPS 10101234567")
    assert told(empty_book, "Dr Anne Leroux RPPS 10101234567") == [(known, True)]
    assert told(empty_book, "Dr Anne Roux RPPS 10101234567") == [(known, True)]
    assert told(empty_book, "Dr Anne Roux RPPS 10101234568") == []


def test_a_function_is_known_by_its_words_and_what_is_in_the_trash_is_no_twin(empty_book: Book) -> None:
    known = add(empty_book, "Assistante sociale de la CPAM 04 65 71 40 22")
    (twin,) = twins(empty_book.reader(), read_card("assistante sociale de la CPAM", LEXICON))
    assert (twin.id, twin.name, twin.specialty) == (known, "Assistante sociale de la CPAM", "assistance-sociale")
    key = empty_book.reader().execute("SELECT id FROM correspondent").fetchone()[0]
    to_trash(empty_book, [key], now=NOW)
    assert told(empty_book, "assistante sociale de la CPAM") == []
