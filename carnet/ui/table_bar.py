"""Above the table: the line that filters, what to add to it, the filters in force as chips."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from carnet.domain.filters import ALL, And, Day, Filter, Is, Not, Or, Tag, conjuncts, every, read, show, without
from carnet.domain.text import fold
from carnet.ui.chips import ChipView
from carnet.ui.chips_bar import HEIGHT, ChipButton
from carnet.ui.choice_field import Choice, ChoiceField
from carnet.ui.table_choices import Names, Offer, said
from carnet.ui.theme import Theme, lettered

LONGEST = 1000  # characters of a filter
MOST_OFFERED = 60


class FilterLine(QLineEdit):
    """Words and tags. `stepped`: ↓, to the rows. `left`: Esc when there is nothing to clear."""

    stepped = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.undo_is_the_windows = False
        self.setMaxLength(LONGEST)
        self.setPlaceholderText(self.tr("Filtrer\u202f: nom, commune, mot d’une note, #étiquette…"))
        self.setAccessibleName(self.tr("Filtrer le carnet"))
        self.setAccessibleDescription(self.tr("Mots, #étiquette, sans #étiquette, et, ou, parenthèses"))
        self.textEdited.connect(self._on_edited)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z is the window's after a deed; Ctrl+Suppr too where it has nothing to remove."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._is_the_windows(event)
        ):
            event.ignore()
            return False
        return super().event(event)

    def _is_the_windows(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Undo):
            return self.undo_is_the_windows or not self.isUndoAvailable()
        if event.matches(QKeySequence.StandardKey.DeleteEndOfWord):
            return not self.hasSelectedText() and self.cursorPosition() == len(self.text())
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        return bool(control) and event.key() in (Qt.Key.Key_B, Qt.Key.Key_D, Qt.Key.Key_H, Qt.Key.Key_T)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """↓ and Enter go to the rows; Esc clears, then leaves."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.stepped.emit()
        elif key == Qt.Key.Key_Escape:
            self.clear() if self.text() else self.left.emit()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_edited(self) -> None:
        self.undo_is_the_windows = False


class FilterChip(ChipButton):
    """One filter in force. A click or Enter turns it round: « sans »."""

    def show_view(self, view: ChipView) -> None:
        """Become another chip."""
        super().show_view(view)
        self.setAccessibleDescription(self.tr("Suppr pour retirer, Entrée pour l’inverse"))
        self.setToolTip(self.tr("Suppr\u202f: retirer · Entrée\u202f: l’inverse"))


class FilterChips(QWidget):
    """Chips from left to right, then below. `changed`: one was removed or turned round."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chips: list[FilterChip] = []
        self.filters: tuple[Filter, ...] = ()
        self.names: Names = {}
        theme.changed.connect(self.place)
        self.place()

    def show_filters(self, filters: Sequence[Filter]) -> None:
        """Show these."""
        self.filters = tuple(dict.fromkeys(filters))
        while len(self._chips) < len(self.filters):
            chip = FilterChip(self._theme, self)
            chip.removed.connect(self._on_removed)
            chip.clicked.connect(self._on_turned)
            self._chips.append(chip)
        for at, chip in enumerate(self._chips):
            if at < len(self.filters):
                label = said(self.filters[at], self.names)
                chip.show_view(ChipView(label, label, kept=True))
            chip.setVisible(at < len(self.filters))
        self.place()

    @property
    def labels(self) -> tuple[str, ...]:
        """What the chips say."""
        return tuple(chip.view.label for chip in self._chips[: len(self.filters)])

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Another width breaks the lines elsewhere."""
        super().resizeEvent(event)
        self.place()

    @Slot()
    def place(self) -> None:
        """From left to right; as high as the lines they take, nothing without chips."""
        gap, height = self._theme.px(8), self._theme.px(HEIGHT)
        x = y = 0
        for chip in self._chips[: len(self.filters)]:
            width = min(chip.sizeHint().width(), max(self.width(), height))
            if x > 0 and x + width > self.width():
                x, y = 0, y + height + gap // 2
            chip.setGeometry(x, y, width, height)
            x += width + gap
        self.setFixedHeight(y + height if self.filters else 0)
        self.setVisible(bool(self.filters))

    def _at(self) -> int:
        sender = self.sender()
        return self._chips.index(sender) if isinstance(sender, FilterChip) else -1

    @Slot()
    def _on_removed(self) -> None:
        at = self._at()
        self.show_filters([one for place, one in enumerate(self.filters) if place != at])
        self.changed.emit()

    @Slot()
    def _on_turned(self) -> None:
        at = self._at()
        self.show_filters([without(one) if place == at else one for place, one in enumerate(self.filters)])
        self.changed.emit()


