"""Searches of the table kept under a name: asked for, renamed, forgotten."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence

from carnet.ui import table_acts
from carnet.ui.table_bar import said_whole
from carnet.ui.table_page import TablePage
from carnet.ui.table_side import Place
from carnet.words import NARROW

if TYPE_CHECKING:
    from carnet.ui.table_room import TableRoom


class TableSearches(QObject):
    """Ctrl+S on the page, F2 and Suppr on the list at its left."""

    def __init__(self, room: "TableRoom", page: TablePage, now: Callable[[], datetime]) -> None:
        super().__init__(page)
        self._room, self._page, self._now = room, page, now
        keep = QAction(self.tr("Garder la recherche…"), page)
        keep.setShortcut(QKeySequence("Ctrl+S"))
        keep.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keep.triggered.connect(self.ask_name)
        page.addAction(keep)
        page.keep_button.clicked.connect(self.ask_name)
        page.side.rename_wanted.connect(self._ask_new_name)
        page.side.remove_wanted.connect(self._remove)

    @Slot()
    def ask_name(self) -> None:
        """Ask under which name to keep the search."""
        page = self._page
        if not page.state.in_trash:
            names = [one.name for one in page.state.saved]
            text = said_whole(page.bar.kept, page.bar.chips.names)
            question = self.tr("Garder cette recherche sous le nom")
            page.prompt.ask(question, self.tr("Garder"), self._keep, text=text, offered=names)

    @Slot(object)
    def _ask_new_name(self, place: Place) -> None:
        def rename(name: str) -> None:
            errand = table_acts.rename_search(place.saved, name, self._now())
            self._room.hand(errand, f"Recherche renommée{NARROW}: {name}", "Recherche renommée comme avant")

        self._page.prompt.ask(self.tr("Nouveau nom"), self.tr("Renommer"), rename, text=place.title)

    def _keep(self, name: str) -> None:
        errand = table_acts.keep_search(name, self._page.state.terms(self._page.bar.kept), self._now())
        self._room.hand(errand, f"Recherche gardée{NARROW}: {name}", f"Recherche oubliée{NARROW}: {name}")

    @Slot(object)
    def _remove(self, place: Place) -> None:
        errand = table_acts.remove_search(place.saved, self._now())
        said = f"Recherche oubliée{NARROW}: {place.title}"
        self._room.hand(errand, said, f"Recherche gardée{NARROW}: {place.title}")
