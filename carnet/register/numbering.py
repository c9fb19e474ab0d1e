"""Ranks: the order in which a snapshot numbers its people, métiers and activities."""

from __future__ import annotations  # array[int] is a type for checkers only before Python 3.12

from array import array
from dataclasses import dataclass

from carnet.domain.text import fold
from carnet.register.rows import SEPARATOR, Rows
from carnet.register.source import text_of

# No word that folding replaces by another (« St », « Stes ») is longer.
_ABBREVIATION = 4
# An activity's sort key, from its highest bits: métier, commune, flags, name, row. The row makes every key unique.
_ROW, _NAME, _FLAGS, _COMMUNE = 26, 26, 4, 16


@dataclass(frozen=True, slots=True)
class People:
    """Who the rows name: a name is one person under one folded name, numbered alphabetically from 0.

    `key` and `person` are those of each name, `name_of_who` leads to it from a `who` of the rows. Persons are numbered
    from 1, by identifier at first, then by first activity; `whos[person]` is the `who` that wrote that person first
    (`whos[0]` means nothing).
    """

    key: list[str]
    person: array[int]
    name_of_who: array[int]
    whos: array[int]


def people_of(whos: list[bytes]) -> People:
    """Number the people whom the rows name."""
    identifiers = [who[: who.index(SEPARATOR)] for who in whos]
    order = sorted(range(len(whos)), key=identifiers.__getitem__)
    person_of_who, first = _blank(len(whos)), array("I", [0])
    last = None
    for who in order:
        if identifiers[who] != last:
            last = identifiers[who]
            first.append(who)
        person_of_who[who] = len(first) - 1
    del identifiers
    keys = [_key(who) for who in whos]
    order.sort(key=keys.__getitem__)  # stable: one key's people stay in the order of their numbers
    key: list[str] = []
    person, name_of_who = array("I"), _blank(len(whos))
    for who in order:
        if not key or keys[who] != key[-1] or person_of_who[who] != person[-1]:
            key.append(keys[who])
            person.append(person_of_who[who])
        name_of_who[who] = len(key) - 1
    return People(key, person, name_of_who, first)


def _blank(length: int) -> array[int]:
    return array("I", bytes(4 * length))


def _key(who: bytes) -> str:
    _, family, given = text_of(who).rsplit("|", 2)
    return f"{_folded(family)} {_folded(given)}".strip()


def _folded(name: str) -> str:
    """`fold(name)`, without its cost for one plain word, which most names are."""
    return name.lower() if len(name) > _ABBREVIATION and name.isascii() and name.isalpha() else fold(name)


def metier_order(rows: Rows) -> list[tuple[str, str]]:
    """Codes of the métiers in the order of their numbers, which start at 1: by profession, then savoir-faire."""
    return sorted(rows.metiers)


def metier_ranks(rows: Rows) -> list[int]:
    """Number in the snapshot of each métier of the rows."""
    rank_of = {codes: rank for rank, codes in enumerate(metier_order(rows), 1)}
    return [rank_of[codes] for codes in rows.metiers]


def ordered(rows: Rows, people: People) -> array[int]:
    """The rows in the order of activities, without those that repeat another, which are counted.

    A repeat has the person, métier, commune and site of a row before it.
    """
    ranks = metier_ranks(rows)
    names = people.name_of_who
    keys = [
        (((ranks[metier] << _COMMUNE | commune) << _FLAGS | flags) << _NAME | names[who]) << _ROW | row
        for row, (metier, commune, flags, who) in enumerate(
            zip(rows.metier, rows.commune, rows.flags, rows.who, strict=True)
        )
    ]
    keys.sort()
    kept = array("I")
    group, here = -1, set[int]()
    for key in keys:
        row = key & (1 << _ROW) - 1
        if key >> _ROW != group:
            group, here = key >> _ROW, {rows.site[row]}
        elif rows.site[row] in here:
            continue
        else:
            here.add(rows.site[row])
        kept.append(row)
    if repeats := len(keys) - len(kept):
        rows.counts.report("repeated", repeats)
    return kept


def numbered_by_act(rows: Rows, people: People, order: array[int]) -> tuple[People, array[int]]:
    """The people numbered anew by their first activity, and that activity by their number.

    The people of one métier and commune, who are shown together, then stand together on disk too.
    """
    number = _blank(len(people.whos))
    whos, first = array("I", [0]), array("I", [0])
    person, name_of_who, who_of = people.person, people.name_of_who, rows.who
    for act, row in enumerate(order, 1):
        old = person[name_of_who[who_of[row]]]
        if not number[old]:
            number[old] = len(first)
            first.append(act)
            whos.append(people.whos[old])
    renumbered = array("I", map(number.__getitem__, person))
    return People(people.key, renumbered, name_of_who, whos), first
