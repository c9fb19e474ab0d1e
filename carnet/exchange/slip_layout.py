"""Where everything stands on a slip: pure geometry, measured by whoever knows the letters.

Lengths are points of 1/72 inch, from the top left corner of a leaf of 148 × 210 mm (A5).

Nothing is ever cut: words that are too long wrap, letter by letter if they must; what does not fit is set smaller, then
goes on another leaf.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from carnet.exchange.slip_names import SlipName
from carnet.words import NARROW, long_date

MM = 72 / 25.4
WIDTH, HEIGHT = 148 * MM, 210 * MM
MARGIN = 11 * MM
RIGHT = WIDTH - MARGIN
BOTTOM = HEIGHT - MARGIN
_LINE = 1.27  # of the size of its letters
_SCALES = (1.0, 0.96, 0.92, 0.88, 0.85)  # words of three names are then 10 pt: no smaller
_SMALLEST_NUMBER = 0.6  # of its size, before it wraps
_CODE_CAPTION = "À photographier avec un téléphone"
_CAPTION_SIZE = 8.5
_GAP = 5 * MM  # between the words and what stands at their right
_AROUND_RULE = 2 * MM
_HAIR = 0.01  # what sums of lengths may be wrong by
_MOST_AIR = 8 * MM  # before a name, where there is room

Measure = Callable[[str, bool, float], float]  # text, bold, size: its width in points


@dataclass(frozen=True, slots=True)
class Text:
    """One line of letters; `y` is its base line. `soft`: grey, for what matters less."""

    x: float
    y: float
    words: str
    size: float
    bold: bool = False
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line from margin to margin."""

    y: float


@dataclass(frozen=True, slots=True)
class Code:
    """The QR code of a vCard in a square of `side`."""

    x: float
    y: float
    side: float
    vcard: str


Item = Text | Rule | Code


@dataclass(frozen=True, slots=True)
class Sizes:
    """Letters and code for a number of names: fewer names, larger letters."""

    name: float
    number: float
    words: float
    code: float

    def scaled(self, scale: float) -> "Sizes":
        """The letters smaller or larger; a code that shrinks would not be read."""
        return Sizes(self.name * scale, self.number * scale, self.words * scale, self.code)


_SIZES = {1: Sizes(21, 34, 14.5, 38 * MM), 2: Sizes(18, 29, 13, 34 * MM), 3: Sizes(15.5, 24, 11.8, 29 * MM)}
MOST_NAMES = max(_SIZES)


@dataclass(frozen=True, slots=True)
class Row:
    """Items measured from the top of the row, which is not parted."""

    height: float
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """What belongs together: rows one under the other, and what stands at their right."""

    rows: tuple[Row, ...]
    aside: Row = Row(0.0)

    @property
    def height(self) -> float:
        """All of it, from top to bottom."""
        return max(sum(row.height for row in self.rows), self.aside.height)


Leaf = tuple[Item, ...]


def lay_out(names: Sequence[SlipName], practice: str, day: date, measure: Measure) -> tuple[Leaf, ...]:
    """The leaves of a slip for one to three names: one leaf whenever that can be read."""
    head = head_block(practice, day, measure)
    usual = _SIZES[len(names)]
    for scale in _SCALES:
        blocks = [name_block(name, usual.scaled(scale), measure) for name in names]
        room = BOTTOM - MARGIN - sum(block.height for block in (head, *blocks))
        if room >= 0:
            return _paged(head, blocks, min(room / len(blocks), _MOST_AIR))
    return _paged(head, [name_block(name, usual, measure) for name in names], 0.0)


def _paged(head: Block, blocks: Sequence[Block], air: float) -> tuple[Leaf, ...]:
    """Blocks one under the other, `air` before each; one that a leaf can hold is not parted."""
    leaves: list[list[Item]] = [[]]
    y = MARGIN
    for block in (head, *blocks):
        y += air if block is not head else 0.0
        whole = block.height if block.height <= BOTTOM - MARGIN else block.aside.height
        if y + whole > BOTTOM + _HAIR:
            leaves.append([])
            y = MARGIN
        first, top = leaves[-1], y
        for row in block.rows:
            if y + row.height > BOTTOM + _HAIR:
                leaves.append([])
                y = MARGIN
            leaves[-1] += _moved(row.items, y)
            y += row.height
        first += _moved(block.aside.items, top)
        y = max(y, top + block.aside.height) if leaves[-1] is first else y
    return tuple(tuple(leaf) for leaf in leaves)


def _moved(items: Sequence[Item], down: float) -> list[Item]:
    return [replace(item, y=item.y + down) for item in items]


