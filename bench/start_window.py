"""carnet's own start, watched from inside. Run by bench_start, as

    python -m bench.start_window WORDS PACE -- ARGUMENTS OF CARNET

Prints the moment the window is on screen, the moments of the first rows (the register's, then the book's), then types
the texts of the file WORDS one by one, each PACE milliseconds after the answer to the one before, and prints the memory
and the longest time the window's thread was away.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Slot

from bench.start_bare import resident_mb
from carnet import app
from carnet.ui.shell import Shell

if TYPE_CHECKING:
    from carnet.ui.main_window import MainWindow

FIRST_WORDS = "rhu"
TICK_MS = 5


class SeenShell(Shell):
    """Says when it has been painted, and types at once."""

    def repaint(self) -> None:  # type: ignore[override]
        """The program asks for it once, when the frame is on screen."""
        super().repaint()
        say("visible")
        assert self.box is not None
        self.box.setText(FIRST_WORDS)
        Watch(self, Path(sys.argv[1]), int(sys.argv[2]))


class Watch(QObject):
    """Looks at the window from a timer, so that nothing of the program is changed."""

    def __init__(self, shell: SeenShell, texts: Path, pace_ms: int) -> None:
        super().__init__(shell)
        self._next_letter = QTimer(self)
        self._next_letter.setSingleShot(True)
        self._next_letter.setInterval(pace_ms)
        self._next_letter.timeout.connect(self._next)
        self._texts_file = texts
        self._shell = shell
        self._window: MainWindow | None = None
        self._register_told = False
        self._texts: Iterator[str] = iter(())
        self._last = self._worst = 0.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._wait_for_rows)
        self._timer.start(1)
        self._ticks = QTimer(self)
        self._ticks.timeout.connect(self._tick)

    @Slot()
    def _wait_for_rows(self) -> None:
        window: Any = self._shell.centralWidget()
        if not hasattr(window, "consultation"):
            return
        self._window = window
        ids = [line.id for line in window.page.view.rows.lines if line.id]
        if ids and not self._register_told:
            self._register_told = True
            say("rows")
        if ids and ids[0].startswith("b:") and window.consultation.sheet is not None:
            say("book")
            self._timer.stop()
            self._texts = iter(self._texts_file.read_text(encoding="utf-8").splitlines())
            window.searcher.answered.connect(self._next_letter.start)
            self._last = time.perf_counter()
            self._ticks.start(TICK_MS)
            self._next()

    @Slot()
    def _next(self) -> None:
        assert self._window is not None
        text = next(self._texts, None)
        if text is None:
            print(f"memory {resident_mb()}\nstall {self._worst}", flush=True)
            self._shell.close()
        else:
            self._window.consultation.type(text)

    @Slot()
    def _tick(self) -> None:
        now = time.perf_counter()
        self._worst = max(self._worst, now - self._last - TICK_MS / 1000)
        self._last = now


def say(what: str) -> None:
    """Print a moment."""
    print(f"{what} {time.time()}", flush=True)


def main() -> None:
    """Start carnet as ever, with a frame that is watched."""
    setattr(app, "Shell", SeenShell)  # noqa: B010
    sys.exit(app.main(sys.argv[sys.argv.index("--") + 1 :]))


if __name__ == "__main__":
    main()
