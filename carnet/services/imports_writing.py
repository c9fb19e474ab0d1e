"""Writing what was decided of an import, table by table rather than card by card: 5 000 cards in a second or two."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from carnet.domain.merge import Choices, Item, merged, value_for, wanted
from carnet.domain.sides import SET_PARTS, Place, Side, known, same_label
from carnet.domain.text import fold
from carnet.models import intake, loop, tables
from carnet.models.schema import metadata
from carnet.models.writer import Writer
from carnet.queries.review import OF_ROLE, OF_SITE, Held
from carnet.services.imports_reading import Coming
from carnet.services.imports_sites import Site, Sites, hung, line_row
from carnet.words import long_date

_PROFILE = "profile."
_JUDGED = (
    "SELECT correspondent_id FROM appraisal WHERE author_id = :me UNION"
    " SELECT correspondent_id FROM indication WHERE author_id = :me AND kind = 'for'"
)
_MARKS = {"expert": "expert", "humane": "humane", "reliable": "reliable", "advice": "gives_advice"}


@dataclass(slots=True)
class Parcel:
    """All that goes to one card of the book: one there already (`held`), or one to make. `into`: the key of the parcel
    that this card of the file went to instead."""

    key: str
    side: Side
    held: Held | None = None
    cards: list[Coming] = field(default_factory=list)
    steps: list[tuple[tuple[Item, ...], Choices]] = field(default_factory=list)
    into: str = ""
    row: int = 0
    uuid: str = ""

    def take(self, card: Coming, items: tuple[Item, ...], choices: Choices) -> None:
        """Add what one more card of the file brings."""
        self.cards.append(card)
        self.steps.append((items, choices))
        self.side = merged(self.side, items, choices)

    @property
    def is_own(self) -> bool:
        """Whether this program wrote what comes in."""
        return any(card.uuid for card in self.cards)

    @property
    def coming(self) -> Iterator[tuple[Item, Choices]]:
        """What comes in, in order."""
        for items, choices in self.steps:
            yield from ((item, choices) for item in items if wanted(item, choices))


def write_parcels(writer: Writer, parcels: Sequence[Parcel], *, author: str, source: str) -> dict[str, str]:
    """Write every parcel; return when each card that was there had last changed, by row number."""
    writing = _Writing(writer, parcels)
    writing.new_cards(f"{source}, le {long_date(writer.now.date())}")
    writing.merged_cards()
    writing.places_and_lines()
    writing.words_of_others(author)
    writing.opinions()
    writing.successors()
    return {str(p.row): p.held.updated_at for p in parcels if p.held and any(True for _ in p.coming)}


class _Writing:
    """One import being written. Rows gather in lists and are inserted table by table."""

    def __init__(self, writer: Writer, parcels: Sequence[Parcel]) -> None:
        self._writer = writer
        self._by_key = {parcel.key: parcel for parcel in parcels}
        self.new = [parcel for parcel in parcels if not parcel.into and parcel.held is None]
        self.there = [parcel for parcel in parcels if not parcel.into and parcel.held is not None]
        for parcel in self.there:
            parcel.row, parcel.uuid = parcel.held.row, parcel.held.uuid  # type: ignore[union-attr]
        self._sites = Sites(writer)
        self._rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._updates: dict[str, dict[int, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
        self._roles: list[tuple[Parcel, int, Place, int]] = []  # parcel, rank among its places, place, position

    def new_cards(self, found_in: str) -> None:
        """Make the cards; what hangs on them waits for `places_and_lines`."""
        rows, free = [], _free_uuids(self._writer, self.new)
        for parcel in self.new:
            columns, profile = _split(parcel.side)
            told = parcel.side.fields.get("found_in") == ""  # nowhere, says the book that wrote the file
            made = {"status": "active", "found_in": "" if told else found_in, **columns, "kind": parcel.side.kind}
            rows.append(made | free.get(parcel.key, {}))
            if profile:
                self._rows["structure_profile"].append({"correspondent_id": parcel, **profile})
            self._hang(parcel, parcel.side)
        for parcel, row in zip(self.new, self._writer.insert_many(tables.correspondent, rows), strict=True):
            parcel.row = row
        wanted_rows = json.dumps([parcel.row for parcel in self.new])
        uuids = dict(
            self._writer.dbapi.execute(
                "SELECT id, uuid FROM correspondent WHERE id IN (SELECT value FROM json_each(?))", (wanted_rows,)
            )
        )
        for parcel in self.new:
            parcel.uuid = uuids[parcel.row]

    def _hang(self, parcel: Parcel, side: Side) -> None:
        self._roles += [(parcel, at, place, at) for at, place in enumerate(side.places)]
        self._rows["line"] += [line_row(line, at, correspondent_id=parcel) for at, line in enumerate(side.lines)]
        for part in SET_PARTS:
            self._rows[part] += [_label(part, label, parcel) for label in side.labels.get(part, ())]
        self._rows["told_delay"] += [_delay(delay, parcel) for delay in side.delays]

    def merged_cards(self) -> None:
        """Sort out what comes to cards that are there: columns to change, rows to add."""
        for parcel in self.there:
            for item, choices in parcel.coming:
                self._bring(parcel, item, choices)
            if parcel.held and parcel.held.trashed:
                self._updates["correspondent"][parcel.row]["deleted_at"] = None
        for parcel in self.there:
            self._learn_places(parcel)
        profiles = self._updates.pop("structure_profile", {})
        self._change_profiles(profiles)

    def _bring(self, parcel: Parcel, item: Item, choices: Choices) -> None:
        if item.part == "field":
            table, name = ("structure_profile", item.name[len(_PROFILE) :]) if item.name.startswith(_PROFILE) else (
                "correspondent", item.name)  # fmt: skip
            self._updates[table][parcel.row][name] = value_for(item, choices)
        elif item.part in SET_PARTS:
            self._rows[item.part].append(_label(item.part, item.theirs, parcel))
        elif item.part == "delay":
            self._rows["told_delay"].append(_delay(item.theirs, parcel))
        elif item.part == "line_detail":
            row = next((line.row for line in _mine(parcel).every_line if line.key == item.of and line.row), 0)
            if row:
                self._updates["line"][row][item.name] = item.theirs
        # Places and the lines on them are read from the finished card: see `_learn_places`.

    def _learn_places(self, parcel: Parcel) -> None:
        """Compare the places and lines of the finished card with those that were there."""
        was = {place.row: place for place in _mine(parcel).places}
        own = [line for line in parcel.side.lines if not line.row]
        count = len(_mine(parcel).lines)
        self._rows["line"] += [line_row(line, count + at, correspondent_id=parcel) for at, line in enumerate(own)]
        for at, place in enumerate(parcel.side.places):
            if not place.row:
                self._roles.append((parcel, at, place, at))
                continue
            fresh = [line for line in place.lines if not line.row]
            start = len(place.lines) - len(fresh)
            site = self._learn(parcel, was[place.row], place)
            self._rows["line"] += hung(fresh, place.row, site, start)

    def _learn(self, parcel: Parcel, before: Place, place: Place) -> Site | None:
        """A place that was there: columns of its role, of its site, its structure. Returns the site that it had not."""
        role = {column: getattr(place, name) for name, column in OF_ROLE.items()
                if getattr(place, name) != getattr(before, name)}  # fmt: skip
        site = {name: getattr(place, name) for name in OF_SITE if getattr(place, name) != getattr(before, name)}
        if place.structure and not before.structure:
            structure = self._structure_of(self._structure_key(parcel, place))
            if structure and structure != parcel.row:
                role["structure_id"] = structure
            elif not place.name:
                site["name"] = place.structure
        if site and before.site_row:
            self._updates["site"][before.site_row] |= site
        new = self._sites.settle([(parcel.key, place, False)])[0] if site and not before.site_row else None
        if new:
            role["site_id"] = new.row
        if role:
            self._updates["role"][before.row] |= role
        return new

    def _structure_key(self, parcel: Parcel, place: Place) -> str:
        told = (item.theirs for items, _ in parcel.steps for item in items if item.part == "place")
        same = (one for one in told if one.structure and fold(one.structure) == fold(place.structure))
        return next((one.structure_key for one in same if one.structure_key), "")

    def _change_profiles(self, profiles: dict[int, dict[str, Any]]) -> None:
        rows = self._writer.dbapi.execute(
            "SELECT correspondent_id, id FROM structure_profile WHERE correspondent_id IN"
            " (SELECT value FROM json_each(?))",
            (json.dumps(list(profiles)),),
        )
        known_rows = dict(rows.fetchall())
        for card, columns in profiles.items():
            if card in known_rows:
                self._updates["structure_profile"][known_rows[card]] = columns
            else:
                self._rows["structure_profile"].append({"correspondent_id": card, **columns})

    def _structure_of(self, key: str) -> int:
        """The row of the structure that a card of the file is, once it is written; 0 when it was left."""
        parcel = self._by_key.get(f"i:{key}") if key else None
        if parcel and parcel.into:
            parcel = self._by_key.get(parcel.into)
        return parcel.row if parcel else 0

    def places_and_lines(self) -> None:
        """Insert all that gathered, each table at once."""
        settled = [self._named_by_structure(parcel, place) for parcel, _, place, _ in self._roles]
        owners = [parcel for parcel, _, _, _ in self._roles]
        sites = self._sites.settle((one.key, place, one.is_own) for one, place in zip(owners, settled, strict=True))
        roles = []
        for (parcel, _, _, position), place, site in zip(self._roles, settled, sites, strict=True):
            structure = self._structure_of(place.structure_key)
            roles.append({
                "correspondent_id": parcel.row, "position": position, "is_lead": place.is_lead,
                "structure_id": structure if structure not in (0, parcel.row) else None,
                "site_id": site.row if site else None,
                **{column: getattr(place, name) for name, column in OF_ROLE.items()},
            })  # fmt: skip
        ids = self._writer.insert_many(tables.role, roles)
        for place, role, site in zip(settled, ids, sites, strict=True):
            self._rows["line"] += hung(place.lines, role, site)
        for table, rows in self._rows.items():
            self._writer.insert_many(metadata.tables[table], map(_resolved, rows))
        for table, changes in self._updates.items():
            self._writer.update_many(metadata.tables[table], changes)

    def _named_by_structure(self, parcel: Parcel, place: Place) -> Place:
        """A structure whose card was left gives its name to the place."""
        found = self._structure_of(place.structure_key)
        if place.structure and not place.name and found in (0, parcel.row):
            return replace(place, name=place.structure)
        return place

    def words_of_others(self, author: str) -> None:
        """« note du Dr X »: somebody else's words, under their name, each once."""
        cards = [(parcel.row, card) for parcel in (*self.new, *self.there) for card in parcel.cards]
        told = {(one.author, row, one.words): one.given_on for row, card in cards for one in card.attributed}
        if author:
            named = {(row, words) for _, row, words in told}
            told |= {(author, row, words): self._writer.now.date() for row, card in cards for words in card.remarks
                     if (row, words) not in named}  # fmt: skip
        authors = {name: _author_row(self._writer, name) for name in dict.fromkeys(name for name, _, _ in told)}
        there = set(self._writer.dbapi.execute("SELECT author_id, correspondent_id, words FROM remark").fetchall())
        fresh = {(authors[name], row, words): on for (name, row, words), on in told.items()}
        self._writer.insert_many(
            intake.remark,
            [{"author_id": who, "correspondent_id": row, "words": words, "given_on": on}
             for (who, row, words), on in fresh.items() if (who, row, words) not in there],
        )  # fmt: skip

    def opinions(self) -> None:
        """One's own opinion, from one's own file, where the book has none."""
        mine = self._writer.author_id
        rows = self._writer.dbapi.execute(_JUDGED, {"me": mine})
        judged = {row[0] for row in rows}
        for parcel in (*self.new, *self.there):
            for card in parcel.cards:
                opinion = card.opinion
                if opinion is None or opinion.author or parcel.row in judged:
                    continue
                judged.add(parcel.row)
                said = {"author_id": mine, "correspondent_id": parcel.row,
                        "given_on": opinion.given_on or self._writer.now.date()}  # fmt: skip
                marks = {_MARKS[code]: True for code in opinion.marks if code in _MARKS}
                if marks or opinion.word:
                    self._writer.insert(loop.appraisal, **said, **marks, word=opinion.word)
                self._writer.insert_many(
                    loop.indication, [{**said, "kind": "for", "label": label} for label in opinion.good_for]
                )

    def successors(self) -> None:
        """Who follows whom, where the book does not say."""
        found = self._writer.dbapi.execute("SELECT id FROM correspondent WHERE successor_id IS NOT NULL")
        known_ones = {row[0] for row in found}
        changes = {}
        for parcel in (*self.new, *self.there):
            for card in parcel.cards:
                row = self._somebody(card.successor)
                if row and row != parcel.row and parcel.row not in known_ones:
                    changes[parcel.row] = {"successor_id": row}
        self._writer.update_many(tables.correspondent, changes)

    def _somebody(self, key: str) -> int:
        if not key:
            return 0
        found = self._writer.dbapi.execute(
            "SELECT id FROM correspondent WHERE uuid = ? AND deleted_at IS NULL", (key.removeprefix("b:"),)
        ).fetchone()
        return int(found[0]) if found else self._structure_of(key.removeprefix("b:"))


