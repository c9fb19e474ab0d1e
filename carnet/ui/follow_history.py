"""The history of a card, or of a patient code: what was sent, what came of it; each can be completed and put right."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from carnet.domain.referrals import Kind
from carnet.queries import loop_words
from carnet.queries.history import EventView, ReferralView
from carnet.queries.patients import PatientReferral
from carnet.ui.follow_asks import ServedAsk
from carnet.ui.follow_event_form import EventForm
from carnet.ui.follow_flow import Flow
from carnet.ui.panel_parts import Link, Notice, Words, plain
from carnet.ui.theme import Theme
from carnet.words import NARROW, event, long_date, plural, typeset, yes_no

FIRST_SHOWN = 30
# What is typed on a referral, to what it asks.
KEYS = {
    "r": "appointment", "n": "news", "a": "no_show", "x": "refused", "+": "more", "c": "correct", "s": "follow",
    "o": "served", "p": "patient",
}  # fmt: skip
_AT_ONCE = frozenset({"news", "no_show", "refused"})


class ReferralBlock(QFrame):
    """One referral with its events. `entered`: it has the focus.

    `wanted(str)`: a value of KEYS, « close » or « withdraw ». `stepped(int)`: to the next, or back.
    """

    entered = Signal()
    wanted = Signal(str)
    stepped = Signal(int)

    def __init__(self, theme: Theme, one: PatientReferral, today: date) -> None:
        super().__init__()
        self._theme, self.one = theme, one
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        view = one.referral
        self.texts = [Words(theme, _head(one), size=14, weight=600)]
        self.texts += [Words(theme, text, size=13, colour="soft") for text in _facts(view, today)]
        self.texts += [
            Words(theme, _event(item), size=13, colour="ink" if item.counts else "soft") for item in _told(view)
        ]
        self.texts += [Words(theme, text, size=13) for text in _served(view)]
        self.setAccessibleName(". ".join(text.text() for text in self.texts))
        self.column = QVBoxLayout(self)
        for text in self.texts:
            self.column.addWidget(text)
        self._current = False
        theme.changed.connect(self._renew)
        self._renew()

    @property
    def text(self) -> str:
        """Everything it says."""
        return "\n".join(text.text() for text in self.texts)

    @property
    def last_event(self) -> EventView | None:
        """The latest event recorded that counts: what « corriger » is about first."""
        return max((item for item in _told(self.one.referral) if item.counts), key=lambda e: e.number, default=None)

    def mark(self, *, current: bool) -> None:
        """The one whose deeds are offered."""
        self._current = current
        self._renew()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  (Qt's name)
        """It is the one now."""
        super().focusInEvent(event)
        self.entered.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        """A click is a choice."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Arrows go to the neighbour; one key for each deed."""
        key, typed = Qt.Key(event.key()), event.text().lower()
        bare = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if bare and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(1 if key == Qt.Key.Key_Down else -1)
        elif bare and typed in KEYS:
            self.wanted.emit(KEYS[typed])
        elif bare and key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.wanted.emit("close" if key == Qt.Key.Key_Backspace else "withdraw")
        else:
            super().keyPressEvent(event)

    @Slot()
    def _renew(self) -> None:
        px, colours = self._theme.px, self._theme.colours
        self.column.setContentsMargins(px(12), px(9), px(4), px(9))
        self.column.setSpacing(px(2))
        bar = colours.accent if self._current else "transparent"
        self.setStyleSheet(
            f"ReferralBlock {{ border-top: 1px solid {colours.line}; border-left: {px(3)}px solid {bar};"
            f" background: {colours.panel if self._current else 'transparent'}; }}"
        )


