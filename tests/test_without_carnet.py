"""docs/ouvrir-sans-carnet.md works as written: its recipe and its commands are run on real vaults and backups."""

import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from carnet.models.backup import backup
from carnet.models.keys import Cost
from tests.conftest import NOW, PASSPHRASE, new_vault
from tests.models.cards import full_card

DOCS = Path(__file__).resolve().parents[1] / "docs" / "ouvrir-sans-carnet.md"
BLOCKS = dict(re.findall(r"```(python|sql)\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL))


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, str]:
    """A folder with the two files of a backup and the recipe, and the recovery code; the usual cost of a passphrase."""
    made = new_vault(tmp_path / "data")
    full_card(made.book)
    made.book.change_passphrase(PASSPHRASE, cost=Cost())
    backup(made.book, saved := tmp_path / "b.carnet-backup", now=NOW)
    made.book.close()
    folder = tmp_path / "work"
    with zipfile.ZipFile(saved) as archive:
        archive.extractall(folder)
    (folder / "ouvrir.py").write_text(BLOCKS["python"], encoding="utf-8")
    return folder, made.recovery_code


def opened(folder: Path, kind: str, secret: str) -> str:
    """Run the recipe, in isolation from this program; what it prints."""
    ran = subprocess.run(
        [sys.executable, "-I", "ouvrir.py", kind],
        input=secret + "\n",
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def names(path: Path) -> list[tuple[str, ...]]:
    plain = sqlite3.connect(path)
    try:
        return plain.execute("SELECT family_name, label FROM correspondent ORDER BY id").fetchall()
    finally:
        plain.close()


CARDS = [("", "Hôpital des Lavandes"), ("Castelmon", "")]


def test_the_recipe_opens_a_backup_by_password_and_by_recovery_code(files: tuple[Path, str]) -> None:
    folder, code = files
    for number, (kind, secret) in enumerate((("passphrase", PASSPHRASE), ("recovery", code.lower().replace("-", " ")))):
        key = opened(folder, kind, secret)
        assert len(bytes.fromhex(key)) == 32
        plain = sqlite3.connect(folder / f"{number}.sqlite")
        plain.executescript((folder / "carnet.sql").read_text(encoding="utf-8"))
        plain.close()
        assert names(folder / f"{number}.sqlite") == CARDS
        assert names(folder / "carnet.sqlite") == CARDS
        (folder / "carnet.sqlite").unlink()


def test_the_recipe_opens_the_vault_itself(tmp_path: Path) -> None:
    made = new_vault(tmp_path / "data")
    full_card(made.book)
    work = tmp_path / "work"
    work.mkdir()
    for path in (tmp_path / "data").glob("vault.*"):
        if path.suffix != ".carnet-shm":
            shutil.copy(path, work)
    made.book.close()
    (work / "ouvrir.py").write_text(BLOCKS["python"], encoding="utf-8")
    opened(work, "passphrase", PASSPHRASE)
    assert "Castelmon" in (work / "carnet.sql").read_text(encoding="utf-8")


def test_a_wrong_secret_opens_nothing(files: tuple[Path, str]) -> None:
    folder, _ = files
    ran = subprocess.run(
        [sys.executable, "-I", "ouvrir.py", "passphrase"], input="pas celui-là\n", cwd=folder, capture_output=True,
        text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert ran.returncode == 1
    assert "InvalidTag" in ran.stderr
    assert not (folder / "carnet.sql").exists()


def test_the_commands_make_a_plain_base(files: tuple[Path, str]) -> None:
    """The statements of the page, run by the library that the sqlcipher shell is made of."""
    folder, _ = files
    key = opened(folder, "passphrase", PASSPHRASE)
    connection = dbapi2.connect(str(folder / "vault.carnet"))
    plain = folder / "carnet-en-clair.sqlite"
    answers = []
    for statement in filter(str.strip, BLOCKS["sql"].split(";")):
        told = statement.replace("CLÉ", key).replace("carnet-en-clair.sqlite", str(plain))
        answers.append(connection.execute(told).fetchall())
    connection.close()
    assert answers[1] == [(2,)]
    assert plain.read_bytes().startswith(b"SQLite format 3\0")
    assert names(plain) == CARDS


@pytest.mark.skipif(shutil.which("sqlcipher") is None, reason="the sqlcipher shell is not on this machine")
def test_the_shell_itself_takes_them(files: tuple[Path, str]) -> None:
    folder, _ = files
    version = subprocess.run(["sqlcipher", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"SQLCipher (\d+)", version)
    if found is None or int(found[1]) < 4:
        pytest.skip("the page asks for version 4")
    key = opened(folder, "passphrase", PASSPHRASE)
    script = BLOCKS["sql"].replace("CLÉ", key)
    subprocess.run(["sqlcipher", "vault.carnet"], input=script, cwd=folder, text=True, check=True, capture_output=True)
    assert names(folder / "carnet-en-clair.sqlite") == CARDS
