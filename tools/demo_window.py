"""Where there is no display: drive the program's real window off-screen on the demonstration, by real key events.

python -m tools.demo_window [FOLDER]     writes the pictures in FOLDER (var/demo), prints what was on screen
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from carnet import app
from carnet.paths import Folders
from carnet.settings import Settings
from carnet.ui.background import Collector
from carnet.ui.conductor import Conductor
from carnet.ui.main_window import MainWindow
from carnet.ui.result_lines import Kind, Line
from carnet.ui.shell import Shell

USUAL, SMALL = (1280, 800), (1024, 700)
QUIET_MS, PATIENCE_MS = 250, 60_000


class Visit(QObject):
    """Types as a person would, waits until the window is quiet, tells and photographs what it shows."""

    def __init__(self, conductor: Conductor, folder: Path) -> None:
        super().__init__()
        self._conductor, self._folder = conductor, folder
        self._loop = QEventLoop()
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.timeout.connect(self._loop.quit)
        for moved in (conductor.window.searcher.answered, conductor.window.searcher.loaded):
            moved.connect(self._still_moving)

    def until(self, condition: Callable[[], bool]) -> None:
        """Let the program run until something is true; the patience of a slow machine."""
        loop, timer, end = QEventLoop(), QTimer(), QTimer()
        timer.timeout.connect(lambda: loop.quit() if condition() else None)
        timer.start(20)
        end.singleShot(PATIENCE_MS, loop.quit)
        loop.exec()
        if not condition():
            sys.exit("La démonstration ne s’est pas ouverte à temps.")

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, on whatever has the focus; then what it changes."""
        QTest.keyClick(_focused(), key, modifier)
        self.settle()

    def type(self, text: str) -> None:
        """Letters, on whatever has the focus; then what they change."""
        QTest.keyClicks(_focused(), text)
        self.settle()

    def search(self, text: str) -> None:
        """Clear the words, type others, tell what answers."""
        self.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        self.type(text)
        self.tell(text)

    def settle(self) -> None:
        """Wait until nothing comes any more."""
        self._quiet.start(QUIET_MS)
        self._loop.exec()

    @Slot()
    def _still_moving(self) -> None:
        if self._quiet.isActive():
            self._quiet.start(QUIET_MS)

    def tell(self, doing: str) -> None:
        """Print the two lists and the card."""
        window = self._conductor.window
        print(f"\n« {doing} »")
        for line in window.page.view.rows.lines[:16]:
            print(_as_text(line, selected=line is window.page.view.current_line()))

    def photograph(self, name: str, size: tuple[int, int] = USUAL, *, theme: str = "light", percent: int = 100) -> None:
        """Save the window as a picture."""
        self._look(size, theme, percent)
        path = self._folder / f"{name}.png"
        if not self._conductor.shell.grab().save(str(path)):
            sys.exit(f"Impossible d’écrire {path}.")
        print(f"image : {path}")
        self._look(USUAL, "light", 100)

    def _look(self, size: tuple[int, int], theme: str, percent: int) -> None:
        window = self._conductor.window
        window.theme.wish(theme)
        window.theme.zoom(percent)
        self._conductor.shell.resize(*size)
        self.settle()


def _focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus: a key would go nowhere"
    return widget


def _as_text(line: Line, *, selected: bool) -> str:
    if line.kind is not Kind.PERSON:
        return f"   {line.title.upper() if line.kind is Kind.HEADER else line.title}  {line.aside}".rstrip()
    why = " · ".join(part for part in (line.decides, line.others) if part)
    flags = line.result.flags if line.result else ()
    title = line.title + (" ★" if "favourite" in flags else "") + (" ⊘" if "avoided" in flags else "")
    return f" {'>' if selected else ' '} {title:<36.36} {line.place:<24.24} {line.number:<16} {why}"


def visit(conductor: Conductor, folder: Path) -> None:
    """The scenes that show what the window is for."""
    window = conductor.window
    seen = Visit(conductor, folder)
    seen.until(lambda: conductor.session.book is not None and window.pages.currentWidget() is window.page)
    conductor.shell.activateWindow()  # no window manager off-screen: nobody else gives the window its keys
    seen.until(conductor.shell.isActiveWindow)
    seen.settle()
    seen.search("rhu")
    seen.photograph("1-rhu-light")
    seen.search("rhu vite")
    seen.photograph("2-vite-light")
    seen.photograph("2-vite-dark", theme="dark")
    seen.photograph("2-vite-1024x700", SMALL)
    seen.photograph("2-vite-200", percent=200)
    seen.press(Qt.Key.Key_F4)
    seen.type("gor")
    seen.press(Qt.Key.Key_Return)
    seen.tell("rhu vite, patient à Gordes")
    seen.photograph("3-gordes-light")
    seen.press(Qt.Key.Key_F9)
    seen.photograph("4-patient-light")
    seen.press(Qt.Key.Key_F9)
    seen.press(Qt.Key.Key_Escape)
    seen.press(Qt.Key.Key_Escape)
    for text in ("rhumato cavaillon", "orl pointu", "orl simple", "dermato s1"):
        seen.search(text)
    seen.photograph("5-dermato-light")
    _the_rest(seen, window)


def _the_rest(seen: Visit, window: MainWindow) -> None:
    """A referral in three keystrokes, what is to follow, the slip, the book itself."""
    control = Qt.KeyboardModifier.ControlModifier
    seen.search("orl pointu")
    seen.press(Qt.Key.Key_Return, control)
    seen.type("GM")
    seen.photograph("6-adresser-light")
    seen.press(Qt.Key.Key_Return)
    print(f"   {window.page.status.message}")
    seen.press(Qt.Key.Key_P, control)
    seen.photograph("7-coordonnees-light")
    seen.press(Qt.Key.Key_Escape)
    seen.press(Qt.Key.Key_J, control)
    seen.photograph("8-a-suivre-light")
    seen.press(Qt.Key.Key_Escape)
    seen.press(Qt.Key.Key_B, control)
    seen.photograph("9-carnet-light")
    seen.press(Qt.Key.Key_Escape)
    seen.press(Qt.Key.Key_E, control)
    seen.photograph("10-modifier-light")
    seen.press(Qt.Key.Key_Escape)


def main() -> int:
    """Run from the command line; returns the exit code."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "var/demo")
    folder.mkdir(parents=True, exist_ok=True)
    print("Aucun écran ici : la fenêtre de carnet est conduite hors écran, ses images vont dans", folder)
    application = app.set_up()
    collector = Collector(application)
    shell = Shell(Settings())
    shell.show()
    conductor = Conductor(Folders.inside(folder / "unused"), shell)
    try:
        conductor.start_demonstration()
        visit(conductor, folder)
    finally:
        shell.close()
        conductor.end()
        collector.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
