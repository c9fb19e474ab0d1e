"""« Sauvegardes » : when the last one was made, where they go, the list of them, one now, one elsewhere."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog

from carnet.errors import CarnetError
from carnet.models.backup import Made, backup
from carnet.services import backups
from carnet.ui.background import Task, Ticket
from carnet.ui.backup_list import BackupList, row_of
from carnet.ui.panel_parts import Column, Link, plain, primary
from carnet.ui.session import Session
from carnet.ui.theme import Theme
from carnet.words import megabytes, number, on_day_at

ChooseFolder = Callable[[str], Path | None]


class BackupPage(Column):
    """Shows and makes backups of the open book. `left`: closed. `restore_wanted(Path)`: that one is to be put back."""

    left = Signal()
    restore_wanted = Signal(object)

    def __init__(
        self,
        session: Session,
        theme: Theme,
        prepared: Callable[[], Callable[[Ticket], backups.Outcome]],
        *,
        choose_folder: ChooseFolder | None = None,
    ) -> None:
        """`prepared` gives what backs up wherever something changed, in another thread. `choose_folder` replaces the
        dialog."""
        super().__init__(theme, self.tr("Sauvegardes"))
        self._session, self._prepared = session, prepared
        self._choose_folder = choose_folder or self._ask_folder
        self._here = backups.folder_of(session.folders)
        self._task: Task | None = None
        self._reading: Task | None = None
        self._state = self.words("")
        self.now_button = primary(self.tr("Sauvegarder maintenant"))
        self.elsewhere_button = plain(self.tr("Dans un autre dossier…"))
        self.buttons(self.now_button, self.elsewhere_button)
        self._said = self.notice()
        self._where = self.soft("")
        self.choose_button, self.forget_button = Link(theme, ""), Link(theme, self.tr("Ne plus y sauvegarder"))
        self.buttons(self.choose_button, self.forget_button)
        self.list = BackupList(theme)
        self.column.addWidget(self.list)
        self.restore_button = plain(self.tr("Restaurer celle-ci…"))
        self.file_button, self.close_button = plain(self.tr("Restaurer un fichier…")), plain(self.tr("Fermer   Échap"))
        self.buttons(self.restore_button, self.file_button, self.close_button)
        self.soft(
            self.tr(
                "Chaque sauvegarde est chiffrée comme le carnet et s’ouvre par le mot de passe du jour où elle a été "
                "faite, ou par la feuille de secours de ce jour-là. Elle est rouverte et relue en entier avant qu’une "
                "plus ancienne soit effacée."
            )
        )
        self.column.addStretch(1)
        self._wire()
        self.setFocusProxy(self.now_button)
        self._show_places()

    def _wire(self) -> None:
        self.now_button.clicked.connect(self._back_up)
        self.elsewhere_button.clicked.connect(self._back_up_elsewhere)
        self.choose_button.clicked.connect(self._choose_stick)
        self.forget_button.clicked.connect(self._forget_stick)
        self.restore_button.clicked.connect(lambda: self.restore_wanted.emit(self.list.path))
        self.file_button.clicked.connect(lambda: self.restore_wanted.emit(None))
        self.list.chosen.connect(self.restore_wanted)
        self.list.selected_changed.connect(self._follow_selection)
        self.close_button.clicked.connect(self.left)

    @property
    def _stick(self) -> Path | None:
        return Path(self._session.settings.backup_folder) if self._session.settings.backup_folder else None

    @Slot()
    def look(self) -> None:
        """List the backups, then read each to its end."""
        folders, others = self._session.folders, [self._stick] if self._stick else []
        task = Task(lambda ticket: backups.all_entries(folders, others), self._session.background)
        task.succeeded.connect(self._show_entries)
        self._task = task.start()

    @Slot(object)
    def _show_entries(self, entries: tuple[backups.Entry, ...]) -> None:
        self.list.show_rows(tuple(row_of(entry, here=self._here) for entry in entries))
        vault = self._session.book.vault if self._session.book else None
        mine = [entry.manifest for entry in entries if entry.manifest and entry.manifest.vault == vault]
        self._state.setText(
            self.tr("Dernière sauvegarde\u202f: le {}.").format(on_day_at(mine[0].made_at))
            if mine
            else self.tr("Aucune sauvegarde pour l’instant\u202f: la première se fera à la fermeture.")
        )
        self._stop_reading()
        reading = Task(lambda ticket: _read_all(entries, ticket), self._session.background)
        reading.progressed.connect(self._tell)
        self._reading = reading.start()

    @Slot(object)
    def _tell(self, entry: backups.Entry) -> None:
        self.list.model_of_rows.tell(entry.path, good=not entry.trouble)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  (Qt's name)
        """Look each time: a stick may have come."""
        super().showEvent(event)
        self._show_places()
        self.look()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  (Qt's name)
        """Nobody waits for the bytes any more, and the end of the program must not."""
        super().hideEvent(event)
        self._stop_reading()

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()

    def _show_places(self) -> None:
        stick = self._stick
        lines = [self.tr("À la fermeture et une fois par jour, dans {}").format(self._here)]
        if stick is not None:
            there = "" if backups.is_there(stick) else self.tr(" (absent en ce moment)")
            lines.append(self.tr("et dans {folder}{there}").format(folder=stick, there=there))
        self._where.setText("\n".join(lines))
        self.choose_button.setText(
            self.tr("Changer de clé ou de dossier…")
            if stick
            else self.tr("Sauvegarder aussi sur une clé ou un disque…")
        )
        self.choose_button.updateGeometry()
        self.forget_button.setVisible(stick is not None)

    @Slot()
    def _follow_selection(self) -> None:
        self.restore_button.setVisible(self.list.path is not None)

    @Slot()
    def _back_up(self) -> None:
        self._busy(self._prepared(), self._made)

    @Slot()
    def _back_up_elsewhere(self) -> None:
        folder, book, now = self._choose_folder(self.tr("Sauvegarder dans")), self._session.book, self._session.now()
        if folder is None or book is None:
            return

        def work(_: Ticket) -> Made:
            return backup(book, folder / backups.name_at(now), now=now)

        self._busy(work, self._made_elsewhere)

    def _busy(self, work: Callable[[Ticket], object], then: Callable[..., None]) -> None:
        self.now_button.setEnabled(False)
        self.elsewhere_button.setEnabled(False)
        self._said.paint_as("soft")
        self._said.say(self.tr("Sauvegarde en cours…"))
        task = Task(work, self._session.background)
        task.succeeded.connect(then)
        task.failed.connect(self._refuse)
        self._task = task.start()

    @Slot(object)
    def _made(self, outcome: backups.Outcome) -> None:
        self._free()
        if outcome.made:
            made = outcome.made[0]
            words = self.tr("Sauvegarde faite et vérifiée\u202f: {cards}, {size}.").format(
                cards=_cards(made.manifest.counts["correspondent"]), size=megabytes(made.size)
            )
        else:
            words = self.tr("Rien n’a changé depuis la dernière sauvegarde.")
        if outcome.absent is not None:
            words += " " + self.tr(
                "La clé n’est pas branchée\u202f: elle recevra la sauvegarde à la prochaine fermeture."
            )
        self._said.paint_as("accent")
        self._said.say(words)
        self.look()

    @Slot(object)
    def _made_elsewhere(self, made: Made) -> None:
        self._free()
        self._said.paint_as("accent")
        self._said.say(
            self.tr("Sauvegarde faite et vérifiée\u202f: {path} ({cards}, {size}).").format(
                path=made.path, cards=_cards(made.manifest.counts["correspondent"]), size=megabytes(made.size)
            )
        )
        self.look()

    @Slot(object)
    def _refuse(self, error: CarnetError) -> None:
        self._free()
        self._said.paint_as("warning")
        self._said.say(str(error))

    def _free(self) -> None:
        self.now_button.setEnabled(True)
        self.elsewhere_button.setEnabled(True)
        self.now_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _choose_stick(self) -> None:
        folder = self._choose_folder(self.tr("Sauvegarder aussi dans"))
        if folder is None:
            return
        try:
            backups.choose(folder)
            backups.remember_choice(self._session.folders, folder, self._session.today())
            self._session.change_settings(backup_folder=str(folder))
        except CarnetError as error:
            self._refuse(error)
            return
        self._show_places()
        self._back_up()

    @Slot()
    def _forget_stick(self) -> None:
        try:
            self._session.change_settings(backup_folder="")
        except CarnetError as error:
            self._refuse(error)
        self._show_places()
        self.look()
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_folder(self, title: str) -> Path | None:
        start = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.HomeLocation)
        chosen = QFileDialog.getExistingDirectory(self, title, start)
        return Path(chosen) if chosen else None


def _read_all(entries: tuple[backups.Entry, ...], ticket: Ticket) -> None:
    """Read every backup, the newest first, telling each."""
    for entry in entries:
        if ticket.cancelled:
            return
        if entry.manifest is not None:
            ticket.progress(backups.checked(entry))


def _cards(count: int) -> str:
    return f"{number(count)} {'fiches' if count > 1 else 'fiche'}"
