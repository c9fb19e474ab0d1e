"""« Mon avis »: pointu, humain, fiable, a word; « Plutôt pour », « Pas pour ». The owner's own, dated."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from carnet.domain.patients import refuse_social_security_number
from carnet.domain.text import fold
from carnet.models import loop
from carnet.models.book import Book
from carnet.models.writer import Changes
from carnet.services.editing_values import clean_text
from carnet.services.memberships import live
from carnet.services.referrals import local_day

MARKS = ("expert", "humane", "reliable", "gives_advice")
INDICATIONS = ("for", "not_for")


def appraise(book: Book, key: int, *, now: datetime, word: str | None = None, **marks: bool) -> Changes:
    """Change the owner's view of a card, dated today: any of the marks `MARKS`, and the word. What is left out stays.

    A view that says nothing any more goes. Raises RowGone, CarnetError, ValueError for another mark.
    """
    if unknown := marks.keys() - set(MARKS):
        raise ValueError(f"no mark named {sorted(unknown)}")
    refuse_social_security_number(word or "")
    column = loop.appraisal.c
    with book.write("appraise", now=now) as writer:
        live(writer, key)
        new: dict[str, Any] = {name: bool(value) for name, value in marks.items()}
        if word is not None:
            new["word"] = clean_text("word", word)
        mine = sa.select(loop.appraisal).where(column.correspondent_id == key, column.author_id == writer.author_id)
        held = writer.execute(mine).mappings().one_or_none()
        after = {name: (held[name] if held else "" if name == "word" else False) for name in (*MARKS, "word")} | new
        if held and all(held[name] == value for name, value in after.items()):
            return writer.changes
        if not any(after.values()):
            if held:
                writer.delete(loop.appraisal, held["id"])
        elif held:
            writer.update(loop.appraisal, held["id"], **after, given_on=local_day(now))
        else:
            about = {"author_id": writer.author_id, "correspondent_id": key, "given_on": local_day(now)}
            writer.insert(loop.appraisal, **about, **after)
    return writer.changes


def set_indications(book: Book, key: int, kind: str, labels: Sequence[str], *, now: datetime) -> Changes:
    """Make these the owner's « Plutôt pour » (`for`) or « Pas pour » (`not_for`) of a card; only what differs changes.

    Raises RowGone, CarnetError, ValueError for another kind.
    """
    if kind not in INDICATIONS:
        raise ValueError(f"no indication is {kind!r}")
    refuse_social_security_number(*labels)
    wanted = {fold(label) or label: label for label in (clean_text("label", label) for label in labels) if label}
    column = loop.indication.c
    with book.write("set_indications", now=now) as writer:
        live(writer, key)
        mine = sa.select(column.id, column.label).where(
            column.correspondent_id == key, column.author_id == writer.author_id, column.kind == kind
        )
        held = {fold(row.label) or row.label: row for row in writer.execute(mine)}
        for same, row in held.items():
            if same not in wanted:
                writer.delete(loop.indication, row.id)
            elif wanted[same] != row.label:
                writer.update(loop.indication, row.id, label=wanted[same], given_on=local_day(now))
        about = {"author_id": writer.author_id, "correspondent_id": key, "kind": kind, "given_on": local_day(now)}
        writer.insert_many(
            loop.indication, [{**about, "label": label} for same, label in wanted.items() if same not in held]
        )
    return writer.changes
