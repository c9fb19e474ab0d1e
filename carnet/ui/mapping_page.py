"""Which column of a table is what: guessed, changed by keyboard, with the first cards as they would be."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from carnet.exchange.tables.mapping import FIELDS, Mapping
from carnet.ui.mapping_preview import MappingPreview
from carnet.ui.panel_parts import Link, Words, plain, primary
from carnet.ui.review_frame import rule
from carnet.ui.theme import Theme, lettered
from carnet.words import NARROW, plural

if TYPE_CHECKING:
    from carnet.exchange.tables.reading import Preview

WAIT_MS = 120  # after the last change, before the preview is made again
_LABEL = "label."  # the label of a number, in a column of its own: kept as guessed
_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class FieldChoice(QComboBox):
    """What a column is. Letters and arrows choose, Enter shows every choice; the wheel scrolls the page instead."""

    def __init__(self, theme: Theme, model: QStringListModel) -> None:
        super().__init__()
        self._theme = theme
        self.setModel(model)
        self.setMaxVisibleItems(16)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)  # narrow windows; the list that opens is as wide as its words
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def showPopup(self) -> None:  # noqa: N802
        """Qt shows the choices, none of them cut."""
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + self._theme.px(24))
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Passing over a choice does not change it."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt's own arrow loses its frame with a style sheet: ours is a letter."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(self._theme.colour("soft"))
        room = self.rect().adjusted(0, 0, -self._theme.px(10), 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "▾")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter opens the choices, as Space does; Esc and Ctrl+Enter are the page's."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in _OPENING and not control:
            self.showPopup()
        elif event.key() == Qt.Key.Key_Escape or control:
            event.ignore()
        else:
            super().keyPressEvent(event)


class MappingPage(QWidget):
    """`changed(Mapping)`: a preview is wanted. `accepted(Mapping)`: read the file so. `left`: back to the file."""

    changed = Signal(object)
    accepted = Signal(object)
    left = Signal()

    def __init__(
        self, theme: Theme, file_name: str, table: "Preview", *, remembered: bool, parent: QWidget | None = None
    ) -> None:
        """`remembered`: the columns are as they were said for another file with the same headers."""
        super().__init__(parent)
        self.theme, self._table = theme, table
        self.setObjectName("page")
        self.setAccessibleName(self.tr("Colonnes du fichier"))
        self._codes = list(FIELDS)
        self._keys = list(table.mapping.keys)
        self._words = QStringListModel([FIELDS[code] for code in self._codes], self)
        self.choices: dict[int, FieldChoice] = {}
        self._empty: list[QWidget] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._ask)
        self.title, self.about = QLabel(self.tr("Colonnes de {name}").format(name=file_name)), QLabel()
        self.go_button = primary(self.tr("Lire les fiches   Ctrl Entrée"))
        self.go_button.setAccessibleName(self.tr("Lire les fiches, Ctrl Entrée"))
        self.back_button = plain(self.tr("Retour   Échap"))
        self.preview = MappingPreview(theme)
        self._lay_out(remembered=remembered)
        self.go_button.clicked.connect(self._accept)
        self.back_button.clicked.connect(self.left)
        theme.changed.connect(self._renew)
        self._renew()
        self.show_preview(table)
        first = next((one for one in self.choices.values() if not one.isHidden()), None)
        self.setFocusProxy(first or self.go_button)

    @property
    def mapping(self) -> Mapping:
        """The columns as they are said now."""
        return Mapping(tuple(self._table.header), tuple(self._keys))

    def _lay_out(self, *, remembered: bool) -> None:
        lettered(self.title, "title")
        lettered(self.about, "small", soft=True)
        self.about.setWordWrap(True)
        self.about.setText(
            self.tr("Comme la dernière fois, pour un fichier aux mêmes colonnes. Changez ce qui ne va pas.")
            if remembered
            else self.tr("carnet a deviné ce qu’est chaque colonne. Changez ce qui ne va pas{n}: il s’en souviendra.")
        )
        self.about.setText(self.about.text().format(n=NARROW))
        head = QHBoxLayout()
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        head.addWidget(self.title, 1)
        head.addWidget(self.back_button)
        head.addWidget(self.go_button)
        self._upper = QVBoxLayout()
        self._upper.addLayout(head)
        self._upper.addWidget(self.about)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(self._columns())
        splitter.addWidget(self.preview)
        splitter.setSizes([620, 380])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._upper)
        whole.addWidget(rule())
        whole.addWidget(splitter, 1)

    def _columns(self) -> QScrollArea:
        """One row a column: its name, its first values, what it is."""
        scroll, body = QScrollArea(), QWidget()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(self.tr("Colonnes du fichier"))
        column = QVBoxLayout(body)
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        column.addLayout(self._grid)
        for at, name in enumerate(self._table.header):
            self._add(at, name or self.tr("Colonne {n}").format(n=at + 1))
        self.more = Link(self.theme, "")
        self.more.clicked.connect(self._show_empty)
        column.addWidget(self.more)
        column.addStretch(1)
        count = len(self._empty) // 3
        said = plural(count, "colonne vide n’est pas montrée", "colonnes vides ne sont pas montrées")
        self.more.setText(self.tr("{said}{n}: les voir").format(said=said, n=NARROW))
        self.more.setVisible(bool(count))
        self._column, self._scroll = column, scroll
        scroll.setWidget(body)
        return scroll

    def _add(self, at: int, name: str) -> None:
        values = _values(self._table.cells, at)
        head = Words(self.theme, name, size=13.5, weight=500)
        shown = Words(self.theme, values, size=12.5, colour="soft")
        choice = FieldChoice(self.theme, self._words)
        choice.setAccessibleName(self.tr("Colonne {name}{n}: {values}").format(name=name, n=NARROW, values=values))
        key = self._keys[at]
        if key.startswith(_LABEL):
            choice.setEnabled(False)
            choice.setModel(QStringListModel([self.tr("Libellé d’un numéro")], choice))
        else:
            choice.setCurrentIndex(self._codes.index(key) if key in self._codes else self._codes.index(""))
        choice.currentIndexChanged.connect(lambda place, at=at: self._on_choice(at, place))
        self.choices[at] = choice
        row = self._grid.rowCount()
        for place, widget in enumerate((head, shown, choice)):
            self._grid.addWidget(widget, row, place, Qt.AlignmentFlag.AlignVCenter)
        if not values:
            self._empty += [head, shown, choice]
            for widget in (head, shown, choice):
                widget.hide()

    def show_preview(self, table: "Preview") -> None:
        """Show the first cards under the columns as they are said now."""
        if table.mapping.keys == tuple(self._keys):
            self.preview.show_cards(table.cards, table.troubles)

    def say(self, words: str) -> None:
        """Say what went wrong."""
        self.preview.say(words)
        self.setEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Ctrl+Enter reads the file so, Esc goes back."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._accept()
        else:
            super().keyPressEvent(event)

    def _on_choice(self, at: int, place: int) -> None:
        if 0 <= place < len(self._codes) and not self._keys[at].startswith(_LABEL):
            self._keys[at] = self._codes[place]
            self._timer.start()

    @Slot()
    def _ask(self) -> None:
        self.changed.emit(self.mapping)

    @Slot()
    def _accept(self) -> None:
        if not any(self._keys):
            self.say(self.tr("Aucune colonne n’est reprise{n}: dites au moins où est le nom.").format(n=NARROW))
            return
        self._timer.stop()
        self.accepted.emit(self.mapping)

    @Slot()
    def _show_empty(self) -> None:
        for widget in self._empty:
            widget.show()
        self.more.hide()
        if self._empty:
            self._empty[2].setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _renew(self) -> None:
        px = self.theme.px
        self._upper.setContentsMargins(px(16), px(10), px(16), px(8))
        self._upper.setSpacing(px(6))
        self._column.setContentsMargins(px(16), px(10), px(12), px(16))
        self._grid.setHorizontalSpacing(px(14))
        self._grid.setVerticalSpacing(px(8))
        self._grid.setColumnMinimumWidth(0, px(120))
        self.preview.setMinimumWidth(px(210))
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        self._scroll.setMinimumWidth(min(px(464), self._grid.minimumSize().width() + px(28) + bar))
        self.setStyleSheet(
            f"QComboBox::drop-down {{ border: none; width: {px(22)}px; }}QComboBox::down-arrow {{ image: none; }}"
        )


def _values(cells: Sequence[Sequence[str]], at: int) -> str:
    """The first values of a column, three at most."""
    found = dict.fromkeys(" ".join(row[at].split()) for row in cells if at < len(row) and row[at].strip())
    shown = [value if len(value) <= 40 else f"{value[:39]}…" for value in list(found)[:3]]
    return " · ".join(shown)
