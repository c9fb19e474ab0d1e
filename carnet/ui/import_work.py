"""What an import does in the background: reading, laying beside the book, writing, taking back. No widget.

A function at work uses the book in a thread of the pool. The book may close meanwhile (the lock): `Work.stop` asks the
function to stop and returns once it has let go.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject

from carnet.errors import CarnetError
from carnet.exchange.incoming import IncomingCard, IncomingFile
from carnet.ui.background import Background, Task, Ticket
from carnet.words import NARROW

if TYPE_CHECKING:
    from carnet.exchange.tables.mapping import Mapping
    from carnet.exchange.tables.reading import Preview
    from carnet.models.book import Book
    from carnet.queries.import_list import BegunReview
    from carnet.services.imports import Applied, Decisions, Review, Undoing

EVERY = 20  # cards between two words of progress
LOOKED_AT = 200  # rows of a table read for its preview


class Look(NamedTuple):
    """A file looked at before anything is read of it. `table`: its columns, when it is one that needs a mapping;
    `begun`: its review, when one waits for it."""

    path: Path
    format: str
    source: str
    table: "Preview | None" = None
    remembered: bool = False
    begun: "BegunReview | None" = None


class Step(NamedTuple):
    """How far the reading is: cards, and the part of the file from 0 to 1."""

    cards: int
    part: float


class _StoppedError(CarnetError):
    """Nobody wants the answer any more."""


@dataclass
class Work:
    """One function at a time on a book, in the background."""

    background: Background
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _task: Task | None = None

    @property
    def running(self) -> bool:
        """Whether something is at work."""
        return self._task is not None and self._task.running

    def start(
        self,
        function: Callable[[Ticket], Any],
        done: Callable[[Any], None],
        failed: Callable[[CarnetError], None],
        *,
        owner: QObject,
        progressed: Callable[[Any], None] | None = None,
    ) -> None:
        """Run a function; what was at work before is told to stop. Nothing is told once `owner` is gone."""
        from shiboken6 import isValid

        self.cancel()
        lock = self._lock

        def work(ticket: Ticket) -> Any:
            with lock:
                if ticket.cancelled:
                    raise _StoppedError
                return function(ticket)

        def guarded(call: Callable[[Any], None]) -> Callable[[Any], None]:
            return lambda value: call(value) if isValid(owner) else None

        task = Task(work, self.background)
        task.succeeded.connect(guarded(done))
        task.failed.connect(guarded(failed))
        if progressed is not None:
            task.progressed.connect(guarded(progressed))
        self._task = task.start()

    def cancel(self) -> None:
        """Ask what is at work to stop; its answer will be told to nobody."""
        if self._task is not None and self._task.running:
            self._task.cancel()

    def stop(self) -> None:
        """The book is about to close: return once nothing is at work on it."""
        self.cancel()
        with self._lock:
            return


def look(book: "Book", path: Path) -> Callable[[Ticket], Look]:
    """Tell a file's format; for a table, its columns as they were said the last time, else guessed."""

    def work(_: Ticket) -> Look:
        from carnet.exchange.reading import open_file
        from carnet.queries.import_list import begun_review

        found = open_file(path)
        begun = begun_review(book.reader(), found.digest)
        if found.format == "vcard":
            return Look(path, found.format, found.source, begun=begun)
        from carnet.exchange.tables.mapping import is_ours
        from carnet.exchange.tables.reading import preview
        from carnet.services import mappings

        table = preview(path, count=LOOKED_AT)
        if is_ours(table.header):
            return Look(path, found.format, found.source, begun=begun)
        mapping = mappings.remembered(book, table.header)
        if mapping is None:
            return Look(path, found.format, found.source, table, begun=begun)
        known = preview(path, mapping, count=LOOKED_AT)
        return Look(path, found.format, found.source, known, remembered=True, begun=begun)

    return work


def preview(path: Path, mapping: "Mapping") -> Callable[[Ticket], "Preview"]:
    """The first cards of a table under another mapping."""

    def work(_: Ticket) -> "Preview":
        from carnet.exchange.tables import reading

        return reading.preview(path, mapping, count=LOOKED_AT)

    return work


def plan(
    book: "Book", path: Path, mapping: "Mapping | None", author: str, now: datetime
) -> Callable[[Ticket], "Review"]:
    """Read a file and lay it beside the book; the columns of a table are remembered."""

    def work(ticket: Ticket) -> "Review":
        from carnet.exchange.reading import open_file
        from carnet.services import imports, mappings

        found = open_file(path, mapping=mapping)
        found.cards = _watched(found, found.cards, ticket)
        review = imports.plan(book, found, author=author)
        if ticket.cancelled:
            raise _StoppedError
        if mapping is not None and mappings.remembered(book, mapping.header) != mapping:
            mappings.remember(book, mapping, now=now)
        return review

    return work


def _watched(found: IncomingFile, cards: Iterator[IncomingCard], ticket: Ticket) -> Iterator[IncomingCard]:
    for at, card in enumerate(cards, 1):
        if ticket.cancelled:
            raise _StoppedError
        if at % EVERY == 0:
            ticket.progress(Step(at, found.progress()))
        yield card


def apply(
    book: "Book", review: "Review", decisions: "Decisions", path: Path, mapping: "Mapping | None", now: datetime
) -> Callable[[Ticket], "Applied"]:
    """Write what is decided, in one transaction."""

    def work(_: Ticket) -> "Applied":
        from carnet.exchange.reading import open_file
        from carnet.services import imports
        from carnet.ui.acts import whole

        return imports.apply(whole(book), review, decisions, now=now, reopen=lambda: open_file(path, mapping=mapping))

    return work


def undo(book: "Book", batch: str, now: datetime) -> Callable[[Ticket], "Undoing"]:
    """Take an import back."""

    def work(_: Ticket) -> "Undoing":
        from carnet.services import imports
        from carnet.ui.acts import whole

        return imports.undo(whole(book), batch, now=now)

    return work


def quoted(name: str) -> str:
    """« contacts.vcf »."""
    return f"«{NARROW}{name}{NARROW}»"
