"""The backups of one window: made in the background, told in one line when they fail, and their panels.

At the lock and at the end of the program the book is closed; its backup needs its key only, and is made after.
"""

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from carnet.domain.disclosure import Profile
from carnet.errors import CarnetError
from carnet.models.backup import check_whole
from carnet.models.book import Book
from carnet.models.connection import VaultDamaged, connect
from carnet.services import backups
from carnet.ui.background import Task, Ticket
from carnet.ui.main_window import MainWindow
from carnet.ui.session import Session
from carnet.words import NARROW, long_date, plural

LOOK_MS = 15 * 60 * 1000  # how often a new day, or a day without a backup, is looked for


@dataclass(slots=True)
class Guard:
    """One at a time touches the vault's file as a whole. `restoring`: it closes to be replaced, not to be backed up."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    restoring: bool = False


class BackupWatch(QObject):
    """Makes the backups of a session, unless its folder is thrown away afterwards. `left`: a panel was closed."""

    left = Signal()

    def __init__(self, session: Session, window: MainWindow, *, throw_away: bool = False) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._enabled, self._ended = not throw_away, False
        self._told = ""
        self._seen: Book | None = None
        self.guard = Guard()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(LOOK_MS)
        session.book_closing.connect(self._on_closing)

    @Slot()
    def begin(self) -> None:
        """A book was opened: tell what the last run left to tell, then make today's backup if there is none."""
        if self._own is not None and self._own is not self._seen:
            self._seen = self._own
            self._tell_memory()
            self.look()

    @Slot()
    def look(self) -> None:
        """Make a backup in the background if none is of today."""
        book = self._own
        if book is not None and not self._ended:
            work, folders, now = self.prepared(), self._session.folders, self._session.now()
            vault = book.vault
            self._start(lambda ticket: work(ticket) if backups.is_due(folders, vault, now=now) else None)

    def end(self) -> None:
        """The program ends and its window is gone from the screen: make the last backup, if anything changed."""
        self._ended = True
        self._timer.stop()
        book = self._own
        if book is not None:
            QGuiApplication.sync()
            work = self.prepared(closing=True)
            try:
                work(Ticket())
            except CarnetError:  # remembered: the next start tells it
                return

    def prepared(self, *, closing: bool = False) -> Callable[[Ticket], backups.Outcome]:
        """What backs up the open book wherever it changed; to be called in any thread, the book closed or not."""
        book, stick, now = self._session.book, self._session.settings.backup_folder, self._session.now()
        assert book is not None
        guard, elsewhere = self.guard, Path(stick) if stick else None

        def work(_: Ticket) -> backups.Outcome:
            with guard.lock:
                return backups.run(book, elsewhere=elsewhere, now=now, closing=closing)

        return work

    @Slot()
    def ask(self) -> None:
        """Show the panel « Sauvegardes »."""
        from carnet.ui.backup_panel import BackupPage

        if self._session.book is None:
            self.ask_restore()
            return
        page = BackupPage(self._session, self._window.theme, self.prepared)
        page.left.connect(self.left)
        page.restore_wanted.connect(self.ask_restore)
        self._window.show_panel(page)

    @Slot()
    def ask_restore(self, source: Path | None = None) -> None:
        """Show the panel that puts a backup back; without `source` it asks which."""
        from carnet.ui.restore_panel import RestorePanel

        panel = RestorePanel(self._session, self._window.theme, self.guard, source=source)
        panel.done.connect(self.left)
        self._window.show_panel(panel)

    @property
    def _own(self) -> Book | None:
        """The open book, when it is to be backed up: the secretary's view changes nothing and holds no key."""
        book = self._session.book
        return book if self._enabled and book is not None and book.profile is Profile.OWNER else None

    def _start(self, work: Callable[[Ticket], object]) -> None:
        task = Task(work, self._session.background)
        task.failed.connect(self._tell_failure)
        task.start()

    @Slot()
    def _on_closing(self) -> None:
        """The book is being locked: what changed is backed up after it."""
        if self._own is not None and not self._ended and not self.guard.restoring:
            self._start(self.prepared())

    @Slot()
    def look_at_damage(self) -> None:
        """A page was met that cannot be read, the book's or the register's: read the whole book, and tell if it is."""
        book = self._own
        if book is not None:
            task = Task(lambda ticket: _is_damaged(book), self._session.background)
            task.succeeded.connect(self._tell_damage)
            task.start()

    @Slot(object)
    def _tell_damage(self, damaged: bool) -> None:
        if damaged:
            self._window.show_notice(
                self.tr(
                    "Une page de votre carnet ne se lit plus : n’y écrivez plus rien, et remettez la dernière "
                    "sauvegarde. Le carnet abîmé sera gardé à part."
                ),
                self.tr("Restaurer…"),
                self.ask_restore,
            )

    @Slot(object)
    def _tell_failure(self, error: CarnetError) -> None:
        if str(error) != self._told:  # every quarter of an hour would be nagging
            self._told = str(error)
            words = self.tr("La sauvegarde n’a pas pu se faire\u202f: {why}").format(why=_lower(str(error)))
            self._window.show_notice(words, self.tr("Sauvegardes…"), self.ask)

    def _tell_memory(self) -> None:
        memory, now = backups.remembered(self._session.folders), self._session.now()
        stick = self._session.settings.backup_folder
        if memory.failed_at is not None:
            self._window.show_notice(failure_words(memory, now), self.tr("Sauvegardes…"), self.ask)
        elif stick and (days := backups.days_absent(self._session.folders, Path(stick), self._session.today())):
            words = absence_words(Path(stick), days)
            self._window.show_notice(words, self.tr("Sauvegardes…"), self.ask)


def _is_damaged(book: Book) -> bool:
    path = book.folders.vault
    try:
        with closing(connect(path, book.raw_key.key, read_only=True)) as connection:
            check_whole(connection, path)
    except VaultDamaged:
        return True
    return False


def failure_words(memory: backups.Memory, now: datetime) -> str:
    """« La sauvegarde d’hier n’a pas pu se faire : le disque est plein (…). »"""
    assert memory.failed_at is not None
    day, today = memory.failed_at.astimezone().date(), now.astimezone().date()
    ago = (today - day).days
    when = {0: "d’aujourd’hui", 1: "d’hier"}.get(ago, f"du {long_date(day)}")
    return f"La sauvegarde {when} n’a pas pu se faire{NARROW}: {_lower(memory.why)}"


def absence_words(stick: Path, days: int) -> str:
    """The line for a stick that has not been there for long."""
    return (
        f"La clé des sauvegardes ({stick}) n’a pas été vue depuis {plural(days, 'jour', 'jours')}{NARROW}: "
        "branchez-la. Les sauvegardes de cet ordinateur continuent."
    )


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
