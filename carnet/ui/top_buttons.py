"""« Carnet » and « Nouvelle fiche » at the top of the window, beside the settings: as many as there is room for."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from carnet.ui import keys

if TYPE_CHECKING:
    from carnet.ui.main_window import MainWindow

BOX = 280  # pixels at 100 % that the box keeps, whatever stands beside it


class TopButtons(QWidget):
    """Buttons for keys of the window. Absent where nothing is open, or where the view has no such key."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window.page)
        self._window = window
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.buttons: dict[str, QPushButton] = {}
        written = {key.action: key.written for key in keys.bound()}
        for name, text in (("table", self.tr("Carnet")), ("capture", self.tr("Nouvelle fiche"))):
            button = QPushButton(text)
            button.setAccessibleName(f"{text}, {written[name]}")
            button.setToolTip(written[name])
            button.setProperty("top", True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(window.keys[name].trigger)
            self._row.addWidget(button)
            self.buttons[name] = button
        page = window.page
        page.add_top(self)
        page.installEventFilter(self)
        window.session.book_changed.connect(self.fit)
        window.session.lock_changed.connect(self.fit)
        window.theme.changed.connect(self.fit)
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        """The page has another width, or something beside these came or went."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self.fit()
        return super().eventFilter(watched, event)

    @Slot()
    def fit(self) -> None:
        """Show the first buttons that fit, of those that the view has."""
        window, gap = self._window, self._window.theme.px(8)
        if self._row.spacing() != gap:  # setting it, even to what it is, asks for another layout, hence for another fit
            self._row.setSpacing(gap)
        hers = {key.action for key in keys.bound(window.session.profile)}
        room, shown = self._room(gap), False
        for name, button in self.buttons.items():
            needed = button.sizeHint().width() + gap
            here = window.session.book is not None and name in hers and needed <= room
            room -= needed if here else 0
            shown = shown or here
            button.setVisible(here)
        self.setVisible(shown)

    def _room(self, gap: int) -> int:
        """Pixels beside the box and the other buttons of the top."""
        page = self._window.page
        others = [widget for widget in page.top_widgets() if widget is not self and not widget.isHidden()]
        taken = sum(widget.sizeHint().width() + gap for widget in others)
        return page.width() - self._window.theme.px(BOX + 2 * 20) - taken
