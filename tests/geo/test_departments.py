import pytest

from carnet.domain.text import fold
from carnet.geo.communes import Communes
from carnet.geo.departments import DEPARTMENTS, department_named, departments_numbered, departments_of_postcode


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Vaucluse", "84"), ("bouches du rhone", "13"), ("val d'oise", "95"), ("reunion", "974"), ("la réunion", "974")],
)
def test_named(typed: str, code: str) -> None:
    assert department_named(fold(typed)) == code


def test_every_name_leads_to_its_code() -> None:
    assert all(department_named(fold(name)) == code for code, name in DEPARTMENTS.items())
    assert department_named("cavaillon") is None


@pytest.mark.parametrize(
    ("typed", "codes"),
    [("84", ("84",)), ("2a", ("2A",)), ("20", ("2A", "2B")), ("971", ("971",)), ("97", ()), ("96", ()), ("", ())],
)
def test_numbered(typed: str, codes: tuple[str, ...]) -> None:
    assert departments_numbered(typed) == codes


def test_a_postcode_lies_where_it_says_but_for_a_few_at_the_borders(communes: Communes) -> None:
    astray = {
        postcode
        for commune, department in enumerate(communes.department)
        for postcode in communes.postcodes[commune]
        if department not in departments_of_postcode(postcode)
    }
    assert len(astray) < 30
