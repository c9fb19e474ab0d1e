"""Whoever is captured may be known: lines that say so, of the book and of the register, and what may then be done."""

from PySide6.QtCore import Qt, Signal, Slot

from carnet import words
from carnet.queries.twins import Twin
from carnet.ui.capture_parts import Strip
from carnet.ui.capture_reading import Offer, Reading
from carnet.ui.theme import Theme
from carnet.words import NARROW


class TwinStrip(Strip):
    """« Déjà dans votre carnet ». `opened(str)`: that card is wanted. `insisted`: a second one is, all the same.

    A hospital of the book is completed, never doubled: it is named and stops nothing.
    """

    opened = Signal(str)
    insisted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Ouvrir sa fiche   Alt O"))
        self.button.clicked.connect(self.open)
        self._twins: tuple[Twin, ...] = ()
        self._completes = self._confirmed = False
        self._text: str | None = None  # of which the twins are

    def show_reading(self, reading: Reading) -> None:
        """Who of the book the card seems to be; of another text, nothing was confirmed."""
        if reading.asked.text != self._text:
            self._text, self._confirmed = reading.asked.text, False
        self._twins, self._completes = reading.twins, reading.hospital is not None
        self.say(self._said())

    @property
    def doubles(self) -> bool:
        """Whether the card to add seems to be in the book."""
        return bool(self._twins) and not self._completes

    @property
    def sure(self) -> bool:
        """Whether it is in the book without a doubt: it is not added a second time."""
        return any(twin.sure for twin in self._twins)

    @property
    def holds(self) -> bool:
        """Whether the card is to be looked at before another is added."""
        return self.doubles and not self._confirmed

    def hold(self) -> str:
        """Enter opens the card from now on; why nothing was added."""
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.sure:
            return self.tr("Cette fiche semble déjà là. Entrée l’ouvre.")
        return self.tr(
            "Cette fiche semble déjà là. Entrée l’ouvre{n}; Alt N en ajoute une seconde tout de même."
        ).format(n=NARROW)

    @Slot()
    def open(self) -> None:
        """Open the card, the likeliest if there are several."""
        if self._twins:
            self.opened.emit(self._twins[0].id)

    @Slot()
    def insist(self) -> None:
        """A second card, although one of that name is there."""
        if self.isVisible() and not self.sure:
            self._confirmed = True
            self.insisted.emit()

    def _said(self) -> str:
        if not self._twins:
            return ""
        first = self._twins[0]
        parts = [first.name, words.specialty(first.specialty).lower() if first.specialty else "", first.city]
        said = self.tr("Déjà dans votre carnet\u202f: {who}").format(who=", ".join(part for part in parts if part))
        if self._completes:
            said += self.tr(". Ce qui lui manque y sera ajouté.")
        return f"{said} (+ {len(self._twins) - 1})" if len(self._twins) > 1 else said


class OfferStrip(Strip):
    """« Dans l’annuaire »: `offer` is the person of the register that the card is about, None for nobody."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Ajouter celui-ci   Alt A"))
        self.offer: Offer | None = None

    def show_offer(self, offer: Offer | None) -> None:
        """Offer that person, or nobody."""
        self.offer = offer
        self.say(self.tr("Dans l’annuaire\u202f: {who}").format(who=offer.said) if offer else "")
