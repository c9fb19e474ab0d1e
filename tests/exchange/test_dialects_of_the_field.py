"""Files as programs, telephones and people write them (`dialects/`), each read to the letter of `dialects/wanted.json`;
the same folded anyhow, in a charset they do not say, cut short. To see what changed: `python -m
tests.exchange.test_dialects_of_the_field`, read the difference, keep it only if it is better."""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from carnet.domain.phones import national
from carnet.exchange.incoming import IncomingCard, IncomingLine, IncomingRole
from carnet.exchange.reading import open_file

FOLDER = Path(__file__).parent / "dialects"
WANTED = FOLDER / "wanted.json"
CARDS = sorted(path.name for path in FOLDER.glob("*.vcf"))
TABLES = sorted(path.name for path in FOLDER.glob("*.csv"))


def line_words(line: IncomingLine) -> str:
    value = national(line.value) if line.kind in ("phone", "fax") else line.value
    return " ".join(part for part in (value, line.use, line.label) if part)


def role_words(role: IncomingRole) -> str:
    site = role.site
    place = (
        (site.name, site.complement, site.street, f"{site.postcode} {site.city}".strip(), site.country) if site else ()
    )
    return " | ".join(part for part in (role.specialty, role.function, role.structure, *place) if part)


def words_of(card: IncomingCard) -> Iterator[str]:
    """All that a card says, in lines that a person can check."""
    who = " ".join(part for part in (card.title, card.given_name, f"<{card.family_name}>") if part)
    yield f"{card.kind}: {card.label or who}"
    for kind in ("phone", "fax", "email", "secure", "web"):
        yield from (f"{kind}: {line_words(line)}" for line in card.lines if line.kind == kind)
    yield from (f"role: {role_words(role)}" for role in card.roles)
    for name in ("gender", "rpps", "adeli", "finess", "sector", "note"):
        if said := getattr(card, name):
            yield f"{name}: {said}"
    yield from (f"tag: {tag}" for tag in card.tags)
    yield from (f"language: {one}" for one in card.languages)
    yield from ("photo",) if card.photo else ()
    yield from (f"problem: {words}" for words in card.problems)


def read(content: bytes) -> list[list[str]]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "carnet"
        path.write_bytes(content)
        return [list(words_of(card)) for card in open_file(path).cards]


def wanted(name: str) -> list[list[str]]:
    found: list[list[str]] = json.loads(WANTED.read_text(encoding="utf-8"))[name]
    return found


@pytest.mark.parametrize("name", [*CARDS, *TABLES])
def test_a_file_is_read_to_the_letter(name: str) -> None:
    assert read((FOLDER / name).read_bytes()) == wanted(name)


def unfolded(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n").replace(b"\n ", b"").replace(b"\n\t", b"")


@pytest.mark.parametrize("name", CARDS)
@pytest.mark.parametrize("width", [19, 31, 75])
def test_the_same_folded_anyhow(name: str, width: int) -> None:
    content = (FOLDER / name).read_bytes()
    if b"VERSION:2.1" in content:  # 2.1 folds at spaces only: its lines end otherwise, and nothing else changes
        assert read(content.replace(b"\r\n", b"\n")) == read(content.replace(b"\r\n", b"\r")) == wanted(name)
        return
    lines = unfolded(content).split(b"\n")
    cut = [b"\n\t".join(line[at : at + width] for at in range(0, len(line), width)) for line in lines]
    assert read(b"\n".join(cut)) == wanted(name)


@pytest.mark.parametrize("name", [*CARDS, *TABLES])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_same_in_a_charset_it_does_not_say(name: str, encoding: str) -> None:
    content = (FOLDER / name).read_bytes()
    content = unfolded(content) if b"VERSION:2.1" not in content else content
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    lost = "?" if encoding == "cp1252" else ""  # letters that Windows-1252 does not have
    got = read(text.encode(encoding, "replace"))
    kept = [[words for words in card if not lost or words.isascii()] for card in wanted(name)]
    assert all(words in card for card, words_kept in zip(got, kept, strict=True) for words in words_kept)
    if text.encode(encoding, "replace").decode(encoding).removeprefix("\ufeff") == text:
        assert got == wanted(name)


@pytest.mark.parametrize("name", CARDS)
def test_the_same_cut_short_keeps_what_it_says(name: str) -> None:
    content = (FOLDER / name).read_bytes().rstrip()
    cut = read(content[: content.rindex(b"\n")])  # the last END is missing
    *whole, last = wanted(name)
    assert cut[:-1] == whole[: len(cut) - 1]
    if b"KIND:group" not in content:
        assert set(last) <= set(cut[-1])
        assert any("coupée" in words for words in cut[-1])
    for share in (0.3, 0.6, 0.9):
        assert read(content[: int(len(content) * share)])


if __name__ == "__main__":
    made = {name: read((FOLDER / name).read_bytes()) for name in [*CARDS, *TABLES]}
    WANTED.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
