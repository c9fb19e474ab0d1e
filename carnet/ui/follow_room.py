"""How the window opens « À suivre »: read in the thread that reads, each card looked up, and the ways out of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from shiboken6 import isValid

from carnet.domain.disclosure import LineView, Profile
from carnet.domain.follow_up import DueView
from carnet.errors import CarnetError
from carnet.queries.sheet import Sheet
from carnet.ui import follow_acts
from carnet.ui.acts import Done
from carnet.ui.follow_answers import FollowAnswers
from carnet.ui.follow_lines import main_line
from carnet.ui.follow_page import FollowPage
from carnet.ui.searcher import Errand
from carnet.words import NARROW, typeset

if TYPE_CHECKING:
    from carnet.ui.main_window import MainWindow


class FollowRoom(QObject):
    """« À suivre » open in the window."""

    def __init__(self, window: "MainWindow", page: FollowPage) -> None:
        super().__init__(page)
        self._window, self._page = window, page
        self._answers = FollowAnswers(window, page)
        self._answers.ticked.connect(self._on_ticked)
        self._answers.refused.connect(self._refuse)
        page.left.connect(self._leave)
        page.searched.connect(self._to_search)
        page.opened.connect(self._open)
        page.answered.connect(self._on_answered)
        page.picked.connect(self._read_card)
        page.status.undo_wanted.connect(self._undo)
        page.side.copy_wanted.connect(self._copy)
        page.side.call_wanted.connect(self._call)
        window.hands.changed.connect(self._on_changed)
        window.session.book_closing.connect(self._leave)
        self._bind()

    def _bind(self) -> None:
        deeds = (
            ("Ctrl+J", self._leave), ("Ctrl+K", self._to_search), ("Ctrl+Z", self._undo), ("Ctrl+T", self._call),
            ("Ctrl+C", self._copy), ("Alt+1", self._copy),
        )  # fmt: skip
        for sequence, deed in deeds:
            action = QAction(self._page)
            action.setShortcut(QKeySequence(sequence))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(deed)
            self._page.addAction(action)

    def read(self, select: str = "") -> None:
        """Read what is to be followed."""
        today = self._window.session.today()
        self._send(follow_acts.load, lambda found: self._page.show_found(found, today, select))

    def _send(self, errand: Errand, done: Callable[[Any], None]) -> None:
        def shown(result: Any) -> None:
            if isValid(self):
                done(result)

        self._window.searcher.send(errand, shown, self._refuse)

    @Slot(object)
    def _refuse(self, error: CarnetError) -> None:
        if isValid(self):
            self._page.status.say(str(error), bad=True)

    @Slot(object)
    def _read_card(self, row: DueView) -> None:
        """What the card adds to the line shown: whose it is is known at once, the rest when it is read."""
        from carnet.ui import card_content

        today = self._window.session.today()

        def show(sheet: Sheet) -> None:
            content = card_content.content(sheet, row.lines, today=today)
            line = main_line(row.lines)
            parts = (sheet.reader.practice, sheet.reader.private)
            times = [part.best_times.get(line.value, "") for part in parts if part and line]
            self._page.side.enrich(row.card, content.subtitle, next(filter(None, times), ""))

        self._send(lambda reach: reach.sheet(row.card, None), show)

    @Slot(str)
    def _on_answered(self, code: str) -> None:
        if code == "call":
            self._call()
        else:
            self._answers.give(code)

    @Slot(str)
    def _on_ticked(self, said: str) -> None:
        self._page.status.say(said)
        self._window.follow_corner.look()
        self._page.resume()
        self.read()

    @Slot(object)
    def _on_changed(self, done: Done) -> None:
        """Somebody wrote: say here what the window says, and show what is left."""
        status = self._window.page.status
        self._page.status.say(status.message, undo=status.offers_undo)
        self.read()

    @Slot()
    def _undo(self) -> None:
        if self._page.profile is not Profile.OWNER:
            return
        self._answers.drop_question()
        self._window.hands.undo(failed=self._refuse)
        status = self._window.page.status
        self._page.status.say(status.message, undo=status.offers_undo)

    def _line(self) -> LineView | None:
        rows = self._page.view.selected
        return main_line(rows[0].lines) if len(rows) == 1 else None

    @Slot()
    def _copy(self) -> None:
        line = self._line()
        if line is not None:
            self._try(lambda: self._window.hands.copier.copy_line(line))

    @Slot()
    def _call(self) -> None:
        line = self._line()
        if line is not None:
            self._try(lambda: self._window.hands.dial(line))

    def _try(self, deed: Callable[[], str | None]) -> None:
        try:
            said = deed()
        except CarnetError as error:
            self._refuse(error)
        else:
            if said:
                self._page.status.say(said)

    @Slot()
    def _leave(self) -> None:
        if self._window.pages.currentWidget() is self._page:
            self._window.close_panel()

    @Slot()
    def _to_search(self) -> None:
        self._leave()
        self._window.to_box()

    @Slot(str, str)
    def _open(self, card: str, name: str) -> None:
        """The card, in the search: its name is typed, and it is the one selected."""
        self._leave()
        self._window.consultation.show(typeset(name), card)


def open_page(window: "MainWindow") -> None:
    """Ctrl+J: what is to be followed today."""
    session = window.session
    if session.book is None:
        where = "est verrouillé" if session.locked else "n’est pas encore créé"
        window.page.status.say(f"Votre carnet {where}{NARROW}: « À suivre » s’ouvre avec lui.", bad=True)
        return
    page = FollowPage(window.theme, profile=session.profile, demonstration=session.demonstration)
    room = FollowRoom(window, page)
    window.show_panel(page)
    room.read()


def do(window: "MainWindow", name: str) -> None:
    """A key of the window: « follow »."""
    {"follow": open_page}[name](window)
