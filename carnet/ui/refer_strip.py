"""The strip of « Adresser », over the foot of the window: a name, a patient's code, Enter."""

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from carnet.domain.patients import LONGEST
from carnet.services.drafts import LineDraft
from carnet.ui.panel_parts import Notice, Tick
from carnet.ui.paste_panel import PastePanel
from carnet.ui.refer_acts import Place, Plan, Warned
from carnet.ui.refer_ask import Ask
from carnet.ui.refer_details import Details
from carnet.ui.theme import Theme, lettered
from carnet.words import NARROW, long_date

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Entry(NamedTuple):
    """What was typed. `when`: a day in words, "" for today; `despite`: the patient chose whoever is avoided."""

    code: str
    when: str
    mode: str
    urgency: str
    motive: str
    place: Place | None
    followed: bool
    despite: bool
    as_typed: bool
    line: LineDraft | None


class ReferStrip(QFrame):
    """`confirmed(Entry)`: log it. `left`: Esc, or ×. Before the plan is there, Enter waits for it."""

    confirmed = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, over: QWidget) -> None:
        """`over`: the page on which choices are laid."""
        super().__init__()
        self._theme = theme
        self.plan: Plan | None = None
        self._hurried = self.busy = self._despite = False
        self._line: LineDraft | None = None
        self._paste: PastePanel | None = None
        self.setObjectName("strip")
        self.setAccessibleName(self.tr("Adresser"))
        self.ask, self.notice = Ask(theme), Notice(theme)
        self.head, self._patient = QLabel(), QLabel(self.tr("· patient"))
        self.code = QLineEdit()
        self.go = QPushButton(self.tr("Adresser   Entrée"))
        self.follow = Tick(theme, self.tr("à suivre   Alt S"))
        self.more, self.number = QPushButton(self.tr("plus   ↓")), QPushButton(self.tr("Coller un numéro   Alt V"))
        self.close_button = QPushButton("×")
        self.details = Details(theme, over)
        self._dress()
        self._lay_out()
        self._connect()
        theme.changed.connect(self._renew)
        self._renew()

    def _dress(self) -> None:
        lettered(self.head, "strong")
        lettered(self._patient, "small", soft=True)
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.code.setMaxLength(4 * LONGEST)  # a name too long to be a code is answered in words
        self.code.setPlaceholderText(self.tr("initiales, ou rien"))
        self.code.setAccessibleName(self.tr("Code du patient, facultatif"))
        self.go.setProperty("primary", True)
        self.go.setAccessibleName(self.tr("Adresser, Entrée"))
        self.follow.setAccessibleName(self.tr("À suivre, Alt S"))
        self.more.setAccessibleName(self.tr("Mode, date, motif, urgence, lieu{n}: flèche bas").format(n=NARROW))
        self.number.setAccessibleName(self.tr("Pas de numéro{n}: en coller un, Alt V").format(n=NARROW))
        self.close_button.setAccessibleName(self.tr("Revenir, Échap"))
        for button in (self.more, self.number, self.close_button):
            button.setProperty("flat", True)
        self.go.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _lay_out(self) -> None:
        self._form = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row, self._column = QHBoxLayout(), QVBoxLayout(self)
        self._parts: tuple[QWidget, ...] = (
            self._patient, self.code, self.go, self.number, self.follow, self.more, self.close_button,
        )  # fmt: skip
        for widget in self._parts:
            self._row.addWidget(widget)
        self._row.insertStretch(self._row.indexOf(self.number), 1)
        self._form.addWidget(self.head)
        self._form.addLayout(self._row, 1)
        self._column.addWidget(self.ask)
        self._column.addLayout(self._form)
        self._column.addWidget(self.notice)
        self._column.addWidget(self.details)
        for hidden in (self.ask, self.details, self.number):
            hidden.hide()

    def _connect(self) -> None:
        self.go.clicked.connect(self.submit)
        self.close_button.clicked.connect(self.left)
        self.more.clicked.connect(self.toggle_details)
        self.number.clicked.connect(self.paste)
        self.ask.through.connect(self._on_through)
        self.ask.shortened.connect(self._on_shortened)
        self.ask.kept.connect(self.keep_as_typed)
        self.ask.left.connect(self._on_ask_left)
        self.details.urgency.currentIndexChanged.connect(self._on_urgency)
        self.follow.entered.connect(self.submit)
        follow = QShortcut(QKeySequence("Alt+S"), self)
        follow.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        follow.activated.connect(self.follow.toggle)

    def start(self, name: str) -> None:
        """Ready for a code: `name` is whom it is for, as far as is known yet."""
        self._say_whom(name)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_plan(self, plan: Plan) -> None:
        """Say for whom it is, with what is guessed, or warn; then do what Enter asked meanwhile."""
        self.plan = plan
        one = plan.one
        names = [f"{target.name}, {target.town}" if target.town else target.name for target in plan.targets]
        self._say_whom(names[0] if one else listed([target.name for target in plan.targets]))
        self.number.setVisible(one is not None and not one.numbered)
        self.details.show_plan(plan)
        if plan.ahead is not None:
            said = self.tr("L’ordinateur se croit avant le {day}, date de votre dernière note{n}?")
            self.notice.say(said.format(day=long_date(plan.ahead), n=NARROW))
        hurried, self._hurried = self._hurried, False
        if plan.warnings and not self._despite:
            self.warn(plan.warnings)
        elif hurried:
            self.submit()

    def warn(self, warnings: tuple[Warned, ...]) -> None:
        """Become the warning: the code may still be typed, Enter does nothing, P goes through."""
        self.ask.warn(warnings)
        self._show_asking(row=True)
        self.ask.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_for_initials(self, typed: str, initials: str) -> None:
        """The code looks like a name: initials are enough."""
        self.ask.ask_for_initials(typed, initials)
        self._show_asking(row=False)
        self.ask.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, sentence: str, *, forget_code: bool = False) -> None:
        """Say why it is not done; the code may be typed again. `forget_code`: it must not stay."""
        self.busy = False
        self._show_form()
        if forget_code:
            self.code.clear()
        self.notice.say(sentence)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)
        self.code.selectAll()

    @property
    def asking(self) -> bool:
        """Whether it is a warning or a question now."""
        return not self.ask.isHidden()

    @Slot()
    def submit(self, *, as_typed: bool = False) -> None:
        """Tell what was typed, once the plan is there; a warning stands in the way."""
        if self.plan is None:
            self._hurried = True
        elif self.ask.warns:
            self.ask.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self.busy:
            self.busy = True
            details = self.details
            self.confirmed.emit(
                Entry(
                    self.code.text(), details.when.text(), details.mode.currentData(), details.urgency.currentData(),
                    details.motive.text().strip(), details.chosen_place, self.follow.isChecked(), self._despite,
                    as_typed, self._line,
                )
            )  # fmt: skip

    @Slot()
    def toggle_details(self) -> None:
        """Show what can wait, or put it away."""
        shown = self.details.isHidden()
        self.details.setVisible(shown)
        (self.details.when if shown else self.code).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def paste(self) -> None:
        """Offer to put a number on the card about to be added."""
        if self.number.isHidden() or self._paste is not None:
            return
        self._paste = panel = PastePanel(self._theme)
        panel.decided.connect(self._on_number)
        panel.left.connect(self._close_paste)
        panel.setMaximumWidth(self._theme.px(420))
        self._column.addWidget(panel)
        panel.start()

    @Slot()
    def keep_as_typed(self) -> None:
        """The code stays as it is, though it looks like a name."""
        if self.ask.asks:
            self._show_form()
            self.submit(as_typed=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Enter logs, Esc leaves, ↓ shows what can wait."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in ENTER and self._paste is None:
            self.submit()
        elif key == Qt.Key.Key_Down and self.code.hasFocus() and not self.ask.warns:
            self.toggle_details()
        else:
            event.accept()  # no key of the strip is a key of the list behind

    def _say_whom(self, name: str) -> None:
        patient_choice = self.tr("Choix du patient{n}: adresser à {name}") if self._despite else ""
        self.head.setText((patient_choice or self.tr("Adresser à {name}")).format(name=name, n=NARROW))
        self._turn()

    @Slot()
    def _on_through(self) -> None:
        self._despite = True
        self._show_form()
        self.submit()

    @Slot()
    def _on_shortened(self) -> None:
        self.code.setText(self.ask.initials)
        self._show_form()
        self.submit()

    @Slot()
    def _on_ask_left(self) -> None:
        """Esc: back to the code, or to the search when it was a warning."""
        if self.ask.warns:
            self.left.emit()
            return
        self._despite = False if self.plan is None or not self.plan.warnings else self._despite
        self._show_form()
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)
        self.code.selectAll()

    @Slot()
    def _on_urgency(self) -> None:
        """What is urgent is followed."""
        if self.details.urgency.currentData() == "urgent":
            self.follow.setChecked(True)

    @Slot(object)
    def _on_number(self, draft: LineDraft) -> None:
        self._line = draft
        whose = self.tr("pour le patient") if draft.ring == "public" else self.tr("pour moi")
        self.number.setText(f"{draft.value}, {whose}")
        self.number.setAccessibleName(f"{draft.value}, {whose}")
        self._close_paste()

    @Slot()
    def _close_paste(self) -> None:
        panel, self._paste = self._paste, None
        if panel is not None:
            self._column.removeWidget(panel)
            panel.hide()
            panel.deleteLater()
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_asking(self, *, row: bool) -> None:
        """The warning keeps the patient's code under it; the question of initials keeps nothing."""
        self.busy = False
        self.notice.say("")
        kept = (self._patient, self.code, self.close_button) if row else ()
        for widget in (self.head, self.details, *self._parts):
            widget.setVisible(widget in kept)
        self.ask.show()
        self._turn()

    def _show_form(self) -> None:
        self.ask.stop()
        self.notice.say("")
        for widget in (self.head, *self._parts):
            widget.show()
        one = self.plan.one if self.plan else None
        self.number.setVisible(one is not None and not one.numbered)
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """The name goes above the code where there is no room beside it."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        widths = [widget.sizeHint().width() for widget in self._parts if not widget.isHidden()]
        margins = self._column.contentsMargins()
        head = self._theme.width_of(self.head.text(), self._theme.font(13.5, 500))
        needed = head + sum(widths) + self._row.spacing() * (len(widths) + 2) + margins.left() + margins.right()
        beside = needed <= self.width() and not self.head.isHidden()
        self._patient.setText(self.tr("· patient") if beside else self.tr("patient"))
        self.head.setWordWrap(not beside)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if way != self._form.direction():
            self._form.setDirection(way)

    @Slot()
    def _renew(self) -> None:
        px, colours = self._theme.px, self._theme.colours
        self._column.setContentsMargins(px(16), px(8), px(20), px(8))
        self._form.setSpacing(px(8))
        self._column.setSpacing(px(8))
        self._row.setSpacing(px(8))
        self.code.setFixedWidth(px(150))
        self.setStyleSheet(
            f"QFrame#strip {{ background: {colours.selected}; border: none; border-left: {px(4)}px solid"
            f" {colours.accent}; }}"
            f"QFrame#strip QPushButton {{ padding: {px(5)}px {px(8)}px; }}"
            "QFrame#strip QComboBox::drop-down { border: none; background: transparent; }"
            f"QFrame#strip QLineEdit, QFrame#strip QComboBox {{ padding: {px(4)}px {px(7)}px; }}"
        )


def listed(names: list[str]) -> str:
    """« Dr A, Dr B et Dr C »."""
    return " et ".join(filter(None, (", ".join(names[:-1]), names[-1])))
