"""A typed line, a signature, a letterhead: the fields that they propose, and that nothing typed is lost."""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from carnet.domain.capture import LONGEST_CARD, Proposal, read_card
from carnet.domain.capture_sheet import Piece
from carnet.domain.specialties import Catalogue
from carnet.errors import CarnetError
from carnet.geo.communes import Communes
from carnet.queries.lexicon import BoxLexicon
from tests.conftest import CAVAILLON


def lexicon() -> BoxLexicon:
    communes = Communes.shipped()
    practice = communes.by_insee(CAVAILLON)
    assert practice is not None
    return BoxLexicon(Catalogue.shipped(), communes, communes.point(practice), None, None)


LEXICON = lexicon()


@dataclass(frozen=True)
class Line:
    """A line expected: number or address, then what is not the default."""

    value: str
    use: str = ""
    kind: str = "phone"
    ring: str = ""
    label: str = ""
    asks: bool = False


def mobile(value: str) -> Line:
    return Line(value, ring="personal", asks=True)


def flat(proposal: Proposal) -> dict[str, Any]:
    """Every field that was read, as plain values; towns by name, a person's kind left out."""
    found: dict[str, Any] = {
        "kind": "" if proposal.kind == "person" else proposal.kind,
        "commune": proposal.commune.name if proposal.commune else "",
        "specialties": " ".join(piece.value for piece in proposal.specialties),
        "lines": [Line(x.value, x.use, x.kind, x.ring, x.label, x.asks) for x in proposal.lines],
        "complement": ", ".join(piece.value for piece in proposal.complements),
        "tags": " ".join(piece.value for piece in proposal.tags),
        "marks": " ".join(piece.value for piece in proposal.marks),
        "note": proposal.note,
    }
    for name in [
        "title",
        "given_name",
        "family_name",
        "label",
        "gender",
        "rpps",
        "adeli",
        "function",
        "site_name",
        "street",
        "postcode",
        "sector",
        "met_at",
        "recommended_by",
        "found_in",
        "known_since",
    ]:
        piece = getattr(proposal, name)
        found[name] = piece.value if piece else ""
    return {name: value for name, value in found.items() if value}


