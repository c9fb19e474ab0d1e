"""Second half of an import: the rows, ranked, into the tables of a snapshot, each filled in its own order."""

from __future__ import annotations  # array[int] is a type for checkers only before Python 3.12

from array import array
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate, chain, count, repeat
from typing import TYPE_CHECKING

from carnet.register.acts import Acts
from carnet.register.layout import PERSON
from carnet.register.numbering import first_acts, metier_order, ordered, people_of
from carnet.register.rows import SEPARATOR, Rows
from carnet.register.schema import INDEXES, TABLES

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
    _write_people(connection, rows.whos, people.whos, first_acts(rows, people, order))
    rows.whos.clear()
    acts = Acts(connection, rows, people)
    acts.write(order, lambda share: tick("write", 0.5 * share))
    _complete(rows, acts, len(people.whos) - 1)
    del people
    _write_lists(connection, rows, acts)
    tick("write", 0.6)
    connection.executemany("INSERT INTO phone VALUES (?,?)", acts.phones.sorted())
    tick("write", 0.65)
    _write_words(connection, acts, lambda share: tick("write", 0.6 + 0.4 * share))
    for number, statement in enumerate(indexes := _statements(INDEXES)):
        tick("index", number / len(indexes))
        connection.execute(statement)
    report = {**meta, "report": rows.counts.to_json()}
    connection.executemany("INSERT INTO meta VALUES (?,?)", sorted(report.items()))


def _statements(script: str) -> list[str]:
    return [statement for statement in map(str.strip, script.split(";")) if statement]


def _complete(rows: Rows, acts: Acts, people: int) -> None:
    rows.counts.kept = acts.count
    rows.counts.people, rows.counts.structures = people, acts.structures


def _write_people(connection: sqlite.Connection, whos: list[str], who_of: array[int], first: array[int]) -> None:
    """The table `person`; the title is the code of civility in practice (DR, PR), else nothing."""

    def people() -> Iterator[tuple[int | str, ...]]:
        at = {column: position for position, column in enumerate(PERSON)}
        identifier, kind, title, civility = at["identifier"], at["identifier_type"], at["title"], at["civility"]
        family, given = at["family"], at["given"]
        for number in range(1, len(who_of)):
            part = whos[who_of[number]].split(SEPARATOR)
            gender = _GENDERS.get(part[civility].upper(), "")
            yield number, part[identifier], part[kind], part[title], gender, part[family], part[given], first[number]

    connection.executemany("INSERT INTO person VALUES (?,?,?,?,?,?,?,?)", people())


def _write_lists(connection: sqlite.Connection, rows: Rows, acts: Acts) -> None:
    """The tables `commune`, `sector`, `cell` and `metier`."""
    connection.executemany("INSERT INTO commune VALUES (?,?)", enumerate([*rows.places.insee, ""], 1))
    connection.executemany("INSERT INTO sector VALUES (?,?)", sorted(rows.sectors.items()))
    lows: dict[int, int] = {}

    def cells() -> Iterator[tuple[int, ...]]:
        for run in acts.runs():
            lows.setdefault(run[0], run[3])
            yield run

    connection.executemany("INSERT INTO cell VALUES (?,?,?,?,?)", cells())
    codes = metier_order(rows)
    bounds = [lows[number] for number in range(1, len(codes) + 1)] + [acts.count + 1]
    connection.executemany(
        "INSERT INTO metier VALUES (?,?,?,?,?,?,?)",
        (
            (number, *map(str.strip, pair), *rows.labels[rows.metiers[pair]], bounds[number - 1], bounds[number])
            for number, pair in enumerate(codes, 1)
        ),
    )


def _write_words(connection: sqlite.Connection, acts: Acts, tick: Callable[[float], None]) -> None:
    """The tables `vocab`, `post`, `post_c` and `misspelt`. Each word's activities are already in order."""
    words = sorted(acts.postings)
    postings = [acts.postings.pop(word) for word in words]
    before = [0, *accumulate(map(len, postings))]
    connection.executemany("INSERT INTO vocab VALUES (?,?,?)", zip(count(1), words, before, strict=False))
    commune_of = acts.commune.__getitem__
    by_word = (
        zip(repeat(number), found, map(commune_of, found), strict=False) for number, found in enumerate(postings, 1)
    )
    connection.executemany("INSERT INTO post VALUES (?,?,?)", chain.from_iterable(by_word))
    tick(0.4)
    connection.execute("INSERT INTO post_c SELECT commune, token, act FROM post ORDER BY commune, token, act")
    tick(0.8)
    connection.executemany("INSERT INTO misspelt VALUES (?,?)", _misspelt(words))


def _misspelt(words: list[str]) -> Iterator[tuple[str, int]]:
    """Rows of `misspelt` in order."""
    shorter: list[str] = []
    number_of = array("I")
    for number, word in enumerate(words, 1):
        if len(word) >= _SHORTEST_MISSPELT:
            found = {word[:at] + word[at + 1 :] for at in range(len(word))}
            shorter += found
            number_of.extend(repeat(number, len(found)))
    order = sorted(range(len(shorter)), key=shorter.__getitem__)  # stable: the numbers of one spelling ascend
    return zip(map(shorter.__getitem__, order), map(number_of.__getitem__, order), strict=True)
