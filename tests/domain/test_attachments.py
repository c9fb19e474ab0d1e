"""Names that cannot harm, and files that run refused by name or by what they hold."""

import io
import unicodedata
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.domain.attachments import LONGEST_NAME, extension, media_type, safe_name, why_refused

PDF = b"%PDF-1.7 ..."
JPEG, PNG = b"\xff\xd8\xff\xe0JFIF", b"\x89PNG\r\n\x1a\n...."


def zipped(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("Courrier du 3 mars.pdf", "Courrier du 3 mars.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\moi\\lettre.docx", "lettre.docx"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("évil\n\tname.txt", "évil name.txt"),
        ("virus.exe. . ", "virus.exe"),
        ("note.txt:evil.exe", "note.txt_evil.exe"),
        ("CON.pdf", "_CON.pdf"),
        ("lpt1", "_lpt1"),
        (".bashrc", "bashrc"),
        ("", "document"),
        ("...", "document"),
        ("😀 photo.png", "😀 photo.png"),
        ("سيرة ذاتية.pdf", "سيرة ذاتية.pdf"),
    ],
)
def test_names_are_made_harmless(given_name: str, safe: str) -> None:
    assert safe_name(given_name) == safe


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_every_system_takes(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= LONGEST_NAME
    assert not set(safe) & set('<>:"/\\|?*')
    assert safe == safe.strip(" .")
    assert all(unicodedata.category(letter)[0] != "C" for letter in safe)
    assert safe_name(safe) == safe


def test_a_long_name_keeps_its_extension() -> None:
    assert safe_name("x" * 300 + ".pdf").endswith("x.pdf")
    assert len(safe_name("x." + "y" * 300)) == LONGEST_NAME


@pytest.mark.parametrize(
    "name",
    [
        "a.exe", "a.EXE", "a.pdf.exe", "a.js", "a.vbs", "a.lnk", "a.sh", "a.desktop", "a.jar", "a.html", "a.svg",
        "a.ps1", "a.scr", "a.msi", "a.exe. ", "a\u202efdp.exe", "a.appimage", "a.url", "a.hta", "a.iso",
    ],
)  # fmt: skip
def test_programs_are_known_by_their_name(name: str) -> None:
    assert why_refused(name, PDF) == "program"


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00", b"\x7fELF\x02", b"#!/bin/sh\n", b"\xef\xbb\xbf#!/usr/bin/env python3", b"\xcf\xfa\xed\xfe...",
        b"\xca\xfe\xba\xbe", b"L\x00\x00\x00\x01\x14\x02\x00...", b"\n <!DOCTYPE HTML><html>", b"<HTML>",
        b"[Desktop Entry]\nExec=rm", b"[InternetShortcut]\nURL=", b"<script>alert(1)</script>",
    ],
)  # fmt: skip
def test_programs_are_known_by_what_they_hold(content: bytes) -> None:
    assert why_refused("lettre.pdf", content) == "program"
    assert why_refused("lettre", content) == "program"


def test_macros_are_refused_wherever_they_hide() -> None:
    assert why_refused("tableau.xlsm", zipped("xl/workbook.xml")) == "macros"
    assert why_refused("tableau.xlsx", zipped("xl/workbook.xml", "xl/vbaProject.bin")) == "macros"
    assert why_refused("lettre.odt", zipped("content.xml", "Basic/Standard/Module1.xml")) == "macros"
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
    assert why_refused("lettre.doc", old + "_VBA_PROJECT".encode("utf-16-le")) == "macros"
    assert why_refused("lettre.doc", old) == ""


def test_a_program_in_an_archive_is_refused() -> None:
    assert why_refused("envoi.zip", zipped("lettre.pdf", "mise_a_jour.exe")) == "packed"
    assert why_refused("envoi.zip", zipped("lettre.pdf", "photo.jpg")) == ""
    assert why_refused("envoi.zip", b"PK\x03\x04 and then nothing") == ""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lettre.pdf", PDF), ("photo.jpg", JPEG), ("scan.PNG", PNG), ("notes.txt", "à rappeler".encode()),
        ("lettre.docx", zipped("word/document.xml", "[Content_Types].xml")), ("sans extension", b"bonjour"),
        ("tableau.csv", b"a;b\n1;2"), ("lettre.odt", zipped("content.xml", "mimetype")), ("carte.vcf", b"BEGIN:VCARD"),
    ],
)  # fmt: skip
def test_what_a_practice_keeps_is_taken(name: str, content: bytes) -> None:
    assert why_refused(name, content) == ""


def test_kinds_are_known_by_the_first_bytes() -> None:
    assert [media_type(one) for one in (PDF, JPEG, PNG, b"texte")] == [
        "application/pdf", "image/jpeg", "image/png", "application/octet-stream",
    ]  # fmt: skip
    assert extension("a.PDF") == "pdf"
    assert extension("sans") == ""
