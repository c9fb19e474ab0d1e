"""What leaves comes back as it was: into the same book, into another, after an edit, by way of a telephone."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carnet.domain.disclosure import Option, Profile
from carnet.domain.sides import Side
from carnet.exchange.export import Format
from carnet.exchange.reading import open_file
from carnet.exchange.tables.sheets import open_workbook
from carnet.models import intake, tables
from carnet.models.book import Book
from carnet.models.writer import Writer
from carnet.queries.review import held_cards
from carnet.services import demonstration, editing, imports
from carnet.services.correspondents import add_correspondent
from carnet.services.drafts import (
    CorrespondentDraft,
    DelayDraft,
    LineDraft,
    OpinionDraft,
    RoleDraft,
    SiteDraft,
)
from carnet.services.exports import Order, prepare
from carnet.services.imports import Applied, Review
from tests import rich_book
from tests.conftest import NOW, TODAY, make_book
from tests.exchange.samples import DIALECTS, plain
from tests.services.importing import count, dump

FOR = [Profile.SELF, Profile.SUCCESSOR, Profile.COLLEAGUE, Profile.LOCUM, Profile.PHONE, Profile.PATIENT]
UNKNOWN = "X-UNKNOWN;A=b:  kept; to the\\, letter"


def exported(book: Book, path: Path, profile: Profile, format_: Format, *options: Option) -> Path:
    order = Order(profile, format_, options=frozenset(options), until=TODAY.replace(year=2030))
    prepare(book, order, today=TODAY).write(path)
    return path


def brought(book: Book, path: Path, *, author: str = "") -> tuple[Review, Applied]:
    review = imports.plan(book, open_file(path), author=author)
    return review, imports.apply(book, review, review.decisions(), now=NOW, reopen=lambda: open_file(path))


def contents(path: Path, format_: Format) -> Any:
    """What a file says: a workbook's own date aside."""
    if format_ is not Format.XLSX:
        return path.read_bytes()
    sheet = open_workbook(path)
    return [sheet.header, *(cells for _, cells in sheet.rows)]


def nothing_new(review: Review, applied: Applied) -> None:
    told = [(row.name, row.verdict, [item for item in row.items if item.action != "keep"]) for row in review.rows
            if row.changes or row.verdict != "same"]  # fmt: skip
    assert told == []
    assert {name for name in applied.changes.inserted if name not in ("source_record", "import_batch")} == set()
    assert (set(applied.changes.updated) - {"source_record"}, applied.changes.deleted) == (set(), {})


def everything(book: Book) -> None:
    """A book in which every column is filled, no number twice on a card, with what others wrote."""
    rich_book.fill(book)
    with book.write("x", now=NOW) as writer:
        for row, start in writer.dbapi.execute("SELECT id, substr(digits, 1, 4) FROM line").fetchall():
            digits = f"{start}{row:06d}"
            writer.update(tables.line, row, value=" ".join(re.findall("..", digits)), digits=digits)
        other = writer.insert(tables.author, name="Dr Paul Morel : père")
        for row in range(1, 4):
            for words in ("Très humain ; à rappeler\nle midi", "2 : non"):
                writer.insert(intake.remark, author_id=other, correspondent_id=row, words=words, given_on=TODAY)


