"""Import of a national file: read, rank, write, publish; all of it or nothing.

It takes a few hundred megabytes that Python does not give back: a program that goes on afterwards has it run by a
child, which can also be killed at any moment. The snapshot in place answers until the new one is whole.
"""

import errno
import gc
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import FrameType
from typing import BinaryIO, cast

import sqlcipher3.dbapi2 as sqlite

from carnet.errors import CarnetError
from carnet.register import store
from carnet.register.build import build
from carnet.register.drawers import Drawers
from carnet.register.layout import layout_of
from carnet.register.places import Places
from carnet.register.report import Counts, ImportReport, Progress
from carnet.register.rows import Rows
from carnet.register.schema import SCHEMA_VERSION
from carnet.register.source import Source, date_of, fingerprint, opened

_PRAGMAS = (
    "page_size=8192", "journal_mode=off", "synchronous=off", "locking_mode=exclusive", "cache_size=-32000",
    "temp_store=file", "mmap_size=0",
)  # fmt: skip
# Share of the whole time that is over when each phase begins, and when it ends; measured on 2.2 million rows.
_SPANS = {"check": (0.0, 0.01), "read": (0.01, 0.25), "sort": (0.25, 0.4), "write": (0.4, 0.92), "index": (0.92, 0.98)}
_TEXT_TO_DISK = 1.6  # bytes of disk that a byte of text takes while the snapshot is built
_EVERY_SECONDS = 0.2
_INSTRUCTIONS_BETWEEN_CHECKS = 200_000


class ImportCancelledError(CarnetError):
    """The person, or the system, asked the import to stop."""

    def __init__(self) -> None:
        super().__init__("Import interrompu : l'annuaire en place n'a pas changé.")


