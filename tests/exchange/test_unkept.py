"""Social-security numbers in files: replaced by words wherever they stand, and nothing else is."""

import quopri
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from carnet.exchange.incoming import IncomingCard
from carnet.exchange.reading import open_file
from carnet.exchange.tables.writing import csv_bytes
from carnet.exchange.unkept import INSTEAD, kept
from carnet.models.book import Book
from carnet.models.schema import metadata
from carnet.services import imports
from tests.conftest import NOW

DIGITS = "185057800608491"
WAYS = [
    "1850578006084",
    DIGITS,
    "1 85 05 78 006 084 91",
    "1 85 05 78 006 084",
    "1.85.05.78.006.084",
    "2 85 05 2A 006 084 12",
]
TELEPHONES = [
    "04 65 71 20 14",
    "+225 07 01 02 03 04",
    "2250701020304",
    "330465712014",
    "0033465712014",
    "225070102030405",
]
NUMBERS = ["RPPS 10100000001", "SIRET 123 456 789 00012", "SIRET 12345678900012", "FINESS 840000012", "84300"]
UNKNOWN = ["X-ABUID", "X-LAST-MODIFIED", "REV", "X-EVOLUTION-ID", "X-SYNC-TIMESTAMP"]


def card(*lines: str) -> bytes:
    return "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", "N:Garcin;Anne;;Dr;", *lines, "END:VCARD", ""]).encode()


def read(folder: Path, content: bytes, name: str = "in.vcf") -> IncomingCard:
    (folder / name).write_bytes(content)
    (found,) = open_file(folder / name).cards
    return found


def told(found: IncomingCard) -> bool:
    return any("Sécurité sociale" in problem for problem in found.problems)


def digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


@pytest.mark.parametrize("number", WAYS)
def test_it_is_replaced_in_every_property_and_in_the_original(tmp_path: Path, number: str) -> None:
    encoded = quopri.encodestring(f"voir {number} aussi".encode()).decode().replace("\n", "\r\n")
    every = "".join(f"={ord(sign):02X}" for sign in f"dossier {number}")
    lines = [
        f"NOTE:Sa mère\\, {number}\\nà rappeler", f"X-PATIENT:{number}", f"CATEGORIES:Amis,{number},Réseau",
        f"item1.X-CUSTOM;LABEL=n {number}:a;b;c {number}", f"ORG:Clinique;Service {number}",
        f"TITLE:Rhumatologue {number}",
        f"X-OLD;ENCODING=QUOTED-PRINTABLE:{encoded}", f"X-OLDER;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{every}",
        f"NICKNAME:Nini {number}", "TEL:04 65 71 20 14", f"UID:{DIGITS}",
    ]  # fmt: skip
    found = read(tmp_path, card(*lines))
    everything = repr(found)
    assert told(found)
    assert number not in everything + found.raw
    assert digits(number) not in digits(found.raw.replace("04 65 71 20 14", ""))
    assert found.note == f"Sa mère, {INSTEAD}\nà rappeler"
    assert found.tags == ("Amis", "Réseau")
    assert f"X-OLD:voir {INSTEAD} aussi" in found.raw
    assert [line.value for line in found.lines] == ["04 65 71 20 14"]
    assert read(tmp_path, card(*lines)).key == found.key


def test_one_that_a_line_break_cuts_is_seen(tmp_path: Path) -> None:
    found = read(tmp_path, card("NOTE:1 85 05 78\\n006 084 91", "X-A:1 85 05 78 0\r\n 06 084 91"))
    assert found.note == INSTEAD
    assert f"X-A:{INSTEAD}" in found.raw


def test_what_looks_like_one_stays(tmp_path: Path) -> None:
    lines = [f"TEL:{number}" for number in TELEPHONES] + [f"NOTE:{'; '.join(NUMBERS)}"]
    lines += [f"{name}:1732012345678" for name in UNKNOWN] + ["X-RPPS:10100000001", "UID:1732012345678"]
    lines += ["PHOTO;ENCODING=b;TYPE=JPEG:/9j/1850578006084AAAA", "X-LOGO2;ENCODING=b:AA+1850578006084/"]
    found = read(tmp_path, card(*lines))
    assert not told(found)
    assert found.raw.split("\n")[3:-1] == [line.replace("\\;", ";") for line in lines]
    assert [line.value for line in found.lines] == TELEPHONES


@pytest.mark.parametrize("name", ["TEL;TYPE=WORK", "X-ABUID", "REV"])
def test_where_others_look_like_it_the_key_or_the_groups_tell(tmp_path: Path, name: str) -> None:
    for number in (DIGITS, "1 85 05 78 006 084"):
        assert number not in read(tmp_path, card(f"{name}:{number}")).raw
    assert "185057800608436" in read(tmp_path, card(f"{name}:185057800608436")).raw  # the key is another's


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("number", WAYS)
def test_a_table_keeps_none_either(tmp_path: Path, form: str, number: str) -> None:
    cells = [
        ["Nom", "Prénom", "Téléphone", "Remarques", "Champ libre", "Modifié le", "Ville"],
        ["Garcin", "Anne", "2250701020304", f"mère {number}", number, "1732012345678", "Apt"],
    ]
    path = tmp_path / f"in.{form}"
    if form == "csv":
        path.write_bytes(csv_bytes(cells))
    else:
        book = Workbook()
        for row in cells:
            book.active.append(row)
        book.save(path)
    (found,) = open_file(path).cards
    assert told(found)
    assert number not in repr(found) + found.raw
    assert found.note == f"mère {INSTEAD}"
    assert f"Champ libre : {INSTEAD}" in found.raw
    assert "1732012345678" in found.raw
    assert [line.value for line in found.lines] == ["2250701020304"]


@settings(deadline=None)
@given(
    st.from_regex(r"[12][0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[1-8][0-9]|2A|2B)[0-9]{6}([0-9]{2})?", fullmatch=True),
    st.text(st.characters(categories=["L", "P", "Zs"], exclude_characters="+"), max_size=20),
    st.text(st.characters(categories=["L", "P", "Zs"], exclude_characters="+"), max_size=20),
)
@example("1850578006084", "ﬁ ﷺ ", "½".replace("½", ""))
def test_the_words_around_are_as_they_were(number: str, before: str, after: str) -> None:
    assert kept(f"{before} a {number} b {after}") == f"{before} a {INSTEAD} b {after}"


def test_nothing_of_it_is_in_the_vault_and_the_report_says_so(empty_book: Book, tmp_path: Path) -> None:
    path = tmp_path / "in.vcf"
    path.write_bytes(card("NOTE:1850578006084", f"X-NIR:{DIGITS}", "TEL:0465712014", f"item1.X-ABLabel:{WAYS[2]}"))
    review = imports.plan(empty_book, open_file(path))
    assert any("numéros de Sécurité sociale retirés" in trouble.words for trouble in review.troubles)
    imports.apply(empty_book, review, review.decisions(), now=NOW, reopen=lambda: open_file(path))
    stored = repr([empty_book.reader().execute(f"SELECT * FROM {name}").fetchall() for name in metadata.tables])
    assert "1850578" not in stored
    assert WAYS[2] not in stored
    assert f"X-NIR:{INSTEAD}" in stored
    again = imports.plan(empty_book, open_file(path))
    assert again.counts["unchanged"] == 1
