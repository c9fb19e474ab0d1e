"""Headers however they are spelt, and files that are not the one wanted."""

import pytest

from carnet.errors import CarnetError
from carnet.register.layout import PERSON, SITE, layout_of
from tests.register.files import COLUMNS, DOUBS, HEADER_52, PONTARLIER
from tools.make_register import HEADER


def values(header: str, line: str) -> dict[str, str]:
    layout = layout_of(header, "ps.txt")
    cells = [cell.encode() for cell in line.split("|")[: layout.width]] + [b""]
    found = zip((*PERSON, *SITE), (*layout.person(cells), *layout.site(cells)), strict=True)
    return {column: value.decode() for column, value in found}


def test_the_layout_of_today() -> None:
    found = values(HEADER, PONTARLIER)
    assert layout_of(HEADER, "ps.txt").width == 56
    assert (found["identifier"], found["title"], found["civility"]) == ("10100000000", "DR", "M")
    assert (found["family"], found["given"]) == ("EXEMPLE", "ROMAIN")
    assert (found["road_type"], found["road"], found["box"]) == ("Faubourg", "SAINT ETIENNE", "CS 10329")
    assert (found["postcode"], found["insee"], found["phone"]) == ("25304", "25462", "0353010000")
    assert values(HEADER, DOUBS)["routing"] == "25300 DOUBS"


def test_the_52_columns_of_2021() -> None:
    assert layout_of(HEADER_52, "ps.txt").width == 52
    assert values(HEADER_52, PONTARLIER)["sector"] == "SA01"


def test_spellings_do_not_matter() -> None:
    odd = (
        HEADER.upper()
        .replace("(COORD. STRUCTURE)", "(coord. Structure)")
        .replace("LIBELLÉ CIVILITÉ D'EXERCICE", "Libellé civilité exercice")
        .replace("CODE RÔLE", "Code fonction")
        .replace("NOM D'EXERCICE", "Nom d’exercice")
        .replace("É", "E")
    )
    assert values(odd, PONTARLIER) == values(HEADER, PONTARLIER)
    assert values(HEADER.rstrip("|"), PONTARLIER) == values(HEADER, PONTARLIER)


def test_columns_in_another_order() -> None:
    backwards = "|".join(reversed(COLUMNS)) + "|"
    line = "|".join(reversed(PONTARLIER.split("|")[:56])) + "|"
    assert values(backwards, line) == values(HEADER, PONTARLIER)


def test_an_optional_column_may_be_missing() -> None:
    header = HEADER.replace("Adresse e-mail (coord. structure)", "Autre chose")
    assert values(header, PONTARLIER)["email"] == ""


@pytest.mark.parametrize(
    ("column", "named"),
    [("Nom d'exercice", "Nom d'exercice"), ("Code commune (coord. structure)", "Code commune (coord. structure)")],
)
def test_a_missing_column_is_named(column: str, named: str) -> None:
    with pytest.raises(CarnetError, match="il manque la colonne") as error:
        layout_of(HEADER.replace(column, "Inconnue"), "ps.txt")
    assert named in str(error.value)
    assert "ps.txt" in str(error.value)


def test_several_missing_columns_are_counted() -> None:
    with pytest.raises(CarnetError, match=r"il manque les colonnes .* et \d+ autres"):
        layout_of("Identifiant PP|Nom d'exercice|Prénom d'exercice|", "ps.txt")


def test_another_table_is_no_register() -> None:
    with pytest.raises(CarnetError, match="n'est pas un fichier de l'Annuaire Santé"):
        layout_of("date;montant;libellé", "banque.csv")


@pytest.mark.parametrize("name", ["PS_LibreAcces_SavoirFaire_202610050830.txt", "PS_LibreAcces_Dipl_AutExerc_2026.txt"])
def test_the_sister_files_are_refused_by_name(name: str) -> None:
    header = "Type d'identifiant PP|Identifiant PP|Nom d'exercice|Prénom d'exercice|Code savoir-faire|"
    with pytest.raises(CarnetError, match="Personne_activite"):
        layout_of(header, name)
