"""The filters of a review, in a row of buttons."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from carnet.ui.theme import Theme


class Filters(QWidget):
    """One button a filter, with how many rows it keeps and the digit that chooses it. `picked(str)`."""

    picked = Signal(str)

    def __init__(self, theme: Theme, names: Sequence[tuple[str, str]]) -> None:
        """`names`: the code and the words of each."""
        super().__init__()
        self._theme = theme
        self._words = dict(names)
        self.buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for place, (code, text) in enumerate(names, 1):
            button = QPushButton(text)
            button.setCheckable(True)
            button.setProperty("filter", True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setToolTip(str(place))
            button.clicked.connect(lambda _=False, code=code: self.picked.emit(code))
            self._group.addButton(button)
            self._row.addWidget(button)
            self.buttons[code] = button
        self._row.addStretch(1)
        theme.changed.connect(self._renew)
        self._renew()

    def show_counts(self, counts: Mapping[str, int], current: str) -> None:
        """How many rows each keeps; one that keeps none is not there, unless it is the current one."""
        for code, button in self.buttons.items():
            button.setText(f"{self._words[code]}  {counts[code]}")
            button.setAccessibleName(f"{self._words[code]}, {counts[code]}, touche {button.toolTip()}")
            button.setVisible(bool(counts[code]) or code == current or code == next(iter(self.buttons)))
            button.setChecked(code == current)

    @property
    def current(self) -> str:
        """The one chosen."""
        return next((code for code, button in self.buttons.items() if button.isChecked()), "")

    def nth(self, place: int) -> str:
        """The code of the nth, from 1, "" where there is none."""
        codes = list(self.buttons)
        return codes[place - 1] if place <= len(codes) and not self.buttons[codes[place - 1]].isHidden() else ""

    @Slot()
    def _renew(self) -> None:
        px, colours = self._theme.px, self._theme.colours
        self._row.setSpacing(px(6))
        self.setStyleSheet(
            f'QPushButton[filter="true"] {{ background: {colours.chip}; border: 2px solid {colours.chip};'
            f" border-radius: {px(11)}px; padding: {px(2)}px {px(10)}px; font-size: {px(13)}px; font-weight: 500;"
            f" min-height: {px(20)}px; color: {colours.soft}; }}"
            f'QPushButton[filter="true"]:checked {{ background: {colours.selected}; border-color: {colours.accent};'
            f" color: {colours.ink}; }}"
            f'QPushButton[filter="true"]:focus {{ border-color: {colours.accent}; }}'
        )
