"""What the tests of backups share: a clock to set, a book of one card, its backups, the panels."""

from datetime import datetime
from pathlib import Path

from pytestqt.qtbot import QtBot

from carnet.models.tables import correspondent
from carnet.paths import Folders
from carnet.services import backups
from carnet.ui.backup_watch import Guard
from carnet.ui.restore_panel import RestorePanel
from carnet.ui.session import Session
from carnet.ui.theme import Theme
from tests.conftest import CHEAP, NOW, make_book

SLOW = 20_000


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def made_session(folder: Path, clock: Clock) -> Session:
    """A session on a new empty book, closed."""
    make_book(folder).close()
    return Session(Folders.inside(folder), clock=clock, cost=CHEAP)


def add(session: Session, name: str) -> None:
    """One more card."""
    assert session.book
    with session.book.write("add", now=session.now()) as writer:
        writer.insert(correspondent, kind="person", status="active", family_name=name)


def names(session: Session) -> list[str]:
    """Surnames of the book, oldest first."""
    assert session.book
    return [row[0] for row in session.book.reader().execute("SELECT family_name FROM correspondent ORDER BY id")]


def kept(session: Session) -> list[str]:
    """Files of the folder of backups."""
    folder = backups.folder_of(session.folders)
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def backed_up(session: Session, now: datetime) -> Path:
    """A backup made at that moment."""
    assert session.book
    return backups.run(session.book, now=now).made[0].path


def restoring(session: Session, qtbot: QtBot, source: Path | None, file: Path | None = None) -> RestorePanel:
    """The panel of restores; `file`: the one chosen when asked."""
    panel = RestorePanel(session, Theme("light"), Guard(), source=source, choose_file=lambda: file)
    qtbot.addWidget(panel)
    panel.resize(700, 700)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def until(qtbot: QtBot, panel: RestorePanel, page: str) -> None:
    """Wait until the panel shows a page."""
    qtbot.waitUntil(lambda: panel.currentWidget() is getattr(panel, page), timeout=SLOW)
