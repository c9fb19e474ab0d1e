"""The box: words are typed here whatever else is going on, and its arrows move the list below."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QWidget

from carnet.ui.lines_list import PAGE
from carnet.ui.theme import Theme

LONGEST = 10_000  # characters kept of a paste; the rest means nothing to a search
# Ctrl and these are the words'; any other letter is the window's, whatever the system's habits: under X11 a line edit
# takes Ctrl+E and Ctrl+K for itself, as a terminal does.
_OF_THE_WORDS = frozenset(getattr(Qt.Key, f"Key_{letter}") for letter in "ACUVXYZ")
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -PAGE, Qt.Key.Key_PageDown: PAGE}


class SearchBox(QLineEdit):
    """A line edit that leaves to the window the keys it would otherwise swallow.

    `stepped(int)`: choose that many rows further. `entered`: Enter. `escaped`: Esc. `key_offered(event)`: a key with
    Alt, which the window may accept.
    """

    stepped = Signal(int)
    entered = Signal()
    escaped = Signal()
    key_offered = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.undo_is_the_windows = False
        self.setObjectName("box")
        self.setMaxLength(LONGEST)
        self.setPlaceholderText(self.tr("Spécialité, nom, commune, besoin, téléphone…"))
        self.setAccessibleName(self.tr("Chercher un correspondant"))
        theme.changed.connect(self._renew)
        self._renew()

    def _renew(self) -> None:
        self.setFixedHeight(self._theme.px(44))
        self.setTextMargins(0, 0, self._theme.px(52), 0)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As drawn: 640 pixels at 100 %."""
        return QSize(self._theme.px(640), self._theme.px(44))

    def event(self, event: QEvent) -> bool:
        """Let the window's shortcuts through: a line edit takes Ctrl+C and Ctrl+Z for itself, come what may."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._is_the_windows(event)
        ):
            event.ignore()
            return False
        return super().event(event)

    def _is_the_windows(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Copy):
            return not self.hasSelectedText()
        if event.matches(QKeySequence.StandardKey.Undo):
            return self.undo_is_the_windows or not self.isUndoAvailable()
        if event.matches(QKeySequence.StandardKey.DeleteEndOfWord):
            return not self.hasSelectedText() and self.cursorPosition() == len(self.text())
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        return control and Qt.Key.Key_A <= event.key() <= Qt.Key.Key_Z and event.key() not in _OF_THE_WORDS

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows, Enter and Esc are signals; keys with Alt are offered to the window; the rest is text."""
        key = Qt.Key(event.key())
        if key in _STEPS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.stepped.emit(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and not _is_alt_gr(event):
            event.ignore()
            self.key_offered.emit(event)
        elif self._is_the_windows(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The field, then the badge that says how to come back to it."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        right = self.width() - self._theme.px(14)
        draw_badge(painter, self._theme, self.tr("Ctrl K"), right, self.height() / 2)
        painter.end()


def draw_badge(painter: QPainter, theme: Theme, text: str, right: float, middle: float, *, fill: bool = True) -> float:
    """A key's name in a small frame, its right edge at `right`, centred on `middle`; returns its width."""
    font = theme.font(11)
    width, height = theme.width_of(text, font) + theme.px(10), theme.px(18)
    frame = QRectF(right - width + 0.5, middle - height / 2 + 0.5, width - 1, height - 1)
    painter.setPen(QPen(theme.colour("line")))
    painter.setBrush(theme.colour("ground") if fill else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(frame, theme.px(3), theme.px(3))
    painter.setFont(font)
    painter.setPen(theme.colour("soft"))
    painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, text)
    return width


def _is_alt_gr(event: QKeyEvent) -> bool:
    """AltGr types characters (@, #, {); Windows tells it as Ctrl and Alt together."""
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    return event.modifiers() & both == both or bool(event.modifiers() & Qt.KeyboardModifier.GroupSwitchModifier)
