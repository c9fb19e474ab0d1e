"""The key in the system's keyring, with backends of our own: the machine's is never touched."""

from collections.abc import Iterator
from uuid import UUID

import keyring
import keyring.backend
import keyring.errors
import pytest

from carnet.errors import CarnetError
from carnet.models import keyring_store
from carnet.models.book import Book, open_book

VAULT = UUID(int=7)


class InMemory(keyring.backend.KeyringBackend):
    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Broken(InMemory):
    def get_password(self, service: str, username: str) -> str | None:
        raise OSError("no bus")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.PasswordSetError("locked")


@pytest.fixture
def backend() -> Iterator[InMemory]:
    before = keyring.get_keyring()
    backend = InMemory()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


def test_a_stored_key_opens_the_book_until_it_is_forgotten(backend: InMemory, book: Book) -> None:
    keyring_store.store(book.vault, book.raw_key)
    key = keyring_store.read(book.vault)
    assert key is not None
    open_book(book.folders, key).close()
    keyring_store.forget(book.vault)
    keyring_store.forget(book.vault)
    assert keyring_store.read(book.vault) is None
    assert backend.kept == {}


@pytest.mark.parametrize("kept", ["", "abcd", "not hexadecimal"])
def test_something_else_under_our_name_is_no_key(backend: InMemory, kept: str) -> None:
    backend.set_password("carnet", str(VAULT), kept)
    assert keyring_store.read(VAULT) is None


def test_a_keyring_that_does_not_work_is_told_in_words(backend: InMemory, book: Book) -> None:
    keyring.set_keyring(Broken())
    with pytest.raises(CarnetError, match="trousseau de clés du système ne répond pas"):
        keyring_store.read(VAULT)
    with pytest.raises(CarnetError, match="PasswordSetError"):
        keyring_store.store(VAULT, book.raw_key)
    with pytest.raises(CarnetError):
        keyring_store.forget(VAULT)
    assert backend.kept == {}
