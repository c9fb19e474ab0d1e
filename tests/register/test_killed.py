"""Imports stopped from outside: whatever the moment, the register in place answers."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from carnet.register import store
from carnet.register.report import ImportReport
from tests.register.files import PONTARLIER, import_rows, imported, select

ROOT = Path(__file__).resolve().parents[2]
CHILD = """
import sys
from datetime import date
from pathlib import Path
from carnet.register.importer import ImportCancelledError, cancelled_by_signals, import_file
with cancelled_by_signals() as cancelled:
    print("ready", flush=True)
    try:
        import_file(Path(sys.argv[1]), Path(sys.argv[2]), progress=lambda p: print(p.phase, flush=True),
                    cancelled=cancelled, today=date(2026, 11, 22), force=True)
    except ImportCancelledError as error:
        sys.exit(str(error))
"""


def started(file: Path, folder: Path) -> "subprocess.Popen[str]":
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(file), str(folder)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout
    assert child.stdout.readline() == "ready\n"
    return child


def answers(folder: Path) -> int:
    """How many activities the register that answers has, having checked that it is whole."""
    path = store.current(folder)
    assert path
    assert select(path, "PRAGMA quick_check") == [("ok",)]
    return int(select(path, "SELECT count(*) FROM act")[0][0])


def test_killed_at_random_moments(generated: Path, register: ImportReport, tmp_path: Path) -> None:
    folder = tmp_path / "register"
    import_rows(tmp_path, [PONTARLIER])
    moments = random.Random(20261122)
    whole = 0
    for _ in range(10):
        child = started(generated, folder)
        time.sleep(moments.uniform(0, 0.6))
        child.kill()
        child.communicate()
        found = answers(folder)
        assert found in (1, register.counts.kept)
        whole += found > 1
        if found > 1:
            import_rows(tmp_path, [PONTARLIER])
    assert whole < 10
    report = imported(generated, folder, force=True)
    assert answers(folder) == report.counts.kept
    store.sweep(folder)
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [report.current.name, "register.json", "register.lock"]
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_cancels_in_words(generated: Path, tmp_path: Path, number: signal.Signals) -> None:
    folder = tmp_path / "register"
    import_rows(tmp_path, [PONTARLIER])
    child = started(generated, folder)
    assert child.stdout
    while child.stdout.readline() != "read\n":
        assert child.poll() is None
    child.send_signal(number)
    _, said = child.communicate(timeout=20)
    assert (child.returncode, "Import interrompu" in said) == (1, True)
    assert answers(folder) == 1
    assert not [path for path in folder.iterdir() if path.name.endswith(".building")]
