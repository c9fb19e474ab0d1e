"""The rows of the card: a label, its words, quieter words below, links."""

import re
from html import escape

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel

from carnet.ui.card_row import Row
from carnet.ui.theme import Theme, lettered

LABEL_WIDTH = 104
_UNIT = re.compile(r"(?<=\d) (?=(?:km|j|fois|ans|h|min|€)\b|€)")
_PAIR = re.compile(r"(?<=\d) (?=\d)")  # of digits of one number
_DEED = "carnet:"  # before the name of a deed, in a link


class CardRows(QGridLayout):
    """Labels and words, made as they are needed. `map_wanted(str)`: of an address. `deed_wanted(str)`: by its key."""

    map_wanted = Signal(str)
    deed_wanted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._stacked = theme, False
        self.labels: list[tuple[QLabel, QLabel]] = []
        self.setColumnStretch(1, 1)

    def lay_out(self, *, stacked: bool) -> None:
        """Labels beside their words; `stacked`: over them. Spaces are the theme's as they are now."""
        px = self._theme.px
        self.setHorizontalSpacing(px(8))
        self.setVerticalSpacing(px(3 if stacked else 7))
        self.setColumnMinimumWidth(0, 0 if stacked else px(LABEL_WIDTH))
        if stacked != self._stacked:
            self._stacked = stacked
            for at, (label, words) in enumerate(self.labels):
                self._place(at, label, words)

    def _place(self, at: int, label: QLabel, words: QLabel) -> None:
        if self._stacked:
            self.addWidget(label, 2 * at, 0, 1, 2)
            self.addWidget(words, 2 * at + 1, 0, 1, 2)
        else:
            self.addWidget(label, 2 * at, 0)
            self.addWidget(words, 2 * at, 1)

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show these in the place of the others."""
        while len(self.labels) < len(rows):
            self._add_row()
        for index, (label, words) in enumerate(self.labels):
            shown = index < len(rows)
            label.setVisible(shown)
            words.setVisible(shown)
            if shown:
                label.setText(rows[index].label)
                label.setVisible(bool(rows[index].label) or not self._stacked)
                self._make_reachable(words, link=bool(rows[index].map_query or rows[index].deed))
                words.setText(self._html(rows[index]))
                words.setAccessibleName(f"{rows[index].label}\u202f: {rows[index].text} {rows[index].more}".strip())
            else:
                label.clear()
                words.clear()
                words.setAccessibleName("")

    def _add_row(self) -> None:
        label, words = QLabel(), QLabel()
        lettered(label, "row", soft=True)
        lettered(words, "row")
        label.setAlignment(Qt.AlignmentFlag.AlignTop)
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        words.setWordWrap(True)
        words.setTextFormat(Qt.TextFormat.RichText)
        words.linkActivated.connect(self._on_link)
        self._place(len(self.labels), label, words)
        self.labels.append((label, words))

    @staticmethod
    def _make_reachable(words: QLabel, *, link: bool) -> None:
        """A link is for the mouse and for Tab. Text is never selected: what is copied goes by the clipboard's gate."""
        flag = Qt.TextInteractionFlag
        words.setTextInteractionFlags(
            flag.LinksAccessibleByMouse | flag.LinksAccessibleByKeyboard if link else flag.NoTextInteraction
        )

    def _html(self, row: Row) -> str:
        """The words in ink, the quieter ones soft; an address ends with a link to the map."""
        colours = self._theme.colours
        text = _held(row.text)
        if row.map_query:
            link = f'<a href="{escape(row.map_query, quote=True)}" style="color:{colours.accent}">carte</a>'
            text += f'&nbsp;<span style="color:{colours.soft}">· {link}</span>'
        if row.deed:
            text = f'<a href="{_DEED}{row.deed}" style="color:{colours.accent}">{text}</a>'
            text += f' <span style="color:{colours.soft}">·&nbsp;{_held(row.hint).replace(" ", "&nbsp;")}</span>'
        more = _held(row.more)
        return text + (f'<br><span style="color:{colours.soft}">{more}</span>' if more else "")

    @Slot(str)
    def _on_link(self, link: str) -> None:
        if link.startswith(_DEED):
            self.deed_wanted.emit(link.removeprefix(_DEED))
        else:
            self.map_wanted.emit(link)


def _held(text: str) -> str:
    """Text for a rich label: a number stays with its unit, a mark with its word. Qt breaks lines at U+202F."""
    held = _PAIR.sub("\u00a0", _UNIT.sub("\u00a0", text)).replace("\u202f", "\u00a0").replace(" · ", "\u00a0· ")
    return escape(held).replace("\n", "<br>")
