"""F1: every key, and what it does."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from carnet.domain.disclosure import Profile
from carnet.ui import keys
from carnet.ui.theme import Theme, lettered


class KeysPanel(QWidget):
    """A side panel. `left`: Esc, F1 or « Fermer »."""

    left = Signal()

    def __init__(
        self,
        theme: Theme,
        profile: Profile = Profile.OWNER,
        granted: frozenset[str] = frozenset(),
        parent: QWidget | None = None,
    ) -> None:
        """`profile`: for whom the book is open; only its keys, and those `granted`, are listed."""
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("page")
        self.setAccessibleName(self.tr("Les touches"))
        scroll, body = QScrollArea(), QWidget()
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName(self.tr("Liste des touches"))
        self._grid = QGridLayout(body)
        self._title = QLabel(self.tr("Les touches"))
        lettered(self._title, "name")
        self._close = QPushButton(self.tr("Fermer   Échap"))
        self._close.clicked.connect(self.left)
        self._labels: list[tuple[QLabel, QLabel]] = []
        for row, key in enumerate((*keys.in_place(profile), *keys.bound(profile, granted))):
            written, does = QLabel(key.written), QLabel(key.does.replace(" ;", "\u202f;"))
            does.setWordWrap(True)
            lettered(written, "key")
            lettered(does, "small", soft=True)
            self._grid.addWidget(written, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(does, row, 1)
            self._labels.append((written, does))
        self._grid.setColumnStretch(1, 1)
        self._grid.setRowStretch(len(self._labels), 1)
        scroll.setWidget(body)
        whole = QVBoxLayout(self)
        whole.addWidget(self._title)
        whole.addWidget(scroll, 1)
        whole.addWidget(self._close, 0, Qt.AlignmentFlag.AlignLeft)
        theme.changed.connect(self._renew)
        self._renew()

    def start(self) -> None:
        """The focus comes here."""
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(6))
        self._grid.setContentsMargins(0, px(4), 0, px(4))
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(px(22), px(17), px(22), px(17))
            layout.setSpacing(px(8))
