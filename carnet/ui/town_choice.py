"""The patient's commune: the panel asks, the thread that reads completes, the consultation takes it."""

from PySide6.QtCore import QObject, Slot

from carnet.errors import CarnetError
from carnet.ui.consultation import Consultation
from carnet.ui.search_page import SearchPage
from carnet.ui.searcher import Searcher, Town


class TownChoice(QObject):
    """Joins the three."""

    def __init__(self, searcher: Searcher, consultation: Consultation, page: SearchPage) -> None:
        super().__init__(page)
        self._searcher, self._consultation, self._page = searcher, consultation, page
        page.chips.town_wanted.connect(self.open)
        page.town.typed.connect(self._complete)
        page.town.chosen.connect(self._take)
        page.town.cleared.connect(self._clear)
        page.town.left.connect(self._close)

    @Slot()
    def open(self) -> None:
        """Show the panel, or hide it again."""
        if self._page.town.isVisible():
            self._close()
        else:
            self._page.open_town(patient=self._consultation.inquiry.town is not None)

    @Slot(str)
    def _complete(self, text: str) -> None:
        def show(towns: tuple[Town, ...]) -> None:
            self._page.town.offer(text, towns)

        self._searcher.send(lambda reach: reach.towns(text), show, self._fail)

    def _fail(self, error: CarnetError) -> None:
        self._page.status.say(str(error), bad=True)

    @Slot(object)
    def _take(self, town: Town) -> None:
        self._close()
        self._consultation.set_town(town)

    @Slot()
    def _clear(self) -> None:
        self._close()
        self._consultation.set_town(None)

    @Slot()
    def _close(self) -> None:
        self._page.town.hide()
        self._page.box.setFocus()
