"""The editor's verbs: what is typed is kept whole, what cannot be is refused in words, everything is undone."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from carnet.domain.rings import Ring
from carnet.errors import CarnetError
from carnet.models.book import Book
from carnet.models.search_index import out_of_step
from carnet.models.writer import RowGone
from carnet.queries.card import card_of
from carnet.queries.editable import editable, named
from carnet.services import editing
from carnet.services.drafts import LineDraft, ReferralDraft, RoleDraft, SiteDraft
from carnet.services.referrals import refer
from carnet.services.undo import undo
from tests.conftest import NOW, TODAY, make_book
from tests.services.team import Team, dump, fill, value

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with make_book(tmp_path) as made:
        yield made


@pytest.fixture
def team(book: Book) -> Team:
    return fill(book)


def column(book: Book, key: int, name: str) -> Any:
    return value(book, f"SELECT {name} FROM correspondent WHERE id = ?", key)


STRANGE = (
    "Ç" * 300,
    "د. ليلى حداد",
    "\u202eדוד כהן\u202c",
    "Anne 👩🏽‍⚕️ Roux",
    "O’Brien-d'Hérouville",
    "李 小龍",
)


@pytest.mark.parametrize("name", STRANGE)
def test_a_name_in_any_script_is_kept_whole(book: Book, team: Team, name: str) -> None:
    key = team.people["Aubret"]
    changes = editing.change_card(book, key, now=NOW, family_name=name, note=name)
    assert card_of(book.reader(), key, today=TODAY).public.family_name == name
    assert not out_of_step(book.reader())
    undo(book, changes.batch, now=LATER)
    assert column(book, key, "family_name") == "Aubret"


def test_what_no_eye_sees_is_left_out_and_a_name_stays_on_its_line(book: Book, team: Team) -> None:
    key = team.people["Aubret"]
    editing.change_card(book, key, now=NOW, family_name=" Roux\x00\n\ud800Dit ", note="un\r\n\tdeux\x07")
    assert (column(book, key, "family_name"), column(book, key, "note")) == ("Roux Dit", "un\n deux")


def test_attributes_have_three_values_and_numbers_are_never_refused(book: Book, team: Team) -> None:
    key = team.people["Aubret"]
    editing.change_card(book, key, now=NOW, home_visits=True, video=False, rpps="1010 0000 013", favourite=True)
    assert [column(book, key, name) for name in ("home_visits", "video", "children")] == [1, 0, None]
    assert column(book, key, "rpps") == "10100000013"
    editing.change_card(book, key, now=NOW, home_visits=None, rpps="")
    assert (column(book, key, "home_visits"), column(book, key, "rpps")) == (None, None)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"family_name": "x" * 301}, "301 caractères, 300 au plus"),
        ({"status": "away"}, "« état » ne peut pas être « away »"),
        ({"home_visits": "oui"}, "« à domicile »"),
        ({"favourite": None}, "« favori » ne peut pas être rien"),
        ({"verified_on": TODAY + timedelta(days=9)}, "qui est à venir"),
        ({"verified_on": NOW}, "« vérifié le »"),
        ({"family_name": "", "given_name": ""}, "au moins un nom"),
        ({"successor_id": 10_000}, "n'est plus dans le carnet"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    book: Book, team: Team, wrong: dict[str, object], told: str
) -> None:
    before = dump(book)
    with pytest.raises(CarnetError, match=told):
        editing.change_card(book, team.people["Aubret"], now=NOW, note="perdu", **wrong)
    assert dump(book) == before


def test_a_column_that_no_hand_changes_is_a_bug(book: Book, team: Team) -> None:
    for wrong in ("uuid", "deleted_at", "colour"):
        with pytest.raises(ValueError, match=wrong):
            editing.change_card(book, team.people["Aubret"], now=NOW, **{wrong: "x"})


def test_retiring_is_dated_followed_and_undone(book: Book, team: Team) -> None:
    old, new = team.people["Aubret"], team.people["Bessac"]
    before = dump(book)
    changes = editing.retire(book, old, date(2026, 6, 30), new, now=NOW)
    card = card_of(book.reader(), old, today=TODAY)
    assert (card.public.status, card.public.status_on) == ("retired", date(2026, 6, 30))
    assert card.public.successor == "Anne BESSAC"
    with pytest.raises(CarnetError, match="se succéder"):
        editing.retire(book, new, TODAY, old, now=NOW)
    undo(book, changes.batch, now=LATER)
    assert dump(book) == before


def test_a_status_is_dated_and_back_to_active_is_as_new(book: Book, team: Team) -> None:
    key = team.people["Aubret"]
    before = dump(book)
    editing.change_card(book, key, now=NOW, status="paused")
    assert column(book, key, "status_on") == TODAY.isoformat()
    editing.change_card(book, key, now=NOW, status="active")
    assert dump(book) == before


def test_a_line_is_read_as_it_is_typed() -> None:
    assert editing.read_line("0465712014").shown == "04 65 71 20 14"
    mobile = editing.read_line("06.39.98.00.01")
    assert (mobile.ring, mobile.asks) == (Ring.PERSONAL, True)
    assert editing.read_line("04 65 71", use="direct").shown == "046571"
    assert editing.read_line("poste 12, demander Zoé").kind == "phone"
    kinds = ["a@exemple.fr", "b@medecin.mssante.fr", "www.exemple.fr"]
    assert [editing.read_line(text).kind for text in kinds] == ["email", "secure", "web"]
    assert editing.read_line("0262 12 34 56", department="974").digits == "0262123456"


def test_a_phone_is_never_refused_and_its_ring_follows_the_rule_until_moved(book: Book, team: Team) -> None:
    line, _ = editing.add_line(book, LineDraft("04 65 71 00 01"), now=NOW, correspondent=team.people["Aubret"])

    def held() -> tuple[str, str, str]:
        query = "SELECT value, digits, ring FROM line WHERE id = ?"
        found: tuple[str, str, str] = book.reader().execute(query, (line,)).fetchone()
        return found

    editing.change_line(book, line, now=NOW, value="06 39 98 00 77")
    assert held() == ("06 39 98 00 77", "0639980077", "personal")
    editing.change_line(book, line, now=NOW, ring="public")
    editing.change_line(book, line, now=NOW, value="06 39 98 00 78", best_time="midi")
    assert held() == ("06 39 98 00 78", "0639980078", "public")
    editing.change_line(book, line, now=NOW, value="standard, poste ✆ 3")
    assert held()[0] == "standard, poste ✆ 3"
    with pytest.raises(CarnetError, match="vide"):
        editing.change_line(book, line, now=NOW, value="  ")
    with pytest.raises(CarnetError, match="visible par"):
        editing.change_line(book, line, now=NOW, ring="everybody")
    editing.remove_line(book, line, now=NOW)
    with pytest.raises(RowGone):
        editing.remove_line(book, line, now=NOW)


def test_a_local_number_of_reunion_is_understood_where_it_hangs(book: Book, team: Team) -> None:
    role, _ = editing.add_role(
        book, team.people["Aubret"], RoleDraft("rhumatologie", SiteDraft(insee="97411", city="Saint-Denis")), now=NOW
    )
    line, _ = editing.add_line(book, LineDraft("262 12 34 56"), now=NOW, role=role)
    assert value(book, "SELECT digits FROM line WHERE id = ?", line) == "0262123456"
    with pytest.raises(ValueError, match="exactly one"):
        editing.add_line(book, LineDraft("1"), now=NOW, role=role, correspondent=1)


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


def test_a_card_to_point_at_is_found_by_the_beginning_of_its_name(book: Book, team: Team) -> None:
    reader, key = book.reader(), team.people["Aubret"]
    assert [one.name for one in named(reader, "Dr anne kerd")] == ["Anne KERDONCUFF"]
    assert [one.key for one in named(reader, "aubret")] == [key]
    assert named(reader, "aubret", but=key) == named(reader, "  dr ") == named(reader, "%_'\"") == ()
    assert [one.name for one in named(reader, "cms", kind="structure")] == ["CMS des Platanes", "CMS du Coulon"]
    assert named(reader, "cms", kind="person") == ()
    assert named(reader, "cms c")[0].more == "Hôpital et clinique · Cavaillon"
    assert len(named(reader, "anne")) == 8
    editing.change_card(book, key, now=NOW, successor_id=team.people["Bessac"])
    assert editable(reader, key).names == {team.people["Bessac"]: "Anne BESSAC", team.centre: "CMS des Platanes"}


def test_a_structures_profile(book: Book, team: Team) -> None:
    editing.set_profile(book, team.centre, now=NOW, does="bilan social", age_min=60)
    assert card_of(book.reader(), team.centre, today=TODAY).practice.structure == {"does": "bilan social"}
    with pytest.raises(CarnetError, match=r"60 ans\) dépasse l’âge maximal \(18 ans"):
        editing.set_profile(book, team.centre, now=NOW, age_max=18)
    with pytest.raises(CarnetError, match="n’est pas une structure"):
        editing.set_profile(book, team.people["Aubret"], now=NOW, does="x")
    assert editing.set_profile(book, team.other, now=NOW, does="").nothing


def test_many_cards_in_one_step(book: Book, team: Team) -> None:
    keys = list(team.people.values())
    editing.set_tags(book, keys[0], ["ancien"], now=NOW)
    before = dump(book)
    changes = editing.bulk(
        book, keys, now=NOW, add_tag="#équipe", remove_tag="ancien", status="paused", verified_on=TODAY, ring="practice"
    )
    assert len(changes.correspondents) == 12
    assert value(book, "SELECT count(*) FROM tag WHERE folded = 'equipe'") == 12
    assert value(book, "SELECT count(*) FROM tag WHERE folded = 'ancien'") == 0
    assert (
        value(book, "SELECT count(*) FROM correspondent WHERE status = 'paused' AND verified_on = '2026-11-22'") == 12
    )
    assert value(book, "SELECT count(*) FROM line WHERE ring = 'practice'") == 24
    assert not undo(book, changes.batch, now=LATER).kept
    assert dump(book) == before


def test_a_bulk_edit_leaves_a_shared_switchboard_to_those_it_does_not_concern(book: Book, team: Team) -> None:
    site = value(book, "SELECT site_id FROM role WHERE id = ?", team.roles["Aubret"])
    line, _ = editing.add_line(book, LineDraft("04 65 71 90 99"), now=NOW, site=site)
    keys = list(team.people.values())
    editing.bulk(book, keys[:11], now=NOW, ring="personal")
    assert value(book, "SELECT ring FROM line WHERE id = ?", line) == "public"
    editing.bulk(book, keys, now=NOW, ring="personal")
    assert value(book, "SELECT ring FROM line WHERE id = ?", line) == "personal"


def test_a_bulk_edit_with_one_that_is_gone_changes_nobody(book: Book, team: Team) -> None:
    before = dump(book)
    with pytest.raises(RowGone):
        editing.bulk(book, [*team.people.values(), 10_000], now=NOW, add_tag="x")
    with pytest.raises(RowGone):
        editing.mark_verified(book, [10_000], TODAY, now=NOW)
    assert dump(book) == before
    assert editing.bulk(book, team.people.values(), now=NOW).nothing


def test_verified_with_one_key(book: Book, team: Team) -> None:
    keys = [team.people["Aubret"], team.people["Bessac"]]
    editing.mark_verified(book, keys, TODAY, now=NOW)
    assert [column(book, key, "verified_on") for key in keys] == [TODAY.isoformat()] * 2


def test_someone_erased_is_gone_for_good(book: Book, team: Team) -> None:
    changes = editing.erase(book, team.people["Aubret"], now=NOW)
    assert value(book, "SELECT count(*) FROM journal WHERE old LIKE '%Aubret%' OR new LIKE '%Aubret%'") == 0
    assert undo(book, changes.batch, now=LATER).kept
    with pytest.raises(RowGone):
        editing.change_card(book, team.people["Aubret"], now=NOW, note="x")


def test_what_the_editor_reads_is_what_it_may_write_back(book: Book, team: Team) -> None:
    key = team.people["Aubret"]
    site = value(book, "SELECT site_id FROM role WHERE id = ?", team.roles["Aubret"])
    editing.add_line(book, LineDraft("0465719099"), now=NOW, site=site)
    editing.change_card(book, key, now=NOW, home_visits=False, status="paused")
    editing.set_profile(book, team.centre, now=NOW, does="bilan social", age_min=60)
    card = editable(book.reader(), key)
    (role,) = card.roles
    assert role.site
    assert (role.site.users, role.site.lines[0].shown) == (12, "04 65 71 90 99")
    assert (card.columns["home_visits"], card.columns["video"], card.columns["status_on"]) == (False, None, TODAY)
    profile = editable(book.reader(), team.centre).profile
    del profile["id"], profile["correspondent_id"]
    before = dump(book)
    own = ("id", "uuid", "kind", "created_at", "updated_at", "deleted_at")
    writes = [
        editing.change_card(book, key, now=NOW, **{k: v for k, v in card.columns.items() if k not in own}),
        editing.change_site(
            book, site, now=NOW, **{k: v for k, v in role.site.columns.items() if k not in (*own, "register_key")}
        ),
        editing.change_role(
            book, role.id, now=NOW,
            **{k: v for k, v in role.columns.items() if k not in (*own, "correspondent_id", "is_lead")},
        ),
        editing.change_line(book, role.lines[0].id, now=NOW, value=role.lines[0].shown, ring=role.lines[0].ring),
        editing.set_profile(book, team.centre, now=NOW, **profile),
    ]  # fmt: skip
    assert all(changes.nothing for changes in writes)
    assert dump(book) == before
    with pytest.raises(CarnetError, match="n’est plus dans votre carnet"):
        editable(book.reader(), 10_000)
