"""The demonstration: its proportions, its fiction, its dates, and the facts that the worked examples rest on."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from carnet.domain.phones import split_phones
from carnet.domain.ranking import Hidden
from carnet.domain.specialties import Catalogue
from carnet.domain.text import fold
from carnet.errors import CarnetError
from carnet.geo.communes import Communes
from carnet.models.book import Book
from carnet.queries.box import Box, Request
from carnet.services import demonstration
from tests.conftest import NOW, new_vault
from tools import make_demo

TODAY = date(2026, 3, 27)
FICTION = ("046571", "063998")
FAMOUS = (
    "PASTEUR RAOULT CHARCOT KOUCHNER CYMES DELFRAISSY BUZYN VERAN FRACHON LAENNEC DUPUYTREN BROCA SCHWEITZER"
    " DOLTO LACAN PELLOUX ROUSSY CARREL BARRE-SINOUSSI MONTAGNIER CABROL CARPENTIER MINKOWSKI PINEL BICHAT LARREY KNOCK"
)
PHONE = re.compile(r"(?<!\d)0[1-9](?: ?\d\d){4}(?!\d)")
CATALOGUE = Catalogue.shipped()


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A vault that holds the demonstration; no test of this module changes it."""
    made = new_vault(tmp_path_factory.mktemp("demo")).book
    demonstration.fill(made, today=TODAY, now=NOW)
    yield made
    made.close()


