"""« Ctrl F » in a review: words typed above the list keep the rows that they begin a word of."""

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from carnet.ui.review_overview import sought
from carnet.ui.theme import Theme

LONGEST = 200  # characters: more than any name with its town


class FindField(QLineEdit):
    """Hidden until it is asked for. `searched`: other words, or none. `stepped`: ↓ or Enter, to the rows. `left`: Esc.

    `reached(bool)`: the keys come here, or go elsewhere.
    """

    searched = Signal()
    stepped = Signal()
    left = Signal()
    reached = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setMaxLength(LONGEST)
        self.setPlaceholderText(self.tr("Chercher\u202f: nom, commune, spécialité"))
        self.setAccessibleName(self.tr("Chercher parmi les fiches affichées"))
        self.setAccessibleDescription(self.tr("Un nom, une commune, une spécialité"))
        self.hide()
        self.textEdited.connect(self.searched)
        theme.changed.connect(self._renew)
        self._renew()

    @property
    def words(self) -> tuple[str, ...]:
        """The words looked for, folded; none: every row answers."""
        return sought(self.text())

    def start(self) -> None:
        """Come in sight and take the keys; what was typed before is replaced by what is typed now."""
        self.show()
        self.selectAll()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def finish(self) -> None:
        """Forget the words and go out of sight."""
        self.clear()
        self.hide()

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z is the review's where no word was typed."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not self.isUndoAvailable()
        ):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """↓ and Enter go to the rows, Esc clears and goes back to them."""
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.stepped.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Qt tells that the keys come here."""
        super().focusInEvent(event)
        self.reached.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Qt tells that they go elsewhere."""
        super().focusOutEvent(event)
        self.reached.emit(False)

    @Slot()
    def _renew(self) -> None:
        self.setFont(self._theme.font(14))
