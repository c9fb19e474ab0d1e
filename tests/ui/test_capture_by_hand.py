"""What a hand sets in a card: kept by field, given up when it is set as it was read again, and every change told."""

import pytest

from carnet.domain.capture import read_card
from carnet.domain.capture_corrections import Corrections, LineFix
from carnet.ui.capture_by_hand import ByHand, as_read
from carnet.ui.choice_field import Choice
from tests.domain.test_capture import LEXICON

ROUX = "Dr Anne Roux rhumato 12 rue des Lices 84400 Apt 04 65 71 20 30 très humaine, vue en FMC #réseau"
LINE = "04 65 71 20 30"


@pytest.fixture
def hand() -> ByHand:
    """A hand on a card that was read."""
    made = ByHand()
    made.follow(read_card(ROUX, LEXICON))
    return made


def test_a_field_set_as_it_was_read_is_no_correction(hand: ByHand) -> None:
    fix = LineFix("04 65 71 20 39")
    hand.set_text("family_name", "Leroux")
    hand.set_note("pas si humaine")
    hand.fix_line(LINE, fix)
    assert hand.by == Corrections(texts={"family_name": "Leroux"}, note="pas si humaine", lines={LINE: fix})
    hand.set_text("family_name", "Roux")
    hand.set_note(read_card(ROUX, LEXICON).note)
    hand.fix_line(LINE, None)
    assert hand.by == Corrections()


def test_a_correction_leaves_the_others(hand: ByHand) -> None:
    hand.set_text("family_name", "Leroux")
    hand.set_text("met_at", "")
    hand.set_sector("2")
    hand.fix_line(LINE, LineFix("04 65 71 20 39"))
    hand.set_specialties(["dermatologie"])
    assert hand.by == Corrections(
        texts={"family_name": "Leroux", "met_at": "", "sector": "2"},
        specialties=("dermatologie",),
        lines={LINE: LineFix("04 65 71 20 39")},
    )


def test_a_correction_stays_while_the_text_goes_on_and_is_measured_against_it(hand: ByHand) -> None:
    hand.set_text("family_name", "Leroux")
    hand.follow(read_card(f"{ROUX}, conseillée par le Dr Aubert", LEXICON))
    assert hand.by.texts == {"family_name": "Leroux"}
    hand.set_text("recommended_by", "le Dr Aubert")
    assert "recommended_by" not in hand.by.texts


def test_a_commune_chosen_takes_away_the_postcode_that_was_read(hand: ByHand) -> None:
    hand.type_town(" Gou ")
    assert (hand.by.commune, hand.by.texts) == (("", "Gou"), {})
    hand.choose_town(Choice(("84051", "Goult"), "Goult"))
    assert (hand.by.commune, hand.by.texts) == (("84051", "Goult"), {"postcode": ""})
    hand.forget()
    hand.follow(read_card("Dr Anne Roux rhumato Apt", LEXICON))
    hand.choose_town(Choice(("84051", "Goult"), "Goult"))
    assert hand.by.texts == {}


def test_a_tag_counts_once_with_or_without_its_sign(hand: ByHand) -> None:
    hand.set_tags("#peau, réseau #peau ##")
    assert hand.by == Corrections(tags=("peau", "réseau"))
    hand.set_tags("")
    assert hand.by == Corrections(tags=())


def test_every_change_is_told_once_and_forgetting_is_none(hand: ByHand) -> None:
    told: list[Corrections] = []
    hand.corrected.connect(lambda: told.append(hand.by))
    hand.set_note("à revoir")
    hand.set_tags("peau")
    assert [one.note for one in told] == ["à revoir", "à revoir"]
    assert [one.tags for one in told] == [None, ("peau",)]
    hand.forget()
    assert (len(told), hand.by) == (2, Corrections())


def test_a_field_is_read_as_one_line_whatever_it_is_made_of() -> None:
    read = read_card(ROUX, LEXICON)
    assert (as_read(read, "postcode"), as_read(read, "rpps"), as_read(read, "complements")) == ("84400", "", "")