class _Meter:
    """Tells how far an import is, and lets it be cancelled."""

    def __init__(self, progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> None:
        self._progress, self._cancelled = progress, cancelled
        self._start = self._told = time.monotonic()
        self._phase = ""
        self.rows = self.bytes_read = self.bytes_total = 0

    def tick(self, phase: str, share: float) -> None:
        """Say that `share` of a phase is done; raises ImportCancelledError when asked to stop."""
        if self._cancelled():
            raise ImportCancelledError
        now = time.monotonic()
        if phase == self._phase and now - self._told < _EVERY_SECONDS:
            return
        self._told, self._phase = now, phase
        begin, end = _SPANS.get(phase, (0.98, 1.0))
        done = begin + (end - begin) * share
        left = (now - self._start) * (1 - done) / done if done > _SPANS["check"][1] else None
        self._progress(Progress(self.rows, self.bytes_read, self.bytes_total, phase, left))

    def seconds(self) -> float:
        """Seconds since the import began."""
        return time.monotonic() - self._start

    def interrupts(self) -> int:
        """For SQLite's progress handler: not zero to stop a long statement."""
        return int(self._cancelled())


def import_file(
    path: Path,
    folder: Path,
    *,
    progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
    today: date,
    force: bool = False,
) -> ImportReport:
    """Import the national file `path` into `folder` and make it the one that answers.

    `progress` is called a few times a second, `cancelled` more often still. `today` bounds the date that the file's
    name may claim. The very same file as last time is recognised by its content and left alone, unless `force`.
    Raises CarnetError, with nothing changed, for a file that is not the right one, a full disk, a folder that cannot
    be written, another import under way; ImportCancelledError when `cancelled` says so.
    """
    meter = _Meter(progress, cancelled)
    meter.tick("check", 0.0)
    with opened(path) as source, _known_troubles(folder):
        layout = layout_of(source.header(), source.inner or source.name)
        folder.mkdir(parents=True, exist_ok=True)
        with store.import_lock(folder):
            store.sweep(folder)
            digest = fingerprint(path)
            before = store.current(folder, lenient=True)
            known = None if force else _same(folder, digest)
            if known:
                return ImportReport(known.file, None, known.day, False, known.counts, meter.seconds())
            day = min(date_of(source), today)
            meta = {"schema_version": str(SCHEMA_VERSION), "source": store.SOURCE, "date": day.isoformat()}
            meta |= {"fingerprint": digest, "built": datetime.now(UTC).isoformat(timespec="seconds")}
            _refuse_full_disk(source, folder)
            with _temporary(folder) as (built, records), _no_collection():
                rows = Rows(layout, Places.shipped(), Drawers(records), Counts())
                _read(source, rows, meter)
                _write(built, rows, meta, meter)
                meter.tick("publish", 0.0)
                final = store.publish(folder, built, day)
    return ImportReport(final, before, day, True, rows.counts, meter.seconds())


def _same(folder: Path, digest: str) -> store.RegisterStatus | None:
    """The snapshot in place if it was made from a file of this content; a damaged one is no reason to stop."""
    try:
        known = store.status(folder)
    except CarnetError:
        return None
    return known if known and known.fingerprint == digest else None


def _read(source: Source, rows: Rows, meter: _Meter) -> None:
    meter.bytes_total = source.total
    for lines in source.batches():
        rows.add(lines)
        meter.rows, meter.bytes_read = rows.counts.rows, source.position()
        meter.tick("read", meter.bytes_read / max(source.total, 1))
    if not len(rows):
        raise CarnetError(f"« {source.name} » ne contient aucun professionnel.")
    rows.counts.encoding = source.encoding
    rows.finish()


def _write(built: Path, rows: Rows, meta: dict[str, str], meter: _Meter) -> None:
    connection = sqlite.connect(str(built), isolation_level=None)
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.set_progress_handler(meter.interrupts, _INSTRUCTIONS_BETWEEN_CHECKS)
        connection.execute("BEGIN IMMEDIATE")
        build(connection, rows, meta, meter.tick)
        connection.execute("COMMIT")
    except sqlite.OperationalError as error:
        if "interrupted" in str(error):
            raise ImportCancelledError from error
        raise
    finally:
        connection.close()


@contextmanager
def _temporary(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """An empty file to build in, and one for the records that vanishes by itself; both are gone at the end."""
    descriptor, name = tempfile.mkstemp(prefix=".register-", suffix=".building", dir=folder)
    os.close(descriptor)
    built = Path(name)
    try:
        with tempfile.TemporaryFile(dir=folder, prefix=".register-", suffix=".building") as records:
            yield built, cast(BinaryIO, records)
    finally:
        built.unlink(missing_ok=True)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Millions of small objects, no cycles: the collector would only walk them again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextmanager
def _known_troubles(folder: Path) -> Iterator[None]:
    """Say in words what the disk refuses."""
    try:
        yield
    except sqlite.OperationalError as error:
        if "full" in str(error) or "disk I/O" in str(error):
            raise CarnetError(_full(folder)) from error
        raise
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise CarnetError(_full(folder)) from error
        raise CarnetError(
            f"Le dossier « {folder} » ne se laisse pas écrire : {error.strerror or error}. Rien n'a changé."
        ) from error


def _full(folder: Path) -> str:
    return f"Plus de place sur le disque, dans « {folder} » : l'annuaire en place n'a pas changé."


def _refuse_full_disk(source: Source, folder: Path) -> None:
    """Stop at once rather than after a minute when the disk cannot hold what will be written."""
    needed = int(source.total * _TEXT_TO_DISK)
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise CarnetError(
            f"Il faut environ {needed // 1_000_000 + 1} Mo libres dans « {folder} » et il en reste "
            f"{free // 1_000_000} : libérez de la place, puis recommencez."
        )


@contextmanager
def cancelled_by_signals() -> Iterator[Callable[[], bool]]:
    """Give `import_file` its `cancelled`: SIGINT (Ctrl+C) and SIGTERM ask to stop instead of killing.

    For a main thread; the handlers in place come back at the end.
    """
    asked: list[int] = []

    def remember(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    before = {number: signal.signal(number, remember) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
