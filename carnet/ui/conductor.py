"""What shows when: the first run, a locked book, the demonstration, a bug; one window at a time."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from carnet.domain.disclosure import Profile
from carnet.domain.rights import REFUSAL
from carnet.errors import CarnetError
from carnet.paths import Folders
from carnet.ui.main_window import MainWindow
from carnet.ui.session import Session
from carnet.ui.shell import Shell

if TYPE_CHECKING:
    from carnet.ui.backup_watch import BackupWatch
    from carnet.ui.bug_report import BugReports
    from carnet.ui.conductor_menu import ConductorMenu
    from carnet.ui.first_run_demonstration import Demonstration
    from carnet.ui.register_panel_watch import RegisterWatch
    from carnet.ui.unlock_entrance import Entrance

_QUIET_MS = 1500  # after the start: what can wait for the first results


class Conductor(QObject):
    """Owns the session and the window of a run, in the frame `shell`. Those of the demonstration may take their place.

    Panels are imported when they are shown: none is on the way to the first results.
    """

    session: Session
    window: MainWindow
    entrance: "Entrance"
    register: "RegisterWatch"
    menu: "ConductorMenu"

    def __init__(self, folders: Folders, shell: Shell, *, secretary: bool = False) -> None:
        """`secretary`: whatever opens the book, its owner's password or the keyring included, opens her view."""
        super().__init__()
        self._view = Profile.SECRETARY if secretary else Profile.OWNER
        self._folders, self.shell = folders, shell
        shell.closing.connect(self._put_away)
        self._demonstration: Demonstration | None = None
        self._bugs: BugReports | None = None
        self._password_file: Path | None = None
        self._backups: BackupWatch | None = None

    @property
    def backups(self) -> "BackupWatch":
        """Made when it is first needed: nothing of it is on the way to the first results."""
        if self._backups is None:
            from carnet.ui.backup_watch import BackupWatch

            made = BackupWatch(self.session, self.window, throw_away=self._demonstration is not None)
            made.left.connect(self._leave_backups)
            self._backups = made
        return self._backups

    def start(self, *, password_file: Path | None = None) -> None:
        """Show the window, and in it what its folder needs."""
        self._password_file = password_file
        self._open(Session(self._folders, view=self._view), rows_first=True)
        self.window.completed.connect(self._enter)

    @Slot()
    def _enter(self) -> None:
        """The first rows are shown, those of the register or none: now the book."""
        self._furnish()
        if not self.session.has_vault:
            self.show_first_run()
        elif self._password_file is not None:
            self.entrance.open_by_file(self._password_file)
        else:
            self.entrance.ask_or_use_keyring()
        QTimer.singleShot(_QUIET_MS, self.register, self.register.look)

    @Slot()
    def start_demonstration(self) -> None:
        """Show the window of a throw-away folder, which takes the place of the one shown if there is one."""
        from carnet.ui.first_run_demonstration import Demonstration, DemonstrationPage

        if self._bugs is not None:
            self.window.close()
            self.session.close()
        self._demonstration = made = Demonstration(self)
        self._open(Session(made.folders, demonstration=True, view=self._view))
        page = DemonstrationPage(self.window.theme)
        made.ready.connect(self.entrance.open_by)
        made.failed.connect(page.say)
        page.given_up.connect(self.shell.close)
        self.window.show_panel(page)
        made.start()

    def end(self) -> None:
        """The window is closed: let go of everything, and leave nothing of a demonstration."""
        if self.window.page.completed:
            self.register.work.end()
        if self.session.book is not None:
            self.backups.end()
        self.session.close()
        if self._demonstration is not None:
            self._demonstration.remove()

    @Slot()
    def raise_window(self) -> None:
        """Bring the window to the front: carnet was started again."""
        self.shell.setWindowState(self.shell.windowState() & ~Qt.WindowState.WindowMinimized)
        self.shell.show()
        self.shell.raise_()
        self.shell.activateWindow()

    @Slot()
    def show_first_run(self) -> None:
        """Show the panel of a folder without a vault; to a secretary, that there is none."""
        if self._view is not Profile.OWNER:
            self._offer_first_run()
            return
        from carnet.ui.first_run import FirstRun

        panel = FirstRun(self.session, self.register.work, self.window.theme)
        panel.done.connect(self._leave_first_run)
        panel.demonstration_wanted.connect(self.start_demonstration)
        panel.restore_wanted.connect(self._restore)
        self.window.show_panel(panel)

    def _open(self, session: Session, *, rows_first: bool = False) -> None:
        self.session, self.window = session, MainWindow(session, rows_first=rows_first)
        self._backups = None
        words = self.shell.fill(self.window)
        self.window.theme.dress()
        if words:
            self.window.consultation.type(words)
        self.window.to_box()
        self.window.page.box.deselect()
        if not rows_first:
            self._furnish()

    def _furnish(self) -> None:
        """What goes with a window that is complete."""
        from carnet.ui.bug_report import BugReports
        from carnet.ui.conductor_menu import ConductorMenu
        from carnet.ui.register_panel_watch import RegisterWatch
        from carnet.ui.unlock_entrance import Entrance

        session, window = self.session, self.window
        self._bugs = BugReports(session.folders.data / "logs", session.now, self)
        self._bugs.told.connect(window.show_notice)
        self._bugs.install()
        self.entrance, self.register = Entrance(session, window), RegisterWatch(session, window)
        session.lock_changed.connect(self._tell_vault)
        self.entrance.restore_wanted.connect(self._restore)
        window.searcher.damaged.connect(self._tell_damage)
        self.menu = ConductorMenu(
            session, window, self.entrance, self.register,
            backups=lambda: self.backups, create=self.show_first_run, throw_away=self._demonstration is not None,
        )  # fmt: skip
        QTimer.singleShot(_QUIET_MS, self, self._sweep)

    @Slot()
    def _put_away(self) -> None:
        """The frame closes: the window in it puts its things away, and where the frame was is remembered."""
        self.window.close()
        with contextlib.suppress(CarnetError):  # a place on the screen is lost, nothing else
            self.session.change_settings(window=self.shell.geometry_text)

    @Slot()
    def _leave_first_run(self) -> None:
        self.window.close_panel()
        self._offer_first_run()

    @Slot()
    def _tell_vault(self) -> None:
        """Without a vault, how to make one; that line goes when there is one, and what an open book needs begins."""
        session = self.session
        if session.has_vault and session.book is not None:
            self.window.close_notice()
            self.register.look()
            QTimer.singleShot(_QUIET_MS, self, self._tidy)
            QTimer.singleShot(_QUIET_MS, self, self._begin_backups)
        else:
            self._offer_first_run()

    def _offer_first_run(self) -> None:
        session = self.session
        if session.has_vault or session.book is not None or session.demonstration:
            return
        if self._view is Profile.OWNER:
            self.window.show_notice(
                self.tr("Vous n’avez pas encore de carnet."), self.tr("Créer mon carnet…"), self.show_first_run
            )
        else:
            self.window.show_notice(self.tr("Il n’y a pas encore de carnet ici\u202f: c’est au médecin de le créer."))

    @Slot()
    def _sweep(self) -> None:
        from carnet.ui.documents_tidy import sweep_folders

        sweep_folders(self.session)

    @Slot()
    def _tidy(self) -> None:
        from carnet.ui.documents_tidy import tidy_book

        tidy_book(self.session, self.window.searcher)

    @Slot()
    def _begin_backups(self) -> None:
        if self.session.book is not None:
            self.backups.begin()

    @Slot()
    def _restore(self) -> None:
        if self._view is not Profile.OWNER:
            self.window.show_notice(REFUSAL)
            return
        self.backups.ask_restore()

    @Slot()
    def _leave_backups(self) -> None:
        self.window.close_panel()
        if not self.session.has_vault:
            self.show_first_run()
        elif self.session.locked:
            self.entrance.ask()

    @Slot()
    def _tell_damage(self) -> None:
        self.backups.look_at_damage()
