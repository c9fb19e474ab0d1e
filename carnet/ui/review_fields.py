"""Two cards laid side by side, field by field, as rows to choose from. No widget."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from carnet.domain.merge import JOINABLE, Action, Choice, Item, merge, wanted
from carnet.domain.phones import display
from carnet.domain.sides import SET_PARTS, Side, alike, known, same_label
from carnet.queries import journal_words, review_words

ASKED, BROUGHT, THERE = "asked", "brought", "there"
_FIRST = ("family_name", "given_name", "title", "label", "gender", "rpps", "adeli", "finess", "siret", "status")
_PARTS = ("place", "place_detail", "line", "line_detail", "skill", "language", "delay", "tag")
_LAST = ("practical_note", "note")


class Field(NamedTuple):
    """One row. `key`: of the item, "" for what is only shown. `choice`: what holds now, "" while it is asked or where
    there is nothing to choose. `can`: what may be chosen. `group`: ASKED, BROUGHT or THERE."""

    key: str
    label: str
    mine: str
    theirs: str
    choice: str
    can: tuple[str, ...]
    group: str


def fields(
    items: Sequence[Item],
    choices: Mapping[str, str],
    mine: Side,
    theirs: Side,
    *,
    remarks: tuple[str, Sequence[str]] = ("", ()),
    alone: bool = False,
    only: frozenset[str] | None = None,
) -> tuple[Field, ...]:
    """The rows, questions first. `alone`: theirs comes in by itself, nothing is chosen. `remarks`: what is said of
    words that come under another's name, and the words. `only`: the parts about which something may be chosen."""
    if alone:
        every = list(merge(None, Side(theirs.kind), theirs))
        said = {item.name for item in every if item.part == "line"}
        every += [Item("line", line.key, Action.ADD, None, line) for line in theirs.every_line if line.key not in said]
        rows = sorted(((item, _alone(item)) for item in every), key=_order)
        return (*(field for _, field in rows), *_remarks(remarks))
    found = sorted((_field(item, choices, only) for item in items), key=_order)
    groups = {name: [field for field in found if field[1].group == name] for name in (ASKED, BROUGHT, THERE)}
    there = sorted([*groups[THERE], *_only_mine(items, mine)], key=_order)
    return (
        *(field for _, field in groups[ASKED]),
        *(field for _, field in groups[BROUGHT]),
        *_remarks(remarks),
        *(field for _, field in there),
    )


def _remarks(remarks: tuple[str, Sequence[str]]) -> Iterator[Field]:
    label, told = remarks
    for words in told:
        yield Field("", label, "", words, Choice.THEIRS, (), BROUGHT)


def _alone(item: Item) -> Field:
    return Field("", _label(item), "", review_words.value(item, item.theirs), Choice.THEIRS, (), BROUGHT)


def _field(item: Item, choices: Mapping[str, str], only: frozenset[str] | None) -> tuple[Item, Field]:
    can = _can(item) if only is None or item.part in only else ()
    open_now = bool(can) and item.action is Action.ASK and item.key not in choices
    choice = "" if open_now or not can else choices.get(item.key) or (
        Choice.THEIRS if wanted(item, choices) else Choice.MINE
    )  # fmt: skip
    asked = bool(can) and item.action is Action.ASK
    differs = bool(can) and (item.action in (Action.ADD, Action.TAKE) or item.key in choices)
    group = ASKED if asked else BROUGHT if differs else THERE
    mine, theirs = review_words.value(item, item.mine), review_words.value(item, item.theirs)
    if only is not None and not can and item.action is Action.ADD:
        group, choice = BROUGHT, Choice.THEIRS  # it comes with the rest, whatever is chosen
    return item, Field(item.key if can else "", _label(item), mine, theirs, choice, can, group)


def _can(item: Item) -> tuple[str, ...]:
    """What may be chosen about a thing: nothing where both say the same."""
    if item.part in ("field", "line_detail", "place_detail"):
        if alike(item.mine, item.theirs):
            return ()
        joins = item.part == "field" and item.name in JOINABLE and known(item.mine)
        return (Choice.MINE, Choice.THEIRS, *((Choice.BOTH,) if joins else ()))
    free = item.mine is None and (item.part != "delay" or item.action is Action.ADD)
    return (Choice.MINE, Choice.THEIRS) if free else ()


def _label(item: Item) -> str:
    said = review_words.what(item)
    if item.part == "line":
        return journal_words.code("kind", item.name.partition(":")[0])
    if item.part == "line_detail":
        number = item.of.partition(":")[2]
        return f"{said} du {display(number) if number.isdigit() else number}"
    return said


def _order(found: tuple[Item, Field]) -> tuple[int, int]:
    item = found[0]
    if item.part == "field":
        if item.name in _FIRST:
            return 0, _FIRST.index(item.name)
        return (3, _LAST.index(item.name)) if item.name in _LAST else (2, 0)
    return 1, _PARTS.index(item.part)


def _only_mine(items: Sequence[Item], mine: Side) -> Iterator[tuple[Item, Field]]:
    """What my card says and theirs does not."""
    said = {item.name for item in items if item.part == "field"}
    lines = {item.name for item in items if item.part == "line"}
    places = [item.mine for item in items if item.part == "place"]
    found = [Item("field", name, Action.KEEP, value, None) for name, value in mine.fields.items()
             if name not in said and known(value)]  # fmt: skip
    found += [Item("line", line.key, Action.KEEP, line, None) for line in mine.every_line if line.key not in lines]
    found += [Item("place", place.key, Action.KEEP, place, None) for place in mine.places if place not in places]
    told = {(item.part, same_label(str(item.theirs))) for item in items if item.part in SET_PARTS}
    for part in SET_PARTS:
        labels = mine.labels.get(part, ())
        found += [
            Item(part, label, Action.KEEP, label, None) for label in labels if (part, same_label(label)) not in told
        ]
    for item in found:
        yield item, Field("", _label(item), review_words.value(item, item.mine), "", Choice.MINE, (), THERE)
