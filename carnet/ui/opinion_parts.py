"""What « Mon avis » is made of: marks of one key each, words added with Enter and removed with Suppr."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from carnet.ui.chips import ChipView
from carnet.ui.chips_bar import ChipButton
from carnet.ui.editor_fields import TextField, is_of_the_window
from carnet.ui.search_box import draw_badge
from carnet.ui.theme import Theme

MARK_HEIGHT = 34
_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Flow(QWidget):
    """Widgets from left to right, then below; as high as the lines they take."""

    def __init__(self, theme: Theme, *, gap: int = 6) -> None:
        super().__init__()
        self._theme, self._gap = theme, gap
        self.items: list[QWidget] = []
        theme.changed.connect(self.place)

    def add(self, widget: QWidget) -> None:
        """One more, after the others."""
        widget.setParent(self)
        self.items.append(widget)
        widget.show()
        self.place()

    def clear(self) -> None:
        """None any more."""
        for widget in self.items:
            widget.hide()
            widget.deleteLater()
        self.items = []
        self.place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Another width breaks the lines elsewhere."""
        super().resizeEvent(event)
        self.place()

    @Slot()
    def place(self) -> None:
        """Lay out for the width there is."""
        gap = self._theme.px(self._gap)
        x, y, height = 0, 0, 0
        for widget in self.items:
            size = widget.sizeHint()
            width = min(size.width(), max(self.width(), 1))
            if x and x + width > self.width():
                x, y = 0, y + height + gap
            widget.setGeometry(x, y, width, size.height())
            x, height = x + width + gap, size.height()
        self.setFixedHeight(y + height)


class MarkButton(QAbstractButton):
    """One mark, with the letter that sets it. A click, Space, Enter or the letter; arrows go to the neighbour."""

    def __init__(self, theme: Theme, word: str, letter: str) -> None:
        super().__init__()
        self._theme, self.letter = theme, letter
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.toggled.connect(self._tell)
        self.say(word)

    def say(self, word: str) -> None:
        """Take the word that suits the person: « pointu », « pointue »."""
        self.setText(word)
        self._tell()

    @Slot()
    def _tell(self) -> None:
        state = self.tr("oui") if self.isChecked() else self.tr("non")
        self.setAccessibleName(f"{self.text()}\u202f: {state}, {self.letter}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        """The mark, the word, the letter; the same width when it is set."""
        px = self._theme.px
        word = self._theme.width_of(self.text(), self._theme.font(14, 600))
        return QSize(word + px(26) + px(38), px(MARK_HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Enter sets; arrows go to the neighbour."""
        if event.key() in _RETURN:
            self.click()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        """A frame; set, the ground of what is chosen, a tick and heavier letters."""
        painter, px, colour = QPainter(self), self._theme.px, self._theme.colour
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        on = self.isChecked()
        width = px(2) if self.hasFocus() else 1
        painter.setPen(QPen(colour("accent" if on or self.hasFocus() else "line"), width))
        painter.setBrush(colour("selected" if on else "panel"))
        painter.drawRoundedRect(frame, px(6), px(6))
        painter.setFont(self._theme.font(14, 600))
        painter.setPen(colour("accent"))
        if on:
            painter.drawText(QRectF(px(8), 0, px(16), self.height()), Qt.AlignmentFlag.AlignCenter, "✓")
        painter.setFont(self._theme.font(14, 600 if on else 400))
        painter.setPen(colour("ink"))
        words = QRectF(px(26), 0, self.width() - px(26) - px(30), self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, self.text())
        draw_badge(painter, self._theme, self.letter, self.width() - px(8), self.height() / 2, fill=False)
        painter.end()


class EntryField(TextField):
    """A line in which Enter says that it is whole. `entered`. What is typed is kept until it is taken."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Enter takes what is typed; with nothing typed it moves on."""
        if event.key() in _RETURN and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            if self.text().strip():
                self.entered.emit()
            else:
                self.focusNextChild()
        elif is_of_the_window(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def commit(self, *, again: bool = False) -> None:
        """Nothing is saved by leaving: a few words are whole when Enter says so."""


class _Label(ChipButton):
    """A few words that can be removed: Suppr or ×. There is no menu."""

    def __init__(self, theme: Theme, text: str, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.text_shown = text
        self.show_view(ChipView(text, text, text))
        self.setAccessibleDescription(self.tr("Suppr pour retirer"))
        self.setToolTip(self.tr("{text} · Suppr\u202f: retirer").format(text=text))


class Labels(QWidget):
    """« Plutôt pour » or « Pas pour »: few words each, and a field for one more. `changed(tuple)`: all of them now."""

    changed = Signal(tuple)

    def __init__(self, theme: Theme, name: str, hint: str) -> None:
        super().__init__()
        self._theme, self._name = theme, name
        self.labels: tuple[str, ...] = ()
        self._saved: tuple[str, ...] = ()
        self._added = ""
        self.flow = Flow(theme)
        self.field = EntryField(theme, self.tr("{name}, ajouter").format(name=name), hint=hint)
        self.field.entered.connect(self._add)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.flow)
        self._column.addWidget(self.field)
        theme.changed.connect(self._renew)
        self._renew()
        self.flow.setVisible(False)

    def show_saved(self, labels: Sequence[str]) -> None:
        """These are saved."""
        self._saved, self._added = tuple(labels), ""
        self._show(labels)

    def refuse(self) -> None:
        """What was added or removed could not be saved: its words are back in the field, to be mended."""
        if self._added and not self.field.text():
            self.field.setText(self._added)
        self.show_saved(self._saved)

    def _show(self, labels: Sequence[str]) -> None:
        """The focus stays at its place among them."""
        if tuple(labels) == self.labels and len(self.flow.items) == len(self.labels):
            return
        at = next((at for at, chip in enumerate(self.flow.items) if chip.hasFocus()), -1)
        self.labels = tuple(labels)
        self.flow.clear()
        before: QWidget = self.field  # the first goes after it, then it goes after the last: they are between
        for label in self.labels:
            chip = _Label(self._theme, label, self.flow)
            chip.removed.connect(partial(self._remove, label))
            self.flow.add(chip)
            QWidget.setTabOrder(before, chip)
            before = chip
        if self.labels:
            QWidget.setTabOrder(before, self.field)
        self.flow.setVisible(bool(self.labels))
        if at >= 0:
            (self.flow.items[min(at, len(self.labels) - 1)] if self.labels else self.field).setFocus()

    @Slot()
    def _add(self) -> None:
        """The field's words join, unless they are there."""
        text = " ".join(self.field.text().split())
        self.field.clear()
        if text.casefold() not in [label.casefold() for label in self.labels]:
            self._added = text
            self._show((*self.labels, text))
            self.changed.emit(self.labels)

    def _remove(self, label: str) -> None:
        self._show([one for one in self.labels if one != label])
        self.changed.emit(self.labels)

    @Slot()
    def _renew(self) -> None:
        self._column.setSpacing(self._theme.px(6))
