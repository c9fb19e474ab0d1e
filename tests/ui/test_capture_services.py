"""The table of a hospital's services: no number is cut, however narrow the window and large its letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from carnet.ui.capture_panel import CapturePanel
from carnet.ui.capture_services import KEPT, LETTERS, LINES, SIDE, lines_text, shares, wrapped
from carnet.ui.main_window import MainWindow
from tests.domain.test_capture_hospital import LIST
from tests.ui.hand import CONTROL, Hand

pixels = st.integers(0, 2000)
widths = st.tuples(pixels, pixels, pixels)


@pytest.mark.parametrize(
    ("size", "percent"), [((1024, 700), 100), ((1024, 700), 150), ((1280, 800), 100), ((1920, 1080), 150)]
)
def test_no_number_is_cut(window: MainWindow, hand: Hand, size: tuple[int, int], percent: int) -> None:
    window.theme.zoom(percent)
    window.resize(*size)
    hand.key(Qt.Key.Key_N, CONTROL)
    hand.paste(hand.focused, LIST)
    hand.settle(6)
    panel = window.pages.currentWidget()
    assert isinstance(panel, CapturePanel)
    table, theme = panel.listed.table, window.theme
    hand.until(lambda: sum(map(table.columnWidth, range(KEPT, LINES + 1))) <= table.viewport().width())
    font = theme.font(LETTERS, 400, tabular=True)
    room = table.columnWidth(LINES) - 2 * theme.px(SIDE)
    for row in range(table.rows.rowCount()):
        service = table.rows.service(row)
        said = wrapped(theme, service.lines, room)
        assert " ".join(said) == lines_text(service.lines)
        assert max(theme.width_of(line, font) for line in said) <= room
        assert table.rowHeight(row) >= len(said) * theme.px(LETTERS)


def test_where_there_is_room_each_row_is_one_line(window: MainWindow, hand: Hand) -> None:
    window.resize(1280, 800)
    hand.key(Qt.Key.Key_N, CONTROL)
    hand.paste(hand.focused, LIST)
    hand.settle(6)
    panel = window.pages.currentWidget()
    assert isinstance(panel, CapturePanel)
    table = panel.listed.table
    assert {table.rowHeight(row) for row in range(table.rows.rowCount())} == {
        table.verticalHeader().defaultSectionSize()
    }


@given(pixels, widths, widths)
def test_the_width_is_shared_out_whole(room: int, wanted: tuple[int, int, int], least: tuple[int, int, int]) -> None:
    shared = shares(room, wanted, least)
    assert sum(shared) == room
    assert min(shared) >= 0
    if sum(wanted) <= room:
        assert all(share >= want for share, want in zip(shared, wanted, strict=True))
