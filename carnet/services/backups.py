"""Backups that make themselves: beside the vault, and on a stick when one was chosen; rotated, verified, told.

Nothing here writes in the book. What must be remembered between two starts (a failure, when the stick was last seen)
lies in `backups.json` beside the vault; nothing of the book is in it.
"""

import contextlib
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from carnet.domain.rotation import Saved, outdated
from carnet.errors import CarnetError
from carnet.models.backup import (
    SUFFIX,
    Made,
    Manifest,
    State,
    backup,
    copy_backup,
    open_archive,
    state_in,
    state_of,
    verify,
)
from carnet.models.book import Book
from carnet.models.files import make_folder, storage_error, write_together
from carnet.paths import Folders

PREFIX = "carnet-"
MARK = "sauvegardes-carnet.txt"
_MARK_WORDS = (
    "Ce dossier reçoit les sauvegardes de carnet. Ne retirez pas ce fichier : il permet de reconnaître le dossier.\n"
)
ABSENT_DAYS = 7  # a stick not seen for that long is said
LARGEST_AT_CLOSING = 128 << 20  # copied, read and checked in about a second per 40 MB: a larger vault waits for the day
_ABANDONED_S = 3600
_LEFTOVERS = (f".*{SUFFIX}.*.new",)


@dataclass(frozen=True, slots=True)
class Entry:
    """A backup found in a folder. `manifest` is None and `trouble` says why when it cannot be read."""

    path: Path
    size: int
    manifest: Manifest | None
    trouble: str = ""
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A backup that can be read. `automatic`: named by this program, so that it may also delete it."""

    path: Path
    size: int
    manifest: Manifest
    automatic: bool


@dataclass(frozen=True, slots=True)
class Memory:
    """What one start tells the next. `seen`: the day each chosen folder was last there."""

    failed_at: datetime | None = None
    why: str = ""
    seen: dict[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did: backups made, how many old ones went, whether the chosen folder was not there."""

    made: tuple[Made, ...] = ()
    removed: int = 0
    absent: Path | None = None


def folder_of(folders: Folders) -> Path:
    """Where automatic backups go, beside the vault."""
    return folders.data / "backups"


def name_at(now: datetime) -> str:
    """The file name of a backup made at `now`, in the time of this place: « carnet-20261122-193000.carnet-backup »."""
    return f"{PREFIX}{now.astimezone():%Y%m%d-%H%M%S}{SUFFIX}"


def choose(folder: Path) -> None:
    """Make `folder` (of a stick, say) one that `run` recognises. Raises CarnetError when it cannot be written."""
    if not folder.is_dir():
        raise CarnetError(f"Ce dossier n'existe pas : {folder}.")
    write_together({folder / MARK: _MARK_WORDS.encode()})


def is_there(folder: Path) -> bool:
    """Whether a chosen folder is there, and is that one: an empty mount point or another stick is not."""
    try:
        return (folder / MARK).is_file()
    except OSError:
        return False


def entries(folder: Path) -> tuple[Entry, ...]:
    """The backups in a folder, newest first, the unreadable last; nothing where the folder is not there."""
    try:
        paths = sorted(folder.glob(f"*{SUFFIX}"))
    except OSError:
        return ()
    found = [_entry(path) for path in paths if path.is_file()]
    found.sort(key=lambda entry: (entry.manifest is not None, _made_at(entry)), reverse=True)
    return tuple(found)


def _entry(path: Path) -> Entry:
    automatic = path.name.startswith(PREFIX)
    try:
        size = path.stat().st_size
        with open_archive(path) as (_, manifest):
            return Entry(path, size, manifest, automatic=automatic)
    except (CarnetError, OSError) as error:
        return Entry(path, 0, None, str(error), automatic)


def _made_at(entry: Entry) -> float:
    return entry.manifest.made_at.timestamp() if entry.manifest else 0.0


def checked(entry: Entry) -> Entry:
    """The entry once every byte was read and compared with its sums."""
    try:
        verify(entry.path)
    except CarnetError as error:
        return replace(entry, trouble=str(error))
    return replace(entry, trouble="")


def of_vault(folder: Path, vault: UUID) -> list[Found]:
    """The readable backups of that vault in a folder, newest first."""
    return [
        Found(one.path, one.size, one.manifest, one.automatic)
        for one in entries(folder)
        if one.manifest and one.manifest.vault == vault
    ]


def run(
    book: Book, *, elsewhere: Path | None = None, now: datetime, closing: bool = False, spare: Path | None = None
) -> Outcome:
    """Back up wherever the newest backup is not of the book as it is now, then let the outdated ones go.

    The book may have been closed since. `closing`: somebody waits; a very large vault whose last backup is of today is
    left for the next day's. `spare`: a backup that must stay, somebody is about to restore it. Raises CarnetError when
    a backup cannot be made or does not read back; it is remembered for the next start (`remembered`). A chosen folder
    that is not there is no error.
    """
    try:
        return _run(book, elsewhere, now, closing=closing, spare=spare)
    except CarnetError as error:
        with contextlib.suppress(CarnetError):  # the disk refuses that too: the next run meets it again
            _remember(book.folders, replace(remembered(book.folders), failed_at=now, why=str(error)))
        raise


