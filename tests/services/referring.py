"""What the tests of the loop share: people to refer to, a draft, a number that must never be kept."""

from typing import Any

from carnet.models.book import Book
from carnet.models.writer import Changes
from carnet.queries.history import history
from carnet.register.lookup import Person
from carnet.register.lookup.request import Activity, Metier, Site
from carnet.services.correspondents import create_correspondent
from carnet.services.drafts import CorrespondentDraft, LineDraft, ReferralDraft, RoleDraft, SiteDraft
from carnet.services.referrals import (
    Referred,
)
from carnet.services.undo import undo
from tests.conftest import NOW, TODAY
from tests.services.team import dump, value

NIR = "1 85 05 78 006 084 36"
DRAFT = ReferralDraft(made_on=TODAY, patient_code="GM", followed=True)
METIER = Metier(1, "10", "SM42", "Médecin", "Rhumatologie", "rhumatologie")
ISLE = Site(7, "", "", "5 quai des Lices", "84800", "L'ISLE", None, "84054", "", 3, ("0465710831",), "")
APT = Site(8, "", "", "1 rue Neuve", "84400", "APT", None, "84003", "", 3, (), "")
FARANDE = Person(
    "10900000002", "8", "DR", "M", "FARANDE", "UGO", (Activity(METIER, ISLE), Activity(METIER, APT))
)  # fmt: skip


def person(book: Book, name: str, *, towns: tuple[str, ...] = ("Apt",), **more: Any) -> int:
    """A rheumatologist, with a number and a site in each town; returns the row number."""
    line = LineDraft("04 65 71 20 14")
    roles = tuple(RoleDraft("rhumatologie", SiteDraft(city=town, insee="84003"), lines=(line,)) for town in towns)
    create_correspondent(book, CorrespondentDraft(title="Dr", family_name=name, roles=roles, **more), now=NOW)
    return int(value(book, "SELECT max(id) FROM correspondent"))


def kinds(book: Book, key: int) -> list[list[str]]:
    return [[event.kind for event in one.events] for one in history(book.reader(), key)]


def undone(book: Book, before: Any, made: Referred | Changes) -> None:
    """Taking the act back leaves the book as it was."""
    changes = made.changes if isinstance(made, Referred) else made
    back = undo(book, changes.batch, now=NOW)
    assert not back.kept
    assert dump(book) == before
