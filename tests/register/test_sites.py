"""Kinds of sites, addresses, phones."""

from typing import Any

import pytest

from carnet.register.layout import SITE
from carnet.register.schema import HEALTH_CENTRE, OTHER_SITE, PRACTICE, PRIVATE_HOSPITAL, PUBLIC_HOSPITAL
from carnet.register.sites import class_of, site_row

NAMES = (
    *("id", "name", "complement", "street", "postcode", "city", "commune", "country", "finess", "siret"),
    *("phone", "phone2", "fax", "email", "sector"),
)


def site(**values: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    columns, phones = site_row("|".join(values.get(column, "") for column in SITE), 7, 42)
    return dict(zip(NAMES, columns, strict=True)), phones


@pytest.mark.parametrize(
    ("sector", "label", "mode", "found"),
    [
        ("SA01", "Etablissement Public de santé", "S", PUBLIC_HOSPITAL),
        ("SA02", "Hôpital des armées", "S", PUBLIC_HOSPITAL),
        ("SA10", "Secteur privé PH temps plein", "L", PUBLIC_HOSPITAL),
        ("SA03", "Etablissement Privé PSPH", "S", PRIVATE_HOSPITAL),
        ("SA04", "Etablissement Privé non PSPH", "L", PRIVATE_HOSPITAL),
        ("SA05", "Dispensaires de soins", "S", HEALTH_CENTRE),
        ("", "Centre de santé", "S", HEALTH_CENTRE),
        ("SA07", "Cabinet individuel", "L", PRACTICE),
        ("SA08", "Cabinet de Groupe", "L", PRACTICE),
        ("SA09", "Exercice en Société", "L", PRACTICE),
        ("SA42", "Appareillage médical", "S", OTHER_SITE),
        ("SA17", "Etablissement pour personnes âgées", "S", OTHER_SITE),
        ("SA01", "", "S", PUBLIC_HOSPITAL),
        ("SA99", "", "L", OTHER_SITE),
        ("", "", "L", PRACTICE),
        ("", "", "S", OTHER_SITE),
    ],
)
def test_kinds_of_sites(sector: str, label: str, mode: str, found: int) -> None:
    assert class_of(sector, label, mode) == found


def test_an_address() -> None:
    columns, _ = site(
        company="CHI SITE PONTARLIER",
        number="2",
        road_type="Faubourg",
        road="SAINT ETIENNE",
        box="CS 10329",
        routing="25304 PONTARLIER CEDEX",
        postcode="25304",
    )
    assert (columns["id"], columns["commune"]) == (7, 42)
    assert (columns["name"], columns["street"]) == ("CHI SITE PONTARLIER", "2 Faubourg SAINT ETIENNE")
    assert (columns["complement"], columns["postcode"], columns["city"]) == ("CS 10329", "25304", "PONTARLIER CEDEX")


@pytest.mark.parametrize(
    ("parts", "street"),
    [
        ({"number": "P", "road_type": "Rue", "road": "PASTEUR"}, "P Rue PASTEUR"),
        ({"number": "12", "repetition": "B", "road_type": "Rue", "road": "PASTEUR"}, "12 B Rue PASTEUR"),
        ({"road": "LE BOURG"}, "LE BOURG"),
        ({}, ""),
    ],
)
def test_streets(parts: dict[str, str], street: str) -> None:
    assert site(**parts)[0]["street"] == street


@pytest.mark.parametrize(
    ("company", "sign", "name"),
    [
        ("DOUBS OPTIC", "DOUBS OPTIC", "DOUBS OPTIC"),
        ("SELARL DU PONT", "", "SELARL DU PONT"),
        ("", "PHARMACIE DU PONT", "PHARMACIE DU PONT"),
        ("SELARL MARTIN", "PHARMACIE DU PONT", "SELARL MARTIN (PHARMACIE DU PONT)"),
    ],
)
def test_names(company: str, sign: str, name: str) -> None:
    assert site(company=company, sign=sign)[0]["name"] == name


@pytest.mark.parametrize(
    ("phone", "phone2", "postcode", "kept"),
    [
        ("0465710001", "", "84300", ("0465710001",)),
        ("04.65.71.00.01", "", "84300", ("0465710001",)),
        ("+33465710001", "", "84300", ("0465710001",)),
        ("04 65 71 00 01 / 06 39 98 00 00", "", "84300", ("0465710001", "0639980000")),
        ("0465710001", "0639980000", "84300", ("0465710001", "0639980000")),
        ("0465710001", "04 65 71 00 01", "84300", ("0465710001",)),
        ("0262000000", "", "97400", ("0262000000",)),
        ("262 00 00 00", "", "97400", ("0262000000",)),
        ("", "0639980000", "84300", ("0639980000",)),
    ],
)
def test_phones(phone: str, phone2: str, postcode: str, kept: tuple[str, ...]) -> None:
    columns, numbers = site(phone=phone, phone2=phone2, postcode=postcode)
    assert numbers == kept
    assert (columns["phone"], columns["phone2"]) == (kept[0], " ".join(kept[1:]))


def test_a_phone_that_no_rule_reads_is_kept() -> None:
    columns, numbers = site(phone="voir le secrétariat")
    assert (columns["phone"], numbers) == ("voir le secrétariat", ())


def test_abroad() -> None:
    columns, numbers = site(
        routing="GL 5O 2QJ CHELTENHAM",
        postcode="GL",
        country="99132",
        country_label="Royaume-uni",
        phone="+44 1242 000000",
    )
    assert columns["country"] == "Royaume-uni"
    assert f"{columns['postcode']} {columns['city']}" == "GL 5O 2QJ CHELTENHAM"
    assert numbers == ("+441242000000",)


def test_spaces_around_values_go() -> None:
    columns, _ = site(company=" CABINET  ", road=" PASTEUR ", email=" a@exemple.fr")
    assert (columns["name"], columns["street"], columns["email"]) == ("CABINET", "PASTEUR", "a@exemple.fr")
