"""Preferences of this machine: nothing of the book is in them. One small TOML file, rewritten whole."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from carnet.errors import CarnetError


class Settings(NamedTuple):
    """What is remembered between two starts.

    `window`: geometry and splitter as opaque base64 text; `text_percent`: 100 to 200; `theme`: system, light or dark;
    `clear_clipboard_s`: seconds after which a copied personal line leaves the clipboard; `backup_folder`: where
    backups also go (a stick), "" for nowhere else; `table_columns`: codes of the columns that the table shows, "" for
    the usual ones; `slip_paper`: what « Coordonnées à remettre » is printed on, of `exchange.slip.Paper`.
    """

    window: str = ""
    splitter: str = ""
    text_percent: int = 100
    theme: str = "system"
    clear_clipboard_s: int = 30
    backup_folder: str = ""
    table_columns: str = ""
    slip_paper: str = "a5"
    unknown: Mapping[str, Any] = MappingProxyType({})

    def with_(self, **changes: Any) -> "Settings":
        """A copy with some values changed."""
        return self._replace(**changes)


_KNOWN = {
    "window": str,
    "splitter": str,
    "text_percent": int,
    "theme": str,
    "clear_clipboard_s": int,
    "backup_folder": str,
    "table_columns": str,
    "slip_paper": str,
}


def load(path: Path) -> Settings:
    """Settings of `path`; the defaults where it is missing, unreadable or wrong: a preference never stops a start."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return Settings()
    known = {name: values[name] for name, kind in _KNOWN.items() if isinstance(values.get(name), kind)}
    if not 100 <= known.get("text_percent", 100) <= 200:
        del known["text_percent"]
    return Settings(**known, unknown={name: value for name, value in values.items() if name not in _KNOWN})


def save(path: Path, settings: Settings) -> None:
    """Write the settings; names this version does not know are kept. Raises CarnetError when the disk refuses."""
    values = {name: getattr(settings, name) for name in _KNOWN} | dict(settings.unknown)
    lines = [f"{name} = {_toml(value)}\n" for name, value in values.items() if isinstance(value, str | int)]
    temporary = path.with_suffix(".toml.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text("".join(lines), encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        raise CarnetError(f"Les préférences n’ont pas pu être enregistrées dans {path} ({error.strerror}).") from error


def _toml(value: str | int) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
