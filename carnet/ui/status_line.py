"""The foot of the window: the keys that matter, or what was just done with the way to undo it."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from carnet.ui.markup import escaped
from carnet.ui.theme import Theme, lettered

SHOWN_MS = 8000


class StatusLine(QFrame):
    """`undo_wanted`: « Annuler » was clicked."""

    undo_wanted = Signal()

    def __init__(self, theme: Theme, *, demonstration: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._message, self._bad = "", False
        self._keys: tuple[tuple[str, str], ...] = ()
        self._text, self.banner = QLabel(), QLabel(self.tr("CARNET FICTIF"))
        self.view = QLabel()
        self.view.hide()
        lettered(self._text, "foot")
        lettered(self.view, "foot", soft=True)
        lettered(self.banner, "banner")
        self.banner.setProperty("warning", True)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.undo = QPushButton(self.tr("Annuler (Ctrl Z)"))
        self.undo.setProperty("flat", True)
        self.undo.clicked.connect(self.undo_wanted)
        self.undo.hide()
        row = QHBoxLayout(self)
        row.addWidget(self._text, 1)
        row.addWidget(self.undo)
        row.addWidget(self.view)
        row.addWidget(self.banner)
        self.banner.setVisible(demonstration)  # once it has a parent: it would be a window of its own
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.quiet)
        self.setObjectName("page")
        theme.changed.connect(self._renew)
        self._renew()

    @property
    def message(self) -> str:
        """What is said now, "" when the keys are shown."""
        return self._message

    @property
    def offers_undo(self) -> bool:
        """Whether « Annuler » is offered."""
        return not self.undo.isHidden()

    def show_keys(self, keys: tuple[tuple[str, str], ...]) -> None:
        """Keys worth saying now, each with what it does."""
        self._keys = keys
        self._write()

    def say(self, message: str, *, bad: bool = False, undo: bool = False) -> None:
        """Say something for a while; `bad`: something was refused; with `undo` it stays until the next deed."""
        self._message, self._bad = message, bad
        self.undo.setVisible(undo)
        self._timer.stop() if undo or bad else self._timer.start(SHOWN_MS)
        self._text.setAccessibleName(message)
        self._write()

    @Slot()
    def quiet(self) -> None:
        """Back to the keys."""
        self._message, self._bad = "", False
        self.undo.hide()
        self._write()

    def show_demonstration(self, *, on: bool) -> None:
        """Say that the book is fictitious."""
        self.banner.setVisible(on)

    def show_view(self, words: str) -> None:
        """Say in which view the book is open, "" for the owner's."""
        self.view.setText(words)
        self.view.setVisible(bool(words))

    def _write(self) -> None:
        colours = self._theme.colours
        if self._message:
            colour = colours.warning if self._bad else colours.ink
            self._text.setText(f'<span style="color:{colour}">{escaped(self._fitting_message())}</span>')
            self._text.setToolTip(self._message)
        else:
            self._text.setToolTip("")
            soft = f'<span style="color:{colours.soft}">'
            pairs = ((escaped(key), escaped(does).replace(" ", "&nbsp;")) for key, does in self._fitting())
            written = (f'<span style="font-weight:500">{key}</span>&nbsp;{soft}{does}</span>' for key, does in pairs)
            self._text.setText(("&nbsp;" * 6).join(written))
            self._text.setAccessibleName(", ".join(f"{key} {does}" for key, does in self._keys))

    def _fitting_message(self) -> str:
        """The message, or its beginning and « … »: what is cut says that it is, and a tip says all of it."""
        if (layout := self.layout()) is not None:
            layout.activate()  # « Annuler » beside it may just have come or gone
        room = self._text.width()
        return self._text.fontMetrics().elidedText(self._message, Qt.TextElideMode.ElideRight, room) or self._message

    def _fitting(self) -> tuple[tuple[str, str], ...]:
        """The keys there is room for: a cut word says nothing."""
        font, left = self._theme.font(12.5, 500), self._text.width()
        fitting = []
        for key, does in self._keys:
            left -= self._theme.width_of(f"{key} {does}      ", font)
            if left < 0:
                break
            fitting.append((key, does))
        return tuple(fitting)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """More or fewer keys fit."""
        super().resizeEvent(event)
        self._write()

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(px(20), 0, px(20), 0)
        self.setFixedHeight(px(33))
        self._write()
