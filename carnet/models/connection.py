"""Connections to the encrypted file: one per thread, opened by the raw key, probed before use.

The file's first 16 bytes, SQLCipher's salt, are the vault's UUID: the right keys are found without opening anything,
and keys of another vault are told from a wrong passphrase. Nothing here imports SQLAlchemy.
"""

import contextlib
import re
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlcipher3 import dbapi2

from carnet.errors import CarnetError
from carnet.models.files import storage_error

if TYPE_CHECKING:
    from sqlite3 import Connection  # sqlcipher3 has the same interface and no types of its own

APPLICATION_ID = 0x43524E54  # « CRNT », in the file's header
SCHEMA = 2  # user_version of the newest schema: the number of HEAD, compared by a test with the migrations
BUSY_MS = 5000
_PLAIN_HEADER = b"SQLite format 3\0"
_SMALLEST_CACHE_KIB, _LARGEST_CACHE_KIB = 8 << 10, 256 << 10
_NETWORK_TYPES = frozenset({
    "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "sshfs", "fuse.sshfs", "fuse.rclone", "davfs", "fuse.davfs",
    "fuse.davfs2", "webdav", "afpfs", "ncpfs", "afs", "ceph", "glusterfs", "fuse.glusterfs", "fuse.gvfsd-fuse",
})  # fmt: skip
_OCTAL = re.compile(r"\\([0-7]{3})")
_CODE_OF_MESSAGE = {  # the driver's backup() gives SQLite's words (sqlite3.c, sqlite3ErrStr) and no code
    "disk I/O error": dbapi2.SQLITE_IOERR,
    "database or disk is full": dbapi2.SQLITE_FULL,
    "database is locked": dbapi2.SQLITE_BUSY,
    "attempt to write a readonly database": dbapi2.SQLITE_READONLY,
    "unable to open database file": dbapi2.SQLITE_CANTOPEN,
    "database disk image is malformed": dbapi2.SQLITE_CORRUPT,
    "file is not a database": dbapi2.SQLITE_NOTADB,
}
_DRIVE_REMOTE = 4  # GetDriveTypeW, winbase.h


class VaultDamaged(CarnetError):  # noqa: N818
    """The file is not a vault, or no longer a whole one."""


class VaultTooNew(CarnetError):  # noqa: N818
    """A newer carnet has written the vault."""


def vault_uuid(path: Path) -> UUID:
    """The UUID in the first bytes of the vault at `path`. Raises CarnetError when it cannot be a vault."""
    if not path.exists():
        raise CarnetError(f"Il n'y a pas encore de carnet ici ({path}) : créez-le avec « carnet init ».")
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise storage_error("Impossible de lire le carnet", path, error) from error
    if len(head) < 16:
        raise VaultDamaged(f"Ce fichier est vide ou tronqué, ce n'est pas un carnet : {path}.")
    if head == _PLAIN_HEADER:
        raise VaultDamaged(f"Ce fichier n'est pas un carnet chiffré mais une base ordinaire : {path}.")
    return UUID(bytes=head)


@contextlib.contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn what SQLite says of the disk, of locks and of damage into CarnetError; the rest is a bug and passes."""
    try:
        yield
    except dbapi2.Error as error:
        if (told := explained(error, path)) is not None:
            raise told from error
        raise


def damaged(path: Path) -> VaultDamaged:
    """The sentence for a vault of which a page is not what was written."""
    return VaultDamaged(f"Le carnet est abîmé : {path}. Restaurez une sauvegarde (« carnet restore »).")


def explained(error: BaseException, path: Path) -> CarnetError | None:
    """The sentence for an SQLite `error` on the vault at `path`, None when it is no trouble of the disk."""
    code = getattr(error, "sqlite_errorcode", None) or _CODE_OF_MESSAGE.get(str(error), 0)
    primary = code & 0xFF
    if primary in (dbapi2.SQLITE_NOTADB, dbapi2.SQLITE_CORRUPT):
        return damaged(path)
    words = {
        dbapi2.SQLITE_BUSY: "Un autre programme est en train d'écrire dans le carnet ; réessayez dans un instant",
        dbapi2.SQLITE_LOCKED: "Un autre programme est en train d'écrire dans le carnet ; réessayez dans un instant",
        dbapi2.SQLITE_FULL: "Le disque est plein : rien n'a été enregistré",
        dbapi2.SQLITE_READONLY: "Le carnet est en lecture seule : rien n'a été enregistré",
        dbapi2.SQLITE_IOERR: "Le disque refuse de lire ou d'écrire le carnet : rien n'a été enregistré",
        dbapi2.SQLITE_CANTOPEN: "Impossible d'ouvrir le carnet : le dossier est absent ou son accès est refusé",
        dbapi2.SQLITE_PERM: "L'accès au carnet est refusé",
    }.get(primary)
    return CarnetError(f"{words} ({path}).") if words else None


def connect(path: Path, key: bytes, *, read_only: bool = False, salt: bytes | None = None) -> "Connection":
    """A connection on the vault at `path`, probed: the first page has been decrypted, or CarnetError says why not.

    `salt`, 16 bytes, is written at the head of a file being created; without it the file must be there: a vault deleted
    while it is open must not come back empty. The connection may change hands between
    threads but never serves two at once: that is the caller's duty (`ThreadConnections`).
    """
    with in_words(path):
        if not read_only:
            return _opened(path, "?mode=rwc" if salt else "?mode=rw", key, salt or b"")
        try:
            return _opened(path, "?mode=ro", key, b"")
        except dbapi2.OperationalError as error:
            log = path.with_name(path.name + "-wal")
            refused = error.sqlite_errorcode & 0xFF in (dbapi2.SQLITE_CANTOPEN, dbapi2.SQLITE_READONLY)
            if not refused or (log.exists() and log.stat().st_size):
                raise
            # A folder one cannot write to allows no shared memory, nor anyone to write: the file will not move.
            return _opened(path, "?immutable=1", key, b"")


def _opened(path: Path, mode: str, key: bytes, salt: bytes) -> "Connection":
    connection: Connection = dbapi2.connect(
        path.absolute().as_uri() + mode, uri=True, isolation_level=None, check_same_thread=False
    )
    try:
        _set_up(connection, path, key, salt)
    except BaseException:
        connection.close()
        raise
    return connection


def _set_up(connection: "Connection", path: Path, key: bytes, salt: bytes) -> None:
    connection.execute("PRAGMA cipher_log_level = NONE")  # else it writes its errors on stderr
    connection.execute(f"PRAGMA key = \"x'{(key + salt).hex()}'\"")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    size_kib = (path.stat().st_size >> 10) if path.exists() else 0
    cache = min(max(size_kib * 3 // 2, _SMALLEST_CACHE_KIB), _LARGEST_CACHE_KIB)  # room to grow while open
    connection.execute(f"PRAGMA cache_size = -{cache}")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # a wrong key is told here, not before


def check_schema(connection: "Connection", path: Path) -> int:
    """The schema number of the vault. Raises VaultTooNew, or VaultDamaged when the file is something else."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise VaultDamaged(f"Ce fichier chiffré n'est pas un carnet : {path}.")
    number: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if number > SCHEMA:
        raise VaultTooNew(
            f"Ce carnet a été écrit par un programme plus récent (schéma {number}, celui-ci lit jusqu'à {SCHEMA}) : "
            f"mettez carnet à jour. Rien n'a été touché ({path})."
        )
    return number


