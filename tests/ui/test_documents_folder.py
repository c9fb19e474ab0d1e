"""The folder where documents lie in clear: for this user alone, emptied, and swept after a run that was killed."""

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from carnet.errors import CarnetError
from carnet.ui.documents_folder import PREFIX, PrivateFolder, parents, sweep_abandoned

POSIX = pytest.mark.skipif(os.name == "nt", reason="permissions are otherwise there")
CHILD = """
import sys, time
from pathlib import Path
from carnet.ui.documents_folder import PrivateFolder
folder = PrivateFolder((Path(sys.argv[1]),))
print(folder.write("lettre.pdf", b"en clair"), flush=True)
time.sleep(600)
"""


def folders(parent: Path) -> list[Path]:
    return sorted(parent.glob(f"{PREFIX}*"))


def test_a_document_lies_under_its_name_with_its_bytes(tmp_path: Path) -> None:
    folder = PrivateFolder((tmp_path,))
    path = folder.write("Courrier du 3 mars.pdf", b"en clair")
    assert (path.name, path.read_bytes()) == ("Courrier du 3 mars.pdf", b"en clair")
    same = folder.write("Courrier du 3 mars.pdf", b"un autre")
    assert same != path
    assert path.read_bytes() == b"en clair"
    assert folder.write("../../evil\u202efdp", b"x").name == "evilfdp"
    assert len(folders(tmp_path)) == 1


@POSIX
def test_nobody_else_reads_it_and_nobody_writes_in_it(tmp_path: Path) -> None:
    path = PrivateFolder((tmp_path,)).write("lettre.pdf", b"en clair")
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    (folder,) = folders(tmp_path)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_sweep_leaves_nothing_and_the_folder_serves_again(tmp_path: Path) -> None:
    folder = PrivateFolder((tmp_path,))
    folder.sweep()
    folder.write("lettre.pdf", b"en clair")
    folder.sweep()
    assert folders(tmp_path) == []
    assert folder.write("lettre.pdf", b"encore").read_bytes() == b"encore"
    folder.sweep()
    assert folders(tmp_path) == []


def test_a_folder_without_room_gives_way_to_the_next(tmp_path: Path) -> None:
    absent, there = tmp_path / "absent", tmp_path / "there"
    there.mkdir()
    assert PrivateFolder((absent, there)).write("a.pdf", b"x").is_relative_to(there)
    with pytest.raises(CarnetError, match="préparer le document"):
        PrivateFolder((absent,)).write("a.pdf", b"x")


def test_what_a_killed_run_left_goes_at_the_next_start(tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", CHILD, str(tmp_path)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        path = Path(child.stdout.readline().strip())
        assert path.read_bytes() == b"en clair"
        assert sweep_abandoned((tmp_path,)) == 0, "the run lives"
        assert path.exists()
        child.kill()
        child.wait()
        assert path.exists()
    assert sweep_abandoned((tmp_path,)) == 1
    assert folders(tmp_path) == []


def test_a_folder_being_made_or_of_something_else_is_left(tmp_path: Path) -> None:
    young, old, other = tmp_path / f"{PREFIX}young", tmp_path / f"{PREFIX}old", tmp_path / "autre"
    for folder in (young, old, other):
        folder.mkdir()
    (tmp_path / f"{PREFIX}file").write_text("x")
    past = time.time() - 3600
    os.utime(old, (past, past))
    assert sweep_abandoned((tmp_path,)) == 1
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["autre", f"{PREFIX}file", f"{PREFIX}young"]


@POSIX
def test_a_link_is_never_followed(tmp_path: Path) -> None:
    target = tmp_path / "précieux"
    target.mkdir()
    (target / "lettre.pdf").write_text("x")
    (tmp_path / f"{PREFIX}link").symlink_to(target, target_is_directory=True)
    assert sweep_abandoned((tmp_path,)) == 0
    assert (target / "lettre.pdf").exists()


@POSIX
def test_the_sessions_own_folder_is_preferred(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert parents()[0] == tmp_path
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "absent"))
    assert tmp_path / "absent" not in parents()
