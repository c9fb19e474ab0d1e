"""The proposed card, each field correctable: what a hand has set stays, the rest follows the text."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise, zip_longest

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from carnet import words
from carnet.domain.capture import Proposal
from carnet.domain.capture_corrections import Corrections, LineFix
from carnet.domain.capture_sheet import Piece
from carnet.ui.capture_reading import NOTHING
from carnet.ui.capture_rows import LONGEST, LineRow, LinesBox, NoteField, SpecialtyField, quiet
from carnet.ui.choice_field import Choice, ChoiceField
from carnet.ui.panel_parts import Tick
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
    """`corrected`: a hand has set a field; `by` says what. `town_wanted(str)`: communes are wanted.

    `entered`: Enter where a widget takes it; from a field it goes on to the panel by itself.
    """

    corrected = Signal()
    entered = Signal()
    town_wanted = Signal(str)

    def __init__(self, theme: Theme, over: QWidget) -> None:
        """`over`: the panel on which completions are laid."""
        super().__init__()
        self._theme = theme
        self.by: Corrections = NOTHING
        self._read: Proposal | None = None
        self.texts: dict[str, QLineEdit] = {}
        self._rows: dict[str, tuple[QLabel, QWidget]] = {}
        self._grid = QGridLayout(self)
        self._grid.setColumnStretch(1, 1)
        self._build_name()
        self.specialties = [SpecialtyField(theme, over) for _ in range(_MOST_SPECIALTIES)]
        for at, field in enumerate(self.specialties):
            field.set_by_hand.connect(self._on_specialty)
            self._row(f"specialty{at}", self.tr("et aussi") if at else self.tr("Spécialité"), field)
        self.hint = QLabel()
        lettered(self.hint, "small", soft=True)
        self.hint.setWordWrap(True)
        self._row("hint", "", self.hint)
        self._text("function", self.tr("Fonction"))
        self.commune = ChoiceField(theme, over)
        self._build_place()
        self._lines = LinesBox(theme)
        self._lines.fixed.connect(self._on_line)
        self._row("lines", self.tr("Numéros"), self._lines)
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
        self._row("name", self.tr("Nom"), box)
        self._text("label", self.tr("Fonction ou structure"))
        self.texts["label"].setProperty("big", True)

    def _build_place(self) -> None:
        self._text("site_name", self.tr("Lieu"))
        self._text("street", self.tr("Rue"))
        self._text("complements", self.tr("Complément"))
        quiet(self.commune, self.tr("Commune"), self.tr("Commune"))
        self.commune.typed.connect(self._on_town_typed)
        self.commune.chosen.connect(self._on_town_chosen)
        self._row("commune", self.tr("Commune"), self.commune)
        self._text("postcode", self.tr("Code postal"))

    def _build_rest(self) -> None:
        self.note = NoteField(self._theme, most_lines=4)
        quiet(self.note, self.tr("Note"), self.tr("ce que vous voulez retenir"))
        self.note.edited.connect(self._on_note)
        self.note.entered.connect(self.entered)
        self._row("note", self.tr("Note"), self.note)
        self._text("met_at", self.tr("Rencontré"), self.tr("où, quand"))
        self._text("recommended_by", self.tr("Conseillé par"))
        self._text("found_in", self.tr("Trouvé dans"))
        self._text("known_since", self.tr("Connu depuis"))
        self.tags = self._line_edit(self.tr("Étiquettes"))
        self.tags.textEdited.connect(self._on_tags)
        self._row("tags", self.tr("Étiquettes"), self.tags)
        self.sector = QComboBox()
        self.sector.setAccessibleName(self.tr("Secteur"))
        for code in _SECTORS:
            self.sector.addItem(words.sector(code) or self.tr("inconnu"), code)
        self.sector.activated.connect(self._on_sector)
        self._row("sector", self.tr("Secteur"), self.sector)
        self._text("rpps", self.tr("RPPS"))
        self._text("adeli", self.tr("ADELI"))
        self.marks: dict[str, Tick] = {}
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        for code in ("expert", "humane", "reliable", "advice"):
            self.marks[code] = Tick(self._theme, words.mark(code, ""))
            self.marks[code].entered.connect(self.entered)
            row.addWidget(self.marks[code])
        row.addStretch(1)
        self._row("marks", self.tr("Mon avis"), box)

    def _row(self, name: str, label: str, widget: QWidget) -> None:
        said = QLabel(label)
        lettered(said, "row", soft=True)
        at = len(self._rows)
        self._grid.addWidget(said, at, 0, Qt.AlignmentFlag.AlignTop)
        said.setProperty("heading", True)
        self._grid.addWidget(widget, at, 1)
        self._rows[name] = said, widget

    def _line_edit(self, spoken: str, hint: str = "") -> QLineEdit:
        field = QLineEdit()
        quiet(field, spoken, hint)
        field.setMaxLength(LONGEST)
        return field

    def _field(self, name: str, spoken: str, hint: str = "") -> QLineEdit:
        field = self._line_edit(spoken, hint)
        field.textEdited.connect(lambda text: self._on_text(name, text))
        self.texts[name] = field
        return field

    def _text(self, name: str, label: str, hint: str = "") -> None:
        self._row(name, label, self._field(name, label, hint))

    @property
    def unknown_specialty(self) -> str:
        """Words in a specialty's field that name none, "" when all is well."""
        return next((one.text() for one in self.specialties if not one.isHidden() and one.named is None), "")

    @property
    def lines(self) -> list[LineRow]:
        """The lines' rows, as many as the longest card read so far had."""
        return self._lines.rows

    @property
    def ticked(self) -> tuple[str, ...]:
        """Marks that the hand has ticked."""
        return tuple(code for code, tick in self.marks.items() if tick.isChecked() and not tick.isHidden())

    def start(self) -> None:
        """Another card: nothing is corrected yet."""
        self.by = NOTHING
        for tick in self.marks.values():
            tick.setChecked(False)

    def show_proposal(self, read: Proposal, shown: Proposal) -> None:
        """The card as read, and as it is once corrected."""
        self._read = read
        for name, field in self.texts.items():
            text = self.by.texts.get(name, _text_of(read, name))
            self._set(field, text)
            if name in _IF_TOLD:
                self._show(name, on=bool(text) or name in self.by.texts)
        self._show("label", on=bool(self.texts["label"].text()) or "label" in self.by.texts)
        self._show("name", on=not self.texts["label"].text() or bool(self.texts["family_name"].text()))
        self._show_specialties(read, shown)
        if self.by.commune is None and not self.commune.choosing:
            self.commune.show_value(read.commune.name if read.commune else "")
        self._lines.show_lines(read.lines, shown.lines, self.by.lines)
        self._show("lines", on=bool(read.lines))
        self.note.show_text(read.note if self.by.note is None else self.by.note)
        if self.by.tags is None:
            self._set(self.tags, " ".join(f"#{piece.value}" for piece in read.tags))
        self._show("tags", on=bool(self.tags.text()) or self.by.tags is not None)
        sector = self.by.texts.get("sector", read.sector.value if read.sector else "")
        self.sector.setCurrentIndex(_SECTORS.index(sector))
        self._show("sector", on=bool(sector) or "sector" in self.by.texts)
        gender = read.gender.value if read.gender else ""
        proposed = {piece.value for piece in read.marks}
        for code, tick in self.marks.items():
            tick.setText(words.mark(code, gender))
            tick.setVisible(code in proposed)
        self._show("marks", on=bool(proposed))
        self._order_tabs()

    @staticmethod
    def _set(field: QLineEdit, text: str) -> None:
        if text != field.text():
            field.setText(text)

    def _show(self, name: str, *, on: bool) -> None:
        for widget in self._rows[name]:
            widget.setVisible(on)

    def _show_specialties(self, read: Proposal, shown: Proposal) -> None:
        if self.by.specialties is None:
            for field, piece in zip_longest(self.specialties, read.specialties[:_MOST_SPECIALTIES]):
                field.show_read((piece.value, *piece.others) if piece else ())
        for at, field in enumerate(self.specialties):
            self._show(f"specialty{at}", on=not at or bool(field.text()))
        others = [words.specialty(other) for piece in shown.specialties for other in piece.others]
        first = read.specialties[0].text if read.specialties else ""
        self.hint.setText(
            self.tr("« {word} » peut aussi être\u202f: {others} (↓ pour choisir)").format(
                word=first, others=", ".join(others)
            )
        )
        self._show("hint", on=bool(others))

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
        rest = [self.tags, self.sector, self.texts["rpps"], self.texts["adeli"], *self.marks.values()]
        order = [*first, *self.specialties, *place, self.texts["postcode"], *lines, self.note, *last, *rest]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _correct(self, **new: object) -> None:
        self.by = replace(self.by, **new)  # type: ignore[arg-type]
        self.corrected.emit()

    def _on_text(self, name: str, text: str) -> None:
        same = text == (_text_of(self._read, name) if self._read else "")
        others = {key: value for key, value in self.by.texts.items() if key != name}
        self._correct(texts=others if same else {**others, name: text})

    @Slot(str)
    def _on_note(self, text: str) -> None:
        self._correct(note=None if self._read and text == self._read.note else text)

    @Slot(str)
    def _on_tags(self, text: str) -> None:
        self._correct(tags=tuple(dict.fromkeys(tag for word in text.split() if (tag := word.strip("#, ")))))

    @Slot(int)
    def _on_sector(self, at: int) -> None:
        self._correct(texts={**self.by.texts, "sector": _SECTORS[at]})

    @Slot(str, object)
    def _on_line(self, read: str, fix: LineFix | None) -> None:
        lines = {key: value for key, value in self.by.lines.items() if key != read}
        self._correct(lines=lines if fix is None else {**lines, read: fix})

    @Slot()
    def _on_specialty(self) -> None:
        self._correct(specialties=tuple(name for field in self.specialties if (name := field.named)))

    @Slot(str)
    def _on_town_typed(self, text: str) -> None:
        self._correct(commune=("", text.strip()))
        if text.strip():
            self.town_wanted.emit(text)

    @Slot(object)
    def _on_town_chosen(self, choice: Choice) -> None:
        insee, name = choice.value if isinstance(choice.value, tuple) else ("", choice.shown)
        typed = {"postcode": ""} if self._read and self._read.postcode else {}
        self._correct(commune=(insee, name), texts={**self.by.texts, **typed})

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(8))
        self._grid.setVerticalSpacing(px(3))
        self._grid.setColumnMinimumWidth(0, px(112))
        self.setMaximumWidth(px(WIDEST))


def _text_of(read: Proposal, name: str) -> str:
    """A field as it was read."""
    value: Piece | tuple[Piece, ...] | None = getattr(read, name)
    pieces = value if isinstance(value, tuple) else (value,) if value else ()
    return ", ".join(piece.value for piece in pieces)


def town_choices(towns: Iterable[Town]) -> tuple[Choice, ...]:
    """Communes to choose from: postcode and distance tell them apart."""
    return tuple(Choice((town.insee, town.name), town.name, _told_apart(town)) for town in towns)


def _told_apart(town: Town) -> str:
    far = f" · {words.kilometres(town.km)}" if town.km is not None else ""
    return f"{town.postcode}{far}"
