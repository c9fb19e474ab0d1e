"""Kill the program at random moments of what changes the vault or writes a file, and look: before or after, never
between.

Run: `python -m tools.kill_harness [--rounds 1000] [--seed 1] [--cards 300] [--deed NAME]…`. A parent that has loaded
everything forks a child for each round; the child does one deed and is killed (SIGKILL) at a moment drawn over a little
more than what the deed takes, so that most fall while it is at work. After each round everything is read: every page,
attachment, key copy, the journal, the index, and every row, which must be those of before or those of after; copies set
aside must be whole under their name, exports too. Exit 1 at the first that is neither.
"""

import argparse
import contextlib
import hashlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import carnet.models.writer  # like the rest, loaded before forking
from carnet.models.backup import backup, verify
from carnet.models.book import Passphrase
from carnet.models.connection import SCHEMA, connect
from carnet.models.restore import restore
from carnet.models.tables import correspondent
from carnet.models.upgrade import upgrade
from carnet.paths import Folders
from carnet.services import backups
from tools import kill_exports, kill_imports, kill_window
from tools.kill_parts import (
    CHEAP,
    NOW,
    READY,
    TYPED,
    Between,
    Deed,
    check_aside,
    edit_all,
    new_vault,
    opened,
    rows_of,
    vault_state,
)

OTHER = Passphrase("une autre phrase")
TIMED = 3  # whole runs that tell how long a deed takes
BEYOND = 1.2
OLD_BACKUPS = 30
TORN_S = 0.2
LATE_S = 60  # for a child to begin


@dataclass
class Tally:
    """What came of a deed's rounds. `killed`: the child was still at work."""

    rounds: int = 0
    killed: int = 0
    states: Counter[str] = field(default_factory=Counter)
    takes_ms: float = 0.0


def run(rounds: int, seed: int, cards: int, names: list[str], say: Callable[[str], None]) -> dict[str, Tally]:
    """Spread `rounds` over the deeds; return what came of each. Raises Between at the first that is neither."""
    chance = random.Random(seed)
    deeds = [deed for deed in (*DEEDS, *BY_NAME) if deed.name in (names or [deed.name for deed in DEEDS])]
    tallies = {deed.name: Tally() for deed in deeds}
    with tempfile.TemporaryDirectory(prefix="carnet-kill-") as place:
        trials = [_Trial(deed, Path(place) / deed.name, cards) for deed in deeds]
        for trial in trials:
            tallies[trial.deed.name].takes_ms = trial.takes * 1000
        for number in range(rounds):
            trial = trials[number % len(trials)]
            tally = tallies[trial.deed.name]
            killed, state = trial.round(chance.uniform(0, trial.takes * BEYOND))
            tally.rounds += 1
            tally.killed += killed
            tally.states[state] += 1
            if (number + 1) % 100 == 0:
                say(f"{number + 1} rounds")
    return tallies


