"""The vault against the same tables in plain SQLite: what encryption costs a search, an opening, an import.

Run: `python -m bench.bench_vault [--cards 5000]`. Budget of the design: searches on the vault at most 1.2 times those
on plain SQLite. Both files are made by the same statements, read by the same driver, warm.
"""

import argparse
import contextlib
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2

from carnet.models.book import Book, Passphrase, RawKey, create_vault, open_book
from carnet.paths import Folders

if TYPE_CHECKING:
    from sqlite3 import Connection

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PASSPHRASE = "une phrase pour mesurer"
BUDGET_RATIO = 1.2
LETTERS = "abcdefghilmnoprstuv"
QUERIES = 2000
WORDS = (
    "SELECT w.correspondent_id, c.family_name, c.given_name, c.status, r.specialty, s.city FROM search_word AS w"
    " JOIN correspondent AS c ON c.id = w.correspondent_id LEFT JOIN role AS r ON r.correspondent_id = c.id"
    " LEFT JOIN site AS s ON s.id = r.site_id WHERE w.word >= ? AND w.word < ? LIMIT 50"
)
PHONES = "SELECT correspondent_id FROM search_phone WHERE digits >= ? AND digits < ? LIMIT 50"
_OPEN = """
import sys, time
start = time.perf_counter()
from pathlib import Path
from carnet.models.book import Passphrase, RawKey, open_book
from carnet.paths import Folders
folders, way = Folders.inside(Path(sys.argv[1])), sys.argv[2]
ready = time.perf_counter()
with open_book(folders, RawKey(bytes.fromhex(way)) if len(way) == 64 else Passphrase(way)) as book:
    book.reader().execute("SELECT count(*) FROM search_word WHERE word >= 'm' AND word < 'n'").fetchone()
print(time.perf_counter() - ready)
"""


