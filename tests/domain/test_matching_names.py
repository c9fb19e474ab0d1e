"""Names as telephones bear them: the trade, the town, the title beside them; initials; two names in one field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.domain.matching import Verdict, compare, identity_of
from carnet.domain.matching_names import is_initial, likeness, plain_name
from carnet.domain.merge import Action, merge
from carnet.domain.sides import Line, Place, Side, Value

PHONE = Line("04 65 71 20 30", digits="0465712030")
APT = Place("kinesitherapie", postcode="84400", city="Apt")
ROUX = Side(fields={"family_name": "Roux", "given_name": "Anne"}, lines=(PHONE,), places=(APT,))
WORDS = st.lists(
    st.sampled_from(["roux", "martin", "anne", "a", "dr", "kine", "apt", "jean", "pierre", "d", "main"]), max_size=3
).map(" ".join)


def side(family: str, given_name: str = "", *, at: bool = False) -> Side:
    """A card with her phone, or her trade and her town."""
    fields: dict[str, Value] = {"family_name": family, "given_name": given_name}
    return Side(fields=fields, places=(APT,)) if at else Side(fields=fields, lines=(PHONE,))


@pytest.mark.parametrize(
    ("family", "given_name", "expected"),
    [
        ("Roux Kiné", "Anne", Verdict.SAME),
        ("(kiné)", "Anne Roux", Verdict.SAME),
        ("kiné", "Roux", Verdict.SAME),
        ("Kinésithérapeute", "Mme Roux Anne", Verdict.SAME),
        ("Dr Roux", "", Verdict.PROBABLE),
        ("Roux Apt", "", Verdict.PROBABLE),
        ("Apt", "Roux", Verdict.PROBABLE),
        ("Roux Rhumato", "", Verdict.PROBABLE),
        ("Roux", "Jean", None),
        ("Kiné", "", None),
        ("Apt", "", None),
    ],
)
def test_her_phone_and_a_name_as_telephones_bear_them(family: str, given_name: str, expected: Verdict | None) -> None:
    found = compare(identity_of("i:1", side(family, given_name)), identity_of("b:1", ROUX))
    assert (found.verdict if found else None) is expected


@pytest.mark.parametrize(
    ("family", "given_name", "expected"),
    [
        ("ROUX", "Anne", Verdict.SAME),
        ("Anne", "Roux", Verdict.SAME),
        ("Roux", "A.", Verdict.PROBABLE),
        ("A.Roux", "", Verdict.PROBABLE),
        ("Roux-Vergnaud", "Anne", Verdict.PROBABLE),
        ("Roux", "Anne-Marie", Verdict.PROBABLE),
        ("Roux", "Jeanne", None),
        ("Roux", "J.-A.", None),
    ],
)
def test_her_trade_and_her_town(family: str, given_name: str, expected: Verdict | None) -> None:
    found = compare(identity_of("i:1", side(family, given_name, at=True)), identity_of("b:1", ROUX))
    assert (found.verdict if found else None) is expected


@pytest.mark.parametrize(
    ("family", "given_name"),
    [("ROUX", "Anne"), ("Anne", "Roux"), ("Roux", "A."), ("Roux kiné", ""), ("kiné", "Roux"), ("Dr Roux", "Anne")],
)
def test_a_name_that_says_no_more_than_mine_is_no_question(family: str, given_name: str) -> None:
    items = merge(None, ROUX, side(family, given_name))
    assert {item.action for item in items if item.part == "field"} == {Action.KEEP}


def test_another_name_is_a_question() -> None:
    items = {item.name: item.action for item in merge(None, ROUX, side("Roux-Vergnaud", "Anne-Marie"))}
    assert (items["family_name"], items["given_name"]) == (Action.ASK, Action.ASK)


@pytest.mark.parametrize(
    ("short", "name", "expected"),
    [
        ("j p", "jean pierre", True),
        ("jp", "jean pierre", True),
        ("a", "anne", True),
        ("jp", "jean", False),
        ("", "x", False),
    ],
)
def test_initials(short: str, name: str, expected: bool) -> None:
    assert is_initial(short, name) is expected


@given(WORDS, WORDS, WORDS, WORDS)
def test_it_is_the_same_from_both_sides_and_one_name_is_alike(a: str, b: str, c: str, d: str) -> None:
    assert likeness(a, b, c, d) == likeness(c, d, a, b)
    assert likeness(a, b, a, b) is not None


@given(WORDS, WORDS)
def test_something_is_left_of_a_name_and_once_is_enough(family: str, given_name: str) -> None:
    plain = plain_name(family, given_name)
    assert bool(plain.family or plain.given) == bool(family or given_name)
    again = plain_name(plain.family, plain.given)
    assert (again.family, again.given) == (plain.family, plain.given)
