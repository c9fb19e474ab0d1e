"""The team on a card: who is there today, and the line that answers, as far as each profile may see it."""

from carnet.domain.disclosure import Disclosed, Profile, disclose
from carnet.models.book import Book
from carnet.queries.card import card_of
from carnet.services.editing import change_role
from carnet.services.editing_places import change_line
from tests.conftest import NOW, TODAY
from tests.services.team import Team, fill, value


def seen(book: Book, key: int, profile: Profile = Profile.OWNER) -> Disclosed:
    return disclose(card_of(book.reader(), key, today=TODAY), profile)


def answers(card: Disclosed) -> dict[str, str]:
    return {one.name.split()[-1]: line.value if (line := card.answering(one.post)) else "" for one in card.public.team}


def hide(book: Book, team: Team, name: str, ring: str) -> None:
    """Move the public line of somebody's post to another ring."""
    line = value(book, "SELECT id FROM line WHERE role_id = ? AND ring = 'public'", team.roles[name])
    change_line(book, line, now=NOW, ring=ring)


def test_a_structure_shows_its_people_the_lead_first_with_the_line_that_answers(empty_book: Book) -> None:
    team = fill(empty_book)
    card = seen(empty_book, team.centre)
    assert [one.name for one in card.public.team][:2] == ["Anne AUBRET", "Anne BESSAC"]
    assert [one.is_lead for one in card.public.team].count(True) == 1
    assert answers(card)["LAUTIER"] == "04 65 71 90 21"
    change_role(empty_book, team.roles["Aubret"], now=NOW, until=TODAY.replace(year=2025))
    assert "AUBRET" not in answers(seen(empty_book, team.centre))


def test_each_profile_gets_the_most_public_line_it_may_see(empty_book: Book) -> None:
    team = fill(empty_book)
    hide(empty_book, team, "Bessac", "practice")
    hide(empty_book, team, "Calment", "personal")
    told = {profile: answers(seen(empty_book, team.centre, profile)) for profile in Profile}
    assert told[Profile.PATIENT]["AUBRET"] == "04 65 71 90 10"
    assert [told[p]["BESSAC"] for p in (Profile.PATIENT, Profile.SECRETARY, Profile.OWNER)] == [
        "", "04 65 71 90 11", "04 65 71 90 11",
    ]  # fmt: skip
    assert [bool(told[p]["CALMENT"]) for p in (Profile.PATIENT, Profile.SECRETARY, Profile.OWNER)] == [
        False, False, True,
    ]  # fmt: skip


def test_a_private_line_changes_nothing_of_what_the_patient_sees(empty_book: Book) -> None:
    team = fill(empty_book)
    before = seen(empty_book, team.centre, Profile.PATIENT)
    line = value(empty_book, "SELECT id FROM line WHERE role_id = ? AND ring = 'personal'", team.roles["Bessac"])
    change_line(empty_book, line, now=NOW, value="06 39 98 77 77")
    assert seen(empty_book, team.centre, Profile.PATIENT) == before


def test_a_person_shows_the_structures_where_they_work_today(empty_book: Book) -> None:
    team = fill(empty_book)
    card = seen(empty_book, team.people["Aubret"])
    assert [(one.name, one.is_lead) for one in card.public.team] == [("CMS des Platanes", True)]
    assert answers(card) == {"Platanes": "04 65 71 90 10"}
    change_role(empty_book, team.roles["Aubret"], now=NOW, until=TODAY.replace(year=2025))
    assert seen(empty_book, team.people["Aubret"]).public.team == ()


def test_a_structure_inside_another_says_the_line_of_the_whole_when_its_post_has_none(empty_book: Book) -> None:
    team = fill(empty_book)
    hide(empty_book, team, "Aubret", "personal")
    patient = seen(empty_book, team.people["Aubret"], Profile.PATIENT)
    assert answers(patient) == {"Platanes": "04 65 71 90 00"}
