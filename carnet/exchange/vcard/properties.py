"""The properties of one card, found by name."""

import re
from collections.abc import Sequence

from carnet.exchange.vcard.charset import decoded, unquoted
from carnet.exchange.vcard.lines import ContentLine

_APPLE_LABEL = re.compile(r"_\$!<(.*)>!\$_")
# Android 6 and later, in 2.1: TEL;X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=53=65=63):…
_ANDROID_LABEL = re.compile(r"(?i);X-CUSTOM\(CHARSET=([\w.-]+),ENCODING=QUOTED-PRINTABLE,([^)]*)\)")
# Others write it bare: TEL;X-Secr=C3=A9tariat:…
_ENCODED_LABEL = re.compile(r"(?i);X-([\w .-]*(?:=[C-E][0-9A-F](?:=[89AB][0-9A-F]){1,2}[\w .-]*)+)(?=[;:]|$)")
_NO_LABEL = re.compile(r"(?i)x-(?:evolution-.*|ms-.*|custom|\d+)")


class Properties:
    """The properties of one card, by name, with the labels that groups give them."""

    def __init__(self, lines: Sequence[ContentLine]) -> None:
        self.by_name: dict[str, list[ContentLine]] = {}
        self._labels: dict[str, str] = {}
        for line in lines:
            self.by_name.setdefault(line.key, []).append(line)
            if line.group and line.key == "X-ABLABEL":
                found = _APPLE_LABEL.fullmatch(line.said)
                self._labels[line.group.lower()] = found.group(1) if found else line.said

    def all(self, *names: str) -> list[ContentLine]:
        """Every property of these names, the preferred first."""
        found = [line for name in names for line in self.by_name.get(name, ())]
        return sorted(found, key=_preference) if len(found) > 1 else found

    def text(self, *names: str) -> str:
        """The first of these that says something."""
        return next((said for name in names for line in self.by_name.get(name, ()) if (said := line.said)), "")

    def label(self, line: ContentLine) -> str:
        """What the line's group, or a type of its own (`TYPE=X-secrétariat`), calls it."""
        if line.group:
            return self._labels.get(line.group.lower(), "")
        if found := _ANDROID_LABEL.search(line.parameters):
            return decoded(unquoted(found.group(2).replace("=\\n", "")), found.group(1)).strip()
        if found := _ENCODED_LABEL.search(line.parameters):
            return decoded(unquoted(found.group(1))).strip()
        types = (one for value in line.params.get("TYPE", ()) for one in value.split(","))
        own = (one[2:] for one in types if one[:2].lower() == "x-" and not _NO_LABEL.fullmatch(one))
        return next(own, "") or line.param("LABEL")


def _preference(line: ContentLine) -> int:
    text = line.param("PREF")
    return int(text) if text.isdecimal() else 1 if "pref" in line.types or "PREF" in line.params else 101
