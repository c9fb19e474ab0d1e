"""The card at the right: the name and the two numbers first, everything else quieter below."""

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from carnet.ui.card_content import MINE, PATIENT, Content
from carnet.ui.card_foot import CardFoot
from carnet.ui.card_row import Row
from carnet.ui.card_rows import CardRows
from carnet.ui.number_panel import LineButton, NumberPanel
from carnet.ui.theme import Theme, lettered

MARGIN = 22
NARROW_MARGIN = 16
NARROW_BELOW = 300  # width at 100 % of a card whose labels stand over their words
LOW_BELOW = 300  # height at 100 % of a card whose buttons scroll with it: the numbers first
PHOTO_FROM = 340  # width at 100 % of a card that has room for a photo


class CardView(QWidget):
    """Shows one card. Signals carry the place of a number, or an address.

    `copy_wanted(int)`, `call_wanted(int)`, `menu_wanted(int, QPoint)`: of a number. `map_wanted(str)`.
    `paste_wanted`, `adopt_wanted`. `deed_wanted(str)`: a row, a button of the foot or the link to the successor, by the
    name of its key.
    """

    copy_wanted = Signal(int)
    call_wanted = Signal(int)
    menu_wanted = Signal(int, object)
    map_wanted = Signal(str)
    paste_wanted = Signal()
    adopt_wanted = Signal()
    deed_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.content: Content | None = None
        self._private_shown = self._stacked = False
        self.setObjectName("card")
        self.setAccessibleName(self.tr("Fiche"))
        self._build()
        theme.changed.connect(self._renew)
        self._renew()
        self.show_content(None)

    def _build(self) -> None:
        self._scroll, body = QScrollArea(), QWidget()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column = QVBoxLayout(body)
        self._build_head()
        self._build_numbers()
        self.rows = CardRows(self._theme)
        self.rows.map_wanted.connect(self.map_wanted)
        self.rows.deed_wanted.connect(self.deed_wanted)
        self._column.addLayout(self.rows)
        self._column.addStretch(1)
        self._scroll.setWidget(body)
        self.foot = CardFoot(self._theme)
        self.adopt = self.foot.buttons["adopt"]
        self.adopt.clicked.connect(self.adopt_wanted)
        self.foot.wanted.connect(self.deed_wanted)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(self.foot)

    def _build_head(self) -> None:
        """Who it is, and the photo at the right."""
        self._name, self._subtitle, self._banner = QLabel(), QLabel(), QLabel()
        self._head = QVBoxLayout()
        for label in (self._name, self._subtitle, self._banner):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            self._head.addWidget(label)
        lettered(self._name, "name")
        lettered(self._subtitle, "plain", soft=True)
        lettered(self._banner, "strong")
        self.successor = QPushButton()
        self.successor.setProperty("flat", True)
        self.successor.setStyleSheet("padding-left: 0; text-align: left;")  # its words stand under the others
        self.successor.clicked.connect(lambda: self.deed_wanted.emit("successor"))
        self._head.addWidget(self.successor, 0, Qt.AlignmentFlag.AlignLeft)
        self._photo = QLabel()
        self._photo.setAccessibleName(self.tr("Photo"))
        top = QHBoxLayout()
        top.addLayout(self._head, 1)
        top.addWidget(self._photo, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(top)

    def _build_numbers(self) -> None:
        """The two numbers, the place of what is pasted, the other numbers."""
        self.patient = self._numbered(NumberPanel(self._theme, PATIENT))
        self.mine = self._numbered(NumberPanel(self._theme, MINE))
        self._others: list[LineButton] = []
        self._paste, self._lines = QVBoxLayout(), QVBoxLayout()
        self._column.addWidget(self.patient)
        self._column.addWidget(self.mine)
        self._column.addLayout(self._paste)
        self._column.addLayout(self._lines)

    def _numbered(self, panel: NumberPanel) -> NumberPanel:
        panel.copied.connect(self.copy_wanted)
        panel.called.connect(self.call_wanted)
        panel.menu_wanted.connect(self.menu_wanted)
        panel.pasting_wanted.connect(self.paste_wanted)
        panel.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return panel

    def show_content(self, content: Content | None) -> None:
        """Show a card, or nothing."""
        another = content is None or self.content is None or content.id != self.content.id
        self.content = content
        self._scroll.setVisible(content is not None)
        if another:
            self._private_shown = False
            self.show_paste(None)
            self.show_photo(None)
            self._scroll.verticalScrollBar().setValue(0)
        self.foot.show_for(content)
        if content is not None:
            self._fill(content)
        else:
            self._empty()

    def toggle_private(self) -> None:
        """Show or hide notes and opinions: the patient sees the screen."""
        self._private_shown = not self._private_shown
        if self.content is not None:
            self._fill(self.content)

    def show_photo(self, photo: QPixmap | None) -> None:
        """Put a photo at the right of the name, or take it away."""
        self._photo.setPixmap(photo or QPixmap())
        self._give_room()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Where the card is narrow the name needs the room of the photo."""
        super().resizeEvent(event)
        self._give_room()
        self._stack()
        self._place_foot()

    def _place_foot(self) -> None:
        low = self.height() < self._theme.px(LOW_BELOW)
        layout = self._column if low else self.layout()
        self.foot.sides = 0 if low else NARROW_MARGIN if self._stacked else MARGIN
        if layout is not None and layout.indexOf(self.foot) < 0:
            layout.addWidget(self.foot)

    def _stack(self) -> None:
        """Labels beside their words, or over them where there is no room for both."""
        px, self._stacked = self._theme.px, self.width() < self._theme.px(NARROW_BELOW)
        margin = px(NARROW_MARGIN if self._stacked else MARGIN)
        self._column.setContentsMargins(margin, px(17), margin, px(16))
        self.rows.lay_out(stacked=self._stacked)

    def _give_room(self) -> None:
        self._photo.setVisible(not self._photo.pixmap().isNull() and self.width() >= self._theme.px(PHOTO_FROM))

    def enter(self) -> None:
        """Go into the card: the first number that can be copied has the focus."""
        for panel in (self.patient, self.mine, *self._others, *self.foot.buttons.values()):
            if panel.isVisible() and panel.isEnabled():
                panel.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def show_paste(self, panel: QWidget | None) -> None:
        """Put a panel under the numbers, or take away the one that is there."""
        while (item := self._paste.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if panel is not None:
            self._paste.addWidget(panel)

    def _fill(self, content: Content) -> None:
        self._name.setText(content.name)
        self._subtitle.setText(content.subtitle)
        self._subtitle.setVisible(bool(content.subtitle))
        self._banner.setText(content.banner)
        self._banner.setVisible(bool(content.banner))
        self.successor.setVisible(bool(content.successor))
        self.successor.setText(self.tr("Voir sa fiche   Alt →"))
        self.successor.setAccessibleName(
            self.tr("Voir la fiche de {name}, Alt flèche droite").format(name=content.successor)
        )
        can_paste = content.in_book and content.editable
        self.patient.show_number(content.patient, can_paste=can_paste)
        self.mine.shared = not content.editable
        self.mine.show_number(content.mine, can_paste=can_paste and content.patient is not None)
        self.mine.setVisible(content.in_book and (content.editable or content.mine is not None))
        self._fill_lines(content)
        private = content.private if self._private_shown else ()
        closed = (Row("Pour vous", "notes et avis · F2 pour les montrer"),) if content.private and not private else ()
        self.rows.show_rows(private + content.rows + closed)

    def _empty(self) -> None:
        """Keep no word of the card that was shown, not even hidden: somebody else may sit here next."""
        for label in (self._name, self._subtitle, self._banner):
            label.clear()
        self.patient.show_number(None, can_paste=False)
        self.mine.show_number(None, can_paste=False)
        for button in self._others:
            button.show_number(None)
        self.rows.show_rows(())

    def _fill_lines(self, content: Content) -> None:
        while len(self._others) < len(content.others):
            button = LineButton(self._theme, 0, self._scroll.widget())
            button.copied.connect(self.copy_wanted)
            button.called.connect(self.call_wanted)
            button.menu_wanted.connect(self.menu_wanted)
            self._lines.addWidget(button)
            QWidget.setTabOrder(self._others[-1] if self._others else self.mine, button)
            self._others.append(button)
        for index, button in enumerate(self._others):
            if index < len(content.others):
                button.show_number(content.others[index])
            else:
                button.show_number(None)
            button.setVisible(index < len(content.others))

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        self._column.setSpacing(px(12))
        self._head.setSpacing(px(3))
        self._give_room()
        self._lines.setSpacing(0)
        self._stack()
        self._place_foot()
        for panel in (self.patient, self.mine, *self._others):
            panel.updateGeometry()
            panel.update()
        if self.content is not None:
            self._fill(self.content)

    def number_place(self, place: int) -> QPoint:
        """Where a menu for a number would open, in global coordinates."""
        panel = {PATIENT: self.patient, MINE: self.mine}.get(place, self.patient)
        return panel.mapToGlobal(QPoint(0, panel.height()))
