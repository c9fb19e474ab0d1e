"""A copy of the encrypted file, taken page by page while others read and write it."""

import contextlib
import os
from pathlib import Path

from carnet.models.connection import VaultDamaged, connect, damaged, in_words, vault_uuid
from carnet.models.files import storage_error, sync_folder


def copy_vault(source: Path, key: bytes, target: Path) -> None:
    """Copy the vault at `source` to `target`, same key, same UUID, in one file without a log.

    Written under a temporary name: `target` is whole or is not there. Raises CarnetError.
    """
    temporary = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        temporary.unlink(missing_ok=True)
        temporary.touch(mode=0o600)
        with (
            in_words(target),
            contextlib.closing(connect(source, key)) as original,
            contextlib.closing(connect(temporary, key, salt=vault_uuid(source).bytes)) as copy,
        ):
            original.backup(copy)
            copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        temporary.replace(target)
        sync_folder(target.parent)
    except VaultDamaged as error:  # what was being written cannot be: the page comes from the source
        raise damaged(source) from error
    except OSError as error:
        raise storage_error("Impossible de copier le carnet", target, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
