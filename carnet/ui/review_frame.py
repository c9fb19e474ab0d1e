"""What a review looks like, of an import as of duplicates: filters, rows at the left, two cards at the right."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from carnet.ui import keys as key_places
from carnet.ui.panel_parts import Words, plain, primary
from carnet.ui.review_compare import CompareView
from carnet.ui.review_deeds import Deed, DeedRow
from carnet.ui.review_filters import Filters
from carnet.ui.review_find import FindField
from carnet.ui.review_list import ReviewList
from carnet.ui.status_line import StatusLine
from carnet.ui.theme import Theme, lettered
from carnet.words import NARROW

_LIST_SHARE, _LIST_WIDEST = 0.36, 560  # of the width, and pixels at 100 %: what is decided of is at the right


class _Count(QLabel):
    """One line, of which a cut word is not shown."""

    def __init__(self) -> None:
        super().__init__()
        lettered(self, "small", soft=True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt asks for the words: as many as there is room for."""
        parts = self.text().split(" · ")
        metrics = self.fontMetrics()
        while parts and metrics.horizontalAdvance(" · ".join(parts)) > self.width():
            parts.pop(0)  # where it comes from is the least worth saying
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), int(left), " · ".join(parts))


class _Halves(QSplitter):
    """The list and the cards, which take the larger share until somebody moves the line between."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme, self._moved = theme, False
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.splitterMoved.connect(self._on_moved)
        theme.changed.connect(self._share)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt tells of another width."""
        super().resizeEvent(event)
        self._share()

    @Slot()
    def _share(self) -> None:
        if not self._moved:
            left = min(self._theme.px(_LIST_WIDEST), round(self.width() * _LIST_SHARE))
            self.setSizes([left, self.width() - left])

    @Slot()
    def _on_moved(self) -> None:
        self._moved = True


class _Rows(QWidget):
    """The half at the left: the words looked for, then the rows, or words in their place."""

    def __init__(self, theme: Theme, names: Mapping[Qt.Key, str]) -> None:
        """`names`: of the deeds, by their keys."""
        super().__init__()
        self._theme = theme
        self.finder, self.list, self.empty = FindField(theme), ReviewList(theme, names), QLabel()
        lettered(self.empty, "plain", soft=True)
        self.empty.setWordWrap(True)
        self.empty.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.list)
        self.pages.addWidget(self.empty)
        self._find_row = QVBoxLayout()
        self._find_row.addWidget(self.finder)
        column = _column(self)
        column.addLayout(self._find_row)
        column.addWidget(self.pages)

    @property
    def shown(self) -> QWidget:
        """The rows, or the words in their place."""
        return self.list if self.pages.currentWidget() is self.list else self.empty

    def say(self, words: str) -> None:
        """Words in place of the rows, "" to show the rows."""
        self.empty.setText(words)
        self.pages.setCurrentWidget(self.empty if words else self.list)

    def fit(self) -> None:
        """Space around the words; around the field, none while it is out of sight."""
        self.empty.setContentsMargins(self._theme.px(20), self._theme.px(20), self._theme.px(20), 0)
        self.list.setMinimumWidth(self._theme.px(250))
        px = self._theme.px if not self.finder.isHidden() else lambda size: 0
        self._find_row.setContentsMargins(px(12), px(8), px(12), px(8))


