"""The row of the strip: whom for, the number that was missing, the patient's code, and what goes on."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from carnet.domain.patients import LONGEST
from carnet.services.drafts import LineDraft
from carnet.ui.panel_parts import Tick
from carnet.ui.paste_panel import PastePanel
from carnet.ui.theme import Theme, lettered
from carnet.words import NARROW


class NumberOffer(QWidget):
    """« Coller un numéro », for a card added without one. `line`: the number given. `begun`, `done`: back."""

    begun = Signal()
    done = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.line: LineDraft | None = None
        self.panel: PastePanel | None = None
        self.button = QPushButton(self.tr("Coller un numéro   Alt V"))
        self.button.setAccessibleName(self.tr("Pas de numéro{n}: en coller un, Alt V").format(n=NARROW))
        self.button.setProperty("flat", True)
        self.button.clicked.connect(self.paste)
        self.button.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    @Slot()
    def paste(self) -> None:
        """Offer to put a number on the card about to be added."""
        if self.button.isHidden() or self.panel is not None:
            return
        self.panel = panel = PastePanel(self._theme)
        panel.decided.connect(self._on_number)
        panel.left.connect(self._close)
        panel.setMaximumWidth(self._theme.px(420))
        self._column.addWidget(panel)
        self.show()
        panel.start()
        self.begun.emit()

    @Slot(object)
    def _on_number(self, draft: LineDraft) -> None:
        self.line = draft
        whose = self.tr("pour le patient") if draft.ring == "public" else self.tr("pour moi")
        self.button.setText(f"{draft.value}, {whose}")
        self.button.setAccessibleName(f"{draft.value}, {whose}")
        self._close()

    @Slot()
    def _close(self) -> None:
        panel, self.panel = self.panel, None
        self.done.emit()
        if panel is not None:
            self._column.removeWidget(panel)
            panel.hide()
            panel.deleteLater()
        self.hide()


class Form(QWidget):
    """« Adresser à Dr Benhaddou, L'Isle · patient [    ] Entrée »; on two lines where there is no room for one."""

    def __init__(self, theme: Theme, number: QPushButton) -> None:
        """`number`: the button of whoever has none, beside the name."""
        super().__init__()
        self._theme = theme
        self.head, self._patient, self.code = QLabel(), QLabel(self.tr("patient")), QLineEdit()
        self.go, self.more = QPushButton(self.tr("Adresser   Entrée")), QPushButton(self.tr("plus   ↓"))
        self.follow, self.close_button = Tick(theme, self.tr("à suivre   Alt S")), QPushButton("×")
        self._number = number
        self._parts: tuple[QWidget, ...] = (
            self._patient, self.code, self.go, self.follow, self.more, self.close_button,
        )  # fmt: skip
        self._dress()
        self._whom, self._row = QHBoxLayout(), QHBoxLayout()
        self._whom.addWidget(self.head, 1)
        self._whom.addWidget(number)
        for widget in self._parts:
            self._row.addWidget(widget)
        self._row.insertStretch(self._row.indexOf(self.follow), 1)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._both.addLayout(self._whom)
        self._both.addLayout(self._row, 1)
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
        self.go.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.go.setAccessibleName(self.tr("Adresser, Entrée"))
        self.follow.setAccessibleName(self.tr("À suivre, Alt S"))
        self.more.setAccessibleName(self.tr("Mode, date, motif, urgence, lieu{n}: flèche bas").format(n=NARROW))
        self.close_button.setAccessibleName(self.tr("Revenir, Échap"))
        for button in (self.more, self.close_button):
            button.setProperty("flat", True)

    def say_whom(self, words: str) -> None:
        """Whom it is for."""
        self.head.setText(words)
        self.turn()

    def show_parts(self, *, code: bool, rest: bool) -> None:
        """Show the patient's code, the rest, both or nothing."""
        for widget in (self.head, *self._parts):
            widget.setVisible(code if widget in (self._patient, self.code, self.close_button) else rest)
        self.turn()

    def to_code(self, *, select: bool = False) -> None:
        """The code has the focus."""
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)
        if select:
            self.code.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """The name goes above the code where there is no room beside it."""
        super().resizeEvent(event)
        self.turn()

    @Slot()
    def turn(self) -> None:
        """Lay out for the width there is."""
        shown = [widget for widget in (self._number, *self._parts) if not widget.isHidden()]
        head = self._theme.width_of(self.head.text(), self._theme.font(13.5, 500))
        needed = head + sum(widget.sizeHint().width() for widget in shown) + self._row.spacing() * (len(shown) + 2)
        beside = needed <= self.width() and not self.head.isHidden()
        self._patient.setText(self.tr("· patient") if beside else self.tr("patient"))
        self.head.setWordWrap(not beside)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if way != self._both.direction():
            self._both.setDirection(way)

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        self.code.setFixedWidth(px(150))
        self._both.setContentsMargins(0, 0, 0, 0)
        for layout in (self._both, self._whom, self._row):
            layout.setSpacing(px(8))
