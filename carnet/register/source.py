"""Reading a register's file as it is handed over: .txt, .zip or .gz, UTF-8 or cp1252, whole or damaged, streamed."""

import gzip
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO, cast

from carnet.errors import CarnetError
from carnet.register.layout import refuse_sister

_CHUNK = 1 << 20
_LONGEST_LINE = 1 << 16
_WANTED = "personne_activite"
_BOM = b"\xef\xbb\xbf"
_KINDS = (
    (b"%PDF", "un PDF"),
    (b"\xff\xd8\xff", "une image JPEG"),
    (b"\x89PNG", "une image PNG"),
    (b"\xd0\xcf\x11\xe0", "un ancien fichier Excel ou Word"),
    (b"SQLite format 3", "une base SQLite"),
    (b"7z\xbc\xaf", "une archive 7z"),
    (b"Rar!", "une archive RAR"),
    (b"<!doctype", "une page web"),
    (b"<html", "une page web"),
    (b"<?xml", "un fichier XML"),
    (b"{", "un fichier JSON"),
)


def text_of(data: bytes) -> str:
    """UTF-8 text; a passage that is not, in a file that is, reads as cp1252, which such passages are pasted from."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


class Source:
    """One open file: its lines, how far it is read, and in which encoding it turned out to be.

    `total` and `position()` are bytes: of the text itself, or of the packed file for a .gz, whose text length nobody
    knows beforehand. `name` is the file that the person chose, `inner` the member of a .zip. `encoding` is certain
    once a line that is not ASCII has been read.
    """

    def __init__(self, path: Path, stream: BinaryIO, counted: BinaryIO, total: int, inner: str) -> None:
        self.path, self.name, self.inner, self.total = path, path.name, inner, total
        self.encoding = "utf-8"
        self._stream, self._counted = stream, counted
        self._decided = False

    def position(self) -> int:
        """How many of the `total` bytes are read."""
        return min(self._counted.tell(), self.total)

    def header(self) -> str:
        """The first line. Raises CarnetError for what cannot be a text of the kind expected."""
        first = self._read_line()
        _refuse_other_kinds(first, self.name)
        if first.startswith(_BOM):
            first, self.encoding, self._decided = first[3:], "utf-8-sig", True
        return text_of(self._as_utf8(first))

    def batches(self) -> Iterator[list[bytes]]:
        """The following lines, about a megabyte at a time, in UTF-8, without their ends nor empty ones.

        The first line that is not ASCII, mostly the header, tells the encoding of all. A file that is UTF-8 so far is
        not checked any further here: `text_of` reads what is damaged.
        """
        rest = b""
        while chunk := self._read(_CHUNK):
            complete, newline, rest = (rest + chunk).rpartition(b"\n")
            if not newline and len(rest) > _LONGEST_LINE:
                complete, rest = rest, b""
            if complete:
                yield self._lines(complete)
        if rest:
            yield self._lines(rest)

    def _lines(self, block: bytes) -> list[bytes]:
        block = self._as_utf8(block)
        if b"\r" in block:
            block = block.replace(b"\r\n", b"\n").removesuffix(b"\r")
        lines = block.split(b"\n")
        return [line for line in lines if line] if b"" in lines else lines

    def _as_utf8(self, block: bytes) -> bytes:
        if not self._decided and not block.isascii():
            first = next(line for line in block.split(b"\n") if not line.isascii())
            self.encoding, self._decided = "utf-8" if _is_utf8(first) else "cp1252", True
        return block.decode("cp1252", "replace").encode() if self.encoding == "cp1252" else block

    def _read(self, size: int) -> bytes:
        try:
            return self._stream.read(size)
        except (EOFError, zipfile.BadZipFile, gzip.BadGzipFile, zlib.error) as error:
            raise CarnetError(
                f"« {self.name} » est incomplet ou abîmé : téléchargez-le de nouveau. Rien n'a changé."
            ) from error
        except OSError as error:
            raise CarnetError(f"« {self.path} » ne se lit pas jusqu'au bout : {error.strerror or error}.") from error

    def _read_line(self) -> bytes:
        line = b""
        while len(line) < _LONGEST_LINE and (byte := self._read(1)):
            line += byte
            if byte == b"\n":
                break
        return line


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Open what the person chose. Raises CarnetError, naming it, when it cannot hold the national file."""
    refuse_sister(path.name)
    if path.is_dir():
        raise CarnetError(f"« {path} » est un dossier : choisissez le fichier de l'Annuaire Santé qu'il contient.")
    with ExitStack() as stack:
        try:
            raw = stack.enter_context(path.open("rb"))
            size = path.stat().st_size
        except FileNotFoundError:
            raise CarnetError(f"« {path} » est introuvable.") from None
        except OSError as error:
            raise CarnetError(f"« {path} » ne peut pas être lu : {error.strerror or error}.") from error
        start = raw.read(4)
        raw.seek(0)
        if not start:
            raise CarnetError(f"« {path.name} » est vide.")
        if start[:2] == b"PK":
            yield _in_zip(path, raw, stack)
        elif start[:2] == b"\x1f\x8b":
            unpacked = stack.enter_context(gzip.GzipFile(fileobj=raw))
            yield Source(path, stack.enter_context(io.BufferedReader(unpacked, _CHUNK)), raw, size, "")
        else:
            yield Source(path, raw, raw, size, "")


