"""F4: the patient's commune, found as it is typed."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QListWidget, QPushButton, QVBoxLayout, QWidget

from carnet import words
from carnet.ui.searcher import Town
from carnet.ui.theme import Theme, lettered
from carnet.words import NARROW

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class TownPanel(QFrame):
    """A small panel under the chips. `typed(str)`: communes are wanted; `chosen(Town)`; `cleared`; `left`."""

    typed = Signal(str)
    chosen = Signal(object)
    cleared = Signal()
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._towns: tuple[Town, ...] = ()
        self._impatient = False
        self.setObjectName("town")
        self.field, self.list, self.note = QLineEdit(), QListWidget(), QLabel()
        self.practice = QPushButton(self.tr("Revenir au cabinet"))
        self._title = QLabel(self.tr("Commune du patient"))
        self._build()
        theme.changed.connect(self._renew)
        self._renew()

    def _build(self) -> None:
        self.field.setAccessibleName(self.tr("Commune du patient"))
        self.field.setPlaceholderText(self.tr("Nom ou code postal"))
        self.field.setMaxLength(80)
        self.field.textEdited.connect(self._on_typed)
        self.field.installEventFilter(self)
        self.list.setAccessibleName(self.tr("Communes"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(self._choose_current)
        self.note.setWordWrap(True)
        lettered(self._title, "key")
        lettered(self.note, "small", soft=True)
        self.practice.setProperty("flat", True)
        self.practice.clicked.connect(self.cleared)
        column, foot = QVBoxLayout(self), QHBoxLayout()
        column.addWidget(self._title)
        column.addWidget(self.field)
        column.addWidget(self.list)
        column.addWidget(self.note)
        foot.addWidget(self.practice)
        foot.addStretch(1)
        column.addLayout(foot)

    def open(self, *, patient: bool) -> None:
        """Start anew; `patient`: a commune is set, and can be taken back."""
        self.practice.setVisible(patient)
        self.field.clear()
        self.offer("", ())
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def offer(self, text: str, towns: tuple[Town, ...]) -> None:
        """Show the communes for a text; a later text may have been typed since, whose communes will follow."""
        if text != self.field.text():
            return
        self._towns = towns
        self.list.clear()
        self.list.addItems([_said(town) for town in towns])
        self.list.setCurrentRow(0 if towns else -1)
        self.list.setVisible(bool(towns))
        nobody = self.tr("Aucune commune de France ne commence ainsi{n}: essayez le code postal.").format(n=NARROW)
        hint = self.tr("Entrée choisit, Échap revient.")
        self.note.setText(nobody if text.strip() and not towns else hint)
        self._fit()
        if self._impatient and towns:
            self._choose_current()
        self._impatient = False

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        self._impatient = False
        self._towns = ()
        self.typed.emit(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The field's arrows move the list; Enter chooses; Esc leaves."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + _STEPS[key])))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose_current()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            return super().eventFilter(watched, event)
        return True

    @Slot()
    def _choose_current(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._towns):
            self.chosen.emit(self._towns[row])
        elif self.field.text().strip() and not self.note.text().startswith(self.tr("Aucune")):
            self._impatient = True  # Enter came before the communes: the first will be taken
        elif not self.field.text().strip():
            self.left.emit()

    @Slot()
    def _renew(self) -> None:
        px, colours = self._theme.px, self._theme.colours
        self.setFixedWidth(px(360))
        self.setStyleSheet(
            f"QFrame#town {{ background: {colours.panel}; border: 1px solid {colours.soft};"
            f" border-radius: {px(8)}px; }}"
            f"QListWidget {{ background: {colours.panel}; color: {colours.ink}; border: none; outline: none; }}"
            f"QListWidget::item {{ padding: {px(4)}px; }}"
            f"QListWidget::item:selected {{ background: {colours.selected}; color: {colours.ink}; }}"
        )
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(px(14), px(12), px(14), px(10))
            layout.setSpacing(px(6))
        self._fit()

    def _fit(self) -> None:
        """As high as its communes, whole ones, as far down as the window goes: the others scroll."""
        self.list.setFixedHeight(0)
        self.adjustSize()
        row, page = self.list.sizeHintForRow(0), self.parentWidget()
        if self._towns:
            room = page.height() - self.y() - self.height() if page else row * len(self._towns)
            self.list.setFixedHeight(max(1, min(len(self._towns), room // row)) * row)
            self.adjustSize()
        if page and self.geometry().bottom() >= page.height():  # a low window and large letters: over the chips
            self.move(self.x(), max(0, page.height() - self.height()))


def _said(town: Town) -> str:
    far = f" · {words.kilometres(town.km)}" if town.km is not None else ""
    return f"{town.name} · {town.postcode}{far}"
