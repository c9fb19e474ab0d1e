"""What comes back ranks the next search: the demonstration's year, its fifth scene, trust, memory that fades."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from statistics import median

import pytest

from carnet.domain.follow_up import Awaited, DueView
from carnet.domain.referrals import Kind
from carnet.domain.specialties import Catalogue
from carnet.geo.communes import Communes
from carnet.models.book import Book
from carnet.queries.box import Box, Request
from carnet.queries.card import row_id
from carnet.queries.follow_up import counts, follow_up
from carnet.queries.results import Answer, Result
from carnet.services import demonstration
from carnet.services.avoidances import avoid, draft_for, renew
from carnet.services.drafts import DelayDraft, ReferralDraft
from carnet.services.editing import set_told_delay
from carnet.services.follow_up import record
from carnet.services.referrals import refer
from carnet.services.undo import undo
from carnet.words import reasons
from tests.conftest import CAVAILLON, NOW, TODAY, make_book
from tests.services.team import value
from tests.services.worked_examples import AVIGNON, RHUMATO, Examples, person

# By hand, from tools/demo/cast.py: who, for whom, days since, what is awaited, days usual, days since it is overdue.
LINES = [
    ("AS du territoire Luberon", "LB", 3, Awaited.CALL_BACK, 2, 1),
    ("Dr Paul CASTELMON", "MB", 43, Awaited.APPOINTMENT, 9, 43 - 2 * 9),
    ("Jean TASSY", "RP", 25, Awaited.APPOINTMENT, 6, 25 - 2 * 6),
    ("Dr Luce AUBRÉGAT", "GM", 74, Awaited.LETTER, 45, 56 - 45),
]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """The demonstration; read only."""
    with make_book(tmp_path_factory.mktemp("year")) as made:
        demonstration.fill(made, today=TODAY, now=NOW)
        yield made


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """The demonstration, to change."""
    with make_book(tmp_path) as made:
        demonstration.fill(made, today=TODAY, now=NOW)
        yield made


def ask(book: Book, text: str, today: date = TODAY) -> Answer:
    box = Box(book, None, communes=Communes.shipped(), catalogue=Catalogue.shipped(), practice=CAVAILLON, today=today)
    return box.find(Request(text))


def names(answer: Answer) -> list[str]:
    return [result.name.split()[-1] if result.kind == "person" else "CH" for result in answer.book]


def of(answer: Answer, name: str) -> Result:
    return next(result for result in answer.book if name in result.name)


def why(result: Result, today: date = TODAY) -> str:
    return reasons(result.reasons, result.gender, today=today)


def told(row: DueView) -> tuple[str, str, int, Awaited, int, int]:
    expected = row.watch.expected
    return row.name, row.patient_code, row.days, expected.awaited, expected.days, (TODAY - expected.due_on).days


def test_the_years_five_lines_are_those_of_the_hand_made_table(shipped: Book) -> None:
    found = follow_up(shipped.reader(), today=TODAY)
    assert [told(row) for row in found.due] == LINES
    assert [row.name for row in found.calls] == ["AS du territoire Luberon"]
    assert [review.name for review in found.reviews] == ["Dr Hélène SERRANE"]
    assert (found.counts.today, found.counts.calls, found.counts.everything, found.counts.snoozed) == (5, 1, 11, 0)
    assert counts(shipped.reader(), today=TODAY) == found.counts
    assert {"04 65 71 40 22", "04 65 71 40 00"} == {line.value for line in found.due[0].lines}
    assert [row.watch.standing.supposed for row in found.due] == [False, False, False, True]


def test_six_hundred_referrals_never_make_a_long_list(shipped: Book) -> None:
    """Day after day, nothing answered: only what was asked to be followed ever shows."""
    lengths = [counts(shipped.reader(), today=TODAY + timedelta(days=days)).today for days in range(0, 400, 25)]
    assert max(lengths) <= 11
    assert lengths[0] == 5


@pytest.mark.parametrize(
    ("name", "specialty", "days", "times"),
    [("BENHADDOU", "rhumato", 21, 6), ("VAUDRANE", "rhumato", 45, 4), ("CASTELMON", "rhumato", 40, 1),
     ("TASSY", "kiné domicile", 6, 3)],
)  # fmt: skip
def test_measured_medians_are_shown_raw(shipped: Book, name: str, specialty: str, days: int, times: int) -> None:
    query = (
        "SELECT julianday(e.appointment_on) - julianday(r.made_on) FROM correspondent c JOIN referral r"
        " ON r.correspondent_id = c.id JOIN referral_event e ON e.referral_id = r.id AND e.kind = 'appointment'"
        " WHERE c.family_name = ?"
    )
    measured = [row[0] for row in shipped.reader().execute(query, (name,))]
    assert (median(measured), len(measured)) == (days, times)
    result = of(ask(shipped, specialty if name == "TASSY" else f"{specialty} vite"), name)
    assert f"{days} j ({times} fois)" in why(result)


def test_scene_five_an_appointment_forty_days_after_puts_benhaddou_first(book: Book) -> None:
    assert names(ask(book, "rhumato vite"))[:2] == ["CASTELMON", "BENHADDOU"]
    castelmon = follow_up(book.reader(), today=TODAY).silences[0]
    appointment = castelmon.made_on + timedelta(days=40)
    changes = record(book, [castelmon.id], Kind.APPOINTMENT, on=appointment, now=NOW)
    after = ask(book, "rhumato vite")
    assert names(after) == ["BENHADDOU", "CASTELMON", "VAUDRANE", "CH", "SERRANE"]
    assert "favori" in why(after.book[0])
    assert why(after.book[1]).startswith("annoncé 9 j (oct.), eu 40 j (2 fois)")
    assert castelmon.id not in [row.id for row in follow_up(book.reader(), today=TODAY).due]
    undo(book, changes.batch, now=NOW)
    assert names(ask(book, "rhumato vite"))[:2] == ["CASTELMON", "BENHADDOU"]


@pytest.fixture
def examples(empty_book: Book) -> Examples:
    return Examples(empty_book, TODAY)


def test_three_referrals_make_a_regular_until_more_than_half_stay_without_news(examples: Examples) -> None:
    key = examples.add(person("Mistral", RHUMATO, AVIGNON))
    assert why(ask(examples.book, "rhumato").book[0]) == "23 km"
    ids: list[str] = []
    for days in (300, 200, 150):
        draft = ReferralDraft(TODAY - timedelta(days=days), followed=days > 150)
        ids += refer(examples.book, key, draft, now=examples.now).ids
    assert why(ask(examples.book, "rhumato").book[0]).startswith("habitué")
    for one in ids[:2]:
        record(examples.book, [one], Kind.APPOINTMENT, on=TODAY - timedelta(days=100), now=examples.now)
    assert "écrit rarement" in why(ask(examples.book, "rhumato").book[0])
    assert "habitué" not in why(ask(examples.book, "rhumato").book[0])
    record(examples.book, ids[:1], Kind.NEWS, now=examples.now)
    line = why(ask(examples.book, "rhumato").book[0])
    assert line.startswith("habitué")
    assert "écrit" not in line


def test_a_letter_counts_as_missing_from_the_day_it_is_overdue(examples: Examples) -> None:
    key = examples.add(person("Mistral", RHUMATO, AVIGNON))
    draft = ReferralDraft(TODAY - timedelta(days=90), followed=True)
    (one,) = refer(examples.book, key, draft, now=examples.now).ids
    seen = TODAY - timedelta(days=45)
    record(examples.book, [one], Kind.APPOINTMENT, on=seen, now=examples.now)
    for days, late in ((44, False), (45, True)):
        day = seen + timedelta(days=days)
        assert ("écrit rarement" in why(ask(examples.book, "rhumato", day).book[0], day)) == late
        assert bool(follow_up(examples.book.reader(), today=day).due) == late


def test_told_and_measured_delays_fade_after_a_year(examples: Examples) -> None:
    key = examples.add(person("Mistral", RHUMATO, AVIGNON, delays=(DelayDraft(9, TODAY - timedelta(days=300)),)))
    (one,) = refer(examples.book, key, ReferralDraft(TODAY - timedelta(days=200)), now=examples.now).ids
    record(examples.book, [one], Kind.APPOINTMENT, on=TODAY - timedelta(days=140), now=examples.now)
    assert "annoncé 9 j" in why(ask(examples.book, "rhumato vite").book[0])
    assert "eu 60 j (1 fois)" in why(ask(examples.book, "rhumato vite").book[0])
    in_three_months = TODAY + timedelta(days=90)
    line = why(ask(examples.book, "rhumato vite", in_three_months).book[0], in_three_months)
    assert "annoncé" not in line
    assert "~60 j (1 fois)" in line
    in_a_year = TODAY + timedelta(days=200)
    assert ask(examples.book, "rhumato vite", in_a_year).book[0].delay is None


def test_if_i_call_counts_when_it_is_urgent_and_says_so(examples: Examples) -> None:
    key = examples.add(person("Mistral", RHUMATO, AVIGNON, delays=examples.told(60)))
    set_told_delay(examples.book, key, 3, audience="caller", told_on=TODAY, now=examples.now)
    assert "si j’appelle 3 j" in why(ask(examples.book, "rhumato vite").book[0])
    assert "si j’appelle" not in why(ask(examples.book, "rhumato").book[0])


def test_an_avoidance_puts_last_until_it_expires_unless_renewed(book: Book) -> None:
    benhaddou = row_id(book.reader(), ask(book, "benhaddou").book[0].id)
    avoid(book, benhaddou, draft_for(TODAY, "fees"), now=NOW)
    answer = ask(book, "rhumato")
    assert set(names(answer)[-2:]) == {"SERRANE", "BENHADDOU"}
    assert why(of(answer, "BENHADDOU")) == ""
    assert "avoided" in of(answer, "BENHADDOU").flags
    expiry = TODAY + timedelta(days=365)
    assert "avoided" in of(ask(book, "rhumato", expiry - timedelta(days=1)), "BENHADDOU").flags
    assert "avoided" not in of(ask(book, "rhumato", expiry), "BENHADDOU").flags
    renew(book, benhaddou, now=datetime.combine(expiry - timedelta(days=10), time(9), UTC))
    assert "avoided" in of(ask(book, "rhumato", expiry), "BENHADDOU").flags
    assert value(book, "SELECT count(*) FROM avoidance WHERE reason = 'fees' AND ended_on IS NULL") > 1
