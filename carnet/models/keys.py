"""The vault's key and the ways to it: passphrase, recovery code, raw key.

The vault is encrypted by 256 random bits that never change. They are stored wrapped (encrypted) once per way in, in
a small file written twice: beside the vault and in the configuration folder, under the vault's UUID. Changing the
passphrase rewrites the wraps only. The secretary's passphrase wraps the same key: what it narrows is the view (see
`unwrap_as`), not what the file gives to whoever unwraps it. Nothing here imports SQLAlchemy: opening to search must be
quick.
"""

import base64
import hashlib
import json
import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from carnet.domain.disclosure import Profile
from carnet.errors import CarnetError
from carnet.models import recovery_code
from carnet.models.files import write_together
from carnet.paths import Folders

KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
SHORTEST_PASSPHRASE = 8
FORMAT = 1
_LARGEST_MEMORY_KIB = 1 << 20  # a keys file asking for more is damaged or hostile


class WrongPassphrase(CarnetError):  # noqa: N818
    """The passphrase opens none of the wraps."""

    def __init__(self) -> None:
        super().__init__(
            "Ce n'est pas le bon mot de passe. Verr. Maj, clavier AZERTY ? Rien n'est perdu : la feuille de secours "
            "ouvre aussi votre carnet."
        )


class SecretaryPassphrase(WrongPassphrase):
    """The passphrase is the secretary's, where one of the owner's ways in is needed."""

    def __init__(self) -> None:
        CarnetError.__init__(
            self,
            "Ce mot de passe est celui du secrétariat : il faut ici celui du médecin, ou la feuille de secours. Rien "
            "n'a été touché.",
        )


class WrongRecoveryCode(CarnetError):  # noqa: N818
    """The code is well copied, but is not the one of this vault (or was replaced since)."""

    def __init__(self) -> None:
        super().__init__(
            "Ce code est bien recopié, mais ce n'est pas celui de ce carnet, ou la feuille de secours a été "
            "remplacée depuis."
        )


class WrongRawKey(CarnetError):  # noqa: N818
    """The key that the system's keyring kept does not open the file."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"La clé gardée par le trousseau du système n'ouvre pas ce carnet, ou il est abîmé : {path}. Essayez le "
            "mot de passe."
        )


class KeysLost(CarnetError):  # noqa: N818
    """Neither copy of the wraps can be read."""


class Randomness(Protocol):
    """Where random bytes come from: the module `secrets`, or a test's own."""

    def token_bytes(self, nbytes: int, /) -> bytes:
        """`nbytes` random bytes."""


@dataclass(frozen=True, slots=True)
class Passphrase:
    """A passphrase as typed: the owner's, or the secretary's."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """The code of the « feuille de secours » as typed."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RawKey:
    """The vault's own 32 bytes: from the system's keyring, or from a book already open."""

    key: bytes = field(repr=False)


Unlock = Passphrase | RecoveryCode | RawKey


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at the passphrase costs (Argon2id, RFC 9106). The default takes about 0.15 s and 64 MiB."""

    memory_kib: int = 65536
    iterations: int = 2
    lanes: int = 2


@dataclass(frozen=True, slots=True)
class Wrap:
    """The vault's key, sealed for one way in. `kind` is open: passphrase, recovery, secretary, later others."""

    kind: str
    salt: bytes
    nonce: bytes
    sealed: bytes = field(repr=False)
    cost: Cost | None = None


@dataclass(frozen=True, slots=True)
class Wraps:
    """Every wrap of one vault. Of two copies, the one of the higher `generation` is the truth."""

    vault: UUID
    generation: int
    wraps: tuple[Wrap, ...]

    def of_kind(self, kind: str) -> Wrap | None:
        """The wrap of that kind, if there is one."""
        return next((wrap for wrap in self.wraps if wrap.kind == kind), None)

    def with_wrap(self, new: Wrap) -> "Wraps":
        """The next generation, `new` in the place of the wrap of its kind."""
        others = tuple(wrap for wrap in self.wraps if wrap.kind != new.kind)
        return replace(self, generation=self.generation + 1, wraps=(*others, new))

    def without(self, kind: str) -> "Wraps":
        """The next generation, without the wrap of that kind."""
        others = tuple(wrap for wrap in self.wraps if wrap.kind != kind)
        return replace(self, generation=self.generation + 1, wraps=others)


