"""No private word leaves: marks planted in every column of a wider ring are looked for in every registered output."""

import argparse
import contextlib
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from carnet.cli.parser import build
from carnet.domain import disclosure
from carnet.domain.disclosure import OUTPUTS, Profile, parts_of, permit, widest_ring
from carnet.domain.rings import Ring
from carnet.errors import CarnetError
from carnet.models import search_index, tables
from carnet.models.connection import connect
from carnet.models.schema import metadata
from carnet.models.secretary import give_access
from tests.conftest import CHEAP, TODAY, make_book
from tests.outputs import DRIVERS, HERS, Scene, command
from tests.rich_book import closed_lists, columns, fill

MADE_FOR_OTHERS = [
    (name, profile)
    for name, made_for in OUTPUTS.items()
    for profile in sorted(made_for)
    if profile not in ("owner", "self")
]
# Commands that print nothing of a card: they make, move or check files.
SAYS_NOTHING_OF_CARDS = {
    "init", "demo", "passphrase", "backup", "restore", "check", "self-test", "register", "adopt", "add", "reply",
}  # fmt: skip
# What the owner lets the secretary see of a referral when he hands her his calls: for whom, since when, awaiting what.
# Texts among them may be printed; the others say which calls are due and what is awaited. Nothing else is let out.
OF_A_CALL = frozenset({
    "referral.patient_code", "referral.made_on", "referral.mode", "referral.followed", "referral.snoozed_until",
    "referral.direction", "referral_event.kind", "referral_event.appointment_on",
})  # fmt: skip
PRINTED_OF_A_CALL = frozenset({"referral.patient_code"})
CALLS = (("follow-up", Profile.SECRETARY), ("follow-page", Profile.SECRETARY))
HANDED_OVER = dict.fromkeys(CALLS, OF_A_CALL)
PRINTED = dict.fromkeys(CALLS, PRINTED_OF_A_CALL)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with make_book(tmp_path) as book:
        give_access(book, HERS, cost=CHEAP)
        person, structure = fill(book)
        yield Scene(tmp_path, book, person, structure)


