"""Answers to what « À suivre » waits for: one key, one usual answer, what it asks in turn, written to be undone."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from carnet.domain.disclosure import Profile
from carnet.domain.follow_up import DueView
from carnet.domain.referrals import Kind
from carnet.errors import CarnetError
from carnet.ui import follow_acts
from carnet.ui.acts import Done
from carnet.ui.follow_page import FollowPage
from carnet.ui.searcher import Errand
from carnet.words import NARROW, long_date

if TYPE_CHECKING:
    from carnet.ui.main_window import MainWindow

_KINDS = {"news": Kind.NEWS, "no_show": Kind.NO_SHOW, "refused": Kind.REFUSED, "close": Kind.CLOSED}
_HERS = frozenset({"day", "news"})  # what the secretary may answer
WEEK = timedelta(days=7)


class FollowAnswers(QObject):
    """Answers for the referrals selected on the page. The owner’s go by the window’s hands, which undo them.

    `ticked(str)`: the secretary’s was written, with what is to be said of it. `refused(CarnetError)`: none was.
    """

    ticked = Signal(str)
    refused = Signal(object)

    def __init__(self, window: "MainWindow", page: FollowPage) -> None:
        super().__init__(page)
        self._window, self._page = window, page
        self._asked: tuple[DueView, ...] = ()  # those whose appointment is being typed
        self._served_of: DueView | None = None  # of whom « Ça a servi ? » is asked
        page.side.day.given.connect(self._on_day)
        page.side.day.left.connect(page.resume)
        page.side.served.answered.connect(self._on_served)

    def give(self, code: str) -> None:
        """Give the answer of that name, where whoever opened the book may."""
        rows = self._page.view.selected
        if not rows or not (self._is_owner or code in _HERS):
            return
        if code == "day":
            self._asked = rows
            self._page.side.ask_day(rows, self._window.session.today())
        elif code in ("week", "tomorrow"):
            self._snooze(rows, WEEK if code == "week" else timedelta(days=1))
        elif code == "wake":
            self._wake(rows)
        else:
            self._record(rows, _KINDS[code])

    def drop_question(self) -> None:
        """« Ça a servi ? » is asked no more."""
        if not self._page.side.served.isHidden():
            self._served_of = None
            self._page.resume()

    @property
    def _is_owner(self) -> bool:
        return self._page.profile is Profile.OWNER

    def _record(self, rows: Sequence[DueView], kind: Kind, on: date | None = None) -> None:
        errand = follow_acts.answer([row.id for row in rows], kind, self._window.session.now(), on)
        asks = kind is Kind.NEWS and len(rows) == 1 and self._is_owner
        said = follow_acts.said(kind, rows, on, secretary=not self._is_owner)
        self._write(errand, said, rows[0] if asks else None)

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

        def ticked(_: Done) -> None:
            if isValid(self):
                self.ticked.emit(said)

        def then(_: Done) -> None:
            if isValid(self) and ask_of is not None:
                self._served_of = ask_of
                self._page.side.ask_served(ask_of)

        if self._is_owner:
            self._window.hands.write(errand, said, f"Annulé{NARROW}: {said}", then=then, failed=self._refuse)
        else:
            self._window.searcher.send(errand, ticked, self._refuse)

    def _refuse(self, error: CarnetError) -> None:
        if isValid(self):
            self.refused.emit(error)

    @Slot(object)
    def _on_day(self, on: date) -> None:
        rows, self._asked = self._asked, ()
        self._page.resume()
        if rows:
            self._record(rows, Kind.APPOINTMENT, on)

    @Slot(object, object)
    def _on_served(self, care: bool | None, time_saved: bool | None) -> None:
        row, self._served_of = self._served_of, None
        self._page.resume()
        if row is not None and not (care is None and time_saved is None):
            errand = follow_acts.outcome(row.id, care, time_saved, self._window.session.now())
            self._write(errand, f"Ça a servi, noté{NARROW}: {follow_acts.whom([row])}")