def main() -> None:
    """Print each measure beside what it is measured against."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=5000)
    cards = parser.parse_args().cards
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book, made = timed(lambda: new_book(folder))
        print(f"create a vault                     {made * 1000:8.0f} ms")
        with book:
            seconds = insert(book, cards)
            rows = book.reader().execute("SELECT count(*) FROM journal").fetchone()[0]
            print(f"insert {cards} cards ({rows} rows)    {seconds * 1000:8.0f} ms, with journal and index")
            plain = plain_copy(book, folder / "plain.sqlite")
            compare("2 000 words typed", book.reader(), plain, word_queries)
            compare("2 000 phones typed", book.reader(), plain, phone_queries)
            compare("every card read once", book.reader(), plain, scans)
            plain.close()
            report_opening(folder, book.raw_key)
        print(f"the file                           {(folder / 'vault.carnet').stat().st_size / 1e6:8.1f} MB")


def new_book(folder: Path) -> Book:
    """An empty vault."""
    return create_vault(
        Folders.inside(folder), PASSPHRASE, practice_name="", commune_insee="84035", owner_name="", now=NOW
    ).book


def timed(act: Callable[[], Any]) -> tuple[Any, float]:
    """What `act` returns, and how long it took, in seconds."""
    start = time.perf_counter()
    result = act()
    return result, time.perf_counter() - start


def insert(book: Book, count: int) -> float:
    """Insert cards with a role, a site and three lines each; return the seconds, imports excluded."""
    from carnet.models.tables import correspondent, line, role, site

    chance = random.Random(1)
    people = [person(chance, number) for number in range(count)]
    start = time.perf_counter()
    with book.write("import", now=NOW) as writer:
        ids = writer.insert_many(correspondent, people)
        sites = writer.insert_many(site, [{"name": f"Cabinet {n}", "postcode": "84300", "city": "C"} for n in ids])
        roles = writer.insert_many(
            role,
            [
                {"correspondent_id": one, "site_id": place, "specialty": "rhumatologie"}
                for one, place in zip(ids, sites, strict=True)
            ],
        )
        for column, owners in (("correspondent_id", ids), ("role_id", roles), ("site_id", sites)):
            writer.insert_many(
                line, [{column: one, "kind": "phone", "value": number(chance), "ring": "public"} for one in owners]
            )
    return time.perf_counter() - start


def person(chance: random.Random, number: int) -> dict[str, Any]:
    """A card with the columns that are usually filled."""
    return {
        "kind": "person",
        "status": "active",
        "title": "Dr",
        "family_name": word(chance),
        "given_name": word(chance),
        "rpps": str(10_100_000_000 + number),
        "sector": "1",
        "note": " ".join(word(chance) for _ in range(6)),
        "met_at": "FMC 2024",
    }


def word(chance: random.Random) -> str:
    """A word of the shape of a name."""
    return "".join(chance.choices(LETTERS, k=chance.randint(4, 9)))


def number(chance: random.Random) -> str:
    """A number of the blocks kept for fiction."""
    return f"04 65 71 {chance.randrange(100):02} {chance.randrange(100):02}"


def plain_copy(book: Book, path: Path) -> "Connection":
    """The same tables, indexes and rows in plain SQLite, read by the same driver with the same cache."""
    source = book.reader()
    plain: Connection = dbapi2.connect(str(path), isolation_level=None)
    plain.execute("BEGIN")
    own = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    objects = source.execute(own).fetchall()
    for kind, _, sql in sorted(objects, key=lambda one: one[0] != "table"):
        if kind != "trigger":
            plain.execute(sql)
    for kind, name, _ in objects:
        if kind == "table":
            copy_rows(source, plain, name)
    plain.execute("COMMIT")
    plain.execute("PRAGMA journal_mode = WAL")
    plain.execute(f"PRAGMA cache_size = {source.execute('PRAGMA cache_size').fetchone()[0]}")
    return plain


def copy_rows(source: "Connection", target: "Connection", table: str) -> None:
    """Every row of `table`."""
    rows = source.execute(f"SELECT * FROM {table}").fetchall()
    if rows:
        places = ", ".join("?" * len(rows[0]))
        target.executemany(f"INSERT INTO {table} VALUES ({places})", rows)


def compare(title: str, vault: "Connection", plain: "Connection", work: Callable[["Connection"], int]) -> None:
    """Print the median of alternate runs on both files, after one run to warm each."""
    assert work(vault) == work(plain)
    encrypted, clear = [], []
    for _ in range(9):
        encrypted.append(timed(lambda: work(vault))[1])
        clear.append(timed(lambda: work(plain))[1])
    ours, theirs = statistics.median(encrypted), statistics.median(clear)
    verdict = "within" if ours <= BUDGET_RATIO * theirs else "OVER"
    print(
        f"{title:26}  vault {ours * 1000:8.1f} ms   plain {theirs * 1000:8.1f} ms   ratio {ours / theirs:4.2f}"
        f"   {verdict} {BUDGET_RATIO}"
    )


def prefixes() -> Iterator[str]:
    """What is typed: two to four letters."""
    chance = random.Random(2)
    for _ in range(QUERIES):
        yield "".join(chance.choices(LETTERS, k=chance.randint(2, 4)))


def word_queries(connection: "Connection") -> int:
    """Rows found for each prefix, cards and places read."""
    return sum(len(connection.execute(WORDS, (text, text + "{")).fetchall()) for text in prefixes())


def phone_queries(connection: "Connection") -> int:
    """Rows found for the beginning of a number."""
    chance = random.Random(3)
    texts = [f"046571{chance.randrange(100):02}" for _ in range(QUERIES)]
    return sum(len(connection.execute(PHONES, (text, text + ":")).fetchall()) for text in texts)


def scans(connection: "Connection") -> int:
    """Every card and line, as a ranking of the whole book reads them."""
    rows = connection.execute("SELECT * FROM correspondent").fetchall()
    return len(rows) + len(connection.execute("SELECT * FROM line").fetchall())


def report_opening(folder: Path, key: RawKey) -> None:
    """Open in a new process, by each way, and read a prefix."""
    for title, way in (("open by passphrase and read", PASSPHRASE), ("open by raw key and read", key.key.hex())):
        runs = [
            float(
                subprocess.run([sys.executable, "-c", _OPEN, str(folder), way], capture_output=True, check=True).stdout
            )
            for _ in range(5)
        ]
        print(f"{title:34} {statistics.median(runs) * 1000:8.1f} ms")
    with contextlib.closing(open_book(Folders.inside(folder), Passphrase(PASSPHRASE))):
        pass


if __name__ == "__main__":
    main()
