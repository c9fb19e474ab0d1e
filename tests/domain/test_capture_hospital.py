"""A pasted list of a hospital's lines: its services with their lines, and nothing dropped."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carnet.domain.capture_hospital import LONGEST_LIST, HospitalProposal, read_hospital
from carnet.errors import CarnetError
from tests.domain.test_capture import LEXICON

LIST = """CH d'Avignon
305 rue des Remparts
84000 Avignon
Standard : 04 65 71 30 00

Pôle cœur-poumon
Cardiologie consultation : 04 65 71 30 10
Avis cardio 04 65 71 30 11 (DECT 4512)
Cardio hospitalisation 04 65 71 30 12
Pneumologie secrétariat 04 65 71 30 13
- Consultation de pneumologie : 04 65 71 30 14 (le matin, demander Mme Duval)
Soins intensifs cardio 04 65 71 30 15
Pôle femme-enfant
Maternité : 04 65 71 30 16
Urgences pédiatriques 04 65 71 30 17
Pédiatrie avis téléphonique 04 65 71 30 18
Gynécologie
Consultation : 04 65 71 30 19
Secrétariat : 04 65 71 30 20

Urgences : 04 65 71 30 21
Service social 04 65 71 30 22
Gastro secrétariat 04 65 71 30 23 / fax 04 65 71 30 24
Mise à jour de mars 2026 par la direction de la communication
Neurologie;04 65 71 30 25
Chirurgie viscérale\t04 65 71 30 26\tavis 04 65 71 30 27
Hôpital de jour de rhumatologie : 04 65 71 30 28
ORL secrétariat : 04 65 71 30 29, ligne directe 04 65 71 30 30
Dermatologie : secretariat.dermato@ch.example.fr
Astreinte de néphrologie 04 65 71 30 31
"""


def told(proposal: HospitalProposal) -> dict[str, tuple[str, list[tuple[str, str, str]]]]:
    return {
        service.label: (service.specialty, [(line.value, line.use, line.label) for line in service.lines])
        for service in proposal.services
    }


def test_thirty_lines_become_services() -> None:
    proposal = read_hospital(LIST, LEXICON)
    assert (proposal.name, proposal.insee, proposal.street) == ("CH d'Avignon", "84007", "305 rue des Remparts")
    assert [(line.value, line.label) for line in proposal.lines] == [("04 65 71 30 00", "standard")]
    assert told(proposal) == {
        "Cardiologie": (
            "cardiologie",
            [
                ("04 65 71 30 10", "consultation", ""),
                ("04 65 71 30 11", "opinion", ""),
                ("4512", "internal", "DECT"),
                ("04 65 71 30 12", "ward", ""),
            ],
        ),
        "Pneumologie": (
            "pneumologie",
            [
                ("04 65 71 30 13", "secretariat", ""),
                ("04 65 71 30 14", "consultation", "le matin, demander Mme Duval"),
            ],
        ),
        "Soins intensifs cardio": ("reanimation", [("04 65 71 30 15", "", "")]),
        "Maternité": ("gynecologie", [("04 65 71 30 16", "", "")]),
        "Urgences pédiatriques": ("urgences-pediatriques", [("04 65 71 30 17", "emergency", "")]),
        "Pédiatrie": ("pediatrie", [("04 65 71 30 18", "opinion", "")]),
        "Gynécologie": (
            "gynecologie",
            [("04 65 71 30 19", "consultation", ""), ("04 65 71 30 20", "secretariat", "")],
        ),
        "Urgences": ("urgences", [("04 65 71 30 21", "emergency", "")]),
        "Service social": ("assistance-sociale", [("04 65 71 30 22", "", "")]),
        "Gastro": ("gastro-enterologie", [("04 65 71 30 23", "secretariat", ""), ("04 65 71 30 24", "", "")]),
        "Neurologie": ("neurologie", [("04 65 71 30 25", "", "")]),
        "Chirurgie viscérale": (
            "chirurgie-viscerale",
            [("04 65 71 30 26", "", ""), ("04 65 71 30 27", "opinion", "")],
        ),
        "Hôpital de jour de rhumatologie": ("rhumatologie", [("04 65 71 30 28", "", "")]),
        "ORL": ("orl", [("04 65 71 30 29", "secretariat", ""), ("04 65 71 30 30", "direct", "")]),
        "Dermatologie": ("dermatologie", [("secretariat.dermato@ch.example.fr", "", "")]),
        "Néphrologie": ("nephrologie", [("04 65 71 30 31", "opinion", "")]),
    }
    assert {service.group for service in proposal.services[:3]} == {"Pôle cœur-poumon"}
    assert proposal.unread == ("Mise à jour de mars 2026 par la direction de la communication",)


def test_the_columns_of_a_table_say_what_its_numbers_are_for() -> None:
    table = (
        "Clinique des Lices\nService;Secrétariat;Avis;Fax;DECT\n"
        "Cardiologie;04 65 71 30 10;04 65 71 30 11;04 65 71 30 12;4512\nORL;04 65 71 30 13;;;"
    )
    proposal = read_hospital(table, LEXICON)
    cardiology, ent = proposal.services
    assert [(line.use, line.kind) for line in cardiology.lines] == [
        ("secretariat", "phone"), ("opinion", "phone"), ("", "fax"), ("internal", "phone"),
    ]  # fmt: skip
    assert [line.value for line in ent.lines] == ["04 65 71 30 13"]


def test_a_number_that_nobody_owns_is_listed_unread() -> None:
    proposal = read_hospital("CH d'Apt\n04 65 71 30 10\nCardio 04 65 71 30 11", LEXICON)
    assert proposal.unread == ("04 65 71 30 10",)
    assert [service.label for service in proposal.services] == ["Cardio"]


@pytest.mark.parametrize(("text", "message"), [("  \n", "Rien à lire"), ("a" * (LONGEST_LIST + 1), "trop longue")])
def test_what_is_no_list_is_refused_in_words(text: str, message: str) -> None:
    with pytest.raises(CarnetError, match=message):
        read_hospital(text, LEXICON)


_LINES = st.sampled_from([*LIST.splitlines(), "Service;Avis", "🙂", ";;;", "(DECT 12)", "Avis :", "12", "Cardio;;06"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(_LINES, st.text(max_size=30)), min_size=1, max_size=12))
def test_every_line_is_read_or_listed_unread(lines: list[str]) -> None:
    text = "\n".join(lines)
    if not text.strip():
        return
    proposal = read_hospital(text, LEXICON)
    pasted = [line for line in text.replace("\x00", " ").splitlines() if line.strip()]
    assert sorted((*proposal.read, *proposal.unread)) == sorted(pasted)
    numbers = [line for service in proposal.services for line in service.lines] + list(proposal.lines)
    kept = "".join(proposal.read)
    assert all(any(digit in kept for digit in line.value) for line in numbers)
