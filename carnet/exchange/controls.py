"""What no text of a card holds: control characters (RFC 6350 §3.3: none but the tab in a value), marks that turn the
direction of writing, which telephones leave around numbers. On a screen they hide letters; a terminal obeys them."""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from carnet.exchange.vcard.lines import ContentLine

_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]"
)
_ANY = re.compile(f"{_BREAKS.pattern}|{_CONTROLS.pattern}")


def without(text: str) -> str:
    """The text without them; what breaks a line or a page is a space."""
    return _CONTROLS.sub("", _BREAKS.sub(" ", text)) if _ANY.search(text) else text


def lines_without(lines: Sequence[ContentLine]) -> list[ContentLine]:
    """The lines of a vCard, their values and parameters without them."""
    return [
        replace(line, value=without(line.value), parameters=without(line.parameters))
        if _ANY.search(line.value) or _ANY.search(line.parameters)
        else line
        for line in lines
    ]
