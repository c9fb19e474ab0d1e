"""The rows of a CSV file or a workbook, as texts, with the line each starts on; bounded memory, nothing run."""

import contextlib
import csv
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import Any

from msgspec import Struct

from carnet.domain.text import fold
from carnet.errors import CarnetError
from carnet.exchange.incoming import Trouble
from carnet.exchange.tables import columns, formulas, merged, plain
from carnet.exchange.tables.mapping import key_of
from carnet.exchange.tables.records import records
from carnet.exchange.vcard.charset import chunks, decoded, guess
from carnet.exchange.vcard.stream import physical
from carnet.words import NARROW

LARGEST_UNZIPPED = 256 << 20  # bytes of all the members of a workbook
LARGEST_STRINGS = 96 << 20  # of the one that openpyxl holds in memory
_MOST_MEMBERS, _MOST_COLUMNS, _WORST_RATIO = 2_000, 400, 250
_MOST_ROWS = 1 << 20  # of a worksheet, by its format
_LONGEST_LINE = 1 << 20
_ERRORS = frozenset({"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"})
_LONGEST_TYPE = 100
_DELIMITERS = ";,\t|"
_HEAD_ROWS = 12

Row = tuple[int, list[str]]


class Sheet(Struct):
    """A table being read: its header ("" for a column without one), the first rows, then all of them."""

    name: str
    format: str
    encoding: str
    header: list[str]
    sample: list[list[str]]
    rows: Iterator[Row]
    troubles: list[Trouble]


