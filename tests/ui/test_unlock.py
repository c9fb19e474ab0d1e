"""A locked book: the password, the feuille de secours, and the register meanwhile."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from carnet.paths import Folders
from carnet.ui.session import Session
from carnet.ui.theme import Theme
from carnet.ui.unlock import UnlockPanel
from tests.conftest import CHEAP, NOW, PASSPHRASE, new_vault


@pytest.fixture
def made(tmp_path: Path, qtbot: QtBot) -> tuple[Session, str]:
    """A session on a locked vault, and its recovery code."""
    folders = Folders.inside(tmp_path)
    made = new_vault(tmp_path)
    made.book.close()
    return Session(folders, clock=lambda: NOW, cost=CHEAP), made.recovery_code


@pytest.fixture
def panel(made: tuple[Session, str], qtbot: QtBot) -> UnlockPanel:
    panel = UnlockPanel(made[0], Theme("light"))
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def test_enter_opens(panel: UnlockPanel, made: tuple[Session, str], qtbot: QtBot) -> None:
    QTest.keyClicks(panel.entry.password, PASSPHRASE)
    with qtbot.waitSignal(panel.done):
        QTest.keyClick(panel.entry.password, Qt.Key.Key_Return)
    assert made[0].book
    assert panel.entry.password.text() == ""
    made[0].close()


def test_a_wrong_password_says_what_to_try_and_can_be_typed_over(panel: UnlockPanel, qtbot: QtBot) -> None:
    QTest.keyClicks(panel.entry.password, "plataness")
    QTest.keyClick(panel.entry.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.entry._said.isVisible())
    said = panel.entry._said.text()
    assert "Ce n'est pas le bon mot de passe. Verr. Maj, clavier AZERTY" in said
    assert "Rien n'est perdu" in said
    assert panel.entry.password.selectedText()
    assert panel.entry.password.isEnabled()


def test_the_sheet_gives_a_new_password(panel: UnlockPanel, made: tuple[Session, str], qtbot: QtBot) -> None:
    session, code = made
    panel.entry.sheet_button.click()
    QTest.keyClicks(panel.code.code, code.lower().replace("-", " "))
    QTest.keyClick(panel.code.code, Qt.Key.Key_Return)
    assert panel.currentWidget() is panel.new
    QTest.keyClicks(panel.new.first, "une autre phrase")
    QTest.keyClicks(panel.new.second, "une autre phrase")
    with qtbot.waitSignal(panel.done):
        QTest.keyClick(panel.new.second, Qt.Key.Key_Return)
    assert session.book
    session.lock()
    with qtbot.waitSignal(session.book_changed):
        session.unlock("une autre phrase").start()
    session.close()


def test_a_mistyped_code_is_told_before_a_new_password_is_asked(panel: UnlockPanel, qtbot: QtBot) -> None:
    panel.entry.sheet_button.click()
    QTest.keyClicks(panel.code.code, "ABCD EFGH")
    QTest.keyClick(panel.code.code, Qt.Key.Key_Return)
    assert panel.currentWidget() is panel.code
    assert "28 caractères" in panel.code._said.text()


def test_the_code_of_another_vault_is_told(panel: UnlockPanel, qtbot: QtBot, tmp_path: Path) -> None:
    other = new_vault(tmp_path / "other")
    other.book.close()
    panel.entry.sheet_button.click()
    QTest.keyClicks(panel.code.code, other.recovery_code)
    QTest.keyClick(panel.code.code, Qt.Key.Key_Return)
    QTest.keyClicks(panel.new.first, "une autre phrase")
    QTest.keyClicks(panel.new.second, "une autre phrase")
    QTest.keyClick(panel.new.second, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.currentWidget() is panel.code)
    assert "pas celui de ce carnet" in panel.code._said.text()


def test_the_register_is_offered_only_where_there_is_one(
    panel: UnlockPanel, made: tuple[Session, str], qtbot: QtBot
) -> None:
    session = made[0]
    assert not panel.entry.register_button.isVisible()
    (session.folders.data / "register-ps-202611.sqlite").touch()
    (session.folders.data / "register.json").write_text('{"ps": "register-ps-202611.sqlite"}')
    session.look_again()
    assert panel.entry.register_button.isVisible()
    with qtbot.waitSignal(panel.done):
        panel.entry.register_button.click()
    assert session.locked
