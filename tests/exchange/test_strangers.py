"""What other programs do of our files, and what comes back from them: spreadsheets that take codes for numbers, sheets
made by hand, telephones that show N and look for labels by « item »."""

import csv
import io
from pathlib import Path

import pytest
import vobject
from msgspec.structs import replace
from openpyxl import Workbook

from carnet.domain.disclosure import (
    Card,
    JudgementPart,
    LineView,
    OpinionPart,
    PlaceView,
    PracticePart,
    PrivatePart,
    Profile,
    PublicPart,
    disclose,
)
from carnet.domain.rings import Ring
from carnet.exchange.incoming import IncomingCard
from carnet.exchange.reading import open_file
from carnet.exchange.tables.writing import csv_bytes, grid, row_of
from carnet.exchange.vcard.printing import card_text
from carnet.exchange.vcard.writing import Envelope

PUBLIC = PublicPart(
    id="b:01a20297-4dc0-7001-8eeb-28bcc0b5b6ea", kind="person", title="Dr", family_name="Lefèvre", given_name="Anaïs",
    rpps="10000000001", finess="040000012",
    places=(PlaceView("p1", specialty="rhumatologie", street="1 rue Haute", postcode="04100", city="Manosque",
                      insee="04112"),
            PlaceView("p2", specialty="rhumatologie", postcode="1000", city="Lausanne", country="Suisse")),
    lines=(LineView("0465711001", "phone", "", Ring.PUBLIC),
           LineView("04 65 71 10 02", "phone", "secretariat", Ring.PUBLIC)),
)  # fmt: skip
CARD = Card(PUBLIC, PracticePart(), PrivatePart(), OpinionPart(), JudgementPart())


def as_numbers(cell: str) -> str:
    """A cell as a spreadsheet saves it, that took it for a number; Excel rounds what has more than eleven digits."""
    return str(int(cell)) if cell.isdecimal() else cell


def read(path: Path, content: bytes | None = None) -> list[IncomingCard]:
    if content is not None:
        path.write_bytes(content)
    return list(open_file(path).cards)


def said(card: IncomingCard) -> object:
    return card.rpps, card.finess, card.roles, [line.value for line in card.lines]


def test_a_spreadsheet_that_ate_the_leading_zeros_changes_nothing(tmp_path: Path) -> None:
    header, row = grid([row_of(disclose(CARD, Profile.SELF), Envelope())])
    (before,) = read(tmp_path / "a.csv", csv_bytes([header, row]))
    (after,) = read(tmp_path / "b.csv", csv_bytes([header, [as_numbers(cell) for cell in row]]))
    assert said(after) == said(before)
    assert [role.site.postcode for role in after.roles if role.site] == ["04100", "1000"]
    assert after.finess == "040000012"


@pytest.mark.parametrize("ours", [True, False])
def test_a_rounded_number_is_no_identifier(ours: bool, tmp_path: Path) -> None:
    header, row = grid([row_of(disclose(CARD, Profile.SELF), Envelope())])
    row = ["1,00000E+10" if cell == "10000000001" else cell for cell in row]
    content = csv_bytes([header, row]) if ours else b"Nom;RPPS;Tel\nRoy;1.00012E+10;4,65E+08\n"
    (card,) = read(tmp_path / "a.csv", content)
    assert card.rpps == ""
    assert any("arrondi" in problem and "RPPS" in problem for problem in card.problems)


def test_postcodes_of_other_countries_keep_their_four_digits(tmp_path: Path) -> None:
    content = b"Nom;CP;Ville;Pays\nRoy;1000;Lausanne;Suisse\nPetit;1000;Bourg;\nPons;4100;Manosque;FR\n"
    sites = [card.roles[0].site for card in read(tmp_path / "a.csv", content)]
    assert [site.postcode for site in sites if site] == ["1000", "01000", "04100"]


def test_a_sheet_made_by_hand_is_read(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active["A1"] = "bonjour"
    sheet = book.create_sheet("Correspondants")
    for row in (
        ["Carnet du Dr Morel"], ["mis à jour le 12 mars"], [],
        [None, "Spécialité", "Nom Prénom", "Tél 1", "Tél 2", None, "CP", "RPPS", "Remarque"],
        [None, "Dermato", "BEN SAÏD Aïcha", 465720101, 639990101, None, 84000, 10001234567, "#N/A"],
        [None, None, "Dr Blanc Lou", 465720102, None, None, 4300, "10 001 234 568", "rangée cachée"],
        [None, None, "Dr Le Goff Anne", "04 65 72 01 09", None, None, "04300"],
        [None, "Cardio", "Dr LEROY Paul", 33465720201.0],
        [None, None, "Dr Roux Léa", 465720202],
    ):  # fmt: skip
        sheet.append(row)
    sheet.merge_cells("A1:I1")
    sheet.merge_cells("B5:B7")
    sheet.row_dimensions[6].hidden = True
    book.save(tmp_path / "a.xlsx")
    cards = read(tmp_path / "a.xlsx")
    assert [card.family_name for card in cards] == ["BEN SAÏD", "Blanc", "Le Goff", "LEROY", "Roux"]
    assert [[role.specialty for role in card.roles] for card in cards] == [
        ["dermatologie"], ["dermatologie"], ["dermatologie"], ["cardiologie"], [],
    ]  # fmt: skip
    assert [line.value for line in cards[0].lines] == ["0465720101", "0639990101"]
    assert [card.rpps for card in cards[:2]] == ["10001234567", "10001234568"]
    assert [card.note for card in cards[:2]] == ["", "rangée cachée"]
    assert [card.roles[0].site.postcode for card in cards[:3] if card.roles[0].site] == ["84000", "04300", "04300"]


def test_who_has_no_name_has_one_for_a_telephone(tmp_path: Path) -> None:
    public = replace(PUBLIC, title="", family_name="", given_name="", label="Assistante sociale de la CPAM")
    text = card_text(disclose(replace(CARD, public=public), Profile.COLLEAGUE), Envelope())
    found = vobject.readOne(text)
    assert found.n.value.family == "Assistante sociale de la CPAM"
    (back,) = read(tmp_path / "a.vcf", text.encode())
    assert (back.kind, back.label, back.family_name) == ("person", "Assistante sociale de la CPAM", "")


def test_a_structure_is_shown_as_one() -> None:
    public = replace(PUBLIC, kind="structure", title="", family_name="", given_name="", label="Imagerie du Lubéron")
    found = vobject.readOne(card_text(disclose(replace(CARD, public=public), Profile.PHONE), Envelope()))
    assert found.org.value == ["Imagerie du Lubéron"]
    assert found.contents["x-abshowas"][0].value == "COMPANY"
    assert found.fn.value == "Imagerie du Lubéron"


def test_labels_are_where_telephones_look_for_them() -> None:
    found = vobject.readOne(card_text(disclose(CARD, Profile.PHONE), Envelope()))
    (labelled,) = [line for line in found.contents["tel"] if line.value == "04 65 71 10 02"]
    (label,) = [line.value for line in found.contents["x-ablabel"] if line.group == labelled.group]
    assert labelled.group.startswith("item")
    assert label == "secrétariat"


def test_what_a_spreadsheet_would_run_leaves_as_text_and_comes_back(tmp_path: Path) -> None:
    public = replace(PUBLIC, family_name="@SUM(A1)", given_name="-cmd")
    content = csv_bytes(grid([row_of(disclose(replace(CARD, public=public), Profile.COLLEAGUE), Envelope())]))
    cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";") for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]
    (back,) = read(tmp_path / "a.csv", content)
    assert (back.family_name, back.given_name) == ("@SUM(A1)", "-cmd")
