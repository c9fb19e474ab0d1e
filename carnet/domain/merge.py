"""Bringing what a file says into a card that is there already: three-way, field by field. Pure.

`base` is what the same source said the last time, `mine` what the book holds, `theirs` what the file says now. What
they do not say takes nothing away; what I took away does not come back; what both of us changed is asked. Lines, places
and labels are sets, each by a key that spelling does not change.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from carnet.domain.matching_names import is_initial, plain_name
from carnet.domain.sides import (
    LINE_DETAILS,
    PLACE_DETAILS,
    SET_PARTS,
    Base,
    Line,
    Place,
    Side,
    Value,
    alike,
    compatible,
    country_abroad,
    known,
    likeness,
    same_label,
)
from carnet.domain.text import fold

# Written one after the other rather than one instead of the other, when both are wanted.
JOINABLE = frozenset({"note", "practical_note", "profile.does", "profile.does_not", "profile.redirects_to"})
_NAMES = ("family_name", "given_name")
# Mine is kept without a question: not worth stopping for, and theirs stays with the original.
_NOT_ASKED = frozenset({"title", "found_in", "verified_on", "status_on", "favourite"})


class Action(StrEnum):
    """What to do with one thing that the file says."""

    KEEP = "keep"
    ADD = "add"
    TAKE = "take"
    ASK = "ask"


class Choice(StrEnum):
    """What somebody decides about one thing."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


class Item(Struct, frozen=True):
    """One thing that the file says, and what to do with it.

    `part` ∈ field, line, line_detail, place, place_detail, delay, or one of SET_PARTS. `at`: the place it belongs to,
    by its rank among mine then among those added; -1 for the card itself. `of`: the key of the line a detail is of.
    """

    part: str
    name: str
    action: Action
    mine: Any
    theirs: Any
    at: int = -1
    of: str = ""

    @property
    def key(self) -> str:
        """By which a decision about it is remembered."""
        return f"{self.part}:{self.name}:{self.of or (self.at if self.part == 'place_detail' else '')}".rstrip(":")


Choices = Mapping[str, str]


def wanted(item: Item, choices: Choices) -> bool:
    """Whether theirs comes in: as decided, else when nothing speaks against it."""
    choice = choices.get(item.key)
    return choice != Choice.MINE if choice else item.action in (Action.ADD, Action.TAKE)


def value_for(item: Item, choices: Choices) -> Any:
    """What the field will hold once theirs comes in: theirs, or both one under the other."""
    if choices.get(item.key) == Choice.BOTH and known(item.mine) and item.name in JOINABLE:
        return f"{item.mine}\n{item.theirs}"
    return item.theirs


def open_questions(items: Iterable[Item], choices: Choices) -> tuple[Item, ...]:
    """What is asked and was not decided."""
    return tuple(item for item in items if item.action is Action.ASK and item.key not in choices)


def merge(base: Base | None, mine: Side, theirs: Side) -> tuple[Item, ...]:
    """What to do with each thing that theirs says."""
    held_before = base or Base()
    said = _names_that_say_less(mine.fields, theirs.fields)
    items = [_field(name, held_before.fields.get(name), mine.fields.get(name), value, says_less=name in said)
             for name, value in theirs.fields.items() if known(value)]  # fmt: skip
    merging = _Sets(held_before.keys, mine)
    items += merging.places(theirs.places)
    items += [item for line in theirs.lines for item in merging.line(line, -1)]
    for part in SET_PARTS:
        items += merging.labels(part, mine.labels.get(part, ()), theirs.labels.get(part, ()))
    held = {delay.key for delay in mine.delays}
    items += [Item("delay", delay.key, merging.entering("delay", delay.key, delay.key in held), None, delay)
              for delay in dict.fromkeys(theirs.delays)]  # fmt: skip
    return tuple(items)


def merged(mine: Side, items: Iterable[Item], choices: Choices) -> Side:
    """The card once everything wanted has come in."""
    result = mine
    for item in items:
        if wanted(item, choices):
            result = _brought(result, item, choices)
    return result


def changes(items: Iterable[Item], choices: Choices) -> int:
    """How many things come in."""
    return sum(wanted(item, choices) for item in items)


def _brought(side: Side, item: Item, choices: Choices) -> Side:
    if item.part == "field":
        return replace(side, fields={**side.fields, item.name: value_for(item, choices)})
    if item.part == "place":
        return replace(side, places=(*side.places, item.theirs))
    if item.part == "delay":
        return replace(side, delays=(*side.delays, item.theirs))
    if item.part in SET_PARTS:
        return replace(side, labels={**side.labels, item.part: (*side.labels.get(item.part, ()), item.theirs)})
    if item.part == "place_detail":
        return _with_place(side, item.at, **{item.name: item.theirs})
    if item.part == "line":
        return _with_line(side, item.theirs, item.at)
    return _with_line_detail(side, item)


def _with_place(side: Side, at: int, **details: Any) -> Side:
    places = list(side.places)
    if at < len(places):
        places[at] = replace(places[at], **details)
    return replace(side, places=tuple(places))


def _with_line(side: Side, line: Line, at: int) -> Side:
    if 0 <= at < len(side.places):
        return _with_place(side, at, lines=(*side.places[at].lines, line))
    return replace(side, lines=(*side.lines, line))


