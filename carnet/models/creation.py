"""Making the file of a new vault, under a temporary name."""

import contextlib
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID

from carnet.models.connection import APPLICATION_ID, connect, in_words
from carnet.models.identity import Uuids
from carnet.models.keys import Randomness
from carnet.models.upgrade import upgrade

SALT_OF_HASHES_BYTES = 16


def make_file(
    path: Path,
    vault: UUID,
    key: bytes,
    settings: Mapping[str, str],
    owner_name: str,
    now: datetime,
    randomness: Randomness,
) -> Path:
    """A complete, empty vault beside `path`, closed; return its temporary name. Raises CarnetError."""
    for abandoned in path.parent.glob(f".{path.name}.*.new"):  # a creation that was killed
        abandoned.unlink(missing_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    temporary.touch(mode=0o600)
    with contextlib.closing(connect(temporary, key, salt=vault.bytes)) as connection, in_words(temporary):
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")  # the first page, so that the UUID is written
        connection.execute("PRAGMA journal_mode = WAL")
    upgrade(temporary, key)
    kept = {
        **settings,
        "created_at": now.isoformat(timespec="seconds"),
        "salt_of_hashes": randomness.token_bytes(SALT_OF_HASHES_BYTES).hex(),
    }
    with contextlib.closing(connect(temporary, key)) as connection, in_words(temporary):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO setting (name, value) VALUES (?, ?)", list(kept.items()))
        connection.execute(
            "INSERT INTO author (uuid, name, is_me) VALUES (?, ?, 1)", (Uuids(now, randomness).next(), owner_name)
        )
        connection.execute("COMMIT")
    return temporary
