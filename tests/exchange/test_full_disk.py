"""A workbook on a disk that fills up: one error, nothing printed, nothing left."""

import subprocess
import sys
from pathlib import Path

import pytest

CHILD = """
import resource, sys
from pathlib import Path
from carnet.exchange.export import _whole_or_nothing, _write_workbook

path, size = Path(sys.argv[1]), int(sys.argv[2])
cells = [["Nom", "Note"], *([f"Garcin{at * 7919}", f"{at * 104729:x}" * 3] for at in range(2000))]
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
try:
    _whole_or_nothing(path, lambda file: _write_workbook(cells, path, file))
except OSError as error:
    print(type(error).__name__)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on the size of files is the disk that is full here")
@pytest.mark.parametrize("size", [0, 1_000, 30_000, 150_000])
def test_a_full_disk_is_one_error_and_nothing_else(tmp_path: Path, size: int) -> None:
    path = tmp_path / "carnet.xlsx"
    path.write_bytes(b"before")
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(path), str(size)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "OSError\n", "")
    assert [left.name for left in tmp_path.iterdir()] == ["carnet.xlsx"]
    assert path.read_bytes() == b"before"
