"""The composition root of the window: the application's set-up, its frame at once, then all the rest.

The rest is imported once the frame is on screen: loading it takes longer than everything else in a start.
"""

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTimer, QTranslator, Slot
from PySide6.QtWidgets import QApplication

from carnet import __version__, settings
from carnet.errors import CarnetError
from carnet.paths import Folders, resource
from carnet.ui.shell import Shell
from carnet.ui.single_instance import SingleInstance

if TYPE_CHECKING:
    from carnet.ui.background import Collector
    from carnet.ui.conductor import Conductor

KNOWN_ERROR = 1
_FLAGS = ("--demo", "--secretary")


class Options(NamedTuple):
    """What the window is started with."""

    folders: Folders
    password_file: Path | None = None
    demonstration: bool = False
    secretary: bool = False  # her view, whatever opens the book


def main(arguments: Sequence[str]) -> int:
    """Show the window until it is closed; returns the exit code. `arguments`: options that `__main__` has checked."""
    if not _has_screen():
        print("Aucun écran ici\u202f: la fenêtre ne peut pas s’ouvrir.", file=sys.stderr)
        return KNOWN_ERROR
    sys.setswitchinterval(
        0.001
    )  # the thread that reads hands over sooner: a key pressed meanwhile is drawn in 12 ms, not 50
    gc.disable()  # until the collector takes over: loading makes no garbage worth the time
    application = set_up()
    try:
        return run(application, _options(arguments))
    except CarnetError as error:
        print(error, file=sys.stderr)
        return KNOWN_ERROR


def set_up() -> QApplication:
    """The application: named, in French."""
    QLocale.setDefault(QLocale(QLocale.Language.French, QLocale.Country.France))
    QCoreApplication.setApplicationName("carnet")
    QCoreApplication.setApplicationVersion(__version__)
    application = QApplication(["carnet"])
    application.setApplicationDisplayName("carnet")
    application.setDesktopFileName("carnet")
    return application


def run(application: QApplication, options: Options) -> int:
    """Show the window until it is closed, unless one is already there for this folder: that one comes to the front.

    Raises CarnetError when the folder cannot be made.
    """
    instance = None
    if not options.demonstration:
        _make_folder(options.folders.data)
        instance = SingleInstance(options.folders.data, application)
        if not instance.acquire():
            return 0
    program = Program(options, instance)
    try:
        program.shell.show()
        return application.exec()
    finally:
        program.end()


class Program(QObject):
    """One run: the frame at once, the conductor when the frame is on screen."""

    def __init__(self, options: Options, instance: SingleInstance | None) -> None:
        super().__init__()
        self._options, self._instance = options, instance
        self._conductor: Conductor | None = None
        self._collector: Collector | None = None
        self.shell = Shell(settings.load(options.folders.settings))
        self._watching = QTimer(self)
        self._watching.timeout.connect(self._begin_once_seen)
        self._watching.start(0)

    def end(self) -> None:
        """The window is closed: let go of everything. Whoever starts carnet again meanwhile is not kept waiting."""
        if self._instance is not None:
            self._instance.release()
        if self._conductor is not None:
            self._conductor.end()
        if self._collector is not None:
            self._collector.stop()

    @Slot()
    def _begin_once_seen(self) -> None:
        handle = self.shell.windowHandle()
        if handle is None or not handle.isExposed():
            return
        self._watching.stop()
        self.shell.repaint()
        self._begin()

    def _begin(self) -> None:
        import signal

        from carnet.ui.background import Collector
        from carnet.ui.conductor import Conductor

        for number in (signal.SIGINT, signal.SIGTERM):  # heard at the collector's next tick
            signal.signal(number, lambda *_: QCoreApplication.quit())
        self._collector = Collector(self)
        self._conductor = conductor = Conductor(self._options.folders, self.shell, secretary=self._options.secretary)
        if self._options.demonstration:
            conductor.start_demonstration()
        else:
            conductor.start(password_file=self._options.password_file)
        if self._options.demonstration:
            self._settle()
        else:
            conductor.window.completed.connect(self._settle)

    @Slot()
    def _settle(self) -> None:
        """The first rows are shown: what they did not wait for."""
        if self._instance is not None and self._conductor is not None:
            self._instance.raised.connect(self._conductor.raise_window)
            self._instance.listen()
        _dress()


def _dress() -> None:
    """The program's picture, and Qt's own words in French, those of its dialogs."""
    from PySide6.QtGui import QIcon

    from carnet.ui.qt_words import MissingWords

    QApplication.setWindowIcon(QIcon(str(resource("icon.svg"))))
    QCoreApplication.installTranslator(MissingWords(QCoreApplication.instance()))
    translator = QTranslator(QCoreApplication.instance())
    if translator.load("qtbase_fr", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        QCoreApplication.installTranslator(translator)


def _options(arguments: Sequence[str]) -> Options:
    """Options by name; a wrong one never comes here, the command line tells it (see `__main__`)."""
    given: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        given[name] = value if equals or name in _FLAGS else rest.pop(0)
    folder, password = given.get("--data-dir"), given.get("--passphrase-file")
    return Options(
        Folders.inside(Path(folder)) if folder else Folders.of_user(),
        Path(password) if password else None,
        "--demo" in given,
        "--secretary" in given,
    )


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        from carnet.models.files import make_folder

        make_folder(folder)


def _has_screen() -> bool:
    """Whether a window can show: elsewhere than under X11 or Wayland there is always a screen."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
