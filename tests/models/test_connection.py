"""Connections: network drives, threads, settings of the file."""

import gc
import threading
from pathlib import Path

import pytest

from carnet.errors import CarnetError
from carnet.models.book import Book, NewVault, Passphrase, create_vault, open_book
from carnet.models.connection import refuse_network_drive
from carnet.paths import Folders
from tests.conftest import CHEAP, NOW, PASSPHRASE

MOUNTS = """/dev/sda1 / ext4 rw 0 0
tmpfs /tmp tmpfs rw 0 0
//nas/partage /mnt/nas cifs rw 0 0
nas:/vol /mnt/dossier\\040du\\040cabinet nfs4 rw 0 0
/dev/sdb1 /mnt/nas/usb ext4 rw 0 0
user@host:/ /home/gp/distant fuse.sshfs rw 0 0
short line
"""


@pytest.mark.parametrize(
    ("folder", "refused"),
    [
        ("/home/gp/.local/share/carnet", False),
        ("/mnt/nas", True),
        ("/mnt/nas/carnet", True),
        ("/mnt/nas/usb/carnet", False),
        ("/mnt/nasal", False),
        ("/mnt/dossier du cabinet/carnet", True),
        ("/home/gp/distant/carnet", True),
    ],
)
def test_a_network_drive_is_refused_in_words(tmp_path: Path, folder: str, refused: bool) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    if not refused:
        refuse_network_drive(Path(folder), mounts)
        return
    with pytest.raises(CarnetError, match="lecteur réseau") as told:
        refuse_network_drive(Path(folder), mounts)
    assert folder in str(told.value)


def test_this_machine_s_own_disk_is_accepted(tmp_path: Path) -> None:
    refuse_network_drive(tmp_path / "not made yet")


def test_each_thread_has_its_own_connection_and_gives_it_back(book: Book) -> None:
    seen: list[int] = []

    def ask() -> None:
        assert book.reader() is book.reader()
        seen.append(id(book.reader()))

    mine = book.reader()
    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert id(mine) not in seen
    gc.collect()
    assert len(book._readers._held) == 1


def test_a_book_closed_by_another_thread_is_closed_for_all(book: Book) -> None:
    reader = book.reader()
    worker = threading.Thread(target=book.close)
    worker.start()
    worker.join()
    with pytest.raises(Exception, match="closed database"):
        reader.execute("SELECT 1")
    with pytest.raises(CarnetError, match="fermé"):
        book.reader()


def test_the_settings_that_safety_and_speed_rest_on(book: Book) -> None:
    with book.write("add", now=NOW) as writer:
        pragmas = {
            name: writer.dbapi.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "foreign_keys", "synchronous", "secure_delete", "temp_store", "cache_size")
        }
    cache_kib = -pragmas.pop("cache_size")
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "secure_delete": 1, "temp_store": 2}
    assert cache_kib * 1024 >= book.folders.vault.stat().st_size
    assert book.reader().execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert book.reader().execute("PRAGMA query_only").fetchone() == (1,)
    assert book.reader().execute("PRAGMA cipher_use_hmac").fetchone() == ("1",)


def test_files_are_for_this_user_only(vault: NewVault) -> None:
    folders = vault.book.folders
    with vault.book.write("add", now=NOW) as writer:
        writer.set_setting("x", "y")
    for path in (folders.vault, folders.keys, folders.vault.with_name("vault.carnet-wal")):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_folder_with_a_strange_name_serves(tmp_path: Path) -> None:
    folders = Folders.inside(tmp_path / "cabinet d'été ? 100 % #1 « œ »")
    create_vault(
        folders, PASSPHRASE, practice_name="", commune_insee="", owner_name="", now=NOW, cost=CHEAP
    ).book.close()
    for read_only in (False, True):
        with open_book(folders, Passphrase(PASSPHRASE), read_only=read_only) as book:
            assert book.author_id == 1
    assert sorted(path.name for path in folders.data.iterdir() if "-" not in path.name) == [
        "config", "vault.carnet", "vault.keys"
    ]  # fmt: skip
