"""The foot of the capture panel: what Enter adds, how to leave, how else the text may be read."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel

from carnet import words
from carnet.ui.capture_reading import AUTO, CARD
from carnet.ui.panel_parts import Button, Link, primary
from carnet.ui.theme import Theme, lettered


class Foot(QHBoxLayout):
    """Buttons that say what they would do; `hint`, keys that no button says, where there is the width."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.save = primary(self.tr("Ajouter   Entrée"))
        self.leave = Button(self.tr("Fermer   Échap"))
        self.other_way = Link(theme, "")
        self.hint = QLabel(self.tr("Tab\u202f: corriger · Maj Entrée\u202f: à la ligne"))
        lettered(self.hint, "foot", soft=True)
        for widget in (self.save, self.leave, self.other_way):
            self.addWidget(widget)
        self.addStretch(1)
        self.addWidget(self.hint)
        theme.changed.connect(self._renew)
        self._renew()

    def show_services(self, kept: int) -> None:
        """A hospital is to be added, with that many services."""
        self.save.setText(self.tr("Ajouter {n}   Entrée").format(n=words.plural(kept, "service", "services")))
        self.save.setEnabled(kept > 0)

    def show_card(self, *, whole: bool, doubles: bool, sure: bool) -> None:
        """A card is to be added if there is a `whole` one; one that `doubles` another by Alt+N, never when `sure`."""
        self.save.setText(self.tr("Ajouter une seconde fiche   Alt N") if doubles else self.tr("Ajouter   Entrée"))
        self.save.setEnabled(whole and not (doubles and sure))

    def show_other_way(self, could_be: str) -> None:
        """As what the text may be read instead, AUTO for nothing else."""
        self.other_way.setVisible(could_be != AUTO)
        self.other_way.setText(
            self.tr("Lire comme une seule fiche (Alt L)")
            if could_be == CARD
            else self.tr("Lire comme une liste de services (Alt L)")
        )

    @Slot()
    def _renew(self) -> None:
        self.setSpacing(self._theme.px(8))
