"""A file laid beside the book: what each of its cards is thought to be, what it would change. Nothing is written."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from carnet.domain.matching import Identity, Sign, Verdict
from carnet.domain.matching_index import Index, Match, shared_lines
from carnet.domain.merge import Item, changes, merge, merged, open_questions
from carnet.domain.sides import Base, Side
from carnet.domain.text import fold
from carnet.errors import CarnetError
from carnet.exchange.incoming import IncomingCard, IncomingFile, Trouble
from carnet.models.book import Book
from carnet.models.erasure import was_erased
from carnet.queries.import_list import WHOSE
from carnet.queries.review import Held, different_pairs, held_cards, kept_decisions, source_name
from carnet.services.imports_reading import Brought, Coming, Original, read_all, without_echo
from carnet.services.quiet import uncollected
from carnet.words import NARROW
from carnet.words import number as french

if TYPE_CHECKING:
    from sqlite3 import Connection

MOST_CARDS = 120_000  # of a file: a region has fewer carers
_OF_TRASH = {Verdict.SAME: Verdict.CONFLICT, Verdict.CONFLICT: Verdict.CONFLICT}


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with one card: `do` ∈ new, merge, skip, or "" while nothing is decided.

    `target`: with which card (« b:<uuid> », or « i:<key> » of the same file). `choices`: mine, theirs or both, by the
    key of an `Item`.
    """

    do: str = ""
    target: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As it is kept."""
        return {"do": self.do, "target": self.target, "choices": dict(self.choices)}

    @classmethod
    def from_dict(cls, held: Mapping[str, Any]) -> "Decision":
        """A decision kept earlier."""
        return cls(str(held["do"]), str(held["target"]), dict(held["choices"]))


Decisions = Mapping[str, Decision]


@dataclass(frozen=True, slots=True)
class Row:
    """One card of the file: what is thought of it, and what it would change.

    `target` is the card it is thought one with (« b:<uuid> » or « i:<key> »), "" for a new one; `others` who else it
    may be. `items`: the fields side by side. `remarks`: somebody else's words that the card has not yet. `default`:
    what is done unless somebody says otherwise.
    """

    key: str
    name: str
    kind: str
    verdict: Verdict
    signs: tuple[Sign, ...]
    target: str
    target_name: str
    others: tuple[str, ...]
    items: tuple[Item, ...]
    default: Decision
    problems: tuple[str, ...] = ()
    first_line: int = 0
    remarks: tuple[str, ...] = ()

    @property
    def changes(self) -> int:
        """How many things it would change on the card it is thought one with, without any decision."""
        return changes(self.items, {}) + len(self.remarks)


@dataclass(slots=True)
class Review:
    """A file laid beside the book. `kept`: decisions of an earlier sitting on the same file, by the card's key."""

    file_name: str
    digest: str
    author: str
    source: str
    rows: tuple[Row, ...]
    troubles: tuple[Trouble, ...]
    kept: dict[str, Decision]
    brought: dict[str, Coming] = field(repr=False)
    originals: dict[str, Original] | None = field(repr=False)
    held: dict[str, Held] = field(repr=False)

    @property
    def counts(self) -> dict[str, int]:
        """Cards of the file by verdict; `unchanged` are among the same."""
        found = Counter(row.verdict.value for row in self.rows)
        same = [row for row in self.rows if row.verdict is Verdict.SAME]
        return {verdict.value: found[verdict.value] for verdict in Verdict} | {
            "unchanged": sum(not row.changes for row in same)
        }

    def decisions(self) -> dict[str, Decision]:
        """What would be done now: what was decided earlier, else the default of each row."""
        return {row.key: self.kept.get(row.key, row.default) for row in self.rows}

    def side_of(self, key: str) -> Side | None:
        """The card « b:… » or « i:… » as it is before anything is written; None when nobody bears that key."""
        if key.startswith("i:"):
            found = self.brought.get(key[2:])
            return found.side if found else None
        held = self.held.get(key)
        return held.side if held else None

    def items_with(self, key: str, target: str) -> tuple[Item, ...]:
        """What the card `key` of the file would bring to another card than the one proposed."""
        side = self.side_of(target)
        if side is None:
            return ()
        card = self.brought[key]
        return merge(base_of(self.held.get(target), card), side, without_echo(card.side, side))


