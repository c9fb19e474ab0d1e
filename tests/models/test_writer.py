"""What a writer changes, journals and reports."""

import json
from datetime import date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from carnet.models.book import Book
from carnet.models.erasure import erase, was_erased
from carnet.models.loop import referral
from carnet.models.schema import metadata
from carnet.models.search_index import out_of_step
from carnet.models.tables import correspondent, line, role, site, skill
from carnet.models.writer import RowGone
from tests.conftest import NOW
from tests.contents import contents
from tests.models.cards import full_card, person, row

LATER = NOW + timedelta(days=1)


def journal(book: Book, condition: str = "1") -> list[dict[str, Any]]:
    cursor = book.reader().execute(f"SELECT * FROM journal WHERE {condition} ORDER BY id")
    return [dict(zip([head[0] for head in cursor.description], found, strict=True)) for found in cursor]


def test_an_insert_fills_uuid_moments_and_defaults(book: Book) -> None:
    with book.write("add", now=NOW) as writer:
        first, second = person(writer), person(writer)
    kept = row(book, correspondent, first)
    assert UUID(kept["uuid"]).version == 7
    assert kept["uuid"] < row(book, correspondent, second)["uuid"]
    assert UUID(kept["uuid"]).int >> 80 == int(NOW.timestamp() * 1000)
    assert kept["created_at"] == kept["updated_at"] == "2026-11-22 09:30:00.000000"
    assert (kept["note"], kept["favourite"], kept["new_patients"], kept["rpps"]) == ("", 0, None, None)


def test_moments_are_kept_in_utc_whatever_the_clock(book: Book) -> None:
    paris = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    with book.write("add", now=paris) as writer:
        one = person(writer, deleted_at=paris)
    assert row(book, correspondent, one)["created_at"] == "2026-07-01 10:00:00.000000"
    assert row(book, correspondent, one)["deleted_at"] == "2026-07-01 10:00:00.000000"
    with pytest.raises(ValueError, match="time zone"), book.write("add", now=datetime(2026, 7, 1)):  # noqa: DTZ001
        pass


def test_an_insert_is_one_row_of_the_journal_with_the_values_given(book: Book) -> None:
    with book.write("adopt", now=NOW) as writer:
        one = person(writer, family_name="Mornas", verified_on=date(2026, 3, 3), home_visits=False)
    (entry,) = journal(book)
    assert (entry["verb"], entry["table_name"], entry["row_id"], entry["correspondent_id"]) == (
        "adopt", "correspondent", one, one
    )  # fmt: skip
    assert (entry["batch"], entry["author_id"], entry["at"]) == (writer.batch, 1, "2026-11-22 09:30:00.000000")
    new = json.loads(entry["new"])
    assert entry["old"] is None
    assert (new["family_name"], new["verified_on"], new["home_visits"]) == ("Mornas", "2026-03-03", 0)
    assert "note" not in new


def test_an_update_journals_only_what_differs(book: Book) -> None:
    with book.write("add", now=NOW) as writer:
        one = person(writer, family_name="Mornas", verified_on=date(2026, 3, 3), favourite=True, rpps="1")
    with book.write("edit", now=LATER) as writer:
        assert writer.update(
            correspondent, one, family_name="Mornas", verified_on=date(2026, 3, 4), favourite=True, rpps=None
        )
    entries = {entry["column_name"]: (entry["old"], entry["new"]) for entry in journal(book, "verb = 'edit'")}
    assert entries == {"verified_on": ("2026-03-03", "2026-03-04"), "rpps": ("1", None)}
    kept = row(book, correspondent, one)
    assert (kept["verified_on"], kept["rpps"], kept["updated_at"][:10]) == ("2026-03-04", None, "2026-11-23")


def test_an_update_that_changes_nothing_leaves_no_trace(book: Book) -> None:
    with book.write("add", now=NOW) as writer:
        one = person(writer, family_name="Mornas")
    before = contents(book)
    with book.write("edit", now=LATER) as writer:
        assert not writer.update(correspondent, one, family_name="Mornas", deleted_at=None)
    assert writer.changes.nothing
    assert contents(book) == before


def test_what_the_journal_kept_can_be_written_back(book: Book) -> None:
    """Old values as text give the same stored row again, through the columns' affinity."""
    with book.write("add", now=NOW) as writer:
        one = person(writer, family_name="007", favourite=True, video=False, verified_on=date(2026, 3, 3))
    before = row(book, correspondent, one)
    with book.write("edit", now=NOW) as writer:
        writer.update(
            correspondent, one, family_name="8", favourite=False, video=None, verified_on=None, note="x", rpps="9"
        )
    with book.write("undo", now=NOW) as writer:
        for entry in journal(book, "verb = 'edit'"):
            writer.dbapi.execute(
                f"UPDATE correspondent SET {entry['column_name']} = ? WHERE id = ?", (entry["old"], one)
            )
    assert row(book, correspondent, one) == before


