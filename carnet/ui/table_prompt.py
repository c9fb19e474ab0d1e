"""One question asked in place, above the rows: a tag, a name. Nothing is modal."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from carnet.domain.text import fold
from carnet.ui.choice_field import Choice, ChoiceField
from carnet.ui.panel_parts import plain, primary
from carnet.ui.theme import Theme, lettered

MOST_OFFERED = 30


class TablePrompt(QFrame):
    """`closed`: answered, or left by Esc."""

    closed = Signal()

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(over)
        self._theme = theme
        self.setObjectName("page")
        self.question, self.field = QLabel(), ChoiceField(theme, over)
        lettered(self.question, "strong")
        self.answer, self.leave = primary(""), plain(self.tr("Annuler"))
        self.answer.clicked.connect(self._decide)
        self.leave.clicked.connect(self.closed)
        self.field.returnPressed.connect(self._decide)
        self.field.typed.connect(self._offer)
        self._row = QHBoxLayout(self)
        for widget, stretch in ((self.question, 0), (self.field, 1), (self.answer, 0), (self.leave, 0)):
            self._row.addWidget(widget, stretch)
        self._offered: tuple[str, ...] = ()
        self._decided: Callable[[str], object] = lambda text: None
        theme.changed.connect(self._renew)
        self._renew()
        self.closed.connect(self.hide)
        self.hide()

    def ask(
        self,
        question: str,
        answer: str,
        decided: Callable[[str], object],
        *,
        text: str = "",
        offered: Sequence[str] = (),
    ) -> None:
        """Ask; `decided` takes what was typed, or one of those `offered`."""
        self.question.setText(question)
        self.answer.setText(answer)
        self.field.setAccessibleName(question)
        self._offered, self._decided = tuple(offered), decided
        self.show()
        self.field.show_value(text)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    @Slot(str)
    def _offer(self, text: str) -> None:
        asked = fold(text)
        found = [one for one in self._offered if not asked or f" {asked}" in f" {fold(one)}"]
        same = [one for one in found if fold(one) == asked]
        shown = () if same and len(found) == 1 else tuple(Choice(one, one) for one in found[:MOST_OFFERED])
        self.field.offer(text, shown)

    @Slot()
    def _decide(self) -> None:
        text = self.field.text().strip()
        if text:
            self.field.close_choices()
            self.closed.emit()
            self._decided(text)

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(16), px(6), px(16), px(6))
        self._row.setSpacing(px(8))
