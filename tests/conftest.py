"""What every test may use: real vaults with a cheap password derivation, and the demonstration's own register."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings

from carnet.models.book import Book, NewVault, create_vault
from carnet.models.keys import Cost
from carnet.paths import Folders

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
CHEAP = Cost(memory_kib=64, iterations=1, lanes=1)
PASSPHRASE = "platanes et cigales"
CAVAILLON = "84035"
if settings.get_current_profile_name() == "default":  # not « ci », which `make test` asks for
    settings.register_profile("default", deadline=None)  # a busy machine is no bug: time is for the benches
    settings.load_profile("default")


def new_vault(folder: Path) -> NewVault:
    """An empty vault of a practice at Cavaillon, open, and its recovery code."""
    return create_vault(
        Folders.inside(folder),
        PASSPHRASE,
        practice_name="Cabinet des Platanes",
        commune_insee=CAVAILLON,
        owner_name="Dr Claire Morel",
        now=NOW,
        cost=CHEAP,
    )


def make_book(folder: Path) -> Book:
    """An empty book of that practice, open for writing."""
    return new_vault(folder).book


@pytest.fixture
def empty_book(tmp_path: Path) -> Iterator[Book]:
    """An empty book."""
    with make_book(tmp_path) as book:
        yield book
