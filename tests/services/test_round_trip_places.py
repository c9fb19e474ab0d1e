"""What hangs on a place comes back on the place, once; a number that stands twice on a card says each time its own."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carnet.domain.disclosure import Profile
from carnet.exchange.export import Format
from carnet.exchange.incoming import IncomingRole, IncomingSite
from carnet.exchange.reading import open_file
from carnet.models import tables
from carnet.models.book import Book
from carnet.services import demonstration, editing, imports
from carnet.services.correspondents import SiteRegistry, add_correspondent
from carnet.services.drafts import CorrespondentDraft, LineDraft, RoleDraft, SiteDraft
from tests.conftest import LATER, NOW, TODAY, make_book
from tests.services.importing import card, dump, file
from tests.services.test_round_trip import FOR, brought, contents, exported, nothing_new

NUMBER = "04 65 71 10 02"
SECRETARIAT = LineDraft("04 65 71 10 01", use="secretariat", best_time="8 h–10 h")
HOUSE = SiteDraft("84003", "Apt", "84400", "Maison de santé", "1 rue des Lices", lines=(SECRETARIAT,), key="house")
ON = "CASE WHEN l.site_id NOT NULL THEN 'site' WHEN l.role_id NOT NULL THEN 'role' ELSE 'card' END"


@pytest.fixture
def books(tmp_path: Path) -> Any:
    """Two empty books."""
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
    with make_book(tmp_path / "here") as here, make_book(tmp_path / "there") as there:
        yield here, there


def fill(book: Book, *people: CorrespondentDraft) -> None:
    sites = SiteRegistry()
    with book.write("fill", now=NOW) as writer:
        for draft in people:
            add_correspondent(writer, draft, sites=sites)


def person(name: str, *roles: RoleDraft, lines: tuple[LineDraft, ...] = ()) -> CorrespondentDraft:
    return CorrespondentDraft(family_name=name, given_name="Anne", roles=roles, lines=lines)


def at(*sites: SiteDraft | None) -> tuple[RoleDraft, ...]:
    return tuple(RoleDraft("rhumatologie", site) for site in sites)


def lines_of(book: Book) -> list[tuple[str, ...]]:
    """Every row of lines: what it says and what it hangs on, the name of its card or of its place."""
    sql = (
        f"SELECT l.value, l.kind, l.use, l.label, l.ring, l.best_time, {ON},"
        " coalesce(s.name || s.street || s.hours, c.family_name) FROM line l LEFT JOIN site s ON s.id = l.site_id"
        " LEFT JOIN role r ON r.id = l.role_id"
        " LEFT JOIN correspondent c ON c.id = coalesce(l.correspondent_id, r.correspondent_id)"
    )
    return sorted(book.reader().execute(sql).fetchall())


def together(book: Book) -> set[tuple[tuple[str, int], ...]]:
    """The posts of each place, by the name of the card and their rank on it."""
    rows = book.reader().execute(
        "SELECT r.site_id, c.family_name,"
        " row_number() OVER (PARTITION BY c.id ORDER BY r.until NOT NULL, r.position, r.id) FROM role r"
        " JOIN correspondent c ON c.id = r.correspondent_id"
    )
    found: dict[int, list[tuple[str, int]]] = {}
    for site, name, rank in rows:
        if site is not None:
            found.setdefault(site, []).append((name, rank))
    return {tuple(sorted(posts)) for posts in found.values()}


TIMES = st.sampled_from(["", "midi", "le soir"])
LINES = st.lists(
    st.builds(
        LineDraft, st.sampled_from(["04 65 71 10 01", NUMBER, "06 39 98 10 03", "15"]),
        use=st.sampled_from(["", "secretariat", "direct"]), label=st.sampled_from(["", "le matin"]),
        ring=st.sampled_from(["public", "practice", "personal"]), best_time=TIMES,
    ),
    max_size=3, unique_by=lambda line: line.value,
).map(tuple)  # fmt: skip
# Each in a street of its own, but for the first, which has none.
PLACES = st.lists(LINES, min_size=4, max_size=4).map(
    lambda lines: [
        SiteDraft("84003", "Apt", "84400", "Hôpital", "", lines=lines[0] or (SECRETARIAT,), key="0"),
        *(SiteDraft("84007", street=f"{n} rue Haute", hours="8 h", lines=lines[n], key=str(n)) for n in (1, 2)),
        SiteDraft("84003", "Apt", "84400", street="1 rue Haute", lines=lines[3], key="3"),
    ]
)
POSTS = st.lists(st.tuples(st.sampled_from([0, 1, 2, 3, None]), LINES, st.sampled_from([None, TODAY])), max_size=3)
PEOPLE = st.lists(st.tuples(POSTS, LINES), min_size=1, max_size=4)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(PLACES, PEOPLE, st.sampled_from(list(Format)), st.sampled_from(FOR))
def test_places_and_their_lines_come_back(
    tmp_path_factory: pytest.TempPathFactory, places: list[SiteDraft], people: list[Any], format_: Format,
    profile: Profile,
) -> None:  # fmt: skip
    folder = tmp_path_factory.mktemp("places")
    for name in ("here", "there"):
        (folder / name).mkdir()
    with make_book(folder / "here") as here, make_book(folder / "there") as there:
        drafts = [
            person(f"Durance{number}", *(
                RoleDraft("rhumatologie", None if site is None else places[site], lines=lines, until=until)
                for site, lines, until in posts
            ), lines=own)
            for number, (posts, own) in enumerate(people)
        ]  # fmt: skip
        fill(here, *drafts)
        first = exported(here, folder / f"first.{format_}", profile, format_)
        nothing_new(*brought(here, first))
        brought(there, first)
        if profile is Profile.SELF:
            assert lines_of(there) == lines_of(here)
            assert together(there) == together(here)
        nothing_new(*brought(there, first))
        second = exported(there, folder / f"second.{format_}", profile, format_)
        assert contents(second, format_) == contents(first, format_)


@pytest.mark.parametrize("format_", Format)
def test_the_demonstration_keeps_its_lines(books: tuple[Book, Book], tmp_path: Path, format_: Format) -> None:
    here, there = books
    demonstration.fill(here, today=TODAY, now=NOW)
    brought(there, exported(here, tmp_path / f"f.{format_}", Profile.SELF, format_))
    assert lines_of(there) == lines_of(here)
    assert any(line[6] == "site" for line in lines_of(here))


def test_one_edit_of_a_place_s_line_is_one_edit(books: tuple[Book, Book], tmp_path: Path) -> None:
    here, there = books
    fill(here, *(person(name, *at(HOUSE)) for name in ("Durance", "Luberon", "Ventoux")))
    before = dump(there)
    _, applied = brought(there, exported(here, tmp_path / "f.vcf", Profile.COLLEAGUE, Format.VCF3))
    ((row, site),) = there.reader().execute("SELECT id, site_id FROM line").fetchall()
    assert site
    editing.change_line(there, row, value="04 65 71 10 99", now=LATER)
    text = (
        exported(there, tmp_path / "g.vcf", Profile.COLLEAGUE, Format.VCF4).read_bytes().decode().replace("\r\n ", "")
    )
    assert (text.count("04 65 71 10 99"), text.count("04 65 71 10 01")) == (3, 0)
    editing.change_line(there, row, value="04 65 71 10 01", now=LATER)
    assert imports.undo(there, applied.batch, now=LATER + timedelta(hours=1)).kept == 0
    assert dump(there) == before


def test_an_import_undone_after_an_edit_keeps_the_place_of_everybody(books: tuple[Book, Book], tmp_path: Path) -> None:
    here, there = books
    fill(here, *(person(name, *at(HOUSE)) for name in ("Durance", "Luberon")))
    _, applied = brought(there, exported(here, tmp_path / "f.vcf", Profile.COLLEAGUE, Format.VCF3))
    ((row,),) = there.reader().execute("SELECT id FROM line").fetchall()
    editing.change_line(there, row, value="04 65 71 10 99", now=LATER)
    undone = imports.undo(there, applied.batch, now=LATER + timedelta(hours=1))
    assert (undone.removed, {one.name for one in undone.kept_cards}) == (0, {"Anne DURANCE", "Anne LUBERON"})
    assert [line[0] for line in lines_of(there)] == ["04 65 71 10 99"]


def without(line: LineDraft | None) -> SiteDraft:
    lines = (line,) if line else ()
    return SiteDraft("84003", "Apt", "84400", "Maison de santé", "1, rue des Lices", lines=lines)


@pytest.mark.parametrize("has", [True, False])
def test_a_place_of_the_book_is_used_and_left_as_it_is(books: tuple[Book, Book], tmp_path: Path, has: bool) -> None:
    """Two come to a place where I know a third one: what I know of the place is not added to."""
    here, there = books
    fill(here, *(person(name, *at(HOUSE)) for name in ("Durance", "Luberon")))
    fill(there, person("Ventoux", *at(without(SECRETARIAT if has else None))))
    mine = lines_of(there)
    _, applied = brought(there, exported(here, tmp_path / "f.vcf", Profile.COLLEAGUE, Format.VCF3))
    assert together(there) == {(("Durance", 1), ("Luberon", 1), ("Ventoux", 1))}
    added = [line[6:] for line in lines_of(there) if line not in mine]
    assert added == ([] if has else [("role", "Durance"), ("role", "Luberon")])
    imports.undo(there, applied.batch, now=LATER)
    assert lines_of(there) == mine


@pytest.mark.parametrize("format_", Format)
def test_two_services_at_one_address_keep_each_its_secretariat(
    books: tuple[Book, Book], tmp_path: Path, format_: Format
) -> None:
    here, there = books
    other = SiteDraft("84003", "Apt", "84400", "Maison de santé", "1 rue des Lices", lines=(LineDraft(NUMBER),))
    silent = SiteDraft("84003", "Apt", "84400", "Maison de santé", "1 rue des Lices")
    fill(here, person("Durance", *at(HOUSE)), person("Luberon", *at(other)), person("Ventoux", *at(silent)))
    first = exported(here, tmp_path / f"a.{format_}", Profile.PATIENT, format_)
    brought(there, first)
    assert len(together(there)) == 3
    second = exported(there, tmp_path / f"b.{format_}", Profile.PATIENT, format_)
    assert contents(second, format_) == contents(first, format_)


def test_one_address_written_twice_becomes_one_place(books: tuple[Book, Book], tmp_path: Path) -> None:
    here, there = books
    fill(here, person("Durance", *at(without(None))), person("Luberon", *at(without(None))))
    assert len(together(here)) == 2
    brought(there, exported(here, tmp_path / "f.vcf", Profile.SELF, Format.VCF3))
    assert together(there) == {(("Durance", 1), ("Luberon", 1))}


def test_an_address_spelled_otherwise_keeps_its_spelling_in_my_own_file(
    books: tuple[Book, Book], tmp_path: Path
) -> None:
    here, there = books
    fill(here, *(person(f"Durance{at_}", *at(site)) for at_, site in enumerate([
        SiteDraft("84003", "Apt", "84400", street="1 rue des Lices", access="code 12 A"),
        SiteDraft("84003", "Apt", "84400", street="1 RUE DES LICES", access="code 12A"),
        SiteDraft("84003", "Apt", "84400", street="1, rue des Lices", access="code 12 a"),
    ])))  # fmt: skip
    first = exported(here, tmp_path / "a.vcf", Profile.SELF, Format.VCF3)
    brought(there, first)
    second = exported(there, tmp_path / "b.vcf", Profile.SELF, Format.VCF3)
    assert second.read_bytes() == first.read_bytes()


@pytest.mark.parametrize("mine", [False, True])
def test_one_street_in_two_villages_of_one_postcode_is_two_places(empty_book: Book, mine: bool) -> None:
    """84400 is Apt and Gargas: « place de la Mairie » is in both."""
    towns = ("Apt", "Gargas")
    places = [IncomingSite(street="Place de la Mairie", postcode="84400", city=town) for town in towns]
    if mine:
        fill(empty_book, person("Ventoux", *at(SiteDraft("84003", "Apt", "84400", street="Place de la Mairie"))))
    cards = [card(town, town, "Anne", roles=(IncomingRole("rhumatologie", site=site),))
             for town, site in zip(towns, places, strict=True)]  # fmt: skip
    review = imports.plan(empty_book, file(cards))
    imports.apply(empty_book, review, review.decisions(), now=LATER)
    rows = empty_book.reader().execute("SELECT city FROM site ORDER BY city").fetchall()
    assert rows == [("Apt",), ("Gargas",)]


@pytest.mark.parametrize("format_", Format)
@pytest.mark.parametrize("profile", [Profile.SELF, Profile.PHONE, Profile.COLLEAGUE])
def test_a_number_that_stands_twice_says_each_time_when_it_answers(
    books: tuple[Book, Book], tmp_path: Path, profile: Profile, format_: Format
) -> None:
    here, there = books
    house = SiteDraft("84003", "Apt", "84400", "", "1 rue des Lices", lines=(LineDraft(NUMBER, ring="personal"),))
    post = RoleDraft("rhumatologie", house, lines=(LineDraft(NUMBER, ring="public", best_time="le soir"),))
    fill(here, person("Durance", post, lines=(LineDraft(NUMBER, ring="public", best_time="midi"),)))
    brought(there, exported(here, tmp_path / f"f.{format_}", profile, format_))
    practice = profile is not Profile.COLLEAGUE
    expected = {("card", "midi" if practice else ""), ("role", "le soir" if practice else "")}
    assert {(line[6], line[5]) for line in lines_of(there)} == expected | (
        {("site", "")} if profile == "self" else set()
    )


def placed(book: Book) -> None:
    with book.write("move", now=NOW) as writer:
        line, role = writer.dbapi.execute("SELECT l.id, r.id FROM line l, role r").fetchone()
        writer.update(tables.line, line, correspondent_id=None, role_id=role)


def shared(book: Book) -> None:
    with book.write("move", now=NOW) as writer:
        line, site = writer.dbapi.execute("SELECT l.id, s.id FROM line l, site s").fetchone()
        writer.update(tables.line, line, correspondent_id=None, site_id=site)


@pytest.mark.parametrize("move", [placed, shared])
def test_a_line_moved_to_a_place_is_not_lost_in_the_original(
    books: tuple[Book, Book], tmp_path: Path, move: Callable[[Book], None]
) -> None:
    """The original says the place well enough by itself: it did without the property that numbers it."""
    here, there = books
    path = tmp_path / "in.vcf"
    path.write_text(
        "BEGIN:VCARD\nVERSION:3.0\nUID:abc\nN:Garcin;Anne;;Dr;\nTITLE:Rhumatologue\n"
        "ADR:;;1 rue Haute;Villeinconnue;;99999;\nTEL:04 65 71 20 14\nEND:VCARD\n",
        encoding="utf-8",
    )
    brought(here, path)
    move(here)
    first = exported(here, tmp_path / "f.vcf", Profile.SELF, Format.VCF3)
    brought(there, first)
    assert lines_of(there) == lines_of(here)
    assert exported(there, tmp_path / "g.vcf", Profile.SELF, Format.VCF3).read_bytes() == first.read_bytes()


def test_a_line_whose_place_was_dropped_is_the_card_s(tmp_path: Path) -> None:
    path = tmp_path / "in.vcf"
    path.write_text(
        "BEGIN:VCARD\nVERSION:3.0\nN:Garcin;Anne;;;\nTEL;X-CARNET-PLACE=2;X-CARNET-OF-SITE=yes:0465712014\nEND:VCARD\n",
        encoding="utf-8",
    )
    (found,) = open_file(path).cards
    assert [line.value for line in found.lines] == ["0465712014"]
    path = tmp_path / "in.csv"
    path.write_text("Fiche;Nom;Téléphone 1;Téléphone 1 (lieu)\nGARCIN;Garcin;0465712014;2\n", encoding="utf-8")
    (found,) = open_file(path).cards
    assert [line.value for line in found.lines] == ["0465712014"]
