"""The frame of the window, on screen before the rest of the program is loaded: a box, where the real one will be.

Most of a start goes into loading Python modules. The frame needs next to none of them, so it is there at once and
takes what is typed; when the search page is ready it takes its place in the frame, and the words.

Even the names of `Qt` and of events wait: the first use of that namespace costs as much as a sixth of a bare start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QCoreApplication, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QMainWindow, QVBoxLayout, QWidget

from carnet.settings import Settings

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

FIRST_SIZE = (1280, 800)
SMALLEST = (760, 480)
_BOX = (640, 44)  # width and height as drawn, pixels at 100 %
_MARGINS = (20, 14)


class Shell(QMainWindow):
    """The one top-level window of a run. `closing`: it is about to close, and can still be measured."""

    closing = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self.setWindowTitle("carnet")
        self.setMinimumSize(*SMALLEST)
        self.resize(*FIRST_SIZE)
        if settings.window:
            self.restoreGeometry(QByteArray.fromBase64(settings.window.encode()))
        self.box: QLineEdit | None = None
        self._show_box()

    @property
    def geometry_text(self) -> str:
        """Where the window is and how large, as the settings keep it."""
        return bytes(self.saveGeometry().toBase64().data()).decode()

    def fill(self, page: QWidget) -> str:
        """Put `page` in the frame, in the place of what was there, which is deleted. Returns the words typed so far."""
        from PySide6.QtCore import QEvent, Qt

        typed = self.box.text() if self.box is not None else ""
        self.box = None
        if self._settings.theme != "system":  # the theme takes over, and may be asked to follow the system again
            QGuiApplication.styleHints().setColorScheme(Qt.ColorScheme.Unknown)
        # The frame is older than the theme's fonts and has yet to hear of them: what is put in it takes its own.
        QCoreApplication.sendEvent(self, QEvent(QEvent.Type.ApplicationFontChange))
        page.setWindowFlags(Qt.WindowType.Widget)
        page.setWindowState(Qt.WindowState.WindowNoState)
        self.setCentralWidget(page)
        page.windowTitleChanged.connect(self.setWindowTitle)
        self.setWindowTitle(page.windowTitle())
        page.show()
        return typed

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  (Qt's name)
        """Tell it first: what the window holds has things to put away."""
        self.closing.emit()
        super().closeEvent(event)

    def _show_box(self) -> None:
        """In the system's own colours: the theme is loaded with the rest."""
        if self._settings.theme != "system":
            from PySide6.QtCore import Qt

            schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
            QGuiApplication.styleHints().setColorScheme(schemes.get(self._settings.theme, Qt.ColorScheme.Unknown))
        scale = self._settings.text_percent / 100
        page, self.box = QWidget(), QLineEdit()
        self.box.setAccessibleName(self.tr("Chercher un correspondant"))
        self.box.setFixedHeight(round(_BOX[1] * scale))
        self.box.setMaximumWidth(round(_BOX[0] * scale))
        self.box.setTextMargins(round(10 * scale), 0, 0, 0)
        font = self.box.font()
        font.setPixelSize(round(20 * scale))
        self.box.setFont(font)
        column = QVBoxLayout(page)
        left, top = (round(margin * scale) for margin in _MARGINS)
        column.setContentsMargins(left, top, left, top)
        column.addWidget(self.box)
        column.addStretch(1)
        self.setCentralWidget(page)
        self.box.setFocus()
