"""A bare PySide6 window: what starting can cost at best. Run by bench_start; prints the moment it is on screen."""

import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow


def resident_mb() -> float:
    """Memory of this process that is in RAM (VmRSS)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def main() -> None:
    """Show the window, say when and how heavy, leave."""
    application = QApplication([])
    window = QMainWindow()
    window.resize(1280, 800)
    window.show()

    def look() -> None:
        handle = window.windowHandle()
        if handle is not None and handle.isExposed():
            window.repaint()
            print(f"visible {time.time()}\nmemory {resident_mb()}", flush=True)
            application.quit()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(1)
    application.exec()


if __name__ == "__main__":
    main()
