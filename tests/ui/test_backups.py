"""Backups and restores in the window: by themselves, by hand, told when they fail; a real vault each time."""

import shutil
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from carnet.errors import CarnetError
from carnet.models.backup import backup
from carnet.models.book import create_vault
from carnet.models.tables import correspondent
from carnet.paths import Folders
from carnet.services import backups
from carnet.settings import Settings
from carnet.ui.backup_list import BAD, GOOD, BackupModel, row_of
from carnet.ui.backup_panel import BackupPage
from carnet.ui.backup_watch import BackupWatch, Guard, absence_words, failure_words
from carnet.ui.conductor import Conductor
from carnet.ui.first_run import FirstRun
from carnet.ui.restore_panel import RestorePanel
from carnet.ui.session import Session
from carnet.ui.shell import Shell
from carnet.ui.theme import Theme
from carnet.ui.unlock import UnlockPanel
from tests.conftest import CAVAILLON, CHEAP, NOW, PASSPHRASE, make_book
from tests.ui.conftest import begin, finish
from tests.ui.hand import Hand

SLOW = 20_000


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def session(tmp_path: Path, qtbot: QtBot, clock: Clock) -> Session:
    """A session on an open book of one card."""
    session = made_session(tmp_path / "data", clock)
    yield_to = session.unlock(PASSPHRASE)
    finish(qtbot, yield_to)
    add(session, "Roux")
    return session


def made_session(folder: Path, clock: Clock) -> Session:
    made = create_vault(
        Folders.inside(folder),
        PASSPHRASE,
        practice_name="Cabinet des Platanes",
        commune_insee=CAVAILLON,
        owner_name="",
        now=NOW,
        cost=CHEAP,
    )
    made.book.close()
    return Session(Folders.inside(folder), clock=clock, cost=CHEAP)


def add(session: Session, name: str) -> None:
    assert session.book
    with session.book.write("add", now=session.now()) as writer:
        writer.insert(correspondent, kind="person", status="active", family_name=name)


def names(session: Session) -> list[str]:
    assert session.book
    return [row[0] for row in session.book.reader().execute("SELECT family_name FROM correspondent ORDER BY id")]


def kept(session: Session) -> list[str]:
    folder = backups.folder_of(session.folders)
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def backed_up(session: Session, now: datetime) -> Path:
    assert session.book
    return backups.run(session.book, now=now).made[0].path


def page_of(session: Session, qtbot: QtBot, folder: Path | None = None) -> BackupPage:
    book = session.book
    assert book

    def prepared():  # type: ignore[no-untyped-def]
        stick = session.settings.backup_folder
        return lambda ticket: backups.run(book, elsewhere=Path(stick) if stick else None, now=session.now())

    page = BackupPage(session, Theme("light"), prepared, choose_folder=lambda title: folder)
    qtbot.addWidget(page)
    page.resize(700, 700)
    page.show()
    qtbot.waitExposed(page)
    return page


def restoring(session: Session, qtbot: QtBot, source: Path | None, file: Path | None = None) -> RestorePanel:
    panel = RestorePanel(session, Theme("light"), Guard(), source=source, choose_file=lambda: file)
    qtbot.addWidget(panel)
    panel.resize(700, 700)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def until(qtbot: QtBot, panel: RestorePanel, page: str) -> None:
    qtbot.waitUntil(lambda: panel.currentWidget() is getattr(panel, page), timeout=SLOW)


def test_the_list_tells_each_backup_and_reads_it_to_its_end(session: Session, qtbot: QtBot) -> None:
    first = backed_up(session, NOW)
    add(session, "Bon")
    second = backed_up(session, NOW + timedelta(days=1))
    whole = first.read_bytes()
    first.write_bytes(whole[:9000] + bytes(64) + whole[9064:])
    page = page_of(session, qtbot)
    qtbot.waitUntil(lambda: [row.state for row in page.list.model_of_rows.rows] == [GOOD, BAD], timeout=SLOW)
    rows = page.list.model_of_rows.rows
    assert [row.path for row in rows] == [second, first]
    assert rows[0].about.startswith("2 fiches · ")
    assert "vérifiée" in rows[0].said
    assert "23 novembre 2026" in page._state.text()
    session.close()


