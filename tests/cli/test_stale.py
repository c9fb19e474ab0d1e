"""`carnet stale`: the four old cards of the demonstration first, and what the secretary is not told."""

from tests.cli.conftest import Program
from tests.cli.test_docs import documented, shape

OLD = ["LAUZASSOL", "ORSANE", "GARIDEL", "TASSY"]


def test_the_four_old_cards_come_first_and_each_says_why(demo: Program) -> None:
    page = demo.json("stale")
    assert [row["name"].split()[-1] for row in page["results"][:4]] == OLD
    assert {row["reasons"][0]["code"] for row in page["results"][:4]} == {"stale"}
    assert page["counts"]["stale"] == 4
    assert len(page["results"]) == 50 < page["total"]


def test_the_answer_is_as_documented(demo: Program) -> None:
    assert shape(demo.json("stale", "--limit", "1")["results"]) == shape(documented("stale")["results"])


def test_the_secretary_is_told_neither_who_was_met_nor_who_is_used(demo: Program) -> None:
    page = demo.json("--secretary", "stale")
    assert [row["name"].split()[-1] for row in page["results"][:4]] == OLD
    assert page["counts"] == {"stale": 4, "no_number": 7}
    assert all(line["ring"] != "personal" for row in page["results"] for line in row["lines"])
    code, printed = demo("--secretary", "stale")
    assert code == 0
    assert "rencontr" not in printed
    assert "adressage" not in printed


def test_for_eyes(demo: Program) -> None:
    code, printed = demo("stale", "--limit", "2")
    assert code == 0
    lines = printed.splitlines()
    assert lines[0].startswith("À VÉRIFIER · ")
    assert "4 trop anciennes" in lines[0]
    assert "vérifiée en octobre 2022" in lines[2]
    assert lines[-1].endswith("autres (--limit N)")


def test_a_book_in_which_nothing_is_to_be_checked(program: Program) -> None:
    program("init", "--commune", "84035")
    assert program("stale") == (0, "Rien à vérifier\u202f: vos fiches sont à jour.\n")


def test_no_limit_of_nothing(demo: Program) -> None:
    assert demo("stale", "--limit", "0")[0] == 2
