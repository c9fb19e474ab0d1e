"""Which names are kept for the patient: they live with the inquiry, and go with the patient."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from carnet.errors import CarnetError
from carnet.ui import refer_acts
from carnet.ui.refer_acts import Kept
from carnet.ui.tray import Tray
from carnet.words import NARROW

if TYPE_CHECKING:
    from carnet.ui.main_window import MainWindow
    from carnet.ui.refer import Refer

AT_MOST = 3


class KeptNames(QObject):
    """Keeps names, shows them, copies them. Once the patient was sent to them, keys mean the row selected again."""

    def __init__(self, window: "MainWindow", room: "Refer") -> None:
        super().__init__(room)
        self._window, self._room = window, room
        self._referred: tuple[tuple[Kept, ...], object] | None = None  # the names, and the latest deed before ours
        self._before: object | None = window.hands.latest
        self.tray = Tray(window.theme)
        window.page.add_tray(self.tray)
        self.tray.removed.connect(self.remove)
        self.tray.opened.connect(self._open)
        window.consultation.shown.connect(self._show)
        window.session.book_closing.connect(self._drop)

    @property
    def all(self) -> tuple[Kept, ...]:
        """The names kept, even once the patient was sent to them."""
        return self._window.consultation.inquiry.tray

    @property
    def current(self) -> tuple[Kept, ...]:
        """The names that a key is for: none once the patient was sent to them."""
        return () if self._referred is not None else self.all

    def keep(self) -> None:
        """Keep the name selected, or let it go if it is kept."""
        self._room.settled(self._keep, "Ctrl Espace")

    def _keep(self) -> None:
        window, line = self._window, self._window.page.view.current_line()
        if line is None or line.result is None:
            window.page.status.say("Choisissez d’abord quelqu’un dans la liste.", bad=True)
            return
        if window.session.book is None:
            where = "verrouillé" if window.session.locked else "à créer"
            window.page.status.say(f"Votre carnet est {where}{NARROW}: ouvrez-le pour retenir un nom.", bad=True)
            return
        if any(one.id == line.id for one in self.current):
            self.remove(line.id)
            return
        if len(self.current) >= AT_MOST:
            window.page.status.say(
                f"Trois noms au plus{NARROW}: Ctrl Espace sur l’un d’eux, ou ×, ne le retient plus.", bad=True
            )
            return
        answer = window.consultation.answer
        errand = refer_acts.keep(line.id, line.number, answer.origin if answer else None)
        window.consultation.pressed.hold(window.searcher.send(errand, self._on_kept, self._refuse))

    def _on_kept(self, kept: Kept) -> None:
        if all(one.id != kept.id for one in self.current) and len(self.current) < AT_MOST:
            self._put((*self.current, kept))

    @Slot(str)
    def remove(self, identifier: str) -> None:
        """Keep a name no more."""
        left = tuple(one for one in self.all if one.id != identifier)
        if not left or self._referred is None:
            self._put(left)
        else:
            self._window.consultation.inquiry.tray = left
            self._show()
        self._window.page.box.setFocus()

    def copy(self, *, letters: bool) -> bool:
        """Copy the names kept, with their numbers or for letters; False when there are none."""
        kept, window = self.current, self._window
        if not kept:
            return False
        copier = window.hands.copier
        try:
            said = (
                copier.copy_letters([one.card for one in kept])
                if letters
                else copier.copy_names([(one.card, one.number) for one in kept])
            )
        except CarnetError as error:
            self._refuse(error)
        else:
            window.page.status.say(said)
        return True

    def on_changed(self, cards: tuple[str, ...] | None) -> None:
        """Somebody wrote. `cards`: whom the patient was just sent to; None for another deed, or one taken back."""
        latest, kept = self._window.hands.latest, self.current
        if cards is not None and kept and len(cards) == len(kept):
            self._window.consultation.inquiry.tray = tuple(
                Kept(card, one.name, one.card, one.number) for card, one in zip(cards, kept, strict=True)
            )
            self._referred = (kept, self._before)
        elif cards is None and self._referred is not None and self.all and latest is self._referred[1]:
            names, self._referred = self._referred[0], None
            self._window.consultation.inquiry.tray = names
        self._before = latest
        self._show()

    def _put(self, names: tuple[Kept, ...]) -> None:
        self._referred = None
        self._before = self._window.hands.latest
        self._window.consultation.inquiry.tray = names
        self._show()

    @Slot()
    def _show(self) -> None:
        if not self.all:
            self._referred = None
        if (self.all, self._referred is not None) != (self.tray.kept, self.tray.referred):
            self.tray.show_kept(self.all, referred=self._referred is not None)

    @Slot(str)
    def _open(self, identifier: str) -> None:
        """Show the card of a name: the list answers its words."""
        kept = next((one for one in self.all if one.id == identifier), None)
        if kept is not None:
            public = kept.card.public
            self._window.consultation.show(f"{public.given_name} {public.family_name}".strip() or public.label, kept.id)

    @Slot()
    def _drop(self) -> None:
        """The book closes: no name of it stays."""
        self._put(())

    def _refuse(self, error: CarnetError) -> None:
        self._window.page.status.say(str(error), bad=True)