def test_the_model_is_a_model(session: Session, qtbot: QtBot) -> None:
    backed_up(session, NOW)
    (backups.folder_of(session.folders) / "cut.carnet-backup").write_bytes(b"PK")
    model = BackupModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    here = backups.folder_of(session.folders)
    found = backups.entries(here)
    model.show_rows(tuple(row_of(entry, here=here) for entry in found))
    model.tell(found[0].path, good=True)
    assert [row.state for row in model.rows] == [GOOD, BAD]
    session.close()


def test_one_now_by_the_keyboard_then_nothing_changed(session: Session, qtbot: QtBot) -> None:
    page = page_of(session, qtbot)
    QTest.keyClick(page.now_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "1 fiche" in page._said.text(), timeout=SLOW)
    assert len(kept(session)) == 1
    QTest.keyClick(page.now_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Rien n’a changé" in page._said.text(), timeout=SLOW)
    assert len(kept(session)) == 1
    session.close()


def test_a_stick_is_chosen_filled_and_forgotten(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    page = page_of(session, qtbot, stick)
    page.choose_button.click()
    qtbot.waitUntil(lambda: len(list(stick.glob("*.carnet-backup"))) == 1, timeout=SLOW)
    assert session.settings.backup_folder == str(stick)
    assert str(stick) in page._where.text()
    qtbot.waitUntil(lambda: len(page.list.model_of_rows.rows) == 2, timeout=SLOW)
    page.forget_button.click()
    assert session.settings.backup_folder == ""
    assert not page.forget_button.isVisible()
    session.close()


def test_a_folder_that_refuses_is_told_in_the_panel(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(session, qtbot, tmp_path / "nowhere")
    for button in (page.elsewhere_button, page.choose_button):
        button.click()
        qtbot.waitUntil(lambda: "n'existe pas" in page._said.text(), timeout=SLOW)
        assert page.now_button.isEnabled()
        page._said.say("")
    session.close()


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


def watch_of(hand: Hand) -> BackupWatch:
    return BackupWatch(hand.window.session, hand.window)


def test_a_day_without_a_backup_gets_one_in_the_background(hand: Hand, qtbot: QtBot) -> None:
    session = hand.window.session
    watch = watch_of(hand)
    watch.begin()
    qtbot.waitUntil(lambda: len(kept(session)) == 1, timeout=SLOW)
    watch.look()
    session.background.wait()
    assert len(kept(session)) == 1


def test_the_lock_and_the_end_back_up_what_changed(hand: Hand, qtbot: QtBot) -> None:
    session = hand.window.session
    watch = watch_of(hand)
    session.lock()
    session.background.wait()
    assert len(kept(session)) == 1
    finish(qtbot, session.unlock(PASSPHRASE))
    watch.end()
    assert len(kept(session)) == 1
    session._clock = lambda: NOW + timedelta(hours=1)
    add(session, "Fin")
    watch.end()
    assert len(kept(session)) == 2


def test_a_restore_under_a_window_that_searches(hand: Hand, qtbot: QtBot) -> None:
    """The thread that reads has let go of the file, and reads the restored one after."""
    session = hand.window.session
    source = backed_up(session, NOW)
    session._clock = lambda: NOW + timedelta(hours=1)
    add(session, "Zzyzx")
    hand.type("zzyzx")
    assert hand.surnames() == ["ZZYZX"]
    watch = watch_of(hand)
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


def test_a_throw_away_book_leaves_nothing(hand: Hand) -> None:
    session = hand.window.session
    watch = BackupWatch(session, hand.window, throw_away=True)
    watch.begin()
    watch.end()
    session.background.wait()
    assert kept(session) == []


def test_a_failure_is_told_at_once_and_at_the_next_start(hand: Hand, qtbot: QtBot) -> None:
    session, notice = hand.window.session, hand.window.page.notice
    here = backups.folder_of(session.folders)
    here.write_text("a file has the folder's name")
    watch = watch_of(hand)
    watch.look()
    qtbot.waitUntil(lambda: "n’a pas pu se faire" in notice.words.text(), timeout=SLOW)
    notice.words.setText("")
    watch.look()
    session.background.wait()
    hand.settle()
    assert notice.words.text() == ""
    here.unlink()
    later = watch_of(hand)
    later.begin()
    assert "La sauvegarde d’aujourd’hui n’a pas pu se faire" in notice.words.text()
    session.background.wait()
    assert len(kept(session)) == 1
    notice.words.setText("")
    watch_of(hand).begin()
    assert notice.words.text() == ""


def test_an_absent_stick_is_told_after_a_week(hand: Hand, tmp_path: Path) -> None:
    session = hand.window.session
    stick = tmp_path / "usb"
    session.change_settings(backup_folder=str(stick))
    for days, told in ((3, False), (9, True)):
        backups.remember_choice(session.folders, stick, session.today() - timedelta(days=days))
        hand.window.close_notice()
        watch_of(hand).begin()
        assert hand.window.page.notice.isVisible() is told
    assert "9 jours" in hand.window.page.notice.words.text()


def test_words() -> None:
    memory = backups.Memory(NOW - timedelta(days=1), "Le disque est plein (/x).")
    assert failure_words(memory, NOW) == "La sauvegarde d’hier n’a pas pu se faire\u202f: le disque est plein (/x)."
    assert "La sauvegarde du 21 novembre 2026" in failure_words(memory, NOW + timedelta(days=20))
    assert "30 jours" in absence_words(Path("/media/usb"), 30)


def test_a_bad_page_met_while_searching_is_told_with_the_way_out(hand: Hand, qtbot: QtBot) -> None:
    session = hand.window.session
    watch = watch_of(hand)
    told: list[object] = []
    hand.window.searcher.damaged.connect(lambda: told.append(1))
    hand.window.searcher.damaged.connect(watch.look_at_damage)
    assert session.book
    session.book.reader().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw = session.book.raw_key
    session.lock()
    session.background.wait()
    path = session.folders.vault
    whole = bytearray(path.read_bytes())
    for at in range(len(whole) // 4096 // 3, len(whole) // 4096):  # the schema still reads
        whole[at * 4096 + 100] ^= 0xFF
    path.write_bytes(whole)
    finish(qtbot, session.unlock(raw))
    assert session.book
    hand.window.page.box.setText("")
    QTest.keyClicks(hand.window.page.box, "rhumato")
    qtbot.waitUntil(lambda: bool(told), timeout=SLOW)
    qtbot.waitUntil(lambda: "ne se lit plus" in hand.window.page.notice.words.text(), timeout=SLOW)
    hand.window.page.notice.action.click()
    assert isinstance(hand.window.pages.currentWidget(), RestorePanel)


def test_a_backup_refuses_a_damaged_book(session: Session, tmp_path: Path) -> None:
    """What was whole yesterday is not rotated away by what is damaged today."""
    good = backed_up(session, NOW)
    add(session, "Depuis")
    assert session.book
    book = session.book
    session.lock()
    path = session.folders.vault
    shutil.copy(path, tmp_path / "whole")
    path.write_bytes(path.read_bytes()[:-3000] + bytes(64) + path.read_bytes()[-2936:])
    with pytest.raises(CarnetError, match="abîmé"):
        backups.run(book, now=NOW + timedelta(days=1))
    with pytest.raises(CarnetError, match="abîmé"):
        backup(book, tmp_path / "b.carnet-backup", now=NOW)
    assert kept(session) == [good.name]
    session.close()


@pytest.fixture
def conductor(tmp_path: Path, qtbot: QtBot) -> Iterator[Conductor]:
    """The program on an empty folder."""
    shell = Shell(Settings())
    shell.show()
    made = Conductor(Folders.inside(tmp_path / "data"), shell)
    hook = sys.excepthook
    yield made
    shell.close()
    made.end()
    sys.excepthook = hook
    shell.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_closing_the_program_leaves_a_backup(conductor: Conductor, tmp_path: Path, qtbot: QtBot) -> None:
    make_book(tmp_path / "data").close()
    password = tmp_path / "password"
    password.write_text(PASSPHRASE, encoding="utf-8")
    begin(conductor, qtbot, password_file=password)
    qtbot.waitUntil(lambda: conductor.session.book is not None, timeout=SLOW)
    add(conductor.session, "Roux")
    conductor.shell.close()
    assert kept(conductor.session) == []
    conductor.end()
    (made,) = backups.entries(backups.folder_of(conductor.session.folders))
    assert made.manifest
    assert made.manifest.counts["correspondent"] == 1


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
