"""Tables of other programs read as they are, hostile ones refused, ours back unchanged."""

import csv
import io
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from carnet.domain.disclosure import Profile, disclose
from carnet.domain.phones import national
from carnet.errors import CarnetError
from carnet.exchange.incoming import IncomingCard, IncomingFile
from carnet.exchange.neutral import neutral, restored
from carnet.exchange.reading import open_file
from carnet.exchange.tables.mapping import Mapping, guess
from carnet.exchange.tables.reading import card_of, preview
from carnet.exchange.tables.writing import grid, row_of
from carnet.exchange.vcard.printing import card_text
from carnet.exchange.vcard.writing import Envelope
from tests.exchange.test_vcard_laws import known, read_back, whole_cards

OUTLOOK_FR = (
    "Titre,Prénom,Deuxième prénom,Nom,Suffixe,Société,Service,Titre professionnel,Rue (bureau),Ville (bureau),"
    "Dép/Région (bureau),Code postal (bureau),Pays (bureau),Rue (domicile),Ville (domicile),Télécopie (bureau),"
    "Téléphone (bureau),Tél. mobile,Adresse de messagerie,Type de messagerie,Notes,Catégories\n"
    "Dr,Hélène,,Garcin,,Clinique Synergia,,Rhumatologue,12 av. des Cigales,Avignon,,84000,France,,,04 65 71 10 03,"
    "04 65 71 10 02,06 39 98 10 01,helene.garcin@example.org,SMTP,Le mardi,Confrères\n"
)
OUTLOOK_EN = (
    "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,Business City,"
    "Business State,Business Postal Code,Business Country/Region,Home Street,Business Fax,Business Phone,Mobile Phone,"
    "E-mail Address,E-mail Type,E-mail Display Name,Notes,Categories\n"
    "Dr,Hélène,,Garcin,,Clinique Synergia,,Rhumatologue,12 av. des Cigales,Avignon,,84000,France,,04 65 71 10 03,"
    "04 65 71 10 02,06 39 98 10 01,helene.garcin@example.org,SMTP,Garcin,Le mardi,Confrères\n"
)
GOOGLE = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Name Prefix,Nickname,Organization Name,Organization Title,"
    "Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,"
    "Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,"
    "Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country\n"
    "Hélène,,Garcin,,Dr,,Clinique Synergia,Rhumatologue,,,Le mardi,,Confrères ::: * myContacts,Work,"
    "helene.garcin@example.org,Mobile,06 39 98 10 01,Work,04 65 71 10 02,Work,,12 av. des Cigales,Avignon,,,84000,"
    "France\n"
)
THUNDERBIRD = (
    "Prénom,Nom de famille,Nom à afficher,Surnom,Adresse électronique principale,Adresse électronique secondaire,"
    "Tél. professionnel,Tél. personnel,Fax,Pager,Portable,Adresse professionnelle,Ville professionnelle,"
    "Code postal professionnel,Profession,Service,Société,Notes,Catégories\n"
    "Hélène,Garcin,Dr Hélène Garcin,,helene.garcin@example.org,,04 65 71 10 02,,,,06 39 98 10 01,12 av. des Cigales,"
    "Avignon,84000,Rhumatologue,,Clinique Synergia,Le mardi,Confrères\n"
)
SOFTWARE = (
    "Civilité;Nom;Prénom;Spécialité;Etablissement;Adresse;CP;Ville;Tél;Portable;Mail;N° RPPS;Observations;Groupe\n"
    "DR;GARCIN;Hélène;RHUMATOLOGIE;Clinique Synergia;12 av. des Cigales;84000;Avignon;0465711002;0639981001;"
    "helene.garcin@example.org;10000000001;Le mardi;Confrères\n"
)
FREE = (
    "Annuaire du cabinet;;;;\n;;;;\nNom Prénom;Spé;Téléphones;Adresse;Remarques\n"
    "Dr GARCIN Hélène;rhumato;04 65 71 10 02 / 06 39 98 10 01;12 av. des Cigales 84000 Avignon;Le mardi\n"
)
OTHERS = {
    "Outlook FR": OUTLOOK_FR, "Outlook EN": OUTLOOK_EN, "Google": GOOGLE, "Thunderbird": THUNDERBIRD,
    "software": SOFTWARE, "free": FREE,
}  # fmt: skip