def check_passphrase(text: str) -> None:
    """Raise CarnetError when a new passphrase is empty or shorter than 8 characters."""
    if not text.strip():
        raise CarnetError("Le mot de passe est vide : choisissez-en un d'au moins 8 caractères.")
    if len(text) < SHORTEST_PASSPHRASE:
        raise CarnetError(
            f"Ce mot de passe est trop court : {len(text)} caractères, il en faut au moins {SHORTEST_PASSPHRASE}."
        )


def wrap_with_passphrase(
    vault: UUID, key: bytes, text: str, cost: Cost, randomness: Randomness, *, kind: str = "passphrase"
) -> Wrap:
    """Seal `key` for a passphrase: the owner's, or the `kind` "secretary". Raises CarnetError when it is too short."""
    check_passphrase(text)
    salt = randomness.token_bytes(SALT_BYTES)
    return _seal(kind, vault, key, _from_passphrase(text, salt, cost), salt, randomness, cost)


def wrap_with_recovery_code(vault: UUID, key: bytes, secret: bytes, randomness: Randomness) -> Wrap:
    """Seal `key` for the 16 bytes of the recovery code; 128 random bits need no slow derivation."""
    salt = randomness.token_bytes(SALT_BYTES)
    return _seal("recovery", vault, key, _from_secret(secret, salt), salt, randomness, None)


def unwrap(wraps: Wraps, unlock: Unlock) -> bytes:
    """The vault's key, by one of the owner's ways in.

    Raises SecretaryPassphrase, WrongPassphrase, WrongRecoveryCode, BadRecoveryCode or KeysLost.
    """
    key, profile = unwrap_as(wraps, unlock)
    if profile is Profile.SECRETARY:
        raise SecretaryPassphrase
    return key


def unwrap_as(wraps: Wraps, unlock: Unlock) -> tuple[bytes, Profile]:
    """The vault's key, and for whom the way in opens it: the secretary's passphrase opens her view only.

    Raises WrongPassphrase, WrongRecoveryCode, BadRecoveryCode or KeysLost.
    """
    if isinstance(unlock, RawKey):
        return unlock.key, Profile.OWNER
    if isinstance(unlock, Passphrase):
        return _by_passphrase(wraps, unlock.text)
    secret = recovery_code.read(unlock.text)
    wrap = _wrap(wraps, "recovery")
    key = _open(wraps.vault, wrap, _from_secret(secret, wrap.salt))
    if key is None:
        raise WrongRecoveryCode
    return key, Profile.OWNER


def _by_passphrase(wraps: Wraps, text: str) -> tuple[bytes, Profile]:
    ways = [(_wrap(wraps, "passphrase"), Profile.OWNER)]
    if (hers := wraps.of_kind("secretary")) is not None:
        ways.append((hers, Profile.SECRETARY))
    for wrap, profile in ways:
        key = _open(wraps.vault, wrap, _from_passphrase(text, wrap.salt, wrap.cost or Cost()))
        if key is not None:
            return key, profile
    raise WrongPassphrase


def is_passphrase_of(wraps: Wraps, kind: str, text: str) -> bool:
    """Whether `text` opens the wrap of that kind: one password cannot open two views."""
    wrap = wraps.of_kind(kind)
    return wrap is not None and bool(_open(wraps.vault, wrap, _from_passphrase(text, wrap.salt, wrap.cost or Cost())))


def _wrap(wraps: Wraps, kind: str) -> Wrap:
    wrap = wraps.of_kind(kind)
    if wrap is None:
        way = "mot de passe" if kind == "passphrase" else "feuille de secours"
        raise KeysLost(f"Ce carnet ne s'ouvre pas par {way} : ses clés n'en contiennent pas.")
    return wrap


