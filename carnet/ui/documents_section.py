"""The documents of a card as a list: add, open, remove, by keys or by hand. For a side panel or the editor."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from carnet.queries.documents import DocumentRow
from carnet.services.documents import Attachment
from carnet.ui.documents_photo import encoded
from carnet.ui.panel_parts import ButtonRow, Notice, Words, plain
from carnet.ui.theme import Theme
from carnet.words import NARROW, long_date, plural, short_date

Index = QModelIndex | QPersistentModelIndex
Given = Path | Attachment
Chooser = Callable[[QWidget, str, str], list[str]]  # parent, title, filter → paths
ROW_HEIGHT = 46  # pixels at 100 %
_MOST_ROWS = 6  # shown before the list scrolls, in the editor
_KINDS = {
    "application/pdf": "PDF", "image/jpeg": "image", "image/png": "image", "image/gif": "image", "image/tiff": "image",
}  # fmt: skip


def choose_files(parent: QWidget, title: str, kinds: str) -> list[str]:
    """Ask the system for files."""
    return QFileDialog.getOpenFileNames(parent, title, "", kinds)[0]


def file_size(size: int) -> str:
    """« 340 octets », « 240 Ko », « 1,2 Mo »."""
    if size < 1000:
        return f"{size} octet{'s' if size > 1 else ''}"
    if size < 1_000_000:
        return f"{round(size / 1000)} Ko"
    return f"{size / 1_000_000:.1f} Mo".replace(".", ",")


class DocumentsModel(QAbstractListModel):
    """Rows of `queries.documents`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[DocumentRow, ...] = ()

    def show_rows(self, rows: Sequence[DocumentRow]) -> None:
        """Show these in the place of the others."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  (Qt's name and default)
        """As many as there are documents."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The name; spoken, the whole row; the whole name as a tool tip, for one that is cut."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.name}, {about(row)}"
        return None


def about(row: DocumentRow) -> str:
    """« PDF · 240 Ko · 22 nov. 2026 »: what is said under a name."""
    kind = "photo de la fiche" if row.is_photo else _KINDS.get(row.media_type, "")
    return " · ".join(part for part in (kind, file_size(row.size), short_date(row.added_on)) if part)


class _Delegate(QStyledItemDelegate):
    """A name, and under it what it is, quieter."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """One height for all."""
        return QSize(self._theme.px(120), self._theme.px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Selected rows have the ground and the bar of the main list."""
        model, theme = index.model(), self._theme
        assert isinstance(model, DocumentsModel)
        row, px = model.rows[index.row()], theme.px
        rect: QRect = option.rect

        state = option.state

        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("selected"))
            painter.fillRect(QRect(rect.left(), rect.top(), px(3), rect.height()), theme.colour("accent"))
        words = rect.adjusted(px(12), px(5), -px(10), -px(5))
        half = words.height() // 2
        name, below = QRect(words.topLeft(), QSize(words.width(), half)), words.adjusted(0, half, 0, 0)
        for text, font, colour, line, elided in (
            (row.name, theme.font(14, 500), "ink", name, Qt.TextElideMode.ElideMiddle),
            (about(row), theme.font(12.5), "soft", below, Qt.TextElideMode.ElideRight),
        ):
            painter.setFont(font)
            painter.setPen(theme.colour(colour))
            shown = painter.fontMetrics().elidedText(text, elided, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(theme.colour("accent"), px(2)))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()


