"""The program as it stands before it begins, for the tests of its start."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from carnet.paths import Folders
from carnet.settings import Settings
from carnet.ui.conductor import Conductor
from carnet.ui.shell import Shell


@contextmanager
def not_begun(folder: Path) -> Iterator[Conductor]:
    """The program on a folder, its frame shown; closed at the end, what catches bugs put back."""
    shell = Shell(Settings())
    shell.show()
    made = Conductor(Folders.inside(folder), shell)
    hook = sys.excepthook
    yield made
    shell.close()
    made.end()
    shell.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    sys.excepthook = hook
