"""Undoing a batch: what nobody changed since comes back, the rest is listed, nothing is lost."""

from datetime import timedelta
from typing import Any

import pytest

from carnet.errors import CarnetError
from carnet.models.book import Book
from carnet.models.erasure import erase
from carnet.models.schema import metadata
from carnet.models.search_index import out_of_step
from carnet.models.tables import correspondent, line, role, site, told_delay
from carnet.queries.card import row_id
from carnet.register.lookup import Activity, Metier, Person, Site
from carnet.services.adoption import adopt
from carnet.services.correspondents import SiteRegistry, add_correspondent, add_line, create_correspondent
from carnet.services.drafts import CorrespondentDraft, EventDraft, LineDraft, ReferralDraft, RoleDraft, SiteDraft
from carnet.services.referrals import refer
from carnet.services.undo import undo
from tests.conftest import LATER, NOW
from tests.contents import contents

UNLIKE_BEFORE = ("journal", "tombstone")
METIER = Metier(1, "10", "SM48", "Médecin", "Rhumatologie", "rhumatologie")


def dump(book: Book) -> dict[str, list[Any]]:
    """Everything but the journal and the tombstones."""
    return contents(book, UNLIKE_BEFORE)


def mornas(identifier: str = "10100000001") -> Person:
    """A register person with two sites, one without a number."""
    sites = [
        Site(7, "Cabinet des Tilleuls", "", "3 rue des Tilleuls", "84300", "Cavaillon", None, "84035", "", 3,
             ("0465710301",), "tilleuls@exemple.fr"),
        Site(8, "", "", "1 cours Gambetta", "84000", "Avignon", None, "84007", "", 3, (), ""),
    ]  # fmt: skip
    return Person(identifier, "8", "DR", "F", "MORNAS", "ANNE", tuple(Activity(METIER, one) for one in sites))


def add(book: Book, name: str = "Tassy", **more: Any) -> str:
    role = RoleDraft("kinesitherapie", SiteDraft(insee="84071"), lines=(LineDraft("04 65 71 00 01"),))
    return create_correspondent(book, CorrespondentDraft(family_name=name, roles=(role,), **more), now=NOW)[0]


def test_an_adoption_undone_leaves_the_book_as_before(empty_book: Book) -> None:
    add(empty_book)
    before = dump(empty_book)
    _, changes = adopt(empty_book, mornas(), now=NOW)
    undone = undo(empty_book, changes.batch, now=LATER)
    assert not undone.kept
    assert undone.changes.deleted["correspondent"] == 1
    assert undone.changes.deleted["site"] == 2
    assert dump(empty_book) == before
    assert not out_of_step(empty_book.reader())


def test_a_pasted_number_then_the_adoption_are_undone_in_turn(empty_book: Book) -> None:
    before = dump(empty_book)
    uuid, adopted = adopt(empty_book, mornas(), now=NOW)
    pasted = add_line(empty_book, uuid, LineDraft("06 39 98 00 01"), now=NOW)
    assert not undo(empty_book, pasted.batch, now=LATER).kept
    assert not undo(empty_book, adopted.batch, now=LATER).kept
    assert dump(empty_book) == before


def test_someone_adopted_and_used_since_stays_whole(empty_book: Book) -> None:
    uuid, changes = adopt(empty_book, mornas(), now=NOW)
    key = row_id(empty_book.reader(), uuid)
    refer(empty_book, key, ReferralDraft(made_on=NOW.date()), now=NOW)
    before = dump(empty_book)
    undone = undo(empty_book, changes.batch, now=LATER)
    assert {"correspondent", "role", "site", "line"} <= {kept.table for kept in undone.kept}
    assert undone.changes.nothing
    assert dump(empty_book) == before


def test_a_card_whose_site_was_changed_since_stays_whole(empty_book: Book) -> None:
    _, changes = adopt(empty_book, mornas(), now=NOW)
    with empty_book.write("edit", now=NOW) as writer:
        place = writer.dbapi.execute("SELECT min(id) FROM site").fetchone()[0]
        writer.update(site, place, hours="le mardi")
    before = dump(empty_book)
    assert undo(empty_book, changes.batch, now=LATER).kept
    assert dump(empty_book) == before


