"""Putting a backup in the place of the vault; the vault that was there is kept beside it."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlcipher3 import dbapi2

from carnet.errors import CarnetError
from carnet.models import keys
from carnet.models.backup import (
    KEYS,
    Manifest,
    NotABackup,
    check_sums,
    check_whole,
    count_rows,
    extract_vault,
    open_archive,
    read_text_member,
)
from carnet.models.connection import VaultDamaged, connect, in_words, refuse_network_drive, vault_uuid
from carnet.models.copying import copy_vault
from carnet.models.files import make_folder, storage_error, sync_folder
from carnet.models.keys import RawKey, Unlock, Wraps, WrongPassphrase, WrongRecoveryCode
from carnet.paths import Folders

LOGS = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup now in place. `kept_aside`: the vault that was there before, if one was."""

    manifest: Manifest
    kept_aside: Path | None


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A backup opened and found whole: its vault in a temporary file, its keys, the key itself."""

    manifest: Manifest
    wraps: Wraps
    key: bytes = field(repr=False)
    path: Path


class AnotherVault(CarnetError):  # noqa: N818
    """The backup is of another vault than the one in place."""


def restore(folders: Folders, source: Path, unlock: Unlock, *, now: datetime, another_vault: bool = False) -> Restored:
    """Put the backup `source` in the place of the vault of `folders`, opened by `unlock` first to be sure of it.

    The vault there, closed by everybody, is kept as « vault-before-restore-….carnet ». A kill at any moment leaves
    the old vault or the restored one, each with keys that open it. Afterwards what `unlock` says opens the book.
    Raises CarnetError, nothing being touched: no whole backup, a backup of another vault (AnotherVault, unless
    `another_vault`), wrong passphrase, the vault is open elsewhere, disk.
    """
    with unpacked(folders, source, unlock, another_vault=another_vault) as found:
        try:
            wraps = _wraps_to_keep(folders, found.wraps, unlock)
            kept = _put_in_place(folders, found.path, found.key, wraps, now)
        except OSError as error:
            raise storage_error("Impossible de restaurer le carnet", folders.data, error) from error
    return Restored(found.manifest, kept)


@contextlib.contextmanager
def unpacked(folders: Folders, source: Path, unlock: Unlock, *, another_vault: bool) -> Iterator[Unpacked]:
    """The vault of a backup in a temporary file of the data folder, gone afterwards unless it was moved elsewhere.

    Raises CarnetError as `restore` does.
    """
    with open_archive(source) as (archive, manifest):
        check_sums(archive, manifest, source)
        wraps = keys.from_bytes(read_text_member(archive, KEYS, source))
        if wraps is None or wraps.vault != manifest.vault:
            raise NotABackup(f"Les clés de cette sauvegarde sont abîmées : {source}.")
        if not another_vault and is_of_another_vault(folders, manifest.vault):
            raise AnotherVault(
                f"Cette sauvegarde est celle d'un autre carnet que celui de {folders.data} : rien n'a été touché "
                f"({source})."
            )
        key = keys.unwrap(wraps, unlock)
        make_folder(folders.data)
        refuse_network_drive(folders.data)
        new = folders.data / f".restore.{os.getpid()}.carnet"
        try:
            extract_vault(archive, new)
            _check_extracted(new, key, manifest, unlock, source)
            yield Unpacked(manifest, wraps, key, new)
        except OSError as error:
            raise storage_error("Impossible de lire la sauvegarde", source, error) from error
        finally:
            for suffix in ("", *LOGS):
                with contextlib.suppress(OSError):
                    new.with_name(new.name + suffix).unlink(missing_ok=True)


def is_of_another_vault(folders: Folders, vault: UUID) -> bool:
    """Whether the vault in place is another one than `vault`.

    A damaged vault may have lost the UUID in its first bytes: the keys beside it speak for it then.
    """
    if not folders.vault.exists() or keys.read_copy(folders.keys, vault) is not None:
        return False
    try:
        return vault_uuid(folders.vault) != vault
    except VaultDamaged:
        return False


def _check_extracted(path: Path, key: bytes, manifest: Manifest, unlock: Unlock, source: Path) -> None:
    if vault_uuid(path) != manifest.vault:
        raise NotABackup(f"Cette sauvegarde est abîmée : {source}.")
    try:
        with contextlib.closing(connect(path, key)) as connection:
            check_whole(connection, path)
            counts = count_rows(connection)
    except VaultDamaged as error:
        if isinstance(unlock, RawKey):
            raise keys.WrongRawKey(source) from error
        raise NotABackup(f"Le carnet que contient cette sauvegarde est abîmé : {source}.") from error
    if any(counts.get(name) != rows for name, rows in manifest.counts.items()):
        raise NotABackup(f"Cette sauvegarde ne contient pas ce que dit son sommaire : {source}.")


def _wraps_to_keep(folders: Folders, archived: Wraps, unlock: Unlock) -> Wraps:
    """The present wraps if what was just typed opens them too, else those of the backup, which it has opened."""
    try:
        present = keys.load(folders, archived.vault)
    except keys.KeysLost:
        return archived
    try:
        keys.unwrap(present, unlock)
    except (WrongPassphrase, WrongRecoveryCode, keys.KeysLost):
        return Wraps(archived.vault, max(present.generation, archived.generation) + 1, archived.wraps)
    return present


def _put_in_place(folders: Folders, new: Path, key: bytes, wraps: Wraps, now: datetime) -> Path | None:
    """Old vault copied aside, keys written, then one rename: before it the old vault answers, after it the new one.

    Keys go first: of the same vault they open both; of another one, the old vault keeps its copy of its own.
    """
    kept = None
    if folders.vault.exists():
        kept = _keep_aside(folders, key, now)
    keys.keep_strange_copy(folders)
    keys.save(folders, wraps)
    for suffix in LOGS:  # a log left there would be replayed over the restored file
        folders.vault.with_name(folders.vault.name + suffix).unlink(missing_ok=True)
    new.replace(folders.vault)
    sync_folder(folders.data)
    return kept


def _keep_aside(folders: Folders, key: bytes, now: datetime) -> Path:
    path = folders.vault
    kept = path.with_name(f"{path.stem}-before-restore-{now:%Y%m%d-%H%M%S}{path.suffix}")
    if kept.exists():
        raise CarnetError(f"Une restauration vient d'être faite à cette seconde même : {kept}.")
    if _closed_for_good(path, key):
        copy_vault(path, key, kept)
        return kept
    for suffix in LOGS:
        if (log := path.with_name(path.name + suffix)).exists():
            _copy_whole(log, kept.with_name(kept.name + suffix))
    if folders.keys.exists():
        _copy_whole(folders.keys, kept.with_suffix(".keys"))
    _copy_whole(path, kept)
    return kept


def _copy_whole(source: Path, target: Path) -> None:
    """Copy bytes as they are; `target` bears its name only once they are all on the disk."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        shutil.copyfile(source, temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(target)
        sync_folder(target.parent)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _closed_for_good(path: Path, key: bytes) -> bool:
    """Fold the log into the vault, which needs it for oneself alone; False when this key does not open it.

    Raises CarnetError when another program has it open: the file must not be changed under its feet.
    """
    try:
        with contextlib.closing(connect(path, key)) as connection, in_words(path):
            connection.execute("PRAGMA busy_timeout = 500")
            try:
                connection.execute("PRAGMA journal_mode = DELETE")
            except dbapi2.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != dbapi2.SQLITE_BUSY:
                    raise
                raise CarnetError(
                    f"Le carnet est ouvert dans un autre programme : fermez-le d'abord ({path})."
                ) from error
    except VaultDamaged:
        return False
    return True
