"""Names that sound alike share a key; names that do not, do not."""

import pytest

from carnet.domain.phonetics import sounds_alike


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("lefevre", "lefebvre"),
        ("dupont", "dupond"),
        ("dupont", "dupon"),
        ("meyer", "meier"),
        ("roux", "rou"),
        ("philippe", "filipe"),
        ("gautier", "gauthier"),
        ("michaud", "michot"),
        ("leclerc", "leclerq"),
        ("jacquet", "jaquet"),
        ("schmitt", "schmit"),
    ],
)
def test_alike(one: str, other: str) -> None:
    assert sounds_alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("martin", "marten"), ("garnier", "granier"), ("petit", "petri"), ("roux", "roche"), ("moreau", "morel")],
)
def test_unlike(one: str, other: str) -> None:
    assert not sounds_alike(one, other)
