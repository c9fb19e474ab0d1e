"""How the file is read: seeks only, whatever is asked; and the communes in the order that geometry says."""

import re
from collections.abc import Iterator
from math import inf
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite

from carnet.domain.specialties import Catalogue
from carnet.geo.communes import Communes
from carnet.geo.distance import Point
from carnet.register.lookup import Register, Request, Word
from carnet.register.lookup.around import Around, Ground
from carnet.register.lookup.choice import candidates

CAVAILLON, NOUMEA, FIJI = Point(43.8375, 5.0377), Point(-22.2763, 166.4572), Point(-17.7, 179.9)
NAMES = (Word("marie"), Word("mar", prefix=True))
LARGE = "act|person|structure|post|post_c|misspelt|phone|vocab"


@pytest.fixture
def traced(snapshot_path: Path, communes: Communes) -> Iterator[tuple[Register, list[str]]]:
    """A register, and the statements that it runs."""
    statements: list[str] = []
    with Register.open(snapshot_path, communes, Catalogue.shipped()) as register:
        register._snapshot.db.set_trace_callback(statements.append)
        yield register, statements


def explained(path: Path, statements: list[str]) -> list[str]:
    """What the planner does with each."""
    db = sqlite.connect(f"{path.as_uri()}?immutable=1&mode=ro", uri=True)
    steps = [row[3] for text in statements for row in db.execute(f"EXPLAIN QUERY PLAN {text}")]
    db.close()
    return steps


@pytest.mark.parametrize(
    "request_",
    [
        Request(CAVAILLON, words=NAMES[1:]),
        Request(CAVAILLON, words=NAMES),
        Request(CAVAILLON, words=(Word("marie"), Word("paul"), Word("m", prefix=True))),
        Request(CAVAILLON, specialties=("infirmier",)),
        Request(CAVAILLON, specialties=("infirmier", "cardiologie"), gender="F", hospital_first=True),
        Request(CAVAILLON, words=NAMES, specialties=("infirmier", "cardiologie"), departments=frozenset({"84"})),
        Request(CAVAILLON, exclude=frozenset({"10000000000"}), mine=frozenset({1, 2, 3}), specialties=("infirmier",)),
        Request(CAVAILLON, postcode="8430"),
    ],
)
def test_no_plan_scans_a_large_table_or_sorts_in_sql(
    traced: tuple[Register, list[str]], snapshot_path: Path, request_: Request
) -> None:
    register, statements = traced
    wanted = register._wanted(request_)
    assert wanted is not None
    for plan in candidates(wanted):
        register._run(plan, inf, wanted, request_)
    steps = explained(snapshot_path, statements)
    assert steps
    for step in steps:
        assert not re.fullmatch(rf"SCAN (a|p|q|s|v|m|{LARGE})( USING.*)?", step), step
        assert "AUTOMATIC" not in step, step
        assert "TEMP B-TREE" not in step, step


def test_look_ups_by_number_and_spelling_only_seek(traced: tuple[Register, list[str]], snapshot_path: Path) -> None:
    register, statements = traced
    register.by_phone("046571", CAVAILLON)
    register.by_finess("840000001")
    register.by_identifier("10000000000", CAVAILLON)
    register.person("10000000000")
    register.count(Word("mar", prefix=True))
    register.spelt_like("lefebre")
    for step in explained(snapshot_path, statements):
        assert not step.startswith("SCAN") or step.startswith("SCAN j "), step
        assert "AUTOMATIC" not in step, step


@pytest.mark.parametrize("origin", [CAVAILLON, NOUMEA, FIJI, Point(48.84, 2.29), Point(89.9, 0.0)])
def test_rings_give_every_commune_once_in_the_order_of_distance(communes: Communes, origin: Point) -> None:
    ground = Ground.listed([*communes.insee, ""], communes)
    numbers: list[int] = []
    km: list[float] = []
    frontier: tuple[object, ...] = (False, 0, 0.0)
    for ring in Around(ground, origin).rings(200_000):
        assert all((far > 60, 0, far) >= frontier for far in ring.km)
        numbers += ring.communes
        km += ring.km
        frontier = ring.frontier
    assert sorted(numbers) == list(range(1, len(communes) + 2))
    assert km == sorted(km)
    for number, far in list(zip(numbers, km, strict=True))[::500]:
        index = ground.geo[number]
        exact = communes.kilometres(index, origin) if index >= 0 else None
        assert far == (1e6 if exact is None else pytest.approx(exact, rel=1e-6, abs=1e-6))


def test_an_origin_is_measured_only_as_far_as_a_search_looks(communes: Communes) -> None:
    around = Around(Ground.listed([*communes.insee, ""], communes), CAVAILLON)
    next(around.rings(50_000))
    assert 0 < around.ready < 1000


def test_the_ground_of_the_program_is_that_of_the_file(communes: Communes) -> None:
    ready = Ground.numbered(communes)
    read = Ground.listed([*(communes.insee[index] for index in communes.order), ""], communes)
    assert (ready.geo, ready.people, ready.count, ready.inhabitants) == (
        read.geo, read.people, read.count, read.inhabitants
    )  # fmt: skip
    assert ready.nowhere == read.nowhere
    assert {key: list(found) for key, found in ready.cells.items()} == dict(read.cells)
    assert [ready.code(number) for number in range(1, ready.count + 1)] == [
        read.code(number) for number in range(1, ready.count + 1)
    ]
