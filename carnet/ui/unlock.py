"""The panel of a locked book: the password, or the code of the feuille de secours; the register answers meanwhile."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from carnet.domain.disclosure import Profile
from carnet.errors import CarnetError
from carnet.ui.background import Task
from carnet.ui.first_run_pages import PasswordPage
from carnet.ui.panel_parts import Column, Link, password_field, plain, primary
from carnet.ui.session import Session
from carnet.ui.theme import Theme


class PasswordEntry(Column):
    """Type the password. `sheet_wanted`: it is lost. `register_wanted`: never mind, the register will do.
    `restore_wanted`: the file is damaged."""

    given = Signal(str)
    sheet_wanted = Signal()
    register_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Votre carnet est verrouillé"))
        self.password = self.field(self.tr("Mot de passe"), password_field())
        self._said = self.notice()
        self.open_button, self.show_button = primary(self.tr("Ouvrir")), Link(theme, self.tr("Montrer ce que je tape"))
        self.show_button.setCheckable(True)
        self.show_button.toggled.connect(self._reveal)
        self.buttons(self.open_button, self.show_button)
        self.sheet_button = Link(theme, self.tr("Feuille de secours…"))
        self.register_button = Link(theme, self.tr("Chercher dans l’annuaire en attendant"))
        self.restore_button = Link(theme, self.tr("Restaurer une sauvegarde…"))
        self.restore_button.hide()
        self.restore_button.clicked.connect(self.restore_wanted)
        self.buttons(self.sheet_button, self.restore_button, self.register_button)
        self.open_button.clicked.connect(self._give)
        self.password.returnPressed.connect(self._give)
        self.sheet_button.clicked.connect(self.sheet_wanted)
        self.register_button.clicked.connect(self.register_wanted)
        self.column.addStretch(1)
        self.setFocusProxy(self.password)

    def refuse(self, error: CarnetError) -> None:
        """Tell why the book did not open; the way out of a damaged file is offered with it."""
        from carnet.models.connection import VaultDamaged
        from carnet.models.keys import KeysLost, WrongRawKey

        self.restore_button.setVisible(isinstance(error, VaultDamaged | KeysLost | WrongRawKey))
        self.say(str(error))

    def say(self, text: str) -> None:
        """Tell why the book did not open; the password can be typed over at once."""
        self._said.say(text)
        self.setEnabled(True)
        self.password.setFocus()
        self.password.selectAll()

    @Slot(bool)
    def _reveal(self, shown: bool) -> None:
        self.password.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    @Slot()
    def _give(self) -> None:
        if self.password.text():
            self._said.say("")
            self.setEnabled(False)
            self.given.emit(self.password.text())


class CodeEntry(Column):
    """Type the code of the feuille de secours."""

    given = Signal()
    back = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Feuille de secours"))
        self.words(self.tr("Sept groupes de quatre signes. Majuscules, espaces et tirets sont libres."))
        self.code = self.field(self.tr("Code de secours"), QLineEdit())
        self.code.setMaxLength(120)
        self._said = self.notice()
        self.next_button, self.back_button = primary(self.tr("Continuer")), plain(self.tr("Retour"))
        self.buttons(self.next_button, self.back_button)
        self.next_button.clicked.connect(self._give)
        self.code.returnPressed.connect(self._give)
        self.back_button.clicked.connect(self.back)
        self.column.addStretch(1)
        self.setFocusProxy(self.code)

    def say(self, text: str) -> None:
        """Tell what is wrong with the code."""
        self._said.say(text)
        self.code.setFocus()

    @Slot()
    def _give(self) -> None:
        self._said.say("")
        if self.code.text().strip():
            self.given.emit()


class UnlockPanel(QStackedWidget):
    """Opens the session's book. `done`: it is open, or the reader prefers the register alone. `restore_wanted`: the
    file is damaged."""

    done = Signal()
    restore_wanted = Signal()

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Ouvrir le carnet"))
        self._session = session
        self._task: Task | None = None
        self.entry, self.code = PasswordEntry(theme), CodeEntry(theme)
        self.new = PasswordPage(
            theme,
            self.tr("Nouveau mot de passe"),
            self.tr("Il remplace l’ancien. Votre feuille de secours reste valable\u202f: rangez-la."),
            next_text=self.tr("Ouvrir mon carnet"),
            back_text=self.tr("Retour"),
        )
        for page in (self.entry, self.code, self.new):
            self.addWidget(page)
        self.entry.given.connect(self._unlock)
        self.entry.sheet_wanted.connect(lambda: self._turn_to(self.code))
        self.entry.register_wanted.connect(self.done)
        self.entry.restore_wanted.connect(self.restore_wanted)
        self.code.given.connect(self._check_code)
        self.code.back.connect(lambda: self._turn_to(self.entry))
        self.new.given.connect(self._recover)
        self.new.back.connect(lambda: self._turn_to(self.code))
        self.entry.sheet_button.setVisible(session.view is Profile.OWNER)  # its code changes the password
        session.register_changed.connect(self._offer_register)
        self._offer_register()
        self.setFocusProxy(self.entry)

    def _turn_to(self, page: QWidget) -> None:
        self.setCurrentWidget(page)
        self.setFocusProxy(page)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _offer_register(self) -> None:
        try:
            there = self._session.register_path() is not None
        except CarnetError:
            there = False
        self.entry.register_button.setVisible(there)

    @Slot(str)
    def _unlock(self, password: str) -> None:
        task = self._session.unlock(password)
        task.succeeded.connect(self._opened)
        task.failed.connect(self._refused)
        self._task = task.start()

    @Slot()
    def _opened(self) -> None:
        self.entry.password.clear()
        self.entry.setEnabled(True)
        self.new.forget()
        self.done.emit()

    @Slot(object)
    def _refused(self, error: CarnetError) -> None:
        self.entry.refuse(error)

    @Slot()
    def _check_code(self) -> None:
        """A mistyped code is told before a new password is asked."""
        from carnet.models.recovery_code import BadRecoveryCode, read

        try:
            read(self.code.code.text())
        except BadRecoveryCode as error:
            self.code.say(str(error))
            return
        self._turn_to(self.new)

    @Slot()
    def _recover(self) -> None:
        self.new.setEnabled(False)
        task = self._session.unlock_with_recovery_code(self.code.code.text(), self.new.password)
        task.succeeded.connect(self._opened)
        task.failed.connect(self._code_refused)
        self._task = task.start()

    @Slot(object)
    def _code_refused(self, error: CarnetError) -> None:
        self.new.setEnabled(True)
        self._turn_to(self.code)
        self.code.say(str(error))
