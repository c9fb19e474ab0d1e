"""The edit panel, in place of the card: the same head, then every word of it where it can be changed.

What matters stands in front; the rest unfolds. Nothing is saved by a button: each field is, when it is left.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from carnet import words
from carnet.errors import CarnetError
from carnet.queries.editable import Editable
from carnet.ui import editor_sections as parts
from carnet.ui.editor_fields import Kept, is_of_words, is_override
from carnet.ui.editor_lines import LinesBlock, Owner
from carnet.ui.editor_page import EditorPage
from carnet.ui.editor_parts import Around, Part
from carnet.ui.editor_places import FrontPlace, FrontPost, Posts, department_of, lines_of, main_role
from carnet.ui.editor_rows import Save, Section, tab_stops
from carnet.ui.theme import Theme

_STEPS = {Qt.Key.Key_Up: False, Qt.Key.Key_Down: True}


class EditorPanel(EditorPage):
    """Edits one card.

    `saving(Save)`: one change to write, answered by `settled` and, once it is read again, `show_card`.
    `undo_wanted`: Ctrl+Z where nothing was typed. `left`: Esc or « Terminé », once all that was typed is saved.
    """

    saving = Signal(object)
    undo_wanted = Signal()
    left = Signal()

    def __init__(self, theme: Theme, card: Editable, around: "Callable[[EditorPanel], Around]") -> None:
        super().__init__(theme)
        self.card = card
        self._pending, self._leaving = 0, False
        self.setAccessibleName(self.tr("Modifier la fiche"))
        self.done.clicked.connect(self.finish)
        self._around = around(self)
        self._parts: list[Part] = []
        self._sections: list[tuple[Section, Callable[[Editable], str] | None]] = []
        self._fill()
        self.show_card(card)

    def _fill(self) -> None:
        self._add_part(self.front, parts.Names)
        self._add_part(self.front, FrontPost)
        self._lines = LinesBlock(self.theme, self, self._around.send)
        self.front.addWidget(self._lines)
        self._add_part(self.front, FrontPlace)
        self._add_part(self.front, parts.Practice)
        structure = self.card.columns["kind"] == "structure"
        if structure:
            self._section(self.tr("Ce que fait la structure"), parts.Profile)
        self._section(self.tr("À savoir"), parts.Attributes)
        self._section(self.tr("Délais annoncés"), parts.Delays)
        self._section(self.tr("Compétences et langues"), parts.Abilities)
        self._section(self.tr("Lieux et fonctions"), Posts)
        self._section(self.tr("État et successeur"), parts.Status)
        self._section(self.tr("Identité et numéros"), parts.Identity)
        self._section(self.tr("Provenance et note"), parts.Provenance)

    def _add_part(self, column: QVBoxLayout, kind: type[Part]) -> None:
        part = kind(self._around, self.card)
        self._parts.append(part)
        column.addWidget(part)

    def _section(self, title: str, kind: type[Part]) -> None:
        section = Section(self.theme, title, lambda column: self._add_part(column, kind))
        self._append(section, getattr(kind, "summary", None))

    def add_section(self, title: str, widget: QWidget, summary: Callable[[Editable], str] | None = None) -> Section:
        """Add a titled part of another's making, folded, after the others; `summary` says what it holds meanwhile.

        Its fields are its own business: what it writes goes by `hands.write`, and the panel reads the card again.
        """
        section = Section(self.theme, title, lambda column: column.addWidget(widget))
        widget.hide()
        section.opened.connect(lambda: widget.setVisible(section.header.isChecked()))
        self._append(section, summary)
        return section

    def _append(self, section: Section, summary: Callable[[Editable], str] | None) -> None:
        section.opened.connect(self.order)
        self._sections.append((section, summary))
        self.folded.addWidget(section)
        section.say(summary(self.card) if summary else "")
        self.order()

    @property
    def name(self) -> str:
        """« Dr Anne ROUX »: how the card is called."""
        return _name(self.card)

    def start(self) -> None:
        """The focus goes to the first field, after its words."""
        first = next(tab_stops(self.front), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_card(self, card: Editable) -> None:
        """Show the card as it is saved; what is being typed stays."""
        self.card = card
        main = main_role(card, self._around)
        code = main.columns["specialty"] if main is not None else ""
        noun = words.practitioner(code, card.columns["gender"]) if code else ""
        what = " · ".join(part for part in (noun, words.sector(card.columns["sector"])) if part)
        self.say(words.typeset(self.name), what)
        for part in self._parts:
            part.show_card(card)
        department = department_of(main)
        owned = [(Owner("correspondent", card.id, department), card.lines)]
        self._lines.show_lines([*owned, *(lines_of(main) if main is not None else [])])
        for section, summary in self._sections:
            if summary is not None:
                section.say(summary(card))
        self.order()

    def send(self, save: Save) -> None:
        """Have a change written."""
        self._pending += 1
        self.saving.emit(save)

    def settled(self, error: CarnetError | None = None) -> None:
        """One change is written, or refused."""
        self._pending -= 1
        if error is not None:
            self._leaving = False
        elif self._leaving:
            self._leave_when_done()

    @property
    def busy(self) -> bool:
        """Whether something is being written."""
        return self._pending > 0

    def refuse(self, error: CarnetError) -> None:
        """The card can be edited no more: say why."""
        self.notice.say(str(error))
        self.front.setEnabled(False)
        for layout in (self.front, self.folded):
            for widget in tab_stops(layout):
                widget.setEnabled(False)
        self.done.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _fields(self) -> list[Kept]:
        return [field for field in self.findChildren(QWidget) if isinstance(field, Kept)]

    def save_all(self) -> None:
        """Save what is being typed."""
        for field in self._fields:
            field.commit_now()
        for block in self.findChildren(LinesBlock):
            block.settle()

    @Slot()
    def finish(self) -> None:
        """Save what is being typed and leave; what was refused is shown first, and given up the second time."""
        for field in self._fields:
            if field.was_refused:
                field.revert()
        self.save_all()
        refused = next((field for field in self._fields if field.was_refused), None)
        if isinstance(refused, QWidget):
            refused.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._leaving = True
        self._leave_when_done()

    def _leave_when_done(self) -> None:
        if not self._pending:
            self._leaving = False
            self.left.emit()

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z is the panel's wherever a field did not keep it; deleting a word is no deed on the card."""
        if is_override(event) and (event.matches(QKeySequence.StandardKey.Undo) or is_of_words(event)):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Esc leaves, arrows go from field to field, Ctrl+Z takes the last change back."""
        if event.key() == Qt.Key.Key_Escape:
            self.finish()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo_wanted.emit()
        elif event.key() in _STEPS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.focusNextPrevChild(_STEPS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


def _name(card: Editable) -> str:
    held = card.columns
    if held["family_name"] or held["given_name"]:
        return words.person_name(held["title"], held["given_name"], held["family_name"])
    return str(held["label"])
