"""Bringing a vault to the newest schema: alembic, in one transaction of ours, the file copied before.

What is imported here is also what migration scripts may import: a frozen program holds nothing else of alembic and
SQLAlchemy (the scripts are data, invisible to whoever gathers the imports).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import alembic.context
import alembic.op  # noqa: F401
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

import carnet.models.desk
import carnet.models.intake
import carnet.models.loop
import carnet.models.tables  # noqa: F401  (they fill the metadata)
from carnet.errors import CarnetError
from carnet.models.connection import APPLICATION_ID, SCHEMA, explained, in_words
from carnet.models.copying import copy_vault
from carnet.models.engine import make_engine
from carnet.models.schema import metadata
from carnet.paths import data_root

if TYPE_CHECKING:
    from sqlite3 import Connection

HEAD = f"{SCHEMA:04d}"  # revisions are numbered; user_version is the same number, read without alembic


def scripts_folder() -> Path:
    """Where the migrations are, in the checkout, an installed program or a frozen one."""
    return data_root() / "migrations"


def upgrade_with_copy(path: Path, key: bytes, schema: int) -> Path:
    """Copy the vault beside itself (« vault-before-upgrade-0001.carnet »), then `upgrade` it; return the copy."""
    copy = path.with_name(f"{path.stem}-before-upgrade-{schema:04d}{path.suffix}")
    copy_vault(path, key, copy)
    upgrade(path, key)
    return copy


def upgrade(path: Path, key: bytes, *, scripts: Path | None = None, head: str = HEAD) -> None:
    """Run the migrations that the vault at `path` lacks: all of them, or none and the file as it was.

    Raises CarnetError when the disk refuses; an exception of a migration passes, after the rollback.
    """
    engine = make_engine(path, key, foreign_keys=False)
    try:
        with in_words(path), engine.begin() as connection:
            _run(connection, scripts or scripts_folder(), head)
    except DBAPIError as error:
        if error.orig is not None and (told := explained(error.orig, path)) is not None:
            raise told from error
        raise
    finally:
        engine.dispose()


def _run(connection: sa.Connection, scripts: Path, head: str) -> None:
    dbapi: Connection = connection.connection.dbapi_connection  # type: ignore[assignment]
    before, numbers = triggers(dbapi), _highest_numbers(dbapi)
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes.update(connection=connection, metadata=metadata)
    directory = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_revision()
    steps = directory.iterate_revisions(head, current or "base")
    dropped = {name for step in steps for name in getattr(step.module, "dropped_triggers", ())}
    command.upgrade(config, head)
    _restore_triggers(dbapi, before, dropped)
    _keep_numbers(dbapi, numbers)
    _check_foreign_keys(dbapi)
    dbapi.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    dbapi.execute(f"PRAGMA user_version = {int(head)}")


def triggers(connection: "Connection") -> dict[str, str]:
    """The SQL of each trigger, by name."""
    return dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall())


def _restore_triggers(connection: "Connection", before: Mapping[str, str], dropped: set[str]) -> None:
    """A batch operation makes its table anew and loses its triggers: make those again that nobody meant to drop."""
    now = triggers(connection)
    for name, sql in before.items():
        if name not in now and name not in dropped:
            connection.execute(sql)


def _highest_numbers(connection: "Connection") -> dict[str, int]:
    """The highest row number each table ever gave, by table; nothing in a file just made."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").fetchone():
        return {}
    return dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())


def _keep_numbers(connection: "Connection", before: Mapping[str, int]) -> None:
    """A batch operation forgets AUTOINCREMENT unless told, and the numbers of deleted rows, which the journal names."""
    for name, number in before.items():
        found = connection.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)
        ).fetchone()
        if found is None:
            continue
        if "AUTOINCREMENT" not in found[0]:
            raise ValueError(f"batch operation on {name} without table_kwargs={{'sqlite_autoincrement': True}}")
        connection.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (number, name))


def _check_foreign_keys(connection: "Connection") -> None:
    orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    if orphans:
        tables = ", ".join(sorted({row[0] for row in orphans}))
        raise CarnetError(
            f"La mise à jour du carnet laisserait {len(orphans)} lignes sans attache ({tables}) : elle est annulée, "
            "rien n'a été touché."
        )