class _Trial:
    """A deed on its own folder, put back as it was before each round."""

    def __init__(self, deed: Deed, place: Path, cards: int) -> None:
        self.deed, self._before, self._work = deed, place / "before", place / "work"
        self._before.mkdir(parents=True)
        deed.prepare(self._before, cards)
        self._renew()
        first = deed.state(self._work)
        durations = []
        for _ in range(TIMED):
            self._renew()
            child, started = self._begun()
            _, status = os.waitpid(child, 0)
            if status:
                raise AssertionError(f"{deed.name} does not go to its end")
            durations.append(time.perf_counter() - started)
        self.takes = sorted(durations)[TIMED // 2]
        self._known = {first: "before", deed.state(self._work): "after"}
        if len(self._known) != 2:
            raise AssertionError(f"{deed.name} changes nothing that is looked at")

    def round(self, moment: float) -> tuple[bool, str]:
        """Do the deed, kill it after `moment` seconds; whether it was at work, and what was found."""
        self._renew()
        child, _ = self._begun()
        time.sleep(moment)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        try:
            found = self._known.get(self.deed.state(self._work))
        except Exception as error:
            raise Between(f"{self.deed.name}, killed after {moment * 1000:.1f} ms: {error}") from error
        if found is None:
            raise Between(f"{self.deed.name}, killed after {moment * 1000:.1f} ms: neither before nor after")
        return os.WIFSIGNALED(status), found

    def _begun(self) -> tuple[int, float]:
        """A child at work, and since when."""
        child, started = self._child(), time.perf_counter()
        while self.deed.waits and not (self._work / READY).exists():
            if time.perf_counter() - started > LATE_S:
                os.kill(child, signal.SIGKILL)
                raise AssertionError(f"{self.deed.name} does not begin")
            time.sleep(0.001)
        return child, time.perf_counter() if self.deed.waits else started

    def _renew(self) -> None:
        shutil.rmtree(self._work, ignore_errors=True)
        shutil.copytree(self._before, self._work)

    def _child(self) -> int:
        child = os.fork()
        if child:
            return child
        try:
            self.deed.do(self._work)
        except BaseException as error:
            print(f"{self.deed.name}: {error!r}", file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)


def with_backup(folder: Path, cards: int) -> None:
    """A vault that changed since its backup."""
    new_vault(folder, cards)
    with opened(folder) as book:
        backup(book, folder / "b.carnet-backup", now=NOW)
        edit_all(book)


def backup_again(folder: Path) -> None:
    with opened(folder) as book:
        backup(book, folder / "b.carnet-backup", now=NOW + timedelta(days=1))


def backup_state(folder: Path) -> str:
    """What the backup holds, every byte read; the vault itself must be as it was."""
    vault, manifest = vault_state(folder), verify(folder / "b.carnet-backup")
    return f"{vault} {sorted(manifest.counts.items())} {manifest.made_at}"


def with_old_backups(folder: Path, cards: int) -> None:
    """A month of automatic backups, and a change."""
    new_vault(folder, cards)
    with opened(folder) as book:
        here = backups.folder_of(book.folders)
        here.mkdir()
        for day in range(OLD_BACKUPS):
            at = NOW - timedelta(days=OLD_BACKUPS - day)
            backup(book, here / backups.name_at(at), now=at)
        edit_all(book)


def rotate(folder: Path) -> None:
    with opened(folder) as book:
        backups.run(book, now=NOW)


def rotation_state(folder: Path) -> str:
    """Whether the new backup is there; nothing that rotation keeps may be missing, all that is there must be whole."""
    vault = vault_state(folder)
    here = backups.folder_of(Folders.inside(folder / "data"))
    names = {path.name for path in here.glob("*.carnet-backup")}
    for name in names:
        verify(here / name)
    kept = {backups.name_at(NOW - timedelta(days=day)) for day in range(1, 7)}
    if kept - names:
        raise Between(f"gone: {sorted(kept - names)}")
    return f"{vault} {backups.name_at(NOW) in names}"


def put_back(folder: Path) -> None:
    restore(Folders.inside(folder / "data"), folder / "b.carnet-backup", TYPED, now=NOW)


def bulk_edit(folder: Path) -> None:
    with opened(folder) as book:
        edit_all(book)


def edit_in_two(folder: Path) -> None:
    """What no verb may do: one act in two transactions."""
    with opened(folder) as book:
        with book.write("add", now=NOW) as writer:
            writer.insert(correspondent, kind="person", status="active", family_name="Entre")
        time.sleep(TORN_S)
        edit_all(book)


def of_the_first_schema(folder: Path, cards: int) -> None:
    """A vault as the first version left it."""
    new_vault(folder, 1)
    folders = Folders.inside(folder / "data")
    with opened(folder) as book:
        key, vault = book.raw_key.key, book.vault
    folders.vault.unlink()
    with contextlib.closing(connect(folders.vault, key, salt=vault.bytes)) as connection:
        connection.execute("PRAGMA application_id = 0x43524E54")
        connection.execute("PRAGMA journal_mode = WAL")
    upgrade(folders.vault, key, head="0001")
    with contextlib.closing(connect(folders.vault, key)) as connection:
        connection.execute("INSERT INTO author (uuid, name, is_me) VALUES ('u', '', 1)")
        made = ((f"u{n}", f"Nom{n}") for n in range(cards))
        connection.executemany(
            "INSERT INTO correspondent (uuid, kind, status, family_name, created_at, updated_at)"
            " VALUES (?, 'person', 'active', ?, '2026-11-22', '2026-11-22')",
            made,
        )
    (folder / "key").write_text(key.hex())


def migrate(folder: Path) -> None:
    with opened(folder):
        pass


def schema_state(folder: Path) -> str:
    """The schema's number and every table's text, read before anything else opens the file; then its rows count."""
    path, key = Folders.inside(folder / "data").vault, bytes.fromhex((folder / "key").read_text())
    check_aside(folder, key)
    with contextlib.closing(connect(path, key)) as connection:
        number = connection.execute("PRAGMA user_version").fetchone()[0]
        made = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY type, name").fetchall()
        people = connection.execute("SELECT count(*) FROM correspondent").fetchone()[0]
        whole = connection.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
        if not whole or connection.execute("PRAGMA foreign_key_check").fetchall() or number not in (1, SCHEMA):
            raise Between(f"schema {number}")
    return f"{number} {people} {hashlib.sha256(repr(made).encode()).hexdigest()[:16]}"


def change_passphrase(folder: Path) -> None:
    with opened(folder) as book:
        book.change_passphrase(OTHER.text, cost=CHEAP)


def passphrase_state(folder: Path) -> str:
    """Which of the two passphrases opens: exactly one."""
    opening = []
    for way in (TYPED, OTHER):
        with contextlib.suppress(carnet.models.keys.WrongPassphrase), opened(folder, way) as book:
            opening.append(f"{way.text} {rows_of(book)}")
    if len(opening) != 1:
        raise Between(f"{len(opening)} passphrases open")
    return opening[0]


DEEDS = (
    Deed("backup", with_backup, backup_again, backup_state),
    Deed("rotation", with_old_backups, rotate, rotation_state),
    Deed("restore", with_backup, put_back, vault_state),
    Deed("bulk edit", new_vault, bulk_edit, vault_state),
    Deed("migration", of_the_first_schema, migrate, schema_state),
    Deed("passphrase", new_vault, change_passphrase, passphrase_state),
    *kill_imports.DEEDS,
    *kill_exports.DEEDS,
)
CONTROL = Deed("torn", new_vault, edit_in_two, vault_state)  # shows that the harness can fail
BY_NAME = (CONTROL, kill_exports.CONTROL, kill_window.DEED)  # done when they are asked for


def main() -> int:
    """Print what came of each deed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cards", type=int, default=300)
    parser.add_argument("--deed", action="append", default=[], choices=[deed.name for deed in (*DEEDS, *BY_NAME)])
    options = parser.parse_args()
    try:
        tallies = run(options.rounds, options.seed, options.cards, options.deed, lambda words: print(words, flush=True))
    except Between as error:
        print(f"BETWEEN: {error}")
        return 1
    print(f"{'deed':16} {'rounds':>7} {'killed at work':>15} {'before':>7} {'after':>7} {'takes':>9}")
    for name, tally in tallies.items():
        states = tally.states
        print(
            f"{name:16} {tally.rounds:7} {tally.killed:15} {states['before']:7} {states['after']:7}"
            f" {tally.takes_ms:6.0f} ms"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