def read(path: Path, content: bytes | None = None) -> tuple[list[IncomingCard], IncomingFile]:
    if content is not None:
        path.write_bytes(content)
    found = open_file(path)
    return list(found.cards), found


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_tables_of_others_are_read(tmp_path: Path, name: str, encoding: str) -> None:
    (card,), found = read(tmp_path / "x.csv", OTHERS[name].encode(encoding))
    assert (card.family_name.capitalize(), card.given_name) == ("Garcin", "Hélène")
    assert [role.specialty for role in card.roles] == ["rhumatologie"]
    site = card.roles[0].site
    assert site is not None
    assert (site.street, site.postcode, site.city) == ("12 av. des Cigales", "84000", "Avignon")
    assert {national(line.value) for line in card.lines if line.kind == "phone"} == {"0465711002", "0639981001"}
    assert card.note == "Le mardi"
    if name != "free":
        assert card.tags == ("Confrères",)
        assert [line.value for line in card.lines if line.kind == "email"] == ["helene.garcin@example.org"]
    assert found.whole


def test_a_sheet_without_headers_is_read_by_what_it_holds(tmp_path: Path) -> None:
    rows = "".join(f"Nom{at};a{at}@b.fr;04 65 71 10 {at:02}\n" for at in range(12))
    cards, _ = read(tmp_path / "x.csv", rows.encode())
    assert len(cards) == 12
    assert {line.kind for line in cards[3].lines} == {"email", "phone"}


