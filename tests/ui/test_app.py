"""The program in a process of its own: which arguments open the window, what it imports, how it ends."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from carnet.__main__ import wants_window
from tests.conftest import PASSPHRASE

HEAVY = ("sqlalchemy", "alembic", "openpyxl", "vobject", "phonenumbers", "rapidfuzz", "keyring", "numpy")
FIRST_RESULTS = """
import sys
from pathlib import Path
from carnet import app
from carnet.paths import Folders
from carnet.settings import Settings
from carnet.ui.conductor import Conductor
from carnet.ui.session import Session
from carnet.ui.shell import Shell
from PySide6.QtCore import QTimer
application = app.set_up()
shell = Shell(Settings())
shell.show()
conductor = Conductor(Folders.inside(Path(sys.argv[1])), shell)
conductor.start(password_file=Path(sys.argv[2]))
box = conductor.window.page.box
typed = False

def look():
    global typed
    if conductor.session.book is not None and not typed:
        typed = True
        box.setText("rhumato")
        box.textEdited.emit("rhumato")
    if typed and conductor.window.consultation.sheet is not None:
        print(conductor.window.consultation.sheet.id, flush=True)
        print("\\n".join(sys.modules), flush=True)
        shell.close()

timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
application.exec()
conductor.end()
"""
LETTERS_OF_A_START = """
import sys
from pathlib import Path
from carnet import app
from carnet.paths import Folders
from carnet.settings import Settings
from carnet.ui.conductor import Conductor
from carnet.ui.shell import Shell
from PySide6.QtTest import QTest
application = app.set_up()
shell = Shell(Settings())
shell.show()
conductor = Conductor(Folders.inside(Path(sys.argv[1])), shell)
conductor.start()
while not conductor.window.page.completed:
    QTest.qWait(20)
page = conductor.window.page
print(*(one.font().pixelSize() for one in (page.settings_button, page.help_button, page.chips.origin, page.status)))
shell.close()
conductor.end()
"""


def off_screen() -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--demo"],
        ["--secretary"],
        ["--secretary", "--demo"],
        ["--data-dir", "x"],
        ["--data-dir=x", "--passphrase-file", "y", "--demo"],
    ],
)
def test_options_alone_open_the_window(arguments: list[str]) -> None:
    assert wants_window(arguments)


@pytest.mark.parametrize(
    "arguments",
    [["find", "rhumato"], ["--secretary", "find", "rhumato"], ["--secretary=1"], ["--secretary", "--json"],
     ["--data-dir", "x", "find", "y"], ["--help"], ["--version"], ["--data-dir"], ["--demo=1"],
     ["--data-dir", "--demo"], ["--json"]],
)  # fmt: skip
def test_anything_else_is_for_the_command_line(arguments: list[str]) -> None:
    assert not wants_window(arguments)


def test_nothing_heavy_is_imported_before_the_first_results(demonstration_folder: Path, tmp_path: Path) -> None:
    password, folder = tmp_path / "password", tmp_path / "data"
    password.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    shutil.copytree(demonstration_folder, folder)  # a run leaves backups
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_RESULTS, str(folder), str(password)],
        capture_output=True,
        text=True,
        env=off_screen(),
        timeout=60,
        check=False,
    )
    first, *modules = ran.stdout.splitlines()
    assert first.startswith("b:"), ran.stderr
    assert [name for name in modules if name.split(".")[0] in HEAVY] == []


def test_without_a_screen_it_says_so(tmp_path: Path) -> None:
    bare = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    ran = subprocess.run(
        [sys.executable, "-m", "carnet", "--data-dir", str(tmp_path)],
        capture_output=True,
        text=True,
        env=bare,
        timeout=30,
        check=False,
    )
    if sys.platform.startswith("linux"):
        assert ran.returncode == 1
        assert "Aucun écran" in ran.stderr


def test_asked_to_stop_it_leaves_nothing_of_the_demonstration(tmp_path: Path) -> None:
    environment = off_screen() | {"TMPDIR": str(tmp_path)}
    program = subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.argv[1:] = ['--demo']; from carnet.__main__ import main; main()"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        wait_for(lambda: any(tmp_path.glob("carnet-demo-*/data/vault.carnet")), program)
        program.send_signal(signal.SIGTERM)
        program.communicate(timeout=30)
    finally:
        program.kill()
        program.communicate()
    assert not list(tmp_path.glob("carnet-demo-*"))


def wait_for(condition: "object", program: "subprocess.Popen[bytes]") -> None:
    import time

    assert callable(condition)
    end = time.monotonic() + 40
    while not condition():
        assert program.poll() is None, "the program ended by itself"
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_window_made_in_two_steps_has_the_letters_of_the_theme(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LETTERS_OF_A_START, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ran.stdout.split() == ["14"] * 4
