"""Migrations: in step with the tables, all or nothing, and harmless to children and triggers."""

import ast
import contextlib
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from carnet.errors import CarnetError
from carnet.models import connection as connections
from carnet.models import upgrade as upgrading
from carnet.models.book import Book, NewVault, Passphrase, open_book
from carnet.models.engine import make_engine
from carnet.models.schema import metadata
from carnet.models.tables import TRIGGERS, correspondent
from tests.conftest import NOW, PASSPHRASE
from tests.models.cards import full_card, person

NEXT = f"{connections.SCHEMA + 1:04d}"


def batch(table: str, column: str, options: str = ', table_kwargs={"sqlite_autoincrement": True}') -> str:
    """A batch operation that makes the table anew."""
    return f"""
    with op.batch_alter_table("{table}", recreate="always"{options}) as batch:
        batch.add_column(sa.Column("{column}", sa.Text(), nullable=True))
"""


BATCH, JOURNAL_BATCH = batch("correspondent", "pager"), batch("journal", "device")


def scripts_with(folder: Path, body: str, head: str = "") -> Path:
    """The program's own migrations and one more, `NEXT`."""
    scripts = folder / "migrations"
    shutil.copytree(upgrading.scripts_folder(), scripts, ignore=shutil.ignore_patterns("__pycache__"))
    text = "import sqlalchemy as sa\nfrom alembic import op\n\n"
    text += f'revision = "{NEXT}"\ndown_revision = "{upgrading.HEAD}"\n'
    (scripts / "versions" / f"{NEXT}_next.py").write_text(f"{text}{head}\n\ndef upgrade():\n{body}")
    return scripts


def run(book: Book, scripts: Path) -> None:
    upgrading.upgrade(book.folders.vault, book.raw_key.key, scripts=scripts, head=NEXT)


def dump(book: Book) -> dict[str, list[Any]]:
    """The whole file: schema, every row of every table, version."""
    with contextlib.closing(connections.connect(book.folders.vault, book.raw_key.key)) as connection:
        found = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in names}
        return {**rows, "schema": found, "version": connection.execute("PRAGMA user_version").fetchall()}


@pytest.fixture
def filled(vault: NewVault) -> Book:
    full_card(vault.book)
    vault.book.close()
    return vault.book


def test_the_head_and_the_schema_number_are_those_of_the_scripts() -> None:
    config = Config()
    config.set_main_option("script_location", str(upgrading.scripts_folder()))
    directory = ScriptDirectory.from_config(config)
    assert directory.get_current_head() == upgrading.HEAD
    revisions = [script.revision for script in directory.walk_revisions()][::-1]
    assert revisions == [f"{number:04d}" for number in range(1, connections.SCHEMA + 1)]