def test_a_card_whose_site_got_a_number_since_stays_whole_its_neighbour_goes(empty_book: Book) -> None:
    shared = SiteDraft(insee="84035", key="center", lines=(LineDraft("04 65 71 00 01"),))
    sites = SiteRegistry()
    with empty_book.write("import", now=NOW) as writer:
        for name in ("Restante", "Partante"):
            draft = CorrespondentDraft(family_name=name, roles=(RoleDraft("dermatologie", shared),))
            add_correspondent(writer, draft, sites=sites)
        batch = writer.batch
    key = row_id(empty_book.reader(), add(empty_book, "Ailleurs"))
    with empty_book.write("edit", now=NOW) as writer:
        (first,) = writer.dbapi.execute("SELECT id FROM correspondent WHERE family_name = 'Restante'").fetchone()
        writer.update(correspondent, first, note="au marché")
    undo(empty_book, batch, now=LATER)
    names = empty_book.reader().execute("SELECT family_name FROM correspondent WHERE id <> ?", (key,)).fetchall()
    assert names == [("Restante",)]
    assert empty_book.reader().execute("SELECT count(*) FROM line WHERE site_id IS NOT NULL").fetchone() == (1,)


def test_what_was_adopted_again_after_an_undo_is_undone_again(empty_book: Book) -> None:
    for _ in range(2):
        _, changes = adopt(empty_book, mornas(), now=NOW)
        assert not undo(empty_book, changes.batch, now=LATER).kept


def test_values_come_back_unless_changed_since(empty_book: Book) -> None:
    key = row_id(empty_book.reader(), add(empty_book, note="ancienne", home_visits=None, verified_on=NOW.date()))
    with empty_book.write("edit", now=NOW) as writer:
        writer.update(correspondent, key, note="nouvelle", home_visits=True, verified_on=None, favourite=True)
        batch = writer.batch
    with empty_book.write("edit", now=NOW) as writer:
        writer.update(correspondent, key, note="plus nouvelle encore")
    undone = undo(empty_book, batch, now=LATER)
    row = empty_book.reader().execute(
        "SELECT note, home_visits, verified_on, favourite FROM correspondent WHERE id = ?", (key,)
    ).fetchone()  # fmt: skip
    assert row == ("plus nouvelle encore", None, NOW.date().isoformat(), 0)
    assert [(kept.table, kept.column, kept.correspondent_id) for kept in undone.kept] == [
        ("correspondent", "note", key)
    ]


def test_a_deleted_card_comes_back_with_all_that_hung_on_it(empty_book: Book) -> None:
    key = row_id(empty_book.reader(), add(empty_book, tags=("réseau",), skills=("épaule",)))
    events = (EventDraft("appointment", NOW.date(), NOW.date() + timedelta(days=9)),)
    refer(empty_book, key, ReferralDraft(made_on=NOW.date(), events=events), now=NOW)
    before = dump(empty_book)
    with empty_book.write("remove", now=NOW) as writer:
        writer.delete(correspondent, key)
        batch = writer.batch
    undone = undo(empty_book, batch, now=NOW)
    assert not undone.kept
    assert dump(empty_book) == before
    assert empty_book.reader().execute("SELECT count(*) FROM tombstone").fetchone() == (0,)
    assert not out_of_step(empty_book.reader())