@contextlib.contextmanager
def raw(scene: Scene) -> Iterator[Any]:
    """A plain connection on the vault, in which anything can be written; the search index follows."""
    with contextlib.closing(connect(scene.folder / "vault.carnet", scene.book.raw_key.key)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        ids = [row[0] for row in connection.execute("SELECT id FROM correspondent")]
        search_index.refresh(connection, ids)
        connection.execute("COMMIT")


def plant(scene: Scene, widest: Ring, handed_over: Collection[str] = ()) -> dict[str, str]:
    """Marks in every text column of a wider ring, and in the value of every line of a wider ring."""
    marks: dict[str, str] = {}
    with raw(scene) as connection:
        for table, column in columns(widest):
            if str(column) in handed_over:
                continue
            if isinstance(column.type, sa.Text) and column.name not in closed_lists(table):
                mark = f"zq{len(marks):03}zq"
                marks[f"{table.name}.{column.name}"] = mark
                unique = " || id" if column.unique or table.name == "source_record" else ""
                connection.execute(f"UPDATE {table.name} SET {column.name} = '{mark}'{unique}")
        marks["document_content.content"] = "zqbyteszq"
        connection.execute(
            "UPDATE document_content SET sha256 = (SELECT sha256 FROM document LIMIT 1), content = ?", (b"zqbyteszq",)
        )
        for ring in (Ring.PRACTICE, Ring.PERSONAL):
            if ring > widest:
                marks[f"line of ring {ring.label}"] = f"zq{ring.label}zq"
                connection.execute(
                    f"UPDATE line SET value = 'zq{ring.label}zq', digits = '', label = 'zq{ring.label}zq'"
                    f" WHERE ring = '{ring.label}'"
                )
    return marks


def found(marks: dict[str, str], text: str) -> list[str]:
    return [where for where, mark in marks.items() if mark in text.lower()]


def test_every_output_has_a_driver_and_every_command_is_accounted_for() -> None:
    actions = [a for a in build()._actions if isinstance(a, argparse._SubParsersAction)]
    commands = {name for action in actions for name in action.choices}
    assert commands == (set(OUTPUTS) & commands) | SAYS_NOTHING_OF_CARDS
    assert set(DRIVERS) == set(OUTPUTS)


@pytest.mark.parametrize(("output", "profile"), MADE_FOR_OTHERS)
def test_no_mark_leaves(scene: Scene, output: str, profile: Profile) -> None:
    marks = plant(scene, widest_ring(profile), PRINTED.get((output, profile), ()))
    assert len(marks) > 20
    assert {"referral.note", "referral.motive", "referral.kept_with", "referral_event.note"} <= set(marks)
    text = DRIVERS[output](scene, profile)
    assert found(marks, text) == []
    assert "DURANCE" in text


@pytest.mark.parametrize(
    ("output", "profile"), [item for item in MADE_FOR_OTHERS if item[1] == "secretary" or item[0] == "export"]
)
def test_without_the_gate_marks_do_leave(
    scene: Scene, output: str, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = plant(scene, widest_ring(profile))
    before = DRIVERS[output](scene, profile)
    monkeypatch.setitem(disclosure._PARTS, profile, parts_of(Profile.OWNER))
    after = DRIVERS[output](scene, profile)
    assert found(marks, after) or after != before
    assert found(marks, after), "removing the gate must be seen"


@pytest.mark.parametrize("output", [output for output, _ in HANDED_OVER])
@pytest.mark.parametrize("column", sorted(OF_A_CALL))
def test_nothing_is_handed_over_that_makes_no_difference(scene: Scene, output: str, column: str) -> None:
    """An exemption that no longer exempts anything would hide a leak to come."""
    before = DRIVERS[output](scene, Profile.SECRETARY)
    table = metadata.tables[column.partition(".")[0]]
    with raw(scene) as connection:
        change(connection, table, table.c[column.partition(".")[2]])
    assert DRIVERS[output](scene, Profile.SECRETARY) != before


def change(connection: Any, table: sa.Table, column: sa.Column[Any]) -> int:
    """Put another value in every row, where the table's own checks allow it; how many changed."""
    changed = 0
    for key, value in connection.execute(f"SELECT id, {column.name} FROM {table.name}").fetchall():
        update = f"UPDATE OR IGNORE {table.name} SET {column.name} = ? WHERE id = ?"
        changed += connection.execute(update, (other_value(table, column, value), key)).rowcount
    return changed


def other_value(table: sa.Table, column: sa.Column[Any], value: Any) -> Any:
    """A different value that the column may hold."""
    if value is None:
        return None
    if column.name in closed_lists(table):
        check = next(
            c
            for c in table.constraints
            if isinstance(c, sa.CheckConstraint) and f"{column.name} IN (" in str(c.sqltext)
        )
        allowed = [part.strip().strip("'") for part in str(check.sqltext).split("(", 1)[1].rstrip(")").split(",")]
        return next(one for one in allowed if one not in ("", value))
    if isinstance(column.type, sa.Boolean):
        return 0 if value else 1
    if isinstance(column.type, sa.Integer):
        return value - 1
    if isinstance(column.type, sa.Date):
        return (date.fromisoformat(value) - timedelta(days=1)).isoformat()
    return f"autre {value}"


@pytest.mark.parametrize(("output", "profile"), MADE_FOR_OTHERS)
def test_what_may_not_be_seen_changes_nothing(scene: Scene, output: str, profile: Profile) -> None:
    """Whatever a wider column holds, text, date, number or yes/no, the output is the same to the letter."""
    handed_over = HANDED_OVER.get((output, profile), ())
    before = DRIVERS[output](scene, profile)
    changed = 0
    with raw(scene) as connection:
        for table, column in columns(widest_ring(profile)):
            if str(column) in handed_over:
                continue
            changed += change(connection, table, column)
    assert changed > 40
    assert DRIVERS[output](scene, profile) == before
    with raw(scene) as connection:
        for name in ("avoidance", "referral_event", "outcome", "referral", "appraisal", "indication", "tag"):
            if not any(column.startswith(f"{name}.") for column in handed_over):
                connection.execute(f"DELETE FROM {name}")
    assert DRIVERS[output](scene, profile) == before


def test_the_owner_sees_what_the_others_do_not(scene: Scene) -> None:
    marks = plant(scene, Ring.PUBLIC)
    text = "".join(DRIVERS[output](scene, Profile.OWNER) for output in OUTPUTS)
    seen = found(marks, text)
    assert {"document.name", "document_content.content"} <= set(seen)
    assert {"appraisal.word", "indication.label", "avoidance.note"} <= set(seen)
    assert {"patient_feedback.words", "patient_feedback.problem"} <= set(seen)
    assert {"correspondent.note", "correspondent.practical_note", "line of ring personal"} <= set(seen)


# For one's own use everything leaves but what touches patients and what is held against somebody.
KEPT_FROM_ONESELF = {"avoidance", "referral", "referral_event", "outcome", "patient_feedback", "document"}


@pytest.mark.parametrize("output", [name for name, made_for in OUTPUTS.items() if "self" in made_for])
def test_judgements_and_patients_stay_even_from_oneself(scene: Scene, output: str) -> None:
    marks = plant(scene, Ring.PUBLIC)
    with raw(scene) as connection:
        connection.execute("UPDATE indication SET label = 'zqagainstzq' WHERE kind = 'not_for'")
    kept = {where: mark for where, mark in marks.items() if where.split(".")[0] in KEPT_FROM_ONESELF}
    kept["indication"] = "zqagainstzq"
    assert len(kept) > 8
    text = DRIVERS[output](scene, Profile.SELF)
    assert found(kept, text) == []
    assert {"correspondent.note", "line of ring personal", "tag.label", "remark.words"} <= set(found(marks, text))


@pytest.mark.parametrize("profile", sorted(OUTPUTS["export"]))
def test_a_delay_that_is_void_leaves_for_oneself_only(scene: Scene, profile: Profile) -> None:
    with raw(scene) as connection:
        for days, ago in ((777, 800), (778, 20)):  # of before the memory, and before the one that the card shows
            connection.execute(
                "INSERT INTO told_delay (uuid, correspondent_id, audience, days, told_on)"
                " SELECT ?, id, 'patient', ?, ? FROM correspondent WHERE uuid = ?",
                (f"told {days}", days, (TODAY - timedelta(days=ago)).isoformat(), scene.person),
            )
    text = DRIVERS["export"](scene, profile)
    assert ("777" in text, "778" in text) == (profile is Profile.SELF, profile is Profile.SELF)


def test_a_private_word_finds_nobody_for_the_secretary(scene: Scene) -> None:
    marks = plant(scene, Ring.PRACTICE)
    assert '"id": "b:' in command(scene, Profile.OWNER, "find", marks["correspondent.note"])
    for where, mark in marks.items():
        assert '"id": "b:' not in command(scene, Profile.SECRETARY, "find", mark), where
    assert '"id": "b:' not in command(scene, Profile.SECRETARY, "find", "0639981003")
    assert '"id": "b:' not in command(scene, Profile.SECRETARY, "find", "#reseau")


def test_the_history_is_refused_to_the_secretary() -> None:
    with pytest.raises(CarnetError, match="secrétariat"):
        permit("history", Profile.SECRETARY)


def test_line_values_are_public_columns_with_a_ring_of_their_own() -> None:
    assert tables.line.c.value.info["ring"] is Ring.PUBLIC
    assert tables.line.c.ring.info["ring"] is Ring.INTERNAL
