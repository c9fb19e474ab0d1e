"""The pointer, the status, and what is swept away."""

from datetime import date
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite

from carnet.errors import CarnetError
from carnet.register import store
from tests.register.files import DOUBS, PONTARLIER, import_rows


def test_an_empty_folder(tmp_path: Path) -> None:
    assert store.current(tmp_path) is None
    assert store.status(tmp_path) is None
    assert store.current(tmp_path / "missing") is None


def test_the_status(tmp_path: Path) -> None:
    report = import_rows(tmp_path, [PONTARLIER, DOUBS], "PS_LibreAcces_Personne_activite_202610050830.txt")
    status = store.status(tmp_path / "register")
    assert status
    assert (status.source, status.file, status.day) == ("ps", report.current, date(2026, 10, 5))
    assert status.counts == report.counts
    assert (status.counts.encoding, status.counts.people) == ("utf-8", 2)
    assert status.size == report.current.stat().st_size


def test_a_pointer_to_a_missing_file_is_no_register(tmp_path: Path) -> None:
    import_rows(tmp_path, [PONTARLIER]).current.unlink()
    assert store.current(tmp_path / "register") is None
    assert import_rows(tmp_path, [PONTARLIER]).rebuilt


def test_a_damaged_pointer_is_said_and_repaired_by_an_import(tmp_path: Path) -> None:
    import_rows(tmp_path, [PONTARLIER])
    (tmp_path / "register" / "register.json").write_text("{", encoding="utf-8")
    with pytest.raises(CarnetError, match=r"register\.json"):
        store.current(tmp_path / "register")
    assert import_rows(tmp_path, [DOUBS]).current == store.current(tmp_path / "register")


def test_a_damaged_snapshot_is_said_and_rebuilt(tmp_path: Path) -> None:
    path = import_rows(tmp_path, [PONTARLIER]).current
    path.write_bytes(b"x" * 10_000)
    with pytest.raises(CarnetError, match="est abîmé"):
        store.status(tmp_path / "register")
    assert import_rows(tmp_path, [PONTARLIER]).rebuilt


def test_a_snapshot_of_a_newer_program(tmp_path: Path) -> None:
    path = import_rows(tmp_path, [PONTARLIER]).current
    connection = sqlite.connect(str(path), isolation_level=None)
    connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    connection.close()
    with pytest.raises(CarnetError, match="plus récente"), store.opened(path):
        pass


def test_a_connection_only_reads(tmp_path: Path) -> None:
    path = import_rows(tmp_path, [PONTARLIER]).current
    with store.opened(path) as connection, pytest.raises(sqlite.OperationalError, match="readonly"):
        connection.execute("DELETE FROM act")


def test_what_is_swept(tmp_path: Path) -> None:
    path = import_rows(tmp_path, [PONTARLIER]).current
    left = path.parent / ".register-abc123.building"
    old = path.parent / "register-ps-202001.sqlite"
    other = path.parent / "vault.carnet"
    for file in (left, old, other):
        file.write_bytes(b"x")
    store.sweep(path.parent)
    assert (left.exists(), old.exists(), other.exists(), path.exists()) == (False, False, True, True)