def test_a_deleted_row_stays_deleted_when_its_card_is_gone_or_its_place_taken(empty_book: Book) -> None:
    uuid = add(empty_book, tags=("réseau",))
    key = row_id(empty_book.reader(), uuid)
    with empty_book.write("edit", now=NOW) as writer:
        (tagged,) = writer.dbapi.execute("SELECT id FROM tag").fetchone()
        writer.delete(metadata.tables["tag"], tagged)
        untagged = writer.batch
        (number,) = writer.dbapi.execute("SELECT id FROM line").fetchone()
        writer.delete(line, number)
    with empty_book.write("edit", now=NOW) as writer:
        writer.insert(metadata.tables["tag"], correspondent_id=key, label="Réseau", folded="reseau")
        (post,) = writer.dbapi.execute("SELECT id FROM role").fetchone()
        writer.delete(role, post)
    kept = undo(empty_book, untagged, now=LATER).kept
    assert {(one.table, one.row_id) for one in kept} == {("tag", tagged), ("line", number)}


def test_a_successor_who_left_is_not_pointed_at_again(empty_book: Book) -> None:
    old, new = (row_id(empty_book.reader(), add(empty_book, name)) for name in ("Sortant", "Entrant"))
    with empty_book.write("edit", now=NOW) as writer:
        writer.update(correspondent, old, successor_id=new)
    with empty_book.write("edit", now=NOW) as writer:
        writer.update(correspondent, old, successor_id=None)
        batch = writer.batch
    with empty_book.write("remove", now=NOW) as writer:
        writer.delete(correspondent, new)
    kept = undo(empty_book, batch, now=LATER).kept
    assert [one.column for one in kept] == ["successor_id"]


def test_an_undo_can_be_undone(empty_book: Book) -> None:
    _, changes = adopt(empty_book, mornas(), now=NOW)
    adopted = dump(empty_book)
    taken_back = undo(empty_book, changes.batch, now=NOW)
    assert not undo(empty_book, taken_back.changes.batch, now=NOW).kept
    assert dump(empty_book) == adopted


def test_someone_erased_for_good_does_not_come_back(empty_book: Book) -> None:
    uuid, changes = adopt(empty_book, mornas(), now=NOW)
    key = row_id(empty_book.reader(), uuid)
    with empty_book.write("erase", now=NOW) as writer:
        erase(writer, key)
    before = dump(empty_book)
    assert undo(empty_book, changes.batch, now=LATER).kept
    assert dump(empty_book) == before


def test_a_setting_comes_back(empty_book: Book) -> None:
    with empty_book.write("settings", now=NOW) as writer:
        writer.set_setting("practice_name", "Cabinet du Coulon")
        batch = writer.batch
    undo(empty_book, batch, now=LATER)
    assert empty_book.setting("practice_name") == "Cabinet des Platanes"


def test_an_unknown_batch_is_told(empty_book: Book) -> None:
    with pytest.raises(CarnetError, match="rien à annuler"):
        undo(empty_book, "0190-none", now=NOW)


def test_a_told_delay_added_since_to_another_card_does_not_hold(empty_book: Book) -> None:
    other = row_id(empty_book.reader(), add(empty_book))
    _, changes = adopt(empty_book, mornas(), now=NOW)
    with empty_book.write("edit", now=NOW) as writer:
        writer.insert(told_delay, correspondent_id=other, days=9, told_on=NOW.date(), audience="patient")
    assert not undo(empty_book, changes.batch, now=LATER).kept


def test_a_line_is_added_once_with_the_ring_of_its_kind(empty_book: Book) -> None:
    uuid = add(empty_book)
    add_line(empty_book, uuid, LineDraft("06 39 98 00 01"), now=NOW)
    add_line(empty_book, f"b:{uuid}", LineDraft("06 39 98 00 02", ring="public"), now=NOW)
    rows = empty_book.reader().execute(
        "SELECT digits, ring FROM line WHERE correspondent_id IS NOT NULL ORDER BY position"
    ).fetchall()  # fmt: skip
    assert rows == [("0639980001", "personal"), ("0639980002", "public")]
    with pytest.raises(CarnetError, match="figure déjà"):
        add_line(empty_book, uuid, LineDraft("04.65.71.00.01"), now=NOW)
    with pytest.raises(CarnetError, match="n’est plus dans votre carnet"):
        add_line(empty_book, "nobody", LineDraft("04 65 71 00 09"), now=NOW)
