"""What the window writes, as errands for the thread that holds book and register."""

from datetime import datetime
from typing import NamedTuple

from carnet.errors import CarnetError
from carnet.models.book import Book
from carnet.services.drafts import LineDraft
from carnet.ui.searcher import Errand, Reach
from carnet.words import NARROW


class Done(NamedTuple):
    """One deed: whom it concerns (`b:<uuid>`, "" for several), its batch, and how many things an undo left."""

    id: str
    batch: str
    left: int = 0


def adopt(identifier: str, now: datetime) -> Errand:
    """Add the register person `p:<identifier>` to the book."""

    def errand(reach: Reach) -> Done:
        from carnet.services import adoption

        uuid, changes = adoption.adopt(whole(reach.book()), reach.person(identifier), now=now)
        return Done(f"b:{uuid}", changes.batch)

    return errand


def add_line(identifier: str, draft: LineDraft, now: datetime) -> Errand:
    """Add a number to the card `b:<uuid>`."""

    def errand(reach: Reach) -> Done:
        from carnet.services import correspondents

        changes = correspondents.add_line(whole(reach.book()), identifier, draft, now=now)
        return Done(identifier, changes.batch)

    return errand


def undo(batch: str, identifier: str, now: datetime) -> Errand:
    """Take back what a batch did to the card `b:<uuid>`."""

    def errand(reach: Reach) -> Done:
        from carnet.services import undo as service

        undone = service.undo(whole(reach.book()), batch, now=now)
        return Done(identifier, undone.changes.batch, len(undone.kept))

    return errand


def whole(book: Book) -> Book:
    """The book, if its file is still where it should be: what is written into a deleted file is lost at the end."""
    if not book.folders.vault.exists():
        raise CarnetError(
            f"Le fichier de votre carnet n’est plus à sa place ({book.folders.vault}){NARROW}: rien n’a été enregistré."
            " Remettez-le, puis recommencez."
        )
    return book
