"""Rows of buttons: none is cut nor stands on another, in any room, whatever they say."""

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from carnet.ui.panel_parts import ButtonRow, ButtonsInRoom, plain
from carnet.ui.review_deeds import DeedRow
from carnet.ui.theme import Theme


def whole(row: ButtonsInRoom, buttons: list[QPushButton]) -> bool:
    """Whether each button shown has its width, inside the row, and a place of its own."""
    places = [button.geometry() for button in buttons if not button.isHidden()]
    apart = not any(one.intersects(other) for at, one in enumerate(places) for other in places[:at])
    wide = all(button.width() >= button.sizeHint().width() for button in buttons if not button.isHidden())
    return apart and wide and all(row.rect().contains(place) for place in places)


def lines(buttons: list[QPushButton]) -> int:
    return len({button.y() for button in buttons if not button.isHidden()})


@pytest.mark.parametrize(("made", "narrow"), [(ButtonRow, 3), (DeedRow, 2)])
def test_no_button_is_cut_when_the_room_or_the_words_change(
    made: type[ButtonRow] | type[DeedRow], narrow: int, qtbot: QtBot
) -> None:
    buttons = [plain(text) for text in ("C’est la même", "Pas la même", "Ne pas prendre")]
    row = made(Theme("light"), buttons)
    holder = QWidget()  # a window would not be narrower than its buttons side by side
    qtbot.addWidget(holder)
    row.setParent(holder)
    row.resize(600, 200)
    holder.show()
    qtbot.waitUntil(lambda: lines(buttons) == 1 and whole(row, buttons))
    row.resize(buttons[0].width() + buttons[1].width() + 20, 200)
    qtbot.waitUntil(lambda: lines(buttons) == narrow and whole(row, buttons))
    row.resize(600, 200)
    qtbot.waitUntil(lambda: lines(buttons) == 1 and whole(row, buttons))
    buttons[1].setText("Pas la même personne, et c’est retenu pour toutes les fois suivantes")
    qtbot.waitUntil(lambda: lines(buttons) > 1 and whole(row, buttons))
    buttons[1].hide()
    qtbot.waitUntil(lambda: lines(buttons) == 1 and whole(row, buttons))
