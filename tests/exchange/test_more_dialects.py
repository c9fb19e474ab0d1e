"""Files of other programs (`more/`), each read to the letter of `more/wanted.json`; the same with any line end, in any
charset, cut anywhere. To see what changed: `python -m tests.exchange.test_more_dialects`, read the difference."""

import json
from pathlib import Path

import pytest

from carnet.exchange.vcard import charset
from tests.exchange.test_dialects_of_the_field import read

FOLDER = Path(__file__).parent / "more"
WANTED = FOLDER / "wanted.json"
CARDS = sorted(path.name for path in FOLDER.glob("*.vcf"))
TABLES = sorted(path.name for path in FOLDER.glob("*.csv"))


def wanted(name: str) -> list[list[str]]:
    found: list[list[str]] = json.loads(WANTED.read_text(encoding="utf-8"))[name]
    return found


def text_of(name: str) -> str:
    content = (FOLDER / name).read_bytes()
    table = charset.guess(content)[0] or ("utf-8" if charset.is_utf8(content) else "cp1252")
    return content.decode(table).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("name", [*CARDS, *TABLES])
def test_a_file_is_read_to_the_letter(name: str) -> None:
    assert read((FOLDER / name).read_bytes()) == wanted(name)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("name", [*CARDS, *TABLES])
def test_the_same_with_any_line_end(name: str, end: str) -> None:
    assert read(text_of(name).replace("\n", end).encode()) == wanted(name)


@pytest.mark.parametrize("table", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "mac_roman", "twice"])
@pytest.mark.parametrize("name", [*CARDS, *TABLES])
def test_the_same_in_any_charset(name: str, table: str) -> None:
    text = text_of(name)
    if "CHARSET=" in text.upper() and table == "mac_roman":
        text = text.replace("ISO-8859-1", "UTF-8")  # a Mac that says so is believed
    try:
        content = text.encode("utf-8" if table == "twice" else table)
        content = content.decode("cp1252").encode() if table == "twice" else content
    except UnicodeError:  # letters that this table does not have: nobody can write the file so
        content = text.encode("utf-8-sig")
    assert read(content) == wanted(name)


@pytest.mark.parametrize("width", [19, 23, 40, 61])
@pytest.mark.parametrize("name", CARDS)
def test_the_same_folded_within_characters_and_escapes(name: str, width: int) -> None:
    text = text_of(name)
    if "2.1" in text or "\nContent-Type" in text:  # 2.1 folds at spaces only; a mail's own lines are no card
        assert read(text.encode()) == wanted(name)
        return
    lines = text.replace("\n ", "").encode().split(b"\n")
    # BEGIN and END are looked for whole: no program folds them.
    cut = (
        line if line[:6].upper() in (b"BEGIN:", b"END:VC", b"END:VL")
        else b"\r\n ".join(line[at : at + width] for at in range(0, len(line), width))
        for line in lines
    )  # fmt: skip
    assert read(b"\r\n".join(cut)) == wanted(name)


@pytest.mark.parametrize("name", CARDS)
def test_cut_anywhere_what_is_there_is_read(name: str) -> None:
    content = (FOLDER / name).read_bytes()
    first = content.lower().index(b"begin:vcard")
    for end in range(first + 60, len(content), 97):
        assert all(card[0].split(": ")[0] in ("person", "structure") for card in read(content[:end]))


if __name__ == "__main__":
    made = {name: read((FOLDER / name).read_bytes()) for name in [*CARDS, *TABLES]}
    WANTED.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
