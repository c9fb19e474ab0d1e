"""The deed of the kill harness that is done in the real window: a review by keys, then « Appliquer ».

The child is the program itself (`carnet.app`), off-screen, in a process of its own: a driver opens the import, decides
card after card with real keys, and says outside the vault how many decisions the window has kept. The kill falls
anywhere from the first decision to the end of the writing.
"""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from carnet.paths import Folders
from tools.kill_imports import decisions_in, kept, told_kept, with_a_file
from tools.kill_parts import TYPED, Deed, opened, ready, rows_of

if TYPE_CHECKING:
    from carnet.app import Program
    from carnet.ui.import_room import ImportRoom
    from carnet.ui.main_window import MainWindow
    from carnet.ui.searcher import Reach

DECIDED = 12  # by keys; the rest is as proposed
TICK_MS = 5
SOON_MS = 20  # the program waits longer: the moments that matter come sooner here
_BOOK_APART = ("import_review", "journal", "setting", "import_batch")
_DAYS = (
    "created_at", "updated_at", "made_at", "recorded_at", "deleted_at", "found_in", "seen_on", "given_on", "counts",
    "row_uuid",
)  # fmt: skip


def _prepare(folder: Path, cards: int) -> None:
    with_a_file(folder, cards)
    (folder / "password").write_text(f"{TYPED.text}\n", encoding="utf-8")


def _in_the_window(folder: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(sys.path)}
    os.execve(sys.executable, [sys.executable, "-m", "tools.kill_window", str(folder)], environment)  # noqa: S606


def _state(folder: Path) -> str:
    """The book, by what does not tell the hour; before, what was said to be kept is; after, the review is over."""
    with opened(folder) as book:
        batches = book.reader().execute("SELECT count(*) FROM import_batch").fetchone()[0]
        if batches == 1:
            kept(book, folder)
        elif decisions_in(book):
            return "applied, and its review still there"
        return f"{batches} {rows_of(book, but=_BOOK_APART, never=_DAYS)}"


DEED = Deed("window", _prepare, _in_the_window, _state, waits=True)


class _Driver:
    """Goes on with the steps of a sitting each time that what they wait for is there."""

    def __init__(self, program: "Program", folder: Path) -> None:
        from PySide6.QtCore import QTimer

        self._program, self._folder, self.is_over = program, folder, False
        self._steps = self._sitting()
        self._condition: Callable[[], bool] = lambda: True
        self._timer = QTimer(program)
        self._timer.timeout.connect(self._go_on)
        self._timer.start(TICK_MS)

    def _go_on(self) -> None:
        if not self._condition():
            return
        try:
            self._condition = next(self._steps)
        except StopIteration:
            self._timer.stop()
            self.is_over = True
            self._program.shell.close()

    def _sitting(self) -> Iterator[Callable[[], bool]]:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        from carnet.ui import import_rooms

        yield self._is_open
        window = self._window
        assert window is not None
        import_rooms.open_import(window, self._folder / "cards.vcf")
        yield lambda: self._room is not None and self._room.page.look is not None
        room = self._room
        assert room is not None
        room.page.go_button.click()
        yield lambda: room.review is not None
        assert room.review is not None
        room.review.show_filter("new")
        room.review.list.go(0)
        ready(self._folder)
        for number in range(1, DECIDED + 1):
            QTest.keyClick(room.review.list, Qt.Key.Key_X)
            yield self._is_kept(window, number)
            told_kept(self._folder, number)
        QTest.keyClick(room.review.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        yield lambda: window.pages.currentWidget() is window.page and not room.work.running

    def _is_open(self) -> bool:
        window = self._window
        return window is not None and window.page.completed and window.session.book is not None

    @property
    def _window(self) -> "MainWindow | None":
        from carnet.ui.main_window import MainWindow

        return self._program.shell.findChild(MainWindow)

    @property
    def _room(self) -> "ImportRoom | None":
        from carnet.ui.import_room import ImportRoom

        shown = self._window.pages.currentWidget() if self._window is not None else None
        return shown.findChild(ImportRoom) if shown is not None else None

    def _is_kept(self, window: "MainWindow", number: int) -> Callable[[], bool]:
        """Whether the vault holds `number` decisions: asked of the thread that reads, one question at a time."""
        answers = [0]

        def look(reach: "Reach") -> int:
            return decisions_in(reach.book())

        def is_kept() -> bool:
            if not answers:
                return False
            if answers.pop() == number:
                return True
            window.searcher.send(look, answers.append, lambda error: None)
            return False

        return is_kept


def main() -> None:
    """One sitting in the folder named."""
    from carnet.app import Options, Program, set_up
    from carnet.ui import import_room

    import_room.SOON_MS = SOON_MS
    folder = Path(sys.argv[1])
    application = set_up()
    program = Program(Options(Folders.inside(folder / "data"), folder / "password"), None)
    driver = _Driver(program, folder)
    program.shell.show()
    application.exec()
    program.end()
    if not driver.is_over:
        raise SystemExit("the sitting was not led to its end")


if __name__ == "__main__":
    main()
