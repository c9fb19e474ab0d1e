"""A field that completes: what it may mean is offered under it; arrows choose, Enter or Tab takes, Esc closes."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from carnet.ui.theme import Theme

MOST_SHOWN = 8
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_TAKING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that the words may mean. `shown`: what the field holds once chosen; `aside`: what tells it apart."""

    value: object
    shown: str
    aside: str = ""


class ChoiceField(QLineEdit):
    """`typed(str)`: choices are wanted, given by `offer`. `chosen(Choice)`. `value`: None for bare words."""

    typed = Signal(str)
    chosen = Signal(object)

    def __init__(self, theme: Theme, over: QWidget) -> None:
        """`over`: the panel on which the choices are laid."""
        super().__init__()
        self._theme, self._over = theme, over
        self._choices: tuple[Choice, ...] = ()
        self._waiting = self._hurried = False  # choices were asked for; Enter or Tab came before them
        self.value: object | None = None
        self.list = QListWidget(over)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Propositions"))
        self.list.itemClicked.connect(self._on_clicked)
        self.list.hide()
        self.textEdited.connect(self._on_edited)
        theme.changed.connect(self._renew)
        self._renew()

    @property
    def choosing(self) -> bool:
        """Whether choices are shown."""
        return not self.list.isHidden()

    def show_value(self, text: str, value: object | None = None) -> None:
        """Put a value in the field as if it had been chosen."""
        self.value = value
        self._waiting = self._hurried = False
        self.close_choices()
        if text != self.text():
            self.setText(text)

    def offer(self, text: str, choices: tuple[Choice, ...]) -> None:
        """Show what `text` may mean; nothing if something else was typed since, or the field was left.

        Enter or Tab may have come before them: the first is taken then.
        """
        if text != self.text():
            return
        hurried, self._waiting, self._hurried = self._hurried, False, False
        if hurried:
            self._choices = choices
            self._take(0)
            return
        if not self.hasFocus():
            return
        self._choices = choices
        self.list.clear()
        for choice in choices:
            said = f"{choice.shown} · {choice.aside}" if choice.aside else choice.shown
            self.list.addItem(QListWidgetItem(said))
        self.list.setCurrentRow(0 if choices else -1)
        self.list.setVisible(bool(choices))
        if choices:
            self._place()

    @Slot()
    def close_choices(self) -> None:
        """Show none."""
        self._choices = ()
        self.list.hide()

    def take_shown(self) -> None:
        """Take the choice that is marked, or the first that comes."""
        if self.choosing:
            self._take(self.list.currentRow())
        elif self._waiting:
            self._hurried = True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows, Enter and Esc are for the choices while they are shown; ↓ asks for them."""
        key = Qt.Key(event.key())
        if self.choosing and key in _STEPS:
            row = self.list.currentRow() + _STEPS[key]
            self.list.setCurrentRow(max(0, min(self.list.count() - 1, row)))
        elif (self.choosing or self._waiting) and key in _TAKING:
            self.take_shown()
        elif self.choosing and key == Qt.Key.Key_Escape:
            self.close_choices()
        elif key == Qt.Key.Key_Down and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.typed.emit(self.text())
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab takes the choice shown on its way out."""
        if forward:
            self.take_shown()
        return super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Left: nothing is offered any more."""
        super().focusOutEvent(event)
        self.close_choices()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Gone: its choices too."""
        super().hideEvent(event)
        self.list.hide()

    def _take(self, row: int) -> None:
        if 0 <= row < len(self._choices):
            choice = self._choices[row]
            self.show_value(choice.shown, choice.value)
            self.chosen.emit(choice)

    @Slot(QListWidgetItem)
    def _on_clicked(self, item: QListWidgetItem) -> None:
        self._take(self.list.row(item))

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        self.value = None
        self.list.hide()
        self._waiting, self._hurried = bool(text.strip()), False
        self.typed.emit(text)

    def _place(self) -> None:
        """Under the field, or over it where there is no room."""
        over, px = self._over, self._theme.px
        height = min(len(self._choices), MOST_SHOWN) * self.list.sizeHintForRow(0) + px(10)
        width = max(self.width(), min(px(420), over.width() - px(16)))
        at = self.mapTo(over, QPoint(0, self.height() + px(2)))
        if at.y() + height > over.height():
            at.setY(max(0, at.y() - height - self.height() - px(4)))
        at.setX(max(0, min(at.x(), over.width() - width)))
        self.list.setGeometry(at.x(), at.y(), width, height)
        self.list.raise_()

    @Slot()
    def _renew(self) -> None:
        px, colours = self._theme.px, self._theme.colours
        self.list.setStyleSheet(
            f"QListWidget {{ background: {colours.panel}; color: {colours.ink}; border: 1px solid {colours.soft};"
            f" border-radius: {px(6)}px; outline: none; padding: {px(3)}px; }}"
            f"QListWidget::item {{ padding: {px(5)}px {px(6)}px; border-radius: {px(4)}px; }}"
            f"QListWidget::item:selected {{ background: {colours.selected}; color: {colours.ink}; }}"
        )
