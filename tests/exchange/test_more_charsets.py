"""Bytes that say nothing of themselves: a Mac's, DOS's, ISO 8859-15, UTF-8 encoded twice, UTF-32; no name is spoilt."""

from collections.abc import Callable
from pathlib import Path

import pytest

from carnet.exchange.reading import open_file
from carnet.exchange.vcard.charset import CHUNK
from tests.exchange.test_dialects_of_the_field import read

WORDS = "Hélène Méjean, reçoit à 8 h, œil de bœuf, où déjà ; côté forêt, île, Noël"
TABLE = f"Nom;Prénom;Spécialité;Téléphone;Note\nMéjean;Hélène;Pédiatrie;04 65 71 43 01;{WORDS.replace(';', ',')}\n"
CARD = f"BEGIN:VCARD\nVERSION:3.0\nN:Méjean;Hélène;;;\nTITLE:Pédiatre\nTEL:04 65 71 43 01\nNOTE:{WORDS}\nEND:VCARD\n"
DOS = str.maketrans({"œ": "oe"})  # no such letter there


def twice(text: str, table: str) -> bytes:
    return text.encode("utf-8").decode(table).encode("utf-8")


WRITTEN: dict[str, Callable[[str], bytes]] = {
    "mac": lambda text: text.encode("mac_roman"),
    "dos": lambda text: text.translate(DOS).encode("cp850"),
    "latin-9": lambda text: text.encode("iso8859-15"),
    "windows": lambda text: text.encode("cp1252"),
    "utf-32": lambda text: text.encode("utf-32"),
    "utf-16 without mark": lambda text: text.encode("utf-16-le"),
    "twice, Windows": lambda text: twice(text, "cp1252"),
    "twice, Latin-1": lambda text: twice(text, "latin-1"),
    "twice, with a mark": lambda text: b"\xef\xbb\xbf" + twice(text, "cp1252"),
}


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("text", [TABLE, CARD], ids=["table", "card"])
def test_every_table_of_bytes_says_the_same(name: str, text: str) -> None:
    wanted = read((text.translate(DOS) if name == "dos" else text).encode())
    assert wanted[0][0] == "person: Hélène <Méjean>"
    assert read(WRITTEN[name](text)) == wanted


def test_a_character_that_two_pieces_of_a_file_share_is_whole(tmp_path: Path) -> None:
    for shift in range(4):
        head = "BEGIN:VCARD\nVERSION:3.0\nN:Méjean;Hélène;;;\nNOTE:".ljust(CHUNK - 40 + shift, "x")
        file = tmp_path / f"{shift}.vcf"
        file.write_bytes(twice(f"{head}{'é’' * 20}\nTEL:0465714301\nEND:VCARD\n", "cp1252"))
        (card,) = open_file(file).cards
        assert card.note.endswith("é’" * 20)
        assert "Ã" not in card.note


@pytest.mark.parametrize(
    "text",
    ["½ journée, 20 °C, « oui »", "Château d’Été – 50 € … Œuvre", "ÉLÈVE À NÎMES, CŒUR", "Müller-Grüß, Königstraße"],
)
def test_what_windows_writes_stays_what_it_is(text: str) -> None:
    (card,) = read(CARD.replace(WORDS, text).encode("cp1252"))
    assert f"note: {text}" in card


def test_a_charset_that_is_declared_is_obeyed_and_lines_may_differ() -> None:
    czech = CARD.replace("TITLE", "TITLE;CHARSET=windows-1250").replace("Pédiatre", "Kožní lékař")
    (card,) = read(b"".join(
        line.encode("cp1250" if b"CHARSET" in line.encode() else "ascii", "ignore")
        for line in czech.splitlines(keepends=True)
    ))  # fmt: skip
    assert any("Kožní lékař" in words for words in card)
    mixed = CARD.encode() + CARD.replace("Hélène", "Zoé").encode("cp1252")
    assert [card[0] for card in read(mixed)] == ["person: Hélène <Méjean>", "person: Zoé <Méjean>"]


def test_a_note_about_mojibake_in_a_file_that_is_right_stays() -> None:
    (card,) = read(CARD.replace(WORDS, "il écrit « Ã© » pour é").encode())
    assert "note: il écrit « Ã© » pour é" in card


@pytest.mark.parametrize("escaped", ["\x1b[31m", "=1B[31m"])
def test_no_text_holds_what_commands_a_terminal(escaped: str) -> None:
    encoding = ";ENCODING=QUOTED-PRINTABLE" if "=" in escaped else ""
    lines = ("N:Ro\u202eux;An\x00ne", f"NOTE{encoding}:a{escaped}b", "TEL:\u202a0465712030\u202c")
    card = "\n".join(("BEGIN:VCARD", "VERSION:2.1", *lines, "END:VCARD\n"))
    assert read(card.encode()) == [["person: Anne <Roux>", "phone: 0465712030", "note: a[31mb"]]
    table = "Nom;Prénom;Téléphone;Note\nRo\u202eux;An\x07ne;\u202a0465712030\u202c;a\x0bb\x1b\n"
    assert read(table.encode()) == [["person: Anne <Roux>", "phone: 0465712030", "note: a b"]]
