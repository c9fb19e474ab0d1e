"""Looking for what an accident may have left in the book, and mending what can be."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from carnet.models import keys, search_index
from carnet.models.backup import check_whole
from carnet.models.book import Book
from carnet.models.connection import VaultDamaged, in_words

LEFTOVERS = (".*.new", ".*.new-wal", ".*.new-shm", ".backup.*", ".restore.*")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong. `code` is stable English, `words` French; `repairable` when `repair` mends it."""

    code: str
    words: str
    repairable: bool = False


def check(book: Book) -> list[Finding]:
    """Everything wrong with the book, nothing when it is well. Reads only."""
    findings: list[Finding] = []
    for look in (_pages, _attachments, _index, _journal, _key_copies, _leftovers):
        try:
            with in_words(book.folders.vault):
                findings.extend(look(book))
        except VaultDamaged as error:
            findings.append(Finding("damaged", str(error)))
    return sorted(set(findings), key=lambda finding: (finding.repairable, finding.code))


def repair(book: Book, *, now: datetime) -> list[Finding]:
    """Mend what can be: the search index, copies of the keys, abandoned files. Returns what was mended."""
    mended = [finding for finding in check(book) if finding.repairable]
    acts: dict[str, Callable[[], None]] = {
        "index": lambda: _mend_index(book, now),
        "keys": lambda: keys.save(book.folders, keys.load(book.folders, book.vault)),
        "leftover": lambda: _remove(_abandoned(book)),
    }
    for finding in mended:
        acts[finding.code]()
    return mended


def _pages(book: Book) -> Iterator[Finding]:
    check_whole(book.reader(), book.folders.vault)
    yield from ()


def _attachments(book: Book) -> Iterator[Finding]:
    broken = book.reader().execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        tables = ", ".join(sorted({row[0] for row in broken}))
        yield Finding(
            "orphans", f"{len(broken)} lignes du carnet ont perdu la fiche à laquelle elles tenaient ({tables})."
        )


def _index(book: Book) -> Iterator[Finding]:
    wrong = search_index.out_of_step(book.reader())
    if wrong:
        yield Finding("index", f"{len(wrong)} fiches ne se retrouvent pas par tous leurs mots.", repairable=True)


def _journal(book: Book) -> Iterator[Finding]:
    reader = book.reader()
    rows, highest = reader.execute("SELECT count(*), coalesce(max(id), 0) FROM journal").fetchone()
    given = reader.execute("SELECT seq FROM sqlite_sequence WHERE name = 'journal'").fetchone()
    missing = max(highest, given[0] if given else 0) - rows
    if missing:
        yield Finding("journal_gap", f"{missing} lignes manquent à l'historique des changements.")


def _key_copies(book: Book) -> Iterator[Finding]:
    try:
        damaged = keys.damaged_copies(book.folders, keys.load(book.folders, book.vault))
    except keys.KeysLost as error:
        yield Finding("keys_lost", str(error))
        return
    for path in damaged:
        yield Finding("keys", f"Une copie des clés manque, est abîmée ou trop vieille : {path}.", repairable=True)


def _leftovers(book: Book) -> Iterator[Finding]:
    for path in _abandoned(book):
        yield Finding("leftover", f"Un fichier de travail a été abandonné : {path}.", repairable=True)


def _abandoned(book: Book) -> list[Path]:
    return sorted(path for pattern in LEFTOVERS for path in book.folders.data.glob(pattern))


def _remove(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _mend_index(book: Book, now: datetime) -> None:
    with book.write("repair", now=now) as writer:
        search_index.refresh(writer.dbapi, search_index.out_of_step(writer.dbapi))
