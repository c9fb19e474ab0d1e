"""What is taken out of a file before anything of it is kept: social-security numbers, wherever they stand.

A number typed into the book is refused (`domain.patients`); one that comes in a file is replaced by words that say so,
in the original that is kept too, and the rest of the file is read as it is. Telephones, identifiers and dates of
machines look like these numbers: there, only one that its key or its groups betray is taken for one.
"""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from carnet.domain.capture_sheet import bag
from carnet.domain.patients import without_social_security_numbers
from carnet.domain.text import fold
from carnet.exchange.vcard.lines import ContentLine, escaped
from carnet.words import NARROW, plural

INSTEAD = "[numéro de Sécurité sociale retiré]"
# As many digits as such a number has, at least, whatever stands between them but letters (\n is a line break).
# Nothing of it is ambiguous, so nothing is tried twice.
_FEWEST = re.compile(r"\d(?:[^\dA-Za-z\\]*+(?:\\[nN]?[^\dA-Za-z\\]*+)*+[\dABab]){11}+")
_SHORTEST = 12  # characters
# What names somebody or files them: words there would be read as a name or a specialty, so the number only goes.
_NAMES = frozenset({"N", "FN", "NICKNAME", "SORT-STRING", "ORG", "TITLE", "ROLE", "CATEGORIES"})
_COLUMNS = frozenset({
    "family_name", "given_name", "full_name", "label", "display", "title", "specialty", "function", "service", "tags",
    "organisation", "skills", "languages",
})  # fmt: skip
_MACHINE = bag(
    "tel phone telephone fax mobile portable id uid guid identifiant uri key time date stamp timestamp sync updated"
    " modified created rev version etag server imei pin member prodid abuid unid modifie cree maj revision geo"
)
_MACHINE_ENDS = ("id", "date", "time", "stamp")
_NEVER = frozenset({"PHOTO", "LOGO", "SOUND", "KEY", "VERSION"})


def remark(count: int) -> str:
    """What is said of a card from which `count` numbers were taken out."""
    told = plural(count, "numéro de Sécurité sociale retiré", "numéros de Sécurité sociale retirés")
    return (
        f"{told}{NARROW}: carnet ne les enregistre pas" if count > 1 else f"{told}{NARROW}: carnet ne l’enregistre pas"
    )


def kept(text: str, name: str = "", instead: str = INSTEAD) -> str:
    """The text without social-security numbers. `name`: of the property or of the column where it stands."""
    if not _FEWEST.search(text):
        return text
    return without_social_security_numbers(text, instead, surely=is_of_machines(name))


def kept_cell(text: str, header: str, key: str) -> str:
    """The text of a cell without social-security numbers. `key`: what its column was taken for."""
    return kept(text, f"{header} {key.replace('.', ' ')}", "" if key in _COLUMNS else INSTEAD)


def is_of_machines(name: str) -> bool:
    """Whether a property or a column of this name holds telephones, identifiers or dates."""
    words = fold(name).split()
    return any(word in _MACHINE or word.endswith(_MACHINE_ENDS) for word in words)


def kept_lines(lines: Sequence[ContentLine]) -> tuple[list[ContentLine], int]:
    """The lines of a vCard without social-security numbers, and how many lines held some; a UID that is one goes."""
    found, hit = [], 0
    for line in lines:
        value, parameters = line.value, line.parameters
        if (len(value) < _SHORTEST or not _FEWEST.search(value)) and (
            len(parameters) < _SHORTEST or not _FEWEST.search(parameters)
        ):
            found.append(line)
            continue
        clean = _line(line)
        hit += clean is not line
        if clean is line or line.key != "UID":
            found.append(clean)
    return found, hit


def _line(line: ContentLine) -> ContentLine:
    if line.key in _NEVER or line.encoding == "b" or line.value[:5].lower() == "data:":
        return line
    instead = "" if line.key in _NAMES else INSTEAD
    clean = line
    if not line.encoding and (value := kept(line.value, line.name, instead)) != line.value:
        clean = replace(clean, value=value)
    if (parameters := kept(line.parameters, line.name)) != line.parameters:
        clean = replace(clean, parameters=parameters)
    if "\\" in clean.value or clean.encoding:  # what its escapes and its encoding hide
        parts, separator = (clean.items, ",") if line.key == "CATEGORIES" else (clean.fields, ";")
        if (told := [kept(part, line.name, instead) for part in parts]) != parts:
            value = separator.join(escaped(part) for part in told)
            clean = replace(clean, value=value, parameters=_ENCODED.sub("", clean.parameters))
    return clean


_ENCODED = re.compile(r"(?i);(?:ENCODING=)?(?:QUOTED-PRINTABLE|Q)(?=;|$)|;CHARSET=[^;]*")