def _in_zip(path: Path, raw: BinaryIO, stack: ExitStack) -> Source:
    try:
        archive = stack.enter_context(zipfile.ZipFile(raw))
        members = [m for m in archive.infolist() if not m.is_dir()]
        wanted = [m for m in members if _WANTED in m.filename.lower() and m.filename.lower().endswith(".txt")]
        if not wanted:
            raise CarnetError(_not_in_zip(path.name, [m.filename for m in members]))
        member = max(wanted, key=lambda m: m.filename)
        stream = stack.enter_context(archive.open(member))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise CarnetError(
            f"« {path.name} » est un zip incomplet ou abîmé : téléchargez-le de nouveau. Rien n'a changé."
        ) from error
    buffered = stack.enter_context(io.BufferedReader(cast(io.RawIOBase, stream), _CHUNK))
    return Source(path, buffered, buffered, member.file_size, member.filename)


def _not_in_zip(name: str, members: list[str]) -> str:
    if "[Content_Types].xml" in members:
        return f"« {name} » est un fichier Excel ou Word, pas celui de l'Annuaire Santé."
    for member in members:
        refuse_sister(Path(member).name)
    held = f" (il contient « {members[0]} »)" if members else " (il est vide)"
    return f"« {name} » ne contient pas de fichier PS_LibreAcces_Personne_activite{held}."


def _refuse_other_kinds(first: bytes, name: str) -> None:
    start = first.lstrip().lower()
    for mark, what in _KINDS:
        if start.startswith(mark.lower()):
            raise CarnetError(f"« {name} » est {what}, pas un fichier de l'Annuaire Santé.")
    if first[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise CarnetError(f"« {name} » est enregistré en UTF-16 : reprenez le fichier tel qu'il a été téléchargé.")
    if b"\0" in first or len(first) >= _LONGEST_LINE:
        raise CarnetError(f"« {name} » n'est pas un fichier de texte de l'Annuaire Santé.")


def fingerprint(path: Path) -> str:
    """SHA-256 of the whole file, whatever its name and date.

    A sample would be faster yet blind to one corrected digit; processors hash a gigabyte or more a second, so the
    national file as text takes half a second when the system holds it in memory, its zip a tenth.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CarnetError(f"« {path} » ne peut pas être lu : {error.strerror or error}.") from error


def date_of(source: Source) -> date:
    """The day the file was made: its name's 12 (or 8) digit stamp, the zip member's first, else its modification."""
    for name in (source.inner, source.name):
        for stamp in re.findall(r"(?<!\d)(20\d{6})(?:\d{4}(?:\d{2})?)?(?!\d)", name):
            try:
                return date.fromisoformat(stamp)
            except ValueError:
                continue
    return datetime.fromtimestamp(source.path.stat().st_mtime, tz=UTC).astimezone().date()
