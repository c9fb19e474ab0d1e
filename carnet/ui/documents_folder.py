"""Where a document lies in clear while it is looked at: a folder of this run, this user's alone, soon gone.

The system's folder for a session's passing files (in memory, on most Linux machines), else the temporary one. Emptied
when the book locks and when the window closes; a run that was killed leaves its folder, which the next start removes:
a lock file in it says whether its run still lives.
"""

import contextlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QLockFile

from carnet.domain.attachments import safe_name
from carnet.models.files import storage_error

PREFIX = "carnet-documents-"
_LOCK = "lock"
_YOUNG_S = 60  # a folder without a lock may belong to a run that is just making it


def parents() -> tuple[Path, ...]:
    """Folders in which a private folder may be made, the best first."""
    session = os.environ.get("XDG_RUNTIME_DIR", "")
    temporary = Path(tempfile.gettempdir())
    return (Path(session), temporary) if session and _is_mine(Path(session)) else (temporary,)


class PrivateFolder:
    """The folder of one run, made when a document is first opened."""

    def __init__(self, among: Iterable[Path] | None = None) -> None:
        """`among`: folders to make it in, the first that has room; `parents` by default."""
        self._among = tuple(among) if among is not None else parents()
        self._folder: Path | None = None
        self._lock: QLockFile | None = None

    def write(self, name: str, content: bytes) -> Path:
        """Write a document under its name, for this user's eyes only; return where. Raises CarnetError."""
        refusal = OSError()
        for parent in self._among:
            try:
                return self._write(parent, safe_name(name), content)
            except OSError as error:  # a folder in memory may be too small for it
                refusal = error
        raise storage_error("Impossible de préparer le document pour l’ouvrir", self._among[-1], refusal) from refusal

    def sweep(self) -> None:
        """Remove everything. What another program holds open (on Windows) is left for the next sweep."""
        if self._folder is None:
            return
        if self._lock is not None:
            self._lock.unlock()
        _remove(self._folder)
        self._folder = self._lock = None

    def _write(self, parent: Path, name: str, content: bytes) -> Path:
        if self._folder is None or self._folder.parent != parent:
            self.sweep()
            self._folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))  # 0700, under a name nobody guesses
            self._lock = _lock_of(self._folder)
            self._lock.tryLock(0)
        inside = Path(tempfile.mkdtemp(dir=self._folder))  # two documents may bear one name
        path = inside / name
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
                file.write(content)
            path.chmod(0o400)  # what is changed in it would be lost: the program that opens it says so
        except OSError:
            _remove(inside)
            raise
        return path


def sweep_abandoned(among: Iterable[Path] | None = None) -> int:
    """Remove the folders of runs that were killed; how many. Those of a run that lives, or of somebody else, stay."""
    removed = 0
    for parent in among if among is not None else parents():
        for folder in parent.glob(f"{PREFIX}*"):
            if _is_mine(folder) and _is_abandoned(folder):
                _remove(folder)
                removed += not folder.exists()
    return removed


def _is_abandoned(folder: Path) -> bool:
    if not (folder / _LOCK).exists():
        with contextlib.suppress(OSError):
            return time.time() - folder.stat().st_mtime > _YOUNG_S
        return False
    lock = _lock_of(folder)
    if not lock.tryLock(0):
        return False
    lock.unlock()
    return True


def _lock_of(folder: Path) -> QLockFile:
    lock = QLockFile(str(folder / _LOCK))
    lock.setStaleLockTime(0)  # only a dead process makes a lock stale, not its age
    return lock


def _is_mine(folder: Path) -> bool:
    """Whether it is a folder of this user, not a link to one."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and (not hasattr(os, "getuid") or found.st_uid == os.getuid())


def _remove(folder: Path) -> None:
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            if path.is_file() and not path.is_symlink():
                path.chmod(0o600)  # Windows removes no read-only file
    shutil.rmtree(folder, ignore_errors=True)
