"""What a file says binds two structures: written once both are in the book, where the book does not say it already."""

import json
from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa

from carnet.domain.sides import Base
from carnet.domain.structures import Link, Span
from carnet.errors import CarnetError
from carnet.exchange.incoming import IncomingLink
from carnet.models import tables
from carnet.models.writer import Writer
from carnet.services.imports_planning import base_of
from carnet.services.imports_reading import Coming
from carnet.services.imports_writing import Parcel
from carnet.services.memberships import check_link, structure


def base_with_links(card: Coming) -> Base:
    """What a source said of a card, its links among the rest: one that was taken away since does not come back."""
    base = Base.of(card.side)
    return Base(base.fields, base.keys | {_key(link) for link in card.links}) if card.links else base


def write_links(writer: Writer, parcels: Sequence[Parcel]) -> None:
    """Write the links of parcels that are written, each once though both ends say it.

    Left aside: a link whose other end is neither in the file nor in the book, one that the book has for some of the
    same days, one that would close a circle.
    """
    told = [(parcel, card) for parcel in parcels for card in parcel.cards if card.links]
    if not told:
        return
    rows = _rows(writer, parcels, {link.other for _, card in told for link in card.links})
    wanted = (link for parcel, card in told for link in _wanted(parcel, card, rows))
    for kind, link in dict.fromkeys(wanted):
        if _fits(writer, kind, link):
            writer.insert(
                tables.structure_link, from_id=link.above, to_id=link.below, kind=kind, since=link.span.since,
                until=link.span.until,
            )  # fmt: skip


def _rows(writer: Writer, parcels: Sequence[Parcel], names: set[str]) -> dict[str, int]:
    """Row numbers of cards, by their uuid in the book and by their key in the file."""
    by_key = {parcel.key: parcel for parcel in parcels}
    ends = {key: by_key[parcel.into] if parcel.into else parcel for key, parcel in by_key.items()}
    found = writer.dbapi.execute(
        "SELECT uuid, id FROM correspondent WHERE uuid IN (SELECT value FROM json_each(?))", (json.dumps(list(names)),)
    )
    return {key.removeprefix("i:"): parcel.row for key, parcel in ends.items()} | dict(found.fetchall())


def _wanted(parcel: Parcel, card: Coming, rows: Mapping[str, int]) -> Iterator[tuple[str, Link]]:
    base = base_of(parcel.held, card)
    for link in card.links:
        other = rows.get(link.other, 0)
        if not other or (base and _key(link) in base.keys):
            continue
        ends = (other, parcel.row) if link.above else (parcel.row, other)
        yield link.kind, Link(*ends, Span(link.since, link.until))


def _fits(writer: Writer, kind: str, link: Link) -> bool:
    column = tables.structure_link.c
    same = sa.and_(column.from_id == link.above, column.to_id == link.below, column.kind == kind)
    there = writer.execute(sa.select(column.since, column.until).where(same))
    if any(Span(row.since, row.until).overlaps(link.span) for row in there):
        return False
    try:
        structure(writer, link.above)
        structure(writer, link.below)
        check_link(writer, kind, link)
    except CarnetError:
        return False
    return True


def _key(link: IncomingLink) -> str:
    return f"link {link.kind}:{link.above}:{link.other}:{link.since}"
