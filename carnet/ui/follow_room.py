"""How the window opens « À suivre »: read in the thread that reads, answers written by the hands, undone by Ctrl+Z."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from shiboken6 import isValid

from carnet.domain.disclosure import LineView, Profile
from carnet.domain.follow_up import DueView
from carnet.domain.referrals import Kind
from carnet.errors import CarnetError
from carnet.queries.follow_up import FollowUp
from carnet.queries.sheet import Sheet
from carnet.ui import follow_acts
from carnet.ui.acts import Done
from carnet.ui.follow_lines import main_line
from carnet.ui.follow_page import FollowPage
from carnet.ui.searcher import Errand
from carnet.words import NARROW, long_date, typeset

if TYPE_CHECKING:
    from carnet.ui.main_window import MainWindow

_KINDS = {"news": Kind.NEWS, "no_show": Kind.NO_SHOW, "refused": Kind.REFUSED, "close": Kind.CLOSED}
_HERS = frozenset({"day", "news", "call"})  # what the secretary may answer
WEEK = timedelta(days=7)


class FollowRoom(QObject):
    """« À suivre » open in the window."""

    def __init__(self, window: "MainWindow", page: FollowPage) -> None:
        super().__init__(page)
        self._window, self._page = window, page
        self._asked: tuple[DueView, ...] = ()  # those whose appointment is being typed
        self._served_of: DueView | None = None  # of whom « Ça a servi ? » is asked
        page.left.connect(self._leave)
        page.searched.connect(self._to_search)
        page.opened.connect(self._open)
        page.answered.connect(self._answer)
        page.picked.connect(self._read_card)
        page.status.undo_wanted.connect(self._undo)
        side = page.side
        side.copy_wanted.connect(self._copy)
        side.call_wanted.connect(self._call)
        side.day.given.connect(self._on_day)
        side.day.left.connect(self._back)
        side.served.answered.connect(self._on_served)
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
        self._send(follow_acts.load, lambda found: self._show(found, today, select))

    def _show(self, found: FollowUp, today: date, select: str) -> None:
        self._page.show_found(found, today, select)

    def _send(self, errand: Errand, done: Callable[[Any], None]) -> None:
        def shown(result: Any) -> None:
            if isValid(self):
                done(result)

        self._window.searcher.send(errand, shown, self._refuse)

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
    def _answer(self, code: str) -> None:
        """One key, one usual answer, for every referral selected."""
        rows = self._page.view.selected
        owner = self._page.profile is Profile.OWNER
        if code == "call":
            self._call()
        elif not rows or not (owner or code in _HERS):
            return
        elif code == "day":
            self._asked = rows
            self._page.side.ask_day(rows, self._window.session.today())
        elif code in ("week", "tomorrow"):
            self._snooze(rows, WEEK if code == "week" else timedelta(days=1))
        elif code == "wake":
            self._wake(rows)
        else:
            self._record(rows, _KINDS[code])

    def _record(self, rows: Sequence[DueView], kind: Kind, on: date | None = None) -> None:
        secretary = self._page.profile is not Profile.OWNER
        errand = follow_acts.answer([row.id for row in rows], kind, self._window.session.now(), on)
        asks = kind is Kind.NEWS and len(rows) == 1 and not secretary
        self._write(errand, follow_acts.said(kind, rows, on, secretary=secretary), rows[0] if asks else None)

    def _snooze(self, rows: Sequence[DueView], by: timedelta) -> None:
        today = self._window.session.today()
        sleeping = [row.snoozed_until for row in rows if row.watch.snoozed and row.snoozed_until]
        until = max(sleeping, default=today) + by
        errand = follow_acts.snooze([row.id for row in rows], self._window.session.now(), until)
        self._write(errand, f"En pause jusqu’au {long_date(until)}{NARROW}: {follow_acts.whom(rows)}")

    def _wake(self, rows: Sequence[DueView]) -> None:
        sleeping = [row for row in rows if row.watch.snoozed]
        if sleeping:
            errand = follow_acts.wake([row.id for row in sleeping], self._window.session.now())
            self._write(errand, f"Repris{NARROW}: {follow_acts.whom(sleeping)}")

    def _write(self, errand: Errand, said: str, ask_of: DueView | None = None) -> None:
        """Write; then ask whether it served, where news came for one. What the secretary ticks, the owner corrects."""
        if self._page.profile is not Profile.OWNER:
            self._send(errand, lambda done: self._ticked(said))
            return

        def then(done: Done) -> None:
            if isValid(self) and ask_of is not None:
                self._served_of = ask_of
                self._page.side.ask_served(ask_of)

        self._window.hands.write(errand, said, f"Annulé{NARROW}: {said}", then=then, failed=self._refuse)

    def _ticked(self, said: str) -> None:
        self._page.status.say(said)
        self._window.follow_corner.look()
        self._back()
        self.read()

    @Slot(object)
    def _on_day(self, on: date) -> None:
        rows, self._asked = self._asked, ()
        self._back()
        if rows:
            self._record(rows, Kind.APPOINTMENT, on)

    @Slot(object, object)
    def _on_served(self, care: bool | None, time_saved: bool | None) -> None:
        row, self._served_of = self._served_of, None
        self._back()
        if row is not None and not (care is None and time_saved is None):
            errand = follow_acts.outcome(row.id, care, time_saved, self._window.session.now())
            said = f"Ça a servi, noté{NARROW}: {follow_acts.whom([row])}"
            self._window.hands.write(errand, said, f"Annulé{NARROW}: {said}", failed=self._refuse)

    @Slot()
    def _back(self) -> None:
        """The keys are the list's again."""
        self._page.refresh_side()
        self._page.to_list()

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
        if not self._page.side.served.isHidden():
            self._served_of = None
            self._back()
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
