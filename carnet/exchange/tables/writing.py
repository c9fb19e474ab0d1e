"""Disclosed cards made the rows of a table: one row a card, one column for each thing that any card says."""

import contextlib
import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from carnet.domain.disclosure import Disclosed, LineView, Profile, RemarkView
from carnet.errors import CarnetError
from carnet.exchange.lines import default_ring
from carnet.exchange.names import specialty_ids
from carnet.exchange.neutral import neutral
from carnet.exchange.tables import bound
from carnet.exchange.tables.codes import in_words
from carnet.exchange.tables.columns import header, order
from carnet.exchange.vcard.own import PRIVATE_TEXTS
from carnet.exchange.vcard.writing import Envelope, display_name
from carnet.words import NARROW, specialty

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

LONGEST_CELL = 32_767  # characters, of a worksheet
_NARROWEST, _WIDEST = 8, 44  # characters, of its columns
_COLUMNS = {"home": "home_visits"}
_PLACE_TEXTS = (
    "specialty", "function", "structure", "name", "complement", "street", "postcode", "city", "country", "insee",
    "mode", "access", "site_hours", "official_code",
)  # fmt: skip
_NOT_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


def row_of(card: Disclosed, envelope: Envelope) -> dict[str, str]:
    """What a card says, by the key of its column."""
    public = card.public
    cells = {"id": public.id.removeprefix("b:"), "display": display_name(public), "kind": _KINDS[public.kind]}
    for name in ("title", "family_name", "given_name", "label", "gender", "rpps", "adeli", "finess", "siret", "sector",
                 "cost", "successor"):  # fmt: skip
        cells[name] = str(getattr(public, name))
    cells["successor_id"] = public.successor_id.removeprefix("b:")
    cells["status"] = "" if public.status == "active" else public.status
    cells["status_on"] = _iso(public.status_on)
    numbers = {place.uuid: str(at) for at, place in enumerate(public.places, 1)}
    _add_places(cells, card)
    _add_lines(cells, card, numbers)
    cells |= {_COLUMNS.get(name, name): _yes(value) for name, value in public.attributes.items()}
    cells |= {"skills": listed(public.skills), "languages": listed(public.languages)}
    cells |= {f"structure.{name}": text for name, text in public.structure.items()}
    cells["links"] = listed([bound.written(link) for link in public.links])
    _add_practice(cells, card)
    _add_own(cells, card, envelope.author)
    cells["valid_until"] = _iso(envelope.until)
    told = {key: text for key, text in cells.items() if text or (key == "found_in" and card.profile is Profile.SELF)}
    return {key: in_words(key, text) for key, text in told.items()}


_KINDS = {"person": "personne", "structure": "structure"}


def listed(items: Sequence[str]) -> str:
    """Several labels in one cell, between semicolons; a semicolon of a label's own has a backslash before it."""
    return " ; ".join(item.replace("\\", "\\\\").replace(";", "\\;") for item in items)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _yes(value: bool | None) -> str:
    return "" if value is None else "oui" if value else "non"


def _add_places(cells: dict[str, str], card: Disclosed) -> None:
    for number, place in enumerate(card.public.places, 1):
        for name in _PLACE_TEXTS:
            cells[f"place{number}.{name}"] = str(getattr(place, name))
        cells[f"place{number}.specialty"] = _named(place.specialty)
        cells[f"place{number}.structure_key"] = place.structure_id.removeprefix("b:")
        cells[f"place{number}.hours"] = place.post_hours
        cells[f"place{number}.borrowed"] = "oui" if place.borrowed else ""
        cells[f"place{number}.lead"] = "oui" if place.is_lead else ""
        cells[f"place{number}.since"], cells[f"place{number}.until"] = _iso(place.since), _iso(place.until)


@cache
def _named(code: str) -> str:
    """The specialty in words where they are read back as the same one, else its id."""
    label = specialty(code)
    return label if specialty_ids(label)[:1] == (code,) and label != label.lower() else code


def _add_lines(cells: dict[str, str], card: Disclosed, numbers: dict[str, str]) -> None:
    counts: dict[str, int] = {}
    times = {one: time for part in (card.practice, card.private) if part for one, time in part.best_times.items()}
    for line in card.lines:
        counts[line.kind] = counts.get(line.kind, 0) + 1
        name = f"{line.kind}{counts[line.kind]}"
        cells |= {
            name: line.value, f"{name}.use": line.use, f"{name}.label": line.label, f"{name}.ring": _ring(line),
            f"{name}.place": numbers.get(line.place, ""), f"{name}.best_time": times.get(line.key, ""),
            f"{name}.of_site": "oui" if line.of_site and line.place in numbers else "",
        }  # fmt: skip


