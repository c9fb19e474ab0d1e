"""« Coller un numéro »: what the clipboard holds, then one key: for the patient, or for me."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from carnet.domain.phones import display, is_mobile, national
from carnet.domain.rings import Ring
from carnet.services.drafts import LineDraft
from carnet.ui.theme import Theme, lettered
from carnet.words import NARROW

LONGEST = 40
_FEWEST_DIGITS = 4


class PastePanel(QFrame):
    """A field with what was copied, and two buttons. `decided(LineDraft)`; `left`: Esc."""

    decided = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paste")
        self.field = QLineEdit(_number_in(QGuiApplication.clipboard().text()))
        self.field.setAccessibleName(self.tr("Numéro à enregistrer"))
        self.field.setPlaceholderText(self.tr("Numéro"))
        self.field.setMaxLength(LONGEST)
        self.field.returnPressed.connect(self._on_return)
        self.patient = QPushButton(self.tr("Pour le patient   P"))
        self.mine = QPushButton(self.tr("Pour moi   M"))
        self.patient.setAccessibleName(self.tr("Pour le patient, touche P"))
        self.mine.setAccessibleName(self.tr("Pour moi, touche M"))
        self.note = QLabel(self.tr("Coller un numéro"))
        lettered(self.note, "small", soft=True)
        self.note.setWordWrap(True)
        self.patient.clicked.connect(self._for_patient)
        self.mine.clicked.connect(self._for_me)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.px(8))
        grid.addWidget(self.note, 0, 0, 1, 2)
        grid.addWidget(self.field, 1, 0, 1, 2)
        grid.addWidget(self.patient, 2, 0)
        grid.addWidget(self.mine, 2, 1)

    def start(self) -> None:
        """Focus on the likelier answer, on the field when nothing was copied."""
        number = national(self.field.text())
        target = self.field if not number else self.mine if is_mobile(number) else self.patient
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """P and M where a button has the focus; Esc leaves."""
        typing = self.field.hasFocus()
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() == Qt.Key.Key_P and not typing:
            self._for_patient()
        elif event.key() == Qt.Key.Key_M and not typing:
            self._for_me()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not typing:
            self._for_me() if self.mine.hasFocus() else self._for_patient()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_return(self) -> None:
        self.start()

    @Slot()
    def _for_patient(self) -> None:
        self._decide(Ring.PUBLIC)

    @Slot()
    def _for_me(self) -> None:
        number = national(self.field.text())
        self._decide(Ring.PERSONAL if is_mobile(number) else Ring.PRACTICE)

    def _decide(self, ring: Ring) -> None:
        number = national(self.field.text())
        if sum(letter.isdigit() for letter in number) < _FEWEST_DIGITS:
            self.note.setText(self.tr("Ce n’est pas un numéro de téléphone{n}: tapez-le.").format(n=NARROW))
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        use = "direct" if ring is Ring.PRACTICE else ""
        self.decided.emit(LineDraft(display(number), ring=ring.label, use=use))


def _number_in(text: str) -> str:
    """The number in what was copied, as it is shown; "" when there is none, or far more than a number."""
    text = text.strip()
    number = national(text) if len(text) <= LONGEST else ""
    return display(number) if sum(letter.isdigit() for letter in number) >= _FEWEST_DIGITS else ""
