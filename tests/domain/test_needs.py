"""Needs are said in the box's words or by their codes."""

import pytest

from carnet.domain.needs import ATTRIBUTE_NEEDS, ORDER_NEEDS, Need, need_named, need_of
from carnet.words import need as in_words


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("vite", Need("fast")),
        ("s1", Need("sector1")),
        ("secteur 1", Need("sector1")),
        ("sans depassement", Need("sector1")),
        ("a domicile", Need("home")),
        ("visio", Need("video")),
        ("parle arabe", Need("language", "arabe")),
        ("arabe", Need("language", "arabe")),
    ],
)
def test_phrases(phrase: str, expected: Need) -> None:
    assert need_of(tuple(phrase.split())) == expected


def test_codes_and_phrases_on_the_command_line() -> None:
    assert need_named("fast") == Need("fast")
    assert need_named("Secteur 1") == Need("sector1")
    assert need_named("language:Arabe") == Need("language", "arabe")
    assert need_named("rapide comme l'éclair") is None


def test_every_need_has_french_words() -> None:
    for kind in ORDER_NEEDS + ATTRIBUTE_NEEDS:
        assert in_words(kind)
        assert need_named(in_words(kind)) == Need(kind)


def test_surnames_are_not_needs() -> None:
    assert need_of(("petit",)) is None
    assert need_of(("man",)) is None
