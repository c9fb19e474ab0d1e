"""A backup put back: from the book, without a vault, over a damaged one, under a window that searches."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from carnet.paths import Folders
from carnet.services import backups
from carnet.ui.backup_watch import BackupWatch
from carnet.ui.conductor import Conductor
from carnet.ui.first_run import FirstRun
from carnet.ui.restore_panel import RestorePanel
from carnet.ui.session import Session
from carnet.ui.unlock import UnlockPanel
from tests.conftest import CHEAP, NOW, PASSPHRASE, make_book
from tests.ui.backing_up import SLOW, Clock, add, backed_up, made_session, names, restoring, until
from tests.ui.conftest import begin, finish
from tests.ui.hand import Hand
from tests.ui.starting import not_begun


@pytest.fixture
def conductor(tmp_path: Path) -> Iterator[Conductor]:
    """The program on an empty folder."""
    with not_begun(tmp_path / "data") as made:
        yield made


def test_yesterdays_backup_is_looked_at_then_put_back(session: Session, qtbot: QtBot, clock: Clock) -> None:
    source = backed_up(session, NOW)
    clock.now = NOW + timedelta(days=1)
    add(session, "Depuis")
    panel = restoring(session, qtbot, source)
    until(qtbot, panel, "look")
    assert "dernier changement" in panel.look.warning.text()
    assert panel.look.focusProxy() is panel.look.back_button
    assert names(session) == ["Roux", "Depuis"]
    panel.look.go_button.click()
    until(qtbot, panel, "end")
    assert names(session) == ["Roux"]
    assert len(list(session.folders.data.glob("vault-before-restore-*.carnet"))) == 1
    newest = backups.entries(backups.folder_of(session.folders))[0]
    assert newest.manifest
    assert newest.manifest.counts["correspondent"] == 2  # what was replaced can be put back in the same way
    with qtbot.waitSignal(panel.done):
        QTest.keyClick(panel.end.go_button, Qt.Key.Key_Return)
    session.close()


def test_changing_nothing_changes_nothing(session: Session, qtbot: QtBot) -> None:
    source = backed_up(session, NOW)
    add(session, "Depuis")
    panel = restoring(session, qtbot, source)
    until(qtbot, panel, "look")
    with qtbot.waitSignal(panel.done):
        QTest.keyClick(panel.look.back_button, Qt.Key.Key_Return)
    assert names(session) == ["Roux", "Depuis"]
    session.close()


def test_without_a_vault_a_backup_is_chosen_opened_and_put_in_place(
    session: Session, qtbot: QtBot, tmp_path: Path, clock: Clock
) -> None:
    source = backed_up(session, NOW)
    session.close()
    new = Session(Folders.inside(tmp_path / "new machine"), clock=clock, cost=CHEAP)
    panel = restoring(new, qtbot, None, source)
    until(qtbot, panel, "choice")
    panel.choice.file_button.click()
    until(qtbot, panel, "way")
    for typed, said in (("plataness", "mot de passe"), (PASSPHRASE, "")):
        panel.way.password.clear()
        QTest.keyClicks(panel.way.password, typed)
        QTest.keyClick(panel.way.password, Qt.Key.Key_Return)
        if said:
            qtbot.waitUntil(lambda said=said: said in panel.way.said.text(), timeout=SLOW)  # type: ignore[misc]
    until(qtbot, panel, "look")
    assert panel.look.focusProxy() is panel.look.go_button
    assert "pas encore de carnet" in panel.look._aside.text()
    panel.look.go_button.click()
    until(qtbot, panel, "end")
    assert names(new) == ["Roux"]
    new.close()


def test_a_damaged_vault_is_replaced_from_the_locked_window(session: Session, qtbot: QtBot) -> None:
    source = backed_up(session, NOW)
    session.lock()
    path = session.folders.vault
    path.write_bytes(path.read_bytes()[:9000] + bytes(64) + path.read_bytes()[9064:])
    panel = restoring(session, qtbot, None)
    until(qtbot, panel, "choice")
    qtbot.waitUntil(lambda: panel.choice.list.path == source, timeout=SLOW)
    QTest.keyClick(panel.choice.list, Qt.Key.Key_Return)
    until(qtbot, panel, "way")
    QTest.keyClicks(panel.way.password, PASSPHRASE)
    QTest.keyClick(panel.way.password, Qt.Key.Key_Return)
    until(qtbot, panel, "look")
    assert "abîmé" in panel.look.warning.text()
    panel.look.go_button.click()
    until(qtbot, panel, "end")
    assert names(session) == ["Roux"]
    session.close()


def test_a_backup_of_another_book_is_said_and_asks(
    session: Session, qtbot: QtBot, tmp_path: Path, clock: Clock
) -> None:
    other = made_session(tmp_path / "other", clock)
    finish(qtbot, other.unlock(PASSPHRASE))
    theirs = backed_up(other, NOW)
    other.close()
    panel = restoring(session, qtbot, theirs)
    until(qtbot, panel, "way")
    assert "n’ouvre pas" in panel.way.said.text()
    QTest.keyClicks(panel.way.password, PASSPHRASE)
    panel.way.next_button.click()
    until(qtbot, panel, "look")
    assert "autre carnet" in panel.look.warning.text()
    assert "autre carnet" in panel.look.go_button.text()
    assert panel.look.focusProxy() is panel.look.back_button
    panel.look.go_button.click()
    until(qtbot, panel, "end")
    assert names(session) == []
    session.close()


def test_what_is_no_backup_is_told_and_another_can_be_chosen(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    cut = tmp_path / "cut.carnet-backup"
    cut.write_bytes(backed_up(session, NOW).read_bytes()[:5000])
    for bad in (cut, tmp_path / "absent.carnet-backup", tmp_path):
        panel = restoring(session, qtbot, bad)
        qtbot.waitUntil(lambda panel=panel: bool(panel.choice.said.text()), timeout=SLOW)  # type: ignore[misc]
        until(qtbot, panel, "choice")
        qtbot.waitUntil(lambda panel=panel: panel.choice.list.path is not None, timeout=SLOW)  # type: ignore[misc]
        panel.close()
    session.close()


def test_a_vault_open_elsewhere_is_not_replaced_and_opens_again(session: Session, qtbot: QtBot) -> None:
    from carnet.models.book import Passphrase, open_book

    source = backed_up(session, NOW)
    add(session, "Depuis")
    with open_book(session.folders, Passphrase(PASSPHRASE)) as elsewhere:
        elsewhere.reader().execute("SELECT 1 FROM correspondent").fetchone()
        panel = restoring(session, qtbot, source)
        until(qtbot, panel, "look")
        panel.look.go_button.click()
        qtbot.waitUntil(lambda: "autre programme" in panel.look.said.text(), timeout=SLOW)
        qtbot.waitUntil(lambda: session.book is not None, timeout=SLOW)
    assert names(session) == ["Roux", "Depuis"]
    session.close()


def test_a_restore_under_a_window_that_searches(hand: Hand, qtbot: QtBot) -> None:
    """The thread that reads has let go of the file, and reads the restored one after."""
    session = hand.window.session
    source = backed_up(session, NOW)
    session._clock = lambda: NOW + timedelta(hours=1)
    add(session, "Zzyzx")
    hand.type("zzyzx")
    assert hand.surnames() == ["ZZYZX"]
    watch = BackupWatch(session, hand.window)
    watch.left.connect(hand.window.close_panel)
    watch.ask_restore(source)
    panel = hand.window.pages.currentWidget()
    assert isinstance(panel, RestorePanel)
    until(qtbot, panel, "look")
    panel.look.go_button.click()
    until(qtbot, panel, "end")
    QTest.keyClick(panel.end.go_button, Qt.Key.Key_Return)
    assert hand.window.pages.currentWidget() is hand.window.page
    hand.type("zzyzx")
    assert hand.surnames() == []
    hand.type("benhaddou")
    assert hand.surnames()[0] == "BENHADDOU"


def test_a_folder_without_a_vault_offers_to_restore_and_comes_back(conductor: Conductor, qtbot: QtBot) -> None:
    begin(conductor, qtbot)
    qtbot.waitUntil(lambda: isinstance(conductor.window.pages.currentWidget(), FirstRun), timeout=SLOW)
    first = conductor.window.pages.currentWidget()
    assert isinstance(first, FirstRun)
    QTest.keyClick(first.welcome.restore_button, Qt.Key.Key_Return)
    panel = conductor.window.pages.currentWidget()
    assert isinstance(panel, RestorePanel)
    until(qtbot, panel, "choice")
    QTest.keyClick(panel.choice, Qt.Key.Key_Escape)
    assert isinstance(conductor.window.pages.currentWidget(), FirstRun)


def test_a_damaged_vault_offers_to_restore_under_the_password(
    conductor: Conductor, tmp_path: Path, qtbot: QtBot
) -> None:
    with make_book(tmp_path / "data") as book:
        backups.run(book, now=NOW)
    vault = tmp_path / "data" / "vault.carnet"
    vault.write_bytes(vault.read_bytes()[:50] + bytes(2000) + vault.read_bytes()[2050:])
    begin(conductor, qtbot)
    qtbot.waitUntil(lambda: isinstance(conductor.window.page.right.currentWidget(), UnlockPanel), timeout=SLOW)
    panel = conductor.window.page.right.currentWidget()
    assert isinstance(panel, UnlockPanel)
    assert not panel.entry.restore_button.isVisible()
    QTest.keyClicks(panel.entry.password, PASSPHRASE)
    QTest.keyClick(panel.entry.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.entry.restore_button.isVisible(), timeout=SLOW)
    panel.entry.restore_button.click()
    restore = conductor.window.pages.currentWidget()
    assert isinstance(restore, RestorePanel)
    qtbot.waitUntil(lambda: restore.choice.list.path is not None, timeout=SLOW)
    restore.choice.next_button.click()
    QTest.keyClicks(restore.way.password, PASSPHRASE)
    QTest.keyClick(restore.way.password, Qt.Key.Key_Return)
    until(qtbot, restore, "look")
    restore.look.go_button.click()
    until(qtbot, restore, "end")
    restore.end.go_button.click()
    assert conductor.window.pages.currentWidget() is conductor.window.page
    assert conductor.session.book is not None
