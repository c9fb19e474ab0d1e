"""Import of a national register beside the sqlite3 shell's bare import of the same file, in one run.

`python -m bench.bench_import [FILE]`. Without a file, one of 2.2 million rows is written once under `var/bench/`.
"""

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from carnet.register.importer import import_file
from carnet.register.report import ImportReport

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "var" / "bench" / "ps-2200000.txt"
ROWS = 2_200_000
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock and of the processor. The latter says how much of a miss is other programs' doing."""

    clock: float
    processor: float


def run(command: list[str]) -> Cost:
    """Run a command and say what it cost."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def bare_import(file: Path, folder: Path) -> Cost:
    """The sqlite3 shell loading the file into one flat table."""
    shell = shutil.which("sqlite3")
    if shell is None:
        sys.exit("The sqlite3 shell is missing (Debian: apt-get install sqlite3); there is nothing to compare with.")
    database = folder / "bare.sqlite"
    commands = ["-cmd", ".mode list", "-cmd", ".separator |", "-cmd", f".import '{file}' ps"]
    cost = run([shell, *commands, str(database), "SELECT count(*) FROM ps"])
    database.unlink()
    return cost


def import_here(file: Path, folder: Path) -> ImportReport:
    """Import in this process, without a word."""
    today = datetime.now(UTC).date()
    return import_file(file, folder, progress=lambda _: None, cancelled=lambda: False, today=today)


def import_in_child(file: Path, folder: Path) -> Cost:
    """An import in a process of its own, the start of the interpreter included."""
    return run([sys.executable, "-m", "bench.bench_import", str(file), "--into", str(folder)])


def tell(what: str, value: float, unit: str, budget: float) -> bool:
    """Print one line of the table; whether the budget is met."""
    met = value <= budget
    print(f"{what:<42}{value:9.1f} {unit:<4} budget {budget:6.1f}   {'ok' if met else 'MISSED'}")
    return met


def compare(file: Path, rounds: int) -> bool:
    """Print the table for one file; whether every budget is met. The quickest of `rounds` counts on both sides."""
    with tempfile.TemporaryDirectory(dir=file.parent) as name:
        folder = Path(name)
        bare, ours = [], []
        for _ in range(rounds):
            bare.append(bare_import(file, folder))
            shutil.rmtree(folder / "register", ignore_errors=True)
            ours.append(import_in_child(file, folder / "register"))
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / MEGABYTE
        again = import_here(file, folder / "register")
        size = again.current.stat().st_size / MEGABYTE
    counts = again.counts
    whole = counts.rows == counts.kept + sum(counts.reported.values())
    print(f"{counts.rows:,} rows = {counts.kept:,} kept + {counts.reported}: {'ok' if whole else 'NOT EQUAL'}")
    for who, costs in (("sqlite3 shell, bare flat .import", bare), ("carnet", ours)):
        print(f"{who:<42}" + ", ".join(f"{cost.clock:.1f} s (processor {cost.processor:.1f})" for cost in costs))
    processor = min(cost.processor for cost in ours) / min(cost.processor for cost in bare)
    print(f"{'ratio of processor time':<42}{processor:9.1f} x")
    ratio = min(cost.clock for cost in ours) / min(cost.clock for cost in bare)
    met = [
        tell("ratio by the clock", ratio, "x", 4),
        tell("peak memory", memory, "MB", 700),
        tell("file", size, "MB", 900),
        tell("the same file again", again.seconds, "s", 2),
    ]
    return whole and not again.rebuilt and all(met)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=FILE)
    parser.add_argument("--rounds", type=int, default=1, help="the quickest of so many counts (default 1)")
    parser.add_argument("--into", type=Path, help="only import into this folder")
    args = parser.parse_args()
    if not args.file.exists():
        generator = str(ROOT / "tools" / "make_register.py")
        subprocess.run([sys.executable, generator, "--rows", str(ROWS), "--out", str(args.file)], check=True)
    if args.into:
        import_here(args.file, args.into)
    elif not compare(args.file, args.rounds):
        sys.exit("A budget is missed.")


if __name__ == "__main__":
    main()
