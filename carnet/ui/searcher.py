"""The thread that reads: it searches, loads cards, completes communes and runs the errands that need book and register.

SQLite connections belong to one thread, so the box and the register live here, and the window's own thread never
waits for them. The latest search wins: one that a newer has overtaken is not even begun.
"""

import sys
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QThread, Signal, Slot

from carnet.domain.disclosure import Profile, permit
from carnet.domain.rights import REFUSAL
from carnet.domain.specialties import Catalogue
from carnet.domain.text import fold
from carnet.errors import CarnetError
from carnet.geo.communes import Communes
from carnet.geo.distance import Point
from carnet.queries.box import Box, Request
from carnet.queries.results import Answer, Origin

if TYPE_CHECKING:
    from carnet.models.book import Book
    from carnet.queries.sheet import Sheet
    from carnet.register.lookup import Person, Register

MOST_COMMUNES = 8
# How long this thread may keep the interpreter from the window's, where Python's own 5 ms would cost a frame: typing
# « marie martin » on 2.2 million rows, the worst wait falls from 29 to 13 ms.
SWITCH_S = 0.0005


class Scene(Struct, frozen=True):
    """What a search runs on: the open book or none, the register snapshot or none, the practice's commune, the day."""

    book: "Book | None"
    register: Path | None
    practice: str
    today: date

    @property
    def profile(self) -> Profile:
        """For whom the book is open; the owner while it is not."""
        return self.book.profile if self.book else Profile.OWNER


class Town(Struct, frozen=True):
    """A commune offered for what is typed: INSEE code, name, first postcode, kilometres from the practice."""

    insee: str
    name: str
    postcode: str
    km: float | None


class Reach:
    """What an errand may use, in the thread that reads. Everything is opened when first asked for."""

    def __init__(self) -> None:
        self.scene = Scene(None, None, "", date.min)
        self.communes = Communes.shipped()
        self._box: Box | None = None
        self._register: Register | None = None

    def enter(self, scene: Scene) -> None:
        """Run on another scene from now on."""
        if scene.register != self.scene.register:
            self._close_register()
        self._box = None
        self.scene = scene

    def leave(self) -> None:
        """Let go of the book and of the register."""
        self._box = None
        self._close_register()
        self.scene = Scene(None, None, self.scene.practice, self.scene.today)

    def box(self) -> Box:
        """The box on this scene. Raises CarnetError when book or register cannot be read."""
        if self._box is None:
            permit("window", self.scene.profile)
            self._box = Box(
                self.scene.book,
                self.register(),
                communes=self.communes,
                catalogue=Catalogue.shipped(),
                practice=self.scene.practice,
                today=self.scene.today,
                profile=self.scene.profile,
            )
        return self._box

    def book(self, verb: str = "") -> "Book":
        """The open book, to read it whole or to do `verb`. Raises CarnetError: it is not open, or for the secretary who
        may not."""
        book = self._open_book()
        if not book.may(verb):
            raise CarnetError(REFUSAL)
        return book

    def _open_book(self) -> "Book":
        if self.scene.book is None:
            raise CarnetError("Votre carnet est verrouillé\u202f: ouvrez-le d’abord.")
        return self.scene.book

    def person(self, identifier: str) -> "Person":
        """A person of the register, by `p:<identifier>`. Raises CarnetError when the register knows them no more."""
        register = self.register()
        person = register.person(identifier.removeprefix("p:")) if register else None
        if person is None:
            raise CarnetError("L’annuaire national ne connaît plus cette personne\u202f: cherchez-la de nouveau.")
        return person

    def sheet(self, identifier: str, origin: Origin | None) -> "Sheet":
        """The whole card of a row. Raises CarnetError when it is gone."""
        from carnet.queries.sheet import book_sheet, register_sheet  # after the first rows

        point = self.point(origin.insee) if origin else None

        def km(insee: str) -> float | None:
            commune = self.communes.by_insee(insee)
            return None if commune is None or point is None else self.communes.kilometres(commune, point)

        if identifier.startswith("b:"):
            reader, profile = self._open_book().reader(), self.scene.profile
            return book_sheet(reader, identifier, today=self.scene.today, km=km, profile=profile)
        return register_sheet(self.person(identifier), self.communes, km=km, profile=self.scene.profile)

    def towns(self, text: str) -> tuple[Town, ...]:
        """Communes for what is typed, the likeliest first: a name or its beginning, a postcode or its beginning."""
        origin, typed = self.point(self.scene.practice), text.strip()
        if typed.isdigit():
            found = self.communes.by_postcode_prefix(typed)[:MOST_COMMUNES]
        else:
            found = self.communes.starting(fold(typed), MOST_COMMUNES, origin)
        return tuple(self._town(commune, origin) for commune in found)

    def _town(self, commune: int, origin: Point | None) -> Town:
        communes = self.communes
        km = communes.kilometres(commune, origin) if origin else None
        return Town(communes.insee[commune], communes.names[commune], communes.postcodes[commune][0], km)

    def point(self, insee: str) -> Point | None:
        """Where a commune lies, None if unknown."""
        commune = self.communes.by_insee(insee) if insee else None
        return None if commune is None else self.communes.point(commune)

    def register(self) -> "Register | None":
        """The register's snapshot, None where none is imported. Raises CarnetError when it cannot be read."""
        if self._register is None and self.scene.register is not None:
            from carnet.register.lookup import Register

            self._register = Register.open(self.scene.register, self.communes, Catalogue.shipped())
        return self._register

    def _close_register(self) -> None:
        if self._register is not None:
            self._register.close()
            self._register = None


