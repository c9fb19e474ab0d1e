"""What the hand can do with the card shown: copy, call, look at the map, add, paste a number, undo."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from carnet.domain.disclosure import LineView
from carnet.errors import CarnetError
from carnet.services.drafts import LineDraft
from carnet.ui import acts, opening
from carnet.ui.acts import Done
from carnet.ui.card_content import PATIENT, Content, Number, uri
from carnet.ui.clipboard import Board, Copier
from carnet.ui.consultation import Consultation
from carnet.ui.paste_panel import PastePanel
from carnet.ui.search_page import SearchPage
from carnet.ui.searcher import Errand, Searcher
from carnet.ui.session import Session
from carnet.ui.theme import Theme
from carnet.words import NARROW


class _Deed(NamedTuple):
    """Something that can be undone."""

    done: Done
    words: str


class Hands(QObject):
    """Deeds on the card shown. `homeward`: the box should have the focus again. `changed(Done)`: the book did."""

    homeward = Signal()
    changed = Signal(object)

    def __init__(
        self,
        session: Session,
        searcher: Searcher,
        consultation: Consultation,
        page: SearchPage,
        theme: Theme,
        board: Board | None = None,
        opener: opening.Opener | None = None,
    ) -> None:
        super().__init__(page)
        self._session, self._searcher, self._consultation = session, searcher, consultation
        self._box, self._card, self._status, self._theme = page.box, page.card, page.status, theme
        self._opener = opener or opening.desktop
        self.copier = Copier(board or QGuiApplication.clipboard(), session.settings.clear_clipboard_s, self)
        self._deeds: list[_Deed] = []
        card = page.card
        card.copy_wanted.connect(self.copy)
        card.call_wanted.connect(self.call)
        card.menu_wanted.connect(self.menu)
        card.map_wanted.connect(self.map)
        card.paste_wanted.connect(self.paste)
        card.adopt_wanted.connect(self.adopt)
        page.status.undo_wanted.connect(self.undo)
        page.box.textEdited.connect(self._on_edited)
        session.book_closing.connect(self._forget)

    @property
    def _content(self) -> Content | None:
        return self._card.content

    @Slot(int)
    def copy(self, place: int = PATIENT) -> None:
        """Copy the number at a place: 1 the patient's, 2 the owner's, then the others."""
        content = self._content
        if content is None:
            return
        number = content.numbers.get(place)
        if number is None:
            missing = "Pas de numéro pour le patient" if place == PATIENT else f"Pas de {place}e ligne"
            self._status.say(f"{missing} sur la fiche de {content.name}{NARROW}: rien n’a été copié.", bad=True)
            return
        self._try(lambda: self.copier.copy_line(number.line))

    def letter(self) -> None:
        """Copy name and address for a letter."""
        sheet = self._consultation.sheet
        if sheet is not None:
            self._try(lambda: self.copier.copy_letter(sheet.patient))

    @Slot(int)
    def call(self, place: int = PATIENT) -> None:
        """Call a number, write to an address."""
        content = self._content
        number = content.numbers.get(place) if content else None
        if number is not None:
            self._try(lambda: opening.call(number, self._opener))
        elif content is not None:
            self._status.say(f"Pas de numéro à appeler sur la fiche de {content.name}.", bad=True)

    def dial(self, line: LineView) -> None:
        """Call a line that is on no card shown. Raises CarnetError when no program of this machine does."""
        opening.call(Number(PATIENT, line, "", uri(line)), self._opener)

    @Slot(str)
    def map(self, address: str = "") -> None:
        """Look an address of the card up."""
        content = self._content
        rows = content.rows if content else ()
        query = address or next((row.map_query for row in rows if row.map_query), "")
        if query:
            self._try(lambda: opening.show_map(query, self._opener))
        elif content is not None:
            self._status.say(f"L’adresse de {content.name} n’est pas connue.", bad=True)

    def reason(self) -> None:
        """Show notes and opinions, or hide them again."""
        if self._content is not None and not self._content.private:
            self._status.say(f"Ni note ni avis sur la fiche de {self._content.name}.")
        else:
            self._card.toggle_private()

    @Slot()
    def adopt(self) -> None:
        """Add the register person shown to the book."""
        content = self._content
        if content is None:
            return
        if content.in_book:
            self._status.say(f"{content.name} est déjà dans votre carnet.")
            return
        if self._session.book is None:
            where = "verrouillé" if self._session.locked else "à créer"
            self._status.say(f"Votre carnet est {where}{NARROW}: ouvrez-le pour y ajouter {content.name}.", bad=True)
            return
        number = "" if content.patient else f" Pas de numéro{NARROW}: Alt V en colle un."
        said = f"{content.name} est dans votre carnet.{number}"
        self.write(acts.adopt(content.id, self._session.now()), said, f"Ajout de {content.name} annulé")

    @Slot()
    def paste(self) -> None:
        """Offer to put the number of the clipboard on the card."""
        content = self._content
        if content is None:
            return
        if not content.in_book:
            self._status.say(f"{content.name} n’est pas dans votre carnet{NARROW}: Alt A l’y ajoute.", bad=True)
            return
        panel = PastePanel(self._theme)
        panel.decided.connect(self._on_number)
        panel.left.connect(self._close_paste)
        self._card.show_paste(panel)
        panel.start()

    @Slot(object)
    def _on_number(self, draft: LineDraft) -> None:
        content = self._content
        if content is not None:
            self.write(
                acts.add_line(content.id, draft, self._session.now()),
                f"{draft.value} est sur la fiche de {content.name}",
                f"{draft.value} retiré de la fiche de {content.name}",
            )
        self._close_paste()

    @Slot()
    def _close_paste(self) -> None:
        self._card.show_paste(None)
        self.homeward.emit()

    @Slot()
    def undo(self, *, failed: Callable[[CarnetError], None] | None = None) -> None:
        """Take the latest deed back. `failed`: as for `write`."""
        if not self._deeds:
            self._status.say("Rien à annuler")
            return
        deed = self._deeds.pop()

        def done(undone: Done) -> None:
            left = f"{NARROW}; {undone.left} éléments changés depuis sont gardés" if undone.left else ""
            self._after(undone, f"{deed.words}{left}")

        def not_done(error: CarnetError) -> None:
            self._deeds.append(deed)
            (failed or self._refuse)(error)

        self._send(acts.undo(deed.done.batch, deed.done.id, self._session.now()), done, not_done)

    @Slot(int, object)
    def menu(self, place: int, at: QPoint) -> None:
        """What can be done with a number."""
        number = self._content.numbers.get(place) if self._content else None
        if number is None:
            return
        menu = QMenu(self._card)
        menu.addAction(self.tr("Copier"), lambda: self.copy(place))
        if number.uri:
            calls = number.uri.startswith("tel:")
            menu.addAction(self.tr("Appeler") if calls else self.tr("Écrire"), lambda: self.call(place))
        _pop_up(menu, at)

    @property
    def latest(self) -> object | None:
        """What Ctrl+Z would take back: another object for every deed, None for nothing."""
        return self._deeds[-1] if self._deeds else None

    def write(
        self,
        errand: Errand,
        said: str,
        unsaid: str,
        *,
        then: Callable[[Done], None] | None = None,
        failed: Callable[[CarnetError], None] | None = None,
    ) -> None:
        """Run an errand that returns a `Done`: `said` when it is done, `unsaid` when Ctrl+Z took it back.

        `then` runs before the card is shown again; `failed` instead of the status line, for a panel that hides it.
        """

        def done(result: Done) -> None:
            self._deeds.append(_Deed(result, unsaid))
            if then is not None:
                then(result)
            self._after(result, said, undo=True)

        before, self._box.undo_is_the_windows = self._box.undo_is_the_windows, True  # Ctrl+Z may come before the answer

        def not_done(error: CarnetError) -> None:
            self._box.undo_is_the_windows = before and self._box.undo_is_the_windows
            (failed or self._refuse)(error)

        self._send(errand, done, not_done)

    def _send(self, errand: Errand, done: Callable[[Done], None], failed: Callable[[CarnetError], None]) -> None:
        """A write: keys pressed after it act on what it leaves."""
        self._consultation.pressed.hold(self._searcher.send(errand, done, failed))

    def _after(self, done: Done, said: str, *, undo: bool = False) -> None:
        self._status.say(said, undo=undo)
        self._box.undo_is_the_windows = bool(self._deeds)
        self._consultation.again(done.id)
        self.changed.emit(done)

    def _try(self, deed: Callable[[], str | None]) -> None:
        try:
            said = deed()
        except CarnetError as error:
            self._refuse(error)
        else:
            if said:
                self._status.say(said)

    def _refuse(self, error: CarnetError) -> None:
        self._status.say(str(error), bad=True)

    @Slot()
    def _on_edited(self) -> None:
        """Words are typed again: Ctrl+Z is theirs, « Annuler » no longer offered."""
        if self._box.undo_is_the_windows:
            self._box.undo_is_the_windows = False
            if self._status.offers_undo:
                self._status.quiet()

    @Slot()
    def _forget(self) -> None:
        """The book closes: its deeds cannot be undone any more, and nothing private stays in the clipboard."""
        self._deeds.clear()
        self.copier.forget()
        self._status.quiet()


def _pop_up(menu: QMenu, at: QPoint) -> QWidget:
    """Open a menu that goes away by itself."""
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(at)
    return menu