def _ring(line: LineView) -> str:
    return "" if line.ring == default_ring(line.kind, line.value, line.use) else line.ring.label


def _add_practice(cells: dict[str, str], card: Disclosed) -> None:
    part = card.practice
    if part is None:
        return
    cells |= {_COLUMNS.get(name, name): _yes(value) for name, value in part.attributes.items()}
    cells |= {f"structure.{name}": text for name, text in part.structure.items()}
    cells |= {"practical_note": part.practical_note, "verified_on": _iso(part.verified_on)}
    told = (*(card.original.told_before if card.original else ()), *part.told)
    cells["delays"] = listed([f"{one.days} j, {one.told_on.isoformat()}, {one.audience}" for one in told])


def _add_own(cells: dict[str, str], card: Disclosed, author: str) -> None:
    if card.private:
        cells |= {name: getattr(card.private, name) for name in PRIVATE_TEXTS}
        cells |= {"note": card.private.note, "tags": listed(card.private.tags)}
        cells["favourite"] = "oui" if card.private.favourite else ""
        cells["remarks"] = listed([_remark(one) for one in card.private.remarks])
    part = card.opinion
    if part and (part.marks or part.word or part.good_for):
        cells |= {
            "opinion.by": author, "opinion.on": _iso(part.given_on), "opinion.marks": listed(part.marks),
            "opinion.word": part.word, "opinion.good_for": listed(part.good_for),
        }  # fmt: skip


def _remark(remark: RemarkView) -> str:
    """« 2026-03-03 : Dr Morel : ses mots »; colons of the name are escaped."""
    author = remark.author.replace("\\", "\\\\").replace(":", "\\:")
    return f"{_iso(remark.given_on)} : {author} : {remark.words}"


def grid(rows: Iterable[dict[str, str]]) -> list[list[str]]:
    """Header and rows, every cell safe to open."""
    listing = list(rows)
    keys = sorted({key for row in listing for key in row}, key=order)
    return [[header(key) for key in keys], *([neutral(row.get(key, "")) for key in keys] for row in listing)]


def csv_bytes(cells: Iterable[Sequence[str]]) -> bytes:
    """CSV as French spreadsheets open it: semicolons, UTF-8 with its mark, CRLF."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(cells)
    return text.getvalue().encode("utf-8-sig", "replace")


def write_workbook(cells: Sequence[Sequence[str]], file: BinaryIO, aside: Path) -> None:
    """A workbook of one sheet, texts only, no formula. Raises CarnetError for a text too long for it.

    `aside` is where the sheet is put together: openpyxl would do it in the system's temporary folder, where a program
    that is killed would leave every card in clear.
    """
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet._writer import ALL_TEMP_FILES, WorksheetWriter

    if any(len(cell) > LONGEST_CELL for row in cells for cell in row):
        raise CarnetError(
            f"Un texte de plus de {LONGEST_CELL} caractères ne tient pas dans un classeur{NARROW}: exportez en CSV."
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Carnet")
    sheet.freeze_panes = "B2"
    for at, column in enumerate(zip(*cells, strict=True), 1):
        longest = max(len(line) for cell in column for line in cell.split("\n"))
        sheet.column_dimensions[get_column_letter(at)].width = min(_WIDEST, max(_NARROWEST, longest + 2))
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, len(cells[0])))}{len(cells)}"
    sheet._writer = WorksheetWriter(sheet, out=str(aside))
    ALL_TEMP_FILES.append(str(aside))  # from which openpyxl takes it off, when it removes the file
    try:
        _fill(sheet, cells)
        _save(book, file)
    except BaseException:
        _give_up(sheet)
        raise


def _fill(sheet: "WriteOnlyWorksheet", cells: Sequence[Sequence[str]]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    sheet._writer.write_top()
    bold = Font(name="Calibri", size=11, bold=True)
    for number, row in enumerate(cells):
        made: list[WriteOnlyCell | None] = []
        for text in row:
            if not text:
                made.append(None)
                continue
            cell = WriteOnlyCell(sheet, text.translate(_NOT_XML))
            cell.data_type = "s"
            if number == 0:
                cell.font = bold
            made.append(cell)
        sheet.append(made)


def _save(book: "Workbook", file: BinaryIO) -> None:
    """As openpyxl does, but for the archive, which is closed whatever happens."""
    from openpyxl.writer.excel import ExcelWriter

    archive = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
    try:
        ExcelWriter(book, archive).save()
    except BaseException:
        with contextlib.suppress(Exception):
            archive.close()
        raise


def _give_up(sheet: "WriteOnlyWorksheet") -> None:
    """End the generators that write a sheet: left to the collector, they would try the full disk once more and print
    what it says."""
    for generator in (sheet._rows, sheet._writer.xf):
        if generator is not None:
            with contextlib.suppress(Exception):
                generator.close()
