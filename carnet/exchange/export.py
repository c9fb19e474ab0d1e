"""An export written in a format: disclosed cards in, a file out, whole or not at all under its name."""

import contextlib
import glob
import os
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from carnet.domain.disclosure import Disclosed
from carnet.exchange.vcard.printing import card_text
from carnet.exchange.vcard.writing import Envelope
from carnet.paths import document


class Format(StrEnum):
    """What a file is written in."""

    VCF3 = "vcf3"
    VCF4 = "vcf4"
    CSV = "csv"
    XLSX = "xlsx"


EXTENSIONS = {Format.VCF3: ".vcf", Format.VCF4: ".vcf", Format.CSV: ".csv", Format.XLSX: ".xlsx"}


def write(cards: Iterable[Disclosed], path: Path, format_: Format, envelope: Envelope) -> None:
    """Write the cards to `path`; a file that was there is replaced at the end, at once. Raises OSError, and CarnetError
    when `paths.document` refuses."""
    path = document(path)
    if format_ in (Format.VCF3, Format.VCF4):
        _whole_or_nothing(path, lambda file: _write_vcards(cards, file, envelope))
        return
    from carnet.exchange.tables.writing import csv_bytes, grid, row_of

    cells = grid(row_of(card, envelope) for card in cards)
    if format_ is Format.CSV:
        _whole_or_nothing(path, lambda file: _put(file, csv_bytes(cells)))
    else:
        _whole_or_nothing(path, lambda file: _write_workbook(cells, path, file))


def _put(file: BinaryIO, content: bytes) -> None:
    file.write(content)


def _write_vcards(cards: Iterable[Disclosed], file: BinaryIO, envelope: Envelope) -> None:
    for card in cards:
        file.write(card_text(card, envelope).encode("utf-8", "replace"))


def _sheet_of(path: Path) -> Path:
    """Where the sheet of a workbook is put together: beside it, named so that the next export sweeps it."""
    return path.with_name(f".{path.name}.{os.getpid()}.sheet.part")


def _write_workbook(cells: list[list[str]], path: Path, file: BinaryIO) -> None:
    from carnet.exchange.tables.writing import write_workbook

    sheet = _sheet_of(path)
    sheet.touch(mode=0o600)
    write_workbook(cells, file, sheet)


def _whole_or_nothing(path: Path, fill: Callable[[BinaryIO], None]) -> None:
    """Fill a file under another name beside `path`, for this user only, then give it its name."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.part"):  # of an export that was killed
        with contextlib.suppress(OSError):
            left.unlink()
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(temporary, flags, 0o600), "w+b") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        for left in (temporary, _sheet_of(path)):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    if os.name == "nt":  # Windows opens no folder
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
