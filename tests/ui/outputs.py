"""The window's outputs made for real: what it puts into the clipboard, and the screen turned to the patient."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from carnet.paths import Folders
from carnet.ui.main_window import MainWindow
from carnet.ui.session import Session
from tests.conftest import CHEAP, PASSPHRASE
from tests.ui.hand import CONTROL, SHIFT, Board, Opener

PATIENCE_S = 20


def copies(folder: Path, name: str) -> str:
    """What Ctrl+C then Ctrl+Maj+C put into the clipboard for the first person of this name."""
    board = Board()
    with _window(folder, name, board) as window:
        texts = []
        for modifiers in (CONTROL, CONTROL | SHIFT):
            QTest.keyClick(window.page.box, Qt.Key.Key_C, modifiers)
            texts.append(board.text())
        return "\n".join(texts)


def patient_screen(folder: Path, name: str) -> str:
    """Every word of the screen turned to the patient for the first person of this name."""
    with _window(folder, name, Board()) as window:
        QTest.keyClick(window.page.box, Qt.Key.Key_F9)
        _until(window.patient_screen.isVisible)
        return window.patient_screen.text


@contextmanager
def _window(folder: Path, name: str, board: Board) -> Iterator[MainWindow]:
    """The real window on a folder, the card of this name shown."""
    application = QApplication.instance() or QApplication(["carnet"])
    gc.disable()  # as in the program: no garbage of Qt's is collected by another thread
    session = Session(Folders.inside(folder), cost=CHEAP)
    opening = session.unlock(PASSPHRASE)
    opening.start()
    _until(lambda: session.book is not None)
    window = MainWindow(session, board=board, opener=Opener())
    try:
        window.show()
        window.activateWindow()
        _until(window.isActiveWindow)
        QTest.keyClicks(window.page.box, name)
        _until(lambda: window.page.card.content is not None and name.upper() in window.page.card.content.name)
        yield window
    finally:
        window.close()
        session.close()
        window.deleteLater()
        application.processEvents()
        gc.enable()


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "the window did not answer"
        QTest.qWait(5)
