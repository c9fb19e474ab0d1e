"""What a file brings in, whatever its format: the record that readers make and that matching and merging take.

Everything is as read: nothing is looked up in the book or in the register, nothing is decided. Unknown is empty.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from msgspec import Struct


class IncomingLine(Struct, frozen=True):
    """A way to reach someone. `kind` and `use` as in the table line; `ring` empty: the default rule decides; `of_site`:
    of a place, that of whoever works there."""

    value: str
    kind: str = "phone"
    use: str = ""
    label: str = ""
    ring: str = ""
    best_time: str = ""
    of_site: bool = False


class IncomingSite(Struct, frozen=True):
    """A place as it was written. `insee` only when the file says it: nothing is guessed here."""

    name: str = ""
    complement: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    insee: str = ""
    hours: str = ""
    access: str = ""


class IncomingRole(Struct, frozen=True):
    """What someone does somewhere. `specialty` is an id of the catalogue, or "" (see `IncomingCard.specialties`);
    `lines` are those of this place; `structure` is the name of the structure, `structure_key` its card's key if the
    file says so; `borrowed`: the address is the structure's, the place has none of its own."""

    specialty: str = ""
    function: str = ""
    structure: str = ""
    structure_key: str = ""
    site: IncomingSite | None = None
    lines: tuple[IncomingLine, ...] = ()
    mode: str = ""
    hours: str = ""
    is_lead: bool = False
    since: date | None = None
    until: date | None = None
    borrowed: bool = False
    official_code: str = ""


class IncomingLink(Struct, frozen=True):
    """A structure that this one `contains`, `carries` or `replaces`; `above`: it does so to this one. `other` is the
    key of its card in the file, or its uuid."""

    kind: str
    other: str
    above: bool = False
    since: date | None = None
    until: date | None = None


class IncomingDelay(Struct, frozen=True):
    """A delay that was told: `audience` patient or caller, in days."""

    days: int
    told_on: date
    audience: str = "patient"


class IncomingOpinion(Struct, frozen=True):
    """What somebody thinks of the correspondent. `author` empty: whoever owned the book the file comes from.

    `marks` ∈ expert, humane, reliable, advice.
    """

    marks: tuple[str, ...] = ()
    word: str = ""
    given_on: date | None = None
    good_for: tuple[str, ...] = ()
    author: str = ""


class IncomingRemark(Struct, frozen=True):
    """What somebody who is not the owner of the book wrote of the correspondent."""

    author: str
    words: str
    given_on: date | None = None


class IncomingCard(Struct, frozen=True):
    """One card of a file.

    `key` is its UID in the file, else a hash of its contents that stays the same from one import to the next; unique in
    the file. `raw` is its original text (« self-contained »: what `source_record.raw` keeps), `format` what it is in:
    vcard or table. `first_line` is where it starts in the file, from 1. `specialties` are the words read, in order,
    those that the catalogue does not know included. `specialty` of the roles are ids. `attributes` and `profile` have
    the names of the columns of correspondent (new_patients, home_visits…) and structure_profile (does, zone, age_min…).
    `problems` are French remarks: what was read otherwise than written, or left out. `uuid` is the identifier that the
    card has in the book that wrote the file, `successor` the key or the uuid of who follows. `tells_found_in`: the file
    says where the card was found, even when it is nowhere.
    """

    key: str
    kind: str = "person"
    title: str = ""
    family_name: str = ""
    given_name: str = ""
    label: str = ""
    gender: str = ""
    rpps: str = ""
    adeli: str = ""
    finess: str = ""
    siret: str = ""
    specialties: tuple[str, ...] = ()
    roles: tuple[IncomingRole, ...] = ()
    lines: tuple[IncomingLine, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    note: str = ""
    sector: str = ""
    cost: str = ""
    status: str = ""
    status_on: date | None = None
    successor: str = ""
    attributes: dict[str, bool] = {}
    practical_note: str = ""
    verified_on: date | None = None
    delays: tuple[IncomingDelay, ...] = ()
    met_at: str = ""
    recommended_by: str = ""
    found_in: str = ""
    known_since: str = ""
    favourite: bool = False
    opinion: IncomingOpinion | None = None
    profile: dict[str, str | int] = {}
    photo: bytes | None = None
    members: tuple[str, ...] = ()  # keys of the cards that a group or a structure names
    format: str = "vcard"
    raw: str = ""
    first_line: int = 0
    problems: tuple[str, ...] = ()
    uuid: str = ""
    remarks: tuple[IncomingRemark, ...] = ()
    tells_found_in: bool = False
    links: tuple[IncomingLink, ...] = ()

    @property
    def every_line(self) -> tuple[IncomingLine, ...]:
        """The card's own lines, then those of its places."""
        return self.lines + tuple(line for role in self.roles for line in role.lines)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that could not be read: where (line of the file, row of the sheet; 0: the file itself), in French."""

    line: int
    words: str


@dataclass(slots=True)
class IncomingFile:
    """A file being read. `cards` reads as it goes, once, in bounded memory; `troubles` grows with it.

    `format` ∈ vcard, csv, xlsx; `source` is who seems to have written it (« iCloud », « Outlook »…), "" when unknown.
    `digest` is the SHA-256 of the file (import_review.file_digest). `whole` turns true once everything was read.
    """

    name: str
    format: str
    digest: str
    cards: Iterator[IncomingCard]
    source: str = ""
    encoding: str = ""
    troubles: list[Trouble] = field(default_factory=list)
    whole: bool = False
    progress: Callable[[], float] = field(default=lambda: 0.0, repr=False)
