"""« Montrer au patient »: the whole window, large letters, what a directory would print and nothing else."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from carnet import words
from carnet.domain.disclosure import Disclosed, Profile
from carnet.ui import card_content
from carnet.ui.theme import Theme

_LINES = ("phone", "email")


class PatientScreen(QWidget):
    """Takes a card disclosed to the patient. `left`: Esc, F9, or a click."""

    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._card: Disclosed | None = None
        self._labels: list[tuple[QLabel, float, int]] = []
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Coordonnées pour le patient"))
        scroll, body = QScrollArea(self), QWidget()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column = QVBoxLayout(body)
        scroll.setWidget(body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        theme.changed.connect(self._renew)

    @property
    def text(self) -> str:
        """Everything the screen says."""
        return "\n".join(label.text() for label, _, _ in self._labels)

    def show_card(self, card: Disclosed) -> None:
        """Show a card; nothing but one disclosed to the patient."""
        assert card.profile is Profile.PATIENT
        self._card = card
        self._renew()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _renew(self) -> None:
        if self._card is None:
            return
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._labels.clear()
        px = self._theme.px
        self._column.setContentsMargins(px(64), px(48), px(64), px(32))
        self._column.setSpacing(px(8))
        self._fill(self._card)

    def _fill(self, card: Disclosed) -> None:
        public = card.public
        self._column.addStretch(1)
        self._add(card_content.name(public), 40, 700)
        self._add(
            " · ".join(part for part in (card_content.what(public), words.sector(public.sector)) if part),
            22,
            400,
            soft=True,
        )
        self._add(card_content.departure(public), 20, 600)
        self._column.addSpacing(self._theme.px(24))
        reached = [line for line in public.lines if line.kind in _LINES]
        for index, line in enumerate(dict.fromkeys(line.value for line in reached)):
            self._add(line, 52 if not index else 26, 600)
        if not reached:
            self._add(self.tr("Pas de numéro connu"), 26, 400, soft=True)
        self._column.addSpacing(self._theme.px(24))
        for place in public.places:
            if not place.until and card_content.address(place):
                self._add("\n".join(card_content.address(place)), 24, 400)
                self._add("\n".join(part for part in (place.hours, place.access) if part), 20, 400, soft=True)
        self._column.addStretch(2)
        self._add(self.tr("Échap : revenir").replace(" :", "\u202f:"), 14, 400, soft=True)

    def _add(self, text: str, size: float, weight: int, *, soft: bool = False) -> None:
        if not text:
            return
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setStyleSheet(f"font-size: {self._theme.px(size)}px; font-weight: {weight};")
        label.setProperty("soft", soft)
        self._labels.append((label, size, weight))
        self._column.addWidget(label)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc or F9 leave; no other key does anything while the patient looks."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F9):
            self.left.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A double click leaves too."""
        self.left.emit()
