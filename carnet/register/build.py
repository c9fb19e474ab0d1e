"""Second half of an import: the rows, ranked, into the tables of a snapshot, each filled in its own order."""

from __future__ import annotations  # array[int] is a type for checkers only before Python 3.12

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate, chain, count, repeat
from typing import TYPE_CHECKING

from carnet.register.acts import Acts
from carnet.register.bulk import insert
from carnet.register.numbering import metier_order, numbered_by_act, ordered, people_of
from carnet.register.rows import Rows
from carnet.register.schema import INDEXES, TABLES
from carnet.register.source import text_of

if TYPE_CHECKING:
    import sqlcipher3.dbapi2 as sqlite

_SHORTEST_MISSPELT = 3
_GENDERS = {"M": "M", "MR": "M", "MME": "F", "MLLE": "F"}

Tick = Callable[[str, float], None]


def build(connection: sqlite.Connection, rows: Rows, meta: Mapping[str, str], tick: Tick) -> None:
    """Fill an empty database from the rows of a file; `tick(phase, share done)` is called now and then.

    `rows.counts` is completed, then written to `meta` under « report ». The caller opens and ends the transaction.
    """
    for statement in _statements(TABLES):
        connection.execute(statement)
    tick("sort", 0.0)
    people = people_of(rows.whos)
    tick("sort", 0.5)
    order = ordered(rows, people)
    people, first = numbered_by_act(rows, people, order)
    _write_people(connection, rows.whos, people.whos, first)
    rows.whos.clear()
    acts = Acts(connection, rows, people)
    acts.write(order, lambda share: tick("write", 0.5 * share))
    _complete(rows, acts, len(people.whos) - 1)
    rows.forget()
    del people, order, first
    _write_lists(connection, rows, acts)
    tick("write", 0.6)
    insert(connection, "phone", 2, acts.phones.sorted())
    tick("write", 0.65)
    _write_words(connection, acts, lambda share: tick("write", 0.6 + 0.4 * share))
    for number, statement in enumerate(indexes := _statements(INDEXES)):
        tick("index", number / len(indexes))
        connection.execute(statement)
    report = {**meta, "communes": rows.places.numbering, "report": rows.counts.to_json()}
    connection.executemany("INSERT INTO meta VALUES (?,?)", sorted(report.items()))


def _statements(script: str) -> list[str]:
    return [statement for statement in map(str.strip, script.split(";")) if statement]


def _complete(rows: Rows, acts: Acts, people: int) -> None:
    rows.counts.kept = acts.count
    rows.counts.people, rows.counts.structures = people, acts.structures


def _write_people(connection: sqlite.Connection, whos: list[bytes], who_of: array[int], first: array[int]) -> None:
    """The table `person`; the title is the code of civility in practice (DR, PR), else nothing."""

    def people() -> Iterator[tuple[int | str, ...]]:
        for number in range(1, len(who_of)):
            identifier, kind, title, civility, family, given = text_of(whos[who_of[number]]).split("|")
            yield number, identifier, kind, title, _GENDERS.get(civility.upper(), ""), family, given, first[number]

    insert(connection, "person", 8, people())


def _write_lists(connection: sqlite.Connection, rows: Rows, acts: Acts) -> None:
    """The tables `commune`, `sector`, `cell` and `metier`."""
    insert(connection, "commune", 2, enumerate([*rows.places.insee, ""], 1))
    insert(connection, "sector", 2, sorted(rows.sectors.items()))
    lows: dict[int, int] = {}

    def cells() -> Iterator[tuple[int, ...]]:
        for run in acts.runs():
            lows.setdefault(run[0], run[3])
            yield run

    insert(connection, "cell", 5, cells())
    codes = metier_order(rows)
    bounds = [*(lows[number] for number in range(1, len(codes) + 1)), acts.count + 1]
    metiers = (
        (number, *pair, *rows.labels[rows.metiers[pair]], bounds[number - 1], bounds[number])
        for number, pair in enumerate(codes, 1)
    )
    insert(connection, "metier", 7, metiers)


def _write_words(connection: sqlite.Connection, acts: Acts, tick: Callable[[float], None]) -> None:
    """The tables `vocab`, `post`, `post_c` and `misspelt`. Each word's activities are already in order."""
    words = sorted(acts.postings)
    sizes = (len(acts.postings[word]) for word in words)
    insert(connection, "vocab", 3, zip(count(1), words, accumulate(sizes, initial=0), strict=False))
    insert(connection, "post", 3, chain.from_iterable(_postings(acts, words)))
    tick(0.4)
    connection.execute("INSERT INTO post_c SELECT commune, token, act FROM post ORDER BY commune, token, act")
    tick(0.8)
    insert(connection, "misspelt", 2, _misspelt(words))


def _postings(acts: Acts, words: list[str]) -> Iterator[Iterator[tuple[int, int, int]]]:
    commune_of = acts.commune.__getitem__
    for number, word in enumerate(words, 1):
        found = acts.postings.pop(word)
        yield zip(repeat(number), found, map(commune_of, found), strict=False)


def _misspelt(words: list[str]) -> Iterator[tuple[str, int]]:
    """Rows of `misspelt` in order, one first letter at a time, as all of them together weigh too much."""
    by_letter: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for number, word in enumerate(words, 1):
        if len(word) >= _SHORTEST_MISSPELT:
            for letter in {word[0], word[1]}:
                by_letter[letter].append((word, number))
    for letter in sorted(by_letter):
        shorter: list[str] = []
        number_of = array("I")
        for word, number in by_letter.pop(letter):
            cuts = range(0 if word[1] == letter else 1, len(word) if word[0] == letter else 1)
            found = {word[:at] + word[at + 1 :] for at in cuts}
            shorter += found
            number_of.extend(repeat(number, len(found)))
        order = sorted(range(len(shorter)), key=shorter.__getitem__)  # stable: the numbers of one spelling ascend
        yield from zip(map(shorter.__getitem__, order), map(number_of.__getitem__, order), strict=True)
