"""What a hand corrects stays while the text is typed on; the rest follows the text."""

from carnet.domain.capture import Proposal, read_card
from carnet.domain.capture_corrections import (
    Corrections,
    LineFix,
    ServiceFix,
    corrected,
    corrected_hospital,
    service_key,
)
from carnet.domain.capture_hospital import is_a_list, read_hospital
from tests.domain.test_capture import LEXICON
from tests.domain.test_capture_hospital import LIST

ROUX = "Dr Anne Roux rhumato Apt 04 65 71 20 30 06 39 98 11 22 très humaine, vue en FMC #réseau"


def roux(by: Corrections, text: str = ROUX) -> Proposal:
    return corrected(read_card(text, LEXICON), by)


def test_nothing_corrected_is_what_was_read() -> None:
    assert roux(Corrections()) == read_card(ROUX, LEXICON)


def test_each_field_is_as_the_hand_set_it() -> None:
    seen = roux(
        Corrections(
            texts={"family_name": "Leroux ", "met_at": "", "recommended_by": "Dr Aubert"},
            specialties=("dermatologie",),
            commune=("84007", "Avignon"),
            note="pas très humaine\nsauf le lundi",
            tags=("peau", "réseau"),
        )
    )
    assert seen.family_name
    assert seen.recommended_by
    assert seen.commune
    assert (seen.family_name.value, seen.met_at, seen.recommended_by.value) == ("Leroux", None, "Dr Aubert")
    assert [piece.value for piece in seen.specialties] == ["dermatologie"]
    assert (seen.commune.insee, seen.commune.name) == ("84007", "Avignon")
    assert seen.note == "pas très humaine\nsauf le lundi"
    assert [piece.value for piece in seen.tags] == ["peau", "réseau"]


def test_a_cleared_commune_and_note_are_gone() -> None:
    seen = roux(Corrections(commune=("", ""), note=" "))
    assert (seen.commune, seen.note) == (None, "")


def test_lines_are_corrected_by_what_they_were_even_when_the_text_goes_on() -> None:
    fixes = {"04 65 71 20 30": LineFix("0465712039 secrétariat"), "06 39 98 11 22": LineFix("06 39 98 11 22", "public")}
    for text in (ROUX, f"{ROUX} 04 65 71 20 40"):
        lines = roux(Corrections(lines=fixes), text).lines
        first = [(line.value, line.use, line.ring, line.asks) for line in lines[:2]]
        assert first == [("04 65 71 20 39", "secretariat", "", False), ("06 39 98 11 22", "", "public", False)]
    assert len(lines) == 3
    assert len(roux(Corrections(lines={"04 65 71 20 30": LineFix("")})).lines) == 1


def test_a_list_is_told_from_a_letterhead_and_from_a_group() -> None:
    assert is_a_list(read_hospital(LIST, LEXICON))
    signature = "Dr Anne ROUX\nRhumatologue\n12 rue des Lices\n84400 APT\nTél : 04 65 71 20 30\nFax : 04 65 71 20 31"
    group = "Dr Roux rhumato 04 65 71 20 30\nDr Blanc cardio 04 65 71 20 31\nDr Petit dermato 04 65 71 20 32"
    for text in (ROUX, signature, group):
        assert not is_a_list(read_hospital(text, LEXICON)), text


def test_services_are_unticked_and_corrected() -> None:
    proposal = read_hospital(LIST, LEXICON)
    cardio, pneumo, *_ = proposal.services
    fixes = {
        service_key(cardio): ServiceFix(
            label="Cardiologie adulte", specialty="geriatrie", lines="consultation 04 65 71 30 99, 04 65 71 30 11"
        ),
        service_key(pneumo): ServiceFix(kept=False),
    }
    seen = corrected_hospital(proposal, fixes, name="CH Henri-Duffaut", commune=("84087", "Orange"))
    assert len(seen.services) == len(proposal.services) - 1
    first = seen.services[0]
    assert (first.label, first.specialty) == ("Cardiologie adulte", "geriatrie")
    assert [(line.value, line.use) for line in first.lines] == [
        ("04 65 71 30 99", "consultation"),
        ("04 65 71 30 11", ""),
    ]
    assert (seen.name, seen.insee, seen.city, seen.street) == ("CH Henri-Duffaut", "84087", "Orange", "")
    assert corrected_hospital(proposal, {}) == proposal
