"""What the tests of « Exporter des fiches… » share: the page open, what it says, the file it writes."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from carnet.services.exports import Order, prepare, summary_words
from carnet.ui.export import open_export
from carnet.ui.export_page import ExportPage
from carnet.ui.main_window import MainWindow
from tests.conftest import TODAY
from tests.ui.hand import CONTROL, Hand


def opened(hand: Hand, ids: tuple[str, ...] = ()) -> ExportPage:
    """The page, open, for the cards chosen."""
    open_export(hand.window, ids)
    page = hand.window.pages.currentWidget()
    assert isinstance(page, ExportPage)
    hand.settle()
    return page


def said(page: ExportPage) -> tuple[str, str]:
    """What leaves and what stays, as the page says it."""
    return page.leaves.said, page.stays.said


def expected(window: MainWindow, order: Order) -> tuple[str, str]:
    """What the service says of an order, read in another connection."""
    told: list[Any] = []
    window.searcher.send(lambda reach: prepare(reach.book(), order, today=TODAY).summary, told.append, told.append)
    while not told:
        QTest.qWait(5)
    return summary_words(told[0])


def written(page: ExportPage, hand: Hand, path: Path) -> Path:
    """The file that Ctrl+S writes where it is told."""
    page.choose_file = lambda suggested: path
    hand.key(Qt.Key.Key_S, CONTROL)
    hand.until(lambda: not page.writing and bool(page.notice.text()))
    return path