class DocumentsSection(QWidget):
    """Shows the documents of a card; what comes of its signals is shown by `show_rows`, `say` and `refuse`.

    `add_wanted(list[Path | Attachment])`: chosen, pasted or dropped. `photo_wanted(Path)`. `open_wanted(int)`,
    `remove_wanted(int)`: the key of a document. `left`: Esc. `counted(str)`: how many there are now, in words.
    """

    add_wanted = Signal(list)
    photo_wanted = Signal(object)
    open_wanted = Signal(int)
    remove_wanted = Signal(int)
    left = Signal()
    counted = Signal(str)

    def __init__(self, theme: Theme, today: date, *, choose: Chooser = choose_files) -> None:
        """`today` dates what is pasted without a name."""
        super().__init__()
        self._theme, self._today, self._choose = theme, today, choose
        self.setAcceptDrops(True)
        self.setAccessibleName(self.tr("Documents de la fiche"))
        self._empty = Words(theme, self._teaching(), size=13.5, colour="soft")
        self.model = DocumentsModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Delegate(theme, self.list))
        self.list.setAccessibleName(self.tr("Documents"))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.doubleClicked.connect(self._on_opened)
        self.list.installEventFilter(self)
        self.said = Notice(theme)
        self._make_buttons()
        self._lay_out()
        theme.changed.connect(self._renew)
        self.show_rows(())

    def _make_buttons(self) -> None:
        tr = self.tr
        self.add, self.open = plain(tr("Ajouter…   Inser")), plain(tr("Ouvrir   Entrée"))
        self.remove, self.photo = plain(tr("Retirer   Suppr")), plain(tr("Photo…"))
        for button, spoken, deed in (
            (self.open, tr("Ouvrir le document, Entrée"), self._on_opened),
            (self.add, tr("Ajouter un document, Inser"), self.choose_documents),
            (self.remove, tr("Retirer le document, Suppr"), self._on_removed),
            (self.photo, tr("Choisir la photo de la fiche"), self._on_photo),
        ):
            button.setAccessibleName(spoken)
            button.clicked.connect(deed)

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._empty)
        self._column.addWidget(self.list)
        self._column.addWidget(self.said)
        for pair in ((self.open, self.add), (self.remove, self.photo)):
            self._column.addWidget(ButtonRow(self._theme, pair))

    def _teaching(self) -> str:
        return self.tr(
            "Aucun document. Une lettre, un plan d’accès, une plaquette{n}: déposez le fichier ici, collez-le (Ctrl V)"
            " ou choisissez-le (Inser). Il est gardé dans votre carnet chiffré, pour vous seul."
        ).format(n=NARROW)

    def show_rows(self, rows: Sequence[DocumentRow]) -> None:
        """Show documents; the selection stays where it was."""
        at = self.list.currentIndex().row()
        self.model.show_rows(rows)
        self._empty.setVisible(not rows)
        self.list.setVisible(bool(rows))
        for button in (self.open, self.remove):
            button.setVisible(bool(rows))
        if rows:
            self.list.setCurrentIndex(self.model.index(min(max(at, 0), len(rows) - 1)))
        self._renew()
        self.counted.emit(plural(len(rows), "document", "documents") if rows else "")

    def say(self, text: str) -> None:
        """Tell what came of a deed."""
        self.said.paint_as("soft")
        self.said.say(text)

    def refuse(self, text: str) -> None:
        """Tell why nothing came of it."""
        self.said.paint_as("warning")
        self.said.say(text)

    def start(self) -> None:
        """The focus goes to the list, or to the button that adds the first."""
        (self.list if self.model.rows else self.add).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def choose_documents(self) -> None:
        """Ask for files to add."""
        chosen = self._choose(self, self.tr("Ajouter des documents"), self.tr("Tous les fichiers (*)"))
        if chosen:
            self.add_wanted.emit([Path(path) for path in chosen])

    @Slot()
    def _on_photo(self) -> None:
        chosen = self._choose(self, self.tr("Photo de la fiche"), self.tr("Images (*.jpg *.jpeg *.png)"))
        if chosen:
            self.photo_wanted.emit(Path(chosen[0]))

    @Slot()
    def _on_opened(self) -> None:
        if (row := self._current()) is not None:
            self.open_wanted.emit(row.key)

    @Slot()
    def _on_removed(self) -> None:
        if (row := self._current()) is not None:
            self.remove_wanted.emit(row.key)

    def _current(self) -> DocumentRow | None:
        at = self.list.currentIndex().row()
        return self.model.rows[at] if 0 <= at < len(self.model.rows) else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """In the list: Enter opens, Suppr removes; Ctrl+V and Inser work anywhere in the section."""
        if watched is self.list and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._on_opened()
                return True
            if event.key() == Qt.Key.Key_Delete and event.modifiers() == Qt.KeyboardModifier.NoModifier:
                self._on_removed()
                return True
            if event.matches(QKeySequence.StandardKey.Paste) or event.key() == Qt.Key.Key_Insert:
                self.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Inser chooses files, Ctrl+V takes what was copied, Esc leaves."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self._take(QGuiApplication.clipboard().mimeData(), self.tr("Le presse-papiers ne contient pas de fichier."))
        elif event.key() == Qt.Key.Key_Insert:
            self.choose_documents()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Files and pictures are taken."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """What is dropped is added."""
        self._take(event.mimeData(), self.tr("Seul un fichier de cet ordinateur s’ajoute."))
        event.acceptProposedAction()

    def _take(self, data: QMimeData, nothing: str) -> None:
        given = _given(data, self._today)
        if given:
            self.add_wanted.emit(given)
        else:
            self.refuse(nothing)

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        self._column.setSpacing(px(8))
        shown = min(len(self.model.rows), _MOST_ROWS)
        self.list.setMinimumHeight(px(ROW_HEIGHT) * min(shown, 3))
        self.list.setMaximumHeight(px(ROW_HEIGHT) * shown + 2)
        self.list.scheduleDelayedItemsLayout()


def _given(data: QMimeData, today: date) -> list[Given]:
    """The files of this machine that were copied or dropped, else a picture, named by the day."""
    paths: list[Given] = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if paths or not data.hasImage():
        return paths
    image = data.imageData()
    if not isinstance(image, QImage) or image.isNull():
        return []
    return [Attachment(f"Image du {long_date(today)}.png", encoded(image, "PNG"))]
