"""Backup, restore and check as a person types them: what is lost comes back, what is damaged is said."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from carnet.models.book import Passphrase, open_book
from carnet.models.connection import connect
from carnet.paths import Folders
from carnet.services import backups
from tests.cli.conftest import SECRET, Program

LINE = "Dr Anne Roux rhumato Apt 04 65 71 20 30 très humaine"


@pytest.fixture
def kept(program: Program) -> Program:
    """A vault of one card."""
    program("init", "--commune", "84035", "--name", "Cabinet des Platanes")
    program("add", LINE)
    return program


def folders(program: Program) -> Folders:
    return Folders.inside(program.folder / "data")


def refused(program: Program, capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    code, _ = program(*words)
    assert code == 1
    return capsys.readouterr().err


def automatic(program: Program) -> Path:
    """The backup that closing the window makes."""
    with open_book(folders(program), Passphrase(SECRET)) as book:
        return backups.run(book, now=datetime.now(UTC)).made[0].path


def test_the_vault_is_deleted_and_yesterdays_backup_brings_it_all_back(kept: Program, tmp_path: Path) -> None:
    """No register was ever imported here."""
    saved = tmp_path / "b.carnet-backup"
    assert kept.json("backup", saved)["counts"]["correspondent"] == 1
    for path in (kept.folder / "data").rglob("*"):
        if path.is_file():
            path.unlink()
    seen = kept.json("restore", saved, "--preview")
    assert (seen["backup"]["correspondents"], seen["present"], seen["backup"]["practice_name"]) == (
        1,
        None,
        "Cabinet des Platanes",
    )
    assert not folders(kept).vault.exists()
    assert kept.json("restore", saved)["kept_aside"] is None
    found = kept.json("find", "rhumato")
    assert [result["name"] for result in found["results"]] == ["Dr Anne ROUX"]
    assert kept("check")[0] == 0


def test_a_preview_tells_what_would_be_lost(kept: Program, tmp_path: Path) -> None:
    saved = tmp_path / "b.carnet-backup"
    kept("backup", saved)
    kept("add", "Dr Paul Bon kiné Apt 04 65 71 20 31")
    before = folders(kept).vault.read_bytes()
    seen = kept.json("restore", saved, "--preview")
    assert (seen["backup"]["correspondents"], seen["present"]["correspondents"], seen["changes_since"]) == (1, 2, 1)
    assert folders(kept).vault.read_bytes() == before
    _, printed = kept("restore", saved)
    assert "1 changement fait depuis ne s’y trouve pas." in printed
    assert "L’ancien carnet est gardé" in printed
    assert [result["name"] for result in kept.json("find", "apt")["results"]] == ["Dr Anne ROUX"]


def test_a_folder_gets_a_dated_name(kept: Program, tmp_path: Path) -> None:
    made = Path(kept.json("backup", tmp_path)["file"])
    assert made.parent == tmp_path
    assert made.name.startswith("carnet-20")


def test_the_backup_of_another_vault_is_refused_unless_meant(
    kept: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Program(tmp_path / "other")
    other.folder.mkdir()
    other("init", "--commune", "84003")
    saved = tmp_path / "theirs.carnet-backup"
    other("backup", saved)
    assert "autre carnet" in refused(kept, capsys, "restore", saved)
    assert "autre carnet" in kept("restore", saved, "--preview")[1]
    assert kept.json("find", "roux")["totals"]["book"] == 1
    assert kept.json("restore", saved, "--another-vault")["preview"]["another_vault"] is True
    assert kept.json("check")["findings"] == []


def scratch_a_page(program: Program) -> None:
    with open_book(folders(program), Passphrase(SECRET)) as book:
        raw = book.raw_key.key
    connection = connect(folders(program).vault, raw)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    path = folders(program).vault
    whole = path.read_bytes()
    path.write_bytes(whole[:-3000] + bytes(64) + whole[-2936:])


def test_a_damaged_page_is_said_with_the_backup_that_heals_it(
    kept: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = automatic(kept)
    scratch_a_page(kept)
    for options in ((), ("--repair",)):
        code, printed = kept("--json", "check", *options)
        body: dict[str, Any] = json.loads(printed)
        assert code == 1
        assert [finding["code"] for finding in body["findings"]] == ["damaged"]
        assert body["last_backup"] == str(saved)
    _, printed = kept("check")
    assert "1 page illisible" in printed
    assert str(saved) in printed
    said = refused(kept, capsys, "backup", saved.with_name("new.carnet-backup"))
    assert "abîmé" in said
    assert str(folders(kept).vault) in said
    assert kept.json("restore", saved)["preview"]["damaged"] is True
    assert kept.json("check")["findings"] == []
    assert kept.json("find", "roux")["totals"]["book"] == 1


def test_a_vault_that_does_not_open_at_all_is_said_and_healed(kept: Program) -> None:
    saved = automatic(kept)
    path = folders(kept).vault
    path.write_bytes(bytes(4096) + path.read_bytes()[4096:])
    code, printed = kept("--json", "check")
    assert (code, json.loads(printed)["last_backup"]) == (1, str(saved))
    kept("restore", saved)
    assert kept.json("find", "roux")["totals"]["book"] == 1


def test_a_missing_copy_of_the_keys_is_found_then_repaired(kept: Program) -> None:
    """Looking repairs nothing, though any other opening would."""
    folders(kept).keys.unlink()
    for _ in range(2):
        code, printed = kept("--json", "check")
        assert (code, [one["code"] for one in json.loads(printed)["findings"]]) == (1, ["keys"])
    answer = kept.json("check", "--repair")
    assert (answer["findings"], [one["code"] for one in answer["repaired"]]) == ([], ["keys"])
    assert folders(kept).keys.exists()
    assert "Rien à signaler" in kept("check")[1]


def test_an_orphan_and_a_lost_word_are_repaired_and_said(kept: Program) -> None:
    with open_book(folders(kept), Passphrase(SECRET)) as book:
        raw = book.raw_key.key
    connection = connect(folders(kept).vault, raw)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("DELETE FROM correspondent")
    connection.execute("DELETE FROM search_word")
    connection.close()
    assert kept("check")[0] == 1
    code, printed = kept("check", "--repair")
    assert code == 0
    assert printed.count("Réparé") == 2
    assert kept.json("find", "rhumato")["totals"]["book"] == 1
