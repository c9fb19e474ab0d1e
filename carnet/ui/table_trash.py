"""The trash beside the table: read, put back, erased for good."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from carnet.queries.trash import Goes, TrashedCard
from carnet.ui import table_acts
from carnet.ui.table_page import TablePage
from carnet.words import plural

if TYPE_CHECKING:
    from carnet.ui.table_room import TableRoom


class TableTrash(QObject):
    """What the trash panel asks for, done."""

    def __init__(self, room: "TableRoom", page: TablePage, now: Callable[[], datetime]) -> None:
        super().__init__(page)
        self._room, self._page, self._now = room, page, now
        page.trash_wanted.connect(self._read)
        page.trash.restore_wanted.connect(self._restore)
        page.trash.weigh_wanted.connect(self._weigh)
        page.trash.erase_wanted.connect(self._erase)

    @Slot()
    def _read(self) -> None:
        self._room.send(table_acts.load_trash(), self._show)

    def _show(self, cards: tuple[TrashedCard, ...]) -> None:
        self._page.trash.show_cards(cards)

    @Slot(list)
    def _restore(self, keys: list[int]) -> None:
        said = plural(len(keys), "fiche remise dans le carnet", "fiches remises dans le carnet")
        self._room.write(keys, table_acts.restore, said, "De nouveau à la corbeille")

    @Slot(list)
    def _weigh(self, keys: list[int]) -> None:
        def ask(goes: Goes) -> None:
            self._page.trash.ask(keys, goes)

        self._room.send(table_acts.weigh(keys), ask)

    @Slot(list)
    def _erase(self, keys: list[int]) -> None:
        def erased(_: None) -> None:
            said = plural(len(keys), "fiche effacée pour toujours", "fiches effacées pour toujours")
            self._page.status.say(said)
            self._room.read()

        self._room.send(table_acts.erase(keys, self._now()), erased)
