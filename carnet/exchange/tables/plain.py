"""Texts without separators: columns kept apart by spaces, « Dr Roux 04 65 71 20 30 » one a line, and prose, which is no
table."""

import re
from collections.abc import Callable, Sequence

from carnet.domain.phones import digits_of

HEADER = ["Nom complet", "Téléphone", "Note"]  # of a list of names and numbers
Cut = Callable[[str], list[str]]

_NUMBER = r"(?:(?:\+|00)\d{2}[ .]?(?:\(0\)[ .]?)?|0)[1-9](?:[ .\-]?\d{2}){4}(?!\d)"
_LISTED = re.compile(rf"(.*?)(?<!\d)({_NUMBER}(?:.*(?<!\d){_NUMBER})?)(.*)", re.DOTALL)
_BEFORE = re.compile(r"(?i)[\s:;,.\-–=|(]*\b(?:t[ée]l(?:[ée]phone)?|mob(?:ile)?|port(?:able)?)?[\s:;,.\-–=|(]*\Z")
_AROUND = " \t\n:;,.-–=|()"
_SHORTEST, _LONGEST_NAME = 9, 6  # digits of a number; words of a name
_END = (".", ",", "!", "?", ":", ";", "…")


def columns_cut(texts: Sequence[str]) -> Cut | None:
    """What parts the lines of a table whose columns stand one under the other, two spaces apart at least; None when
    they do not."""
    lines = [text for text in texts if text.strip()]
    width = max(map(len, lines), default=0)
    free = [all(line[at : at + 1] in ("", " ") for line in lines) for at in range(width)]
    starts = [at for at in range(2, width) if free[at - 2] and free[at - 1] and not free[at] and any(
        line[: at - 2].strip() for line in lines)]  # fmt: skip
    return (lambda text: _cut(text, starts)) if starts and len(lines) > 1 else None


def _cut(text: str, starts: Sequence[int]) -> list[str]:
    """The cells of a line; a word that goes on over the beginning of a column is not cut: that column has nothing."""
    cells, begin, nothing = list[str](), 0, 0
    for at in (*starts, len(text)):
        if at < len(text) and text[at - 1] != " " and text[at] != " ":
            nothing += 1
            continue
        cells += [text[begin:at].strip(), *[""] * nothing]
        begin, nothing = max(begin, at), 0
    return cells


def is_list(rows: Sequence[Sequence[str]]) -> bool:
    """Whether half of the rows at least are a name with a number beside it, in one cell."""
    found = [row for row in rows if any(_LISTED.fullmatch(cell) for cell in row)]
    alone = any(len(digits_of(cell)) >= _SHORTEST and not re.search(r"[^\W\d_]", cell) for row in rows for cell in row)
    return bool(found) and len(found) * 2 >= len(rows) and not alone


def listed(text: str) -> list[str]:
    """« Dr Roux : 04 65 71 20 30 (matin) » as a name, its numbers and the rest."""
    found = _LISTED.fullmatch(text)
    if not found:
        return [text.strip(), "", ""]
    before, number, after = found.groups()
    name, rest = _BEFORE.sub("", before).strip(), after.strip(_AROUND)
    return [name, number, rest] if name else [rest, number, ""]


def is_line(row: Sequence[str], at: int) -> bool:
    """Whether row number `at` is one text that names no column, though a word of it may be one that columns have
    (« Cabinet des Platanes »): those above would be lost."""
    text = row[0].strip() if len(row) == 1 else ""
    return bool(text) and (at > 0 or len(digits_of(text)) >= _SHORTEST or _is_sentence(text))


def is_prose(rows: Sequence[Sequence[str]], texts: Sequence[str]) -> bool:
    """Whether lines without a header are sentences: half are long or end like one, and they have no width in common."""
    widths = [len(row) for row in rows]
    common = max(set(widths), key=widths.count, default=1)
    if len(rows) < 2 or (common > 1 and widths.count(common) * 5 >= len(rows) * 4):
        return False
    said = sum(_is_sentence(text.strip()) for text in texts)
    return said * 2 >= len(texts)


def _is_sentence(text: str) -> bool:
    words = [word for word in text.split() if word[:1].isalpha()]
    return len(words) > _LONGEST_NAME or (text.endswith(_END) and "@" not in text)