def open_csv(path: Path) -> Sheet:
    """A CSV file: encoding, separator and header guessed. Raises CarnetError when it is no table."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    if b"\0" in head and not guess(head)[0].startswith(("utf-16", "utf-32")):
        raise CarnetError(f"«{NARROW}{path.name}{NARROW}» n’est ni une vCard, ni un tableau (CSV, XLSX).")
    troubles: list[Trouble] = []
    text = b"".join(_head_of(path)).decode("utf-8", "replace")
    delimiter = _delimiter(text)
    first = [cells for _, cells in _csv_rows(path, delimiter, [], limit=_HEAD_ROWS * 4)]
    rows = _csv_rows(path, delimiter, troubles)
    if inner := _inner_delimiter(first):
        first, rows = [_parted(cells, inner) for cells in first], _within(rows, inner)
    first, rows = _without_separators(first, rows, delimiter, path)
    at = _header_at(first)
    encoding = guess(head)[0] or (
        "utf-8" if decoded(head[:-4]).encode("utf-8")[: len(head) - 8] == head[: len(head) - 8] else "cp1252"
    )
    header, sample = _header(first, at)
    return Sheet(path.name, "csv", encoding, header, sample, _after(rows, at), troubles)


def _head_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield next(chunks(file))


def _delimiter(text: str) -> str:
    """The separator under which the first lines have most columns, the same number each."""
    lines = text.splitlines()[: _HEAD_ROWS * 2]
    if lines and fold(lines[0]).startswith("sep") and lines[0].lower().startswith("sep=") and len(lines[0]) == 5:
        return lines[0][4]

    def agreement(delimiter: str) -> tuple[int, int]:
        with contextlib.suppress(csv.Error):
            widths = [len(row) for row in csv.reader(StringIO("\n".join(lines)), delimiter=delimiter) if row]
            common = max(set(widths), key=widths.count, default=1)
            return (widths.count(common) if common > 1 else 0), common
        return 0, 0

    return max(_DELIMITERS, key=agreement)


def _without_separators(
    first: list[list[str]], rows: Iterator[Row], delimiter: str, path: Path
) -> tuple[list[list[str]], Iterator[Row]]:
    """The rows of a text whose columns are kept apart by spaces, or that lists a name and a number a line; the same for
    any other. Raises CarnetError for prose."""
    texts = [delimiter.join(row) for row in first]
    if all(len(row) == 1 for row in first) and (cut := plain.columns_cut(texts)):
        return [cut(text) for text in texts], ((number, cut(delimiter.join(cells))) for number, cells in rows)
    if _header_at(first) >= 0:
        return first, rows
    if plain.is_list(first):
        listed = ((number, plain.listed(delimiter.join(cells))) for number, cells in rows)
        return [plain.HEADER, *map(plain.listed, texts)], chain([(0, plain.HEADER)], listed)
    if plain.is_prose(first, texts):
        name = f"«{NARROW}{path.name}{NARROW}»"
        raise CarnetError(f"{name} est un texte, sans tableau{NARROW}: enregistrez un tableau en .xlsx ou en CSV.")
    return first, rows


def _inner_delimiter(rows: Sequence[Sequence[str]]) -> str:
    """The separator inside rows that a spreadsheet quoted whole (« "Nom;Prénom;Tél" »), "" for any other rows."""
    if len(rows) < 2 or any(len(row) != 1 for row in rows):
        return ""
    found = _delimiter("\n".join(row[0].replace("\n", " ") for row in rows))
    return found if len(_parted(rows[0], found)) > 1 and _header_at([_parted(row, found) for row in rows]) >= 0 else ""


def _parted(row: Sequence[str], delimiter: str) -> list[str]:
    return next(csv.reader([row[0].replace("\n", " ")], delimiter=delimiter), []) if len(row) == 1 else list(row)


def _within(rows: Iterable[Row], delimiter: str) -> Iterator[Row]:
    for number, cells in rows:
        yield number, _parted(cells, delimiter)[:_MOST_COLUMNS]


def _csv_rows(path: Path, delimiter: str, troubles: list[Trouble], limit: int = 0) -> Iterator[Row]:
    with path.open("rb") as file:
        count = 0
        for number, cells in records(_lines(chunks(file), troubles), delimiter, troubles):
            if any(cell.strip() for cell in cells) and not (number == 1 and cells[0].lower().startswith("sep=")):
                yield number, cells[:_MOST_COLUMNS]
                count += 1
            if limit and count == limit:
                return


def _lines(pieces: Iterable[bytes], troubles: list[Trouble]) -> Iterator[str]:
    for number, (line, over) in enumerate(physical(pieces, _LONGEST_LINE), 1):
        if over:
            troubles.append(Trouble(number, "cette ligne est trop longue : elle n’a pas été lue"))
            yield "\n"
        else:
            yield decoded(line).replace("\0", "") + "\n"


def _known(row: Sequence[str]) -> int:
    """How many cells of a row are headers that mean something."""
    return sum(bool(key_of(cell) or columns.key_of(cell)) for cell in row if cell.strip())


def _header_at(rows: Sequence[Sequence[str]]) -> int:
    """Which of the first rows names the columns; -1 when none does."""
    known = [0 if plain.is_line(row, at) else _known(row) for at, row in enumerate(rows[:_HEAD_ROWS])]
    if not known or not max(known):
        return -1
    best = known.index(max(known))
    values = sum(any(letter.isdigit() for letter in cell) and "@" in cell for cell in rows[best])
    return best if known[best] >= min(2, len(rows[best])) and not values else -1


def _header(rows: Sequence[Sequence[str]], at: int) -> tuple[list[str], list[list[str]]]:
    width = max((len(row) for row in rows), default=0)
    if at < 0:
        return [f"Colonne {number}" for number in range(1, width + 1)], [list(row) for row in rows]
    header = [cell.strip() for cell in rows[at]] + [""] * (width - len(rows[at]))
    return header, [list(row) for row in rows[at + 1 :]]


def _after(rows: Iterator[Row], at: int) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if number > at:
            yield row


def open_workbook(path: Path) -> Sheet:
    """The sheet of a workbook that looks most like a book of addresses; cached values, formulas are never run.

    Raises CarnetError: not a workbook, damaged, swollen on purpose, nothing in it.
    """
    check_workbook(path)
    try:
        with _opened(path) as book:
            firsts = [(at, sheet, _first_rows(sheet)) for at, sheet in enumerate(book.worksheets)]
    except Exception as error:  # openpyxl raises whatever its parsers do
        raise CarnetError(f"Le classeur «{NARROW}{path.name}{NARROW}» est abîmé : il n’a pas pu être lu.") from error
    firsts = [one for one in firsts if one[2]]
    if not firsts:
        raise CarnetError(f"Le classeur «{NARROW}{path.name}{NARROW}» est vide.")
    chosen, sheet, rows = max(firsts, key=lambda one: (_is_shown(one[1]), max(_known(row) for row in one[2])))
    troubles = [_left_out(other) for at, other, _ in firsts if at != chosen]
    if count := formulas.count_without_result(path, sheet._worksheet_path):
        troubles.append(Trouble(0, formulas.remark(count)))
    at = _header_at(rows)
    header, sample = _header(rows, at)
    return Sheet(path.name, "xlsx", "", header, sample, _after(_rows_of(path, chosen, troubles), at), troubles)


def _is_shown(sheet: Any) -> bool:
    return bool(sheet.sheet_state == "visible")


def _left_out(sheet: Any) -> Trouble:
    hidden = "" if _is_shown(sheet) else " masquée"
    return Trouble(0, f"la feuille{hidden} «{NARROW}{sheet.title}{NARROW}» n’a pas été lue")


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Any]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on styles and extensions that nobody reads here
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        yield book
    finally:
        book.close()


def _rows_of(path: Path, chosen: int, troubles: list[Trouble]) -> Iterator[Row]:
    with _opened(path) as book:
        sheet = book.worksheets[chosen]
        yield from merged.filled(_sheet_rows(sheet, troubles), merged.down(path, sheet._worksheet_path))


def _first_rows(sheet: Any) -> list[list[str]]:
    rows: list[list[str]] = []
    for _, cells in _sheet_rows(sheet, []):
        rows.append(cells)
        if len(rows) == _HEAD_ROWS * 4:
            break
    return rows


def _sheet_rows(sheet: Any, troubles: list[Trouble]) -> Iterator[Row]:
    sheet.reset_dimensions()  # what a sheet says of its own size is not believed
    rows = sheet.iter_rows(values_only=True)
    number = 0
    while True:
        number += 1
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                values = next(rows)
        except StopIteration:
            return
        except Exception:  # damaged from here on: what was read stays
            troubles.append(Trouble(number, "le classeur est abîmé à partir de cette ligne"))
            return
        if number > _MOST_ROWS:  # openpyxl makes every empty row before the number that a row claims
            troubles.append(Trouble(number, "le classeur est abîmé à partir de cette ligne"))
            return
        cells = [_text(value) for value in values[:_MOST_COLUMNS]]
        if any(cell.strip() for cell in cells):
            yield number, cells


def _text(value: object) -> str:
    """A cell as it is seen; a number without a decimal part has none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute) else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else "" if value in _ERRORS else str(value)


