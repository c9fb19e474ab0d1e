"""The writing engine: SQLAlchemy Core on the vault's own connections."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from carnet.models.connection import connect


def make_engine(path: Path, key: bytes, *, foreign_keys: bool = True) -> sa.Engine:
    """An engine whose transactions begin by BEGIN IMMEDIATE: a writer that must wait says so before it has read.

    The driver starts no transaction of its own (`isolation_level=None`). `foreign_keys=False` is for migrations.
    """

    def opened() -> Any:
        connection = connect(path, key)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA secure_delete = ON")  # an erased person leaves no page behind
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        return connection

    engine = sa.create_engine(
        "sqlite://", module=dbapi2, creator=opened, poolclass=QueuePool, pool_size=1, hide_parameters=True
    )
    sa.event.listen(engine, "begin", _begin_immediate)
    return engine


def _begin_immediate(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
