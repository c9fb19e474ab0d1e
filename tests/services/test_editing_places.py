"""The editor’s verbs for roles and places: their days, the places shared, the place of none."""

from datetime import date

import pytest

from carnet.errors import CarnetError
from carnet.models.book import Book
from carnet.queries.editable import editable
from carnet.services import editing
from carnet.services.drafts import LineDraft, ReferralDraft, RoleDraft, SiteDraft
from carnet.services.referrals import refer
from carnet.services.undo import undo
from tests.conftest import LATER, NOW, TODAY
from tests.services.team import Team, dump, value


def test_a_role_that_ends_before_it_begins_is_refused_in_words(book: Book, team: Team) -> None:
    role = team.roles["Aubret"]
    editing.change_role(book, role, now=NOW, since=date(2026, 3, 3))
    before = dump(book)
    with pytest.raises(
        CarnetError, match=r"Anne AUBRET finirait le 1er mars 2026, avant d’avoir commencé le 3 mars 2026"
    ):
        editing.change_role(book, role, now=NOW, until=date(2026, 3, 1))
    with pytest.raises(CarnetError, match="n’est pas une spécialité"):
        editing.change_role(book, role, now=NOW, specialty="astrologie")
    draft = RoleDraft("rhumatologie", since=date(2026, 3, 3), until=date(2026, 3, 1))
    with pytest.raises(CarnetError, match="finirait"):
        editing.add_role(book, team.people["Aubret"], draft, now=NOW)
    assert dump(book) == before


def test_two_dates_that_are_only_right_together_come_back_together(book: Book, team: Team) -> None:
    role = team.roles["Aubret"]
    editing.change_role(book, role, now=NOW, since=date(2020, 1, 1), until=date(2021, 1, 1))
    before = dump(book)
    changes = editing.change_role(book, role, now=NOW, since=date(2024, 1, 1), until=date(2025, 1, 1))
    assert not undo(book, changes.batch, now=LATER).kept
    assert dump(book) == before
    changes = editing.change_role(book, role, now=NOW, since=date(2024, 1, 1), until=date(2025, 1, 1))
    editing.change_role(book, role, now=NOW, until=date(2030, 1, 1))
    assert [kept.column for kept in undo(book, changes.batch, now=LATER).kept] == ["until"]


def test_dates_half_changed_since_stay_when_the_old_half_would_not_fit(book: Book, team: Team) -> None:
    role = team.roles["Aubret"]
    editing.change_role(book, role, now=NOW, since=date(2020, 1, 1), until=date(2021, 1, 1))
    changes = editing.change_role(book, role, now=NOW, since=date(2010, 1, 1), until=date(2011, 1, 1))
    editing.change_role(book, role, now=NOW, until=date(2012, 1, 1))
    before = dump(book)
    assert {kept.column for kept in undo(book, changes.batch, now=LATER).kept} == {"since", "until"}
    assert dump(book) == before


def test_a_shared_site_says_for_whom_and_may_be_changed_for_one(book: Book, team: Team) -> None:
    site = value(book, "SELECT site_id FROM role WHERE id = ?", team.roles["Aubret"])
    editing.add_line(book, LineDraft("04 65 71 90 99"), now=NOW, site=site)
    assert [user.name for user in editing.site_users(book.reader(), site)][:2] == ["Anne AUBRET", "Anne BESSAC"]
    changes = editing.change_site(book, site, now=NOW, street="9 cours Bournissac")
    assert changes.correspondents == frozenset(team.people.values())
    before = dump(book)
    changes = editing.change_site(book, site, now=NOW, only_for=team.roles["Bessac"], street="12 rue Neuve")
    streets = "SELECT street FROM site JOIN role ON role.site_id = site.id WHERE role.id = ?"
    assert value(book, streets, team.roles["Bessac"]) == "12 rue Neuve"
    assert value(book, streets, team.roles["Aubret"]) == "9 cours Bournissac"
    assert value(book, "SELECT count(*) FROM line WHERE value = '04 65 71 90 99'") == 2
    assert not undo(book, changes.batch, now=LATER).kept
    assert dump(book) == before


def test_a_role_without_a_place_gets_one_and_only_one(book: Book, team: Team) -> None:
    key = team.people["Aubret"]
    role, _ = editing.add_role(book, key, RoleDraft("assistance-sociale"), now=NOW)
    before = dump(book)
    site, changes = editing.settle(book, role, SiteDraft(street=" 3 rue\nDiderot", city="Apt", insee="84003"), now=NOW)
    place = editable(book.reader(), key).roles[1].site
    assert place
    assert (place.id, place.columns["street"], place.users) == (site, "3 rue Diderot", 1)
    with pytest.raises(CarnetError, match="déjà un lieu"):
        editing.settle(book, role, SiteDraft(street="x"), now=NOW)
    undo(book, changes.batch, now=LATER)
    assert dump(book) == before


def test_a_place_that_nobody_uses_any_more_goes_unless_a_referral_names_it(book: Book, team: Team) -> None:
    key = team.people["Aubret"]
    role, _ = editing.add_role(book, key, RoleDraft("rhumatologie", SiteDraft(insee="84007", city="Avignon")), now=NOW)
    before = dump(book)
    sites = value(book, "SELECT count(*) FROM site")
    changes = editing.remove_role(book, role, now=NOW)
    assert value(book, "SELECT count(*) FROM site") == sites - 1
    assert not undo(book, changes.batch, now=LATER).kept
    assert dump(book) == before
    site = value(book, "SELECT site_id FROM role WHERE id = ?", role)
    refer(book, key, ReferralDraft(made_on=TODAY, site=site), now=NOW)
    editing.remove_role(book, role, now=NOW)
    assert value(book, "SELECT count(*) FROM site") == sites


def test_someone_joins_a_site_that_is_there(book: Book, team: Team) -> None:
    site = value(book, "SELECT site_id FROM role WHERE id = ?", team.roles["Aubret"])
    sites = value(book, "SELECT count(*) FROM site")
    role, _ = editing.add_role(book, team.other, RoleDraft("hopital"), now=NOW, site=site)
    assert value(book, "SELECT site_id FROM role WHERE id = ?", role) == site
    assert value(book, "SELECT count(*) FROM site") == sites
    editing.change_role(book, role, now=NOW, site_id=None)
    assert value(book, "SELECT count(*) FROM site") == sites
