"""What shows when the program begins: first run, password, book, register; what is swept, what is kept."""

import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from carnet import settings
from carnet.paths import Folders
from carnet.queries.documents import documents
from carnet.services.correspondents import add_correspondent
from carnet.services.documents import Attachment, add_document, remove_document
from carnet.services.drafts import CorrespondentDraft
from carnet.settings import Settings
from carnet.ui import conductor as conductor_module
from carnet.ui.conductor import Conductor
from carnet.ui.documents_folder import PREFIX
from carnet.ui.first_run import FirstRun
from carnet.ui.register_panel import RegisterPage
from carnet.ui.session import Session
from carnet.ui.shell import Shell
from carnet.ui.unlock import UnlockPanel
from tests.conftest import NOW, PASSPHRASE, TODAY, make_book
from tests.domain.test_attachments import PDF
from tests.ui.conftest import begin, finish
from tests.ui.starting import not_begun


@pytest.fixture
def conductor(tmp_path: Path) -> Iterator[Conductor]:
    """The program on an empty folder."""
    with not_begun(tmp_path / "data") as made:
        yield made


def test_an_empty_folder_shows_the_first_run_and_leaving_it_says_how_to_come_back(
    conductor: Conductor, qtbot: QtBot
) -> None:
    begin(conductor, qtbot)
    panel = conductor.window.pages.currentWidget()
    assert isinstance(panel, FirstRun)
    panel.done.emit()
    notice = conductor.window.page.notice
    assert "pas encore de carnet" in notice.words.text()
    notice.action.click()
    assert isinstance(conductor.window.pages.currentWidget(), FirstRun)


def test_a_locked_book_asks_beside_the_list_and_typing_in_the_box_makes_room(
    conductor: Conductor, tmp_path: Path, qtbot: QtBot
) -> None:
    make_book(tmp_path / "data").close()
    begin(conductor, qtbot)
    page = conductor.window.page
    panel = page.right.currentWidget()
    assert isinstance(panel, UnlockPanel)
    assert conductor.window.pages.currentWidget() is page
    QTest.keyClicks(page.box, "r")
    assert page.right.currentWidget() is page.card


def test_a_password_file_opens_at_once(conductor: Conductor, tmp_path: Path, qtbot: QtBot) -> None:
    make_book(tmp_path / "data").close()
    (tmp_path / "password").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    begin(conductor, qtbot, password_file=tmp_path / "password")
    qtbot.waitUntil(lambda: conductor.session.book is not None)
    assert conductor.shell.windowTitle() == "carnet · Cabinet des Platanes"


@pytest.mark.parametrize(("content", "said"), [(None, "illisible"), ("pas le bon\n", "pas le bon mot de passe")])
def test_a_password_file_that_does_not_open_is_told_in_the_panel(
    conductor: Conductor, tmp_path: Path, qtbot: QtBot, content: str | None, said: str
) -> None:
    make_book(tmp_path / "data").close()
    if content is not None:
        (tmp_path / "password").write_text(content, encoding="utf-8")
    begin(conductor, qtbot, password_file=tmp_path / "password")
    qtbot.waitUntil(lambda: isinstance(conductor.window.page.right.currentWidget(), UnlockPanel))
    panel = conductor.window.page.right.currentWidget()
    assert isinstance(panel, UnlockPanel)
    assert said in panel.entry._said.text()


def test_locking_shows_the_password_and_a_new_sheet_opens_the_book(
    conductor: Conductor, tmp_path: Path, qtbot: QtBot
) -> None:
    make_book(tmp_path / "data").close()
    (tmp_path / "password").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    begin(conductor, qtbot, password_file=tmp_path / "password")
    qtbot.waitUntil(lambda: conductor.session.book is not None)
    codes: list[object] = []
    task = conductor.session.renew_recovery_code()
    task.succeeded.connect(codes.append)
    finish(qtbot, task)
    conductor.menu.lock()
    assert isinstance(conductor.window.page.right.currentWidget(), UnlockPanel)
    finish(qtbot, conductor.session.unlock_with_recovery_code(str(codes[0]), "une autre phrase"))
    assert conductor.session.book


