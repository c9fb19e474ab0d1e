"""What is decided in the review of an import, and taken back. No widget."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from carnet.domain.merge import Choice, Item, changes, open_questions
from carnet.services.imports import Decision, Review, Row

NEW, COMPLETED, SAME, SKIPPED, LEFT = "new", "completed", "same", "skipped", "left"


class ReviewState:
    """The decisions on one file, from those kept of an earlier sitting on, what each would do, and their undo.

    `effects`: of each card in the order of the file, `NEW` and the like. Counts and sentences: `review_overview`.
    """

    def __init__(self, review: Review) -> None:
        self.review = review
        self.rows: dict[str, Row] = {row.key: row for row in review.rows}
        self.decisions = {key: one for key, one in review.decisions().items() if key in self.rows}
        self.resumed = sum(key in self.rows for key in review.kept)
        self._mine = {key for key in review.kept if key in self.rows}
        self._steps: list[dict[str, tuple[Decision, bool]]] = []
        self._items: dict[tuple[str, str], tuple[Item, ...]] = {}
        self.effects = {key: self._effect(key) for key in self.rows}

    @property
    def to_keep(self) -> dict[str, Decision]:
        """The decisions that somebody took: the others are what the review proposes."""
        return {key: self.decisions[key] for key in self.rows if key in self._mine}

    def target(self, key: str) -> str:
        """The card it is laid beside: the one decided, else the likeliest; "" for none."""
        decided = self.decisions[key].target
        return decided or self.rows[key].target

    def items(self, key: str) -> tuple[Item, ...]:
        """What the card would bring to the one it is laid beside."""
        row, target = self.rows[key], self.target(key)
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
        return every.index(self.target(key)) + 1 if every else 0

    def asked(self, key: str) -> int:
        """How many things are asked and were not decided."""
        return len(open_questions(self.items(key), self.decisions[key].choices))

    def same(self, keys: Iterable[str]) -> list[str]:
        """Each is the card proposed. Those with none proposed are let be; returns the ones that changed."""

        def decide(key: str, was: Decision) -> Decision:
            target = self.target(key)
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
            target = self.target(key)
            settled = target and not open_questions(self.items(key), choices)
            do = "merge" if settled and was.do == "" else was.do
            return Decision(do, target if do == "merge" else was.target, choices)

        return self._change([key], decide)

    def choose_all(self, keys: Iterable[str], choice: Choice) -> list[str]:
        """What is asked of each is answered the same way, and each is the card proposed."""

        def decide(key: str, was: Decision) -> Decision:
            asked = {item.key: choice.value for item in open_questions(self.items(key), was.choices)}
            return Decision("merge", self.target(key), {**was.choices, **asked})

        return self._change([key for key in keys if self.target(key)], decide)

    def next_target(self, key: str) -> list[str]:
        """Lay the card beside the next one that it may be; nothing is decided by that."""
        every = self.others(key)
        if len(every) < 2:
            return []
        following = every[(every.index(self.target(key)) + 1) % len(every)]
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
        self.effects[key] = self._effect(key)

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
