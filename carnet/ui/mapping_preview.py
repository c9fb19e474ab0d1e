"""The first cards of a table as they would come in, and the rows that are read otherwise than written."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from carnet.domain.phones import display, national
from carnet.exchange.incoming import IncomingCard, IncomingLine, Trouble
from carnet.ui.theme import Theme, lettered
from carnet.words import NARROW, line_use, person_name, plural, specialty

CARDS, TROUBLES = 3, 12  # shown; more troubles are counted
_KINDS = {"phone": "tél.", "fax": "fax", "email": "e-mail", "secure": "messagerie", "web": "site"}


class MappingPreview(QScrollArea):
    """A column of small cards."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("card")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Premières fiches, comme elles seraient"))
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self.setWidget(self._body)
        self._labels: list[QLabel] = []
        theme.changed.connect(self._renew)
        self._renew()

    @property
    def words(self) -> str:
        """All that is shown."""
        return "\n".join(label.text() for label in self._labels)

    def show_cards(self, cards: Sequence[IncomingCard], troubles: Sequence[Trouble]) -> None:
        """Show the first cards and the first troubles."""
        self._clear()
        self._add(self.tr("Premières fiches, comme elles seraient"), "small", soft=True)
        for card in cards[:CARDS]:
            self._add(_name(card), "strong", top=10)
            for text in _details(card):
                self._add(text, "row", soft=True)
        if not cards:
            self._add(self.tr("Aucune fiche{n}: dites quelle colonne est le nom.").format(n=NARROW), "plain")
        if troubles:
            said = plural(len(troubles), "ligne à regarder", "lignes à regarder")
            self._add(f"{said}, parmi les premières", "small", soft=True, top=16)
            for trouble in troubles[:TROUBLES]:
                self._add(trouble_words(trouble), "row", warning=True)
            if len(troubles) > TROUBLES:
                self._add(f"… et {plural(len(troubles) - TROUBLES, 'autre', 'autres')}", "row", soft=True)
        self._column.addStretch(1)

    def say(self, words: str) -> None:
        """Say what went wrong, in place of the cards."""
        self._clear()
        self._add(words, "plain", warning=True)
        self._column.addStretch(1)

    def _add(self, text: str, letters: str, *, soft: bool = False, warning: bool = False, top: int = 0) -> None:
        label = QLabel(text)
        lettered(label, letters, soft=soft)
        label.setProperty("warning", warning)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setContentsMargins(0, self._theme.px(top), 0, 0)
        self._column.addWidget(label)
        self._labels.append(label)

    def _clear(self) -> None:
        self._labels.clear()
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(16), px(12), px(16), px(16))
        self._column.setSpacing(px(3))


def trouble_words(trouble: Trouble, name: str = "") -> str:
    """« Ligne 14 : ce n’est pas un numéro », « Ligne 14, Anne ROUX : ce n’est pas un numéro »."""
    where = ", ".join(part for part in (f"Ligne {trouble.line}", name) if part)
    return f"{where}{NARROW}: {trouble.words}" if trouble.line else trouble.words.capitalize()


def _name(card: IncomingCard) -> str:
    if card.family_name or card.given_name:
        return person_name(card.title, card.given_name, card.family_name)
    return card.label


def _details(card: IncomingCard) -> list[str]:
    found = [", ".join(dict.fromkeys([*(specialty(role.specialty) for role in card.roles if role.specialty),
                                      *(role.function for role in card.roles if role.function)]))]  # fmt: skip
    for role in card.roles:
        site = role.site
        where = [site.street, f"{site.postcode} {site.city}".strip()] if site else []
        found.append(", ".join(part for part in (role.structure, *where) if part))
    found += [_line(line) for line in card.every_line]
    found += [f"RPPS {card.rpps}"] if card.rpps else []
    found += [" ".join(f"#{tag}" for tag in card.tags)]
    found += [f"Note{NARROW}: {card.note.splitlines()[0]}"] if card.note else []
    return [text for text in dict.fromkeys(found) if text]


def _line(line: IncomingLine) -> str:
    said = line_use(line.use) if line.use else line.label
    digits = national(line.value) if line.kind in ("phone", "fax") else ""
    return " ".join(
        part for part in (_KINDS.get(line.kind, ""), display(digits) if digits else line.value, said) if part
    )
