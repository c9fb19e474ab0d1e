"""Files of other formats given by mistake, and names that cannot be read or written: one sentence, nothing changed."""

import base64
import gzip
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from carnet.errors import CarnetError
from carnet.exchange.export import Format, write
from carnet.exchange.reading import open_file
from carnet.exchange.vcard.writing import Envelope

CARD = "BEGIN:VCARD\nVERSION:3.0\nN:Giraud;Zoé;;;\nTEL;TYPE=WORK:0465715501\nEND:VCARD\n"
MAIL = "From - Mon Mar 03 10:00:00 2025\nFrom: zoe@example.org\nSubject: ma carte\nMIME-Version: 1.0\n"
PART = "Content-Type: text/vcard; charset=utf-8\nContent-Transfer-Encoding: {}\n\n"


def old_document(*names: str) -> bytes:
    """[MS-CFB] with its directory in the twentieth sector."""
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504)
    head[30:32], head[48:52] = struct.pack("<H", 9), struct.pack("<I", 20)
    entries = (name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *names))
    return bytes(head) + b"\0" * 512 * 20 + b"".join(entries)


FILES: dict[str, tuple[bytes, str]] = {
    "fiche.json": (b'["vcard",[["version",{},"text","4.0"],["fn",{},"text","Zo\xc3\xa9 Giraud"]]]', "JSON"),
    "objet.json": (b'{\n  "contacts": [{"nom": "Giraud"}]\n}', "JSON"),
    "fiche.xml": (b'<?xml version="1.0"?><vcards><vcard><fn><text>Zoe</text></fn></vcard></vcards>', "XML"),
    "page.html": (b"<!DOCTYPE html>\n<div class='vcard'><b>Zoe</b> 04 65 71 55 01</div>", "page web"),
    "faux.xls": (b"<html><table><tr><td>Roux</td><td>0465712030</td></tr></table></html>", "page web"),
    "agenda.ics": (b"\xef\xbb\xbfBEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "agenda"),
    "carnet.ldif": (b"version: 1\n\ndn: cn=Zoe Giraud\nsn: Giraud\ntelephoneNumber: 04 65 71 55 01\n", "LDIF"),
    "lettre.eml": (
        (MAIL + PART.format("base64") + base64.encodebytes(CARD.encode()).decode()).encode(), "courrier",
    ),
    "boite.mbox": (
        (MAIL + PART.format("quoted-printable") + CARD.replace("é", "=C3=A9").replace("=W", "=3DW")).encode(),
        "courrier",
    ),
    "lettre.pdf": (b"%PDF-1.4\n1 0 obj\nNom;Prenom\n%%EOF\n", "PDF"),
    "lettre.rtf": (rb"{\rtf1\ansi Nom\tab Roux 04 65 71 20 30\par}", "RTF"),
    "outlook.pst": (b"!BDN" + b"\x12" * 500, "Outlook"),
    "carte.vcf.gz": (gzip.compress(CARD.encode()), "compressé"),
    "secret.xlsx": (old_document("EncryptionInfo", "EncryptedPackage"), "mot de passe"),
    "ancien.xls": (old_document("Workbook"), "ancien classeur"),
    "lettre.doc": (old_document("WordDocument"), "Word"),
    "ancien.msg": (old_document("__properties_version1.0"), "Outlook"),
    "sonnerie.bin": (b"\x01\x02Nom;\x03\x04\x05Roux\x06" * 40, "ni une vCard"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_another_format_is_told_and_not_taken_for_a_table(name: str, tmp_path: Path) -> None:
    content, word = FILES[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CarnetError, match=word) as told:
        open_file(tmp_path / name)
    assert name in str(told.value)
    assert len(str(told.value).splitlines()) == 1


def test_an_archive_of_cards_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "contacts.zip", "w") as archive:
        archive.writestr("contacts.vcf", CARD)
    with pytest.raises(CarnetError, match="archive"):
        open_file(tmp_path / "contacts.zip")


OPEN = "application/vnd.oasis.opendocument."


@pytest.mark.parametrize(
    ("member", "content", "said"),
    [
        ("mimetype", f"{OPEN}spreadsheet", "est un classeur de LibreOffice (.ods)"),
        ("mimetype", f"{OPEN}text", "est un document de traitement de texte"),
        ("word/document.xml", "<w:document/>", "est un document de traitement de texte"),
        ("Index/Document.iwa", "", "est un classeur de Numbers"),
        ("autre.bin", "", "n’est pas un classeur .xlsx"),
    ],
)
def test_a_document_of_another_office_is_told(member: str, content: str, said: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "f.zip", "w") as archive:
        archive.writestr(member, content)
    with pytest.raises(CarnetError) as told:
        open_file(tmp_path / "f.zip")
    assert str(told.value) == f"«\u202ff.zip\u202f» {said}\u202f: enregistrez-le en .xlsx ou en CSV."


@pytest.mark.parametrize("encoding", ["7bit", "8bit"])
def test_a_card_that_a_mail_left_as_it_is_is_read(encoding: str, tmp_path: Path) -> None:
    text = PART.format("quoted-printable").replace("vcard", "plain") + "Bonjour =C3=A0 vous\n--X\n"
    (tmp_path / "mail.eml").write_text(MAIL + text + PART.format(encoding) + CARD, encoding="utf-8")
    (card,) = open_file(tmp_path / "mail.eml").cards
    assert (card.family_name, card.given_name) == ("Giraud", "Zoé")


@pytest.mark.parametrize(
    "head", ["#Nom;Tel\n", "# # # # # " * 4_000 + "\n", "From;To\n", "version;nom\n", "[Nom];Tel\n"]
)
def test_a_table_that_begins_like_something_else_is_one(head: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(head + "Roux Anne;0465712030\n" * 3, encoding="utf-8")
    assert open_file(tmp_path / "t.csv").format == "csv"


def test_blank_lines_without_end_take_no_time(tmp_path: Path) -> None:
    file = tmp_path / "blank.vcf"
    file.write_text(PART.format("base64") + "\n \n" * 20_000 + CARD, encoding="utf-8")
    with pytest.raises(CarnetError, match="courrier"):
        open_file(file)


def _loop(folder: Path) -> Path:
    (folder / "a").symlink_to(folder / "b")
    (folder / "b").symlink_to(folder / "a")
    return folder / "a"


def _under_a_file(folder: Path) -> Path:
    (folder / "file").touch()
    return folder / "file" / "x.vcf"


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (_loop, "ce lien tourne en rond"), (_under_a_file, "n’existe pas"),
        (lambda folder: folder / ("é" * 200), "trop long"), (lambda folder: folder / "none.vcf", "n’existe pas"),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_read_is_said_in_french(made: Callable[[Path], Path], why: str, tmp_path: Path) -> None:
    with pytest.raises(CarnetError, match=why) as told:
        open_file(made(tmp_path))
    assert len(str(told.value)) < 250


@pytest.mark.parametrize("format_", list(Format))
def test_an_export_never_replaces_what_is_no_file(format_: Format, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(CarnetError, match="n’est pas un fichier"):
        write([], tmp_path / "pipe", format_, Envelope())
    assert (tmp_path / "pipe").is_fifo()
    assert [one.name for one in tmp_path.iterdir()] == ["pipe"]
