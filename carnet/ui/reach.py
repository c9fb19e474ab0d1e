"""What runs in the thread that reads: the scene it searches on, and what an errand may use there."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from carnet.domain.disclosure import Profile, permit
from carnet.domain.rights import REFUSAL
from carnet.domain.specialties import Catalogue
from carnet.domain.text import fold
from carnet.errors import CarnetError
from carnet.geo.communes import Communes
from carnet.geo.distance import Point
from carnet.queries.box import Box
from carnet.queries.results import Origin

if TYPE_CHECKING:
    from carnet.models.book import Book
    from carnet.queries.sheet import Sheet
    from carnet.register.lookup import Person, Register

MOST_COMMUNES = 8


class Scene(Struct, frozen=True):
    """What a search runs on: the open book or none, the register snapshot or none, the practice's commune, the day."""

    book: "Book | None"
    register: Path | None
    practice: str
    today: date

    @property
    def profile(self) -> Profile:
        """For whom the book is open; the owner while it is not."""
        return self.book.profile if self.book else Profile.OWNER


class Town(Struct, frozen=True):
    """A commune offered for what is typed: INSEE code, name, first postcode, kilometres from the practice."""

    insee: str
    name: str
    postcode: str
    km: float | None


class Reach:
    """What an errand may use, in the thread that reads. Everything is opened when first asked for."""

    def __init__(self) -> None:
        self.scene = Scene(None, None, "", date.min)
        self.communes = Communes.shipped()
        self._box: Box | None = None
        self._register: Register | None = None

    def enter(self, scene: Scene) -> None:
        """Run on another scene from now on."""
        if scene.register != self.scene.register:
            self._close_register()
        self._box = None
        self.scene = scene

    def leave(self) -> None:
        """Let go of the book and of the register."""
        self._box = None
        self._close_register()
        self.scene = Scene(None, None, self.scene.practice, self.scene.today)

    def box(self) -> Box:
        """The box on this scene. Raises CarnetError when book or register cannot be read."""
        if self._box is None:
            permit("window", self.scene.profile)
            self._box = Box(
                self.scene.book,
                self.register(),
                communes=self.communes,
                catalogue=Catalogue.shipped(),
                practice=self.scene.practice,
                today=self.scene.today,
                profile=self.scene.profile,
            )
        return self._box

    def book(self, verb: str = "") -> "Book":
        """The open book, to read it whole or to do `verb`. Raises CarnetError: it is not open, or for the secretary who
        may not."""
        book = self._open_book()
        if not book.may(verb):
            raise CarnetError(REFUSAL)
        return book

    def _open_book(self) -> "Book":
        if self.scene.book is None:
            raise CarnetError("Votre carnet est verrouillé\u202f: ouvrez-le d’abord.")
        return self.scene.book

    def person(self, identifier: str) -> "Person":
        """A person of the register, by `p:<identifier>`. Raises CarnetError when the register knows them no more."""
        register = self.register()
        person = register.person(identifier.removeprefix("p:")) if register else None
        if person is None:
            raise CarnetError("L’annuaire national ne connaît plus cette personne\u202f: cherchez-la de nouveau.")
        return person

    def sheet(self, identifier: str, origin: Origin | None) -> "Sheet":
        """The whole card of a row. Raises CarnetError when it is gone."""
        from carnet.queries.sheet import book_sheet, register_sheet  # after the first rows

        point = self.point(origin.insee) if origin else None

        def km(insee: str) -> float | None:
            commune = self.communes.by_insee(insee)
            return None if commune is None or point is None else self.communes.kilometres(commune, point)

        if identifier.startswith("b:"):
            reader, profile = self._open_book().reader(), self.scene.profile
            return book_sheet(reader, identifier, today=self.scene.today, km=km, profile=profile)
        return register_sheet(self.person(identifier), self.communes, km=km, profile=self.scene.profile)

    def towns(self, text: str) -> tuple[Town, ...]:
        """Communes for what is typed, the likeliest first: a name or its beginning, a postcode or its beginning."""
        origin, typed = self.point(self.scene.practice), text.strip()
        if typed.isdigit():
            found = self.communes.by_postcode_prefix(typed)[:MOST_COMMUNES]
        else:
            found = self.communes.starting(fold(typed), MOST_COMMUNES, origin)
        return tuple(self._town(commune, origin) for commune in found)

    def _town(self, commune: int, origin: Point | None) -> Town:
        communes = self.communes
        km = communes.kilometres(commune, origin) if origin else None
        return Town(communes.insee[commune], communes.names[commune], communes.postcodes[commune][0], km)

    def point(self, insee: str) -> Point | None:
        """Where a commune lies, None if unknown."""
        commune = self.communes.by_insee(insee) if insee else None
        return None if commune is None else self.communes.point(commune)

    def register(self) -> "Register | None":
        """The register's snapshot, None where none is imported. Raises CarnetError when it cannot be read."""
        if self._register is None and self.scene.register is not None:
            from carnet.register.lookup import Register

            self._register = Register.open(self.scene.register, self.communes, Catalogue.shipped())
        return self._register

    def _close_register(self) -> None:
        if self._register is not None:
            self._register.close()
            self._register = None


Errand = Callable[[Reach], Any]
