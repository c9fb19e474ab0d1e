"""Backups: one file that holds the encrypted vault, its wrapped keys, and what it should contain.

A `.carnet-backup` is a ZIP archive, stored and not deflated (encrypted bytes do not shrink): `vault.carnet`,
`vault.keys`, `manifest.json`. Nothing of the book is readable in it but how many rows it has.
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
from carnet.models.files import storage_error, sync_folder

if TYPE_CHECKING:
    from sqlite3 import Connection

SUFFIX = ".carnet-backup"
FORMAT = 1
VAULT, KEYS, MANIFEST = "vault.carnet", "vault.keys", "manifest.json"
COUNTED = ("correspondent", "line", "referral")
_LARGEST_TEXT = 1 << 20  # no keys file or manifest of ours comes near
_CHUNK = 1 << 20


class NotABackup(CarnetError):  # noqa: N818
    """The file is not a whole backup."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. Counts are rows per table, sums SHA-256 per member."""

    vault: UUID
    schema: int
    made_at: datetime
    counts: Mapping[str, int]
    sums: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Made:
    """A backup just written and read back. `size` in bytes."""

    path: Path
    manifest: Manifest
    size: int


def backup(book: Book, target: Path, *, now: datetime) -> Made:
    """Write the whole book to `target` and read it back; others may read and write the book meanwhile.

    An older backup of the same vault at `target` is replaced, any other file is not. Raises CarnetError: `target` is
    something else, its folder is missing, the disk refuses, or what was read back differs from what was written.
    """
    _check_target(target, book.vault)
    copy = book.folders.data / f".backup.{os.getpid()}.carnet"
    archive = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        copy_vault(book.folders.vault, book.raw_key.key, copy)
        wraps = keys.to_bytes(keys.load(book.folders, book.vault))
        manifest = _describe(book, copy, wraps, now)
        _write_archive(archive, manifest, copy, wraps)
        with open_archive(archive) as (archived, read_back):
            check_sums(archived, read_back, archive)
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


def _check_target(target: Path, vault: UUID) -> None:
    if target.is_dir():
        raise CarnetError(f"La sauvegarde demande un nom de fichier, ceci est un dossier : {target}.")
    if not target.parent.is_dir():
        raise CarnetError(f"Le dossier de la sauvegarde n'existe pas : {target.parent}.")
    if not target.exists():
        return
    try:
        with open_archive(target) as (_, manifest):
            other = manifest.vault != vault
    except NotABackup as error:
        raise CarnetError(
            f"Un autre fichier porte déjà ce nom, il n'est pas remplacé : {target}. Choisissez un autre nom."
        ) from error
    if other:
        raise CarnetError(f"La sauvegarde d'un autre carnet porte déjà ce nom, elle n'est pas remplacée : {target}.")


def _describe(book: Book, copy: Path, wraps: bytes, now: datetime) -> Manifest:
    with contextlib.closing(connect(copy, book.raw_key.key)) as connection:
        schema = check_whole(connection, copy)
        counts = count_rows(connection)
    with copy.open("rb") as file:
        sums = {VAULT: _sum(file), KEYS: hashlib.sha256(wraps).hexdigest()}
    return Manifest(book.vault, schema, now.astimezone(UTC), counts, sums)


def check_whole(connection: "Connection", path: Path) -> int:
    """The schema number of a vault of which every page is authentic and well-formed. Raises VaultDamaged."""
    with in_words(path):
        schema = check_schema(connection, path)
        scratched = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        if scratched or connection.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
            raise damaged(path)
    return schema


def count_rows(connection: "Connection") -> dict[str, int]:
    """Rows of the tables that a person counts."""
    return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in COUNTED}


def _write_archive(path: Path, manifest: Manifest, copy: Path, wraps: bytes) -> None:
    flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "w+b") as file:
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
        "sha256": dict(manifest.sums),
    }


@contextlib.contextmanager
def open_archive(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """The archive at `path` and its manifest. Raises CarnetError (NotABackup…) when it is none, or a newer one."""
    if path.is_dir():
        raise NotABackup(f"Ceci est un dossier, pas une sauvegarde : {path}.")
    try:
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
        return Manifest(UUID(body["vault"]), int(body["schema"]), datetime.fromisoformat(body["made_at"]), counts, sums)
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
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(target, flags, 0o600), "wb") as file, archive.open(VAULT) as member:
        shutil.copyfileobj(member, file, _CHUNK)
        file.flush()
        os.fsync(file.fileno())