def _with_line_detail(side: Side, item: Item) -> Side:
    def detailed(lines: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(replace(x, **{item.name: item.theirs}) if x.key == item.of else x for x in lines)

    places = tuple(replace(place, lines=detailed(place.lines)) for place in side.places)
    return replace(side, lines=detailed(side.lines), places=places)


def _field(name: str, base: str | None, mine: Value, theirs: Value, *, says_less: bool) -> Item:
    action = Action.KEEP if says_less else _action(name, base, mine, theirs)
    return Item("field", name, action, mine, theirs)


def _names_that_say_less(mine: Mapping[str, Value], theirs: Mapping[str, Value]) -> frozenset[str]:
    """Parts of their name that teach nothing: both parts when they say my words in another order, or fewer
    (« ROUX Anne », « A. Roux », « Roux kiné » beside « Anne ROUX »)."""
    ours, told = (plain_name(*(fold(str(fields.get(name) or "")) for name in _NAMES)) for fields in (mine, theirs))
    words, said = (sorted(f"{name.family} {name.given}".split()) for name in (ours, told))
    same = ours.family == told.family and (not told.given or is_initial(told.given, ours.given))
    return frozenset(_NAMES) if told.family and (words == said or same) else frozenset()


def _action(name: str, base: str | None, mine: Value, theirs: Value) -> Action:
    if alike(mine, theirs) or (base is not None and alike(base, str(theirs))):
        return Action.KEEP  # they say nothing that I have not, or nothing new
    if name in JOINABLE and isinstance(mine, str) and isinstance(theirs, str) and _plain(theirs) in _plain(mine):
        return Action.KEEP
    if not known(mine):
        return Action.ADD if base is None else Action.ASK  # emptied by me, changed by them
    if base is not None and alike(base, str(mine)):
        return Action.TAKE
    return Action.KEEP if name in _NOT_ASKED or (name == "status" and theirs == "active") else Action.ASK


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


class _Sets:
    """Lines, places and labels of one merge, as they come in one after the other."""

    def __init__(self, base: frozenset[str], mine: Side) -> None:
        self._base = base
        every = list(mine.every_line)
        self._lines = {line.key: line for line in reversed(every)}
        self._twice = every if len(self._lines) < len(every) else []
        self._places = list(mine.places)

    def entering(self, part: str, key: str, there: bool) -> Action:
        """Add what is not there, unless it was and I took it away."""
        return Action.KEEP if there or f"{part} {key}" in self._base else Action.ADD

    def labels(self, part: str, mine: Iterable[str], theirs: Iterable[str]) -> Iterator[Item]:
        """Labels by what they say."""
        held = {same_label(label): label for label in mine}
        for label in theirs:
            key = same_label(label)
            yield Item(part, key, self.entering(part, key, key in held), held.get(key), label)
            held.setdefault(key, label)

    def line(self, line: Line, at: int) -> Iterator[Item]:
        """A line that is there already may still learn what it is for."""
        there = self._lines.get(line.key)
        action = self.entering("line", line.key, there is not None)
        yield Item("line", line.key, action, there, line, at)
        if there is None:
            if action is Action.ADD:  # one that I took away learns nothing, however often they say it
                self._lines[line.key] = line
            return
        for name in LINE_DETAILS:
            told, held = getattr(line, name), getattr(there, name)
            if told and not alike(told, held) and not self._said_by_a_twin(line.key, name, told):
                yield Item("line_detail", name, Action.KEEP if held else Action.ADD, held, told, of=line.key)
                if not held:
                    there = replace(there, **{name: told})
        self._lines[line.key] = there

    def _said_by_a_twin(self, key: str, name: str, told: Value) -> bool:
        """A number that stands twice on my card, on its own and at a place, says each time what it is there."""
        return any(line.key == key and alike(told, getattr(line, name)) for line in self._twice)

    def places(self, theirs: Iterable[Place]) -> Iterator[Item]:
        """Each place goes to the one of mine that it does not contradict and resembles most, else comes in."""
        for place in theirs:
            at = self._found(place)
            if at is None:
                yield from self._new_place(place)
                continue
            yield Item("place", place.key, Action.KEEP, self._places[at], place, at)
            yield from self._details(place, at)
            for line in place.lines:
                yield from self.line(line, at)

    def _new_place(self, place: Place) -> Iterator[Item]:
        fresh = tuple({line.key: line for line in place.lines if line.key not in self._lines}.values())
        action = self.entering("place", place.key, False)
        yield Item("place", place.key, action, None, replace(place, lines=fresh), len(self._places))
        if action is Action.ADD:
            self._places.append(replace(place, lines=fresh))
            self._lines.update((line.key, line) for line in fresh)
            others = tuple(line for line in place.lines if line not in fresh)
        else:
            others = place.lines
        for line in others:
            yield from self.line(line, -1)

    def _details(self, place: Place, at: int) -> Iterator[Item]:
        """What mine does not say yet is learnt; what it says otherwise is kept, and shown. A place that they said
        already and that I took away, or made another of, teaches nothing to the one that resembles it."""
        taken_away = f"place {place.key}" in self._base and place.key != self._places[at].key
        for name in PLACE_DETAILS:
            told, held = getattr(place, name), getattr(self._places[at], name)
            if name == "country" and alike(*map(country_abroad, (told, held))):
                continue  # France, said or not
            if known(told) and not alike(told, held) and not self._said_elsewhere(name, told, at):
                keep = known(held) or taken_away
                yield Item("place_detail", name, Action.KEEP if keep else Action.ADD, held, told, at)
                if not keep:
                    self._places[at] = replace(self._places[at], **{name: told})

    def _said_elsewhere(self, name: str, told: Value, at: int) -> bool:
        """A place's name and its structure's are often one and the same."""
        other = {"name": "structure", "structure": "name"}.get(name)
        return other is not None and alike(getattr(self._places[at], other), told)

    def _found(self, place: Place) -> int | None:
        fits = [at for at, mine in enumerate(self._places) if compatible(mine, place)]
        return max(fits, key=lambda at: (likeness(self._places[at], place), -at), default=None)
