"""Time of a keystroke against a national register snapshot alone.

    python bench/bench_find_register.py var/bench/register-ps.sqlite [--keystrokes 2000] [--seed 1]

A workload drawn by seed, each text typed letter by letter, from three origins: Cavaillon, Paris 15e, Aurillac. Each
look-up is made once (typed once), then again (repeated), then as one hand-written SQL statement on the same driver.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from dataclasses import replace as changed
from pathlib import Path
from time import perf_counter
from typing import Any

from msgspec.structs import replace

from carnet.domain.specialties import Catalogue
from carnet.geo.communes import Communes
from carnet.geo.distance import Point
from carnet.register.lookup import Answer, Register, Request, Word
from carnet.register.lookup.choice import choose
from carnet.register.lookup.snapshot import connect

ORIGINS = ("84035", "75115", "15014")  # Cavaillon, Paris 15e, Aurillac
SHARES = {"name": 40, "specialty place": 25, "name specialty": 15, "paramedic": 10, "typo": 5, "digits": 5}
SPECIALTY_WORDS = (
    *("rhumato", "dermato", "cardio", "gastro", "orl", "ophtalmo", "pneumo", "endocrino", "gyneco", "uro", "neuro"),
    *("pediatre", "psychiatre", "geriatre", "radiologue", "generaliste", "dentiste", "pharmacie", "angiologue"),
    *("nephrologue", "allergologue"),
)
PARAMEDICS = ("kine", "infirmier", "orthophoniste", "podologue", "psychologue", "ergotherapeute", "dieteticien")
TOWNS = ("avignon", "apt", "carpentras", "lyon 3", "marseille 8", "toulouse", "saint flour", "vannes", "paris 12")


@dataclass(frozen=True)
class Keystroke:
    """What one more letter asks of the register: a request (its origin to be replaced), or digits."""

    kind: str
    text: str
    request: Request | None = None
    phone: str = ""
    identifier: str = ""
    place: str = ""


@dataclass
class Names:
    """Folded names and numbers of people drawn at random."""

    keys: list[str]
    identifiers: list[str]
    phones: list[str] = field(default_factory=list)

    @classmethod
    def drawn(cls, path: Path, rng: random.Random, count: int) -> Names:
        """From a snapshot."""
        db = connect(path, 4096)
        (acts,) = db.execute("SELECT max(id) FROM act").fetchone()
        drawn = json.dumps([rng.randint(1, acts) for _ in range(count)])
        rows = db.execute(
            "SELECT a.key, p.identifier, s.phone FROM json_each(?) AS j CROSS JOIN act AS a CROSS JOIN person AS p"
            " CROSS JOIN structure AS s WHERE a.id = j.value AND p.id = a.person AND s.id = a.structure",
            (drawn,),
        ).fetchall()
        db.close()
        return cls([r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows if r[2].startswith("0")])


def workload(path: Path, seed: int, keystrokes: int, catalogue: Catalogue) -> list[Keystroke]:
    """Keystrokes drawn by seed, in the proportions of SHARES; names come from the snapshot."""
    rng = random.Random(seed)
    names = Names.drawn(path, rng, keystrokes)
    draws: dict[str, Callable[[], Iterator[Keystroke]]] = {
        "name": lambda: _name(rng, names),
        "specialty place": lambda: _specialty_place(rng, catalogue),
        "name specialty": lambda: _name_specialty(rng, names, catalogue),
        "paramedic": lambda: _paramedic(rng, catalogue),
        "typo": lambda: _typo(rng, names),
        "digits": lambda: _digits(rng, names),
    }
    found: list[Keystroke] = []
    for kind, share in SHARES.items():
        wanted = len(found) + keystrokes * share // 100
        while len(found) < wanted:
            found += [changed(stroke, kind=kind) for stroke in draws[kind]()]
        del found[wanted:]
    rng.shuffle(found)
    return found


def _request(words: tuple[Word, ...] = (), specialties: tuple[str, ...] = ()) -> Request:
    return Request(Point(0, 0), words=words, specialties=specialties)


def _letters(word: str, start: int = 1) -> Iterator[str]:
    return (word[:size] for size in range(start, len(word) + 1))


def _name(rng: random.Random, names: Names) -> Iterator[Keystroke]:
    words = rng.choice(names.keys).split()
    rng.shuffle(words)
    words = words[: rng.choice((1, 1, 2))]
    for letters in _letters(words[0]):
        yield Keystroke("", letters, _request((Word(letters, True),)))
    for letters in _letters(words[1]) if words[1:] else ():
        yield Keystroke("", f"{words[0]} {letters}", _request((Word(words[0]), Word(letters, True))))


def _specialty(word: str, catalogue: Catalogue) -> Iterator[Keystroke]:
    for letters in _letters(word):
        found = catalogue.match((letters,)) or catalogue.starting(letters)
        request = _request(specialties=found) if found else _request((Word(letters, True),))
        yield Keystroke("", letters, request)


def _specialty_place(rng: random.Random, catalogue: Catalogue) -> Iterator[Keystroke]:
    word, town = rng.choice(SPECIALTY_WORDS), rng.choice(TOWNS)
    yield from _specialty(word, catalogue)
    meant = catalogue.match((word,)) or catalogue.starting(word)
    for letters in _letters(town.split()[0], 1):
        if letters == town.split()[0]:
            yield Keystroke("", f"{word} {town}", _request(specialties=meant), place=town)
        else:
            yield Keystroke("", f"{word} {letters}", _request((Word(letters, True),), meant))


def _name_specialty(rng: random.Random, names: Names, catalogue: Catalogue) -> Iterator[Keystroke]:
    word = rng.choice((*SPECIALTY_WORDS, *PARAMEDICS))
    meant = catalogue.match((word,)) or catalogue.starting(word)
    name = rng.choice(rng.choice(names.keys).split())
    for letters in _letters(name):
        yield Keystroke("", f"{word} {letters}", _request((Word(letters, True),), meant))


def _paramedic(rng: random.Random, catalogue: Catalogue) -> Iterator[Keystroke]:
    return _specialty(rng.choice(PARAMEDICS), catalogue)


def _typo(rng: random.Random, names: Names) -> Iterator[Keystroke]:
    word = max(rng.choice(names.keys).split(), key=len)
    at = rng.randrange(len(word))
    other = rng.choice("aeilnrst")
    wrong = rng.choice((word[:at] + word[at + 1 :], word[:at] + other + word[at + 1 :], word[:at] + other + word[at:]))
    for letters in _letters(wrong, 2):
        yield Keystroke("", letters, _request((Word(letters, True),)))


def _digits(rng: random.Random, names: Names) -> Iterator[Keystroke]:
    if rng.random() < 0.3 or not names.phones:
        number = rng.choice(names.identifiers)
        yield Keystroke("", number, identifier=number)
    else:
        for digits in _letters(rng.choice(names.phones), 4):
            yield Keystroke("", digits, phone=digits)


def look_up(register: Register, stroke: Keystroke, origin: Point, communes: Communes) -> Answer:
    """What the box asks for one keystroke: a name that nobody bears is asked again as it may be spelt."""
    if stroke.phone:
        return register.by_phone(stroke.phone, origin)
    if stroke.identifier:
        return register.by_identifier(stroke.identifier, origin)
    if stroke.place:
        origin = communes.point(communes.named(stroke.place)[0]) or origin
    assert stroke.request is not None
    request = replace(stroke.request, origin=origin)
    last = request.words[-1:]
    if last and not register.count(last[0]) and (near := register.spelt_like(last[0].text)):
        request = replace(request, words=(*request.words[:-1], Word(near[0])))
    return register.search(request)


_COLUMNS = (
    "p.identifier, p.title, p.gender, p.family, p.given, a.metier, a.class, s.name, s.street, s.postcode, s.city,"
    " s.phone, s.phone2, s.email"
)
_REST = " CROSS JOIN person AS p CROSS JOIN structure AS s WHERE p.id = a.person AND s.id = a.structure"


class Statement:
    """The same look-ups, each as one statement by hand; distances from the origin stand in a temporary table."""

    def __init__(self, path: Path, register: Register) -> None:
        self._register, self._db = register, connect(path, 16_384)
        self._tables: dict[Point, str] = {}

    def prepare(self, origin: Point) -> None:
        """Write the communes' distances from an origin, once."""
        if origin in self._tables:
            return
        name = self._tables[origin] = f"near{len(self._tables)}"
        ground = self._register._snapshot.ground
        communes = range(1, ground.count + 1)
        self._db.execute(f"CREATE TEMP TABLE {name}(rank INTEGER PRIMARY KEY, commune INTEGER, km REAL)")
        self._db.execute(f"CREATE INDEX temp.{name}_commune ON {name}(commune, km)")
        around = self._register._around_of(Request(origin))
        self._db.execute("BEGIN")
        rows = sorted(around.measured(communes))
        self._db.executemany(f"INSERT INTO {name}(commune, km) VALUES (?, ?)", ((n, km) for km, n in rows))
        self._db.execute("COMMIT")

    def run(self, stroke: Keystroke, origin: Point) -> int:
        """How many rows the statement for a keystroke gives."""
        return len(self._db.execute(*self._sql(stroke, origin)).fetchall())

    def _sql(self, stroke: Keystroke, origin: Point) -> tuple[str, tuple[Any, ...]]:
        near = self._tables[origin]
        if stroke.phone:
            return (
                f"SELECT {_COLUMNS} FROM phone AS n CROSS JOIN act AS a{_REST} AND n.digits >= ? AND n.digits < ?"
                " AND a.structure = n.structure LIMIT 50"
            ), (stroke.phone, stroke.phone + "\x7f")
        if stroke.identifier:
            return (
                f"SELECT {_COLUMNS} FROM person AS p CROSS JOIN act AS a CROSS JOIN structure AS s"
                " WHERE p.identifier = ? AND a.person = p.id AND s.id = a.structure"
            ), (stroke.identifier,)
        assert stroke.request is not None
        wanted = self._register._wanted(replace(stroke.request, origin=origin))
        if wanted is None:
            return "SELECT id FROM vocab WHERE token >= ? ORDER BY token LIMIT 1", (stroke.text,)
        plan = choose(wanted)[0][0].name
        if not wanted.spans:
            metiers = ",".join(map(str, wanted.metiers))
            return (
                f"SELECT {_COLUMNS}, d.km FROM {near} AS d CROSS JOIN cell AS c CROSS JOIN act AS a{_REST}"
                f" AND c.metier IN ({metiers}) AND c.commune = d.commune AND a.id >= c.first AND a.id < c.first + c.n"
                " LIMIT 50"
            ), ()
        span = wanted.spans[0]
        within = " OR ".join(f"q.act >= {low} AND q.act < {high}" for low, high in wanted.ranges) or "1"
        tests = "".join(f" AND instr(' ' || a.key, ' {other.word.text}')" for other in wanted.spans[1:])
        common = f" AND q.token >= ? AND q.token < ? AND ({within}) AND a.id = q.act{tests}"
        if plan.startswith("near"):
            sql = (
                f"FROM {near} AS d CROSS JOIN post_c AS q CROSS JOIN act AS a{_REST} AND q.commune = d.commune{common}"
            )
        else:
            sql = (
                f"FROM post AS q CROSS JOIN {near} AS d CROSS JOIN act AS a{_REST} AND d.commune = q.commune{common}"
                " ORDER BY d.km"
            )
        return f"SELECT {_COLUMNS}, d.km {sql} LIMIT 50", (span.first, span.end)


