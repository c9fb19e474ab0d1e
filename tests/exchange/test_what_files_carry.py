"""The bytes of every export, taken apart: folded lines, base64, members of workbooks and their properties. For each
profile and each choice that widens it, in each format, by the service that the command line and the window both call.
"""

import base64
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from carnet.domain.disclosure import Option, Profile
from carnet.domain.rings import Ring
from carnet.exchange.export import Format
from carnet.services.documents import set_photo
from carnet.services.exports import Order, Summary, prepare
from tests.conftest import NOW, TODAY, make_book
from tests.outputs import Scene, command
from tests.rich_book import fill
from tests.test_disclosure_gate import plant, raw

UNTIL = date(2026, 12, 31)
# What a picture of a telephone says of where it was taken.
PHOTO = b"\xff\xd8\xff\xe1\x00\x24Exif\0\0GPSLatitude zqgpszq\xff\xd9"
CHOICES = [
    (Profile.PATIENT, frozenset[Option](), Ring.PUBLIC),
    (Profile.COLLEAGUE, frozenset[Option](), Ring.PUBLIC),
    (Profile.COLLEAGUE, frozenset({Option.PRACTICE}), Ring.PRACTICE),
    (Profile.LOCUM, frozenset[Option](), Ring.PRACTICE),
    (Profile.SUCCESSOR, frozenset[Option](), Ring.PRACTICE),
    (Profile.SUCCESSOR, frozenset({Option.OPINIONS}), Ring.PRACTICE),
    (Profile.PHONE, frozenset[Option](), Ring.PRACTICE),
    (Profile.PHONE, frozenset({Option.PRIVATE_LINES}), Ring.PRACTICE),
]
# What the person who exports has ticked.
TICKED = {
    Option.OPINIONS: ("appraisal.", "indication."),
    Option.PRIVATE_LINES: ("line of ring personal", "line."),
}
FLAGS = {
    Option.PRACTICE: "--with-practice", Option.OPINIONS: "--with-opinions",
    Option.PRIVATE_LINES: "--with-private-lines",
}  # fmt: skip


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with make_book(tmp_path) as book:
        person, structure = fill(book)
        yield Scene(tmp_path, book, person, structure)


def with_photo(scene: Scene) -> None:
    key = scene.book.reader().execute("SELECT id FROM correspondent WHERE uuid = ?", (scene.person,)).fetchone()[0]
    set_photo(scene.book, key, PHOTO, today=TODAY, now=NOW)


