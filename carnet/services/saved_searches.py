"""Searches of the table kept under a name."""

from datetime import datetime

import sqlalchemy as sa

from carnet.domain.text import fold
from carnet.errors import CarnetError
from carnet.models import desk
from carnet.models.book import Book
from carnet.models.writer import Changes, Writer
from carnet.queries.table_saved import LONGEST_NAME, Terms
from carnet.words import NARROW


def keep(book: Book, name: str, terms: Terms, *, now: datetime) -> Changes:
    """Keep a search; one of the same name, accents and case aside, takes the new terms. Raises CarnetError."""
    clean = _clean(name)
    table = desk.saved_search
    with book.write("save_search", now=now) as writer:
        held = _named(writer, clean)
        if held is not None:
            writer.update(table, held, name=clean, terms=terms.to_json())
        else:
            last = writer.execute(sa.select(sa.func.coalesce(sa.func.max(table.c.position) + 1, 0))).scalar_one()
            writer.insert(table, name=clean, folded=_same(clean), terms=terms.to_json(), position=last)
    return writer.changes


def rename(book: Book, key: int, name: str, *, now: datetime) -> Changes:
    """Give a search another name. Raises RowGone, CarnetError when another search has it."""
    clean = _clean(name)
    with book.write("rename_search", now=now) as writer:
        if _named(writer, clean) not in (None, key):
            raise CarnetError(f"Une autre recherche s’appelle déjà « {clean} ». Rien n’a été changé.")
        writer.update(desk.saved_search, key, name=clean, folded=_same(clean))
    return writer.changes


def remove(book: Book, key: int, *, now: datetime) -> Changes:
    """Forget a search; the cards stay. Raises RowGone."""
    with book.write("remove_search", now=now) as writer:
        writer.delete(desk.saved_search, key)
    return writer.changes


def _clean(name: str) -> str:
    clean = " ".join(name.split())
    if not clean:
        raise CarnetError(f"Il manque le nom de la recherche{NARROW}: elle n’a pas été gardée.")
    if len(clean) > LONGEST_NAME:
        raise CarnetError(f"Un nom de recherche a {LONGEST_NAME} caractères au plus. Rien n’a été gardé.")
    return clean


def _same(name: str) -> str:
    return fold(name) or name


def _named(writer: Writer, name: str) -> int | None:
    column = desk.saved_search.c
    found: int | None = writer.execute(sa.select(column.id).where(column.folded == _same(name))).scalar_one_or_none()
    return found
