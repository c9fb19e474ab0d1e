"""What a command runs with: folders, today, and how to open the book and the register."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from carnet.domain.disclosure import Profile
from carnet.domain.specialties import Catalogue
from carnet.errors import CarnetError
from carnet.geo.communes import Communes
from carnet.paths import Folders

if TYPE_CHECKING:
    from carnet.models.book import Book, Unlock
    from carnet.register.lookup import Register


@dataclass(slots=True)
class Context:
    """One run of the command line. `out` receives what the command prints.

    `secretary`: the option was given, or the password that opened the book is hers; nothing makes it false again.
    """

    folders: Folders
    passphrase_file: Path | None
    secretary: bool
    as_json: bool
    today: date
    out: TextIO
    arguments: Any

    @property
    def now(self) -> datetime:
        """This moment, UTC, on the day that the run counts as today."""
        now = datetime.now().astimezone()
        return datetime.combine(self.today, now.timetz()).astimezone(UTC)

    @property
    def profile(self) -> Profile:
        """For whom the output is, as far as is known: to be asked once the book is open."""
        return Profile.SECRETARY if self.secretary else Profile.OWNER

    def say(self, text: str = "") -> None:
        """Print one line."""
        print(text, file=self.out)

    def passphrase(self, question: str = "Mot de passe : ") -> str:
        """The password: of the file given, else typed at the terminal. Raises CarnetError when there is neither."""
        if self.passphrase_file:
            return read_passphrase(self.passphrase_file)
        if sys.stdin is None or not sys.stdin.isatty():
            raise CarnetError("Il faut le mot de passe du carnet : indiquez-le avec --passphrase-file FICHIER.")
        from getpass import getpass

        return getpass(question)

    def unlock(self) -> "Unlock":
        """How to open the vault: password file, else the system's keyring, else the terminal."""
        from carnet.models.book import Passphrase
        from carnet.models.connection import vault_uuid

        if not self.passphrase_file:
            from carnet.models import keyring_store

            with suppress(CarnetError):  # no keyring on this machine: the terminal is asked
                if (key := keyring_store.read(vault_uuid(self.folders.vault))) is not None:
                    return key
        return Passphrase(self.passphrase())

    @contextmanager
    def book(self, *, read_only: bool = False) -> "Iterator[Book]":
        """The open book. Raises CarnetError when there is none, the password is wrong, or it is the secretary's and the
        command is not for her."""
        from carnet.domain.rights import permit_command
        from carnet.models.book import open_book
        from carnet.models.connection import vault_uuid

        vault_uuid(self.folders.vault)
        with open_book(self.folders, self.unlock(), read_only=read_only, profile=self.profile) as book:
            self.secretary = self.secretary or book.profile is Profile.SECRETARY
            permit_command(self.arguments.command, self.profile)
            yield book

    @contextmanager
    def maybe_book(self) -> "Iterator[Book | None]":
        """The open book, None when no vault exists here; a wrong or missing password is still an error."""
        if not self.folders.vault.exists():
            yield None
            return
        with self.book() as book:
            yield book

    @contextmanager
    def register(self) -> "Iterator[Register | None]":
        """The current register snapshot, None when none was ever imported."""
        from carnet.register.lookup import Register
        from carnet.register.store import current

        path = current(self.folders.data)
        if path is None:
            yield None
            return
        with Register.open(path, Communes.shipped(), Catalogue.shipped()) as register:
            yield register

    @contextmanager
    def both(self) -> "Iterator[tuple[Book | None, Register | None]]":
        """Book and register, either missing. Raises CarnetError when both are."""
        with ExitStack() as stack:
            book = stack.enter_context(self.maybe_book())
            register = stack.enter_context(self.register())
            if book is None and register is None:
                raise CarnetError(
                    f"Ni carnet ni annuaire dans {self.folders.data} : créez un carnet (« carnet init ») "
                    "ou importez l’annuaire national (« carnet register import FICHIER »)."
                )
            yield book, register


def read_passphrase(path: Path) -> str:
    """The first line of a password file, without its end. Raises CarnetError when it cannot be read or is empty."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CarnetError(f"Le fichier du mot de passe est illisible : {path}.") from error
    first = text.splitlines()[0] if text.splitlines() else ""
    if not first:
        raise CarnetError(f"Le fichier du mot de passe est vide : {path}.")
    return first


def commune_named(text: str) -> str:
    """INSEE code of a commune given by code, postcode or name. Raises CarnetError when none is meant, or several."""
    communes = Communes.shipped()
    found = communes.find(text)
    if not found:
        raise CarnetError(f"Aucune commune ne répond à « {text} » : donnez son code INSEE, son code postal ou son nom.")
    return communes.insee[found[0]]
