"""A window that nobody touches does nothing: a layout that asks for itself again burns a processor, and a battery."""

from collections import Counter

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from carnet.ui.main_window import MainWindow
from tests.ui.hand import Hand

OPENERS = (
    "search", "table", "follow", "edit", "capture", "people", "journal", "history", "opinion", "documents", "slip",
    "patient", "refer", "keep", "town", "paste", "reason", "help",
)  # fmt: skip
SETTLED_MS, WATCHED_MS = 250, 200
MOST = 60  # events: a blinking caret, a count that comes in; a loop makes thousands


class Counting(QObject):
    """Counts what the program's objects are told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: Counter[str] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        """Of every object."""
        self.told[f"{event.type().name} to {type(watched).__name__} {watched.objectName()}"] += 1
        return False


@pytest.mark.parametrize(("size", "percent"), [((1280, 800), 100), ((1024, 700), 150)])
@pytest.mark.parametrize("opener", OPENERS)
def test_nothing_happens_in_a_window_left_alone(
    opener: str, size: tuple[int, int], percent: int, window: MainWindow, hand: Hand
) -> None:
    window.resize(*size)
    window.theme.zoom(percent)
    hand.type("ch cavaillon" if opener == "people" else "rhumato")
    window.keys[opener].trigger()
    hand.settle()
    QTest.qWait(SETTLED_MS)
    counting = Counting()
    QApplication.instance().installEventFilter(counting)  # type: ignore[union-attr]
    QTest.qWait(WATCHED_MS)
    QApplication.instance().removeEventFilter(counting)  # type: ignore[union-attr]
    assert counting.told.total() < MOST, counting.told.most_common(5)
