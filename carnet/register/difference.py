"""What changed between two snapshots for the people of a book."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from carnet.domain.text import fold
from carnet.register.store import opened

if TYPE_CHECKING:
    import sqlcipher3.dbapi2 as sqlite

# Kinds of change. A person is GONE who is in the old file and not in the new one; the law asks to look into it.
GONE, BACK, MOVED, NEW_SITE, LEFT_SITE, PHONE = "gone", "back", "moved", "new_site", "left_site", "phone"

_SITES = """
SELECT DISTINCT s.name, s.street, s.postcode, s.city, s.finess, s.siret, trim(s.phone || ' ' || s.phone2)
FROM person p CROSS JOIN act a ON a.person = p.id CROSS JOIN structure s ON s.id = a.structure
WHERE p.identifier = ? AND s.id > 0 ORDER BY a.id
"""


@dataclass(frozen=True, slots=True)
class SiteSeen:
    """A site as one snapshot has it, enough to say which one it is; `phones` are national digits, by spaces."""

    name: str
    street: str
    postcode: str
    city: str
    finess: str
    siret: str
    phones: str

    def same_place(self, other: "SiteSeen") -> bool:
        """Whether it is the same address, or the same establishment by its number in the same town."""
        if self.postcode != other.postcode:
            return False
        numbered = (self.finess and self.finess == other.finess) or (self.siret and self.siret == other.siret)
        return bool(numbered) or (fold(self.name), fold(self.street)) == (fold(other.name), fold(other.street))


@dataclass(frozen=True, slots=True)
class Change:
    """One change for one person: `before` and `after` are the site concerned, where there is one."""

    identifier: str
    kind: str
    before: SiteSeen | None = None
    after: SiteSeen | None = None


def changes_for(old: Path, new: Path, identifiers: Iterable[str]) -> list[Change]:
    """What the snapshot `new` says otherwise than `old` of the people named by RPPS or ADELI, in their order.

    A single site left for a single other one is a move; other sites are told as new or left. A change of métier, of
    name or of e-mail is not told. Raises CarnetError when a snapshot cannot be read.
    """
    with opened(old) as before, opened(new) as after:
        return [change for who in identifiers for change in _changes(who, _sites(before, who), _sites(after, who))]


def _sites(connection: "sqlite.Connection", identifier: str) -> list[SiteSeen] | None:
    """Sites of a person, None when the snapshot does not have the person at all."""
    if connection.execute("SELECT 1 FROM person WHERE identifier = ?", (identifier,)).fetchone() is None:
        return None
    return [SiteSeen(*row) for row in connection.execute(_SITES, (identifier,))]


def _changes(who: str, old: list[SiteSeen] | None, new: list[SiteSeen] | None) -> Iterator[Change]:
    if old is None or new is None:
        if old is not None:
            yield Change(who, GONE)
        elif new is not None:
            yield Change(who, BACK)
        return
    left, arrived = list(old), list(new)
    kept: list[tuple[SiteSeen, SiteSeen]] = []
    for same in (SiteSeen.__eq__, SiteSeen.same_place):
        for site in list(left):
            if match := next((other for other in arrived if same(site, other)), None):
                kept.append((site, match))
                left.remove(site)
                arrived.remove(match)
    yield from (Change(who, PHONE, a, b) for a, b in kept if set(a.phones.split()) != set(b.phones.split()))
    if len(left) == len(arrived) == 1:
        yield Change(who, MOVED, left[0], arrived[0])
        return
    yield from (Change(who, LEFT_SITE, before=site) for site in left)
    yield from (Change(who, NEW_SITE, after=site) for site in arrived)
