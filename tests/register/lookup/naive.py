"""The look-up as it is defined, without any plan: every activity is filtered, keyed and sorted."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

from carnet.domain.specialties import Catalogue
from carnet.geo.communes import Communes
from carnet.register.lookup import Request
from carnet.register.schema import HEALTH_CENTRE, NO_SITE, PRACTICE, PRIVATE_HOSPITAL, PUBLIC_HOSPITAL

_UNKNOWN_KM = 1e6


@dataclass(frozen=True)
class Act:
    """One activity with what the rules look at."""

    id: int
    person: int
    identifier: str
    gender: str
    words: tuple[str, ...]
    key: str
    specialty: str | None
    structure: int
    site_class: int
    commune: int | None
    phone: str


class Naive:
    """All activities of a snapshot in memory."""

    def __init__(self, path: Path, communes: Communes, catalogue: Catalogue) -> None:
        self._communes = communes
        db = sqlite3.connect(path)
        insee = dict(db.execute("SELECT id, insee FROM commune"))
        specialty = {
            number: found.id if (found := catalogue.of_code(profession, skill)) else None
            for number, profession, skill in db.execute("SELECT id, profession, skill FROM metier")
        }
        self.acts = [
            Act(
                act, person, identifier, gender, tuple(key.split()), key, specialty[metier], structure, site_class,
                communes.by_insee(insee[commune]), phone,
            )
            for act, person, identifier, gender, key, metier, structure, site_class, commune, phone in db.execute(
                "SELECT a.id, a.person, p.identifier, p.gender, a.key, a.metier, a.structure, a.class, a.commune,"
                " s.phone FROM act AS a JOIN person AS p ON p.id = a.person JOIN structure AS s ON s.id = a.structure"
            )
        ]  # fmt: skip
        db.close()

    def search(self, request: Request) -> tuple[list[tuple[str, int, float | None]], int, int]:
        """(identifier, structure, kilometres or None) in order, how many people match, how many are hidden."""
        matching = [act for act in self.acts if self._matches(act, request)]
        other = {"M": "F", "F": "M"}.get(request.gender)
        hidden = {act.person for act in matching if other and act.gender == other}
        km = self._kilometres(request)
        best: dict[int, tuple[tuple[Any, ...], Act]] = {}
        for act in matching:
            if act.person in hidden:
                continue
            key = self._key(act, request, km)
            if act.person not in best or key < best[act.person][0]:
                best[act.person] = (key, act)
        ordered = [act for _, act in sorted(best.values(), key=lambda pair: pair[0])]
        rows = [(a.identifier, a.structure, None if (far := km(a)) >= _UNKNOWN_KM else far) for a in ordered]
        return rows[: request.limit], len(best), len(hidden)

    def _matches(self, act: Act, request: Request) -> bool:
        communes = self._communes
        return (
            act.identifier not in request.exclude
            and (not request.specialties or act.specialty in request.specialties)
            and all(
                any(own.startswith(word.text) if word.prefix else own == word.text for own in act.words)
                for word in request.words
            )
            and (bool(request.words) or act.site_class != NO_SITE)
            and (
                not request.departments
                or (act.commune is not None and communes.department[act.commune] in request.departments)
            )
            and (
                not request.postcode
                or (
                    act.commune is not None
                    and any(code.startswith(request.postcode) for code in communes.postcodes[act.commune])
                )
            )
        )

    def _kilometres(self, request: Request) -> Callable[[Act], float]:
        known: dict[int, float | None] = {}

        def km(act: Act) -> float:
            if act.site_class == NO_SITE:
                return inf
            if act.commune is None:
                return _UNKNOWN_KM
            if act.commune not in known:
                known[act.commune] = self._communes.kilometres(act.commune, request.origin)
            far = known[act.commune]
            return _UNKNOWN_KM if far is None else far

        return km

    @staticmethod
    def _key(act: Act, request: Request, km: Callable[[Act], float]) -> tuple[Any, ...]:
        far = km(act)
        return (
            far > 60,
            request.hospital_first and act.site_class not in (PUBLIC_HOSPITAL, PRIVATE_HOSPITAL),
            request.sector1_first and act.site_class not in (PUBLIC_HOSPITAL, HEALTH_CENTRE),
            request.practice_first and act.site_class != PRACTICE,
            far,
            act.structure not in request.mine,
            act.phone == "",
            act.key,
            act.person,
            act.id,
        )
