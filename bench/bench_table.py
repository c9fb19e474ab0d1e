"""The table of the whole book: opening, sorting, filtering at each letter, beside raw SQL on the same file.

    python -m bench.bench_table [--cards 5000]

A book with places, lines, tags, notes and referrals is made under var/bench when missing. The window is the program's
own, off-screen; a time runs from the key to the rows painted, and is processor time (a shared machine is fair then).
Aims of the design: open 150 ms, sort 30 ms, letter 16 ms.
"""

import argparse
import gc
import os
import random
import resource
import shutil
import statistics
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import thread_time
from typing import TYPE_CHECKING, Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

from PySide6.QtWidgets import QApplication, QMainWindow

from bench.bench_vault import number, word
from carnet.domain.disclosure import Profile
from carnet.geo.communes import Communes
from carnet.models.book import Book, Passphrase, create_vault, open_book
from carnet.models.keys import Cost
from carnet.paths import Folders
from carnet.queries import table_lists
from carnet.queries.table import read_table
from carnet.queries.table_words import read_words
from carnet.services.correspondents import add_correspondent
from carnet.services.drafts import CorrespondentDraft, LineDraft, ReferralDraft, RoleDraft, SiteDraft
from carnet.services.referrals import add_referral
from carnet.ui.table_acts import Lists, Loaded, Words
from carnet.ui.table_choices import names_of, offers
from carnet.ui.table_columns import columns
from carnet.ui.table_page import TablePage
from carnet.ui.theme import Theme

if TYPE_CHECKING:
    from sqlite3 import Connection

VAR = Path(__file__).resolve().parent.parent / "var" / "bench"
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TRIAL_WORDS = "banc d'essai"
AIMS = {"open": 150.0, "sort": 30.0, "letter": 16.0}  # ms
TOWNS = ("84035", "84007", "84003", "84054", "84050", "13001", "30189")
SPECIALTIES = ("rhumatologie", "cardiologie", "kinesitherapie", "infirmier", "orthophonie", "medecine-generale")
TAGS = ("réseau", "avis", "loin", "urgent", "cpts", "soins palliatifs")
TYPED = ("castel", "rhumato avignon", "#réseau sans #loin", "04 65 71", "secteur:1 ou domicile:oui", "note humaine")
RUNS = 9


def book_of(cards: int) -> Book:
    """A full book, made once."""
    folders = Folders.inside(VAR / f"table-{cards}")
    if folders.vault.exists():
        return open_book(folders, Passphrase(TRIAL_WORDS))
    shutil.rmtree(folders.data, ignore_errors=True)
    cheap = Cost(memory_kib=64, iterations=1, lanes=1)
    book = create_vault(
        folders, TRIAL_WORDS, practice_name="Banc", commune_insee=TOWNS[0], owner_name="", now=NOW, cost=cheap
    ).book
    chance = random.Random(7)
    with book.write("bench", now=NOW) as writer:
        keys = [add_correspondent(writer, card(chance)) for _ in range(cards)]
        for _ in range(2 * cards):
            made = TODAY - timedelta(days=chance.randrange(1, 720))
            add_referral(writer, chance.choice(keys), ReferralDraft(made))
    return book


def card(chance: random.Random) -> CorrespondentDraft:
    """A card as they are: one or two places, a few lines, sometimes tags and a note."""
    roles = tuple(
        RoleDraft(
            specialty=chance.choice(SPECIALTIES),
            site=SiteDraft(insee=chance.choice(TOWNS), name=word(chance), lines=(LineDraft(number(chance)),)),
        )
        for _ in range(chance.choice((1, 1, 1, 2)))
    )
    verified = TODAY - timedelta(days=chance.randrange(900)) if chance.random() < 0.7 else None
    return CorrespondentDraft(
        title=chance.choice(("Dr", "", "")),
        family_name=word(chance),
        given_name=word(chance),
        sector=chance.choice(("", "1", "2", "optam")),
        home_visits=chance.choice((None, True, False)),
        status=chance.choices(("active", "paused", "retired"), (20, 1, 1))[0],
        met_at=chance.choice(("", "FMC")),
        favourite=chance.random() < 0.05,
        note=" ".join(word(chance) for _ in range(8)) if chance.random() < 0.5 else "",
        verified_on=verified,
        tags=tuple(chance.sample(TAGS, chance.choice((0, 0, 1, 2)))),
        lines=(LineDraft(f"06 39 98 {chance.randrange(100):02} {chance.randrange(100):02}"),),
        roles=roles,
    )


