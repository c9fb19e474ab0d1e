"""Backups by themselves: each day, at the lock, at the end; a failure is told, and the way out of a damaged book."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from carnet.services import backups
from carnet.ui.backup_watch import BackupWatch, absence_words, failure_words
from carnet.ui.conductor import Conductor
from carnet.ui.restore_panel import RestorePanel
from tests.conftest import NOW, PASSPHRASE, make_book
from tests.ui.backing_up import SLOW, add, kept
from tests.ui.conftest import begin, finish
from tests.ui.hand import Hand
from tests.ui.starting import not_begun


@pytest.fixture
def conductor(tmp_path: Path) -> Iterator[Conductor]:
    """The program on an empty folder."""
    with not_begun(tmp_path / "data") as made:
        yield made


def watch_of(hand: Hand) -> BackupWatch:
    """What watches over the backups of this window."""
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
