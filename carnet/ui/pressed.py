"""Keys pressed before what they are for is there: done once it has come, in their order, for the words typed then."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Slot

from carnet.ui.search_page import SearchPage
from carnet.ui.searcher import Searcher
from carnet.words import NARROW

SLOW_MS = 400  # beyond it, say that the key was heard


class _Key(NamedTuple):
    """What is to be done, the key as written, whether it needs the card or the list alone."""

    deed: Callable[[], object]
    written: str
    on_card: bool


class Pressed(QObject):
    """A key acts on what was typed before it, never on an older answer: list and card are awaited if need be."""

    def __init__(
        self, searcher: Searcher, page: SearchPage, asking: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        """`asking`: whether a search is about to be asked."""
        super().__init__(parent)
        self._searcher, self._page, self._asking = searcher, page, asking
        self._keys: list[_Key] = []
        self._busy: list[Callable[[], bool]] = []
        self._going = False
        self._said = ""
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(SLOW_MS)
        self._slow.timeout.connect(self._tell)
        searcher.eased.connect(self.go_on)

    @property
    def waiting(self) -> bool:
        """Whether a key is still to be done."""
        return bool(self._keys)

    def do(self, deed: Callable[[], object], written: str, *, on_card: bool = True) -> None:
        """Do it at once, or when the list, and with `on_card` the card, answer what is asked. `written`: the key."""
        self._keys.insert(0 if self._going else len(self._keys), _Key(deed, written, on_card))
        self._run()
        if self._keys and not self._slow.isActive():
            self._slow.start()

    def hold(self, errand: int) -> None:
        """What is pressed from now on waits for an errand: it changes what keys act on."""
        self.hold_while(partial(self._searcher.runs, errand))

    def hold_while(self, busy: Callable[[], bool]) -> None:
        """What is pressed from now on waits until something is no longer so; `go_on` tells when it is not."""
        self._busy.append(busy)

    def drop(self, why: str = "") -> None:
        """Nothing that waits is done any more; with `why`, that is said."""
        written = ", ".join(dict.fromkeys(key.written for key in self._keys))
        self._keys.clear()
        self._slow.stop()
        if written and why:
            self._page.status.say(f"{written}{NARROW}: {why}", bad=True)

    @Slot()
    def go_on(self) -> None:
        """Something has come: do what waited for nothing else."""
        if not self._going:
            self._run()

    def _run(self) -> None:
        before, self._going = self._going, True
        try:
            while self._keys and self._is_there(self._keys[0]):
                if self._page.isHidden():
                    self.drop("pas fait, la recherche n’était plus à l’écran.")
                    return
                self._quiet()
                self._keys.pop(0).deed()
        finally:
            self._going = before

    def _is_there(self, key: _Key) -> bool:
        searcher = self._searcher
        self._busy = [busy for busy in self._busy if busy()]
        if self._busy or self._asking() or searcher.behind:
            return False
        return not key.on_card or (self._page.completed and not searcher.card_behind)

    @Slot()
    def _tell(self) -> None:
        if self._keys:
            written = ", ".join(dict.fromkeys(key.written for key in self._keys))
            self._said = f"{written}{NARROW}: dès que la réponse est là…"
            self._page.status.say(self._said)

    def _quiet(self) -> None:
        self._slow.stop()
        if self._said and self._page.status.message == self._said:
            self._page.status.quiet()
        self._said = ""
