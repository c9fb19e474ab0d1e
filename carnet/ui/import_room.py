"""How the window opens an import: the file, its columns, the review, the writing. Decisions are kept as they come."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Slot
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget
from shiboken6 import isValid

from carnet.errors import CarnetError
from carnet.queries.import_words import NOTHING_NEW, brought
from carnet.services.imports import Applied, Decision, Review, keep_decisions
from carnet.ui import import_work
from carnet.ui.acts import Done
from carnet.ui.import_list import retired_words
from carnet.ui.import_page import ImportPage
from carnet.ui.import_work import Look, Work, quoted
from carnet.ui.mapping_page import MappingPage
from carnet.ui.review_overview import ALL
from carnet.ui.review_page import ReviewPage
from carnet.ui.review_state import ReviewState
from carnet.ui.searcher import Reach
from carnet.words import NARROW, plural

if TYPE_CHECKING:
    from carnet.exchange.tables.mapping import Mapping
    from carnet.exchange.tables.reading import Preview
    from carnet.ui.main_window import MainWindow

SOON_MS, AT_MOST_MS = 300, 1000  # after a decision, and while they follow each other: they are kept


class ImportRoom(QObject):
    """One import open in the window, from the choice of the file to « Appliquer »."""

    def __init__(self, window: "MainWindow") -> None:
        self.stack = QStackedWidget()
        super().__init__(self.stack)
        self._window, self._session = window, window.session
        self._book = window.session.book
        self._path: Path | None = None
        self._mapping: Mapping | None = None
        self._author = ""
        self.page = ImportPage(window.theme)
        self.mapping: MappingPage | None = None
        self.review: ReviewPage | None = None
        self.stack.addWidget(self.page)
        self.stack.setFocusProxy(self.page)
        self.stack.setAccessibleName(self.page.accessibleName())
        self.work = Work(self._session.background)
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.timeout.connect(self.keep)
        self._longest = QTimer(self)
        self._longest.setSingleShot(True)
        self._longest.timeout.connect(self.keep)
        self._unkept = False
        self._connect()

    def _connect(self) -> None:
        page = self.page
        page.file_wanted.connect(self.choose)
        page.file_given.connect(self.open)
        page.going.connect(self._on_whose)
        page.given_up.connect(self._give_up)
        page.left.connect(self._leave)
        page.list_wanted.connect(self._to_list)
        self._session.book_closing.connect(self._on_closing)
        self.stack.destroyed.connect(self.work.cancel)

    @Slot()
    def choose(self) -> None:
        """Ask for the file."""
        dialog = QFileDialog(self.stack, self.tr("Importer des fiches"), _folder_for(self._path))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([
            self.tr("Fiches et tableaux (*.vcf *.vcard *.csv *.txt *.tsv *.xlsx)"), self.tr("Tous les fichiers (*)")
        ])  # fmt: skip
        dialog.fileSelected.connect(lambda name: self.open(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(object)
    def open(self, path: Path) -> None:
        """Look at a file."""
        if self._book is None or self.review is not None:
            return
        self._path, self._mapping = path, None
        self._drop_mapping()
        self._turn_to(self.page)
        self.page.show_file(None)
        self.page.show_reading(self.tr("carnet regarde {name}…").format(name=quoted(path.name)))
        self.work.start(import_work.look(self._book, path), self._show_look, self._refuse, owner=self)

    def _show_look(self, look: Look) -> None:
        self.page.show_file(look)

    @Slot(str)
    def _on_whose(self, author: str) -> None:
        self._author = author
        look = self.page.look
        if look is None:
            return
        if look.table is None:
            self._read(None)
            return
        self._drop_mapping()
        self.mapping = made = MappingPage(
            self._window.theme, quoted(look.path.name), look.table, remembered=look.remembered
        )
        made.changed.connect(self._preview)
        made.accepted.connect(self._read)
        made.left.connect(self._back)
        self.stack.addWidget(made)
        self._turn_to(made)

    @Slot(object)
    def _preview(self, mapping: "Mapping") -> None:
        page = self.mapping
        if page is None or self._path is None:
            return

        def show(found: "Preview") -> None:
            if isValid(page):
                page.show_preview(found)

        def refuse(error: CarnetError) -> None:
            if isValid(page):
                page.say(str(error))

        self.work.start(import_work.preview(self._path, mapping), show, refuse, owner=self)

    @Slot(object)
    def _read(self, mapping: "Mapping | None") -> None:
        """Read the file whole and lay it beside the book."""
        if self._path is None or self._book is None:
            return
        self._mapping = mapping
        self._turn_to(self.page)
        self.page.show_reading(self.tr("Lecture de {name}…").format(name=quoted(self._path.name)))
        planning = import_work.plan(self._book, self._path, mapping, self._author, self._session.now())
        self.work.start(planning, self._show_review, self._refuse, owner=self, progressed=self.page.show_step)

    def _show_review(self, review: Review) -> None:
        self.page.show_reading("")
        self._drop_mapping()
        state = ReviewState(review)
        self.review = page = ReviewPage(self._window.theme, state, demonstration=self._session.demonstration)
        page.decided.connect(self._keep_soon)
        page.apply_wanted.connect(self._apply)
        page.left.connect(self._leave)
        page.troubles_wanted.connect(self._show_troubles)
        self.stack.addWidget(page)
        self._turn_to(page)
        if state.resumed:
            said = plural(state.resumed, "décision reprise", "décisions reprises")
            page.status.say(self.tr("Revue commencée{n}: {said}.").format(n=NARROW, said=said))
        elif page.overview.tally.nothing and not page.overview.tally.left:
            page.status.say(self.tr("Rien de neuf{n}: tout ce fichier est déjà dans votre carnet.").format(n=NARROW))

    @Slot()
    def _show_troubles(self) -> None:
        """What could not be read as written, beside the review."""
        from carnet.ui.import_troubles import TroublesPage, with_cards

        if self.review is None:
            return
        review = self.review.state.review
        page = TroublesPage(self._window.theme, with_cards(review.troubles, review.rows))
        page.left.connect(lambda: self._close_troubles(page))
        page.card_wanted.connect(lambda key: self._close_troubles(page, key))
        self.stack.addWidget(page)
        self._turn_to(page)

    def _close_troubles(self, page: QWidget, card: str = "") -> None:
        if self.review is not None:
            self._turn_to(self.review)
            if card:
                self.review.end_search()
                self.review.show_filter(ALL, card)
            else:
                self.review.to_list()
        self.stack.removeWidget(page)
        page.deleteLater()

    @Slot()
    def _keep_soon(self) -> None:
        self._unkept = True
        self._keeping.start(SOON_MS)
        if not self._longest.isActive():
            self._longest.start(AT_MOST_MS)

    @Slot()
    def keep(self) -> None:
        """Keep what was decided so far, in the thread that writes."""
        if not self._unkept or self.review is None:
            return
        self._settle_timers()
        review, decisions, now = self.review.state.review, self.review.state.to_keep, self._session.now()

        def errand(reach: Reach) -> None:
            keep_decisions(reach.book("keep_review"), review, decisions, now=now)

        self._window.searcher.send(errand, lambda _: None, self._refuse)

    def _settle_timers(self) -> None:
        self._unkept = False
        self._keeping.stop()
        self._longest.stop()

    @Slot()
    def _on_closing(self) -> None:
        """The book closes: nothing is at work on it any more, and the last decisions are in it."""
        self.work.stop()
        if self._unkept and self.review is not None and self._session.book is self._book and self._book is not None:
            self._settle_timers()
            state = self.review.state
            try:
                keep_decisions(self._book, state.review, state.to_keep, now=self._session.now())
            except CarnetError as error:
                self._window.page.status.say(str(error), bad=True)
        self._book = None
        self._close()

    @Slot()
    def _apply(self) -> None:
        page = self.review
        if page is None or self._path is None or self._book is None or self.work.running:
            return
        tally = page.overview.tally
        if tally.nothing and tally.left:
            page.status.say(self.tr("Rien n’est encore décidé{n}: M, D ou X sur une fiche.").format(n=NARROW))
            return
        self._settle_timers()
        decisions: dict[str, Decision] = dict(page.state.decisions)
        page.show_busy(self.tr("Écriture… rien n’est visible avant la fin, et tout s’annule."))
        writing = import_work.apply(
            self._book, page.state.review, decisions, self._path, self._mapping, self._session.now()
        )
        self.work.start(writing, self._applied, self._not_applied, owner=self)

    def _not_applied(self, error: CarnetError) -> None:
        if self.review is not None:
            self._unkept = True
            self.keep()
            self.review.refuse(str(error))

    def _applied(self, applied: Applied) -> None:
        """Written: back to the search, with the way to take it back."""
        review = self.review.state.review if self.review else None
        assert review is not None
        new, completed = applied.counts["new"], applied.completed
        left = applied.counts["left"]
        self._close()
        if applied.changes.nothing or not (new or completed):
            self._window.page.status.say(NOTHING_NEW)
            return
        unsaid = retired_words(review.source, review.file_name, new, completed).rstrip(".")
        said = applied_words(new, completed, left)
        self._window.hands.write(lambda reach: Done("", applied.batch), said, unsaid)

    @Slot()
    def _give_up(self) -> None:
        self.work.cancel()

    @Slot()
    def _back(self) -> None:
        self._turn_to(self.page)
        self.page.go_button.setFocus()

    def _refuse(self, error: CarnetError) -> None:
        if not isValid(self):
            return
        if self.review is not None:
            self.review.refuse(str(error))
            return
        self._turn_to(self.page)
        self.page.refuse(str(error))

    @Slot()
    def _leave(self) -> None:
        """Esc: what was decided is kept."""
        if self.work.running and self.review is not None:
            return  # it is being written
        page = self.review
        kept = page is not None and bool(page.state.to_keep)
        self.work.cancel()
        self.keep()
        self._close()
        if page is not None and kept:
            name = quoted(page.state.review.file_name)
            self._window.page.status.say(f"Revue gardée{NARROW}: rouvrez {name} pour la continuer.")

    @Slot()
    def _to_list(self) -> None:
        from carnet.ui.import_rooms import open_list

        self._leave()
        open_list(self._window)

    def _close(self) -> None:
        if isValid(self.stack) and self._window.pages.currentWidget() is self.stack:
            self._window.close_panel()

    def _drop_mapping(self) -> None:
        if self.mapping is not None:
            self.stack.removeWidget(self.mapping)
            self.mapping.deleteLater()
            self.mapping = None

    def _turn_to(self, page: QWidget) -> None:
        self.stack.setCurrentWidget(page)
        self.stack.setFocusProxy(page)
        page.setFocus()


def applied_words(new: int, completed: int, left: int) -> str:
    """« 486 fiches ajoutées, 37 complétées ; 3 fiches non décidées sont laissées »."""
    rest = f"{NARROW}; {plural(left, 'fiche non décidée est laissée', 'fiches non décidées sont laissées')}"
    return brought(new, completed) + (rest if left else "")


def _folder_for(last: Path | None) -> str:
    """Where a file is looked for: beside the last one, else where phones and mails put theirs."""
    if last is not None and last.parent.is_dir():
        return str(last.parent)
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
