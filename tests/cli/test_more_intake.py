"""`import`, `undo` and `export` in hands that mistake names, numbers and files: words that say what and where."""

import os
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.cli.conftest import Program
from tests.cli.test_intake import PETIT, ROUX, owned, written

__all__ = ["owned"]


def test_what_touches_the_whole_file_is_said_of_no_line(owned: Program, tmp_path: Path) -> None:
    book = Workbook()
    for name, state in (("Actuels", "visible"), ("Archives", "hidden")):
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        sheet.append(["Nom", "Téléphone"])
        sheet.append([name, "0465712030"])
    book.save(tmp_path / "t.xlsx")
    said = owned("import", tmp_path / "t.xlsx")[1]
    assert "\n  la feuille masquée «\u202fArchives\u202f» n’a pas été lue" in said
    assert "ligne 0" not in said


def test_remarks_beyond_those_shown_are_counted(owned: Program, tmp_path: Path) -> None:
    rows = "".join(f"Nom{at};pas de tél\n" for at in range(30))
    (tmp_path / "t.csv").write_text("Nom;Téléphone\n" + rows, encoding="utf-8")
    said = owned("import", tmp_path / "t.csv", "--dry-run")[1]
    assert "\n  ligne 2\u202f: ce n’est pas un numéro\u202f: pas de tél\n" in said
    assert said.endswith("\n  … et 10 autres remarques\n")


def test_the_number_of_an_import_is_read_as_people_copy_it(owned: Program, tmp_path: Path) -> None:
    batch = owned.json("import", written(tmp_path, ROUX))["batch"]
    assert owned("undo", f" {batch.upper()} ") == (0, "1 fiche enlevée.\n")


@pytest.mark.parametrize("name", ["carnet.pdf", "carnet.XLS", "carnet.ods"])
def test_a_name_that_promises_another_format_is_refused(
    name: str, owned: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert owned("import", written(tmp_path, ROUX))[0] == 0
    assert owned("export", tmp_path / name, "--for", "self")[0] == 1
    assert capsys.readouterr().err.startswith(f"On n’exporte pas en {Path(name).suffix.lower()}\u202f: nommez")
    assert not (tmp_path / name).exists()
    assert owned("export", tmp_path / name, "--for", "self", "--format", "csv")[0] == 0


def test_a_pipe_is_neither_read_nor_replaced(
    owned: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert owned("import", written(tmp_path, ROUX))[0] == 0
    os.mkfifo(tmp_path / "pipe")
    for words in (("import", tmp_path / "pipe"), ("export", tmp_path / "pipe", "--for", "self")):
        assert owned(*words)[0] == 1
        assert "n’est pas un fichier" in capsys.readouterr().err
    assert (tmp_path / "pipe").is_fifo()


def test_another_format_writes_nothing(owned: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "carnet.ldif"
    file.write_text("dn: cn=Zoe Giraud\nsn: Giraud\ntelephoneNumber: 04 65 71 55 01\n", encoding="utf-8")
    assert owned("import", file)[0] == 1
    assert capsys.readouterr().err == (
        "«\u202fcarnet.ldif\u202f» est un fichier LDIF\u202f: exportez les contacts en vCard (.vcf) ou en CSV.\n"
    )
    assert owned.json("find", "giraud")["results"] == []


def test_an_export_over_the_file_just_imported_comes_in_unchanged(owned: Program, tmp_path: Path) -> None:
    file = written(tmp_path, ROUX + PETIT)
    assert owned.json("import", file)["batch"]
    for _ in range(2):
        assert owned("export", file, "--for", "self")[0] == 0
        assert "\nRien de neuf" in owned("import", file)[1]
    assert [one.name for one in tmp_path.glob("*contacts*")] == ["contacts.vcf"]


def test_names_are_printed_without_what_commands_a_terminal(owned: Program, tmp_path: Path) -> None:
    card = (
        ROUX.replace("Roux;Anne", "Ro\x1b[31mux\x07;An\x00ne\u202e")
        .replace("Bloc", "Bl\x0boc\x9b")
        .replace("04 65", "\u202a04 65")
    )
    owned.json("import", written(tmp_path, card))
    (found,) = owned.json("find", "rhumato")["results"]
    assert (found["name"], found["lines"][0]["value"]) == ("Dr Anne RO[31MUX", "04 65 71 20 30")
    for words in (("find", "rhumato"), ("show", found["id"])):
        said = owned(*words)[1]
        assert not [letter for letter in said if (ord(letter) < 32 and letter != "\n") or letter in "\x7f\x9b\u202e"]
