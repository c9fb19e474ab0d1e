"""What can be decided of a row, as buttons: side by side, on as few lines as the width asks."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout

from carnet.ui.panel_parts import ButtonsInRoom
from carnet.ui.theme import Theme


class Deed(NamedTuple):
    """What can be decided: its name, its words, its key and what is written of it. `short`: fewer words, for a narrow
    place."""

    name: str
    words: str
    key: Qt.Key
    written: str
    short: str

    def on_button(self, *, short: bool = False) -> str:
        """« C’est la même   M »."""
        return f"{self.short if short else self.words}   {self.written}"


class DeedRow(ButtonsInRoom):
    """Buttons on one line, in fewer words where the width asks for it, else on the next lines; hidden ones take no
    room."""

    def __init__(self, theme: Theme, buttons: Sequence[tuple[QPushButton, Deed]]) -> None:
        super().__init__(theme, [button for button, _ in buttons])
        self._deeds = dict(buttons)
        self._places: list[int] = []
        self._column = QVBoxLayout(self)
        self._lines = [QHBoxLayout() for _ in buttons]
        for line, (button, _) in zip(self._lines, buttons, strict=True):
            line.addWidget(button)
            line.addStretch(1)
            self._column.addLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.room_changed.connect(self._turn)
        theme.changed.connect(self._renew)
        self._renew()

    def say(self, button: QPushButton, deed: Deed) -> None:
        """Other words for a button."""
        self._deeds[button] = deed
        button.setAccessibleName(f"{deed.words}, touche {deed.written}")
        self._turn()

    @Slot()
    def _renew(self) -> None:
        self._column.setContentsMargins(0, self._theme.px(8), 0, 0)
        self._column.setSpacing(0)
        for line in self._lines:
            line.setSpacing(self._theme.px(8))
        self._turn()

    @Slot()
    def _turn(self) -> None:
        self._choose_words()
        places = self._wanted()
        if places == self._places:
            return
        self._places = places
        for line in self._lines:
            for button in self._buttons:
                line.removeWidget(button)
        for button, place in zip(self._buttons, places, strict=True):
            line = self._lines[place]
            line.insertWidget(line.count() - 1, button)
        used = {place for button, place in zip(self._buttons, places, strict=True) if not button.isHidden()}
        for at, line in enumerate(self._lines):
            line.setContentsMargins(0, self._theme.px(6) if at and at in used else 0, 0, 0)

    def _choose_words(self) -> None:
        """All the words where they stand on one line, else the fewer ones."""
        shown = {button: deed for button, deed in self._deeds.items() if not button.isHidden()}
        room = self.width() - self._theme.px(8) * (len(shown) - 1)
        needed = sum(_width(button, deed.on_button()) for button, deed in shown.items())
        for button, deed in self._deeds.items():
            text = deed.on_button(short=needed > room)
            if button.text() != text:  # it would ask for room again
                button.setText(text)

    def _wanted(self) -> list[int]:
        """The line of each button, the hidden ones with the one before them."""
        gap, left, at = self._theme.px(8), self.width(), 0
        places = []
        for button in self._buttons:
            if not button.isHidden():
                width = button.sizeHint().width()
                if width > left and left < self.width():
                    at, left = at + 1, self.width()
                left -= width + gap
            places.append(at)
        return places


def _width(button: QPushButton, text: str) -> int:
    """How wide a button would be with other words."""
    metrics = button.fontMetrics()
    return button.sizeHint().width() + metrics.horizontalAdvance(text) - metrics.horizontalAdvance(button.text())
