"""Where the window stood, as text for the settings; nothing of what it showed."""

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QMainWindow, QSplitter

from carnet.settings import Settings

FIRST_SIZE = (1280, 800)
SMALLEST = (760, 480)


def restore(window: QMainWindow, splitter: QSplitter, settings: Settings) -> None:
    """Put the window where it stood the last time, at a first size else."""
    window.setMinimumSize(*SMALLEST)
    window.resize(*FIRST_SIZE)
    if settings.window:
        window.restoreGeometry(QByteArray.fromBase64(settings.window.encode()))
    if settings.splitter:
        splitter.restoreState(QByteArray.fromBase64(settings.splitter.encode()))


def state(window: QMainWindow, splitter: QSplitter) -> dict[str, str]:
    """The settings that put the window back."""
    return {"window": _text(window.saveGeometry()), "splitter": _text(splitter.saveState())}


def _text(value: QByteArray) -> str:
    return bytes(value.toBase64().data()).decode()