def test_autogenerate_proposes_nothing(book: Book) -> None:
    engine = make_engine(book.folders.vault, book.raw_key.key)
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "render_as_batch": True}
        context = MigrationContext.configure(connection, opts={**options, "target_metadata": metadata})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def shape(rows: list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Each object's SQL as a set of clauses: autogenerate compares neither checks, nor triggers, nor AUTOINCREMENT."""
    found = {}
    for name, sql in rows:
        flat = " ".join((sql or "").split())
        inside = re.sub(r"^CREATE TABLE \S+ \(|\)( WITHOUT ROWID)?$", r"", flat)
        tail = ("WITHOUT ROWID",) if flat.endswith("WITHOUT ROWID") else ()
        found[name] = (
            (*sorted(re.split(r", (?![^()]*\))", inside)), *tail) if flat.startswith("CREATE TABLE") else (flat,)
        )
    return found


def test_a_migrated_vault_has_the_shape_the_tables_say(book: Book, tmp_path: Path) -> None:
    asked = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND name <> 'alembic_version'"
    migrated = shape(book.reader().execute(asked).fetchall())
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        metadata.create_all(connection)
        for sql in TRIGGERS.values():
            connection.exec_driver_sql(sql)
        assert migrated == shape([tuple(row) for row in connection.exec_driver_sql(asked)])
    engine.dispose()


def test_a_batch_operation_on_a_parent_empties_its_children_with_foreign_keys_on(filled: Book) -> None:
    """The trap itself, so that the next test proves something."""
    from alembic.operations import Operations

    engine = make_engine(filled.folders.vault, filled.raw_key.key, foreign_keys=True)
    with engine.begin() as connection:
        op = Operations(MigrationContext.configure(connection))
        with op.batch_alter_table("correspondent", recreate="always") as again:
            again.add_column(sa.Column("pager", sa.Text(), nullable=True))
        assert connection.exec_driver_sql("SELECT count(*) FROM role").scalar_one() == 0
    engine.dispose()


def test_ours_keeps_children_triggers_and_numbers(filled: Book, tmp_path: Path) -> None:
    with open_book(filled.folders, filled.raw_key) as book, book.write("delete", now=NOW) as writer:
        writer.delete(correspondent, person(writer))
    before = dump(filled)
    run(filled, scripts_with(tmp_path, BATCH + JOURNAL_BATCH))
    after = dump(filled)
    assert after["version"] == [(int(NEXT),)]
    for name in metadata.tables.keys() - {"correspondent", "journal"}:
        assert after[name] == before[name]
    for name in ("correspondent", "journal"):
        assert [row[:-1] for row in after[name]] == before[name]
    assert TRIGGERS.items() <= dict(after["schema"]).items()
    assert after["sqlite_sequence"] == before["sqlite_sequence"]


def test_a_batch_operation_that_forgets_autoincrement_is_a_bug_told_at_once(filled: Book, tmp_path: Path) -> None:
    before = dump(filled)
    with pytest.raises(ValueError, match="correspondent without table_kwargs"):
        run(filled, scripts_with(tmp_path, batch("correspondent", "pager", "")))
    assert dump(filled) == before


def test_a_trigger_goes_only_when_the_migration_names_it(filled: Book, tmp_path: Path) -> None:
    run(filled, scripts_with(tmp_path, JOURNAL_BATCH, 'dropped_triggers = ("journal_rows_stay",)'))
    assert TRIGGERS.keys() & dict(dump(filled)["schema"]).keys() == {"journal_values_only_fade"}


def test_a_failed_migration_leaves_the_file_as_it_was(filled: Book, tmp_path: Path) -> None:
    before = dump(filled)
    body = BATCH + "    raise ZeroDivisionError\n"
    with pytest.raises(ZeroDivisionError):
        run(filled, scripts_with(tmp_path, body))
    assert dump(filled) == before
    with open_book(filled.folders, Passphrase(PASSPHRASE)) as book, book.write("add", now=NOW) as writer:
        person(writer)


def test_a_migration_that_would_leave_orphans_is_called_off(filled: Book, tmp_path: Path) -> None:
    before = dump(filled)
    with pytest.raises(CarnetError, match="sans attache"):
        run(filled, scripts_with(tmp_path, '    op.execute("DELETE FROM correspondent")\n'))
    assert dump(filled) == before


def test_a_migration_killed_half_way_leaves_the_file_as_it_was(filled: Book, tmp_path: Path) -> None:
    before = dump(filled)
    started = tmp_path / "started"
    body = BATCH + textwrap.indent(
        f"op.execute(\"UPDATE correspondent SET note = 'lost'\")\n"
        f"import pathlib, time\npathlib.Path({str(started)!r}).touch()\ntime.sleep(60)\n",
        "    ",
    )
    scripts = scripts_with(tmp_path, body)
    program = (
        "import sys; from pathlib import Path; from carnet.models.upgrade import upgrade\n"
        f"upgrade(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), scripts=Path(sys.argv[3]), head='{NEXT}')"
    )
    arguments = [str(filled.folders.vault), filled.raw_key.key.hex(), str(scripts)]
    with subprocess.Popen([sys.executable, "-c", program, *arguments]) as child:
        deadline = time.monotonic() + 30
        while not started.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        child.send_signal(signal.SIGKILL)
    assert started.exists()
    assert dump(filled) == before


def test_opening_an_older_vault_copies_it_then_upgrades_it(vault: NewVault) -> None:
    folders, key, uuid = vault.book.folders, vault.book.raw_key.key, vault.book.vault
    vault.book.close()
    folders.vault.unlink()
    with contextlib.closing(connections.connect(folders.vault, key, salt=uuid.bytes)) as connection:
        connection.execute(f"PRAGMA application_id = {connections.APPLICATION_ID}")
        connection.execute("CREATE TABLE kept (word TEXT)")
        connection.execute("INSERT INTO kept VALUES ('oui')")
    with pytest.raises(CarnetError, match="en écriture"):
        open_book(folders, Passphrase(PASSPHRASE), read_only=True)
    with open_book(folders, Passphrase(PASSPHRASE)) as book:
        assert book.reader().execute("SELECT word FROM kept").fetchall() == [("oui",)]
        assert book.reader().execute("SELECT count(*) FROM correspondent").fetchall() == [(0,)]
        assert connections.check_schema(book.reader(), folders.vault) == connections.SCHEMA
    copy = folders.data / "vault-before-upgrade-0000.carnet"
    with contextlib.closing(connections.connect(copy, key)) as old:
        assert old.execute("SELECT word FROM kept").fetchall() == [("oui",)]
        assert connections.check_schema(old, copy) == 0


def imported(source: str) -> set[str]:
    """Modules a script imports, « alembic.op » for « from alembic import op »."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {
                f"{node.module}.{alias.name}" if node.module == "alembic" else node.module for alias in node.names
            }
    return found


def test_scripts_import_nothing_that_the_program_does_not(tmp_path: Path) -> None:
    """A frozen program gathers imports from modules, not from scripts shipped as data."""
    scripts = [*upgrading.scripts_folder().glob("*.py"), *upgrading.scripts_folder().glob("versions/*.py")]
    assert len(scripts) >= 2
    needed = set().union(*(imported(script.read_text()) for script in scripts))
    given = imported(Path(upgrading.__file__).read_text()) | set(sys.stdlib_module_names)
    assert needed <= given
