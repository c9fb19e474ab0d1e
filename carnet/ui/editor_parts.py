"""What the parts of the edit panel share: a column of rows on one card, and the fields that several parts have."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from carnet import words
from carnet.domain.specialties import Catalogue
from carnet.domain.text import fold
from carnet.queries.editable import Editable, EditableRole
from carnet.ui import editor_acts as acts
from carnet.ui.choice_field import Choice
from carnet.ui.editor_fields import NoteField, TextField
from carnet.ui.editor_rows import Row, Save, Write
from carnet.ui.editor_segments import Segments, Word
from carnet.ui.editor_suggest import PickField, SuggestField
from carnet.ui.theme import Theme

_tr = QCoreApplication.translate
_MOST_SPECIALTIES = 8


class Around(NamedTuple):
    """What every part needs: the looks, the panel that choices are laid on, the day, and where changes go.

    `complete(kind, field, text)`: communes (« town ») or cards (« card », « structure ») are wanted for a field.
    """

    theme: Theme
    over: QWidget
    today: date
    send: Callable[[Save], None]
    complete: Callable[[str, SuggestField, str], None]


class Part(QWidget):
    """Rows of one card, in a column."""

    def __init__(self, around: Around, card: Editable) -> None:
        super().__init__()
        self.around, self.card = around, card
        self.rows: list[Row] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.build()
        self.show_card(card)

    def build(self) -> None:
        """Add the rows."""

    def show_card(self, card: Editable) -> None:
        """Show the card as it is saved now."""
        self.card = card
        for row in self.rows:
            row.show_record(card)

    def row(
        self,
        label: str,
        field: QWidget,
        read: Callable[[Any], str],
        write: Callable[[str], Write | None],
        visible: Callable[[Any], bool] | None = None,
    ) -> Row:
        """Add a row."""
        made = Row(self.around.theme, label, field, read=read, write=write, send=self.around.send, visible=visible)
        self.rows.append(made)
        self.column.addWidget(made)
        return made

    def text(self, name: str, label: str, hint: str = "", visible: Callable[[Any], bool] | None = None) -> Row:
        """A column of the card that is a line of text."""
        field = TextField(self.around.theme, label, hint=hint)
        return self.row(
            label,
            field,
            lambda card: card.columns[name] or "",
            lambda text: acts.card(self.card.id, **{name: text}),
            visible,
        )

    def note(self, name: str, label: str, hint: str = "") -> Row:
        """A column of the card that may be several lines."""
        field = NoteField(self.around.theme, label, hint=hint)
        return self.row(
            label, field, lambda card: card.columns[name], lambda text: acts.card(self.card.id, **{name: text})
        )

    def choice(self, name: str, label: str, choices: list[Word]) -> Row:
        """A column of the card that is one of a few words."""
        field = Segments(self.around.theme, label, choices)
        return self.row(
            label, field, lambda card: card.columns[name], lambda text: acts.card(self.card.id, **{name: text})
        )

    def day(self, name: str, label: str, visible: Callable[[Any], bool] | None = None) -> Row:
        """A column of the card that is a date."""
        field = TextField(self.around.theme, label, hint=_tr("editor", "3 mars 2026, mars 2026…"))
        return self.row(
            label,
            field,
            lambda card: long_day(card.columns[name]),
            lambda text: acts.card(self.card.id, **{name: acts.day(text, self.around.today)}),
            visible,
        )

    def three(self, name: str, label: str) -> Row:
        """An attribute: yes, unknown, no."""
        field = Segments(self.around.theme, label, three_words())
        return self.row(
            label,
            field,
            lambda card: _coded(card.columns[name]),
            lambda text: acts.card(self.card.id, **{name: {"yes": True, "no": False, "": None}[text]}),
        )

    def labelled(self, kind: str, label: str, hint: str) -> Row:
        """Labels apart by commas: `kind` is skills, languages or tags."""

        def write(text: str) -> Write:
            listed, key = acts.labels(text), self.card.id
            return acts.verb(lambda editing, book, now: getattr(editing, f"set_{kind}")(book, key, listed, now=now))

        field = TextField(self.around.theme, label, hint=hint)
        return self.row(label, field, lambda card: ", ".join(getattr(card, kind)), write)


def kind_of(card: Editable) -> str:
    """« structure », « contact » (a function without a name), « person »."""
    held = card.columns
    if held["kind"] == "structure":
        return "structure"
    return "person" if held["family_name"] or held["given_name"] or not held["label"] else "contact"


def long_day(day: date | None) -> str:
    """« 3 mars 2026 », "" for none."""
    return words.long_date(day) if day else ""


def three_words() -> list[Word]:
    """« oui · inconnu · non »."""
    return [
        Word("yes", _tr("editor", "oui"), "o"), Word("", _tr("editor", "inconnu"), "i"),
        Word("no", _tr("editor", "non"), "n"),
    ]  # fmt: skip


def _coded(value: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[value]


def card_field(around: Around, name: str, kind: str) -> SuggestField:
    """A field that completes with the book's cards, or with its structures alone."""
    field = SuggestField(around.theme, around.over, name, hint=_tr("editor", "nom dans votre carnet"))
    field.typed.connect(lambda text: around.complete(kind, field, text))
    return field


def specialty_field(around: Around) -> PickField:
    """A field that completes with the list of specialties."""
    return PickField(
        around.theme,
        around.over,
        _tr("editor", "Spécialité"),
        _specialties,
        hint=_tr("editor", "spécialité ou profession"),
    )


def specialty_label(held: EditableRole | None) -> str:
    """« Rhumatologie »."""
    code = held.columns["specialty"] if held is not None else ""
    return words.specialty(code) if code else ""


def _specialties(text: str) -> tuple[Choice, ...]:
    """Specialties for what is typed; none for an empty text: the list would be too long to be of use."""
    catalogue, folded = Catalogue.shipped(), fold(text)
    found = dict.fromkeys((*catalogue.match(tuple(folded.split())), *catalogue.starting(folded)))
    listed = list(found)[:_MOST_SPECIALTIES] or list(catalogue.near(folded))[:_MOST_SPECIALTIES]
    return tuple(Choice(code, catalogue.get(code).label, catalogue.get(code).badge) for code in listed)
