"""The list of specialties as people write it, checked and packed for a quick start.

`resources/specialties.toml` is the source. `python -m carnet.domain.specialty_list` writes `specialties.json` from it,
to be run again whenever the list or the folding changes; a test compares the two. Reading the pack takes a tenth of the
time.
"""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec.json import encode, format  # noqa: A004

from carnet.domain.specialties import FAMILIES, PACK, Listed, Specialty, key_of
from carnet.domain.text import fold
from carnet.errors import CarnetError

SOURCE = "specialties.toml"
_FIELDS = frozenset({"label", "person", "family", "codes", "finess", "synonyms", "badge", "median_days"})


def listed(text: str) -> Listed:
    """The list of a TOML text. Raises CarnetError, saying where, when it is not as it should be."""
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CarnetError(f"Liste des spécialités : le texte ne se lit pas ({error}).") from error
    specialties = tuple(_specialty(name, entry, written) for name, entry in written.get("specialty", {}).items())
    _refuse_shared((code, s.id) for s in specialties for code in s.codes)
    _refuse_shared((category, s.id) for s in specialties for category in s.finess)
    ambiguous = {word: tuple(readings.split()) for word, readings in written.get("ambiguous", {}).items()}
    return Listed(specialties, *_readings(specialties, ambiguous))


def pack(text: str) -> bytes:
    """The list as it is shipped, JSON."""
    return format(encode(listed(text)), indent=0) + b"\n"


def _readings(
    specialties: tuple[Specialty, ...], ambiguous: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, tuple[str, ...]], int]:
    """Readings of every phrase, and the most words a phrase has as it is typed."""
    owned: dict[str, list[str]] = {}
    longest = 1
    for specialty in specialties:
        for phrase in _phrases(specialty):
            words = fold(phrase).split()
            longest = max(longest, len(words))
            owners = owned.setdefault(key_of(words), [])
            if specialty.id not in owners:
                owners.append(specialty.id)
    declared: dict[str, tuple[str, ...]] = {}
    for word, readings in ambiguous.items():
        words = fold(word).split()
        longest, key = max(longest, len(words)), key_of(words)
        if key in declared:
            raise CarnetError("Liste des spécialités : un même mot ambigu est écrit deux fois.")
        declared[key] = readings
        _check_readings(key, readings, owned.pop(key, []), {specialty.id for specialty in specialties})
    for key, owners in owned.items():
        if len(owners) > 1:
            raise CarnetError(f"Liste des spécialités : « {key} » appartient à {' et à '.join(owners)}.")
    return {key: tuple(owners) for key, owners in owned.items()} | declared, longest


def _check_readings(phrase: str, readings: tuple[str, ...], owners: list[str], known: set[str]) -> None:
    if unknown := [name for name in readings if name not in known]:
        raise CarnetError(f"Liste des spécialités : « {phrase} » mène à {unknown[0]}, qui n'existe pas.")
    if forgotten := [name for name in owners if name not in readings]:
        raise CarnetError(f"Liste des spécialités : « {phrase} » oublie {forgotten[0]}.")


def _phrases(specialty: Specialty) -> tuple[str, ...]:
    return (*specialty.synonyms, specialty.label, *filter(None, (specialty.person, specialty.person_feminine)))


def _refuse_shared(pairs: Iterable[tuple[str, str]]) -> None:
    found: dict[str, str] = {}
    for code, name in pairs:
        if found.setdefault(code, name) != name:
            raise CarnetError(f"Liste des spécialités : le code {code} appartient à {found[code]} et à {name}.")


def _specialty(name: str, entry: Mapping[str, Any], top: Mapping[str, Any]) -> Specialty:
    family, days = entry.get("family", ""), entry.get("median_days")
    texts = all(isinstance(value, str) for field, value in entry.items() if field != "median_days")
    if not entry.get("label") or family not in FAMILIES or not entry.keys() <= _FIELDS or not texts:
        raise CarnetError(
            f"Liste des spécialités : {name} n'a pas d'intitulé, de famille connue, ou a un champ inconnu."
        )
    masculine, _, feminine = entry.get("person", "").partition(" / ")
    synonyms = entry.get("synonyms", "")
    return Specialty(
        id=name,
        label=entry["label"],
        person=masculine,
        person_feminine=feminine or masculine,
        family=family,
        codes=tuple(entry.get("codes", "").split()),
        finess=tuple(entry.get("finess", "").split()),
        synonyms=tuple(synonyms.split(", ")) if synonyms else (),
        badge=top.get("unregulated_badge", "") if family == "unregulated" else entry.get("badge", ""),
        median_days=days,
        median_source=top.get("delays_source", "") if days else "",
    )


def main() -> None:
    """Write the pack beside its source."""
    folder = Path(__file__).resolve().parents[2] / "resources"
    (folder / PACK).write_bytes(pack((folder / SOURCE).read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
