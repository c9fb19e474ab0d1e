"""Files as they are handed over: packed or not, in any encoding, whole or damaged."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from carnet.errors import CarnetError
from carnet.register.source import date_of, fingerprint, opened, text_of
from tests.register.files import PONTARLIER, row, text, write, write_gzip, write_zip
from tools.make_register import HEADER

CONTENT = text(PONTARLIER, row(family="LEFÈVRE", given="Chloé"))
NAME = "PS_LibreAcces_Personne_activite_202610050830.txt"


def read(path: Path) -> tuple[str, list[str], str]:
    with opened(path) as source:
        header = source.header()
        lines = [text_of(line) for batch in source.batches() for line in batch]
        assert source.position() == source.total
        return header.rstrip("\r\n"), lines, source.encoding


@pytest.mark.parametrize(("encoding", "said"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp1252", "cp1252")])
def test_encodings_are_told_apart(tmp_path: Path, encoding: str, said: str) -> None:
    header, lines, found = read(write(tmp_path / NAME, CONTENT, encoding))
    assert (header, found) == (HEADER, said)
    assert "LEFÈVRE|Chloé" in lines[1]


def test_an_ascii_header_leaves_the_encoding_open(tmp_path: Path) -> None:
    content = CONTENT.replace(HEADER, "a|b|")
    assert read(write(tmp_path / "a.txt", content, "cp1252"))[2] == "cp1252"
    assert read(write(tmp_path / "b.txt", content, "utf-8"))[2] == "utf-8"


def test_one_damaged_name_does_not_turn_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(CONTENT.encode() + row(family="HÉRAULT").encode("cp1252") + b"\n")
    _, lines, encoding = read(path)
    assert encoding == "utf-8"
    assert "LEFÈVRE|Chloé" in lines[1]
    assert "|HÉRAULT|" in lines[2]


def test_line_ends(tmp_path: Path) -> None:
    expected = read(write(tmp_path / "a.txt", CONTENT))[1]
    assert read(write(tmp_path / "b.txt", CONTENT.replace("\n", "\r\n")))[1] == expected
    assert read(write(tmp_path / "c.txt", CONTENT.rstrip("\n")))[1] == expected
    assert read(write(tmp_path / "d.txt", CONTENT.replace("\n", "\r\n\r\n").rstrip("\n")))[1] == expected


def test_lines_across_blocks(tmp_path: Path) -> None:
    rows = [row(identifier=f"{number:011d}", family="ÉÀÇ" * 20) for number in range(4000)]
    _, lines, _ = read(write(tmp_path / NAME, text(*rows)))
    assert lines == rows


def test_the_right_member_of_a_zip(tmp_path: Path) -> None:
    members = {
        "PS_LibreAcces_Dipl_AutExerc_202610050830.txt": "Type d'identifiant PP|\n",
        "PS_LibreAcces_SavoirFaire_202610050830.txt": "Type d'identifiant PP|\n",
        NAME: CONTENT,
    }
    assert read(write_zip(tmp_path / "PS_LibreAcces.zip", members))[1][0] == PONTARLIER


def test_gzip(tmp_path: Path) -> None:
    assert read(write_gzip(tmp_path / (NAME + ".gz"), CONTENT))[1][0] == PONTARLIER


def refused(path: Path) -> str:
    with pytest.raises(CarnetError) as error:
        read(path)
    assert path.name in str(error.value)
    return str(error.value)


def test_a_truncated_zip(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "ps.zip", {NAME: CONTENT * 50})
    path.write_bytes(path.read_bytes()[:-200])
    assert "incomplet ou abîmé" in refused(path)


def test_a_zip_with_a_damaged_member(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "ps.zip", {NAME: CONTENT * 50})
    data = bytearray(path.read_bytes())
    data[200:220] = bytes(20)
    path.write_bytes(data)
    assert "incomplet ou abîmé" in refused(path)


def test_a_truncated_gzip(tmp_path: Path) -> None:
    path = write_gzip(tmp_path / "ps.gz", "".join(f"{number:x}|" for number in range(90_000)))
    path.write_bytes(path.read_bytes()[:-2000])
    assert "incomplet ou abîmé" in refused(path)


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (b"%PDF-1.7\n", "un PDF"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "une image JPEG"),
        (b"<!DOCTYPE html>\n<html>", "une page web"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel"),
        (b"SQLite format 3\0", "SQLite"),
        ("Type d'identifiant PP|".encode("utf-16"), "UTF-16"),
        (bytes(5000), "n'est pas un fichier de texte"),
        (b"x" * 70_000, "n'est pas un fichier de texte"),
    ],
)
def test_files_of_another_kind(tmp_path: Path, start: bytes, said: str) -> None:
    path = tmp_path / "annuaire.txt"
    path.write_bytes(start)
    assert said in refused(path)


def _workbook(path: Path) -> Path:
    return write_zip(path, {"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"})


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_workbook, "Excel ou Word"),
        (_folder, "est un dossier"),
        (lambda path: write(path, ""), "est vide"),
        (lambda path: path, "introuvable"),
        (lambda path: write_zip(path, {}), "il est vide"),
        (lambda path: write_zip(path, {"photo.txt": ""}), "photo.txt"),
        (lambda path: write_zip(path, {"PS_LibreAcces_SavoirFaire_2026.txt": ""}), "PS_LibreAcces_SavoirFaire"),
    ],
)
def test_what_is_no_register(tmp_path: Path, make: Callable[[Path], Path], said: str) -> None:
    path = make(tmp_path / "annuaire.zip")
    with pytest.raises(CarnetError, match=said), opened(path):
        pass


def test_the_date_of_a_file(tmp_path: Path) -> None:
    plain = write(tmp_path / NAME, CONTENT)
    dated_inside = write_zip(tmp_path / "a_20260901.zip", {NAME: CONTENT})
    dated_outside = write_zip(tmp_path / "b_20260901.zip", {"x_personne_activite.txt": "x"})
    undated = write(tmp_path / "ps-2200000.txt", CONTENT)
    os.utime(undated, (1_790_000_000, 1_790_000_000))
    found = []
    for path in (plain, dated_inside, dated_outside, undated):
        with opened(path) as source:
            found.append(date_of(source))
    assert found[:2] == [date(2026, 10, 5)] * 2
    assert found[2] == date(2026, 9, 1)
    assert found[3] in (date(2026, 9, 21), date(2026, 9, 22))


def test_the_fingerprint_is_the_content(tmp_path: Path) -> None:
    first, same = write(tmp_path / "a.txt", CONTENT), write(tmp_path / "b.txt", CONTENT)
    other = write(tmp_path / "c.txt", CONTENT.replace("0353010000", "0353010002"))
    assert fingerprint(first) == fingerprint(same) != fingerprint(other)
