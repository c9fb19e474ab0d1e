"""The strip of « Adresser », over the foot of the window: a name, a patient's code, Enter."""

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from carnet.services.drafts import LineDraft
from carnet.ui.panel_parts import Notice
from carnet.ui.refer_acts import Place, Plan, Warned
from carnet.ui.refer_ask import Ask
from carnet.ui.refer_details import Details
from carnet.ui.refer_form import Form, NumberOffer
from carnet.ui.theme import Theme
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
        self.setObjectName("strip")
        self.setAccessibleName(self.tr("Adresser"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.ask, self.notice, self.number = Ask(theme), Notice(theme), NumberOffer(theme)
        self.form, self.details = Form(theme, self.number.button), Details(theme, over)
        self._column = QVBoxLayout(self)
        for widget in (self.ask, self.form, self.notice, self.details, self.number):
            self._column.addWidget(widget)
        self.ask.hide()
        self.details.hide()
        self._connect()
        theme.changed.connect(self._renew)
        self._renew()

    def _connect(self) -> None:
        form, ask = self.form, self.ask
        form.go.clicked.connect(self.submit)
        form.close_button.clicked.connect(self.left)
        form.more.clicked.connect(self.toggle_details)
        form.follow.entered.connect(self.submit)
        self.number.begun.connect(form.hide)  # one question at a time: the window may be low
        self.number.begun.connect(self.details.hide)
        self.number.done.connect(form.show)
        self.number.done.connect(form.to_code)
        self.number.done.connect(form.turn)
        ask.through.connect(self._on_through)
        ask.shortened.connect(self._on_shortened)
        ask.kept.connect(self.keep_as_typed)
        ask.left.connect(self._on_ask_left)
        self.details.urgent.connect(lambda: form.follow.setChecked(True))  # what is urgent is followed
        follow = QShortcut(QKeySequence("Alt+S"), self)
        follow.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        follow.activated.connect(form.follow.toggle)

    def start(self, name: str) -> None:
        """Ready for a code: `name` is whom it is for, as far as is known yet."""
        self._say_whom(name)
        self.form.to_code()

    def show_plan(self, plan: Plan) -> None:
        """Say for whom it is, with what is guessed, or warn; then do what Enter asked meanwhile."""
        self.plan = plan
        names = [f"{target.name}, {target.town}" if target.town else target.name for target in plan.targets]
        self._say_whom(names[0] if plan.one else listed([target.name for target in plan.targets]))
        self._offer_number()
        self.details.show_plan(plan)
        if plan.ahead is not None:
            said = self.tr("L’ordinateur se croit avant le {day}, date de votre dernière note{n}?")
            self.notice.say(said.format(day=long_date(plan.ahead), n=NARROW))
        hurried, self._hurried = self._hurried, False
        if plan.warnings and not self._despite:
            self._warn(plan.warnings)
        elif hurried:
            self.submit()

    def _warn(self, warnings: tuple[Warned, ...]) -> None:
        """Become the warning: the code may still be typed, Enter does nothing, P goes through."""
        self.ask.warn(warnings)
        self._show_asking(code=True)

    def ask_for_initials(self, typed: str, initials: str) -> None:
        """The code looks like a name: initials are enough."""
        self.ask.ask_for_initials(typed, initials)
        self._show_asking(code=False)

    def refuse(self, sentence: str, *, forget_code: bool = False) -> None:
        """Say why it is not done; the code may be typed again. `forget_code`: it must not stay."""
        self.busy = False
        self._show_form()
        if forget_code:
            self.form.code.clear()
        self.notice.say(sentence)
        self.form.to_code(select=True)

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
            form, details = self.form, self.details
            self.confirmed.emit(
                Entry(
                    form.code.text(), details.when.text(), details.mode.currentData(), details.urgency.currentData(),
                    details.motive.text().strip(), details.chosen_place, form.follow.isChecked(), self._despite,
                    as_typed, self.number.line,
                )
            )  # fmt: skip

    @Slot()
    def toggle_details(self) -> None:
        """Show what can wait, or put it away."""
        shown = self.details.isHidden()
        self.details.setVisible(shown)
        if shown:
            self.details.when.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.form.to_code()

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
        elif key in ENTER and self.number.panel is None:
            self.submit()
        elif key == Qt.Key.Key_Down and self.form.code.hasFocus() and not self.ask.warns:
            self.toggle_details()
        else:
            event.accept()  # no key of the strip is a key of the list behind

    def _say_whom(self, name: str) -> None:
        said = self.tr("Choix du patient{n}: adresser à {name}") if self._despite else self.tr("Adresser à {name}")
        self.form.say_whom(said.format(name=name, n=NARROW))

    @Slot()
    def _on_through(self) -> None:
        self._despite = True
        self._show_form()
        self.submit()

    @Slot()
    def _on_shortened(self) -> None:
        self.form.code.setText(self.ask.initials)
        self._show_form()
        self.submit()

    @Slot()
    def _on_ask_left(self) -> None:
        """Esc: back to the code, or to the search when it was a warning."""
        if self.ask.warns:
            self.left.emit()
        else:
            self._show_form()
            self.form.to_code(select=True)

    def _show_asking(self, *, code: bool) -> None:
        """The warning keeps the patient's code under it; the question of initials keeps nothing."""
        self.busy = False
        self.ask.show()
        self.ask.setFocus(Qt.FocusReason.OtherFocusReason)
        self.notice.say("")
        self.details.hide()
        self.number.button.hide()
        self.form.show_parts(code=code, rest=False)

    def _show_form(self) -> None:
        self.form.show_parts(code=True, rest=True)
        self.form.to_code()
        self.ask.stop()
        self.notice.say("")
        self._offer_number()

    def _offer_number(self) -> None:
        one = self.plan.one if self.plan else None
        self.number.button.setVisible(one is not None and not one.numbered)
        self.form.turn()

    @Slot()
    def _renew(self) -> None:
        px, colours = self._theme.px, self._theme.colours
        self._column.setContentsMargins(px(16), px(8), px(20), px(8))
        self._column.setSpacing(px(8))
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
