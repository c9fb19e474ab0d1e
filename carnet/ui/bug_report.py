"""What a bug does in the window: it is written down, and said; it is never swallowed, and never ends the program."""

import sys
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot

from carnet import __version__
from carnet.errors import CarnetError

LOG = "carnet.log"
_LARGEST = 1_000_000  # bytes after which the log begins again, the last one kept beside it


class BugReports(QObject):
    """`sys.excepthook` of the window: `told(str)` is the sentence to show.

    Only where it broke and the kind of error go to the file: an error's own words may quote the book, and nothing of
    the book leaves the vault. All of it goes to the terminal, when there is one.
    """

    told = Signal(str)
    _caught = Signal(object)

    def __init__(self, folder: Path, clock: Callable[[], datetime], parent: QObject | None = None) -> None:
        """`folder`: where the log goes, made when first needed."""
        super().__init__(parent)
        self._folder, self._clock = folder, clock
        self._caught.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Receive from now on what nobody caught."""
        sys.excepthook = self.catch

    def catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """The hook itself; any thread may call it."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        if sys.stderr is not None:
            traceback.print_exception(kind, error, trace)
        self._caught.emit(error)

    @Slot(object)
    def _tell(self, error: BaseException) -> None:
        if isinstance(error, CarnetError):
            self.told.emit(str(error))
            return
        where = self._write(error)
        self.told.emit(
            self.tr(
                "Une erreur inattendue s’est produite\u202f: ce que vous veniez de faire n’a peut-être pas abouti. "
            )
            + (self.tr("Le détail, sans rien de votre carnet, est dans {}.").format(where) if where else "")
        )

    def _write(self, error: BaseException) -> Path | None:
        path = self._folder / LOG
        frames = traceback.extract_tb(error.__traceback__)
        places = "".join(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}\n" for frame in frames)
        entry = f"{self._clock().isoformat(timespec='seconds')} carnet {__version__} {type(error).__name__}\n{places}"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if path.exists() and path.stat().st_size > _LARGEST:
                path.replace(path.with_suffix(".old.log"))
            with path.open("a", encoding="utf-8") as log:
                log.write(entry)
        except OSError:  # the disk refuses even that: the sentence on the screen remains
            return None
        return path
