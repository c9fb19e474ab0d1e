"""Writing small files so that a crash leaves the old one or the new one, and saying storage troubles in French."""

import contextlib
import errno
import os
from pathlib import Path

from carnet.errors import CarnetError

_WORDS = {
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC: "le quota du disque est atteint",
    errno.EFBIG: "le disque n'accepte pas un fichier de cette taille",
    errno.EROFS: "le disque est en lecture seule",
    errno.EACCES: "l'accès est refusé",
    errno.EPERM: "l'accès est refusé",
    errno.EISDIR: "c'est un dossier",
    errno.ENAMETOOLONG: "le nom du fichier est trop long",
    errno.EINVAL: "ce nom n'est pas accepté ici",
    errno.ENOENT: "le fichier ou le dossier n'existe pas",
    errno.EEXIST: "un fichier porte le nom du dossier",
    errno.ENOTDIR: "un fichier porte le nom du dossier",
    errno.EIO: "la clé ou le disque ne répond plus",
    errno.ENODEV: "la clé ou le disque n'est plus là",
    errno.ENXIO: "la clé ou le disque n'est plus là",
}


def storage_error(doing: str, path: Path, error: OSError) -> CarnetError:
    """The sentence for an `error` met while `doing` (« Impossible d'écrire la sauvegarde ») at `path`."""
    why = _WORDS.get(error.errno or 0, error.strerror or str(error))
    return CarnetError(f"{doing} : {why} ({path}).")


def make_folder(folder: Path) -> None:
    """Create `folder` and its parents, for this user only. Raises CarnetError when the disk refuses."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error("Impossible de créer le dossier", folder, error) from error


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` last through a power cut, where the system can (Windows opens no folder)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def forget_cached(path: Path) -> None:
    """Make the next reading of `path`, already synced, come from the disk and not from memory, where the system can."""
    if hasattr(os, "posix_fadvise"):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(handle)


def stage(path: Path, content: bytes) -> Path:
    """Write `content` in full beside `path` under a temporary name, readable by this user only; return that name."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(temporary, flags, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    return temporary


def write_together(contents: dict[Path, bytes]) -> None:
    """Write several files: all are complete on the disk before the first takes its place.

    Raises CarnetError, with every old file still there, when one of them cannot be written.
    """
    staged: dict[Path, Path] = {}
    replaced: dict[Path, bytes | None] = {}
    path = Path()
    try:
        for path, content in contents.items():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            staged[path] = stage(path, content)
        for path, temporary in staged.items():
            old = path.read_bytes() if path.is_file() else None
            temporary.replace(path)
            replaced[path] = old
            sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):  # the disk already refuses: the first refusal is the one to tell
            _put_back(replaced)
            for temporary in staged.values():
                temporary.unlink(missing_ok=True)
        raise storage_error("Impossible d'écrire le fichier", path, error) from error


def _put_back(replaced: dict[Path, bytes | None]) -> None:
    for path, old in replaced.items():
        if old is None:
            path.unlink(missing_ok=True)
        else:
            stage(path, old).replace(path)