ROUX = {"title": "Dr", "given_name": "Anne", "family_name": "Roux", "specialties": "rhumatologie", "commune": "Apt"}
LANDLINE = [Line("04 65 71 20 30")]
CASES: list[tuple[str, dict[str, Any]]] = [
    (
        "Dr Anne Roux rhumato Apt 04 65 71 20 30 très humaine, vue en FMC",
        {**ROUX, "lines": LANDLINE, "met_at": "FMC", "note": "très humaine", "marks": "humane", "gender": "F"},
    ),
    ("Dr ROUX Anne rhumato Apt 0465712030", {**ROUX, "lines": LANDLINE}),
    ("dr anne roux rhumato apt 04.65.71.20.30", {**ROUX, "lines": LANDLINE}),
    ("Anne Roux, rhumato à Apt, tél. 04-65-71-20-30", {**ROUX, "title": "", "lines": LANDLINE}),
    ("Rhumato Apt Dr Anne Roux +33 (0)4 65 71 20 30", {**ROUX, "lines": LANDLINE}),
    ("Dr Roux, la rhumato d'Apt", {**ROUX, "given_name": ""}),
    (
        (
        "Mme le Dr Hélène de La Tour, dermatologue, 12 rue des Lices 84300 Cavaillon. Secrétariat : 04 65 71 20 31"
        " / ligne directe 04 65 71 20 32"
        ),
        {
            "title": "Dr", "gender": "F", "given_name": "Hélène", "family_name": "de La Tour",
            "specialties": "dermatologie", "street": "12 rue des Lices", "postcode": "84300", "commune": "Cavaillon",
            "lines": [Line("04 65 71 20 31", "secretariat"), Line("04 65 71 20 32", "direct")],
        },
    ),
    (
        "dr benhaddou cardio avignon 0465712033 secrétariat, 06 39 98 00 01 perso, recommandé par le Dr Martin",
        {
            "title": "Dr", "family_name": "Benhaddou", "specialties": "cardiologie", "commune": "Avignon",
            "lines": [Line("04 65 71 20 33", "secretariat"), Line("06 39 98 00 01", ring="personal")],
            "recommended_by": "le Dr Martin",
        },
    ),
    (
        "Pr Jean-Paul LE GOFF neuro CHU Nîmes avis 04 65 71 20 34 jp.legoff@chu.example.fr",
        {
            "title": "Pr", "given_name": "Jean-Paul", "family_name": "Le Goff", "specialties": "neurologie",
            "site_name": "CHU Nîmes", "commune": "Nîmes",
            "lines": [Line("04 65 71 20 34", "opinion"), Line("jp.legoff@chu.example.fr", kind="email")],
        },
    ),
    (
        "Julie Tassy orthophoniste L'Isle-sur-la-Sorgue 06.39.98.12.34 pour les patients, trouvée sur Doctolib",
        {
            "given_name": "Julie", "family_name": "Tassy", "specialties": "orthophonie",
            "commune": "L'Isle-sur-la-Sorgue", "lines": [Line("06 39 98 12 34", ring="public")],
            "found_in": "Doctolib",
        },
    ),
    ("kiné Tassy Oppède", {"family_name": "Tassy", "specialties": "kinesitherapie", "commune": "Oppède"}),
    (
        "kiné Julie TASSY Oppède 0639981234",
        {
            "given_name": "Julie", "family_name": "Tassy", "specialties": "kinesitherapie", "commune": "Oppède",
            "lines": [mobile("06 39 98 12 34")],
        },
    ),
    (
        "Mme Duval IDEL Robion 0639981235 passe le dimanche",
        {
            "title": "Mme", "gender": "F", "family_name": "Duval", "specialties": "infirmier", "commune": "Robion",
            "lines": [mobile("06 39 98 12 35")], "note": "passe le dimanche",
        },
    ),
    (
        "assistante sociale de la CPAM d'Apt 04 65 71 20 35",
        {
            "label": "assistante sociale de la CPAM d'Apt", "specialties": "assistance-sociale", "commune": "Apt",
            "lines": [Line("04 65 71 20 35")],
        },
    ),
    (
        "SSIAD du Luberon, Apt, tél. 04 65 71 20 36, fax 04 65 71 20 37",
        {
            "kind": "structure", "label": "SSIAD du Luberon", "specialties": "ssiad", "commune": "Apt",
            "lines": [Line("04 65 71 20 36"), Line("04 65 71 20 37", kind="fax")],
        },
    ),
    (
        "EHPAD Les Oliviers 3 chemin des Prés 84800 L'Isle sur la Sorgue 0465712043",
        {
            "kind": "structure", "label": "EHPAD Les Oliviers", "specialties": "ehpad", "street": "3 chemin des Prés",
            "postcode": "84800", "commune": "L'Isle-sur-la-Sorgue", "lines": [Line("04 65 71 20 43")],
        },
    ),
    (
        "secrétariat cardio CH Avignon 04 65 71 20 41",
        {
            "label": "secrétariat cardio CH Avignon", "specialties": "cardiologie", "commune": "Avignon",
            "lines": [Line("04 65 71 20 41")],
        },
    ),
    (
        "M. Karim Ben Salah, psychologue, Pertuis, pas très humain",
        {
            "title": "M.", "gender": "M", "given_name": "Karim", "family_name": "Ben Salah",
            "specialties": "psychologie", "commune": "Pertuis", "note": "pas très humain",
        },
    ),
    (
        "Dr Martin Apt ORL 0033465712038",
        {
            "title": "Dr", "family_name": "Martin", "commune": "Apt", "specialties": "orl",
            "lines": [Line("04 65 71 20 38")],
        },
    ),
    (
        "Dr Paul Orange, psy, Carpentras",
        {
            "title": "Dr", "given_name": "Paul", "family_name": "Orange", "specialties": "psychiatrie",
            "commune": "Carpentras",
        },
    ),
    (
        "Dr. A. Roux-Martin, gynéco, Saint-Rémy 04 65 71 20 39 a.roux@medecin.mssante.fr RPPS 10101234567",
        {
            "title": "Dr", "given_name": "A.", "family_name": "Roux-Martin", "specialties": "gynecologie",
            "commune": "Saint-Rémy-de-Provence", "rpps": "10101234567",
            "lines": [Line("04 65 71 20 39"), Line("a.roux@medecin.mssante.fr", kind="secure")],
        },
    ),
    (
        "Emma Rivel sage-femme Le Thor tel 04 65 71 20 42 poste 4512 secteur 1 #réseau",
        {
            "given_name": "Emma", "family_name": "Rivel", "specialties": "sage-femme", "commune": "Le Thor",
            "lines": [Line("04 65 71 20 42"), Line("4512", "internal", label="poste")], "sector": "1",
            "tags": "réseau",
        },
    ),
    (
        "Dr Zoltan Kovacs ostéo Robion, conseillé par une patiente, très pointu, fiable, OPTAM",
        {
            "title": "Dr", "given_name": "Zoltan", "family_name": "Kovacs", "specialties": "osteopathie",
            "commune": "Robion", "recommended_by": "une patiente", "note": "très pointu, fiable",
            "marks": "expert reliable", "sector": "optam",
        },
    ),
    (
        (
        "Docteure Marie Claire Saint-Jean pédiatre Cavaillon avis : 06 39 98 44 10, rencontrée à la journée du"
        " réseau, 2024"
        ),
        {
            "title": "Dr", "gender": "F", "given_name": "Marie Claire", "family_name": "Saint-Jean",
            "specialties": "pediatrie", "commune": "Cavaillon", "lines": [Line("06 39 98 44 10", "opinion")],
            "met_at": "journée du réseau, 2024",
        },
    ),
    (
        "Dr D'Arcy Sophie (ophtalmo) Cavaillon, connue depuis 2015, jamais vue en FMC",
        {
            "title": "Dr", "given_name": "Sophie", "family_name": "D'Arcy", "specialties": "ophtalmologie",
            "commune": "Cavaillon", "known_since": "2015", "gender": "F", "note": "jamais vue en FMC",
        },
    ),
    (
        "Dr Vidal gastro Clinique Saint-Roch Avignon 04 65 71 20 50 rdv, 04 65 71 20 51 avis",
        {
            "title": "Dr", "family_name": "Vidal", "specialties": "gastro-enterologie",
            "site_name": "Clinique Saint-Roch Avignon", "commune": "Avignon",
            "lines": [Line("04 65 71 20 50", "secretariat"), Line("04 65 71 20 51", "opinion")],
        },
    ),
    (
        "Roux rhumato Apt www.rhumato-apt.example.fr 0262 12 34 56",
        {
            "family_name": "Roux", "specialties": "rhumatologie", "commune": "Apt",
            "lines": [Line("www.rhumato-apt.example.fr", kind="web"), Line("02 62 12 34 56")],
        },
    ),
    (
        (
        "Dr Claire VAUDRANE\nRhumatologue – Médecine du sport\nCabinet médical des Lices\n12, avenue des Cigales"
        " – Bât. B\n84300 CAVAILLON CEDEX\nTél : 04 65 71 11 02 - Fax : 04 65 71 11 03\nMob. : 06 39 98 44 10\n"
        "Secrétariat (Mme Duval) : 04 65 71 11 04\nc.vaudrane@medecin.mssante.fr\n\nCordialement,\n"
        ),
        {
            "title": "Dr", "given_name": "Claire", "family_name": "Vaudrane",
            "specialties": "rhumatologie medecine-sport", "site_name": "Cabinet médical des Lices",
            "street": "12, avenue des Cigales", "complement": "Bât. B", "postcode": "84300", "commune": "Cavaillon",
            "lines": [
                Line("04 65 71 11 02"), Line("04 65 71 11 03", kind="fax"),
                Line("06 39 98 44 10", ring="personal", label="portable", asks=True),
                Line("04 65 71 11 04", "secretariat", label="Mme Duval"),
                Line("c.vaudrane@medecin.mssante.fr", kind="secure"),
            ],
        },
    ),
    (
        (
        "CENTRE HOSPITALIER D'AVIGNON\nService de cardiologie\nDr Paul Castelmon\nChef de service\n"
        "305 rue des Remparts\n84902 AVIGNON Cedex 9\nSecrétariat : 04 65 71 30 10\n"
        ),
        {
            "title": "Dr", "given_name": "Paul", "family_name": "Castelmon", "function": "Chef de service",
            "site_name": "CENTRE HOSPITALIER D'AVIGNON", "complement": "Service de cardiologie",
            "specialties": "cardiologie", "street": "305 rue des Remparts", "postcode": "84902",
            "commune": "Avignon", "lines": [Line("04 65 71 30 10", "secretariat")],
        },
    ),
    (
        (
        "CABINET DE KINÉSITHÉRAPIE\nJulie Tassy\nKinésithérapeute D.E.\nPlace de la Mairie\n84580 Oppède\n"
        "N° ADELI : 847001234\n04 65 71 20 60"
        ),
        {
            "given_name": "Julie", "family_name": "Tassy", "specialties": "kinesitherapie",
            "site_name": "CABINET DE KINÉSITHÉRAPIE", "street": "Place de la Mairie", "postcode": "84580",
            "commune": "Oppède", "adeli": "847001234", "lines": [Line("04 65 71 20 60")], "note": "D.E.",
        },
    ),
    ("Dr Roux 04 65 71 20 30 super pour le pied", {
        "title": "Dr", "family_name": "Roux", "lines": LANDLINE, "note": "super pour le pied"}),
    ("דר כהן 04 65 71 20 30", {"given_name": "דר", "family_name": "כהן", "lines": LANDLINE}),
    ("Dr Roux 🙂 dermato", {"title": "Dr", "family_name": "Roux", "specialties": "dermatologie", "note": "🙂"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:40].replace("\n", " ") for text, _ in CASES])