class Trial:
    """The page on a book, as the window opens it."""

    def __init__(self, book: Book) -> None:
        self.book, self.communes = book, Communes.shipped()
        self.page = TablePage(Theme("light"), profile=Profile.OWNER, demonstration=False)
        self.window = QMainWindow()
        self.window.setCentralWidget(self.page)
        self.window.resize(1280, 800)
        self.window.show()
        self.paint()

    def town(self, insee: str) -> str:
        """The name of a commune."""
        at = self.communes.by_insee(insee)
        return "" if at is None else self.communes.names[at]

    def read(self) -> Loaded:
        """What the thread that reads does for a Ctrl+B."""
        connection = self.book.reader()
        return Loaded(read_table(connection, today=TODAY, town=self.town), (), 0)

    def words(self) -> Words:
        """What it does right after."""
        return Words(self.page.table, read_words(self.book.reader(), self.page.table))

    def lists(self) -> Lists:
        """And last."""
        table = self.page.table
        names = names_of(table)
        return Lists(table, table_lists.choose(self.book.reader(), table), offers(table, names), names)

    def paint(self) -> None:
        """Let Qt lay out and draw."""
        QApplication.processEvents()

    def show(self, loaded: Loaded) -> None:
        """Rows on the screen."""
        self.page.show_loaded(loaded)
        self.paint()

    def sort(self, code: str, *, descending: bool) -> None:
        """A click on a header."""
        self.page.sort(code, descending)
        self.paint()

    def type(self, text: str) -> None:
        """One more letter."""
        self.page.bar.line.setText(text)
        self.paint()


def raw(connection: "Connection") -> int:
    """The same tables, read by four bare statements."""
    return sum(
        len(connection.execute(sql).fetchall())
        for sql in (
            "SELECT * FROM correspondent",
            "SELECT * FROM role LEFT JOIN site ON site.id = role.site_id",
            "SELECT * FROM line",
            "SELECT correspondent_id, label FROM tag",
        )
    )


def raw_sort(connection: "Connection") -> int:
    """The same rows, sorted by SQL."""
    return len(connection.execute("SELECT * FROM correspondent ORDER BY family_name COLLATE NOCASE").fetchall())


def raw_filter(connection: "Connection") -> int:
    """The same rows, filtered by SQL."""
    sql = "SELECT * FROM correspondent WHERE family_name LIKE ? OR given_name LIKE ? OR note LIKE ?"
    return len(connection.execute(sql, ("%cas%",) * 3).fetchall())


def median_ms(work: Callable[[], Any], runs: int = RUNS) -> float:
    """Median of several runs, in milliseconds, after one to warm."""
    work()
    times = []
    for _ in range(runs):
        gc.collect()
        start = thread_time()
        work()
        times.append(thread_time() - start)
    return 1000 * statistics.median(times)


def report(title: str, ours: float, theirs: float, aim: str = "") -> None:
    """One line: the time, the ratio to raw SQL, the aim."""
    verdict = f"   {'within' if ours <= AIMS[aim] else 'OVER'} {AIMS[aim]:.0f} ms" if aim else ""
    print(f"{title:34}{ours:9.1f} ms   raw SQL {theirs:7.1f} ms   ratio {ours / theirs:5.2f}{verdict}")


def letters() -> list[str]:
    """Every beginning of the texts."""
    return [text[:end] for text in TYPED for end in range(1, len(text) + 1)]


def resident_mb() -> float:
    """Megabytes this process holds at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print each measure beside what it is measured against."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cards", type=int, default=5000)
    cards = parser.parse_args().cards
    QApplication(["carnet"])
    gc.disable()  # as in the program, which collects between two deeds
    with book_of(cards) as book:
        connection, trial = book.reader(), Trial(book)
        bare = median_ms(lambda: raw(connection))
        before = resident_mb()
        start = thread_time()
        trial.show(trial.read())
        print(f"{cards} cards; the first time, file cold: {1000 * (thread_time() - start):.1f} ms")
        report("open: read", median_ms(trial.read), bare)
        report("open: read, model, paint", median_ms(lambda: trial.show(trial.read())), bare, "open")
        report("then words", median_ms(trial.words, 3), bare)
        report("then lists and criteria", median_ms(trial.lists, 3), bare)
        trial.page.show_words(trial.words())
        trial.page.show_lists(trial.lists())
        print(f"memory: {resident_mb() - before:.1f} MB more than with the book open and read raw ({before:.0f} MB)")
        trial.page.view.selectAll()
        whole = median_ms(lambda: trial.sort("commune", descending=True))
        report("sort, all selected", whole, median_ms(lambda: raw_sort(connection)), "sort")
        trial.page.view.select_places([0])
        _sorts(trial, median_ms(lambda: raw_sort(connection)))
        _letters(trial, median_ms(lambda: raw_filter(connection)))


def _sorts(trial: Trial, bare: float) -> None:
    codes = [column.code for column in columns(trial.page.table, {})]
    times = {
        f"{code}{' ↓' if down else ''}": median_ms(lambda code=code, down=down: trial.sort(code, descending=down), 5)  # type: ignore[misc]
        for code in codes
        for down in (False, True)
    }
    worst = max(times, key=lambda name: times[name])
    report("sort, median of the columns", statistics.median(times.values()), bare, "sort")
    report(f"sort, the slowest ({worst})", times[worst], bare, "sort")


def _letters(trial: Trial, bare: float) -> None:
    times = []
    for text in letters():
        trial.type("")
        start = thread_time()
        trial.type(text)
        times.append((1000 * (thread_time() - start), text))
    times.sort()
    report("letter, median", statistics.median(time for time, _ in times), bare, "letter")
    report(f"letter, p95 (« {times[len(times) * 95 // 100][1]} »)", times[len(times) * 95 // 100][0], bare, "letter")
    report(f"letter, the slowest (« {times[-1][1]} »)", times[-1][0], bare, "letter")


if __name__ == "__main__":
    main()
