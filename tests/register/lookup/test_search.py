"""What is found and in which order: the same as the definition says, by whatever plan."""

from functools import cache
from math import inf
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carnet.domain.specialties import Catalogue
from carnet.domain.text import words_of
from carnet.geo.communes import Communes
from carnet.geo.distance import Point
from carnet.register.lookup import Answer, Register, Request, Word, runs
from carnet.register.lookup.choice import candidates
from tests.register.lookup.made import GIVEN, METIERS, PLACES, SURNAMES
from tests.register.lookup.naive import Naive

TOKENS = sorted({word for name in (*SURNAMES, *GIVEN) for word in words_of(name)})
ORIGINS = ("84035", "75115", "26001", "97411", "15014")
CODES = sorted({(metier[0], metier[2]) for metier in METIERS})


@cache
def specialty(profession: str, skill: str) -> str:
    found = Catalogue.shipped().of_code(profession, skill)
    assert found is not None
    return found.id


@pytest.fixture(scope="module")
def naive(snapshot_path: Path, communes: Communes) -> Naive:
    return Naive(snapshot_path, communes, Catalogue.shipped())


def point(communes: Communes, insee: str) -> Point:
    index = communes.by_insee(insee)
    assert index is not None
    found = communes.point(index)
    assert found is not None
    return found


words = st.sampled_from(TOKENS).map(Word)
beginnings = st.builds(
    lambda token, size: Word(token[:size], prefix=True), st.sampled_from([*TOKENS, "zz"]), st.integers(1, 6)
)
names = st.one_of(
    st.just(()),
    beginnings.map(lambda word: (word,)),
    st.tuples(words, beginnings),
    st.tuples(beginnings, words),
    st.tuples(words, words, beginnings),
)
specialties = st.lists(st.sampled_from(CODES).map(lambda code: specialty(*code)), max_size=3, unique=True).map(tuple)


@st.composite
def requests(draw: st.DrawFn, naive: Naive, communes: Communes) -> Request:
    some = st.lists(st.sampled_from(naive.acts), max_size=draw(st.sampled_from((0, 3, 60))))
    return Request(
        origin=point(communes, draw(st.sampled_from(ORIGINS))),
        words=draw(names),
        specialties=draw(specialties),
        departments=draw(st.frozensets(st.sampled_from(("84", "26", "75", "2A", "974")), max_size=1)),
        postcode=draw(st.sampled_from(("", "", "", "8430", "84", "7501", "1300"))),
        gender=draw(st.sampled_from(("", "", "M", "F"))),
        hospital_first=draw(st.booleans()),
        practice_first=draw(st.booleans()),
        sector1_first=draw(st.booleans()),
        exclude=frozenset(act.identifier for act in draw(some)),
        mine=frozenset(act.structure for act in draw(some) if act.structure),
        limit=draw(st.sampled_from((1, 5, 50))),
    )


def check(answer: Answer, request: Request, naive: Naive) -> None:
    rows, total, hidden = naive.search(request)
    assert [(row.identifier, row.site.id if row.site else 0) for row in answer.rows] == [row[:2] for row in rows]
    for row, (_, _, km) in zip(answer.rows, rows, strict=True):
        assert row.distance_km == (None if km is None else pytest.approx(km, abs=1e-6))
    if answer.total_exact:
        assert (answer.total, answer.hidden) == (total, hidden)
    else:
        assert len(answer.rows) == request.limit <= answer.total <= total
        assert answer.hidden <= hidden


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_plan_answers_as_the_definition_does(
    register: Register, naive: Naive, communes: Communes, data: st.DataObject
) -> None:
    request = data.draw(requests(naive, communes))
    check(register.search(request), request, naive)
    wanted = register._wanted(request)
    for plan in candidates(wanted) if wanted else ():
        check(register._run(plan, inf, wanted, request), request, naive)  # type: ignore[arg-type]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_crowded_commune_is_read_only_in_part_and_still_in_order(
    register: Register, naive: Naive, communes: Communes, data: st.DataObject
) -> None:
    """Colleagues of the book, phones, names and namesakes decide there, beyond where the first reading stops."""
    insee = data.draw(st.sampled_from(PLACES))
    index = communes.by_insee(insee)
    here = [act for act in naive.acts if act.commune == index and act.structure]
    some = st.lists(st.sampled_from(here), max_size=data.draw(st.sampled_from((0, 2, 100))))
    request = Request(
        origin=point(communes, insee),
        specialties=tuple(data.draw(st.sampled_from([[specialty("60", "")], [specialty(*code) for code in CODES]]))),
        gender=data.draw(st.sampled_from(("", "M", "F"))),
        hospital_first=data.draw(st.booleans()),
        practice_first=data.draw(st.booleans()),
        exclude=frozenset(act.identifier for act in data.draw(some)),
        mine=frozenset(act.structure for act in data.draw(some)),
        limit=data.draw(st.sampled_from((1, 3, 20))),
    )
    with pytest.MonkeyPatch.context() as patch:
        # Reading hardly more than is wanted, the walk leans on its bounds instead of its margins.
        patch.setattr(runs, "_SPARE", data.draw(st.sampled_from((1, 6))))
        check(register.search(request), request, naive)
