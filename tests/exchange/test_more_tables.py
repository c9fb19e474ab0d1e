"""Workbooks and CSV files as they come: hidden sheets, charts, rows quoted whole, numbers of a machine, no header."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference

from carnet.exchange.reading import open_file
from carnet.exchange.tables.formulas import count_without_result
from carnet.exchange.tables.reading import preview
from tests.exchange.test_dialects_of_the_field import read, words_of

HEADER = ["Nom", "Prénom", "Téléphone"]
ROUX, PETIT = ["Roux", "Anne", "0465712030"], ["Petit", "Jean", "0465712031"]


def workbook(path: Path, sheets: Sequence[tuple[str, str, list[str]]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, state, row in sheets:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        sheet.append(HEADER)
        sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_not_read_instead_of_the_one_that_is_seen(state: str, tmp_path: Path) -> None:
    found = open_file(workbook(tmp_path / "t.xlsx", [("Archives", state, PETIT), ("Actuels", "visible", ROUX)]))
    assert [card.family_name for card in found.cards] == ["Roux"]
    assert [(one.line, one.words) for one in found.troubles] == [
        (0, "la feuille masquée «\u202fArchives\u202f» n’a pas été lue")
    ]


def test_a_sheet_of_a_chart_is_passed_over(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADER, ROUX):
        sheet.append(row)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=2))
    book.create_chartsheet("Graphique", 0).add_chart(chart)
    book.save(tmp_path / "t.xlsx")
    (card,) = open_file(tmp_path / "t.xlsx").cards
    assert card.family_name == "Roux"


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_rows_that_a_spreadsheet_quoted_whole_are_parted(separator: str) -> None:
    rows = (HEADER, ROUX, [*PETIT[:2], "04 65 71 20 31"])
    text = "".join(f'"{separator.join(row)}"\r\n' for row in rows)
    assert [card[:2] for card in read(text.encode())] == [
        ["person: Anne <Roux>", "phone: 0465712030"], ["person: Jean <Petit>", "phone: 0465712031"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "number"),
    [("4.6571203E8", "0465712030"), ("4,65712032E8", "0465712032"), ("3.3465712032E10", "0465712032"),
     ("6.39980001e+08", "0639980001")],
)  # fmt: skip
def test_a_number_that_a_machine_wrote_whole_is_read(cell: str, number: str) -> None:
    (card,) = read(f"Nom;Prénom;Téléphone\nRoux;Anne;{cell}\n".encode())
    assert card == ["person: Anne <Roux>", f"phone: {number}"]


@pytest.mark.parametrize("cell", ["3,36E+10", "4.65712E+08", "3.36398E+10"])
def test_a_number_that_a_spreadsheet_rounded_is_said_and_left_out(cell: str) -> None:
    (card,) = read(f"Nom;Prénom;Téléphone\nRoux;Anne;{cell}\n".encode())
    assert [words for words in card if words.startswith("phone")] == []
    assert any(cell in words for words in card if words.startswith("problem"))


def test_an_identifier_that_a_machine_wrote_whole_is_read() -> None:
    (card,) = read(b"Nom;RPPS\nRoux Anne;1.0001234567E10\n")
    assert "rpps: 10001234567" in card


@pytest.mark.parametrize("cell", ["NULL", "(null)", "N/A", "#N/A", "-", "--", "NaN", "undefined"])
def test_words_for_nothing_are_nothing(cell: str) -> None:
    (card,) = read(f"Nom;Prénom;Téléphone;Ville\nRoux;{cell};0465712030;{cell}\n".encode())
    assert card == ["person: <Roux>", "phone: 0465712030"]
    assert read(f"Nom;Prénom;Téléphone\nRoux;Anne;0465712030\n{cell};{cell};{cell}\n".encode()) == [
        ["person: Anne <Roux>", "phone: 0465712030"]
    ]


def test_a_text_that_a_formula_protects_is_read() -> None:
    (card,) = read('Nom;Prénom;Téléphone;Note\n="Roux";"=""Anne""";="0465712030";="n° 12"\n'.encode())
    assert card == ["person: Anne <Roux>", "phone: 0465712030", "note: n° 12"]


def test_without_a_header_an_address_is_in_its_place(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(
        "Dr ROUX Anne\tRhumatologue\t04 65 71 20 30\t1 rue des Lices\t84400\tAPT\n"
        "M. PETIT Jean\tKinésithérapeute\t06 39 98 00 01\t12 bis av. Foch\t84300\tCAVAILLON\n"
        "Mme GRAND Zoé\tPédiatre\t06 39 98 00 02\tplace Pie\t84000\tAVIGNON CEDEX 1\n",
        encoding="utf-8",
    )
    said = [[words for words in words_of(card) if words.startswith("role")] for card in open_file(file).cards]
    assert said == [
        ["role: rhumatologie | 1 rue des Lices | 84400 APT"],
        ["role: kinesitherapie | 12 bis av. Foch | 84300 CAVAILLON"],
        ["role: pediatrie | place Pie | 84000 AVIGNON CEDEX 1"],
    ]


def test_a_column_of_postcodes_with_towns_is_known_by_what_it_holds(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(
        "Qui;Métier;Où ça;Tél\nRoux Anne;kiné;84400 Apt;04 65 71 20 30\nPetit Jean;IDE;84300 CAVAILLON;06 39 98 00 01\n"
        "Grand Zoé;pédiatre;Le Bourg, 84220 Gordes;06 39 98 00 02\n",
        encoding="utf-8",
    )
    assert preview(file).mapping.keys == ("full_name", "specialty", "city", "phone")
    sites = [role.site for card in open_file(file).cards for role in card.roles]
    assert [(site.street, site.postcode, site.city) for site in sites if site] == [
        ("", "84400", "Apt"), ("", "84300", "CAVAILLON"), ("Le Bourg", "84220", "Gordes")
    ]  # fmt: skip


@pytest.mark.parametrize("cells", [("12345 678", "84400"), ("84400", "84300"), ("lot 84400 A", "bât. 84300 B")])
def test_numbers_that_are_no_town_are_not_taken_for_one(tmp_path: Path, cells: tuple[str, str]) -> None:
    file = tmp_path / "t.csv"
    file.write_text(f"Qui;Machin\nRoux Anne;{cells[0]}\nPetit Jean;{cells[1]}\n", encoding="utf-8")
    assert "city" not in preview(file).mapping.keys


@pytest.mark.parametrize(("cells", "said"), [(1, "1 formule sans"), (1_200, "1200 formules sans")])
def test_formulas_without_a_saved_result_are_counted(cells: int, said: str, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    for at in range(cells):
        sheet.append(["Roux", f'=CONCATENATE("A","{at}")', "0465712030"])
    book.save(tmp_path / "t.xlsx")
    found = open_file(tmp_path / "t.xlsx")
    assert next(found.cards).family_name == "Roux"
    assert [(one.line, one.words[: len(said)]) for one in found.troubles] == [(0, said)]


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ('<c r="A1"><f>B1</f><v>7</v></c>', 0), ('<c r="A1" t="str"><f>B1</f><v></v></c>', 0),
        ('<c r="A1"><f>B1</f></c>', 1), ('<c r="A1"><f>B1</f><v/></c>', 1), ('<c r="A1"/><c r="B1"><v>1</v></c>', 0),
    ],
)  # fmt: skip
def test_a_formula_whose_result_is_an_empty_text_has_one(cell: str, count: int, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as archive:
        archive.writestr("s.xml", f"<row>{cell * 30_000}</row>")
    assert count_without_result(tmp_path / "t.xlsx", "s.xml") == 30_000 * count
