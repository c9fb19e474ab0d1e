"""Backups hold the whole book and come back; what is no backup is refused and nothing is touched."""

import contextlib
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from carnet.errors import CarnetError
from carnet.models.backup import NotABackup, backup
from carnet.models.book import Book, NewVault, Passphrase, RecoveryCode, Unlock, open_book
from carnet.models.connection import connect
from carnet.models.keys import WrongPassphrase, WrongRawKey
from carnet.models.restore import restore
from carnet.models.tables import correspondent
from carnet.paths import Folders
from tests.conftest import CHEAP, NOW, PASSPHRASE, new_vault
from tests.models.cards import full_card, person

TYPED = Passphrase(PASSPHRASE)


def names(folders: Folders, typed: Passphrase = TYPED) -> list[str]:
    with open_book(folders, typed) as book:
        found = book.reader().execute("SELECT family_name FROM correspondent WHERE kind = 'person' ORDER BY id")
        return [row[0] for row in found]


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def saved(vault: NewVault, tmp_path: Path) -> Path:
    """A backup of one card, whose book has another one since and is closed."""
    full_card(vault.book)
    target = tmp_path / "usb" / "carnet.carnet-backup"
    target.parent.mkdir()
    backup(vault.book, target, now=NOW)
    with vault.book.write("add", now=NOW) as writer:
        person(writer, family_name="Depuis")
    vault.book.close()
    return target


def test_a_backup_says_what_it_holds_and_leaves_nothing_else(book: Book, tmp_path: Path) -> None:
    full_card(book)
    before = {path.name for path in book.folders.data.iterdir()}
    made = backup(book, tmp_path / "b.carnet-backup", now=NOW)
    assert made.manifest.counts == {"correspondent": 2, "line": 4, "referral": 1, "journal": 20}
    assert (made.manifest.vault, made.manifest.made_at) == (book.vault, NOW)
    assert made.size == made.path.stat().st_size
    assert {path.name for path in book.folders.data.iterdir()} - before == {"b.carnet-backup"}
    with zipfile.ZipFile(made.path) as archive:
        assert sorted(archive.namelist()) == ["manifest.json", "vault.carnet", "vault.keys"]


def test_a_backup_comes_back_and_the_vault_that_was_there_is_kept(vault: NewVault, saved: Path) -> None:
    folders = vault.book.folders
    restored = restore(folders, saved, TYPED, now=NOW)
    assert names(folders) == ["Castelmon"]
    assert restored.kept_aside == folders.data / "vault-before-restore-20261122-093000.carnet"
    restored.kept_aside.replace(folders.vault)
    assert names(folders) == ["Castelmon", "Depuis"]


def test_a_backup_opens_on_a_new_machine_by_passphrase_or_recovery_code(
    vault: NewVault, saved: Path, tmp_path: Path
) -> None:
    ways: list[Unlock] = [TYPED, RecoveryCode(vault.recovery_code), vault.book.raw_key]
    for number, unlock in enumerate(ways):
        folders = Folders.inside(tmp_path / f"machine {number}")
        assert restore(folders, saved, unlock, now=NOW).kept_aside is None
        assert names(folders) == ["Castelmon"]
        assert folders.keys.exists()


def test_the_passphrase_just_typed_opens_what_was_restored(vault: NewVault, saved: Path) -> None:
    """Changed since the backup: that of the backup opened it, so it is the one that holds."""
    folders = vault.book.folders
    with open_book(folders, TYPED) as book:
        book.change_passphrase("changée depuis", cost=CHEAP)
    with pytest.raises(WrongPassphrase):
        restore(folders, saved, Passphrase("changée depuis"), now=NOW)
    restore(folders, saved, TYPED, now=NOW)
    assert names(folders) == ["Castelmon"]


def test_the_present_keys_stay_when_they_open_too(vault: NewVault, saved: Path) -> None:
    folders = vault.book.folders
    with open_book(folders, TYPED) as book:
        code = book.renew_recovery_code()
    restore(folders, saved, TYPED, now=NOW)
    open_book(folders, RecoveryCode(code)).close()


def test_a_backup_replaces_an_older_one_of_the_same_vault_and_nothing_else(book: Book, tmp_path: Path) -> None:
    target = tmp_path / "b.carnet-backup"
    backup(book, target, now=NOW)
    backup(book, target, now=NOW + timedelta(days=1))
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7")
    with pytest.raises(CarnetError, match="Un autre fichier porte déjà ce nom"):
        backup(book, letter, now=NOW)
    assert letter.read_bytes() == b"%PDF-1.7"
    with pytest.raises(CarnetError, match="Un autre fichier"):
        backup(book, book.folders.vault, now=NOW)
    with new_vault(tmp_path / "other").book as other, pytest.raises(CarnetError, match="autre carnet"):
        backup(other, target, now=NOW)


def test_a_backup_needs_a_file_name_in_a_folder_that_is_there(book: Book, tmp_path: Path) -> None:
    with pytest.raises(CarnetError, match="ceci est un dossier"):
        backup(book, tmp_path, now=NOW)
    with pytest.raises(CarnetError, match="n'existe pas"):
        backup(book, tmp_path / "absent" / "b", now=NOW)