def percentiles(times: list[float]) -> dict[str, float]:
    """p50, p99, p99.9 and the longest, in milliseconds, of times in seconds."""
    ordered = sorted(times)

    def at(share: float) -> float:
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    return {"p50": at(0.5), "p99": at(0.99), "p99.9": at(0.999), "max": 1000 * ordered[-1]}


def line(label: str, times: list[float]) -> str:
    """One line of the report."""
    return f"{label:14}" + "".join(f"{name:>7} {value:7.2f}" for name, value in percentiles(times).items())


def warm(path: Path) -> None:
    """Bring a file into the system's memory: cold reads are another measure."""
    with path.open("rb") as file:
        while file.read(1 << 22):
            pass


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("snapshot", type=Path)
    parser.add_argument("--keystrokes", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cache-kb", type=int, default=16_384)
    args = parser.parse_args()
    warm(args.snapshot)
    communes, catalogue = Communes.shipped(), Catalogue.shipped()
    start = perf_counter()
    register = Register.open(args.snapshot, communes, catalogue, args.cache_kb)
    print(f"open {1000 * (perf_counter() - start):.0f} ms; times in ms")
    strokes = workload(args.snapshot, args.seed, args.keystrokes, catalogue)
    statement = Statement(args.snapshot, register)
    gc.collect()
    gc.freeze()
    once: list[tuple[float, str]] = []
    again: list[float] = []
    by_hand: list[float] = []
    for insee in ORIGINS:
        index = communes.by_insee(insee)
        origin = communes.point(index if index is not None else 0)
        assert origin is not None
        statement.prepare(origin)
        for stroke in strokes:
            start = perf_counter()
            answer = look_up(register, stroke, origin, communes)
            spent = perf_counter() - start
            once.append(
                (spent, f"{communes.names[index or 0]}: {stroke.text} ({stroke.kind}, {len(answer.rows)} rows)")
            )
        for stroke in strokes:
            start = perf_counter()
            look_up(register, stroke, origin, communes)
            again.append(perf_counter() - start)
        for stroke in strokes:
            start = perf_counter()
            statement.run(stroke, origin)
            by_hand.append(perf_counter() - start)
    print(line("typed once", [spent for spent, _ in once]))
    for kind in SHARES:
        print(line(f"  {kind}"[:14], [spent for spent, text in once if f"({kind}," in text]))
    print(line("repeated", again))
    print(line("one statement", by_hand))
    ratio = percentiles(again)["p50"] / percentiles(by_hand)["p50"]
    print(f"median against one statement: {ratio:.1f}")
    for spent, text in sorted(once, reverse=True)[:15]:
        print(f"{1000 * spent:8.2f} {text}")


if __name__ == "__main__":
    main()
