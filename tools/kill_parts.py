"""What the deeds of the kill harness are made of: a vault, its rows afterwards, and what must not be found."""

import contextlib
import hashlib
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from carnet.models.backup import check_whole
from carnet.models.book import Book, Passphrase, create_vault, open_book
from carnet.models.checking import check
from carnet.models.connection import connect
from carnet.models.keys import Cost
from carnet.models.tables import correspondent, line, role, site, tag
from carnet.paths import Folders

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
CHEAP = Cost(memory_kib=64, iterations=1, lanes=1)
TYPED = Passphrase("platanes et cigales")
READY = "ready"
_UUID_IN_JSON = re.compile(r'"(?:uuid|batch)":"[^"]*"')  # what the journal says of an insert
_NOT_THE_SAME_TWICE = frozenset({"batch", "uuid", "at"})  # drawn anew by each run of a deed


class Between(AssertionError):  # noqa: N818
    """What was found after a kill is neither what was before nor what the deed makes."""


@dataclass(frozen=True)
class Deed:
    """`prepare(folder)` once; `do(folder)` in the child; `state(folder)` afterwards: what there is, checked whole.

    `waits`: the child says by `ready(folder)` that its work begins; moments are drawn from then on.
    """

    name: str
    prepare: Callable[[Path, int], None]
    do: Callable[[Path], None]
    state: Callable[[Path], str]
    waits: bool = False


def ready(folder: Path) -> None:
    """Said by a child: from here on it may be killed."""
    (folder / READY).touch()


@contextlib.contextmanager
def opened(folder: Path, way: Passphrase = TYPED) -> Iterator[Book]:
    """The vault of a folder."""
    with open_book(Folders.inside(folder / "data"), way) as book:
        yield book


def new_vault(folder: Path, cards: int) -> None:
    """A vault of `cards` people, each with a role, a place and two lines."""
    made = create_vault(
        Folders.inside(folder / "data"), TYPED.text, practice_name="", commune_insee="84035", owner_name="", now=NOW,
        cost=CHEAP,
    )  # fmt: skip
    with made.book as book, book.write("import", now=NOW) as writer:
        people = writer.insert_many(
            correspondent,
            [
                {"kind": "person", "status": "active", "family_name": f"Nom{n}", "note": "vu en FMC"}
                for n in range(cards)
            ],
        )
        places = writer.insert_many(site, [{"street": f"{n} rue des Lilas", "city": "Apt"} for n in range(cards)])
        posts = writer.insert_many(
            role, [{"correspondent_id": p, "site_id": s} for p, s in zip(people, places, strict=True)]
        )
        lines = [{"correspondent_id": p, "kind": "phone", "value": "04 65 71 20 30", "ring": "public"} for p in people]
        lines += [{"role_id": r, "kind": "phone", "value": "04 65 71 20 31", "ring": "practice"} for r in posts]
        writer.insert_many(line, lines)


def edit_all(book: Book) -> None:
    """An hour later, one act on every card: a note, a tag, a date; one card more."""
    with book.write("edit", now=NOW + timedelta(hours=1)) as writer:
        ids = [row[0] for row in writer.dbapi.execute("SELECT id FROM correspondent")]
        writer.update_many(correspondent, {i: {"note": f"changée {i}", "verified_on": NOW.date()} for i in ids})
        writer.insert_many(tag, [{"correspondent_id": i, "label": "Réseau", "folded": "reseau"} for i in ids])
        writer.insert(correspondent, kind="person", status="active", family_name="Depuis")


def rows_of(book: Book, *, but: Collection[str] = (), never: Collection[str] = ()) -> str:
    """Every row of every table, but for what is drawn anew at each run; also whether anything is wrong.

    `but`: tables left out; `never`: columns left out everywhere.
    """
    if wrong := [finding.words for finding in check(book) if finding.code != "leftover"]:
        raise Between("; ".join(wrong))
    digest, reader = hashlib.sha256(), book.reader()
    tables = reader.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    for (table,) in tables:
        if table in but:
            continue
        cursor = reader.execute(f"SELECT * FROM {table}")
        dropped = _NOT_THE_SAME_TWICE.union(never)
        kept = [i for i, head in enumerate(cursor.description) if head[0] not in dropped]
        digest.update(table.encode())
        for row in cursor:
            digest.update(_UUID_IN_JSON.sub("", repr([row[i] for i in kept])).encode())
    return digest.hexdigest()[:16]


def vault_state(folder: Path) -> str:
    """The rows of the vault."""
    with opened(folder) as book:
        check_aside(folder, book.raw_key.key)
        return rows_of(book)


def check_aside(folder: Path, key: bytes) -> None:
    """Copies set aside bear their name only when they are whole."""
    for path in (folder / "data").glob("vault-before-*.carnet"):
        with contextlib.closing(connect(path, key)) as connection:
            check_whole(connection, path)
