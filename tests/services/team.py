"""A book with a centre of twelve, to edit in the tests."""

from dataclasses import dataclass, field
from typing import Any

from carnet.models.book import Book
from carnet.models.schema import metadata
from carnet.services.correspondents import SiteRegistry, add_correspondent
from carnet.services.drafts import CorrespondentDraft, LineDraft, RoleDraft, SiteDraft
from tests.conftest import NOW

NAMES = (
    "Aubret", "Bessac", "Calment", "Daurel", "Estève", "Fabrigas", "Gassin", "Hostalier", "Isnard", "Jaubert",
    "Kerdoncuff", "Lautier",
)  # fmt: skip
DERIVED_OR_DATED = ("journal", "tombstone")


@dataclass
class Team:
    """Row numbers: the centre, another one, its people by surname, their roles."""

    centre: int
    other: int
    people: dict[str, int] = field(default_factory=dict)
    roles: dict[str, int] = field(default_factory=dict)


def fill(book: Book) -> Team:
    """A centre with twelve people at one site (Aubret leads), another centre, each with its switchboard."""
    registry = SiteRegistry()
    with book.write("fill", now=NOW) as writer:
        centre = add_correspondent(writer, _centre("CMS des Platanes", "04 65 71 90 00"), sites=registry)
        other = add_correspondent(writer, _centre("CMS du Coulon", "04 65 71 91 00"), sites=registry)
        team = Team(centre, other)
        shared = SiteDraft(key="shared", insee="84035", postcode="84300", city="Cavaillon", street="2 rue des Lices")
        for number, name in enumerate(NAMES):
            lines = (LineDraft(f"04 65 71 90 {number + 10}"), LineDraft(f"06 39 98 00 {number + 10}"))
            role = RoleDraft(
                "assistance-sociale", shared, structure=centre, function="AS", is_lead=not number, lines=lines
            )
            draft = CorrespondentDraft(family_name=name, given_name="Anne", gender="F", roles=(role,))
            team.people[name] = add_correspondent(writer, draft, sites=registry)
    reader = book.reader()
    team.roles = {
        name: reader.execute("SELECT id FROM role WHERE correspondent_id = ?", (key,)).fetchone()[0]
        for name, key in team.people.items()
    }
    return team


def _centre(label: str, phone: str) -> CorrespondentDraft:
    site = SiteDraft(key=label, insee="84035", postcode="84300", city="Cavaillon", name=label)
    role = RoleDraft("hopital", site)
    return CorrespondentDraft(kind="structure", label=label, roles=(role,), lines=(LineDraft(phone),))


def dump(book: Book) -> dict[str, list[Any]]:
    """Everything but the journal, the tombstones, and when a card was last touched."""
    found = {}
    for name, table in metadata.tables.items():
        if name not in DERIVED_OR_DATED:
            columns = ", ".join(column.name for column in table.c if column.name != "updated_at")
            found[name] = book.reader().execute(f"SELECT {columns} FROM {name} ORDER BY {columns}").fetchall()
    return found


def value(book: Book, query: str, *parameters: object) -> Any:
    """The first column of the first row."""
    return book.reader().execute(query, parameters).fetchone()[0]
