"""The register in the window: its panel, the import that may outlive it, and the line that says it is old."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from carnet.errors import CarnetError
from carnet.register import store
from carnet.ui.background import Task
from carnet.ui.main_window import MainWindow
from carnet.ui.register_panel_process import RegisterImport
from carnet.ui.session import Session
from carnet.words import long_date

if TYPE_CHECKING:
    from carnet.ui.register_panel import RegisterPage


class RegisterWatch(QObject):
    """Owns the import (`work`) of one window."""

    def __init__(self, session: Session, window: MainWindow) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._told_age = False
        self._panel: RegisterPage | None = None
        self.work = RegisterImport(session.folders.data, self)
        self.work.succeeded.connect(self._on_import)
        self.work.failed.connect(self._on_refusal)
        window.import_requested.connect(self.ask)
        session.register_changed.connect(self.look)

    @Slot()
    def ask(self) -> None:
        """Show the panel beside the list: one goes on searching."""
        from carnet.ui.register_panel import RegisterPage

        later = self.tr("Fermer   Échap")
        panel = self._panel = RegisterPage(self._session, self.work, self._window.theme, later=later)
        panel.done.connect(self._window.close_panel)
        self._window.show_panel(panel, side=True)

    @Slot()
    def look(self) -> None:
        """Read the day of the register in place, to say when it is old, or that it cannot be read."""
        folder = self._session.folders.data
        task = Task(lambda ticket: _day_of_register(folder), self._session.background)
        task.succeeded.connect(self._tell_age)
        task.failed.connect(self._tell_refusal)
        task.start()

    @property
    def _panel_shown(self) -> bool:
        page = self._window.page
        elsewhere = self._window.pages.currentWidget() is not page
        return elsewhere or (self._panel is not None and page.right.currentWidget() is self._panel)

    @Slot(dict)
    def _on_import(self, report: dict[str, Any]) -> None:
        self._session.look_again()
        if not self._panel_shown:
            day = long_date(date.fromisoformat(report["date"]))
            self._window.show_notice(self.tr("Annuaire national du {} en place.").format(day))

    @Slot(str)
    def _on_refusal(self, why: str) -> None:
        if not self._panel_shown:
            self._window.show_notice(why, self.tr("Choisir un autre fichier…"), self.ask)

    @Slot(object)
    def _tell_age(self, day: date | None) -> None:
        from carnet.ui.register_panel_age import age_words

        words = age_words(day, self._session.today()) if day and self._session.has_vault else ""
        if words:
            self._window.show_notice(words, self.tr("Mettre à jour…"), self.ask)
        elif self._told_age:
            self._window.close_notice()
        self._told_age = bool(words)

    @Slot(object)
    def _tell_refusal(self, error: CarnetError) -> None:
        self._window.show_notice(str(error), self.tr("Importer…"), self.ask)


def _day_of_register(folder: Path) -> date | None:
    status = store.status(folder)
    return status.day if status else None
