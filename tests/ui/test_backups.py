"""Backups in their panel: the list, one by hand, a stick, what is damaged; a real vault each time."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from carnet.errors import CarnetError
from carnet.models.backup import backup
from carnet.services import backups
from carnet.ui.backup_list import BAD, GOOD, BackupModel, row_of
from carnet.ui.backup_panel import BackupPage
from carnet.ui.session import Session
from carnet.ui.theme import Theme
from tests.conftest import NOW
from tests.ui.backing_up import SLOW, add, backed_up, kept


def page_of(session: Session, qtbot: QtBot, folder: Path | None = None) -> BackupPage:
    """The panel of backups; `folder`: the one chosen when asked."""
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
