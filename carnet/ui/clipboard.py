"""Copies: one line of a card, or the block of an address for a letter. Nothing else reaches the clipboard.

A line that is not public is said to be so, and leaves the clipboard after a while if it is still there.
"""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Slot

from carnet import words
from carnet.domain.disclosure import Disclosed, LineView, Profile
from carnet.domain.rings import Ring
from carnet.errors import CarnetError
from carnet.ui import card_content
from carnet.words import NARROW


class Board(Protocol):
    """What is needed of the system's clipboard."""

    def setText(self, text: str, /) -> None:  # noqa: N802
        """Put a text."""

    def text(self) -> str:
        """The text there."""

    def clear(self) -> None:
        """Empty it."""


class Copier(QObject):
    """The way to the clipboard."""

    def __init__(self, board: Board, clear_after_s: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._board = board
        self._private = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(clear_after_s * 1000)
        self._timer.timeout.connect(self.forget)

    def copy_line(self, line: LineView) -> str:
        """Copy one line; return what to say of it. Raises CarnetError when the clipboard refuses."""
        self._put(line.value)
        if line.ring is Ring.PUBLIC:
            return f"{line.value} copié"
        whose = "ligne privée" if line.ring is Ring.PERSONAL else "ligne du cabinet"
        self._private = line.value
        self._timer.start()
        seconds = self._timer.interval() // 1000
        return f"{line.value} copié{NARROW}: {whose}, effacée du presse-papiers dans {seconds} s"

    def copy_letter(self, card: Disclosed) -> str:
        """Copy name and address for a letter; return what to say of it.

        `card` is the patient's: nothing but the public ring goes on a letter's head. Raises CarnetError when the
        clipboard refuses, or the address is not known.
        """
        self._put(letter_block(card))
        return f"Adresse de {card_content.name(card.public)} copiée"

    def copy_names(self, kept: Sequence[tuple[Disclosed, str]]) -> str:
        """Copy names, communes and numbers, one a line; return what to say of it.

        Each card is the patient's; its number is copied if it is one of its lines, else the first there is. Raises
        CarnetError when the clipboard refuses.
        """
        self._put("\n".join(name_line(card, number) for card, number in kept))
        return f"{words.plural(len(kept), 'nom copié', 'noms copiés')} avec le numéro pour le patient"

    def copy_letters(self, cards: Sequence[Disclosed]) -> str:
        """Copy names and addresses for letters, one block after another; as `copy_letter`."""
        self._put("\n\n".join(letter_block(card) for card in cards))
        return words.plural(len(cards), "adresse copiée", "adresses copiées")

    def copy_record(self, line: str) -> str:
        """Copy the line for the medical record, made of what a patient may see of a card and of the referral itself.

        It stays in the clipboard until something else is copied. Raises CarnetError when the clipboard refuses.
        """
        self._put(line)
        return "Ligne pour le dossier copiée"

    @Slot()
    def forget(self) -> None:
        """Take the private line copied last off the clipboard, if it is still there."""
        self._timer.stop()
        if self._private and self._board.text() == self._private:
            self._board.clear()
        self._private = ""

    def _put(self, text: str) -> None:
        self.forget()
        self._board.setText(text)
        if self._board.text() != text:
            raise CarnetError(
                "Le presse-papiers refuse la copie, un autre programme le tient"
                f"{NARROW}: réessayez, ou lisez le numéro à l’écran."
            )


def name_line(card: Disclosed, number: str = "") -> str:
    """« Dr Paul CASTELMON, Avignon : 04 65 71 20 14 », of a card disclosed to a patient."""
    assert card.profile is Profile.PATIENT
    phones = [line.value for line in card.lines if line.kind == "phone"]
    shown = number if number in phones else next(iter(phones), "pas de numéro")
    town = next((words.typeset(place.city) for place in card.public.places if place.city and not place.until), "")
    return f"{', '.join(part for part in (card_content.name(card.public), town) if part)}{NARROW}: {shown}"


def letter_block(card: Disclosed) -> str:
    """Name, specialty, first address of a card disclosed to a patient. Raises CarnetError without an address."""
    assert card.profile is Profile.PATIENT
    place = next((place for place in card.public.places if not place.until and card_content.address(place)), None)
    if place is None:
        raise CarnetError(
            f"L’adresse de {card_content.name(card.public)} n’est pas connue{NARROW}: rien n’a été copié."
        )
    profession = words.practitioner(place.specialty, card.public.gender) if place.specialty else ""
    head = [card_content.name(card.public), profession if card.public.kind == "person" else ""]
    return "\n".join(part for part in dict.fromkeys((*head, *card_content.address(place))) if part)
