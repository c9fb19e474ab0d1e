"""The kill harness, short: backups, restore, migration, passphrase, imports, their review and undoing, exports, the
window; before or after, never between.

`python -m tools.kill_harness --rounds 1000` runs it at length. It forks, so it runs in a process without Qt's threads.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROUNDS, CARDS = 84, 60
ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks")


def harness(*options: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "tools.kill_harness", "--cards", str(CARDS), *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_killed_at_any_moment_a_book_is_before_or_after() -> None:
    ran = harness("--rounds", str(ROUNDS), "--seed", "7")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    told = [row for row in ran.stdout.splitlines() if re.search(r"\d ms$", row)]
    rows = [[int(number) for number in re.findall(r"\b\d+", row)[:4]] for row in told]
    rounds, killed, before, after = (sum(row[place] for row in rows) for place in range(4))
    assert rounds == ROUNDS == before + after
    assert before
    assert after
    assert killed > ROUNDS // 4


def test_killed_in_the_window_at_any_moment_decisions_are_kept_and_the_book_is_before_or_after() -> None:
    ran = harness("--rounds", "6", "--seed", "3", "--deed", "window")
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_harness_sees_what_is_between() -> None:
    ran = harness("--rounds", "100", "--deed", "torn")
    assert ran.returncode == 1
    assert "BETWEEN: torn" in ran.stdout


def test_the_harness_sees_an_export_that_is_written_piece_by_piece() -> None:
    ran = harness("--rounds", "100", "--deed", "torn export")
    assert ran.returncode == 1
    assert "BETWEEN: torn export" in ran.stdout