def test_a_mapping_chosen_by_hand_is_obeyed_and_recognised(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Tél;Qui\n0465711002;Garcin Hélène\n", encoding="utf-8")
    guessed = preview(path).mapping
    chosen = Mapping(guessed.header, ("phone.direct", "full_name"))
    (card,) = open_file(path, mapping=chosen).cards
    assert card.lines[0].use == "direct"
    assert preview(path, chosen).cards[0].family_name == "Garcin"
    assert chosen.signature == guess(["tel ", "QUI"]).signature


def test_rows_that_say_nothing_are_said(tmp_path: Path) -> None:
    content = "Nom;Tél\nGarcin;n'a pas\n;\n;;;\nxx;0465711002\n ;\n;(aucun)\n"
    cards, found = read(tmp_path / "x.csv", content.encode())
    assert [card.family_name for card in cards] == ["Garcin", "xx"]
    assert [(trouble.line, "numéro" in trouble.words) for trouble in found.troubles] == [(2, True), (7, True)]


def test_a_note_alone_is_kept_without_a_name_as_from_a_vcard(tmp_path: Path) -> None:
    cards, found = read(tmp_path / "x.csv", "Nom;Téléphone;Note\n;;porte bleue\n".encode())
    assert [(card.family_name, card.label, card.note) for card in cards] == [("", "", "porte bleue")]
    assert [(trouble.line, trouble.words) for trouble in found.troubles] == [(2, "la ligne ne porte pas de nom")]


def row(number: int, delimiter: str = ";") -> str:
    """A row of four columns like any other."""
    return delimiter.join((f"Garcin{number}", "Anne", f"04657110{number:02d}", "au rez-de-chaussée")) + "\n"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize(
    ("torn", "given", "note"),
    [
        ('Roux;"Zoé;0465712030;le mardi\n', "Zoé", "le mardi"),
        ('"Roux;Zoé;0465712030;le mardi\n', "Zoé", "le mardi"),
        ('Roux;Zoé;0465712030;"le mardi\nau fond\n', "Zoé", "le mardi\nau fond"),
        ('"Roux";"Zoé";0465712030;"le mardi\n', "Zoé", "le mardi"),
    ],
)
@pytest.mark.parametrize("then", [1, 30, 400])
@pytest.mark.parametrize("closed_later", [False, True])
def test_a_quote_never_closed_takes_its_own_line_only(
    tmp_path: Path, torn: str, given: str, note: str, delimiter: str, then: int, closed_later: bool
) -> None:
    later = 'Petit;"Jean";0465712031;"mardi\nou jeudi"\n' if closed_later else ""
    text = f"Nom;Prénom;Téléphone;Note\n{row(1)}{torn}{''.join(map(row, range(2, 2 + then)))}{later}"
    cards, found = read(tmp_path / "x.csv", text.replace(";", delimiter).encode())
    assert [card.family_name for card in cards][:2] == ["Garcin1", "Roux"]
    assert (cards[1].given_name, cards[1].note) == (given, note)
    assert [card.note for card in cards[2:]] == ["au rez-de-chaussée"] * then + ["mardi\nou jeudi"] * closed_later
    said = [(trouble.line, trouble.words) for trouble in found.troubles if "guillemet" in trouble.words]
    assert said == [(3, "un guillemet n’y est pas fermé : la ligne est lue sans lui")]
    assert cards[2].first_line == 3 + torn.count("\n")


def test_quotes_left_open_on_every_line_take_a_time_of_the_length_of_the_file(tmp_path: Path) -> None:
    text = "Nom;Prénom;Téléphone;Note\n" + "".join(f'Garcin{at};"Anne;{600000000 + at};x\n' for at in range(4_000))
    started = time.process_time()
    cards, found = read(tmp_path / "x.csv", text.encode())
    assert len(cards) == 4_000
    assert time.process_time() - started < 20
    assert sum("guillemet" in trouble.words for trouble in found.troubles) == 1_001


def test_several_lines_in_quotes_are_one_cell(tmp_path: Path) -> None:
    text = 'Nom,Note\nRoux,"le mardi, le jeudi\nau ""fond"", à droite"\nPetit,"a\n\nb"\n'
    cards, found = read(tmp_path / "x.csv", text.encode())
    assert [card.note for card in cards] == ['le mardi, le jeudi\nau "fond", à droite', "a\n\nb"]
    assert found.troubles == []


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_workbook_is_read_and_its_formulas_are_not_run(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "x.xlsx",
        [["Nom", "Prénom", "CP", "Ville", "Tél", "Notes"],
         ["Garcin", "Hélène", 1000, "Bourg", 465711002, '=HYPERLINK("http://192.0.2.1","x")']],
    )  # fmt: skip
    (card,), found = read(path)
    assert found.format == "xlsx"
    assert [line.value for line in card.lines] == ["0465711002"]
    assert card.roles[0].site is not None
    assert card.roles[0].site.postcode == "01000"
    assert card.note == ""


def test_a_swollen_or_trapped_workbook_is_refused(tmp_path: Path) -> None:
    good = workbook(tmp_path / "good.xlsx", [["Nom", "Tél"], ["A", "0465711002"]])

    def doctored(name: str, member: str, content: bytes) -> Path:
        made = tmp_path / name
        with zipfile.ZipFile(good) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
            for info in source.infolist():
                target.writestr(info.filename, content if info.filename == member else source.read(info))
        return made

    bomb = doctored("bomb.xlsx", "xl/worksheets/sheet1.xml", b"<a>" + b" " * (300 << 20))
    with pytest.raises(CarnetError, match="démesuré"):
        open_file(bomb)
    laughs = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa">]><l>&a;</l>'
    with pytest.raises(CarnetError, match="DTD"):
        open_file(doctored("laughs.xlsx", "xl/workbook.xml", laughs))
    with pytest.raises(CarnetError, match="abîmé"):
        open_file(doctored("torn.xlsx", "xl/workbook.xml", b"<workbook"))
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(good.read_bytes()[:900])
    with pytest.raises(CarnetError, match="abîmé"):
        open_file(cut)
    plain = tmp_path / "plain.xlsx"
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(CarnetError, match="classeur"):
        open_file(plain)


@given(st.text(max_size=30))
def test_a_cell_made_harmless_comes_back(text: str) -> None:
    cell = neutral(text)
    assert restored(cell) == text
    assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r")


def test_what_a_spreadsheet_would_run_is_made_harmless() -> None:
    for text in ("=1+1", "+33 4", "-2", "@SUM(A1)", "\t=1", "\r=1", "'=1", " =1"):
        assert neutral(text) == f"'{text}"
    assert neutral("l'été") == "l'été"
    assert restored("'été") == "'été"


@given(whole_cards())
def test_a_card_comes_back_from_a_table_as_from_a_vcard(card: object) -> None:
    seen = disclose(card, Profile.SELF)  # type: ignore[arg-type]
    header, row = grid([row_of(seen, Envelope())])
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([header, row])
    header, row = csv.reader(io.StringIO(text.getvalue(), newline=""), delimiter=";")
    back = card_of(header, guess(header), row, 2)
    assert back is not None
    wanted, got = known(read_back(card_text(seen, Envelope()))), known(back)
    for held in (wanted, got):
        held.pop("photo")
        every = held.pop("lines") + [line for role in held["roles"] for line in role.pop("lines")]
        held["every"] = sorted(every, key=str)
        held["roles"] = [role for role in held["roles"] if role["specialty"] or role["site"]]
    assert got == wanted
