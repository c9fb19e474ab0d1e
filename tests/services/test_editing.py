"""The editor’s verbs for a card: what is typed is kept whole, what cannot be is refused, everything is undone."""

from datetime import date, timedelta
from typing import Any

import pytest

from carnet.errors import CarnetError
from carnet.models.book import Book
from carnet.models.search_index import out_of_step
from carnet.models.writer import RowGone
from carnet.queries.card import card_of
from carnet.queries.editable import editable, named
from carnet.services import editing
from carnet.services.drafts import LineDraft
from carnet.services.undo import undo
from tests.conftest import LATER, NOW, TODAY
from tests.services.team import Team, dump, value

STRANGE = (
    "Ç" * 300,
    "د. ليلى حداد",
    "\u202eדוד כהן\u202c",
    "Anne 👩🏽‍⚕️ Roux",
    "O’Brien-d'Hérouville",
    "李 小龍",
)


def column(book: Book, key: int, name: str) -> Any:
    return value(book, f"SELECT {name} FROM correspondent WHERE id = ?", key)


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
