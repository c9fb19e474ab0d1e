"""Putting a backup back, in the window: choose, open, look, put in place; nothing is touched before the last step."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from carnet.errors import CarnetError
from carnet.models.book import Passphrase, RecoveryCode, Unlock
from carnet.models.keys import WrongRawKey
from carnet.models.preview import Preview, preview
from carnet.models.restore import Restored, restore
from carnet.services import backups
from carnet.ui.background import Task
from carnet.ui.backup_list import row_of
from carnet.ui.restore_pages import ChoicePage, DonePage, PreviewPage, WaitPage, WayPage
from carnet.ui.session import Session
from carnet.ui.theme import Theme
from carnet.words import on_day_at

if TYPE_CHECKING:
    from datetime import datetime

    from carnet.models.book import Book
    from carnet.ui.backup_watch import Guard

ChooseFile = Callable[[], Path | None]


class RestorePanel(QStackedWidget):
    """One restore. `done`: nothing more to do here, whatever came of it.

    `guard` is held while the vault is read or replaced: no backup is made meanwhile.
    """

    done = Signal()

    def __init__(
        self,
        session: Session,
        theme: Theme,
        guard: "Guard",
        *,
        source: Path | None = None,
        choose_file: ChooseFile | None = None,
    ) -> None:
        """`source`: the backup, when it is already chosen. `choose_file` replaces the dialog."""
        super().__init__()
        self.setAccessibleName(self.tr("Restaurer une sauvegarde"))
        self._session, self._guard, self._choose_file = session, guard, choose_file or self._ask_file
        self._source, self._former = source, session.book
        self._way = session.book.raw_key if session.book is not None else None
        self._unlock: Unlock | None = None
        self._seen: Preview | None = None
        self._task: Task | None = None
        self.choice, self.way = ChoicePage(theme), WayPage(theme)
        self.look, self.end, self.wait = PreviewPage(theme), DonePage(theme), WaitPage(theme)
        for page in (self.choice, self.wait, self.way, self.look, self.end):
            self.addWidget(page)
        self._wire()
        self.setFocusProxy(self.choice)
        if source is None:
            self._list()
        else:
            self._begin(source)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Esc leaves, unless the vault is being replaced."""
        page = self.currentWidget()
        if event.key() == Qt.Key.Key_Escape and page is not None and page.isEnabled():
            self.done.emit()
        else:
            super().keyPressEvent(event)

    def _wire(self) -> None:
        self.choice.given.connect(self._begin)
        self.choice.file_wanted.connect(self._take_file)
        self.way.given.connect(self._try)
        self.way.back.connect(self._again)
        self.look.accepted.connect(self._put_back)
        for page in (self.choice, self.look, self.end):
            page.left.connect(self.done)

    def _turn_to(self, page: QWidget) -> None:
        self.setCurrentWidget(page)
        self.setFocusProxy(page)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _start(self, task: Task, done: Callable[..., None], failed: Callable[..., None]) -> None:
        task.succeeded.connect(done)
        task.failed.connect(failed)
        self._task = task.start()

    def _list(self) -> None:
        folders, stick = self._session.folders, self._session.settings.backup_folder
        others = [Path(stick)] if stick else []
        task = Task(lambda ticket: backups.all_entries(folders, others), self._session.background)
        self._start(task, self._show_entries, self._say_in_choice)

    @Slot(object)
    def _show_entries(self, entries: tuple[backups.Entry, ...]) -> None:
        here = backups.folder_of(self._session.folders)
        rows = [row_of(entry, here=here, state="") for entry in entries if entry.manifest is not None]
        self.choice.list.show_rows(tuple(rows))
        self._turn_to(self.choice)

    @Slot(object)
    def _say_in_choice(self, error: CarnetError) -> None:
        self.choice.setEnabled(True)
        self.choice.said.say(str(error))
        self._turn_to(self.choice)

    @Slot()
    def _take_file(self) -> None:
        if path := self._choose_file():
            self._begin(path)

    @Slot()
    def _again(self) -> None:
        """Another backup."""
        self.choice.setEnabled(True)
        self._list()

    @Slot(object)
    def _begin(self, source: Path) -> None:
        """Open the backup by the key of the book in place if it can, else ask."""
        self._source = source
        self.choice.said.say("")
        if self._way is not None:
            self.wait.file.setText(str(source))
            self._turn_to(self.wait)
            self._preview(self._way)
        else:
            self._ask_way("")

    def _ask_way(self, why: str) -> None:
        assert self._source is not None
        self._turn_to(self.way)
        self.way.ask(self._source, why)

    @Slot(str)
    def _try(self, typed: str) -> None:
        self._preview(_way_in(typed))

    def _preview(self, unlock: Unlock) -> None:
        folders, source, present, guard = self._session.folders, self._source, self._way, self._guard
        assert source is not None
        self._unlock = unlock

        def work(_: object) -> Preview:
            with guard.lock:
                return preview(folders, source, unlock, present=present)

        self._start(Task(work, self._session.background), self._show_preview, self._not_opened)

    @Slot(object)
    def _show_preview(self, seen: Preview) -> None:
        assert self._source is not None
        self._seen = seen
        self.look.show_preview(self._source, seen)
        self._turn_to(self.look)

    @Slot(object)
    def _not_opened(self, error: CarnetError) -> None:
        from carnet.models.keys import WrongPassphrase, WrongRecoveryCode
        from carnet.models.recovery_code import BadRecoveryCode

        if isinstance(error, WrongRawKey):
            self._ask_way(
                self.tr("La clé du carnet ouvert n’ouvre pas cette sauvegarde\u202f: tapez son mot de passe.")
            )
        elif isinstance(error, WrongPassphrase | WrongRecoveryCode | BadRecoveryCode):
            self._ask_way(str(error))
        else:
            self._say_in_choice(error)
            self._list()

    @Slot()
    def _put_back(self) -> None:
        session, book = self._session, self._session.book
        folders, source, unlock, now, guard = session.folders, self._source, self._unlock, session.now(), self._guard
        assert source is not None
        assert unlock is not None
        assert self._seen is not None
        another = self._seen.another_vault
        self._former, guard.restoring = book, True
        try:
            session.lock()
        finally:
            guard.restoring = False

        def work(_: object) -> Restored:
            with guard.lock:
                if book is not None:
                    _last_backup(book, source, now)
                return restore(folders, source, unlock, now=now, another_vault=another)

        self._start(Task(work, session.background), self._restored, self._refused)

    @Slot(object)
    def _restored(self, done: Restored) -> None:
        self.end.tell(self._seen.backup.cards if self._seen else 0, on_day_at(done.manifest.made_at), done.kept_aside)
        assert self._unlock is not None
        self._open(self._unlock)

    @Slot(object)
    def _refused(self, error: CarnetError) -> None:
        self.look.refuse(str(error))
        if self._former is not None:
            self._session.unlock(self._former.raw_key).start()

    def _open(self, unlock: Unlock) -> None:
        self._start(self._session.unlock(unlock), self._opened, self._not_reopened)

    @Slot(object)
    def _opened(self, _: object) -> None:
        self._turn_to(self.end)

    @Slot(object)
    def _not_reopened(self, error: CarnetError) -> None:
        self.look.refuse(str(error))

    def _ask_file(self) -> Path | None:
        start = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.HomeLocation)
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("La sauvegarde à restaurer"),
            start,
            self.tr("Sauvegardes de carnet (*.carnet-backup);;Tous les fichiers (*)"),
        )
        return Path(chosen) if chosen else None


def _way_in(typed: str) -> Unlock:
    """A recovery code when it reads as one, check characters included; else a password."""
    from carnet.models.recovery_code import BadRecoveryCode, read

    try:
        read(typed)
    except BadRecoveryCode:
        return Passphrase(typed)
    return RecoveryCode(typed)


def _last_backup(book: "Book", source: Path, now: "datetime") -> None:
    """The book that is about to be replaced, backed up if it changed; a damaged one is only set aside."""
    with contextlib.suppress(CarnetError):
        backups.run(book, now=now, spare=source)
