"""The composition root of the window: the application's set-up, one session, one window, and what shows when."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from carnet import __version__
from carnet.errors import CarnetError
from carnet.models.files import make_folder
from carnet.paths import Folders, resource
from carnet.ui.background import Collector
from carnet.ui.conductor import Conductor
from carnet.ui.single_instance import SingleInstance
from carnet.words import NARROW

KNOWN_ERROR = 1


def main(arguments: Sequence[str]) -> int:
    """Show the window until it is closed; returns the exit code. `arguments`: the options only."""
    options = _parser().parse_args(arguments)
    if not _has_screen():
        print(f"Aucun écran ici{NARROW}: la fenêtre ne peut pas s’ouvrir.", file=sys.stderr)
        return KNOWN_ERROR
    application = set_up()
    collector = Collector(application)
    try:
        return _run(application, options)
    except CarnetError as error:
        print(error, file=sys.stderr)
        return KNOWN_ERROR
    finally:
        collector.stop()


def set_up() -> QApplication:
    """The application: named, in French, Qt's own dialogs too."""
    QLocale.setDefault(QLocale(QLocale.Language.French, QLocale.Country.France))
    QCoreApplication.setApplicationName("carnet")
    QCoreApplication.setApplicationVersion(__version__)
    application = QApplication(["carnet"])
    application.setApplicationDisplayName("carnet")
    application.setDesktopFileName("carnet")
    application.setWindowIcon(QIcon(str(resource("icon.svg"))))
    translator = QTranslator(application)
    if translator.load("qtbase_fr", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
    return application


def _run(application: QApplication, options: argparse.Namespace) -> int:
    folders = Folders.inside(options.data_dir) if options.data_dir else Folders.of_user()
    instance = None
    if not options.demo:
        make_folder(folders.data)
        instance = SingleInstance(folders.data, application)
        if not instance.acquire():
            return 0
    conductor = Conductor(folders)
    if instance is not None:
        instance.raised.connect(conductor.raise_window)
    for number in (signal.SIGINT, signal.SIGTERM):  # heard at the collector's next tick
        signal.signal(number, lambda *_: application.quit())
    try:
        if options.demo:
            conductor.start_demonstration()
        else:
            conductor.start(password_file=options.passphrase_file)
        return application.exec()
    finally:
        conductor.end()
        if instance is not None:
            instance.release()


def _parser() -> argparse.ArgumentParser:
    """The window's options; a wrong one never comes here, the command line tells it (see `__main__`)."""
    parser = argparse.ArgumentParser(prog="carnet", add_help=False)
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--passphrase-file", type=Path)
    return parser


def _has_screen() -> bool:
    """Whether a window can show: elsewhere than under X11 or Wayland there is always a screen."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
