"""Every refusal is one clear French line, exit code 1, and nothing half-done; usage is exit code 2."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import SECRET, Program


def refused(program: Program, capsys: pytest.CaptureFixture[str], *words: str | Path, secret: str = SECRET) -> str:
    code, printed = program(*words, secret=secret)
    said = capsys.readouterr().err
    assert code == 1
    assert printed == ""
    assert len(said.strip().splitlines()) == 1
    return said


def test_nothing_here_yet(program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    assert "carnet init" in refused(program, capsys, "find", "rhumato")
    assert "carnet init" in refused(program, capsys, "show", "b:x")
    assert "annuaire" in refused(program, capsys, "show", "p:10900000000")
    assert "annuaire" in refused(program, capsys, "adopt", "10900000000")


def test_a_wrong_password(demo: Program, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(demo, capsys, "find", "rhumato", secret="presque le bon")
    assert "mot de passe" in said
    refused(demo, capsys, "show", "b:x", secret="presque le bon")


def test_no_password_and_no_terminal(demo: Program) -> None:
    """Whatever keyring this machine has, it does not hold this vault's key."""
    command = [sys.executable, "-m", "carnet", "--data-dir", str(demo.folder / "data"), "find", "rhumato"]
    ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "--passphrase-file" in ran.stderr
    assert ran.stdout == ""


def test_unknown_things(demo: Program, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Trifouillis" in refused(demo, capsys, "find", "rhumato", "--near", "Trifouillis-les-Oies")
    assert "télékinésie" in refused(demo, capsys, "find", "rhumato", "--need", "télékinésie")
    assert "b:nulle-part" in refused(demo, capsys, "show", "b:nulle-part")
    assert "99999999999" in refused(demo, capsys, "adopt", "99999999999")
    assert "b:…" in refused(demo, capsys, "history", "p:10900000000")
    assert "FINESS" in refused(demo, capsys, "show", "s:840000012")


def test_a_second_vault_is_refused(demo: Program, capsys: pytest.CaptureFixture[str]) -> None:
    assert "déjà un carnet" in refused(demo, capsys, "init", "--commune", "84035")
    assert "Rien n'a été touché" in refused(demo, capsys, "demo")


def test_adopted_once(program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    program("init", "--commune", "84035")
    program("demo")
    made = program.json("adopt", "10900000002")
    card = program.json("show", made["id"])
    assert (card["rpps"], card["name"]) == ("10900000002", "Dr Ugo FARANDE")
    assert len(card["places"]) == 2
    assert card["private"]["origins"] == ["register"]
    assert "déjà" in refused(program, capsys, "adopt", "10900000002")
    found = program.json("find", "farande")
    assert [result["source"] for result in found["results"]] == ["book"]


@pytest.mark.parametrize(
    "words", [["find"], ["bogue"], ["find", "x", "--limit", "0"], [], ["register"], ["register", "import"]]
)
def test_usage(program: Program, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert program(*words)[0] == 2
    said = capsys.readouterr().err
    assert "carnet" in said
    assert "error:" not in said


@pytest.mark.parametrize("content", [b"", b"not a register", b"\xff\xd8\xff\xe0 JFIF", b"a|b|c\n1|2|3\n"])
def test_a_wrong_register_file(
    program: Program, capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes
) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_bytes(content)
    refused(program, capsys, "register", "import", wrong)
    refused(program, capsys, "register", "import", tmp_path / "nowhere.txt")
    refused(program, capsys, "register", "import", tmp_path)


def test_progress_as_json_lines(program: Program) -> None:
    from carnet.services.demonstration import register_file

    code, printed = program("register", "import", register_file(), "--progress", "json")
    steps = [json.loads(line) for line in printed.splitlines()]
    assert code == 0
    assert steps[-1]["phase"] == "done"
    assert steps[-1]["rows"] == steps[-1]["kept"] + sum(steps[-1]["reported"].values())
    assert all(step["bytes_read"] <= step["bytes_total"] for step in steps[:-1])


def test_search_imports_nothing_heavy(demo: Program) -> None:
    """SQLAlchemy alone takes longer to import than a search may take in all."""
    script = (
        "import sys; from carnet import cli; code = cli.main(sys.argv[1:]);"
        "heavy = {'sqlalchemy', 'alembic', 'PySide6', 'phonenumbers', 'rapidfuzz', 'openpyxl', 'vobject', 'keyring'};"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr); sys.exit(code)"
    )
    options = ["--data-dir", str(demo.folder / "data"), "--passphrase-file", str(demo.folder / "secret.txt")]
    command = [sys.executable, "-c", script, *options, "find", "rhumato cavaillon"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONUTF8": "1"})
    assert "VAUDRANE" in ran.stdout
    assert ran.stderr.strip() == "[]"


def test_the_passphrase_changes_and_the_recovery_code_opens(program: Program, tmp_path: Path) -> None:
    code = program.json("init", "--commune", "84035")["recovery_code"]
    sheet, new = tmp_path / "sheet.txt", tmp_path / "new.txt"
    sheet.write_text(code.lower().replace("-", " ") + "\n", encoding="utf-8")
    new.write_text("tout nouveau mot\n", encoding="utf-8")
    assert program("passphrase", "--new-file", new, "--recovery-file", sheet, secret="oublié depuis")[0] == 0
    assert program("check", secret="tout nouveau mot")[0] == 0
    assert program("check")[0] == 1


def test_a_search_from_the_secretary_shows_no_judgement(demo: Program) -> None:
    found = demo.json("--secretary", "find", "rhumato")
    assert all(set(result["flags"]) <= {"unverified", "retired", "closed", "paused"} for result in found["results"])
    assert not any("fois" in why or "favori" in why for result in found["results"] for why in result["why"])
    assert demo("--secretary", "history", "b:x")[0] == 1


def test_an_import_says_what_changed_for_the_people_of_the_book(program: Program, tmp_path: Path) -> None:
    import gzip

    from carnet.services.demonstration import register_file

    program("init", "--commune", "84035")
    program("register", "import", register_file())
    card = program.json("adopt", "10900000002")["id"]
    lines = gzip.decompress(register_file().read_bytes()).decode().splitlines()
    later = tmp_path / "PS_LibreAcces_Personne_activite_202612010800.txt"
    later.write_text("\n".join(line for line in lines if "|10900000002|" not in line) + "\n", encoding="utf-8")
    report = program.json("register", "import", later)
    assert [(change["id"], change["kind"]) for change in report["changes"]] == [(card, "gone")]
    assert program.json("register", "import", later)["rebuilt"] is False


def test_a_page_that_cannot_be_read_is_said_by_every_command(
    program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    program("init", "--commune", "84035")
    program("demo")
    vault, register = (next((program.folder / "data").glob(name)) for name in ("vault.carnet", "register-ps-*.sqlite"))
    kept = register.read_bytes()
    _spoil(register)
    said = refused(program, capsys, "find", "rhumato")
    assert "annuaire" in said
    assert "abîmé" in said
    register.write_bytes(kept)
    _spoil(vault)
    for command in (("find", "rhumato"), ("stale",), ("add", "Dr Anne Roux rhumato Apt 04 65 71 20 30")):
        said = refused(program, capsys, *command)
        assert "Le carnet est abîmé" in said
        assert str(vault) in said


def _spoil(path: Path) -> None:
    """Overwrite two thirds of a file's pages: its schema still reads."""
    whole = bytearray(path.read_bytes())
    for at in range(len(whole) // 4096 // 3, len(whole) // 4096):
        whole[at * 4096 : (at + 1) * 4096] = b"\x5a" * 4096
    path.write_bytes(whole)
