"""Documents and photos in the window: the panel beside the list, the part of the editor, the folder they open in."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot
from shiboken6 import isValid

from carnet.domain.attachments import why_refused
from carnet.domain.disclosure import Disclosed, permit
from carnet.errors import CarnetError
from carnet.queries.card import row_id
from carnet.queries.documents import Document, DocumentRow
from carnet.queries.sheet import Sheet
from carnet.ui import card_content, opening
from carnet.ui.acts import Done, whole
from carnet.ui.documents_folder import PrivateFolder
from carnet.ui.documents_section import Chooser, DocumentsSection, Given, choose_files
from carnet.ui.panel_parts import Column, plain
from carnet.ui.searcher import Errand, Reach
from carnet.words import NARROW

if TYPE_CHECKING:
    from carnet.ui.main_window import MainWindow

PHOTO_SIDE = 56  # pixels at 100 %


class Documents(QObject):
    """One for a window, made when first needed. `choose` asks the system for files; `opener` opens them."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.folder = PrivateFolder()
        self.choose: Chooser = choose_files
        self.opener: opening.Opener = opening.desktop
        window.session.book_closing.connect(self._on_closing)

    @classmethod
    def of(cls, window: "MainWindow") -> "Documents":
        """The window's own."""
        found = window.findChild(cls)
        return found if isinstance(found, cls) else cls(window)

    def open(self, card: Disclosed) -> None:
        """Show the documents of a card of the book in its place."""
        try:
            permit("documents", card.profile)
        except CarnetError as error:
            self._window.page.status.say(str(error), bad=True)
            return
        panel = _Panel(self._window, self.section(card.public.id), card_content.name(card.public))
        panel.section.left.connect(self._window.close_panel)
        self._window.show_panel(panel, side=True)
        panel.section.start()

    def section(self, identifier: str) -> DocumentsSection:
        """The documents of the card `b:<uuid>`, at work; it stays in step with what is done elsewhere."""
        window = self._window
        section = DocumentsSection(window.theme, window.session.today(), choose=self.choose)
        work = _Work(self, window, section, identifier)
        section.add_wanted.connect(work.add)
        section.photo_wanted.connect(work.set_photo)
        section.open_wanted.connect(work.open)
        section.remove_wanted.connect(work.remove)
        window.hands.changed.connect(work.refresh)
        work.refresh()
        return section

    def show_photo(self, sheet: Sheet) -> None:
        """Fetch the photo of a card, and show it on the card if it is still there."""
        window, identifier = self._window, sheet.id

        def errand(reach: Reach) -> bytes | None:
            from carnet.queries.documents import photo as photo_of

            return photo_of(reach.book(), row_id(reach.book().reader(), identifier))

        def done(content: bytes | None) -> None:
            shown = window.page.card.content
            if content and shown is not None and shown.id == identifier:
                from carnet.ui.documents_photo import rounded

                side, ratio = window.theme.px(PHOTO_SIDE), window.devicePixelRatioF()
                window.page.card.show_photo(rounded(content, side, ratio))

        window.searcher.send(errand, done, lambda error: None)  # a card without its photo is a card

    @Slot()
    def _on_closing(self) -> None:
        """The book locks or the window closes: nothing of it stays in clear."""
        self.folder.sweep()


class _Panel(Column):
    """The section beside the list, under the name of the card."""

    def __init__(self, window: "MainWindow", section: DocumentsSection, name: str) -> None:
        super().__init__(window.theme, self.tr("Documents"))
        self.section, self.left = section, section.left
        self.soft(name)
        self.column.addWidget(section)
        self.soft(
            self.tr(
                "Ouvert, un document est copié en clair, en lecture seule, dans un dossier à vous seul, effacé quand le"
                " carnet se verrouille ou se ferme."
            )
        )
        self.leaving = plain(self.tr("Fermer   Échap"))
        self.leaving.clicked.connect(section.left)
        self.buttons(self.leaving)
        self.column.addStretch(1)
        self.setFocusProxy(section.list)


