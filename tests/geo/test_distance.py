from itertools import pairwise
from math import isnan, pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.geo.communes import Communes
from carnet.geo.distance import EARTH_RADIUS_KM, Directions, Point, kilometres

COMMUNES = Communes.shipped()
METRE = 0.001

points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
in_france = st.builds(Point, st.floats(41, 51.5), st.floats(-5.5, 10))
overseas = st.sampled_from(
    [Point(-20.9, 55.5), Point(-13.3, -176.2), Point(46.8, -56.2), Point(0, 180), Point(0, -180)]
)


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ("84035", "84007", 23),
        ("84035", "84054", 9),
        ("84035", "84050", 16),
        ("84035", "84035", 0),
        ("75056", "13055", 660),
        ("75056", "97411", 9350),
    ],
)
def test_known_distances(communes: Communes, here: str, there: str, expected: float) -> None:
    a, b = communes.by_insee(here), communes.by_insee(there)
    assert a is not None
    assert b is not None
    origin = communes.point(a)
    assert origin is not None
    far = communes.kilometres(b, origin)
    assert far == pytest.approx(expected, rel=0.01, abs=1)
    assert Directions.of(communes.lat, communes.lon).distances(origin)[b] == pytest.approx(far, abs=METRE)


@given(points, points)
def test_symmetry_and_bounds(a: Point, b: Point) -> None:
    assert kilometres(a, b) == pytest.approx(kilometres(b, a), abs=METRE)
    assert 0 <= kilometres(a, b) <= pi * EARTH_RADIUS_KM + METRE
    assert kilometres(a, a) == 0


@given(points, points, points)
def test_a_detour_is_never_shorter(a: Point, b: Point, c: Point) -> None:
    assert kilometres(a, c) <= kilometres(a, b) + kilometres(b, c) + METRE


@given(points, points)
def test_the_quick_way_agrees_with_the_haversine(a: Point, b: Point) -> None:
    quick = Directions.of([b.lat], [b.lon]).distances(a)[0]
    assert quick == pytest.approx(kilometres(a, b), rel=1e-6, abs=METRE)


@given(points)
def test_on_the_spot_and_at_the_antipode(a: Point) -> None:
    antipode = Point(-a.lat, a.lon - 180 if a.lon > 0 else a.lon + 180)
    here, there = Directions.of([a.lat, antipode.lat], [a.lon, antipode.lon]).distances(a)
    assert here == pytest.approx(0, abs=METRE)
    assert there == pytest.approx(pi * EARTH_RADIUS_KM, abs=1)


def test_an_unknown_place_is_unknown_and_last() -> None:
    nan = float("nan")
    places = Directions.of([nan, 44.0, nan, 43.0], [nan, 5.0, nan, 5.0])
    assert [isnan(km) for km in places.distances(Point(43, 5))] == [True, False, True, False]
    assert [*places.order(Point(43, 5))] == [3, 1, 0, 2]


def test_the_order_of_communes_is_that_of_the_haversine(communes: Communes, cavaillon: Point) -> None:
    order = Directions.of(communes.lat, communes.lon).order(cavaillon)
    assert sorted(order) == [*range(len(communes))]
    far = [communes.kilometres(commune, cavaillon) for commune in order]
    known = [km for km in far if km is not None]
    assert far[len(known) :] == [None] * 99
    assert all(a <= b + METRE for a, b in pairwise(known))
