"""Names of structures: services of one hospital are not one, an abbreviation is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from carnet.domain.matching import Identity, Sign, Verdict, compare, identity_of
from carnet.domain.matching_index import Index
from carnet.domain.matching_labels import other_service, plain_label, same_structure
from carnet.domain.sides import Place, Side
from carnet.domain.text import fold

SERVICES = (
    "neurologie", "pneumologie", "néphrologie", "urologie", "rhumatologie", "hématologie", "gériatrie", "pédiatrie",
    "psychiatrie", "cardiologie", "radiologie", "IRM", "scanner", "unité 1", "unité 2", "médecine interne",
    "médecine polyvalente", "hémodialyse", "hémodynamique", "secrétariat", "consultation",
)  # fmt: skip
WORDS = st.lists(
    st.sampled_from(["CH", "centre hospitalier", "d'Apt", "lilas", "lylas", "CPAM", "CAF", "cardio", "1"]),
    min_size=1, max_size=4,
).map(" ".join)  # fmt: skip


def house(label: str, **more: object) -> Identity:
    return replace(Identity("b:1", "structure", label=fold(label), places=frozenset({"cavignon"})), **more)


@pytest.mark.parametrize("before", ["CH d’Avignon, ", "Clinique Saint-Jean - ", "Centre hospitalier "])
def test_services_of_one_hospital_are_no_pairs(before: str) -> None:
    index = Index()
    for at, service in enumerate((*SERVICES, "")):
        one = house(before + service, key=f"b:{at}")
        assert list(index.opinions(one)) == [], service
        index.add(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CH d’Avignon, neurologie", "Centre hospitalier d’Avignon – Neurologie"),
        ("CH d’Avignon, neurologie", "Service de neurologie du CH d’Avignon"),
        ("CH Avignon cardio", "Cardiologie, Hôpital d’Avignon"),
        ("CMP", "Centre médico-psychologique"),
        ("EHPAD Les Lilas", "Maison de retraite Les Lilas"),
        ("MSP des Lices", "Maison de santé des Lices"),
        ("SSIAD", "SSIAD Avignon"),
        ("Pharmacie des Lices", "Pharmacie des Lisses"),
        ("Labo Bio 84", "Laboratoire Bio 84"),
        ("Assistante sociale de la CPAM", "Assistante sociale CPAM"),
        ("Caisse primaire d’assurance maladie", "CPAM"),
        ("Caisse primaire d'assurance maladie de Vaucluse", "CPAM Vaucluse"),
    ],
)
def test_one_structure_written_otherwise_is_asked(one: str, other: str) -> None:
    index = Index()
    index.add(house(one))
    found = index.match(house(other, key="i:1"))
    assert (found.verdict, found.target) == (Verdict.PROBABLE, "b:1")
    assert Sign.NEAR_NAME in found.signs


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Assistante sociale de la CPAM", "Assistante sociale de la CAF"),
        ("CMP adultes", "CMP enfants"),
        ("CMP", "CMPP"),
        ("HAD", "SAD"),
        ("Clinique d’Avignon", "CH d’Avignon"),
        ("EHPAD Les Oliviers", "EHPAD Les Olives"),
        ("Laboratoire Bio 84", "Laboratoire Bio 85"),
        ("Ambulances du Ventoux", "Ambulances du Luberon"),
    ],
)
def test_two_structures_of_one_town_are_two(one: str, other: str) -> None:
    assert compare(house(one), house(other)) is None


def test_of_another_town_it_is_another_one() -> None:
    """« Cabinet infirmier » is everywhere."""
    nurses = house("Cabinet infirmier", specialties=frozenset({"infirmier"}))
    elsewhere = replace(nurses, key="i:1", places=frozenset({"capt"}))
    assert compare(elsewhere, nurses) is None
    phone = frozenset({"0465712030"})
    moved = compare(replace(elsewhere, phones=phone), replace(nurses, phones=phone))
    assert moved
    assert moved.verdict is Verdict.PROBABLE


def test_a_hospitals_number_on_each_of_its_services_does_not_make_them_one() -> None:
    whole, one, other = (
        house(label, finess="840006597") for label in ("CH d’Avignon", "CH d’Avignon, neurologie", "CH Avignon pneumo")
    )
    assert compare(one, other) is None
    assert compare(whole, one) is None
    again = compare(one, house("Centre hospitalier d’Avignon, neurologie", finess="840006597"))
    assert again
    assert again.verdict is Verdict.SAME


@given(WORDS, WORDS)
def test_it_is_the_same_from_both_sides(one: str, other: str) -> None:
    mine, theirs = fold(one), fold(other)
    assert same_structure(mine, theirs) == same_structure(theirs, mine)
    assert other_service(mine, theirs) == other_service(theirs, mine)
    assert same_structure(mine, mine)
    assert not other_service(mine, mine)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C.S.A.P.A.", "CSAPA"),
        ("C. S. A. P. A. d’Avignon", "CSAPA d’Avignon"),
        ("C.H. d’Avignon", "CH d’Avignon"),
        ("C.M.P.-C.A.T.T.P", "CMP CATTP"),
    ],
)
def test_the_dots_of_an_acronym_are_nothing(one: str, other: str) -> None:
    town = Place(city="Avignon")
    before, coming = (
        identity_of(key, Side("structure", {"label": label}, places=(town,)))
        for key, label in (("b:1", one), ("i:1", other))
    )
    index = Index()
    index.add(before)
    found = index.match(coming)
    assert (found.verdict, found.target) == (Verdict.SAME, "b:1")


def test_a_fund_of_another_town_is_another_one() -> None:
    mine, theirs = house("Caisse primaire d’assurance maladie"), house("CPAM", key="i:1", places=frozenset({"capt"}))
    assert compare(mine, theirs) is None
    assert compare(house("CPAM"), house("CAF")) is None
    assert compare(house("CPAM"), house("MSA")) is None


def test_initials_before_a_name_keep_their_words_apart() -> None:
    assert plain_label("Cabinet J. Roux") == "cabinet j roux"
    assert plain_label("Foyer St. Jean") == "foyer saint jean"
