"""What is asked before an export: for whom, with what on top, which cards, in which format."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from carnet.domain.dates import read_day
from carnet.domain.disclosure import Option, Profile
from carnet.errors import CarnetError
from carnet.exchange.export import Format
from carnet.services.exports import Order, check_until
from carnet.ui.export_parts import Extra, Pick
from carnet.ui.panel_parts import Button, ButtonRow, Words
from carnet.ui.theme import Theme
from carnet.words import NARROW, plural

_INSIDE = 32  # pixels at 100 %: what belongs to an answer stands under its words


@dataclass(frozen=True, slots=True)
class Among:
    """Which cards there are to choose from: the words typed in the box, the cards selected in the table."""

    text: str = ""
    ids: tuple[str, ...] = ()


class ExportChoices(QWidget):
    """`changed`: something else is asked, `order` says what. `reached(QWidget)`: an answer has the focus."""

    changed = Signal()
    reached = Signal(object)

    def __init__(self, theme: Theme, among: Among, today: date) -> None:
        super().__init__()
        self._theme, self._among, self._today = theme, among, today
        self._column = QVBoxLayout(self)
        self._groups: list[QButtonGroup] = []
        self._heads: list[Words] = []
        self._inside: list[QHBoxLayout] = []
        self.whom: dict[Profile, Pick] = {}
        self.options: dict[Profile, tuple[Option, Extra]] = {}
        self._head(self.tr("Pour qui"))
        self._make_whom()
        self._head(self.tr("Quelles fiches"))
        self.which = self._make_which()
        self._head(self.tr("Sous quelle forme"))
        self.formats = self._make_formats()
        self.about_format = Words(theme, size=13, colour="soft")
        self._column.addWidget(self.about_format)
        self._column.addStretch(1)
        self._on_format()
        self._on_whom()
        for group in self._groups:
            group.buttonToggled.connect(self._on_toggled)
        self.whom[Profile.LOCUM].typed.connect(self._on_digit)
        theme.changed.connect(self._renew)
        self._renew()
        self.setFocusProxy(self.whom[Profile.COLLEAGUE])

    @property
    def profile(self) -> Profile:
        """For whom."""
        return next(profile for profile, pick in self.whom.items() if pick.isChecked())

    @property
    def format(self) -> Format:
        """In which format."""
        return next(one for one, button in self.formats.items() if button.isChecked())

    def order(self) -> Order:
        """What is asked. Raises CarnetError, saying what is missing: until when."""
        chosen = next(among for among, pick in self.which.items() if pick.isChecked())
        profile, until = self.profile, None
        if profile is Profile.LOCUM:
            if not self.until.text().strip():
                raise CarnetError(
                    self.tr(
                        "Jusqu’à quand\u202f? Écrivez le dernier jour du remplacement, par exemple {example}."
                    ).format(example=_example(self._today))
                )
            until = read_day(self.until.text(), today=self._today, last=True)
        option = self.options.get(profile)
        order = Order(
            profile,
            self.format,
            frozenset({option[0]} if option and option[1].isChecked() else ()),
            until,
            chosen.text,
            chosen.ids,
        )
        check_until(order, self._today)
        return order

    def _head(self, text: str) -> None:
        made = Words(self._theme, text, size=13, weight=600, colour="soft")
        self._heads.append(made)
        self._column.addWidget(made)

    def _group(self, buttons: Sequence[Pick | Button]) -> None:
        group = QButtonGroup(self)
        for button in buttons:
            group.addButton(button)
        self._groups.append(group)

    def _make_whom(self) -> None:
        tr, picks = self.tr, self.whom
        picks[Profile.COLLEAGUE] = self._pick(
            tr("Un confrère"), tr("Ce que dit un annuaire\u202f: noms, professions, lieux, numéros pour les patients.")
        )
        self._option(
            Profile.COLLEAGUE, Option.PRACTICE,
            tr("Avec lignes directes, délais, consignes"),
        )  # fmt: skip
        picks[Profile.LOCUM] = self._pick(
            tr("Un remplaçant, jusqu’à une date"),
            tr("Les lignes directes, les délais et les consignes aussi\u202f; chaque fiche porte sa date de fin."),
        )
        self.until = QLineEdit()
        self.until.setAccessibleName(tr("Dernier jour du remplacement"))
        self.until.setPlaceholderText(_example(self._today))
        self.until.textEdited.connect(self._tell)
        self.until.returnPressed.connect(self.focusNextChild)
        self._put_inside(self.until)
        picks[Profile.SUCCESSOR] = self._pick(
            tr("Un successeur"), tr("Les lignes directes, les délais et les consignes aussi.")
        )
        self._option(Profile.SUCCESSOR, Option.OPINIONS, tr("Avec mes avis, à mon nom et datés"))
        picks[Profile.PHONE] = self._pick(
            tr("Mon téléphone"), tr("Les lignes directes, les délais et les consignes\u202f; ni notes ni avis.")
        )
        self._option(Profile.PHONE, Option.PRIVATE_LINES, tr("Avec mes lignes privées, portables compris"))
        picks[Profile.SELF] = self._pick(
            tr("Moi-même"),
            tr("Pour un autre programme à moi\u202f: notes, avis, photos et fiches d’origine aussi."),
        )
        self._group(list(picks.values()))
        picks[Profile.COLLEAGUE].setChecked(True)
        self._column.addWidget(
            Words(
                self._theme,
                tr("Pour un patient\u202f: «\u202fCoordonnées à remettre\u202f», Ctrl P, dans la recherche."),
                size=13,
                colour="soft",
            )
        )

    def _pick(self, text: str, about: str = "") -> Pick:
        made = Pick(self._theme, text, about)
        made.entered.connect(self.focusNextChild)
        made.reached.connect(lambda: self.reached.emit(made))
        self._column.addWidget(made)
        return made

    @Slot(str)
    def _on_digit(self, digit: str) -> None:
        """A date typed on the answer goes to its field."""
        if self.until.isVisible():
            self.until.setFocus(Qt.FocusReason.OtherFocusReason)
            self.until.setText(digit)
            self._tell()

    def _option(self, profile: Profile, option: Option, text: str) -> None:
        tick = Extra(self._theme, text)
        tick.entered.connect(self.focusNextChild)
        tick.toggled.connect(self._tell)
        self.options[profile] = (option, tick)
        self._put_inside(tick)

    def _put_inside(self, widget: QWidget) -> None:
        row = QHBoxLayout()
        row.addWidget(widget, 100)
        row.addStretch(1)
        self._inside.append(row)
        self._column.addLayout(row)

    def _make_which(self) -> dict[Among, Pick]:
        among = self._among
        picks: dict[Among, Pick] = {}
        if among.ids:
            words = plural(len(among.ids), "fiche choisie dans la table", "fiches choisies dans la table")
            picks[Among(ids=among.ids)] = self._pick(words)
        if among.text.strip():
            picks[Among(text=among.text)] = self._pick(
                self.tr("Celles que trouve «{n}{text}{n}» dans mon carnet").format(n=NARROW, text=among.text.strip())
            )
        picks[Among()] = self._pick(self.tr("Tout mon carnet"))
        self._group(list(picks.values()))
        next(iter(picks.values())).setChecked(True)
        return picks

    def _make_formats(self) -> dict[Format, Button]:
        named = {
            Format.VCF3: self.tr("vCard 3.0"), Format.VCF4: self.tr("vCard 4.0"), Format.CSV: self.tr("CSV"),
            Format.XLSX: self.tr("Excel (XLSX)"),
        }  # fmt: skip
        buttons = {one: Button(text) for one, text in named.items()}
        for button in buttons.values():
            button.setCheckable(True)
            button.setAccessibleName(self.tr("Forme{n}: {name}").format(n=NARROW, name=button.text()))
        self._group(list(buttons.values()))
        buttons[Format.VCF3].setChecked(True)
        self._column.addWidget(ButtonRow(self._theme, tuple(buttons.values())))
        return buttons

    @Slot(object, bool)
    def _on_toggled(self, button: object, on: bool) -> None:
        if on:
            self._tell()

    @Slot()
    def _tell(self) -> None:
        self._on_whom()
        self._on_format()
        self.changed.emit()

    def _on_whom(self) -> None:
        """Only what goes with the answer is asked."""
        for profile, (_, tick) in self.options.items():
            tick.setVisible(self.profile is profile)
        self.until.setVisible(self.profile is Profile.LOCUM)

    def _on_format(self) -> None:
        self.about_format.setText({
            Format.VCF3: self.tr("Ce que lisent tous les téléphones et carnets d’adresses."),
            Format.VCF4: self.tr("La version récente\u202f; certains téléphones ne la lisent pas."),
            Format.CSV: self.tr("Un tableau en texte, que carnet relit\u202f; un tableur y perd les zéros de tête."),
            Format.XLSX: self.tr("Un classeur pour Excel ou LibreOffice, que carnet relit, zéros de tête compris."),
        }[self.format])  # fmt: skip

    @Slot()
    def _renew(self) -> None:
        px, colours = self._theme.px, self._theme.colours
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(2))
        for head in self._heads[1:]:
            head.setContentsMargins(0, px(16), 0, 0)
        for row in self._inside:
            row.setContentsMargins(px(_INSIDE), 0, 0, 0)
        self.until.setFixedWidth(px(170))
        chosen = f"QPushButton:checked {{ background: {colours.selected}; border-color: {colours.accent}; }}"
        for button in self.formats.values():
            button.setStyleSheet(chosen)


def _example(today: date) -> str:
    """A day written as one writes it."""
    return f"31/12/{today.year}"