def data_version(connection: "Connection") -> int:
    """A number that changes when another connection has committed; to compare on the same connection only."""
    number: int = connection.execute("PRAGMA data_version").fetchone()[0]
    return number


class ThreadConnections:
    """One connection per thread on one vault; a thread that ends gives its own back."""

    def __init__(self, path: Path, key: bytes, *, read_only: bool) -> None:
        self._path, self._key, self._read_only = path, key, read_only
        self._local = threading.local()
        self._held: weakref.WeakSet[_Held] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._closed = False

    def here(self) -> "Connection":
        """This thread's connection, which cannot write. Raises CarnetError when the book is closed or unreadable."""
        if self._closed:
            raise CarnetError("Le carnet est fermé.")
        held: _Held | None = getattr(self._local, "held", None)
        if held is None:
            connection = connect(self._path, self._key, read_only=self._read_only)
            connection.execute("PRAGMA query_only = ON")
            held = _Held(connection)
            with self._lock:
                self._held.add(held)
            self._local.held = held
        return held.connection

    def close_all(self) -> None:
        """Close the connection of every thread."""
        with self._lock:
            self._closed = True
            for held in list(self._held):
                held.connection.close()


class _Held:
    """A connection that can be held weakly: a thread's storage keeps the only strong reference."""

    def __init__(self, connection: "Connection") -> None:
        self.connection = connection

    def __del__(self) -> None:
        self.connection.close()


def refuse_network_drive(folder: Path, mounts: Path = Path("/proc/mounts")) -> None:
    """Raise CarnetError when `folder` lies on a network drive: SQLite's locks do not hold there, and one vault
    belongs to one machine. What cannot be told passes."""
    folder = folder.absolute()
    if sys.platform == "win32":
        remote = _remote_on_windows(folder)
    elif mounts.exists():
        remote = _file_system(folder.resolve(), mounts.read_text("utf-8", "replace")) in _NETWORK_TYPES
    else:
        remote = _remote_on_mac(folder)
    if remote:
        raise CarnetError(
            f"Le carnet ne peut pas vivre sur un lecteur réseau ({folder}) : il s'y abîmerait. Gardez-le sur le "
            "disque de cet ordinateur ; les sauvegardes, elles, peuvent aller sur le réseau."
        )


def _file_system(folder: Path, mounts: str) -> str:
    """The type of the file system that holds `folder`, by the longest mount point of /proc/mounts above it."""
    best, found = -1, ""
    for entry in mounts.splitlines():
        fields = entry.split()
        if len(fields) < 3:
            continue
        point = Path(_OCTAL.sub(lambda found: chr(int(found[1], 8)), fields[1]))  # « \040 » is a space
        if folder.is_relative_to(point) and len(point.parts) >= best:
            best, found = len(point.parts), fields[2]
    return found


def _remote_on_windows(folder: Path) -> bool:
    import ctypes

    if str(folder).startswith("\\\\"):
        return True
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  (absent from the types of other systems)
    return bool(kernel.GetDriveTypeW(folder.anchor) == _DRIVE_REMOTE)


def _remote_on_mac(folder: Path) -> bool:
    import subprocess

    try:
        table = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return False
    best, remote = -1, False
    for entry in table.splitlines():  # « //user@server/share on /Volumes/share (smbfs, nodev, …) »
        point, _, options = entry.partition(" on ")[2].partition(" (")
        if point and folder.is_relative_to(point) and len(point) > best:
            best, remote = len(point), options.split(",")[0].strip(") ") in _NETWORK_TYPES
    return remote
