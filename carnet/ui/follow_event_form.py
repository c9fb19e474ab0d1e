"""What happened to a referral, and when: a new event, or the right one in place of a wrong one."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from carnet.domain.days import read_appointment, read_near_day
from carnet.domain.referrals import Kind
from carnet.errors import CarnetError
from carnet.queries.history import EventView, ReferralView
from carnet.ui.follow_asks import said_of
from carnet.ui.panel_parts import ButtonRow, Notice, Words, plain, primary
from carnet.ui.refer_details import Drop
from carnet.ui.theme import Theme
from carnet.words import event, long_date

_KINDS = tuple(kind for kind in Kind if kind is not Kind.WITHDRAWN)


class EventForm(QFrame):
    """`recorded(Kind, date | None)`: what happened. `corrected(uuid, Kind | None, date | None)`: None, nothing did.

    `left`: given up.
    """

    recorded = Signal(object, object)
    corrected = Signal(str, object, object)
    left = Signal()

    def __init__(
        self, theme: Theme, view: ReferralView, wrong: Sequence[EventView], today: date, *, appointment: bool = False
    ) -> None:
        """`wrong`: events to put right, oldest first; none for a new one. `appointment`: that one is offered."""
        super().__init__()
        self._theme, self._view, self._wrong, self._today = theme, view, tuple(wrong), today
        self.which, self.kind, self.field = Drop(theme), Drop(theme), QLineEdit()
        self.reading, self.notice = Words(theme, "", size=13, colour="soft"), Notice(theme)
        self.save, self.leave = primary(self.tr("Noter (Entrée)")), plain(self.tr("Revenir (Échap)"))
        self._column = QVBoxLayout(self)
        self._add(self.which, self.tr("Ce qui est faux"))
        self._add(self.kind, self.tr("Ce qui est arrivé"))
        self._add(self.field, self.tr("Quand"))
        for widget in (self.reading, self.notice, ButtonRow(theme, (self.save, self.leave))):
            self._column.addWidget(widget)
        self._fill()
        if appointment:
            self.kind.setCurrentIndex(self.kind.findData(Kind.APPOINTMENT.value))
        self.kind.currentIndexChanged.connect(self._read)
        self.field.textEdited.connect(self._read)
        self.field.returnPressed.connect(self._decide)
        self.save.clicked.connect(self._decide)
        self.leave.clicked.connect(self.left)
        theme.changed.connect(self._renew)
        self._renew()
        self._read()

    def start(self) -> None:
        """The focus comes where something must be said."""
        wanted = self.field if self._kind is Kind.APPOINTMENT and not self._wrong else self.kind
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, widget: QWidget, label: str) -> None:
        widget.setAccessibleName(label)
        if widget is self.which and not self._wrong:
            widget.hide()
            widget.setParent(self)
            return
        self._column.addWidget(Words(self._theme, label, size=12.5, colour="soft"))
        self._column.addWidget(widget)

    def _fill(self) -> None:
        for item in reversed(self._wrong):
            self.which.addItem(f"{event(item.kind)} · {long_date(item.appointment_on or item.happened_on)}", item.uuid)
        for kind in _KINDS:
            self.kind.addItem(event(kind), kind.value)
        if self._wrong:
            self.kind.addItem(self.tr("rien de tel"), "")
        self.field.setPlaceholderText(self.tr("12/3, lundi, hier… rien\u202f: aujourd’hui"))

    @property
    def _kind(self) -> Kind | None:
        found = self.kind.currentData()  # Qt has made a plain text of it
        return Kind(found) if found else None

    def _day(self) -> date | None:
        """The day typed, None for none. Raises CarnetError."""
        text = self.field.text().strip()
        if not text:
            if self._kind is Kind.APPOINTMENT:
                raise CarnetError("Il manque la date du rendez-vous.")
            return None
        if self._kind is Kind.APPOINTMENT:
            return read_appointment(text, today=self._today, made_on=self._view.made_on)
        return read_near_day(text, today=self._today, ahead=False)

    @Slot()
    def _read(self) -> None:
        self.notice.say("")
        self.field.setEnabled(self._kind is not None)
        try:
            day = self._day() or self._today
            self.reading.setText(said_of(day, self._today) if self._kind is not None else "")
        except CarnetError:
            self.reading.setText("…" if self.field.text().strip() else "")

    @Slot()
    def _decide(self) -> None:
        kind = self._kind
        try:
            day = self._day() if kind is not None else None
        except CarnetError as error:
            self.notice.say(str(error))
            self.field.setFocus()
            return
        if self._wrong:
            self.corrected.emit(self.which.currentData(), kind, day)
        else:
            self.recorded.emit(kind, day)

    @Slot()
    def _renew(self) -> None:
        self.setStyleSheet("QComboBox::drop-down { border: none; background: transparent; }")
        self._column.setContentsMargins(0, self._theme.px(6), 0, 0)
        self._column.setSpacing(self._theme.px(4))
