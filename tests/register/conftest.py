"""A generated register, shared by the tests that only read it."""

from pathlib import Path

import pytest

from carnet.register.report import ImportReport
from tests.register.files import imported
from tools.make_register import write


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """4,000 generated rows, and the following month's beside them."""
    folder = tmp_path_factory.mktemp("generated")
    write(4000, 3, folder / "PS_LibreAcces_Personne_activite_202610050830.txt", folder / "next.txt")
    return folder / "PS_LibreAcces_Personne_activite_202610050830.txt"


@pytest.fixture(scope="session")
def register(generated: Path) -> ImportReport:
    """The import of the generated rows."""
    return imported(generated, generated.parent / "register")
