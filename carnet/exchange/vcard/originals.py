"""Several originals of one card made one: what a telephone said of it, what another address book said."""

from collections.abc import Sequence

from msgspec.structs import replace

from carnet.exchange.vcard.lines import ContentLine
from carnet.exchange.vcard.merging import lines_of, upgraded
from carnet.exchange.vcard.own import is_own

# What the book models, or what is of the file rather than of the person: the first original says it, or the card does.
_MODELLED = frozenset({
    "VERSION", "N", "FN", "KIND", "X-ABSHOWAS", "ORG", "TITLE", "ROLE", "ADR", "LABEL", "TEL", "EMAIL", "URL", "NOTE",
    "PHOTO", "GENDER", "CATEGORIES", "UID", "REV", "PRODID", "X-ABUID", "X-ABADR", "X-ABLABEL", "SORT-STRING",
})  # fmt: skip
_ONCE = frozenset({"BDAY", "ANNIVERSARY", "TZ", "MAILER", "CLASS", "SOURCE"})


def gathered(originals: Sequence[str]) -> list[ContentLine]:
    """The lines of the first original, then the unknown properties of the others that it does not have, each with its
    label, groups told apart. Those of vCard 2.1 are written as 3.0 writes them. Raises IndexError for no original."""
    found = _lines(originals[0])
    for text in originals[1:]:
        found += _unknown(_lines(text), found)
    return found


def _lines(text: str) -> list[ContentLine]:
    lines = lines_of(text)
    old = any(line.key == "VERSION" and line.said == "2.1" for line in lines)
    return [upgraded(line) for line in lines] if old else lines


def _unknown(lines: Sequence[ContentLine], there: Sequence[ContentLine]) -> list[ContentLine]:
    """The lines whose property the book does not model and `there` does not say, whatever the name of their group."""
    said = {_content(line) for line in there}
    once = _ONCE & {line.key for line in there}
    fresh = [
        line for line in lines
        if line.key not in _MODELLED | once and not is_own(line) and _content(line) not in said
    ]  # fmt: skip
    groups = {line.group.lower() for line in fresh if line.group}
    labels = [line for line in lines if line.key == "X-ABLABEL" and line.group.lower() in groups]
    taken = {line.group.lower() for line in there if line.group}
    names = {group: _free(group, taken) for group in sorted(groups)}
    return [replace(line, group=names.get(line.group.lower(), "")) for line in (*fresh, *labels)]


def _content(line: ContentLine) -> tuple[str, str, str]:
    return line.key, line.parameters, line.value


def _free(group: str, taken: set[str]) -> str:
    """A group of that name, or the next one that is free."""
    name, number = group, 1
    while name in taken:
        number += 1
        name = f"{group}-{number}"
    taken.add(name)
    return name
