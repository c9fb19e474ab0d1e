"""One window per data folder: a second start raises the first window and ends.

A lock file in the folder says who is first, and outlives no process: a lock left by a crash is taken over. The first
listens on a local socket named after the folder; the second knocks there.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QLockFile, QObject, QThread, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

_LOCK = "window.lock"
_PATIENCE_MS = 3000  # the first may have taken the lock and not listen yet
_PAUSE_MS = 50


class SingleInstance(QObject):
    """The right to show a window on one folder. `raised`: somebody started carnet again on it."""

    raised = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """`folder` exists."""
        super().__init__(parent)
        self._folder = folder
        self._lock = QLockFile(str(folder / _LOCK))
        self._lock.setStaleLockTime(0)  # only a dead process makes a lock stale, not its age
        self._server: QLocalServer | None = None

    def acquire(self) -> bool:
        """Whether this is the first; if not, the first has been asked to show itself.

        A folder where no lock can be written (read-only) makes everybody the first.
        """
        if self._lock.tryLock(0) or self._lock.error() != QLockFile.LockError.LockFailedError:
            return True
        self._knock()
        return False

    def release(self) -> None:
        """Let another be the first."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()

    def listen(self) -> None:
        """Hear those who come second, from now on; for the first, once its window is there."""
        from PySide6.QtNetwork import QLocalServer  # not on the way to the first picture

        name = _socket_name(self._folder)
        QLocalServer.removeServer(name)  # what a crash left; nobody else holds the lock
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        self._server.listen(name)

    @Slot()
    def _answer(self) -> None:
        if self._server is not None and (visitor := self._server.nextPendingConnection()) is not None:
            visitor.disconnected.connect(visitor.deleteLater)
            visitor.disconnectFromServer()
            self.raised.emit()

    def _knock(self) -> None:
        from PySide6.QtNetwork import QLocalSocket

        name = _socket_name(self._folder)
        clock = QElapsedTimer()
        clock.start()
        while clock.elapsed() < _PATIENCE_MS:
            socket = QLocalSocket()
            socket.connectToServer(name)
            if socket.waitForConnected(_PAUSE_MS):
                return
            QThread.msleep(_PAUSE_MS)


def _socket_name(folder: Path) -> str:
    """A short name, the same for every way to write the folder."""
    import hashlib

    return "carnet-" + hashlib.sha256(str(folder.resolve()).casefold().encode()).hexdigest()[:20]
