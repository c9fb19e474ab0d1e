"""« Adresser » in the window: from the row selected, or the names kept, to a referral that is logged."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from carnet.domain.days import read_near_day
from carnet.domain.patients import LooksLikeName, SocialSecurityNumber, read_code
from carnet.domain.referrals import Refusal
from carnet.errors import CarnetError
from carnet.queries import loop_words
from carnet.services.drafts import ReferralDraft
from carnet.ui import refer_acts
from carnet.ui.acts import Done
from carnet.ui.refer_acts import Plan, Sending
from carnet.ui.refer_strip import Entry, ReferStrip, listed
from carnet.ui.refer_tray import KeptNames
from carnet.words import NARROW, long_date

if TYPE_CHECKING:
    from carnet.ui.main_window import MainWindow


def do(window: "MainWindow", name: str) -> None:
    """Do the deed of a name of `keys.bound`: refer, keep; or copy, letter, paste, reason where names are kept or the
    strip is open, else as the window does."""
    room = window.findChild(Refer)
    if room is None and name in ("refer", "keep"):
        room = Refer(window)
    if room is not None and room.take(name):
        return
    if name in ("copy", "letter", "paste"):
        getattr(window.hands, name)()
    elif name == "reason":
        window.hands.reason()


class Refer(QObject):
    """One for a window: the strip, and the names kept."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._strip: ReferStrip | None = None
        self._sending: Sending | None = None
        self._unsettled = False  # the strip is for whoever is selected once the list has answered
        self._said = ""
        self.names = KeptNames(window, self)
        window.page.box.textEdited.connect(self._leave_quietly)
        window.page.view.selected.connect(self._on_selected)
        window.consultation.shown.connect(self._on_shown)
        window.hands.changed.connect(self._on_changed)
        window.session.book_closing.connect(self._leave_quietly)

    @property
    def strip(self) -> ReferStrip | None:
        """The strip, if it is open."""
        return self._strip if self._strip is not None and isValid(self._strip) else None

    def take(self, name: str) -> bool:
        """Do what a key means here; False when it means nothing here."""
        strip = self.strip
        if name == "refer":
            self._refer()
        elif name == "keep":
            self.names.keep()
        elif name in ("copy", "letter"):
            return self.names.copy(letters=name == "letter")
        elif strip is None:
            return False
        elif name == "paste":
            strip.number.paste()
        elif strip.asking:
            strip.ask.toggle_reason()
        else:
            return False
        return True

    def _refer(self) -> None:
        """Open the strip for whoever is selected; in the open one, Ctrl+Enter keeps a name as it was typed."""
        strip, window = self.strip, self._window
        if strip is not None:
            strip.keep_as_typed() if strip.asking else strip.form.to_code()
            return
        if window.session.book is None:
            where = "verrouillé" if window.session.locked else "à créer"
            window.page.status.say(f"Votre carnet est {where}{NARROW}: ouvrez-le pour noter un adressage.", bad=True)
            return
        self._strip = strip = ReferStrip(window.theme, window.page)
        strip.left.connect(self._leave)
        strip.confirmed.connect(self._on_confirmed)
        window.page.add_strip(strip)
        self._unsettled = True
        strip.start(self._guess())
        self.settled(lambda: self._plan(strip), "Ctrl Entrée")

    def _guess(self) -> str:
        """Whom it seems to be for, until the book has answered."""
        if self.names.current:
            return listed([one.name for one in self.names.current])
        line = self._window.page.view.current_line()
        return line.title if line and not self._window.searcher.behind else "…"

    def settled(self, deed: Callable[[], None], written: str) -> None:
        """Do something once the list answers the words in the box: they may have been typed faster than it."""
        self._window.consultation.pressed.do(deed, written, on_card=False)

    @Slot()
    def _on_selected(self) -> None:
        """Another row: the strip goes, unless it is for that one."""
        if not self._unsettled:
            self._leave_quietly()

    def _plan(self, strip: ReferStrip) -> None:
        """Look up whom it is for."""
        window, self._unsettled = self._window, False
        line = window.page.view.current_line()
        whom = [one.id for one in self.names.current] or ([line.id] if line and line.id else [])
        if self.strip is not strip:
            return
        if not whom:
            self._leave()
            window.page.status.say("Choisissez d’abord quelqu’un dans la liste.", bad=True)
            return
        answer, session = window.consultation.answer, window.session
        origin = answer.origin if answer else None
        errand = refer_acts.plan(whom, origin, session.today(), session.now())

        def show(plan: Plan) -> None:
            if self.strip is strip:
                strip.show_plan(plan)

        def refuse(error: CarnetError) -> None:
            if self.strip is strip:
                self._leave()
            self._refuse(error)

        window.searcher.send(errand, show, refuse)

    @Slot(object)
    def _on_confirmed(self, entry: Entry) -> None:
        strip = self.strip
        if strip is None or strip.plan is None:
            return
        try:
            draft = _draft(entry, self._window.session.today())
        except SocialSecurityNumber as error:
            strip.refuse(str(error), forget_code=True)
        except LooksLikeName as error:
            strip.ask_for_initials(error.typed, error.initials)
        except CarnetError as error:
            strip.refuse(str(error))
        else:
            self._send(strip, strip.plan, entry, draft)

    def _send(self, strip: ReferStrip, plan: Plan, entry: Entry, draft: ReferralDraft) -> None:
        window = self._window
        sending = Sending(
            plan, draft, window.session.now(), place=entry.place, line=entry.line, as_typed=entry.as_typed
        )  # fmt: skip
        whom = _whom(plan, draft, entry)
        when = "" if draft.made_on == window.session.today() else f" le {long_date(draft.made_on)}"
        said = f"Adressé{when}{NARROW}: {whom}."

        def then(done: Done) -> None:
            self._sending, self._said = sending, said
            if self.strip is strip:
                self._leave()

        def failed(error: CarnetError) -> None:
            if self.strip is not strip:
                self._refuse(error)
            else:
                strip.refuse(str(error))

        window.hands.write(sending, said, f"Adressage annulé{NARROW}: {whom}", then=then, failed=failed)

    @Slot(object)
    def _on_changed(self, done: Done) -> None:
        """What was just logged has its line copied, and said; what was just taken back has its names kept again."""
        sending, self._sending = self._sending, None
        self.names.on_changed(sending.made.cards if sending and sending.made else None)
        if sending is None or sending.made is None:
            return
        status = self._window.page.status
        try:
            copied = self._window.hands.copier.copy_record(sending.made.record_line)
        except CarnetError as error:
            status.say(f"{self._said} {error}", bad=True, undo=True)
        else:
            status.say(f"{self._said} {copied}.", undo=True)

    @Slot()
    def _on_shown(self) -> None:
        """Another list: the strip is for somebody of it, from where it is now, or it goes."""
        strip, line = self.strip, self._window.page.view.current_line()
        if strip is None or strip.busy or strip.plan is None or self.names.current:
            return
        one = strip.plan.one
        if one is not None and (line is None or line.id != one.id):
            self._leave_quietly()
        elif not strip.asking:
            self._plan(strip)

    @Slot()
    def _leave(self) -> None:
        self._leave_quietly()
        self._window.page.box.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _leave_quietly(self) -> None:
        """Something else is asked for: the strip goes, and what was typed in it."""
        strip, self._strip = self.strip, None
        self._unsettled = False
        if strip is not None:
            focus = QApplication.focusWidget()
            if focus is not None and strip.isAncestorOf(focus):  # else Qt gives it to the box as Tab does: all selected
                self._window.page.box.setFocus(Qt.FocusReason.OtherFocusReason)
            self._window.page.close_strip(strip)

    def _refuse(self, error: CarnetError) -> None:
        self._window.page.status.say(str(error), bad=True)


def _draft(entry: Entry, today: date) -> ReferralDraft:
    """What was typed, read. Raises CarnetError, LooksLikeName, SocialSecurityNumber."""
    code = read_code(entry.code, as_typed=entry.as_typed)
    made_on = read_near_day(entry.when, today=today, ahead=False) if entry.when.strip() else today
    if made_on > today:
        raise CarnetError(loop_words.refused(Refusal("referral_to_come", day=made_on)))
    return ReferralDraft(
        made_on=made_on,
        patient_code=code,
        mode=entry.mode,
        urgency=entry.urgency,
        motive=entry.motive,
        followed=entry.followed,
        despite_avoidance=entry.despite,
    )


def _whom(plan: Plan, draft: ReferralDraft, entry: Entry) -> str:
    """« GM → Dr Benhaddou, L'Isle »."""
    one = plan.one
    town = refer_acts.short_town(entry.place.city) if entry.place else ""
    names = f"{one.name}, {town}" if one and town else listed([target.name for target in plan.targets])
    return f"{draft.patient_code} → {names}" if draft.patient_code else names