@uncollected()
def plan(book: Book, incoming: IncomingFile, *, author: str = "") -> Review:
    """Lay a file beside the book; nothing is written. `author`: whose book it comes from (« Dr Morel »), "" for one's
    own. Raises CarnetError when the file cannot be read, or holds no card at all."""
    connection = book.reader()
    held = {card.key: card for card in held_cards(connection).values()}
    structures = {fold(str(card.side.fields.get("label", ""))) for card in held.values() if card.side.kind != "person"}
    me = connection.execute("SELECT name FROM author WHERE is_me ORDER BY id LIMIT 1").fetchone()
    brought = read_all(_bounded(incoming), author=author, structures=structures, me=me[0] if me else "")
    if not brought.cards:
        raise CarnetError(
            f"«{NARROW}{incoming.name}{NARROW}» ne contient aucune fiche qui se lise{NARROW}: rien n’a été changé."
        )
    rows = _Planning(connection, held, brought).rows()
    kept = kept_decisions(connection, incoming.digest)
    return Review(
        incoming.name,
        incoming.digest,
        author,
        _source(author) or incoming.source,
        rows,
        tuple(incoming.troubles),
        {key: Decision.from_dict(one) for key, one in kept.items() if key != WHOSE},
        {card.key: card for card in brought.cards},
        brought.originals,
        held,
    )


def _bounded(incoming: IncomingFile) -> Iterator[IncomingCard]:
    """The cards of a file, which stand in memory together until they are reviewed: not without end."""
    for number, card in enumerate(incoming.cards, 1):
        if number > MOST_CARDS:
            raise CarnetError(
                f"«{NARROW}{incoming.name}{NARROW}» contient plus de {french(MOST_CARDS)} fiches{NARROW}: rien n’a été "
                "importé. Coupez-le en plusieurs fichiers."
            )
        yield card


def _source(author: str) -> str:
    """« carnet du Dr Morel », « carnet de Mme Roux »."""
    if not author:
        return ""
    return f"carnet {'du' if fold(author).split()[0] in ('dr', 'docteur', 'pr', 'cabinet') else 'de'} {author}"


def base_of(held: Held | None, card: Coming) -> Base | None:
    """What the same source said of it the last time."""
    text = held.bases.get(source_name(card.source, card.key)) if held else None
    return Base.from_json(text) if text else None


def fresh_remarks(card: Coming, held: Held | None) -> tuple[str, ...]:
    """Somebody else's words that a card has not yet."""
    return tuple(words for words in card.remarks if held is None or words not in held.remarks)


class _Planning:
    """Verdicts, one card after the other: a card of the file may be one with an earlier one of the same file."""

    def __init__(self, connection: "Connection", held: Mapping[str, Held], brought: Brought) -> None:
        self._connection, self._held, self._cards = connection, held, brought.cards
        known = [card.identity for card in held.values()]
        self._identities = [card.identity for card in brought.cards]
        shared, different = shared_lines(known, self._identities), different_pairs(connection)
        self._index, self._of_file = Index(shared, different), Index(shared, different)
        for identity in known:
            self._index.add(identity)
        self._names = {key: card.name for key, card in held.items()} | {f"i:{c.key}": c.name for c in brought.cards}
        self._sides = {key: card.side for key, card in held.items()}
        self._any_erased = bool(
            connection.execute("SELECT 1 FROM tombstone WHERE salted_hash IS NOT NULL LIMIT 1").fetchone()
        )

    def rows(self) -> tuple[Row, ...]:
        """A row for each card of the file, in its order."""
        return tuple(self._row(card, one) for card, one in zip(self._cards, self._identities, strict=True))

    def _row(self, card: Coming, identity: Identity) -> Row:
        keys = self._index.keys(identity)
        match = self._index.match(identity, keys)
        if match.verdict is Verdict.NEW:
            match = self._of_file.twin(identity, keys)
        if match.verdict is Verdict.NEW:
            self._of_file.add(identity, keys)
            self._sides[identity.key] = card.side
        target = match.target
        verdict, signs, items = match.verdict, match.signs, self._items(card, match)
        held = self._held.get(target)
        if held and held.trashed:
            verdict, signs = _OF_TRASH.get(verdict, verdict), (*signs, Sign.TRASHED)
        if verdict is Verdict.SAME and open_questions(items, {}):
            verdict, signs = Verdict.CONFLICT, (*signs, Sign.FIELDS)
        if verdict is Verdict.SAME:
            self._sides[target] = merged(self._sides[target], items, {})
        default = {Verdict.NEW: Decision("new"), Verdict.SAME: Decision("merge", target)}.get(verdict, Decision())
        if verdict is Verdict.NEW and self._was_erased(card):
            signs, default = (Sign.ERASED,), Decision("skip")
        return Row(
            card.key, card.name, card.side.kind, verdict, signs, target, self._names.get(target, ""), match.others,
            items, default, card.problems, card.first_line, fresh_remarks(card, held),
        )  # fmt: skip

    def _items(self, card: Coming, match: Match) -> tuple[Item, ...]:
        if not match.target:
            return ()
        mine = self._sides[match.target]
        return merge(base_of(self._held.get(match.target), card), mine, without_echo(card.side, mine))

    def _was_erased(self, card: Coming) -> bool:
        if not self._any_erased:
            return False
        fields = card.side.fields
        names = [str(fields.get(name) or "") for name in ("family_name", "given_name", "label")]
        rpps = str(fields.get("rpps") or "") or None
        return was_erased(self._connection, rpps, names) or was_erased(self._connection, None, names)
