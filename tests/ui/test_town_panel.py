"""F4: the communes offered are whole, in any size of letters and of window, and none is beyond its edge."""

import pytest
from PySide6.QtCore import Qt

from carnet.ui.main_window import MainWindow
from carnet.ui.searcher import MOST_COMMUNES
from carnet.ui.town_panel import TownPanel
from carnet.ui.window_state import SMALLEST
from tests.ui.hand import Hand


def ask(window: MainWindow, hand: Hand, text: str) -> TownPanel:
    hand.key(Qt.Key.Key_F4)
    for letter in text:
        hand.letter(window.page.town.field, letter)
    hand.settle()
    return window.page.town


def seen(panel: TownPanel) -> list[bool]:
    """For each commune in sight, even partly, whether all of it is."""
    view = panel.list.viewport().rect()
    rows = [panel.list.visualItemRect(panel.list.item(row)) for row in range(panel.list.count())]
    return [view.top() <= row.top() and row.bottom() <= view.bottom() for row in rows if row.intersects(view)]


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("size", [SMALLEST, (1024, 700), (1280, 800)])
def test_communes_are_whole_and_in_the_window(
    window: MainWindow, hand: Hand, size: tuple[int, int], percent: int
) -> None:
    window.theme.zoom(percent)
    window.resize(*size)
    hand.settle()
    panel = ask(window, hand, "la")
    assert panel.list.count() == MOST_COMMUNES
    assert seen(panel)
    assert all(seen(panel))
    assert panel.geometry().bottom() < window.page.height()
    hand.key(Qt.Key.Key_Down, times=MOST_COMMUNES)
    assert all(seen(panel))
    assert panel.list.visualItemRect(panel.list.currentItem()).bottom() <= panel.list.viewport().rect().bottom()


def test_the_panel_is_no_higher_than_what_it_offers(window: MainWindow, hand: Hand) -> None:
    window.resize(1024, 700)
    panel = ask(window, hand, "la")
    assert seen(panel) == [True] * MOST_COMMUNES
    assert not panel.list.verticalScrollBar().maximum()
    high, row = panel.height(), panel.list.sizeHintForRow(0)
    hand.key(Qt.Key.Key_Escape)
    ask(window, hand, "gordes")
    assert seen(panel) == [True]
    assert panel.height() == high - (MOST_COMMUNES - 1) * row


def test_communes_stay_whole_when_letters_grow_under_them(window: MainWindow, hand: Hand) -> None:
    panel = ask(window, hand, "la")
    for percent in (150, 200, 100):
        window.theme.zoom(percent)
        hand.settle()
        assert seen(panel)
        assert all(seen(panel))
