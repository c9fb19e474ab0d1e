"""Where imports, their list and the duplicates are reached from: « Réglages », a file dropped, an empty book."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QAction, QDropEvent
from shiboken6 import isValid

from carnet.errors import CarnetError
from carnet.ui.acts import Done
from carnet.ui.panel_parts import Link
from carnet.ui.searcher import Reach
from carnet.words import NARROW

if TYPE_CHECKING:
    from carnet.queries.import_list import BegunReview, ImportLine
    from carnet.services.imports import KeptCard, Undoing
    from carnet.ui.import_list import ImportList
    from carnet.ui.main_window import MainWindow

VERB = "import"  # who may do it may look at all of it
_ENDINGS = (".vcf", ".vcard", ".csv", ".tsv", ".xlsx")
_DRAGS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)


class ImportEntrance(QObject):
    """Opens an import when a file is dropped on the window, and offers one while the book has nobody."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._empty = False
        page = window.page
        self.link = Link(window.theme, self.tr("Importer des fiches d’un téléphone, d’un tableau, d’un carnet…"))
        self.link.clicked.connect(lambda: open_import(window))
        column: Any = page.teaching.layout()
        column.insertWidget(column.count() - 1, self.link, 0, Qt.AlignmentFlag.AlignLeft)
        self.link.hide()
        for widget in (page, page.box, page.view.viewport()):
            widget.setAcceptDrops(True)
            widget.installEventFilter(self)
        window.session.book_changed.connect(self.look)
        window.hands.changed.connect(self.look)
        self.look()

    @Slot()
    def look(self) -> None:
        """See whether the book has anybody."""
        if self._window.session.book is None or not self._window.session.book.may(VERB):
            self.link.hide()
            return

        def errand(reach: Reach) -> bool:
            return reach.book().reader().execute("SELECT 1 FROM correspondent LIMIT 1").fetchone() is None

        def show(empty: bool) -> None:
            if isValid(self):
                self.link.setVisible(empty)

        self._window.searcher.send(errand, show, lambda error: None)  # the search itself tells what cannot be read

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """A file of cards is welcome anywhere on the page."""
        if event.type() in _DRAGS and isinstance(event, QDropEvent):
            path = _card_file(event)
            book = self._window.session.book
            if path is not None and book is not None and book.may(VERB):
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    open_import(self._window, path)
                return True
        return super().eventFilter(watched, event)


def _card_file(event: QDropEvent) -> Path | None:
    from carnet.ui.import_page import dropped

    path = dropped(event)
    return path if path is not None and path.suffix.lower() in _ENDINGS else None


def furnish(window: "MainWindow", entry: Callable[[str, Callable[[], None]], QAction]) -> tuple[QAction, ...]:
    """Put the entries of « Réglages » in place; they are there while a book is open."""
    ImportEntrance(window)
    return (
        entry("Importer des fiches…", lambda: open_import(window)),
        entry("Imports…", lambda: open_list(window)),
        entry("Doublons…", lambda: open_duplicates(window)),
    )


def open_import(window: "MainWindow", path: Path | None = None) -> None:
    """Show « Importer des fiches », with a file already chosen or not."""
    if not _may(window):
        return
    from carnet.ui.import_room import ImportRoom

    room = ImportRoom(window)
    window.show_panel(room.stack)
    if path is not None:
        room.open(path)


def open_list(window: "MainWindow") -> None:
    """Show « Imports », in the place of the card."""
    if not _may(window):
        return
    from carnet.ui.import_list import ImportList

    panel = ImportList(window.theme)
    ListRoom(window, panel).read()
    window.show_panel(panel, side=True)


def open_duplicates(window: "MainWindow") -> None:
    """Show « Doublons »."""
    if not _may(window):
        return
    from carnet.ui.review_room import DuplicatesRoom

    room = DuplicatesRoom(window)
    window.show_panel(room.page)
    room.read()


def _may(window: "MainWindow") -> bool:
    session = window.session
    if session.book is None:
        where = "est verrouillé" if session.locked else "n’est pas encore créé"
        window.page.status.say(f"Votre carnet {where}{NARROW}: ouvrez-le d’abord.", bad=True)
        return False
    return session.book.may(VERB)


class ListRoom(QObject):
    """« Imports » open in the window."""

    def __init__(self, window: "MainWindow", panel: "ImportList") -> None:
        from carnet.ui.import_work import Work

        super().__init__(panel)
        self._window, self._panel = window, panel
        self._work = Work(window.session.background)
        panel.left.connect(self._leave)
        panel.import_wanted.connect(self._import)
        panel.undo_wanted.connect(self._undo)
        panel.forget_wanted.connect(self._forget)
        panel.opened.connect(self._open)
        window.hands.changed.connect(self.read)
        window.session.book_closing.connect(self._on_closing)

    @Slot()
    def read(self) -> None:
        """Read what was imported."""

        def errand(reach: Reach) -> tuple[Any, Any]:
            from carnet.queries.import_list import begun_reviews, imports_made

            connection = reach.book(VERB).reader()
            return imports_made(connection), begun_reviews(connection)

        def show(found: tuple[Any, Any]) -> None:
            if isValid(self):
                self._panel.show_imports(*found)

        self._window.searcher.send(errand, show, self._refuse)

    def _refuse(self, error: CarnetError) -> None:
        if isValid(self):
            self._panel.refuse(str(error))

    @Slot(object)
    def _undo(self, line: "ImportLine") -> None:
        """Take an import back, in the background; Ctrl+Z would bring it in again."""
        from carnet.ui import import_work

        book = self._window.session.book
        if book is None or self._work.running:
            return
        self._panel.setEnabled(False)

        def done(undone: "Undoing") -> None:
            from carnet.ui.import_list import undone_words, what_came

            self._panel.setEnabled(True)
            self._panel.show_undone(line, undone)
            again = f"{what_came(line.source, line.file_name)} de nouveau là"
            self._window.hands.write(
                lambda reach: Done("", undone.changes.batch), undone_words(line, undone), again, failed=self._refuse
            )

        self._work.start(import_work.undo(book, line.batch, self._window.session.now()), done, self._refuse, owner=self)

    @Slot(object)
    def _forget(self, review: "BegunReview") -> None:
        now = self._window.session.now()

        def errand(reach: Reach) -> Done:
            from carnet.services.import_screens import forget_review

            return Done("", forget_review(reach.book(VERB), review.digest, now=now).batch)

        said = f"Revue de «{NARROW}{review.file_name}{NARROW}» oubliée"
        self._window.hands.write(errand, said, f"{said[:-7]}reprise", failed=self._refuse)

    @Slot(object)
    def _open(self, card: "KeptCard") -> None:
        """A card kept, in the search."""
        self._window.close_panel()
        self._window.consultation.show(card.name, card.id)

    @Slot()
    def _import(self) -> None:
        open_import(self._window)

    @Slot()
    def _leave(self) -> None:
        if self._window.page.right.currentWidget() is self._panel:
            self._window.close_panel()

    @Slot()
    def _on_closing(self) -> None:
        self._work.stop()
        self._leave()
