"""Backups that make themselves: only what changed, rotated, on a stick too, and what goes wrong is told."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from carnet.errors import CarnetError
from carnet.models.backup import backup
from carnet.models.book import Book, Passphrase, open_book
from carnet.models.restore import restore
from carnet.models.tables import correspondent
from carnet.paths import Folders
from carnet.services import backups
from tests.conftest import CHEAP, NOW, PASSPHRASE, TODAY, make_book
from tests.models import children

BIG = 30_000


def add(book: Book, name: str = "Nouveau", now: datetime = NOW) -> None:
    with book.write("add", now=now) as writer:
        writer.insert(correspondent, kind="person", status="active", family_name=name)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != backups.MARK)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "usb"
    folder.mkdir()
    backups.choose(folder)
    return folder


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 1 MB, already chosen."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)], check=False)
    if mounted.returncode:
        pytest.skip("only root may mount a disk")
    backups.choose(folder)
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False, stderr=subprocess.DEVNULL)


def test_nothing_is_backed_up_twice(empty_book: Book) -> None:
    here = backups.folder_of(empty_book.folders)
    assert len(backups.run(empty_book, now=NOW).made) == 1
    assert backups.run(empty_book, now=NOW + timedelta(days=3)).made == ()
    add(empty_book)
    assert len(backups.run(empty_book, now=NOW + timedelta(days=4)).made) == 1
    assert len(names(here)) == 2


def test_a_new_passphrase_is_a_change(empty_book: Book) -> None:
    backups.run(empty_book, now=NOW)
    empty_book.change_passphrase("tout nouveau mot", cost=CHEAP)
    made = backups.run(empty_book, now=NOW + timedelta(days=1)).made
    folders = Folders.inside(empty_book.folders.data / "again")
    restore(folders, made[0].path, Passphrase("tout nouveau mot"), now=NOW)


def test_a_closed_book_is_backed_up_too(empty_book: Book) -> None:
    add(empty_book)
    empty_book.close()
    (made,) = backups.run(empty_book, now=NOW).made
    assert made.manifest.counts["correspondent"] == 1


def test_old_ones_go_and_what_was_made_by_hand_stays(empty_book: Book, tmp_path: Path) -> None:
    here = backups.folder_of(empty_book.folders)
    here.mkdir()
    backup(empty_book, here / "avant le remplacement.carnet-backup", now=NOW - timedelta(days=900))
    with make_book(tmp_path / "other") as other:
        (theirs,) = backups.run(other, now=NOW - timedelta(days=700)).made
    shutil.copy(theirs.path, here)
    (here / "carnet-20200101-000000.carnet-backup").write_bytes(b"cut")
    for day in range(60):
        add(empty_book)
        backups.run(empty_book, now=NOW + timedelta(days=day))
    left = names(here)
    assert {"avant le remplacement.carnet-backup", theirs.path.name, "carnet-20200101-000000.carnet-backup"} < set(left)
    assert 10 <= len(left) - 3 <= 14
    assert backups.name_at(NOW + timedelta(days=59)) in left


def test_the_one_about_to_be_restored_stays(empty_book: Book) -> None:
    backups.run(empty_book, now=NOW - timedelta(days=500))
    oldest = backups.folder_of(empty_book.folders) / backups.name_at(NOW - timedelta(days=500))
    for days, spare in ((30, oldest), (15, oldest), (2, oldest), (1, oldest), (0, None)):
        for month in range(13):
            add(empty_book)
            backups.run(empty_book, now=NOW - timedelta(days=days + 30 * month), spare=spare)
        assert oldest.exists() is (spare is not None)


def test_a_clock_that_was_wrong_does_not_hide_the_new_backup(empty_book: Book, stick: Path) -> None:
    for year in range(30):
        add(empty_book)
        backups.run(empty_book, now=NOW + timedelta(days=365 * (year + 3)))
    add(empty_book, "Juste")
    (here, there) = backups.run(empty_book, elsewhere=stick, now=NOW).made
    assert here.path.name == there.path.name == backups.name_at(NOW)
    assert here.path.exists()
    assert there.path.exists()


def test_a_stick_gets_the_same_bytes_and_is_recognised(empty_book: Book, stick: Path) -> None:
    here, there = backups.run(empty_book, elsewhere=stick, now=NOW).made
    assert here.path.read_bytes() == there.path.read_bytes()
    assert there.path.parent == stick
    (stick / backups.MARK).unlink()  # another stick, or the folder left where one was mounted
    add(empty_book)
    done = backups.run(empty_book, elsewhere=stick, now=NOW + timedelta(days=1))
    assert [made.path.parent for made in done.made] == [backups.folder_of(empty_book.folders)]
    assert done.absent == stick
    assert backups.remembered(empty_book.folders).failed_at is None


def test_a_stick_plugged_again_gets_what_it_missed(empty_book: Book, stick: Path) -> None:
    away = stick.with_name("away")
    stick.rename(away)
    assert backups.run(empty_book, elsewhere=stick, now=NOW).absent == stick
    away.rename(stick)
    (made,) = backups.run(empty_book, elsewhere=stick, now=NOW + timedelta(hours=1)).made
    assert made.path.parent == stick


def test_an_absent_stick_is_said_after_a_week(empty_book: Book, stick: Path) -> None:
    folders = empty_book.folders
    backups.run(empty_book, elsewhere=stick, now=NOW)
    assert backups.days_absent(folders, stick, TODAY + timedelta(days=30)) == 0
    stick.rename(stick.with_name("away"))
    assert [backups.days_absent(folders, stick, TODAY + timedelta(days=days)) for days in (1, 6, 7, 30)] == [
        0,
        0,
        7,
        30,
    ]


def test_a_folder_just_chosen_counts_from_then(empty_book: Book, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    backups.remember_choice(empty_book.folders, gone, TODAY)
    assert backups.days_absent(empty_book.folders, gone, TODAY + timedelta(days=9)) == 9
    with pytest.raises(CarnetError, match="n'existe pas"):
        backups.choose(gone)


def test_due_once_a_day(empty_book: Book) -> None:
    noon = datetime(2026, 11, 22, 12, tzinfo=NOW.astimezone().tzinfo)
    assert backups.is_due(empty_book.folders, empty_book.vault, now=noon)
    backups.run(empty_book, now=noon)
    assert not backups.is_due(empty_book.folders, empty_book.vault, now=noon + timedelta(hours=6))
    assert backups.is_due(empty_book.folders, empty_book.vault, now=noon + timedelta(hours=20))


def test_a_full_stick_is_told_and_its_old_backups_stay(empty_book: Book, small_disk: Path) -> None:
    shutil.copy(backups.run(empty_book, now=NOW).made[0].path, small_disk / "carnet-20200101-000000.carnet-backup")
    before = names(small_disk)
    with empty_book.write("add", now=NOW) as writer:
        writer.insert_many(
            correspondent, [{"kind": "person", "status": "active", "note": "plein " * 99} for _ in range(1000)]
        )
    with pytest.raises(CarnetError, match="le disque est plein"):
        backups.run(empty_book, elsewhere=small_disk, now=NOW + timedelta(days=1))
    assert names(small_disk) == before
    memory = backups.remembered(empty_book.folders)
    assert memory.failed_at == NOW + timedelta(days=1)
    assert "le disque est plein" in memory.why
    assert len(names(backups.folder_of(empty_book.folders))) == 2
    backups.run(empty_book, now=NOW + timedelta(days=2))
    assert backups.remembered(empty_book.folders).failed_at is None


def test_a_stick_pulled_out_during_a_copy_loses_nothing(empty_book: Book, small_disk: Path) -> None:
    """The disk goes as soon as the copy has begun on it."""
    made = backups.run(empty_book, now=NOW - timedelta(days=1)).made[0]
    whole = made.path.read_bytes()
    program = (
        "import os, subprocess, threading, time\n"
        "from carnet.services import backups\n"
        "stick = Path(sys.argv[2])\n"
        "def pull():\n"
        "    while not list(stick.glob('.carnet-*.new')): time.sleep(0.0005)\n"
        "    subprocess.run(['umount', '-l', str(stick)], check=True)\n"
        "thread = threading.Thread(target=pull); thread.start()\n"
        "with open_book(folders, TYPED) as book:\n"
        "    add(book, 20000)\n"
        "    try: backups.run(book, elsewhere=stick, now=NOW); print('made')\n"
        "    except CarnetError as error: print('refused:', error)\n"
        "thread.join()\n"
    )
    empty_book.close()
    subprocess.run(["mount", "-o", "remount,size=100m", str(small_disk)], check=True)
    said = children.run(program, str(empty_book.folders.data), str(small_disk))
    assert said.startswith("refused:"), said
    assert made.path.read_bytes() == whole
    assert names(small_disk) == []
    with open_book(empty_book.folders, Passphrase(PASSPHRASE)) as book:
        assert backups.remembered(book.folders).failed_at
        assert len(backups.run(book, now=NOW + timedelta(days=1)).made) <= 1
        assert all(not backups.checked(entry).trouble for entry in backups.entries(backups.folder_of(book.folders)))


def test_a_folder_that_refuses_is_told(empty_book: Book) -> None:
    here = backups.folder_of(empty_book.folders)
    here.write_text("a file has the folder's name")
    with pytest.raises(CarnetError, match="Impossible de créer le dossier"):
        backups.run(empty_book, now=NOW)
    assert "backups" in backups.remembered(empty_book.folders).why


def test_a_disk_too_small_for_the_copy_is_told(empty_book: Book) -> None:
    """The limit of a process stands for a disk: writing beyond it fails as on a full one."""
    with empty_book.write("add", now=NOW) as writer:
        writer.insert_many(correspondent, [{"kind": "person", "status": "active"}] * BIG)
    empty_book.close()
    program = (
        "import resource, signal\nfrom carnet.services import backups\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "with open_book(folders, TYPED) as book:\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, resource.RLIM_INFINITY))\n"
        "    try: backups.run(book, now=NOW)\n"
        "    except CarnetError as error: print(error)\n"
    )
    assert "disque" in children.run(program, str(empty_book.folders.data))
    assert names(backups.folder_of(empty_book.folders)) == []


def test_what_a_killed_run_left_is_swept(empty_book: Book, stick: Path) -> None:
    old = [stick / ".carnet-1.carnet-backup.42.new", empty_book.folders.data / ".backup.42.carnet"]
    young = stick / ".carnet-2.carnet-backup.43.new"
    for path in (*old, young):
        path.touch()
    for path in old:
        os.utime(path, (1, 1))
    backups.run(empty_book, elsewhere=stick, now=NOW)
    assert not any(path.exists() for path in old)
    assert young.exists()


def test_memory_that_cannot_be_read_is_no_reason_not_to_start(empty_book: Book) -> None:
    for content in (b"", b"[]", b'{"failed_at": 3}', b'{"seen": 4}', b"\xff"):
        (empty_book.folders.data / "backups.json").write_bytes(content)
        assert backups.remembered(empty_book.folders) == backups.Memory()
        backups.run(empty_book, now=NOW)


def test_the_list_says_what_each_backup_holds_and_what_is_damaged(empty_book: Book, stick: Path) -> None:
    add(empty_book)
    here, there = backups.run(empty_book, elsewhere=stick, now=NOW).made
    content = there.path.read_bytes()
    there.path.write_bytes(content[:5000] + b"scratch" + content[5007:])
    (stick / "cut.carnet-backup").write_bytes(content[:4000])
    found = backups.all_entries(empty_book.folders, [stick])
    assert [entry.manifest.counts["correspondent"] if entry.manifest else None for entry in found] == [1, 1, None]
    troubles = {entry.path: backups.checked(entry).trouble for entry in found}
    assert troubles.pop(here.path) == ""
    assert all("sauvegarde" in trouble for trouble in troubles.values())


def test_a_very_large_vault_does_not_hold_the_closing(empty_book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    backups.run(empty_book, now=NOW)
    add(empty_book)
    monkeypatch.setattr(backups, "LARGEST_AT_CLOSING", 1000)
    assert backups.run(empty_book, now=NOW + timedelta(hours=3), closing=True).made == ()
    assert len(backups.run(empty_book, now=NOW + timedelta(hours=25), closing=True).made) == 1


def test_names_sort_by_time() -> None:
    days = [date(2026, 1, 2), date(2026, 10, 1), date(2027, 1, 1)]
    made = [backups.name_at(datetime(day.year, day.month, day.day, 12, tzinfo=NOW.tzinfo)) for day in days]
    assert made == sorted(made)
