"""What the panel of a structure's people asks of the thread that holds the book: who, and every change of the team."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from carnet.domain.capture import read_card
from carnet.domain.specialties import Catalogue
from carnet.errors import CarnetError
from carnet.models.book import Book
from carnet.models.writer import Changes
from carnet.queries.card import row_id
from carnet.queries.editable import named
from carnet.queries.lexicon import BoxLexicon
from carnet.queries.members import LinkView, Post, links, members, structures_of
from carnet.services import capture, editing, structures
from carnet.services.drafts import CorrespondentDraft, RoleDraft
from carnet.services.structures import ClosingPlan, TeamChange
from carnet.ui import acts
from carnet.ui.acts import Done
from carnet.ui.choice_field import Choice
from carnet.ui.searcher import Errand, Reach
from carnet.words import NARROW, person_name

STRUCTURE, PERSON = "structure", "person"
Who = int | str  # a card of the book by its row number, or words for a new one


@dataclass(frozen=True, slots=True)
class Place:
    """A card of the closing plan: row number and name."""

    key: int
    name: str


@dataclass(frozen=True, slots=True)
class Team:
    """A structure's people and links, or a person's structures. `closed`: the structure is no more."""

    key: int
    id: str
    name: str
    kind: str
    gender: str
    closed: bool
    posts: tuple[Post, ...]
    links: tuple[LinkView, ...] = ()

    @property
    def current(self) -> tuple[Post, ...]:
        """Those who are there now."""
        return tuple(post for post in self.posts if post.current)


@dataclass(frozen=True, slots=True)
class Closing:
    """A plan to close a structure, with the names of the structures that it sends to."""

    plan: ClosingPlan
    places: tuple[Place, ...]


def load(identifier: str) -> Errand:
    """The team of the card `b:<uuid>`."""

    def errand(reach: Reach) -> Team:
        book, today = reach.book(), reach.scene.today
        reader, profile = book.reader(), book.profile
        key = row_id(reader, identifier)
        columns = "kind, title, given_name, family_name, label, status, gender"
        kind, title, given, family, label, status, gender = reader.execute(
            f"SELECT {columns} FROM correspondent WHERE id = ?", (key,)
        ).fetchone()
        name = person_name(title, given, family) if family or given else label
        closed = status in ("closed", "retired")
        if kind == STRUCTURE:
            posts = members(reader, key, today=today, profile=profile)
            return Team(key, identifier, name, kind, gender, closed, posts, links(reader, key, today=today))
        return Team(
            key, identifier, name, kind, gender, closed, structures_of(reader, key, today=today, profile=profile)
        )

    return errand


def choices(text: str, *, kind: str = "", but: int | None = None, new: bool = False) -> Errand:
    """Cards that the words may name; with `new`, last, the words themselves as a new card."""

    def errand(reach: Reach) -> tuple[Choice, ...]:
        found = named(reach.book().reader(), text, kind=kind, but=but)
        listed = tuple(Choice(one.key, one.name, one.more) for one in found)
        typed = text.strip()
        return (*listed, Choice(typed, typed, "nouvelle fiche")) if new and typed else listed

    return errand


def closing(key: int) -> Errand:
    """Where the people of a structure would go when it closes."""

    def errand(reach: Reach) -> Closing:
        reader = reach.book().reader()
        plan = structures.closing_plan(reader, key, today=reach.scene.today)
        wanted = dict.fromkeys((*plan.candidates, *(move.to for move in plan.moves if move.to is not None)))
        labels = [
            Place(one, reader.execute("SELECT label FROM correspondent WHERE id = ?", (one,)).fetchone()[0])
            for one in wanted
        ]
        return Closing(plan, tuple(labels))

    return errand


def _written(identifier: str, act: Callable[[Reach, Book], Changes]) -> Errand:
    def errand(reach: Reach) -> Done:
        return Done(identifier, act(reach, acts.whole(reach.book())).batch)

    return errand


def add_member(team: Team, who: Who, draft: RoleDraft, now: datetime) -> Errand:
    """Somebody joins a structure; or a person joins the structure `who` (a row number)."""

    def act(reach: Reach, book: Book) -> Changes:
        if team.kind == STRUCTURE:
            card = who if isinstance(who, int) else _new(reach, who, now)
            wanted = replace(draft, specialty=_specialty(reach, who)) if isinstance(who, str) else draft
            return structures.add_member(book, team.key, card, wanted, now=now)[1]
        if not isinstance(who, int):
            raise CarnetError(
                f"« {who} » n’est pas une structure de votre carnet{NARROW}: choisissez-la dans la liste."
            )
        return structures.add_member(book, who, team.key, draft, now=now)[1]

    return _written(team.id, act)


def _lexicon(reach: Reach) -> BoxLexicon:
    return BoxLexicon(Catalogue.shipped(), reach.communes, reach.point(reach.scene.practice), None, None)


def _new(reach: Reach, words: str, now: datetime) -> CorrespondentDraft:
    """The card that a few words make; what they do is said by the role in the structure."""
    proposal = read_card(words, _lexicon(reach))
    if not proposal.named:
        raise CarnetError(f"« {words} »{NARROW}: ni nom ni fonction. Écrivez par exemple « Mme Anne Roux ».")
    return replace(capture.draft_of(proposal, now=now, key=""), roles=(), source=None)


def _specialty(reach: Reach, words: str) -> str:
    return next((piece.value for piece in read_card(words, _lexicon(reach)).specialties), "")


def set_lead(team: Team, role: int, now: datetime, *, lead: bool) -> Errand:
    """Make somebody the référent, or no longer."""
    return _written(team.id, lambda reach, book: structures.set_lead(book, role, now=now, lead=lead))


def change_role(team: Team, role: int, now: datetime, columns: Mapping[str, object]) -> Errand:
    """Change what somebody does there, or since and until when."""
    return _written(team.id, lambda reach, book: editing.change_role(book, role, now=now, **columns))


def team_changed(team: Team, by: Mapping[int, Who | None], on: date, now: datetime) -> Errand:
    """Retire or replace several at once: by role, who takes the place, None for nobody."""

    def act(reach: Reach, book: Book) -> Changes:
        changes = [TeamChange(role, _new(reach, who, now) if isinstance(who, str) else who) for role, who in by.items()]
        return structures.team_changed(book, team.key, changes, on, now=now)

    return _written(team.id, act)


def close(team: Team, plan: ClosingPlan, on: date, now: datetime) -> Errand:
    """Close a structure and send its people where the plan says."""
    return _written(team.id, lambda reach, book: structures.close(book, plan, on, now=now))


def add_link(team: Team, kind: str, other: int, now: datetime, *, above: bool) -> Errand:
    """Link with another structure; `above`: the other contains, carries or replaces this one."""
    pair = (other, team.key) if above else (team.key, other)
    return _written(team.id, lambda reach, book: structures.add_link(book, *pair, kind, now=now)[1])


def remove_link(team: Team, link: int, now: datetime) -> Errand:
    """Take a link away."""
    return _written(team.id, lambda reach, book: structures.remove_link(book, link, now=now))
