"""The thread that reads: it searches, loads cards, completes communes and runs the errands that need book and register.

SQLite connections belong to one thread, so the box and the register live here, and the window's own thread never
waits for them. The latest search wins: one that a newer has overtaken is not even begun.
"""

import sys
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QThread, Signal, Slot

from carnet.errors import CarnetError
from carnet.queries.box import Request
from carnet.queries.results import Answer, Origin, Result
from carnet.ui.reach import MOST_COMMUNES, Errand, Reach, Scene, Town

if TYPE_CHECKING:
    from carnet.queries.sheet import Sheet

__all__ = ("MOST_COMMUNES", "Errand", "Reach", "Scene", "Searcher", "Town")

# How long this thread may keep the interpreter from the window's, where Python's own 5 ms would cost a frame: typing
# « marie martin » on 2.2 million rows, the worst wait falls from 29 to 13 ms.
SWITCH_S = 0.0005


class _Thread(QThread):
    """An event loop begun in Python, so that the thread keeps its Python locals (its connections) between two slots."""

    def run(self) -> None:
        """Called by Qt in the new thread."""
        self.exec()


class _Worker(QObject):
    """Lives in the thread; everything it is told arrives through queued signals."""

    answered = Signal(int, object, bool)  # whether its first row's card follows
    loaded = Signal(int, object)
    refused = Signal(int, object)
    returned = Signal(int, object, object)
    broke = Signal(int, object)
    damaged = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.newest = 0  # set by the window's thread; an int is replaced in one step
        self.with_card = False  # set by it too
        self._reach: Reach | None = None

    @property
    def reach(self) -> Reach:
        """Made at the first use, in the thread that reads."""
        if self._reach is None:
            self._reach = Reach()
        return self._reach

    @Slot(object)
    def enter(self, scene: Scene) -> None:
        self.reach.enter(scene)

    @Slot()
    def leave(self) -> None:
        self.reach.leave()

    @Slot(int, object)
    def find(self, number: int, request: Request) -> None:
        """Answer a search, then load the card of its first row if it can be shown; nothing is done for one that was
        overtaken."""
        if number != self.newest:
            return
        answer, with_card = self._guarded(number, lambda: self.reach.box().find(request)), self.with_card
        if answer is None:
            return
        self.answered.emit(number, answer, with_card)
        if not with_card:
            return
        if (first := _first(answer)) and number == self.newest:
            self.load(number, first.id, answer.origin)
        elif not request.text and number == self.newest:
            self._guarded(number, self.reach.box().warm)  # nothing is asked yet: read what the first words will need

    @Slot(int, str, object)
    def load(self, number: int, identifier: str, origin: Origin | None) -> None:
        sheet = self._guarded(number, lambda: self.reach.sheet(identifier, origin))
        if sheet is not None:
            self.loaded.emit(number, sheet)

    @Slot(int, object)
    def run(self, number: int, errand: Errand) -> None:
        result, error = None, None
        try:
            result = errand(self.reach)
        except Exception as caught:
            error = self._in_words(caught)
        self.returned.emit(number, result, error)

    def _guarded(self, number: int, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except Exception as caught:
            told = self._in_words(caught)
            if isinstance(told, CarnetError):
                self.refused.emit(number, told)
            else:
                self.broke.emit(number, told)
            return None

    def _in_words(self, error: Exception) -> Exception:
        """What SQLite says of the disk, in words; a bug stays what it is."""
        from carnet.models.connection import VaultDamaged
        from carnet.queries.damage import in_words

        scene = self.reach.scene
        told = in_words(error, scene.book.folders.vault if scene.book else None, scene.register)
        if isinstance(told, VaultDamaged) and scene.book:
            self.damaged.emit()
        return told or error


class Searcher(QObject):
    """The window's end of the thread that reads.

    `answered(Answer)`: never an older answer after a newer. `loaded(Sheet)`: the card of the first row, or of the row
    asked for last. `refused(CarnetError)`: the latest search or card cannot be read. `damaged`: a page of a file was
    met that cannot be read, by whatever was asked. `eased`: something awaited has come, or will not come.
    """

    answered = Signal(object)
    loaded = Signal(object)
    refused = Signal(object)
    damaged = Signal()
    eased = Signal()
    _entered = Signal(object)
    _left = Signal()
    _asked = Signal(int, object)
    _wanted = Signal(int, str, object)
    _sent = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(SWITCH_S)
        self._numbers = count(1)
        self._search = self._card = self._shown = self._search_over = self._card_over = 0
        self._errands: dict[int, tuple[Callable[[Any], None], Callable[[CarnetError], None]]] = {}
        self._thread = _Thread(self)
        self._thread.setObjectName("carnet-reads")
        self._worker = _Worker()
        self._worker.moveToThread(self._thread)
        self._connect(self._worker)
        self._thread.start()

    def _connect(self, worker: _Worker) -> None:
        self._entered.connect(worker.enter)
        self._left.connect(worker.leave, Qt.ConnectionType.BlockingQueuedConnection)
        self._asked.connect(worker.find)
        self._wanted.connect(worker.load)
        self._sent.connect(worker.run)
        worker.answered.connect(self._tell_answer)
        worker.loaded.connect(self._tell_sheet)
        worker.refused.connect(self._tell_refusal)
        worker.returned.connect(self._tell_return)
        worker.broke.connect(self._tell_bug)
        worker.damaged.connect(self.damaged)

    def enter(self, scene: Scene) -> None:
        """Search on another book, register, practice or day."""
        self._entered.emit(scene)

    @Slot()
    def let_go(self) -> None:
        """Return once nothing of book and register is in use any more, and no answer read from them is under way."""
        if self._thread.isRunning():
            self._left.emit()
            QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)
            self.overtake()

    def overtake(self) -> None:
        """No answer and no card asked until now is told any more."""
        self._shown = self._card = self._search_over = self._card_over = next(self._numbers)
        self.eased.emit()

    def ask(self, request: Request) -> None:
        """Search; the answer comes by `answered`, unless a newer search overtakes it."""
        self._search = self._worker.newest = next(self._numbers)
        self._asked.emit(self._search, request)

    def bring_cards(self) -> None:
        """From now on there is a place for the card of an answer's first row: load it with the answer."""
        self._worker.with_card = True

    @property
    def behind(self) -> bool:
        """Whether an answer to what was asked last is still to come."""
        return self._search_over < self._search

    @property
    def card_behind(self) -> bool:
        """Whether the card of the row selected is still to come."""
        return self.behind or self._card_over < self._card

    def runs(self, errand: int) -> bool:
        """Whether an errand, by its number, is not over."""
        return errand in self._errands

    def want(self, identifier: str, origin: Origin | None) -> None:
        """Load the card of a row of the answer shown."""
        self._card = next(self._numbers)
        self._wanted.emit(self._card, identifier, origin)

    def send(
        self,
        errand: Errand,
        done: Callable[[Any], None],
        failed: Callable[[CarnetError], None],
    ) -> int:
        """Run an errand in the thread that reads, after what was asked before; then call back in this one. Returns its
        number."""
        key = next(self._numbers)
        self._errands[key] = (done, failed)
        self._sent.emit(key, errand)
        return key

    def close(self) -> None:
        """End of the run: book and register are let go, the thread is over when this returns."""
        self.let_go()
        self._worker.newest = -1
        self._thread.quit()
        self._thread.wait()

    @Slot(int, object, bool)
    def _tell_answer(self, number: int, answer: Answer, with_card: bool) -> None:
        if number <= self._shown:
            return
        self._shown = self._card = number  # its first row is selected: that card is the one wanted now
        first = _first(answer)
        if first is None or not self._worker.with_card:
            self._card_over = number
        self.answered.emit(answer)
        if first is not None and self._card == number and self._worker.with_card and not with_card:
            self.want(first.id, answer.origin)  # there was no place for a card yet when it was found
        self._over(search=number)

    @Slot(int, object)
    def _tell_sheet(self, number: int, sheet: "Sheet") -> None:
        if number == self._card:
            self.loaded.emit(sheet)
        self._over(card=number)

    @Slot(int, object)
    def _tell_refusal(self, number: int, error: CarnetError) -> None:
        if number in (self._card, self._search):
            self.refused.emit(error)
        self._over(number, number)

    @Slot(int, object, object)
    def _tell_return(self, key: int, result: object, error: Exception | None) -> None:
        done, failed = self._errands.pop(key)
        if error is None:
            done(result)
        elif isinstance(error, CarnetError):
            failed(error)
        else:
            self._tell_bug(0, error)
        self.eased.emit()

    @Slot(int, object)
    def _tell_bug(self, number: int, error: Exception) -> None:
        self._over(number, number)
        sys.excepthook(type(error), error, error.__traceback__)

    def _over(self, search: int = 0, card: int = 0) -> None:
        self._search_over = max(self._search_over, search)
        self._card_over = max(self._card_over, card)
        self.eased.emit()


def _first(answer: Answer) -> Result | None:
    """The person that an answer selects."""
    return next(iter(answer.book + answer.register), None)
