"""From an address as the file writes it to a commune of the snapshot."""

from itertools import pairwise

import pytest

from carnet.geo.communes import Communes
from carnet.geo.curve import hilbert_order
from carnet.geo.distance import Point, kilometres
from carnet.register.places import Places, abroad, department_of, split_routing


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(Communes.shipped())


@pytest.mark.parametrize(
    ("postcode", "insee", "city", "routing", "found"),
    [
        ("25304", "25462", "Pontarlier", "25304 PONTARLIER CEDEX", "25462"),
        ("25300", "", "", "25300 DOUBS", "25204"),
        ("", "", "", "25300 DOUBS", "25204"),
        ("25304", "", "", "25304 PONTARLIER CEDEX", "25462"),
        ("84902", "", "", "84902 AVIGNON CEDEX 9", "84007"),
        ("75015", "", "", "75015 PARIS", "75115"),
        ("75743", "", "", "75743 PARIS CEDEX 15", "75115"),
        ("75008", "75108", "Paris 8e", "75008 PARIS", "75108"),
        ("75008", "75056", "Paris", "75008 PARIS", "75056"),
        ("69003", "69123", "Lyon", "69003 LYON", "69123"),
        ("13005", "13055", "Marseille", "13005 MARSEILLE", "13055"),
        ("20000", "2a004", "Ajaccio", "20000 AJACCIO", "2A004"),
        ("97400", "", "Saint-Denis", "97400 ST DENIS", "97411"),
        ("84300", "99999", "Cavaillon", "84300 CAVAILLON", "84035"),
        ("99999", "", "Nulle-Part", "99999 NULLE PART", ""),
        ("", "", "", "", ""),
    ],
)
def test_the_commune_of_an_address(
    places: Places, postcode: str, insee: str, city: str, routing: str, found: str
) -> None:
    number = places.find(postcode, insee, city, routing)
    assert (places.insee[number - 1] if number != places.nowhere else "") == found


def test_every_commune_has_one_number(places: Places) -> None:
    communes = Communes.shipped()
    assert sorted(places.insee) == sorted(communes.insee)
    assert places.nowhere == len(communes) + 1
    assert all(places.by_insee[insee] == number for number, insee in enumerate(places.insee, 1))


def test_neighbours_have_close_numbers() -> None:
    communes = Communes.shipped()
    order = hilbert_order(communes.lat, communes.lon)
    located = [index for index in order if communes.point(index)]
    assert order[: len(located)] == located
    points = [Point(communes.lat[index], communes.lon[index]) for index in located]
    steps = sorted(kilometres(here, there) for here, there in pairwise(points))
    assert steps[len(steps) // 2] < 8
    assert steps[len(steps) * 99 // 100] < 60


def test_the_curve_visits_every_cell_by_single_steps() -> None:
    side = 16
    lat = [-90 + 180 * (y + 0.5) / 65535 * 4096 for y in range(side) for _ in range(side)]
    lon = [-180 + 360 * (x + 0.5) / 65535 * 4096 for _ in range(side) for x in range(side)]
    order = hilbert_order(lat, lon)
    assert sorted(order) == list(range(side * side))
    for here, there in pairwise(order):
        assert abs(here % side - there % side) + abs(here // side - there // side) == 1


def test_small_rules() -> None:
    assert split_routing(" 25304 PONTARLIER CEDEX ") == ("25304", "PONTARLIER CEDEX")
    assert split_routing("GL 5O 2QJ CHELTENHAM") == ("", "GL 5O 2QJ CHELTENHAM")
    assert [department_of(code) for code in ("84300", "97410", "20000", "")] == ["84", "974", "20", ""]
    assert [abroad(code) for code in ("", "99000", "99100", " fr ", "99132")] == [False] * 4 + [True]
