"""The look-up over one snapshot of the national register. What only digits need waits for them."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from carnet.register.lookup.around import Around
from carnet.register.lookup.choice import Plan, Wanted, choose
from carnet.register.lookup.order import FAR, groups_of
from carnet.register.lookup.plans import GaveUp
from carnet.register.lookup.request import Answer, Person, Request, Word
from carnet.register.lookup.rows import Reader, rows_of
from carnet.register.lookup.runs import Ranked, Walk
from carnet.register.lookup.snapshot import Snapshot

if TYPE_CHECKING:
    from carnet.domain.specialties import Catalogue
    from carnet.geo.communes import Communes
    from carnet.geo.distance import Point
    from carnet.register.lookup.digits import Measure

_ORIGINS_KEPT = 6


class Register:
    """One open snapshot; to be used by the thread that opened it, and closed by it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._around: OrderedDict[tuple[Point, frozenset[str], str], Around] = OrderedDict()
        self._excluded: tuple[frozenset[str], frozenset[int]] = (frozenset(), frozenset())
        self._mine: tuple[frozenset[int], dict[int, list[int]]] = (frozenset(), {})

    @classmethod
    def open(cls, path: Path, communes: Communes, catalogue: Catalogue, cache_kb: int = 16_384) -> Register:
        """Open a snapshot, with a page cache of `cache_kb` KiB.

        Raises CarnetError when the file is missing, damaged, or made by a newer program.
        """
        return cls(Snapshot.open(path, communes, catalogue, cache_kb))

    def close(self) -> None:
        """Let go of the file."""
        self._snapshot.db.close()

    def __enter__(self) -> Register:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def meta(self) -> dict[str, str]:
        """Facts about the snapshot, as its builder wrote them."""
        return self._snapshot.meta

    @property
    def date(self) -> date:
        """The day of the file it was made from."""
        return date.fromisoformat(self.meta["date"])

    def count(self, word: Word) -> int:
        """How many times a word, or a word beginning so, stands in the names of the register's activities."""
        return self._snapshot.span(word).hits

    def knows(self, token: str) -> bool:
        """Whether somebody's name holds this very folded word."""
        return self._snapshot.knows(token)

    def spelt_like(self, token: str, limit: int = 5) -> tuple[str, ...]:
        """Words of the register near a folded word that nobody bears, the most frequent first."""
        from carnet.register.lookup import spelling

        return spelling.near(self._snapshot, token, limit)

    def by_phone(self, prefix: str, origin: Point | None = None, limit: int = 50) -> Answer:
        """People at the sites one of whose numbers begins with these national digits, nearest first.

        A short beginning looks at the first few hundred sites only; the answer's total then says so.
        """
        from carnet.register.lookup import digits

        return digits.by_phone(self._snapshot, prefix, self._measure(origin), limit)

    def by_identifier(self, identifier: str, origin: Point | None = None) -> Answer:
        """The person of an RPPS or ADELI number, at the nearest site; nobody when there is none."""
        from carnet.register.lookup import digits

        return digits.by_identifier(self._snapshot, identifier, self._measure(origin))

    def by_finess(self, finess: str, origin: Point | None = None, limit: int = 50) -> Answer:
        """People who work at the site of a FINESS number, by name."""
        from carnet.register.lookup import digits

        return digits.by_finess(self._snapshot, finess, self._measure(origin), limit)

    def person(self, identifier: str) -> Person | None:
        """Everything about the person of an RPPS or ADELI number, None when there is none."""
        from carnet.register.lookup import digits

        return digits.person(self._snapshot, identifier)

    def search(self, request: Request) -> Answer:
        """The first people who match, in order; see `order.py`.

        A person without a site is found when a word is asked, not by a specialty or a place alone.
        """
        wanted = self._wanted(request)
        if wanted is None:
            return Answer()
        for plan, patience in choose(wanted):
            try:
                return self._run(plan, patience, wanted, request)
            except GaveUp:
                continue
        raise AssertionError("the last plan never gives up")

    def _wanted(self, request: Request) -> Wanted | None:
        """What the plans need to know; None when nobody can match."""
        snapshot = self._snapshot
        spans = [snapshot.span(word) for word in request.words if word.text]
        metiers = snapshot.metiers_of(request.specialties)
        if not all(span.hits for span in spans) or (request.specialties and not metiers):
            return None
        if not spans and not metiers:
            metiers = list(snapshot.metiers)
        around = self._around_of(request)
        if around.only is not None and not around.only:
            return None
        spans.sort(key=lambda span: span.hits)
        ranges = tuple(snapshot.ranges_of(metiers)) if request.specialties else ()
        return Wanted(snapshot, around, groups_of(request), tuple(metiers), ranges, tuple(spans), request.limit)

    def _run(self, plan: Plan, patience: float, wanted: Wanted, request: Request) -> Answer:
        snapshot, around = self._snapshot, wanted.around
        ranked = Ranked(
            around.measured,
            wanted.groups,
            mine=request.mine,
            excluded=self._people(request.exclude),
            gender=request.gender,
        )
        reader = Reader(snapshot, plan.tested, gender=bool(request.gender), limit=request.limit)
        shared = self._shared(request.mine)

        def acts_shared(commune: int, acts: range) -> list[int]:
            sql = "SELECT id FROM act WHERE structure = ? AND id >= ? AND id < ?"
            return [
                act
                for structure in shared.get(commune, ())
                for (act,) in snapshot.db.execute(sql, (structure, acts.start, acts.stop))
            ]

        walk = Walk(reader, ranked, request.limit, acts_shared, plan.keep)
        exact = walk.through(plan.steps(patience))
        first = ranked.first(request.limit)
        shown = reader.shown([row for _, row in first])
        rows = rows_of(snapshot, shown, [key[2] for key, _ in first])
        return Answer(rows, ranked.total, exact, ranked.hidden)

    def _measure(self, origin: Point | None) -> Measure:
        if origin is None:
            return lambda communes: [(FAR, commune) for commune in communes]
        return self._around_of(Request(origin)).measured

    def _around_of(self, request: Request) -> Around:
        """The communes around an origin, kept for the next keystrokes."""
        key = (request.origin, request.departments, request.postcode)
        around = self._around.get(key)
        if around is None:
            ground = self._snapshot.ground
            filtered = request.departments or request.postcode
            only = ground.matching(request.departments, request.postcode) if filtered else None
            around = self._around[key] = Around(ground, request.origin, only)
            if len(self._around) > _ORIGINS_KEPT:
                self._around.popitem(last=False)
        self._around.move_to_end(key)
        return around

    def _people(self, identifiers: frozenset[str]) -> frozenset[int]:
        """Numbers of the persons of these identifiers, kept while the book stays the same."""
        if not identifiers:
            return frozenset()
        if self._excluded[0] is not identifiers:  # equality would walk thousands of numbers at every keystroke
            from carnet.register.lookup import digits

            self._excluded = (identifiers, digits.people(self._snapshot, identifiers))
        return self._excluded[1]

    def _shared(self, mine: frozenset[int]) -> dict[int, list[int]]:
        """Structures where someone of the book works, by commune, kept while the book stays the same."""
        if self._mine[0] is not mine:
            from carnet.register.lookup import digits

            self._mine = (mine, digits.by_commune(self._snapshot, mine))
        return self._mine[1]
