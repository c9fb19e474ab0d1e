"""Importing: what a file brings in is laid beside the book, reviewed, then written in one transaction.

`plan` writes nothing. `keep_decisions` remembers what was decided so far, `apply` writes what is decided, `undo` takes
a batch back, even after other changes. All of it is for the owner.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from carnet.domain.merge import changes, merge
from carnet.errors import CarnetError
from carnet.exchange.incoming import IncomingFile
from carnet.models import intake
from carnet.models.book import Book
from carnet.models.writer import Changes, Writer
from carnet.queries.import_list import WHOSE
from carnet.queries.review import different_pairs, held_cards
from carnet.services.imports_links import write_links
from carnet.services.imports_originals import Originals
from carnet.services.imports_planning import Decision, Decisions, Review, Row, base_of, fresh_remarks, plan
from carnet.services.imports_reading import Coming, without_echo
from carnet.services.imports_writing import Parcel, write_parcels
from carnet.services.quiet import uncollected
from carnet.services.undo import undo as undo_batch
from carnet.services.undo_imports import done_since
from carnet.words import NARROW

__all__ = [
    "Applied", "Decision", "Decisions", "KeptCard", "Review", "Row", "Undoing", "apply", "keep_decisions", "plan",
    "remember_different", "undo",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Applied:
    """What was written. `batch` undoes it; `counts`, in cards of the file: made, merged (and of these, unchanged),
    skipped, left; `completed`: cards of the book that learnt something, be it from several cards of the file."""

    batch: str
    changes: Changes
    counts: Mapping[str, int]
    completed: int = 0


@dataclass(frozen=True, slots=True)
class KeptCard:
    """A card that an undo left as it is: « b:<uuid> », its name, and what was done since, in words (« note »,
    « ligne ajoutée »)."""

    id: str
    name: str
    since: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Undoing:
    """What an undo did, in cards: taken away, put back as before, kept because they were changed since."""

    changes: Changes
    removed: int
    restored: int
    kept_cards: tuple[KeptCard, ...]

    @property
    def kept(self) -> int:
        """How many were kept."""
        return len(self.kept_cards)


def keep_decisions(book: Book, review: Review, decisions: Decisions, *, now: datetime) -> Changes:
    """Remember what was decided so far and whose book it is, to go on another day with the same file.

    The journal tells that a review began and that it ended, not each keeping: a sitting of 700 cards keeps 700 times.
    """
    told: dict[str, Any] = {key: one.to_dict() for key, one in decisions.items()}
    if review.author:
        told[WHOSE] = {"author": review.author}
    text = json.dumps(told, ensure_ascii=False)
    table = intake.import_review
    with book.write("keep_review", now=now) as writer:
        row = _review_row(writer, review.digest)
        if row is None:
            writer.insert(table, file_digest=review.digest, file_name=review.file_name, decisions=text, made_at=now)
        else:  # not in the journal: no change of the book, and each keeping would leave every decision there twice
            writer.dbapi.execute("UPDATE import_review SET decisions = ? WHERE id = ?", (text, row))
    return writer.changes


def _review_row(writer: Writer, digest: str) -> int | None:
    found = writer.dbapi.execute("SELECT id FROM import_review WHERE file_digest = ?", (digest,)).fetchone()
    return int(found[0]) if found else None


@uncollected()
def apply(
    book: Book,
    review: Review,
    decisions: Decisions,
    *,
    now: datetime,
    reopen: Callable[[], IncomingFile] | None = None,
) -> Applied:
    """Write what is decided, in one transaction; what is not decided is left. Rows of the review with no decision take
    none: pass `review.decisions()` for the defaults.

    `reopen` reads the same file again: needed when its originals were too much to keep in memory. Raises CarnetError
    when the file is no longer the one that was reviewed; then nothing is written.
    """
    if review.originals is None and reopen is None:
        raise ValueError("the originals were not kept: say how to read the file again")
    with book.write("import", now=now) as writer:
        deciding = _Deciding(writer, review, decisions)
        parcels, counts = deciding.parcels()
        before = write_parcels(writer, parcels, author=review.author, source=review.source or review.file_name)
        write_links(writer, parcels)
        _write_originals(writer, review, parcels, reopen)
        _judge_different(writer, review, decisions, parcels)
        if (kept := _review_row(writer, review.digest)) is not None:
            writer.delete(intake.import_review, kept)
        if not writer.changes.nothing:
            writer.insert(
                intake.import_batch,
                batch=writer.batch,
                source=review.source,
                file_name=review.file_name,
                counts=json.dumps({**counts, "updated_at": before}),
                made_at=now,
            )
    return Applied(writer.batch, writer.changes, counts, len(deciding.completed))


class _Deciding:
    """From decisions to parcels: what goes to which card, cards of the same file gathered."""

    def __init__(self, writer: Writer, review: Review, decisions: Decisions) -> None:
        self._review, self._decisions = review, decisions
        targets = (one.target for one in decisions.values() if one.do == "merge" and one.target.startswith("b:"))
        rows = {review.held[key].row for key in targets if key in review.held}
        # As the book is now: it may have changed since the review was opened.
        self._held = {card.key: card for card in held_cards(writer.dbapi, rows).values()} if rows else {}
        self._parcels: dict[str, Parcel] = {}
        self.counts: Counter[str] = Counter()
        self.completed: set[str] = set()

    def parcels(self) -> tuple[list[Parcel], dict[str, int]]:
        """Each card to write, and how many of what."""
        for row in self._review.rows:
            self._decide(row, self._decisions.get(row.key, Decision()))
        names = ("new", "merged", "unchanged", "skipped", "left")
        return list(self._parcels.values()), {name: self.counts[name] for name in names}

    def _decide(self, row: Row, decision: Decision) -> None:
        card = self._review.brought[row.key]
        if decision.do == "merge":
            target = self._target(decision.target)
            if target is None and decision.target.startswith("b:"):
                self.counts["left"] += 1  # thrown away or erased since
            elif target is None:
                self._new(card)
            else:
                self._merge(card, target, decision)
        elif decision.do == "new":
            self._new(card)
        else:
            self.counts["skipped" if decision.do == "skip" else "left"] += 1

    def _target(self, key: str) -> Parcel | None:
        if key not in self._parcels and key in self._held:
            held = self._held[key]
            self._parcels[key] = Parcel(key, held.side, held=held)
        found = self._parcels.get(key)
        return self._parcels.get(found.into) if found and found.into else found

    def _new(self, card: Coming) -> None:
        self.counts["new"] += 1
        key = f"i:{card.key}"
        self._parcels[key] = Parcel(key, card.side, cards=[card])

    def _merge(self, card: Coming, parcel: Parcel, decision: Decision) -> None:
        items = merge(base_of(parcel.held, card), parcel.side, without_echo(card.side, parcel.side))
        learns = bool(changes(items, decision.choices) or fresh_remarks(card, parcel.held))
        self.counts["merged"] += 1
        self.counts["unchanged"] += not learns
        if learns and parcel.held:
            self.completed.add(parcel.key)
        parcel.take(card, items, decision.choices)
        self._parcels.setdefault(f"i:{card.key}", Parcel(f"i:{card.key}", card.side, into=parcel.key))


def _write_originals(
    writer: Writer, review: Review, parcels: Iterable[Parcel], reopen: Callable[[], IncomingFile] | None
) -> None:
    originals = Originals(writer, [parcel for parcel in parcels if not parcel.into])
    if review.originals is not None:
        for key, original in review.originals.items():
            originals.write(key, original.raw, original.photo)
    elif reopen is not None:
        again = reopen()
        if again.digest != review.digest:
            raise CarnetError(
                f"«{NARROW}{review.file_name}{NARROW}» a changé depuis la revue{NARROW}: rien n’a été importé. "
                "Relancez l’import."
            )
        for card in again.cards:
            originals.write(card.key, card.raw, card.photo)
    originals.finish()


def _judge_different(writer: Writer, review: Review, decisions: Decisions, parcels: Iterable[Parcel]) -> None:
    """A card taken as new though others were proposed: none of them will be proposed again."""
    ids = {parcel.key: f"b:{parcel.uuid}" for parcel in parcels if parcel.uuid}
    pairs = set()
    for row in review.rows:
        decision = decisions.get(row.key, Decision())
        if decision.do == "new" and row.target:
            mine = ids.get(f"i:{row.key}", f"i:{row.key}")
            for other in (row.target, *row.others):
                pairs |= {(mine, ids.get(other, other)), (f"i:{row.key}", other)}
    remember_different(writer, pairs)


def remember_different(writer: Writer, pairs: Collection[tuple[str, str]]) -> None:
    """Write pairs that are not one, those already known aside."""
    known = different_pairs(writer.dbapi)
    ordered = {(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}
    rows = [
        {"low_key": low, "high_key": high, "decided_on": writer.now.date()} for low, high in sorted(ordered - known)
    ]
    writer.insert_many(intake.different_pair, rows)


@uncollected()
def undo(book: Book, batch: str, *, now: datetime) -> Undoing:
    """Take an import back, even after other changes: what was changed since is kept and told. Raises CarnetError when
    there is no such import, or it was undone already."""
    found = book.reader().execute("SELECT undone_at FROM import_batch WHERE batch = ?", (batch,)).fetchone()
    if found is None:
        raise CarnetError("Cet import n’est pas dans votre carnet : vérifiez son numéro.")
    if found[0] is not None:
        raise CarnetError("Cet import est déjà annulé.")
    made = _cards_of(book, batch)
    undone = undo_batch(book, batch, now=now)
    kept = {one.correspondent_id for one in undone.kept if one.correspondent_id is not None}
    kept &= made.keys()
    removed = undone.changes.deleted.get("correspondent", 0)
    restored = [key for key, is_new in made.items() if not is_new and key not in kept]
    return Undoing(undone.changes, removed, len(restored), _kept_cards(book, kept, batch))


def _cards_of(book: Book, batch: str) -> dict[int, bool]:
    """The cards that a batch wrote about, and whether it made them."""
    rows = book.reader().execute(
        "SELECT correspondent_id, max(table_name = 'correspondent' AND column_name = '' AND new IS NOT NULL)"
        " FROM journal WHERE batch = ? AND correspondent_id IS NOT NULL AND table_name <> 'source_record' GROUP BY 1",
        (batch,),
    )
    return {key: bool(is_new) for key, is_new in rows}


def _kept_cards(book: Book, keys: Collection[int], batch: str) -> tuple[KeptCard, ...]:
    cards = held_cards(book.reader(), keys).values() if keys else ()
    since = done_since(book.reader(), keys, batch) if keys else {}
    return tuple(
        KeptCard(card.key, card.name, tuple(since.get(card.row, ())))
        for card in sorted(cards, key=lambda card: card.name)
    )
