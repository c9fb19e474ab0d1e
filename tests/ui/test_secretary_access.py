"""« Accès du secrétariat »: its owner gives a password, changes it, takes it back, and hands the calls over."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from carnet.domain.disclosure import Profile
from carnet.models.book import Passphrase, open_book
from carnet.models.secretary import has_access
from carnet.services.follow_up import secretary_may
from carnet.ui.secretary import AccessPanel
from carnet.ui.session import Session
from carnet.ui.theme import Theme
from tests.conftest import PASSPHRASE
from tests.outputs import HERS
from tests.ui.outputs import words_of


@pytest.fixture
def access(demonstration: Session, qtbot: QtBot) -> AccessPanel:
    panel = AccessPanel(demonstration, Theme("light"))
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitExposed(panel)
    qtbot.waitUntil(lambda: bool(panel.page.state.text()))
    return panel


def give(panel: AccessPanel, password: str, qtbot: QtBot) -> None:
    QTest.keyClick(panel.page.password_button, Qt.Key.Key_Return)
    assert panel.currentWidget() is panel.new
    panel.new.forget()
    QTest.keyClicks(panel.new.first, password)
    QTest.keyClick(panel.new.first, Qt.Key.Key_Return)
    QTest.keyClicks(panel.new.second, password)
    QTest.keyClick(panel.new.second, Qt.Key.Key_Return)


def test_the_owner_gives_changes_and_takes_back(access: AccessPanel, demonstration: Session, qtbot: QtBot) -> None:
    assert "un verrou sur l’écran, pas sur les données" in words_of(access)
    assert not access.page.remove_button.isVisible()
    book = demonstration.book
    assert book is not None
    for password in (HERS, "une autre pour elle"):
        give(access, password, qtbot)
        qtbot.waitUntil(lambda: access.currentWidget() is access.page)
        assert access.page.state.text() == "Le secrétariat a son mot de passe."
        assert access.new.password == ""
        with open_book(book.folders, Passphrase(password)) as opened:
            assert opened.profile is Profile.SECRETARY
    QTest.keyClick(access.page.remove_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not access.page.remove_button.isVisible())
    assert not has_access(book)
    with qtbot.waitSignal(access.left):
        QTest.keyClick(access.page.close_button, Qt.Key.Key_Return)


def test_a_short_code_or_the_owners_own_is_refused(access: AccessPanel, demonstration: Session, qtbot: QtBot) -> None:
    give(access, "1234", qtbot)
    assert "au moins 8 caractères" in access.new._said.text()
    access.new.back_button.click()
    give(access, PASSPHRASE, qtbot)
    qtbot.waitUntil(lambda: "est le vôtre" in access.new._said.text())
    assert access.new.isEnabled()
    assert demonstration.book is not None
    assert not has_access(demonstration.book)


def test_the_owner_hands_the_calls_over_and_takes_them_back(access: AccessPanel, qtbot: QtBot) -> None:
    page = access.page
    assert page.calls.isHidden()
    give(access, HERS, qtbot)
    qtbot.waitUntil(page.calls.isVisible)
    book = access._book
    QTest.keyClick(page.calls, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: secretary_may(book) and page.isEnabled())
    assert page.calls.isChecked()
    assert page.calls.hasFocus()
    QTest.keyClick(page.calls, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not secretary_may(book) and page.isEnabled())
    assert not page.calls.isChecked()


def test_her_access_says_all_of_its_buttons_where_the_card_was(access: AccessPanel, qtbot: QtBot) -> None:
    access.resize(420, 700)
    give(access, "ficelle et lavande 12", qtbot)
    qtbot.waitUntil(lambda: access.currentWidget() is access.page and access.page.remove_button.isVisible())
    QApplication.processEvents()
    for button in (access.page.password_button, access.page.remove_button, access.page.close_button):
        assert button.width() >= button.sizeHint().width(), button.text()