class ReviewFrame(QWidget):
    """The frame. `left`: Esc, « Fermer ». `asked(str)`: a key or a button that decides, by its name. `searched`: other
    words are looked for, or none."""

    left = Signal()
    asked = Signal(str)
    searched = Signal()

    def __init__(
        self,
        theme: Theme,
        title: str,
        *,
        filters: Sequence[tuple[str, str]],
        deeds: Sequence[Deed],
        keys: tuple[tuple[str, str], ...],
        demonstration: bool,
        parent: QWidget | None = None,
    ) -> None:
        """`deeds`: what can be decided; Enter does the first. `keys`: those worth saying at the foot."""
        super().__init__(parent)
        self.theme = theme
        self.setObjectName("page")
        self.setAccessibleName(title)
        self.title, self.count = QLabel(title), _Count()
        names = {deed.key: deed.name for deed in deeds}
        names |= dict.fromkeys((Qt.Key.Key_Return, Qt.Key.Key_Enter), deeds[0].name)
        self._keys, self._nothing = keys, False
        self._rows = _Rows(theme, names)
        self.finder, self.list, self.empty = self._rows.finder, self._rows.list, self._rows.empty
        self.list.setAccessibleName(self.tr("Fiches à revoir"))
        self.compare, self.status = CompareView(theme), StatusLine(theme, demonstration=demonstration)
        self.filters = Filters(theme, filters)
        self.why = Words(theme, "", size=13, weight=500)
        self.buttons: dict[str, QPushButton] = {}
        for at, deed in enumerate(deeds):
            button = (primary if not at else plain)(deed.on_button())
            button.setAccessibleName(f"{deed.words}, touche {deed.written}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, name=deed.name: self.asked.emit(name))
            self.buttons[deed.name] = button
        self.deed_row = DeedRow(theme, [(self.buttons[deed.name], deed) for deed in deeds])
        self.close_button = self.top(self.tr("Fermer"), self.left.emit, tip=self.tr("Échap"))
        self._head = QHBoxLayout()
        self._lay_out()
        self._wire()
        theme.changed.connect(self._renew)
        self._renew()

    def top(self, text: str, deed: Callable[[], object], *, tip: str = "") -> QPushButton:
        """A button for the head."""
        button = QPushButton(text)
        button.setProperty("top", True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(tip)
        button.clicked.connect(lambda _=False: deed())
        return button

    def add_top(self, *buttons: QWidget) -> None:
        """Put buttons before « Fermer »."""
        for button in buttons:
            self._head.insertWidget(self._head.count() - 1, button)

    def bind(self, keys: str, deed: Callable[[], object]) -> None:
        """A key of the page."""
        action = QAction(self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _=False: deed())
        self.addAction(action)

    def _lay_out(self) -> None:
        """The head over the two halves over the line at the foot."""
        lettered(self.title, "title")
        self._head.addWidget(self.title)
        self._head.addWidget(self.count, 1)
        self._head.addWidget(self.close_button)
        self._upper = QVBoxLayout()
        self._upper.addLayout(self._head)
        self._upper.addWidget(self.filters)
        self._lay_cards()
        self.splitter = _Halves(self.theme)
        self.splitter.addWidget(self._rows)
        self.splitter.addWidget(self.right)
        whole = _column(self)
        whole.addLayout(self._upper)
        whole.addWidget(rule())
        whole.addWidget(self.splitter, 1)
        whole.addWidget(rule())
        whole.addWidget(self.status)
        self.setFocusProxy(self.list)

    def _lay_cards(self) -> None:
        """The half at the right: why, the two cards, what can be decided."""
        self.right = QWidget()
        self.right.setObjectName("card")
        column = _column(self.right)
        column.addWidget(self.why)
        column.addWidget(self.compare, 1)
        self._foot = QVBoxLayout()
        self._foot.addWidget(self.deed_row)
        column.addLayout(self._foot)

    def _wire(self) -> None:
        self.list.asked.connect(self.asked)
        self.list.left.connect(self._on_left)
        self.list.entered.connect(self.compare.enter)
        self.compare.left.connect(self.to_list)
        self.list.filtered.connect(self._on_digit)
        self.finder.searched.connect(self.searched)
        self.finder.stepped.connect(self.to_list)
        self.finder.left.connect(self._on_left)
        self.finder.reached.connect(self._show_keys)
        self.bind("Ctrl+F", self._search)
        self._show_keys(in_field=False)

    @Slot()
    def _on_left(self) -> None:
        """Esc: first the words go, then the page is left."""
        if self.finder.isHidden():
            self.left.emit()
            return
        self.end_search()
        self.searched.emit()
        self.to_list()

    def end_search(self) -> None:
        """Look for nothing any more; the rows are still those that were found."""
        self.finder.finish()
        self._rows.fit()

    def _search(self) -> None:
        if not self._nothing:
            self.finder.start()
            self._rows.fit()

    def show_anything(self, *, there: bool) -> None:
        """Whether there is anything to decide of: else words alone, as wide as the page, and the keys that leave it."""
        self.right.setVisible(there)
        self._nothing = not there
        self._show_keys(in_field=self.finder.hasFocus())

    def nobody_found(self) -> str:
        """What to say in the place of the rows where no row of this filter answers to the words, "" without words."""
        if not self.finder.words:
            return ""
        said = self.tr("Personne ne répond à «{n}{words}{n}» sous ce filtre{n}; Échap efface.")
        return said.format(n=NARROW, words=self.finder.text().strip())

    @Slot(bool)
    def _show_keys(self, in_field: bool) -> None:
        searching = (("↓", self.tr("aux fiches")), ("Échap", self.tr("effacer")))
        leaving = tuple(key for key in self._keys if key[0] in ("Ctrl Z", "Échap"))
        self.status.show_keys(searching if in_field else leaving if self._nothing else self._keys)

    @Slot(int)
    def _on_digit(self, place: int) -> None:
        if code := self.filters.nth(place):
            self.filters.picked.emit(code)

    @Slot()
    def to_list(self) -> None:
        """The keys are the list's again, or those of the words in its place: digits and Ctrl+Enter still act."""
        self._rows.shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_nobody(self, words: str) -> None:
        """Words in place of the rows, "" to show the rows."""
        self._rows.say(words)

    def show_deeds(self, names: Sequence[str]) -> None:
        """What can be decided now."""
        for name, button in self.buttons.items():
            button.setVisible(name in names)

    def say_why(self, words: str) -> None:
        """Reasons, above the two cards."""
        self.why.setText(words)
        self.why.setVisible(bool(words))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc where nothing else takes it, and digits where there is no row."""
        place = None if event.modifiers() else key_places.digit(event)
        if event.key() == Qt.Key.Key_Escape:
            self._on_left()
        elif place is not None:
            self._on_digit(place)
        else:
            super().keyPressEvent(event)

    @Slot()
    def _renew(self) -> None:
        px = self.theme.px
        self._upper.setContentsMargins(px(16), px(10), px(16), px(8))
        self._upper.setSpacing(px(8))
        self._head.setSpacing(px(8))
        self._foot.setContentsMargins(px(16), 0, px(16), px(10))
        self.why.setContentsMargins(px(16), px(12), px(16), px(2))
        self.right.setMinimumWidth(px(330))
        self._rows.fit()


def rule() -> QFrame:
    """A thin line across."""
    made = QFrame()
    made.setObjectName("rule")
    made.setFixedHeight(1)
    return made


def _column(inside: QWidget) -> QVBoxLayout:
    """A column that fills a widget, with no space around or between."""
    made = QVBoxLayout(inside)
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(0)
    return made
