"""What the screens of an import do besides importing: a review that is given up."""

from datetime import datetime

from carnet.models import intake
from carnet.models.book import Book
from carnet.models.writer import Changes


def forget_review(book: Book, digest: str, *, now: datetime) -> Changes:
    """Drop what was decided on a file that will not be imported; nothing else changes."""
    with book.write("forget_review", now=now) as writer:
        found = writer.dbapi.execute("SELECT id FROM import_review WHERE file_digest = ?", (digest,)).fetchone()
        if found is not None:
            writer.delete(intake.import_review, int(found[0]))
    return writer.changes