def test_a_button_asks_for_the_register(conductor: Conductor, qtbot: QtBot) -> None:
    begin(conductor, qtbot)
    conductor.window.close_panel()
    conductor.window.import_requested.emit()
    assert isinstance(conductor.window.page.right.currentWidget(), RegisterPage)


def test_escape_does_not_leave_the_first_run(conductor: Conductor, qtbot: QtBot) -> None:
    begin(conductor, qtbot)
    QTest.keyClick(conductor.window, Qt.Key.Key_Escape)
    assert isinstance(conductor.window.pages.currentWidget(), FirstRun)


def test_words_typed_before_the_rest_is_loaded_are_searched(tmp_path: Path, qtbot: QtBot) -> None:
    shell = Shell(Settings())
    shell.show()
    assert shell.box is not None
    QTest.keyClicks(shell.box, "rhu")
    hook = sys.excepthook
    conductor = Conductor(Folders.inside(tmp_path), shell)
    conductor._open(Session(Folders.inside(tmp_path)))
    try:
        assert conductor.window.page.box.text() == "rhu"
        QTest.keyClicks(conductor.window.page.box, "mato")
        assert conductor.window.page.box.text() == "rhumato"
    finally:
        shell.close()
        conductor.end()
        shell.deleteLater()
        sys.excepthook = hook


def test_the_frame_comes_back_where_it_was(conductor: Conductor, tmp_path: Path, qtbot: QtBot) -> None:
    begin(conductor, qtbot)
    conductor.shell.resize(780, 610)
    conductor.shell.close()
    again = Shell(settings.load(tmp_path / "data" / "settings.toml"))
    assert (again.width(), again.height()) == (780, 610)


def test_the_demonstration_takes_the_place_of_the_first_run(conductor: Conductor, qtbot: QtBot) -> None:
    begin(conductor, qtbot)
    former = conductor.session
    panel = conductor.window.pages.currentWidget()
    assert isinstance(panel, FirstRun)
    panel.welcome.try_button.click()
    qtbot.waitUntil(lambda: conductor.session.book is not None, timeout=60_000)
    assert conductor.session is not former
    assert conductor.session.demonstration
    assert not former.has_vault
    assert not conductor.window.page.status.banner.isHidden()


def test_what_killed_runs_left_goes_once_at_the_start_and_bytes_of_no_use_when_the_book_opens(
    conductor: Conductor, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conductor_module, "_QUIET_MS", 200)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    long_ago = NOW - timedelta(days=400)
    with make_book(tmp_path / "data") as book:
        with book.write("add", now=long_ago) as writer:
            card = add_correspondent(writer, CorrespondentDraft(family_name="Durance"))
        add_document(book, card, Attachment("a.pdf", PDF), today=TODAY, now=long_ago)
        (document,) = documents(book.reader(), card)
        remove_document(book, document.key, now=long_ago)
    left_by_a_killed_run(tmp_path)
    begin(conductor, qtbot)
    qtbot.waitUntil(lambda: not left_in(tmp_path))
    left_by_a_killed_run(tmp_path)
    finish(qtbot, conductor.session.unlock(PASSPHRASE))
    opened = conductor.session.book
    assert opened is not None
    kept = "SELECT count(*) FROM document_content"
    qtbot.waitUntil(lambda: opened.reader().execute(kept).fetchone()[0] == 0)
    conductor.session.background.wait()
    assert left_in(tmp_path)


def left_by_a_killed_run(parent: Path) -> None:
    folder = parent / f"{PREFIX}killed"
    folder.mkdir()
    os.utime(folder, (0, 0))


def left_in(parent: Path) -> list[Path]:
    return list(parent.glob(f"{PREFIX}*"))
