"""The window turned to the patient: F9 shows them the card, or the names kept for them, and nothing else."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from carnet.ui.patient_screen import PatientScreen

if TYPE_CHECKING:
    from carnet.ui.main_window import MainWindow


class PatientTurn(QObject):
    """Turns the window to the patient and back; `screen` is what they see. It never outlasts the book."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.screen = PatientScreen(window.theme)
        window.pages.addWidget(self.screen)
        self.screen.left.connect(self.turn)
        window.session.book_closing.connect(self._back)

    @Slot()
    def turn(self) -> None:
        """Show the screen, if there is somebody to show; or the search again, the focus where one works."""
        from carnet.ui.slip_whom import names

        window = self._window
        if window.pages.currentWidget() is self.screen:
            self._back()
            side = window.page.right.currentWidget()
            (window.page.box if side is None or side is window.page.card else side).setFocus()
        elif cards := tuple(one.card for one in names(window)):
            window.go_to(self.screen)
            self.screen.show_cards(cards)

    @Slot()
    def _back(self) -> None:
        if self._window.pages.currentWidget() is self.screen:
            self._window.go_to(self._window.page)
