"""From the last line of a postal address (« 25304 PONTARLIER CEDEX ») to the commune.

Registers often lack the commune's code. The routing line, the postcode and the town's name each may be missing,
abbreviated, that of a CEDEX office, or that of a commune merged since.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carnet.domain.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from carnet.geo.communes import Communes

_POSTCODE = re.compile(r"(?<![0-9])[0-9]{5}(?![0-9])")
_CEDEX = frozenset({"cedex", "cdx", "cedx", "cedexs"})
_SHORT = {"s": "sur", "ss": "sous", "mt": "mont", "gd": "grand", "gde": "grande", "btx": "bretonneux", "fd": "ferrand"}

# Post offices of business districts, new towns and airports that bear no commune's name, and where they stand.
_OFFICES = {
    "paris la defense": "92062",
    "la defense": "92062",
    "marne la vallee": "77083",
    "saint quentin en yvelines": "78423",
    "saint quentin yvelines": "78423",
    "montigny le bretonneux": "78423",
    "sophia antipolis": "06152",
    "roissy cdg": "95527",
    "roissy charles de gaulle": "95527",
    "orly aerogare": "94054",
    "cergy pontoise": "95127",
    "la plaine saint denis": "93066",
    "saint denis la plaine": "93066",
}

# How far a town may lie from the communes of its postcode and still be the one that is named, in kilometres.
_SAME_AREA_KM = 30.0


def town_of(communes: Communes, line: str, postcode: str = "", name: str = "") -> int | None:
    """The commune of an address, None when nothing allows to tell.

    `line` is the routing line, `postcode` and `name` the address's own columns; each may be empty. In this order: a
    commune of the postcode that bears the name; one of the same name in the département, if near; the only or most
    populous commune of the postcode (a merged commune or a hamlet is named); for a CEDEX, the town of that name in
    the département, then a business district's. A CEDEX number of Paris, Lyon and Marseille is the arrondissement.
    Without any postcode, a name borne by one commune of France alone.
    """
    postcode = _postcode(postcode) or _postcode(line)
    texts = [*dict.fromkeys(filter(None, (_town(line), _town(name))))]
    if not postcode:
        return next((found[0] for found in map(communes.named, texts) if len(found) == 1), None)
    served = communes.by_postcode(postcode)
    if served and communes.is_arrondissement(served[0]):
        return served[0]
    found = _first(_served_by_name(communes, served, text) for text in texts)
    if found is None:
        found = _first(_in_department(communes, postcode, served, text) for text in texts)
    if found is None and served:
        return served[0]
    return None if found is None else _arrondissement(communes, found, line)


def _postcode(text: str) -> str:
    """The last five digits that stand alone: a CS or BP number may come before."""
    found = _POSTCODE.findall(text)
    return found[-1] if found else ""


def _town(text: str) -> str:
    """The folded town of a routing line: what follows the postcode and comes before « CEDEX »."""
    words = fold(_POSTCODE.split(text)[-1]).split()
    stop = next((at for at, word in enumerate(words) if word in _CEDEX), len(words))
    return " ".join(words[:stop])


def _first(found: Iterable[int | None]) -> int | None:
    return next((commune for commune in found if commune is not None), None)


def _variants(text: str) -> Iterator[str]:
    yield text
    longer = " ".join(_SHORT.get(word, word) for word in text.split())
    if longer != text:
        yield longer


def _served_by_name(communes: Communes, served: tuple[int, ...], text: str) -> int | None:
    """A commune of the postcode that bears the name, wholly or by its beginning."""
    for variant in _variants(text):
        found = next((commune for commune in communes.named(variant) if commune in served), None)
        if found is not None:
            return found
    return next((commune for commune in served if _alike(fold(communes.names[commune]), text)), None)


def _alike(name: str, text: str) -> bool:
    """One is the other's beginning, by whole words: « evry » and « evry courcouronnes »."""
    return f"{name} ".startswith(f"{text} ") or f"{text} ".startswith(f"{name} ")


def _in_department(communes: Communes, postcode: str, served: tuple[int, ...], text: str) -> int | None:
    departments = communes.served_department(postcode)
    for variant in _variants(text):
        found = _first(commune for commune in communes.named(variant) if communes.department[commune] in departments)
        if found is not None:
            return found if _same_area(communes, served, found) else None
    if served:
        return None
    return _office(communes, departments, text) or _near_name(communes, departments, text)


def _same_area(communes: Communes, served: tuple[int, ...], commune: int) -> bool:
    """Whether `commune` lies by the communes of the postcode; true when that cannot be told."""
    here = communes.point(served[0]) if served else None
    far = communes.kilometres(commune, here) if here else None
    return far is None or far <= _SAME_AREA_KM


def _office(communes: Communes, departments: tuple[str, ...], text: str) -> int | None:
    commune = communes.by_insee(_OFFICES.get(text, ""))
    return commune if commune is not None and communes.department[commune] in departments else None


def _near_name(communes: Communes, departments: tuple[str, ...], text: str) -> int | None:
    """The most populous commune whose name begins with the whole text, or the one with which the text begins."""
    longer = [c for c in communes.starting(text + " ", 50) if communes.department[c] in departments]
    words = text.split()
    while not longer and len(words) > 1:
        words.pop()
        longer = [c for c in communes.named(" ".join(words)) if communes.department[c] in departments]
    return longer[0] if longer else None


def _arrondissement(communes: Communes, commune: int, line: str) -> int:
    """The arrondissement of Paris, Lyon or Marseille that a CEDEX number gives, else the commune itself."""
    parts = communes.arrondissements(commune)
    number = fold(line).split()[-1:] if parts else []
    at = int(number[0]) if number and number[0].isdigit() and len(number[0]) <= 2 else 0
    return parts[at - 1] if 1 <= at <= len(parts) else commune
