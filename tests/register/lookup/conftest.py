"""A snapshot of 20 000 rows, built by the real import, and a register open on it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from carnet.domain.specialties import Catalogue
from carnet.geo.communes import Communes
from carnet.register.importer import import_file
from carnet.register.lookup import Register
from tests.register.lookup import made

ROWS = 20_000


@pytest.fixture(scope="session")
def communes() -> Communes:
    """The shipped communes."""
    return Communes.shipped()


@pytest.fixture(scope="session")
def snapshot_path(tmp_path_factory: pytest.TempPathFactory, communes: Communes) -> Path:
    """The snapshot file."""
    folder = tmp_path_factory.mktemp("register")
    source = folder / "PS_LibreAcces_Personne_activite_202611010000.txt"
    made.write(source, ROWS, 7, communes)
    report = import_file(source, folder, progress=lambda _: None, cancelled=lambda: False, today=date(2026, 11, 22))
    assert report.counts.kept > 0.99 * ROWS
    return report.current


@pytest.fixture(scope="session")
def register(snapshot_path: Path, communes: Communes) -> Iterator[Register]:
    """The register open on it."""
    with Register.open(snapshot_path, communes, Catalogue.shipped()) as opened:
        yield opened
