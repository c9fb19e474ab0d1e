"""The first five minutes, by keyboard, on real vaults and with a real child process for the register."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from carnet.paths import Folders
from carnet.services.demonstration import register_file
from carnet.ui.first_run import FirstRun
from carnet.ui.first_run_commune import CommuneField
from carnet.ui.first_run_demonstration import Demonstration
from carnet.ui.first_run_strength import strength, strength_in_words
from carnet.ui.register_panel_process import RegisterImport
from carnet.ui.session import Session
from carnet.ui.theme import Theme
from tests.conftest import CHEAP, NOW, make_book
from tests.ui.conftest import finish

PHRASE = "platanes et cigales"


@pytest.fixture
def theme(qtbot: QtBot) -> Theme:
    return Theme("light")


@pytest.fixture
def session(tmp_path: Path, qtbot: QtBot) -> Session:
    return Session(Folders.inside(tmp_path / "data"), clock=lambda: NOW, cost=CHEAP)


@pytest.fixture
def panel(session: Session, theme: Theme, qtbot: QtBot) -> FirstRun:
    made = FirstRun(session, RegisterImport(session.folders.data), theme)
    qtbot.addWidget(made)
    made.resize(900, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


def press_enter(qtbot: QtBot, field: QLineEdit) -> None:
    QTest.keyClick(field, Qt.Key.Key_Return)


def reach_password(panel: FirstRun, qtbot: QtBot) -> None:
    panel.welcome.create_button.click()
    QTest.keyClicks(panel.practice.name, "Cabinet des Platanes")
    press_enter(qtbot, panel.practice.name)
    QTest.keyClicks(panel.practice.commune, "cavaillon")
    press_enter(qtbot, panel.practice.commune)
    assert panel.currentWidget() is panel.password


def reach_sheet(panel: FirstRun, session: Session, qtbot: QtBot) -> None:
    reach_password(panel, qtbot)
    QTest.keyClicks(panel.password.first, PHRASE)
    press_enter(qtbot, panel.password.first)
    QTest.keyClicks(panel.password.second, PHRASE)
    with qtbot.waitSignal(session.book_changed):
        press_enter(qtbot, panel.password.second)
    assert panel.currentWidget() is panel.sheet


def test_from_the_welcome_to_an_open_book(panel: FirstRun, session: Session, qtbot: QtBot) -> None:
    reach_sheet(panel, session, qtbot)
    assert session.book
    assert (session.practice_name, session.practice_insee) == ("Cabinet des Platanes", "84035")
    assert panel.password.password == ""
    session.close()


def test_the_sheet_is_left_only_once_it_is_put_away(panel: FirstRun, session: Session, qtbot: QtBot) -> None:
    reach_sheet(panel, session, qtbot)
    sheet = panel.sheet
    assert sheet
    code = sheet.code.text()
    QTest.keyClick(sheet.next_button, Qt.Key.Key_Space)
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert panel.currentWidget() is sheet
    QTest.keyClick(sheet.tick, Qt.Key.Key_Space)
    QTest.keyClick(sheet.next_button, Qt.Key.Key_Space)
    assert panel.currentWidget() is panel.register
    assert panel.sheet is None
    session.lock()
    finish(qtbot, session.unlock_with_recovery_code(code, "une autre phrase"))
    assert session.book
    session.close()


def test_a_commune_that_does_not_exist_is_told_and_nothing_goes_on(panel: FirstRun, qtbot: QtBot) -> None:
    panel.welcome.create_button.click()
    QTest.keyClicks(panel.practice.commune, "zzzz")
    press_enter(qtbot, panel.practice.commune)
    assert panel.currentWidget() is panel.practice
    assert "zzzz" in panel.practice._said.text()


def test_two_passwords_that_differ_are_told(panel: FirstRun, session: Session, qtbot: QtBot) -> None:
    reach_password(panel, qtbot)
    QTest.keyClicks(panel.password.first, PHRASE)
    QTest.keyClicks(panel.password.second, PHRASE.upper())
    press_enter(qtbot, panel.password.second)
    assert "pas pareils" in panel.password._said.text()
    assert not session.has_vault


def test_a_folder_that_refuses_is_told_and_the_password_can_be_given_again(
    panel: FirstRun, session: Session, qtbot: QtBot
) -> None:
    session.folders.data.parent.joinpath("data").write_text("a file where the folder should be")
    reach_password(panel, qtbot)
    QTest.keyClicks(panel.password.first, PHRASE)
    QTest.keyClicks(panel.password.second, PHRASE)
    press_enter(qtbot, panel.password.second)
    qtbot.waitUntil(lambda: bool(panel.password._said.text()))
    assert "dossier" in panel.password._said.text()
    assert panel.password.isEnabled()


def test_later_ends_the_first_run(panel: FirstRun, qtbot: QtBot) -> None:
    panel.welcome.register_button.click()
    assert panel.currentWidget() is panel.register
    with qtbot.waitSignal(panel.done):
        panel.register.later_button.click()


def test_an_import_under_way_stops_with_the_window(panel: FirstRun, qtbot: QtBot) -> None:
    work = panel.register.work
    with qtbot.waitSignal(work.began):
        work.begin(register_file())
    work.end()
    assert not work.running


def test_half_a_commune_takes_the_first_offered_and_shows_it(qtbot: QtBot) -> None:
    field = CommuneField()
    qtbot.addWidget(field)
    QTest.keyClicks(field, "oppe")
    assert field.settle()
    assert field.text().startswith("Oppède")
    assert field.insee == "84086"
    assert not field.settle()


def test_a_commune_may_be_given_by_its_postcode(qtbot: QtBot) -> None:
    field = CommuneField()
    qtbot.addWidget(field)
    QTest.keyClicks(field, "84220")
    field.settle()
    assert field.insee
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert not field.insee


@pytest.mark.parametrize(
    ("password", "level"),
    [
        ("court", "short"),
        ("motdepasse", "weak"),
        ("azerty12", "weak"),
        ("aaaaaaaaaaaa", "weak"),
        ("Platanes2026", "weak"),
        ("platanes et cigales du soir", "good"),
        ("loup vélo mardi bleu", "good"),
    ],
)
def test_strength(password: str, level: str) -> None:
    assert strength(password, ("Cabinet des Platanes", "platanes")) == level
    assert strength_in_words(password)


def test_the_demonstration_opens_and_leaves_nothing(qtbot: QtBot) -> None:
    demonstration = Demonstration()
    with qtbot.waitSignal(demonstration.ready, timeout=60_000) as told:
        demonstration.start()
    session = Session(demonstration.folders, clock=lambda: NOW)
    finish(qtbot, session.unlock(told.args[0]))
    assert session.demonstration
    assert session.register_path()
    session.close()
    demonstration.remove()
    assert not demonstration.folders.data.parent.exists()


def test_with_a_register_the_welcome_leads_to_it(tmp_path: Path, theme: Theme, qtbot: QtBot) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "register-ps-202611.sqlite").touch()
    (folder / "register.json").write_text('{"ps": "register-ps-202611.sqlite"}')
    panel = FirstRun(Session(Folders.inside(folder)), RegisterImport(folder), theme)
    qtbot.addWidget(panel)
    with qtbot.waitSignal(panel.done):
        panel.welcome.register_button.click()


def test_a_vault_made_meanwhile_by_another_program_is_not_overwritten(
    panel: FirstRun, session: Session, qtbot: QtBot
) -> None:
    reach_password(panel, qtbot)
    make_book(session.folders.data).close()
    before = session.folders.vault.read_bytes()
    QTest.keyClicks(panel.password.first, PHRASE)
    QTest.keyClicks(panel.password.second, PHRASE)
    press_enter(qtbot, panel.password.second)
    qtbot.waitUntil(lambda: "déjà un carnet" in panel.password._said.text())
    assert session.folders.vault.read_bytes() == before
