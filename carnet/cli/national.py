"""Commands on the national register: import, status."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from carnet.cli.context import Context
from carnet.cli.output import as_json
from carnet.queries.register_changes import BookChange, changes_of_book
from carnet.register import store
from carnet.register.importer import cancelled_by_signals, import_file
from carnet.register.report import Counts, ImportReport, Progress
from carnet.words import import_phase, long_date, number, register_change, register_remark, register_report

_BAR = 30


def register(context: Context) -> None:
    """`register import FILE…` and `register status`."""
    if context.arguments.action == "import":
        for path in context.arguments.files:
            _import(context, path)
    else:
        _status(context)


def _import(context: Context, path: Path) -> None:
    progress = _json_progress if context.arguments.progress == "json" else _bar if sys.stderr.isatty() else _silence
    with cancelled_by_signals() as cancelled:
        report = import_file(path, context.folders.data, progress=progress, cancelled=cancelled, today=context.today)
    if progress is _bar:
        print(file=sys.stderr)
    changes = _changes(context, report)
    facts = _report_json(report) | {"changes": [asdict(change) for change in changes]}
    if progress is _json_progress:
        context.say(json.dumps({"phase": "done", **facts}, ensure_ascii=False))
    elif context.as_json:
        context.say(as_json(facts))
    else:
        context.say("\n".join([*_report_lines(report), *map(_change_line, changes)]))


def _changes(context: Context, report: ImportReport) -> tuple[BookChange, ...]:
    """What is new for the people of the book, when its password was given with the command."""
    known = context.passphrase_file and context.folders.vault.exists()
    if not known or not report.rebuilt or report.previous is None:
        return ()
    with context.book() as book:
        return changes_of_book(book.reader(), report.previous, report.current)


def _change_line(change: BookChange) -> str:
    site = change.after or change.before
    where = f" ({site.city or site.name})" if site and (site.city or site.name) else ""
    return f"  dans votre carnet, {change.name} : {register_change(change.kind)}{where}   {change.id}"


def _silence(step: Progress) -> None:
    """Nobody watches: nothing is said until the end."""


def _json_progress(step: Progress) -> None:
    print(json.dumps(to_builtins(step)), flush=True)


def _bar(step: Progress) -> None:
    share = step.bytes_read / step.bytes_total if step.bytes_total else 0.0
    filled = round(_BAR * share)
    left = f", encore {_minutes(step.seconds_left)}" if step.seconds_left is not None else ""
    bar = f"[{'█' * filled}{'·' * (_BAR - filled)}]"
    text = f"\r{import_phase(step.phase):<24}{bar} {number(step.rows)} lignes{left}"
    print(f"{text:<100}", end="", file=sys.stderr, flush=True)


def _minutes(seconds: float) -> str:
    return f"{round(seconds)} s" if seconds < 90 else f"{round(seconds / 60)} min"


def _counts_json(counts: Counts) -> dict[str, Any]:
    return {
        "rows": counts.rows,
        "kept": counts.kept,
        "people": counts.people,
        "structures": counts.structures,
        "encoding": counts.encoding,
        "reported": counts.reported,
        "remarks": counts.remarks,
    }


def _report_json(report: ImportReport) -> dict[str, Any]:
    return {
        "source": store.SOURCE,
        "date": report.day.isoformat(),
        "file": report.current.name,
        "rebuilt": report.rebuilt,
        "seconds": round(report.seconds, 1),
        **_counts_json(report.counts),
    }


def _report_lines(report: ImportReport) -> list[str]:
    if not report.rebuilt:
        return [f"Ce fichier est déjà l’annuaire en place ({long_date(report.day)}) : rien à refaire."]
    return [f"Annuaire national du {long_date(report.day)} en place.", *_counts_lines(report.counts)]


def _counts_lines(counts: Counts) -> list[str]:
    held = f"{number(counts.kept)} gardées, {number(counts.people)} personnes, {number(counts.structures)} lieux"
    lines = [f"{number(counts.rows)} lignes lues ({counts.encoding}) : {held}."]
    lines += [f"  écartées, {register_report(reason)} : {number(rows)}" for reason, rows in counts.reported.items()]
    return lines + [f"  {register_remark(what)} : {number(rows)}" for what, rows in counts.remarks.items()]


def _status(context: Context) -> None:
    known = store.status(context.folders.data)
    if known is None:
        context.say(as_json({"source": None}) if context.as_json else "Aucun annuaire national n’est importé.")
        return
    if context.as_json:
        facts = {"source": known.source, "date": known.day.isoformat(), "file": known.file.name, "bytes": known.size}
        context.say(as_json(facts | {"built": known.built.isoformat(), **_counts_json(known.counts)}))
        return
    context.say(f"Annuaire national du {long_date(known.day)}, {known.file.name}, {round(known.size / 1e6)} Mo.")
    context.say("\n".join(_counts_lines(known.counts)))
