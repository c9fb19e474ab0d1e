"""What the cells of other people’s tables say: numbers spoilt by a spreadsheet, several telephones in one cell, titles
of rubrics between the rows."""

import re
from collections.abc import Iterator, Sequence

from carnet.domain.phones import digits_of
from carnet.domain.sides import country_abroad
from carnet.domain.text import fold
from carnet.exchange import lines as ways
from carnet.exchange.incoming import IncomingLine
from carnet.exchange.names import names_specialty
from carnet.exchange.tables.mapping import Mapping, is_ours

_ROUNDED = re.compile(r"\d[.,]\d+E\+?\d+", re.IGNORECASE)  # « 1,00012E+10 »
_WHOLE = re.compile(r"(\d)[.,](\d{6,12})E\+?(\d{1,2})", re.IGNORECASE)  # « 4.65712032E8 »: of a program, not rounded
_PROTECTED = re.compile(r'="([^"]*)"')  # a text that a spreadsheet must not take for a number
_NOTHING = frozenset({"NULL", "null", "(null)", "N/A", "n/a", "#N/A", "NaN", "nan", "undefined", "-", "--", "—"})
_POINT_ZERO = re.compile(r"(\d+)[.,]0+")
_NUMBER = re.compile(r"(?<![\d+])(?:\(?\+\d{1,3}\)?[ .]?|00\d{2}[ .]?)?(?:\(0\)[ .]?)?\d(?:[ .\-]?\d){8,9}(?!\d)")
_WIDTHS = (
    (".insee", 5), ("finess", 9), ("adeli", 9), ("siret", 14), ("phone", 10), ("fax", 10),
)  # fmt: skip
_LONGEST_NUMBER = 14  # digits but the first
_AROUND = " \t\n.,;:/|-–()="
_POSTCODE_CITY = re.compile(r"(?is)^(.*?)[\s,]*\b(?:F-)?(\d{5})\s+([^\n\d]+?(?:cedex(?:\s+\d{1,2})?)?)\s*$")


def as_said(cell: str) -> str:
    """What a cell of another program's table says: a text that a formula protects, a number in full, nothing."""
    if cell in _NOTHING:
        return ""
    if found := _PROTECTED.fullmatch(cell):
        return found.group(1).strip()
    if (found := _WHOLE.fullmatch(cell)) and len(found.group(2)) <= int(found.group(3)) <= _LONGEST_NUMBER:
        return f"{found.group(1)}{found.group(2):0<{found.group(3)}}"
    return cell


def is_rounded(cell: str) -> bool:
    """Whether a spreadsheet wrote a long number as a power of ten: its digits are lost."""
    return _ROUNDED.fullmatch(cell.strip()) is not None


def identifier(cell: str) -> str:
    """An RPPS, ADELI, FINESS or SIRET number as typed, without its spaces nor a decimal part; "" once rounded."""
    text = "".join(cell.split())
    if is_rounded(text):
        return ""
    return found.group(1) if (found := _POINT_ZERO.fullmatch(text)) else text


def with_zero(key: str, cell: str) -> str:
    """A cell of a table of this program’s own, with the leading zeros that a spreadsheet took for those of a number."""
    width = next((width for end, width in _WIDTHS if key.endswith(end) or key.rstrip("0123456789") == end), 0)
    return cell.zfill(width) if cell.isdecimal() and width - 2 < len(cell) < width else cell


def postcode(cell: str, country: str) -> str:
    """A French postcode with the leading zero that a spreadsheet ate; those of other countries may have four digits."""
    return f"0{cell}" if cell.isdecimal() and len(cell) == 4 and not country_abroad(country) else cell


def phones(cell: str, *, fax: bool = False, use: str = "", label: str = "") -> list[IncomingLine]:
    """The numbers of a cell; words beside one say what it is (« secrétariat : 04 …, direct : 06 … »)."""
    if is_rounded(cell):
        return []
    cell = found.group(1) if (found := _POINT_ZERO.fullmatch(cell.strip())) else cell
    spans = list(_NUMBER.finditer(cell))
    if len(digits_of(cell)) != sum(len(digits_of(span.group())) for span in spans) or not _has_words(cell):
        return ways.phones(cell, fax=fax, use=use, label=label)
    found_lines: list[IncomingLine] = []
    for span, words in zip(spans, _words(cell, spans), strict=True):
        found_lines += ways.phones(span.group().strip(), fax=fax, use=use, label=words or label)
    return found_lines


def _has_words(cell: str) -> bool:
    return sum(letter.isalpha() for letter in cell) > 1


def _words(cell: str, spans: Sequence[re.Match[str]]) -> Iterator[str]:
    """What is written beside each number: before it, unless the cell begins with a number, then after it."""
    before = bool(cell[: spans[0].start()].strip(_AROUND)) if spans else False
    ends = [0, *(span.end() for span in spans)]
    starts = [*(span.start() for span in spans), len(cell)]
    for at in range(len(spans)):
        text = cell[ends[at] : starts[at]] if before else cell[ends[at + 1] : starts[at + 1]]
        words = text.strip(_AROUND)
        yield "" if fold(words) in ("ou", "et", "tel", "tel pro") else words


def postcode_and_city(text: str) -> tuple[str, str, str] | None:
    """« 2 place Pie, 84000 Avignon cedex 1 » in three, None when there is no postcode with a town after it."""
    found = _POSTCODE_CITY.match(text)
    return (found.group(1).strip(" ,\n"), found.group(2), found.group(3).strip()) if found else None


def _rubric(cells: Sequence[str]) -> str:
    """The specialty that a row is the title of (« DERMATOLOGIE » alone), "" for any other row."""
    said = [cell.strip() for cell in cells if cell.strip()]
    return said[0] if len(said) == 1 and names_specialty(said[0]) else ""


def _is_header_again(cells: Sequence[str], header: Sequence[str]) -> bool:
    """Whether a row repeats the names of the columns, as on each page of a printed list."""
    said = [(fold(cell), fold(name)) for cell, name in zip(cells, header, strict=False) if cell.strip()]
    return len(said) > 1 and all(cell == name for cell, name in said)


class Rubrics:
    """The rows of somebody else's table that are no cards: the names of the columns again, and « CARDIOLOGIE » alone on
    its row, which those below have for a specialty."""

    def __init__(self, header: Sequence[str], mapping: Mapping) -> None:
        self.header, self.mapping, self.current = list(header), mapping, ""
        self.specialties = [at for at, key in enumerate(mapping.keys) if key == "specialty"]
        self.extended = Mapping((*mapping.header, "Rubrique"), (*mapping.keys, "specialty"))

    def takes(self, cells: Sequence[str]) -> bool:
        """Whether a row is one of them."""
        if is_ours(self.header):
            return False
        named = _rubric(cells)
        self.current = named or self.current
        return bool(named) or _is_header_again(cells, self.header)

    def under(self, cells: Sequence[str]) -> tuple[Sequence[str], Mapping, Sequence[str]]:
        """Header, mapping and cells of a row, with the rubric that it stands under unless it names a specialty."""
        if not self.current or any(cells[at].strip() for at in self.specialties if at < len(cells)):
            return self.header, self.mapping, cells
        width = len(self.mapping.keys)
        padded = [*cells[:width], *[""] * (width - len(cells)), self.current]
        return [*self.header[:width], "Rubrique"], self.extended, padded
