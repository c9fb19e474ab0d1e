"""The session: opens, locks, creates, and sees what happens in its folder."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from carnet.models.keys import WrongPassphrase
from carnet.models.recovery_code import BadRecoveryCode
from carnet.paths import Folders
from carnet.ui.session import Opened, Session
from tests.conftest import CAVAILLON, CHEAP, NOW, PASSPHRASE, make_book
from tests.ui.conftest import finish


def session_in(folder: Path) -> Session:
    return Session(Folders.inside(folder), clock=lambda: NOW, cost=CHEAP)


@pytest.fixture
def locked(tmp_path: Path, qtbot: QtBot) -> Session:
    make_book(tmp_path).close()
    return session_in(tmp_path)


def test_an_empty_folder_is_neither_open_nor_locked(tmp_path: Path, qtbot: QtBot) -> None:
    session = session_in(tmp_path)
    assert (session.book, session.locked, session.has_vault, session.register_path()) == (None, False, False, None)


def test_the_right_password_opens_and_says_so(locked: Session, qtbot: QtBot) -> None:
    assert locked.locked
    task = locked.unlock(PASSPHRASE)
    with qtbot.waitSignals([locked.lock_changed, locked.book_changed, task.finished]):
        task.start()
    assert locked.book is not None
    assert not locked.locked
    assert (locked.practice_name, locked.practice_insee) == ("Cabinet des Platanes", CAVAILLON)
    locked.close()


def test_the_wrong_password_changes_nothing(locked: Session, qtbot: QtBot) -> None:
    error = finish(qtbot, locked.unlock("pas le bon"))
    assert isinstance(error, WrongPassphrase)
    assert locked.locked


def test_locking_lets_readers_go_first(locked: Session, qtbot: QtBot) -> None:
    finish(qtbot, locked.unlock(PASSPHRASE))
    book = locked.book
    assert book
    seen = []
    locked.book_closing.connect(lambda: seen.append(book.setting("practice_name")))
    locked.lock()
    assert seen == ["Cabinet des Platanes"]
    assert locked.locked
    assert locked.practice_insee == CAVAILLON


def test_a_new_vault_is_open_and_its_code_works_once_a_new_password_is_chosen(tmp_path: Path, qtbot: QtBot) -> None:
    session = session_in(tmp_path / "data")
    opened = finish(qtbot, session.create(PASSPHRASE, practice_name="Cabinet", commune_insee=CAVAILLON))
    assert isinstance(opened, Opened)
    assert session.book is opened.book
    session.lock()
    assert isinstance(finish(qtbot, session.unlock_with_recovery_code("ABCD", "autre phrase")), BadRecoveryCode)
    assert session.locked
    finish(qtbot, session.unlock_with_recovery_code(opened.recovery_code, "autre phrase"))
    session.lock()
    finish(qtbot, session.unlock("autre phrase"))
    assert session.book
    session.close()


def test_too_short_a_new_password_is_refused_before_the_code_is_used(tmp_path: Path, qtbot: QtBot) -> None:
    session = session_in(tmp_path)
    opened = finish(qtbot, session.create(PASSPHRASE, practice_name="", commune_insee=CAVAILLON))
    assert isinstance(opened, Opened)
    session.lock()
    error = finish(qtbot, session.unlock_with_recovery_code(opened.recovery_code, "court"))
    assert "trop court" in str(error)
    finish(qtbot, session.unlock(PASSPHRASE))
    assert session.book
    session.close()


def test_a_register_imported_by_another_program_is_seen(tmp_path: Path, qtbot: QtBot) -> None:
    session = session_in(tmp_path / "later")
    with qtbot.waitSignal(session.register_changed):
        session.folders.data.mkdir()
        (session.folders.data / "register-ps-202611.sqlite").touch()
        (session.folders.data / "register.json").write_text('{"ps": "register-ps-202611.sqlite"}')
    assert session.register_path() == session.folders.data / "register-ps-202611.sqlite"


def test_a_vault_that_goes_away_is_told(locked: Session, qtbot: QtBot) -> None:
    finish(qtbot, locked.unlock(PASSPHRASE))
    with qtbot.waitSignals([locked.vault_vanished, locked.lock_changed]):
        locked.folders.vault.unlink()
    assert locked.book
    locked.close()


def test_preferences_outlive_the_run(tmp_path: Path, qtbot: QtBot) -> None:
    session_in(tmp_path).change_settings(text_percent=150)
    assert session_in(tmp_path).settings.text_percent == 150
