"""The vault's key in the system's keyring, so that opening a session opens the book. Optional, off by default."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from carnet.errors import CarnetError
from carnet.models.keys import KEY_BYTES, RawKey

_SERVICE = "carnet"
_Answer = TypeVar("_Answer")


def store(vault: UUID, key: RawKey) -> None:
    """Put the vault's key in the keyring. Raises CarnetError when the keyring does not work."""
    import keyring

    _asked(lambda: keyring.set_password(_SERVICE, str(vault), key.key.hex()))


def read(vault: UUID) -> RawKey | None:
    """The vault's key, None when the keyring has none or holds something else. Raises CarnetError."""
    import keyring

    kept = _asked(lambda: keyring.get_password(_SERVICE, str(vault)))
    try:
        key = bytes.fromhex(kept or "")
    except ValueError:
        return None
    return RawKey(key) if len(key) == KEY_BYTES else None


def forget(vault: UUID) -> None:
    """Take the vault's key out of the keyring, if it is there. Raises CarnetError."""
    import keyring

    if _asked(lambda: keyring.get_password(_SERVICE, str(vault))) is not None:
        _asked(lambda: keyring.delete_password(_SERVICE, str(vault)))


def _asked(question: Callable[[], _Answer]) -> _Answer:
    """Ask the keyring. Its backends are other people's programs and raise anything: D-Bus, Windows, plug-ins."""
    try:
        return question()
    except Exception as error:
        raise CarnetError(
            f"Le trousseau de clés du système ne répond pas ({type(error).__name__}) : ouvrez le carnet par son mot "
            "de passe."
        ) from error
