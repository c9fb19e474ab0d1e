"""What a backup would bring, beside what the vault in place holds: read before anything is touched."""

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from carnet.errors import CarnetError
from carnet.models import keys
from carnet.models.backup import Manifest, check_whole
from carnet.models.connection import VaultDamaged, connect, in_words
from carnet.models.keys import Unlock
from carnet.models.restore import is_of_another_vault, unpacked
from carnet.paths import Folders

if TYPE_CHECKING:
    from sqlite3 import Connection


@dataclass(frozen=True, slots=True)
class Content:
    """What a vault holds, in figures. `trashed` cards are not among `cards`. `changed_at`: its last change."""

    practice_name: str
    cards: int
    trashed: int
    referrals: int
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Preview:
    """A whole backup beside the vault in place.

    `present`: None where no vault is, where it is damaged (`damaged`), or where what was typed does not open it.
    `changes_since`: how many acts the vault in place has known since, None when it does not descend from the backup.
    """

    manifest: Manifest
    size: int
    backup: Content
    there: bool
    present: Content | None
    damaged: bool
    another_vault: bool
    changes_since: int | None


def preview(folders: Folders, source: Path, unlock: Unlock, *, present: Unlock | None = None) -> Preview:
    """Open the backup `source` by `unlock` and compare it with the vault of `folders`, which nothing changes.

    `present` opens the vault in place when `unlock` may not (a backup of another vault). Raises CarnetError: no whole
    backup, wrong passphrase, disk.
    """
    with unpacked(folders, source, unlock, another_vault=True) as found:
        with contextlib.closing(connect(found.path, found.key)) as connection, in_words(found.path):
            backup = content(connection)
        there = folders.vault.exists()
        another = is_of_another_vault(folders, found.manifest.vault)
        key = _present_key(folders, present or unlock) if another else found.key
        now, since, damaged = _look(folders.vault, key, found.manifest) if there else (None, None, False)
    since = None if another else since
    return Preview(found.manifest, source.stat().st_size, backup, there, now, damaged, another, since)


def content(connection: "Connection") -> Content:
    """The figures of an open vault."""
    name = connection.execute("SELECT value FROM setting WHERE name = 'practice_name'").fetchone()
    cards, trashed = connection.execute(
        "SELECT count(*) - count(deleted_at), count(deleted_at) FROM correspondent"
    ).fetchone()
    referrals = connection.execute("SELECT count(*) FROM referral").fetchone()[0]
    last = connection.execute("SELECT at FROM journal ORDER BY id DESC LIMIT 1").fetchone()
    changed_at = datetime.fromisoformat(last[0]).replace(tzinfo=UTC) if last else None
    return Content(name[0] if name else "", cards, trashed, referrals, changed_at)


def _present_key(folders: Folders, unlock: Unlock) -> bytes | None:
    from carnet.models.connection import vault_uuid

    try:
        return keys.unwrap(keys.load(folders, vault_uuid(folders.vault)), unlock)
    except CarnetError:  # it stays closed: the preview tells the backup alone
        return None


def _look(path: Path, key: bytes | None, manifest: Manifest) -> tuple[Content | None, int | None, bool]:
    """The vault in place: its content, the acts since the backup, whether it is damaged."""
    if key is None:
        return None, None, False
    try:
        with contextlib.closing(connect(path, key, read_only=True)) as connection, in_words(path):
            check_whole(connection, path)
            return content(connection), _acts_since(connection, manifest), False
    except VaultDamaged:
        return None, None, True
    except CarnetError:  # written by a newer program, say: what stands there cannot be told
        return None, None, False


def _acts_since(connection: "Connection", manifest: Manifest) -> int | None:
    if not manifest.change:
        return int(connection.execute("SELECT count(DISTINCT batch) FROM journal").fetchone()[0])
    at = connection.execute("SELECT max(id) FROM journal WHERE batch = ?", (manifest.change,)).fetchone()[0]
    if at is None:
        return None
    return int(connection.execute("SELECT count(DISTINCT batch) FROM journal WHERE id > ?", (at,)).fetchone()[0])
