"""How the window opens the table, the journal of the card shown, and throws a card away."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeySequence
from shiboken6 import isValid

from carnet.domain.disclosure import Profile, permit
from carnet.errors import CarnetError
from carnet.queries.card import row_id
from carnet.queries.journal import Step, journal
from carnet.queries.table import TableRow
from carnet.queries.trash import open_referrals
from carnet.ui import table_acts
from carnet.ui.acts import Done, whole
from carnet.ui.journal_panel import JournalPanel, kept_words
from carnet.ui.searcher import Errand, Reach
from carnet.ui.table_acts import Lists, Loaded, Verb, Words
from carnet.ui.table_deeds import TableDeeds
from carnet.ui.table_page import TablePage
from carnet.ui.table_searches import TableSearches
from carnet.ui.table_trash import TableTrash
from carnet.words import NARROW, number, plural

if TYPE_CHECKING:
    from carnet.ui.main_window import MainWindow

MANY = 200  # cards: writing more takes longer than a blink


class TableRoom(QObject):
    """The table open in the window: what it shows is read in the thread that reads, what it does goes by the hands."""

    def __init__(self, window: "MainWindow", page: TablePage) -> None:
        super().__init__(page)
        self._window, self._page = window, page
        page.left.connect(self._leave)
        page.opened.connect(self._open)
        page.columns_chosen.connect(self._remember)
        page.status.undo_wanted.connect(self._undo)
        window.hands.changed.connect(self._on_changed)
        window.session.book_closing.connect(self._leave)
        close = QAction(page)
        close.setShortcut(QKeySequence("Ctrl+B"))
        close.triggered.connect(self._leave)
        page.addAction(close)
        if page.profile is Profile.OWNER:
            self._take_deeds(TableDeeds(page))
            TableSearches(self, page, window.session.now)
            TableTrash(self, page, window.session.now)

    def _take_deeds(self, deeds: TableDeeds) -> None:
        deeds.wanted.connect(self.write)
        deeds.undo_wanted.connect(self._undo)
        deeds.journal_wanted.connect(self._to_journal)
        deeds.export_wanted.connect(self._export)
        deeds.menu.addSeparator()
        deeds.menu.addAction(self.tr("Doublons…"), self._find_duplicates)

    @Slot()
    def _find_duplicates(self) -> None:
        from carnet.ui.import_rooms import open_duplicates

        open_duplicates(self._window)

    def read(self) -> None:
        """Read the book, then its words."""
        self.send(table_acts.load(self._page.profile), self._show)

    def _show(self, loaded: Loaded) -> None:
        self._page.show_loaded(loaded)
        self.send(table_acts.load_words(loaded.table), self._show_words)
        self.send(table_acts.load_lists(loaded.table), self._show_lists)

    def _show_words(self, words: Words) -> None:
        self._page.show_words(words)

    def _show_lists(self, lists: Lists) -> None:
        self._page.show_lists(lists)

    def send(self, errand: Errand, done: Callable[[Any], None]) -> None:
        """Run an errand; what comes of it when the page is gone is not shown."""

        def shown(result: Any) -> None:
            if isValid(self):
                done(result)

        self._window.searcher.send(errand, shown, self._refuse)

    def _refuse(self, error: CarnetError) -> None:
        if isValid(self):
            self._page.status.say(str(error), bad=True)

    @Slot(list, object, str, str)
    def write(self, keys: list[int], verb: Verb, said: str, unsaid: str) -> None:
        """Do something to cards: `said` when it is done, `unsaid` when it is taken back."""
        if len(keys) >= MANY:
            self._page.status.say(f"{number(len(keys))} fiches{NARROW}: en cours…")
        self.hand(table_acts.write(keys, verb, self._window.session.now()), said, unsaid)

    def hand(self, errand: Errand, said: str, unsaid: str) -> None:
        """Run an errand that writes, and that Ctrl+Z takes back."""
        self._window.hands.write(errand, said, unsaid, failed=self._refuse)

    @Slot()
    def _undo(self) -> None:
        self._window.hands.undo(failed=self._refuse)
        status = self._window.page.status
        self._page.status.say(status.message, undo=status.offers_undo)

    @Slot(object)
    def _on_changed(self, done: Done) -> None:
        """Somebody wrote: say what the window says under the table, and show the book as it is."""
        status = self._window.page.status
        self._page.status.say(status.message, undo=status.offers_undo)
        self._page.bar.line.undo_is_the_windows = True
        self.read()

    @Slot(str)
    def _remember(self, columns: str) -> None:
        try:
            self._window.session.change_settings(table_columns=columns)
        except CarnetError as error:
            self._refuse(error)

    @Slot(tuple)
    def _export(self, ids: tuple[str, ...]) -> None:
        from carnet.ui.export import open_export

        open_export(self._window, ids)

    @Slot()
    def _leave(self) -> None:
        if self._window.pages.currentWidget() is self._page:
            self._window.close_panel()

    @Slot(object)
    def _open(self, row: TableRow) -> None:
        """The card, in the search: its name is typed, and it is the one selected."""
        self._leave()
        self._window.consultation.type(row.name)
        self._window.consultation.again(row.id)

    @Slot(object)
    def _to_journal(self, row: TableRow) -> None:
        self._open(row)
        show_journal(self._window, row.id, row.name)


def open_table(window: "MainWindow") -> None:
    """Ctrl+B: the whole book, as whoever opened it may see it."""
    session = window.session
    if session.book is None:
        _say_locked(window)
        return
    page = TablePage(
        window.theme, profile=session.profile, demonstration=session.demonstration,
        remembered=session.settings.table_columns,
    )  # fmt: skip
    room = TableRoom(window, page)
    window.show_panel(page)
    page.bar.line.setFocus()
    room.read()


def open_journal(window: "MainWindow") -> None:
    """Ctrl+H: the journal of the card shown, in its place; again: the card."""
    if isinstance(window.page.right.currentWidget(), JournalPanel):
        window.close_panel()
        return
    content = window.page.card.content
    if content is None or not content.in_book:
        window.page.status.say("Le journal est celui d’une fiche de votre carnet.")
        return
    show_journal(window, content.id, content.name)


def show_journal(window: "MainWindow", identifier: str, name: str) -> None:
    """The journal of a card, beside the list."""
    try:
        permit("journal", window.session.profile)
    except CarnetError as error:
        window.page.status.say(str(error), bad=True)
        return
    panel = JournalPanel(window.theme, name)
    JournalRoom(window, panel, identifier).read()
    window.show_panel(panel, side=True)
    panel.start()


class JournalRoom(QObject):
    """A journal open in the window."""

    def __init__(self, window: "MainWindow", panel: JournalPanel, identifier: str) -> None:
        super().__init__(panel)
        self._window, self._panel, self._id = window, panel, identifier
        self._kept: list[str] = []  # what the last undo left
        panel.left.connect(window.close_panel)
        panel.undo_wanted.connect(self._undo)
        window.hands.changed.connect(self._on_changed)
        window.session.book_closing.connect(self._leave)

    def read(self) -> None:
        """Read the steps."""
        identifier = self._id

        def errand(reach: Reach) -> tuple[Step, ...]:
            permit("journal", reach.scene.profile)
            connection = reach.book().reader()
            return journal(connection, row_id(connection, identifier))

        self._window.searcher.send(errand, self._show, self._refuse)

    def _show(self, steps: tuple[Step, ...]) -> None:
        if isValid(self):
            self._panel.show_steps(steps)

    def _refuse(self, error: CarnetError) -> None:
        if isValid(self):
            self._panel.notice.say(str(error))

    @Slot(object)
    def _undo(self, step: Step) -> None:
        kept: list[str] = []
        self._kept = kept
        errand = _undo_step(step.batch, self._id, self._window.session.now(), kept)
        self._window.hands.write(
            errand, f"Annulé{NARROW}: {step.verb}", f"Rétabli{NARROW}: {step.verb}", failed=self._refuse
        )

    @Slot(object)
    def _on_changed(self, done: Done) -> None:
        kept, self._kept = self._kept, []
        self._panel.say_kept(kept)
        self.read()

    @Slot()
    def _leave(self) -> None:
        if self._window.page.right.currentWidget() is self._panel:
            self._window.close_panel()


def _undo_step(batch: str, identifier: str, now: datetime, kept: list[str]) -> Errand:
    """Take a step back; what was changed since is kept, and its words are put in `kept`."""

    def errand(reach: Reach) -> Done:
        from carnet.services.undo import undo

        undone = undo(whole(reach.book()), batch, now=now)
        kept.extend(kept_words(one.table, one.column) for one in undone.kept)
        if undone.changes.nothing:
            what = ", ".join(dict.fromkeys(kept))
            raise CarnetError(f"Rien n’a été annulé{NARROW}: tout a changé depuis ({what}).")
        return Done(identifier, undone.changes.batch, len(undone.kept))

    return errand


class _Thrown(NamedTuple):
    """The card to throw away: its row number, and how many of its referrals are still followed."""

    key: int
    waiting: int


def throw_away(window: "MainWindow") -> None:
    """Ctrl+Suppr: the card shown goes to the trash, where it waits; Ctrl+Z brings it back."""
    content = window.page.card.content
    if content is None or not content.in_book:
        window.page.status.say("Seule une fiche de votre carnet peut aller à la corbeille.")
        return
    identifier, name, now = content.id, content.name, window.session.now()

    def look(reach: Reach) -> _Thrown:
        connection = reach.book("trash").reader()
        key = row_id(connection, identifier)
        return _Thrown(key, dict(open_referrals(connection, [key])).get(key, 0))

    def throw(found: _Thrown) -> None:
        waits = plural(found.waiting, "adressage à suivre attend avec elle", "adressages à suivre attendent avec elle")
        said = f"{name} est à la corbeille" + (f"{NARROW}; {waits}" if found.waiting else "")
        errand = table_acts.write((found.key,), table_acts.to_trash, now)
        window.hands.write(errand, said, f"{name} est sorti de la corbeille")

    def refused(error: CarnetError) -> None:
        window.page.status.say(str(error), bad=True)

    window.consultation.pressed.hold(window.searcher.send(look, throw, refused))


def _say_locked(window: "MainWindow") -> None:
    where = "est verrouillé" if window.session.locked else "n’est pas encore créé"
    window.page.status.say(f"Votre carnet {where}{NARROW}: la table s’ouvre avec lui.", bad=True)


def do(window: "MainWindow", name: str) -> None:
    """A key of the window: « table », « journal » or « trash »."""
    {"table": open_table, "journal": open_journal, "trash": throw_away}[name](window)
