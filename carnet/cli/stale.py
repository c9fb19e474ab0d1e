"""`stale`: the cards to look at again."""

from typing import Any

from carnet.cli import output
from carnet.cli.context import Context
from carnet.domain.disclosure import permit
from carnet.domain.freshness import CODES
from carnet.queries.results import first_number
from carnet.queries.stale import StalePage, StaleRow
from carnet.queries.stale import stale as stale_cards
from carnet.words import NARROW, departure, plural, review, review_count, specialty


def stale(context: Context) -> None:
    """`stale`: what has gone stale, lacks something, or was never put to the test; the oldest first."""
    permit("stale", context.profile)
    with context.book() as book:
        page = stale_cards(book.reader(), context.today, context.profile, limit=context.arguments.limit)
    context.say(output.as_json(_page_json(page)) if context.as_json else "\n".join(_page_lines(page)))


def _page_json(page: StalePage) -> dict[str, Any]:
    return {
        "total": page.total,
        "counts": {code: page.counts.get(code, 0) for code in CODES if page.counts.get(code)},
        "results": [_row_json(row) for row in page.rows],
    }


def _row_json(row: StaleRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "name": row.name,
        "specialty": row.specialty or None,
        "commune": row.commune or None,
        "status": row.status,
        "verified_on": row.verified_on,
        "lines": [{"value": line.value, "use": line.use, "ring": line.ring.label} for line in row.lines],
        "reasons": [
            {"code": reason.code, "since": reason.since, "label": review(reason, row.gender)} for reason in row.reasons
        ],
    }


def _page_lines(page: StalePage) -> list[str]:
    if not page.total:
        return [f"Rien à vérifier{NARROW}: vos fiches sont à jour."]
    counts = " · ".join(review_count(code, page.counts[code]) for code in CODES if page.counts.get(code))
    lines = [f"À VÉRIFIER · {plural(page.total, 'fiche', 'fiches')}   {counts}"]
    for row in page.rows:
        lines += _row_lines(row)
    left = page.total - len(page.rows)
    return [*lines, f"  … et {plural(left, 'autre', 'autres')} (--limit N)"] if left else lines


def _row_lines(row: StaleRow) -> list[str]:
    number = first_number(row.lines) or next((line for line in row.lines if line.kind == "phone"), None)
    head = (
        f"  {row.name:<{output.NAME_WIDTH}} {row.commune or 'lieu inconnu':<{output.PLACE_WIDTH}}"
        f" {number.value if number else 'pas de numéro'}"
    )
    why = (
        departure(row.status, row.gender),
        specialty(row.specialty) if row.specialty else "",
        *(review(reason, row.gender) for reason in row.reasons),
    )
    return [head, f"      {' · '.join(part for part in why if part)}   {row.id}"]