def taken_apart(path: Path) -> bytes:
    """Every byte that the file holds, once as it is and once out of its wrappings."""
    content = path.read_bytes()
    parts = [path.name.encode(), content]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as book:
            parts += [book.comment, *(book.read(info) + info.comment + info.extra for info in book.infolist())]
    plain = b"\n".join(parts).replace(b"\r\n ", b"")
    runs = re.findall(rb"[A-Za-z0-9+/]{16,}={0,2}", plain)
    return b"\n".join([plain, *(base64.b64decode(run[: len(run) // 4 * 4]) for run in runs)]).lower()


def exported(scene: Scene, profile: Profile, options: frozenset[Option], format_: Format) -> tuple[bytes, Summary]:
    path = scene.folder / f"sortie.{format_}"
    export = prepare(scene.book, Order(profile, format_, options, until=UNTIL), today=TODAY)
    export.write(path)
    return taken_apart(path), export.summary


@pytest.mark.parametrize(("profile", "options", "widest"), CHOICES)
def test_no_byte_is_above_its_ring(scene: Scene, profile: Profile, options: frozenset[Option], widest: Ring) -> None:
    allowed = tuple(name for option in options for name in TICKED.get(option, ()))
    marks = {where: mark for where, mark in plant(scene, widest).items() if not where.startswith(allowed or ("-",))}
    assert len(marks) > 20
    with_photo(scene)
    for format_ in Format:
        content, _ = exported(scene, profile, options, format_)
        assert b"durance" in content
        assert [where for where, mark in marks.items() if mark.encode() in content] == []
        assert b"zqgpszq" not in content
        assert b"platanes" not in content  # the practice's name
        assert (b"claire morel" in content) is (Option.OPINIONS in options)


@pytest.mark.parametrize(("profile", "options", "widest"), CHOICES)
def test_that_something_is_avoided_is_in_no_byte(
    scene: Scene, profile: Profile, options: frozenset[Option], widest: Ring
) -> None:
    def members(format_: Format) -> list[bytes]:
        content, _ = exported(scene, profile, options, format_)
        return sorted(content.split(b"\n")) if format_ is not Format.XLSX else _sheets(scene.folder / "sortie.xlsx")

    before = {format_: members(format_) for format_ in Format}
    with raw(scene) as connection:
        for name in ("avoidance", "referral_event", "outcome", "referral", "patient_feedback", "tag", "document"):
            connection.execute(f"DELETE FROM {name}")
        connection.execute("DELETE FROM indication WHERE kind = 'not_for'")
        connection.execute("UPDATE correspondent SET favourite = 1 - favourite, created_at = '2001-01-01 00:00:00'")
    assert {format_: members(format_) for format_ in Format} == before


def _sheets(path: Path) -> list[bytes]:
    """A workbook but the moment it was made."""
    with zipfile.ZipFile(path) as book:
        return [book.read(name) for name in sorted(book.namelist()) if name != "docProps/core.xml"]


@pytest.mark.parametrize("format_", [Format.VCF3, Format.VCF4])
@pytest.mark.parametrize(("profile", "options"), [*((p, o) for p, o, _ in CHOICES), (Profile.SELF, frozenset())])
def test_the_numbers_said_are_those_that_leave(
    scene: Scene, profile: Profile, options: frozenset[Option], format_: Format
) -> None:
    with_photo(scene)
    content, summary = exported(scene, profile, options, format_)
    path = scene.folder / f"sortie.{format_}"
    text = path.read_text(encoding="utf-8").replace("\n ", "")

    def count(pattern: str) -> int:
        return len(re.findall(pattern, text, re.MULTILINE))

    lines = scene.book.reader().execute("SELECT ring, COUNT(*) FROM line GROUP BY ring").fetchall()
    held = dict(lines)
    leaving = {ring: count(rf"^(?:\w+\.)?TEL.*:{number}$") for ring, number in (
        ("practice", "04 65 71 10 02"), ("personal", "06 39 98 10 03"),
    )}  # fmt: skip
    assert summary.cards == count("^BEGIN:VCARD") == 3
    assert summary.lines == count(r"^(?:\w+\.)?(?:TEL|EMAIL|URL)[;:]")
    assert (summary.practice_lines, summary.private_lines) == (leaving["practice"], leaving["personal"])
    assert summary.kept_practice_lines == held["practice"] - leaving["practice"]
    assert summary.kept_private_lines == summary.kept_mobiles == held["personal"] - leaving["personal"]
    assert summary.delays == count("^X-CARNET-DELAY")
    assert summary.practical_notes == count("^X-CARNET-PRACTICAL-NOTE")
    assert summary.opinions == count("^X-CARNET-OPINION")
    assert summary.notes == count("^NOTE:")
    assert (b"zqgpszq" in content) is (profile is Profile.SELF)


@pytest.mark.parametrize(("profile", "options", "widest"), CHOICES)
def test_the_command_line_writes_the_same_bytes(
    scene: Scene, profile: Profile, options: frozenset[Option], widest: Ring
) -> None:
    flags = [FLAGS[option] for option in options]
    for format_ in (Format.VCF3, Format.VCF4, Format.CSV):
        path = scene.folder / f"cli.{format_}"
        words = ["export", str(path), "--for", profile.value, "--format", format_.value, "--until", "31/12/2026"]
        command(scene, Profile.OWNER, *words, *flags)
        exported(scene, profile, options, format_)
        assert path.read_bytes() == (scene.folder / f"sortie.{format_}").read_bytes()
