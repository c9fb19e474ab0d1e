"""The communes of France as arrays: who they are, where they lie, and how people write them."""

from __future__ import annotations  # array[float] is a type for checkers only before Python 3.12

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from heapq import nsmallest
from itertools import compress
from math import inf, isnan, pi, sin
from typing import TYPE_CHECKING, overload

from carnet import paths
from carnet.domain.text import fold
from carnet.errors import CarnetError
from carnet.geo.departments import departments_of_postcode
from carnet.geo.distance import EARTH_RADIUS_KM, Point, kilometres
from carnet.geo.packing import PACK, arrondissement_of, towards, unpack

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable

    from carnet.geo.packing import Columns

NEAR_KM = 40.0  # a commune as near as this is likelier meant than a large one far away

_CODE = 6  # letters of an INSEE code and its end of line
_LAST = "\x7f"  # sorts after every letter and digit of a folded name


class Lines(Sequence[str]):
    """The lines of a text, each cut out when it is asked: a search looks at a hundred of 35 000."""

    def __init__(self, text: str, ends: Sequence[int]) -> None:
        """`ends`: where each line ends, its end of line included."""
        self._text, self._ends = text, ends

    def __len__(self) -> int:
        return len(self._ends)

    def __iter__(self) -> Iterator[str]:
        return iter(self._text.split("\n") if self._ends else ())

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        """The line at a place, from 0."""
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        end = self._ends[at]
        at = at % len(self._ends)
        return self._text[self._ends[at - 1] if at else 0 : end - 1]


