"""Look-ups by number, by spelling, and of one person; files that cannot be read."""

from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite
from hypothesis import given
from hypothesis import strategies as st

from carnet.domain.specialties import Catalogue
from carnet.errors import CarnetError
from carnet.geo.communes import Communes
from carnet.geo.distance import Point
from carnet.register.lookup import Register, Request, Word
from carnet.register.lookup.spelling import deletions, errors
from tests.register.lookup.naive import Naive

CAVAILLON = Point(43.8375, 5.0377)


@pytest.fixture(scope="module")
def naive(snapshot_path: Path, communes: Communes) -> Naive:
    return Naive(snapshot_path, communes, Catalogue.shipped())


def test_a_phone_finds_everybody_at_its_sites(register: Register, naive: Naive) -> None:
    act = next(act for act in naive.acts if act.phone.startswith("0465710"))
    answer = register.by_phone(act.phone, CAVAILLON, limit=400)
    at_site = {other.identifier for other in naive.acts if other.phone == act.phone}
    assert answer.total_exact
    assert {row.identifier for row in answer.rows} == at_site
    assert all(row.site and act.phone in row.site.phones for row in answer.rows)
    beginning = register.by_phone(act.phone[:8], CAVAILLON)
    distances = [row.distance_km for row in beginning.rows if row.distance_km is not None]
    assert distances == sorted(distances)
    assert len(distances) > 1
    assert register.by_phone("").rows == register.by_phone("0199999999").rows == ()


def test_a_second_number_is_found_too_and_a_short_beginning_says_it_is_not_all(register: Register) -> None:
    answer = register.by_phone("0639", CAVAILLON)
    assert answer.rows
    assert not answer.total_exact
    assert all(row.site and row.site.phones[1] == "0639980000" for row in answer.rows)


def test_a_finess_finds_the_people_of_the_site_by_name(register: Register, naive: Naive) -> None:
    place = next(
        row.site
        for row in register.search(Request(CAVAILLON, specialties=("infirmier",))).rows
        if row.site and row.site.finess
    )
    answer = register.by_finess(place.finess)
    assert {row.identifier for row in answer.rows} == {a.identifier for a in naive.acts if a.structure == place.id}
    assert register.by_finess("").rows == register.by_finess("000000000").rows == ()


def test_an_identifier_finds_one_person_at_the_nearest_site(register: Register, naive: Naive) -> None:
    act = max(naive.acts, key=lambda act: sum(other.person == act.person for other in naive.acts[:2000]))
    answer = register.by_identifier(act.identifier, CAVAILLON)
    own = [other for other in naive.acts if other.person == act.person]
    (row,) = answer.rows
    assert row.id == f"p:{act.identifier}"
    assert row.other_sites == len({a.structure for a in own} - {0, row.site.id if row.site else 0})
    assert register.by_identifier("99999999999").rows == ()
    assert register.by_identifier(act.identifier).rows[0].distance_km is None


def test_a_person_comes_with_every_activity(register: Register, naive: Naive) -> None:
    for act in naive.acts[::4000]:
        person = register.person(act.identifier)
        assert person is not None
        own = [other for other in naive.acts if other.person == act.person]
        assert [(a.site.id if a.site else 0, a.metier.specialty) for a in person.activities] == [
            (a.structure, a.specialty) for a in own
        ]
    assert register.person("") is None


def test_counts_are_those_of_the_names(register: Register, naive: Naive) -> None:
    words = [word for act in naive.acts for word in set(act.words)]
    for text in ("martin", "m", "mar", "zz", "", "dupont"):
        assert register.count(Word(text)) == sum(word == text for word in words)
        assert register.count(Word(text, prefix=True)) == sum(word.startswith(text) for word in words)
        assert register.knows(text) == (text in words)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lefebre", "lefebvre"), ("lefevbre", "lefebvre"), ("lefevre", "lefebvre"), ("dupon", "dupont"),
        ("dupomt", "dupont"), ("duponnt", "dupont"), ("martni", "martin"), ("filippe", "philippe"),
        ("tomas", "thomas"), ("rousel", "roussel"), ("iasmine", "yasmine"), ("philype", "philippe"),
        ("amrtinezz", "martinez"), ("rouseau", "rousseau"),
    ],
)  # fmt: skip
def test_a_misspelt_name_leads_to_what_was_meant(register: Register, typed: str, meant: str) -> None:
    assert meant in register.spelt_like(typed)


def test_near_words_come_by_frequency_and_never_the_word_itself(register: Register) -> None:
    near = register.spelt_like("dupon")
    assert set(near) == {"dupont", "dupond"}
    assert [register.count(Word(word)) for word in near] == sorted(
        (register.count(Word(w)) for w in near), reverse=True
    )
    assert "dupont" not in register.spelt_like("dupont")
    assert len(register.spelt_like("martin", limit=1)) <= 1


@pytest.mark.parametrize("text", ["", "m", "x" * 10_000, "d'or", "'; --", "é", "😀"])
def test_any_text_has_an_answer(register: Register, text: str) -> None:
    assert register.spelt_like(text) == ()
    assert (
        register.by_phone(text or "x").rows == register.by_identifier(text).rows == register.by_finess(text).rows == ()
    )
    register.search(Request(CAVAILLON, words=(Word(text, prefix=True),)))


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_errors_are_counted_as_the_recursion_defines_them(one: str, other: str) -> None:
    def distance(a: str, b: str) -> int:
        if not a or not b:
            return len(a) + len(b)
        found = min(distance(a[1:], b) + 1, distance(a, b[1:]) + 1, distance(a[1:], b[1:]) + (a[0] != b[0]))
        if len(a) > 1 and len(b) > 1 and a[0] == b[1] and a[1] == b[0]:
            found = min(found, distance(a[2:], b[2:]) + 1)
        return found

    assert errors(one, other) == min(3, distance(one, other))


def test_deletions_are_every_word_less_one_letter() -> None:
    assert deletions("abca") == {"bca", "aca", "aba", "abc"}


def test_a_file_that_cannot_be_read_is_told_in_french(tmp_path: Path, communes: Communes) -> None:
    def opened(path: Path) -> None:
        Register.open(path, communes, Catalogue.shipped())

    with pytest.raises(CarnetError, match="introuvable"):
        opened(tmp_path / "none.sqlite")
    text = tmp_path / "text.sqlite"
    text.write_text("ceci n'est pas une base" * 500)
    with pytest.raises(CarnetError, match="abîmé"):
        opened(text)
    newer = tmp_path / "newer.sqlite"
    db = sqlite.connect(str(newer))
    db.executescript("CREATE TABLE meta(key, value); INSERT INTO meta VALUES ('schema_version', '99')")
    db.close()
    with pytest.raises(CarnetError, match="plus récente"):
        opened(newer)
    hollow = tmp_path / "hollow.sqlite"
    db = sqlite.connect(str(hollow))
    db.executescript("CREATE TABLE meta(key, value); INSERT INTO meta VALUES ('schema_version', '1')")
    db.close()
    with pytest.raises(CarnetError, match="abîmé"):
        opened(hollow)


def test_the_day_and_the_facts_of_the_snapshot_are_told(register: Register) -> None:
    assert register.date.isoformat() == "2026-11-01"
    assert register.meta["source"]
