"""Whom I do not refer to, what patients say, my view: dated, mine, undone as one, refused in words."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from carnet.domain.referrals import Kind
from carnet.errors import CarnetError
from carnet.models.book import Book
from carnet.models.writer import RowGone
from carnet.queries.avoidances import avoidances_of, homonyms, standing_avoidance, to_review
from carnet.queries.card import card_of
from carnet.queries.history import history
from carnet.queries.opinions import feedback_of, opinion_of
from carnet.queries.sheet import book_sheet
from carnet.services.appraisals import appraise, set_indications
from carnet.services.avoidances import avoid, draft_for, end, renew
from carnet.services.feedback import FeedbackDraft, change_report, forget_report, report
from carnet.services.follow_up import record
from carnet.services.referrals import (
    Avoided,
    refer,
)
from carnet.services.trash import to_trash
from carnet.services.undo import undo
from tests.conftest import NOW, TODAY
from tests.services.referring import DRAFT, NIR, person
from tests.services.team import dump, value


@pytest.fixture
def key(book: Book) -> int:
    return person(book, "CASTELMON", given_name="Paul")


def test_avoiding_warns_once_and_never_blocks(book: Book, key: int) -> None:
    before = dump(book)
    noted = avoid(book, key, draft_for(TODAY, "no_reply", note="Trois relances."), now=NOW)
    with pytest.raises(Avoided, match="Vous avez noté le 22 novembre 2026 ne plus adresser au Dr Castelmon") as warned:
        refer(book, key, DRAFT, now=NOW)
    assert "relances" not in str(warned.value)
    assert warned.value.since == TODAY
    refer(book, person(book, "AUTRE"), replace(DRAFT, despite_avoidance=True), now=NOW)
    assert value(book, "SELECT despite_avoidance FROM referral") == 0
    made = refer(book, key, replace(DRAFT, despite_avoidance=True), now=NOW)
    assert history(book.reader(), key)[0].despite_avoidance
    undo(book, made.changes.batch, now=NOW)
    assert not undo(book, noted.batch, now=NOW).kept
    refer(book, key, DRAFT, now=NOW)
    assert before["avoidance"] == dump(book)["avoidance"]


def test_it_expires_is_renewed_on_purpose_and_ends(book: Book, key: int) -> None:
    avoid(book, key, draft_for(TODAY, "delays", note="Six mois."), now=NOW)
    reader = book.reader()
    in_a_year = NOW + timedelta(days=365)
    assert standing_avoidance(reader, key, in_a_year.date() - timedelta(days=1)) is not None
    assert standing_avoidance(reader, key, in_a_year.date()) is None
    assert [one.key for one in to_review(reader, in_a_year.date() - timedelta(days=20))] == [key]
    renew(book, key, now=in_a_year)
    standing = standing_avoidance(reader, key, in_a_year.date() + timedelta(days=300))
    assert standing is not None
    assert (standing.reason, standing.note, standing.terms.since) == ("delays", "Six mois.", in_a_year.date())
    end(book, key, now=in_a_year)
    assert standing_avoidance(reader, key, in_a_year.date()) is None
    with pytest.raises(CarnetError, match="noté nulle part"):
        end(book, key, now=in_a_year)
    assert len(avoidances_of(reader, key)) == 2
    avoid(book, key, draft_for(TODAY, "fees"), now=NOW)
    avoid(book, key, draft_for(TODAY, "patients"), now=NOW)
    assert [one.reason for one in avoidances_of(reader, key) if one.terms.holds(TODAY)] == ["patients"]


def test_a_homonym_is_another_and_a_card_made_again_is_the_same(book: Book) -> None:
    first = person(book, "SERRANE", given_name="Hélène", rpps="10900000011")
    second = person(book, "Serrane", given_name="Anne", rpps="10900000029", towns=("Gordes",))
    avoid(book, first, draft_for(TODAY, "fees"), now=NOW)
    (other,) = homonyms(book.reader(), first)
    assert (other.name, other.commune, other.rpps) == ("Dr Anne SERRANE", "Gordes", "10900000029")
    refer(book, second, DRAFT, now=NOW)
    to_trash(book, [first], now=NOW)
    again = person(book, "SERRANE", given_name="H.", rpps="10900000011")
    with pytest.raises(Avoided):
        refer(book, again, DRAFT, now=NOW)
    end(book, again, now=NOW)
    refer(book, again, DRAFT, now=NOW)


def test_a_card_made_again_says_since_when_and_why_and_can_be_renewed(book: Book) -> None:
    first = person(book, "SERRANE", given_name="Hélène", rpps="10900000011")
    avoid(book, first, draft_for(TODAY, "fees", note="Deux dépassements."), now=NOW)
    to_trash(book, [first], now=NOW)
    again = person(book, "SERRANE", given_name="H.", rpps="10900000011")
    judged = card_of(book.reader(), again, today=TODAY).judgement
    assert (judged.avoided, judged.avoided_since, judged.avoidance_reason, judged.avoidance_note) == (
        True, TODAY, "fees", "Deux dépassements.",
    )  # fmt: skip
    renew(book, again, now=NOW + timedelta(days=30))
    later = TODAY + timedelta(days=30)
    stands = standing_avoidance(book.reader(), again, later)
    assert stands is not None
    assert (stands.key, stands.note, stands.terms.since) == (again, "Deux dépassements.", later)


def test_a_withdrawn_referral_is_counted_nowhere_on_the_card(book: Book, key: int) -> None:
    kept = refer(book, key, DRAFT, now=NOW)
    gone = refer(book, key, replace(DRAFT, patient_code="RP"), now=NOW)
    record(book, [gone.ids[0]], Kind.WITHDRAWN, now=NOW)
    card = card_of(book.reader(), key, today=TODAY)
    assert (card.judgement.referrals, card.judgement.last_referral) == (1, TODAY)
    uuid = value(book, "SELECT uuid FROM correspondent")
    past = book_sheet(book.reader(), f"b:{uuid}", today=TODAY, km=lambda insee: None).past
    assert past.this_month == 1
    assert past.last_event == ""
    record(book, [kept.ids[0]], Kind.WITHDRAWN, now=NOW)
    assert card_of(book.reader(), key, today=TODAY).judgement.last_referral is None


@pytest.mark.parametrize(("since", "review"), [(400, 500), (0, 0), (1, 400), (-5, 20)])
def test_days_of_an_avoidance_that_cannot_be(book: Book, key: int, since: int, review: int) -> None:
    day = TODAY - timedelta(days=since)
    draft = replace(draft_for(TODAY, "fees"), since=day, review_on=day + timedelta(days=review))
    if (since, review) == (400, 500):
        assert not avoid(book, key, draft, now=NOW).nothing
        return
    with pytest.raises(CarnetError):
        avoid(book, key, draft, now=NOW)


@pytest.mark.parametrize(
    ("reason", "until", "note"),
    [("boredom", None, ""), ("fees", TODAY, ""), ("fees", TODAY + timedelta(days=3000), ""), ("fees", None, NIR)],
)
def test_an_avoidance_that_cannot_be(book: Book, key: int, reason: str, until: date | None, note: str) -> None:
    with pytest.raises(CarnetError):
        avoid(book, key, draft_for(TODAY, reason, note=note, until=until), now=NOW)
    assert value(book, "SELECT count(*) FROM avoidance") == 0


def test_what_patients_say_is_sourced_dated_changed_and_removed(book: Book, key: int) -> None:
    before = dump(book)
    said = FeedbackDraft("A tout expliqué.", TODAY, "family", efficacy=5, would_return=True)
    report(book, key, said, now=NOW)
    report(book, key, replace(said, heard_on=TODAY - timedelta(days=3), would_return=None), now=NOW)
    last, first = feedback_of(book.reader(), key)
    assert (last.words, last.reported_by, last.heard_on, last.efficacy, last.would_return) == (
        "A tout expliqué.", "family", TODAY, 5, True,
    )  # fmt: skip
    assert first.would_return is None
    forget_report(book, first.uuid, now=NOW)
    uuid = last.uuid
    change_report(book, uuid, replace(said, efficacy=4), now=NOW)
    assert value(book, "SELECT efficacy FROM patient_feedback") == 4
    for wrong in ({"words": " "}, {"words": NIR}, {"reported_by": "x"}, {"efficacy": 6},
                  {"heard_on": TODAY + timedelta(days=5)}):  # fmt: skip
        with pytest.raises(CarnetError):
            report(book, key, replace(said, **wrong), now=NOW)
    forget_report(book, uuid, now=NOW)
    with pytest.raises(RowGone):
        forget_report(book, uuid, now=NOW)
    assert dump(book) == before


def test_my_view_is_mine_dated_and_goes_when_it_says_nothing(book: Book, key: int) -> None:
    before = dump(book)
    first = appraise(book, key, expert=True, word="l’oreille, c’est elle", now=NOW)
    later = NOW + timedelta(days=30)
    assert appraise(book, key, expert=True, now=later).nothing
    appraise(book, key, humane=True, now=later)
    opinion = card_of(book.reader(), key, today=TODAY).opinion
    assert (opinion.marks, opinion.word, opinion.given_on) == (
        ("expert", "humane"), "l’oreille, c’est elle", later.date(),
    )  # fmt: skip
    mine = opinion_of(book.reader(), key)
    assert (mine.marks["expert"], mine.marks["reliable"], mine.word) == (True, False, "l’oreille, c’est elle")
    appraise(book, key, humane=False, expert=False, word="", now=later)
    assert value(book, "SELECT count(*) FROM appraisal") == 0
    assert opinion_of(book.reader(), key).given_on is None
    with pytest.raises(ValueError, match="charming"):
        appraise(book, key, charming=True, now=NOW)
    assert first.updated == {}
    assert dump(book) == before


def test_for_whom_and_not_for_whom_only_what_differs_changes(book: Book, key: int) -> None:
    set_indications(book, key, "for", ["épaule", "Infiltrations", "epaule"], now=NOW)
    set_indications(book, key, "not_for", ["enfant agité"], now=NOW)
    changes = set_indications(book, key, "for", ["Épaule", "hanche"], now=NOW)
    assert (changes.inserted, changes.updated, changes.deleted) == (
        {"indication": 1}, {"indication": 1}, {"indication": 1},
    )  # fmt: skip
    card = card_of(book.reader(), key, today=TODAY)
    assert set(card.opinion.good_for) == {"Épaule", "hanche"}
    assert card.judgement.not_for == ("enfant agité",)
    assert {(one.kind, one.given_on) for one in opinion_of(book.reader(), key).indications} == {
        ("for", TODAY), ("not_for", TODAY),
    }  # fmt: skip
    sql = "SELECT word FROM search_word WHERE field IN ('indication', 'caution')"
    assert {row[0] for row in book.reader().execute(sql)} == {"epaule", "hanche", "enfant", "agite"}