def test_many_updates_in_one_go(book: Book) -> None:
    with book.write("add", now=NOW) as writer:
        ids = writer.insert_many(
            correspondent, [{"kind": "person", "status": "active", "label": f"n{i}"} for i in range(10)]
        )
        assert writer.insert_many(skill, []) == []
    with book.write("edit", now=NOW) as writer:
        wanted = {i: {"note": "même"} | ({"label": "autre"} if i % 2 else {}) for i in ids}
        assert writer.update_many(correspondent, wanted) == 10
    assert writer.changes.updated == {"correspondent": 10}
    assert len(journal(book, "column_name = 'label'")) == 5
    assert len(journal(book, "column_name = 'note'")) == 10


def test_a_row_that_is_gone_and_a_column_that_is_not_are_told(book: Book) -> None:
    with book.write("edit", now=NOW) as writer:
        with pytest.raises(RowGone, match="n'est plus dans le carnet"):
            writer.update(correspondent, 77, note="x")
        with pytest.raises(RowGone):
            writer.delete(correspondent, 77)
        with pytest.raises(ValueError, match="nothing_such"):
            person(writer, nothing_such=1)
        one = person(writer)
        with pytest.raises(ValueError, match="nothing_such"):
            writer.update(correspondent, one, nothing_such=1)


def test_changes_count_rows_and_name_the_cards(book: Book) -> None:
    card = full_card(book)
    with book.write("edit", now=NOW) as writer:
        writer.update(site, card.site, city="Le Pontet")
        writer.insert(line, role_id=card.role, kind="fax", value="04 65 71 20 16", ring="public")
        writer.delete(referral, card.referral)
    changes = writer.changes
    assert changes.verb == "edit"
    assert changes.inserted == {"line": 1}
    assert changes.updated == {"site": 1}
    assert changes.deleted == {"referral": 1, "referral_event": 2}
    assert changes.correspondents == {card.person}
    assert {entry["correspondent_id"] for entry in journal(book, f"batch = '{changes.batch}'")} == {None, card.person}


def test_updated_at_moves_with_the_card_and_not_with_its_patients(book: Book) -> None:
    card = full_card(book)

    def moved() -> bool:
        return str(row(book, correspondent, card.person)["updated_at"])[:10] == "2026-11-23"

    with book.write("refer", now=LATER) as writer:
        writer.insert(referral, author_id=1, correspondent_id=card.person, direction="sent", made_on=LATER.date())
    assert not moved()
    with book.write("edit", now=LATER) as writer:
        writer.update(site, card.site, street="3, rue Haute")
    assert moved()
    with book.write("touch", now=LATER + timedelta(days=1)) as writer:
        writer.touch(card.person)
    assert row(book, correspondent, card.person)["updated_at"][:10] == "2026-11-24"


def test_deleting_a_card_journals_all_that_hung_on_it_and_leaves_tombstones(book: Book) -> None:
    card = full_card(book)
    hanging = {
        "role": 1, "line": 2, "skill": 1, "language": 1, "tag": 1, "told_delay": 1, "source_record": 1, "appraisal": 1,
        "indication": 2, "referral": 1, "referral_event": 2, "correspondent": 1,
    }  # fmt: skip
    with book.write("delete", now=NOW) as writer:
        writer.delete(correspondent, card.person)
    assert writer.changes.deleted == hanging
    entries = journal(book, f"batch = '{writer.batch}' AND new IS NULL")
    assert len(entries) == sum(hanging.values())
    gone = next(entry for entry in entries if entry["table_name"] == "correspondent")
    assert json.loads(gone["old"])["family_name"] == "Castelmon"
    with_uuid = {name for name in hanging if "uuid" in metadata.tables[name].c}
    tombstones = book.reader().execute("SELECT table_name, count(*) FROM tombstone GROUP BY 1").fetchall()
    assert dict(tombstones) == {name: hanging[name] for name in with_uuid}
    assert book.reader().execute("PRAGMA foreign_key_check").fetchall() == []
    assert out_of_step(book.reader()) == set()


