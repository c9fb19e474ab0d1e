"""Time of a keystroke through the whole box: text in, ranked rows of book and register out.

    python -m bench.bench_find [SNAPSHOT] [--keystrokes 2000] [--seed 1]

A book of 5 000 correspondents drawn from the snapshot beside a national register; a workload drawn by seed, typed
letter by letter from three origins. Each text is found once (typed once), then again (repeated), beside the same
look-up as one hand-written statement on the same driver. The book and the snapshot are made under var/bench when
missing.
"""

import argparse
import gc
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter

from bench.bench_find_register import ORIGINS, SHARES, Keystroke, Statement, line, percentiles, warm, workload
from carnet.domain.specialties import Catalogue
from carnet.geo.communes import Communes
from carnet.models.book import Book, Passphrase, create_vault, open_book
from carnet.models.keys import Cost
from carnet.paths import Folders
from carnet.queries.box import Box, Request
from carnet.register import store
from carnet.register.importer import import_file
from carnet.register.lookup import Register
from carnet.services.adoption import draft_of
from carnet.services.correspondents import add_correspondent
from carnet.services.drafts import EventDraft, ReferralDraft
from carnet.services.referrals import add_referral

VAR = Path(__file__).resolve().parent.parent / "var" / "bench"
ROWS, PEOPLE, REFERRALS = 2_200_000, 5_000, 10_000
TRIAL_WORDS = "banc d'essai"
BUDGETS = {"typed once": (1.2, 10.0, 20.0), "repeated": (0.6, 7.0, 16.0)}  # p50, p99, p99.9 in ms
MEDIAN_RATIO = 3.0
ROWS_SHOWN, BOOK_ROWS = 50, 6  # as in the window: six rows of the book, then the register


def snapshot() -> Path:
    """The national-scale register under var/bench, made when missing (some minutes)."""
    folder = VAR / "register"
    path = store.current(folder) if folder.exists() else None
    if path is None:
        text = VAR / f"ps-{ROWS}.txt"
        if not text.exists():
            VAR.mkdir(parents=True, exist_ok=True)
            command = [sys.executable, "-m", "tools.make_register", "--rows", str(ROWS), "--out", str(text)]
            subprocess.run(command, check=True, cwd=VAR.parent.parent)
        import_file(text, folder, progress=lambda step: None, cancelled=lambda: False, today=datetime.now(UTC).date())
        path = store.current(folder)
    assert path is not None
    return path


def book_of_5000(register: Register, today: date) -> Book:
    """A book of people drawn around the first origin and everywhere, with two years of referrals."""
    folders = Folders.inside(VAR / "book")
    cheap = Cost(memory_kib=64, iterations=1, lanes=1)
    if folders.vault.exists():
        return open_book(folders, Passphrase(TRIAL_WORDS))
    shutil.rmtree(folders.data, ignore_errors=True)
    now = datetime.combine(today, datetime.min.time(), UTC)
    book = create_vault(
        folders, TRIAL_WORDS, practice_name="Banc", commune_insee=ORIGINS[0], owner_name="", now=now, cost=cheap
    ).book
    rng = random.Random(5)
    numbers = _numbers(register, rng)
    with book.write("bench", now=now) as writer:
        keys = []
        for number in numbers:
            person = register.person(number)
            assert person is not None
            keys.append(add_correspondent(writer, draft_of(person, now)))
        for _ in range(REFERRALS):
            made = today - timedelta(days=rng.randrange(1, 720))
            seen = made + timedelta(days=rng.randrange(2, 90))
            draft = ReferralDraft(made, events=(EventDraft("appointment", made, seen),))
            add_referral(writer, rng.choice(keys), draft)
    return book


def _numbers(register: Register, rng: random.Random) -> list[str]:
    """Identifiers: half around the practice, half anywhere."""
    db = register._snapshot.db
    (people,) = db.execute("SELECT max(id) FROM person").fetchone()
    near = db.execute(
        "SELECT DISTINCT p.identifier FROM commune c CROSS JOIN act a CROSS JOIN person p"
        " WHERE c.insee BETWEEN '84000' AND '84999' AND a.commune = c.id AND p.id = a.person LIMIT 20000"
    ).fetchall()
    found = {row[0] for row in rng.sample(near, min(len(near), PEOPLE // 2))}
    while len(found) < PEOPLE:
        row = db.execute("SELECT identifier FROM person WHERE id = ?", (rng.randint(1, people),)).fetchone()
        found.add(row[0])
    return sorted(found)


def run(box: Box, strokes: Sequence[Keystroke], origin: str) -> list[tuple[float, str]]:
    """Seconds and text of each keystroke from an origin."""
    times = []
    for stroke in strokes:
        start = perf_counter()
        answer = box.find(Request(stroke.text, near=origin, book_limit=BOOK_ROWS, limit=ROWS_SHOWN - BOOK_ROWS))
        spent = perf_counter() - start
        count = f"{len(answer.book)}+{len(answer.register)} rows"
        times.append((spent, f"{origin} {stroke.text!r} ({stroke.kind}, {count})"))
    return times


def verdict(label: str, times: list[float]) -> str:
    """The figures as ratios of their budget."""
    measured = percentiles(times)
    ratios = zip(("p50", "p99", "p99.9"), BUDGETS[label], strict=True)
    return "  ".join(f"{name} {measured[name] / limit:.2f}× of {limit} ms" for name, limit in ratios)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("snapshot", type=Path, nargs="?")
    parser.add_argument("--keystrokes", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    path = args.snapshot or snapshot()
    warm(path)
    communes, catalogue, today = Communes.shipped(), Catalogue.shipped(), datetime.now(UTC).date()
    register = Register.open(path, communes, catalogue)
    book = book_of_5000(register, today)
    strokes = workload(path, args.seed, args.keystrokes, catalogue)
    statement = Statement(path, register)
    box = Box(book, register, communes=communes, catalogue=catalogue, practice=ORIGINS[0], today=today)
    box.warm()
    box.find(Request("echauffement"))
    gc.collect()
    gc.freeze()
    once: list[tuple[float, str]] = []
    again: list[float] = []
    by_hand: list[float] = []
    for insee in ORIGINS:
        index = communes.by_insee(insee)
        origin = communes.point(index) if index is not None else None
        assert origin is not None
        statement.prepare(origin)
        once += run(box, strokes, insee)
        again += [spent for spent, _ in run(box, strokes, insee)]
        for stroke in strokes:
            start = perf_counter()
            statement.run(stroke, origin)
            by_hand.append(perf_counter() - start)
    _print(once, again, by_hand)


def _print(once: list[tuple[float, str]], again: list[float], by_hand: list[float]) -> None:
    print("times in ms")
    print(line("typed once", [spent for spent, _ in once]))
    for kind in SHARES:
        print(line(f"  {kind}"[:14], [spent for spent, text in once if f"({kind}," in text]))
    print(line("repeated", again))
    print(line("one statement", by_hand))
    print("typed once:", verdict("typed once", [spent for spent, _ in once]))
    print("repeated:  ", verdict("repeated", again))
    ratio = percentiles(again)["p50"] / percentiles(by_hand)["p50"]
    print(f"median against one statement: {ratio:.1f} (budget {MEDIAN_RATIO:.0f})")
    for spent, text in sorted(once, reverse=True)[:15]:
        print(f"{1000 * spent:8.2f} {text}")


if __name__ == "__main__":
    main()
