"""Programs run by the tests in a process of their own, to be killed, starved of disk or kept from writing."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_HEAD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from carnet.errors import CarnetError
from carnet.models.backup import backup
from carnet.models.book import Passphrase, open_book
from carnet.models.keys import Cost
from carnet.models.restore import restore
from carnet.models.tables import correspondent
from carnet.paths import Folders

NOW, CHEAP = datetime(2026, 11, 22, 9, 30, tzinfo=UTC), Cost(memory_kib=64, iterations=1, lanes=1)
TYPED = Passphrase("platanes et cigales")
folders = Folders.inside(Path(sys.argv[1]))


def add(book, count):
    with book.write("add", now=NOW) as writer:
        writer.insert_many(correspondent, [{"kind": "person", "status": "active", "family_name": "Nom"}] * count)


"""


def run(body: str, *arguments: str) -> str:
    """Run a program to its end; return what it printed. Fails when it fails."""
    done = subprocess.run([sys.executable, "-c", _HEAD + body, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def running(body: str, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """A program under way, that has printed its first line."""
    pipe = subprocess.PIPE
    child = subprocess.Popen([sys.executable, "-c", _HEAD + body, *arguments], stdin=pipe, stdout=pipe, text=True)
    with child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "ready"
        try:
            yield child
        finally:
            child.kill()
