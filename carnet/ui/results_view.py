"""The list: rows as the answer comes, the first one always selected."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from carnet.ui.lines_list import STEPS, Index, LinesModel, LinesView
from carnet.ui.result_delegate import ResultDelegate
from carnet.ui.result_lines import Kind, Line
from carnet.ui.theme import Theme


class ResultsView(LinesView):
    """Shows the model's lines. `selected(Line)`: another person is selected; `opened(Line)`: Enter, or a double click.

    `asked_more`: « n autres » was opened. `clicked_aside`: the words at a header's right were clicked.
    `menu_wanted(Line, QPoint)`: the right button or the menu key, at a global place. `stepped(int)`, `entered`: an
    arrow, Enter, as from the box.
    """

    selected = Signal(object)
    opened = Signal(object)
    asked_more = Signal()
    clicked_aside = Signal()
    menu_wanted = Signal(object, object)
    stepped = Signal(int)
    entered = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, ResultDelegate(theme), parent)
        self.rows: LinesModel[Line] = LinesModel(self)
        self._quiet = False
        self.setModel(self.rows)
        self.setAccessibleName(self.tr("Résultats"))
        self.clicked.connect(self._on_click)
        self.doubleClicked.connect(self._on_double_click)

    def show_lines(self, lines: tuple[Line, ...]) -> Line | None:
        """Replace the lines and select the first person, whom it returns."""
        self._quiet = True
        self.rows.show(lines)
        first = self.rows.step(-1, 0)
        self.select_row(first)
        self.scrollToTop()
        self._quiet = False
        return self.current_line()

    def current_line(self) -> Line | None:
        """The selected line."""
        return self.rows.line(self.currentIndex())

    def select_row(self, row: int) -> None:
        """Select a row and bring it in sight; none for -1."""
        index = self.rows.index(row, 0) if row >= 0 else QModelIndex()
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, flags)
        self.reveal(row)

    def move_by(self, step: int) -> None:
        """Select the line `step` further."""
        self.select_row(self.rows.step(self.currentIndex().row(), step))

    def open_current(self) -> None:
        """What Enter does: into the card, or « n autres » unfolded."""
        line = self.current_line()
        if line is not None:
            self.asked_more.emit() if line.kind is Kind.MORE else self.opened.emit(line)

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802
        """Qt tells that another line is current."""
        super().currentChanged(current, previous)
        line = self.rows.line(current)
        if line is not None and line.kind is Kind.PERSON and not self._quiet:
            self.selected.emit(line)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows step over headers; other keys are the window's."""
        key = Qt.Key(event.key())
        if key in STEPS and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            self.stepped.emit(STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.entered.emit()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.stepped.emit(-self.rows.rowCount() if key == Qt.Key.Key_Home else self.rows.rowCount())
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on a header's right words shows the hidden; headers are never selected."""
        line = self.rows.line(self.indexAt(event.position().toPoint()))
        if line is not None and line.kind in (Kind.HEADER, Kind.NOTE):
            if line.aside and event.position().x() > self.viewport().width() / 2:
                self.clicked_aside.emit()
            return
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """The menu of the line under the mouse, or of the selected one."""
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        line = self.rows.line(index)
        if line is not None and line.kind is Kind.PERSON:
            self.select_row(index.row())
            place = event.pos() if by_mouse else self.visualRect(index).center()
            self.menu_wanted.emit(line, self.viewport().mapToGlobal(place))

    @Slot(QModelIndex)
    def _on_click(self, index: QModelIndex) -> None:
        line = self.rows.line(index)
        if line is not None and line.kind is Kind.MORE:
            self.asked_more.emit()

    @Slot(QModelIndex)
    def _on_double_click(self, index: QModelIndex) -> None:
        line = self.rows.line(index)
        if line is not None and line.kind is Kind.PERSON:
            self.opened.emit(line)
