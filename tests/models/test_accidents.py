"""Kills, full disks, closed folders, two processes: the book is as it was before or after, never between."""

import random
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from carnet.errors import CarnetError
from carnet.models.backup import backup, check_sums, open_archive
from carnet.models.book import Book, NewVault, Passphrase, open_book
from carnet.models.checking import check
from carnet.models.keys import WrongPassphrase, copies, read_copy
from carnet.models.tables import correspondent
from carnet.paths import Folders
from tests.conftest import CHEAP, NOW, PASSPHRASE, new_vault
from tests.models import children
from tests.models.cards import full_card, person

ROUNDS = 4


def count(book: Book, table: str = "correspondent") -> int:
    number: int = book.reader().execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return number


def wrong(book: Book) -> list[str]:
    return [finding.code for finding in check(book) if finding.code != "leftover"]


@pytest.fixture
def moments() -> Iterator[float]:
    """Moments to kill at, in seconds after the work has begun."""
    chance = random.Random(1)
    return iter([chance.uniform(0.0, 0.25) for _ in range(ROUNDS)])


def test_a_kill_while_writing_loses_nothing_that_was_committed(vault: NewVault, moments: Iterator[float]) -> None:
    vault.book.close()
    folders = vault.book.folders
    loop = (
        "book = open_book(folders, TYPED)\nprint('ready', flush=True)\n"
        "while True: add(book, 50); print('.', flush=True)\n"
    )
    for moment in moments:
        with open_book(folders, Passphrase(PASSPHRASE)) as book:
            before = count(book)
        with children.running(loop, str(folders.data)) as child:
            time.sleep(moment)
            child.kill()
            assert child.stdout is not None
            told = child.stdout.read().count(".")
        with open_book(folders, Passphrase(PASSPHRASE)) as book:
            assert count(book) - before in (50 * told, 50 * (told + 1))
            assert count(book) == count(book, "journal")
            assert wrong(book) == []


def test_a_kill_while_the_passphrase_changes_leaves_one_of_the_two(vault: NewVault, moments: Iterator[float]) -> None:
    vault.book.close()
    folders = vault.book.folders
    loop = (
        "book = open_book(folders, RawKey(bytes.fromhex(sys.argv[2])))\nprint('ready', flush=True)\n"
        "while True:\n"
        "    for word in ('pair et pair', 'impair et impair'): book.change_passphrase(word, cost=CHEAP)\n"
    )
    for moment in moments:
        program = "from carnet.models.book import RawKey\n" + loop
        with children.running(program, str(folders.data), vault.book.raw_key.key.hex()):
            time.sleep(moment)
        opened = 0
        for word in ("pair et pair", "impair et impair", PASSPHRASE):
            try:
                open_book(folders, Passphrase(word)).close()
            except WrongPassphrase:
                continue
            opened += 1
        assert opened == 1
        here, there = (read_copy(path, vault.book.vault) for path in copies(folders, vault.book.vault))
        assert here is not None
        assert here == there


def test_a_kill_while_a_vault_is_made_leaves_none_or_a_whole_one(tmp_path: Path) -> None:
    program = (
        "import carnet.models.creation\nfrom carnet.models.book import create_vault\nprint('ready', flush=True)\n"
        "create_vault(folders, TYPED.text, practice_name='', commune_insee='', owner_name='', now=NOW, cost=CHEAP)\n"
    )
    chance = random.Random(2)
    for number in range(ROUNDS):
        folder = tmp_path / str(number)
        with children.running(program, str(folder)):
            time.sleep(chance.uniform(0.05, 0.3))
        made = None if (folder / "vault.carnet").exists() else new_vault(folder)
        if made is not None:
            made.book.close()
        with open_book(Folders.inside(folder), Passphrase(PASSPHRASE)) as book:
            assert count(book, "author") == 1
            assert wrong(book) == []


def test_a_kill_while_backing_up_leaves_the_old_backup_or_the_new(
    vault: NewVault, moments: Iterator[float], tmp_path: Path
) -> None:
    target = tmp_path / "b.carnet-backup"
    full_card(vault.book)
    backup(vault.book, target, now=NOW)
    loop = (
        "book = open_book(folders, TYPED)\nprint('ready', flush=True)\n"
        "while True: add(book, 50); backup(book, Path(sys.argv[2]), now=NOW)\n"
    )
    for moment in moments:
        with children.running(loop, str(vault.book.folders.data), str(target)):
            time.sleep(moment)
        with open_archive(target) as (archive, manifest):
            check_sums(archive, manifest, target)
            assert manifest.counts["correspondent"] % 50 == 2
        assert wrong(vault.book) == []


def test_a_kill_while_restoring_leaves_the_old_vault_or_the_restored_one(
    vault: NewVault, moments: Iterator[float], tmp_path: Path
) -> None:
    target = tmp_path / "b.carnet-backup"
    full_card(vault.book)
    backup(vault.book, target, now=NOW)
    vault.book.close()
    folders = vault.book.folders
    loop = (
        "from datetime import timedelta\nprint('ready', flush=True)\n"
        "for minute in range(10000):\n"
        "    restore(folders, Path(sys.argv[2]), TYPED, now=NOW + timedelta(minutes=minute + int(sys.argv[3])))\n"
        "    with open_book(folders, TYPED) as book: add(book, 50)\n"
    )
    for number, moment in enumerate(moments):
        with children.running(loop, str(folders.data), str(target), str(number * 10000)):
            time.sleep(moment * 2)
        with open_book(folders, Passphrase(PASSPHRASE)) as book:
            assert count(book) in (2, 52)
            assert wrong(book) == []


