"""How a line of the list is drawn: the name and the number first, the deciding reason next, the rest quieter."""

from typing import Any

from msgspec import Struct
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from carnet.ui.lines_list import LINE_ROLE
from carnet.ui.result_lines import Kind, Line
from carnet.ui.theme import Theme

MARGIN, BAR = 20, 4
ROW, HEADER, LATER_HEADER, MORE, NOTE = 45, 32, 36, 34, 40
HEADER_DROP = 4  # the words of a header stand nearer to what they head
NARROW = 560  # below that, the commune goes under the number
TIGHT = 340  # below that, the number goes under the name, which comes before all else
MOST_WIDTHS = 4000  # texts whose width is remembered
PLACE_AT = 0.6  # of the width, where the commune begins
NO_NUMBER = "pas de numéro"


class _Letters(Struct):
    """Fonts and their metrics for one size of text."""

    mine: QFont
    national: QFont
    place: QFont
    number: QFont
    national_number: QFont
    decides: QFont
    others: QFont
    header: QFont
    aside: QFont

    @classmethod
    def of(cls, theme: Theme) -> "_Letters":
        font = theme.font
        return cls(
            mine=font(15, 600),
            national=font(15, 500),
            place=font(14),
            number=font(15, 600, tabular=True),
            national_number=font(15, 500, tabular=True),
            decides=font(12.5, 500),
            others=font(12.5),
            header=font(12, 600, spacing=5),
            aside=font(12.5),
        )


