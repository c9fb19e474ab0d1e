"""Rows of buttons: none is cut nor stands on another, in any room, whatever they say."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from carnet.ui.panel_parts import ButtonRow, ButtonsInRoom, plain
from carnet.ui.review_deeds import Deed, DeedRow
from carnet.ui.theme import Theme


def whole(row: ButtonsInRoom, buttons: list[QPushButton]) -> bool:
    """Whether each button shown has its width, inside the row, and a place of its own."""
    places = [button.geometry() for button in buttons if not button.isHidden()]
    apart = not any(one.intersects(other) for at, one in enumerate(places) for other in places[:at])
    wide = all(button.width() >= button.sizeHint().width() for button in buttons if not button.isHidden())
    return apart and wide and all(row.rect().contains(place) for place in places)


def lines(buttons: list[QPushButton]) -> int:
    return len({button.y() for button in buttons if not button.isHidden()})


def deed(words: str, short: str = "") -> Deed:
    return Deed(words, words, Qt.Key.Key_M, "M", short or words)


def deed_row(theme: Theme, buttons: list[QPushButton]) -> DeedRow:
    return DeedRow(theme, [(button, deed(button.text())) for button in buttons])


def say(row: ButtonsInRoom, button: QPushButton, words: str) -> None:
    row.say(button, deed(words)) if isinstance(row, DeedRow) else button.setText(words)


@pytest.mark.parametrize(("made", "narrow"), [(ButtonRow, 3), (deed_row, 2)])
def test_no_button_is_cut_when_the_room_or_the_words_change(
    made: Callable[[Theme, list[QPushButton]], ButtonsInRoom], narrow: int, qtbot: QtBot
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
    say(row, buttons[1], "Pas la même personne, et c’est retenu pour toutes les fois suivantes")
    qtbot.waitUntil(lambda: lines(buttons) > 1 and whole(row, buttons))
    buttons[1].hide()
    qtbot.waitUntil(lambda: lines(buttons) == 1 and whole(row, buttons))


def test_fewer_words_are_said_before_a_second_line_is_taken(qtbot: QtBot) -> None:
    buttons = [plain("") for _ in range(3)]
    said = ("C’est la même", "La même"), ("Pas la même", "Pas la même"), ("Ne pas prendre", "Laisser")
    row = DeedRow(Theme("light"), [(button, deed(*words)) for button, words in zip(buttons, said, strict=True)])
    holder = QWidget()
    qtbot.addWidget(holder)
    row.setParent(holder)
    row.resize(900, 200)
    holder.show()
    qtbot.waitUntil(lambda: lines(buttons) == 1 and whole(row, buttons))
    assert [button.text() for button in buttons] == ["C’est la même   M", "Pas la même   M", "Ne pas prendre   M"]
    needed = sum(button.width() for button in buttons)
    row.resize(needed - 1, 200)
    qtbot.waitUntil(lambda: buttons[0].text() == "La même   M")
    qtbot.waitUntil(lambda: lines(buttons) == 1 and whole(row, buttons))
    buttons[1].hide()
    qtbot.waitUntil(lambda: buttons[0].text() == "C’est la même   M" and whole(row, buttons))
    buttons[1].show()
    row.resize(buttons[0].width(), 200)
    qtbot.waitUntil(lambda: lines(buttons) > 1 and whole(row, buttons))