def rewritten(source: Path, target: Path, **members: bytes) -> Path:
    """A copy of the archive with members replaced (`manifest` for `manifest.json`, and so on)."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, members.get(name.split(".")[0] + "_" + name.split(".")[1], old.read(name)))
    return target


def test_what_is_no_backup_is_refused_in_words_and_nothing_is_touched(
    vault: NewVault, saved: Path, tmp_path: Path
) -> None:
    folders = vault.book.folders
    whole = saved.read_bytes()
    bad = tmp_path / "bad"
    bad.mkdir()
    with zipfile.ZipFile(saved) as archive:
        vault_bytes, manifest = archive.read("vault.carnet"), json.loads(archive.read("manifest.json"))
    with zipfile.ZipFile(bad / "another zip", "w") as archive:
        archive.writestr("letter.txt", "Bonjour")
    (bad / "empty").touch()
    (bad / "folder").mkdir()
    (bad / "cut").write_bytes(whole[: len(whole) // 2])
    (bad / "head lost").write_bytes(whole[5000:])
    (bad / "pdf").write_bytes(b"%PDF-1.7" + bytes(3000))
    at = whole.index(vault_bytes[:64]) + 5000
    (bad / "scratched").write_bytes(whole[:at] + bytes(8) + whole[at + 8 :])
    newer = json.dumps(manifest | {"format": 99}).encode()
    lying = json.dumps(manifest | {"counts": {"correspondent": 1, "line": 0, "referral": 0}}).encode()
    rewritten(saved, bad / "newer", manifest_json=newer)
    rewritten(saved, bad / "lying", manifest_json=lying)
    rewritten(saved, bad / "no manifest", manifest_json=b"[]")
    rewritten(saved, bad / "keys", vault_keys=b"{}")
    said = {
        "absent": "n'existe pas", "empty": "n'est pas une sauvegarde", "folder": "dossier", "cut": "tronqué",
        "head lost": "sauvegarde", "pdf": "n'est pas une sauvegarde", "scratched": "sauvegarde",
        "another zip": "n'est pas une sauvegarde", "newer": "plus récent", "lying": "sommaire",
        "no manifest": "sommaire", "keys": "abîmée",
    }  # fmt: skip
    before = content(folders.data)
    for name, words in said.items():
        with pytest.raises(CarnetError, match=words):
            restore(folders, bad / name, TYPED, now=NOW)
        assert content(folders.data) == before, name


def test_a_wrong_way_in_restores_nothing(vault: NewVault, saved: Path, tmp_path: Path) -> None:
    before = content(vault.book.folders.data)
    with pytest.raises(WrongPassphrase):
        restore(vault.book.folders, saved, Passphrase("pas celui-là"), now=NOW)
    with new_vault(tmp_path / "other").book as other, pytest.raises(WrongRawKey):
        restore(vault.book.folders, saved, other.raw_key, now=NOW)
    assert {name: data for name, data in content(vault.book.folders.data).items() if name in before} == before


def test_the_backup_of_another_vault_needs_to_be_meant(saved: Path, tmp_path: Path) -> None:
    made = new_vault(tmp_path / "other")
    with made.book.write("add", now=NOW) as writer:
        person(writer, family_name="Autre")
    made.book.close()
    folders = made.book.folders
    before = content(folders.data)
    with pytest.raises(CarnetError, match="autre carnet"):
        restore(folders, saved, TYPED, now=NOW)
    assert content(folders.data) == before
    kept = restore(folders, saved, TYPED, now=NOW, another_vault=True).kept_aside
    assert names(folders) == ["Castelmon"]
    assert kept is not None
    kept.replace(folders.vault)
    assert names(folders) == ["Autre"]


def test_a_damaged_vault_is_restored_over_and_kept(vault: NewVault, saved: Path) -> None:
    folders = vault.book.folders
    broken = bytes(3000) + folders.vault.read_bytes()[3000:]
    folders.vault.write_bytes(broken)
    kept = restore(folders, saved, TYPED, now=NOW).kept_aside
    assert kept is not None
    assert kept.read_bytes() == broken
    assert names(folders) == ["Castelmon"]


def test_a_vault_open_elsewhere_is_not_changed_under_its_feet(vault: NewVault, saved: Path) -> None:
    folders = vault.book.folders
    with open_book(folders, TYPED) as book:
        with book.write("add", now=NOW) as writer:
            person(writer, family_name="Ouvert")
        with pytest.raises(CarnetError, match="ouvert dans un autre programme"):
            restore(folders, saved, TYPED, now=NOW)
        with book.write("add", now=NOW) as writer:
            person(writer, family_name="Encore")
    assert names(folders) == ["Castelmon", "Depuis", "Ouvert", "Encore"]


def test_a_backup_taken_while_another_thread_writes_is_one_moment_of_the_book(book: Book, tmp_path: Path) -> None:
    import threading

    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with book.write("add", now=NOW) as writer:
                writer.insert_many(correspondent, [{"kind": "person", "status": "active"}] * 10)

    worker = threading.Thread(target=write)
    worker.start()
    try:
        made = [backup(book, tmp_path / f"{i}.carnet-backup", now=NOW) for i in range(3)]
    finally:
        stop.set()
        worker.join()
    assert all(one.manifest.counts["correspondent"] % 10 == 0 for one in made)
    folders = Folders.inside(tmp_path / "again")
    restore(folders, made[-1].path, TYPED, now=NOW)
    with contextlib.closing(connect(folders.vault, book.raw_key.key)) as connection:
        rows = connection.execute("SELECT (SELECT count(*) FROM correspondent), (SELECT count(*) FROM journal)")
        assert rows.fetchone() == (made[-1].manifest.counts["correspondent"],) * 2


def test_not_a_backup_is_a_known_error() -> None:
    assert issubclass(NotABackup, CarnetError)
