"""What is typed is read as a GP means it; nothing typed raises, nothing typed is dropped in silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.domain.query import Hits, Reading, read
from carnet.domain.specialties import Catalogue
from carnet.geo.communes import Communes
from carnet.queries.lexicon import BoxLexicon

KNOWN_NAMES = {
    "paris": 300,
    "orange": 40,
    "martin": 9000,
    "marie": 8000,
    "lefevre": 500,
    "d": 90,
    "or": 12,
    "roux": 900,
    "sage": 60,
}


class LexiconWithNames(BoxLexicon):
    """The real lexicon of catalogue and communes, with a handful of surnames instead of a register."""

    def hits(self, word: str, *, prefix: bool) -> Hits:
        """Of the few names above."""
        names = (name for name in KNOWN_NAMES if name.startswith(word)) if prefix else (word,)
        return Hits(0, sum(KNOWN_NAMES.get(name, 0) for name in names))


@pytest.fixture(scope="module")
def lexicon() -> LexiconWithNames:
    communes = Communes.shipped()
    cavaillon = communes.by_insee("84035")
    assert cavaillon is not None
    return LexiconWithNames(Catalogue.shipped(), communes, communes.point(cavaillon), None, None)


def kinds(reading: Reading) -> list[tuple[str, str]]:
    return [(chip.kind, chip.value) for chip in reading.chips]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("rhumato cavaillon", [("specialty", "rhumatologie"), ("place", "84035")]),
        ("cavaillon rhumato", [("place", "84035"), ("specialty", "rhumatologie")]),
        ("rhu", [("specialty", "rhumatologie")]),
        ("Rhumato VITE", [("specialty", "rhumatologie"), ("need", "fast")]),
        ("rhu vite", [("specialty", "rhumatologie"), ("need", "fast")]),
        ("rhu cavaillon", [("specialty", "rhumatologie"), ("place", "84035")]),
        ("vite gastroent", [("need", "fast"), ("specialty", "gastro-enterologie")]),
        ("mart roux", [("name", "mart"), ("name", "roux")]),
        ("sage roux", [("name", "sage"), ("name", "roux")]),
        ("cardio 84", [("specialty", "cardiologie"), ("department", "84")]),
        ("cardio vaucluse", [("specialty", "cardiologie"), ("department", "84")]),
        ("kiné domicile apt", [("specialty", "kinesitherapie"), ("need", "home"), ("place", "84003")]),
        ("saint-remy dermato", [("place", "13100"), ("specialty", "dermatologie")]),
        ("st remy de provence dermato", [("place", "13100"), ("specialty", "dermatologie")]),
        ("dermato l'isle-sur-la-sorgue", [("specialty", "dermatologie"), ("place", "84054")]),
        ("kiné près de gordes", [("specialty", "kinesitherapie"), ("need", "near"), ("place", "84050")]),
        ("dr martin", [("name", "martin")]),
        ("marie martin", [("name", "marie"), ("name", "martin")]),
        ("d'or", [("name", "d"), ("name", "or")]),
        ("paris", [("name", "paris")]),
        ("orange", [("place", "84087")]),
        ("rhumato paris", [("specialty", "rhumatologie"), ("place", "75056")]),
        ("mar", [("name", "mar")]),
        ("#équipe", [("tag", "equipe")]),
        ("dermato secteur 1", [("specialty", "dermatologie"), ("need", "sector1")]),
        ("dermato s1", [("specialty", "dermatologie"), ("need", "sector1")]),
        ("kiné 84300", [("specialty", "kinesitherapie"), ("place", "84035")]),
        ("kiné 8430", [("specialty", "kinesitherapie"), ("postcode", "8430")]),
        ("04 65 71", [("phone", "046571")]),
        ("046571", [("phone", "046571")]),
        ("+33 4 65 71", [("phone", "046571")]),
        ("10 003 456 789", [("id", "10003456789")]),
        ("840000012", [("id", "840000012")]),
        ("psy arabe", [("specialty", "psychiatrie"), ("need", "language:arabe")]),
    ],
)
def test_first_reading(lexicon: LexiconWithNames, typed: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(read(typed, lexicon)[0]) == expected


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("paris", [("place", "75056")]),
        ("orange", [("name", "orange")]),
        ("0430", [("postcode", "0430")]),
        ("04300", [("phone", "04300")]),
    ],
)
def test_ambiguity_keeps_the_other_reading(lexicon: LexiconWithNames, typed: str, other: list[tuple[str, str]]) -> None:
    assert other in [kinds(reading) for reading in read(typed, lexicon)[1:]]


def test_an_ambiguous_word_searches_all_its_specialties(lexicon: LexiconWithNames) -> None:
    chip = read("psy", lexicon)[0].chips[0]
    assert chip.values[:4] == ("psychiatrie", "psychologie", "pedopsychiatrie", "psychotherapie")
    ortho = read("ortho", lexicon)[0].chips[0]
    assert {"orthophonie", "chirurgie-orthopedique"} <= set(ortho.values)


def test_a_correction_is_said(lexicon: LexiconWithNames) -> None:
    chip = read("rhumathologue", lexicon, {"rhumathologue": "rhumatologue"})[0].chips[0]
    assert (chip.kind, chip.value, chip.corrected, chip.text) == ("specialty", "rhumatologie", True, "rhumathologue")


@given(st.text(max_size=60))
def test_nothing_typed_raises(text: str) -> None:
    communes = Communes.shipped()
    readings = read(text, LexiconWithNames(Catalogue.shipped(), communes, None, None, None))
    assert readings
    assert all(chip.values for reading in readings for chip in reading.chips)


@pytest.mark.parametrize(
    "typed", ["D'Or", "saint-e", "AND", '"', "' OR 1=1 --", "%", "_", "*", "a" * 100_000, "🙂", "é" * 300]
)
def test_hard_words(lexicon: LexiconWithNames, typed: str) -> None:
    assert read(typed, lexicon)


@given(st.permutations(["rhumato", "cavaillon", "vite", "roux"]))
def test_words_in_any_order(order: list[str]) -> None:
    communes = Communes.shipped()
    index = communes.by_insee("84035")
    assert index is not None
    lexicon = LexiconWithNames(Catalogue.shipped(), communes, communes.point(index), None, None)
    assert sorted(kinds(read(" ".join(order) + " ", lexicon)[0])) == [
        ("name", "roux"),
        ("need", "fast"),
        ("place", "84035"),
        ("specialty", "rhumatologie"),
    ]
