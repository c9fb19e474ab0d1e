"""Content lines (RFC 6350 §3.3, RFC 2426 §2.6, vCard 2.1 §2.1): read as they are, printed as they were.

A line keeps its group, the case of its name, its parameters and its value to the letter; what they mean is computed.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from msgspec import Struct

from carnet.exchange.vcard.charset import decoded, unquoted

WIDTH = 75  # octets of a printed line, its end not counted (RFC 6350 §3.2)
_LINE = re.compile(r'(?:([\w-]+)\.)?([\w-]+)((?:[ \t]*;(?:[^:;"]|"[^"]*+")*+)*+)[ \t]*:(.*)', re.DOTALL | re.ASCII)
_PLAIN_LINE = re.compile(r"(?:([\w-]+)\.)?([\w-]+)((?:;[^:]*)?):(.*)", re.DOTALL | re.ASCII)
_PARAM = re.compile(r';((?:[^;"]|"[^"]*"|")*)')
_VALUE = re.compile(r'"([^"]*)"|([^,"]+)')
_ESCAPE = re.compile(r"\\([\\,;:nN])")
_CARET = re.compile(r"\^([n'^])")  # RFC 6868
_CARETS = {"n": "\n", "'": '"', "^": "^"}
_TO_ESCAPE = re.compile(r"\r\n|[\\,;\n\r]")
_OFTEN = 120  # characters: most lines of a file have parameters that others have too, long ones are remarks
_NO_TYPES: frozenset[str] = frozenset()
_ENCODINGS = {"QUOTED-PRINTABLE", "BASE64", "B", "Q", "8BIT", "7BIT"}


class ContentLine(Struct, frozen=True):
    """One property. `parameters` is what stands between the name and the colon, as written; `number` is where it starts
    in the file. Made by `parsed` or `made`."""

    name: str
    value: str
    parameters: str = ""
    group: str = ""
    number: int = 0

    @property
    def text(self) -> str:
        """The line as it was, unfolded."""
        return (
            f"{self.group}.{self.name}{self.parameters}:{self.value}"
            if self.group
            else (f"{self.name}{self.parameters}:{self.value}")
        )

    @property
    def key(self) -> str:
        """The property's name in capitals."""
        return self.name.upper()

    @property
    def params(self) -> Mapping[str, tuple[str, ...]]:
        """Values by name in capitals. A bare word (2.1: `TEL;WORK;FAX`) is a TYPE, or the ENCODING it names."""
        return _params(self.parameters) if len(self.parameters) <= _OFTEN else _params_of(self.parameters)

    def param(self, name: str) -> str:
        """The first value of a parameter, "" when it is not there."""
        return next(iter(self.params.get(name, ())), "") if self.parameters else ""

    @property
    def types(self) -> frozenset[str]:
        """What TYPE says, in small letters; `TYPE="work,voice"` is two."""
        if not self.parameters:
            return _NO_TYPES
        return _types(self.parameters) if len(self.parameters) <= _OFTEN else _types_of(self.parameters)

    @property
    def encoding(self) -> str:
        """`b` (base64), `q` (quoted-printable) or ""."""
        if not self.parameters:
            return ""
        name = self.param("ENCODING").upper()
        return {"B": "b", "BASE64": "b", "Q": "q", "QUOTED-PRINTABLE": "q"}.get(name, "")

    @property
    def plain(self) -> str:
        """The value once its transfer encoding is undone, escapes still in it."""
        if self.encoding == "q":
            return decoded(unquoted(self.value), self.param("CHARSET")).replace("\r\n", "\n")
        return self.value

    @property
    def said(self) -> str:
        """The value as one text."""
        return unescaped(self.plain).strip()

    @property
    def fields(self) -> list[str]:
        """The value's parts (N, ADR, ORG): between semicolons that are not escaped."""
        raw = self.value if self.encoding == "q" and ";" in self.value else None
        if raw is not None:
            charset = self.param("CHARSET")
            parts = [decoded(unquoted(part), charset).replace("\r\n", "\n") for part in parted(raw, ";")]
        else:
            parts = parted(self.plain, ";")
        return [unescaped(part).strip() for part in parts]

    @property
    def items(self) -> list[str]:
        """The value's items (CATEGORIES): between commas that are not escaped; semicolons part them too."""
        found = [unescaped(item).strip() for part in parted(self.plain, ",") for item in parted(part, ";")]
        return [item for item in found if item]


