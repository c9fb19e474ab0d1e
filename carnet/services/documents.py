"""Documents and a photo kept with a card: added, removed, swept. Their bytes never enter the journal."""

import hashlib
import stat
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa

from carnet.domain.attachments import LARGEST, PHOTO_TYPES, media_type, safe_name, why_refused
from carnet.domain.patients import refuse_social_security_number
from carnet.errors import CarnetError
from carnet.models import document_contents
from carnet.models.book import Book
from carnet.models.desk import document
from carnet.models.files import storage_error
from carnet.models.writer import Changes, RowGone, Writer
from carnet.services.memberships import live
from carnet.words import NARROW

PHOTO_NAME = "photo"
_REFUSED = {
    "program": "programme, script ou page web, il s’exécuterait à l’ouverture",
    "macros": f"il contient des macros{NARROW}: enregistrez-le en PDF, puis ajoutez le PDF",
    "packed": "cette archive contient un programme",
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to keep: its name as it was, its bytes."""

    name: str
    content: bytes = field(repr=False)


def read_file(path: Path) -> Attachment:
    """The file at `path`, measured before it is read. Raises CarnetError: not a file, too large, unreadable."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise CarnetError(f"«{NARROW}{path.name}{NARROW}» n’est pas un fichier{NARROW}: rien n’a été ajouté.")
        _check_size(path.name, found.st_size)
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)  # it may have grown since
    except OSError as error:
        raise storage_error("Impossible de lire le fichier", path, error) from error
    _check_size(path.name, len(content))
    return Attachment(path.name, content)


def add_document(book: Book, key: int, given: Attachment, *, today: date, now: datetime) -> Changes:
    """Keep a file with a card. Raises RowGone, CarnetError: too large, empty, runs when opened, there already."""
    name = _checked(given)
    digest = hashlib.sha256(given.content).hexdigest()
    with book.write("add_document", now=now) as writer:
        live(writer, key)
        if _of(writer, key, digest):
            raise CarnetError(f"«{NARROW}{name}{NARROW}» est déjà sur cette fiche.")
        _insert(writer, key, name, given.content, digest, today, is_photo=False)
    return writer.changes


def set_photo(book: Book, key: int, content: bytes, *, today: date, now: datetime) -> Changes:
    """Make this JPEG or PNG the photo of a card, in the place of the one it had. Raises RowGone, CarnetError."""
    _checked(Attachment(PHOTO_NAME, content))
    kind = media_type(content)
    if kind not in PHOTO_TYPES:
        raise CarnetError(f"La photo d’une fiche est une image JPEG ou PNG{NARROW}: rien n’a été changé.")
    name = f"{PHOTO_NAME}.{'jpg' if kind == 'image/jpeg' else 'png'}"
    with book.write("set_photo", now=now) as writer:
        live(writer, key)
        column = document.c
        for old in writer.execute(sa.select(column.id).where(column.correspondent_id == key, column.is_photo)).all():
            writer.delete(document, old.id)
        _insert(writer, key, name, content, hashlib.sha256(content).hexdigest(), today, is_photo=True)
    return writer.changes


def remove_document(book: Book, key: int, *, now: datetime) -> Changes:
    """Take a document (or a photo) off its card; an undo brings it back for 30 days. Raises RowGone."""
    with book.write("remove_document", now=now) as writer:
        found = writer.execute(sa.select(document.c.correspondent_id).where(document.c.id == key)).one_or_none()
        if found is None:
            raise RowGone
        live(writer, found.correspondent_id)
        writer.delete(document, key)
    return writer.changes


def sweep(book: Book, *, now: datetime) -> int:
    """Drop the bytes of documents removed more than 30 days ago; how many were dropped. No write when there is none."""
    if not document_contents.is_anything_to_sweep(book.reader(), now):
        return 0
    with book.write("sweep_documents", now=now) as writer:
        return document_contents.sweep(writer.dbapi, now)


def _checked(given: Attachment) -> str:
    """The name under which a file is kept. Raises CarnetError when it may not be."""
    refuse_social_security_number(given.name)
    name = safe_name(given.name)
    _check_size(name, len(given.content))
    if not given.content:
        raise CarnetError(f"«{NARROW}{name}{NARROW}» est vide{NARROW}: rien n’a été ajouté.")
    if why := why_refused(given.name, given.content):
        raise CarnetError(f"«{NARROW}{name}{NARROW}» n’est pas gardé{NARROW}: {_REFUSED[why]}.")
    return name


def _check_size(name: str, size: int) -> None:
    if size > LARGEST:
        raise CarnetError(
            f"«{NARROW}{name}{NARROW}» est trop gros ({_megabytes(size)} Mo){NARROW}: un document peut peser jusqu’à"
            f" {LARGEST >> 20} Mo. Rien n’a été ajouté."
        )


def _megabytes(size: int) -> str:
    """Rounded up, so that what is too large never reads as the limit."""
    return f"{-(-size >> 20):d}"


def _of(writer: Writer, key: int, digest: str) -> bool:
    column = document.c
    query = sa.select(column.id).where(column.correspondent_id == key, column.sha256 == digest, ~column.is_photo)
    return writer.execute(query).first() is not None


def _insert(writer: Writer, key: int, name: str, content: bytes, digest: str, today: date, *, is_photo: bool) -> None:
    document_contents.keep(writer.dbapi, digest, content)
    writer.insert(
        document, correspondent_id=key, name=name, media_type=media_type(content), size=len(content), sha256=digest,
        is_photo=is_photo, added_on=today,
    )  # fmt: skip