def test_fields(text: str, expected: dict[str, Any]) -> None:
    assert flat(read_card(text, LEXICON)) == {name: value for name, value in expected.items() if value}


def test_a_piece_says_what_it_was_read_from() -> None:
    proposal = read_card("Dr Anne Roux rhumato Apt 04 65 71 20 30 très humaine, vue en FMC", LEXICON)
    assert proposal.met_at == Piece("FMC", "vue en FMC", 54, 64)
    assert proposal.lines[0].source.text == "04 65 71 20 30"


def test_an_ambiguous_word_keeps_its_readings() -> None:
    (psy,) = read_card("Dr Anne Roux psy Apt", LEXICON).specialties
    assert (psy.value, psy.text, "psychologie" in psy.others) == ("psychiatrie", "psy", True)


def test_the_commune_nearest_to_the_practice_wins_unless_a_departement_is_said() -> None:
    near, far = (read_card(f"Dr Roux orl {place}", LEXICON).commune for place in ("Saint-Rémy", "Saint-Rémy (71)"))
    assert near
    assert far
    assert (near.insee, far.insee) == ("13100", "71475")


def test_a_mobile_asks_for_whom_it_is_and_is_personal_meanwhile() -> None:
    asked, said, direct = (
        read_card(f"Dr Roux orl {line}", LEXICON)
        for line in ("06 39 98 11 22", "06 39 98 11 22 pour les patients", "ligne directe 06 39 98 11 22")
    )
    assert [line.ring for line in asked.asks] == ["personal"]
    assert not said.asks
    assert said.lines[0].ring == "public"
    assert not direct.asks
    assert direct.lines[0].use == "direct"


