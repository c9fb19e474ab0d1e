"""Where things lie: the program's own data, and the folders of one user's vault."""

from pathlib import Path
from typing import NamedTuple

_PACKAGE = Path(__file__).resolve().parent


def data_root() -> Path:
    """Folder holding `migrations/` and `resources/`: `_data` in an installed or frozen program, else the checkout."""
    packaged = _PACKAGE / "_data"
    return packaged if packaged.is_dir() else _PACKAGE.parent


def resource(name: str) -> Path:
    """Path of the shipped resource `name`, relative to `resources/`."""
    return data_root() / "resources" / name


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
