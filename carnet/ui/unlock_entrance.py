"""The ways into a locked book, in the window: a password file, the system's keyring, the password panel."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from carnet.errors import CarnetError
from carnet.ui.background import Task
from carnet.ui.main_window import MainWindow
from carnet.ui.session import Session

if TYPE_CHECKING:
    from carnet.ui.unlock import UnlockPanel


class Entrance(QObject):
    """Opens the session's book in its window; the register answers meanwhile. `restore_wanted`: its file is damaged."""

    restore_wanted = Signal()

    def __init__(self, session: Session, window: MainWindow) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._task: Task | None = None
        self._panel: UnlockPanel | None = None
        window.unlock_requested.connect(self.ask)
        window.page.box.textEdited.connect(self._make_room)

    @Slot()
    def ask(self) -> None:
        """Show the password panel beside the list."""
        self._show()

    def ask_or_use_keyring(self) -> None:
        """Show the panel, and open by the system's keyring should it hold the key."""
        self._show()
        vault = self._session.folders.vault
        task = Task(lambda ticket: _key_in_keyring(vault), self._session.background)
        task.succeeded.connect(self._use_key)
        self._task = task.start()

    def open_by_file(self, path: Path) -> None:
        """Open by the first line of a file; what goes wrong is said in the panel."""
        try:
            self.open_by(_password_in(path))
        except CarnetError as error:
            self._refuse(error)

    def open_by(self, password: str) -> None:
        """Open by a password already known."""
        task = self._session.unlock(password)
        task.succeeded.connect(self._window.close_panel)
        task.failed.connect(self._refuse)
        self._begin(task)

    def _show(self) -> "UnlockPanel":
        from carnet.ui.unlock import UnlockPanel

        panel = self._panel = UnlockPanel(self._session, self._window.theme)
        panel.done.connect(self._window.close_panel)
        panel.restore_wanted.connect(self.restore_wanted)
        self._window.show_panel(panel, side=True)
        return panel

    @Slot(object)
    def _refuse(self, error: CarnetError) -> None:
        self._show().entry.refuse(error)

    @Slot(object)
    def _use_key(self, key: object) -> None:
        from carnet.models.keys import RawKey

        if isinstance(key, RawKey) and self._session.locked:
            task = self._session.unlock(key)
            task.succeeded.connect(self._window.close_panel)
            self._begin(task)

    def _begin(self, task: Task) -> None:
        """The book opens by itself: keys pressed meanwhile are for its answer, not for the register's."""
        pressed = self._window.consultation.pressed
        task.finished.connect(pressed.go_on)
        pressed.hold_while(lambda: task.running)
        self._task = task.start()

    @Slot()
    def _make_room(self) -> None:
        """Words typed in the box: the register answers, and its cards need the place of the panel."""
        if self._panel is not None and self._window.page.right.currentWidget() is self._panel:
            self._window.page.close_side()


def _password_in(path: Path) -> str:
    """The first line of a password file. Raises CarnetError when it cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CarnetError(f"Le fichier du mot de passe est illisible\u202f: {path}.") from error
    return lines[0] if lines else ""


def _key_in_keyring(vault: Path) -> object:
    from carnet.models import keyring_store
    from carnet.models.connection import vault_uuid

    try:
        return keyring_store.read(vault_uuid(vault))
    except CarnetError:  # no keyring on this machine: the password is asked
        return None
