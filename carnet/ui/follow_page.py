"""« À suivre »: who is to be called back, who has not written, what to look at again. Nothing pops up by itself."""

from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
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

from carnet.domain.disclosure import Profile
from carnet.domain.follow_up import DueView
from carnet.queries.follow_up import FollowUp
from carnet.ui.follow_corner import count_width, draw_count
from carnet.ui.follow_lines import Kind, Show, empty_words, lines
from carnet.ui.follow_side import FollowSide
from carnet.ui.follow_view import FollowView
from carnet.ui.search_box import draw_badge
from carnet.ui.search_page import CARD_SHARE, LIST_SHARE, SCROLL_BAR
from carnet.ui.status_line import StatusLine
from carnet.ui.theme import Theme, lettered


class BackToBox(QAbstractButton):
    """Where the box is in the search: a click goes back to it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(self.tr("Revenir à la recherche, Ctrl K"))
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        """As the box."""
        return QSize(self._theme.px(640), self._theme.px(44))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        """The frame, soft words, the key."""
        painter, px = QPainter(self), self._theme.px
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("accent" if self.hasFocus() else "line"), 2))
        painter.setBrush(self._theme.colour("panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(8), px(8))
        badge = draw_badge(painter, self._theme, self.tr("Ctrl K"), self.width() - px(14), self.height() / 2)
        painter.setFont(self._theme.font(20))
        painter.setPen(self._theme.colour("soft"))
        room = self.rect().adjusted(px(16), 0, -px(22) - round(badge), 0)
        words = self.tr("Chercher un correspondant, une situation, un numéro…")
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()


class Calm(QWidget):
    """Nothing to follow: a tick, one sentence, what goes on by itself."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.title, self.words = QLabel(), QLabel()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        lettered(self.title, "name")
        lettered(self.words, "plain", soft=True)
        self.words.setWordWrap(True)
        for label in (self.title, self.words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._column = QVBoxLayout(self)
        self._column.addStretch(2)
        self._column.addWidget(self.title)
        self._column.addWidget(self.words)
        self._column.addStretch(3)
        theme.changed.connect(self._renew)
        self._renew()

    def say(self, title: str, words: str) -> None:
        """The sentence, then the rest."""
        self.title.setText(title)
        self.words.setText(words)
        self.setAccessibleName(f"{title} {words}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        """A tick in a soft round, above the words."""
        painter, px = QPainter(self), self._theme.px
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._theme.colour("panel"))
        if not self.title.text():
            return
        side = float(px(56))
        at = QPointF(self.width() / 2 - side / 2, self.title.y() - side - px(14))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("selected"))
        painter.drawEllipse(QRectF(at.x(), at.y(), side, side))
        pen = QPen(self._theme.colour("accent"), max(2, px(3)))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline([at + QPointF(side * x, side * y) for x, y in ((0.30, 0.52), (0.44, 0.66), (0.71, 0.36))])
        painter.end()

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(60), px(90), px(60), px(20))
        self._column.setSpacing(px(8))
        self.update()


class FollowPage(QWidget):
    """`left`: Esc, Ctrl+J, « Fermer ». `searched`: back to the box. `opened(card, name)`: to a card.

    `answered(str)`: an answer of `follow_view.ANSWERS`, for those selected. `picked(DueView)`: another one is shown.
    """

    left = Signal()
    searched = Signal()
    opened = Signal(str, str)
    answered = Signal(str)
    picked = Signal(object)

    def __init__(self, theme: Theme, *, profile: Profile, demonstration: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.profile = theme, profile
        self.found = FollowUp()
        self.show_what, self.today = Show.TODAY, date.min
        self._revealed = False
        self.setObjectName("page")
        self.setAccessibleName(self.tr("À suivre"))
        self.box, self.view, self.side = BackToBox(theme), FollowView(theme), FollowSide(theme, profile)
        self.calm, self.status = Calm(theme), StatusLine(theme, demonstration=demonstration)
        self.title, self.close_button = _Title(theme, self.tr("À suivre")), QPushButton(self.tr("Fermer"))
        self.close_button.setProperty("top", True)
        self.close_button.setToolTip(self.tr("Échap"))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.filters = {one: _Filter(theme) for one in Show}
        self._group = QButtonGroup(self)
        self._lay_out()
        self._connect()
        self._renew()
        self.setFocusProxy(self.view)
        self.status.show_keys(_keys(profile))
        self.status.show_view("" if profile is Profile.OWNER else self.tr("Vue du secrétariat"))

    def _lay_out(self) -> None:
        self._first, self._second, self._top = QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        self._first.addWidget(self.box, 100)
        self._first.addStretch(1)
        self._first.addWidget(self.title)
        self._first.addWidget(self.close_button)
        for button in self.filters.values():
            self._second.addWidget(button)
            self._group.addButton(button)
        self._second.addStretch(1)
        self._top.addLayout(self._first)
        self._top.addLayout(self._second)
        self.pages, self.splitter = QStackedWidget(), QSplitter(Qt.Orientation.Horizontal)
        self.pages.addWidget(self.view)
        self.pages.addWidget(self.calm)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(self.pages)
        self.splitter.addWidget(self.side)
        self.splitter.setStretchFactor(0, 2)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([LIST_SHARE, CARD_SHARE])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._top)
        whole.addWidget(_rule())
        whole.addWidget(self.splitter, 1)
        whole.addWidget(_rule())
        whole.addWidget(self.status)

    def _connect(self) -> None:
        self.box.clicked.connect(self.searched)
        self.close_button.clicked.connect(self.left)
        self.view.left.connect(self.left)
        self.view.answered.connect(self.answered)
        self.view.opened.connect(self._open)
        self.view.chosen.connect(self._on_chosen)
        self.view.turned.connect(self._turn)
        self.view.revealed.connect(self._reveal)
        self.side.answered.connect(self.answered)
        self.side.opened.connect(self._open_card)
        for what, button in self.filters.items():
            button.clicked.connect(lambda _=False, what=what: self.turn_to(what))
        self.theme.changed.connect(self._renew)

    def show_found(self, found: FollowUp, today: date, select: str = "") -> None:
        """Show the book as it is now; `select`, what has just come, or else the place where one was."""
        known = {row.id for row in self._rows_shown()}
        self.found, self.today = found, today
        came = [row.id for row in self._rows_shown() if row.id not in known]
        counts = found.counts
        texts = {Show.TODAY: self.tr("Aujourd’hui"), Show.ALL: self.tr("Tout"), Show.PAUSED: self.tr("En pause")}
        numbers = {Show.TODAY: counts.today, Show.ALL: counts.everything, Show.PAUSED: counts.snoozed}
        for what, button in self.filters.items():
            button.setText(f"{texts[what]} {numbers[what]}")
            button.setChecked(what is self.show_what)
        self.filters[Show.PAUSED].setVisible(bool(counts.snoozed) or self.show_what is Show.PAUSED)
        self.title.count(counts.today)
        self._list(select or (came[0] if known and len(came) == 1 else ""))

    def _rows_shown(self) -> tuple[DueView, ...]:
        found = self.found
        return {
            Show.TODAY: found.due, Show.ALL: found.due + found.waiting, Show.PAUSED: found.snoozed
        }[self.show_what]  # fmt: skip

    def _list(self, select: str = "") -> None:
        shown = lines(self.found, self.show_what, today=self.today, judged=self.profile is Profile.OWNER)
        self.view.show_lines(shown, select)
        self.calm.say(*(("", "") if shown else empty_words(self.found, self.show_what, self.today)))
        had_keys = self.pages.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.pages.setCurrentWidget(self.view if shown else self.calm)
        self.status.show_keys(_keys(self.profile) if shown else (("Échap", self.tr("revenir")),))
        if had_keys:
            self.to_list()
        self.side.setVisible(bool(shown) or self.side.asking)
        if not self.side.served.isHidden():
            self.view.clearSelection()  # what is asked is about none of those shown

    @Slot()
    def resume(self) -> None:
        """Once a question has been answered: at the right what is selected, and the keys are the list's again."""
        self.side.end_questions()
        self.view.select_row(self.view.currentIndex().row())
        self._on_chosen()
        self.side.setVisible(bool(self.view.rows.lines))
        self.to_list()

    def turn_to(self, what: Show) -> None:
        """Another filter."""
        self.show_what = what
        for one, button in self.filters.items():
            button.setChecked(one is what)
        self._list()
        self.to_list()

    def to_list(self) -> None:
        """The keys are the list's, or those of the words that stand for it."""
        (self.calm if self.pages.currentWidget() is self.calm else self.view).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """What the list does not take, and what there is to do without one: leave, another filter."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._turn(-1 if event.key() == Qt.Key.Key_Left else 1)
        else:
            super().keyPressEvent(event)

    @Slot(int)
    def _turn(self, by: int) -> None:
        offered = [what for what, button in self.filters.items() if not button.isHidden()]
        at = max(0, min(len(offered) - 1, offered.index(self.show_what) + by))
        self.turn_to(offered[at])

    @Slot()
    def _on_chosen(self) -> None:
        if not self.side.served.isHidden():
            return  # it asks of somebody who has just left the list
        rows, line = self.view.selected, self.view.current
        if len(rows) > 1:
            self.side.show_many(rows)
        elif len(rows) == 1:
            self.side.show_due(rows[0], self.today)
            self.picked.emit(rows[0])
        elif line is not None and line.kind is Kind.REVIEW:
            self.side.show_reviews(self.found.reviews, revealed=self._revealed)
        else:
            self.side.show_nothing()

    @Slot()
    def _reveal(self) -> None:
        """F2: whose notes, or no longer."""
        if self.found.reviews:
            at = self.view.rows.row_of("review")
            self._revealed = not self._revealed
            if at >= 0:
                self.view.select_row(at)
            self._on_chosen()

    @Slot()
    def _open(self) -> None:
        line = self.view.current
        if line is not None and line.due is not None:
            self.opened.emit(line.due.card, line.due.name)
        elif line is not None and len(self.found.reviews) == 1 and self._revealed:
            self._open_card(self.found.reviews[0].card)
        elif line is not None:
            self._reveal()

    @Slot(str)
    def _open_card(self, card: str) -> None:
        name = next((one.name for one in self.found.reviews if one.card == card), "")
        self.opened.emit(card, name)

    @Slot()
    def _renew(self) -> None:
        px = self.theme.px
        self._top.setContentsMargins(px(20), px(14), px(20), px(10))
        self._top.setSpacing(px(10))
        self._first.setSpacing(px(8))
        self._second.setSpacing(px(8))
        self.box.setMaximumWidth(px(640))
        self.box.updateGeometry()
        self.side.setMinimumWidth(px(258) + SCROLL_BAR)
        self.view.setMinimumWidth(px(246))


class _Title(QWidget):
    """« À suivre » and its count, as in the corner of the search."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__()
        self._theme, self._text, self._count = theme, text, 0
        theme.changed.connect(self.updateGeometry)

    def count(self, count: int) -> None:
        """How many lines today."""
        self._count = count
        self.setAccessibleName(f"{self._text} {count}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        """The words and the count."""
        return QSize(count_width(self._theme, self._text, self._count), self._theme.px(30))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        """In the accent: one is there."""
        painter = QPainter(self)
        draw_count(painter, self._theme, self._text, self._count, 0, self.height() / 2, colour="accent")
        painter.end()


class _Filter(QPushButton):
    """« Aujourd’hui 5 »: a chip, filled when it is the one."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.changed.connect(self._renew)
        self._renew()

    @Slot()
    def _renew(self) -> None:
        px, colours = self._theme.px, self._theme.colours
        self.setStyleSheet(
            f"QPushButton {{ background: transparent; border: 2px solid transparent; border-radius: {px(10)}px;"
            f" padding: 0 {px(8)}px; min-height: {px(20)}px; font-size: {px(13)}px; font-weight: 400;"
            f" color: {colours.soft}; }}"
            f"QPushButton:checked {{ background: {colours.chip}; color: {colours.ink}; font-weight: 500; }}"
            f"QPushButton:hover {{ color: {colours.ink}; }}"
            f"QPushButton:focus {{ border-color: {colours.accent}; }}"
        )


def _rule() -> QFrame:
    rule = QFrame()
    rule.setObjectName("rule")
    rule.setFixedHeight(1)
    return rule


def _keys(profile: Profile) -> tuple[tuple[str, str], ...]:
    """The keys at the foot."""
    if profile is not Profile.OWNER:
        return (("R", "rdv le…"), ("N", "courrier reçu"), ("C", "appeler"), ("Entrée", "fiche"), ("Échap", "revenir"))
    return (
        ("R", "rdv le…"), ("N", "nouvelles reçues"), ("A", "pas venu"), ("X", "refusé"), ("+", "une semaine"),
        ("Retour arrière", "clore"), ("C", "appeler"), ("Entrée", "fiche"), ("Échap", "revenir"),
    )  # fmt: skip
