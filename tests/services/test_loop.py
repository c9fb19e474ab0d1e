"""Referring, hearing back, correcting: one act each, undone as one, refused in words."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import CheckConstraint

from carnet.domain.avoidance import REASONS
from carnet.domain.patients import LooksLikeName, SocialSecurityNumber
from carnet.domain.referrals import Kind
from carnet.errors import CarnetError
from carnet.models import loop
from carnet.models.book import Book
from carnet.models.schema import metadata
from carnet.models.writer import RowGone
from carnet.queries.card import card_of
from carnet.queries.follow_up import counts, follow_up
from carnet.queries.history import history, sent_this_month
from carnet.queries.loop_words import MODES, URGENCIES
from carnet.queries.patients import known_codes, patient_history
from carnet.services.adoption import adopt
from carnet.services.drafts import CorrespondentDraft, LineDraft, ReferralDraft
from carnet.services.follow_up import correct, follow, last_event, record, say_outcome, snooze, wake
from carnet.services.referrals import (
    To,
    adopt_and_refer,
    clock_behind,
    refer,
    set_template,
    template,
)
from carnet.services.trash import restore, to_trash
from carnet.services.undo import undo
from tests.conftest import NOW, TODAY
from tests.services.referring import DRAFT, FARANDE, NIR, kinds, person, undone
from tests.services.team import dump, value


@pytest.fixture
def key(book: Book) -> int:
    return person(book, "CASTELMON", given_name="Paul")


def test_one_act_logs_a_referral_with_its_line_for_the_record_and_one_undo_takes_it_back(book: Book, key: int) -> None:
    before = dump(book)
    made = refer(book, key, replace(DRAFT, motive="épaule", mode="letter"), now=NOW)
    (one,) = history(book.reader(), key)
    assert (one.uuid, one.patient_code, one.followed, one.despite_avoidance) == (made.ids[0], "GM", True, False)
    assert made.record_line == (
        "Adressé le 22 novembre 2026\u202f: Dr Paul CASTELMON, rhumatologue, Apt, 04 65 71 20 14."
        " Motif\u202f: épaule (courrier)."
    )
    assert value(book, "SELECT count(site_id) FROM referral") == 1  # the only one there is
    undone(book, before, made)


def test_the_mode_is_as_last_time_for_that_correspondent(book: Book, key: int) -> None:
    refer(book, key, replace(DRAFT, mode="phoned", made_on=TODAY - timedelta(days=9)), now=NOW)
    refer(book, person(book, "AUTRE"), replace(DRAFT, mode="letter"), now=NOW)
    refer(book, key, DRAFT, now=NOW)
    assert [one.mode for one in history(book.reader(), key)] == ["phoned", "phoned"]


def test_an_urgent_referral_is_followed(book: Book, key: int) -> None:
    refer(book, key, ReferralDraft(TODAY, urgency="urgent"), now=NOW)
    refer(book, key, ReferralDraft(TODAY, urgency="soon"), now=NOW)
    assert [one.followed for one in history(book.reader(), key)] == [False, True]


def test_the_site_meant_is_one_of_theirs(book: Book) -> None:
    two = person(book, "DEUX", towns=("Apt", "Gordes"))
    sites = [row[0] for row in book.reader().execute("SELECT id FROM site ORDER BY id DESC")]
    other = person(book, "AUTRE")
    assert "Gordes" in refer(book, To(two, sites[0]), DRAFT, now=NOW).record_line
    refer(book, two, DRAFT, now=NOW)
    assert [row[0] for row in book.reader().execute("SELECT site_id FROM referral ORDER BY id")] == [sites[0], None]
    with pytest.raises(CarnetError, match="Ce lieu"):
        refer(book, To(other, sites[0]), DRAFT, now=NOW)


def test_a_tray_of_three_closes_around_the_one_that_answers(book: Book) -> None:
    keys = [person(book, name) for name in ("UN", "DEUX", "TROIS")]
    before = dump(book)
    made = refer(book, [*keys, keys[0]], DRAFT, now=NOW)
    assert made.record_line.count("Adressé le") == 3
    late = follow_up(book.reader(), today=TODAY + timedelta(days=200))
    assert [row.others for row in late.due] == [("Dr DEUX", "Dr TROIS"), ("Dr UN", "Dr TROIS"), ("Dr UN", "Dr DEUX")]
    told = record(book, [made.ids[1]], Kind.NEWS, now=NOW)
    assert [kinds(book, key) for key in keys] == [[["closed"]], [["news"]], [["closed"]]]
    assert counts(book.reader(), today=TODAY).everything == 0
    assert not undo(book, told.batch, now=NOW).kept
    assert [kinds(book, key) for key in keys] == [[[]], [[]], [[]]]
    undone(book, before, made)


def test_a_fourth_name_is_one_too_many(book: Book) -> None:
    keys = [person(book, name) for name in ("UN", "DEUX", "TROIS", "QUATRE")]
    with pytest.raises(CarnetError, match=r"3 noms au plus.*il y en a 4"):
        refer(book, keys, DRAFT, now=NOW)
    assert value(book, "SELECT count(*) FROM referral") == 0


def test_a_person_of_the_register_joins_with_the_missing_number_in_the_same_act(book: Book) -> None:
    before = dump(book)
    line = LineDraft("06 39 98 44 10", ring="public")
    made = adopt_and_refer(book, FARANDE, DRAFT, now=NOW, line=line, site_key="8")
    assert made.record_line.endswith("Dr Ugo FARANDE, rhumatologue, APT, 04 65 71 08 31.")
    key = value(book, "SELECT id FROM correspondent")
    assert {one.value for one in card_of(book.reader(), key, today=TODAY).public.lines} == {
        "04 65 71 08 31", "06 39 98 44 10",
    }  # fmt: skip
    again = adopt_and_refer(book, FARANDE, DRAFT, now=NOW)
    assert again.cards == made.cards
    undo(book, again.changes.batch, now=NOW)
    undone(book, before, made)


def test_a_person_of_the_register_whose_card_is_in_the_trash_comes_back_with_the_referral(book: Book) -> None:
    adopt_and_refer(book, FARANDE, DRAFT, now=NOW)
    key = value(book, "SELECT id FROM correspondent")
    to_trash(book, [key], now=NOW)
    with pytest.raises(CarnetError, match="dans la corbeille"):
        adopt(book, FARANDE, now=NOW)
    before = dump(book)
    made = adopt_and_refer(book, FARANDE, DRAFT, now=NOW)
    assert (value(book, "SELECT count(*) FROM correspondent"), len(history(book.reader(), key))) == (1, 2)
    assert value(book, "SELECT count(*) FROM search_word WHERE word = 'farande'") == 1
    undone(book, before, made)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"patient_code": "Garcin Marie"}, LooksLikeName),
        ({"patient_code": NIR}, SocialSecurityNumber),
        ({"motive": f"épaule {NIR}"}, SocialSecurityNumber),
        ({"note": NIR}, SocialSecurityNumber),
        ({"made_on": TODAY + timedelta(days=3)}, CarnetError),
        ({"made_on": date(1926, 3, 12)}, CarnetError),
        ({"mode": "pigeon"}, CarnetError),
        ({"urgency": "hier"}, CarnetError),
        ({"motive": "x" * 400}, CarnetError),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    book: Book, key: int, change: dict[str, Any], refusal: type[CarnetError]
) -> None:
    before, journal = dump(book), value(book, "SELECT count(*) FROM journal")
    with pytest.raises(refusal):
        refer(book, [key, To(CorrespondentDraft(family_name="NOUVEAU"))], replace(DRAFT, **change), now=NOW)
    assert (dump(book), value(book, "SELECT count(*) FROM journal")) == (before, journal)


def test_a_name_is_kept_as_typed_only_when_told(book: Book, key: int) -> None:
    refer(book, key, replace(DRAFT, patient_code="Garcin Marie"), now=NOW, code_as_typed=True)
    with pytest.raises(SocialSecurityNumber):
        refer(book, key, replace(DRAFT, patient_code=NIR), now=NOW, code_as_typed=True)
    assert value(book, "SELECT group_concat(patient_code) FROM referral") == "Garcin Marie"


def test_the_text_for_the_record_is_the_owners(book: Book, key: int) -> None:
    default = template(book)
    set_template(book, "{date} → {nom}[ pour {motif}][ / {urgence}]", now=NOW)
    assert refer(book, key, DRAFT, now=NOW).record_line == "22 novembre 2026 → Dr Paul CASTELMON"
    urgent = replace(DRAFT, motive="épaule", urgency="urgent")
    assert refer(book, key, urgent, now=NOW).record_line.endswith("CASTELMON pour épaule / urgent")
    for wrong, said in (("{nom} {tel}", "tel"), ("{nom} [{motif}", "refermé"), ("Adressé.", "nommer")):
        with pytest.raises(CarnetError, match=said):
            set_template(book, wrong, now=NOW)
    set_template(book, "", now=NOW)
    assert template(book) == default


def test_news_before_the_referral_an_appointment_in_1926_and_illegal_steps_are_refused(book: Book, key: int) -> None:
    (one,) = refer(book, key, replace(DRAFT, made_on=TODAY - timedelta(days=5)), now=NOW).ids
    before = dump(book)
    tries: list[tuple[Kind, date | None, str]] = [
        (Kind.NEWS, TODAY - timedelta(days=6), "Ces nouvelles du 16 novembre 2026.*avant l’adressage"),
        (Kind.APPOINTMENT, date(1926, 3, 12), "Ce rendez-vous du 12 mars 1926.*avant l’adressage"),
        (Kind.APPOINTMENT, date(2029, 3, 12), "plus de deux ans"),
        (Kind.APPOINTMENT, None, "Il manque la date"),
        (Kind.NEWS, TODAY + timedelta(days=9), "C’est à venir"),
    ]
    for kind, on, said in tries:
        with pytest.raises(CarnetError, match=said):
            record(book, [one], kind, on=on, now=NOW)
    with pytest.raises(SocialSecurityNumber):
        record(book, [one], Kind.NEWS, note=NIR, now=NOW)
    assert dump(book) == before
    record(book, [one], Kind.SEEN, now=NOW)
    with pytest.raises(CarnetError, match=r"« vu » depuis le 22 novembre 2026.*« pas venu » ne peut pas venir après"):
        record(book, [one], Kind.NO_SHOW, now=NOW)


def test_several_are_answered_at_once_all_or_none(book: Book, key: int) -> None:
    ids = [refer(book, key, DRAFT, now=NOW).ids[0] for _ in range(3)]
    record(book, ids[:2], Kind.CLOSED, now=NOW)
    with pytest.raises(CarnetError, match="clos"):
        record(book, ids, Kind.NEWS, now=NOW)
    assert kinds(book, key) == [[], ["closed"], ["closed"]]
    with pytest.raises(RowGone):
        record(book, [*ids[2:], "nowhere"], Kind.NEWS, now=NOW)
    assert kinds(book, key) == [[], ["closed"], ["closed"]]


def test_a_mistake_is_corrected_by_another_event_and_stays_in_the_history(book: Book, key: int) -> None:
    (one,) = refer(book, key, replace(DRAFT, made_on=TODAY - timedelta(days=90)), now=NOW).ids
    record(book, [one], Kind.APPOINTMENT, on=TODAY + timedelta(days=30), now=NOW)
    correct(book, last_event(book, one), Kind.APPOINTMENT, on=TODAY - timedelta(days=50), now=NOW)
    record(book, [one], Kind.CLOSED, now=NOW)
    with pytest.raises(CarnetError, match="clos"):
        record(book, [one], Kind.NEWS, now=NOW)
    changes = correct(book, last_event(book, one), now=NOW)
    (seen,) = history(book.reader(), key)
    assert [(event.kind, event.corrected) for event in seen.events] == [
        ("appointment", False), ("appointment", True), ("closed", True), ("withdrawn", False),
    ]  # fmt: skip
    assert seen.standing(TODAY).supposed
    assert sent_this_month(book.reader(), key, TODAY - timedelta(days=90)) == 1
    assert len(follow_up(book.reader(), today=TODAY).due) == 1
    assert card_of(book.reader(), key, today=TODAY).judgement.own_delays == (40,)
    with pytest.raises(CarnetError, match="déjà été corrigé"):
        correct(book, seen.events[1].uuid, now=NOW)
    undo(book, changes.batch, now=NOW)
    assert history(book.reader(), key)[0].standing(TODAY).step == "closed"


def test_a_referral_withdrawn_counts_no_more(book: Book, key: int) -> None:
    (one,) = refer(book, key, DRAFT, now=NOW).ids
    record(book, [one], Kind.WITHDRAWN, now=NOW)
    assert sent_this_month(book.reader(), key, TODAY) == 0
    assert counts(book.reader(), today=TODAY + timedelta(days=100)).everything == 0


def test_a_clock_set_back_is_told_and_loses_nothing(book: Book, key: int) -> None:
    (one,) = refer(book, key, DRAFT, now=NOW).ids
    earlier = NOW - timedelta(days=400)
    assert clock_behind(book, NOW) is None
    assert clock_behind(book, earlier) == TODAY
    with pytest.raises(CarnetError, match="L’ordinateur dit que nous sommes le 18 octobre 2025"):
        record(book, [one], Kind.NEWS, now=earlier)
    assert counts(book.reader(), today=earlier.date()).today == 0
    refer(book, key, replace(DRAFT, made_on=earlier.date()), now=earlier)
    record(book, [one], Kind.NEWS, now=NOW)
    assert [one.made_on for one in history(book.reader(), key)] == [TODAY, earlier.date()]


def test_snoozing_hides_a_week_and_wakes(book: Book, key: int) -> None:
    (one,) = refer(book, key, replace(DRAFT, made_on=TODAY - timedelta(days=200)), now=NOW).ids
    before = dump(book)
    slept = snooze(book, [one], now=NOW)
    for days, expected in ((0, (0, 0, 1)), (6, (0, 0, 1)), (7, (1, 1, 0))):
        found = counts(book.reader(), today=TODAY + timedelta(days=days))
        assert (found.today, found.everything, found.snoozed) == expected
        whole = follow_up(book.reader(), today=TODAY + timedelta(days=days)).counts
        assert whole == found
    undone(book, before, slept)
    snooze(book, [one], until=TODAY + timedelta(days=1), now=NOW)
    wake(book, [one], now=NOW)
    assert dump(book) == before
    for until in (TODAY, TODAY + timedelta(days=500)):
        with pytest.raises(CarnetError, match="pause"):
            snooze(book, [one], until=until, now=NOW)
    follow(book, [one], False, now=NOW)
    assert counts(book.reader(), today=TODAY).everything == 0


def test_did_it_help_is_two_answers_each_skippable(book: Book, key: int) -> None:
    (one,) = refer(book, key, DRAFT, now=NOW).ids
    assert say_outcome(book, one, now=NOW).nothing
    say_outcome(book, one, care_improved=True, now=NOW)
    say_outcome(book, one, time_saved=False, now=NOW)
    (seen,) = history(book.reader(), key)
    assert (seen.care_improved, seen.time_saved) == (True, False)


def test_in_the_trash_referrals_wait_and_come_back(book: Book, key: int) -> None:
    (one,) = refer(book, key, replace(DRAFT, made_on=TODAY - timedelta(days=200)), now=NOW).ids
    assert to_trash(book, [key], now=NOW).waiting == ((key, 1),)
    assert counts(book.reader(), today=TODAY).everything == 0
    with pytest.raises(RowGone):
        record(book, [one], Kind.NEWS, now=NOW)
    with pytest.raises(RowGone):
        refer(book, key, DRAFT, now=NOW)
    (seen,) = patient_history(book.reader(), "gm")
    assert (seen.card, seen.name) == ("", "Dr Paul CASTELMON")
    restore(book, [key], now=NOW)
    assert counts(book.reader(), today=TODAY).today == 1


def test_the_history_of_a_patient_code(book: Book, key: int) -> None:
    other = person(book, "AUTRE")
    for day, card, code in ((9, key, "GM"), (3, other, "gm "), (1, key, "LB"), (2, key, "")):
        refer(book, card, replace(DRAFT, patient_code=code, made_on=TODAY - timedelta(days=day)), now=NOW)
    assert [one.name for one in patient_history(book.reader(), " Gm")] == ["Dr AUTRE", "Dr Paul CASTELMON"]
    assert patient_history(book.reader(), "") == ()
    assert known_codes(book.reader(), "g") == ("gm", "GM")


def test_the_codes_of_the_rules_are_those_of_the_tables() -> None:
    assert loop.REASONS == REASONS
    for table, column, codes in (
        ("referral_event", "kind", set(Kind)),
        ("referral", "mode", {"", *MODES}),
        ("referral", "urgency", {"", *URGENCIES}),
    ):
        checks = " ".join(
            str(check.sqltext)
            for check in metadata.tables[table].constraints
            if isinstance(check, CheckConstraint) and f"{column} IN (" in str(check.sqltext)
        )
        assert set(re.findall(r"'([a-z_]*)'", checks)) == codes
