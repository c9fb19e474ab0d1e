"""A bug is told, and written without the words it held."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from carnet.ui.bug_report import LOG, BugReports
from tests.conftest import NOW


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
    assert Path(__file__).name in written
    assert "Garcin" not in written


def test_a_log_that_cannot_be_written_is_still_told(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "logs").write_text("in the way")
    reports = BugReports(tmp_path / "logs", lambda: NOW)
    with qtbot.waitSignal(reports.told) as told:
        reports.catch(ValueError, ValueError(), None)
    assert "erreur inattendue" in told.args[0]
