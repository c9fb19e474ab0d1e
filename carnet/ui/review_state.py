"""What is decided in the review of an import: rows, decisions, what they would do. No widget."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import NamedTuple

from carnet.domain.matching import Verdict
from carnet.domain.merge import Choice, Item, changes, open_questions
from carnet.domain.phones import display
from carnet.domain.sides import Side
from carnet.domain.text import fold
from carnet.queries import review_words
from carnet.services.imports import Decision, Review, Row
from carnet.ui.review_fields import Field, fields
from carnet.words import NARROW, note_of, plural, practitioner, specialty

ALL, OPEN = "all", "open"
FILTERS = (ALL, OPEN, Verdict.NEW.value, Verdict.SAME.value, Verdict.PROBABLE.value, Verdict.CONFLICT.value)
_VERDICTS = {
    Verdict.NEW: "nouvelle", Verdict.SAME: "la même", Verdict.PROBABLE: "probable", Verdict.CONFLICT: "conflit",
}  # fmt: skip
NEW, COMPLETED, SAME, SKIPPED, LEFT = "new", "completed", "same", "skipped", "left"


class Shown(NamedTuple):
    """One row of the list. `right`: the verdict; `decided`: what will be done, `open` while nothing is."""

    key: str
    name: str
    what: str
    right: str
    reasons: str
    decided: str
    open: bool
    spoken: str


class Tally(NamedTuple):
    """What « Appliquer » would do, in cards of the file; `completed` in cards of the book: several may complete one."""

    new: int
    completed: int
    same: int
    skipped: int
    left: int

    @property
    def nothing(self) -> bool:
        """Whether the book would not change."""
        return not (self.new or self.completed)


class ReviewState:
    """The decisions on one file, from those kept of an earlier sitting on."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.rows: dict[str, Row] = {row.key: row for row in review.rows}
        self.decisions = {key: one for key, one in review.decisions().items() if key in self.rows}
        self.resumed = sum(key in self.rows for key in review.kept)
        self._mine = {key for key in review.kept if key in self.rows}
        self._steps: list[dict[str, tuple[Decision, bool]]] = []
        self._findable: dict[str, str] = {}
        self._items: dict[tuple[str, str], tuple[Item, ...]] = {}
        self._effects = {key: self._effect(key) for key in self.rows}
        self._tally = Counter(self._effects.values())

    @property
    def to_keep(self) -> dict[str, Decision]:
        """The decisions that somebody took: the others are what the review proposes."""
        return {key: self.decisions[key] for key in self.rows if key in self._mine}

    @property
    def tally(self) -> Tally:
        """What would be done now."""
        count = self._tally
        completed = {self._in_the_book(key) for key, effect in self._effects.items() if effect == COMPLETED} - {""}
        return Tally(count[NEW], len(completed), count[SAME], count[SKIPPED], count[LEFT])

    def count(self, name: str) -> int:
        """Cards of a filter."""
        return len(self.keys(name))

    def keys(self, name: str) -> list[str]:
        """The cards that a filter keeps, in the order of the file."""
        if name == ALL:
            return list(self.rows)
        if name == OPEN:
            return [key for key, effect in self._effects.items() if effect == LEFT]
        return [key for key, row in self.rows.items() if row.verdict.value == name]

    def found(self, name: str, words: Collection[str]) -> list[str]:
        """The cards of a filter that words answer to, `sought`; all of them for no word."""
        keys = self.keys(name)
        return [key for key in keys if answers(words, self._said(key))] if words else keys

    def _said(self, key: str) -> str:
        """What a card is found by: the two names, specialties and towns."""
        said = self._findable.get(key)
        if said is None:
            row = self.rows[key]
            said = self._findable[key] = findable((row.name, row.target_name), self.review.brought[key].side)
        return said

    def shown(self, key: str) -> Shown:
        """A row as the list draws it."""
        row = self.rows[key]
        what = self._what(row)
        if not what and row.verdict is Verdict.NEW:  # « Maman » in a phone: a number says who it is
            what = next((display(line.digits) for line in self.review.brought[key].side.every_line if line.digits), "")
        right = _VERDICTS[row.verdict]
        reasons = review_words.signs(row.signs)
        decided, is_open = self._decided(key), self._effects[key] == LEFT
        spoken = ", ".join(part for part in (row.name, what, right, reasons, decided) if part)
        return Shown(key, row.name, what, right, reasons, decided, is_open, spoken)

    def target_name(self, key: str) -> str:
        """Whom the card is laid beside, "" for nobody."""
        target = self._target(key)
        row = self.rows[key]
        if target == row.target:
            return row.target_name
        held = self.review.held.get(target)
        return held.name if held else self._brought_name(target)

    def _brought_name(self, target: str) -> str:
        found = self.review.brought.get(target.removeprefix("i:"))
        return found.name if found else ""

    def fields(self, key: str) -> tuple[Field, ...]:
        """The two cards field by field, or the one that comes in."""
        row, target = self.rows[key], self._target(key)
        mine = self.review.side_of(target) if target else None
        theirs = self.review.brought[key].side
        author = self.review.author
        remarks = (_lower(note_of(author)), row.remarks)
        if target.startswith("b:") and (held := self.review.held.get(target)):
            remarks = (remarks[0], tuple(x for x in self.review.brought[key].remarks if x not in held.remarks))
        decision = self.decisions[key]
        alone = mine is None or decision.do in ("new", "skip")
        return fields(
            self.items(key), decision.choices, Side() if mine is None else mine, theirs, remarks=remarks, alone=alone
        )

    def items(self, key: str) -> tuple[Item, ...]:
        """What the card would bring to the one it is laid beside."""
        row, target = self.rows[key], self._target(key)
        if not target or target == row.target:
            return row.items
        found = self._items.get((key, target))
        if found is None:
            found = self._items[key, target] = self.review.items_with(key, target)
        return found

    def others(self, key: str) -> tuple[str, ...]:
        """Every card that it may be, the likeliest first."""
        row = self.rows[key]
        return (row.target, *row.others) if row.target else ()

    def place_of_target(self, key: str) -> int:
        """The place, from 1, of the one it is laid beside among all that it may be; 0 for none."""
        every = self.others(key)
        return every.index(self._target(key)) + 1 if every else 0

    def asked(self, key: str) -> int:
        """How many things are asked and were not decided."""
        return len(open_questions(self.items(key), self.decisions[key].choices))

    def same(self, keys: Iterable[str]) -> list[str]:
        """Each is the card proposed. Those with none proposed are let be; returns the ones that changed."""

        def decide(key: str, was: Decision) -> Decision:
            target = self._target(key)
            return replace(was, do="merge", target=target) if target else replace(was, do="new")

        return self._change(keys, decide)

    def different(self, keys: Iterable[str]) -> list[str]:
        """Each is a card of its own."""
        return self._change(keys, lambda key, was: replace(was, do="new"))

    def skip(self, keys: Iterable[str]) -> list[str]:
        """None of them comes in."""
        return self._change(keys, lambda key, was: replace(was, do="skip"))

    def propose(self, keys: Iterable[str]) -> list[str]:
        """Back to what the review proposes."""
        return self._change(keys, lambda key, was: self.rows[key].default, mine=False)

    def choose(self, key: str, item: str, choice: str) -> list[str]:
        """Decide about one thing; the card is one with the other once nothing is asked any more."""

        def decide(key: str, was: Decision) -> Decision:
            choices = {**was.choices, item: choice}
            target = self._target(key)
            settled = target and not open_questions(self.items(key), choices)
            do = "merge" if settled and was.do == "" else was.do
            return Decision(do, target if do == "merge" else was.target, choices)

        return self._change([key], decide)

    def choose_all(self, keys: Iterable[str], choice: Choice) -> list[str]:
        """What is asked of each is answered the same way, and each is the card proposed."""

        def decide(key: str, was: Decision) -> Decision:
            asked = {item.key: choice.value for item in open_questions(self.items(key), was.choices)}
            return Decision("merge", self._target(key), {**was.choices, **asked})

        return self._change([key for key in keys if self._target(key)], decide)

    def next_target(self, key: str) -> list[str]:
        """Lay the card beside the next one that it may be; nothing is decided by that."""
        every = self.others(key)
        if len(every) < 2:
            return []
        following = every[(every.index(self._target(key)) + 1) % len(every)]
        return self._change([key], lambda key, was: Decision("", following))

    def take_back(self) -> list[str]:
        """Undo the last step; returns the cards it was about."""
        if not self._steps:
            return []
        step = self._steps.pop()
        for key, (decision, mine) in step.items():
            self._set(key, decision, mine=mine)
        return list(step)

    def _change(
        self, keys: Iterable[str], decide: Callable[[str, Decision], Decision], *, mine: bool = True
    ) -> list[str]:
        step = {}
        for key in keys:
            was = self.decisions[key]
            now = decide(key, was)
            if now != was or (mine and key not in self._mine):
                step[key] = (was, key in self._mine)
                self._set(key, now, mine=mine)
        if step:
            self._steps.append(step)
        return list(step)

    def _set(self, key: str, decision: Decision, *, mine: bool) -> None:
        self.decisions[key] = decision
        self._mine.add(key) if mine else self._mine.discard(key)
        self._tally[self._effects[key]] -= 1
        self._effects[key] = self._effect(key)
        self._tally[self._effects[key]] += 1

    def _target(self, key: str) -> str:
        decided = self.decisions[key].target
        return decided or self.rows[key].target

    def _in_the_book(self, key: str) -> str:
        """The card of the book that a card of the file goes to, by way of others of the file, "" for a new one."""
        for _ in self.rows:
            decision = self.decisions.get(key)
            target = decision.target if decision is not None and decision.do == "merge" else ""
            if not target.startswith("i:"):
                return target
            key = target[2:]
        return ""

    def _effect(self, key: str) -> str:
        decision = self.decisions[key]
        if decision.do == "new":
            return NEW
        if decision.do == "skip":
            return SKIPPED
        if decision.do != "merge":
            return LEFT
        own = self.rows[key].remarks if decision.target == self.rows[key].target else ()
        return COMPLETED if changes(self.items(key), decision.choices) or own else SAME

    def _decided(self, key: str) -> str:
        decision, effect = self.decisions[key], self._effects[key]
        if effect == NEW:
            return "à ajouter"
        if effect == SKIPPED:
            return "laissée"
        if effect == LEFT:
            asked = self.asked(key) if self._target(key) else 0
            questions = f" · {plural(asked, 'question', 'questions')}" if asked else ""
            return f"à décider{questions}"
        if effect == SAME:
            return "rien de neuf"
        fresh = changes(self.items(key), decision.choices) + len(self.rows[key].remarks)
        return f"à compléter{NARROW}: {plural(fresh, 'ajout', 'ajouts')}"

    def _what(self, row: Row) -> str:
        return subtitle(self.review.brought[row.key].side)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def subtitle(side: Side) -> str:
    """« Rhumatologue, Apt », as far as a card says."""
    gender = str(side.fields.get("gender") or "")
    known = [place.specialty for place in side.places if place.specialty]
    said = practitioner if side.kind == "person" else (lambda code, _: specialty(code))
    what = [said(code, gender) for code in dict.fromkeys(known)][:1]
    what = what or [place.function for place in side.places if place.function][:1]
    town = next((place.city for place in side.places if place.city), "")
    return ", ".join([*what, *([town] if town else [])])


def sought(text: str) -> tuple[str, ...]:
    """The words looked for, folded."""
    return tuple(fold(text).split())


def findable(names: Iterable[str], side: Side) -> str:
    """What a card is found by: names, specialties and trades, towns with their postcodes, folded."""
    gender = str(side.fields.get("gender") or "")
    said = [*names]
    for place in side.places:
        said += [practitioner(place.specialty, gender), specialty(place.specialty)] if place.specialty else []
        said += [place.function, place.postcode, place.city]
    return f" {fold(' '.join(said))}"


def answers(words: Iterable[str], said: str) -> bool:
    """Whether each word begins a word of what a card is found by."""
    return all(f" {word}" in said for word in words)


def first_open(keys: Collection[str], state: ReviewState) -> str:
    """The first card of these on which nothing is decided, "" when there is none."""
    return next((key for key in keys if state.shown(key).open), "")
