"""What a hand has set in the proposed card, field after field: it stays while the text is typed on."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from carnet.domain.capture import Proposal
from carnet.domain.capture_corrections import Corrections, LineFix
from carnet.domain.capture_sheet import Piece
from carnet.ui.capture_reading import NOTHING
from carnet.ui.choice_field import Choice


class ByHand(QObject):
    """The corrections of one card, in `by`. `corrected`: there is another."""

    corrected = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.by: Corrections = NOTHING
        self._read: Proposal | None = None

    def forget(self) -> None:
        """Another card: nothing is corrected yet."""
        self.by = NOTHING

    def follow(self, read: Proposal) -> None:
        """The card as it is read now: what is set to that again is no correction."""
        self._read = read

    def set_text(self, name: str, text: str) -> None:
        """A field was typed in."""
        same = text == (as_read(self._read, name) if self._read else "")
        others = {key: value for key, value in self.by.texts.items() if key != name}
        self._correct(texts=others if same else {**others, name: text})

    @Slot(str)
    def set_note(self, text: str) -> None:
        """The note was typed in."""
        self._correct(note=None if self._read and text == self._read.note else text)

    @Slot(str)
    def set_tags(self, text: str) -> None:
        """Tags were typed, with or without their #; each counts once."""
        self._correct(tags=tuple(dict.fromkeys(tag for word in text.split() if (tag := word.strip("#, ")))))

    def set_sector(self, code: str) -> None:
        """A sector was chosen, "" for none."""
        self._correct(texts={**self.by.texts, "sector": code})

    def set_specialties(self, names: Sequence[str]) -> None:
        """Specialties were typed or chosen."""
        self._correct(specialties=tuple(names))

    @Slot(str, object)
    def fix_line(self, read: str, fix: LineFix | None) -> None:
        """A line, named as it was read, was corrected; None: it is as the text says again."""
        lines = {key: value for key, value in self.by.lines.items() if key != read}
        self._correct(lines=lines if fix is None else {**lines, read: fix})

    @Slot(str)
    def type_town(self, text: str) -> None:
        """A commune is being typed: it is known by its name only."""
        self._correct(commune=("", text.strip()))

    @Slot(object)
    def choose_town(self, choice: Choice) -> None:
        """A commune was chosen: the postcode that the text gave is that of another."""
        insee, name = choice.value if isinstance(choice.value, tuple) else ("", choice.shown)
        typed = {"postcode": ""} if self._read and self._read.postcode else {}
        self._correct(commune=(insee, name), texts={**self.by.texts, **typed})

    def _correct(self, **new: object) -> None:
        self.by = replace(self.by, **new)  # type: ignore[arg-type]
        self.corrected.emit()


def as_read(read: Proposal, name: str) -> str:
    """A field as it was read."""
    value: Piece | tuple[Piece, ...] | None = getattr(read, name)
    pieces = value if isinstance(value, tuple) else (value,) if value else ()
    return ", ".join(piece.value for piece in pieces)
