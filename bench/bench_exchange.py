"""Importing a file of vCards beside reading it with vobject: laid beside the book, written with its journal, undone.

Run: `python -m bench.bench_exchange [--cards 5000] [--held 5000] [--photos 0]`. Budgets of the design: file → review at
most 1.5 times vobject's parse alone, apply with journal at most once. Each act runs in a process of its own, the best
of `--times`; the peak memory of the act is what its process had at the most. The book holds `--held` cards, a third of
whom are in the file. `--photos` is the size in kilobytes of a photo on every card, for files of hundreds of megabytes.
"""

import argparse
import base64
import random
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

from bench.bench_vault import NOW, new_book
from carnet.exchange.reading import open_file
from carnet.services import imports

REVIEW, APPLY = 1.5, 1.0  # of vobject's parse
FIRST = ("Bar", "Cos", "Dil", "Fum", "Gep", "Jot", "Lyc", "Nev", "Pux", "Tid", "Bou", "Cha", "Dur", "Fré", "Gri", "Mar")
MIDDLE = ("an", "ill", "oub", "esq", "att", "ein", "ord", "uch", "iv", "onn")
LAST = ("ier", "ard", "on", "eau", "et", "as", "oz", "in", "elle", "our")
GIVEN = (
    "Anne", "Paul", "Zoé", "Marc", "Hélène", "Igor", "Sophie", "Thibault", "Olga", "Xavier", "Brice", "Denise", "Farid",
    "Ghislaine", "Judith", "Kevin", "Laurent", "Nadia", "Quentin", "Ursule", "Claire", "Pierre", "Marie", "Jean",
)  # fmt: skip
TITLES = ("Rhumatologue", "Cardiologue", "Kinésithérapeute", "Infirmière", "Dermatologue", "Orthophoniste")
TOWNS = (
    ("84400", "Apt"),
    ("84300", "Cavaillon"),
    ("84000", "Avignon"),
    ("13001", "Marseille"),
    ("84200", "Carpentras"),
)

_ACT = """
import resource, sys, time
from datetime import timedelta
from pathlib import Path
from bench.bench_vault import NOW, PASSPHRASE
folder, file, act = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
if act == "vobject":
    import vobject
    start = time.perf_counter()
    with file.open(encoding="utf-8") as text:
        n = sum(1 for _ in vobject.readComponents(text))
    print(time.perf_counter() - start)
else:
    import carnet.models.writer
    from carnet.exchange.reading import open_file
    from carnet.models.book import Passphrase, open_book
    from carnet.paths import Folders
    from carnet.services import imports
    with open_book(Folders.inside(folder), Passphrase(PASSPHRASE)) as book:
        start = time.perf_counter()
        review = imports.plan(book, open_file(file))
        planned = time.perf_counter()
        print(planned - start)
        if act == "apply":
            done = imports.apply(book, review, review.decisions(), now=NOW, reopen=lambda: open_file(file))
            print(time.perf_counter() - planned)
            start = time.perf_counter()
            imports.undo(book, done.batch, now=NOW + timedelta(days=1))
            print(time.perf_counter() - start)
            print(done.counts, file=sys.stderr)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def main() -> None:
    """Print each measure and its ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=5000)
    parser.add_argument("--held", type=int, default=5000)
    parser.add_argument("--photos", type=int, default=0)
    parser.add_argument("--times", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "cards.vcf"
        write_file(file, range(given.held * 2 // 3, given.held * 2 // 3 + given.cards), given.photos)
        hold(folder, given.held)
        print(f"{given.cards} cards, {file.stat().st_size / 1e6:.1f} MB; the book holds {given.held}")
        parse, weight = (min(one) for one in zip(*measured(folder, file, "vobject", given.times), strict=True))
        print(f"vobject, parse alone        {parse:7.2f} s   {weight:6.0f} MB")
        runs = measured(folder, file, "apply", given.times)
        review, apply, undo, weight = (min(one) for one in zip(*runs, strict=True))
        tell("file → review", review, parse, REVIEW)
        tell("apply, journal and index", apply, parse, APPLY)
        print(f"undo                        {undo:7.2f} s")
        print(f"peak memory of all three    {weight:7.0f} MB")


def tell(what: str, seconds: float, parse: float, budget: float) -> None:
    """One line, and whether it is within its budget."""
    ratio = seconds / parse
    print(f"{what:27} {seconds:7.2f} s   {ratio:5.2f} × vobject (≤ {budget}) {'ok' if ratio <= budget else 'OVER'}")


def measured(folder: Path, file: Path, act: str, times: int) -> list[list[float]]:
    """What each run printed: seconds, then megabytes."""
    runs = []
    for _ in range(times):
        done = subprocess.run(
            [sys.executable, "-c", _ACT, str(folder), str(file), act], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(done.stderr)
        runs.append([float(line) for line in done.stdout.split()])
    return runs


def write_file(path: Path, numbers: range, photo: int) -> None:
    """A phone's vCards: a person of a region each, one in ten with a note, every other with a mobile."""
    chance = random.Random(7)
    picture = b"\xff\xd8\xff" + chance.randbytes(photo << 10)
    with path.open("w", encoding="utf-8", newline="") as out:
        for n in numbers:
            out.write("\r\n".join(_card(n, picture if photo else b"")) + "\r\n")


def _card(n: int, picture: bytes) -> list[str]:
    chance = random.Random(n)
    family, given = chance.choice(FIRST) + chance.choice(MIDDLE) + chance.choice(LAST), chance.choice(GIVEN)
    postcode, town = chance.choice(TOWNS)
    lines = [
        "BEGIN:VCARD", "VERSION:3.0", f"UID:{uuid.uuid5(uuid.NAMESPACE_OID, str(n))}",
        f"N:{family};{given};;Dr;", f"FN:Dr {given} {family}",
        f"TITLE:{chance.choice(TITLES)}", f"TEL;TYPE=WORK,VOICE:04 65 {n // 10000:02} {n // 100 % 100:02} {n % 100:02}",
        f"ADR;TYPE=WORK:;;{n % 90} rue des Lices;{town};;{postcode};France", "X-ABC-UNKNOWN;X-P=1:tel quel",
        "CATEGORIES:Réseau,MSP", "REV:2026-03-03T09:30:00Z",
    ]  # fmt: skip
    if n % 2:
        lines.append(f"TEL;TYPE=CELL:06 39 {n // 10000:02} {n // 100 % 100:02} {n % 100:02}")
    if n % 10 == 0:
        lines.append("NOTE:Joindre après la consultation\\, demander la ligne directe.")
    if picture:
        text = base64.b64encode(picture).decode()
        lines.append("PHOTO;ENCODING=b;TYPE=JPEG:" + text[:48])
        lines += [" " + text[at : at + 74] for at in range(48, len(text), 74)]
    return [*lines, "END:VCARD"]


def hold(folder: Path, count: int) -> None:
    """A book of people from an earlier file."""
    with new_book(folder) as book:
        if count:
            file = folder / "held.vcf"
            write_file(file, range(count), 0)
            review = imports.plan(book, open_file(file))
            imports.apply(book, review, review.decisions(), now=NOW)


if __name__ == "__main__":
    main()
