"""A demonstration made by the command line itself, shared by the tests that only read it."""

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from carnet import cli
from tests.conftest import TODAY

SECRET = "platanes et cigales"


@dataclass(frozen=True, slots=True)
class Program:
    """The command line on one folder, in this process."""

    folder: Path

    def __call__(self, *words: str | Path, secret: str = SECRET) -> tuple[int, str]:
        """Exit code, and what was printed."""
        secret_file = self.folder / "secret.txt"
        secret_file.write_text(secret + "\n", encoding="utf-8")
        printed = io.StringIO()
        options = ["--data-dir", str(self.folder / "data"), "--passphrase-file", str(secret_file)]
        code = cli.main([*options, *map(str, words)], out=printed, today=TODAY)
        return code, printed.getvalue()

    def json(self, *words: str | Path) -> Any:
        """The parsed answer of a command that succeeds."""
        code, printed = self("--json", *words)
        assert code == 0
        return json.loads(printed)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The command line on an empty folder."""
    return Program(tmp_path)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The command line on the demonstration; read only."""
    made = Program(tmp_path_factory.mktemp("demo"))
    assert made("init", "--commune", "84035", "--name", "Cabinet des Platanes")[0] == 0
    assert made("demo")[0] == 0
    return made
