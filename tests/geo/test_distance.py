from math import pi

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carnet.geo.communes import Communes
from carnet.geo.distance import EARTH_RADIUS_KM, Point, kilometres

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
    assert communes.kilometres(b, origin) == pytest.approx(expected, rel=0.01, abs=1)


@given(points, points)
def test_symmetry_and_bounds(a: Point, b: Point) -> None:
    assert kilometres(a, b) == pytest.approx(kilometres(b, a), abs=METRE)
    assert 0 <= kilometres(a, b) <= pi * EARTH_RADIUS_KM + METRE
    assert kilometres(a, a) == 0


@given(points, points, points)
def test_a_detour_is_never_shorter(a: Point, b: Point, c: Point) -> None:
    assert kilometres(a, c) <= kilometres(a, b) + kilometres(b, c) + METRE


@given(points)
def test_on_the_spot_and_at_the_antipode(a: Point) -> None:
    antipode = Point(-a.lat, a.lon - 180 if a.lon > 0 else a.lon + 180)
    assert kilometres(a, a) == 0
    assert kilometres(a, antipode) == pytest.approx(pi * EARTH_RADIUS_KM, abs=METRE)


@settings(max_examples=40)
@given(points | in_france | overseas, st.floats(0, 25_000))
def test_the_communes_within_a_radius_are_those_that_the_haversine_says(origin: Point, km: float) -> None:
    within = COMMUNES.within(origin, km)
    found = set(within)
    assert len(found) == len(within)
    for commune in range(0, len(COMMUNES), 7):
        far = COMMUNES.kilometres(commune, origin)
        if far is None or abs(far - km) > METRE:
            assert (commune in found) == (far is not None and far < km)


def test_within_nothing_is_the_place_itself(communes: Communes, cavaillon: Point) -> None:
    assert [communes.insee[commune] for commune in communes.within(cavaillon, METRE)] == ["84035"]
    assert len(communes.within(cavaillon, 30_000)) == len(communes) - 99  # which lie nobody knows where