Errand = Callable[[Reach], Any]


class _Thread(QThread):
    """An event loop begun in Python, so that the thread keeps its Python locals (its connections) between two slots."""

    def run(self) -> None:
        """Called by Qt in the new thread."""
        self.exec()


class _Worker(QObject):
    """Lives in the thread; everything it is told arrives through queued signals."""

    answered = Signal(int, object)
    loaded = Signal(int, object)
    refused = Signal(int, object)
    returned = Signal(int, object, object)
    broke = Signal(object)
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
        answer = self._guarded(number, lambda: self.reach.box().find(request))
        if answer is None:
            return
        self.answered.emit(number, answer)
        first = next(iter(answer.book + answer.register), None)
        if not self.with_card:
            return
        if first is not None and number == self.newest:
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
                self.broke.emit(told)
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
    met that cannot be read, by whatever was asked.
    """

    answered = Signal(object)
    loaded = Signal(object)
    refused = Signal(object)
    damaged = Signal()
    _entered = Signal(object)
    _left = Signal()
    _asked = Signal(int, object)
    _wanted = Signal(int, str, object)
    _sent = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(SWITCH_S)
        self._numbers = count(1)
        self._search = self._card = self._shown = 0
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
        self._shown = self._card = next(self._numbers)

    def ask(self, request: Request) -> None:
        """Search; the answer comes by `answered`, unless a newer search overtakes it."""
        self._search = self._worker.newest = next(self._numbers)
        self._asked.emit(self._search, request)

    def bring_cards(self) -> None:
        """From now on there is a place for the card of an answer's first row: load it with the answer."""
        self._worker.with_card = True

    @property
    def behind(self) -> bool:
        """Whether what is shown is not yet the answer to what was asked last."""
        return self._shown < self._search

    def want(self, identifier: str, origin: Origin | None) -> None:
        """Load the card of a row of the answer shown."""
        self._card = next(self._numbers)
        self._wanted.emit(self._card, identifier, origin)

    def send(
        self,
        errand: Errand,
        done: Callable[[Any], None],
        failed: Callable[[CarnetError], None],
    ) -> None:
        """Run an errand in the thread that reads, after what was asked before; then call back in this one."""
        key = next(self._numbers)
        self._errands[key] = (done, failed)
        self._sent.emit(key, errand)

    def close(self) -> None:
        """End of the run: book and register are let go, the thread is over when this returns."""
        self.let_go()
        self._worker.newest = -1
        self._thread.quit()
        self._thread.wait()

    @Slot(int, object)
    def _tell_answer(self, number: int, answer: Answer) -> None:
        if number > self._shown:
            self._shown = self._card = number  # its first row is selected: that card is the one wanted now
            self.answered.emit(answer)

    @Slot(int, object)
    def _tell_sheet(self, number: int, sheet: "Sheet") -> None:
        if number == self._card:
            self.loaded.emit(sheet)

    @Slot(int, object)
    def _tell_refusal(self, number: int, error: CarnetError) -> None:
        if number in (self._card, self._search):
            self.refused.emit(error)

    @Slot(int, object, object)
    def _tell_return(self, key: int, result: object, error: Exception | None) -> None:
        done, failed = self._errands.pop(key)
        if error is None:
            done(result)
        elif isinstance(error, CarnetError):
            failed(error)
        else:
            self._tell_bug(error)

    @Slot(object)
    def _tell_bug(self, error: Exception) -> None:
        sys.excepthook(type(error), error, error.__traceback__)
