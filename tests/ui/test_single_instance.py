"""One window per folder: real locks, real sockets, a real second process, a real crash."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from pytestqt.qtbot import QtBot

from carnet.ui.single_instance import SingleInstance

SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from carnet.ui.single_instance import SingleInstance
application = QCoreApplication([])
instance = SingleInstance(Path(sys.argv[1]))
print("first" if instance.acquire() else "second", flush=True)
if sys.argv[2] == "stay":
    sys.stdin.read()
"""


def other(folder: Path, then: str = "leave") -> "subprocess.Popen[str]":
    """Another process that asks for the same folder."""
    return subprocess.Popen(
        [sys.executable, "-c", SECOND, str(folder), then], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_a_second_start_raises_the_first_and_leaves(tmp_path: Path, qtbot: QtBot) -> None:
    first = SingleInstance(tmp_path)
    assert first.acquire()
    first.listen()
    with qtbot.waitSignal(first.raised, timeout=20_000):
        second = other(tmp_path)
    assert second.communicate()[0] == "second\n"
    first.release()


def test_what_a_crash_leaves_is_taken_over(tmp_path: Path, qtbot: QtBot) -> None:
    crashed = other(tmp_path, "stay")
    assert crashed.stdout
    assert crashed.stdout.readline() == "first\n"
    os.kill(crashed.pid, signal.SIGKILL)
    crashed.communicate()
    first = SingleInstance(tmp_path)
    assert first.acquire()
    first.listen()
    with qtbot.waitSignal(first.raised, timeout=20_000):
        second = other(tmp_path)
    assert second.communicate()[0] == "second\n"
    first.release()


def test_two_folders_are_two_windows(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "other").mkdir()
    one, two = SingleInstance(tmp_path), SingleInstance(tmp_path / "other")
    assert one.acquire()
    assert two.acquire()
    one.release()
    two.release()


def test_a_second_start_waits_for_a_first_that_is_not_yet_listening(tmp_path: Path, qtbot: QtBot) -> None:
    first = SingleInstance(tmp_path)
    assert first.acquire()
    second = other(tmp_path)
    qtbot.wait(500)
    with qtbot.waitSignal(first.raised, timeout=20_000):
        first.listen()
    assert second.communicate()[0] == "second\n"
    first.release()


def test_once_released_another_may_be_the_first(tmp_path: Path, qtbot: QtBot) -> None:
    one, two = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert one.acquire()
    one.release()
    assert two.acquire()
    two.release()
