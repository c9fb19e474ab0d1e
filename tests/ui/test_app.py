"""The program as it is started: which arguments open the window, what it imports, how it comes and goes."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from carnet import settings
from carnet.__main__ import wants_window
from carnet.paths import Folders
from carnet.queries.documents import documents
from carnet.services.correspondents import add_correspondent
from carnet.services.documents import Attachment, add_document, remove_document
from carnet.services.drafts import CorrespondentDraft
from carnet.settings import Settings
from carnet.ui import conductor as conductor_module
from carnet.ui.background import Background, Task, Ticket
from carnet.ui.bug_report import LOG, BugReports
from carnet.ui.conductor import Conductor
from carnet.ui.documents_folder import PREFIX
from carnet.ui.first_run import FirstRun
from carnet.ui.register_panel import RegisterPage
from carnet.ui.register_panel_age import age_words
from carnet.ui.session import Session
from carnet.ui.shell import Shell
from carnet.ui.unlock import UnlockPanel
from tests.conftest import NOW, PASSPHRASE, TODAY, make_book
from tests.domain.test_attachments import PDF
from tests.ui.conftest import begin, finish

HEAVY = ("sqlalchemy", "alembic", "openpyxl", "vobject", "phonenumbers", "rapidfuzz", "keyring", "numpy")

FIRST_RESULTS = """
import sys
from pathlib import Path
from carnet import app
from carnet.paths import Folders
from carnet.settings import Settings
from carnet.ui.conductor import Conductor
from carnet.ui.session import Session
from carnet.ui.shell import Shell
from PySide6.QtCore import QTimer
application = app.set_up()
shell = Shell(Settings())
shell.show()
conductor = Conductor(Folders.inside(Path(sys.argv[1])), shell)
conductor.start(password_file=Path(sys.argv[2]))
box = conductor.window.page.box
typed = False

def look():
    global typed
    if conductor.session.book is not None and not typed:
        typed = True
        box.setText("rhumato")
        box.textEdited.emit("rhumato")
    if typed and conductor.window.consultation.sheet is not None:
        print(conductor.window.consultation.sheet.id, flush=True)
        print("\\n".join(sys.modules), flush=True)
        shell.close()

timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
application.exec()
conductor.end()
"""


def off_screen() -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


@pytest.fixture
def conductor(tmp_path: Path, qtbot: QtBot) -> Iterator[Conductor]:
    """Started on an empty folder, closed at the end."""
    shell = Shell(Settings())
    shell.show()
    made = Conductor(Folders.inside(tmp_path / "data"), shell)
    hook = sys.excepthook
    yield made
    shell.close()
    made.end()
    shell.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    sys.excepthook = hook


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--demo"],
        ["--secretary"],
        ["--secretary", "--demo"],
        ["--data-dir", "x"],
        ["--data-dir=x", "--passphrase-file", "y", "--demo"],
    ],
)
def test_options_alone_open_the_window(arguments: list[str]) -> None:
    assert wants_window(arguments)


@pytest.mark.parametrize(
    "arguments",
    [["find", "rhumato"], ["--secretary", "find", "rhumato"], ["--secretary=1"], ["--secretary", "--json"],
     ["--data-dir", "x", "find", "y"], ["--help"], ["--version"], ["--data-dir"], ["--demo=1"],
     ["--data-dir", "--demo"], ["--json"]],
)  # fmt: skip
def test_anything_else_is_for_the_command_line(arguments: list[str]) -> None:
    assert not wants_window(arguments)


def test_nothing_heavy_is_imported_before_the_first_results(demonstration_folder: Path, tmp_path: Path) -> None:
    password, folder = tmp_path / "password", tmp_path / "data"
    password.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    shutil.copytree(demonstration_folder, folder)  # a run leaves backups
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_RESULTS, str(folder), str(password)],
        capture_output=True,
        text=True,
        env=off_screen(),
        timeout=60,
        check=False,
    )
    first, *modules = ran.stdout.splitlines()
    assert first.startswith("b:"), ran.stderr
    assert [name for name in modules if name.split(".")[0] in HEAVY] == []


def test_without_a_screen_it_says_so(tmp_path: Path) -> None:
    bare = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    ran = subprocess.run(
        [sys.executable, "-m", "carnet", "--data-dir", str(tmp_path)],
        capture_output=True,
        text=True,
        env=bare,
        timeout=30,
        check=False,
    )
    if sys.platform.startswith("linux"):
        assert ran.returncode == 1
        assert "Aucun écran" in ran.stderr


def test_asked_to_stop_it_leaves_nothing_of_the_demonstration(tmp_path: Path) -> None:
    environment = off_screen() | {"TMPDIR": str(tmp_path)}
    program = subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.argv[1:] = ['--demo']; from carnet.__main__ import main; main()"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        wait_for(lambda: any(tmp_path.glob("carnet-demo-*/data/vault.carnet")), program)
        program.send_signal(signal.SIGTERM)
        program.communicate(timeout=30)
    finally:
        program.kill()
        program.communicate()
    assert not list(tmp_path.glob("carnet-demo-*"))


def wait_for(condition: "object", program: "subprocess.Popen[bytes]") -> None:
    import time

    assert callable(condition)
    end = time.monotonic() + 40
    while not condition():
        assert program.poll() is None, "the program ended by itself"
        assert time.monotonic() < end
        time.sleep(0.05)


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


@pytest.mark.parametrize(
    ("day", "months"), [(date(2026, 11, 1), 0), (date(2026, 5, 23), 0), (date(2026, 5, 22), 6), (date(2025, 9, 3), 14)]
)
def test_an_old_register_is_said_in_one_line(day: date, months: int) -> None:
    words = age_words(day, date(2026, 11, 22))
    assert bool(words) == bool(months)
    if months:
        assert f"({months} mois)" in words
        assert "Votre carnet n’est pas concerné" in words


def test_a_bug_is_told_and_written_without_its_words(tmp_path: Path, qtbot: QtBot) -> None:
    reports = BugReports(tmp_path / "logs", lambda: NOW)
    with qtbot.waitSignal(reports.told) as told:
        try:
            int("Garcin Marie")
        except ValueError as error:
            reports.catch(ValueError, error, error.__traceback__)
    written = (tmp_path / "logs" / LOG).read_text(encoding="utf-8")
    assert "erreur inattendue" in told.args[0]
    assert "ValueError" in written
    assert "test_app.py" in written
    assert "Garcin" not in written


def test_a_log_that_cannot_be_written_is_still_told(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "logs").write_text("in the way")
    reports = BugReports(tmp_path / "logs", lambda: NOW)
    with qtbot.waitSignal(reports.told) as told:
        reports.catch(ValueError, ValueError(), None)
    assert "erreur inattendue" in told.args[0]


def test_a_bug_in_the_background_reaches_the_hook(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    caught: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: caught.append(error))
    told: list[object] = []

    def work(_: Ticket) -> None:
        raise ZeroDivisionError

    task = Task(work, Background())
    task.succeeded.connect(told.append)
    task.failed.connect(told.append)
    with qtbot.waitSignal(task.finished):
        task.start()
    assert [type(error) for error in caught] == [ZeroDivisionError]
    assert told == []


def test_work_tells_how_far_it_is_and_stops_being_heard_once_cancelled(qtbot: QtBot) -> None:
    heard: list[object] = []

    def work(ticket: Ticket) -> str:
        ticket.progress(1)
        while not ticket.cancelled:
            ticket.progress(2)
        return "too late"

    task = Task(work, Background())
    task.progressed.connect(heard.append)
    task.succeeded.connect(heard.append)
    with qtbot.waitSignal(task.progressed):
        task.start()
    with qtbot.waitSignal(task.finished):
        task.cancel()
    assert "too late" not in heard
    assert heard[0] == 1


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


LETTERS_OF_A_START = """
import sys
from pathlib import Path
from carnet import app
from carnet.paths import Folders
from carnet.settings import Settings
from carnet.ui.conductor import Conductor
from carnet.ui.shell import Shell
from PySide6.QtTest import QTest
application = app.set_up()
shell = Shell(Settings())
shell.show()
conductor = Conductor(Folders.inside(Path(sys.argv[1])), shell)
conductor.start()
while not conductor.window.page.completed:
    QTest.qWait(20)
page = conductor.window.page
print(*(one.font().pixelSize() for one in (page.settings_button, page.help_button, page.chips.origin, page.status)))
shell.close()
conductor.end()
"""


def test_a_window_made_in_two_steps_has_the_letters_of_the_theme(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LETTERS_OF_A_START, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ran.stdout.split() == ["14"] * 4