@pytest.mark.parametrize("text", ["04 65 71 20 30", "🙂🙂", "!!!", "très humaine", "a@b.example.fr"])
def test_nobody_is_named(text: str) -> None:
    assert not read_card(text, LEXICON).named


@pytest.mark.parametrize(("text", "message"), [(" \n\t", "Rien à lire"), ("a" * (LONGEST_CARD + 1), "trop long")])
def test_what_cannot_be_a_card_is_refused_in_words(text: str, message: str) -> None:
    with pytest.raises(CarnetError, match=message):
        read_card(text, LEXICON)


def test_a_name_of_three_hundred_letters_is_a_name() -> None:
    proposal = read_card(f"Dr {'A' + 'b' * 299} rhumato Apt", LEXICON)
    assert proposal.family_name
    assert len(proposal.family_name.value) == 300


_WORDS = """
Dr Pr Mme M. Anne ROUX Martin de La d'Arcy rhumato psy kiné Apt Orange Saint-Rémy CH Clinique 84400 04100 (84) vue en
FMC conseillée par 04 65 71 20 30 0465712030 +33 06 39 98 11 22 0639981122 tél : fax secrétariat portable avis
(DECT 4512) a@b.mssante.fr www.a.fr RPPS 10101234567 , ; - – . / ( ) : #tag secteur 2 très humaine pointu 🙂 דר
12 rue des Lices BP 12 depuis 2015 pour moi
"""
_FRAGMENTS = st.sampled_from([*_WORDS.split(), "\n", "\t"])


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.lists(_FRAGMENTS, max_size=25).map(" ".join), st.text(max_size=80)))
@example("\x00Dr Roux")
@example("rhumato Dr rhumato")
@example("Dr Roux\r\nApt\x0b04")
def test_nothing_typed_is_lost(text: str) -> None:
    if not text.strip():
        return
    proposal = read_card(text, LEXICON)
    kept = bytearray(len(text))
    for piece in proposal.pieces():
        assert piece.text == text[piece.start : piece.end].replace("\x00", " ")
        kept[piece.start : piece.end] = b"\x01" * (piece.end - piece.start)
    lost = [letter for letter, owned in zip(text, kept, strict=True) if not owned and not letter.isspace()]
    assert lost in ([], ["\x00"] * len(lost))
    note = proposal.note
    for piece in proposal.notes:
        assert piece.value in note
        assert [c for c in piece.text if c.isalnum()] == [c for c in piece.value if c.isalnum()]
