"""What the editor writes: each is one service call, run in the thread that holds the book."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from carnet.domain.dates import read_day, read_days
from carnet.domain.specialties import Catalogue
from carnet.domain.text import fold
from carnet.errors import CarnetError
from carnet.ui.acts import whole
from carnet.ui.editor_rows import Write
from carnet.words import NARROW

if TYPE_CHECKING:
    from carnet.models.book import Book
    from carnet.models.writer import Changes
    from carnet.queries.editable import EditableRole
    from carnet.ui.searcher import Reach

_MOST_NAMES = 12


def verb(deed: Callable[[Any, "Book", datetime], Any]) -> Write:
    """A call of `services.editing`, which `deed` is given with the book and the moment."""

    def write(reach: "Reach", now: datetime) -> "Changes":
        from carnet.services import editing

        result = deed(editing, whole(reach.book()), now)
        changes: Changes = result[1] if isinstance(result, tuple) else result
        return changes

    return write


def card(key: int, **columns: object) -> Write:
    """Change columns of the card."""
    return verb(lambda editing, book, now: editing.change_card(book, key, now=now, **columns))


def profile(key: int, **columns: object) -> Write:
    """Change what a structure does."""
    return verb(lambda editing, book, now: editing.set_profile(book, key, now=now, **columns))


def role(key: int, held: "EditableRole | None", **columns: object) -> Write:
    """Change columns of a role; the card's first one is made by it."""
    if held is not None:
        return verb(lambda editing, book, now: editing.change_role(book, held.id, now=now, **columns))

    def make(editing: Any, book: "Book", now: datetime) -> Any:
        from carnet.services.drafts import RoleDraft

        return editing.add_role(book, key, RoleDraft(**columns), now=now)  # type: ignore[arg-type]

    return verb(make)


def place(key: int, held: "EditableRole | None", *, alone: bool, **columns: object) -> Write:
    """Change columns of a role's place, which is made if need be; `alone`: for this role only, if others share it."""

    def write(editing: Any, book: "Book", now: datetime) -> Any:
        from carnet.services.drafts import RoleDraft, SiteDraft

        if held is None:
            return editing.add_role(book, key, RoleDraft(site=SiteDraft(**columns)), now=now)  # type: ignore[arg-type]
        if held.site is None:
            return editing.settle(book, held.id, SiteDraft(**columns), now=now)  # type: ignore[arg-type]
        return editing.change_site(book, held.site.id, only_for=held.id if alone else None, now=now, **columns)

    return verb(write)


def town(key: int, held: "EditableRole | None", text: str, insee: str, *, alone: bool) -> Write:
    """Put a role's place in a commune: the one chosen (`insee`), else the one that bears the name typed, else words."""

    def write(reach: "Reach", now: datetime) -> "Changes":
        return place(key, held, alone=alone, **_commune(reach, text, insee))(reach, now)

    return write


def _commune(reach: "Reach", text: str, insee: str) -> dict[str, object]:
    """Postcode, city and INSEE code of « 84000 Avignon », « avignon », « 84000 », « Genève »."""
    words = text.split()
    code = words[0] if words and words[0].isdigit() and len(words[0]) == 5 else ""
    name = " ".join(words[1:] if code else words)
    communes = reach.communes
    found: tuple[int, ...]
    if insee:
        at = communes.by_insee(insee)
        found = () if at is None else (at,)
    else:
        named = communes.named(fold(name)) if name else ()
        posted = communes.by_postcode(code) if code else ()
        found = tuple(at for at in named if at in posted) if code and name else named or posted
        found = found if len(found) == 1 or (found and not code) else found[: 1 if name else 0]
    if not found:
        return {"postcode": code, "city": name, "insee": ""}
    commune = found[0]
    known = communes.postcodes[commune]
    return {
        "postcode": code if code in known else code or known[0],
        "city": communes.names[commune],
        "insee": communes.insee[commune],
    }


def pointing(text: str, chosen: int | None, *, kind: str, but: int, then: Callable[[int | None], Write]) -> Write:
    """Point at a card by its name: the one chosen, else the only one that the text names; nothing for "".

    `then` makes the call from its row number. Raises CarnetError in the thread when nobody, or several, bear it.
    """

    def write(reach: "Reach", now: datetime) -> "Changes":
        from carnet.queries.editable import named

        if not text.strip() or chosen is not None:
            return then(chosen if text.strip() else None)(reach, now)
        found = named(reach.book().reader(), text, kind=kind, but=but, limit=_MOST_NAMES)
        exact = [one for one in found if fold(one.name) == fold(text)] or list(found)
        if len(exact) != 1:
            how = "Plusieurs fiches de votre carnet portent" if exact else "Aucune fiche de votre carnet ne porte"
            raise CarnetError(f"{how} ce nom{NARROW}: choisissez dans la liste.")
        return then(exact[0].key)(reach, now)

    return write


def specialty(text: str) -> str:
    """The specialty that a text names, its id; "" for none. Raises CarnetError for an unknown one."""
    catalogue, folded = Catalogue.shipped(), fold(text)
    if not text.strip():
        return ""
    by_label = [one.id for one in catalogue if fold(one.label) == folded]
    found = tuple(by_label) or catalogue.match(tuple(folded.split())) or catalogue.starting(folded)
    if found:
        return found[0]
    near = catalogue.near(folded)
    hint = f"{NARROW}: vouliez-vous dire {catalogue.get(near[0]).label}{NARROW}?" if near else "."
    raise CarnetError(f"«{NARROW}{text.strip()[:40]}{NARROW}» n’est pas une spécialité connue{hint}")


def day(text: str, today: date, *, last: bool = False) -> date | None:
    """A date, None for an empty text. Raises CarnetError."""
    return read_day(text, today=today, last=last) if text.strip() else None


def days(text: str) -> int | None:
    """A delay in days, None for an empty text. Raises CarnetError."""
    return read_days(text) if text.strip() else None


def age(text: str) -> int | None:
    """An age, « 65 » or « 65 ans »; None for an empty text. Raises CarnetError."""
    words = fold(text).removesuffix("ans").split()
    if not words and not text.strip():
        return None
    if len(words) != 1 or not words[0].isdigit() or len(words[0]) > 3 or text.strip().startswith("-"):
        raise CarnetError(f"«{NARROW}{text.strip()[:40]}{NARROW}» n’est pas un âge{NARROW}: écrivez 65, ou rien.")
    return int(words[0])


def labels(text: str) -> list[str]:
    """« réseau, FMC » or « #réseau #fmc » as a list."""
    spread = text.replace(";", ",").replace("\n", ",").replace("#", ",#")
    return [label for part in spread.split(",") if (label := part.strip()) and label != "#"]
