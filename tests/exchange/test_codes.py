"""A table says in French what the book keeps as codes, and is read back as the codes; older tables still are."""

import pytest

from carnet.exchange.tables.codes import in_codes, in_words

TOLD = (
    ("phone1.use", "secretariat", "secrétariat"), ("phone12.use", "ward", "service"),
    ("email2.ring", "personal", "moi"), ("phone1.ring", "public", "tous"), ("place1.mode", "private", "libéral"),
    ("place2.mode", "employed", "salarié"), ("status", "retired", "retraité"),
    ("status", "closed", "a cessé son activité"), ("sector", "none", "non conventionné"),
    ("opinion.marks", "expert ; advice", "pointu ; donne des avis"),
)  # fmt: skip


@pytest.mark.parametrize(("key", "code", "word"), TOLD)
def test_a_code_is_said_in_words_and_read_back(key: str, code: str, word: str) -> None:
    assert in_words(key, code) == word
    assert in_codes(key, word) == code
    assert in_codes(key, word.upper()) == code
    assert in_codes(key, code) == code


@pytest.mark.parametrize("key", ["note", "phone1.label", "phone1", "place1.name", "tags", "opinion.word"])
def test_what_somebody_wrote_is_let_be(key: str) -> None:
    for _, code, word in TOLD:
        assert in_words(key, code) == code
        assert in_codes(key, word) == word


def test_what_is_no_code_is_let_be() -> None:
    assert in_words("sector", "2") == in_codes("sector", "2") == "2"
    assert in_codes("phone1.use", "le mardi") == "le mardi"