def _run(book: Book, elsewhere: Path | None, now: datetime, *, closing: bool, spare: Path | None) -> Outcome:
    here, state = folder_of(book.folders), state_of(book)
    make_folder(here)
    _sweep(here, book.folders.data)
    made, removed = [], 0
    known = of_vault(here, book.vault)
    current = _holding(known, state)
    if current is None and not (closing and _can_wait(book, known, now)):
        new = backup(book, here / name_at(now), now=now)
        made.append(new)
        current = Found(new.path, new.size, new.manifest, automatic=True)
        removed += rotate(here, book.vault, keep=(new.path, spare))
    there = elsewhere is not None and is_there(elsewhere)
    if elsewhere is not None and there and current is not None:
        _sweep(elsewhere)
        if _holding(of_vault(elsewhere, book.vault), state) is None:
            made.append(copy_backup(current.path, elsewhere / current.path.name))
            removed += rotate(elsewhere, book.vault, keep=(elsewhere / current.path.name, spare))
    _remember_success(book.folders, elsewhere if there else None, now.astimezone().date())
    return Outcome(tuple(made), removed, elsewhere if not there else None)


def _holding(known: Iterable[Found], state: State) -> Found | None:
    """A backup of the book as it is, if there is one."""
    return next((found for found in known if state_in(found.manifest) == state), None)


def _can_wait(book: Book, known: list[Found], now: datetime) -> bool:
    large = book.folders.vault.stat().st_size > LARGEST_AT_CLOSING
    return large and any(now - found.manifest.made_at < timedelta(days=1) for found in known)


def rotate(folder: Path, vault: UUID, *, keep: tuple[Path | None, ...]) -> int:
    """Delete the automatic backups of `vault` that have had their time; return how many. Raises CarnetError.

    `keep` stay whatever the clocks say: the one just made and read back. Those made by hand under a name of
    their own, other vaults' and unreadable ones stay too.
    """
    mine = [found for found in of_vault(folder, vault) if found.automatic]
    saved = [Saved(one.path.name, one.manifest.made_at.astimezone(), size=one.size) for one in mine]
    gone = outdated(saved) - {path.name for path in keep if path is not None and path.parent == folder}
    for name in sorted(gone):
        try:
            (folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise storage_error("Impossible d'effacer une ancienne sauvegarde", folder / name, error) from error
    return len(gone)


def _sweep(*folders: Path) -> None:
    """Remove what a run that was killed left; a file that moved within the hour may be somebody's at work."""
    patterns = (*_LEFTOVERS, ".backup.*.carnet*", ".restore.*.carnet*")
    for path in (path for folder in folders for pattern in patterns for path in folder.glob(pattern)):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _ABANDONED_S:
                path.unlink(missing_ok=True)


def is_due(folders: Folders, vault: UUID, *, now: datetime) -> bool:
    """Whether no backup beside the vault is of today."""
    today = now.astimezone().date()
    known = of_vault(folder_of(folders), vault)
    return all(found.manifest.made_at.astimezone().date() != today for found in known)


def _memory_file(folders: Folders) -> Path:
    return folders.data / "backups.json"


def remembered(folders: Folders) -> Memory:
    """What the last run left to tell; nothing where that cannot be read: it is no reason not to start."""
    try:
        body = json.loads(_memory_file(folders).read_bytes())
        failed_at = datetime.fromisoformat(body["failed_at"]) if body.get("failed_at") else None
        seen = {str(name): date.fromisoformat(day) for name, day in dict(body.get("seen", {})).items()}
        return Memory(failed_at, str(body.get("why", "")), seen)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Memory()


def _remember(folders: Folders, memory: Memory) -> None:
    body = {
        "failed_at": memory.failed_at.isoformat(timespec="seconds") if memory.failed_at else None,
        "why": memory.why,
        "seen": {name: day.isoformat() for name, day in memory.seen.items()},
    }
    write_together({_memory_file(folders): json.dumps(body, indent=1, ensure_ascii=False).encode()})


def _remember_success(folders: Folders, seen: Path | None, today: date) -> None:
    before = remembered(folders)
    days = before.seen | ({str(seen): today} if seen is not None else {})
    if (after := Memory(seen=days)) != before:
        _remember(folders, after)


def remember_choice(folders: Folders, elsewhere: Path, today: date) -> None:
    """A folder was just chosen: its absence is counted from today. Raises CarnetError."""
    before = remembered(folders)
    _remember(folders, replace(before, seen=before.seen | {str(elsewhere): today}))


def days_absent(folders: Folders, elsewhere: Path, today: date) -> int:
    """Days since the chosen folder was last seen when that is long enough to be said, else 0."""
    if is_there(elsewhere):
        return 0
    last = remembered(folders).seen.get(str(elsewhere))
    days = (today - last).days if last else 0
    return days if days >= ABSENT_DAYS else 0


def all_entries(folders: Folders, others: Iterable[Path]) -> tuple[Entry, ...]:
    """The backups beside the vault and in `others`, newest first."""
    found = [entry for folder in (folder_of(folders), *others) for entry in entries(folder)]
    return tuple(sorted(found, key=lambda entry: (entry.manifest is not None, _made_at(entry)), reverse=True))
