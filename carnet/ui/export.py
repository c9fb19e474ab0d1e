"""How the window exports cards: what leaves is counted in the thread that reads, the file is written in another."""

from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QUrl, Slot
from shiboken6 import isValid

from carnet.domain.disclosure import permit
from carnet.errors import CarnetError
from carnet.services.exports import Export, Order, prepare
from carnet.ui import opening
from carnet.ui.background import Task, Ticket
from carnet.ui.export_choices import Among
from carnet.ui.export_page import ExportPage
from carnet.words import NARROW, plural

if TYPE_CHECKING:
    from carnet.ui.main_window import MainWindow
    from carnet.ui.searcher import Errand, Reach

_TOLD_EVERY = 20  # cards


def open_export(window: "MainWindow", ids: tuple[str, ...] = ()) -> None:
    """« Exporter des fiches… »; `ids`: « b:<uuid> » of the cards selected in the table."""
    try:
        permit("export-page", window.session.profile)
    except CarnetError as error:
        window.page.status.say(str(error), bad=True)
        return
    if window.session.book is None:
        said = QCoreApplication.translate("export", "Ouvrez d’abord votre carnet\u202f: ses fiches s’exportent.")
        window.page.status.say(said, bad=True)
        return
    page = ExportPage(window.theme, Among(window.page.box.text(), ids), window.session.today())
    room = ExportRoom(window, page, from_table=bool(ids))
    window.show_panel(page)
    room.count()


class ExportRoom(QObject):
    """The page open in the window. `opener` shows a folder."""

    def __init__(self, window: "MainWindow", page: ExportPage, *, from_table: bool) -> None:
        super().__init__(page)
        self._window, self._page, self._from_table = window, page, from_table
        self.opener: opening.Opener = opening.desktop
        self._counted: Export | None = None  # what was read last, whatever its format and its end
        self._asked = 0  # the latest request: an older one is not even begun
        self._task: Task | None = None
        self._stopped = Event()
        self._folder = Path()
        page.choices.changed.connect(self.count)
        page.write_wanted.connect(self._write)
        page.stop_wanted.connect(self._stop)
        page.folder_wanted.connect(self._show_folder)
        page.left.connect(self._leave)
        window.session.book_closing.connect(self._close)
        window.session.book_changed.connect(self._count_again)

    @Slot()
    def count(self) -> None:
        """Count what leaves and what stays."""
        page = self._page
        self._asked += 1
        try:
            order = page.choices.order()
        except CarnetError as error:
            page.show_missing(str(error))
            return
        if self._counted is not None and _same_cards(self._counted.order, order):
            page.show_ready(replace(self._counted, order=order))
            return
        page.show_counting()
        self._window.searcher.send(self._counting(self._asked, order), self._show, self._refuse)

    @Slot()
    def _count_again(self) -> None:
        """Somebody wrote in the book: what was counted is no longer what it holds."""
        if self._window.pages.currentWidget() is self._page and not self._page.writing:
            self._counted = None
            self.count()

    def _counting(self, number: int, order: Order) -> "Errand":
        def errand(reach: "Reach") -> Export | None:
            if number != self._asked:
                return None
            return prepare(reach.book("export"), order, today=reach.scene.today)

        return errand

    def _show(self, export: Export | None) -> None:
        if export is None or not isValid(self):
            return
        self._counted = export
        self.count()

    def _refuse(self, error: CarnetError) -> None:
        if isValid(self):
            self._page.show_missing(str(error))

    @Slot(object)
    def _write(self, path: Path) -> None:
        export, page = self._page.ready, self._page
        if export is None:
            return
        page.show_writing()
        self._folder = path.parent
        self._stopped = stopped = Event()

        def work(ticket: Ticket) -> int:
            def told(done: int) -> None:
                if stopped.is_set():
                    raise CarnetError(f"Arrêté{NARROW}: rien n’a été écrit.")
                if done % _TOLD_EVERY == 0 or done == len(export.cards):
                    ticket.progress(done)

            export.write(path, progress=told)
            return path.stat().st_size

        self._task = task = Task(work, self._window.session.background)
        task.progressed.connect(self._tell)
        task.failed.connect(self._fail)
        task.succeeded.connect(lambda size: self._done(path, export, size))
        task.start()

    @Slot(object)
    def _tell(self, done: int) -> None:
        if isValid(self) and self._page.writing:
            self._page.show_writing(done)

    @Slot(object)
    def _fail(self, error: CarnetError) -> None:
        if isValid(self):
            self._page.say(str(error))

    def _done(self, path: Path, export: Export, size: int) -> None:
        if not isValid(self):
            return
        cards = plural(export.summary.cards, "fiche écrite", "fiches écrites")
        self._page.show_written(f"{cards} ({_size(size)}){NARROW}: {path}")

    @Slot()
    def _stop(self) -> None:
        """The thread that writes says whether it was in time."""
        self._stopped.set()

    @Slot()
    def _show_folder(self) -> None:
        if not self.opener(QUrl.fromLocalFile(str(self._folder))):
            self._page.say(f"Aucun programme de cet ordinateur n’ouvre ce dossier{NARROW}: {self._folder}")

    @Slot()
    def _leave(self) -> None:
        self._close()
        if self._from_table and self._window.session.book is not None:
            self._window.keys["table"].setEnabled(True)
            self._window.keys["table"].trigger()

    @Slot()
    def _close(self) -> None:
        self._stopped.set()
        if self._window.pages.currentWidget() is self._page:
            self._window.close_panel()


def _same_cards(one: Order, other: Order) -> bool:
    """Whether two orders take the same of the same cards; the format and the end change neither."""
    return replace(one, format=other.format, until=other.until) == other


def _size(size: int) -> str:
    """« 38 Ko », « 1,2 Mo »."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}\u00a0Ko"
    return f"{size / 1_000_000:.1f}\u00a0Mo".replace(".", ",")