class ResultDelegate(QStyledItemDelegate):
    """Draws lines with the theme's tokens."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._metrics: dict[str, QFontMetrics] = {}
        self._widths: dict[tuple[str, str], int] = {}
        self.renew()

    def renew(self) -> None:
        """Take the theme's present sizes and colours."""
        self._letters = _Letters.of(self._theme)
        self._colours = {name: self._theme.colour(name) for name in ("ink", "soft", "accent")}
        self._metrics.clear()
        self._widths.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """Qt asks how high a line is."""
        line: Line = index.data(LINE_ROLE)
        height = {Kind.PERSON: ROW, Kind.MORE: MORE, Kind.NOTE: NOTE}.get(line.kind, HEADER)
        if line.kind is Kind.HEADER and index.row():
            height = LATER_HEADER
        return QSize(self._theme.px(200), self._theme.px(height))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt asks for a line to be drawn."""
        line: Line = index.data(LINE_ROLE)
        painter.save()
        rect, state = _rect(option), _state(option)
        if line.kind is Kind.HEADER:
            self._header(painter, rect, line, option)
        elif line.kind is Kind.NOTE:
            self._write(painter, self._inside(rect, option), line.title, "others", "soft")
        else:
            self._ground(painter, rect, state)
            if line.kind is Kind.MORE:
                self._write(painter, self._inside(rect, option), line.title, "decides", "accent")
            else:
                self._person(painter, self._inside(rect, option), line)
        painter.restore()

    def _inside(self, rect: QRect, option: QStyleOptionViewItem) -> QRect:
        """Where words go: numbers end at the same place whether or not there is a scroll bar."""
        margin = self._theme.px(MARGIN)
        bar = _view(option).width() - rect.width()
        return rect.adjusted(margin, 0, -max(margin - bar, margin // 2), 0)

    def _ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._theme.colour("selected"))
            painter.fillRect(QRect(rect.left(), rect.top(), BAR, rect.height()), self._theme.colour("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, self._theme.colour("hover"))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(self._theme.colour("accent"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _header(self, painter: QPainter, rect: QRect, line: Line, option: QStyleOptionViewItem) -> None:
        px = self._theme.px
        top = rect.bottom() - px(HEADER) + 1 + px(HEADER_DROP)
        inside = self._inside(QRect(rect.left(), top, rect.width(), px(HEADER)), option)
        left = self._write(painter, inside, line.title.upper(), "header", "soft")
        room = inside.adjusted(left + px(16), 0, 0, 0)
        right = self._write(painter, room, line.aside, "aside", "soft", right=True)
        joint = f"{line.foreign} · " if line.aside and line.foreign else line.foreign
        self._write(painter, room.adjusted(0, 0, -right, 0), joint, "aside", "accent", right=True)

    def _person(self, painter: QPainter, rect: QRect, line: Line) -> None:
        px, result = self._theme.px, line.result
        assert result is not None
        avoided = "avoided" in result.flags
        strong = result.source == "book" and not avoided
        ink = "soft" if avoided else "ink"
        top = QRect(rect.left(), rect.top() + px(5), rect.width(), px(20))
        low = QRect(rect.left(), top.bottom() - px(1), rect.width(), px(17))
        letters = ("number" if strong else "national_number") if line.number else "place"
        tight = rect.width() < px(TIGHT)
        shade = ink if line.number else "soft"
        number = self._write(painter, low if tight else top, line.number or NO_NUMBER, letters, shade, right=True)
        if tight:
            room = rect.width() + px(12)
            low.setRight(low.right() - number - px(12))
        elif rect.width() < px(NARROW):
            room = rect.width() - number
            town = self._write(painter, low, line.place + line.places, "others", "soft", right=True)
            low.setRight(low.right() - town - px(12))
        else:
            room = round(rect.width() * PLACE_AT)
            self._place(painter, top.adjusted(room, 0, -number - px(12), 0), line)
        name = QRect(top.left(), top.top(), room - px(12), top.height())
        marks = self._marks(avoided=avoided, favourite="favourite" in result.flags)
        width = self._width("place", marks[0]) if marks else 0
        used = self._write(painter, name.adjusted(0, 0, -width, 0), line.title, "mine" if strong else "national", ink)
        if marks:
            self._write(painter, name.adjusted(used, 0, 0, 0), *marks)
        self._why(painter, low, line)

    def _place(self, painter: QPainter, rect: QRect, line: Line) -> None:
        """The commune, cut before « + 2 lieux » is."""
        town = rect.adjusted(0, 0, -self._width("place", line.places), 0)
        left = self._write(painter, town, line.place, "place", "soft")
        self._write(painter, rect.adjusted(left, 0, 0, 0), line.places, "place", "soft")

    def _marks(self, *, favourite: bool, avoided: bool) -> tuple[str, str, str] | None:
        if avoided:
            return "  ⊘", "place", "soft"
        return ("  ★", "place", "accent") if favourite else None

    def _why(self, painter: QPainter, rect: QRect, line: Line) -> None:
        left = self._write(painter, rect, line.decides, "decides", "ink")
        rest = f" · {line.others}" if line.others else ""
        self._write(painter, rect.adjusted(left, 0, 0, 0), rest, "others", "soft")

    def _width(self, letters: str, text: str) -> int:
        """Pixels of a text, remembered: the same words are drawn at every keystroke."""
        key = letters, text
        if key not in self._widths:
            if len(self._widths) > MOST_WIDTHS:
                self._widths.clear()
            self._widths[key] = self._metric(letters).horizontalAdvance(text)
        return self._widths[key]

    def _metric(self, letters: str) -> QFontMetrics:
        if letters not in self._metrics:
            self._metrics[letters] = QFontMetrics(getattr(self._letters, letters))
        return self._metrics[letters]

    def _write(
        self, painter: QPainter, rect: QRect, text: str, letters: str, colour: str, *, right: bool = False
    ) -> int:
        """Draw one line of text, cut with « … » where it does not fit; return the pixels it takes."""
        metrics, width, room = self._metric(letters), self._width(letters, text), rect.width()
        if width > room:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, room))
            width = metrics.horizontalAdvance(text)
        if text:
            painter.setFont(getattr(self._letters, letters))
            painter.setPen(self._colours[colour])
            base = rect.top() + (rect.height() + metrics.ascent() - metrics.descent()) // 2
            painter.drawText(rect.right() + 1 - width if right else rect.left(), base, text)
        return width


def _rect(option: Any) -> QRect:
    """The line's rectangle; PySide's own types leave the option's members out."""
    rect: QRect = option.rect
    return rect


def _view(option: Any) -> QWidget:
    view: QWidget = option.widget
    return view


def _state(option: Any) -> QStyle.StateFlag:
    state: QStyle.StateFlag = option.state
    return state
