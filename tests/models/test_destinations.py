"""Where files are written: never over a pipe, a socket, a device or a vault; a link stays a link."""

import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from carnet.errors import CarnetError
from carnet.exchange.export import Format, write
from carnet.exchange.slip import save_slip
from carnet.exchange.vcard.writing import Envelope
from carnet.models.backup import backup, open_archive, verify
from carnet.models.book import Book
from carnet.paths import destination
from tests.conftest import NOW


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


def _device(path: Path) -> None:
    try:
        os.mknod(path, 0o600 | stat.S_IFCHR, os.makedev(1, 3))  # what « /dev/null » is
    except OSError:
        pytest.skip("only root makes a device")


NO_FILES = {"pipe": _pipe, "socket": _socket, "device": _device}


@pytest.fixture(params=list(NO_FILES))
def no_file(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own with one name in it, which is no file's."""
    folder = tmp_path / "d"
    folder.mkdir()
    monkeypatch.chdir(folder)  # the name of a socket is short
    kind: str = request.param
    NO_FILES[kind](Path(kind))
    return folder / kind


def _left_alone(path: Path, act: Callable[[Path], object]) -> None:
    before = path.lstat()
    with pytest.raises(CarnetError, match="n’est pas un fichier"):
        act(path)
    assert (path.lstat().st_ino, path.lstat().st_mode) == (before.st_ino, before.st_mode)
    assert list(path.parent.iterdir()) == [path]


def test_a_slip_never_replaces_what_is_no_file(no_file: Path) -> None:
    _left_alone(no_file, lambda path: save_slip(b"x", path))


@pytest.mark.parametrize("format_", list(Format))
def test_an_export_never_does_either(format_: Format, no_file: Path) -> None:
    _left_alone(no_file, lambda path: write([], path, format_, Envelope()))


def test_a_backup_never_does_either(book: Book, no_file: Path) -> None:
    _left_alone(no_file, lambda path: backup(book, path, now=NOW))


def test_a_backup_is_not_waited_for_in_a_pipe(no_file: Path) -> None:
    with pytest.raises(CarnetError, match="n'est pas un fichier"), open_archive(no_file):
        pass


def test_a_name_that_is_too_long_for_a_backup_is_said_in_french(book: Book, tmp_path: Path) -> None:
    with pytest.raises(CarnetError, match="trop long"):
        backup(book, tmp_path / ("é" * 200), now=NOW)


def test_what_a_link_leads_to_is_written_and_the_link_stays(book: Book, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("c.vcf", "b.carnet-backup", "s.pdf"):
        (tmp_path / name).symlink_to(elsewhere / name)
    for _ in range(2):  # a link to nothing yet, then to a file
        write([], tmp_path / "c.vcf", Format.VCF3, Envelope())
        save_slip(b"x", tmp_path / "s.pdf")
        backup(book, tmp_path / "b.carnet-backup", now=NOW)
    assert sorted(one.name for one in elsewhere.iterdir()) == ["b.carnet-backup", "c.vcf", "s.pdf"]
    assert all((tmp_path / one.name).is_symlink() for one in elsewhere.iterdir())
    assert verify(tmp_path / "b.carnet-backup").vault == book.vault


@pytest.mark.parametrize("name", ["vault.carnet", "vault.keys", "VAULT.CARNET"])
def test_a_link_to_a_vault_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"the book")
    (tmp_path / "x.vcf").symlink_to(tmp_path / name)
    with pytest.raises(CarnetError, match="porterait le nom d’un carnet"):
        write([], tmp_path / "x.vcf", Format.VCF3, Envelope())
    with pytest.raises(CarnetError, match="porterait le nom d’un carnet"):
        save_slip(b"x", tmp_path / "x.vcf")
    assert (tmp_path / name).read_bytes() == b"the book"


def test_a_link_to_itself_is_said(tmp_path: Path) -> None:
    (tmp_path / "x").symlink_to(tmp_path / "x")
    with pytest.raises(CarnetError, match="tourne en rond"):
        destination(tmp_path / "x")
    assert (tmp_path / "x").is_symlink()


def test_a_folder_is_left_to_the_caller(tmp_path: Path) -> None:
    assert destination(tmp_path) == tmp_path
