"""`import` and `undo`: a file joins the book, and leaves it again."""

from collections.abc import Sequence
from typing import Any

from carnet.cli import output
from carnet.cli.context import Context
from carnet.domain.disclosure import permit
from carnet.exchange.incoming import Trouble
from carnet.exchange.reading import open_file
from carnet.queries import import_words, review_words
from carnet.services import imports
from carnet.services.imports import Applied, Review, Row, Undoing
from carnet.words import NARROW, plural

_SHOWN = 20  # rows printed of those left; JSON has them all


def import_file(context: Context) -> None:
    """`import FILE`: what is new or surely the same is written, the rest is left for the review in the window."""
    permit("import", context.profile)
    given = context.arguments
    with context.book() as book:
        review = imports.plan(book, open_file(given.file), author=" ".join((given.author or "").split()))
        applied = None
        if not given.dry_run:
            applied = imports.apply(
                book, review, review.decisions(), now=context.now, reopen=lambda: open_file(given.file)
            )
    if context.as_json:
        context.say(output.as_json(_json(review, applied)))
    else:
        context.say("\n".join(_lines(review, applied)))


def _left(review: Review) -> list[Row]:
    """Rows that wait for somebody to decide."""
    decisions = review.decisions()
    return [row for row in review.rows if not decisions[row.key].do]


def _json(review: Review, applied: Applied | None) -> dict[str, Any]:
    listed = _left(review) if applied else review.rows
    return {
        "batch": applied.batch if applied and not applied.changes.nothing else None,
        "verdicts": review.counts,
        "done": dict(applied.counts) if applied else None,
        "cards": [_row_json(row) for row in listed],
        "problems": [{"line": trouble.line, "label": trouble.words} for trouble in review.troubles],
    }


def _row_json(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "line": row.first_line,
        "verdict": row.verdict.value,
        "reasons": [{"code": sign.value, "label": review_words.sign(sign)} for sign in row.signs],
        "like": row.target if row.target.startswith("b:") else None,
        "changes": row.changes,
    }


def _lines(review: Review, applied: Applied | None) -> list[str]:
    counts = review.counts
    read = plural(len(review.rows), "fiche lue", "fiches lues")
    same = f"{counts['same']} déjà là (dont {counts['unchanged']} sans rien de neuf)"
    found = (plural(counts["new"], "nouvelle", "nouvelles"), same, f"{counts['probable']} peut-être déjà là")
    lines = [f"{read}{NARROW}: {', '.join(found)}, {counts['conflict']} à décider."]
    if applied is None:
        lines.append("Rien n’a été écrit.")
    else:
        done = applied.counts
        said = import_words.brought(done["new"], applied.completed)
        said = "" if applied.changes.nothing else said
        lines.append(f"{said}. Pour annuler{NARROW}: carnet undo {applied.batch}" if said else import_words.NOTHING_NEW)
    return [*lines, *_left_lines(review), *_trouble_lines(review.troubles)]


def _trouble_lines(troubles: Sequence[Trouble]) -> list[str]:
    """What could not be read, where; what touches the whole file (line 0) is said of no line."""
    lines = [f"  ligne {one.line}{NARROW}: {one.words}" if one.line else f"  {one.words}" for one in troubles[:_SHOWN]]
    more = len(troubles) - _SHOWN
    return [*lines, f"  … et {plural(more, 'autre remarque', 'autres remarques')}"] if more > 0 else lines


def _left_lines(review: Review) -> list[str]:
    left = _left(review)
    if not left:
        return []
    lines = [f"{plural(len(left), 'fiche attend', 'fiches attendent')} d’être revue dans la fenêtre{NARROW}:"]
    lines += [f"  {row.name} ~ {row.target_name} ({review_words.signs(row.signs)})" for row in left[:_SHOWN]]
    more = len(left) - _SHOWN
    return [*lines, f"  … et {plural(more, 'autre', 'autres')}"] if more > 0 else lines


def undo(context: Context) -> None:
    """`undo BATCH`: the import is taken back; cards changed since are kept, and told."""
    permit("undo", context.profile)
    with context.book() as book:
        undone = imports.undo(book, context.arguments.batch.strip().lower(), now=context.now)
    context.say(output.as_json(_undo_json(undone)) if context.as_json else _undo_words(undone))


def _undo_json(undone: Undoing) -> dict[str, Any]:
    return {
        "batch": undone.changes.batch,
        "removed": undone.removed,
        "restored": undone.restored,
        "kept": undone.kept,
        "kept_cards": [{"id": one.id, "name": one.name, "since": list(one.since)} for one in undone.kept_cards],
    }


def _undo_words(undone: Undoing) -> str:
    said = import_words.taken_back(undone.removed, undone.restored)
    lines = [f"{said[:1].upper()}{said[1:]}."]
    if undone.kept:
        since = plural(undone.kept, "fiche modifiée depuis est gardée", "fiches modifiées depuis sont gardées")
        lines.append(f"{since}{NARROW}:")
        lines += [f"  {one.name}   {one.id}   {', '.join(one.since)}".rstrip() for one in undone.kept_cards]
    return "\n".join(lines)
