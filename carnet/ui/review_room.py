"""How the window opens « Doublons »: compared in the background, made one or told apart, each undone by Ctrl+Z."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from shiboken6 import isValid

from carnet.errors import CarnetError
from carnet.queries.duplicates import Pair, duplicates
from carnet.ui.acts import Done, whole
from carnet.ui.import_work import Work
from carnet.ui.review_duplicates import DuplicatesPage
from carnet.ui.searcher import Errand, Reach
from carnet.words import NARROW, plural

if TYPE_CHECKING:
    from carnet.ui.main_window import MainWindow


class DuplicatesRoom(QObject):
    """« Doublons » open in the window."""

    def __init__(self, window: "MainWindow") -> None:
        self.page = DuplicatesPage(window.theme, demonstration=window.session.demonstration)
        super().__init__(self.page)
        self._window = window
        self._work = Work(window.session.background)
        page = self.page
        page.left.connect(self._leave)
        page.merge_wanted.connect(self._merge)
        page.different_wanted.connect(self._tell_apart)
        page.opened.connect(self._open)
        page.status.undo_wanted.connect(self._undo)
        page.bind("Ctrl+Z", self._undo)
        window.hands.changed.connect(self._on_changed)
        window.session.book_closing.connect(self._on_closing)
        page.destroyed.connect(self._work.cancel)

    def read(self) -> None:
        """Compare the cards of the book."""
        book = self._window.session.book
        if book is not None:
            self._work.start(lambda ticket: duplicates(book.reader()), self.page.show_pairs, self._refuse, owner=self)

    def _refuse(self, error: CarnetError) -> None:
        if isValid(self):
            self.page.status.say(str(error), bad=True)

    @Slot(object, object)
    def _merge(self, pair: Pair, choices: Mapping[str, str]) -> None:
        now = self._window.session.now()

        def errand(reach: Reach) -> Done:
            from carnet.services.duplicates import merge_cards

            book = whole(reach.book("merge_cards"))
            return Done(pair.id, merge_cards(book, pair.key, pair.other_key, now=now, choices=choices).batch)

        self._write(
            errand, f"{pair.name}{NARROW}: deux fiches réunies en une", f"{pair.name}{NARROW}: de nouveau deux fiches"
        )

    @Slot(object)
    def _tell_apart(self, pairs: Sequence[Pair]) -> None:
        """One step to undo for each pair."""
        now = self._window.session.now()
        for pair in pairs:

            def errand(reach: Reach, pair: Pair = pair) -> Done:
                from carnet.services.duplicates import judge_different

                book = whole(reach.book("judge_different"))
                return Done("", judge_different(book, pair.key, pair.other_key, now=now).batch)

            both = pair.name if pair.name == pair.other_name else f"{pair.name} et {pair.other_name}"
            said = f"{both}{NARROW}: pas un doublon, c’est retenu"
            self._write(errand, said, f"{both}{NARROW}: à comparer de nouveau")
        if len(pairs) > 1:
            self.page.status.say(plural(len(pairs), "paire jugée", "paires jugées"))

    def _write(self, errand: Errand, said: str, unsaid: str) -> None:
        self._window.hands.write(errand, said, unsaid, failed=self._refuse)

    @Slot(object)
    def _on_changed(self, done: Done) -> None:
        """Somebody wrote: say here what the window says, and compare again."""
        status = self._window.page.status
        self.page.status.say(status.message, undo=status.offers_undo)
        self.read()

    @Slot()
    def _undo(self) -> None:
        self._window.hands.undo(failed=self._refuse)
        status = self._window.page.status
        self.page.status.say(status.message, undo=status.offers_undo)

    @Slot(object)
    def _open(self, pair: Pair) -> None:
        self._leave()
        self._window.consultation.show(pair.name, pair.id)

    @Slot()
    def _leave(self) -> None:
        if self._window.pages.currentWidget() is self.page:
            self._window.close_panel()

    @Slot()
    def _on_closing(self) -> None:
        self._work.stop()
        self._leave()
