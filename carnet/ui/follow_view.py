"""The list of « À suivre »: its model, how a line is drawn, and the one key for each usual answer."""

from typing import Any

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QWidget

from carnet.domain.follow_up import DueView
from carnet.ui import result_lines
from carnet.ui.follow_lines import Kind, Line
from carnet.ui.lines_list import LINE_ROLE, STEPS, Index, LinesModel, LinesView
from carnet.ui.result_delegate import HEADER, LATER_HEADER, NARROW, PLACE_AT, ROW, TIGHT, ResultDelegate
from carnet.ui.search_box import draw_badge
from carnet.ui.theme import Theme

_FOCUS = QStyle.StateFlag.State_HasFocus
_FLAG = QItemSelectionModel.SelectionFlag
# What is typed, to what it answers; « = » is the key of « + » without Maj.
ANSWERS = {"r": "day", "n": "news", "a": "no_show", "x": "refused", "+": "week", "=": "week", "-": "wake", "c": "call"}


class FollowDelegate(ResultDelegate):
    """Draws a referral with the letters of the search's rows: name and days first, what decides next, the rest soft."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Qt asks how high a line is."""
        line: Line = index.data(LINE_ROLE)
        height = ROW if line.kind is not Kind.HEADER else LATER_HEADER if index.row() else HEADER
        return QSize(self._theme.px(200), self._theme.px(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt asks for a line to be drawn."""
        line: Line = index.data(LINE_ROLE)
        drawn: Any = option
        painter.save()
        if line.kind is Kind.HEADER:
            head = result_lines.Line(result_lines.Kind.HEADER, line.title, line.spoken, aside=line.aside)
            self._header(painter, drawn.rect, head, option)
        else:
            alone = len(drawn.widget.selectionModel().selectedRows()) < 2
            self._ground(painter, drawn.rect, drawn.state & ~_FOCUS if alone else drawn.state)
            inside = self._inside(drawn.rect, option)
            self._review(painter, inside, line) if line.kind is Kind.REVIEW else self._due(painter, inside, line)
        painter.restore()

    def _review(self, painter: QPainter, rect: QRect, line: Line) -> None:
        width = draw_badge(painter, self._theme, line.badge, rect.right() + 1, rect.center().y() + 1)
        room = rect.adjusted(0, 0, -round(width) - self._theme.px(12), 0)
        self._write(painter, room, line.title, "national", "soft")

    def _due(self, painter: QPainter, rect: QRect, line: Line) -> None:
        px = self._theme.px
        top = QRect(rect.left(), rect.top() + px(5), rect.width(), px(20))
        low = QRect(rect.left(), top.bottom() - px(1), rect.width(), px(17))
        wide, tight = rect.width() >= px(NARROW), rect.width() < px(TIGHT)
        letters, shade = ("place", "soft") if line.quiet else ("number", "ink")
        right = self._write(painter, low if tight else top, line.right, letters, shade, right=True) + px(12)
        name = top.adjusted(0, 0, 0 if tight else -right, 0)
        if wide:
            at = round(rect.width() * PLACE_AT)
            self._write(painter, top.adjusted(at, 0, -right, 0), line.whom, "place", "soft")
            name.setWidth(min(name.width(), at - px(12)))
        self._write(painter, name, line.title, "national" if line.quiet else "mine", "ink")
        firm = sorted(line.why, key=lambda piece: not piece[1])  # what decides is not what is cut
        pieces = line.why if wide else ((line.whom, False), *firm)
        self._pieces(painter, low.adjusted(0, 0, -right if tight else 0, 0), pieces)

    def _pieces(self, painter: QPainter, rect: QRect, pieces: tuple[tuple[str, bool], ...]) -> None:
        for at, (text, decides) in enumerate(pieces):
            if at:
                rect = rect.adjusted(self._write(painter, rect, " · ", "others", "soft"), 0, 0, 0)
            letters, shade = ("decides", "ink") if decides else ("others", "soft")
            rect = rect.adjusted(self._write(painter, rect, text, letters, shade), 0, 0, 0)


class FollowView(LinesView):
    """`chosen`: other lines are selected. `opened`: Enter, a double click. `left`: Esc. `answered(str)`: one of
    ANSWERS, or « close » (Backspace). `turned(int)`: the next filter, or the one before. `revealed`: F2.
    """

    chosen = Signal()
    opened = Signal()
    left = Signal()
    answered = Signal(str)
    turned = Signal(int)
    revealed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, FollowDelegate(theme), parent)
        self.rows: LinesModel[Line] = LinesModel(self)
        self._quiet, self._anchor = False, -1  # where a selection with Maj began
        self.setModel(self.rows)
        self.setAccessibleName(self.tr("Adressages à suivre"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.doubleClicked.connect(self.opened)

    def show_lines(self, lines: tuple[Line, ...], select: str = "") -> None:
        """Replace the lines; `select`, else the line at the place of the one that was current, is selected."""
        at = self.currentIndex().row()
        self._quiet = True
        self.rows.show(lines)
        wanted = self.rows.row_of(select)
        if wanted < 0 and at >= 0:
            after = [row for row, line in enumerate(lines) if line.kind is not Kind.HEADER]
            wanted = next((row for row in after if row >= at), after[-1] if after else -1)
        self.select_row(wanted if wanted >= 0 else self.rows.step(-1, 0))
        self._quiet = False
        self.chosen.emit()

    def select_row(self, row: int, *, extend: bool = False) -> None:
        """Go to a row; `extend`: those on the way are selected too."""
        index = self.rows.index(row, 0) if row >= 0 else QModelIndex()
        model = self.selectionModel()
        if extend and self._anchor >= 0:
            span = QItemSelection(
                self.rows.index(min(self._anchor, row), 0), self.rows.index(max(self._anchor, row), 0)
            )
            model.setCurrentIndex(index, _FLAG.NoUpdate)
            model.select(span, _FLAG.ClearAndSelect)
        else:
            self._anchor = row
            model.setCurrentIndex(index, _FLAG.ClearAndSelect)
        self.reveal(row)

    @property
    def selected(self) -> tuple[DueView, ...]:
        """The referrals selected, in order."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return tuple(due for row in rows if (due := self.rows.lines[row].due))

    @property
    def current(self) -> Line | None:
        """The line where the keys are."""
        return self.rows.line(self.currentIndex())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802
        """Qt tells that other lines are selected."""
        super().selectionChanged(selected, deselected)
        if not self._quiet:
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows step over headers, with Maj they select; a letter answers; other keys are the page's."""
        key, plain = Qt.Key(event.key()), Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        if event.modifiers() & ~plain:
            if event.modifiers() == Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_A:
                self._select_all()
            else:
                event.ignore()
            return
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in STEPS:
            self.select_row(self.rows.step(self.currentIndex().row(), STEPS[key]), extend=shift)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            count = self.rows.rowCount()
            self.select_row(self.rows.step(self.currentIndex().row(), -count if key == Qt.Key.Key_Home else count))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.turned.emit(-1 if key == Qt.Key.Key_Left else 1)
        elif not self._deed(key, event.text().lower()):
            event.ignore()

    def _deed(self, key: Qt.Key, typed: str) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key == Qt.Key.Key_F2:
            self.revealed.emit()
        elif key == Qt.Key.Key_Backspace:
            self.answered.emit("close")
        elif key == Qt.Key.Key_Space:
            self.selectionModel().select(self.currentIndex(), _FLAG.Toggle)
        elif typed in ANSWERS:
            self.answered.emit(ANSWERS[typed])
        else:
            return False
        return True

    def _select_all(self) -> None:
        self.selectionModel().select(
            QItemSelection(self.rows.index(0, 0), self.rows.index(self.rows.rowCount() - 1, 0)), _FLAG.ClearAndSelect
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A header is never selected, nor does a click on one lose the selection."""
        line = self.rows.line(self.indexAt(event.position().toPoint()))
        if line is not None and line.kind is not Kind.HEADER:
            super().mousePressEvent(event)
            self._anchor = self.currentIndex().row()
