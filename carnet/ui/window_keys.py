"""The keys of the window: what each does, where it works and in whose view; the menu of a row is made of them."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from carnet.ui import keys
from carnet.ui.result_lines import Line

if TYPE_CHECKING:
    from carnet.ui.main_window import MainWindow

_CARD_DEEDS = ("verify", "favourite", "documents", "history", "opinion", "successor", "slip")  # of card_deeds
_BOOK_DEEDS = ("table", "journal", "trash")  # of table_room
_FOLLOW_DEEDS = ("follow",)  # of follow_room
_REFER_DEEDS = ("refer", "keep", "copy", "letter", "paste", "reason")  # of refer
# Keys that need no answer, or that await it themselves; keys for the list alone; the others are for the card of the row
# selected, and these of them for a card or names kept.
_AT_ONCE = frozenset({"search", "refer", "table", "follow", "town", "larger", "smaller", "usual", "help"})
_ON_LIST = frozenset({"keep", "capture", "hidden", "undo"})
_ON_SOMEBODY = frozenset({
    "copy", "letter", "call", "map", "adopt", "paste", "edit", "verify", "favourite", "documents", "history", "opinion",
    "successor", "reason", "patient",
})  # fmt: skip
_ALWAYS = frozenset({"larger", "smaller", "usual"})  # keys that work whatever the window shows
Deed = Callable[[], object]


class WindowKeys(QObject):
    """An action for every key of `keys.bound`, by its name in `actions`; in each view, some of them are the window's.

    The room that does what a key asks is loaded when the key is pressed.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._granted: frozenset[str] = frozenset()
        deeds = self._deeds()
        self.actions = {key.action: self._bind(key, deeds[key.action]) for key in keys.bound()}

    def __getitem__(self, name: str) -> QAction:
        """The action of a key."""
        return self.actions[name]

    def _deeds(self) -> dict[str, Deed]:
        window = self._window
        return {
            "search": window.to_box, "call": window.hands.call,
            "capture": self._capture, "people": self._people, "adopt": window.hands.adopt,
            "edit": self._edit, "map": window.hands.map,
            "town": window.town.open, "patient": window.patient.turn,
            "hidden": window.consultation.toggle_hidden, "undo": window.hands.undo,
            "larger": partial(window.settings_menu.zoom, 1), "smaller": partial(window.settings_menu.zoom, -1),
            "usual": partial(window.settings_menu.zoom, 0), "help": self._toggle_help,
            **{name: partial(self.do_on_card, name) for name in _CARD_DEEDS},
            **{name: partial(self._book_deed, name) for name in _BOOK_DEEDS},
            **{name: partial(self._follow_deed, name) for name in _FOLLOW_DEEDS},
            **{name: partial(self._refer_deed, name) for name in _REFER_DEEDS},
        }  # fmt: skip

    def _bind(self, key: keys.Key, deed: Deed) -> QAction:
        action = QAction(key.does, self._window)
        action.setShortcuts([QKeySequence(text) for text in (key.sequence, *key.also)])
        action.triggered.connect(lambda _=False: self._press(key, deed))
        self._window.addAction(action)
        return action

    def _press(self, key: keys.Key, deed: Deed) -> None:
        """Do what a key asks once what it acts on is there."""
        if key.action in _AT_ONCE:
            deed()
        else:
            act = partial(self._on_somebody, deed) if key.action in _ON_SOMEBODY else deed
            self._window.consultation.pressed.do(act, key.written, on_card=key.action not in _ON_LIST)

    def _on_somebody(self, deed: Deed) -> None:
        window = self._window
        if window.consultation.sheet is None and not window.consultation.inquiry.tray:
            window.page.status.say(self.tr("Choisissez d’abord quelqu’un dans la liste."), bad=True)
        else:
            deed()

    def replay(self, key: keys.Key) -> None:
        """Do what was pressed before there was anything here, if it is of the view."""
        action = self[key.action]
        if action in self._window.actions():
            action.trigger()

    def work(self, *, on_search: bool) -> None:
        """Away from the search, keys are off but those of the size of the text."""
        for name, action in self.actions.items():
            action.setEnabled(on_search or name in _ALWAYS)

    def fit_view(self) -> None:
        """Keys that are not of the view are no action of the window."""
        hers = {key.action for key in keys.bound(self._window.session.profile, self._granted)}
        for name, action in self.actions.items():
            self._window.addAction(action) if name in hers else self._window.removeAction(action)

    def grant(self, names: frozenset[str]) -> None:
        """Keys that the owner allows the secretary, besides those of her view."""
        if names != self._granted:
            self._granted = names
            self.fit_view()

    @Slot(object, object)
    def show_row_menu(self, line: Line, at: QPoint) -> None:
        """What can be done with a row, by the keys of the view."""
        menu = QMenu(self._window)
        mine = line.result is not None and line.result.source == "book"
        usual = ("refer", "keep", "copy", "letter", "call", "map", "adopt", "paste", "slip", "patient")
        names = (*usual, *(("history", "journal", "trash") if mine else ()))
        rooms = (*(("edit", "people", "opinion") if mine else ()), "capture")
        shown = [self[name] for name in (*names, *rooms) if name != ("adopt" if mine else "paste")]
        menu.addActions([action for action in shown if action in self._window.actions()])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    @Slot(str)
    def do_on_card(self, name: str) -> None:
        """A deed on the card shown, asked by its key, or by a row or a button of the card."""
        from carnet.ui import card_deeds

        card_deeds.do(self._window, name)

    def _toggle_help(self) -> None:
        from carnet.ui.keys_panel import KeysPanel

        window = self._window
        if isinstance(window.page.right.currentWidget(), KeysPanel):
            window.close_panel()
            return
        panel = KeysPanel(window.theme, window.session.profile, self._granted)
        panel.left.connect(window.close_panel)
        window.show_panel(panel, side=True)
        panel.start()

    def _edit(self) -> None:
        from carnet.ui import editor

        editor.edit(self._window)

    def _people(self) -> None:
        from carnet.ui import people

        people.enter(self._window)

    def _capture(self) -> None:
        from carnet.ui import capture

        capture.enter(self._window)

    def _book_deed(self, name: str) -> None:
        from carnet.ui import table_room

        table_room.do(self._window, name)

    def _refer_deed(self, name: str) -> None:
        from carnet.ui import refer

        refer.do(self._window, name)

    def _follow_deed(self, name: str) -> None:
        from carnet.ui import follow_room

        follow_room.do(self._window, name)
