"""What a vCard says in the properties that only this program writes. docs/vcard.md is the table of them."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from carnet.exchange.incoming import IncomingDelay, IncomingLink, IncomingOpinion, IncomingRemark
from carnet.exchange.vcard.lines import ContentLine, parted, unescaped
from carnet.exchange.vcard.properties import Properties

ATTRIBUTES = ("new_patients", "home_visits", "video", "children", "accessible", "teleexpertise", "escort")
PRIVATE_TEXTS = ("met_at", "recommended_by", "found_in", "known_since")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What a structure is to another, as a file says it: the kind of the link, and whether the other stands above.
LINKS = {
    "contains": ("contains", False), "contained-by": ("contains", True), "carries": ("carries", False),
    "carried-by": ("carries", True), "replaces": ("replaces", False), "replaced-by": ("replaces", True),
}  # fmt: skip
LINK_WORDS = {said: word for word, said in LINKS.items()}
_NUMBERS = {"rpps": 11, "adeli": 9, "finess": 9, "siret": 14}
_SECTORS = ("1", "2", "optam", "none", "public")
_STATUSES = ("active", "paused", "closed", "retired")


def namespaced(found: Properties) -> dict[str, Any]:
    """What only this program writes."""
    if not any(name.startswith("X-CARNET-") for name in found.by_name) and "X-RPPS" not in found.by_name:
        return {}
    values: dict[str, Any] = {
        name: text
        for name, length in _NUMBERS.items()
        if (text := "".join(found.text(f"X-CARNET-{name.upper()}", f"X-{name.upper()}").split()))
        and len(text) <= 2 * length
    }
    status = pairs_of(found, "X-CARNET-STATUS")
    sector = found.text("X-CARNET-SECTOR")
    attributes = pairs_of(found, "X-CARNET-ATTRIBUTES")
    return values | {
        "sector": sector if sector in _SECTORS else "",
        "cost": found.text("X-CARNET-COST"),
        "status": status.get("status", "") if status.get("status", "") in _STATUSES else "",
        "status_on": day(status.get("on", "")),
        "successor": status.get("successor-id", ""),
        "attributes": {name: attributes[name] == "yes" for name in ATTRIBUTES if attributes.get(name) in ("yes", "no")},
        "practical_note": found.text("X-CARNET-PRACTICAL-NOTE"),
        "verified_on": day(found.text("X-CARNET-VERIFIED")),
        "delays": _delays(found),
        **{name: found.text(f"X-CARNET-{name.upper().replace('_', '-')}") for name in PRIVATE_TEXTS},
        "favourite": found.text("X-CARNET-FAVOURITE") == "yes",
        "opinion": _opinion(found),
        "profile": _profile(found),
        "uuid": _uuid(found),
        "remarks": tuple(_remarks(found)),
        "tells_found_in": "X-CARNET-FOUND-IN" in found.by_name,
        "links": tuple(_links(found)),
    }


def _uuid(found: Properties) -> str:
    """The identifier of the card in the book that wrote it: its UID, unless that is another program's."""
    said = uid_of(found.text("X-CARNET-ID", "UID")).lower()
    return said if UUID.fullmatch(said) else ""


def _remarks(found: Properties) -> Iterator[IncomingRemark]:
    for line in found.all("X-CARNET-REMARK"):
        said = pairs(line)
        if said.get("by") and said.get("words"):
            yield IncomingRemark(said["by"], said["words"], day(said.get("on", "")))


def is_own(line: ContentLine) -> bool:
    """Whether only this program writes such a line: its own properties, and the RELATED that bind two structures."""
    return line.key.startswith("X-CARNET-") or (line.key == "RELATED" and bool(line.param("X-CARNET-LINK")))


def _links(found: Properties) -> Iterator[IncomingLink]:
    """Other structures: RELATED in 4.0 (RFC 6350 §6.6.6), pairs in 3.0."""
    told = [(line.param("X-CARNET-LINK"), line.said, line.param("X-CARNET-SINCE"), line.param("X-CARNET-UNTIL"))
            for line in found.by_name.get("RELATED", ())]  # fmt: skip
    for line in found.by_name.get("X-CARNET-LINK", ()):
        said = pairs(line)
        told.append((said.get("kind", ""), said.get("with", ""), said.get("since", ""), said.get("until", "")))
    for word, other, since, until in told:
        if word in LINKS and other:
            yield link_of(word, uid_of(other), since, until)


def link_of(word: str, other: str, since: str, until: str) -> IncomingLink:
    """A link as a file says it; of dates the wrong way round, the second is kept."""
    kind, above = LINKS[word]
    start, end = day(since), day(until)
    return IncomingLink(kind, other, above, None if start and end and start > end else start, end)


def pairs_of(found: Properties, name: str) -> dict[str, str]:
    """The pairs of every property of this name."""
    return {key: text for line in found.all(name) for key, text in pairs(line).items()}


def _delays(found: Properties) -> tuple[IncomingDelay, ...]:
    delays = []
    for line in found.all("X-CARNET-DELAY"):
        said = pairs(line)
        told_on, days = day(said.get("on", "")), said.get("days", "")
        if told_on and days.isdecimal():
            delays.append(IncomingDelay(int(days[:5]), told_on, "caller" if said.get("for") == "caller" else "patient"))
    return tuple(delays)


def _opinion(found: Properties) -> IncomingOpinion | None:
    said = pairs_of(found, "X-CARNET-OPINION")
    if not said:
        return None
    marks = tuple(
        mark for mark in said.get("marks", "").split(",") if mark in ("expert", "humane", "reliable", "advice")
    )
    good_for = texts_of(found, "X-CARNET-GOOD-FOR")
    return IncomingOpinion(marks, said.get("word", ""), day(said.get("on", "")), good_for, said.get("by", ""))


def _profile(found: Properties) -> dict[str, str | int]:
    said = pairs_of(found, "X-CARNET-STRUCTURE")
    names = ("does", "does_not", "redirects_to", "aids", "entry_route", "papers", "zone", "condition")
    texts: dict[str, str | int] = {name: said[name] for name in names if said.get(name)}
    return texts | {name: int(said[name][:3]) for name in ("age_min", "age_max") if said.get(name, "").isdecimal()}


def pairs(line: ContentLine) -> dict[str, str]:
    """A value written `name=text;name=text`."""
    cut = (part.partition("=") for part in parted(line.plain, ";"))
    return {name.strip(): unescaped(text) for name, equals, text in cut if equals}


def day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def texts_of(found: Properties, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.said for line in found.all(name) if line.said))


def uid_of(text: str) -> str:
    """An identifier, without the prefix that some write and some do not."""
    text = text.strip()
    return text[9:] if text.lower().startswith("urn:uuid:") else text
