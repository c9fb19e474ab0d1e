"""What binds structures, codes of posts, delays told in the past: they leave for whom they may, and come back."""

import contextlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carnet.domain.disclosure import Profile
from carnet.domain.structures import LINKS
from carnet.errors import CarnetError
from carnet.exchange.export import Format
from carnet.exchange.reading import open_file
from carnet.models import tables
from carnet.models.book import Book
from carnet.services import imports
from carnet.services.correspondents import add_correspondent
from carnet.services.drafts import CorrespondentDraft, DelayDraft, RoleDraft, SiteDraft
from carnet.services.exports import Order, prepare
from carnet.services.structures import add_link, change_link, remove_link
from carnet.services.trash import to_trash
from tests.conftest import NOW, TODAY, make_book
from tests.services.importing import dump

LATER = NOW + timedelta(hours=1)
FOR = [Profile.SELF, Profile.SUCCESSOR, Profile.COLLEAGUE, Profile.LOCUM, Profile.PHONE, Profile.PATIENT]
NAMES = ("CH d’Apt", "Maternité : du Pays d’Apt, depuis 2020-01-01", "Groupe; hospitalier\\", "Association A.B.C.")
Links = set[tuple[str, str, str, str | None, str | None]]


def fill(book: Book, *names: str) -> list[int]:
    """Structures of these names, each in its own street."""
    with book.write("fill", now=NOW) as writer:
        return [
            add_correspondent(writer, CorrespondentDraft(kind="structure", label=name, roles=(RoleDraft(site=site),)))
            for number, name in enumerate(names, 1)
            for site in [SiteDraft("84007", street=f"{number} rue Haute")]
        ]


def links_of(book: Book) -> Links:
    return set(
        book.reader().execute(
            "SELECT f.label, l.kind, t.label, l.since, l.until FROM structure_link l"
            " JOIN correspondent f ON f.id = l.from_id JOIN correspondent t ON t.id = l.to_id"
        )
    )


def told(book: Book) -> list[tuple[int, str, str]]:
    return book.reader().execute("SELECT days, told_on, audience FROM told_delay ORDER BY told_on, id").fetchall()


def leaves(book: Book, path: Path, profile: Profile = Profile.SELF, format_: Format = Format.VCF3, *ids: str) -> Path:
    order = Order(profile, format_, until=TODAY.replace(year=2030), ids=ids)
    prepare(book, order, today=TODAY).write(path)
    return path


def comes(book: Book, path: Path) -> imports.Applied:
    review = imports.plan(book, open_file(path))
    return imports.apply(book, review, review.decisions(), now=LATER)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Book]:
    """The book that a file leaves."""
    (tmp_path / "here").mkdir()
    with make_book(tmp_path / "here") as book:
        yield book


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Book]:
    """The book that it comes to."""
    (tmp_path / "there").mkdir()
    with make_book(tmp_path / "there") as book:
        yield book


def id_of(book: Book, label: str) -> str:
    found = book.reader().execute("SELECT uuid FROM correspondent WHERE label = ?", (label,)).fetchone()
    return f"b:{found[0]}"


def bind(book: Book, keys: list[int], bonds: list[tuple[int, int, str, int | None, int | None]]) -> None:
    """Links between structures, days counted from today; those that the book refuses are left out."""
    for above, below, kind, since, length in bonds:
        start = None if since is None else TODAY - timedelta(days=since)
        end = None if length is None else (start or TODAY) + timedelta(days=length)
        with_ = (book, keys[above % len(keys)], keys[below % len(keys)], kind)
        if not any(row[:3] == (name(book, with_[1]), kind, name(book, with_[2])) for row in links_of(book)):
            with contextlib.suppress(CarnetError):
                add_link(*with_, now=NOW, since=start, until=end)


def name(book: Book, key: int) -> str:
    return str(book.reader().execute("SELECT label FROM correspondent WHERE id = ?", (key,)).fetchone()[0])


