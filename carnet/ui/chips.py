"""What the chips say: how each word was read, and how else it can be. Frozen, no Qt."""

from collections.abc import Iterator

from msgspec import Struct

from carnet import words
from carnet.domain.needs import Need
from carnet.domain.query import Chip
from carnet.queries.box_readings import Choice
from carnet.queries.results import Answer
from carnet.words import NARROW

_KINDS = {
    "specialty": "spécialité", "place": "commune", "department": "département", "postcode": "code postal",
    "name": "nom ou mot", "need": "besoin", "tag": "étiquette", "phone": "téléphone", "id": "numéro",
}  # fmt: skip


class Option(Struct, frozen=True):
    """Another way to read the words of a chip."""

    label: str
    choice: Choice


class ChipView(Struct, frozen=True):
    """One chip. `kept`: a need of the patient, not of the words; `need`: the need it can keep for the patient.

    `ambiguous`: it stands for several meanings at once, among which to choose.
    """

    label: str
    spoken: str
    text: str = ""
    options: tuple[Option, ...] = ()
    dropped: bool = False
    ambiguous: bool = False
    need: Need | None = None
    kept: bool = False


def chip_views(answer: Answer, kept: tuple[Need, ...]) -> tuple[ChipView, ...]:
    """Needs kept for the patient first, then every word typed."""
    mine = [
        ChipView(words.need(need.code), f"{words.need(need.code)}, pour ce patient", need=need, kept=True)
        for need in kept
    ]
    return (*mine, *(_view(chip, answer) for chip in answer.reading.chips))


def without(text: str, chip_text: str) -> str:
    """What is left in the box once a chip's words are taken away, each of them once."""
    pieces = text.split()
    for piece in chip_text.split():
        if piece in pieces:
            pieces.remove(piece)
    return " ".join(pieces)


def _view(chip: Chip, answer: Answer) -> ChipView:
    label = words.chip(chip)
    if chip.corrected:
        label = f"{label} (pour «{NARROW}{chip.text}{NARROW}»)"
    state = f"{label}, {_KINDS[chip.kind]}" + (", laissé de côté" if chip.dropped else "")
    need = Need(*chip.value.partition(":")[::2]) if chip.kind == "need" else None
    unique = {(option.choice.kind, option.label): option for option in _options(chip, answer)}
    return ChipView(label, state, chip.text, tuple(unique.values()), chip.dropped, len(chip.values) > 1, need)


def _options(chip: Chip, answer: Answer) -> Iterator[Option]:
    """Each meaning alone when there are several, then what the other readings say of the same words."""
    if len(chip.values) > 1 and chip.kind == "specialty":
        for value in chip.values:
            yield Option(words.specialty(value), Choice(chip.text, chip.kind, value))
    others = [other for reading in answer.others for other in reading.chips if other.text == chip.text]
    for other in (*chip.alternatives, *others):
        if (other.kind, other.values) != (chip.kind, chip.values):
            value = other.value if len(other.values) == 1 and other.kind == "specialty" else ""
            yield Option(f"{words.chip(other)}, {_KINDS[other.kind]}", Choice(other.text, other.kind, value))
