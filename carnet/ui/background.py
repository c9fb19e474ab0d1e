"""Work that must not hold the window up: one function in another thread, its progress, its end, its errors.

The function runs on Qt's thread pool; every signal arrives in the window's thread. A known error (`CarnetError`) is a
message to show; anything else is a bug, and goes to `sys.excepthook` as if it had been raised in the window's thread.
"""

import gc
import sys
import threading
from collections import deque
from collections.abc import Callable
from itertools import count
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, Qt, QThreadPool, QTimer, Signal, Slot

from carnet.errors import CarnetError

Outcome = tuple[object, BaseException | None]


class Ticket:
    """What the function at work holds: it says how far it is, and asks whether anybody still wants the answer."""

    def __init__(self) -> None:
        self.progress: Callable[[object], None] = lambda value: None
        self._cancelled = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether the work should stop; its result will be told to nobody."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the work to stop."""
        self._cancelled.set()


class Background(QObject):
    """Hands functions to the thread pool and brings their answers back. It lives as long as the application.

    A thread of the pool may be the last to let go of what it was given, and a QObject must not end in a thread that is
    not its own. So a pool's thread holds this object only, which outlives it; tasks, functions and results stay here
    until the window's thread takes them out.
    """

    _said = Signal(int, object)
    _ended = Signal(int)

    def __init__(self) -> None:
        super().__init__(QCoreApplication.instance())
        self._numbers = count()
        self._tasks: dict[int, Task] = {}
        self._outcomes: dict[int, deque[Outcome]] = {}
        self._said.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def begin(self, task: "Task") -> None:
        """Run a task's function; called by `Task.start`."""
        number = next(self._numbers)
        self._tasks[number], self._outcomes[number] = task, deque()
        task.ticket.progress = lambda value: self._said.emit(number, value)
        QThreadPool.globalInstance().start(_Runnable(self, number))

    def wait(self) -> None:
        """Block until no function is at work: before the program ends."""
        QThreadPool.globalInstance().waitForDone()

    def run(self, number: int) -> None:
        """Called in the pool's thread."""
        self._outcomes[number].append(_outcome(self._tasks[number].work, self._tasks[number].ticket))
        self._ended.emit(number)

    @Slot(int, object)
    def _pass_on(self, number: int, value: object) -> None:
        if not self._tasks[number].ticket.cancelled:
            self._tasks[number].progressed.emit(value)

    @Slot(int)
    def _end(self, number: int) -> None:
        self._tasks.pop(number).end(*self._outcomes.pop(number).pop())


class Task(QObject):
    """One function at work. `finished` comes last and always; before it at most one of `succeeded` and `failed`.

    `progressed(value)`: whatever the function gave to `ticket.progress`. `succeeded(result)`. `failed(CarnetError)`.
    """

    progressed = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    finished = Signal()

    def __init__(self, work: Callable[[Ticket], Any], background: Background) -> None:
        """`work` should hold plain values rather than objects of Qt's, which its errors' frames would keep."""
        super().__init__()
        self._background, self.work = background, work
        self.ticket = Ticket()
        self.running = False

    def start(self) -> "Task":
        """Begin, once; connect to the signals before. Nobody need hold the task while it runs. Returns itself."""
        self.running = True
        self._background.begin(self)
        return self

    def cancel(self) -> None:
        """Ask the function to stop. Neither `succeeded` nor `failed` will be told; `finished` will."""
        self.ticket.cancel()

    def end(self, result: object, error: BaseException | None) -> None:
        """Tell how it ended; called in the window's thread."""
        self.running = False
        try:
            if error is not None and not isinstance(error, CarnetError):
                sys.excepthook(type(error), error, error.__traceback__)
            elif not self.ticket.cancelled:
                self.succeeded.emit(result) if error is None else self.failed.emit(error)
        finally:
            self.finished.emit()


class _Runnable(QRunnable):
    """Carries a task's number to the pool."""

    def __init__(self, background: Background, number: int) -> None:
        super().__init__()
        self._background, self._number = background, number

    def run(self) -> None:
        """Called by the pool, in its thread."""
        self._background.run(self._number)


def _outcome(work: Callable[[Ticket], Any], ticket: Ticket) -> Outcome:
    try:
        return work(ticket), None
    except BaseException as error:  # told in the window's thread
        return None, error


class Collector(QObject):
    """Python's garbage collection, held to the window's thread while it lives.

    Left to itself it runs in whichever thread allocates, and the end of an object of Qt's in another thread than its
    own takes the program down.
    """

    def __init__(self, parent: QObject, every_ms: int = 1000) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(every_ms)

    @Slot()
    def collect(self) -> None:
        """Collect the oldest generation that is due, as Python itself would."""
        due = [count > threshold for count, threshold in zip(gc.get_count(), self._thresholds, strict=True)]
        if any(due):
            gc.collect(max(generation for generation, is_due in enumerate(due) if is_due))

    def stop(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.enable()
