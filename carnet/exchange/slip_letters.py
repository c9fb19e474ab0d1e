"""The letters of a slip: one font shipped with the program, and what is done with signs it does not have."""

import re
import unicodedata
from dataclasses import replace
from typing import Any

from carnet.exchange.slip_names import SlipName
from carnet.paths import resource

FONTS = {False: "carnet-NotoSans-Regular", True: "carnet-NotoSans-Bold"}  # by whether they are bold
_INSTEAD = {"\u2192": "–", "\u2212": "-"}  # the nearest sign that the font has
_UNREADABLE = "?"  # for words of another script
_NO_LETTER = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Sk", "So"})  # emoji, directions of writing, private signs
_BLANKS = re.compile(r"[ \t\r\n]+")
_REPEATED = re.compile(r"\?(?:[ ?]*\?)+")


class Letters:
    """The shipped font, loaded for this slip."""

    def __init__(self) -> None:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont

        self._metrics: Any = pdfmetrics
        for name in FONTS.values():
            file = resource(f"fonts/{name.removeprefix('carnet-')}.ttf")
            pdfmetrics.registerFont(TTFont(name, str(file)))
        self._known: dict[int, int] = pdfmetrics.getFont(FONTS[False]).face.charToGlyph

    def measure(self, text: str, bold: bool, size: float) -> float:
        """The width of a text, in points."""
        return float(self._metrics.stringWidth(text, FONTS[bold], size))

    def spelt(self, name: SlipName) -> SlipName:
        """A name in the letters there are; its code keeps what was written."""
        return replace(
            name,
            name=self.shown(name.name),
            what=self.shown(name.what),
            warning=self.shown(name.warning),
            number=self.shown(name.number),
            number_note=self.shown(name.number_note),
            contact=self.shown(name.contact),
            address=tuple(filter(None, map(self.shown, name.address))),
            notes=tuple((label, said) for label, text in name.notes if (said := self.shown(text))),
        )

    def shown(self, text: str) -> str:
        """A text in the letters there are: pictures are left out, words of a script that is not there become « ? »."""
        kept = "".join(map(self._one, unicodedata.normalize("NFC", _BLANKS.sub(" ", text))))
        return _BLANKS.sub(" ", _REPEATED.sub(_UNREADABLE, kept) if kept.count("?") > text.count("?") else kept).strip()

    def _one(self, letter: str) -> str:
        category = unicodedata.category(letter)
        if letter in _INSTEAD:
            return _INSTEAD[letter]
        if category not in _NO_LETTER and ord(letter) in self._known:
            return letter
        near = "".join(one for one in unicodedata.normalize("NFKD", letter) if ord(one) in self._known)
        if near and near != letter and category not in _NO_LETTER:
            return near
        if category == "Nd":
            return str(unicodedata.digit(letter))
        return "" if category in _NO_LETTER or category.startswith("M") else _UNREADABLE
