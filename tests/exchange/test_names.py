"""Names as files write them: initials, and trades that telephones take for a surname."""

from pathlib import Path

import pytest

from carnet.exchange.incoming import IncomingCard
from carnet.exchange.names import Name, names_trade, read_name
from carnet.exchange.reading import open_file


@pytest.mark.parametrize("family_first", [False, True])
@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("J-P Lefebvre", "J-P", "Lefebvre"),
        ("Lefebvre J-P", "J-P", "Lefebvre"),
        ("LEFEBVRE J-P", "J-P", "LEFEBVRE"),
        ("J.-P. LEFEBVRE", "J.-P.", "LEFEBVRE"),
        ("LEFEBVRE J.-P.", "J.-P.", "LEFEBVRE"),
        ("JP Lefebvre", "JP", "Lefebvre"),
        ("JP LEFEBVRE", "JP", "LEFEBVRE"),
        ("J-P de la Tour", "J-P", "de la Tour"),
        ("Martin-Roux J-L", "J-L", "Martin-Roux"),
        ("NG Anne", "Anne", "NG"),
    ],
)
def test_initials_are_given_names_in_any_order(text: str, given: str, family: str, family_first: bool) -> None:
    assert read_name(text, family_first=family_first) == Name("", family, given)
    assert read_name(f"Dr {text}", family_first=family_first) == Name("Dr", family, given)


def vcard(folder: Path, body: str) -> IncomingCard:
    path = folder / "contacts.vcf"
    path.write_text(f"BEGIN:VCARD\nVERSION:3.0\n{body}\nTEL:0465712030\nEND:VCARD\n", encoding="utf-8")
    (card,) = open_file(path).cards
    return card


def table(folder: Path, row: str) -> IncomingCard:
    path = folder / "contacts.csv"
    path.write_text(f"Nom;Prénom;Téléphone\n{row};0465712030\n", encoding="utf-8")
    (card,) = open_file(path).cards
    return card


@pytest.mark.parametrize(
    ("family", "given"), [("kiné", "Roux"), ("Roux", "kiné"), ("Roux kiné", ""), ("", "Kiné Roux"), ("KINE", "Dr Roux")]
)
def test_a_trade_is_nobodys_name(tmp_path: Path, family: str, given: str) -> None:
    for card in (vcard(tmp_path, f"N:{family};{given};;;"), table(tmp_path, f"{family};{given}")):
        assert (card.family_name, card.given_name) == ("Roux", "")
        assert [role.specialty for role in card.roles] == ["kinesitherapie"]
        assert card.title == ("Dr" if "Dr" in given else "")


def test_a_surname_that_the_catalogue_reads_stays_one(tmp_path: Path) -> None:
    for family in ("Mas", "Juge", "Main", "Garde", "Berger"):
        assert not names_trade(family)
        for card in (vcard(tmp_path, f"N:{family};Anne;;;"), table(tmp_path, f"{family};Anne")):
            assert (card.family_name, card.given_name) == (family, "Anne")


def test_what_this_program_wrote_is_to_the_letter(tmp_path: Path) -> None:
    card = vcard(tmp_path, "N:Kiné;Roux;;;\nX-CARNET-KIND:person")
    assert (card.family_name, card.given_name) == ("Kiné", "Roux")
