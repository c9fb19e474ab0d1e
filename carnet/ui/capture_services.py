"""A hospital's services as they were read: a table in which each row can be corrected or left out."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QStyle, QStyleOptionViewItem, QWidget

from carnet import words
from carnet.domain.capture_corrections import ServiceFix, corrected_service, service_key
from carnet.domain.capture_hospital import HospitalProposal, ServiceProposal
from carnet.domain.capture_lines import LinePiece
from carnet.ui.capture_rows import specialty_choices, specialty_named
from carnet.ui.choice_field import ChoiceField
from carnet.ui.theme import Theme
from carnet.ui.tick_table import Index, TickCells, TickTable, rect_of, state_of

KEPT, LABEL, SPECIALTY, LINES = range(4)
SERVICE_ROLE = Qt.ItemDataRole.UserRole
ROW, LINE_HIGH, TICK_WIDE, SIDE, GAP = 32, 22, 36, 6, 8  # pixels at 100 %: heights, widths
LETTERS, GROUP_LETTERS = 14, 12.5
Widths = tuple[int, int, int]
_ROOT = QModelIndex()
_USES = {
    "secretariat": "secrétariat", "direct": "direct", "opinion": "avis", "internal": "poste", "ward": "service",
    "consultation": "consultation", "home": "domicile", "emergency": "urgences",
}  # fmt: skip


def lines_text(lines: tuple[LinePiece, ...], *, comments: bool = True) -> str:
    """« consultation 04 65 71 30 10, avis 04 65 71 30 11 (le matin) »: as it is read back, but for the comments."""
    return ", ".join(_line_text(line, comments=comments) for line in lines)


def _line_text(line: LinePiece, *, comments: bool) -> str:
    extension = line.use == "internal" and line.label in ("DECT", "poste", "bip")
    use = line.label if extension else "fax" if line.kind == "fax" else _USES.get(line.use, "")
    comment = f" ({line.label})" if comments and line.label and not extension else ""
    return f"{use} {line.value}{comment}".strip()


class ServicesModel(QAbstractTableModel):
    """One service a row. `fixes`: what a hand has set, by `service_key`. `corrected`: it changed."""

    corrected = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read: tuple[ServiceProposal, ...] = ()
        self.fixes: dict[tuple[str, str], ServiceFix] = {}

    def show(self, proposal: HospitalProposal) -> None:
        """Another reading; what was corrected of services still there stays."""
        if proposal.services != self._read:
            self.beginResetModel()
            self._read = proposal.services
            self.endResetModel()

    def forget(self) -> None:
        """Nothing is corrected any more."""
        self.fixes = {}

    @property
    def kept(self) -> int:
        """How many services will be added."""
        return sum(self._fix(one).kept for one in self._read)

    def service(self, row: int) -> ServiceProposal:
        """A service as it will be added."""
        read = self._read[row]
        return corrected_service(read, self._fix(read))

    def is_kept(self, row: int) -> bool:
        """Whether a service will be added."""
        return self._fix(self._read[row]).kept

    @Slot(int)
    def toggle(self, row: int) -> None:
        """Leave a service out, or take it back."""
        self._set(row, kept=not self.is_kept(row))

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        """Qt asks."""
        return 0 if parent.isValid() else len(self._read)

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        """Qt asks."""
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # noqa: N802
        """Titles of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return ("", self.tr("Service"), self.tr("Spécialité"), self.tr("Numéros"))[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Everything but the tick is typed in place."""
        flags = super().flags(index)
        if index.isValid() and index.column() == KEPT:
            return flags | Qt.ItemFlag.ItemIsUserCheckable
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell says."""
        if not index.isValid():
            return None
        service, column = self.service(index.row()), index.column()
        if role == SERVICE_ROLE:
            return service
        if role == Qt.ItemDataRole.CheckStateRole and column == KEPT:
            return Qt.CheckState.Checked if self.is_kept(index.row()) else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole and column == KEPT:
            return self.tr("à ajouter") if self.is_kept(index.row()) else self.tr("laissé de côté")
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if column == LINES:
            return lines_text(service.lines, comments=role != Qt.ItemDataRole.EditRole)
        if column == SPECIALTY:
            return words.specialty(service.specialty) if service.specialty else ""
        return service.label if column == LABEL else None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """A cell was corrected."""
        if not index.isValid():
            return False
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.CheckStateRole and column == KEPT:
            self._set(row, kept=Qt.CheckState(value) == Qt.CheckState.Checked)
            return True
        text = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or (column == LABEL and not text) or column == KEPT:
            return False
        name = {LABEL: "label", SPECIALTY: "specialty", LINES: "lines"}[column]
        if text != str(self.data(index, role)):
            self._set(row, **{name: text})
        return True

    def _fix(self, service: ServiceProposal) -> ServiceFix:
        return self.fixes.get(service_key(service), ServiceFix())

    def _set(self, row: int, **new: object) -> None:
        read = self._read[row]
        self.fixes = {**self.fixes, service_key(read): replace(self._fix(read), **new)}  # type: ignore[arg-type]
        self.dataChanged.emit(self.index(row, 0), self.index(row, 3))
        self.corrected.emit()


class _Cells(TickCells):
    """Tick, words, numbers on as many lines as they need; a specialty completes."""

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(theme, ROW)
        self._over = over

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: N802
        """A field; one that completes for a specialty."""
        if index.column() != SPECIALTY:
            field = QLineEdit(parent)
        else:
            field = choosing = ChoiceField(self._theme, self._over)
            field.setParent(parent)
            choosing.typed.connect(lambda text: choosing.offer(text, specialty_choices(text)))
            choosing.destroyed.connect(choosing.list.deleteLater)
        field.setAccessibleName(str(index.model().headerData(index.column(), Qt.Orientation.Horizontal)))
        field.setStyleSheet(f"padding: 0 {self._theme.px(4)}px; border-radius: 0;")
        return field

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: N802
        """A specialty is kept by its name in the catalogue; words that name none change nothing."""
        if not isinstance(editor, ChoiceField):
            super().setModelData(editor, model, index)
            return
        editor.take_shown()
        named = editor.value if editor.value is not None else specialty_named(editor.text())
        if named is not None:
            model.setData(index, named)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, tick or words."""
        model = index.model()
        assert isinstance(model, ServicesModel)
        rect, state, px = rect_of(option), state_of(option), self._theme.px
        kept, inside = model.is_kept(index.row()), rect.adjusted(px(SIDE), 0, -px(SIDE), 0)
        painter.save()
        self._ground(painter, rect, state)
        if index.column() == KEPT:
            self._tick(painter, rect, on=kept)
        elif index.column() == LINES:
            self._lines(painter, inside, model.service(index.row()), "ink" if kept else "soft")
        else:
            strong = 600 if index.column() == LABEL and kept else 400
            text, colour = str(index.data() or ""), "ink" if kept else "soft"
            used = self._write(painter, inside, text, LETTERS, strong, colour)
            if index.column() == LABEL and (group := model.service(index.row()).group):
                self._write(painter, inside.adjusted(used + px(GAP), 0, 0, 0), group, GROUP_LETTERS, 400, "soft")
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -2))
        painter.restore()

    def _lines(self, painter: QPainter, rect: QRect, service: ServiceProposal, colour: str) -> None:
        high = self._theme.px(LINE_HIGH)
        said = wrapped(self._theme, service.lines, rect.width())
        top = rect.center().y() - len(said) * high // 2 + 1
        for at, text in enumerate(said):
            self._write(painter, QRect(rect.left(), top + at * high, rect.width(), high), text, LETTERS, 400, colour)


class ServicesTable(TickTable):
    """Arrows move, Space leaves a row out, F2 or typing corrects a cell. `entered`: Enter outside an edit."""

    entered = Signal()

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(theme, ROW)
        self.rows = ServicesModel(self)
        self.setModel(self.rows)
        self.turned.connect(self.rows.toggle)
        self.room_changed.connect(self._share)
        self._cells = _Cells(theme, over)
        self.setItemDelegate(self._cells)
        self.setAccessibleName(self.tr("Services lus"))
        self.rows.modelReset.connect(self._share)
        self.rows.dataChanged.connect(self._share)
        self._renew()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Space ticks, Enter is the panel's, Esc too."""
        key, index = event.key(), self.currentIndex()
        if self.state() == QAbstractItemView.State.EditingState:
            event.accept()  # the key that ends an edit comes here too: it has done its work
        elif key == Qt.Key.Key_Space and index.isValid():
            self.rows.toggle(index.row())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _share(self) -> None:
        """Each column as wide as what it says, each row as high."""
        theme, px = self._theme, self._theme.px
        services = [self.rows.service(row) for row in range(self.rows.rowCount())]
        room = max(0, self.viewport().width() - px(TICK_WIDE))
        widths = shares(room, *_widths(theme, services))
        for column, width in zip((KEPT, LABEL, SPECIALTY, LINES), (px(TICK_WIDE), *widths), strict=True):
            self.setColumnWidth(column, width)
        for row, service in enumerate(services):
            count = len(wrapped(theme, service.lines, widths[2] - 2 * px(SIDE)))
            self.setRowHeight(row, px(ROW) + max(0, count - 1) * px(LINE_HIGH))


def shares(room: int, wanted: Widths, least: Widths) -> Widths:
    """Widths of label and group, specialty, numbers in a room, all in pixels.

    Short of room, numbers go on several lines first (never narrower than one of them, nor wider than half the room);
    then a group is cut, then labels and specialties alike.
    """
    spare = room - sum(wanted)
    if spare >= 0:
        return wanted[0] + spare // 3, wanted[1] + spare // 3, room - wanted[0] - wanted[1] - 2 * (spare // 3)
    numbers = max(min(least[2], room // 2), wanted[2] + spare)
    rest = room - numbers
    both = least[0] + wanted[1]
    label = rest - wanted[1] if both <= rest else rest * least[0] // both
    return label, rest - label, numbers


def _widths(theme: Theme, services: list[ServiceProposal]) -> tuple[Widths, Widths]:
    """How wide the columns would be, and how narrow: a label without its group, one number a line."""
    plain, strong, soft = (
        partial(theme.width_of, font=theme.font(size, weight, tabular=True))
        for size, weight in ((LETTERS, 400), (LETTERS, 600), (GROUP_LETTERS, 400))
    )
    sides, gap = 2 * theme.px(SIDE), theme.px(GAP)
    labels = [(strong(one.label), gap + soft(one.group) if one.group else 0) for one in services] or [(0, 0)]
    specialties = [plain(words.specialty(one.specialty)) for one in services if one.specialty]
    numbers = max((plain(f"{lines_text(one.lines)},") for one in services), default=0)
    number = max((plain(f"{said},") for one in services for _, said in _pieces(one.lines)), default=0)
    specialty = max(specialties, default=0) + sides
    return (
        (max(map(sum, labels)) + sides, specialty, numbers + sides),
        (max(label for label, _ in labels) + sides, specialty, number + sides),
    )


def _pieces(lines: tuple[LinePiece, ...]) -> list[tuple[str, str]]:
    """What is said of some numbers, a number or a comment each, with what comes before it."""
    found: list[tuple[str, str]] = []
    for line in lines:
        number, comment = _line_text(line, comments=False), _line_text(line, comments=True)
        found.append((", " if found else "", number))
        if comment != number:
            found.append((" ", comment.removeprefix(f"{number} ")))
    return found


def wrapped(theme: Theme, lines: tuple[LinePiece, ...], width: int) -> list[str]:
    """What is said of some numbers, on lines of `width` pixels at the most: never cut in a number nor in a comment."""
    font = theme.font(LETTERS, 400, tabular=True)
    found = [""]
    for glue, text in _pieces(lines):
        longer = found[-1] + glue + text
        if not found[-1] or theme.width_of(f"{longer},", font) <= width:
            found[-1] = longer
        else:
            found[-1] += glue.rstrip()
            found.append(text)
    return found
