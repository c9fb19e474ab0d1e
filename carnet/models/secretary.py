"""The secretary's way in: a passphrase of her own, which opens the book in her view only.

It is a lock on the screen, not on the data: her passphrase wraps the same key as the owner's, so whoever has the file
and knows it could read everything with other tools. The wrap lies with the others, in both copies of the keys file and
in every backup made while it is there.
"""

import secrets

from carnet.errors import CarnetError
from carnet.models import keys
from carnet.models.book import Book
from carnet.models.keys import Cost, Randomness

KIND = "secretary"


def has_access(book: Book) -> bool:
    """Whether the secretary has a passphrase."""
    try:
        return keys.load(book.folders, book.vault).of_kind(KIND) is not None
    except keys.KeysLost:
        return False


def give_access(book: Book, passphrase: str, *, cost: Cost | None = None, randomness: Randomness = secrets) -> None:
    """Let `passphrase` open the secretary's view; it takes the place of the one she had.

    Raises CarnetError: too short, the owner's own, or the book is open in the secretary's view.
    """

    def changed(wraps: keys.Wraps) -> keys.Wraps:
        if keys.is_passphrase_of(wraps, "passphrase", passphrase):
            raise CarnetError("Ce mot de passe est le vôtre : le secrétariat en veut un autre, qui n'ouvre que sa vue.")
        wrap = keys.wrap_with_passphrase(
            book.vault, book.raw_key.key, passphrase, cost or Cost(), randomness, kind=KIND
        )
        return wraps.with_wrap(wrap)

    keys.check_passphrase(passphrase)
    book.rewrap(changed)


def take_access_back(book: Book) -> None:
    """Her passphrase opens no more. Raises CarnetError when she has none, or the book is open in her view."""

    def changed(wraps: keys.Wraps) -> keys.Wraps:
        if wraps.of_kind(KIND) is None:
            raise CarnetError("Le secrétariat n'a pas de mot de passe à lui : il n'y a rien à retirer.")
        return wraps.without(KIND)

    book.rewrap(changed)
