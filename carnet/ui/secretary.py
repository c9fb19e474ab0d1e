"""« Accès du secrétariat… »: what her view is, what it is not, and the password that opens it."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from carnet import words
from carnet.errors import CarnetError
from carnet.models.book import Book
from carnet.ui.background import Task
from carnet.ui.first_run_pages import PasswordPage
from carnet.ui.panel_parts import Column, Tick, plain, primary
from carnet.ui.session import Session
from carnet.ui.theme import Theme


class Access(NamedTuple):
    """Whether the secretary has a password, and whether this system's keyring opens the owner's view by itself.

    `calls`: she sees whom to call back for whom, and ticks appointments and letters.
    """

    given: bool
    keyring: bool
    calls: bool = False


class AccessPage(Column):
    """Says what the access is and whether it is given. `password_wanted`, `removal_wanted`, `left`.

    `calls_chosen(bool)`: « À suivre » is hers too, or no longer.
    """

    calls_chosen = Signal(bool)
    password_wanted = Signal()
    removal_wanted = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Accès du secrétariat"))
        self.words(
            self.tr(
                "Un mot de passe à lui, tapé au même endroit que le vôtre, ouvre votre carnet dans une vue plus étroite"
                "\u202f: coordonnées, lignes du cabinet, consignes et délais annoncés. Ni vos notes, ni vos avis, ni "
                "vos adressages, ni «\u202fje n’adresse pas\u202f». Rien ne s’y modifie, hors ce que vous confiez ici."
            )
        )
        self.words(words.LOCK_ON_THE_SCREEN, weight=500)
        self.state = self.words("")
        self.calls = Tick(theme, self.tr("Lui confier les rappels («\u202fÀ suivre\u202f»)"))
        self.calls.clicked.connect(self.calls_chosen)
        self.calls.entered.connect(self.calls.click)
        self.column.addWidget(self.calls)
        self.calls_said = self.soft(
            self.tr(
                "Il y voit qui rappeler, pour quel code patient et depuis quand, et note «\u202frdv le\u202f» et "
                "«\u202fcourrier reçu\u202f». Ni délais attendus, ni motifs, ni notes, ni avis."
            )
        )
        self.keyring = self.soft(
            self.tr(
                "Le trousseau de cet ordinateur garde votre clé\u202f: carnet s’y ouvre de lui-même dans votre vue. "
                "«\u202fcarnet passphrase --forget\u202f» la retire."
            )
        )
        self._said = self.notice()
        self.password_button, self.remove_button = primary(""), plain(self.tr("Retirer l’accès"))
        self.close_button = self.leaving = plain(self.tr("Fermer   Échap"))
        self.buttons(self.password_button, self.remove_button, self.close_button)
        self.old_copies = self.soft(words.OLD_COPIES_STILL_OPEN)
        self.password_button.clicked.connect(self.password_wanted)
        self.remove_button.clicked.connect(self.removal_wanted)
        self.close_button.clicked.connect(self.left)
        self.column.addStretch(1)
        self.setFocusProxy(self.password_button)
        self.show_access(Access(given=False, keyring=False))

    @Slot(object)
    def show_access(self, access: Access) -> None:
        """Say how things stand, and offer what can be done."""
        self.state.setText(
            self.tr("Le secrétariat a son mot de passe.")
            if access.given
            else self.tr("Le secrétariat n’a pas de mot de passe.")
        )
        self.password_button.setText(
            self.tr("Changer son mot de passe…") if access.given else self.tr("Lui donner un mot de passe…")
        )
        self.remove_button.setVisible(access.given)
        self.old_copies.setVisible(access.given)
        self.keyring.setVisible(access.keyring)
        self.calls.setVisible(access.given)
        self.calls_said.setVisible(access.given)
        self.calls.setChecked(access.calls)
        self.say("")

    def say(self, text: str) -> None:
        """Tell what went wrong."""
        self._said.say(text)
        self.setEnabled(True)


class AccessPanel(QStackedWidget):
    """Gives, changes and takes back the secretary's password of the session's open book. `left`: done with it."""

    left = Signal()

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        assert session.book is not None
        self._session, self._book = session, session.book
        self._task: Task | None = None
        self.setAccessibleName(self.tr("Accès du secrétariat"))
        self.page = AccessPage(theme)
        self.new = PasswordPage(
            theme,
            self.tr("Mot de passe du secrétariat"),
            self.tr(
                "Un mot de passe entier, pas un code court\u202f: il garde le même fichier que le vôtre. Il doit être "
                "différent du vôtre."
            ),
            next_text=self.tr("Enregistrer"),
            back_text=self.tr("Retour"),
        )
        self.new.known = (session.practice_name,)
        self.addWidget(self.page)
        self.addWidget(self.new)
        self.page.password_wanted.connect(self._ask)
        self.page.removal_wanted.connect(self._remove)
        self.page.left.connect(self.left)
        self.page.calls_chosen.connect(self._let)
        self.new.given.connect(self._give)
        self.new.back.connect(self._return)
        self.setFocusProxy(self.page)
        book = self._book
        self._start(lambda: _access(book), self.page.show_access)

    @Slot()
    def _ask(self) -> None:
        self._turn_to(self.new)

    @Slot()
    def _return(self) -> None:
        self.new.forget()
        self._turn_to(self.page)

    def _turn_to(self, page: QWidget) -> None:
        self.setCurrentWidget(page)
        self.setFocusProxy(page)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _give(self) -> None:
        from carnet.models.secretary import give_access

        book, password, cost = self._book, self.new.password, self._session.cost

        def work() -> Access:
            give_access(book, password, cost=cost)
            return _access(book)

        self.new.setEnabled(False)
        self._start(work, self._show_given)

    @Slot()
    def _remove(self) -> None:
        from carnet.models.secretary import take_access_back

        book = self._book

        def work() -> Access:
            take_access_back(book)
            return _access(book)

        self.page.setEnabled(False)
        self._start(work, self.page.show_access)

    @Slot(bool)
    def _let(self, allowed: bool) -> None:
        from carnet.services.follow_up import let_secretary

        book, now = self._book, self._session.now()

        def work() -> Access:
            let_secretary(book, allowed, now=now)
            return _access(book)

        self.page.setEnabled(False)
        self._start(work, self._show_calls)

    @Slot(object)
    def _show_calls(self, access: Access) -> None:
        self.page.show_access(access)
        self.page.calls.setFocus(Qt.FocusReason.OtherFocusReason)

    def _start(self, work: Callable[[], Access], done: Callable[[Access], None]) -> None:
        task = Task(lambda ticket: work(), self._session.background)
        task.succeeded.connect(done)
        task.failed.connect(self._refuse)
        self._task = task.start()

    @Slot(object)
    def _show_given(self, access: Access) -> None:
        self.new.setEnabled(True)
        self.page.show_access(access)
        self._return()

    @Slot(object)
    def _refuse(self, error: CarnetError) -> None:
        (self.new if self.currentWidget() is self.new else self.page).say(str(error))


def _access(book: Book) -> Access:
    from carnet.models import keyring_store
    from carnet.models.secretary import has_access
    from carnet.services.follow_up import secretary_may

    try:
        kept = keyring_store.read(book.vault) is not None
    except CarnetError:  # no keyring on this machine
        kept = False
    return Access(has_access(book), kept, secretary_may(book))
