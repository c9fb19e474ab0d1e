"""The program with two passwords: her view and the owner's one after the other, and nothing of one in the other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from carnet import app
from carnet.app import Program
from carnet.domain.disclosure import Profile
from carnet.errors import CarnetError
from carnet.models.book import Passphrase, open_book
from carnet.paths import Folders
from carnet.ui import keys
from carnet.ui.conductor import Conductor
from carnet.ui.main_window import MainWindow
from carnet.ui.session import Session
from carnet.ui.unlock import UnlockPanel
from tests.conftest import PASSPHRASE
from tests.outputs import HERS
from tests.ui.conftest import finish, started
from tests.ui.hand import CONTROL, Hand
from tests.ui.outputs import words_of

HER_MENU = {"Annuaire national…", "Tout le carnet… (Ctrl B)", "Verrouiller mon carnet"}


@pytest.fixture
def narrowed(two_passwords: Session, qtbot: QtBot) -> Iterator[Conductor]:
    """The same, started by `carnet --secretary`."""
    with started(two_passwords.folders, qtbot, secretary=True) as made:
        yield made


def unlock(program: Conductor, password: str, qtbot: QtBot) -> None:
    panel = program.window.page.right.currentWidget()
    assert isinstance(panel, UnlockPanel)
    QTest.keyClicks(panel.entry.password, password)
    QTest.keyClick(panel.entry.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.session.book is not None)
    Hand(program.window, qtbot).settle()


def view_of(program: Conductor) -> str:
    return program.session.profile.value


def menu_of(program: Conductor) -> set[str]:
    program.window.settings_menu.aboutToShow.emit()
    return {
        action.text()
        for action in program.window.settings_menu.actions()
        if action.isVisible() and not action.isSeparator() and not action.isCheckable()
    }


def test_her_menu_has_what_is_for_all(program: Conductor, qtbot: QtBot) -> None:
    unlock(program, PASSPHRASE, qtbot)
    owners = menu_of(program)
    assert owners >= HER_MENU | {"Accès du secrétariat…", "Nouvelle feuille de secours…"}
    program.menu.lock()
    unlock(program, HERS, qtbot)
    assert menu_of(program) == HER_MENU
    program.menu.lock()
    unlock(program, PASSPHRASE, qtbot)
    assert menu_of(program) == owners


def test_nothing_of_one_view_stays_in_the_other(program: Conductor, qtbot: QtBot) -> None:
    unlock(program, PASSPHRASE, qtbot)
    window, hand = program.window, Hand(program.window, qtbot)
    hand.type("serrane")
    hand.key(Qt.Key.Key_F2)
    secrets = [row.text for row in window.page.card.content.private] if window.page.card.content else []
    assert secrets
    secrets += ["serrane", "n’adresse pas", "À vérifier"]
    window.show_notice("À vérifier : SERRANE")
    program.menu.offer_access()
    program.menu.lock()
    unlock(program, HERS, qtbot)
    assert view_of(program) == "secretary"
    assert window.page.right.currentWidget() is window.page.card
    assert [secret for secret in secrets if secret.lower() in words_of(window).lower()] == []
    hand.key(Qt.Key.Key_Z, CONTROL)
    assert window.page.box.text() == ""
    assert window.consultation.inquiry.town is None
    hand.type("serrane")
    assert [secret for secret in secrets[:-3] if secret in words_of(window)] == []
    program.menu.lock()
    unlock(program, PASSPHRASE, qtbot)
    assert view_of(program) == "owner"
    assert window.page.box.text() == ""
    assert not window.page.status.view.isVisible()
    hand.type("serrane")
    hand.key(Qt.Key.Key_F2)
    assert window.page.card.content is not None
    assert [row.text for row in window.page.card.content.private] == secrets[:-3]


def test_an_answer_under_way_does_not_come_after_the_lock(program: Conductor, qtbot: QtBot) -> None:
    unlock(program, PASSPHRASE, qtbot)
    window, hand = program.window, Hand(program.window, qtbot)
    hand.type("rhumato")
    came: list[object] = []
    window.searcher.loaded.connect(lambda sheet: came.append("card"))
    window.searcher.answered.connect(lambda answer: came.append("answer"))
    window.consultation.type("castelmon")
    window.searcher.send(lambda reach: "read in the owner's view", came.append, came.append)
    program.session.lock()
    before = list(came)
    assert window.consultation.sheet is None
    assert window.page.card.content is None
    assert "CASTELMON" not in words_of(window)
    assert "read in the owner's view" in before  # told while the view was still the owner's
    QApplication.processEvents()
    assert came == before


def test_a_window_knows_which_view_it_opens_in(two_passwords: Session, qtbot: QtBot) -> None:
    window = MainWindow(two_passwords)
    qtbot.addWidget(window)
    assert two_passwords.profile is Profile.OWNER
    assert not window.page.status.view.text()
    window.close()


def keys_of(program: Conductor) -> set[str]:
    window = program.window
    return {name for name, action in window.keys.actions.items() if action in window.actions()}


def test_started_for_her_the_owners_password_opens_her_view_as_hers_would(narrowed: Conductor, qtbot: QtBot) -> None:
    window, hers = narrowed.window, {key.action for key in keys.bound(Profile.SECRETARY)}
    assert window.page.status.view.text() == "Vue du secrétariat"
    assert keys_of(narrowed) == hers
    assert menu_of(narrowed) == (HER_MENU - {"Verrouiller mon carnet"}) | {"Ouvrir mon carnet…"}
    for password in (PASSPHRASE, HERS):
        unlock(narrowed, password, qtbot)
        assert view_of(narrowed) == "secretary"
        assert keys_of(narrowed) == hers
        assert menu_of(narrowed) == HER_MENU
        hand = Hand(window, qtbot)
        hand.type("serrane")
        assert "n’adresse pas" not in words_of(window)
        hand.key(Qt.Key.Key_F2)
        assert window.page.card.content is not None
        assert window.page.card.content.private == ()
        told: list[object] = []
        window.searcher.send(lambda reach: reach.book().reader(), told.append, told.append)
        hand.settle()
        assert "secrétariat ne permet pas" in str(told[0])
        narrowed.menu.lock()


def test_started_for_her_a_password_file_opens_her_view(two_passwords: Session, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "password").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    with started(two_passwords.folders, qtbot, secretary=True, password=tmp_path / "password") as program:
        qtbot.waitUntil(lambda: program.session.book is not None)
        assert view_of(program) == "secretary"


def test_started_for_her_nothing_changes_a_password_nor_restores(narrowed: Conductor, qtbot: QtBot) -> None:
    panel = narrowed.window.page.right.currentWidget()
    assert isinstance(panel, UnlockPanel)
    assert panel.entry.sheet_button.isHidden()
    with open_book(narrowed.session.folders, Passphrase(PASSPHRASE)) as book:
        code = book.renew_recovery_code()
    told = finish(qtbot, narrowed.session.unlock_with_recovery_code(code, "une autre phrase"))
    assert "secrétariat ne permet pas" in str(told)
    assert narrowed.session.book is None
    panel.restore_wanted.emit()
    assert "secrétariat ne permet pas" in narrowed.window.page.notice.words.text()
    assert narrowed.window.pages.currentWidget() is narrowed.window.page
    unlock(narrowed, PASSPHRASE, qtbot)


def test_started_for_her_where_there_is_no_book_it_says_so(tmp_path: Path, qtbot: QtBot) -> None:
    with started(Folders.inside(tmp_path / "empty"), qtbot, secretary=True) as program:
        assert program.window.pages.currentWidget() is program.window.page
        assert "au médecin de le créer" in program.window.page.notice.words.text()
        assert program.window.page.notice.action.isHidden()
        assert menu_of(program) == HER_MENU - {"Verrouiller mon carnet"}
        with pytest.raises(CarnetError, match="secrétariat ne permet pas"):
            program.session.create("une phrase longue", practice_name="", commune_insee="")


def test_the_command_line_starts_it_so(two_passwords: Session, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "password").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    arguments = ["--secretary", "--data-dir", str(two_passwords.folders.data), "--passphrase-file"]
    program = Program(app._options([*arguments, str(tmp_path / "password")]), None)
    try:
        program.shell.show()
        qtbot.waitUntil(lambda: program.shell.windowTitle() == "carnet · Cabinet des Platanes", timeout=20_000)
        assert "Vue du secrétariat" in words_of(program.shell)
    finally:
        program.shell.close()
        program.end()
        program.shell.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
