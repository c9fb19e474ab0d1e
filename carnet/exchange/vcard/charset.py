"""Which characters some bytes are: what they prove first, then what the file declares, then what Windows writes."""

import codecs
import quopri
import re
from collections.abc import Iterator
from typing import BinaryIO

from carnet.exchange.vcard import single_bytes

CHUNK = 1 << 16
_SAMPLE = 512
_CONTROLS = bytes({*range(9), *range(14, 32), 127})
_BROKEN_ESCAPE = re.compile(rb"=(?![0-9A-Fa-f]{2})")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip


def decoded(content: bytes, declared: str = "") -> str:
    """The text of some bytes, whatever is declared: bytes that are valid UTF-8 are UTF-8, because no other text of
    more than a few accents is so by chance; else `declared` if it fits, else Windows-1252. Never raises."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for name in (declared, "cp1252"):
        try:
            return content.decode(name) if name else _unknown(content)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("latin-1")


def _unknown(content: bytes) -> str:
    return content.decode("cp1252")


def unquoted(text: str) -> bytes:
    """The bytes of a quoted-printable text but control characters; an escape cut in two stays as it is written."""
    return quopri.decodestring(_BROKEN_ESCAPE.sub(b"=3D", text.encode("utf-8"))).translate(None, _CONTROLS)


def guess(head: bytes) -> tuple[str, int]:
    """The encoding that the first bytes of a file prove, "" when they prove none, and the length of its mark."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return (single_bytes.named(head[len(mark) :]) if name == "utf-8" else "") or name, len(mark)
    sample = head[:_SAMPLE]
    if len(sample) > 3:
        nuls = (sample[::2].count(0), sample[1::2].count(0))
        if nuls[1] * 3 > len(sample) // 2 and nuls[0] * 8 < nuls[1]:  # a few letters end with a null: « 😀 » does
            return "utf-16-le", 0
        if nuls[0] * 3 > len(sample) // 2 and nuls[1] * 8 < nuls[0]:
            return "utf-16-be", 0
    return single_bytes.named(head), 0


def is_utf8(head: bytes) -> bool:
    """Whether the beginning of a file is UTF-8, a character cut at its end allowed."""
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4
    return True


def chunks(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of a file by pieces, without their mark; what is not UTF-8 for sure is handed over as UTF-8."""
    head = file.read(CHUNK)
    name, skipped = guess(head)
    pieces = _pieces(head[skipped:], file)
    if name in ("", "utf-8"):
        yield from pieces
        return
    if name == single_bytes.TWICE:
        yield from single_bytes.undone(pieces)
        return
    decoder = codecs.getincrementaldecoder(name)("replace")
    for piece in pieces:
        yield decoder.decode(piece).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _pieces(head: bytes, file: BinaryIO) -> Iterator[bytes]:
    yield head
    while piece := file.read(CHUNK):
        yield piece
