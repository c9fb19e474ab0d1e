"""A file cut into cards, as it is read: any line end, any folding, any size, in bounded memory."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from carnet.exchange.vcard.charset import decoded
from carnet.exchange.vcard.lines import ContentLine, escaped, parsed

LARGEST_PROPERTY = 8 << 20  # bytes; a photo of a telephone is 1 MB
LARGEST_CARD = 16 << 20
_MOST_LINES = 20_000  # of a card
_BEGINNING = 200  # bytes kept of a line that is too long: enough to name it
_CUT_BY_COUNT = 68  # octets: a shorter line of 2.1 was folded at a space of its own, which belongs to the text
_END = re.compile(rb"\r\n|\n|\r")
_HEAD = re.compile(rb"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)?[ \t]*[;:]")
_KNOWN = re.compile(
    rb"(?:[A-Za-z0-9_-]+\.)?(?:BEGIN|END|VERSION|N|FN|ORG|TITLE|ROLE|TEL|EMAIL|ADR|LABEL|URL|NOTE|UID|REV|PHOTO|BDAY"
    rb"|CATEGORIES|X-[A-Z0-9-]+)[;:]"
)
_LATE = re.compile(_KNOWN.pattern, re.IGNORECASE)
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]*")
_ENCODED = re.compile(rb"(?i);(?:ENCODING=)?(QUOTED-PRINTABLE|BASE64|B|Q)(?=[;:])")
_HIGH_END = re.compile(rb"=[89A-Fa-f][0-9A-Fa-f]=?$")
_HIGH_START = re.compile(rb"[ \t]=[89ABab][0-9A-Fa-f]")
_CHARSET = re.compile(rb"(?i);CHARSET=\"?([\w.-]+)")
_BEGIN = re.compile(rb"(?i)\s*BEGIN\s*:\s*VCARD\s*")
_FINISH = re.compile(rb"(?i)\s*END\s*:\s*VCARD\s*")
_BLANKS = (b" ", b"\t", b"\v", b"\f")
_BLANK_OR_NONE = frozenset((b"", b"\r", *_BLANKS))
_MAY_BEGIN, _MAY_FINISH = frozenset((b"B", b"b", *_BLANKS)), frozenset((b"E", b"e", *_BLANKS))  # asked of every line
_MAY_DATE = frozenset((b"V", b"v"))
_OLD = re.compile(rb"(?i)VERSION\s*:\s*2\.1")


@dataclass(slots=True)
class RawCard:
    """A card as read: its properties between BEGIN and END, `line` its first line in the file, from 1.

    `whole` is false when the file or another BEGIN came before its END. `too_large` names what was left out for its
    size, `stray` how many lines were no properties.
    """

    line: int
    lines: list[ContentLine] = field(default_factory=list)
    whole: bool = False
    too_large: list[str] = field(default_factory=list)
    stray: int = 0

    @property
    def text(self) -> str:
        """The original, unfolded, with LF: what `source_record.raw` keeps."""
        return "\n".join(["BEGIN:VCARD", *(line.text for line in self.lines), "END:VCARD"])

    @property
    def version(self) -> str:
        """« 2.1 », « 3.0 », « 4.0 »; "" when it does not say."""
        return next((line.said for line in self.lines if line.key == "VERSION"), "")


def physical(chunks: Iterable[bytes], largest: int = LARGEST_PROPERTY) -> Iterator[tuple[bytes, bool]]:
    """The lines of a file without their ends; of one longer than `largest` bytes, its beginning only, and True."""
    pieces: list[bytes] = []
    size, held = 0, b""
    for chunk in chunks:
        lines = _END.split(held + chunk)
        held = b""
        if chunk.endswith(b"\r"):  # maybe half of a CRLF: kept until the next piece
            lines.pop()
            held = b"\r"
        for at, line in enumerate(lines):
            if size + len(line) <= largest or not pieces:
                pieces.append(line[: largest + 1])
            size += len(line)
            if at < len(lines) - 1:
                yield _joined(pieces, size, largest)
                pieces, size = [], 0
    if pieces and size:
        yield _joined(pieces, size, largest)


def _joined(pieces: list[bytes], size: int, largest: int) -> tuple[bytes, bool]:
    return (b"".join(pieces)[:_BEGINNING], True) if size > largest else (b"".join(pieces), False)


def cards(chunks: Iterable[bytes]) -> Iterator[RawCard]:
    """Every card of a file, in order; the one that a damaged file leaves open comes too."""
    reading = _Reading()
    for number, (line, over) in enumerate(physical(chunks), 1):
        if (done := reading.take(line, over, number)) is not None:
            yield done
    if (left := reading.finish()) is not None:
        yield left


class _Property:
    """A property whose lines are being put together."""

    __slots__ = ("closed", "encoding", "last", "loose", "number", "over", "pieces", "size")

    def __init__(self, line: bytes, number: int, over: bool) -> None:
        self.pieces, self.size, self.number, self.over = [line], len(line), number, over
        head = line[: line.find(b":") + 1]
        found = _ENCODED.search(head) if b";" in head else None
        name = found.group(1).upper()[:1] if found else b""
        self.encoding = "q" if name == b"Q" else "b" if name == b"B" else ""
        self.last, self.closed = len(line), False
        self.loose = b""  # a line just added that was neither folded nor a property

    def add(self, piece: bytes, width: int) -> None:
        """Go on with a piece that came on a line of `width` octets."""
        self.size += len(piece)
        self.over = self.over or self.size > LARGEST_PROPERTY
        if not self.over:
            self.pieces.append(piece)
        self.last = width

    @property
    def is_broken_off(self) -> bool:
        """Whether its last line ends with the soft break of quoted-printable."""
        return self.encoding == "q" and self.pieces[-1].endswith(b"=")

    def join_soft(self, line: bytes) -> None:
        """Go on after a soft break: what stands at the start of the line is text, unless it cuts a character."""
        before = self.pieces[-1]
        self.pieces[-1] = before[:-1]
        cuts = _HIGH_END.search(before) and _HIGH_START.match(line)
        self.add(line[1:] if cuts else line, len(line))

    def content(self) -> ContentLine | None:
        """The whole property."""
        whole = b"".join(self.pieces)
        head = whole[: whole.find(b":") + 1]
        charset = _CHARSET.search(head) if b";" in head else None
        return parsed(decoded(whole, charset.group(1).decode("ascii") if charset else ""), self.number)


class _Reading:
    """Where the reading of a file stands."""

    def __init__(self) -> None:
        self.card: RawCard | None = None
        self.property: _Property | None = None
        self.size = 0
        self.old = False  # the card is a vCard 2.1
        self.nested: list[str] | None = None  # the lines of a card inside AGENT (2.1)

    def take(self, line: bytes, over: bool, number: int) -> RawCard | None:
        """Read one line of the file; the card that it ends, if any."""
        if line[:1] in _MAY_BEGIN and _BEGIN.fullmatch(line):
            return self._begin(number)
        if self.card is None:
            return None
        if line[:1] in _MAY_FINISH and _FINISH.fullmatch(line):
            return self._end()
        if not self._continues(line):
            self._flush()
            if line.strip():
                self.property = _Property(line.lstrip(), number, over)
                self.old = self.old or (line[:1] in _MAY_DATE and _OLD.match(line) is not None)
        elif self.property is not None:
            self.property.over = self.property.over or over
        return None

    def finish(self) -> RawCard | None:
        """The card that the file left open."""
        self._flush()
        self._unnest()
        card, self.card = self.card, None
        return card if card and card.lines else None

    def _begin(self, number: int) -> RawCard | None:
        self._flush()
        last = self.card.lines[-1] if self.card and self.card.lines else None
        if last is not None and last.key == "AGENT" and not last.value.strip() and self.nested is None:
            self.nested = ["BEGIN:VCARD"]
            return None
        left = self.finish()
        self.card, self.size, self.old = RawCard(number), 0, False
        return left

    def _end(self) -> RawCard | None:
        self._flush()
        if self.nested is not None:
            self.nested.append("END:VCARD")
            self._unnest()
            return None
        card, self.card = self.card, None
        if card is not None:
            card.whole = True
        return card

    def _unnest(self) -> None:
        """Write the card inside AGENT as 3.0 does (RFC 2426 §3.5.4)."""
        if self.nested is not None and self.card is not None:
            agent = self.card.lines[-1]
            value = escaped("\n".join(self.nested))
            self.card.lines[-1] = ContentLine(agent.name, value, agent.parameters, agent.group, agent.number)
        self.nested = None

    def _continues(self, line: bytes) -> bool:
        """Whether a line goes on with the property being read; then it has been added to it."""
        current = self.property
        if current is None:
            return False
        if not current.encoding and line[:1] not in _BLANK_OR_NONE:  # most lines
            return self._goes_on_unfolded(current, line)
        cut_by_count = current.last >= _CUT_BY_COUNT and not current.encoding and len(line) > 1
        if not line.strip() and not (cut_by_count and line[:1] in (b" ", b"\t")):
            current.closed = True
            return line != b"" and not current.encoding
        if current.is_broken_off and not _KNOWN.match(line):
            current.join_soft(line)
            return True
        if line[:1] in (b" ", b"\t"):
            if current.loose and _LATE.match(current.loose + line[1:]):
                self._begin_late(current.loose + line[1:])
                return True
            current.loose = b""
            own_space = self.old and not current.encoding and current.last < _CUT_BY_COUNT
            current.add(line.strip() if current.encoding == "b" else line if own_space else line[1:], len(line))
            return True
        return self._goes_on_unfolded(current, line)

    def _goes_on_unfolded(self, current: _Property, line: bytes) -> bool:
        """A line that should have been folded: base64 without a space, a line break inside a text."""
        if current.encoding == "b" and not current.closed and _BASE64.fullmatch(line):
            current.add(line.strip(), len(line))
            return True
        if _HEAD.match(line) and b"://" not in line[: line.find(b":") + 3]:
            return False
        assert self.card is not None
        self.card.stray += 1
        if current.encoding != "b":
            current.add((b"=0A" if current.encoding == "q" else b"\\n") + line, len(line))
            current.loose = line if not current.over else b""
        return True

    def _begin_late(self, line: bytes) -> None:
        """Begin a property whose name itself was folded: its first part was taken for the end of the one before."""
        assert self.property is not None
        assert self.card is not None
        self.property.pieces.pop()
        self.card.stray -= 1
        number = self.property.number
        self._flush()
        self.property = _Property(line, number, over=False)

    def _flush(self) -> None:
        current, self.property = self.property, None
        if current is None or self.card is None:
            return
        self.size += current.size
        if current.over or self.size > LARGEST_CARD or len(self.card.lines) >= _MOST_LINES:
            self.size -= current.size
            self.card.too_large.append(_named(current))
            return
        if (found := current.content()) is None:
            self.card.stray += 1
        elif self.nested is not None:
            self.nested.append(found.text)
        else:
            self.card.lines.append(found)


def _named(current: _Property) -> str:
    """The name of a property, as far as it can be read."""
    return re.split(rb"[;:]", current.pieces[0][:_BEGINNING], maxsplit=1)[0].decode("latin-1")[:40]
