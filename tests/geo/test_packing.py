import gzip

import pytest

from carnet import paths
from carnet.errors import CarnetError
from carnet.geo import packing


def table() -> str:
    return gzip.decompress(paths.resource(packing.SOURCE).read_bytes()).decode()


def test_the_shipped_pack_is_that_of_the_shipped_table() -> None:
    shipped = paths.resource(packing.PACK).read_bytes()
    assert shipped == packing.pack(table()), "run python -m carnet.geo.packing"


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-1000],
        lambda data: b"PK\x03\x04 not a pack",
        lambda data: data.replace(packing._MAGIC, b"carnet-communes-0"),
        lambda data: data[:-8],
    ],
)
def test_a_damaged_pack_is_refused_in_words(damage) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(CarnetError, match="table des communes"):
        packing.unpack(damage(paths.resource(packing.PACK).read_bytes()))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("L'Isle-sur-la-Sorgue", {"l isle sur la sorgue", "isle sur la sorgue", "lisle sur la sorgue"}),
        ("Le Thor", {"le thor", "thor"}),
        ("Val-d'Isère", {"val d isere", "val disere"}),
        ("Y", {"y"}),
    ],
)
def test_spellings(name: str, expected: set[str]) -> None:
    assert packing.spellings(name) == expected


def test_an_arrondissement_is_numbered_freely() -> None:
    found = packing.spellings("Paris 8e Arrondissement")
    assert {"paris 8", "paris 08", "paris 8e", "paris 8eme", "paris 8eme arrondissement"} <= found
    assert "paris" not in found