def test_deleting_a_place_or_a_structure_frees_the_roles_that_were_there(book: Book) -> None:
    card = full_card(book)
    with book.write("delete", now=NOW) as writer:
        writer.delete(site, card.site)
        writer.delete(correspondent, card.structure)
    kept = row(book, role, card.role)
    assert (kept["site_id"], kept["structure_id"]) == (None, None)
    columns = [entry["column_name"] for entry in journal(book, f"batch = '{writer.batch}' AND table_name = 'role'")]
    assert sorted(columns) == ["site_id", "structure_id"]
    assert out_of_step(book.reader()) == set()


def test_the_number_of_a_deleted_row_never_comes_back(book: Book) -> None:
    with book.write("add", now=NOW) as writer:
        one = person(writer)
    with book.write("delete", now=NOW) as writer:
        writer.delete(correspondent, one)
    with book.write("add", now=NOW) as writer:
        assert person(writer) == one + 1


def test_select_inside_a_write_sees_what_it_wrote(book: Book) -> None:
    with book.write("add", now=NOW) as writer:
        one = person(writer, verified_on=date(2026, 3, 3))
        assert writer.execute(
            sa.select(correspondent.c.verified_on).where(correspondent.c.id == one)
        ).scalar_one() == date(2026, 3, 3)


def test_settings_are_journalled(book: Book) -> None:
    with book.write("settings", now=NOW) as writer:
        writer.set_setting("practice_name", "Cabinet du Luberon")
        writer.set_setting("commune_insee", "84035")
    assert book.setting("practice_name") == "Cabinet du Luberon"
    (entry,) = journal(book)
    assert (entry["column_name"], entry["old"], entry["new"]) == (
        "practice_name", "Cabinet des Platanes", "Cabinet du Luberon"
    )  # fmt: skip


def test_the_journal_is_append_only_in_the_file_itself(book: Book) -> None:
    full_card(book)
    before = journal(book)
    for sql in (
        "DELETE FROM journal",
        "UPDATE journal SET new = 'x'",
        "UPDATE journal SET verb = 'x'",
        "UPDATE journal SET old = NULL, new = NULL, row_id = 0",
    ):
        with pytest.raises(Exception, match="append-only"), book.write("cheat", now=NOW) as writer:
            writer.dbapi.execute(sql)
    assert journal(book) == before


def test_erasing_a_person_leaves_no_value_of_theirs(book: Book) -> None:
    card = full_card(book)
    with book.write("edit", now=NOW) as writer:
        writer.update(correspondent, card.person, note="Ancien interne de Lavaur")
        other = person(writer, family_name="Vaudrane")
    dates = [(entry["id"], entry["at"], entry["verb"]) for entry in journal(book)]
    with book.write("erase", now=LATER) as writer:
        erase(writer, card.person)
    everything = json.dumps(contents(book, leave=("setting",)), ensure_ascii=False)
    planted = (
        "Castelmon", "castelmon", "Lavaur", "interne", "Uzès", "0639984410", "06 39 98 44 10", "04 65 71 20 14",
        "Ventoux", "GM", "Épaule", "epaule", "Occitan", "Enfant", "10100000012", "portail",
    )  # fmt: skip
    assert [mark for mark in planted if mark in everything] == []
    assert [(entry["id"], entry["at"], entry["verb"]) for entry in journal(book)][: len(dates)] == dates
    assert row(book, correspondent, other)["family_name"] == "Vaudrane"
    assert row(book, correspondent, card.structure)["label"] == "Hôpital des Lavandes"
    reader = book.reader()
    assert was_erased(reader, "10100000012", ())
    assert not was_erased(reader, "10100000013", ("Castelmon", "Paul", ""))
    assert out_of_step(reader) == set()


def test_erasing_leaves_the_place_that_others_use(book: Book) -> None:
    card = full_card(book)
    with book.write("add", now=NOW) as writer:
        other = person(writer, family_name="Vaudrane")
        writer.insert(role, correspondent_id=other, site_id=card.site)
    with book.write("erase", now=NOW) as writer:
        erase(writer, card.person)
    assert row(book, site, card.site)["name"] == "Clinique du Ventoux"
    assert book.reader().execute("SELECT count(*) FROM search_phone").fetchone() == (1,)
    with pytest.raises(RowGone), book.write("erase", now=NOW) as writer:
        erase(writer, card.person)


def test_events_are_dated_by_the_writer(book: Book) -> None:
    full_card(book)
    recorded = book.reader().execute("SELECT DISTINCT recorded_at FROM referral_event").fetchall()
    assert recorded == [("2026-11-22 09:30:00.000000",)]
