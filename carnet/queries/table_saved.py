"""Searches of the table that the owner gave a name, as the vault keeps them."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carnet.domain.filters import ALL, Filter, read, show

if TYPE_CHECKING:
    from sqlite3 import Connection

LONGEST_NAME = 80
_FORM = 1  # of the JSON


@dataclass(frozen=True, slots=True)
class Terms:
    """What a saved search asks: in which ready-made list, what to keep, sorted by which column."""

    keeps: Filter = ALL
    list: str = "all"
    sort: str = "name"
    descending: bool = False

    def to_json(self) -> str:
        """As the vault keeps it: the filter as the text that reads as it."""
        return json.dumps(
            {
                "form": _FORM,
                "filter": show(self.keeps),
                "list": self.list,
                "sort": self.sort,
                "descending": self.descending,
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> "Terms":
        """From the vault; what cannot be read is left as by default."""
        try:
            held = json.loads(text)
        except ValueError:
            held = {}
        if not isinstance(held, dict):
            held = {}
        texts = {name: held[name] for name in ("filter", "list", "sort") if isinstance(held.get(name), str)}
        return cls(
            read(texts.get("filter", "")),
            texts.get("list", "all"),
            texts.get("sort", "name"),
            held.get("descending") is True,
        )


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """One search with a name; `key` is its row number."""

    key: int
    name: str
    terms: Terms


def saved_searches(connection: "Connection") -> tuple[SavedSearch, ...]:
    """Every saved search, in the order they were made."""
    rows = connection.execute("SELECT id, name, terms FROM saved_search ORDER BY position, id")
    return tuple(SavedSearch(key, name, Terms.from_json(terms)) for key, name, terms in rows)
