"""The communes packed for a quick start: columns instead of lines, names and postcodes already folded and sorted.

`resources/communes.csv.gz` is the source. `python -m carnet.geo.packing` writes `resources/communes.pack` from it, to
be run again whenever the table or the folding changes; a test compares the two. Reading the pack takes a quarter of
the time of reading the CSV, and the names need no folding on the way to the first search.
"""

from __future__ import annotations  # array[float] is a type for checkers only before Python 3.12

import re
import struct
import sys
import zlib
from array import array
from collections.abc import Sequence
from itertools import accumulate, chain, groupby
from math import cos, floor, inf, isnan, radians, sin
from pathlib import Path
from typing import Any

from msgspec import Struct

from carnet.domain.text import fold
from carnet.errors import CarnetError
from carnet.geo.curve import hilbert_order

SOURCE, PACK = "communes.csv.gz", "communes.pack"

_MAGIC = b"carnet-communes-5"
CELLS_PER_DEGREE = 4
CELLS_AROUND = 360 * CELLS_PER_DEGREE
_ARTICLES = frozenset({"l", "la", "le", "les"})
_ELISION = re.compile(r"\b([dl]) (?=[a-z])")
_ARRONDISSEMENT = re.compile(r"(.+) (\d+)(?:er|e) arrondissement")


class Columns(Struct, frozen=True):
    """The sections of a pack; lists are one string, a line per value, communes sorted by INSEE code.

    `name_keys` are folded names and other ways to write them, sorted, the most populous commune first for one key;
    `postcode_keys` likewise, as numbers, arrondissements before their city. `named` and `posted` are the communes that
    they lead to.
    `departments` are runs: « 84 151 » for 151 communes of département 84.

    `name_ends` are where each name ends in `names`, its end of line included; `name_key_ends` likewise.

    `order` holds the communes along a Hilbert curve; `people` are their inhabitants in that order. Rank in it, from 1,
    is the number of a commune in a register; `numbering` tells this numbering from another. `x`, `y`, `z` are unit
    vectors from the Earth's centre by number, from 0 to the one after the last: x is infinite where no position is
    known. Run i of `cell_members`, up to `cell_ends[i]`, are the numbers of the communes that lie in the cell
    `cell_keys[i]` (see `cell_of`).
    """

    insee: str
    names: str
    name_ends: array[int]
    departments: str
    postcodes: str
    population: array[int]
    lat: array[float]
    lon: array[float]
    name_keys: str
    name_key_ends: array[int]
    named: array[int]
    postcode_keys: array[int]
    posted: array[int]
    order: array[int]
    people: array[int]
    x: array[float]
    y: array[float]
    z: array[float]
    numbering: str
    cell_keys: array[int]
    cell_ends: array[int]
    cell_members: array[int]


_LAYOUT = {
    "insee": "", "names": "", "name_ends": "I", "departments": "", "postcodes": "", "population": "i", "lat": "d",
    "lon": "d", "name_keys": "", "name_key_ends": "I", "named": "H", "postcode_keys": "I", "posted": "H", "order": "i",
    "people": "i", "x": "d", "y": "d", "z": "d", "numbering": "", "cell_keys": "i", "cell_ends": "i",
    "cell_members": "H",
}  # fmt: skip


def arrondissement_of(insee: str) -> str:
    """INSEE code of the city whose municipal arrondissement bears `insee`, or an empty string."""
    for first, last, city in (("13201", "13216", "13055"), ("69381", "69389", "69123"), ("75101", "75120", "75056")):
        if first <= insee <= last:
            return city
    return ""


def spellings(name: str) -> set[str]:
    """Folded ways to write a commune's name: without its article, elisions joined, arrondissements numbered freely.

    « L'Isle-sur-la-Sorgue »: l isle sur la sorgue, isle sur la sorgue, lisle sur la sorgue.
    """
    folded = fold(name)
    found = {folded}
    first, _, rest = folded.partition(" ")
    if first in _ARTICLES and rest:
        found.add(rest)
    if numbered := _ARRONDISSEMENT.fullmatch(folded):
        city, number = numbered[1], int(numbered[2])
        endings = (str(number), f"{number:02d}", f"{number}e", f"{number}er", f"{number}eme", f"{number}ieme")
        found.update(f"{city} {ending}{tail}" for ending in endings for tail in ("", " arrondissement"))
    return found | {_ELISION.sub(r"\1", key) for key in found}


def cell_of(lat: float, lon: float) -> int:
    """Number of the cell, a quarter of a degree wide, of a point in degrees."""
    return floor(lat * CELLS_PER_DEGREE) * CELLS_AROUND + floor(lon * CELLS_PER_DEGREE) % CELLS_AROUND


