"""Building blocks of the vault's tables: every column says its ring, or the program does not start."""

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
)
from sqlalchemy import text as sql_text

from carnet.domain.rings import Ring

EMPTY = "''"  # as SQL: alembic takes an empty Python string for a default that changed

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def column(name: str, kind: Any, ring: Ring, *args: Any, **options: Any) -> Column[Any]:
    """A column of `ring`. NOT NULL unless `nullable=True`."""
    options.setdefault("nullable", False)
    return Column(name, kind, *args, info={"ring": ring}, **options)


def table(name: str, *contents: Any) -> Table:
    """A table whose rows are numbered by `id`.

    AUTOINCREMENT: the number of a deleted row never comes back, so the journal's row numbers stay unambiguous.
    """
    return Table(
        name,
        metadata,
        column("id", Integer, Ring.INTERNAL, primary_key=True),
        *contents,
        sqlite_autoincrement=True,
    )


def uuid() -> Column[Any]:
    """UUIDv7 (RFC 9562 §5.7) of a row that may travel."""
    return column("uuid", Text, Ring.PUBLIC, unique=True)


def reference(name: str, target: str, *, nullable: bool = False, ondelete: str | None = None) -> Column[Any]:
    """A foreign key to `target` (« table.id »), indexed."""
    return column(name, Integer, Ring.INTERNAL, ForeignKey(target, ondelete=ondelete), nullable=nullable, index=True)


def text(name: str, ring: Ring, **options: Any) -> Column[Any]:
    """Text, empty when unknown."""
    return column(name, Text, ring, server_default=sql_text(EMPTY), **options)


def required_text(name: str, ring: Ring, **options: Any) -> Column[Any]:
    """Text that must be given: a key, or a word looked up."""
    return column(name, Text, ring, **options)


def maybe_text(name: str, ring: Ring, **options: Any) -> Column[Any]:
    """Text or nothing."""
    return column(name, Text, ring, nullable=True, **options)


def whole(name: str, ring: Ring, **options: Any) -> Column[Any]:
    """A whole number or nothing."""
    options.setdefault("nullable", True)
    return column(name, Integer, ring, **options)


def day(name: str, ring: Ring, **options: Any) -> Column[Any]:
    """A date or nothing."""
    options.setdefault("nullable", True)
    return column(name, Date, ring, **options)


def instant(name: str, ring: Ring = Ring.INTERNAL, **options: Any) -> Column[Any]:
    """A moment, UTC, without its zone."""
    return column(name, DateTime, ring, **options)


def three_valued(name: str, ring: Ring) -> Column[Any]:
    """Yes, unknown (NULL) or no."""
    return column(name, Boolean(create_constraint=False), ring, nullable=True)


def flag(name: str, ring: Ring) -> Column[Any]:
    """Yes or no, no by default."""
    return column(name, Boolean(create_constraint=False), ring, server_default="0")


def one_of(name: str, *values: str) -> CheckConstraint:
    """The column holds one of `values`, or nothing."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{name} IN ({listed})", name=name)


def exactly_one(constraint: str, *names: str) -> CheckConstraint:
    """Exactly one of the columns is filled."""
    total = " + ".join(f"({name} IS NOT NULL)" for name in names)
    return CheckConstraint(f"{total} = 1", name=constraint)
