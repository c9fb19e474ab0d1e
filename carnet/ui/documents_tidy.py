"""What is left of documents, removed when nobody waits. Loads next to nothing: there is seldom anything to remove."""

from carnet.domain.disclosure import Profile
from carnet.ui.background import Task
from carnet.ui.documents_folder import sweep_abandoned
from carnet.ui.searcher import Reach, Searcher
from carnet.ui.session import Session


def sweep_folders(session: Session) -> None:
    """Remove what killed runs left in clear, in the background."""
    Task(lambda ticket: sweep_abandoned(), session.background).start()


def tidy_book(session: Session, searcher: Searcher) -> None:
    """Remove from the owner's open book the bytes that no undo can need any more, in the thread that reads."""
    if session.book is None or session.profile is not Profile.OWNER:
        return
    now = session.now()

    def errand(reach: Reach) -> None:
        from carnet.models.document_contents import is_anything_to_sweep

        if is_anything_to_sweep(reach.book().reader(), now):
            from carnet.services import documents as service

            service.sweep(reach.book(), now=now)

    searcher.send(errand, lambda _: None, lambda error: None)  # what is not swept today is swept tomorrow