DAYS = st.one_of(st.none(), st.integers(0, 4000))
BONDS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from(LINKS), DAYS, DAYS), min_size=1, max_size=6
)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(BONDS, st.sampled_from(FOR), st.sampled_from(list(Format)))
def test_links_between_structures_come_back(
    tmp_path_factory: pytest.TempPathFactory,
    bonds: list[tuple[int, int, str, int | None, int | None]],
    profile: Profile,
    format_: Format,
) -> None:
    folder = tmp_path_factory.mktemp("links")
    for one in ("here", "there"):
        (folder / one).mkdir()
    with make_book(folder / "here") as here, make_book(folder / "there") as there:
        bind(here, fill(here, *NAMES), bonds)
        first = leaves(here, folder / f"first.{format_}", profile, format_)
        before = links_of(here)
        assert not comes(here, first).changes.inserted.get("structure_link")
        comes(there, first)
        assert links_of(there) == before
        assert not comes(there, first).changes.inserted.get("structure_link")
        if format_ is not Format.XLSX:  # which bears its own date
            second = leaves(there, folder / f"second.{format_}", profile, format_)
            assert second.read_bytes() == first.read_bytes()


@pytest.mark.parametrize("format_", Format)
@pytest.mark.parametrize("first", [0, 1])
def test_a_link_comes_once_both_ends_are_there(
    here: Book, there: Book, tmp_path: Path, format_: Format, first: int
) -> None:
    above, below = fill(here, *NAMES[:2])
    add_link(here, above, below, "contains", now=NOW, since=date(2020, 1, 1))
    for at in (first, 1 - first):
        assert links_of(there) == set()
        comes(there, leaves(here, tmp_path / f"{at}.{format_}", Profile.SELF, format_, id_of(here, NAMES[at])))
    assert links_of(there) == {(NAMES[0], "contains", NAMES[1], "2020-01-01", None)}


@pytest.mark.parametrize("format_", [Format.VCF3, Format.VCF4, Format.CSV])
@pytest.mark.parametrize("profile", FOR)
def test_what_is_in_the_trash_is_not_named(here: Book, tmp_path: Path, profile: Profile, format_: Format) -> None:
    above, below = fill(here, "CH d’Apt", "Maternité fermée")
    add_link(here, above, below, "replaces", now=NOW)
    trashed = id_of(here, "Maternité fermée").removeprefix("b:")
    asked = ("f", profile, format_, id_of(here, "CH d’Apt"))
    assert trashed in unfolded(leaves(here, tmp_path / asked[0], *asked[1:]))
    to_trash(here, [below], now=NOW)
    text = unfolded(leaves(here, tmp_path / asked[0], *asked[1:]))
    assert (trashed in text, "Maternité" in text, "CH d’Apt" in text) == (False, False, True)


def unfolded(path: Path) -> str:
    return path.read_bytes().decode().replace("\r\n ", "")


def test_what_i_changed_or_took_away_is_not_brought_back(here: Book, tmp_path: Path) -> None:
    above, below, other = fill(here, *NAMES[:3])
    add_link(here, above, below, "contains", now=NOW)
    changed, _ = add_link(here, above, other, "carries", now=NOW)
    file = leaves(here, tmp_path / "f.vcf")
    comes(here, file)
    change_link(here, changed, now=LATER, until=TODAY)
    remove_link(here, changed - 1, now=LATER)
    mine = links_of(here)
    comes(here, file)
    assert links_of(here) == mine == {(NAMES[0], "carries", NAMES[2], None, TODAY.isoformat())}


def test_a_link_that_would_close_a_circle_is_left(here: Book, there: Book, tmp_path: Path) -> None:
    above, below = fill(here, *NAMES[:2])
    add_link(here, above, below, "contains", now=NOW)
    comes(there, leaves(here, tmp_path / "cards.vcf"))
    file = leaves(here, tmp_path / "f.vcf")
    (row,) = there.reader().execute("SELECT id FROM structure_link").fetchone()
    remove_link(there, row, now=NOW)
    ends = [key for (key,) in there.reader().execute("SELECT id FROM correspondent ORDER BY label")]
    add_link(there, ends[1], ends[0], "contains", now=NOW)
    mine = links_of(there)
    with there.write("forget", now=NOW) as writer:  # what the file said before
        for (source,) in writer.dbapi.execute("SELECT id FROM source_record").fetchall():
            writer.update(tables.source_record, source, base=None)
    comes(there, file)
    assert links_of(there) == mine == {(NAMES[1], "contains", NAMES[0], None, None)}


