"""The editor’s verbs for what a card lists: labels, delays told, the profile of a structure."""

from datetime import timedelta

import pytest

from carnet.errors import CarnetError
from carnet.models.book import Book
from carnet.queries.card import card_of
from carnet.queries.editable import editable
from carnet.services import editing
from carnet.services.undo import undo
from tests.conftest import LATER, NOW, TODAY
from tests.services.team import Team, dump, value


def test_labels_are_kept_once_and_only_differences_are_written(book: Book, team: Team) -> None:
    key = team.people["Aubret"]
    editing.set_tags(book, key, ["#réseau", "Réseau", "🌿", " "], now=NOW)
    before = dump(book)
    assert card_of(book.reader(), key, today=TODAY).private.tags == ("réseau", "🌿")
    assert editing.set_tags(book, key, ["réseau", "🌿"], now=NOW).nothing
    changes = editing.set_tags(book, key, ["Reseau", "épaule"], now=NOW)
    assert card_of(book.reader(), key, today=TODAY).private.tags == ("Reseau", "épaule")
    assert not undo(book, changes.batch, now=LATER).kept
    assert dump(book) == before
    editing.set_skills(book, key, ["infiltrations", "échographie"], now=NOW)
    editing.set_languages(book, key, ["العربية", "occitan"], now=NOW)
    card = card_of(book.reader(), key, today=TODAY).public
    assert (card.skills, card.languages) == (("infiltrations", "échographie"), ("العربية", "occitan"))


def test_a_told_delay_is_dated_replaced_the_same_day_and_forgotten(book: Book, team: Team) -> None:
    key = team.people["Aubret"]
    editing.set_told_delay(book, key, 30, audience="patient", told_on=TODAY - timedelta(days=30), now=NOW)
    editing.set_told_delay(book, key, 9, audience="patient", told_on=TODAY, now=NOW)
    editing.set_told_delay(book, key, 12, audience="patient", told_on=TODAY, now=NOW)
    assert [told.days for told in card_of(book.reader(), key, today=TODAY).practice.told] == [12]
    assert value(book, "SELECT count(*) FROM told_delay") == 2
    for days, told_on in ((-1, TODAY), (9, TODAY + timedelta(days=9))):
        with pytest.raises(CarnetError):
            editing.set_told_delay(book, key, days, audience="patient", told_on=told_on, now=NOW)
    editing.set_told_delay(book, key, None, audience="patient", told_on=TODAY, now=NOW)
    assert value(book, "SELECT count(*) FROM told_delay") == 0


def test_a_told_delay_is_corrected_where_it_stands(book: Book, team: Team) -> None:
    key = team.people["Aubret"]
    editing.set_told_delay(book, key, 21, audience="patient", told_on=TODAY, now=NOW)
    told = editable(book.reader(), key).told[0]["id"]
    for wrong, words in (({"days": 4000}, "Un délai de 4000"), ({"told_on": TODAY + timedelta(9)}, "est à venir")):
        with pytest.raises(CarnetError, match=words):
            editing.change_told_delay(book, told, now=NOW, **wrong)
    editing.change_told_delay(book, told, now=NOW, told_on=TODAY - timedelta(40))
    changes = editing.change_told_delay(book, told, now=NOW, days=0)
    (only,) = editable(book.reader(), key).told
    assert (only["days"], only["told_on"]) == (0, TODAY - timedelta(40))
    undo(book, changes.batch, now=LATER)
    assert editable(book.reader(), key).told[0]["days"] == 21


def test_a_structures_profile(book: Book, team: Team) -> None:
    editing.set_profile(book, team.centre, now=NOW, does="bilan social", age_min=60)
    assert card_of(book.reader(), team.centre, today=TODAY).practice.structure == {"does": "bilan social"}
    with pytest.raises(CarnetError, match=r"60 ans\) dépasse l’âge maximal \(18 ans"):
        editing.set_profile(book, team.centre, now=NOW, age_max=18)
    with pytest.raises(CarnetError, match="n’est pas une structure"):
        editing.set_profile(book, team.people["Aubret"], now=NOW, does="x")
    assert editing.set_profile(book, team.other, now=NOW, does="").nothing
