"""Where things lie: the program's own data, and the folders of one user's vault."""

import os
from pathlib import Path
from typing import NamedTuple

from carnet.errors import CarnetError

_PACKAGE = Path(__file__).resolve().parent
_OF_VAULT = (".carnet", ".keys")


def data_root() -> Path:
    """Folder holding `migrations/` and `resources/`: `_data` in an installed or frozen program, else the checkout."""
    packaged = _PACKAGE / "_data"
    return packaged if packaged.is_dir() else _PACKAGE.parent


def resource(name: str) -> Path:
    """Path of the shipped resource `name`, relative to `resources/`."""
    return data_root() / "resources" / name


def destination(path: Path) -> Path:
    """The file that writing to `path` makes or replaces: of a symbolic link, what it leads to, so that the link stays.

    Raises CarnetError when that is no file but a pipe, a socket or a device (writing would replace it, reading would
    wait for ever), OSError when the system cannot tell. A folder is left to the caller.
    """
    found = Path(os.path.realpath(path)) if path.is_symlink() else path
    if found.is_symlink():
        raise CarnetError(f"«\u202f{path}\u202f» est un lien qui tourne en rond\u202f: donnez un autre nom.")
    if found.exists() and not (found.is_file() or found.is_dir()):
        raise CarnetError(f"«\u202f{path}\u202f» n’est pas un fichier\u202f: donnez un autre nom.")
    return found


def document(path: Path) -> Path:
    """The `destination` of a document for somebody. Raises CarnetError for the name of a vault or of its keys too."""
    found = destination(path)
    if found.suffix.lower() in _OF_VAULT:
        raise CarnetError(f"«\u202f{found.name}\u202f» porterait le nom d’un carnet\u202f: choisissez-en un autre.")
    return found


class Folders(NamedTuple):
    """The folders of one user: `data` (vault, keys, registers, logs) and `config` (second copy of the keys)."""

    data: Path
    config: Path

    @classmethod
    def of_user(cls) -> "Folders":
        """The platform's usual folders for this user."""
        import platformdirs  # heavy to no purpose when --data-dir is given

        return cls(
            Path(platformdirs.user_data_dir("carnet", appauthor=False)),
            Path(platformdirs.user_config_dir("carnet", appauthor=False)),
        )

    @classmethod
    def inside(cls, directory: Path) -> "Folders":
        """Everything inside `directory`, so that a trial never touches the real folders."""
        return cls(directory, directory / "config")

    @property
    def vault(self) -> Path:
        """The encrypted book."""
        return self.data / "vault.carnet"

    @property
    def keys(self) -> Path:
        """The wrapped keys beside the vault."""
        return self.data / "vault.keys"

    @property
    def settings(self) -> Path:
        """Preferences that hold nothing of the book."""
        return self.data / "settings.toml"
