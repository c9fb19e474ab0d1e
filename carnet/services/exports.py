"""Exporting: who is chosen, what leaves and what stays, then the file. Nothing is written in the book."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from carnet.domain.delays import Told
from carnet.domain.disclosure import Card, Disclosed, LineView, Option, OriginalPart, Profile, disclose, permit
from carnet.domain.phones import is_mobile, national
from carnet.domain.rings import Ring
from carnet.domain.specialties import Catalogue
from carnet.domain.text import fold
from carnet.errors import CarnetError
from carnet.exchange.export import Format, write
from carnet.exchange.vcard.writing import Envelope, display_name
from carnet.geo.communes import Communes
from carnet.models.book import Book
from carnet.models.files import storage_error
from carnet.queries.box import Box, Request
from carnet.queries.card import card_of, line_times, row_id
from carnet.queries.documents import photo
from carnet.words import NARROW, number

if TYPE_CHECKING:
    from sqlite3 import Connection

_ALL_OF_THEM = 1_000_000
_ORIGINALS = (
    "SELECT raw FROM source_record WHERE correspondent_id = ? AND kind LIKE 'vcard%' AND raw LIKE 'BEGIN:VCARD%'"
    " ORDER BY id"
)
_TOLD = "SELECT days, told_on, audience FROM told_delay WHERE correspondent_id = ? ORDER BY told_on, id"


@dataclass(frozen=True)
class Order:
    """What is asked: for whom, in what, who. `text`: as typed in the box; `ids`: « b:<uuid> »; neither: everybody.

    `until` is needed for a locum, and means nothing to the others.
    """

    profile: Profile
    format: Format = Format.VCF3
    options: frozenset[Option] = frozenset()
    until: date | None = None
    text: str = ""
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """« Part / Reste ici », counted. What is avoided is never counted: that it exists is information."""

    profile: Profile
    cards: int = 0
    lines: int = 0
    practice_lines: int = 0  # of `lines`, those of the practice's ring
    private_lines: int = 0
    delays: int = 0
    practical_notes: int = 0
    opinions: int = 0
    notes: int = 0
    originals: int = 0
    kept_originals: int = 0  # a table has no place for them
    kept_practice_lines: int = 0
    kept_private_lines: int = 0
    kept_mobiles: int = 0  # of `kept_private_lines`


@dataclass(frozen=True)
class Export:
    """Cards ready to leave, already disclosed, in the order of names. `ignored`: words that nobody answers to, dropped
    from what was typed."""

    order: Order
    author: str
    cards: tuple[Disclosed, ...]
    summary: Summary
    ignored: tuple[str, ...] = ()

    @cached_property
    def envelope(self) -> Envelope:
        """What is said of the whole file."""
        version = "4.0" if self.order.format is Format.VCF4 else "3.0"
        return Envelope(version, self.author, self.order.until if self.order.profile is Profile.LOCUM else None)

    def write(self, path: Path, *, progress: Callable[[int], None] = lambda done: None) -> None:
        """Write the file: whole, or not at all under its name. Raises CarnetError when it cannot be.

        `progress` is told how many cards are done; what it raises stops the export.
        """
        try:
            if path.is_dir():
                raise CarnetError(
                    f"«{NARROW}{path}{NARROW}» est un dossier{NARROW}: donnez le nom du fichier à écrire."
                )
            write(_counted(self.cards, progress), path, self.order.format, self.envelope)
        except OSError as error:
            raise storage_error("Impossible d’écrire l’export", path, error) from error


def _counted(cards: Iterable[Disclosed], progress: Callable[[int], None]) -> Iterator[Disclosed]:
    for done, card in enumerate(cards, 1):
        yield card
        progress(done)


def prepare(book: Book, order: Order, *, today: date) -> Export:
    """Read and disclose the cards chosen; nothing is written.

    Raises CarnetError: the book is the secretary's, a profile that exports are not made for, a date missing or past,
    nobody chosen, an unknown id.
    """
    if book.profile is not Profile.OWNER:
        permit("export", book.profile)
    permit("export", order.profile)
    check_until(order, today)
    with _one_moment(book) as connection:
        keys, ignored = _chosen(book, connection, order, today)
        disclosed, counts = [], Counter[str]()
        for key in keys:
            card = _card(book, connection, key, order.profile, today)
            seen = disclose(card, order.profile, order.options)
            counts.update(_weighed(card, seen, order.format))
            disclosed.append(seen)
        author = connection.execute("SELECT name FROM author WHERE is_me ORDER BY id LIMIT 1").fetchone()
    if not disclosed:
        raise CarnetError("Aucune fiche ne répond à ce choix : rien n’a été exporté.")
    disclosed.sort(key=_by_name)
    return Export(order, author[0] if author else "", tuple(disclosed), Summary(order.profile, **counts), ignored)


def _by_name(card: Disclosed) -> tuple[str, str, str]:
    """An order that says nothing of what anybody thinks."""
    public = card.public
    return fold(public.family_name or public.label), fold(display_name(public)), public.id


def check_until(order: Order, today: date) -> None:
    """Raise CarnetError when an export to a locum has no end, or one that is past."""
    if order.profile is not Profile.LOCUM:
        return
    if order.until is None:
        raise CarnetError("Pour un remplaçant, dites jusqu’à quand (--until DATE).")
    if order.until < today:
        raise CarnetError("La date de fin du remplacement est passée.")


@contextmanager
def _one_moment(book: Book) -> "Iterator[Connection]":
    """The book as it is at one moment, whatever another thread writes meanwhile."""
    connection = book.reader()
    nested = connection.in_transaction
    if not nested:
        connection.execute("BEGIN")
    try:
        yield connection
    finally:
        if not nested:
            connection.execute("ROLLBACK")


def _chosen(book: Book, connection: "Connection", order: Order, today: date) -> tuple[list[int], tuple[str, ...]]:
    """Row numbers of the cards chosen, and the words of the search that were dropped for somebody to be found."""
    if order.ids:
        return list(dict.fromkeys(row_id(connection, one) for one in order.ids)), ()
    if not order.text.strip():
        rows = connection.execute("SELECT id FROM correspondent WHERE deleted_at IS NULL ORDER BY id")
        return [row[0] for row in rows], ()
    box = Box(
        book, None, communes=Communes.shipped(), catalogue=Catalogue.shipped(),
        practice=book.setting("commune_insee") or "", today=today,
    )  # fmt: skip
    answer = box.find(Request(order.text, limit=1, book_limit=_ALL_OF_THEM))
    ignored = tuple(chip.text for chip in answer.reading.chips if chip.dropped)
    return [row_id(connection, result.id) for result in answer.book], ignored


def _card(book: Book, connection: "Connection", key: int, profile: Profile, today: date) -> Card:
    """A whole card, each line at the place where it answers; with its originals, its photo and every delay ever told
    for one's own use."""
    card = _placed(connection, key, card_of(connection, key, today=today))
    if profile is not Profile.SELF:
        return card
    raws = tuple(row[0] for row in connection.execute(_ORIGINALS, (key,)))
    return replace(card, original=OriginalPart(raws, photo(book, key) or b"", _told_before(connection, key, card)))


