"""Cards as nine programs write them, whole, folded oddly, in another charset, cut: all read, none mangled."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from carnet.domain.phones import national
from carnet.errors import CarnetError
from carnet.exchange.incoming import IncomingCard, IncomingFile
from carnet.exchange.reading import open_file
from tests.exchange import samples
from tests.exchange.samples import DIALECTS


def read(folder: Path, content: bytes) -> tuple[list[IncomingCard], IncomingFile]:
    path = folder / "contacts.vcf"
    path.write_bytes(content)
    found = open_file(path)
    return list(found.cards), found


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize(
    "written",
    [samples.plain, samples.folded_oddly, samples.in_a_wrong_charset, samples.in_utf_16],
    ids=lambda f: f.__name__,
)
def test_a_card_of_any_program_is_read(tmp_path: Path, name: str, written: Callable[[str], bytes]) -> None:
    (card,), found = read(tmp_path, written(name))
    assert (card.title, card.family_name, card.given_name) == ("Dr", "Garcin", "Hélène")
    assert {national(line.value) for line in card.lines if line.kind == "phone"} == {"0639981001", "0465711002"}
    assert [line.value for line in card.lines if line.kind == "email"] == ["helene.garcin@example.org"]
    (role,) = card.roles
    assert (role.specialty, role.structure) == ("rhumatologie", "Clinique Synergia")
    assert role.site is not None
    assert (role.site.street, role.site.postcode, role.site.city) == ("12 av. des Cigales", "84000", "Avignon")
    assert found.whole


@pytest.mark.parametrize("name", DIALECTS)
def test_a_card_cut_short_keeps_what_it_says(tmp_path: Path, name: str) -> None:
    (card,), found = read(tmp_path, samples.cut_short(name))
    assert (card.family_name, card.given_name) == ("Garcin", "Hélène")
    assert any("coupée" in trouble.words for trouble in found.troubles)


@pytest.mark.parametrize("name", DIALECTS)
def test_every_line_is_in_the_original(tmp_path: Path, name: str) -> None:
    (card,), _ = read(tmp_path, samples.plain(name))
    for line in samples.plain(name).decode("cp1252" if name == "Outlook" else "utf-8").splitlines():
        if line[:1] not in (" ", "=") and not line.endswith("=") and "rendez-vous" not in line and ":" in line:
            assert line.lower() in card.raw.lower(), line


def test_one_bad_card_never_sinks_the_file(tmp_path: Path) -> None:
    bad = b'BEGIN:VCARD\r\nVERSION:3.0\r\n;;;\r\n\xff\xfe:\r\nN\r\nTEL;TYPE="a:04\r\n'
    cards, found = read(tmp_path, samples.plain("iOS") + bad + samples.plain("Nextcloud") + bad)
    assert [card.family_name for card in cards].count("Garcin") == 2
    assert found.troubles


def test_labels_and_types_say_the_use(tmp_path: Path) -> None:
    (card,), _ = read(tmp_path, samples.plain("iOS"))
    uses = {national(line.value): line.use for line in card.lines if line.kind == "phone"}
    assert uses == {"0639981001": "", "0465711002": "secretariat"}
    (outlook,), _ = read(tmp_path, samples.plain("Outlook"))
    assert [line.value for line in outlook.lines if line.kind == "fax"] == ["04 65 71 10 03"]
    assert outlook.note == "Reçoit le mardi\nParking"


def test_a_photo_is_read_and_an_address_is_never_followed(tmp_path: Path) -> None:
    (card,), _ = read(tmp_path, samples.plain("Nextcloud"))
    assert card.photo is not None
    assert card.photo.startswith(b"\x89PNG")
    (other,), _ = read(tmp_path, b"BEGIN:VCARD\nFN:A\nPHOTO;VALUE=uri:http://192.0.2.1/a.jpg\nEND:VCARD\n")
    assert other.photo is None
    assert "http://192.0.2.1/a.jpg" in other.raw


def test_groups_of_three_dialects_become_tags(tmp_path: Path) -> None:
    people = "".join(
        f"BEGIN:VCARD\nVERSION:3.0\nUID:{uid}\nN:{name};Anne;;;\n{more}END:VCARD\n"
        for uid, name, more in (("a", "Un", "CATEGORIES:Confrères\n"), ("urn:uuid:b", "Deux", ""), ("c", "Trois", ""))
    )
    rfc = "BEGIN:VCARD\nVERSION:4.0\nKIND:group\nFN:Avis\nMEMBER:urn:uuid:b\nEND:VCARD\n"
    apple = (
        "BEGIN:VCARD\nVERSION:3.0\nN:Urgences\nFN:Urgences\nX-ADDRESSBOOKSERVER-KIND:group\n"
        "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:c\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:b\nEND:VCARD\n"
    )
    cards, _ = read(tmp_path, (people + rfc + apple).encode())
    assert {card.family_name: set(card.tags) for card in cards} == {
        "Un": {"Confrères"}, "Deux": {"Avis", "Urgences"}, "Trois": {"Urgences"},
    }  # fmt: skip


def test_the_same_uid_twice_is_two_cards_with_keys_that_stay(tmp_path: Path) -> None:
    content = b"".join(b"BEGIN:VCARD\nUID:x\nN:%s;A;;;\nEND:VCARD\n" % name for name in (b"Un", b"Deux", b"Deux"))
    cards, found = read(tmp_path, content)
    keys = [card.key for card in cards]
    assert keys[0] == "x"
    assert len(set(keys)) == 3
    assert [card.key for card in read(tmp_path, content)[0]] == keys
    assert sum("UID" in trouble.words for trouble in found.troubles) == 2


def test_the_same_card_thousands_of_times_takes_a_time_of_its_length(tmp_path: Path) -> None:
    def seconds(copies: int) -> float:
        before = time.process_time()
        cards, _ = read(tmp_path, b"BEGIN:VCARD\nUID:x\nN:Un;A;;;\nEND:VCARD\n" * copies)
        assert len({card.key for card in cards}) == copies
        return time.process_time() - before

    seconds(100)
    assert seconds(6000) < 30 * seconds(600)


def test_a_charset_that_lies_changes_nothing(tmp_path: Path) -> None:
    for declared in ("UTF-16", "SHIFT_JIS", "no-such-charset", "ascii"):
        content = f"BEGIN:VCARD\nN;CHARSET={declared}:Müller;Zoé;;;\nEND:VCARD\n".encode()
        (card,), _ = read(tmp_path, content)
        assert (card.family_name, card.given_name) == ("Müller", "Zoé")
    lying = "BEGIN:VCARD\nN;CHARSET=UTF-8:Müller;Zoé;;;\nEND:VCARD\n".encode("cp1252")
    assert read(tmp_path, lying)[0][0].family_name == "Müller"


def test_what_is_no_file_of_cards_is_said(tmp_path: Path) -> None:
    (tmp_path / "vide.vcf").write_bytes(b"")
    (tmp_path / "x.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100)
    (tmp_path / "x.bin").write_bytes(bytes(range(256)) * 9)
    for name, words in (
        ("vide.vcf", "vide"), (".", "dossier"), ("absent.vcf", "n’existe pas"), ("x.doc", "Excel"),
        ("x.bin", "ni une vCard"),
    ):  # fmt: skip
        with pytest.raises(CarnetError, match=words):
            open_file(tmp_path / name)


def test_a_home_address_is_no_place(tmp_path: Path) -> None:
    content = (
        "BEGIN:VCARD\nVERSION:3.0\nN:Roux;Anne;;;\nADR;TYPE=WORK:;;1 rue A;Avignon;;84000;\n"
        "ADR;TYPE=HOME:;;2 rue B;Gordes;;84220;\nTEL;TYPE=HOME:0465711009\nEND:VCARD\n"
    )
    (card,), _ = read(tmp_path, content.encode())
    assert [role.site and role.site.city for role in card.roles] == ["Avignon"]
    assert "2 rue B" in card.note
    assert card.lines[0].ring == "personal"
