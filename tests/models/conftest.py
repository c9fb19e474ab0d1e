"""Vaults for the tests: real SQLCipher files, with a cheap passphrase derivation passed as a parameter."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from carnet.models.book import Book, NewVault, create_vault
from carnet.models.keys import Cost
from carnet.paths import Folders

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
CHEAP = Cost(memory_kib=64, iterations=1, lanes=1)
PASSPHRASE = "platanes et cigales"


def new_vault(folder: Path) -> NewVault:
    """An empty vault in `folder`, open."""
    return create_vault(
        Folders.inside(folder),
        PASSPHRASE,
        practice_name="Cabinet des Platanes",
        commune_insee="84035",
        owner_name="Dr Claire Morel",
        now=NOW,
        cost=CHEAP,
    )


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[NewVault]:
    """An empty vault and its recovery code."""
    made = new_vault(tmp_path)
    yield made
    made.book.close()


@pytest.fixture
def book(vault: NewVault) -> Book:
    """An empty open book."""
    return vault.book
