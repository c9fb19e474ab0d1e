"""The page that is always there: the box on top, results at the left, the card at the right, one line at the foot."""

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from carnet.ui.chips_bar import ChipsBar
from carnet.ui.results_view import ResultsView
from carnet.ui.search_box import SearchBox
from carnet.ui.status_line import StatusLine
from carnet.ui.teaching import Teaching
from carnet.ui.theme import Theme, lettered

if TYPE_CHECKING:
    from carnet.ui.card_view import CardView
    from carnet.ui.town_panel import TownPanel

LIST_SHARE, CARD_SHARE = 860, 420  # as drawn, of 1280
SCROLL_BAR = 10  # pixels, whatever the size of text


class NoticeStrip(QFrame):
    """One lasting line under the top, never modal."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._deed: Callable[[], object] | None = None
        self.setObjectName("notice")
        self.words, self.action, self.dismiss = QLabel(), QPushButton(), QPushButton("×")
        self.words.setWordWrap(True)
        lettered(self.words, "small")
        self.dismiss.setAccessibleName(self.tr("Ne plus le dire"))
        for button in (self.action, self.dismiss):
            button.setProperty("flat", True)
        self.action.clicked.connect(self._act)
        self.dismiss.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.addWidget(self.words, 1)
        row.addWidget(self.action)
        row.addWidget(self.dismiss)
        self.hide()
        theme.changed.connect(self._renew)
        self._renew()

    def say(self, words: str, action: str, deed: Callable[[], object] | None) -> None:
        """Show a sentence, with a button that does `deed` when `action` names one."""
        self._deed = deed
        self.words.setText(words)
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.show()

    @Slot()
    def _act(self) -> None:
        if self._deed is not None:
            self._deed()

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(px(20), px(2), px(12), px(6))


class SearchPage(QWidget):
    """The widgets of the main page, laid out. The card and the panel of the commune come with `complete`: the first
    rows do not wait for them.
    """

    card: "CardView"
    town: "TownPanel"

    def __init__(self, theme: Theme, *, demonstration: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("page")
        self.box, self.chips, self.view = SearchBox(theme), ChipsBar(theme), ResultsView(theme)
        self.completed, self.teaching = False, Teaching(theme)
        self.status = StatusLine(theme, demonstration=demonstration)
        self.settings_button = self._top_button(self.tr("Réglages"), self.tr("Réglages"))
        self.help_button = self._top_button(self.tr("F1"), self.tr("F1, les touches"))
        self.notice = NoticeStrip(theme)
        self.left, self.right, self.splitter = QStackedWidget(), QStackedWidget(), QSplitter(Qt.Orientation.Horizontal)
        self._first, self._top, self._column = QHBoxLayout(), QVBoxLayout(), QVBoxLayout(self)
        self._lay_out()
        theme.changed.connect(self._renew)
        self._renew()

    def complete(self) -> None:
        """Make the rest."""
        from carnet.ui.card_view import CardView
        from carnet.ui.town_panel import TownPanel

        self.card, self.town = CardView(self._theme), TownPanel(self._theme, self)
        self.right.addWidget(self.card)
        self.town.hide()
        self._order_tabs()
        self.completed = True

    def add_top(self, widget: QWidget) -> None:
        """Put something at the right of the top, before the settings."""
        self._first.insertWidget(self._first.indexOf(self.settings_button), widget)
        QWidget.setTabOrder(widget, self.settings_button)

    def top_widgets(self) -> tuple[QWidget, ...]:
        """What stands at the right of the box."""
        items = (self._first.itemAt(at) for at in range(self._first.count()))
        widgets = (item.widget() for item in items if item is not None)
        return tuple(widget for widget in widgets if isinstance(widget, QWidget) and widget is not self.box)

    def _order_tabs(self) -> None:
        """Words, chips, origin, list, card; then what is seldom wanted."""
        self.chips.tab_before = self.box
        card = self.card
        order = (
            self.box, self.chips.origin, self.view, card.patient, card.mine, *card.foot.buttons.values(),
            self.settings_button, self.help_button,
        )  # fmt: skip
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _top_button(self, text: str, spoken: str) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(spoken)
        button.setProperty("top", True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _lay_out(self) -> None:
        self._first.addWidget(self.box, 100)
        self._first.addStretch(1)
        self._first.addWidget(self.settings_button)
        self._first.addWidget(self.help_button)
        self._top.addLayout(self._first)
        self._top.addWidget(self.chips)
        self.left.addWidget(self.view)
        self.left.addWidget(self.teaching)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(self.left)
        self.splitter.addWidget(self.right)
        self.splitter.setStretchFactor(0, 2)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([LIST_SHARE, CARD_SHARE])
        column = self._column
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._top)
        column.addWidget(self.notice)
        column.addWidget(_rule())
        column.addWidget(self.splitter, 1)
        column.addWidget(_rule())
        column.addWidget(self.status)

    def show_side(self, widget: QWidget) -> None:
        """Put a panel where the card is; one that was there goes."""
        self.close_side()
        self.right.addWidget(widget)
        self.right.setCurrentWidget(widget)

    def close_side(self) -> bool:
        """Show the card again; whether a panel was there."""
        widget = self.right.currentWidget()
        if widget is self.card or widget is None:
            return False
        self.right.setCurrentWidget(self.card)
        self.right.removeWidget(widget)
        widget.hide()
        widget.deleteLater()
        return True

    def add_strip(self, strip: QWidget) -> None:
        """Put a strip under the list, over the foot."""
        self._column.insertWidget(self._column.count() - 2, strip)

    def close_strip(self, strip: QWidget) -> None:
        """A strip is gone."""
        self._column.removeWidget(strip)
        strip.hide()
        strip.deleteLater()

    def add_tray(self, tray: QWidget) -> None:
        """Put a row above the list, under the chips."""
        self._top.addWidget(tray)

    def open_town(self, *, patient: bool) -> None:
        """Show the panel of the patient's commune under the chips."""
        origin = self.chips.origin
        place = origin.mapTo(self, origin.rect().bottomLeft())
        self.town.open(patient=patient)
        left = min(max(place.x(), self._theme.px(20)), max(0, self.width() - self.town.width()))
        self.town.move(left, place.y() + self._theme.px(4))

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        self._top.setContentsMargins(px(20), px(14), px(20), px(10))
        self._top.setSpacing(px(10))
        self._first.setSpacing(px(8))
        self.box.setMaximumWidth(px(640))
        self.box.setMinimumWidth(px(200))
        self.right.setMinimumWidth(px(258) + SCROLL_BAR)
        self.left.setMinimumWidth(px(246))


def _rule() -> QFrame:
    rule = QFrame()
    rule.setObjectName("rule")
    rule.setFixedHeight(1)
    return rule
