import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.geo.communes import Communes

COMMUNES = Communes.shipped()


@pytest.mark.parametrize(
    ("line", "postcode", "name", "code"),
    [
        ("25304 PONTARLIER CEDEX", "25304", "Pontarlier", "25462"),
        ("25304 PONTARLIER CEDEX", "", "", "25462"),
        ("", "25304", "PONTARLIER CEDEX", "25462"),
        ("CS 10329 25304 PONTARLIER CEDEX", "", "", "25462"),
        ("25300 DOUBS", "25300", "", "25204"),
        ("84800 L ISLE SUR LA SORGUE", "84800", "", "84054"),
        ("84800 ISLE S/ SORGUE", "", "", "84054"),
        ("13210 ST REMY DE PROVENCE", "13210", "", "13100"),
        ("42055 ST ETIENNE CEDEX 2", "42055", "", "42218"),
        ("75008 PARIS", "75008", "", "75108"),
        ("75008 PARIS 08", "75008", "PARIS 08", "75108"),
        ("75116 PARIS", "", "", "75116"),
        ("75382 PARIS CEDEX 08", "75382", "", "75108"),
        ("75382 PARIS CEDEX", "75382", "", "75056"),
        ("13286 MARSEILLE CEDEX 06", "13286", "", "13206"),
        ("13385 MARSEILLE CEDEX 20", "13385", "", "13055"),
        ("69437 LYON CEDEX 03", "69437", "", "69383"),
        ("", "", "LYON 3EME", "69383"),
        ("59043 LILLE CEDEX 9", "59043", "", "59350"),
        ("91025 EVRY CEDEX", "91025", "", "91228"),
        ("95031 CERGY PONTOISE CEDEX", "95031", "", "95127"),
        ("92042 PARIS LA DEFENSE CEDEX", "92042", "", "92062"),
        ("06905 SOPHIA ANTIPOLIS CEDEX", "06905", "", "06152"),
        ("20303 AJACCIO CEDEX", "20303", "", "2A004"),
        ("97306 CAYENNE CEDEX", "97306", "", "97302"),
        ("97405 ST DENIS CEDEX", "97405", "", "97411"),
        ("97150 ST MARTIN", "97150", "", "97801"),
        ("50100 CHERBOURG OCTEVILLE", "50100", "", "50129"),
        ("14500 ST GERMAIN DE TALLEVENDE", "14500", "", "14762"),
        (
            "84220 LES IMBERTS",
            "84220",
            "",
            "84025",
        ),  # a hamlet of Gordes: the largest commune of the postcode, 5 km off
        ("", "84300", "", "84035"),
        ("84300 GORDES", "84300", "", "84050"),
        ("", "", "L'Isle-sur-la-Sorgue", "84054"),
    ],
)
def test_the_town_of_an_address(communes: Communes, line: str, postcode: str, name: str, code: str) -> None:
    commune = communes.town_of_routing_line(line, postcode, name)
    assert commune is not None
    assert communes.insee[commune] == code


@pytest.mark.parametrize(
    ("line", "postcode", "name"),
    [
        ("", "", ""),
        ("GENEVE", "GL", "GENEVE"),
        ("98000 MONACO", "98000", "MONACO"),
        ("84999 NULLEPART CEDEX", "84999", ""),
        ("", "", "SAINT MARTIN"),
        ("CEDEX", "84306", ""),
    ],
)
def test_what_cannot_be_told_is_not_invented(communes: Communes, line: str, postcode: str, name: str) -> None:
    assert communes.town_of_routing_line(line, postcode, name) is None


def test_each_commune_is_found_by_its_own_routing_line(communes: Communes) -> None:
    missed = [
        commune
        for commune, name in enumerate(communes.names)
        for postcode in communes.postcodes[commune][:1]
        if not communes.arrondissements(commune)
        and communes.town_of_routing_line(f"{postcode} {name.upper()}", postcode, "") != commune
    ]
    assert [communes.insee[commune] for commune in missed] == []


@given(st.text(max_size=40), st.text(max_size=8), st.text(max_size=20))
def test_any_text_answers(line: str, postcode: str, name: str) -> None:
    commune = COMMUNES.town_of_routing_line(line, postcode, name)
    assert commune is None or 0 <= commune < len(COMMUNES)
