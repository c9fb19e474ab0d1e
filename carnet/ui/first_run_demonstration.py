"""The demonstration in a throw-away folder: a fictitious book and register, made by the program itself as a child."""

import secrets
import shutil
import tempfile
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QProgressBar

from carnet.paths import Folders
from carnet.ui.panel_parts import Column, plain
from carnet.ui.register_panel_process import Child
from carnet.ui.theme import Theme

_PRACTICE = ("--name", "Cabinet des Platanes", "--commune", "84035", "--owner", "Dr Claire Morel")


class Demonstration(QObject):
    """Makes the folder; `ready(password)` when it can be opened, `failed(str)` if not. `remove` it at the end."""

    ready = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = Path(tempfile.mkdtemp(prefix="carnet-demo-"))
        self.folders = Folders.inside(self._folder / "data")
        self._password = secrets.token_hex(16)
        self._file = self._folder / "password"
        self._file.write_text(self._password, encoding="utf-8")
        self._child: Child | None = None

    def start(self) -> None:
        """Begin to make it."""
        self._run(["init", *_PRACTICE], self._fill)

    def remove(self) -> None:
        """Stop what runs, and leave nothing behind; what another program still holds open goes with the system's
        own cleaning of temporary files."""
        if self._child is not None:
            self._child.end()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, command: list[str], then: object) -> None:
        arguments = ["--passphrase-file", str(self._file), "--json", *command]
        self._child = Child(self.folders.data, arguments, self)
        self._child.succeeded.connect(then)
        self._child.failed.connect(self.failed)
        self._child.start()

    @Slot()
    def _fill(self) -> None:
        self._run(["demo"], self._tell)

    @Slot()
    def _tell(self) -> None:
        self._file.unlink()
        self.ready.emit(self._password)


class DemonstrationPage(Column):
    """Shown while the demonstration is made. `given_up`: it could not be."""

    given_up = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Le carnet de démonstration se prépare"))
        self.words(
            self.tr(
                "Un cabinet fictif à Cavaillon\u202f: 300 correspondants, un an d’adressages. "
                "Personne n’existe, aucun numéro ne répond. Tout disparaît à la fermeture."
            )
        )
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Préparation"))
        self.column.addWidget(self._bar)
        self._said = self.notice()
        self._back = plain(self.tr("Retour"))
        self._back.clicked.connect(self.given_up)
        self._back.hide()
        self.buttons(self._back)
        self.column.addStretch(1)

    @Slot(str)
    def say(self, text: str) -> None:
        """Tell why there will be no demonstration."""
        self._bar.hide()
        self._said.say(text)
        self._back.show()
        self._back.setFocus()
