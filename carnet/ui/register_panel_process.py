"""The program run once more as a child: killable, and what it takes in memory goes with it."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QElapsedTimer, QObject, QProcess, QProcessEnvironment, QTimer, Signal, Slot

from carnet.words import NARROW

_PATIENCE_MS = 3000  # a child asked to stop that has not stopped by then is killed


def program() -> list[str]:
    """The command that starts carnet again: the frozen program itself, else this Python on the package."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "carnet"]


class Child(QObject):
    """One command of carnet's own command line, in another process.

    `progressed(dict)`: a JSON object that it printed on a line while at work. `succeeded(dict)`: the last one, or the
    JSON document that it printed. `failed(str)`: one French sentence. Of `succeeded`, `failed` and `cancelled` exactly
    one is told.
    """

    started = Signal()
    progressed = Signal(dict)
    succeeded = Signal(dict)
    failed = Signal(str)
    cancelled = Signal()

    def __init__(self, data: Path, arguments: Sequence[str], parent: QObject | None = None) -> None:
        """`data`: the folder of the vault and registers; `arguments`: the command and its own."""
        super().__init__(parent)
        self._process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONUTF8", "1")
        self._process.setProcessEnvironment(environment)
        first, *rest = program()
        self._process.setProgram(first)
        self._process.setArguments([*rest, "--data-dir", str(data), *arguments])
        self._process.started.connect(self.started)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.errorOccurred.connect(self._refused)
        self._process.finished.connect(self._end)
        self._waiting = self._printed = b""
        self._asked_to_stop = False

    @property
    def running(self) -> bool:
        """Whether it is at work."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    def start(self) -> None:
        """Begin."""
        self._process.start()

    def cancel(self) -> None:
        """Ask it to stop, and see that it does."""
        self._asked_to_stop = True
        if os.name == "nt":  # a console program there hears no request
            self._process.kill()
            return
        self._process.terminate()
        QTimer.singleShot(_PATIENCE_MS, self._process, self._process.kill)

    def end(self) -> None:
        """Stop it and wait: the window is closing."""
        if self.running:
            self.cancel()
            if not self._process.waitForFinished(_PATIENCE_MS):
                self._process.kill()
                self._process.waitForFinished(_PATIENCE_MS)

    @Slot()
    def _read(self) -> None:
        printed = bytes(self._process.readAllStandardOutput().data())
        self._printed += printed
        *lines, self._waiting = (self._waiting + printed).split(b"\n")
        for line in lines:
            if (told := _object(line)) is not None:
                self._printed = line
                self.progressed.emit(told)

    @Slot(QProcess.ProcessError)
    def _refused(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self.failed.emit(f"Le programme ne s’est pas laissé lancer{NARROW}: {self._process.errorString()}.")

    @Slot(int, QProcess.ExitStatus)
    def _end(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        if status == QProcess.ExitStatus.NormalExit and code == 0:
            document = _object(self._printed)
            assert document is not None  # our own command line prints nothing else
            self.succeeded.emit(document)
        elif self._asked_to_stop:
            self.cancelled.emit()
        else:
            said = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace").split("\n")
            last = next((line for line in reversed(said) if line.strip()), "")
            self.failed.emit(last or f"Le programme s’est arrêté sans dire pourquoi (code {code}).")


class RegisterImport(QObject):
    """The one import of the register that may be under way, whatever panels open and close meanwhile.

    `began`, then `progressed(dict)` as `Child` says, then one of `succeeded(dict)`, `failed(str)` and `cancelled`.
    """

    began = Signal()
    progressed = Signal(dict)
    succeeded = Signal(dict)
    failed = Signal(str)
    cancelled = Signal()

    def __init__(self, data: Path, parent: QObject | None = None) -> None:
        """`data`: the folder of the registers."""
        super().__init__(parent)
        self._data = data
        self._child: Child | None = None
        self._clock = QElapsedTimer()
        self.file = Path()
        self.step: dict[str, Any] = {}

    @property
    def running(self) -> bool:
        """Whether one is under way."""
        return self._child is not None and self._child.running

    @property
    def share(self) -> float:
        """How much of it is over, 0 to 1, by the time spent and the time left; 0 while that is not known."""
        left = self.step.get("seconds_left")
        spent = self._clock.elapsed() / 1000
        return 0.0 if left is None else spent / (spent + left)

    def begin(self, path: Path) -> None:
        """Import the file at `path`; nothing happens while another import is under way."""
        if self.running:
            return
        self.file, self.step = path, {}
        child = Child(self._data, ["register", "import", str(path), "--progress", "json"], self)
        child.started.connect(self.began)
        child.progressed.connect(self._progress)
        for mine, its in ((self.succeeded, child.succeeded), (self.failed, child.failed)):
            its.connect(mine)
        child.cancelled.connect(self.cancelled)
        self._child = child
        self._clock.start()
        child.start()

    def cancel(self) -> None:
        """Ask it to stop; the register in place does not change."""
        if self._child is not None:
            self._child.cancel()

    def end(self) -> None:
        """Stop it and wait: the window is closing."""
        if self._child is not None:
            self._child.end()

    @Slot(dict)
    def _progress(self, step: dict[str, Any]) -> None:
        if "seconds_left" in step:  # the last object printed is the report
            self.step = step
            self.progressed.emit(step)


def _object(printed: bytes) -> dict[str, Any] | None:
    """The JSON object printed, None when it is not (yet) one."""
    try:
        found = json.loads(printed)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
