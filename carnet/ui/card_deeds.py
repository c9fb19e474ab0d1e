"""Deeds on the card shown that need not be loaded before they are asked for: verified today, favourite, successor."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from carnet.domain.disclosure import Disclosed
from carnet.queries.card import row_id
from carnet.ui import card_content
from carnet.ui.acts import Done, whole
from carnet.ui.searcher import Errand, Reach
from carnet.words import NARROW

if TYPE_CHECKING:
    from carnet.ui.main_window import MainWindow


def do(window: "MainWindow", name: str) -> None:
    """Do the deed of a name of `keys.bound` on the card shown; say why not when it is none of the book's."""
    if name == "refer":
        from carnet.ui import refer

        refer.do(window, name)
        return
    if name == "slip":
        from carnet.ui import slip

        slip.open_slip(window)
        return
    card = window.consultation.sheet.reader if window.consultation.sheet else None
    if card is None:
        return
    if not card.public.id.startswith("b:"):
        window.page.status.say(
            QCoreApplication.translate("card_deeds", "{name} n’est pas dans votre carnet{n}: Alt A l’y ajoute.").format(
                name=card_content.name(card.public), n=NARROW
            ),
            bad=True,
        )
        return
    _DEEDS[name](window, card)


def verify(window: "MainWindow", card: Disclosed) -> None:
    """The card is checked today."""
    session, tr = window.session, QCoreApplication.translate
    if card.practice is not None and card.practice.verified_on == session.today():
        window.page.status.say(tr("card_deeds", "Fiche déjà vérifiée aujourd’hui"))
        return
    now, today, identifier = session.now(), session.today(), card.public.id

    def errand(reach: Reach) -> Done:
        from carnet.services import editing

        book = whole(reach.book())
        changes = editing.mark_verified(book, [row_id(book.reader(), identifier)], today, now=now)
        return Done(identifier, changes.batch)

    name = card_content.name(card.public)
    window.hands.write(
        errand,
        tr("card_deeds", "{name}{n}: fiche vérifiée aujourd’hui").format(name=name, n=NARROW),
        tr("card_deeds", "{name}{n}: vérification d’aujourd’hui annulée").format(name=name, n=NARROW),
    )


def favourite(window: "MainWindow", card: Disclosed) -> None:
    """The card becomes a favourite, or is one no longer."""
    tr, wanted = QCoreApplication.translate, not (card.private is not None and card.private.favourite)
    name, gender = card_content.name(card.public), card.public.gender
    word = tr("card_deeds", "favorite") if gender == "F" else tr("card_deeds", "favori")
    no_more = tr("card_deeds", "{name} n’est plus {word}").format(name=name, word=word)
    one_more = tr("card_deeds", "{name} est {word}").format(name=name, word=word)
    said, unsaid = (one_more, no_more) if wanted else (no_more, one_more)
    window.hands.write(_favourite(window, card.public.id, wanted), said, unsaid)


def _favourite(window: "MainWindow", identifier: str, wanted: bool) -> Errand:
    now = window.session.now()

    def errand(reach: Reach) -> Done:
        from carnet.services import bulk

        book = whole(reach.book())
        changes = bulk.set_favourite(book, [row_id(book.reader(), identifier)], favourite=wanted, now=now)
        return Done(identifier, changes.batch)

    return errand


def successor(window: "MainWindow", card: Disclosed) -> None:
    """The card of whoever follows is shown."""
    public = card.public
    if public.successor_id:
        window.consultation.show(public.successor, public.successor_id)
    else:
        window.page.status.say(
            QCoreApplication.translate("card_deeds", "Pas de successeur sur la fiche de {name}").format(
                name=card_content.name(public)
            ),
            bad=True,
        )


def documents(window: "MainWindow", card: Disclosed) -> None:
    """The documents of the card are shown in its place."""
    from carnet.ui.documents import Documents

    Documents.of(window).open(card)


def opinion(window: "MainWindow", card: Disclosed) -> None:
    """What the owner and the patients say of the person: « Mon avis »."""
    from carnet.ui.opinion import Opinions

    Opinions.of(window).enter(card)


def history(window: "MainWindow", card: Disclosed) -> None:
    """What was sent to the person shown, and what came of it, in place of the card."""
    from carnet.ui import follow_history_room as room

    room.open_history(window, card.public.id, card_content.name(card.public))


def people(window: "MainWindow", card: Disclosed) -> None:
    """The people of the structure shown, the structures of the person shown."""
    from carnet.ui import people as room

    room.enter(window)


def edit(window: "MainWindow", card: Disclosed) -> None:
    """The edit panel on the card shown."""
    from carnet.ui import editor

    editor.edit(window)


_DEEDS: dict[str, Callable[["MainWindow", Disclosed], None]] = {
    "verify": verify,
    "favourite": favourite,
    "successor": successor,
    "documents": documents,
    "history": history,
    "opinion": opinion,
    "people": people,
    "edit": edit,
}