def _params_of(parameters: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for part in _PARAM.findall(parameters):
        name, equals, text = part.strip().partition("=")
        if not equals:
            text, name = name, "ENCODING" if name.upper() in _ENCODINGS else "TYPE"
        values = tuple(_uncaret(quoted or plain.strip()) for quoted, plain in _VALUE.findall(text))
        found[name.strip().upper()] = found.get(name.strip().upper(), ()) + (values if text else ())
    return MappingProxyType(found)


def _types_of(parameters: str) -> frozenset[str]:
    values = _params_of(parameters).get("TYPE", ())
    return frozenset(part.strip().lower() for value in values for part in value.split(","))


_params = lru_cache(maxsize=1024)(_params_of)
_types = lru_cache(maxsize=1024)(_types_of)


def parsed(text: str, number: int = 0) -> ContentLine | None:
    """The content line of an unfolded text, None when it is none (no name, no colon)."""
    found = _LINE.match(text) or _PLAIN_LINE.match(text)
    if not found:
        return None
    group, name, parameters, value = found.groups()
    return ContentLine(name, value, parameters, group or "", number)


def made(name: str, value: str, params: Iterable[tuple[str, str]] = (), group: str = "") -> ContentLine:
    """A new line; the value is written as it is given (see `escaped`), parameters are quoted as they need."""
    return ContentLine(name, value, "".join(f";{key}={_quoted(text)}" for key, text in params), group)


def escaped(text: str) -> str:
    """A text made a value (RFC 6350 §3.4)."""
    return _TO_ESCAPE.sub(lambda found: "\\n" if found.group()[0] in "\r\n" else "\\" + found.group(), text)


def unescaped(value: str) -> str:
    """A value made a text; a backslash that escapes nothing known is a backslash (2.1)."""
    if "\\" not in value:
        return value
    return _ESCAPE.sub(lambda found: "\n" if found.group(1) in "nN" else found.group(1), value)


def parted(value: str, separator: str) -> list[str]:
    """The value cut at separators that no backslash escapes."""
    if "\\" not in value:
        return value.split(separator)
    parts: list[str] = []
    current: list[str] = []
    at = 0
    while at < len(value):
        letter = value[at]
        if letter == "\\" and at + 1 < len(value):
            current.append(value[at : at + 2])
            at += 2
            continue
        if letter == separator:
            parts.append("".join(current))
            current = []
        else:
            current.append(letter)
        at += 1
    return [*parts, "".join(current)]


def folded(text: str) -> str:
    """A line as it is written to a file: at most WIDTH octets between ends, no character cut, CRLF at the end."""
    if len(text) * 4 <= WIDTH or (text.isascii() and len(text) <= WIDTH):
        return f"{text}\r\n"
    pieces: list[str] = []
    current: list[str] = []
    width = 0
    for letter in text:
        octets = len(letter.encode("utf-8", "surrogatepass"))
        if width + octets > WIDTH:
            pieces.append("".join(current))
            current, width = [" "], 1
        current.append(letter)
        width += octets
    return "\r\n".join([*pieces, "".join(current)]) + "\r\n"


def _uncaret(text: str) -> str:
    return _CARET.sub(lambda found: _CARETS[found.group(1)], text) if "^" in text else text


def _quoted(text: str) -> str:
    """A parameter's value (RFC 6868); a control character has no place there."""
    text = text.replace("^", "^^").replace("\r\n", "\n").replace("\r", "\n").replace("\n", "^n").replace('"', "^'")
    return f'"{text}"' if re.search(r"[:;,]", text) else text
