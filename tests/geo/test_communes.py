import csv
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet import paths
from carnet.domain.text import fold
from carnet.geo.communes import NEAR_KM, Communes
from carnet.geo.departments import DEPARTMENTS
from carnet.geo.distance import Point
from carnet.geo.packing import SOURCE

COMMUNES = Communes.shipped()


def insee(communes: Communes, found: tuple[int, ...]) -> list[str]:
    return [communes.insee[commune] for commune in found]


def test_every_line_of_the_table_is_there(communes: Communes) -> None:
    text = gzip.decompress(paths.resource(SOURCE).read_bytes()).decode()
    rows = sorted(csv.DictReader(text.splitlines()), key=lambda row: row["insee"])
    assert len(communes) == len(rows) == 35_014
    for commune, row in enumerate(rows):
        assert communes.by_insee(row["insee"]) == commune
        assert (communes.names[commune], communes.department[commune]) == (row["nom"], row["dep"])
        assert communes.postcodes[commune] == tuple(row["cps"].split())
        assert communes.population[commune] == int(row["pop"] or 0)
        assert communes.is_arrondissement(commune) == (row["type"] == "A")
        point = communes.point(commune)
        assert (point is None) == (row["lat"] == "")
        assert point is None or point == Point(float(row["lat"]), float(row["lon"]))


def test_every_commune_answers_to_its_name_and_postcodes(communes: Communes) -> None:
    for commune, name in enumerate(communes.names):
        assert commune in communes.named(fold(name))
        for postcode in communes.postcodes[commune]:
            assert commune in communes.by_postcode(postcode)


@pytest.mark.parametrize("code", ["2A004", "2a004"])
def test_an_insee_code_in_either_case(communes: Communes, code: str) -> None:
    commune = communes.by_insee(code)
    assert commune is not None
    assert communes.names[commune] == "Ajaccio"


@pytest.mark.parametrize("code", ["", "00000", "99999", "84999", "84035 ", "é"])
def test_an_unknown_insee_code(communes: Communes, code: str) -> None:
    assert communes.by_insee(code) is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("l'isle sur la sorgue", "84054"),
        ("Isle-sur-la-Sorgue", "84054"),
        ("lisle sur la sorgue", "84054"),
        ("le thor", "84132"),
        ("THOR", "84132"),
        ("st remy de provence", "13100"),
        ("Saint-Rémy-de-Provence", "13100"),
        ("saint etienne", "42218"),
        ("villeneuve dascq", "59009"),
        ("paris", "75056"),
        ("paris 8", "75108"),
        ("Paris 08", "75108"),
        ("lyon 3eme", "69383"),
        ("marseille 1er", "13201"),
        ("schoelcher", "97229"),
        ("orange", "84087"),
    ],
)
def test_names_as_they_are_typed(communes: Communes, typed: str, code: str) -> None:
    assert insee(communes, communes.named(fold(typed)))[0] == code


def test_homonyms_come_with_the_most_populous_first(communes: Communes) -> None:
    found = communes.named("saint martin")
    assert len(found) > 3
    inhabitants = [communes.population[commune] for commune in found]
    assert inhabitants == sorted(inhabitants, reverse=True)


def test_an_unknown_name(communes: Communes) -> None:
    assert communes.named("benhaddou") == communes.named("") == ()


def test_completion_prefers_what_is_near(communes: Communes, cavaillon: Point) -> None:
    assert insee(communes, communes.starting("gor", 3, cavaillon))[0] == "84050"
    assert insee(communes, communes.starting("ca", 1, cavaillon)) == ["84035"]
    assert insee(communes, communes.starting("gor", 1)) != ["84050"]


def test_completion_far_away_takes_the_whole_name_then_the_largest(communes: Communes, cavaillon: Point) -> None:
    assert insee(communes, communes.starting("paris", 2, cavaillon))[0] == "75056"
    assert insee(communes, communes.starting("lill", 1, cavaillon)) == ["59350"]


def test_completion_offers_arrondissements_once_their_number_is_begun(communes: Communes) -> None:
    assert not any(map(communes.is_arrondissement, communes.starting("paris", 50)))
    assert insee(communes, communes.starting("paris 15", 5))[0] == "75115"


@given(st.text(alphabet="abcdelmnoprst ", min_size=1, max_size=4), st.sampled_from(["84035", "75056", "97411"]))
def test_completion_puts_near_ones_first_by_distance(prefix: str, home: str) -> None:
    commune = COMMUNES.by_insee(home)
    origin = None if commune is None else COMMUNES.point(commune)
    assert origin is not None
    found = COMMUNES.starting(prefix, 30, origin)
    assert len(set(found)) == len(found) <= 30
    far = [COMMUNES.kilometres(commune, origin) for commune in found]
    near = [km for km in far if km is not None and km <= NEAR_KM]
    assert near == far[: len(near)] == sorted(near)


def test_nothing_typed_completes_nothing(communes: Communes) -> None:
    assert communes.starting("", 5) == ()


def test_postcodes(communes: Communes) -> None:
    assert insee(communes, communes.by_postcode("84300")) == ["84035", "84131"]
    assert insee(communes, communes.by_postcode("75008")) == ["75108", "75056"]
    assert communes.by_postcode("84") == communes.by_postcode("") == communes.by_postcode("٨٤٣٠٠") == ()
    assert set(communes.by_postcode("84300")) < set(communes.by_postcode_prefix("843"))
    assert communes.by_postcode_prefix("") == communes.by_postcode_prefix("2A") == ()
    assert {communes.department[commune] for commune in communes.by_postcode_prefix("20")} == {"2A", "2B"}


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("84035", ["84035"]),
        ("84300", ["84035", "84131"]),
        ("13001", ["13001", "13201", "13055"]),
        (" 2a004 ", ["2A004"]),
        ("L'Isle sur la Sorgue", ["84054"]),
        ("evry courc", ["91228"]),
        ("nowhere at all", []),
        ("", []),
    ],
)
def test_find_by_code_postcode_or_name(communes: Communes, typed: str, codes: list[str]) -> None:
    assert insee(communes, communes.find(typed)) == codes


@pytest.mark.parametrize(("city", "count"), [("75056", 20), ("69123", 9), ("13055", 16)])
def test_a_city_and_its_arrondissements(communes: Communes, city: str, count: int) -> None:
    whole = communes.by_insee(city)
    assert whole is not None
    parts = communes.arrondissements(whole)
    assert len(parts) == count
    assert {communes.city_of(part) for part in parts} == {whole}
    assert communes.city_of(whole) == whole
    assert not communes.is_arrondissement(whole)
    centre = communes.point(whole)
    assert centre is not None
    assert all(km is not None and km < 15 for km in (communes.kilometres(part, centre) for part in parts))


def test_communes_without_a_position_have_no_distance(communes: Communes, cavaillon: Point) -> None:
    nowhere = [commune for commune in range(len(communes)) if communes.point(commune) is None]
    assert len(nowhere) == 99
    assert all(communes.kilometres(commune, cavaillon) is None for commune in nowhere)
    assert not set(nowhere) & set(communes.within(cavaillon, 30_000))
    assert communes.starting("papeete", 3, cavaillon) == communes.named("papeete") != ()


def test_every_departement_is_named_and_holds_its_communes(communes: Communes) -> None:
    assert set(communes.department) == set(DEPARTMENTS)
    assert [communes.names[c] for c in communes.in_department("90")][:1] == ["Andelnans"]
    assert len(communes.in_department("84")) == 151
    assert {communes.department[c] for c in communes.in_department("2B")} == {"2B"}
    assert not communes.in_department("20")
