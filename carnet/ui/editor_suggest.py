"""The editor's fields that complete what is typed."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from carnet.domain.text import fold
from carnet.ui.choice_field import Choice, ChoiceField
from carnet.ui.editor_fields import FIELD_HEIGHT, KeptLine
from carnet.ui.theme import Theme

_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SuggestField(KeptLine, ChoiceField):
    """A kept line with completions: `typed(str)` asks for them, `offer` gives them. Choosing one saves it."""

    committed = Signal(str)

    def __init__(self, theme: Theme, over: QWidget, name: str, *, hint: str = "", size: float = 13.5) -> None:
        super().__init__(theme, over)
        self.theme, self._size = theme, size
        self._taken: Choice | None = None
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.chosen.connect(self._on_chosen)
        theme.changed.connect(self.renew)
        self.renew()

    def taken(self, text: str) -> Choice | None:
        """The choice that was taken for this text, None for words that were only typed."""
        return self._taken if self._taken is not None and self._taken.shown == text else None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Enter takes the choice that is marked, and moves on with it; an arrow that opens nothing is the panel's."""
        if event.key() in _RETURN:
            self.take_shown()
        if event.key() in _RETURN and self._hurried:
            self.focusNextChild()
        else:
            super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not self.choosing and not self.edited:
            event.ignore()

    def commit(self, *, again: bool = False) -> None:
        """Nothing yet where the choices asked for are still to come: the first will be taken."""
        if not self._hurried:
            super().commit(again=again)

    def commit_now(self) -> None:
        """Tell what was typed without waiting for choices."""
        self._hurried = False
        self.commit()

    def offer(self, text: str, choices: tuple[Choice, ...]) -> None:
        """Show choices, or take the first for a hand that did not wait; where there is none, the words stand."""
        hurried = self._hurried
        super().offer(text, choices)
        if hurried and not self._hurried:
            self.commit(again=True)

    @Slot(object)
    def _on_chosen(self, choice: Choice) -> None:
        self._taken = choice
        self.commit(again=True)

    @Slot()
    def renew(self) -> None:
        """Take the theme's sizes as they are now."""
        self.setFont(self.theme.font(self._size))
        self.setFixedHeight(self.theme.px(FIELD_HEIGHT))


class PickField(SuggestField):
    """One of a closed list, completed as it is typed; a click or ↓ shows them all."""

    def __init__(
        self,
        theme: Theme,
        over: QWidget,
        name: str,
        fitting: Callable[[str], tuple[Choice, ...]],
        *,
        hint: str = "",
        size: float = 13.5,
    ) -> None:
        """`fitting`: the choices that fit a text, all of them for an empty one."""
        super().__init__(theme, over, name, hint=hint, size=size)
        self._fitting = fitting
        self.typed.connect(self._show)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        """A click shows the whole list."""
        super().mousePressEvent(event)
        if not self.choosing:
            self._show(self.text())

    @Slot(str)
    def _show(self, text: str) -> None:
        self.offer(text, self._fitting(text if self.edited else ""))


def beginning(choices: Sequence[Choice], text: str) -> tuple[Choice, ...]:
    """The choices of which a word begins with what was typed, the front of the name first; all for ""."""
    typed = fold(text)
    front = [choice for choice in choices if fold(choice.shown).startswith(typed)]
    inside = [choice for choice in choices if choice not in front and f" {typed}" in f" {fold(choice.shown)}"]
    return (*front, *inside)
