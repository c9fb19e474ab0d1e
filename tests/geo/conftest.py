import pytest

from carnet.geo.communes import Communes
from carnet.geo.distance import Point


@pytest.fixture(scope="session")
def communes() -> Communes:
    return Communes.shipped()


@pytest.fixture(scope="session")
def cavaillon(communes: Communes) -> Point:
    commune = communes.by_insee("84035")
    assert commune is not None
    point = communes.point(commune)
    assert point is not None
    return point