def _told_before(connection: "Connection", key: int, card: Card) -> tuple[Told, ...]:
    """The delays told, oldest first, but those that the card shows."""
    told = [Told(days, date.fromisoformat(on), audience) for days, on, audience in connection.execute(_TOLD, (key,))]
    for shown in card.practice.told:
        told.remove(shown)
    return tuple(told)


def _placed(connection: "Connection", key: int, card: Card) -> Card:
    """The card with the lines of a site hung on the first role that has it, place by place, and said to be the place's:
    that is how they come in. Best times are told line by line."""
    rows = connection.execute(
        "SELECT s.uuid, r.uuid FROM role r JOIN site s ON s.id = r.site_id WHERE r.correspondent_id = ?"
        " ORDER BY r.until IS NOT NULL DESC, r.position DESC, r.id DESC",
        (key,),
    )
    roles = dict(rows.fetchall())
    ranks = {place.uuid: rank for rank, place in enumerate(card.public.places)}

    def hung(line: LineView) -> LineView:
        return replace(line, place=roles[line.place], of_site=True) if line.place in roles else line

    def at(lines: Sequence[LineView]) -> tuple[LineView, ...]:
        return tuple(sorted(map(hung, lines), key=lambda line: ranks.get(line.place, len(ranks))))

    practice, private = card.practice, card.private
    told = line_times(connection, key) if practice.best_times or private.best_times else {}
    of_private = {hung(line).key: time for line, time in told.items() if line.ring is Ring.PERSONAL}
    of_practice = {hung(line).key: time for line, time in told.items() if line.ring is not Ring.PERSONAL}
    return replace(
        card,
        public=replace(card.public, lines=at(card.public.lines)),
        practice=replace(practice, lines=at(practice.lines), best_times=of_practice),
        private=replace(private, lines=at(private.lines), best_times=of_private),
    )


