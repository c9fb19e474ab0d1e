"""The vCard 3.0 of a slip's QR code: what a telephone needs to keep a public contact, and no more than a code can hold.

A code of the size printed stays readable by a telephone up to `MOST` bytes: what matters least is left out first.
"""

from collections.abc import Iterator

from carnet import words
from carnet.domain.calm import calm
from carnet.domain.disclosure import LineView, PlaceView, PublicPart
from carnet.domain.phones import national
from carnet.exchange.vcard.lines import escaped, folded

MOST = 400  # bytes: a symbol of 77 modules at correction level M (ISO/IEC 18004, table 7: version 15 holds 412)
_LEAST_FIRST = ("ORG", "TITLE", "ADR")
_BEGIN, _END = ("BEGIN", "VCARD"), ("END", "VCARD")
_LONGEST_NUMBER = 60
_SHORTER = 0.8  # of a name that is still too long


def public_card(public: PublicPart, name: str, number: LineView | None, place: PlaceView | None) -> str:
    """The vCard (RFC 2426) of a public part, of at most MOST bytes: name, number, place of work, specialty."""
    properties = dict(_properties(public, name, number, place))
    for least in ("", *_LEAST_FIRST):
        properties.pop(least, None)
        if fits(text := _written(properties)):
            return text
    short, letters = "", len(name)
    while not fits(short):
        letters = int(letters * _SHORTER)
        cut = f"{name[:letters].rstrip()}…"
        kept = {key: value for key, value in properties.items() if key.startswith("TEL")}
        short = _written({"N": f"{escaped(cut)};;;;", "FN": escaped(cut), **kept})
        if fits(short):
            return short
    return short


def fits(text: str) -> bool:
    """Whether a vCard is written and small enough for a code that a telephone reads."""
    return 0 < len(text.encode()) <= MOST


def _properties(
    public: PublicPart, name: str, number: LineView | None, place: PlaceView | None
) -> Iterator[tuple[str, str]]:
    family, given, title = (words.typeset(part) for part in (public.family_name, public.given_name, public.title))
    parts = (family, given, "", title, "") if family else (name, "", "", "", "")
    yield "N", ";".join(escaped(part) for part in parts)
    yield "FN", escaped(name)
    structure = place.structure or place.name if place else ""
    if structure and words.typeset(structure) != name:
        yield "ORG", escaped(calm(structure))
    if place and place.specialty:
        yield "TITLE", escaped(words.practitioner(place.specialty, public.gender))
    if number:
        yield "TEL;TYPE=WORK,VOICE", escaped((national(number.value) or number.value)[:_LONGEST_NUMBER])
    if place and (place.street or place.city):
        found = ("", place.complement, calm(place.street), calm(place.city), "", place.postcode, place.country)
        yield "ADR;TYPE=WORK", ";".join(escaped(part) for part in found)


def _written(properties: dict[str, str]) -> str:
    lines = (_BEGIN, ("VERSION", "3.0"), *properties.items(), _END)
    return "".join(folded(f"{key}:{value}") for key, value in lines)
