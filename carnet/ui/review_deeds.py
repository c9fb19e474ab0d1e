"""What can be decided of a row, as buttons: side by side, on as few lines as the width asks."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout

from carnet.ui.panel_parts import ButtonsInRoom
from carnet.ui.theme import Theme


class DeedRow(ButtonsInRoom):
    """Buttons that go to the next line where the width ends; hidden ones take no room."""

    def __init__(self, theme: Theme, buttons: Sequence[QPushButton]) -> None:
        super().__init__(theme, buttons)
        self._places: list[int] = []
        self._column = QVBoxLayout(self)
        self._lines = [QHBoxLayout() for _ in buttons]
        for line, button in zip(self._lines, buttons, strict=True):
            line.addWidget(button)
            line.addStretch(1)
            self._column.addLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.room_changed.connect(self._turn)
        theme.changed.connect(self._renew)
        self._renew()

    @Slot()
    def _renew(self) -> None:
        self._column.setContentsMargins(0, self._theme.px(8), 0, 0)
        self._column.setSpacing(0)
        for line in self._lines:
            line.setSpacing(self._theme.px(8))
        self._turn()

    @Slot()
    def _turn(self) -> None:
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
