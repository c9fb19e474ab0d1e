"""What the strip asks before it goes on: whether to refer to somebody avoided, whether initials are enough."""

from html import escape

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from carnet.ui.refer_acts import Warned
from carnet.ui.theme import Theme, lettered
from carnet.words import NARROW

# « P » alone is an answer; the initials of a patient, typed because one always does, are not.
ALONE_MS = 300
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Ask(QFrame):
    """Takes single keys while it has the focus. `through`: P; `shortened`: initials; `kept`: as typed; `left`: Esc."""

    through = Signal()
    shortened = Signal()
    kept = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._warnings: tuple[Warned, ...] = ()
        self._sentence = ""
        self._keys: tuple[tuple[str, str], ...] = ()
        self.initials = ""
        self.setObjectName("ask")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.words, self.reason = QLabel(), QLabel()
        for label in (self.words, self.reason):
            label.setWordWrap(True)
            lettered(label, "row")
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.yes, self.also = QPushButton(), QPushButton()
        for button in (self.yes, self.also):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # for the mouse: Enter on a button would be the reflex
        self.yes.clicked.connect(self._on_yes)
        self.also.clicked.connect(self.kept)
        self._row, column = QHBoxLayout(), QVBoxLayout(self)
        self._row.addWidget(self.words, 1)
        self._row.addWidget(self.yes, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self.also, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(self._row)
        column.addWidget(self.reason)
        self._alone = QTimer(self)
        self._alone.setSingleShot(True)
        self._alone.setInterval(ALONE_MS)
        self._alone.timeout.connect(self.through)
        theme.changed.connect(self._renew)
        self._renew()

    @property
    def warns(self) -> bool:
        """Whether somebody avoided is being asked about."""
        return bool(self._warnings)

    @property
    def asks(self) -> bool:
        """Whether initials are being offered."""
        return bool(self.initials)

    def warn(self, warnings: tuple[Warned, ...]) -> None:
        """Say since when, and the keys."""
        self.stop()
        self._warnings = warnings
        self._sentence = " ".join(warning.sentence for warning in warnings)
        self._keys = (
            ("P", self.tr("choix du patient, adresser")), (self.tr("Échap"), self.tr("revenir")),
            ("F2", self.tr("pourquoi")),
        )  # fmt: skip
        self.yes.setText(self.tr("Choix du patient   P"))
        self.also.hide()
        self._write()
        self.show()

    def ask_for_initials(self, typed: str, initials: str) -> None:
        """Offer initials rather than a name."""
        self.stop()
        self.initials = initials
        said = self.tr("“{typed}” ressemble à un nom. Des initiales suffisent pour vous y retrouver.")
        self._sentence = said.format(typed=typed)
        self._keys = (
            (self.tr("Entrée"), self.tr("garder {initials}").format(initials=initials)),
            (self.tr("Ctrl+Entrée"), self.tr("garder tel quel")),
        )  # fmt: skip
        self.yes.setText(self.tr("Garder {initials}").format(initials=initials))
        self.also.setText(self.tr("Garder tel quel"))
        self.also.show()
        self._write()
        self.show()

    @Slot()
    def stop(self) -> None:
        """Ask nothing more, and keep no word of it."""
        self._alone.stop()
        self._warnings, self.initials, self._sentence, self._keys = (), "", "", ()
        self.words.clear()
        self.reason.clear()
        self.reason.hide()
        self.setAccessibleName("")
        self.hide()

    def toggle_reason(self) -> None:
        """Show or hide why: the patient sees the screen."""
        shown = self.reason.isHidden()
        told = (
            f"{one.why[:1].upper()}{one.why[1:]}{f'{NARROW}: {one.note}' if one.note else ''}" for one in self._warnings
        )
        self.reason.setText("\n".join(told) if shown else "")
        self.reason.setVisible(shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """P alone goes through; Enter does nothing on a warning, and takes the initials of the question."""
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Escape:
            self._alone.stop()
            self.left.emit()
        elif self.warns:
            plain = not modifiers & ~Qt.KeyboardModifier.ShiftModifier
            alone = key == Qt.Key.Key_P and plain and not self._alone.isActive() and not event.isAutoRepeat()
            self._alone.start() if alone else self._alone.stop()
        elif key in _ENTER and not event.isAutoRepeat():
            self.kept.emit() if modifiers & Qt.KeyboardModifier.ControlModifier else self.shortened.emit()
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  (Qt's name)
        """The keys are heard: the frame says so."""
        super().focusInEvent(event)
        self._renew()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  (Qt's name)
        """A « P » half pressed is none."""
        super().focusOutEvent(event)
        self._alone.stop()
        self._renew()

    @Slot()
    def _on_yes(self) -> None:
        (self.through if self.warns else self.shortened).emit()

    def _write(self) -> None:
        soft = self._theme.colours.soft
        keys = f'<span style="color:{soft}"> · </span>'.join(
            f'<b>{key}</b><span style="color:{soft}">&nbsp;:&nbsp;{escape(does)}</span>' for key, does in self._keys
        )
        self.words.setText(f"{escape(self._sentence)} {keys}")
        said = " · ".join(f"{key}{NARROW}: {does}" for key, does in self._keys)
        self.setAccessibleName(f"{self._sentence} {said}")

    @Slot()
    def _renew(self) -> None:
        px, colours = self._theme.px, self._theme.colours
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(px(8), px(6), px(8), px(6))
            layout.setSpacing(px(4))
        self._row.setSpacing(px(8))
        edge = colours.accent if self.hasFocus() else "transparent"
        self.setStyleSheet(f"QFrame#ask {{ border: 2px solid {edge}; border-radius: {px(6)}px; }}")
        if self._sentence:
            self._write()