@pytest.fixture(scope="module")
def contents() -> Any:
    return json.loads(demonstration.book_file().read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def cards(contents: Any) -> dict[str, Any]:
    """Cards by their key in the file."""
    return {card["key"]: card for card in contents["correspondents"]}


@pytest.fixture(scope="module")
def register() -> list[list[str]]:
    """Cells of the register's rows, header first."""
    text = gzip.decompress(demonstration.register_file().read_bytes()).decode("utf-8")
    return [line.split("|") for line in text.splitlines()]


def rows(book: Book, query: str, *parameters: object) -> list[Any]:
    return book.reader().execute(query, parameters).fetchall()


def found(book: Book, text: str, near: str = "") -> tuple[list[str], Hidden]:
    """Surnames (labels for structures) of « Mon carnet », in order, and what was hidden."""
    communes = Communes.shipped()
    box = Box(book, None, communes=communes, catalogue=CATALOGUE, practice="84035", today=TODAY)
    answer = box.find(Request(text, near=near))
    return [row.name.split()[-1] if row.kind == "person" else row.name for row in answer.book], answer.hidden


def test_tool_still_writes_the_shipped_files(tmp_path: Path) -> None:
    make_demo.write(tmp_path, seed=make_demo.SEED, rows=make_demo.ROWS)
    assert (tmp_path / "book.json").read_text("utf-8") == demonstration.book_file().read_text("utf-8")
    made, shipped = (gzip.decompress(path.read_bytes()) for path in
                     (tmp_path / "register.txt.gz", demonstration.register_file()))  # fmt: skip
    assert made == shipped


def test_another_seed_writes_another_practice() -> None:
    names = [[card.get("family_name") for card in make_demo.book(seed)["correspondents"]] for seed in (1, 2)]
    assert names[0] != names[1]


def test_three_hundred_cards_and_six_hundred_referrals_reach_the_vault(book: Book) -> None:
    assert rows(book, "SELECT count(*) FROM correspondent") == [(300,)]
    assert rows(book, "SELECT count(*) FROM referral") == [(600,)]
    assert rows(book, "SELECT count(DISTINCT batch) FROM journal") == [(1,)]
    assert book.setting("demonstration") == "1"


def test_proportions_are_a_gps(contents: Any) -> None:
    families: Counter[str] = Counter()
    for card in contents["correspondents"]:
        if card.get("status") in ("closed", "retired"):
            families["closed"] += 1
            continue
        family = CATALOGUE.get(card["roles"][0]["specialty"]).family
        families[{"dental": "doctor"}.get(family, family)] += 1
    assert 115 <= families["doctor"] <= 125
    assert 105 <= sum(families[name] for name in ("paramedic", "nurse", "midwife", "psychology")) <= 115
    assert 45 <= sum(families[name] for name in ("social", "structure", "pharmacy")) <= 56
    assert families["unregulated"] == 10
    assert families["closed"] == 10


def test_most_referrals_go_to_paramedics_and_nurses(book: Book) -> None:
    query = """SELECT r.specialty FROM referral f JOIN role r ON r.correspondent_id = f.correspondent_id
               WHERE r.position = 0"""
    families = Counter(CATALOGUE.get(specialty).family for (specialty,) in rows(book, query))
    caring = sum(families[name] for name in ("paramedic", "nurse", "midwife", "psychology"))
    assert caring > 300
    assert families["doctor"] < 200


def test_every_number_lies_in_the_blocks_kept_for_fiction(register: list[list[str]]) -> None:
    written = PHONE.findall(demonstration.book_file().read_text("utf-8"))
    assert len(written) > 350
    assert all(number.replace(" ", "").startswith(FICTION) for number in written)
    columns = [index for index, name in enumerate(register[0]) if name.startswith("Télé")]
    assert len(columns) == 3
    listed = [number for row in register[1:] for column in columns for number in split_phones(row[column])]
    assert len(listed) > 10_000
    assert all(number.startswith(FICTION) for number in listed)


def test_a_number_of_the_book_belongs_to_one_card_and_to_the_same_person_in_the_register(
    contents: Any, register: list[list[str]]
) -> None:
    bearers: dict[str, set[str]] = {}
    for card in contents["correspondents"]:
        for number in PHONE.findall(json.dumps(card)):
            bearers.setdefault(number.replace(" ", ""), set()).add(card.get("rpps", card["key"]))
    shared = {number: len(people) for number, people in bearers.items() if len(people) > 1}
    switchboards = {"0465713310": 4}
    standards = {number for number in shared if number not in switchboards}
    assert {number: shared[number] for number in switchboards} == switchboards
    assert len(standards) <= 3  # the hospitals' own
    phone = register[0].index("Téléphone (coord. structure)")
    for row in register[1:]:
        for number in split_phones(row[phone]):
            assert number not in bearers or row[1] in bearers[number], row


def test_addresses_and_names_are_fictitious(contents: Any, register: list[list[str]]) -> None:
    text = demonstration.book_file().read_text("utf-8")
    domains = set(re.findall(r"@([\w.-]+)", text)) | {
        domain for row in register[1:] for domain in re.findall(r"@([\w.-]+)", row[43])
    }
    assert domains == {"exemple.fr"}
    famous = {fold(name) for name in FAMOUS.split()}
    surnames = {fold(card.get("family_name", "")) for card in contents["correspondents"]}
    surnames |= {part for row in register[1:] for part in (fold(row[7]), *map(fold, row[7].split("-")))}
    assert not surnames & famous


def test_dates_are_days_from_today(contents: Any) -> None:
    assert not re.search(r"\b(?:19|20)\d\d-\d\d-\d\d", json.dumps(contents))
    made = [one["made_on"] for one in contents["referrals"]]
    assert -365 <= min(made) <= -350
    assert -3 <= max(made) <= 0
    for one in contents["referrals"]:
        assert all(one["made_on"] <= event["happened_on"] <= 0 for event in one.get("events", [])), one


def test_the_year_ends_on_the_day_it_is_opened(book: Book, tmp_path: Path) -> None:
    later = TODAY + timedelta(days=500)
    other = new_vault(tmp_path).book
    demonstration.fill(other, today=later, now=NOW + timedelta(days=500))
    query = "SELECT made_on FROM referral ORDER BY id"
    before, after = ([date.fromisoformat(day) for (day,) in rows(which, query)] for which in (book, other))
    other.close()
    assert [day + timedelta(days=500) for day in before] == after


def test_a_filled_book_refuses_in_words_and_keeps_what_it_has(book: Book) -> None:
    before = rows(book, "SELECT count(*) FROM journal")
    with pytest.raises(CarnetError, match=r"contient déjà 300 fiches.*carnet vide"):
        demonstration.fill(book, today=TODAY, now=NOW)
    assert rows(book, "SELECT count(*) FROM journal") == before


RHEUMATOLOGISTS = ["BENHADDOU", "VAUDRANE", "CASTELMON", "CH d'Avignon, rhumatologie", "SERRANE"]
BY_DISTANCE = ["VAUDRANE", "BENHADDOU", "CASTELMON", "CH d'Avignon, rhumatologie", "SERRANE"]
FASTEST = ["CASTELMON", "BENHADDOU", "VAUDRANE", "CH d'Avignon, rhumatologie", "SERRANE"]


@pytest.mark.parametrize(
    ("text", "near", "order"),
    [
        ("rhumato", "", RHEUMATOLOGISTS),
        ("rhumato cavaillon", "", BY_DISTANCE),
        ("rhumato vite", "", FASTEST),
        ("rhumato vite", "84050", FASTEST),
        ("orl pointu", "", ["AUBRÉGAT", "CH d'Avignon, ORL", "LISANDRE"]),
        ("orl simple", "", ["LISANDRE", "AUBRÉGAT", "CH d'Avignon, ORL"]),
        ("dermato s1", "", ["MORNAS"]),
        ("ssiad", "", []),
        ("csapa", "", []),
        ("cmp", "", []),
    ],
)
def test_worked_examples_come_in_their_order(book: Book, text: str, near: str, order: list[str]) -> None:
    assert found(book, text, near)[0] == order


def test_the_worked_examples_home_physiotherapists_lead(book: Book) -> None:
    names, hidden = found(book, "kiné domicile", "84086")
    assert names[:3] == ["TASSY", "GARIDEL", "ORSANE"]
    assert hidden.attribute > 0


def test_what_is_hidden_is_counted(book: Book) -> None:
    assert found(book, "rhumato")[1].closed == 1
    assert found(book, "dermato s1")[1].attribute == 2


def own_delays(book: Book, surname: str) -> list[int]:
    query = """SELECT julianday(e.appointment_on) - julianday(f.made_on)
               FROM correspondent c JOIN referral f ON f.correspondent_id = c.id JOIN referral_event e
               ON e.referral_id = f.id WHERE c.family_name = ? AND e.kind = 'appointment'"""
    return [int(days) for (days,) in rows(book, query, surname)]


@pytest.mark.parametrize(
    ("surname", "days", "times"), [("BENHADDOU", 21, 6), ("VAUDRANE", 45, 4), ("CASTELMON", 40, 1), ("TASSY", 6, 3)]
)
def test_measured_delays_are_those_of_the_examples(book: Book, surname: str, days: int, times: int) -> None:
    measured = own_delays(book, surname)
    assert (median(measured), len(measured)) == (days, times)


def test_five_lines_wait_in_follow_up_and_six_referrals_are_still_quiet(book: Book) -> None:
    query = """SELECT coalesce(nullif(c.family_name, ''), c.label), f.patient_code,
                      CAST(julianday(?) - julianday(f.made_on) AS INTEGER),
                      (SELECT e.appointment_on FROM referral_event e WHERE e.referral_id = f.id)
               FROM referral f JOIN correspondent c ON c.id = f.correspondent_id
               WHERE f.followed AND NOT EXISTS (SELECT 1 FROM referral_event e
                     WHERE e.referral_id = f.id AND e.kind IN ('news', 'closed', 'refused'))
               ORDER BY f.made_on"""
    open_ones = [tuple(row) for row in rows(book, query, TODAY.isoformat())]
    assert open_ones[:3] == [
        ("AUBRÉGAT", "GM", 74, (TODAY - timedelta(days=56)).isoformat()),
        ("CASTELMON", "MB", 43, None),
        ("TASSY", "RP", 25, None),
    ]
    assert ("AS du territoire Luberon", "LB", 3, None) in open_ones
    assert len(open_ones) == 10
    assert all(days <= 20 for _, _, days, _ in open_ones[3:])
    due = rows(book, "SELECT reason FROM avoidance WHERE review_on <= ? AND expires_on >= ?", *[TODAY.isoformat()] * 2)
    assert due == [("no_reply",)]


def test_cards_by_hand_say_what_the_pictures_show(book: Book, cards: dict[str, Any]) -> None:
    castelmon = cards["castelmon"]
    assert castelmon["good_for"] == ["épaule", "infiltrations échoguidées"]
    assert castelmon["met_at"] == "FMC, 2024"
    assert castelmon["lines"] == [
        {"value": "06 39 98 44 10", "use": "direct", "ring": "personal", "best_time": "12 h–13 h"}
    ]
    assert cards["vigneroux"]["successor"] == "vaudrane"
    query = """SELECT l.value, l.use FROM line l JOIN role r ON r.id = l.role_id JOIN correspondent c
               ON c.id = r.correspondent_id WHERE c.label = 'AS du territoire Luberon' ORDER BY l.value"""
    assert rows(book, query) == [("04 65 71 40 00", "secretariat"), ("04 65 71 40 22", "direct")]
    retired = """SELECT s.family_name FROM correspondent c JOIN correspondent s ON s.id = c.successor_id
                 WHERE c.family_name = 'VIGNEROUX'"""
    assert rows(book, retired) == [("VAUDRANE",)]


def test_four_doctors_share_one_site_its_number_and_its_address(book: Book) -> None:
    query = """SELECT count(DISTINCT r.correspondent_id), count(DISTINCT s.id), count(DISTINCT l.value)
               FROM site s JOIN role r ON r.site_id = s.id JOIN line l ON l.site_id = s.id
               WHERE s.name = 'Pôle médical des Ocres'"""
    assert rows(book, query) == [(4, 1, 2)]


def test_ambiguous_words_have_all_their_readings(contents: Any) -> None:
    practised = {role["specialty"] for card in contents["correspondents"] for role in card["roles"]}
    assert {"psychiatrie", "psychologie", "pedopsychiatrie", "psychotherapie"} <= practised
    assert {"orthophonie", "chirurgie-orthopedique", "orthodontie", "orthoptie"} <= practised
    assert not practised & {"clic", "cmp", "csapa", "ssiad"}
    assert practised <= {specialty.id for specialty in CATALOGUE}


def test_four_cards_are_stale_and_all_others_verified_within_the_year(contents: Any) -> None:
    verified = sorted(card["verified_on"] for card in contents["correspondents"])
    assert verified[3] < -1000
    assert verified[4] > -365
    assert verified[-1] < 0


def test_the_three_values_are_all_there(contents: Any) -> None:
    for name in ("video", "children", "accessible", "new_patients", "home_visits"):
        spread = Counter(card.get(name) for card in contents["correspondents"])
        assert min(spread[True], spread[False], spread[None]) >= 20, (name, spread)


def test_register_has_the_national_layout_and_stays_small(register: list[list[str]]) -> None:
    assert demonstration.register_file().stat().st_size < 1_200_000
    assert len(register) - 1 == 20_000
    assert {len(row) for row in register} == {57}
    professions = {row[9] for row in register[1:]}
    assert {"10", "21", "26", "28", "40", "41", "50", "60", "70", "71", "72", "80", "91", "92", "93"} <= professions
    assert {"94", "95", "96", "98"} <= professions
    assert {row[0] for row in register[1:]} == {"0", "8"}
    assert any(row[38] == "99132" for row in register)
    assert any(not row[24] for row in register)  # people without a site
    assert any(row[34] and not row[36] and not row[38] for row in register)  # a commune in the routing line only


def test_register_holds_some_of_the_book_and_people_of_its_own(contents: Any, register: list[list[str]]) -> None:
    mine = {card["rpps"] for card in contents["correspondents"] if "rpps" in card}
    listed = {row[1] for row in register[1:]}
    assert 100 < len(mine & listed) < len(mine)
    names = {(row[7], row[8]) for row in register}
    assert {("MERINDAL", "LOU"), ("D'ESTOUBLON", "MAÏA"), ("FARANDE", "UGO"), ("MARTIN", "MARIE")} <= names
    surnames = {row[7] for row in register}
    assert {"LEFEBVRE", "LEFÈVRE", "PARIS", "ORANGE"} <= surnames
    assert any(name.startswith("D'OR") for name in surnames)
    assert {row[5] for row in register if row[8] == "JULIE"} == {"MME"}
    assert {row[5] for row in register if row[8] == "PHILIPPE"} == {"M"}
    others = {row[1] for row in register if row[15] == "SM48"} - mine
    assert len(others) == 17


def test_the_nearest_public_dermatologist_is_the_hospital_of_avignon(register: list[list[str]]) -> None:
    communes = Communes.shipped()
    origin = communes.point(communes.by_insee("84035") or 0)
    assert origin
    public = []
    for row in register[1:]:
        commune = communes.by_insee(row[36]) if row[36] else None
        if row[15] == "SM15" and row[48] in ("SA01", "SA05") and commune is not None:
            public.append((communes.kilometres(commune, origin), row[24]))
    assert min(public)[1] == "CENTRE HOSPITALIER D'AVIGNON"