def _weighed(card: Card, seen: Disclosed, format_: Format) -> dict[str, int]:
    """What of a card leaves, and what of its lines and originals stays."""
    originals = bool(seen.original and seen.original.cards)
    in_vcards = format_ in (Format.VCF3, Format.VCF4)
    leaving = Counter(line.ring for line in seen.lines)
    private = card.private.lines if not leaving[Ring.PERSONAL] else ()
    opinion = seen.opinion
    return {
        "cards": 1,
        "lines": sum(leaving.values()),
        "practice_lines": leaving[Ring.PRACTICE],
        "private_lines": leaving[Ring.PERSONAL],
        "delays": len(seen.practice.told) + len(seen.original.told_before if seen.original else ())
        if seen.practice
        else 0,
        "practical_notes": bool(seen.practice and seen.practice.practical_note),
        "opinions": bool(opinion and (opinion.marks or opinion.word or opinion.good_for)),
        "notes": bool(seen.private and seen.private.note),
        "originals": originals and in_vcards,
        "kept_originals": originals and not in_vcards,
        "kept_practice_lines": 0 if seen.practice else len(card.practice.lines),
        "kept_private_lines": len(private),
        "kept_mobiles": sum(is_mobile(national(line.value)) for line in private),
    }


def summary_words(summary: Summary) -> tuple[str, str]:
    """« Part : … » and « Reste ici : … »."""
    return _leaves(summary), _stays(summary)


def _leaves(summary: Summary) -> str:
    lines = _count(summary.lines, "numéro ou adresse électronique", "numéros et adresses électroniques")
    of_these = [
        _count(summary.practice_lines, "ligne directe", "lignes directes") if summary.practice_lines else "",
        _count(summary.private_lines, "ligne privée", "lignes privées") if summary.private_lines else "",
    ]
    dont = " et ".join(part for part in of_these if part)
    parts = [
        _count(summary.cards, "fiche", "fiches"),
        f"{lines} dont {dont}" if dont else lines,
        " et ".join(
            word for word, there in (("délais", summary.delays), ("consignes", summary.practical_notes)) if there
        ),
        "vos notes" if summary.notes else "",
        "les fiches d’origine" if summary.originals else "",
        "vos avis, à votre nom" if summary.opinions else "",
    ]
    return f"Part{NARROW}: {', '.join(part for part in parts if part)}."


def _stays(summary: Summary) -> str:
    others = summary.kept_private_lines - summary.kept_mobiles
    opinions = summary.profile is Profile.SELF or summary.opinions
    notes = summary.profile is Profile.SELF
    parts = [
        _count(summary.kept_practice_lines, "ligne directe", "lignes directes") if summary.kept_practice_lines else "",
        _count(summary.kept_mobiles, "portable privé", "portables privés") if summary.kept_mobiles else "",
        _count(others, "autre ligne privée", "autres lignes privées") if others else "",
        "" if opinions and notes else "vos notes" if opinions else "vos avis" if notes else "vos avis et notes",
        "les fiches d’origine" if summary.kept_originals else "",
        "tous les adressages",
        "tout ce qui touche aux patients",
    ]
    return f"Reste ici{NARROW}: {', '.join(part for part in parts if part)}."


def _count(count: int, one: str, many: str) -> str:
    return f"{number(count)} {one if count < 2 else many}"