def _from_passphrase(text: str, salt: bytes, cost: Cost) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    derivation = Argon2id(
        salt=salt, length=KEY_BYTES, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    return derivation.derive(unicodedata.normalize("NFC", text).encode())


def _from_secret(secret: bytes, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=b"carnet recovery code").derive(secret)


def _seal(
    kind: str, vault: UUID, key: bytes, wrapping: bytes, salt: bytes, randomness: Randomness, cost: Cost | None
) -> Wrap:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = randomness.token_bytes(NONCE_BYTES)
    return Wrap(kind, salt, nonce, AESGCM(wrapping).encrypt(nonce, key, _bound_to(vault, kind)), cost)


def _open(vault: UUID, wrap: Wrap, wrapping: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(wrapping).decrypt(wrap.nonce, wrap.sealed, _bound_to(vault, wrap.kind))
    except InvalidTag:
        return None


def _bound_to(vault: UUID, kind: str) -> bytes:
    """Associated data: a wrap moved to another vault, or renamed, does not open."""
    return f"carnet key {vault} {kind}".encode()


def to_bytes(wraps: Wraps) -> bytes:
    """The content of a keys file: JSON, with a sum that tells damage from a wrong passphrase."""
    body: dict[str, Any] = {
        "format": FORMAT,
        "vault": str(wraps.vault),
        "generation": wraps.generation,
        "wraps": [_wrap_to_json(wrap) for wrap in wraps.wraps],
    }
    return json.dumps(body | {"sum": _sum(body)}, indent=1).encode()


def from_bytes(content: bytes) -> Wraps | None:
    """The wraps of a keys file, None when it is damaged. Raises CarnetError when a newer carnet wrote it."""
    try:
        body = json.loads(content)
        if not isinstance(body, dict) or body.pop("sum", None) != _sum(body):
            return None
        if body["format"] > FORMAT:
            raise CarnetError("Les clés de ce carnet ont été écrites par un programme plus récent : mettez-le à jour.")
        wraps = tuple(_wrap_from_json(wrap) for wrap in body["wraps"])
        return Wraps(UUID(body["vault"]), int(body["generation"]), wraps)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _sum(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _wrap_to_json(wrap: Wrap) -> dict[str, Any]:
    content: dict[str, Any] = {
        name: base64.b64encode(getattr(wrap, name)).decode() for name in ("salt", "nonce", "sealed")
    }
    if wrap.cost is not None:
        content |= {
            "memory_kib": wrap.cost.memory_kib, "iterations": wrap.cost.iterations, "lanes": wrap.cost.lanes
        }  # fmt: skip
    return {"kind": wrap.kind} | content


def _wrap_from_json(body: dict[str, Any]) -> Wrap:
    cost = None
    if "memory_kib" in body:
        cost = Cost(int(body["memory_kib"]), int(body["iterations"]), int(body["lanes"]))
        if cost.memory_kib > _LARGEST_MEMORY_KIB:
            raise ValueError("memory")
    salt, nonce, sealed = (base64.b64decode(body[name], validate=True) for name in ("salt", "nonce", "sealed"))
    return Wrap(str(body["kind"]), salt, nonce, sealed, cost)


def copies(folders: Folders, vault: UUID) -> tuple[Path, Path]:
    """Where the wraps of `vault` lie: beside it, and in the configuration folder."""
    return folders.keys, folders.config / "keys" / f"{vault}.keys"


def read_copy(path: Path, vault: UUID) -> Wraps | None:
    """The wraps at `path` if they are whole and of this vault."""
    try:
        wraps = from_bytes(path.read_bytes())
    except OSError:
        return None
    return wraps if wraps is not None and wraps.vault == vault else None


def load(folders: Folders, vault: UUID) -> Wraps:
    """The newest whole copy of the wraps. Raises KeysLost when there is none."""
    found = [wraps for path in copies(folders, vault) if (wraps := read_copy(path, vault)) is not None]
    if not found:
        here, there = copies(folders, vault)
        raise KeysLost(
            f"Les clés de ce carnet manquent ou sont abîmées ({here} et {there}) : remettez l'un de ces fichiers, ou "
            "restaurez une sauvegarde."
        )
    return max(found, key=lambda wraps: wraps.generation)


def save(folders: Folders, wraps: Wraps) -> None:
    """Write both copies. Raises CarnetError, the old copies still there, when one cannot be written."""
    content = to_bytes(wraps)
    write_together(dict.fromkeys(copies(folders, wraps.vault), content))


def damaged_copies(folders: Folders, wraps: Wraps) -> list[Path]:
    """The copies that are missing, unreadable, of another vault or of an older generation."""
    return [path for path in copies(folders, wraps.vault) if read_copy(path, wraps.vault) != wraps]


def keep_strange_copy(folders: Folders) -> None:
    """Before new keys take their place: keys of another vault beside where this one goes are the only way into it.

    They are put in the configuration folder, under their own vault's name, unless they are there already.
    """
    try:
        content = folders.keys.read_bytes()
    except OSError:
        return
    strange = from_bytes(content)
    if strange is not None and not (kept := copies(folders, strange.vault)[1]).exists():
        write_together({kept: content})
