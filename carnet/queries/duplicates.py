"""Cards of the book that may be one correspondent twice, by the same verdicts as an import. For the owner alone."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from carnet.domain.matching import Sign, Verdict
from carnet.domain.matching_index import Index, pair, shared_lines
from carnet.domain.merge import Item, merge
from carnet.domain.sides import Side
from carnet.queries.review import Held, different_pairs, held_cards

if TYPE_CHECKING:
    from sqlite3 import Connection


@dataclass(frozen=True, slots=True)
class Pair:
    """Two cards, the one that says more first: row numbers, « b:<uuid> » and names of both, and what is thought of
    them. `items`: what the second would bring to the first, side by side; `side`: what the first says."""

    key: int
    id: str
    name: str
    other_key: int
    other_id: str
    other_name: str
    verdict: Verdict
    signs: tuple[Sign, ...]
    weight: int
    items: tuple[Item, ...]
    side: Side


def duplicates(connection: "Connection") -> tuple[Pair, ...]:
    """Every pair that nobody judged different, the surest first; nobody in the trash."""
    cards = {card.key: card for card in held_cards(connection).values() if not card.trashed}
    identities = {key: card.identity for key, card in cards.items()}
    index = Index(shared_lines(identities.values()), different_pairs(connection))
    found: list[Pair] = []
    for key, identity in identities.items():
        for opinion in index.opinions(identity):
            one, other = _fuller_first(cards[key], cards[opinion.key])
            found.append(
                Pair(
                    one.row, one.key, one.name, other.row, other.key, other.name, opinion.verdict, opinion.signs,
                    opinion.weight, merge(None, one.side, other.side), one.side,
                )
            )  # fmt: skip
        index.add(identity)
    return tuple(sorted(found, key=lambda p: (p.verdict is Verdict.PROBABLE, -p.weight, pair(p.id, p.other_id))))


def _fuller_first(one: Held, other: Held) -> tuple[Held, Held]:
    return (one, other) if (_says(one), -one.row) >= (_says(other), -other.row) else (other, one)


def _says(card: Held) -> int:
    side = card.side
    return len(side.fields) + sum(1 for _ in side.every_line) + len(side.places) + sum(map(len, side.labels.values()))