class Communes:
    """Communes and municipal arrondissements, each known by its index (0 to 35 013) in INSEE order.

    Never changed once loaded. Look-ups that need an index of their own build it on first use.
    """

    names: Lines
    insee: Lines  # INSEE codes
    population: array[int]
    lat: array[float]  # degrees, NaN where unknown
    lon: array[float]
    order: array[int]  # the communes along a Hilbert curve; a register numbers them so, from 1
    people: array[int]  # inhabitants, in that order
    vectors: tuple[array[float], array[float], array[float]]  # x, y, z by number in a register, see `packing`
    numbering: str  # tells this numbering from another

    def __init__(self, columns: Columns) -> None:
        self.insee = Lines(columns.insee, range(_CODE, len(columns.insee) + 2, _CODE))
        self.names = Lines(columns.names, columns.name_ends)
        self._departments, self._postcodes = columns.departments, columns.postcodes
        self.order, self.people, self.numbering = columns.order, columns.people, columns.numbering
        self.vectors = columns.x, columns.y, columns.z
        self._cells = columns.cell_keys, columns.cell_ends, columns.cell_members
        self.population, self.lat, self.lon = columns.population, columns.lat, columns.lon
        self._name_keys, self._named = Lines(columns.name_keys, columns.name_key_ends), columns.named
        self._postcode_keys, self._posted = columns.postcode_keys, columns.posted

    @classmethod
    @lru_cache(maxsize=1)
    def shipped(cls) -> Communes:
        """The communes of the program's own resources, loaded once. Raises CarnetError when they are damaged."""
        path = paths.resource(PACK)
        try:
            return cls(unpack(path.read_bytes()))
        except OSError as error:
            raise CarnetError(f"La table des communes est illisible : {path}.") from error

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def department(self) -> list[str]:
        """Code of the département of each: « 84 », « 2A », « 971 »."""
        runs = (run.split() for run in self._departments.split("\n"))
        return [code for code, count in runs for code in (code,) * int(count)]

    @cached_property
    def postcodes(self) -> list[tuple[str, ...]]:
        """Postcodes of each."""
        known: dict[str, tuple[str, ...]] = {}
        return [known.get(cell) or known.setdefault(cell, tuple(cell.split())) for cell in self._postcodes.split("\n")]

    @cached_property
    def cells(self) -> dict[int, array[int]]:
        """Numbers, from 1 along `order`, of the communes in each cell of a quarter of a degree (`packing.cell_of`)."""
        keys, ends, members = self._cells
        return {key: members[low:high] for key, low, high in zip(keys, [0, *ends], ends, strict=False)}

    def point(self, commune: int) -> Point | None:
        """Where a commune lies, None if unknown."""
        lat = self.lat[commune]
        return None if isnan(lat) else Point(lat, self.lon[commune])

    def kilometres(self, commune: int, origin: Point) -> float | None:
        """Kilometres from `origin` to a commune, None when its position is unknown."""
        point = self.point(commune)
        return None if point is None else kilometres(origin, point)

    def within(self, origin: Point, km: float) -> list[int]:
        """The communes at most `km` kilometres from `origin`, in the order of `order`; none of unknown position."""
        chord = 2 * sin(min(km / (2 * EARTH_RADIUS_KM), pi / 2))
        most, (ox, oy, oz) = chord * chord, towards(origin.lat, origin.lon)
        places = zip(*self.vectors, strict=True)
        next(places)  # number 0 is no commune
        near = ((x - ox) ** 2 + (y - oy) ** 2 + (z - oz) ** 2 <= most for x, y, z in places)
        return list(compress(self.order, near))

    def city_of(self, commune: int) -> int:
        """The city of a municipal arrondissement (75108 → 75056); any other commune is its own."""
        city = arrondissement_of(self.insee[commune])
        return self._at(city) if city else commune

    def is_arrondissement(self, commune: int) -> bool:
        """Whether it is an arrondissement of Paris, Lyon or Marseille."""
        return self.city_of(commune) != commune

    def arrondissements(self, commune: int) -> tuple[int, ...]:
        """Arrondissements of Paris, Lyon or Marseille in order; none for another commune."""
        return self._arrondissements.get(commune, ())

    @cached_property
    def _arrondissements(self) -> dict[int, tuple[int, ...]]:
        found: dict[int, list[int]] = {}
        for commune, insee in enumerate(self.insee):
            if city := arrondissement_of(insee):
                found.setdefault(self._at(city), []).append(commune)
        return {city: tuple(parts) for city, parts in found.items()}

    def _at(self, insee: str) -> int:
        return bisect_left(self.insee, insee)

    def by_insee(self, insee: str) -> int | None:
        """The commune of an INSEE code of 2026 (« 2a004 » too), None if there is none."""
        insee = insee.upper()
        at = self._at(insee)
        return at if at < len(self.insee) and self.insee[at] == insee else None

    def by_postcode(self, postcode: str) -> tuple[int, ...]:
        """Communes served by a postcode: an arrondissement before its city, then the most populous first."""
        return self.by_postcode_prefix(postcode) if len(postcode) == 5 else ()

    def by_postcode_prefix(self, prefix: str) -> tuple[int, ...]:
        """Communes served by a postcode that starts with `prefix` (1 to 5 digits), in the order of postcodes."""
        if not (prefix.isascii() and prefix.isdigit() and len(prefix) <= 5):
            return ()
        unit = 10 ** (5 - len(prefix))
        low = bisect_left(self._postcode_keys, int(prefix) * unit)
        return tuple(dict.fromkeys(self._posted[low : bisect_left(self._postcode_keys, (int(prefix) + 1) * unit)]))

    def named(self, folded: str) -> tuple[int, ...]:
        """Communes of this folded name, with or without its article, the most populous first.

        « paris » is the city; « paris 8 », « lyon 3eme » an arrondissement.
        """
        keys = self._name_keys
        found = self._named[bisect_left(keys, folded) : bisect_right(keys, folded)]
        return tuple(sorted(found, key=lambda commune: -self.population[commune]))

    def starting(self, prefix: str, limit: int, origin: Point | None = None) -> tuple[int, ...]:
        """At most `limit` communes whose folded name starts with `prefix`, the likeliest first.

        First those within NEAR_KM of `origin`, by distance; then the whole name before a longer one; then the most
        populous. An arrondissement shows once its number is begun.
        """
        keys = self._name_keys
        low, high = bisect_left(keys, prefix), bisect_right(keys, prefix + _LAST)
        exact = set(self._named[low : bisect_right(keys, prefix)])
        found: Iterable[int] = dict.fromkeys(self._named[low:high])
        if not any(letter.isdigit() for letter in prefix):
            found = [commune for commune in found if not self.is_arrondissement(commune)]

        def rank(commune: int) -> tuple[float, bool, int, int]:
            far = inf if origin is None else self.kilometres(commune, origin)
            near = far if far is not None and far <= NEAR_KM else inf
            return near, commune not in exact, -self.population[commune], commune

        return tuple(nsmallest(limit, found, key=rank)) if prefix else ()

    def find(self, text: str) -> tuple[int, ...]:
        """What a person means by `text`: an INSEE code, a postcode, a name, else the beginning of a name.

        Five digits may be both a code and a postcode (13001: Aix-en-Provence, then Marseille 1er): both are given,
        the code first.
        """
        code = text.strip()
        found: list[int] = []
        if len(code) == 5 and code[2:].isdigit():
            by_insee = self.by_insee(code)
            found = [] if by_insee is None else [by_insee]
            found += self.by_postcode(code)
        folded = fold(text)
        return tuple(dict.fromkeys(found)) or self.named(folded) or self.starting(folded, 20)

    def in_department(self, code: str) -> range:
        """The communes of a département, which follow one another; empty if it is unknown."""
        return range(bisect_left(self.department, code), bisect_right(self.department, code))

    @cached_property
    def town_of_routing_line(self) -> Callable[[str, str, str], int | None]:
        """Ask with `(routing line, postcode, name)`, each possibly empty; see `carnet.geo.routing.town_of`.

        Answers are kept, as a register asks the same thousands of times.
        """

        from carnet.geo.routing import town_of

        @lru_cache(maxsize=1 << 16)
        def town(line: str, postcode: str = "", name: str = "") -> int | None:
            return town_of(self, line, postcode, name)

        return town

    def served_department(self, postcode: str) -> tuple[str, ...]:
        """Départements where a postcode, even a CEDEX, can lie."""
        served = self.by_postcode(postcode)
        found = tuple(dict.fromkeys(self.department[commune] for commune in served))
        return found or departments_of_postcode(postcode)
