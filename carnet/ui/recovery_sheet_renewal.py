"""A new feuille de secours for a book that is open: the old sheet is lost, or somebody saw it."""

from PySide6.QtCore import Signal, Slot

from carnet.errors import CarnetError
from carnet.ui.background import Task
from carnet.ui.panel_parts import Column, plain, primary
from carnet.ui.session import Session
from carnet.ui.theme import Theme


class RenewalPage(Column):
    """Says what a new sheet does to the old one. `renewed(code)`: it is made. `left`: not today."""

    renewed = Signal(str)
    left = Signal()

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__(theme, self.tr("Nouvelle feuille de secours"))
        self._session = session
        self._task: Task | None = None
        self.words(
            self.tr(
                "Un nouveau code est tiré, à imprimer ou à enregistrer. L’ancienne feuille ne servira plus\u202f: "
                "détruisez-la. Le mot de passe ne change pas."
            )
        )
        self._said = self.notice()
        self.make_button = primary(self.tr("Faire une nouvelle feuille"))
        self.back_button = plain(self.tr("Fermer   Échap"))
        self.leaving = self.back_button
        self.make_button.clicked.connect(self._renew)
        self.back_button.clicked.connect(self.left)
        self.buttons(self.make_button, self.back_button)
        self.column.addStretch(1)
        self.setFocusProxy(self.make_button)

    @Slot()
    def _renew(self) -> None:
        self.make_button.setEnabled(False)
        task = self._session.renew_recovery_code()
        task.succeeded.connect(self.renewed)
        task.failed.connect(self._refuse)
        self._task = task.start()

    @Slot(object)
    def _refuse(self, error: CarnetError) -> None:
        self.make_button.setEnabled(True)
        self._said.say(str(error))
