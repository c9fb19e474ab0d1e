"""What every part of the window is given: the folders, the book when it is open, the register, the time of day.

The session lives in the window's thread and never reads the book there. It watches the data folder: an import made by
another program, or a vault that was moved away, is told by a signal.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QFileSystemWatcher, QObject, Signal, Slot

from carnet import settings as preferences
from carnet.domain.disclosure import Profile
from carnet.domain.rights import demand
from carnet.errors import CarnetError
from carnet.paths import Folders
from carnet.register import store
from carnet.settings import Settings
from carnet.ui.background import Background, Task, Ticket

if TYPE_CHECKING:
    from carnet.models.book import Book
    from carnet.models.keys import Cost, Unlock

OWN_SETTINGS = ("practice_name", "commune_insee", "demonstration")


class Opened(NamedTuple):
    """A book just opened, what its settings say, and the recovery code when it is new ("" else)."""

    book: "Book"
    practice_name: str
    commune_insee: str
    demonstration: bool
    recovery_code: str = ""


class Session(QObject):
    """One run of the window on one data folder.

    `book_changed`: another book is open, or somebody wrote in it: ask it again. `register_changed`: another snapshot
    answers, or none. `lock_changed`: `locked`, or whether there is a vault at all, is not what it was.
    `book_leaving`: the book will close, what is being typed can still be written. `book_closing`: it is about to close;
    whoever reads it in another thread has let go of it when the signal's emission returns (a direct or a blocking
    connection). `vault_vanished`: the open vault's file is gone from the disk.
    """

    book_changed = Signal()
    register_changed = Signal()
    lock_changed = Signal()
    book_leaving = Signal()
    book_closing = Signal()
    vault_vanished = Signal()

    def __init__(
        self,
        folders: Folders,
        *,
        demonstration: bool = False,
        view: Profile = Profile.OWNER,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        cost: "Cost | None" = None,
        parent: QObject | None = None,
    ) -> None:
        """`view` narrows what any password or key opens, and nothing of this run widens it. `clock` gives the time with
        its zone; `cost` is what deriving a new password's key takes.
        """
        super().__init__(parent)
        self.folders = folders
        self.background = Background()
        self.settings: Settings = preferences.load(folders.settings)
        self.demonstration, self.view = demonstration, view
        self.book: Book | None = None
        self.practice_insee = ""
        self.practice_name = ""
        self._clock, self.cost = clock, cost
        self._register = _register_of(folders.data)
        self._has_vault = self.has_vault
        self._vanished = False
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self.look_again)
        self._watch()

    @property
    def has_vault(self) -> bool:
        """Whether a vault lies in the folder."""
        return self.folders.vault.exists()

    @property
    def locked(self) -> bool:
        """Whether a vault is there and not open: the register alone answers."""
        return self.book is None and self.has_vault

    @property
    def profile(self) -> Profile:
        """For whom the book is open, or would be opened by its owner: nothing of it is shown then."""
        return self.book.profile if self.book else self.view

    def now(self) -> datetime:
        """This moment, UTC."""
        return self._clock().astimezone(UTC)

    def today(self) -> date:
        """The day it is here."""
        return self._clock().astimezone().date()

    def register_path(self) -> Path | None:
        """The register snapshot that answers now, None when none was imported. Raises CarnetError: pointer damaged."""
        return store.current(self.folders.data)

    def change_settings(self, **changes: str | int) -> None:
        """Change preferences and write them. Raises CarnetError when the disk refuses; they hold for this run."""
        self.settings = self.settings.with_(**changes)
        preferences.save(self.folders.settings, self.settings)

    def unlock(self, way: "Unlock | str") -> Task:
        """Open the vault by its password (or another way in), in the background; `start` the task that is returned.

        When it succeeds the book is open, and the signals were sent. Fails with WrongPassphrase and its kin.
        """
        from carnet.models.book import Passphrase

        folders, unlock, view = self.folders, Passphrase(way) if isinstance(way, str) else way, self.view
        return self._taking(lambda ticket: _open(folders, unlock, view))

    def unlock_with_recovery_code(self, code: str, new_passphrase: str) -> Task:
        """Open the vault by the code of the feuille de secours, then give it a new password; see `unlock`.

        Fails in a narrowed view: the password is its owner's to change.
        """
        folders, cost, view = self.folders, self.cost, self.view
        return self._taking(lambda ticket: _recover(folders, code, new_passphrase, cost, view))

    def create(self, passphrase: str, *, practice_name: str, commune_insee: str, owner_name: str = "") -> Task:
        """Make an empty vault and open it, in the background; `start` the task, whose result is an `Opened`.

        Raises CarnetError in a narrowed view: a book is its owner's to make.
        """
        demand(self.view, "create")
        folders, cost, now = self.folders, self.cost, self.now()

        def work(_: Ticket) -> Opened:
            from carnet.models.book import create_vault

            made = create_vault(
                folders,
                passphrase,
                practice_name=practice_name,
                commune_insee=commune_insee,
                owner_name=owner_name,
                now=now,
                cost=cost,
            )
            return Opened(made.book, practice_name, commune_insee, False, made.recovery_code)

        return self._taking(work)

    def renew_recovery_code(self) -> Task:
        """Make a new code for the feuille de secours of the open book, the old one opens no more: `start` the task,
        whose result is the code."""
        assert self.book is not None
        book = self.book
        return Task(lambda ticket: book.renew_recovery_code(), self.background)

    def take(self, opened: Opened) -> None:
        """Make an open book the session's own; one open before is closed, and locked first if it was for another."""
        if self.book is not None and self.book.profile is not opened.book.profile:
            self.lock()
        self._let_go()
        self.book = opened.book
        self.practice_name, self.practice_insee = opened.practice_name, opened.commune_insee
        self.demonstration = self.demonstration or opened.demonstration
        self._has_vault, self._vanished = True, False
        self._watch()
        self.lock_changed.emit()
        self.book_changed.emit()

    def lock(self) -> None:
        """Close the book; the register goes on answering. Where the practice lies stays known until the end."""
        if self.book is not None:
            self._let_go()
            self.lock_changed.emit()
            self.book_changed.emit()

    def close(self) -> None:
        """End of the run: the book is closed and nothing is watched any more. No signal but those of the closing."""
        self._watcher.removePaths(self._watcher.directories() or ["-"])
        self.background.wait()
        self._let_go()

    @Slot()
    def look_again(self) -> None:
        """Compare the folder with what was known, and tell what changed."""
        self._watch()
        register = _register_of(self.folders.data)
        if register != self._register:
            self._register = register
            self.register_changed.emit()
        has_vault = self.has_vault
        if has_vault != self._has_vault:
            self._has_vault = has_vault
            if self.book is not None and not has_vault:
                self.vault_vanished.emit()
            self.lock_changed.emit()

    def _taking(self, work: Callable[[Ticket], Opened]) -> Task:
        task = Task(work, self.background)
        task.succeeded.connect(self.take)
        return task

    def _let_go(self) -> None:
        if self.book is not None:
            self.book_leaving.emit()
            self.book_closing.emit()
            book, self.book = self.book, None
            book.close()

    def _watch(self) -> None:
        """Watch the data folder, or the nearest folder above it while it does not exist."""
        folder = self.folders.data
        while not folder.is_dir() and folder != folder.parent:
            folder = folder.parent
        watched = self._watcher.directories()
        if str(folder) not in watched:
            if watched:
                self._watcher.removePaths(watched)
            self._watcher.addPath(str(folder))


def _register_of(folder: Path) -> Path | None:
    try:
        return store.current(folder)
    except CarnetError:  # told by whoever searches: to them it is no register
        return None


def _open(folders: Folders, unlock: "Unlock", view: Profile) -> Opened:
    from carnet.models.book import open_book

    book = open_book(folders, unlock, profile=view)
    try:
        return _opened(book)
    except BaseException:
        book.close()
        raise


def _recover(folders: Folders, code: str, new_passphrase: str, cost: "Cost | None", view: Profile) -> Opened:
    from carnet.models.book import RecoveryCode, open_book
    from carnet.models.keys import check_passphrase

    check_passphrase(new_passphrase)
    book = open_book(folders, RecoveryCode(code), profile=view)
    try:
        book.change_passphrase(new_passphrase, cost=cost)
        return _opened(book)
    except BaseException:
        book.close()
        raise


def _opened(book: "Book") -> Opened:
    practice, commune, demonstration = (book.setting(name) or "" for name in OWN_SETTINGS)
    return Opened(book, practice, commune, demonstration == "1")