def test_an_import_of_links_is_undone(here: Book, there: Book, tmp_path: Path) -> None:
    above, below = fill(here, *NAMES[:2])
    add_link(here, above, below, "carries", now=NOW)
    before = dump(there)
    applied = comes(there, leaves(here, tmp_path / "f.vcf"))
    assert links_of(there)
    imports.undo(there, applied.batch, now=LATER + timedelta(hours=1))
    assert dump(there) == before


def test_related_of_another_program_stays_to_the_letter(here: Book, tmp_path: Path) -> None:
    theirs = "RELATED;TYPE=co-worker;VALUE=uri:urn:uuid:00000000-0000-4000-8000-000000000001"
    path = tmp_path / "in.vcf"
    path.write_text(
        f"BEGIN:VCARD\nVERSION:4.0\nUID:abc\nKIND:org\nFN:CH d’Apt\nORG:CH d’Apt\n{theirs}\nEND:VCARD\n",
        encoding="utf-8",
    )
    comes(here, path)
    (below,) = fill(here, "Maternité")
    (above,) = here.reader().execute("SELECT id FROM correspondent WHERE label = 'CH d’Apt'").fetchone()
    link, _ = add_link(here, above, below, "contains", now=NOW)
    ours = f"RELATED;X-CARNET-LINK=contains:urn:uuid:{id_of(here, 'Maternité').removeprefix('b:')}"
    file = leaves(here, tmp_path / "4.vcf", Profile.SELF, Format.VCF4, id_of(here, "CH d’Apt"))
    assert [line for line in unfolded(file).split("\r\n") if line.startswith("RELATED")] == [theirs, ours]
    comes(here, file)  # its own lines are now in an original
    change_link(here, link, now=LATER, until=TODAY)
    file = leaves(here, tmp_path / "4.vcf", Profile.SELF, Format.VCF4, id_of(here, "CH d’Apt"))
    lines = [line for line in unfolded(file).split("\r\n") if line.startswith("RELATED")]
    assert lines == [theirs, ours.replace(":urn", f";X-CARNET-UNTIL={TODAY}:urn", 1)]
    three = unfolded(leaves(here, tmp_path / "3.vcf", Profile.SELF, Format.VCF3, id_of(here, "CH d’Apt")))
    assert (three.count("RELATED"), three.count("X-CARNET-LINK:kind=contains")) == (1, 1)


@pytest.mark.parametrize("format_", Format)
@pytest.mark.parametrize("profile", FOR)
def test_the_code_of_a_post_and_the_delays_told_come_back_to_whom_they_are_for(
    here: Book, there: Book, tmp_path: Path, profile: Profile, format_: Format
) -> None:
    days = [(40, 900), (30, 100), (21, 10)]
    draft = CorrespondentDraft(
        family_name="Durance", given_name="Anne", roles=(RoleDraft("rhumatologie", official_code="SM48; a,b"),),
        delays=(*(DelayDraft(n, TODAY - timedelta(days=ago)) for n, ago in days), DelayDraft(5, TODAY, "caller"),
                DelayDraft(4, TODAY, "caller")),
    )  # fmt: skip
    with here.write("fill", now=NOW) as writer:
        add_correspondent(writer, draft)
    assert len(told(here)) == 5
    comes(there, leaves(here, tmp_path / f"f.{format_}", profile, format_))
    assert there.reader().execute("SELECT official_code FROM role").fetchall() == [("SM48; a,b",)]
    fresh = [row for row in told(here) if row[0] in (21, 4)]
    practice = profile in (Profile.SUCCESSOR, Profile.LOCUM, Profile.PHONE)
    assert told(there) == (told(here) if profile is Profile.SELF else fresh if practice else [])


def test_a_card_that_the_book_has_learns_the_code_of_its_post(here: Book, there: Book, tmp_path: Path) -> None:
    for book, code in ((here, "SM48"), (there, "")):
        draft = CorrespondentDraft(
            family_name="Durance", given_name="Anne", rpps="10000000001",
            roles=(RoleDraft("rhumatologie", SiteDraft("84007"), official_code=code),),
        )  # fmt: skip
        with book.write("fill", now=NOW) as writer:
            add_correspondent(writer, draft)
    comes(there, leaves(here, tmp_path / "f.vcf", Profile.COLLEAGUE))
    assert there.reader().execute("SELECT official_code FROM role").fetchall() == [("SM48",)]
