"""Looking for what an accident may have left in the book, and mending what can be."""

import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from carnet.models import keys, search_index
from carnet.models.backup import SUFFIX, check_whole
from carnet.models.book import Book
from carnet.models.connection import VaultDamaged, damaged, in_words
from carnet.words import plural

LEFTOVERS = (".*.new", ".*.new-wal", ".*.new-shm")
AT_WORK = (".backup.*", ".restore.*", f"backups/.*{SUFFIX}.*")  # of a window open elsewhere, unless they are old
_OLD_S = 3600


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong. `code` is stable English, `words` French; `repairable` when `repair` mends it."""

    code: str
    words: str
    repairable: bool = False


def check(book: Book) -> list[Finding]:
    """Everything wrong with the book, nothing when it is well. Reads only."""
    findings: list[Finding] = []
    for look in (_pages, _attachments, _documents, _index, _journal, _wraps, _leftovers):
        try:
            with in_words(book.folders.vault):
                findings.extend(look(book))
        except VaultDamaged as error:
            findings.append(Finding("damaged", str(error)))
    damage = [one for one in findings if one.code == "damaged"][:1]
    findings = damage + [one for one in findings if one.code != "damaged"]
    return sorted(set(findings), key=lambda finding: (finding.repairable, finding.code))


def repair(book: Book, *, now: datetime) -> list[Finding]:
    """Mend what can be: lost attachments, the search index, copies of the keys, abandoned files.

    Returns what was mended.
    """
    mended = [finding for finding in check(book) if finding.repairable]
    acts: dict[str, Callable[[], None]] = {
        "orphans": lambda: _mend_attachments(book, now),
        "index": lambda: _mend_index(book, now),
        "keys": lambda: keys.save(book.folders, keys.load(book.folders, book.vault)),
        "leftover": lambda: _remove(_abandoned(book)),
    }
    for code in sorted({finding.code for finding in mended}, key=list(acts).index):
        acts[code]()
    return mended


def _pages(book: Book) -> Iterator[Finding]:
    scratched = book.reader().execute("PRAGMA cipher_integrity_check").fetchall()
    if scratched:
        many = plural(len(scratched), "page illisible", "pages illisibles")
        yield Finding("damaged", f"{damaged(book.folders.vault)} ({many})")
    else:
        check_whole(book.reader(), book.folders.vault)


def _attachments(book: Book) -> Iterator[Finding]:
    broken = book.reader().execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        tables = ", ".join(sorted({row[0] for row in broken}))
        many = plural(len(broken), "élément n'est plus attaché", "éléments ne sont plus attachés")
        yield Finding("orphans", f"{many} à rien dans le carnet ({tables}).", repairable=True)


def _documents(book: Book) -> Iterator[Finding]:
    lost = book.reader().execute(
        "SELECT count(*) FROM document WHERE sha256 NOT IN (SELECT sha256 FROM document_content)"
    )
    if count := lost.fetchone()[0]:
        yield Finding("documents", f"{plural(count, 'document joint a', 'documents joints ont')} perdu le contenu.")


def _index(book: Book) -> Iterator[Finding]:
    wrong = search_index.out_of_step(book.reader())
    if wrong:
        yield Finding(
            "index",
            f"{plural(len(wrong), 'fiche ne se retrouve', 'fiches ne se retrouvent')} pas par tous les mots.",
            repairable=True,
        )


def _journal(book: Book) -> Iterator[Finding]:
    reader = book.reader()
    rows, highest = reader.execute("SELECT count(*), coalesce(max(id), 0) FROM journal").fetchone()
    given = reader.execute("SELECT seq FROM sqlite_sequence WHERE name = 'journal'").fetchone()
    missing = max(highest, given[0] if given else 0) - rows
    if missing:
        yield Finding(
            "journal_gap", f"{plural(missing, 'ligne manque', 'lignes manquent')} à l'historique des changements."
        )


def _wraps(book: Book) -> Iterator[Finding]:
    try:
        wraps = keys.load(book.folders, book.vault)
    except keys.KeysLost as error:
        yield Finding("keys_lost", str(error))
        return
    for path in keys.damaged_copies(book.folders, wraps):
        yield Finding("keys", f"Une copie des clés manque, est abîmée ou trop vieille : {path}.", repairable=True)
    if wraps.of_kind("passphrase") is None:
        yield Finding(
            "no_passphrase", "Aucun mot de passe n'ouvre ce carnet : donnez-lui-en un (« carnet passphrase »)."
        )
    if wraps.of_kind("recovery") is None:
        yield Finding(
            "no_recovery", "Aucune feuille de secours n'ouvre ce carnet : faites-en une nouvelle (menu Réglages)."
        )


def _leftovers(book: Book) -> Iterator[Finding]:
    for path in _abandoned(book):
        yield Finding("leftover", f"Un fichier de travail a été abandonné : {path}.", repairable=True)


def _abandoned(book: Book) -> list[Path]:
    folder = book.folders.data
    old = [path for pattern in AT_WORK for path in folder.glob(pattern) if time.time() - path.stat().st_mtime > _OLD_S]
    return sorted({*old, *(path for pattern in LEFTOVERS for path in folder.glob(pattern))})


def _remove(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _mend_attachments(book: Book, now: datetime) -> None:
    from carnet.models.repairing import mend_references

    with book.write("repair", now=now) as writer:
        mend_references(writer, secrets)
        writer.set_setting("repaired_at", now.isoformat(timespec="seconds"))  # the journal, so the next backup, knows
        search_index.refresh(writer.dbapi, search_index.out_of_step(writer.dbapi))


def _mend_index(book: Book, now: datetime) -> None:
    with book.write("repair", now=now) as writer:
        search_index.refresh(writer.dbapi, search_index.out_of_step(writer.dbapi))