def _free_uuids(writer: Writer, parcels: Iterable[Parcel]) -> dict[str, dict[str, str]]:
    """The identifier that each new card had in the book that wrote the file, when nobody bears or bore it here: cards
    keep it from book to book, and name one another by it."""
    said = {parcel.key: parcel.cards[0].uuid for parcel in parcels if parcel.cards and parcel.cards[0].uuid}
    if not said:
        return {}
    taken = {
        row[0] for row in writer.dbapi.execute("SELECT uuid FROM correspondent UNION SELECT row_uuid FROM tombstone")
    }
    free: dict[str, dict[str, str]] = {}
    for key, uuid in said.items():
        if uuid not in taken:
            taken.add(uuid)
            free[key] = {"uuid": uuid}
    return free


def _mine(parcel: Parcel) -> Side:
    return parcel.held.side if parcel.held else Side()


def _split(side: Side) -> tuple[dict[str, Any], dict[str, Any]]:
    """Columns of correspondent, columns of structure_profile."""
    said = {name: value for name, value in side.fields.items() if known(value)}
    profile = {name[len(_PROFILE) :]: value for name, value in said.items() if name.startswith(_PROFILE)}
    return {name: value for name, value in said.items() if not name.startswith(_PROFILE)}, profile


def _label(part: str, label: str, parcel: Parcel) -> dict[str, Any]:
    row: dict[str, Any] = {"correspondent_id": parcel, "label": label}
    return row | {"folded": same_label(label)} if part == "tag" else row


def _delay(delay: Any, parcel: Parcel) -> dict[str, Any]:
    return {
        "correspondent_id": parcel, "days": delay.days, "told_on": delay.told_on, "audience": delay.audience,
    }  # fmt: skip


def _resolved(row: dict[str, Any]) -> dict[str, Any]:
    """A row that waited for its card to have a number."""
    owner = row.get("correspondent_id")
    return row | {"correspondent_id": owner.row} if isinstance(owner, Parcel) else row


def _author_row(writer: Writer, name: str) -> int:
    """The row of somebody who writes, made when it is the first time."""
    rows = writer.dbapi.execute("SELECT id, name FROM author ORDER BY is_me, id")
    found = next((row for row, held in rows if fold(held) == fold(name)), None)
    return int(found) if found is not None else writer.insert(tables.author, name=name)
