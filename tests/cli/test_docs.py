"""docs/cli.md tells the truth: the keys of every JSON block are those the program answers with."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from carnet.cli.parser import build
from tests.cli.conftest import Program

DOCS = Path(__file__).resolve().parents[2] / "docs" / "cli.md"
BLOCKS = dict(re.findall(r"```json ([a-z -]+)\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL))
# Values under these keys depend on the data, keys included.
OPEN = {"reported", "remarks", "best_times", "structure"}


def shape(value: Any) -> Any:
    """Keys all the way down; a list has the shape of its first item."""
    if isinstance(value, dict):
        return {key: None if key in OPEN else shape(item) for key, item in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value and isinstance(value[0], dict) else None


def documented(name: str) -> Any:
    return json.loads(BLOCKS[name])


def same_keys(name: str, answer: Any) -> None:
    assert shape(answer) == shape(documented(name))


def test_every_command_is_documented() -> None:
    actions = [action for action in build()._actions if hasattr(action, "choices") and action.choices]
    commands = {name for action in actions for name in action.choices or ()}
    assert commands - {"register"} == set(BLOCKS) - {"register import", "register status"}


@pytest.fixture(scope="module")
def benhaddou(demo: Program) -> str:
    found = demo.json("find", "rhumato", "--limit", "1")
    same_keys("find", found)
    return str(found["results"][0]["id"])


def test_show_and_history(demo: Program, benhaddou: str) -> None:
    same_keys("show", demo.json("show", benhaddou))
    assert shape(demo.json("history", benhaddou)[-1:]) == shape(documented("history"))


def test_export(demo: Program, tmp_path: Path) -> None:
    same_keys("export", demo.json("export", tmp_path / "carnet.vcf", "--for", "locum", "--until", "31/12/2026"))
    assert (tmp_path / "carnet.vcf").read_bytes().count(b"BEGIN:VCARD") == 300


def test_register(demo: Program) -> None:
    from carnet.services.demonstration import register_file

    same_keys("register status", demo.json("register", "status"))
    same_keys("register import", demo.json("register", "import", register_file()))


def test_the_vaults_life(program: Program, tmp_path: Path) -> None:
    same_keys("init", program.json("init", "--commune", "Cavaillon"))
    same_keys("demo", program.json("demo"))
    backup = tmp_path / "book.carnet-backup"
    same_keys("backup", program.json("backup", backup))
    same_keys("restore", program.json("restore", backup))
    same_keys("check", program.json("check"))
    same_keys("adopt", program.json("adopt", "10900000000"))
    new = tmp_path / "new.txt"
    new.write_text("un autre mot de passe", encoding="utf-8")
    same_keys("passphrase", program.json("passphrase", "--new-file", new))


def test_self_test(program: Program) -> None:
    assert program.json("self-test") == documented("self-test")