class _Work(QObject):
    """What the signals of one section come to. Lives as long as the section."""

    def __init__(self, room: Documents, window: "MainWindow", section: DocumentsSection, identifier: str) -> None:
        super().__init__(section)
        self._room, self._window, self._section, self._id = room, window, section, identifier

    @Slot()
    def refresh(self) -> None:
        """Show what the card holds now."""
        identifier = self._id

        def errand(reach: Reach) -> tuple[DocumentRow, ...]:
            from carnet.queries.documents import documents

            permit("documents", reach.book().profile)
            return documents(reach.book().reader(), row_id(reach.book().reader(), identifier))

        self._send(errand, lambda rows: self._section.show_rows(rows))

    @Slot(list)
    def add(self, given: list[Given]) -> None:
        """Keep files, one after the other: each is its own step to undo, a refused one stops none."""
        for one in given:
            self._write(self._adding(one), self.tr("{name} ajouté"), self.tr("{name} retiré"), one.name)

    def _adding(self, one: Given) -> Errand:
        now, today, identifier = self._window.session.now(), self._window.session.today(), self._id

        def errand(reach: Reach) -> Done:
            from carnet.services import documents as service

            book = whole(reach.book())
            attachment = service.read_file(one) if isinstance(one, Path) else one
            key = row_id(book.reader(), identifier)
            return Done(identifier, service.add_document(book, key, attachment, today=today, now=now).batch)

        return errand

    @Slot(object)
    def set_photo(self, path: Path) -> None:
        """Keep a picture, made small, as the photo of the card."""
        now, today, identifier = self._window.session.now(), self._window.session.today(), self._id

        def errand(reach: Reach) -> Done:
            from carnet.services import documents as service
            from carnet.ui.documents_photo import prepare

            book = whole(reach.book())
            photo = prepare(service.read_file(path).content)
            key = row_id(book.reader(), identifier)
            return Done(identifier, service.set_photo(book, key, photo, today=today, now=now).batch)

        self._write(errand, self.tr("Photo de la fiche changée"), self.tr("Photo de la fiche remise comme avant"))

    @Slot(int)
    def remove(self, key: int) -> None:
        """Take a document off the card."""
        now, identifier = self._window.session.now(), self._id

        def errand(reach: Reach) -> Done:
            from carnet.services import documents as service

            return Done(identifier, service.remove_document(whole(reach.book()), key, now=now).batch)

        name = next((row.name for row in self._section.model.rows if row.key == key), "")
        self._write(errand, self.tr("{name} retiré"), self.tr("{name} remis"), name)

    @Slot(int)
    def open(self, key: int) -> None:
        """Open a document with the program that this machine has for it."""

        def errand(reach: Reach) -> Document:
            from carnet.queries.documents import document

            permit("documents", reach.book().profile)
            return document(reach.book(), key)

        self._send(errand, self._show)

    def _show(self, found: Document) -> None:
        if why_refused(found.name, found.content):
            said = self.tr("{name} est un programme{n}: carnet ne l’ouvre pas.")
            self._section.refuse(said.format(name=_quoted(found.name), n=NARROW))
            return
        try:
            opening.show_file(self._room.folder.write(found.name, found.content), self._room.opener)
        except CarnetError as error:
            self._section.refuse(str(error))
        else:
            self._section.say(self.tr("{name} s’ouvre, en lecture seule").format(name=_quoted(found.name)))

    def _write(self, errand: Errand, said: str, unsaid: str, name: str = "") -> None:
        said, unsaid = (text.format(name=_quoted(name)) for text in (said, unsaid))
        section, tr = self._section, self.tr

        def then(_: Done) -> None:
            if isValid(section):
                section.say(tr("{said} · Ctrl\u00a0Z annule").format(said=said))

        self._window.hands.write(errand, said, unsaid, then=then, failed=self._refusal())

    def _send(self, errand: Errand, done: Callable[[Any], None]) -> None:
        """The panel may be gone when the answer comes: nobody is told then."""
        section = self._section
        self._window.searcher.send(errand, lambda found: done(found) if isValid(section) else None, self._refusal())

    def _refusal(self) -> Callable[[CarnetError], None]:
        section = self._section
        return lambda error: section.refuse(str(error)) if isValid(section) else None


def _quoted(name: str) -> str:
    return f"«{NARROW}{name}{NARROW}»"
