"""« Montrer au patient »: the whole window, large letters, what a directory would print and nothing else.

The names kept for the patient stand one under the other, in letters as large as their number lets them be.
"""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from carnet import words
from carnet.domain.disclosure import Disclosed, Profile
from carnet.ui import card_content
from carnet.ui.theme import Theme

_LINES = ("phone", "email")
_SCALES = {1: 1.0, 2: 0.8, 3: 0.68}  # of the letters, by how many are shown
_SMALLER, _SMALLEST = 0.9, 0.4  # so that several are seen without scrolling
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class PatientScreen(QWidget):
    """Takes cards disclosed to the patient. `left`: Esc, F9, or a double click."""

    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cards: tuple[Disclosed, ...] = ()
        self._scale = 1.0
        self._labels: list[tuple[QLabel, float, int]] = []
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Coordonnées pour le patient"))
        self._scroll, body = QScrollArea(self), QWidget()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column = QVBoxLayout(body)
        self._scroll.setWidget(body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)
        theme.changed.connect(self._renew)

    @property
    def text(self) -> str:
        """Everything the screen says."""
        return "\n".join(label.text() for label, _, _ in self._labels)

    def show_cards(self, cards: tuple[Disclosed, ...]) -> None:
        """Show one to three cards; nothing but what is disclosed to the patient."""
        assert all(card.profile is Profile.PATIENT for card in cards)
        self._cards = cards
        self._renew()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _renew(self) -> None:
        if not self._cards:
            return
        scale = _SCALES[len(self._cards)]
        self._fill_all(scale)
        while len(self._cards) > 1 and scale > _SMALLEST and not self._all_seen():
            scale *= _SMALLER
            self._fill_all(scale)

    def _all_seen(self) -> bool:
        for label, _, _ in self._labels:
            label.show()  # a layout counts what is shown
            label.ensurePolished()
        self._column.invalidate()
        return self._column.totalHeightForWidth(self.width()) <= self.height()

    def _fill_all(self, scale: float) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._labels.clear()
        px, several = self._theme.px, len(self._cards) > 1
        self._scale = scale
        self._column.setContentsMargins(px(64), px(20 if several else 48), px(64), px(12 if several else 32))
        self._column.setSpacing(px(8 * self._scale))
        self._column.addStretch(1)
        for at, card in enumerate(self._cards):
            if at:
                self._column.addSpacing(px(10))
                self._column.addWidget(self._rule())
                self._column.addSpacing(px(10))
            self._fill(card)
        self._column.addStretch(2)
        self._scale = 1.0
        self._add(self.tr("Échap : revenir").replace(" :", "\u202f:"), 14, 400, soft=True)

    def _rule(self) -> QFrame:
        rule = QFrame()
        rule.setObjectName("rule")
        rule.setFixedHeight(1)
        return rule

    def _space(self, size: float) -> None:
        self._column.addSpacing(self._theme.px(size * (self._scale if len(self._cards) == 1 else self._scale / 3)))

    def _fill(self, card: Disclosed) -> None:
        public = card.public
        self._add(card_content.name(public), 40, 700)
        self._add(
            " · ".join(part for part in (card_content.what(public), words.sector(public.sector)) if part),
            22,
            400,
            soft=True,
        )
        self._add(card_content.departure(public), 20, 600)
        self._space(24)
        reached = [line for line in public.lines if line.kind in _LINES]
        for index, line in enumerate(dict.fromkeys(line.value for line in reached)):
            self._add(line, 52 if not index else 26, 600)
        if not reached:
            self._add(self.tr("Pas de numéro connu"), 26, 400, soft=True)
        self._space(24)
        for place in public.places:
            if not place.until and card_content.address(place):
                self._add("\n".join(card_content.address(place)), 24, 400)
                self._add("\n".join(part for part in (place.hours, place.access) if part), 20, 400, soft=True)

    def _add(self, text: str, size: float, weight: int, *, soft: bool = False) -> None:
        if not text:
            return
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setStyleSheet(f"font-size: {self._theme.px(size * self._scale)}px; font-weight: {weight};")
        label.setProperty("soft", soft)
        self._labels.append((label, size, weight))
        self._column.addWidget(label)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc or F9 leave, arrows scroll; no other key does anything while the patient looks."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F9):
            self.left.emit()
        elif event.key() in _STEPS:
            bar = self._scroll.verticalScrollBar()
            bar.setValue(bar.value() + _STEPS[Qt.Key(event.key())] * self._theme.px(60))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A double click leaves too."""
        self.left.emit()
