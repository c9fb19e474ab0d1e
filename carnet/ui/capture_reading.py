"""What the capture panel asks of the thread that holds book and register: reading, matching, adding."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from carnet import words
from carnet.domain.calm import calm
from carnet.domain.capture import Proposal, read_card
from carnet.domain.capture_corrections import Corrections, corrected
from carnet.domain.capture_hospital import HospitalProposal, is_a_list, read_hospital
from carnet.domain.names import given_name, title
from carnet.domain.phones import display
from carnet.domain.specialties import Catalogue
from carnet.domain.text import fold
from carnet.errors import CarnetError
from carnet.queries.lexicon import BoxLexicon
from carnet.queries.twins import Twin, labelled, twins
from carnet.services import capture
from carnet.ui import acts
from carnet.ui.acts import Done
from carnet.ui.searcher import Errand, Reach, Town

if TYPE_CHECKING:
    from carnet.register.lookup import Person

AUTO, CARD, LIST = "", "card", "list"
NOTHING = Corrections()


@dataclass(frozen=True, slots=True)
class Asked:
    """A text to read, as what (AUTO: whatever it looks like), and what a hand has set."""

    text: str
    as_what: str = AUTO
    by: Corrections = NOTHING


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says: `read` is the card as read, `proposal` with corrections; or a hospital's list.

    `could_be`: what the text may be read as instead, AUTO for nothing else. `refusal`: why it cannot be read.
    """

    asked: Asked
    read: Proposal | None = None
    proposal: Proposal | None = None
    hospital: HospitalProposal | None = None
    could_be: str = AUTO
    twins: tuple[Twin, ...] = ()
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """The person of the register that a card is about: `p:<number>`, and how they are told from others."""

    id: str
    said: str


class Reader:
    """Reads texts in the thread that reads; communes once found are remembered from one keystroke to the next."""

    def __init__(self) -> None:
        self._lexicon: BoxLexicon | None = None

    def read(self, reach: Reach, asked: Asked) -> Reading:
        """What the text says; nothing for a text without words."""
        if not asked.text.strip():
            return Reading(asked)
        lexicon = self._meanings(reach)
        try:
            hospital = read_hospital(asked.text, lexicon) if "\n" in asked.text.strip() else None
            listed = hospital is not None and is_a_list(hospital)
            if hospital and hospital.services and (asked.as_what == LIST or (listed and asked.as_what == AUTO)):
                known = tuple(labelled(reach.book().reader(), hospital.name)[:1])
                return Reading(asked, hospital=hospital, could_be=CARD, twins=known)
            read = read_card(asked.text, lexicon)
        except CarnetError as error:
            return Reading(asked, refusal=str(error))
        proposal = _placed(reach, corrected(read, asked.by))
        other = LIST if hospital and hospital.services else AUTO
        return Reading(asked, read, proposal, could_be=other, twins=twins(reach.book().reader(), proposal))

    def match(self, reach: Reach, proposal: Proposal) -> Offer | None:
        """The person of the register whom the card is about, unless the book has them."""
        register = reach.register()
        found = capture.matches(register, proposal, practice=reach.scene.practice) if register else ()
        if not found or _in_book(reach, found[0].identifier):
            return None
        return Offer(found[0].id, _said(found[0]))

    def _meanings(self, reach: Reach) -> BoxLexicon:
        if self._lexicon is None:
            origin = reach.point(reach.scene.practice)
            self._lexicon = BoxLexicon(Catalogue.shipped(), reach.communes, origin, None, None)
        return self._lexicon


def _placed(reach: Reach, proposal: Proposal) -> Proposal:
    """A commune that was typed and not chosen, by its whole name, is that commune."""
    town = proposal.commune
    if town is None or town.insee or not town.name:
        return proposal
    found = _town_named(reach, town.name)
    return replace(proposal, commune=replace(town, insee=found.insee, name=found.name)) if found else proposal


def _town_named(reach: Reach, name: str) -> Town | None:
    return next((one for one in reach.towns(name) if fold(one.name) == fold(name)), None)


def _in_book(reach: Reach, identifier: str) -> bool:
    query = "SELECT 1 FROM correspondent WHERE ? IN (rpps, adeli) AND deleted_at IS NULL"
    return reach.book().reader().execute(query, (identifier,)).fetchone() is not None


def _said(person: "Person") -> str:
    """« Dr Anne ROUX, rhumatologue, 12 rue des Lices, Apt, 04 65 71 20 30 »."""
    name = words.person_name(title(person.title, person.gender), given_name(person.given), person.family)
    activity = next(iter(person.activities), None)
    site = activity.site if activity else None
    specialty = activity.metier.specialty if activity else None
    what = words.practitioner(specialty, person.gender).lower() if specialty else ""
    where = (calm(site.street), calm(site.city), *map(display, site.phones[:1])) if site else ()
    return ", ".join(part for part in (words.typeset(name), what, *where) if part)


def save_card(proposal: Proposal, marks: Collection[str], now: datetime) -> Errand:
    """Add the card to the book."""

    def errand(reach: Reach) -> Done:
        uuid, changes = capture.add_card(acts.whole(reach.book()), proposal, now=now, marks=marks)
        return Done(f"b:{uuid}", changes.batch)

    return errand


def save_hospital(proposal: HospitalProposal, now: datetime) -> Errand:
    """Add the hospital and its services."""

    def errand(reach: Reach) -> Done:
        placed = proposal
        if proposal.city and not proposal.insee and (town := _town_named(reach, proposal.city)):
            placed = replace(proposal, insee=town.insee, city=town.name)
        uuid, _, changes = capture.add_hospital(acts.whole(reach.book()), placed, now=now)
        return Done(f"b:{uuid}", changes.batch)

    return errand


def adopt(identifier: str, proposal: Proposal, marks: Collection[str], now: datetime) -> Errand:
    """Add the person of the register with what was typed."""

    def errand(reach: Reach) -> Done:
        book, person = acts.whole(reach.book()), reach.person(identifier)
        uuid, changes = capture.adopt_captured(book, person, proposal, now=now, marks=marks)
        return Done(f"b:{uuid}", changes.batch)

    return errand