class HistoryPanel(QWidget):
    """A side panel. `left`: Esc, Alt+H or « Fermer ». `patient_wanted(str)`: the history of that code; "" to go back.

    `recorded(uuid, Kind, date | None)`: what happened. `corrected(event uuid, Kind | None, date | None)`.
    `followed(uuid, bool)`; `withdrawn(uuid)`; `served(uuid, care, time)`.
    """

    left = Signal()
    patient_wanted = Signal(str)
    recorded = Signal(str, object, object)
    corrected = Signal(str, object, object)
    followed = Signal(str, bool)
    withdrawn = Signal(str)
    served = Signal(str, object, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._today = theme, date.min
        self.setObjectName("page")
        self.setAccessibleName(self.tr("Historique"))
        self.title = Words(theme, self.tr("Historique"), size=17, weight=600)
        self.name = Words(theme, "", size=14, weight=500, colour="soft")
        self.back = Link(theme, "")
        self.back.clicked.connect(lambda: self.patient_wanted.emit(""))
        self.back.hide()
        self.notice = Notice(theme)
        self.hint = Words(theme, _HINT, size=12.5, colour="soft")
        self.area, self._body = QScrollArea(), QWidget()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setAccessibleName(self.tr("Adressages, le dernier d’abord"))
        self.area.setWidget(self._body)
        self._list = QVBoxLayout(self._body)
        self.close_button = plain(self.tr("Fermer   Échap"))
        self.close_button.clicked.connect(self.left)
        self._column = QVBoxLayout(self)
        for widget in (self.title, self.name, self.back, self.notice, self.area, self.hint):
            self._column.addWidget(widget)
        self._column.setStretchFactor(self.area, 1)
        self._column.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.blocks: list[ReferralBlock] = []
        self._left_out: tuple[PatientReferral, ...] = ()
        self._at: ReferralBlock | None = None
        self._open: QWidget | None = None  # deeds, form or question under the current block
        theme.changed.connect(self._renew)
        self._renew()

    def show_referrals(self, whose: str, found: Sequence[PatientReferral], today: date, *, back_to: str = "") -> None:
        """Show them, newest first, the same one current as before if it is there."""
        was = self._at.one.referral.uuid if self._at else ""
        had_focus = self.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self._today, self._at, self._open = today, None, None
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.name.setText(f"{whose} · {plural(len(found), 'adressage', 'adressages')}" if found else whose)
        self.back.setText(self.tr("← {name}").format(name=back_to))
        self.back.setVisible(bool(back_to))
        self.notice.say("")
        self.hint.setVisible(bool(found))
        self.blocks = []
        if not found:
            self._list.addWidget(Words(self._theme, self.tr("Aucun adressage."), colour="soft"))
        self._add(tuple(found))
        same = next((block for block in self.blocks if block.one.referral.uuid == was), None)
        current = same or (self.blocks[0] if self.blocks else None)
        if current is not None:
            self._enter(current)
            if had_focus:
                current.setFocus(Qt.FocusReason.OtherFocusReason)

    def start(self) -> None:
        """The focus comes here."""
        (self._at or self.close_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_served(self, uuid: str) -> None:
        """« Ça a servi ? », once news came."""
        block = next((one for one in self.blocks if one.one.referral.uuid == uuid), None)
        if block is not None:
            self._enter(block)
            self._ask_served(block)

    @property
    def text(self) -> str:
        """Every word shown."""
        return "\n".join([self.name.text(), self.notice.text(), *(block.text for block in self.blocks)])

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Esc leaves what is asked, then the panel."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif isinstance(self._open, EventForm | ServedAsk) and self._at is not None:
            self._give_up(self._at)
        else:
            self.left.emit()

    def _add(self, found: tuple[PatientReferral, ...]) -> None:
        for one in found[:FIRST_SHOWN]:
            block = ReferralBlock(self._theme, one, self._today)
            block.entered.connect(lambda block=block: self._enter(block))
            block.wanted.connect(self._do)
            block.stepped.connect(self._step)
            self.blocks.append(block)
            self._list.addWidget(block)
        self._left_out = found[FIRST_SHOWN:]
        if self._left_out:
            more = Link(self._theme, plural(len(self._left_out), "plus ancien", "plus anciens"))
            more.clicked.connect(lambda: self._show_more(more))
            self._list.addWidget(more)
        self._list.addStretch(1)

    def _show_more(self, more: Link) -> None:
        self._list.takeAt(self._list.count() - 1)
        more.hide()
        more.deleteLater()
        first = len(self.blocks)
        self._add(self._left_out)
        self.blocks[first].setFocus()

    @Slot(int)
    def _step(self, by: int) -> None:
        at = self.blocks.index(self._at) + by if self._at else 0
        if 0 <= at < len(self.blocks):
            self.blocks[at].setFocus(Qt.FocusReason.TabFocusReason)
            self.area.ensureWidgetVisible(self.blocks[at], 0, self._theme.px(20))

    def _enter(self, block: ReferralBlock) -> None:
        if block is self._at:
            return
        if self._at is not None:
            self._at.mark(current=False)
        self._at = block
        block.mark(current=True)
        self._offer(block)

    def _put(self, block: ReferralBlock, widget: QWidget) -> None:
        if self._open is not None:
            self._open.hide()
            self._open.deleteLater()
        self._open = widget
        block.column.addWidget(widget)

    def _offer(self, block: ReferralBlock) -> None:
        """The deeds on the current referral, as links."""
        view = block.one.referral
        offered = [("more", self.tr("+ suite…"))]
        if block.last_event is not None:
            offered.append(("correct", self.tr("corriger…")))
        offered.append(("follow", self.tr("ne plus suivre") if view.followed else self.tr("suivre")))
        offered.append(("served", self.tr("Ça a servi\u202f?")))
        if view.patient_code and self.back.isHidden():
            offered.append(("patient", self.tr("tout pour {code}").format(code=view.patient_code)))
        offered.append(("withdraw", self.tr("retirer")))
        links = []
        for code, text in offered:
            link = Link(self._theme, text)
            link.clicked.connect(lambda _=False, code=code: self._do(code))
            links.append(link)
        self._put(block, Flow(self._theme, links, gap=2, outdent=6))

    @Slot(str)
    def _do(self, code: str) -> None:
        block = self._at
        if block is None:
            return
        view = block.one.referral
        if code in _AT_ONCE or code == "close":
            self.recorded.emit(view.uuid, Kind.CLOSED if code == "close" else Kind(code), None)
        elif code in ("appointment", "more", "correct"):
            self._ask_event(block, code)
        elif code == "follow":
            self.followed.emit(view.uuid, not view.followed)
        elif code == "served":
            self._ask_served(block)
        elif code == "patient" and view.patient_code and self.back.isHidden():
            self.patient_wanted.emit(view.patient_code)
        elif code == "withdraw":
            self.withdrawn.emit(view.uuid)

    def _ask_event(self, block: ReferralBlock, code: str) -> None:
        view = block.one.referral
        events = [item for item in _told(view) if item.counts] if code == "correct" else []
        if code == "correct" and not events:
            return
        form = EventForm(self._theme, view, events, self._today, appointment=code == "appointment")
        form.left.connect(lambda: self._give_up(block))
        form.recorded.connect(lambda kind, on: self.recorded.emit(view.uuid, kind, on))
        form.corrected.connect(self.corrected)
        self._put(block, form)
        form.start()
        self.area.ensureWidgetVisible(form)

    def _give_up(self, block: ReferralBlock) -> None:
        self._offer(block)
        block.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_served(self, block: ReferralBlock) -> None:
        ask, uuid = ServedAsk(self._theme), block.one.referral.uuid

        def answered(care: bool | None, time_saved: bool | None) -> None:
            self._give_up(block)
            if not (care is None and time_saved is None):
                self.served.emit(uuid, care, time_saved)

        ask.answered.connect(answered)
        self._put(block, ask)
        ask.ask()
        self.area.ensureWidgetVisible(ask)

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(22), px(17), px(12), px(14))
        self._column.setSpacing(px(5))
        self._list.setContentsMargins(0, px(4), px(8), 0)
        self._list.setSpacing(0)


_HINT = " · ".join(
    text.replace(" ", "\u00a0")
    for text in ("R rdv", "N nouvelles", "A pas venu", "X refusé", "+ suite", "C corriger", "S suivre", "Suppr retirer")
)


def _told(view: ReferralView) -> list[EventView]:
    """Events worth a line: a bare taking back shows on what it takes back."""
    return [item for item in view.events if not (item.kind == Kind.WITHDRAWN and item.corrects is not None)]


def _head(one: PatientReferral) -> str:
    view = one.referral
    who = typeset(one.name) if one.name else view.patient_code
    received = "reçu le " if view.direction != "sent" else ""
    return " · ".join(part for part in (f"{received}{long_date(view.made_on)}", who) if part)


def _facts(view: ReferralView, today: date) -> list[str]:
    """« rdv le 3 mars 2026 · à suivre · courrier · avis »."""
    state = loop_words.step(view.standing(today))
    parts = [state, "à suivre" if view.followed and state != "à suivre" else ""]
    parts += [loop_words.URGENCIES.get(view.urgency, ""), loop_words.MODES.get(view.mode, ""), view.motive]
    parts.append("choix du patient" if view.despite_avoidance else "")
    said = " · ".join(part for part in parts if part)
    return [said, view.note] if view.note else [said]


def _event(item: EventView) -> str:
    """« 3 mars 2026 : rdv le 12 mars 2026 »."""
    when = f" le {long_date(item.appointment_on)}" if item.appointment_on else ""
    said = f"{long_date(item.happened_on)}{NARROW}: {event(item.kind)}{when}"
    more = f"{NARROW}: {item.note}" if item.note else ""
    return f"{said}{more}{' (corrigé depuis)' if item.corrected else ''}"


def _served(view: ReferralView) -> list[str]:
    pairs = (("soins", view.care_improved), ("temps gagné", view.time_saved))
    said = [f"{what}{NARROW}: {yes_no(value)}" for what, value in pairs if value is not None]
    return [f"Ça a servi{NARROW}? {', '.join(said)}"] if said else []
