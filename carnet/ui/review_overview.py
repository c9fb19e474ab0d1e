"""What is seen of the review of an import: counts, the cards that a filter or words keep, rows in words. No widget."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import NamedTuple

from carnet.domain.matching import Verdict
from carnet.domain.merge import changes
from carnet.domain.phones import display
from carnet.domain.sides import Side
from carnet.domain.text import fold
from carnet.queries import review_words
from carnet.ui.review_fields import Field, fields
from carnet.ui.review_state import COMPLETED, LEFT, NEW, SAME, SKIPPED, ReviewState
from carnet.words import NARROW, note_of, plural, practitioner, specialty

ALL, OPEN = "all", "open"
_VERDICTS = {
    Verdict.NEW: "nouvelle", Verdict.SAME: "la même", Verdict.PROBABLE: "probable", Verdict.CONFLICT: "conflit",
}  # fmt: skip


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


class Overview:
    """The cards of one file as they stand after the decisions of `state`; decides nothing."""

    def __init__(self, state: ReviewState) -> None:
        self._state, self._review = state, state.review
        self._findable: dict[str, str] = {}

    @property
    def tally(self) -> Tally:
        """What would be done now."""
        effects = self._state.effects
        count = Counter(effects.values())
        completed = {self._in_the_book(key) for key, effect in effects.items() if effect == COMPLETED} - {""}
        return Tally(count[NEW], len(completed), count[SAME], count[SKIPPED], count[LEFT])

    def count(self, name: str) -> int:
        """Cards of a filter."""
        return len(self.keys(name))

    def keys(self, name: str) -> list[str]:
        """The cards that a filter keeps, in the order of the file."""
        if name == ALL:
            return list(self._state.rows)
        if name == OPEN:
            return [key for key, effect in self._state.effects.items() if effect == LEFT]
        return [key for key, row in self._state.rows.items() if row.verdict.value == name]

    def found(self, name: str, words: Collection[str]) -> list[str]:
        """The cards of a filter that words answer to, `sought`; all of them for no word."""
        keys = self.keys(name)
        return [key for key in keys if answers(words, self._said(key))] if words else keys

    def _said(self, key: str) -> str:
        """What a card is found by: the two names, specialties and towns."""
        said = self._findable.get(key)
        if said is None:
            row = self._state.rows[key]
            said = self._findable[key] = findable((row.name, row.target_name), self._review.brought[key].side)
        return said

    def shown(self, key: str) -> Shown:
        """A row as the list draws it."""
        row, side = self._state.rows[key], self._review.brought[key].side
        what = subtitle(side)
        if not what and row.verdict is Verdict.NEW:  # « Maman » in a phone: a number says who it is
            what = next((display(line.digits) for line in side.every_line if line.digits), "")
        right = _VERDICTS[row.verdict]
        reasons = review_words.signs(row.signs)
        decided, is_open = self._decided(key), self._state.effects[key] == LEFT
        spoken = ", ".join(part for part in (row.name, what, right, reasons, decided) if part)
        return Shown(key, row.name, what, right, reasons, decided, is_open, spoken)

    def target_name(self, key: str) -> str:
        """Whom the card is laid beside, "" for nobody."""
        target = self._state.target(key)
        row = self._state.rows[key]
        if target == row.target:
            return row.target_name
        held = self._review.held.get(target)
        return held.name if held else self._brought_name(target)

    def _brought_name(self, target: str) -> str:
        found = self._review.brought.get(target.removeprefix("i:"))
        return found.name if found else ""

    def fields(self, key: str) -> tuple[Field, ...]:
        """The two cards field by field, or the one that comes in."""
        state, review = self._state, self._review
        target, decision, brought = state.target(key), state.decisions[key], review.brought[key]
        mine = review.side_of(target) if target else None
        remarks = state.rows[key].remarks
        if target.startswith("b:") and (held := review.held.get(target)):
            remarks = tuple(x for x in brought.remarks if x not in held.remarks)
        return fields(
            state.items(key),
            decision.choices,
            Side() if mine is None else mine,
            brought.side,
            remarks=(_lower(note_of(review.author)), remarks),
            alone=mine is None or decision.do in ("new", "skip"),
        )

    def _in_the_book(self, key: str) -> str:
        """The card of the book that a card of the file goes to, by way of others of the file, "" for a new one."""
        for _ in self._state.rows:
            decision = self._state.decisions.get(key)
            target = decision.target if decision is not None and decision.do == "merge" else ""
            if not target.startswith("i:"):
                return target
            key = target[2:]
        return ""

    def _decided(self, key: str) -> str:
        state = self._state
        effect = state.effects[key]
        if effect == NEW:
            return "à ajouter"
        if effect == SKIPPED:
            return "laissée"
        if effect == LEFT:
            asked = state.asked(key) if state.target(key) else 0
            questions = f" · {plural(asked, 'question', 'questions')}" if asked else ""
            return f"à décider{questions}"
        if effect == SAME:
            return "rien de neuf"
        fresh = changes(state.items(key), state.decisions[key].choices) + len(state.rows[key].remarks)
        return f"à compléter{NARROW}: {plural(fresh, 'ajout', 'ajouts')}"


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
