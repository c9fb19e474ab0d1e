"""Deeds of the kill harness that bring a file in, keep what is decided of it, and take it back."""

import json
from datetime import timedelta
from pathlib import Path

from carnet.exchange.reading import open_file
from carnet.models.book import Book, create_vault
from carnet.models.tables import correspondent
from carnet.paths import Folders
from carnet.services import imports
from tools.kill_parts import CHEAP, NOW, TYPED, Between, Deed, opened, ready, rows_of, vault_state

SITTINGS = 40  # times that decisions are kept in one review
KEPT = "kept"  # the file where a child says how many decisions it was told are kept


def with_a_file(folder: Path, cards: int) -> None:
    """A vault, and a file of `cards` people, a third of whom it has from an earlier one."""
    people = [
        f"BEGIN:VCARD\nVERSION:3.0\nUID:k{n}\nN:Nom{n};Anne;;;\nTEL:0639{n:06}\nADR:;;{n} rue des Lilas;Apt;;84400;\n"
        "NOTE:vue en FMC\nEND:VCARD\n"
        for n in range(cards)
    ]
    create_vault(
        Folders.inside(folder / "data"), TYPED.text, practice_name="", commune_insee="84035", owner_name="", now=NOW,
        cost=CHEAP,
    ).book.close()  # fmt: skip
    (folder / "cards.vcf").write_text("".join(people[: cards // 3]), encoding="utf-8")
    bring_in(folder)
    (folder / "cards.vcf").write_text("".join(people).replace("vue en FMC", "revue en FMC"), encoding="utf-8")


def bring_in(folder: Path) -> None:
    """Plan, which writes nothing, then apply."""
    with opened(folder) as book:
        review = imports.plan(book, open_file(folder / "cards.vcf"))
        imports.apply(book, review, review.decisions(), now=NOW + timedelta(hours=1))


def write_only(folder: Path) -> None:
    """As `bring_in`, the kill falling on the writing."""
    with opened(folder) as book:
        review = imports.plan(book, open_file(folder / "cards.vcf"))
        ready(folder)
        imports.apply(book, review, review.decisions(), now=NOW + timedelta(hours=1))


def decide(folder: Path) -> None:
    """Decide card after card; what was decided is kept each time."""
    with opened(folder) as book:
        review = imports.plan(book, open_file(folder / "cards.vcf"))
        ready(folder)
        decisions: dict[str, imports.Decision] = {}
        for row in review.rows[:SITTINGS]:
            decisions[row.key] = imports.Decision("skip")
            imports.keep_decisions(book, review, decisions, now=NOW + timedelta(hours=1))
            told_kept(folder, len(decisions))


def told_kept(folder: Path, count: int) -> None:
    """Say outside the vault that `count` decisions are in it."""
    aside = folder / f"{KEPT}.new"
    aside.write_text(str(count), encoding="ascii")
    aside.replace(folder / KEPT)


def kept(book: Book, folder: Path) -> int:
    """How many decisions the vault holds: all that were said to be kept, at the most one more."""
    count = decisions_in(book)
    told = int((folder / KEPT).read_text(encoding="ascii")) if (folder / KEPT).exists() else 0
    if not told <= count <= told + 1:
        raise Between(f"{told} decisions were said to be kept, {count} are")
    return count


def decisions_in(book: Book) -> int:
    """How many decisions of the review under way the vault holds."""
    rows = book.reader().execute("SELECT decisions FROM import_review").fetchall()
    return len(json.loads(rows[0][0])) if rows else 0


def review_state(folder: Path) -> str:
    """The rows of the book, untouched by a review, and whether every decision is kept."""
    with opened(folder) as book:
        return f"{rows_of(book, but=('import_review', 'journal'))} {kept(book, folder) == SITTINGS}"


def with_an_import(folder: Path, cards: int) -> None:
    """A vault into which a file came, one card of which was changed since."""
    with_a_file(folder, cards)
    bring_in(folder)
    with opened(folder) as book, book.write("edit", now=NOW + timedelta(hours=2)) as writer:
        writer.update(correspondent, 1, note="depuis")


def take_back(folder: Path) -> None:
    """Undo the last import."""
    with opened(folder) as book:
        batch = book.reader().execute("SELECT batch FROM import_batch ORDER BY id DESC LIMIT 1").fetchone()[0]
        imports.undo(book, batch, now=NOW + timedelta(days=1))


DEEDS = (
    Deed("import", with_a_file, bring_in, vault_state),
    Deed("review", with_a_file, decide, review_state, waits=True),
    Deed("apply", with_a_file, write_only, vault_state, waits=True),
    Deed("undo", with_an_import, take_back, vault_state),
)
