"""The open book: who may read it, who may write it. Passed along, never global; two can be open at once."""

import contextlib
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from carnet.domain import rights
from carnet.domain.disclosure import Profile
from carnet.errors import CarnetError
from carnet.models import connection as connections
from carnet.models import keys, recovery_code
from carnet.models.files import make_folder, sync_folder
from carnet.models.keys import Cost, Passphrase, Randomness, RawKey, RecoveryCode, Unlock
from carnet.paths import Folders

if TYPE_CHECKING:
    from sqlite3 import Connection

    import sqlalchemy as sa

    from carnet.models.writer import Writer

__all__ = ["Book", "NewVault", "Passphrase", "RawKey", "RecoveryCode", "Unlock", "create_vault", "open_book"]


class Book:
    """An open vault: readers by thread, one writer at a time. `close` it, or use it in a `with`.

    It is open for one profile, the owner or the secretary, settled by what opened it: nothing widens it afterwards.
    Who reads it shows what the gate leaves that profile.
    """

    def __init__(
        self, folders: Folders, vault: UUID, key: bytes, *, read_only: bool, profile: Profile = Profile.OWNER
    ) -> None:
        self.folders, self.vault, self.read_only = folders, vault, read_only
        self._key, self._profile = key, profile
        self._readers = connections.ThreadConnections(folders.vault, key, read_only=read_only)
        self._engine: sa.Engine | None = None
        self._write_lock = threading.Lock()
        self._writing_thread: int | None = None
        self._author_id: int | None = None

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def profile(self) -> Profile:
        """For whom it is open."""
        return self._profile

    def may(self, verb: str) -> bool:
        """Whether whoever opened it may do `verb`, of the journal or another (see `domain.rights`)."""
        return rights.may(self._profile, verb)

    @property
    def raw_key(self) -> RawKey:
        """The key itself, for the system's keyring and for backups. Raises CarnetError in the secretary's view."""
        rights.demand(self._profile, "key")
        return RawKey(self._key)

    def reader(self) -> "Connection":
        """This thread's DB-API connection, for SELECTs only; another thread must ask for its own."""
        return self._readers.here()

    def data_version(self) -> int:
        """A number that differs, on the same thread, once anybody (another process too) has written."""
        return connections.data_version(self.reader())

    def setting(self, name: str) -> str | None:
        """A setting of the book: practice_name, commune_insee, vault_uuid, …"""
        found: Any = self.reader().execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else None

    @property
    def author_id(self) -> int:
        """Row of the book's owner in `author`."""
        if self._author_id is None:
            found = self.reader().execute("SELECT id FROM author WHERE is_me ORDER BY id LIMIT 1").fetchone()
            self._author_id = int(found[0])
        return self._author_id

    @contextlib.contextmanager
    def write(self, verb: str, *, now: datetime) -> Iterator["Writer"]:
        """One transaction: committed at the end of the `with`, rolled back by any exception.

        `verb` names it in the journal; `now` needs its time zone. Waits for the writer of another thread; a second
        `write` of the same thread inside the first is a bug, told at once. Raises CarnetError when the book is
        read-only, open for somebody who may not do `verb`, the disk refuses, or another process keeps writing for 5 s.
        """
        rights.demand(self._profile, verb)
        if self.read_only:
            raise CarnetError("Ce carnet est ouvert en lecture seule : rien n'a été enregistré.")
        from carnet.models.writer import writing  # SQLAlchemy: not on the way of a search

        with self._alone(), writing(self._writing_engine(), self.folders.vault, verb, self.author_id, now) as writer:
            yield writer

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        if self._writing_thread == threading.get_ident():
            raise RuntimeError("a write inside a write of the same thread")
        with self._write_lock:
            self._writing_thread = threading.get_ident()
            try:
                yield
            finally:
                self._writing_thread = None

    def _writing_engine(self) -> "sa.Engine":
        if self._engine is None:
            from carnet.models.engine import make_engine

            self._readers.here()  # a closed book is told before the file is opened again
            self._engine = make_engine(self.folders.vault, self._key)
        return self._engine

    def change_passphrase(self, new: str, *, cost: Cost | None = None, randomness: Randomness = secrets) -> None:
        """Rewrite the wraps for a new passphrase; the vault itself is untouched. Raises CarnetError."""

        def changed(wraps: keys.Wraps) -> keys.Wraps:
            if keys.is_passphrase_of(wraps, "secretary", new):
                raise CarnetError("Ce mot de passe est celui du secrétariat : choisissez-en un autre pour vous.")
            return wraps.with_wrap(keys.wrap_with_passphrase(self.vault, self._key, new, cost or Cost(), randomness))

        self.rewrap(changed)

    def renew_recovery_code(self, *, randomness: Randomness = secrets) -> str:
        """Make a new recovery code; the old one no longer opens. Returns it as shown. Raises CarnetError."""
        secret = randomness.token_bytes(recovery_code.SECRET_BYTES)
        wrap = keys.wrap_with_recovery_code(self.vault, self._key, secret, randomness)
        self.rewrap(lambda wraps: wraps.with_wrap(wrap))
        return recovery_code.show(secret)

    def rewrap(self, change: Callable[[keys.Wraps], keys.Wraps]) -> None:
        """Write what `change` makes of the wraps, in both copies. Raises CarnetError: `change` does, the disk refuses,
        or the book is open in the secretary's view."""
        rights.demand(self._profile, "rewrap")
        with self._alone():
            try:
                wraps = keys.load(self.folders, self.vault)
            except keys.KeysLost:  # the book was opened by the keyring: a new passphrase gives it its keys back
                wraps = keys.Wraps(self.vault, 0, ())
            keys.save(self.folders, change(wraps))

    def close(self) -> None:
        """Close every connection, after the write under way if there is one."""
        with self._alone():
            self._readers.close_all()
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None


