"""The two small questions of the loop, asked in place: « rdv le… », and « Ça a servi ? » once news came."""

from datetime import date

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from carnet.domain.days import read_appointment, read_near_day
from carnet.errors import CarnetError
from carnet.ui.follow_flow import Flow
from carnet.ui.panel_parts import ButtonRow, Notice, Words, plain, primary
from carnet.ui.theme import Theme
from carnet.words import NARROW, long_date, plural

_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


class DayAsk(QFrame):
    """A day as a hand types it, read while it is typed. `given(date)`; `left`: Esc."""

    given = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._today = self._made_on = date.min
        self._ahead = True
        self.question = Words(theme, "", size=14, weight=600)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("12/3, lundi, 40 j…"))
        self.reading, self.notice = Words(theme, "", size=13, colour="soft"), Notice(theme)
        self.save, self.leave = primary(self.tr("Noter (Entrée)")), plain(self.tr("Revenir (Échap)"))
        self._column = QVBoxLayout(self)
        for widget in (self.question, self.field, self.reading, self.notice, ButtonRow(theme, (self.save, self.leave))):
            self._column.addWidget(widget)
        self.field.textEdited.connect(self._read)
        self.field.returnPressed.connect(self._decide)
        self.save.clicked.connect(self._decide)
        self.leave.clicked.connect(self.left)
        theme.changed.connect(self._renew)
        self._renew()

    def ask(self, question: str, *, today: date, made_on: date, ahead: bool = True) -> None:
        """Ask for a day: of an appointment when `ahead`, else of something that happened since `made_on`."""
        self._today, self._made_on, self._ahead = today, made_on, ahead
        self.question.setText(question)
        self.field.setAccessibleName(question)
        self.field.clear()
        self.notice.say("")
        self.reading.setText(self.tr("un jour, un délai\u202f: 12/3, lundi, 40 j"))
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def read(self) -> date:
        """The day typed. Raises CarnetError, saying what is wrong."""
        text = self.field.text()
        if self._ahead:
            return read_appointment(text, today=self._today, made_on=self._made_on)
        return read_near_day(text, today=self._today, ahead=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _read(self) -> None:
        self.notice.say("")
        try:
            self.reading.setText(said_of(self.read(), self._today))
        except CarnetError:
            self.reading.setText("…" if self.field.text().strip() else "")

    @Slot()
    def _decide(self) -> None:
        try:
            day = self.read()
        except CarnetError as error:
            self.notice.say(str(error))
            self.field.setFocus()
            return
        self.given.emit(day)

    @Slot()
    def _renew(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(self._theme.px(6))


def said_of(day: date, today: date) -> str:
    """« vendredi 1er janvier 2027, dans 40 jours »."""
    away = (day - today).days
    when = "aujourd’hui" if not away else plural(abs(away), "jour", "jours")
    when = when if not away else f"dans {when}" if away > 0 else f"il y a {when}"
    return f"{_WEEKDAYS[day.weekday()]} {long_date(day)}, {when}"


class ServedAsk(QFrame):
    """« Ça a servi ? »: care improved, then time saved, one key each: O, N, Space skips one, Esc skips the rest.

    `answered(care, time)`: True, False or None for what was skipped.
    """

    answered = Signal(object, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._care: bool | None = None
        self._second = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.title = Words(theme, self.tr("Ça a servi\u202f?"), size=17, weight=600)
        self.question = Words(theme, "", size=14)
        self.yes, self.no = plain(self.tr("O   oui")), plain(self.tr("N   non"))
        self.skip = plain(self.tr("Espace   passer"))
        for button, spoken in ((self.yes, "Oui, O"), (self.no, "Non, N"), (self.skip, "Passer, Espace")):
            button.setAccessibleName(spoken)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # one key each, whatever the mouse touched last
        self.hint = Words(theme, self.tr("Échap\u202f: ne pas répondre"), size=12.5, colour="soft")
        self._column = QVBoxLayout(self)
        buttons = Flow(theme, (self.yes, self.no, self.skip))
        for widget in (self.title, self.question, buttons, self.hint):
            self._column.addWidget(widget)
        self.yes.clicked.connect(lambda: self._take(True))
        self.no.clicked.connect(lambda: self._take(False))
        self.skip.clicked.connect(lambda: self._take(None))
        theme.changed.connect(self._renew)
        self._renew()

    def ask(self) -> None:
        """Ask the first of the two."""
        self._care, self._second = None, False
        self._say(care_words())
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """One key each."""
        typed = event.text().lower()
        if event.key() == Qt.Key.Key_Escape:
            self._end(None)
        elif typed in ("o", "n"):
            self._take(typed == "o")
        elif event.key() == Qt.Key.Key_Space:
            self._take(None)
        else:
            super().keyPressEvent(event)

    def _take(self, said: bool | None) -> None:
        if self._second:
            self._end(said)
        else:
            self._care, self._second = said, True
            self._say(time_words())

    def _end(self, time_saved: bool | None) -> None:
        self.hide()
        self.answered.emit(self._care, time_saved if self._second else None)

    def _say(self, question: str) -> None:
        self.question.setText(question)
        self.setAccessibleName(f"{self.title.text()} {question}")

    @Slot()
    def _renew(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(self._theme.px(6))


def care_words() -> str:
    """The first question."""
    return QCoreApplication.translate("follow", "Les soins du patient y ont gagné{n}?").format(n=NARROW)


def time_words() -> str:
    """The second question."""
    return QCoreApplication.translate("follow", "Cela vous a fait gagner du temps{n}?").format(n=NARROW)
