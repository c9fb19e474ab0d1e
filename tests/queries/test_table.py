"""The table's rows, words and ready-made searches, on a real book; and what a narrower profile reads of them."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from carnet.domain.disclosure import Profile
from carnet.domain.filters import FIELDS, compiled, read
from carnet.models.book import Book
from carnet.queries import table_lists
from carnet.queries.table import Table, TableRow, read_table
from carnet.queries.table_words import read_words
from carnet.services import editing, trash
from carnet.services.correspondents import create_correspondent
from carnet.services.demonstration import fill as demonstrate
from carnet.services.drafts import CorrespondentDraft, LineDraft, RoleDraft, SiteDraft
from tests import rich_book
from tests.conftest import NOW, TODAY, make_book


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    folder = tmp_path_factory.mktemp("table")
    with make_book(folder) as book:
        demonstrate(book, today=TODAY, now=NOW)
        yield book
    shutil.rmtree(folder)


def table_of(book: Book, profile: Profile = Profile.OWNER) -> Table:
    made = read_table(book.reader(), today=TODAY, profile=profile)
    made.folded = read_words(book.reader(), made)
    return made


def kept(table: Table, text: str) -> list[TableRow]:
    test = compiled(read(text), table, TODAY)
    return [row for row in table.rows if test(row)]


def named(table: Table, text: str) -> set[str]:
    return {row.name.split()[-1] for row in kept(table, text)}


def test_every_card_of_the_demonstration_is_a_row_in_the_order_of_names(demonstration: Book) -> None:
    table = table_of(demonstration)
    count = demonstration.reader().execute("SELECT count(*) FROM correspondent").fetchone()[0]
    assert len(table.rows) == count == 300
    assert [row.order for row in table.rows] == sorted(row.order for row in table.rows)


def test_a_row_says_what_the_card_says(demonstration: Book) -> None:
    (row,) = kept(table_of(demonstration), "castelmon")
    assert (row.name, row.specialties, row.number) == ("Dr Paul CASTELMON", ("rhumatologie",), "04 65 71 20 14")
    assert row.towns == ("Avignon",)
    assert row.departments == ("84",)
    assert row.rings == ("tous", "moi")
    (row,) = kept(table_of(demonstration), "benhaddou")
    assert row.favourite
    assert row.referrals == 6


def test_those_avoided_are_marked_for_the_owner_alone(demonstration: Book) -> None:
    assert "SERRANE" in named(table_of(demonstration), "n-adresse-pas:oui")
    assert "VAUDRANE" not in named(table_of(demonstration), "n-adresse-pas:oui")
    secretary = table_of(demonstration, Profile.SECRETARY)
    assert not any(row.avoided or row.favourite or row.tags or row.referred_on for row in secretary.rows)
    assert kept(secretary, "n-adresse-pas:oui") == kept(secretary, "favori:non") == []


def test_words_are_found_wherever_the_profile_may_see_them(tmp_path: Path) -> None:
    with make_book(tmp_path) as book:
        rich_book.fill(book)
        key = book.reader().execute("SELECT id FROM correspondent WHERE family_name = 'Durance'").fetchone()[0]
        editing.change_card(book, key, now=NOW, note="très humaine", practical_note="sonner deux fois")
        owner, secretary = table_of(book), table_of(book, Profile.SECRETARY)
    for text in ("durance", "echograph", "arabe", "lices", "rhumato", "04 65 71 10 01", "0465711001", "sonner"):
        assert "DURANCE" in named(owner, text), text
        assert "DURANCE" in named(secretary, text), text
    for text in ("humaine", "reseau", "epaule", "0639981003"):
        assert "DURANCE" in named(owner, text), text
        assert "DURANCE" not in named(secretary, text), text


def test_tags_and_fields(demonstration: Book) -> None:
    table = table_of(demonstration)
    every = set(table.rows)
    for text in ("#reseau", "secteur:1", "domicile:oui", "visible:moi", "statut:retraite", "verifie:jamais"):
        assert set(kept(table, text)) | set(kept(table, f"sans {text}")) == every
    assert {row.status for row in kept(table, "statut:retraite")} == {"retired"}
    known = [row for row in table.rows if row.kind == "person"]
    assert len(kept(table, "rencontre:oui")) + len(kept(table, "rencontre:non")) == len(known)
    assert kept(table, "specialite:rhumatologie")
    assert kept(table, "commune:cavaillon departement:84")


def test_every_field_reads_every_row(demonstration: Book) -> None:
    table = table_of(demonstration)
    for field in FIELDS:
        assert table.knows(field)
        values = {value for row in table.rows for value in table.values(field)(row)}
        assert all(value == value.lower() and " " not in value for value in values), field


def test_a_role_that_is_over_says_nothing_any_more(empty_book: Book) -> None:
    past = TODAY - timedelta(days=2)
    site = SiteDraft(city="Gordes", postcode="84220", lines=(LineDraft("04 65 71 10 09"),))
    old = RoleDraft(specialty="rhumatologie", site=site, since=past, until=past)
    create_correspondent(empty_book, CorrespondentDraft(family_name="Roux", roles=(old,)), now=NOW)
    (row,) = table_of(empty_book).rows
    assert (row.specialties, row.towns, row.number, row.rings) == ((), (), "", ())


def test_the_patients_number_is_of_the_first_place_then_its_own(empty_book: Book) -> None:
    site = SiteDraft(city="Gordes", lines=(LineDraft("04 65 71 10 09"),))
    own = (LineDraft("06 39 98 10 03"), LineDraft("04 65 71 10 01"))
    for name, roles in (("Avec", (RoleDraft(site=site),)), ("Sans", ())):
        draft = CorrespondentDraft(family_name=name, roles=roles, lines=own)
        create_correspondent(empty_book, draft, now=NOW)
    assert [row.number for row in table_of(empty_book).rows] == ["04 65 71 10 09", "04 65 71 10 01"]


def test_the_trash_is_not_in_the_table(empty_book: Book) -> None:
    for name in ("Roux", "Blanc"):
        create_correspondent(empty_book, CorrespondentDraft(family_name=name), now=NOW)
    trash.to_trash(empty_book, [1], now=NOW)
    assert [row.name for row in table_of(empty_book).rows] == ["BLANC"]


def test_ready_made_searches(demonstration: Book) -> None:
    table = table_of(demonstration)
    chosen = table_lists.choose(demonstration.reader(), table)
    assert [one.code for one in table_lists.offered(Profile.OWNER)] == [
        "all", "favourites", "recent", "never_met", "to_check",
    ]  # fmt: skip
    assert [one.code for one in table_lists.offered(Profile.SECRETARY)] == ["all", "to_check"]
    assert set(chosen) == {"recent", "to_check"}
    assert chosen["to_check"]
    assert all(chosen["to_check"].values())
    latest = list(chosen["recent"])
    at = {row.key: max(row.changed_at, row.referred_on) for row in table.rows}
    assert [at[key] for key in latest] == sorted((at[key] for key in latest), reverse=True)


def test_recent_is_what_changed_or_served_lately(empty_book: Book) -> None:
    for name, days in (("Vieux", 400), ("Neuf", 1)):
        create_correspondent(empty_book, CorrespondentDraft(family_name=name), now=NOW - timedelta(days=days))
    table = table_of(empty_book)
    neuf = next(row.key for row in table.rows if row.name == "NEUF")
    assert table_lists.recent(empty_book.reader(), table) == {neuf: ""}


def test_an_empty_book_is_an_empty_table(empty_book: Book) -> None:
    table = table_of(empty_book)
    assert table.rows == ()
    assert table_lists.choose(empty_book.reader(), table) == {"recent": {}, "to_check": {}}
