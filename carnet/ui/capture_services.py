"""A hospital's services as they were read: a table in which each row can be corrected or left out."""

from dataclasses import replace

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from carnet import words
from carnet.domain.capture_corrections import ServiceFix, corrected_service, service_key
from carnet.domain.capture_hospital import HospitalProposal, ServiceProposal
from carnet.domain.capture_lines import LinePiece
from carnet.ui.capture_rows import specialty_choices, specialty_named
from carnet.ui.choice_field import ChoiceField
from carnet.ui.theme import Theme

KEPT, LABEL, SPECIALTY, LINES = range(4)
SERVICE_ROLE = Qt.ItemDataRole.UserRole
ROW = 32
Index = QModelIndex | QPersistentModelIndex
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


class _Cells(QStyledItemDelegate):
    """Draws the cells with the theme's tokens; a specialty completes."""

    def __init__(self, theme: Theme, over: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme, self._over = theme, over

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """One line."""
        return QSize(self._theme.px(40), self._theme.px(ROW))

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
        rect, state, px = _rect(option), _state(option), self._theme.px
        kept = model.is_kept(index.row())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._theme.colour("selected"))
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if index.column() == KEPT:
            self._tick(painter, rect, on=kept)
        else:
            inside = rect.adjusted(px(6), 0, -px(6), 0)
            strong = 600 if index.column() == LABEL and kept else 400
            used = self._write(painter, inside, str(index.data() or ""), strong, "ink" if kept else "soft")
            if index.column() == LABEL and (group := model.service(index.row()).group):
                self._write(painter, inside.adjusted(used + px(8), 0, 0, 0), group, 400, "soft", size=12.5)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -2))
        painter.restore()

    def _tick(self, painter: QPainter, rect: QRect, *, on: bool) -> None:
        px, colour = self._theme.px, self._theme.colour
        side = px(16)
        box = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
        painter.setPen(QPen(colour("accent" if on else "soft"), max(1, px(1.5))))
        painter.setBrush(colour("accent" if on else "panel"))
        painter.drawRoundedRect(box, px(3), px(3))
        if on:
            painter.setPen(QPen(colour("on_accent"), px(2)))
            points = ((0.22, 0.52), (0.43, 0.72), (0.78, 0.3))
            painter.drawPolyline([box.topLeft() + QPointF(side * x, side * y) for x, y in points])

    def _write(self, painter: QPainter, rect: QRect, text: str, weight: int, colour: str, *, size: float = 14) -> int:
        font = self._theme.font(size, weight, tabular=True)
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, rect.width()))
        painter.setFont(font)
        painter.setPen(self._theme.colour(colour))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
        return metrics.horizontalAdvance(shown)


class ServicesTable(QTableView):
    """Arrows move, Space leaves a row out, F2 or typing corrects a cell. `entered`: Enter outside an edit."""

    entered = Signal()

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__()
        self._theme = theme
        self.rows = ServicesModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Cells(theme, over, self))
        self.setAccessibleName(self.tr("Services lus"))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        theme.changed.connect(self._renew)
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

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on a tick turns it."""
        index = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)
        if index.isValid() and index.column() == KEPT and event.button() == Qt.MouseButton.LeftButton:
            self.rows.toggle(index.row())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Columns share the width."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        px = self._theme.px
        room = self.viewport().width() - px(36)
        self.setColumnWidth(KEPT, px(36))
        for column, share in ((LABEL, 0.36), (SPECIALTY, 0.22), (LINES, 0.42)):
            self.setColumnWidth(column, int(room * share))

    @Slot()
    def _renew(self) -> None:
        px, colours = self._theme.px, self._theme.colours
        self.verticalHeader().setDefaultSectionSize(px(ROW))
        self.setStyleSheet(
            f"QTableView {{ background: {colours.panel}; border: 1px solid {colours.line}; outline: none; }}"
            f"QHeaderView::section {{ background: {colours.ground}; color: {colours.soft}; border: none;"
            f" border-bottom: 1px solid {colours.line}; padding: {px(4)}px {px(6)}px; font-size: {px(12)}px;"
            f" font-weight: 600; }}"
        )
        self._share()
        self.viewport().update()


def _rect(option: object) -> QRect:
    """The cell's rectangle; PySide's own types leave the option's members out."""
    rect: QRect = option.rect  # type: ignore[attr-defined]
    return rect


def _state(option: object) -> QStyle.StateFlag:
    state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
    return state
