"""Draws the vault's tables from their definitions: `python -m tests.models.erd > docs/erd.md`."""

import sqlalchemy as sa

from carnet.models import desk, intake, loop, tables
from carnet.models.schema import metadata

ROOMS = (
    ("Who, where and how to reach them", tables, (
        "author", "setting", "correspondent", "structure_profile", "structure_link", "site", "role", "line", "skill",
        "language", "tag", "told_delay", "source_record",
    )),
    ("The loop", loop, (
        "referral", "referral_event", "outcome", "patient_feedback", "appraisal", "indication", "avoidance",
    )),
    ("On the desk", desk, ("document", "document_content", "saved_search")),
    ("What brought cards in", intake, ("import_batch", "import_review", "different_pair", "remark")),
    ("What was, and what finds", tables, ("tombstone", "journal", "search_word", "search_phone")),
)  # fmt: skip
HEAD = """# The vault's tables

Drawn from `carnet/models/` (`tables`, `loop`, `desk`, `intake`) by `python -m tests.models.erd > docs/erd.md`; a test
compares.
Each column ends with its ring: how far it may travel (`carnet/domain/rings.py`). The rows of `line` have a ring of
their own. `search_word` and `search_phone` are derived from the rest; they point at `correspondent` without a foreign
key, and keep the ring of the column each word comes from.
"""


def drawing() -> str:
    """The whole document."""
    parts = [HEAD]
    for title, _, names in ROOMS:
        chosen = [metadata.tables[name] for name in names]
        lines = [line for table in chosen for line in (*_entity(table), *_links(table))]
        parts.append("\n".join((f"\n## {title}\n", "```mermaid", "erDiagram", *lines, "```", "")))
    return "".join(parts)


def _entity(table: sa.Table) -> list[str]:
    columns = [f"        {_kind(column)} {column.name}{_mark(column)} {_note(column)}" for column in table.columns]
    return [f"    {table.name} {{", *columns, "    }"]


def _kind(column: sa.Column[object]) -> str:
    return type(column.type).__name__.lower()


def _mark(column: sa.Column[object]) -> str:
    alone = any(
        isinstance(rule, sa.UniqueConstraint) and [one.name for one in rule.columns] == [column.name]
        for rule in column.table.constraints
    )
    marks = [word for word, is_so in (("PK", column.primary_key), ("FK", column.foreign_keys), ("UK", alone)) if is_so]
    return " " + ", ".join(marks) if marks else ""


def _note(column: sa.Column[object]) -> str:
    return f'"{column.info["ring"].label}{", or nothing" if column.nullable else ""}"'


def _links(table: sa.Table) -> list[str]:
    return [
        f"    {key.column.table.name} {'|o' if key.parent.nullable else '||'}--o{{ {table.name} : {key.parent.name}"
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
    ]


if __name__ == "__main__":
    print(drawing(), end="")
