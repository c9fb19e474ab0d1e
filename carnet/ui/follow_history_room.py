"""How the window opens the history of a card or of a patient code, and what is written from there."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from shiboken6 import isValid

from carnet.domain.disclosure import permit
from carnet.domain.referrals import Kind
from carnet.errors import CarnetError
from carnet.queries.card import row_id
from carnet.queries.history import history
from carnet.queries.patients import PatientReferral, patient_history
from carnet.ui import follow_acts
from carnet.ui.acts import Done
from carnet.ui.follow_history import HistoryPanel
from carnet.ui.searcher import Errand, Reach
from carnet.words import NARROW, event, long_date

if TYPE_CHECKING:
    from carnet.ui.main_window import MainWindow


class HistoryRoom(QObject):
    """A history open in the window: of the card `identifier`, or of a patient code for a moment."""

    def __init__(self, window: "MainWindow", panel: HistoryPanel, identifier: str, name: str) -> None:
        super().__init__(panel)
        self._window, self._panel, self._id, self._name = window, panel, identifier, name
        self._code, self._begun = "", False
        self._served_of = ""  # the referral whose news just came
        panel.left.connect(window.close_panel)
        panel.patient_wanted.connect(self._turn_to)
        panel.recorded.connect(self._record)
        panel.corrected.connect(self._correct)
        panel.followed.connect(self._follow)
        panel.withdrawn.connect(self._withdraw)
        panel.served.connect(self._serve)
        window.hands.changed.connect(self._on_changed)
        window.session.book_closing.connect(self._leave)

    def read(self) -> None:
        """Read the referrals."""
        identifier, code = self._id, self._code

        def errand(reach: Reach) -> tuple[PatientReferral, ...]:
            permit("history", reach.scene.profile)
            connection = reach.book().reader()
            if code:
                return patient_history(connection, code)
            return tuple(PatientReferral("", "", one) for one in history(connection, row_id(connection, identifier)))

        def shown(found: tuple[PatientReferral, ...]) -> None:
            if isValid(self) and code == self._code:
                self._show(found)

        self._window.searcher.send(errand, shown, self._refuse)

    def _show(self, found: tuple[PatientReferral, ...]) -> None:
        whose = f"Patient {self._code}" if self._code else self._name
        back = self._name if self._code else ""
        self._panel.show_referrals(whose, found, self._window.session.today(), back_to=back)
        if not self._begun:
            self._begun = True
            self._panel.start()
        if self._served_of:
            uuid, self._served_of = self._served_of, ""
            self._panel.ask_served(uuid)

    def _refuse(self, error: CarnetError) -> None:
        if isValid(self):
            self._panel.notice.say(str(error))

    @Slot(str)
    def _turn_to(self, code: str) -> None:
        self._code = code
        self.read()

    @Slot(str, object, object)
    def _record(self, uuid: str, kind: Kind, on: date | None) -> None:
        def then(done: Done) -> None:
            self._served_of = uuid if kind is Kind.NEWS else ""

        errand = follow_acts.answer([uuid], kind, self._window.session.now(), on)
        self._write(errand, f"Noté{NARROW}: {_said(kind, on)}", then)

    @Slot(str, object, object)
    def _correct(self, wrong: str, kind: Kind | None, on: date | None) -> None:
        errand = follow_acts.correct(wrong, kind, self._window.session.now(), on)
        self._write(errand, f"Corrigé{NARROW}: {_said(kind, on)}" if kind else "Suite retirée")

    @Slot(str, bool)
    def _follow(self, uuid: str, followed: bool) -> None:
        errand = follow_acts.follow(uuid, followed, self._window.session.now())
        self._write(errand, "À suivre" if followed else "N’est plus suivi")

    @Slot(str)
    def _withdraw(self, uuid: str) -> None:
        errand = follow_acts.answer([uuid], Kind.WITHDRAWN, self._window.session.now())
        self._write(errand, f"Adressage retiré{NARROW}: il ne compte plus")

    @Slot(str, object, object)
    def _serve(self, uuid: str, care: bool | None, time_saved: bool | None) -> None:
        self._write(follow_acts.outcome(uuid, care, time_saved, self._window.session.now()), "Ça a servi, noté")

    def _write(self, errand: Errand, said: str, then: Callable[[Done], None] | None = None) -> None:
        """Write, and keep the card shown selected."""
        identifier = self._id

        def kept(reach: Reach) -> Done:
            done: Done = errand(reach)
            return done._replace(id=identifier)

        unsaid = f"Annulé{NARROW}: {said}"
        self._window.hands.write(kept, said, unsaid, then=then, failed=self._refuse)

    @Slot(object)
    def _on_changed(self, done: Done) -> None:
        self.read()

    @Slot()
    def _leave(self) -> None:
        if self._window.page.right.currentWidget() is self._panel:
            self._window.close_panel()


def _said(kind: Kind, on: date | None) -> str:
    return f"{event(kind)} le {long_date(on)}" if on else event(kind)


def open_history(window: "MainWindow", identifier: str, name: str) -> None:
    """Alt+H: the history of a card, in its place; again: the card."""
    if isinstance(window.page.right.currentWidget(), HistoryPanel):
        window.close_panel()
        return
    try:
        permit("history", window.session.profile)
    except CarnetError as error:
        window.page.status.say(str(error), bad=True)
        return
    panel = HistoryPanel(window.theme)
    room = HistoryRoom(window, panel, identifier, name)
    window.show_panel(panel, side=True)
    room.read()
