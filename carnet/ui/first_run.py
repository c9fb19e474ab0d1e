"""The first five minutes: practice, password, feuille de secours, register; or a look at the demonstration."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from carnet.errors import CarnetError
from carnet.ui.background import Task
from carnet.ui.first_run_pages import PasswordPage, PracticePage, WelcomePage
from carnet.ui.recovery_sheet import RecoverySheetPage
from carnet.ui.recovery_sheet_paper import RecoveryPaper
from carnet.ui.register_panel import RegisterPage
from carnet.ui.register_panel_process import RegisterImport
from carnet.ui.session import Opened, Session
from carnet.ui.theme import Theme


class FirstRun(QStackedWidget):
    """The panel of a folder without a vault. `done`: nothing more to ask. `demonstration_wanted`,
    `restore_wanted`: show that instead."""

    done = Signal()
    demonstration_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self, session: Session, work: RegisterImport, theme: Theme) -> None:
        """`work`: the import of the register, which outlives this panel."""
        super().__init__()
        self.setAccessibleName(self.tr("Premiers pas"))
        self._session, self._theme = session, theme
        self._task: Task | None = None
        self.welcome = WelcomePage(theme, register_there=session.register_path() is not None)
        self.practice = PracticePage(theme)
        self.password = PasswordPage(
            theme,
            self.tr("Votre mot de passe"),
            self.tr(
                "Il chiffre votre carnet\u202f: personne d’autre ne le connaît, et personne ne peut le retrouver. "
                "Une courte phrase est plus sûre, et plus facile à retenir, qu’un mot compliqué."
            ),
            next_text=self.tr("Créer mon carnet"),
            back_text=self.tr("Retour"),
            step=self.tr("2 sur 4"),
        )
        self.sheet: RecoverySheetPage | None = None
        self.register = RegisterPage(session, work, theme, later=self.tr("Plus tard"), step=self.tr("4 sur 4"))
        for page in (self.welcome, self.practice, self.password, self.register):
            self.addWidget(page)
        self._wire()
        self.setFocusProxy(self.welcome)

    def _wire(self) -> None:
        self.welcome.creation_wanted.connect(lambda: self._turn_to(self.practice))
        self.welcome.demonstration_wanted.connect(self.demonstration_wanted)
        self.welcome.register_wanted.connect(self._register_first)
        self.welcome.restore_wanted.connect(self.restore_wanted)
        self.practice.back.connect(lambda: self._turn_to(self.welcome))
        self.practice.given.connect(self._ask_password)
        self.password.back.connect(lambda: self._turn_to(self.practice))
        self.password.given.connect(self._create)
        self.register.done.connect(self.done)

    def _turn_to(self, page: QWidget) -> None:
        self.setCurrentWidget(page)
        self.setFocusProxy(page)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _register_first(self) -> None:
        if self._session.register_path() is not None:
            self.done.emit()
        else:
            self._turn_to(self.register)

    @Slot()
    def _ask_password(self) -> None:
        self.password.known = (self.practice.name.text(), self.practice.commune.label())
        self._turn_to(self.password)

    @Slot()
    def _create(self) -> None:
        self.password.setEnabled(False)
        task = self._session.create(
            self.password.password,
            practice_name=self.practice.name.text().strip(),
            commune_insee=self.practice.commune.insee,
        )
        task.succeeded.connect(self._created)
        task.failed.connect(self._refused)
        self._task = task.start()

    @Slot(object)
    def _created(self, opened: Opened) -> None:
        self.password.forget()
        folder = self._session.folders
        paper = RecoveryPaper(
            opened.recovery_code, opened.practice_name, Path(folder.vault).absolute(), self._session.today()
        )
        self.sheet = RecoverySheetPage(self._theme, paper, step=self.tr("3 sur 4"))
        self.sheet.put_away.connect(self._after_sheet)
        self.addWidget(self.sheet)
        self._turn_to(self.sheet)

    @Slot(object)
    def _refused(self, error: CarnetError) -> None:
        self.password.say(str(error))

    @Slot()
    def _after_sheet(self) -> None:
        assert self.sheet is not None
        self.removeWidget(self.sheet)
        self.sheet.deleteLater()
        self.sheet = None
        if self._session.register_path() is not None:
            self.done.emit()
        else:
            self._turn_to(self.register)