def _other(archive: zipfile.ZipFile) -> str:
    """What an archive that is no workbook is (ODF 1.3 part 2 §3.3: its first member tells)."""
    names = archive.namelist()
    kind = archive.read("mimetype")[:_LONGEST_TYPE].decode("latin-1") if "mimetype" in names else ""
    if "opendocument.spreadsheet" in kind:
        return "est un classeur de LibreOffice (.ods)"
    if "word/document.xml" in names or "opendocument.text" in kind:
        return "est un document de traitement de texte"
    return (
        "est un classeur de Numbers"
        if any(one.startswith("Index/") for one in names)
        else "n’est pas un classeur .xlsx"
    )


def check_workbook(path: Path) -> None:
    """Raises CarnetError for a workbook that is none, or that would fill the memory once unzipped (its members' sizes
    are read first, and zipfile never gives more of a member than the size it declares)."""
    name = f"«{NARROW}{path.name}{NARROW}»"
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            total = sum(member.file_size for member in members)
            strings = sum(m.file_size for m in members if m.filename.lower().endswith("sharedstrings.xml"))
            swollen = any(m.file_size > (1 << 20) and m.file_size > _WORST_RATIO * m.compress_size for m in members)
            if total > LARGEST_UNZIPPED or strings > LARGEST_STRINGS or len(members) > _MOST_MEMBERS or swollen:
                raise CarnetError(f"Le classeur {name} est refusé : décompressé, il serait démesuré.")
            if any(m.filename.lower().endswith((".vcf", ".csv", ".xlsx")) for m in members):
                raise CarnetError(f"{name} est une archive{NARROW}: sortez-en le fichier, et choisissez-le.")
            if "xl/workbook.xml" not in archive.namelist():
                raise CarnetError(f"{name} {_other(archive)}{NARROW}: enregistrez-le en .xlsx ou en CSV.")
            for member in members:
                if member.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(member) as part:
                        if b"<!doctype" in part.read(4096).replace(b"\0", b"").lower():
                            raise CarnetError(f"Le classeur {name} est refusé : il contient une DTD.")
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError) as error:
        raise CarnetError(f"Le classeur {name} est abîmé : il n’a pas pu être lu.") from error
