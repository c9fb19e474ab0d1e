"""Who is the same: numbers, at least two signs, never a shared phone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from carnet.domain.matching import Identity, Sign, Verdict, compare, town_tokens
from carnet.domain.matching_index import Index, Match, pair, shared_lines

ROUX = Identity(
    "b:1", family="roux", given="anne", specialties=frozenset({"rhumatologie"}),
    places=frozenset(town_tokens("84003", "84400", "Apt")), phones=frozenset({"0639980001"}),
)  # fmt: skip
BARE = Identity("i:1", family="roux", given="anne")


def verdict(one: Identity, other: Identity = ROUX, shared: frozenset[str] = frozenset()) -> Verdict:
    found = compare(one, other, shared)
    return found.verdict if found else Verdict.NEW


def test_one_number_is_one_person_and_two_are_two() -> None:
    numbered = replace(ROUX, rpps="10100000001")
    assert verdict(replace(BARE, rpps="10100000001"), numbered) is Verdict.SAME
    assert verdict(replace(ROUX, key="i:1", rpps="10100000002"), numbered) is Verdict.NEW
    other_name = Identity("i:1", family="petit", given="jean", rpps="10100000001")
    assert verdict(other_name, numbered) is Verdict.CONFLICT


def test_a_name_alone_is_no_more_than_a_name() -> None:
    assert verdict(BARE) is Verdict.NEW


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"specialties": ROUX.specialties}, Verdict.SAME),
        ({"places": frozenset({"p84400"})}, Verdict.SAME),
        ({"phones": ROUX.phones}, Verdict.SAME),
        ({"specialties": ROUX.specialties, "places": frozenset({"p13001"})}, Verdict.PROBABLE),
        ({"places": ROUX.places, "specialties": frozenset({"kinesitherapie"})}, Verdict.PROBABLE),
        ({"given": "", "specialties": ROUX.specialties, "places": ROUX.places}, Verdict.PROBABLE),
        ({"given": "a", "phones": ROUX.phones, "places": ROUX.places}, Verdict.SAME),
        ({"family": "rous", "specialties": ROUX.specialties}, Verdict.PROBABLE),
        ({"family": "roux martin", "places": ROUX.places}, Verdict.PROBABLE),
        ({"family": "anne", "given": "roux", "places": ROUX.places}, Verdict.SAME),
        ({"family": "martin", "phones": ROUX.phones, "places": ROUX.places}, Verdict.PROBABLE),
        ({"given": "paul", "specialties": ROUX.specialties, "places": ROUX.places}, Verdict.NEW),
        ({"family": "petit", "given": "jean", "specialties": ROUX.specialties, "places": ROUX.places,
          "phones": ROUX.phones}, Verdict.NEW),
    ],
)  # fmt: skip
def test_two_signs_at_least(more: dict[str, frozenset[str]], expected: Verdict) -> None:
    assert verdict(replace(BARE, **more)) is expected


def test_twelve_people_of_one_secretariat_are_twelve() -> None:
    names = ["roux", "petit", "grand", "blanc", "noir", "brun", "vidal", "faure", "roche", "fabre", "garcin", "isnard"]
    people = [
        replace(ROUX, key=f"i:{n}", family=name, given="claude", phones=frozenset({"0465712030"}),
                emails=frozenset({"secretariat@exemple.fr"}))
        for n, name in enumerate(names)
    ]  # fmt: skip
    index = Index(shared_lines(people))
    for person in people:
        assert index.twin(person) == Match(Verdict.NEW)
        index.add(person)
    for person in people:
        again = index.match(replace(person, key=f"again {person.key}"))
        assert (again.verdict, again.target) == (Verdict.SAME, person.key)


def test_structures_by_number_else_by_name_and_town() -> None:
    cpam = Identity("b:1", "structure", label="cpam vaucluse", places=frozenset({"p84000"}), finess="840000012")
    assert verdict(Identity("i:1", "structure", label="autre nom", finess="840000012"), cpam) is Verdict.CONFLICT
    assert verdict(replace(cpam, key="i:1", finess=""), cpam) is Verdict.SAME
    assert verdict(replace(cpam, key="i:1", finess="840000099"), cpam) is Verdict.NEW
    assert verdict(replace(cpam, key="i:1", finess="", places=frozenset({"p13001"})), cpam) is Verdict.NEW


def test_two_that_fit_as_well_are_a_question() -> None:
    index = Index()
    for key in ("b:1", "b:2"):
        index.add(replace(ROUX, key=key))
    found = index.match(replace(ROUX, key="i:1"))
    assert (found.verdict, found.target, found.others) == (Verdict.CONFLICT, "b:1", ("b:2",))
    assert Sign.SEVERAL in found.signs


def test_homonyms_with_a_number_each_are_two_in_one_file() -> None:
    index = Index()
    index.add(ROUX)
    assert index.twin(replace(ROUX, key="i:2", phones=frozenset({"0639980002"}))).verdict is Verdict.NEW
    assert index.twin(replace(ROUX, key="i:3")).target == "b:1"
    assert index.twin(replace(ROUX, key="i:4", family="rous", phones=frozenset())).verdict is Verdict.NEW


def test_a_pair_judged_different_is_not_proposed() -> None:
    index = Index(different={pair("i:1", "b:1")})
    index.add(ROUX)
    assert index.match(replace(ROUX, key="i:1")) == Match(Verdict.NEW)


IDENTITIES = st.builds(
    Identity,
    key=st.sampled_from(["i:1", "b:1"]),
    family=st.sampled_from(["", "roux", "rous", "petit", "roux martin"]),
    given=st.sampled_from(["", "anne", "a", "anne marie", "jean"]),
    label=st.sampled_from(["", "cpam"]),
    rpps=st.sampled_from(["", "1", "2"]),
    specialties=st.frozensets(st.sampled_from(["kine", "rhumato"]), max_size=2),
    places=st.frozensets(st.sampled_from(["p84400", "p84300"]), max_size=2),
    phones=st.frozensets(st.sampled_from(["0465712030", "0639980001"]), max_size=2),
)


@given(IDENTITIES, IDENTITIES)
def test_it_is_the_same_from_both_sides(one: Identity, other: Identity) -> None:
    there, back = compare(one, other), compare(other, one)
    assert (there and (there.verdict, set(there.signs))) == (back and (back.verdict, set(back.signs)))


@given(IDENTITIES, IDENTITIES)
def test_what_is_thought_one_is_also_found(one: Identity, other: Identity) -> None:
    """Keys lose nobody that comparing would find, but for spellings told apart by nothing they share."""
    one, other = replace(one, key="i:1"), replace(other, key="b:1")
    opinion = compare(one, other)
    index = Index()
    index.add(other)
    if opinion and opinion.verdict is not Verdict.PROBABLE:
        assert index.match(one).target == "b:1"


def test_five_thousand_beside_five_thousand_take_little_time() -> None:
    """Not all with all: 25 million comparisons would take a minute."""
    people = [
        replace(ROUX, key=f"b:{n}", family=f"nom{n % 700}", given=f"prenom{n % 90}", phones=frozenset({f"06{n:08}"}))
        for n in range(5000)
    ]
    index = Index(shared_lines(people))
    started = time.process_time()
    for person in people:
        index.add(person)
    found = [index.match(replace(person, key=f"i{person.key}")) for person in people]
    assert [match.target for match in found] == [person.key for person in people]
    assert time.process_time() - started < 8