def head_block(practice: str, day: date, measure: Measure) -> Block:
    """Who sends the names, and the day: what the patient says on the telephone."""
    size, small = 13.0, 10.0
    date_words = long_date(day)
    room = RIGHT - MARGIN - measure(date_words, False, small) - _GAP
    rows = []
    if practice:
        rows.append(_row([Text(MARGIN, 0, f"De la part de{NARROW}:", small, soft=True)], small))
        rows += [
            _row([Text(MARGIN, 0, line, size, bold=True)], size)
            for line in wrapped(practice, room, True, size, measure)
        ]
    aside = _row([Text(RIGHT - measure(date_words, False, small), 0, date_words, small, soft=True)], small)
    return Block((*rows, Row(2 * MM)), aside)


def name_block(name: SlipName, sizes: Sizes, measure: Measure) -> Block:
    """One name under a line, its code at the right."""
    caption = wrapped(_CODE_CAPTION, sizes.code, False, _CAPTION_SIZE, measure)
    aside_top = 2 * _AROUND_RULE
    left, under, step = RIGHT - sizes.code, aside_top + sizes.code, _CAPTION_SIZE * _LINE
    below = [Text(left, under + (at + 1.2) * step, line, _CAPTION_SIZE, soft=True) for at, line in enumerate(caption)]
    code = Code(left, aside_top, sizes.code, name.vcard)
    aside = Row(under + (len(caption) + 0.5) * step, (code, *below))
    rows = [Row(2 * _AROUND_RULE, (Rule(_AROUND_RULE / 2),))]
    _Setter(rows, aside, sizes, measure).set(name)
    return Block((*rows, Row(_AROUND_RULE)), aside)


class _Setter:
    """Adds rows to a block, as wide as what stands at their right lets them be."""

    def __init__(self, rows: list[Row], aside: Row, sizes: Sizes, measure: Measure) -> None:
        self._rows, self._aside, self._sizes, self._measure = rows, aside, sizes, measure

    def set(self, name: SlipName) -> None:
        sizes = self._sizes
        self._words(name.name, sizes.name, bold=True)
        self._words(name.what, sizes.words, soft=True)
        self._words(name.warning, sizes.words, bold=True)
        self._space()
        self._number(name.number)
        self._words(name.number_note, sizes.words, soft=True)
        self._words(name.contact, sizes.words, bold=True)
        self._space()
        for line in name.address:
            self._words(line, sizes.words)
        if name.address and name.notes:
            self._space()
        for label, text in name.notes:
            self._words(text, sizes.words, label=label)

    @property
    def _width(self) -> float:
        beside = sum(row.height for row in self._rows) < self._aside.height
        return RIGHT - MARGIN - (self._sizes.code + _GAP if beside else 0.0)

    def _space(self) -> None:
        self._rows.append(Row(self._sizes.words * 0.45))

    def _number(self, number: str) -> None:
        """On one line, smaller if need be: a number is read in one piece."""
        size = self._sizes.number
        room = self._width / max(1.0, self._measure(number, True, size))
        self._words(number, size * max(_SMALLEST_NUMBER, min(1.0, room)), bold=True)

    def _words(self, text: str, size: float, *, bold: bool = False, soft: bool = False, label: str = "") -> None:
        """Words that wrap, line by line: the first after its label in grey."""
        said = f"{label}{NARROW}: " if label else ""
        indent = self._measure(said, False, size)
        while text:
            width = self._width
            line = wrapped(text, width - indent, bold, size, self._measure, most=1)[0]
            text = text[len(line) :].lstrip(" ")
            items = [Text(MARGIN, 0, said.rstrip(" "), size, soft=True)] if said else []
            items.append(Text(MARGIN + indent, 0, line, size, bold, soft))
            self._rows.append(_row(items, size))
            said, indent = "", 0.0


def _row(items: Sequence[Text], size: float) -> Row:
    """A line of letters, its base line where letters of that size stand."""
    return Row(size * _LINE, tuple(replace(item, y=size) for item in items))


def wrapped(text: str, width: float, bold: bool, size: float, measure: Measure, most: int = 0) -> list[str]:
    """The lines of a text at most `width` wide, cut at spaces, in a word only where it is wider than a line alone.

    `most`: no more lines than that are looked for, 0 for all.
    """
    lines: list[str] = []
    while text and not (most and len(lines) == most):
        end = _fitting(text, width, bold, size, measure)
        lines.append(text[:end])
        text = text[end:].lstrip(" ")
    return lines


def _fitting(text: str, width: float, bold: bool, size: float, measure: Measure) -> int:
    """How many letters of a text make its first line, one at least."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[:middle], bold, size) <= width else (low, middle - 1)
    if low == len(text):
        return low
    space = text.rfind(" ", 0, low + 1)
    return space if space > 0 else low
