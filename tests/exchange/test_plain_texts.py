"""Texts without separators: columns of spaces and lists of names are read, letters are not taken for tables."""

from pathlib import Path

import pytest

from carnet.errors import CarnetError
from carnet.exchange.incoming import IncomingCard
from carnet.exchange.reading import open_file

LETTERS = {
    "une lettre": "Mon cher confrère,\n\nJe vous adresse Madame Dupont, 72 ans, pour avis.\nElle souffre de lombalgies "
    "depuis trois mois, sans fièvre.\nMerci de ce que vous ferez pour elle.\nBien confraternellement,\n"
    "Dr Martin, 04 65 71 20 30\n",
    "un mot": "Cavaillon, le 3 mars 2025\nChère amie,\nJe vous remercie de votre accueil.\nÀ bientôt.\nPaul\n"
    "Tél 04 65 71 20 30\n",
}  # fmt: skip


def cards(text: str, folder: Path, encoding: str = "utf-8") -> list[IncomingCard]:
    (folder / "t.txt").write_text(text, encoding=encoding)
    return list(open_file(folder / "t.txt").cards)


def told(found: list[IncomingCard]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.family_name or one.label, one.given_name, tuple(way.value for way in one.every_line)) for one in found]


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_letter_is_no_table(name: str, encoding: str, tmp_path: Path) -> None:
    with pytest.raises(CarnetError) as refused:
        cards(LETTERS[name], tmp_path, encoding)
    assert str(refused.value) == (
        "«\u202ft.txt\u202f» est un texte, sans tableau\u202f: enregistrez un tableau en .xlsx ou en CSV."
    )


def test_a_list_of_names_with_a_number_each_is_read(tmp_path: Path) -> None:
    found = cards(
        "Dr Roux 04 65 71 20 30\nDr Petit : 04.65.71.20.31\n\nMme Vidal, tél. 0639980001 (le matin)\n"
        "06 39 98 00 02 Zoé Grand\nDr Blanc 04 65 71 20 32 / 06 39 98 00 03\nDr Noir +33 4 65 71 20 33\n"
        "Cabinet des Platanes\n",
        tmp_path,
    )
    assert told(found) == [
        ("Roux", "", ("04 65 71 20 30",)), ("Petit", "", ("04.65.71.20.31",)), ("Vidal", "", ("0639980001",)),
        ("Grand", "Zoé", ("06 39 98 00 02",)), ("Blanc", "", ("0465712032", "0639980003")),
        ("Noir", "", ("+33 4 65 71 20 33",)), ("Cabinet des Platanes", "", ()),
    ]  # fmt: skip
    assert [one.note for one in found] == ["", "", "le matin", "", "", "", ""]


def test_one_name_a_line_is_still_a_list(tmp_path: Path) -> None:
    assert [one[0] for one in told(cards("Dr Roux\nDr Petit\nDr Vidal\n", tmp_path))] == ["Roux", "Petit", "Vidal"]


COLUMNS = """\
NOM            PRENOM      TELEPHONE       VILLE
ROUX           Anne        04 65 71 20 30  Apt
PETIT          Jean-Paul   04 65 71 20 31  L’Isle-sur-la-Sorgue

VIDAL                      06 39 98 00 01
DUPONT-DE-LA-TOUR Zoé      06 39 98 00 02  Apt
"""


@pytest.mark.parametrize("has_header", [True, False])
def test_columns_of_spaces_are_columns(has_header: bool, tmp_path: Path) -> None:
    text = COLUMNS.replace("DUPONT-DE-LA-TOUR Zoé", "DUPONT         Zoé   ")
    found = cards(text if has_header else text.partition("\n")[2], tmp_path)
    assert told(found) == [
        ("ROUX", "Anne", ("04 65 71 20 30",)), ("PETIT", "Jean-Paul", ("04 65 71 20 31",)),
        ("VIDAL", "", ("06 39 98 00 01",)), ("DUPONT", "Zoé", ("06 39 98 00 02",)),
    ]  # fmt: skip
    if has_header:
        assert [role.site.city for one in found for role in one.roles if role.site] == [
            "Apt", "L’Isle-sur-la-Sorgue", "Apt",
        ]  # fmt: skip


def test_a_word_that_goes_over_a_column_far_below_is_not_cut(tmp_path: Path) -> None:
    rows = [f"ROUX {'ABCDEFGHIJ'[at // 10]}{at % 10:<9}Anne        04 65 71 20 {at:02}  Apt" for at in range(60)]
    first, *_, over = COLUMNS.splitlines()
    text = "\n".join([first, *rows, over, ""])
    last = cards(text, tmp_path)[-1]
    assert last.raw.startswith("NOM : DUPONT-DE-LA-TOUR Zoé\nTELEPHONE")
    assert [way.value for way in last.every_line] == ["06 39 98 00 02"]