@pytest.fixture(params=["demonstration", "rich"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Book]:
    (tmp_path / "book").mkdir()
    with make_book(tmp_path / "book") as made:
        if request.param == "rich":
            everything(made)
        else:
            demonstration.fill(made, today=TODAY, now=NOW)
        yield made


@pytest.mark.parametrize("format_", Format)
@pytest.mark.parametrize("profile", FOR)
def test_one_s_own_export_brings_nothing_and_another_book_gives_it_back(
    book: Book, tmp_path: Path, profile: Profile, format_: Format
) -> None:
    first = exported(book, tmp_path / f"first.{format_}", profile, format_)
    before = dump(book)
    nothing_new(*brought(book, first))
    assert dump(book) == before
    assert contents(exported(book, tmp_path / f"same.{format_}", profile, format_), format_) == contents(first, format_)
    (tmp_path / "fresh").mkdir()
    with make_book(tmp_path / "fresh") as fresh:
        brought(fresh, first)
        after = dump(fresh)
        nothing_new(*brought(fresh, first))
        assert dump(fresh) == after
        second = exported(fresh, tmp_path / f"second.{format_}", profile, format_)
        assert contents(second, format_) == contents(first, format_)


def test_what_others_wrote_and_what_i_think_come_back_to_each(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    with make_book(tmp_path / "a") as made, make_book(tmp_path / "b") as fresh, make_book(tmp_path / "c") as other:
        everything(made)
        brought(fresh, exported(made, tmp_path / "self.vcf", Profile.SELF, Format.VCF3))
        asked = "SELECT a.name, r.words, r.given_on FROM remark r JOIN author a ON a.id = r.author_id WHERE NOT a.is_me"
        rows = fresh.reader().execute(f"{asked} ORDER BY r.id").fetchall()
        assert rows[:1] == [("Dr Paul Morel : père", "Très humain ; à rappeler\nle midi", TODAY.isoformat())]
        assert len(rows) == 6
        assert count(fresh, "appraisal", "expert AND humane AND word = 'x'") == count(made, "appraisal")
        with other.write("x", now=NOW) as writer:
            writer.update(tables.author, 1, name="Mme Hélène Roux")
        given = exported(made, tmp_path / "successor.vcf", Profile.SUCCESSOR, Format.VCF3, Option.OPINIONS)
        brought(other, given, author="Dr Claire Morel")
        assert count(other, "appraisal") == 0
        rows = other.reader().execute(asked).fetchall()
        assert {row[0] for row in rows} == {"Dr Claire Morel"}
        assert all("plutôt pour : épaule" in row[1] for row in rows)


@pytest.mark.parametrize("name", DIALECTS)
def test_an_edit_touches_its_line_of_the_original_only(empty_book: Book, tmp_path: Path, name: str) -> None:
    path = tmp_path / "in.vcf"
    unknown = f"{UNKNOWN}\r\nitem9.X-THING:1\r\nitem9.X-ABLabel:chose".encode()
    end = b"END:VCARD" if b"END:VCARD" in plain(name) else b"end:vcard"
    path.write_bytes(plain(name).replace(end, unknown + b"\r\n" + end))
    brought(empty_book, path)
    theirs = open_first(path).raw.split("\n")[1:-1]
    version = Format.VCF4 if "VERSION:4.0" in map(str.upper, theirs) else Format.VCF3
    before = lines(exported(empty_book, tmp_path / "before.vcf", Profile.SELF, version))
    (row,) = empty_book.reader().execute("SELECT id FROM line WHERE digits = '0639981001'").fetchone()
    editing.change_line(empty_book, row, value="06 39 98 77 77", now=NOW)
    after = lines(exported(empty_book, tmp_path / "after.vcf", Profile.SELF, version))
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert [new for _, new in changed] == [new for _, new in changed if "06 39 98 77 77" in new]
    assert len(changed) == 1
    if "VERSION:2.1" in theirs:  # written as 3.0 writes it
        assert {"X-UNKNOWN;A=b:kept\\; to the\\, letter", "item9.X-THING:1", "item9.X-ABLabel:chose"} <= set(after)
        return
    added = "X-CARNET-" if any(line.upper().startswith("UID") for line in theirs) else ("X-CARNET-", "UID:urn:uuid:")
    kept = [line for line in before[1:-1] if not line.startswith(added)]
    assert kept[1:] == [line for line in theirs if line[:7].upper() != "VERSION"]
    assert kept[0] in map(str.upper, theirs)


def open_first(path: Path) -> Any:
    return next(open_file(path).cards)


def lines(path: Path) -> list[str]:
    return path.read_bytes().decode().replace("\r\n ", "").split("\r\n")[:-1]


def test_a_telephone_gives_back_what_it_was_given_and_takes_nothing_away(tmp_path: Path) -> None:
    """As iOS does: unknown properties dropped, a number changed, a note added."""
    (tmp_path / "book").mkdir()
    with make_book(tmp_path / "book") as book:
        everything(book)
        own = tmp_path / "own.vcf"
        text = (
            "BEGIN:VCARD\nVERSION:3.0\nUID:abc\nN:Garcin;Anne;;Dr;\nTEL:04 65 71 20 14\nX-WINE:Vacqueyras\nEND:VCARD\n"
        )
        own.write_text(text, encoding="utf-8")
        brought(book, own)
        phone = lines(exported(book, tmp_path / "phone.vcf", Profile.PHONE, Format.VCF3))
        without = [line for line in phone if not line.startswith("X-CARNET-")]
        stripped = [line.split(":", 1)[0].split(";X-CARNET-")[0] + ":" + line.split(":", 1)[1] for line in without]
        back = tmp_path / "back.vcf"
        back.write_text("\r\n".join([*stripped, ""]), encoding="utf-8", newline="")
        before = sides(book)
        review, _ = brought(book, back)
        assert sides(book) == before
        assert review.counts["unchanged"] == len(review.rows)
        edited = [line.replace("04 65 71 20 14", "04 65 71 20 15") for line in stripped]
        at = next(at for at, line in enumerate(edited) if "04 65 71 20 15" in line)
        edited.insert(at, "NOTE:Appeler avant 9 h")
        back.write_text("\r\n".join([*edited, ""]), encoding="utf-8", newline="")
        brought(book, back)
        after = sides(book)
        assert {name for name in after if after[name] != before[name]} == {"Dr Anne GARCIN"}
        garcin = after["Dr Anne GARCIN"]
        assert garcin.fields["note"] == "Appeler avant 9 h"
        assert [line.value for line in garcin.every_line] == ["04 65 71 20 14", "04 65 71 20 15"]
        assert "X-WINE:Vacqueyras" in lines(exported(book, tmp_path / "self.vcf", Profile.SELF, Format.VCF3))


def sides(book: Book) -> dict[str, Side]:
    return {one.name: one.side for one in held_cards(book.reader()).values()}


ODD = st.one_of(
    st.text(
        st.characters(categories=["L", "N", "P", "S", "M", "Zs"], exclude_characters="\u2028\u2029"),
        min_size=1,
        max_size=30,
    ),
    st.sampled_from([
        "a;b,c\\d", "\\n", "l'un\nl'autre", "👩🏽‍⚕️ ok", "שלום עולם", "e\u0301té", "x" * 3000, "=1+1", "'=1", "a:b",
    ]),
).map(str.strip).filter(lambda text: any(sign.isalnum() for sign in text))  # fmt: skip
LINE = st.builds(
    LineDraft,
    st.integers(0, 9999).map(lambda number: f"04 65 71 {number // 100:02d} {number % 100:02d}"),
    use=st.sampled_from(["", "direct", "secretariat", "opinion", "internal", "ward", "emergency"]),
    label=st.one_of(st.just(""), ODD),
    ring=st.sampled_from(["", "public", "practice", "personal"]),
)
LINES = st.lists(LINE, max_size=3, unique_by=lambda line: line.value).map(tuple)
SITE = st.builds(
    SiteDraft, insee=st.sampled_from(["84035", "84007"]), street=ODD, name=st.one_of(st.just(""), ODD),
    hours=st.one_of(st.just(""), ODD), access=st.one_of(st.just(""), ODD),
    country=st.sampled_from(["", "France", "Suisse"]), lines=LINES,
)  # fmt: skip
MAYBE = st.sampled_from([None, True, False])
PERSON = st.builds(
    CorrespondentDraft, family_name=ODD, given_name=st.one_of(st.just(""), ODD),
    title=st.sampled_from(["", "Dr", "Me"]), note=st.one_of(st.just(""), ODD),
    practical_note=st.one_of(st.just(""), ODD),
    met_at=st.one_of(st.just(""), ODD), found_in=st.one_of(st.just(""), ODD), sector=st.sampled_from(["", "2"]),
    favourite=st.booleans(),
    new_patients=MAYBE, home_visits=MAYBE, escort=MAYBE, lines=LINES,
    tags=st.lists(ODD.filter(lambda tag: not tag.startswith("#")), max_size=2, unique_by=str.casefold).map(tuple),
    skills=st.lists(ODD, max_size=2, unique_by=str.casefold).map(tuple),
    delays=st.lists(st.builds(DelayDraft, st.integers(0, 99), st.just(TODAY)), max_size=1).map(tuple),
    opinion=st.one_of(st.none(), st.builds(OpinionDraft, st.just(TODAY), humane=st.just(True), word=ODD)),
)  # fmt: skip


def add(writer: Writer, people: list[tuple[CorrespondentDraft, SiteDraft | None, str, bool]]) -> None:
    """A structure, and people with a place there or of their own."""
    where = (RoleDraft(site=SiteDraft("84007", street="1 rue")),)
    structure = add_correspondent(writer, CorrespondentDraft(kind="structure", label="Pôle santé", roles=where))
    for number, (draft, site, hours, member) in enumerate(people):
        roles = (RoleDraft("rhumatologie", site=site, hours=hours, structure=structure if member else None),)
        add_correspondent(writer, replace(draft, rpps=f"1010000000{number}", roles=roles))


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    st.lists(st.tuples(PERSON, st.one_of(st.none(), SITE), st.sampled_from(["", "lundi"]), st.booleans()), max_size=3),
    st.sampled_from(list(Format)),
    st.sampled_from(FOR),
)
def test_whatever_a_book_holds(
    tmp_path_factory: pytest.TempPathFactory,
    people: list[tuple[CorrespondentDraft, SiteDraft | None, str, bool]],
    format_: Format,
    profile: Profile,
) -> None:
    folder = tmp_path_factory.mktemp("trip")
    for name in ("book", "fresh"):
        (folder / name).mkdir()
    with make_book(folder / "book") as book, make_book(folder / "fresh") as fresh:
        with book.write("x", now=NOW) as writer:
            add(writer, people)
        first = exported(book, folder / f"first.{format_}", profile, format_)
        nothing_new(*brought(book, first))
        brought(fresh, first)
        nothing_new(*brought(fresh, first))
        second = exported(fresh, folder / f"second.{format_}", profile, format_)
        assert contents(second, format_) == contents(first, format_)
