"""The corner of the window: « À suivre 5 · À rappeler 1 ». It tells, and never pops up.

Counted in the thread that reads, once the first results are shown and after each change.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy
from shiboken6 import isValid

from carnet.domain.disclosure import Profile
from carnet.errors import CarnetError
from carnet.ui.theme import Theme

if TYPE_CHECKING:
    from carnet.queries.follow_up import Counts
    from carnet.ui.main_window import MainWindow

NARROW = 900  # pixels at 100 % of a window that has no room for the calls apart
QUIET_MS = 60  # several changes at once are counted once
KEY = "follow"


class FollowCorner(QAbstractButton):
    """The count, a click on which opens « À suivre ». Absent where there is nothing to open."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window.page)
        self._window, self._theme = window, window.theme
        self.counts: Counts | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setToolTip(self.tr("Ctrl J"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # a button's own does not shrink
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(QUIET_MS)
        self._soon.timeout.connect(self._count)
        window.page.add_top(self)
        self.clicked.connect(window.keys[KEY].trigger)
        window.hands.changed.connect(self.look)
        window.session.book_changed.connect(self.look)
        window.session.book_closing.connect(self._forget)
        window.theme.changed.connect(self._renew)
        self.hide()
        window.page.installEventFilter(self)
        self.look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        """The window is wider, or narrower."""
        if event.type() == QEvent.Type.Resize:
            self._renew()
        return False

    @Slot()
    def look(self) -> None:
        """Count again, soon."""
        self._soon.start()

    @Slot()
    def _count(self) -> None:
        session, window = self._window.session, self._window
        if session.book is None:
            self._forget()
            return
        profile = session.profile
        from carnet.ui import follow_acts

        def done(counts: "Counts | None") -> None:
            if isValid(self) and session.book is not None and session.profile is profile:
                self._show(counts)

        def failed(error: CarnetError) -> None:
            if isValid(self):
                self._show(None)

        window.searcher.send(follow_acts.count, done, failed)

    def _show(self, counts: "Counts | None") -> None:
        self.counts = counts
        if self._window.session.profile is not Profile.OWNER:
            self._window.keys.grant(frozenset({KEY}) if counts is not None else frozenset())
        self.setVisible(counts is not None)
        self._renew()

    @Slot()
    def _forget(self) -> None:
        """The book closes: not even a count stays."""
        self._soon.stop()
        self._window.keys.grant(frozenset())
        self.counts = None
        self.setAccessibleName("")
        self.hide()

    def _said(self) -> tuple[tuple[str, int], ...]:
        if self.counts is None:
            return ()
        calls = ((self.tr("À rappeler"), self.counts.calls),) if self.counts.calls else ()
        return ((self.tr("À suivre"), self.counts.today), *calls)

    def _parts(self) -> tuple[tuple[str, int], ...]:
        """What is drawn: where the window is narrow, the box needs the room more than the calls."""
        narrow = self._window.width() < self._theme.px(NARROW)
        return self._said()[:1] if narrow else self._said()

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        """The words and the counts."""
        parts = enumerate(self._parts())
        widths = [count_width(self._theme, text, count, quiet=at > 0) for at, (text, count) in parts]
        px = self._theme.px
        return QSize(sum(widths) + px(14) * max(0, len(widths) - 1) + px(16), px(30))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        """Where the window is narrow, what is to follow alone."""
        parts, px = self._parts(), self._theme.px
        return QSize(count_width(self._theme, *parts[0]) + px(16) if parts else 0, px(30))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        """What is to follow in ink, the calls softer; the focus as a frame."""
        painter, px = QPainter(self), self._theme.px
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, parts = float(px(8)), self._parts()
        for at, (text, count) in enumerate(parts):
            quiet = at > 0
            if left + count_width(self._theme, text, count, quiet=quiet) > self.width():
                break
            colour = "accent" if self.underMouse() else "soft" if quiet or not count else "ink"
            middle = self.height() / 2
            left += draw_count(painter, self._theme, text, count, left, middle, colour=colour, quiet=quiet) + px(14)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(6), px(6))
        painter.end()

    @Slot()
    def _renew(self) -> None:
        self.setAccessibleName(", ".join(f"{text} {count}" for text, count in self._said()))
        self.updateGeometry()
        self.update()


def count_width(theme: Theme, text: str, count: int, *, quiet: bool = False) -> int:
    """Pixels of « À suivre 5 »."""
    return round(_words_width(theme, text, strong=bool(count) and not quiet)) + (
        _round_width(theme, count) + theme.px(7) if count else 0
    )


def draw_count(
    painter: QPainter,
    theme: Theme,
    text: str,
    count: int,
    left: float,
    middle: float,
    *,
    colour: str,
    quiet: bool = False,
) -> int:
    """« À suivre » and its count in a soft round, from `left`, centred on `middle`; returns the pixels it takes."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    strong = bool(count) and not quiet
    font = theme.font(14, 600 if strong else 400)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(theme.colour(colour))
    painter.drawText(QPointF(left, middle + (metrics.ascent() - metrics.descent()) / 2), text)
    if count:
        width, height = _round_width(theme, count), theme.px(19)
        at = left + _words_width(theme, text, strong=strong) + theme.px(7)
        frame = QRectF(at, middle - height / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("selected"))
        painter.drawRoundedRect(frame, height / 2, height / 2)
        painter.setFont(theme.font(13, 600, tabular=True))
        painter.setPen(theme.colour("accent"))
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, str(count))
    return count_width(theme, text, count, quiet=quiet)


def _words_width(theme: Theme, text: str, *, strong: bool) -> float:
    return QFontMetricsF(theme.font(14, 600 if strong else 400)).horizontalAdvance(text)


def _round_width(theme: Theme, count: int) -> int:
    return max(theme.px(24), theme.width_of(str(count), theme.font(13, 600, tabular=True)) + theme.px(14))
