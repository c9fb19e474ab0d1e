"""What closing costs: a backup of a changed book, made, verified and rotated, beside a bare encrypted copy of the file.

Run: `python -m bench.bench_backup [--cards 5000]`. Budget: a second at the close for 5 000 cards; nothing when nothing
changed.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bench.bench_vault import NOW, insert, new_book
from carnet.models.copying import copy_vault
from carnet.models.tables import correspondent
from carnet.services import backups

ROUNDS = 5
BUDGET_S = 1.0


def main() -> None:
    """Print each measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=5000)
    cards = parser.parse_args().cards
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with new_book(folder) as book:
            insert(book, cards)
            closings, copies = [], []
            for day in range(ROUNDS):
                now = NOW + timedelta(days=day)
                with book.write("add", now=now) as writer:
                    writer.insert(correspondent, kind="person", status="active")
                closings.append(timed(lambda now=now: backups.run(book, now=now, closing=True)))  # type: ignore[misc]
                copies.append(timed(lambda: copy_vault(book.folders.vault, book.raw_key.key, folder / "copy.carnet")))
            unchanged = timed(lambda: backups.run(book, now=NOW + timedelta(days=ROUNDS), closing=True))
        print(f"the file                        {(folder / 'vault.carnet').stat().st_size / 1e6:8.1f} MB")
        closing, copy = statistics.median(closings), statistics.median(copies)
        print(f"closing, something changed      {closing * 1000:8.0f} ms (worst {max(closings) * 1000:.0f})")
        print(f"closing, nothing changed        {unchanged * 1000:8.0f} ms")
        print(f"a bare copy of the same file    {copy * 1000:8.0f} ms, ratio {closing / copy:.1f}")
        print("within budget" if closing <= BUDGET_S else f"OVER BUDGET ({BUDGET_S} s)")


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
