"""Cards as matching and merging see them, whatever they come from: the book, a file, what the file said last time."""

import json
from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct

from carnet.domain.text import fold

Value = str | int | bool | date | None

LINE_DETAILS = ("use", "label", "best_time")
PLACE_DETAILS = (
    "specialty", "function", "structure", "name", "complement", "street", "postcode", "city", "country", "insee",
    "hours", "access", "mode", "role_hours", "since", "until", "official_code",
)  # fmt: skip
_TELLING = (
    "specialty", "structure", "name", "street", "postcode", "city", "insee", "function", "since", "until",
)  # fmt: skip
SET_PARTS = ("skill", "language", "tag")
_HERE = frozenset({"france", "fr", "fra", "france metropolitaine", "republique francaise"})


class Line(Struct, frozen=True):
    """A way to reach. `digits` as in the table line; `row` is its number in the book, 0 when it is not there.
    `of_site`: it is that of the place, whoever works there."""

    value: str
    kind: str = "phone"
    use: str = ""
    label: str = ""
    ring: str = ""
    best_time: str = ""
    digits: str = ""
    row: int = 0
    of_site: bool = False

    @property
    def key(self) -> str:
        """What makes it the same line, however it is written."""
        return f"{self.kind}:{self.digits or self.value.strip().casefold()}"


class Place(Struct, frozen=True):
    """What someone does somewhere: role and site together. `row` is the role's number in the book, `site_row` the
    site's, `structure_row` the structure's; 0 when there is none. `borrowed`: the address is the structure's."""

    specialty: str = ""
    function: str = ""
    structure: str = ""
    name: str = ""
    complement: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    insee: str = ""
    hours: str = ""
    access: str = ""
    mode: str = ""
    role_hours: str = ""
    is_lead: bool = False
    since: date | None = None
    until: date | None = None
    lines: tuple[Line, ...] = ()
    structure_key: str = ""
    borrowed: bool = False
    row: int = 0
    site_row: int = 0
    structure_row: int = 0
    official_code: str = ""

    @property
    def key(self) -> str:
        """What makes it the same place, however it is written."""
        town = self.insee or self.postcode or fold(self.city)
        return "|".join((self.specialty, town, fold(self.street), fold(self.structure), fold(self.name)))


class Delay(Struct, frozen=True):
    """A delay that was told."""

    days: int
    told_on: date
    audience: str = "patient"

    @property
    def key(self) -> str:
        """The whole of it: another day, another delay."""
        return f"{self.audience}:{self.told_on}:{self.days}"


class Side(Struct, frozen=True):
    """One card, as one of the three knows it. `fields` by column (« profile.does » for a structure's); unknown ones are
    left out, or None, or ""."""

    kind: str = "person"
    fields: Mapping[str, Value] = {}
    lines: tuple[Line, ...] = ()
    places: tuple[Place, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = {}  # by SET_PARTS
    delays: tuple[Delay, ...] = ()

    @property
    def every_line(self) -> Iterator[Line]:
        """Its own lines, then those of its places."""
        yield from self.lines
        for place in self.places:
            yield from place.lines


class Base(Struct, frozen=True):
    """What a source said the last time, as far as merging asks."""

    fields: Mapping[str, str] = {}
    keys: frozenset[str] = frozenset()

    @classmethod
    def of(cls, side: Side) -> "Base":
        """What `side` says."""
        fields = {name: str(value) for name, value in side.fields.items() if known(value)}
        return cls(fields, frozenset(keys_of(side)))

    @classmethod
    def from_json(cls, text: str) -> "Base":
        """A base kept earlier. Raises ValueError for a text that is not one."""
        held = json.loads(text)
        return cls(held["fields"], frozenset(held["keys"]))

    def to_json(self) -> str:
        """The text that `from_json` reads."""
        held = {"fields": dict(self.fields), "keys": sorted(self.keys)}
        return json.dumps(held, ensure_ascii=False, separators=(",", ":"))


def known(value: Value) -> bool:
    """Whether a value says anything: False does."""
    return value is not None and value != ""


def country_abroad(country: str) -> str:
    """The country of an address, "" for France: where an address is unless it says otherwise."""
    return "" if fold(country) in _HERE else country


def alike(one: Value, other: Value) -> bool:
    """Whether two values say the same: case, accents and punctuation aside for texts."""
    if one == other:
        return True
    if not (isinstance(one, str) and isinstance(other, str)):
        return False
    folded = fold(one)
    return bool(folded) and folded == fold(other)


def keys_of(side: Side) -> Iterator[str]:
    """The key of every line, place, delay and label, each after its part."""
    yield from (f"line {line.key}" for line in side.every_line)
    yield from (f"place {place.key}" for place in side.places)
    yield from (f"delay {delay.key}" for delay in side.delays)
    for part in SET_PARTS:
        yield from (f"{part} {same_label(label)}" for label in side.labels.get(part, ()))


def same_label(label: str) -> str:
    """What makes it the same tag or skill."""
    return fold(label) or label.strip().casefold()


def compatible(one: Place, other: Place) -> bool:
    """Whether two places may be one: nothing that both say differs among specialty, town, street, structure, name."""
    if (one.specialty and other.specialty and one.specialty != other.specialty) or not _same_town(one, other):
        return False
    if differ(one.street, other.street) or differ(one.structure, other.structure):
        return False
    return bool(one.street and other.street) or not differ(one.name, other.name)


def differ(one: str, other: str) -> bool:
    """Whether two texts that are both known say different things."""
    return bool(one and other) and not alike(one, other)


def _same_town(one: Place, other: Place) -> bool:
    """By the first of code, postcode and name that both have; a town that one does not say differs from none."""
    if one.insee and other.insee:
        return one.insee == other.insee
    if one.postcode and other.postcode:
        return one.postcode == other.postcode
    return not differ(one.city, other.city)


def likeness(one: Place, other: Place) -> int:
    """How many things two places say alike."""
    return sum(bool(getattr(other, name)) and alike(getattr(one, name), getattr(other, name)) for name in _TELLING)