def towards(lat: float, lon: float) -> tuple[float, float, float]:
    """The unit vector from the Earth's centre of a point in degrees; x is infinite where the point is not known."""
    if isnan(lat):
        return inf, 0.0, 0.0
    phi, theta = radians(lat), radians(lon)
    return cos(phi) * cos(theta), cos(phi) * sin(theta), sin(phi)


def cells(order: Sequence[int], lat: Sequence[float], lon: Sequence[float]) -> dict[int, list[int]]:
    """Numbers, from 1, of the communes of `order` in each cell; an index below 0, or no position, is in none."""
    found: dict[int, list[int]] = {}
    for number, index in enumerate(order, 1):
        if index >= 0 and not isnan(lat[index]):
            found.setdefault(cell_of(lat[index], lon[index]), []).append(number)
    return found


def pack(table: str) -> bytes:
    """The pack of the communes table (CSV text with its header). Not compressed: it is read at every start."""
    import csv  # not at the start of the program

    rows = sorted(csv.DictReader(table.splitlines()), key=lambda row: row["insee"])
    population = [int(row["pop"] or 0) for row in rows]
    by_name = sorted((key, -population[i], i) for i, row in enumerate(rows) for key in spellings(row["nom"]))
    by_postcode = sorted(
        (postcode, not arrondissement_of(row["insee"]), -population[i], i)
        for i, row in enumerate(rows)
        for postcode in row["cps"].split()
    )
    lat, lon = ([float(row[name] or "nan") for row in rows] for name in ("lat", "lon"))
    order = hilbert_order(lat, lon)
    insee = "\n".join(row["insee"] for row in rows)
    by_cell = cells(order, lat, lon)
    nowhere = (inf, 0.0, 0.0)
    x, y, z = zip(nowhere, *(towards(lat[i], lon[i]) for i in order), nowhere, strict=True)
    names = "\n".join(row["nom"] for row in rows)
    columns = Columns(
        insee=insee,
        names=names,
        name_ends=array("I", accumulate(len(row["nom"]) + 1 for row in rows)),
        departments="\n".join(f"{code} {len([*run])}" for code, run in groupby(row["dep"] for row in rows)),
        postcodes="\n".join(row["cps"] for row in rows),
        population=array("i", population),
        lat=array("d", lat),
        lon=array("d", lon),
        name_keys="\n".join(key for key, _, _ in by_name),
        name_key_ends=array("I", accumulate(len(key) + 1 for key, _, _ in by_name)),
        named=array("H", [i for _, _, i in by_name]),
        postcode_keys=array("I", [int(key) for key, _, _, _ in by_postcode]),
        posted=array("H", [i for _, _, _, i in by_postcode]),
        order=array("i", order),
        people=array("i", [population[i] for i in order]),
        x=array("d", x),
        y=array("d", y),
        z=array("d", z),
        numbering=f"{zlib.crc32(insee.encode() + repr(order).encode()):08x}",
        cell_keys=array("i", by_cell),
        cell_ends=array("i", accumulate(map(len, by_cell.values()))),
        cell_members=array("H", chain.from_iterable(by_cell.values())),
    )
    return _MAGIC + b"".join(map(_section, (getattr(columns, field) for field in _LAYOUT)))


def _section(values: str | array[int] | array[float]) -> bytes:
    data = values.encode() if isinstance(values, str) else _little_endian(values[:]).tobytes()
    return struct.pack("<I", len(data)) + data


def _little_endian(values: array[Any]) -> array[Any]:
    if sys.byteorder == "big":
        values.byteswap()
    return values


def unpack(packed: bytes) -> Columns:
    """The columns of a pack. Raises CarnetError when the file is damaged."""
    try:
        if not packed.startswith(_MAGIC):
            raise CarnetError("La table des communes n'est pas au format attendu : réinstallez carnet.")
        return _columns(memoryview(packed))
    except (EOFError, ValueError, struct.error) as error:
        raise CarnetError("La table des communes est abîmée : réinstallez carnet.") from error


def _columns(data: memoryview) -> Columns:
    at, sections = len(_MAGIC), dict[str, object]()
    for field, kind in _LAYOUT.items():
        (size,) = struct.unpack_from("<I", data, at)
        section = data[at + 4 : at + 4 + size]
        if len(section) != size:
            raise EOFError(field)
        at += 4 + size
        if kind:
            values = array(kind)
            values.frombytes(section)
            sections[field] = _little_endian(values)
        else:
            sections[field] = str(section, "utf-8")
    return Columns(**sections)  # type: ignore[arg-type]


def main() -> None:
    """Write the pack beside its source."""
    import gzip

    folder = Path(__file__).resolve().parents[2] / "resources"
    table = gzip.decompress((folder / SOURCE).read_bytes()).decode()
    (folder / PACK).write_bytes(pack(table))


if __name__ == "__main__":
    main()
