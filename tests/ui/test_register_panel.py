"""The register put in place by a real child process: progress, report, refusals, cancelling."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from carnet.paths import Folders
from carnet.register.store import current
from carnet.services.demonstration import register_file
from carnet.ui.register_panel import RegisterPage
from carnet.ui.register_panel_process import Child, RegisterImport
from carnet.ui.session import Session
from carnet.ui.theme import Theme
from tests.conftest import NOW

SLOW = 60_000


@pytest.fixture
def session(tmp_path: Path, qtbot: QtBot) -> Session:
    folder = tmp_path / "data"
    folder.mkdir()
    return Session(Folders.inside(folder), clock=lambda: NOW)


@pytest.fixture
def page(session: Session, qtbot: QtBot) -> Iterator[RegisterPage]:
    work = RegisterImport(session.folders.data)
    made = RegisterPage(session, work, Theme("light"), later="Plus tard", choose_file=register_file)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    work.end()


def test_an_import_ends_in_a_report_and_the_session_is_told(page: RegisterPage, session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.register_changed, timeout=SLOW):
        page.choose_button.click()
    qtbot.waitUntil(lambda: page.go_button.isVisible(), timeout=SLOW)
    assert "lignes lues" in page._report.text()
    assert "en place" in page._state.text()
    assert current(session.folders.data) == session.register_path()
    with qtbot.waitSignal(page.done):
        page.go_button.click()


def test_a_file_that_is_not_the_register_is_told(page: RegisterPage, tmp_path: Path, qtbot: QtBot) -> None:
    wrong = tmp_path / "recettes.txt"
    wrong.write_text("beurre|farine\n", encoding="utf-8")
    page.work.begin(wrong)
    qtbot.waitUntil(lambda: page._said.isVisible(), timeout=SLOW)
    assert "recettes.txt" in page._said.text()
    assert page.choose_button.isVisible()
    assert not page.work.running


def test_cancelling_stops_the_child_and_leaves_nothing(page: RegisterPage, session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.work.began, timeout=SLOW):
        page.choose_button.click()
    page.cancel_button.click()
    qtbot.waitUntil(lambda: not page.work.running, timeout=SLOW)
    assert "interrompu" in page._said.text()
    assert session.register_path() is None


def test_a_program_that_cannot_start_is_told(session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/absent/python")
    child = Child(session.folders.data, ["register", "status"])
    with qtbot.waitSignal(child.failed) as told:
        child.start()
    assert "ne s’est pas laissé lancer" in told.args[0]


def test_the_same_file_again_is_recognised(page: RegisterPage, qtbot: QtBot) -> None:
    for expected in ("en place.", "déjà l’annuaire en place"):
        page._show("choose")
        page.choose_button.click()
        qtbot.waitUntil(lambda: page.go_button.isVisible(), timeout=SLOW)
        assert expected in page._state.text()


def test_another_panel_on_the_same_import_shows_how_far_it_is(
    page: RegisterPage, session: Session, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.work.progressed, timeout=SLOW):
        page.choose_button.click()
    again = RegisterPage(session, page.work, Theme("light"), later="Fermer")
    qtbot.addWidget(again)
    again.show()
    assert again.cancel_button.isVisible()
    page.close()
    with qtbot.waitSignal(page.work.succeeded, timeout=SLOW):
        pass
    assert again.go_button.isVisible()
    assert 0 < page.work.share <= 1


def test_one_import_at_a_time(page: RegisterPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.work.began, timeout=SLOW):
        page.work.begin(register_file())
    page.work.begin(register_file().with_name("absent.zip"))
    with qtbot.waitSignal(page.work.succeeded, timeout=SLOW):
        pass
    assert page.work.file == register_file()
