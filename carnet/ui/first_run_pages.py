"""The pages of the first run that ask something: which practice, which password."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit

from carnet.ui.first_run_commune import CommuneField
from carnet.ui.first_run_strength import strength, strength_in_words
from carnet.ui.panel_parts import Column, Link, password_field, plain, primary
from carnet.ui.theme import Theme

_COLOURS = {"short": "soft", "weak": "warning", "fair": "ink", "good": "accent"}


class WelcomePage(Column):
    """What carnet is, and the ways to begin."""

    creation_wanted = Signal()
    demonstration_wanted = Signal()
    register_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self, theme: Theme, *, register_there: bool) -> None:
        super().__init__(theme, self.tr("Bienvenue dans carnet"), size=26)
        self.words(
            self.tr(
                "Votre carnet d’adresses de médecin\u202f: à qui adresser ce patient, quel numéro, quel délai, "
                "en quelques lettres."
            ),
            size=16,
        )
        self.words(
            self.tr("Tout reste sur cet ordinateur, chiffré par votre mot de passe. Rien ne passe par le réseau.")
        )
        self.create_button = primary(self.tr("Créer mon carnet"))
        self.try_button = plain(self.tr("Essayer avec un carnet de démonstration"))
        self.create_button.clicked.connect(self.creation_wanted)
        self.try_button.clicked.connect(self.demonstration_wanted)
        self.buttons(self.create_button, self.try_button)
        self.soft(
            self.tr(
                "Trois minutes\u202f: votre cabinet, un mot de passe, une feuille à ranger. "
                "La démonstration est fictive et disparaît quand vous la fermez."
            )
        )
        self.register_button = Link(
            theme,
            self.tr("Chercher dans l’annuaire sans carnet")
            if register_there
            else self.tr("Mettre d’abord l’annuaire national en place"),
        )
        self.register_button.clicked.connect(self.register_wanted)
        self.restore_button = Link(theme, self.tr("Restaurer une sauvegarde…"))
        self.restore_button.clicked.connect(self.restore_wanted)
        self.buttons(self.register_button, self.restore_button)
        self.column.addStretch(1)
        self.setFocusProxy(self.create_button)


class PracticePage(Column):
    """Name and commune of the practice. `given`: both are known, and the reader goes on."""

    given = Signal()
    back = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Votre cabinet"), step=self.tr("1 sur 4"))
        self.words(self.tr("Les distances se comptent depuis sa commune."))
        self.name = self.field(self.tr("Nom du cabinet (facultatif)"), QLineEdit())
        self.name.setPlaceholderText(self.tr("Cabinet des Platanes"))
        self.name.setMaxLength(120)
        self.commune = CommuneField()
        self.field(self.tr("Commune"), self.commune)
        self.commune.setPlaceholderText(self.tr("quelques lettres, ou le code postal"))
        self.commune.meant.connect(self._forget_complaint)
        self._said = self.notice()
        self.next_button, self.back_button = primary(self.tr("Continuer")), plain(self.tr("Retour"))
        self.next_button.clicked.connect(self._go_on)
        self.commune.returnPressed.connect(self._go_on)
        self.name.returnPressed.connect(self.commune.setFocus)
        self.back_button.clicked.connect(self.back)
        self.buttons(self.next_button, self.back_button)
        self.column.addStretch(1)
        self.setFocusProxy(self.name)

    @Slot()
    def _go_on(self) -> None:
        if self.commune.settle():
            return
        if self.commune.insee:
            self.given.emit()
            return
        typed = self.commune.text().strip()
        self._said.say(
            self.tr("Aucune commune ne commence par «\u202f{}\u202f»\u202f: essayez son code postal.").format(
                typed[:40]
            )
            if typed
            else self.tr("Indiquez la commune du cabinet.")
        )
        self.commune.setFocus()

    @Slot()
    def _forget_complaint(self) -> None:
        if self.commune.insee:
            self._said.say("")


class PasswordPage(Column):
    """A new password, twice, its strength in words. `given`: it is long enough, twice the same, and wanted.

    `known`: names that whoever stole the file would try.
    """

    given = Signal()
    back = Signal()

    def __init__(self, theme: Theme, title: str, about: str, *, next_text: str, back_text: str, step: str = "") -> None:
        super().__init__(theme, title, step=step)
        self.known: tuple[str, ...] = ()
        self.words(about)
        self.first = self.field(self.tr("Mot de passe"), password_field())
        self._strength = self.soft("\u00a0")
        self.second = self.field(self.tr("Le même, une seconde fois"), password_field())
        self.show_button = Link(theme, self.tr("Montrer ce que je tape"))
        self.show_button.setCheckable(True)
        self.show_button.toggled.connect(self._reveal)
        self._said = self.notice()
        self.next_button, self.back_button = primary(next_text), plain(back_text)
        self.first.textChanged.connect(self._weigh)
        self.second.textChanged.connect(self._compare)
        self.first.returnPressed.connect(self.second.setFocus)
        self.second.returnPressed.connect(self._go_on)
        self.next_button.clicked.connect(self._go_on)
        self.back_button.clicked.connect(self.back)
        self.buttons(self.next_button, self.back_button, self.show_button)
        self.column.addStretch(1)
        self.setFocusProxy(self.first)

    @property
    def password(self) -> str:
        """What was typed."""
        return self.first.text()

    def say(self, text: str) -> None:
        """Tell what went wrong after `given`, and let the reader try again."""
        self._said.say(text)
        self.setEnabled(True)
        self.first.setFocus()

    def forget(self) -> None:
        """Keep nothing of what was typed."""
        for field in (self.first, self.second):
            field.clear()

    @Slot(str)
    def _weigh(self, text: str) -> None:
        self._strength.setText(strength_in_words(text, self.known) or "\u00a0")
        self._strength.paint_as(_COLOURS[strength(text, self.known)])
        self._said.say("")

    @Slot()
    def _compare(self) -> None:
        if self.first.text() == self.second.text():
            self._said.say("")

    @Slot(bool)
    def _reveal(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        for field in (self.first, self.second):
            field.setEchoMode(mode)

    @Slot()
    def _go_on(self) -> None:
        if strength(self.password) == "short":
            self._said.say(self.tr("Il faut au moins 8 caractères\u202f: une courte phrase se retient bien."))
            self.first.setFocus()
        elif self.password != self.second.text():
            self._said.say(self.tr("Les deux ne sont pas pareils. Verr. Maj\u202f? Retapez le second."))
            self.second.setFocus()
            self.second.selectAll()
        else:
            self._said.say("")
            self.given.emit()
