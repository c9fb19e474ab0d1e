"""How the window makes « Coordonnées à remettre »: for the names kept for the patient, else for the card shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Slot
from shiboken6 import isValid

from carnet.errors import CarnetError
from carnet.exchange.slip import Paper, make_slip
from carnet.exchange.slip_names import Named
from carnet.ui import card_content
from carnet.ui.slip_page import SlipPage
from carnet.ui.slip_whom import names

if TYPE_CHECKING:
    from carnet.ui.main_window import MainWindow
    from carnet.ui.searcher import Errand


def open_slip(window: "MainWindow") -> None:
    """Ctrl+P: the slip, as it will be printed."""
    chosen = names(window)
    if not chosen:
        window.page.status.say(
            QCoreApplication.translate("slip", "Choisissez d’abord quelqu’un dans la liste."), bad=True
        )
        return
    page = SlipPage(window.theme, _paper(window.session.settings.slip_paper))
    room = SlipRoom(window, page, chosen)
    window.show_panel(page)
    room.make()


class SlipRoom(QObject):
    """A slip open in the window: made in the thread that reads, shown in this one."""

    def __init__(self, window: "MainWindow", page: SlipPage, chosen: tuple[Named, ...]) -> None:
        super().__init__(page)
        self._window, self._page, self._names = window, page, chosen
        page.left.connect(self._leave)
        page.paper_chosen.connect(self._remember)
        window.session.book_closing.connect(self._leave)

    def make(self) -> None:
        """Make the document for the paper chosen, then show it."""
        page, paper = self._page, self._page.paper
        said = tuple(card_content.name(one.card.public) for one in self._names)

        def show(pdf: bytes) -> None:
            if isValid(page) and page.paper is paper:
                page.show_slip(said, pdf)

        def refuse(error: CarnetError) -> None:
            if isValid(page):
                page.say(str(error), bad=True)

        session = self._window.session
        self._window.searcher.send(_making(self._names, session.practice_name, paper), show, refuse)

    @Slot(object)
    def _remember(self, paper: Paper) -> None:
        try:
            self._window.session.change_settings(slip_paper=str(paper))
        except CarnetError as error:
            self._page.say(str(error), bad=True)
        self.make()

    @Slot()
    def _leave(self) -> None:
        if self._window.pages.currentWidget() is self._page:
            self._window.close_panel()


def _making(chosen: tuple[Named, ...], practice: str, paper: Paper) -> "Errand":
    return lambda reach: make_slip(chosen, practice=practice, day=reach.scene.today, paper=paper)


def _paper(said: str) -> Paper:
    return Paper(said) if said in set(Paper) else Paper.A5
