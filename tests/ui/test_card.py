"""What a card says: the two numbers, every line, attributes with their three values, poor cards and rich ones."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from carnet.domain.calm import calm
from carnet.domain.disclosure import Card, LineView, PlaceView, PracticePart, PrivatePart, Profile, PublicPart, disclose
from carnet.domain.rings import Ring
from carnet.models.book import Book
from carnet.queries.card import row_id
from carnet.queries.sheet import Past, Sheet, book_sheet
from carnet.services.avoidances import avoid
from carnet.services.correspondents import create_correspondent
from carnet.services.drafts import (
    AvoidanceDraft,
    CorrespondentDraft,
    DelayDraft,
    EventDraft,
    LineDraft,
    OpinionDraft,
    ReferralDraft,
    RoleDraft,
    SiteDraft,
)
from carnet.services.referrals import refer
from carnet.ui.card_content import Content, content
from tests.conftest import NOW, TODAY, make_book

SITE = SiteDraft(insee="84007", postcode="84000", city="Avignon", street="12 AVENUE DES CIGALES", hours="le mardi")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    folder: Path = tmp_path_factory.mktemp("cards")
    with make_book(folder) as made:
        yield made


def of(book: Book, draft: CorrespondentDraft) -> Content:
    """The content of the card of a draft just written."""
    uuid, _ = create_correspondent(book, draft, now=NOW)
    return content(sheet(book, uuid), (), today=TODAY)


def sheet(book: Book, uuid: str) -> Sheet:
    return book_sheet(book.reader(), f"b:{uuid}", today=TODAY, km=lambda insee: 23.0 if insee == "84007" else None)


def rows(card: Content) -> dict[str, tuple[str, str]]:
    return {row.label: (row.text, row.more) for row in card.rows}


def test_a_rich_card_says_everything_in_its_place(book: Book) -> None:
    role = RoleDraft(
        "rhumatologie",
        SITE,
        lines=(
            LineDraft("04 65 71 20 14", use="secretariat"),
            LineDraft("06 39 98 44 10", use="direct", best_time="12 h–13 h"),
            LineDraft("04 65 71 20 15", use="opinion"),
            LineDraft("secretariat@exemple.fr", kind="email"),
        ),
    )
    draft = CorrespondentDraft(
        title="Dr", given_name="Paul", family_name="Castelmon", gender="M", sector="2", roles=(role,),
        home_visits=False, new_patients=True, met_at="FMC", known_since="2024", verified_on=date(2026, 3, 3),
        delays=(DelayDraft(9, TODAY - timedelta(days=20)), DelayDraft(3, TODAY, "caller")), good_for=("épaule",),
        not_for=("enfant agité",), opinion=OpinionDraft(TODAY, reliable=True, word="très clair"),
        note="joueur d'échecs", languages=("arabe",), skills=("infiltrations",), cost="70 €",
    )  # fmt: skip
    uuid, _ = create_correspondent(book, draft, now=NOW)
    key = row_id(book.reader(), uuid)
    seen = EventDraft("appointment", TODAY - timedelta(days=20), TODAY)
    refer(book, key, ReferralDraft(TODAY - timedelta(days=40), events=(seen, EventDraft("news", TODAY))), now=NOW)
    card = content(sheet(book, uuid), (), today=TODAY)
    assert (card.name, card.subtitle) == ("Dr Paul CASTELMON", "Rhumatologue · secteur 2 · connu")
    assert card.patient and card.mine  # noqa: PT018
    assert (card.patient.line.value, card.patient.note, card.patient.uri) == ("04 65 71 20 14", "", "tel:0465712014")
    assert (card.mine.line.value, card.mine.note) == ("06 39 98 44 10", "12 h–13 h")
    assert [(n.place, n.line.value, n.note) for n in card.others] == [
        (3, "04 65 71 20 15", "ligne d’avis"),
        (4, "secretariat@exemple.fr", "e-mail"),
    ]
    said = rows(card)
    assert said["Délai"] == ("annoncé 9 j (novembre 2026), eu 40 j (1 fois)", "si j’appelle\u202f: 3 j (novembre 2026)")
    assert said["Adresse"] == ("12 avenue des Cigales\n84000 Avignon · 23 km", "le mardi")
    assert said["À domicile"] == ("non · prend de nouveaux patients", "téléconsultation\u202f? · enfants\u202f?")
    assert said["Plutôt pour"][0] == "épaule"
    assert "Pas pour" not in said
    assert said["Rencontré"][0] == "FMC · 2024"
    assert said["Adressages"][0] == "1, en octobre 2026 · nouvelles reçues"
    assert "Mon avis" not in said
    assert said["Vérifié"][0] == "3 mars 2026"
    assert {row.label: (row.text, row.more) for row in card.private} == {
        "Mon avis": ("fiable\n«\u202ftrès clair\u202f»", "novembre 2026"),
        "Pas pour": ("enfant agité", ""),
        "Note": ("joueur d'échecs", ""),
    }


def test_a_poor_card_is_finished_too(book: Book) -> None:
    card = of(book, CorrespondentDraft(family_name="Seul"))
    assert (card.name, card.subtitle, card.banner) == ("SEUL", "", "")
    assert card.patient is card.mine is None
    assert not card.others
    assert not card.private
    assert rows(card) == {
        "Délai": ("inconnu", ""),
        "Adresse": ("inconnue", ""),
        "À domicile": ("inconnu", "nouveaux patients\u202f? · téléconsultation\u202f? · enfants\u202f?"),
        "Vérifié": ("pas encore", ""),
    }


def test_a_structure_and_a_contact_known_by_its_function(book: Book) -> None:
    structure = CorrespondentDraft(
        kind="structure", label="SSIAD du Luberon", roles=(RoleDraft("ssiad", SITE, lines=(LineDraft("0465710101"),)),),
        profile={"does": "toilette, pansements", "entry_route": "ordonnance", "age_min": 60},
    )  # fmt: skip
    card = of(book, structure)
    assert card.name == "SSIAD du Luberon"
    assert rows(card)["Fait"][0] == "toilette, pansements"
    assert rows(card)["Pour entrer"][0] == "ordonnance"
    assert rows(card)["Âges"][0] == "à partir de 60 ans"
    assert "À domicile" not in rows(card)
    contact = of(book, CorrespondentDraft(label="Assistante sociale de la CPAM", lines=(LineDraft("36 46"),)))
    assert contact.name == "Assistante sociale de la CPAM"
    assert contact.patient
    assert contact.patient.uri == "tel:3646"


def test_avoided_and_retired_are_said_first_and_the_reason_only_on_demand(book: Book) -> None:
    heir, _ = create_correspondent(book, CorrespondentDraft(title="Dr", family_name="Neuve"), now=NOW)
    draft = CorrespondentDraft(
        family_name="Ancien", gender="M", status="retired", successor=row_id(book.reader(), heir)
    )
    uuid, _ = create_correspondent(book, draft, now=NOW)
    until = TODAY + timedelta(days=300)
    avoid(book, row_id(book.reader(), uuid), AvoidanceDraft("delays", TODAY, until, note="six mois"), now=NOW)
    card = content(sheet(book, uuid), (), today=TODAY)
    assert card.banner.splitlines() == [
        "Retraité → Dr NEUVE (successeur)",
        "⊘ · F2 pour lire",
    ]
    days = "depuis le 22 novembre 2026, jusqu’au 18 septembre 2027"
    assert [(row.label, row.text, row.more) for row in card.private] == [
        ("Je n’adresse pas", "délais", f"six mois\n{days}"),
    ]
    assert "adresse pas" not in card.banner + "".join(row.label + row.text for row in card.rows)
    assert "six mois" not in "".join(row.text + row.more for row in card.rows)


def test_the_numbers_row_decides_which_comes_first() -> None:
    lines = tuple(LineView(f"04 65 71 00 0{n}", "phone", "", Ring.PUBLIC) for n in (1, 2, 3))
    card = Card(PublicPart("b:1", "person", family_name="Deux", lines=lines), PracticePart(), PrivatePart())
    made = Sheet(disclose(card, Profile.OWNER), disclose(card, Profile.PATIENT), Past())
    first = content(made, (lines[2], lines[0]), today=TODAY)
    assert first.patient
    assert [first.patient.line.value, *(n.line.value for n in first.others)] == [
        "04 65 71 00 03",
        "04 65 71 00 01",
        "04 65 71 00 02",
    ]


def test_two_places_with_two_specialties_say_which_is_where() -> None:
    places = tuple(
        PlaceView(str(n), specialty, street=f"{n} rue Droite", postcode="84000", city="AVIGNON", insee="84007")
        for n, specialty in ((1, "rhumatologie"), (2, "mpr"))
    )
    past = replace(places[0], uuid="3", street="3 rue Vieille", until=TODAY - timedelta(days=1))
    card = Card(PublicPart("p:1", "person", family_name="Double", places=(*places, past)))
    made = Sheet(disclose(card, Profile.OWNER), disclose(card, Profile.PATIENT))
    said = [(row.label, row.text) for row in content(made, (), today=TODAY).rows]
    assert said[0] == ("Adresse", "Rhumatologie\n1 rue Droite\n84000 Avignon")
    assert said[1][0] == "2ᵉ lieu"
    assert not any("Vieille" in text for _, text in said)


@pytest.mark.parametrize(
    ("shouted", "said"),
    [
        ("8 Rue DES OLIVIERS", "8 rue des Oliviers"),
        ("CABINET MERINDAL", "Cabinet Merindal"),
        ("CMS DU COULON", "CMS du Coulon"),
        ("84800 L'ISLE SUR LA SORGUE", "84800 L’Isle sur la Sorgue"),
        ("84250 LE THOR", "84250 Le Thor"),
        ("CH D'AVIGNON", "CH d’Avignon"),
        ("Maison médicale du Coulon", "Maison médicale du Coulon"),
        ("75116 PARIS 16E ARRONDISSEMENT", "75116 Paris 16e Arrondissement"),
        ("", ""),
    ],
)
def test_what_a_file_shouts_is_said_calmly(shouted: str, said: str) -> None:
    assert calm(shouted) == said
