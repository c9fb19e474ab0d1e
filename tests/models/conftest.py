"""Vaults for the tests: real SQLCipher files, with a cheap passphrase derivation passed as a parameter."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from carnet.models.book import Book, NewVault
from tests.conftest import new_vault


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
