"""The window's tests: off-screen, any Qt warning fails, real vaults, the real demonstration."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import gc
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from carnet.models.book import Book, Passphrase, create_vault, open_book
from carnet.models.secretary import give_access
from carnet.paths import Folders
from carnet.register.importer import import_file
from carnet.services.demonstration import fill, register_file
from carnet.settings import Settings
from carnet.ui.background import Task
from carnet.ui.conductor import Conductor
from carnet.ui.main_window import MainWindow
from carnet.ui.session import Session
from carnet.ui.shell import Shell
from tests.conftest import CAVAILLON, CHEAP, NOW, PASSPHRASE, TODAY
from tests.outputs import HERS
from tests.ui.backing_up import Clock, add, made_session
from tests.ui.editor_desk import Desk
from tests.ui.hand import Board, Hand, Opener
from tests.ui.importing import Importer


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """No argument of pytest's reaches Qt."""
    return ["carnet"]


@pytest.fixture(autouse=True)
def collect_in_this_thread(qapp: object) -> Iterator[None]:
    """As in the program: no garbage of Qt's is collected by another thread."""
    gc.disable()
    yield
    gc.collect(1)
    gc.enable()


def finish(qtbot: QtBot, task: Task) -> object:
    """Run a task to its end; its result, or the known error it failed with."""
    told: list[object] = []
    task.succeeded.connect(told.append)
    task.failed.connect(told.append)
    with qtbot.waitSignal(task.finished):
        task.start()
    return told[0] if told else None


def begin(conductor: Conductor, qtbot: QtBot, password_file: Path | None = None) -> None:
    """Start the program and wait until its first answer is shown and the rest made."""
    conductor.start(password_file=password_file)
    qtbot.waitUntil(lambda: conductor.window.page.completed, timeout=20_000)


@pytest.fixture(scope="session")
def demonstration_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder holding the demonstration's vault and register, made once; to be copied, not written."""
    folder = tmp_path_factory.mktemp("demonstration")
    with create_vault(
        Folders.inside(folder),
        PASSPHRASE,
        practice_name="Cabinet des Platanes",
        commune_insee=CAVAILLON,
        owner_name="Dr Claire Morel",
        now=NOW,
        cost=CHEAP,
    ).book as book:
        fill(book, today=TODAY, now=NOW)
    import_file(register_file(), folder, progress=lambda step: None, cancelled=lambda: False, today=TODAY)
    return folder


@pytest.fixture
def demonstration(demonstration_folder: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[Session]:
    """A session on its own copy of the demonstration, open."""
    folder = tmp_path / "data"
    shutil.copytree(demonstration_folder, folder)
    session = Session(Folders.inside(folder), clock=lambda: NOW, cost=CHEAP)
    finish(qtbot, session.unlock(PASSPHRASE))
    assert session.book
    yield session
    session.close()


@pytest.fixture
def clock() -> Clock:
    """A clock that the test sets."""
    return Clock()


@pytest.fixture
def session(tmp_path: Path, qtbot: QtBot, clock: Clock) -> Session:
    """A session on an open book of one card, under that clock."""
    made = made_session(tmp_path / "data", clock)
    finish(qtbot, made.unlock(PASSPHRASE))
    add(made, "Roux")
    return made


@pytest.fixture
def two_passwords(demonstration_folder: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[Session]:
    """The demonstration, locked; its owner's password and the secretary's both open it."""
    folders = Folders.inside(tmp_path / "data")
    shutil.copytree(demonstration_folder, folders.data)
    with open_book(folders, Passphrase(PASSPHRASE)) as book:
        give_access(book, HERS, cost=CHEAP)
        with book.write("setting", now=NOW) as writer:
            writer.set_setting("demonstration", "")  # a book of one's own, which can be locked
    made = Session(folders, clock=lambda: NOW, cost=CHEAP)
    yield made
    made.close()


@contextmanager
def started(
    folders: Folders, qtbot: QtBot, *, secretary: bool = False, password: Path | None = None
) -> Iterator[Conductor]:
    """The whole program on a folder, closed at the end."""
    shell = Shell(Settings())
    shell.show()
    made = Conductor(folders, shell, secretary=secretary)
    begin(made, qtbot, password)
    yield made
    shell.close()
    made.end()
    shell.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def program(two_passwords: Session, qtbot: QtBot) -> Iterator[Conductor]:
    """The whole program on that folder, locked; the password panel is there."""
    with started(two_passwords.folders, qtbot) as made:
        yield made


@pytest.fixture
def board() -> Board:
    """The window's clipboard."""
    return Board()


@pytest.fixture
def opener() -> Opener:
    """What opens the window's links: telephone, mail and web, no map program."""
    return Opener("tel", "mailto", "https")


@pytest.fixture
def window(demonstration: Session, qtbot: QtBot, board: Board, opener: Opener) -> Iterator[MainWindow]:
    """The window on the demonstration, shown and active, its first answer there."""
    made = shown(demonstration, qtbot, board, opener)
    yield made
    made.close()


def shown(session: Session, qtbot: QtBot, board: Board, opener: Opener) -> MainWindow:
    """A window on a session, active."""
    window = MainWindow(session, board=board, opener=opener)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


@pytest.fixture
def hand(window: MainWindow, qtbot: QtBot) -> Hand:
    """A hand on the window, once the first answer is there."""
    made = Hand(window, qtbot)
    made.settle()
    return made


@pytest.fixture
def book(window: MainWindow) -> Book:
    """The book of the window."""
    assert window.session.book
    return window.session.book


@pytest.fixture
def importer(window: MainWindow, qtbot: QtBot) -> Importer:
    """A hand on imports, once the first answer is there."""
    made = Importer(window, qtbot)
    made.settle()
    return made


@pytest.fixture
def desk(window: MainWindow, hand: Hand) -> Desk:
    """A hand on the editor of the card shown."""
    return Desk(window, hand)
