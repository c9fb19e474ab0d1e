"""Which readings of a text are searched, and in what order."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from carnet.domain.query import Chip, Reading

NEAR_SCORE = 3.5  # readings this close in likelihood are searched too, and follow
MOST_TRIALS = 6


class Choice(Struct, frozen=True):
    """What the person says that some typed words mean: a kind of chip, and one of its values when `value` is given."""

    text: str
    kind: str
    value: str = ""


def read_as(readings: Sequence[Reading], choices: Sequence[Choice]) -> tuple[Reading, ...]:
    """The readings in which the words mean what the person chose; all of them where none does."""
    kept = [narrowed for reading in readings if (narrowed := _narrowed(reading, choices))]
    return tuple(kept) or tuple(readings)


def _narrowed(reading: Reading, choices: Sequence[Choice]) -> Reading | None:
    """The reading with the chosen values alone, None when it reads a chosen word otherwise."""
    chips = list(reading.chips)
    for choice in choices:
        for index, chip in enumerate(chips):
            if chip.text != choice.text:
                continue
            if chip.kind != choice.kind or (choice.value and choice.value not in chip.values):
                return None
            if choice.value and len(chip.values) > 1:
                chips[index] = replace(chip, values=(choice.value,))
    return replace(reading, chips=tuple(chips))


def is_close(other: Reading, first: Reading) -> bool:
    """Whether another reading is likely enough for its people to follow those of the first one."""
    whole = not any(chip.dropped for chip in first.chips)
    return whole and first.score - other.score < NEAR_SCORE and other.filters and not other.guesses_a_place


def begun_place(reading: Reading, others: Sequence[Reading]) -> Reading | None:
    """Of a specialty and a name that is only begun, the reading in which that word begins a commune; None without."""
    if not reading.of("specialty") or not any(chip.prefix for chip in reading.of("name")):
        return None
    whole = [_kept(chip) for chip in reading.chips if chip.kind != "name"]
    return next((other for other in others if other.guesses_a_place and _but_places(other) == whole), None)


def _but_places(reading: Reading) -> list[tuple[str, tuple[str, ...]]]:
    return [_kept(chip) for chip in reading.chips if chip.kind != "place"]


def _kept(chip: Chip) -> tuple[str, tuple[str, ...]]:
    return chip.kind, chip.values


def relaxed(reading: Reading) -> Iterable[Reading]:
    """The reading with one chip dropped: filters first, then the specialty of a name, then each name."""
    order = ("tag", "department", "postcode", "phone", "id", "specialty", "name")
    droppable = sorted((chip for chip in reading.chips if chip.kind in order), key=lambda chip: order.index(chip.kind))
    if len(reading.chips) > 1:
        yield from (reading.without(chip) for chip in droppable[:MOST_TRIALS])
