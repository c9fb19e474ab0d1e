"""« À vérifier » on a real vault: what is read of a card, the order, the pages, and the words."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from carnet import words
from carnet.domain.disclosure import Profile
from carnet.domain.freshness import CODES, Reason
from carnet.models.book import Book
from carnet.queries.stale import stale, stale_keys
from carnet.services.correspondents import add_correspondent
from carnet.services.drafts import CorrespondentDraft, EventDraft, LineDraft, ReferralDraft, RoleDraft, SiteDraft
from carnet.services.editing import mark_verified
from carnet.services.referrals import add_referral
from carnet.services.trash import to_trash
from carnet.services.undo import undo
from tests.conftest import NOW, TODAY, make_book

OWNER, SECRETARY = Profile.OWNER, Profile.SECRETARY
PUBLIC = LineDraft("04 65 71 10 01")
MOBILE = LineDraft("06 39 98 10 03", ring="personal")
SITE = SiteDraft(insee="84035", city="Cavaillon", postcode="84300")
LATER = TODAY + timedelta(days=800)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with make_book(tmp_path) as made:
        yield made


def add(book: Book, name: str, *, specialty: str = "rhumatologie", **more: object) -> int:
    given: dict[str, object] = {
        "family_name": name, "met_at": "FMC", "verified_on": TODAY, "lines": (PUBLIC,),
        "roles": (RoleDraft(specialty=specialty, site=SITE),), **more,
    }  # fmt: skip
    with book.write("add", now=NOW) as writer:
        return add_correspondent(writer, CorrespondentDraft(**given))  # type: ignore[arg-type]


def refer(book: Book, key: int, on: date, *events: EventDraft) -> None:
    with book.write("refer", now=datetime.combine(LATER, time(9), UTC)) as writer:
        add_referral(writer, key, ReferralDraft(on, events=events))


def found(book: Book, today: date = TODAY, profile: Profile = OWNER) -> dict[int, list[str]]:
    return {key: [one.code for one in why] for key, why in stale_keys(book.reader(), today, profile)}


def test_a_whole_card_met_and_checked_is_not_there(book: Book) -> None:
    add(book, "Entier")
    assert found(book) == {}


def test_each_lack_is_seen(book: Book) -> None:
    mobile = add(book, "Portable", lines=(MOBILE,))
    jobless = add(book, "Sans", specialty="")
    nowhere = add(book, "Nulle", roles=(RoleDraft(specialty="rhumatologie"),))
    gone = add(book, "Parti", roles=(RoleDraft(specialty="rhumatologie", site=SITE, until=TODAY - timedelta(1)),))
    assert found(book) == {
        mobile: ["no_number"], jobless: ["no_specialty"], nowhere: ["no_commune"], gone: ["no_specialty", "no_commune"],
    }  # fmt: skip


def test_the_number_and_the_commune_of_the_place_count(book: Book) -> None:
    site = SiteDraft(insee="84035", city="Cavaillon", lines=(PUBLIC,))
    add(book, "Cabinet", lines=(), roles=(RoleDraft(specialty="rhumatologie", site=site),))
    centre = add(book, "", kind="structure", label="CMS", specialty="hopital", met_at="")
    add(book, "Membre", roles=(RoleDraft(specialty="assistance-sociale", structure=centre),))
    assert found(book) == {}


def test_unused_and_never_met_are_the_owners(book: Book) -> None:
    stranger = add(book, "Inconnue", met_at="", gender="F")
    used = add(book, "Servi")
    refer(book, used, LATER - timedelta(days=10))
    withdrawn = add(book, "Repris")
    refer(book, withdrawn, LATER - timedelta(days=10), EventDraft("withdrawn", LATER - timedelta(days=9)))
    soon = TODAY + timedelta(days=400)
    assert found(book, soon) == {stranger: ["unused", "never_met"], used: ["unused"], withdrawn: ["unused"]}
    assert found(book, LATER)[used] == ["stale"]
    assert found(book, LATER)[withdrawn] == ["stale", "unused"]
    assert found(book, soon, SECRETARY) == {}
    assert set(found(book, LATER, SECRETARY)) == {stranger, used, withdrawn}


def test_the_closed_the_retired_and_the_trash_are_left_out_the_paused_are_not(book: Book) -> None:
    for status in ("closed", "retired"):
        add(book, status, status=status, lines=())
    paused = add(book, "paused", status="paused", lines=())
    thrown = add(book, "thrown", lines=())
    to_trash(book, [thrown], now=NOW)
    assert list(found(book)) == [paused]


def test_what_must_be_mended_comes_first_then_the_oldest_check(book: Book) -> None:
    never_met = add(book, "Jamais", met_at="", verified_on=date(2025, 1, 1))
    newer = add(book, "Neuve", lines=(), verified_on=date(2026, 5, 1))
    older = add(book, "Vieille", verified_on=date(2023, 5, 1))
    assert list(found(book)) == [older, newer, never_met]


def test_a_check_takes_the_card_away_and_its_undo_brings_it_back(book: Book) -> None:
    key = add(book, "Vieille", verified_on=date(2023, 5, 1))
    changes = mark_verified(book, [key], TODAY, now=NOW)
    assert found(book) == {}
    undo(book, changes.batch, now=NOW)
    assert found(book) == {key: ["stale"]}


def test_pages_show_all_once_in_order_and_count_them_all(book: Book) -> None:
    keys = [add(book, f"Nom{n}", verified_on=date(2023, 5, 1) + timedelta(n), lines=()) for n in range(7)]
    shown: list[int] = []
    for offset in (0, 3, 6, 9):
        page = stale(book.reader(), TODAY, OWNER, limit=3, offset=offset)
        assert (page.total, page.counts) == (7, {"stale": 7, "no_number": 7})
        shown += [row.key for row in page.rows]
    assert shown == keys


def test_a_row_shows_only_the_lines_that_the_profile_may_see(book: Book) -> None:
    add(book, "Vieille", verified_on=date(2023, 5, 1), lines=(PUBLIC, MOBILE))
    (row,) = stale(book.reader(), TODAY, OWNER).rows
    assert [line.value for line in row.lines] == ["04 65 71 10 01", "06 39 98 10 03"]
    assert (row.specialty, row.commune, row.verified_on) == ("rhumatologie", "Cavaillon", date(2023, 5, 1))
    (row,) = stale(book.reader(), TODAY, SECRETARY).rows
    assert [line.value for line in row.lines] == ["04 65 71 10 01"]


@pytest.mark.parametrize("code", CODES)
def test_every_reason_is_said_in_french(code: str) -> None:
    assert words.review(Reason(code, date(2023, 5, 1)), "F")
    assert words.review_count(code, 1).startswith("1 ")
    assert words.review_count(code, 2).startswith("2 ")


def test_the_words() -> None:
    assert words.review(Reason("stale", date(2023, 5, 1)), "F") == "vérifiée en mai 2023"
    assert words.review(Reason("never_met"), "F") == "jamais rencontrée"
    assert words.review(Reason("never_met"), "") == "jamais rencontré"
    assert words.review(Reason("unused"), "M") == "aucun adressage"
    assert words.review_count("stale", 4) == "4 trop anciennes"
    assert words.departure("retired", "F", "Dr Anne ROUX") == "retraitée → Dr Anne ROUX (successeur)"
    assert words.departure("paused", "M") == "en pause"
    assert words.departure("active", "M", "Dr Anne ROUX") == ""
