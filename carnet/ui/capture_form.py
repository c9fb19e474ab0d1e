"""The proposed card, each field correctable: what a hand has set stays, the rest follows the text."""

from collections.abc import Iterable
from functools import partial
from itertools import pairwise, zip_longest

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from carnet import words
from carnet.domain.capture import Proposal
from carnet.ui.capture_by_hand import ByHand, as_read
from carnet.ui.capture_rows import LONGEST, LineRow, LinesBox, Marks, NamedRows, NoteField, SpecialtyField, quiet
from carnet.ui.choice_field import Choice, ChoiceField
from carnet.ui.searcher import Town
from carnet.ui.theme import Theme, lettered

_IF_TOLD = (
    "function", "site_name", "street", "complements", "postcode", "recommended_by", "found_in", "known_since", "rpps",
    "adeli",
)  # fmt: skip
_SECTORS = ("", "1", "2", "optam", "none", "public")
_MOST_SPECIALTIES = 3
WIDEST = 640  # pixels at 100 %: what belongs together stands together


class CaptureForm(QWidget):
    """`corrected`: a hand has set a field; `hand.by` says what. `town_wanted(str)`: communes are wanted.

    `entered`: Enter where a widget takes it; from a field it goes on to the panel by itself.
    """

    corrected = Signal()
    entered = Signal()
    town_wanted = Signal(str)

    def __init__(self, theme: Theme, over: QWidget) -> None:
        """`over`: the panel on which completions are laid."""
        super().__init__()
        self._theme = theme
        self.hand = ByHand(self)
        self.hand.corrected.connect(self.corrected)
        self.texts: dict[str, QLineEdit] = {}
        self._rows = NamedRows(theme, self)
        self._build_name()
        self.specialties = [SpecialtyField(theme, over) for _ in range(_MOST_SPECIALTIES)]
        for at, field in enumerate(self.specialties):
            field.set_by_hand.connect(self._on_specialty)
            self._rows.add(f"specialty{at}", self.tr("et aussi") if at else self.tr("Spécialité"), field)
        self.hint = QLabel()
        lettered(self.hint, "small", soft=True)
        self.hint.setWordWrap(True)
        self._rows.add("hint", "", self.hint)
        self._text("function", self.tr("Fonction"))
        self.commune = ChoiceField(theme, over)
        self._build_place()
        self._lines = LinesBox(theme)
        self._lines.fixed.connect(self.hand.fix_line)
        self._rows.add("lines", self.tr("Numéros"), self._lines)
        self._build_rest()
        theme.changed.connect(self._renew)
        self._renew()

    def _build_name(self) -> None:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        for name, label, share in (
            ("title", self.tr("Civilité"), 3), ("given_name", self.tr("Prénom"), 6), ("family_name", self.tr("Nom"), 9),
        ):  # fmt: skip
            field = self._field(name, label)
            field.setPlaceholderText(label)
            field.setProperty("big", True)
            row.addWidget(field, share)
        self._rows.add("name", self.tr("Nom"), box)
        self._text("label", self.tr("Fonction ou structure"))
        self.texts["label"].setProperty("big", True)

    def _build_place(self) -> None:
        self._text("site_name", self.tr("Lieu"))
        self._text("street", self.tr("Rue"))
        self._text("complements", self.tr("Complément"))
        quiet(self.commune, self.tr("Commune"), self.tr("Commune"))
        self.commune.typed.connect(self.hand.type_town)
        self.commune.typed.connect(self._want_town)
        self.commune.chosen.connect(self.hand.choose_town)
        self._rows.add("commune", self.tr("Commune"), self.commune)
        self._text("postcode", self.tr("Code postal"))

    def _build_rest(self) -> None:
        self.note = NoteField(self._theme, most_lines=4)
        quiet(self.note, self.tr("Note"), self.tr("ce que vous voulez retenir"))
        self.note.edited.connect(self.hand.set_note)
        self.note.entered.connect(self.entered)
        self._rows.add("note", self.tr("Note"), self.note)
        self._text("met_at", self.tr("Rencontré"), self.tr("où, quand"))
        self._text("recommended_by", self.tr("Conseillé par"))
        self._text("found_in", self.tr("Trouvé dans"))
        self._text("known_since", self.tr("Connu depuis"))
        self.tags = self._line_edit(self.tr("Étiquettes"))
        self.tags.textEdited.connect(self.hand.set_tags)
        self._rows.add("tags", self.tr("Étiquettes"), self.tags)
        self.sector = QComboBox()
        self.sector.setAccessibleName(self.tr("Secteur"))
        for code in _SECTORS:
            self.sector.addItem(words.sector(code) or self.tr("inconnu"), code)
        self.sector.activated.connect(lambda at: self.hand.set_sector(_SECTORS[at]))
        self._rows.add("sector", self.tr("Secteur"), self.sector)
        self._text("rpps", self.tr("RPPS"))
        self._text("adeli", self.tr("ADELI"))
        self.marks = Marks(self._theme)
        self.marks.entered.connect(self.entered)
        self._rows.add("marks", self.tr("Mon avis"), self.marks)

    def _line_edit(self, spoken: str, hint: str = "") -> QLineEdit:
        field = QLineEdit()
        quiet(field, spoken, hint)
        field.setMaxLength(LONGEST)
        return field

    def _field(self, name: str, spoken: str, hint: str = "") -> QLineEdit:
        field = self._line_edit(spoken, hint)
        field.textEdited.connect(partial(self.hand.set_text, name))
        self.texts[name] = field
        return field

    def _text(self, name: str, label: str, hint: str = "") -> None:
        self._rows.add(name, label, self._field(name, label, hint))

    @property
    def unknown_specialty(self) -> str:
        """Words in a specialty's field that name none, "" when all is well."""
        return next((one.text() for one in self.specialties if not one.isHidden() and one.named is None), "")

    @property
    def lines(self) -> list[LineRow]:
        """The lines' rows, as many as the longest card read so far had."""
        return self._lines.rows

    def start(self) -> None:
        """Another card: nothing is corrected yet."""
        self.hand.forget()
        self.marks.clear()

    def show_proposal(self, read: Proposal, shown: Proposal) -> None:
        """The card as read, and as it is once corrected."""
        by = self.hand.by
        self.hand.follow(read)
        for name, field in self.texts.items():
            text = by.texts.get(name, as_read(read, name))
            self._set(field, text)
            if name in _IF_TOLD:
                self._rows.show_row(name, on=bool(text) or name in by.texts)
        self._rows.show_row("label", on=bool(self.texts["label"].text()) or "label" in by.texts)
        self._rows.show_row("name", on=not self.texts["label"].text() or bool(self.texts["family_name"].text()))
        self._show_specialties(read, shown)
        if by.commune is None and not self.commune.choosing:
            self.commune.show_value(read.commune.name if read.commune else "")
        self._lines.show_lines(read.lines, shown.lines, by.lines)
        self._rows.show_row("lines", on=bool(read.lines))
        self.note.show_text(read.note if by.note is None else by.note)
        if by.tags is None:
            self._set(self.tags, " ".join(f"#{piece.value}" for piece in read.tags))
        self._rows.show_row("tags", on=bool(self.tags.text()) or by.tags is not None)
        sector = by.texts.get("sector", read.sector.value if read.sector else "")
        self.sector.setCurrentIndex(_SECTORS.index(sector))
        self._rows.show_row("sector", on=bool(sector) or "sector" in by.texts)
        proposed = {piece.value for piece in read.marks}
        self.marks.show_marks(proposed, read.gender.value if read.gender else "")
        self._rows.show_row("marks", on=bool(proposed))
        self._order_tabs()

    @staticmethod
    def _set(field: QLineEdit, text: str) -> None:
        if text != field.text():
            field.setText(text)

    def _show_specialties(self, read: Proposal, shown: Proposal) -> None:
        if self.hand.by.specialties is None:
            for field, piece in zip_longest(self.specialties, read.specialties[:_MOST_SPECIALTIES]):
                field.show_read((piece.value, *piece.others) if piece else ())
        for at, field in enumerate(self.specialties):
            self._rows.show_row(f"specialty{at}", on=not at or bool(field.text()))
        others = [words.specialty(other) for piece in shown.specialties for other in piece.others]
        first = read.specialties[0].text if read.specialties else ""
        self.hint.setText(
            self.tr("« {word} » peut aussi être\u202f: {others} (↓ pour choisir)").format(
                word=first, others=", ".join(others)
            )
        )
        self._rows.show_row("hint", on=bool(others))

    def answer(self, *, patient: bool) -> bool:
        """Say of every mobile that asks whether it is for the patient; whether any asked."""
        return self._lines.answer(patient=patient)

    def _order_tabs(self) -> None:
        first = [self.texts[name] for name in ("title", "given_name", "family_name", "label")]
        place = [
            self.texts["function"],
            self.texts["site_name"],
            self.texts["street"],
            self.texts["complements"],
            self.commune,
        ]
        lines = [widget for row in self.lines for widget in (row.value, row.whom)]
        last = [self.texts[name] for name in ("met_at", "recommended_by", "found_in", "known_since")]
        rest = [self.tags, self.sector, self.texts["rpps"], self.texts["adeli"], *self.marks.ticks.values()]
        order = [*first, *self.specialties, *place, self.texts["postcode"], *lines, self.note, *last, *rest]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    @Slot()
    def _on_specialty(self) -> None:
        self.hand.set_specialties([name for field in self.specialties if (name := field.named)])

    @Slot(str)
    def _want_town(self, text: str) -> None:
        if text.strip():
            self.town_wanted.emit(text)

    @Slot()
    def _renew(self) -> None:
        self.setMaximumWidth(self._theme.px(WIDEST))


def town_choices(towns: Iterable[Town]) -> tuple[Choice, ...]:
    """Communes to choose from: postcode and distance tell them apart."""
    return tuple(Choice((town.insee, town.name), town.name, _told_apart(town)) for town in towns)


def _told_apart(town: Town) -> str:
    far = f" · {words.kilometres(town.km)}" if town.km is not None else ""
    return f"{town.postcode}{far}"
