"""The communes packed for a quick start: columns instead of lines, names and postcodes already folded and sorted.

`resources/communes.csv.gz` is the source. `python -m carnet.geo.packing` writes `resources/communes.pack` from it, to
be run again whenever the table or the folding changes; a test compares the two. Reading the pack takes a quarter of
the time of reading the CSV, and the names need no folding on the way to the first search.
"""

from __future__ import annotations  # array[float] is a type for checkers only before Python 3.12

import csv
import gzip
import re
import struct
import sys
import zlib
from array import array
from itertools import groupby
from pathlib import Path
from typing import Any

from msgspec import Struct

from carnet.domain.text import fold
from carnet.errors import CarnetError

SOURCE, PACK = "communes.csv.gz", "communes.pack"

_MAGIC = b"carnet-communes-2"
_ARTICLES = frozenset({"l", "la", "le", "les"})
_ELISION = re.compile(r"\b([dl]) (?=[a-z])")
_ARRONDISSEMENT = re.compile(r"(.+) (\d+)(?:er|e) arrondissement")


class Columns(Struct, frozen=True):
    """The sections of a pack; lists are one string, a line per value, communes sorted by INSEE code.

    `name_keys` are folded names and other ways to write them, sorted, the most populous commune first for one key;
    `postcode_keys` likewise, as numbers, arrondissements before their city. `named` and `posted` are the communes that
    they lead to.
    `departments` are runs: « 84 151 » for 151 communes of département 84.
    """

    insee: str
    names: str
    departments: str
    postcodes: str
    population: array[int]
    lat: array[float]
    lon: array[float]
    name_keys: str
    named: array[int]
    postcode_keys: array[int]
    posted: array[int]


_LAYOUT = {
    "insee": "", "names": "", "departments": "", "postcodes": "", "population": "i", "lat": "d", "lon": "d",
    "name_keys": "", "named": "H", "postcode_keys": "I", "posted": "H",
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


def pack(table: str) -> bytes:
    """The pack, compressed, of the communes table (CSV text with its header)."""
    rows = sorted(csv.DictReader(table.splitlines()), key=lambda row: row["insee"])
    population = [int(row["pop"] or 0) for row in rows]
    by_name = sorted((key, -population[i], i) for i, row in enumerate(rows) for key in spellings(row["nom"]))
    by_postcode = sorted(
        (postcode, not arrondissement_of(row["insee"]), -population[i], i)
        for i, row in enumerate(rows)
        for postcode in row["cps"].split()
    )
    columns = Columns(
        insee="\n".join(row["insee"] for row in rows),
        names="\n".join(row["nom"] for row in rows),
        departments="\n".join(f"{code} {len([*run])}" for code, run in groupby(row["dep"] for row in rows)),
        postcodes="\n".join(row["cps"] for row in rows),
        population=array("i", population),
        lat=array("d", [float(row["lat"] or "nan") for row in rows]),
        lon=array("d", [float(row["lon"] or "nan") for row in rows]),
        name_keys="\n".join(key for key, _, _ in by_name),
        named=array("H", [i for _, _, i in by_name]),
        postcode_keys=array("I", [int(key) for key, _, _, _ in by_postcode]),
        posted=array("H", [i for _, _, _, i in by_postcode]),
    )
    return gzip.compress(_MAGIC + b"".join(map(_section, (getattr(columns, field) for field in _LAYOUT))), mtime=0)


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
        data = gzip.decompress(packed)
        if not data.startswith(_MAGIC):
            raise CarnetError("La table des communes n'est pas au format attendu : réinstallez carnet.")
        return _columns(memoryview(data))
    except (OSError, EOFError, ValueError, struct.error, zlib.error) as error:
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
    folder = Path(__file__).resolve().parents[2] / "resources"
    table = gzip.decompress((folder / SOURCE).read_bytes()).decode()
    (folder / PACK).write_bytes(pack(table))


if __name__ == "__main__":
    main()