@dataclass(frozen=True, slots=True)
class NewVault:
    """A vault just made, and the recovery code to print: it is shown once and kept nowhere."""

    book: Book
    recovery_code: str = field(repr=False)


def create_vault(
    folders: Folders,
    passphrase: str,
    *,
    practice_name: str,
    commune_insee: str,
    owner_name: str,
    now: datetime,
    randomness: Randomness = secrets,
    cost: Cost | None = None,
) -> NewVault:
    """Make an empty vault and open it. Raises CarnetError: one is there already, bad passphrase, disk, network."""
    if folders.vault.exists():
        raise CarnetError(f"Il y a déjà un carnet ici : {folders.vault}. Rien n'a été touché.")
    keys.check_passphrase(passphrase)
    make_folder(folders.data)
    connections.refuse_network_drive(folders.data)
    vault = UUID(bytes=randomness.token_bytes(16), version=4)
    key = randomness.token_bytes(keys.KEY_BYTES)
    secret = randomness.token_bytes(recovery_code.SECRET_BYTES)
    wraps = keys.Wraps(vault, 1, (
        keys.wrap_with_passphrase(vault, key, passphrase, cost or Cost(), randomness),
        keys.wrap_with_recovery_code(vault, key, secret, randomness),
    ))  # fmt: skip
    from carnet.models import creation  # SQLAlchemy and alembic: not on the way of a search

    settings = {"practice_name": practice_name, "commune_insee": commune_insee, "vault_uuid": str(vault)}
    made = creation.make_file(folders.vault, vault, key, settings, owner_name, now, randomness)
    try:
        keys.keep_strange_copy(folders)
        keys.save(folders, wraps)
        made.replace(folders.vault)
        sync_folder(folders.data)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    return NewVault(Book(folders, vault, key, read_only=False), recovery_code.show(secret))


def open_book(folders: Folders, unlock: Unlock, *, read_only: bool = False, profile: Profile = Profile.OWNER) -> Book:
    """Open the vault of `folders`; an older schema is brought up to date, the file copied first.

    `profile` may only narrow: the secretary's passphrase opens her view whatever it says.
    Raises CarnetError (WrongPassphrase, WrongRecoveryCode, BadRecoveryCode, KeysLost, VaultDamaged, VaultTooNew…)
    before anything is touched. A copy of the wraps that is missing or damaged is written again.
    """
    path = folders.vault
    vault = connections.vault_uuid(path)
    if not read_only:
        connections.refuse_network_drive(path.parent)
    key, opened_for = (
        (unlock.key, Profile.OWNER) if isinstance(unlock, RawKey) else keys.unwrap_as(keys.load(folders, vault), unlock)
    )
    try:
        with contextlib.closing(connections.connect(path, key, read_only=read_only)) as probe:
            schema = connections.check_schema(probe, path)
    except connections.VaultDamaged as error:
        if isinstance(unlock, RawKey):  # nothing vouches for it, unlike a key that a wrap has authenticated
            raise keys.WrongRawKey(path) from error
        raise
    if schema < connections.SCHEMA:
        _bring_up_to_date(folders, key, schema, read_only=read_only)
    if not read_only:
        _mend_wraps(folders, vault)
    return Book(
        folders, vault, key, read_only=read_only, profile=profile if opened_for is Profile.OWNER else opened_for
    )


def _bring_up_to_date(folders: Folders, key: bytes, schema: int, *, read_only: bool) -> None:
    if read_only:
        raise CarnetError(
            f"Ce carnet date d'une version plus ancienne (schéma {schema}) : ouvrez-le une fois en écriture pour le "
            "mettre à jour."
        )
    from carnet.models.upgrade import upgrade_with_copy

    upgrade_with_copy(folders.vault, key, schema)


def _mend_wraps(folders: Folders, vault: UUID) -> None:
    """Write a missing copy again; a folder that refuses is no reason not to open (`check` tells it)."""
    with contextlib.suppress(CarnetError):
        wraps = keys.load(folders, vault)
        if keys.damaged_copies(folders, wraps):
            keys.save(folders, wraps)