class TableBar(QWidget):
    """The line, the field that offers filters, the chips. `changed`: something else is to be kept."""

    changed = Signal()

    def __init__(self, theme: Theme, over: QWidget, *, tags: bool) -> None:
        """`over`: the page, on which offers are laid. `tags`: whether there are any to speak of."""
        super().__init__(over)
        self._theme = theme
        self.line, self.chips = FilterLine(), FilterChips(theme)
        self.picker = ChoiceField(theme, over)
        self.picker.setPlaceholderText(self.tr("+ critère\u202f: spécialité, commune, état…"))
        self.picker.setAccessibleName(self.tr("Ajouter un critère"))
        self.hint = QLabel(
            self.tr("#réseau et #avis · sans #loin · #a ou #b · (…) · les mots côte à côte comptent tous")
        )
        lettered(self.hint, "foot", soft=True)
        self.hint.setMinimumWidth(1)
        if not tags:
            self.line.setPlaceholderText(self.tr("Filtrer\u202f: nom, commune, spécialité, numéro…"))
            self.hint.setText(self.tr("kiné ou ostéo · -avignon · (…) · les mots côte à côte comptent tous"))
        self._offers: tuple[Offer, ...] = ()
        self._row, self._column = QHBoxLayout(), QVBoxLayout(self)
        self._row.addWidget(self.line, 3)
        self._row.addWidget(self.picker, 2)
        self._column.addLayout(self._row)
        self._column.addWidget(self.hint)
        self._column.addWidget(self.chips)
        self.line.textChanged.connect(self.changed)
        self.chips.changed.connect(self.changed)
        self.picker.typed.connect(self._offer)
        self.picker.chosen.connect(self._on_chosen)
        theme.changed.connect(self._renew)
        self._renew()

    @property
    def keeps(self) -> Filter:
        """What the line and the chips keep together; what is being typed may still grow."""
        return every((read(self.line.text(), typing=True), *self.chips.filters))

    @property
    def kept(self) -> Filter:
        """The same, the line read as finished: what a saved search keeps."""
        return every((read(self.line.text()), *self.chips.filters))

    def show_filter(self, whole: Filter) -> None:
        """Put a filter in place: fields as chips, words and tags in the line."""
        parts = conjuncts(whole)
        self.line.blockSignals(True)
        self.line.setText(show(every(one for one in parts if not _is_chip(one))) if parts else "")
        self.line.blockSignals(False)
        self.chips.show_filters([one for one in parts if _is_chip(one)])

    def show_offers(self, offers: tuple[Offer, ...], names: Names) -> None:
        """What can be added."""
        self._offers, self.chips.names = offers, names
        self.chips.show_filters(self.chips.filters)

    def clear(self) -> None:
        """Keep everything."""
        self.show_filter(ALL)

    @Slot(str)
    def _offer(self, text: str) -> None:
        asked = fold(text).split()
        found = [one for one in self._offers if all(f" {word}" in f" {one.folded}" for word in asked)]
        choices = [Choice(one.keeps, one.label, _cards(one.cards)) for one in found[:MOST_OFFERED]]
        self.picker.offer(text, tuple(choices))

    @Slot(object)
    def _on_chosen(self, choice: Choice) -> None:
        self.picker.show_value("")
        value = choice.value
        if isinstance(value, Is | Day | Tag | Not):
            self.chips.show_filters([*self.chips.filters, value])
            self.changed.emit()

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        self._row.setSpacing(px(8))
        self._column.setSpacing(px(6))
        self._column.setContentsMargins(0, 0, 0, 0)


def _cards(count: int) -> str:
    return f"{count} fiche{'s' if count > 1 else ''}"


def _is_chip(one: Filter) -> bool:
    """Whether a part is shown as a chip: a field, or its contrary."""
    inner = one.of if isinstance(one, Not) else one
    return isinstance(inner, Is | Day)


def said_whole(whole: Filter, names: Names) -> str:
    """A whole filter in words, for the name that is proposed to keep it under."""
    parts = (one for one in conjuncts(whole) if not isinstance(one, And | Or))
    return " ".join(said(one, names) for one in parts)
