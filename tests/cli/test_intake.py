"""`import` and `undo` on the command line, and their page of docs/cli.md."""

from pathlib import Path

import pytest

from tests.cli.conftest import Program
from tests.cli.test_docs import same_keys

ROUX = (
    "BEGIN:VCARD\nVERSION:3.0\nN:Roux;Anne;;Dr;\nTITLE:Rhumatologue\nTEL;TYPE=WORK:04 65 71 20 30\n"
    "ADR;TYPE=WORK:;;1 rue des Lices;Apt;;84400;France\nNOTE:Bloc le mardi\nEND:VCARD\n"
)
PETIT = "BEGIN:VCARD\nVERSION:3.0\nN:Petit;Jean;;;\nTEL;TYPE=CELL:06 39 98 00 01\nEND:VCARD\n"
LIKE_ROUX = ROUX.replace("Anne", "").replace("1 rue des Lices", "2 rue Neuve")
CUT = "BEGIN:VCARD\nVERSION:3.0\nN:Grand;Zoé;;;\n"


@pytest.fixture
def owned(program: Program) -> Program:
    program.json("init", "--commune", "Apt")
    return program


def written(folder: Path, text: str) -> Path:
    path = folder / "contacts.vcf"
    path.write_text(text, encoding="utf-8")
    return path


def test_import_then_undo_answer_as_documented(owned: Program, tmp_path: Path) -> None:
    owned.json("import", written(tmp_path, ROUX))
    answer = owned.json("import", written(tmp_path, ROUX + PETIT + LIKE_ROUX + CUT))
    same_keys("import", answer)
    assert answer["done"] == {"new": 2, "merged": 1, "unchanged": 1, "skipped": 0, "left": 1}
    (left,) = answer["cards"]
    assert (left["verdict"], left["like"][:2]) == ("probable", "b:")
    (card,) = owned.json("find", "petit jean")["results"]
    owned.json("refer", card["id"])
    undone = owned.json("undo", answer["batch"])
    same_keys("undo", undone)
    assert (undone["removed"], undone["kept"]) == (1, 1)
    assert undone["kept_cards"] == [{"id": card["id"], "name": "Jean PETIT", "since": ["adressage noté"]}]


def test_a_dry_run_writes_nothing_and_a_second_time_brings_nothing(owned: Program, tmp_path: Path) -> None:
    file = written(tmp_path, ROUX + PETIT)
    told = owned.json("import", file, "--dry-run")
    assert (told["batch"], told["done"], len(told["cards"])) == (None, None, 2)
    assert owned.json("find", "roux")["results"] == []
    assert owned.json("import", file)["batch"]
    assert owned.json("import", file)["batch"] is None
    assert "n’a pas changé" in owned("import", file)[1]


def test_what_did_not_happen_is_not_counted(owned: Program, tmp_path: Path) -> None:
    both = ROUX + PETIT
    assert "\n2 fiches ajoutées. Pour annuler" in owned("import", written(tmp_path, both))[1]
    mine = tmp_path / "mine.vcf"
    assert owned("export", mine, "--for", "self")[0] == 0
    batch = owned.json("import", mine)["batch"]
    assert owned("undo", batch)[1] == "Votre carnet n’a pas changé.\n"
    assert owned("import", mine)[1].endswith("\nRien de neuf\u202f: votre carnet n’a pas changé.\n")
    more = written(tmp_path, ROUX.replace("END", "TEL;TYPE=FAX:04 65 71 20 31\nEND"))
    batch = owned.json("import", more)["batch"]
    assert owned("undo", batch)[1] == "1 fiche remise comme avant.\n"
    assert "\n1 fiche complétée. Pour annuler" in owned("import", more)[1]


def test_a_partners_notes_are_theirs(owned: Program, tmp_path: Path) -> None:
    owned.json("import", written(tmp_path, ROUX), "--from", "Dr Morel")
    (found,) = owned.json("find", "roux")["results"]
    card = owned.json("show", found["id"])
    assert card["private"]["note"] == ""
    assert card["private"]["found_in"].startswith("carnet du Dr Morel, le ")


def test_what_cannot_be_done_is_said_in_one_line(
    owned: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty, zeros = tmp_path / "empty.vcf", tmp_path / "zeros.vcf"
    empty.touch()
    zeros.write_bytes(b"\0" * 5000)
    said = []
    for words in (("import", tmp_path), ("import", tmp_path / "none.vcf"), ("import", empty), ("import", zeros),
                  ("undo", "nothing")):  # fmt: skip
        assert owned(*words)[0] == 1
        said.append(capsys.readouterr().err)
    assert all(len(one.splitlines()) == 1 and "Traceback" not in one for one in said), said
    assert owned.json("find", "roux")["results"] == []
