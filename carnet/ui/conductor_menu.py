"""The program's own entries in « Réglages »: the book as a whole, the register, what goes out and who comes in."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from carnet.domain.disclosure import Profile
from carnet.ui.import_rooms import furnish
from carnet.ui.main_window import MainWindow
from carnet.ui.session import Session
from carnet.ui.settings_menu import FOR_ALL

if TYPE_CHECKING:
    from carnet.ui.backup_watch import BackupWatch
    from carnet.ui.register_panel_watch import RegisterWatch
    from carnet.ui.unlock_entrance import Entrance


class ConductorMenu(QObject):
    """Adds the entries to the window's menu, and shows at each opening those that go with what is open."""

    def __init__(
        self, session: Session, window: MainWindow, entrance: "Entrance", register: "RegisterWatch", *,
        backups: "Callable[[], BackupWatch]", create: Callable[[], None], throw_away: bool,
    ) -> None:  # fmt: skip
        """`backups` is asked when it is needed, `create` makes a book. `throw_away`: the folder goes with the window,
        there is nothing to back up."""
        super().__init__(window)
        self._session, self._window, self._entrance, self._register = session, window, entrance, register
        self._backups, self._create, self._throw_away = backups, create, throw_away
        self._fill()
        window.settings_menu.aboutToShow.connect(self._update)

    def _fill(self) -> None:
        self._window.settings_menu.addSeparator()
        self._entry(self.tr("Tout le carnet… (Ctrl B)"), self._window.keys["table"].trigger, for_all=True)
        self._entry(self.tr("Annuaire national…"), self._register.ask, for_all=True)
        self._import_entries = furnish(self._window, self._entry)
        self._create_entry = self._entry(self.tr("Créer mon carnet…"), self._create)
        self._open_entry = self._entry(self.tr("Ouvrir mon carnet…"), self._entrance.ask, for_all=True)
        self._backups_entry = self._entry(self.tr("Sauvegardes…"), lambda: self._backups().ask())
        self._restore_entry = self._entry(self.tr("Restaurer une sauvegarde…"), lambda: self._backups().ask_restore())
        self._export_entry = self._entry(self.tr("Exporter des fiches…"), self._export)
        self._record_entry = self._entry(self.tr("Texte pour le dossier…"), self._offer_template)
        self._sheet_entry = self._entry(self.tr("Nouvelle feuille de secours…"), self._offer_new_sheet)
        self._access_entry = self._entry(self.tr("Accès du secrétariat…"), self.offer_access)
        self._lock_entry = self._entry(self.tr("Verrouiller mon carnet"), self.lock, for_all=True)

    def _entry(self, text: str, deed: Callable[[], None], *, for_all: bool = False) -> QAction:
        entry = self._window.settings_menu.addAction(text)
        entry.setProperty(FOR_ALL, for_all)
        entry.triggered.connect(lambda _checked=False: deed())
        return entry

    @Slot()
    def _update(self) -> None:
        session, menu = self._session, self._window.settings_menu
        menu.widen()
        is_open = session.book is not None
        own = is_open and not session.demonstration
        self._create_entry.setVisible(not session.has_vault and not session.demonstration)
        self._open_entry.setVisible(session.locked)
        self._backups_entry.setVisible(is_open and not self._throw_away)
        self._restore_entry.setVisible(not is_open and not self._throw_away)
        for entry in (self._record_entry, self._export_entry, *self._import_entries):
            entry.setVisible(is_open)
        for entry in (self._sheet_entry, self._access_entry, self._lock_entry):
            entry.setVisible(own)
        if session.profile is not Profile.OWNER:
            menu.narrow()

    @Slot()
    def lock(self) -> None:
        """Close the book, and ask for a password in the place of the card."""
        self._session.lock()
        self._entrance.ask()

    @Slot()
    def offer_access(self) -> None:
        """Show « Accès du secrétariat » in the place of the card."""
        from carnet.ui.secretary import AccessPanel

        panel = AccessPanel(self._session, self._window.theme)
        panel.left.connect(self._window.close_panel)
        self._window.show_panel(panel, side=True)

    @Slot()
    def _export(self) -> None:
        from carnet.ui.export import open_export

        open_export(self._window)

    @Slot()
    def _offer_template(self) -> None:
        from carnet.ui.refer_template import open_template

        open_template(self._window)

    @Slot()
    def _offer_new_sheet(self) -> None:
        from carnet.ui.recovery_sheet_renewal import RenewalPage

        panel = RenewalPage(self._session, self._window.theme)
        panel.left.connect(self._window.close_panel)
        panel.renewed.connect(self._show_sheet)
        self._window.show_panel(panel, side=True)

    @Slot(str)
    def _show_sheet(self, code: str) -> None:
        from carnet.ui.recovery_sheet import RecoverySheetPage
        from carnet.ui.recovery_sheet_paper import RecoveryPaper

        session = self._session
        paper = RecoveryPaper(code, session.practice_name, session.folders.vault.absolute(), session.today())
        page = RecoverySheetPage(self._window.theme, paper)
        page.put_away.connect(self._window.close_panel)
        self._window.show_panel(page)
