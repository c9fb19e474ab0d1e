"""Work in the background: told, cancelled, its bugs heard."""

import sys

import pytest
from pytestqt.qtbot import QtBot

from carnet.ui.background import Background, Task, Ticket


def test_a_bug_in_the_background_reaches_the_hook(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    caught: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: caught.append(error))
    told: list[object] = []

    def work(_: Ticket) -> None:
        raise ZeroDivisionError

    task = Task(work, Background())
    task.succeeded.connect(told.append)
    task.failed.connect(told.append)
    with qtbot.waitSignal(task.finished):
        task.start()
    assert [type(error) for error in caught] == [ZeroDivisionError]
    assert told == []


def test_work_tells_how_far_it_is_and_stops_being_heard_once_cancelled(qtbot: QtBot) -> None:
    heard: list[object] = []

    def work(ticket: Ticket) -> str:
        ticket.progress(1)
        while not ticket.cancelled:
            ticket.progress(2)
        return "too late"

    task = Task(work, Background())
    task.progressed.connect(heard.append)
    task.succeeded.connect(heard.append)
    with qtbot.waitSignal(task.progressed):
        task.start()
    with qtbot.waitSignal(task.finished):
        task.cancel()
    assert "too late" not in heard
    assert heard[0] == 1
