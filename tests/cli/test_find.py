"""`find` on the demonstration: what a GP types, and what must come first."""

from typing import Any

import pytest

from tests.cli.conftest import Program


def names(found: Any, source: str = "book") -> list[str]:
    return [result["name"] for result in found["results"] if result["source"] == source]


def read_as(found: Any) -> list[tuple[str, str]]:
    return [(chip["kind"], chip["value"]) for chip in found["reading"]]


def test_rhumato_cavaillon(demo: Program) -> None:
    found = demo.json("find", "rhumato cavaillon")
    assert read_as(found) == [("specialty", "rhumatologie"), ("place", "84035")]
    assert names(found) == [
        "Dr Anne VAUDRANE", "Dr Karim BENHADDOU", "Dr Paul CASTELMON", "CH d'Avignon, rhumatologie",
        "Dr Hélène SERRANE",
    ]  # fmt: skip
    distances = [result["distance_km"] for result in found["results"] if result["source"] == "register"]
    within = [km for km in distances if km <= 60]
    assert distances[: len(within)] == within == sorted(within)
    by_name = {result["name"]: result["distance_km"] for result in found["results"]}
    assert by_name["Dr Anne VAUDRANE"] == 0
    assert round(by_name["Dr Karim BENHADDOU"]) == 9
    assert 22 < by_name["Dr Paul CASTELMON"] < 23.5
    assert found["hidden"] == {"closed": 1, "attribute": 0, "territory": 0}


def test_the_order_of_words_makes_no_difference(demo: Program) -> None:
    one, other = demo.json("find", "rhumato cavaillon"), demo.json("find", "cavaillon rhumato")
    assert one["results"] == other["results"]


def test_a_misspelt_specialty_is_read_and_said(demo: Program) -> None:
    found = demo.json("find", "rhumathologue")
    assert read_as(found) == [("specialty", "rhumatologie")]
    assert found["reading"][0]["corrected"]
    assert names(found) == names(demo.json("find", "rhumato"))


def test_a_departement_filters(demo: Program) -> None:
    found = demo.json("find", "cardio 84")
    assert read_as(found) == [("specialty", "cardiologie"), ("place", "84")]
    assert found["results"]
    assert all(result["site"]["insee"].startswith("84") for result in found["results"])
    assert all("cardiologie" in result["specialties"] for result in found["results"])


@pytest.mark.parametrize(
    "text", ["saint-remy dermato", "st remy de provence dermato", "dermato Saint-Rémy-de-Provence"]
)
def test_saint_remy_however_it_is_written(demo: Program, text: str) -> None:
    found = demo.json("find", text)
    assert sorted(read_as(found)) == [("place", "13100"), ("specialty", "dermatologie")]
    assert found["origin"]["insee"] == "13100"
    distances = [result["distance_km"] for result in found["results"] if result["source"] == "register"]
    assert distances[0] == min(distances)


def test_kine_domicile_apt(demo: Program) -> None:
    found = demo.json("find", "kiné domicile apt")
    assert read_as(found) == [("specialty", "kinesitherapie"), ("need", "home"), ("place", "84003")]
    assert found["hidden"]["attribute"] > 0
    answers = [result["why"][0] for result in found["results"] if result["source"] == "book"]
    assert answers == sorted(answers, key=lambda why: "?" in why)


def test_lefevre_finds_both_spellings(demo: Program) -> None:
    families = {name.split()[-1] for name in names(demo.json("find", "lefevre"), "register")}
    assert {"LEFEBVRE", "LEFÈVRE"} <= families


def test_d_or(demo: Program) -> None:
    found = names(demo.json("find", "d'or"), "register")
    assert found
    assert all("D'OR" in name for name in found)


def test_a_phone_spaced_or_not(demo: Program) -> None:
    one, other = demo.json("find", "04 65 71 20"), demo.json("find", "04657120")
    assert [result["id"] for result in one["results"]] == [result["id"] for result in other["results"]]
    assert names(one) == ["Dr Paul CASTELMON"]
    assert read_as(one) == [("phone", "04657120")]


def test_an_rpps(demo: Program) -> None:
    found = demo.json("find", "10900000000")
    assert names(found, "register") == ["Dr Lou MERINDAL"]
    assert read_as(found) == [("id", "10900000000")]
    mine = demo.json("find", demo.json("find", "benhaddou")["results"][0]["rpps"])
    assert names(mine) == ["Dr Karim BENHADDOU"]


def test_psy_shows_its_readings_and_searches_them_all(demo: Program) -> None:
    found = demo.json("find", "psy")
    assert {"psychiatrie", "psychologie", "pedopsychiatrie"} <= set(found["reading"][0]["values"])
    specialties = {specialty for result in found["results"] for specialty in result["specialties"]}
    assert {"psychiatrie", "psychologie"} <= specialties


def test_paris_the_name_and_the_town(demo: Program) -> None:
    alone = demo.json("find", "paris")
    assert read_as(alone) == [("name", "paris")]
    assert all("PARIS" in name for name in names(alone, "register"))
    assert any(chip["kind"] == "place" for reading in alone["other_readings"] for chip in reading)
    town = demo.json("find", "rhumato paris")
    assert town["origin"]["insee"] == "75056"


def test_orange_the_town_and_the_name(demo: Program) -> None:
    found = demo.json("find", "orange")
    assert found["origin"]["insee"] == "84087"
    assert any("ORANGE" in name for name in names(found, "register"))


def test_marie_martin(demo: Program) -> None:
    found = demo.json("find", "marie martin")
    register = names(found, "register")
    assert register[0] == "Mme Marie MARTIN"
    assert all("Marie MARTIN" in name for name in register)


def test_words_of_a_note_a_skill_and_a_tag_find(demo: Program) -> None:
    assert "Dr Paul CASTELMON" in names(demo.json("find", "épaule"))
    assert demo.json("find", "#zzz")["results"] == []


def test_nobody_left_drops_a_word_and_says_so(demo: Program) -> None:
    found = demo.json("find", "rhumato benhaddou carpentrasien")
    dropped = [chip["text"] for chip in found["reading"] if chip.get("dropped")]
    assert dropped
    assert found["results"]


def test_unregulated_practice_only_when_asked(demo: Program) -> None:
    everyone = demo.json("find", "cavaillon", "--limit", "400")
    assert not any("unregulated" in result["flags"] for result in everyone["results"])
    asked = demo.json("find", "sophrologue")
    assert all("unregulated" in result["flags"] for result in asked["results"] if result["source"] == "book")
    assert names(asked)


def test_limit_counts_each_list(demo: Program) -> None:
    found = demo.json("find", "kiné", "--limit", "3")
    assert len(names(found)) == 3
    assert len(names(found, "register")) == 3


def test_needs_and_near_as_options(demo: Program) -> None:
    found = demo.json("find", "rhumato", "--need", "vite", "--near", "Gordes")
    assert names(found)[0] == "Dr Paul CASTELMON"
    assert found["origin"] == {"insee": "84050", "name": "Gordes", "whose": "patient"}


def test_the_book_is_not_repeated_in_the_register(demo: Program) -> None:
    found = demo.json("find", "kiné", "--limit", "300")
    numbers = [result["rpps"] for result in found["results"] if result["rpps"]]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("text", ["AND", '"', "saint-e", "%", "'; DROP TABLE line; --", "🙂", "x" * 5000, "-", "…"])
def test_hard_words_give_an_answer(demo: Program, text: str) -> None:
    assert isinstance(demo.json("find", "--", text)["results"], list)
