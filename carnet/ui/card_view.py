"""The card at the right: the name and the two numbers first, everything else quieter below."""

import re
from html import escape

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
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
from carnet.ui.number_panel import LineButton, NumberPanel
from carnet.ui.theme import Theme, lettered

MARGIN = 22
_UNIT = re.compile(r"(?<=\d) (?=(?:km|j|fois|ans|h|min|€)\b|€)")
_PAIR = re.compile(r"(?<=\d) (?=\d)")  # of digits of one number
LABEL_WIDTH = 104
NARROW_MARGIN = 16
NARROW_BELOW = 300  # width at 100 % of a card whose labels stand over their words
LOW_BELOW = 300  # height at 100 % of a card whose buttons scroll with it: the numbers first
PHOTO_FROM = 340  # width at 100 % of a card that has room for a photo
_DEED = "carnet:"  # before the name of a deed, in a link


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
        self._name, self._subtitle, self._banner = QLabel(), QLabel(), QLabel()
        for label in (self._name, self._subtitle, self._banner):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        lettered(self._name, "name")
        lettered(self._subtitle, "plain", soft=True)
        lettered(self._banner, "strong")
        self.successor = QPushButton()
        self.successor.setProperty("flat", True)
        self.successor.setStyleSheet("padding-left: 0; text-align: left;")  # its words stand under the others
        self.successor.clicked.connect(lambda: self.deed_wanted.emit("successor"))
        self._photo = QLabel()
        self._photo.setAccessibleName(self.tr("Photo"))
        self.patient = self._numbered(NumberPanel(self._theme, PATIENT))
        self.mine = self._numbered(NumberPanel(self._theme, MINE))
        self._others: list[LineButton] = []
        self._lines, self._rows = QVBoxLayout(), QGridLayout()
        self._labels: list[tuple[QLabel, QLabel]] = []
        self._paste = QVBoxLayout()
        self._scroll, body = QScrollArea(), QWidget()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column = QVBoxLayout(body)
        self._head = QVBoxLayout()
        for label in (self._name, self._subtitle, self._banner):
            self._head.addWidget(label)
        self._head.addWidget(self.successor, 0, Qt.AlignmentFlag.AlignLeft)
        top = QHBoxLayout()
        top.addLayout(self._head, 1)
        top.addWidget(self._photo, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(top)
        self._column.addWidget(self.patient)
        self._column.addWidget(self.mine)
        self._column.addLayout(self._paste)
        self._column.addLayout(self._lines)
        self._column.addLayout(self._rows)
        self._column.addStretch(1)
        self._scroll.setWidget(body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll, 1)
        self.foot = CardFoot(self._theme)
        self.adopt = self.foot.buttons["adopt"]
        self.adopt.clicked.connect(self.adopt_wanted)
        self.foot.wanted.connect(self.deed_wanted)
        whole.addWidget(self.foot)
        self._rows.setColumnStretch(1, 1)

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
        px, stacked = self._theme.px, self.width() < self._theme.px(NARROW_BELOW)
        margin = px(NARROW_MARGIN if stacked else MARGIN)
        self._column.setContentsMargins(margin, px(17), margin, px(16))
        self._rows.setColumnMinimumWidth(0, 0 if stacked else px(LABEL_WIDTH))
        self._rows.setVerticalSpacing(px(3 if stacked else 7))
        if stacked != self._stacked:
            self._stacked = stacked
            for at, (label, words) in enumerate(self._labels):
                self._place(at, label, words)

    def _place(self, at: int, label: QLabel, words: QLabel) -> None:
        if self._stacked:
            self._rows.addWidget(label, 2 * at, 0, 1, 2)
            self._rows.addWidget(words, 2 * at + 1, 0, 1, 2)
        else:
            self._rows.addWidget(label, 2 * at, 0)
            self._rows.addWidget(words, 2 * at, 1)

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
        self._fill_rows(private + content.rows + closed)

    def _empty(self) -> None:
        """Keep no word of the card that was shown, not even hidden: somebody else may sit here next."""
        for label in (self._name, self._subtitle, self._banner):
            label.clear()
        self.patient.show_number(None, can_paste=False)
        self.mine.show_number(None, can_paste=False)
        for button in self._others:
            button.show_number(None)
        self._fill_rows(())

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

    def _fill_rows(self, rows: tuple[Row, ...]) -> None:
        while len(self._labels) < len(rows):
            self._add_row()
        for index, (label, words) in enumerate(self._labels):
            shown = index < len(rows)
            label.setVisible(shown)
            words.setVisible(shown)
            if shown:
                label.setText(rows[index].label)
                label.setVisible(bool(rows[index].label) or not self._stacked)
                self._make_reachable(words, link=bool(rows[index].map_query or rows[index].deed))
                words.setText(self._html(rows[index]))
                words.setAccessibleName(f"{rows[index].label}\u202f: {rows[index].text} {rows[index].more}".strip())
            else:
                label.clear()
                words.clear()
                words.setAccessibleName("")

    def _add_row(self) -> None:
        label, words = QLabel(), QLabel()
        lettered(label, "row", soft=True)
        lettered(words, "row")
        label.setAlignment(Qt.AlignmentFlag.AlignTop)
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        words.setWordWrap(True)
        words.setTextFormat(Qt.TextFormat.RichText)
        words.linkActivated.connect(self._on_link)
        self._place(len(self._labels), label, words)
        self._labels.append((label, words))

    @staticmethod
    def _make_reachable(words: QLabel, *, link: bool) -> None:
        """A link is for the mouse and for Tab. Text is never selected: what is copied goes by the clipboard's gate."""
        flag = Qt.TextInteractionFlag
        words.setTextInteractionFlags(
            flag.LinksAccessibleByMouse | flag.LinksAccessibleByKeyboard if link else flag.NoTextInteraction
        )

    def _html(self, row: Row) -> str:
        """The words in ink, the quieter ones soft; an address ends with a link to the map."""
        colours = self._theme.colours
        text = _held(row.text)
        if row.map_query:
            link = f'<a href="{escape(row.map_query, quote=True)}" style="color:{colours.accent}">carte</a>'
            text += f'&nbsp;<span style="color:{colours.soft}">· {link}</span>'
        if row.deed:
            text = f'<a href="{_DEED}{row.deed}" style="color:{colours.accent}">{text}</a>'
            text += f' <span style="color:{colours.soft}">·&nbsp;{_held(row.hint).replace(" ", "&nbsp;")}</span>'
        more = _held(row.more)
        return text + (f'<br><span style="color:{colours.soft}">{more}</span>' if more else "")

    @Slot(str)
    def _on_link(self, link: str) -> None:
        if link.startswith(_DEED):
            self.deed_wanted.emit(link.removeprefix(_DEED))
        else:
            self.map_wanted.emit(link)

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        self._column.setSpacing(px(12))
        self._head.setSpacing(px(3))
        self._give_room()
        self._lines.setSpacing(0)
        self._rows.setHorizontalSpacing(px(8))
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


def _held(text: str) -> str:
    """Text for a rich label: a number stays with its unit, a mark with its word. Qt breaks lines at U+202F."""
    held = _PAIR.sub("\u00a0", _UNIT.sub("\u00a0", text)).replace("\u202f", "\u00a0").replace(" · ", "\u00a0· ")
    return escape(held).replace("\n", "<br>")
