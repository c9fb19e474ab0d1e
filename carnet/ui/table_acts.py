"""What the table reads and writes, as errands for the thread that holds the book."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from carnet.domain.disclosure import Profile, permit
from carnet.domain.rights import REFUSAL
from carnet.errors import CarnetError
from carnet.queries import table_lists, trash
from carnet.queries.table import Table, read_table
from carnet.queries.table_lists import Chosen
from carnet.queries.table_saved import SavedSearch, Terms, saved_searches
from carnet.queries.table_words import read_words
from carnet.queries.trash import Goes, TrashedCard
from carnet.ui.acts import Done, whole
from carnet.ui.searcher import Errand, Reach
from carnet.ui.table_choices import Names, Offer, names_of, offers

if TYPE_CHECKING:
    from carnet.models.book import Book
    from carnet.models.writer import Changes

Verb = Callable[["Book", Sequence[int], datetime], "Changes"]


class Loaded(NamedTuple):
    """What the page shows at once."""

    table: Table
    saved: tuple[SavedSearch, ...]
    trashed: int


class Words(NamedTuple):
    """What comes right after: to filter by words."""

    table: Table
    folded: dict[int, str]


class Lists(NamedTuple):
    """What comes last: the lists that a rule chooses, the criteria to offer."""

    table: Table
    chosen: dict[str, Chosen]
    offers: tuple[Offer, ...]
    names: Names


def load(profile: Profile) -> Errand:
    """Read the whole book as `profile` may see it; what is the owner's alone is left empty for others."""

    def errand(reach: Reach) -> Loaded:
        permit("table", profile)
        book = _open(reach, profile)
        connection = book.reader()

        def town(insee: str) -> str:
            at = reach.communes.by_insee(insee)
            return "" if at is None else reach.communes.names[at]

        table = read_table(connection, today=reach.scene.today, profile=profile, town=town)
        mine = profile is Profile.OWNER
        return Loaded(
            table,
            saved_searches(connection) if mine else (),
            trash.count(connection) if mine else 0,
        )

    return errand


def load_words(table: Table) -> Errand:
    """Read every word that the table's profile may see."""

    def errand(reach: Reach) -> Words:
        return Words(table, read_words(_open(reach, table.profile).reader(), table))

    return errand


def load_lists(table: Table) -> Errand:
    """Choose the cards of the lists that rules make, and count what the rows can be filtered by."""

    def errand(reach: Reach) -> Lists:
        connection, names = _open(reach, table.profile).reader(), names_of(table)
        return Lists(table, table_lists.choose(connection, table), offers(table, names), names)

    return errand


def load_trash() -> Errand:
    """Read what is in the trash: the owner's alone."""

    def errand(reach: Reach) -> tuple[TrashedCard, ...]:
        permit("trash", reach.scene.profile)
        return trash.trashed(reach.book().reader())

    return errand


def weigh(keys: Sequence[int]) -> Errand:
    """Count what would go with cards erased for good."""

    def errand(reach: Reach) -> Goes:
        return trash.goes(reach.book().reader(), keys)

    return errand


def _open(reach: Reach, profile: Profile) -> "Book":
    """The open book, for whoever opened it or somebody who may see less."""
    book = reach.scene.book
    if book is None:
        raise CarnetError("Votre carnet est verrouillé\u202f: ouvrez-le d’abord.")
    if book.profile is not Profile.OWNER and profile is not book.profile:
        raise CarnetError(REFUSAL)
    return book


def write(keys: Sequence[int], verb: Verb, now: datetime) -> Errand:
    """Do something to cards in one step. Raises CarnetError when they already are as asked."""

    def errand(reach: Reach) -> Done:
        changes = verb(whole(reach.book()), keys, now)
        if changes.nothing:
            raise CarnetError("Rien à changer\u202f: c’est déjà ainsi.")
        return Done("", changes.batch)

    return errand


def tag(label: str) -> Verb:
    """Add a tag."""

    def verb(book: "Book", keys: Sequence[int], now: datetime) -> "Changes":
        from carnet.services import editing

        return editing.bulk(book, keys, now=now, add_tag=label)

    return verb


def untag(label: str) -> Verb:
    """Take a tag away."""

    def verb(book: "Book", keys: Sequence[int], now: datetime) -> "Changes":
        from carnet.services import editing

        return editing.bulk(book, keys, now=now, remove_tag=label)

    return verb


def set_status(status: str) -> Verb:
    """Active, paused, closed or retired."""

    def verb(book: "Book", keys: Sequence[int], now: datetime) -> "Changes":
        from carnet.services import editing

        return editing.bulk(book, keys, now=now, status=status)

    return verb


def set_ring(ring: str) -> Verb:
    """Who may see their lines."""

    def verb(book: "Book", keys: Sequence[int], now: datetime) -> "Changes":
        from carnet.services import editing

        return editing.bulk(book, keys, now=now, ring=ring)

    return verb


def verified(book: "Book", keys: Sequence[int], now: datetime) -> "Changes":
    """Checked today."""
    from carnet.services import editing

    return editing.bulk(book, keys, now=now, verified_on=now.astimezone().date())


def favourite(*, on: bool) -> Verb:
    """Favourites, or no longer."""

    def verb(book: "Book", keys: Sequence[int], now: datetime) -> "Changes":
        from carnet.services import bulk

        return bulk.set_favourite(book, keys, favourite=on, now=now)

    return verb


def to_trash(book: "Book", keys: Sequence[int], now: datetime) -> "Changes":
    """To the trash."""
    from carnet.services import trash as service

    return service.to_trash(book, keys, now=now).changes


def restore(book: "Book", keys: Sequence[int], now: datetime) -> "Changes":
    """Back from the trash."""
    from carnet.services import trash as service

    return service.restore(book, keys, now=now).changes


def erase(keys: Sequence[int], now: datetime) -> Errand:
    """Erase cards of the trash for good: no undo."""

    def errand(reach: Reach) -> None:
        from carnet.services import bulk

        bulk.erase_from_trash(whole(reach.book("erase")), keys, now=now)

    return errand


def keep_search(name: str, terms: Terms, now: datetime) -> Errand:
    """Keep a search under a name."""
    from carnet.services import saved_searches as service

    return write((), lambda book, keys, at: service.keep(book, name, terms, now=at), now)


def rename_search(key: int, name: str, now: datetime) -> Errand:
    """Give a saved search another name."""
    from carnet.services import saved_searches as service

    return write((), lambda book, keys, at: service.rename(book, key, name, now=at), now)


def remove_search(key: int, now: datetime) -> Errand:
    """Forget a saved search."""
    from carnet.services import saved_searches as service

    return write((), lambda book, keys, at: service.remove(book, key, now=at), now)