def test_two_processes_write_in_turn_and_nothing_is_lost(vault: NewVault) -> None:
    program = (
        "print('ready', flush=True)\nwith open_book(folders, TYPED) as book:\n    for _ in range(40): add(book, 5)\n"
    )
    folder = str(vault.book.folders.data)
    with children.running(program, folder) as one, children.running(program, folder) as two:
        for _ in range(40):
            with vault.book.write("add", now=NOW) as writer:
                person(writer)
        assert (one.wait(60), two.wait(60)) == (0, 0)
    assert count(vault.book) == 2 * 200 + 40
    assert wrong(vault.book) == []


def test_another_program_that_keeps_writing_is_told_in_words(vault: NewVault) -> None:
    program = (
        "book = open_book(folders, TYPED)\nwith book.write('long', now=NOW):\n"
        "    print('ready', flush=True)\n    sys.stdin.read()\n"
    )
    told = (
        "import carnet.models.connection as c\nc.BUSY_MS = 100\nbook = open_book(folders, TYPED)\n"
        "try: add(book, 1)\nexcept CarnetError as error: print(error)\n"
    )
    with children.running(program, str(vault.book.folders.data)):
        assert "Un autre programme est en train d'écrire" in children.run(told, str(vault.book.folders.data))
        assert count(vault.book) == 0


def test_a_full_disk_is_told_and_the_book_is_as_before(vault: NewVault, tmp_path: Path) -> None:
    full_card(vault.book)
    vault.book.close()
    folders = vault.book.folders
    program = (
        "import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "book = open_book(folders, TYPED)\n"
        "for act, room in ((lambda: add(book, 20000), 65536),\n"
        "                  (lambda: backup(book, Path(sys.argv[2]), now=NOW), -65536)):\n"
        "    limit = folders.vault.stat().st_size + room\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))\n"
        "    try: act()\n"
        "    except CarnetError as error: print('refused:', error)\n"
    )
    target = tmp_path / "b.carnet-backup"
    written, saved = children.run(program, str(folders.data), str(target)).splitlines()
    assert written.startswith("refused: Le disque")
    assert saved.startswith("refused: ")
    assert not target.exists()
    with open_book(folders, Passphrase(PASSPHRASE)) as book:
        assert count(book) == 2
        assert wrong(book) == []
        with book.write("add", now=NOW) as writer:
            person(writer)


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that a user without rights can reach, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="carnet-test-"))
    folder.chmod(0o755)
    yield folder
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_one_cannot_write_to_is_read_and_writing_is_refused_in_words(open_to_all: Path) -> None:
    made = new_vault(open_to_all)
    full_card(made.book)
    backup(made.book, saved := open_to_all / "b.carnet-backup", now=NOW)
    made.book.close()
    for path in open_to_all.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    open_to_all.chmod(0o555)
    before = sorted(path.name for path in open_to_all.rglob("*"))
    program = (
        "import os\nsaved = Path(sys.argv[2])\n"
        "import encodings.cp437, sqlalchemy.dialects.sqlite, carnet.models.writer\n"
        "from carnet.models import connection, keys\n"  # and what unlocking imports: the other user may not reach it
        "keys.unwrap(keys.load(folders, connection.vault_uuid(folders.vault)), TYPED)\n"
        "if os.getuid() == 0: os.setgid(65534); os.setuid(65534)\n"
        "with open_book(folders, TYPED, read_only=True) as book:\n"
        "    print(book.reader().execute('SELECT count(*) FROM correspondent').fetchone()[0])\n"
        "for act in (lambda: add(open_book(folders, TYPED), 1), lambda: restore(folders, saved, TYPED, now=NOW)):\n"
        "    try: act()\n"
        "    except CarnetError as error: print(error)\n"
    )
    read, written, restored = children.run(program, str(open_to_all), str(saved)).splitlines()
    assert read == "2"
    assert "lecture seule" in written or "accès" in written
    assert "accès est refusé" in restored
    assert sorted(path.name for path in open_to_all.rglob("*")) == before


def test_nothing_of_the_book_is_readable_on_the_disk(tmp_path: Path) -> None:
    marks = (
        "Castelmon",
        "castelmon",
        "0639984410",
        "06 39 98 44 10",
        "Uzès",
        "Lavandes",
        "epaule",
        "Platanes",
        "Morel",
    )
    made = new_vault(tmp_path)
    card = full_card(made.book)
    with made.book.write("edit", now=NOW) as writer:
        writer.update(correspondent, card.person, note="Castelmon " * 5000)
    backup(made.book, tmp_path / "b.carnet-backup", now=NOW)
    made.book.change_passphrase("nouvelle phrase", cost=CHEAP)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"vault.carnet", "vault.carnet-wal", "vault.carnet-shm", "vault.keys"} <= {path.name for path in files}
    secrets = [PASSPHRASE, "nouvelle phrase", made.recovery_code, made.book.raw_key.key.hex(), "SQLite format 3"]
    for path in files:
        content = path.read_bytes()
        assert made.book.raw_key.key not in content, path
        for mark in (*marks, *secrets):
            assert mark.encode() not in content, (path, mark)
            assert mark.encode("utf-16-le") not in content, (path, mark)
    made.book.close()


def test_a_vault_deleted_while_open_does_not_come_back_empty(tmp_path: Path) -> None:
    made = new_vault(tmp_path)
    with made.book as book:
        book.reader().execute("SELECT count(*) FROM correspondent").fetchone()
        book.folders.vault.unlink()
        said: list[str] = []

        def read_elsewhere() -> None:
            try:
                book.reader()
            except CarnetError as error:
                said.append(str(error))

        thread = threading.Thread(target=read_elsewhere)
        thread.start()
        thread.join()
        assert len(said) == 1
        assert not book.folders.vault.exists()
