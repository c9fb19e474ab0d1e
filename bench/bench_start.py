"""Time to the window and to its first results, memory, worst stall; beside a bare PySide6 window, in the same run.

    python -m bench.bench_start [--runs 9] [--prefixes 2000]

On a book of 5 000 correspondents and 2.2 million register rows (made under var/bench when missing), the password read
from a file at its real cost. Off-screen unless a display is there. Runs alternate, medians are compared. The program's
bytecode is written first, as an installation does: a first start after an edit would time the compiler.
"""

import argparse
import compileall
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import carnet
from bench.bench_find import TRIAL_WORDS, VAR, book_of_5000, snapshot
from bench.bench_find_register import warm, workload
from carnet.domain.specialties import Catalogue
from carnet.geo.communes import Communes
from carnet.models.book import Passphrase, open_book
from carnet.paths import Folders
from carnet.register.lookup import Register

VISIBLE_RATIO, RESULTS_RATIO, MEMORY_MB = 1.3, 3.0, 180
PATIENCE_S = 300
HAND_MS = 120  # between two letters
SLOW_TYPING = ("marie martin", "kine domicile", "rhumato vite")


def folder() -> Path:
    """A data folder of its own with that book, its password at the real cost, and that register."""
    path, register = VAR / "start", snapshot()
    with Register.open(register, Communes.shipped(), Catalogue.shipped()) as opened:
        book_of_5000(opened, datetime.now(UTC).date()).close()
    shutil.rmtree(path, ignore_errors=True)
    shutil.copytree(VAR / "book", path)
    os.link(register, path / register.name)
    (path / "register.json").write_text(f'{{"ps": "{register.name}"}}', encoding="utf-8")
    with open_book(Folders.inside(path), Passphrase(TRIAL_WORDS)) as book:
        book.change_passphrase(TRIAL_WORDS)
    (path / "password").write_text(f"{TRIAL_WORDS}\n", encoding="utf-8")
    warm(register)
    return path


def run(module: str, arguments: Sequence[str]) -> dict[str, float]:
    """Run one child; seconds since its start by name of moment, and its other figures."""
    environment = dict(os.environ)
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")) and sys.platform.startswith("linux"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    start = time.time()
    ran = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=environment, cwd=VAR.parent.parent, capture_output=True, text=True, check=False, timeout=PATIENCE_S,
    )  # fmt: skip
    if ran.returncode or not ran.stdout:
        sys.exit(f"{module} failed:\n{ran.stdout}{ran.stderr}")
    found = {name: float(value) for name, value in (line.split() for line in ran.stdout.splitlines())}
    return {name: value - start if value > start else value for name, value in found.items()}


def medians(runs: Sequence[dict[str, float]]) -> dict[str, float]:
    """The median of each figure."""
    return {name: median(one[name] for one in runs) for name in runs[0]}


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--prefixes", type=int, default=2000)
    args = parser.parse_args()
    compileall.compile_dir(Path(__file__).parent, quiet=1)
    compileall.compile_dir(Path(carnet.__file__).parent, quiet=1)
    data = folder()
    few, many, slow = data / "few", data / "many", data / "slow"
    few.write_text("", encoding="utf-8")
    strokes = workload(data / snapshot().name, 1, args.prefixes, Catalogue.shipped())
    letters = [text[:size] for text in SLOW_TYPING for size in range(1, len(text) + 1)]
    slow.write_text("\n".join(letters), encoding="utf-8")
    many.write_text("\n".join([*letters, *(stroke.text for stroke in strokes)]), encoding="utf-8")
    options = ["--", "--data-dir", str(data), "--passphrase-file", str(data / "password")]
    bare_runs, window_runs = [], []
    for _ in range(args.runs + 1):
        bare_runs.append(run("bench.start_bare", []))
        window_runs.append(run("bench.start_window", [str(few), "0", *options]))
    bare, window = medians(bare_runs[1:]), medians(window_runs[1:])  # the first of each warms the files
    print(f"bare window: visible {bare['visible'] * 1000:.0f} ms, {bare['memory']:.0f} MB")
    for name, words, budget in (
        ("visible", "window visible", VISIBLE_RATIO),
        ("rows", "first rows (whichever list answers first)", RESULTS_RATIO),
        ("book", "first rows of the book, card shown, password derived", RESULTS_RATIO),
    ):
        print(f"{words}: {window[name] * 1000:.0f} ms, {window[name] / bare['visible']:.2f}× bare (budget {budget}×)")
    typed = run("bench.start_window", [str(many), "0", *options])
    print(f"memory after {args.prefixes} prefixes: {typed['memory']:.0f} MB (budget {MEMORY_MB})")
    print(f"worst stall of the window's thread meanwhile: {typed['stall'] * 1000:.0f} ms")
    by_hand = [run("bench.start_window", [str(slow), str(HAND_MS), *options])["stall"] * 1000 for _ in range(args.runs)]
    print(
        f"typing {' · '.join(SLOW_TYPING)} by hand: worst stall {median(by_hand):.0f} ms (of runs: {max(by_hand):.0f})"
    )


if __name__ == "__main__":
    main()
