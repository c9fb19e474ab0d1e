"""The folder of snapshots: one file per source and date, and the pointer that says which one answers.

A snapshot is never changed. A new one is built beside the others, then the pointer is replaced in one step: whatever
stops an import, the pointer names a whole file. Running programs read the pointer again before they open.
"""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import DecodeError, Struct
from msgspec.json import decode, encode, format  # noqa: A004

from carnet.errors import CarnetError
from carnet.register.report import Counts
from carnet.register.schema import SCHEMA_VERSION

if TYPE_CHECKING:
    import sqlcipher3.dbapi2 as sqlite

SOURCE = "ps"
_POINTER = "register.json"
_LOCK = "register.lock"
_BUILDING = re.compile(r"\.register-.*\.building(-journal)?")
_SNAPSHOT = re.compile(r"register-[a-z]+-\d{6}(-\d+)?\.sqlite")


class RegisterStatus(Struct, frozen=True):
    """What the snapshot that answers is: the file's day, when it was imported, and what became of its rows."""

    source: str
    file: Path
    day: date
    built: datetime
    fingerprint: str
    size: int
    counts: Counts


def current(folder: Path, source: str = SOURCE, *, lenient: bool = False) -> Path | None:
    """The snapshot that answers, None when there is none.

    Raises CarnetError when the pointer cannot be read, unless `lenient`: then there is none.
    """
    name = _pointer(folder, lenient=lenient).get(source)
    return folder / name if name and (folder / name).is_file() else None


def publish(folder: Path, built: Path, day: date, source: str = SOURCE) -> Path:
    """Give a finished file its name and make it the one that answers; the place it has now is returned."""
    final = _free_name(folder, source, day)
    _to_disk(built)
    built.rename(final)
    pointer = _pointer(folder, lenient=True) | {source: final.name}
    import tempfile  # only an import writes

    with tempfile.NamedTemporaryFile(
        "w", dir=folder, prefix=".register-", suffix=".building", delete=False, encoding="utf-8"
    ) as file:
        file.write(format(encode(pointer, order="sorted"), indent=1).decode())
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(folder / _POINTER)
    _to_disk(folder)
    return final


def status(folder: Path, source: str = SOURCE) -> RegisterStatus | None:
    """What the snapshot that answers says of itself, None when there is none."""
    path = current(folder, source)
    if path is None:
        return None
    with opened(path) as connection:
        meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    return RegisterStatus(
        source,
        path,
        date.fromisoformat(meta["date"]),
        datetime.fromisoformat(meta["built"]),
        meta["fingerprint"],
        path.stat().st_size,
        Counts.from_json(meta["report"]),
    )


@contextmanager
def opened(path: Path) -> "Iterator[sqlite.Connection]":
    """A read-only connection to a snapshot, closed at the end.

    Raises CarnetError when the file is damaged or comes from a newer program.
    """
    import sqlcipher3.dbapi2 as sqlite

    try:
        connection = sqlite.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    except sqlite.Error as error:
        raise CarnetError(_damaged(path)) from error
    try:
        connection.execute("PRAGMA mmap_size=0")
        check_version(connection, path)
        yield connection
    finally:
        connection.close()


def check_version(connection: "sqlite.Connection", path: Path) -> None:
    """Raise CarnetError when the snapshot is damaged or comes from a newer program."""
    import sqlcipher3.dbapi2 as sqlite

    try:
        row: tuple[Any] | None = connection.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
    except sqlite.DatabaseError as error:
        raise CarnetError(_damaged(path)) from error
    if row is None:
        raise CarnetError(_damaged(path))
    if int(row[0]) > SCHEMA_VERSION:
        raise CarnetError(
            f"L'annuaire « {path.name} » vient d'une version plus récente de carnet : mettez le programme à jour."
        )


def sweep(folder: Path) -> None:
    """Remove what no one needs: files left half-built, and snapshots before the one that answers. Best effort.

    To be called while no import runs in this folder (`import_lock` held, or the import just ended). A file that another
    program holds open stays until the next time.
    """
    with suppress(OSError):
        kept = set(_pointer(folder, lenient=True).values())
        for path in folder.iterdir():
            outdated = kept and _SNAPSHOT.fullmatch(path.name) and path.name not in kept
            if outdated or _BUILDING.fullmatch(path.name):
                with suppress(OSError):
                    path.unlink()


@contextmanager
def import_lock(folder: Path) -> Iterator[None]:
    """Hold the right to import in this folder; the system gives it back even if the program is killed.

    Raises CarnetError when another import holds it.
    """
    with (folder / _LOCK).open("ab") as file:
        try:
            _lock(file.fileno())
        except OSError:
            raise CarnetError("Un import de l'annuaire est déjà en cours : attendez qu'il se termine.") from None
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _pointer(folder: Path, *, lenient: bool = False) -> dict[str, str]:
    path = folder / _POINTER
    try:
        pointer = decode(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, DecodeError) as error:
        if lenient:
            return {}
        raise CarnetError(f"« {path} » est illisible : importez de nouveau l'annuaire.") from error
    return pointer if isinstance(pointer, dict) else {}


def _free_name(folder: Path, source: str, day: date) -> Path:
    """`register-ps-202611.sqlite`, with a further number when that name was used already."""
    stem = f"register-{source}-{day:%Y%m}"
    path, number = folder / f"{stem}.sqlite", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.sqlite"
    return path


def _to_disk(path: Path) -> None:
    """Have the system write a file (or a folder's names) to the disk itself, where it can be asked to."""
    if path.is_dir() and sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _damaged(path: Path) -> str:
    return f"L'annuaire « {path} » est abîmé : importez-le de nouveau."
