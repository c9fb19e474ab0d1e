"""All that a book holds, to be compared with what it held."""

from collections.abc import Collection
from typing import Any

from carnet.models.book import Book
from carnet.models.schema import metadata


def contents(book: Book, leave: Collection[str] = ()) -> dict[str, list[Any]]:
    """Rows of every table, but for those to leave."""
    return {
        name: book.reader().execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()
        for name in metadata.tables
        if name not in leave
    }
