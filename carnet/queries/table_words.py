"""What the table's free words are looked for in: everything that a profile may see of each card."""

from typing import TYPE_CHECKING

from carnet.domain.disclosure import widest_ring
from carnet.domain.phones import display
from carnet.domain.text import fold
from carnet.queries.table import Table, TableRow, allowed
from carnet.words import specialty

if TYPE_CHECKING:
    from sqlite3 import Connection


def read_words(connection: "Connection", table: Table) -> dict[int, str]:
    """Every word that the table's profile may see of each of its cards, folded, each with a space before it."""
    said: dict[int, list[str]] = {row.key: _shown(row) for row in table.rows}
    for part, sql in _SAID:
        if part == "public" or part in table.parts:
            for owner, *texts in connection.execute(sql, {"today": table.today.isoformat()}):
                if owner in said:
                    said[owner] += texts
    widest = widest_ring(table.profile)
    for owner, value, digits, label in connection.execute(_NUMBERS.format(allowed=allowed(widest))):
        if owner in said:
            said[owner] += (display(digits) if digits.isdigit() else value, digits, label)
    return {key: " " + fold("\n".join(texts)) for key, texts in said.items()}


def _shown(row: TableRow) -> list[str]:
    """What the cells of a row say."""
    return [row.name, *map(specialty, row.specialties), *row.towns, *row.structures, *row.languages, *row.tags]


_WHERE = (
    "SELECT r.correspondent_id, r.function, coalesce(s.name, ''), coalesce(s.street, ''), coalesce(s.postcode, '')"
    " FROM role r LEFT JOIN site s ON s.id = r.site_id WHERE r.until IS NULL OR r.until >= :today"
)
_SAID = (
    ("public", "SELECT id, coalesce(rpps, ''), coalesce(adeli, ''), coalesce(finess, ''), cost FROM correspondent"),
    ("public", "SELECT correspondent_id, label FROM skill"),
    ("public", _WHERE),
    ("public", "SELECT correspondent_id, aids, entry_route, papers, zone, condition FROM structure_profile"),
    ("practice", "SELECT id, practical_note FROM correspondent WHERE practical_note <> ''"),
    ("practice", "SELECT correspondent_id, does, does_not, redirects_to FROM structure_profile"),
    ("private", "SELECT id, note, met_at, recommended_by, found_in, known_since FROM correspondent"),
    ("private", "SELECT correspondent_id, words FROM remark"),
    ("opinion", "SELECT correspondent_id, word FROM appraisal WHERE word <> ''"),
    ("opinion", "SELECT correspondent_id, label FROM indication WHERE kind = 'for'"),
    ("judgement", "SELECT correspondent_id, label FROM indication WHERE kind = 'not_for'"),
)
_NUMBERS = (
    "SELECT correspondent_id, value, digits, label FROM line WHERE correspondent_id IS NOT NULL AND ring IN ({allowed})"
    " UNION ALL SELECT r.correspondent_id, l.value, l.digits, l.label FROM line l JOIN role r ON r.id = l.role_id"
    " WHERE l.ring IN ({allowed}) UNION ALL"
    " SELECT r.correspondent_id, l.value, l.digits, l.label FROM line l JOIN role r ON r.site_id = l.site_id"
    " WHERE l.ring IN ({allowed})"
)
