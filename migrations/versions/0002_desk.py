"""Documents, saved searches, what imports remember; a referral put off, names given together."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
dropped_triggers: tuple[str, ...] = ()


def upgrade() -> None:
    """Add six tables and two columns; nothing that is there changes."""
    _desk()
    _intake()
    op.add_column("referral", sa.Column("snoozed_until", sa.Date(), nullable=True))
    op.add_column("referral", _text("kept_with"))


def _create(name: str, *contents: Any) -> None:
    """A table whose row numbers never come back."""
    number = sa.Column("id", sa.Integer(), primary_key=True, nullable=False)
    op.create_table(name, number, *contents, sqlite_autoincrement=True)


def _uuid() -> sa.Column[Any]:
    return sa.Column("uuid", sa.Text(), nullable=False, unique=True)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=sa.text("''"))


def _needed(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False, **options)


def _points(name: str, target: str, ondelete: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(target, ondelete=ondelete), nullable=False)


def _desk() -> None:
    _create(
        "document",
        _uuid(),
        _points("correspondent_id", "correspondent.id", "CASCADE"),
        _text("name"),
        _text("media_type"),
        sa.Column("size", sa.Integer(), nullable=False),
        _needed("sha256"),
        sa.Column("is_photo", sa.Boolean(), nullable=False, server_default="0"),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.CheckConstraint("size >= 0", name="size"),
    )
    op.create_index("ix_document_correspondent_id", "document", ["correspondent_id"])
    op.create_index("ix_document_sha256", "document", ["sha256"])
    op.create_table(
        "document_content",
        _needed("sha256", primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    _create(
        "saved_search",
        _uuid(),
        _text("name"),
        _text("folded"),
        _text("terms"),
        sa.Column("position", sa.Integer(), nullable=False, server_default="0"),
        sa.UniqueConstraint("folded"),
    )


def _intake() -> None:
    _create(
        "import_batch",
        _uuid(),
        _needed("batch", unique=True),
        _text("source"),
        _text("file_name"),
        _text("counts"),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
    )
    _create(
        "import_review",
        _uuid(),
        _needed("file_digest", unique=True),
        _text("file_name"),
        _text("decisions"),
        sa.Column("made_at", sa.DateTime(), nullable=False),
    )
    _create(
        "different_pair",
        _needed("low_key"),
        _needed("high_key"),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.UniqueConstraint("low_key", "high_key"),
        sa.CheckConstraint("low_key < high_key", name="ordered"),
    )
    _create(
        "remark",
        _uuid(),
        _points("author_id", "author.id"),
        _points("correspondent_id", "correspondent.id", "CASCADE"),
        _text("words"),
        sa.Column("given_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_remark_author_id", "remark", ["author_id"])
    op.create_index("ix_remark_correspondent_id", "remark", ["correspondent_id"])
