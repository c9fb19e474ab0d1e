"""Backups: one file that holds the encrypted vault, its wrapped keys, and what it should contain.

A `.carnet-backup` is a ZIP archive, stored and not deflated (encrypted bytes do not shrink): `vault.carnet`,
`vault.keys`, `manifest.json`. Nothing of the book is readable in it but how many rows it has and when it last changed.
"""

import contextlib
import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from uuid import UUID

from carnet.errors import CarnetError
from carnet.models import keys
from carnet.models.book import Book
from carnet.models.connection import check_schema, connect, damaged, in_words
from carnet.models.copying import copy_vault
from carnet.models.files import forget_cached, storage_error, sync_folder
from carnet.paths import destination

if TYPE_CHECKING:
    from sqlite3 import Connection

SUFFIX = ".carnet-backup"
FORMAT = 1
VAULT, KEYS, MANIFEST = "vault.carnet", "vault.keys", "manifest.json"
COUNTED = {"correspondent": "WHERE deleted_at IS NULL", "line": "", "referral": "", "journal": ""}
_LARGEST_TEXT = 1 << 20  # no keys file or manifest of ours comes near
_CHUNK = 1 << 20


class NotABackup(CarnetError):  # noqa: N818
    """The file is not a whole backup."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. Counts are rows per table (cards not in the trash), sums SHA-256 per member.

    `change`: the journal's newest batch, "" if none, and `changed_at` its moment: of two backups of one vault with the
    same, the second brings nothing.
    """

    vault: UUID
    schema: int
    made_at: datetime
    counts: Mapping[str, int]
    sums: Mapping[str, str]
    change: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What must be equal in vault and backup for the backup to be up to date."""

    vault: UUID
    schema: int
    journal: int
    change: str
    keys_sum: str


@dataclass(frozen=True, slots=True)
class Made:
    """A backup just written and read back. `size` in bytes."""

    path: Path
    manifest: Manifest
    size: int


def state_of(book: Book) -> State:
    """The book as it is now; the book may have been closed since. Raises CarnetError."""
    path = book.folders.vault
    with contextlib.closing(connect(path, book.raw_key.key, read_only=True)) as connection, in_words(path):
        journal = connection.execute("SELECT count(*) FROM journal").fetchone()[0]
        change, _ = _last_change(connection)
        schema = check_schema(connection, path)
    wraps = keys.to_bytes(keys.load(book.folders, book.vault))
    return State(book.vault, schema, journal, change, hashlib.sha256(wraps).hexdigest())


def state_in(manifest: Manifest) -> State:
    """The book as a backup holds it."""
    journal = manifest.counts.get("journal", -1)
    return State(manifest.vault, manifest.schema, journal, manifest.change, manifest.sums[KEYS])


def backup(book: Book, target: Path, *, now: datetime) -> Made:
    """Write the whole book to `target` and read it back; others may read and write the book meanwhile.

    An older backup of the same vault at `target` is replaced, any other file is not. Raises CarnetError: `target` is
    something else, its folder is missing, the disk refuses, or what was read back differs from what was written.
    """
    target = _checked_target(target, book.vault)
    copy = book.folders.data / f".backup.{os.getpid()}.carnet"
    archive = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        copy_vault(book.folders.vault, book.raw_key.key, copy)
        wraps = keys.to_bytes(keys.load(book.folders, book.vault))
        manifest = _describe(book, copy, wraps, now)
        _write_archive(archive, manifest, copy, wraps)
        _read_back(archive)
        size = archive.stat().st_size
        archive.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise storage_error("Impossible d'écrire la sauvegarde", target, error) from error
    finally:
        for temporary in (copy, archive):
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
    return Made(target, manifest, size)


def _read_back(path: Path) -> Manifest:
    """Read a backup just written, from the disk itself where the system allows. Raises CarnetError."""
    forget_cached(path)
    try:
        return verify(path)
    except NotABackup as error:
        raise CarnetError(
            f"La sauvegarde ne se relit pas comme elle a été écrite : changez de disque ou de clé ({path.parent})."
        ) from error


def verify(path: Path) -> Manifest:
    """Read a whole backup and compare it with its sums. Raises NotABackup, CarnetError."""
    with open_archive(path) as (archive, manifest):
        check_sums(archive, manifest, path)
    return manifest


def copy_backup(source: Path, target: Path) -> Made:
    """Copy a whole backup under another name, and read it back; `target` is whole or not there. Raises CarnetError."""
    with open_archive(source) as (_, original):
        target = _checked_target(target, original.vault)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        with source.open("rb") as whole, _created(temporary) as file:
            shutil.copyfileobj(whole, file, _CHUNK)
            file.flush()
            os.fsync(file.fileno())
        if _read_back(temporary) != original:
            raise NotABackup(f"La copie de la sauvegarde n'est pas fidèle : {target}.")
        temporary.replace(target)
        sync_folder(target.parent)
        return Made(target, original, target.stat().st_size)
    except OSError as error:
        raise storage_error("Impossible d'écrire la sauvegarde", target, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _created(path: Path) -> IO[bytes]:
    """A new file for this user only."""
    flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o600), "w+b")


def _checked_target(target: Path, vault: UUID) -> Path:
    """The file to write, of a link that where it leads. Raises CarnetError when it must not be replaced."""
    try:
        target = destination(target)
    except OSError as error:
        raise storage_error("Impossible d'écrire la sauvegarde", target, error) from error
    if target.is_dir():
        raise CarnetError(f"La sauvegarde demande un nom de fichier, ceci est un dossier : {target}.")
    if not target.parent.is_dir():
        raise CarnetError(f"Le dossier de la sauvegarde n'existe pas : {target.parent}.")
    if not target.exists():
        return target
    try:
        with open_archive(target) as (_, manifest):
            other = manifest.vault != vault
    except NotABackup as error:
        raise CarnetError(
            f"Un autre fichier porte déjà ce nom, il n'est pas remplacé : {target}. Choisissez un autre nom."
        ) from error
    if other:
        raise CarnetError(f"La sauvegarde d'un autre carnet porte déjà ce nom, elle n'est pas remplacée : {target}.")
    return target


def _describe(book: Book, copy: Path, wraps: bytes, now: datetime) -> Manifest:
    with contextlib.closing(connect(copy, book.raw_key.key)) as connection:
        schema = check_whole(connection, book.folders.vault)
        counts = count_rows(connection)
        change = _last_change(connection)
    with copy.open("rb") as file:
        sums = {VAULT: _sum(file), KEYS: hashlib.sha256(wraps).hexdigest()}
    return Manifest(book.vault, schema, now.astimezone(UTC), counts, sums, *change)


def _last_change(connection: "Connection") -> tuple[str, datetime | None]:
    found = connection.execute("SELECT batch, at FROM journal ORDER BY id DESC LIMIT 1").fetchone()
    return (found[0], datetime.fromisoformat(found[1]).replace(tzinfo=UTC)) if found else ("", None)


def check_whole(connection: "Connection", path: Path) -> int:
    """The schema number of a vault of which every page is authentic and well-formed. Raises VaultDamaged."""
    with in_words(path):
        schema = check_schema(connection, path)
        scratched = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        if scratched or connection.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
            raise damaged(path)
    return schema


def count_rows(connection: "Connection") -> dict[str, int]:
    """Rows of the tables that a person counts, and of the journal."""
    return {
        name: connection.execute(f"SELECT count(*) FROM {name} {which}").fetchone()[0]
        for name, which in COUNTED.items()
    }


def _write_archive(path: Path, manifest: Manifest, copy: Path, wraps: bytes) -> None:
    with _created(path) as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            archive.write(copy, VAULT)
            archive.writestr(KEYS, wraps)
            archive.writestr(MANIFEST, json.dumps(_to_json(manifest), indent=1))
        file.flush()
        os.fsync(file.fileno())


def _to_json(manifest: Manifest) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "vault": str(manifest.vault),
        "schema": manifest.schema,
        "made_at": manifest.made_at.isoformat(timespec="seconds"),
        "counts": dict(manifest.counts),
        "change": manifest.change,
        "changed_at": manifest.changed_at.isoformat() if manifest.changed_at else None,
        "sha256": dict(manifest.sums),
    }


@contextlib.contextmanager
def open_archive(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """The archive at `path` and its manifest. Raises CarnetError (NotABackup…) when it is none, or a newer one."""
    if path.is_dir():
        raise NotABackup(f"Ceci est un dossier, pas une sauvegarde : {path}.")
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise NotABackup(f"Ceci n'est pas un fichier, ni une sauvegarde : {path}.")
        with zipfile.ZipFile(path) as archive:
            plain = all(i.compress_type == zipfile.ZIP_STORED and not i.flag_bits & 1 for i in archive.infolist())
            if not plain or sorted(archive.namelist()) != sorted((VAULT, KEYS, MANIFEST)):
                raise NotABackup(f"Cette archive n'est pas une sauvegarde de carnet : {path}.")
            yield archive, _manifest(archive, path)
    except (zipfile.BadZipFile, EOFError) as error:
        raise NotABackup(f"Ce fichier n'est pas une sauvegarde de carnet, ou il est tronqué : {path}.") from error
    except OSError as error:
        raise storage_error("Impossible de lire la sauvegarde", path, error) from error


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        body = json.loads(read_text_member(archive, MANIFEST, path))
        if body["format"] > FORMAT:
            raise CarnetError(f"Cette sauvegarde vient d'un programme plus récent : mettez carnet à jour ({path}).")
        counts, sums = dict(body["counts"]), {name: str(body["sha256"][name]) for name in (VAULT, KEYS)}
        made_at, changed_at = datetime.fromisoformat(body["made_at"]), body.get("changed_at")
        changed = datetime.fromisoformat(changed_at) if changed_at else None
        change = str(body.get("change", ""))
        return Manifest(UUID(body["vault"]), int(body["schema"]), made_at, counts, sums, change, changed)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotABackup(f"Cette sauvegarde est abîmée (son sommaire ne se lit pas) : {path}.") from error


def read_text_member(archive: zipfile.ZipFile, name: str, path: Path) -> bytes:
    """The bytes of a small member. Raises NotABackup when it is unreasonably large."""
    if archive.getinfo(name).file_size > _LARGEST_TEXT:
        raise NotABackup(f"Cette archive n'est pas une sauvegarde de carnet : {path}.")
    return archive.read(name)


def check_sums(archive: zipfile.ZipFile, manifest: Manifest, path: Path) -> None:
    """Raise NotABackup when a member is not what the manifest says."""
    for name, expected in manifest.sums.items():
        with archive.open(name) as member:
            if _sum(member) != expected:
                raise NotABackup(f"Cette sauvegarde est abîmée : {path}.")


def _sum(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def extract_vault(archive: zipfile.ZipFile, target: Path) -> None:
    """Write the vault of the archive to `target`, on the disk for good."""
    with _created(target) as file, archive.open(VAULT) as member:
        shutil.copyfileobj(member, file, _CHUNK)
        file.flush()
        os.fsync(file.fileno())
