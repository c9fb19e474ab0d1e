"""What a slip says of one correspondent: the words of a card disclosed to the patient, as they are printed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from carnet import words
from carnet.domain.calm import calm
from carnet.domain.disclosure import Disclosed, LineView, PlaceView, PublicPart, permit
from carnet.exchange.slip_card import public_card
from carnet.words import NARROW

OUTPUT = "slip"  # in domain.disclosure.OUTPUTS
_BEFORE_SIGN = re.compile(r" (?=[;:!?»])|(?<=«) ")
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:h|min|m|km|€)\b|€)|(?<=\dh) (?=\d)|(?<=\d h) (?=\d)")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody to be put on a slip. `number`: the one their row shows; one that is not public is not taken."""

    card: Disclosed
    number: str = ""


@dataclass(frozen=True, slots=True)
class SlipName:
    """One name of a slip, ready to be set. `number` is "" when none is known; `contact` then is what there is instead.

    `notes` are lines of a label and words (access, hours, papers, other places); `vcard` is for the QR code.
    """

    name: str
    what: str
    warning: str
    number: str
    number_note: str
    contact: str
    address: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    vcard: str


def slip_name(named: Named, *, today: date) -> SlipName:
    """The words for somebody. Raises CarnetError when their card was not disclosed for this output."""
    permit(OUTPUT, named.card.profile)
    public = named.card.public
    phones = [line for line in public.lines if line.kind == "phone"]
    first = next((line for line in phones if line.value == named.number), next(iter(phones), None))
    places = _current(public, today)
    here = next((place for place in places if first and first.place == place.uuid), next(iter(places), None))
    emails = [line.value for line in public.lines if line.kind == "email"]
    return SlipName(
        name=_name(public),
        what=_joined(_what(public, here), words.sector(public.sector)),
        warning=_departure(public),
        number=first.value if first else "",
        number_note=_joined(_use(first), first.label) if first else "",
        contact="" if first else next(iter(emails), "Pas de numéro connu"),
        address=_address(here, _name(public)) if here else (),
        notes=tuple(_notes(public, here, [place for place in places if place is not here], phones, first)),
        vcard=public_card(public, _name(public), first, here),
    )


def _name(public: PublicPart) -> str:
    named = words.person_name(public.title, public.given_name, public.family_name) if public.family_name else ""
    return words.typeset(named or public.label)


def _what(public: PublicPart, here: PlaceView | None) -> str:
    """As what they work where the patient goes; else everywhere."""
    places = [here] if here and here.specialty else public.places
    nouns = dict.fromkeys(words.practitioner(one.specialty, public.gender) for one in places if one.specialty)
    return _joined(*nouns) or next((one.function for one in public.places if one.function), "")


def _current(public: PublicPart, today: date) -> list[PlaceView]:
    return [place for place in public.places if _address(place) and (place.until is None or place.until >= today)]


def _address(place: PlaceView, name: str = "") -> tuple[str, ...]:
    """The lines of an address; a structure's own name, said above already, is left out."""
    town = calm(f"{place.postcode} {place.city}".strip())
    street = ", ".join(calm(part) for part in (place.street, place.complement) if part)
    lines = dict.fromkeys((calm(place.structure or place.name), street))
    return tuple(line for line in (*lines, town) if line and line != name)


def _departure(public: PublicPart) -> str:
    """« Retraité. Successeur : Dr Anne ROUX »; "" when active."""
    gone = words.status(public.status, public.gender)
    if not gone:
        return ""
    follows = f". Successeur{NARROW}: {words.typeset(public.successor)}" if public.successor else ""
    return f"{gone[:1].upper()}{gone[1:]}{follows}"


def _use(line: LineView) -> str:
    return "" if line.use == "secretariat" else words.line_use(line.use)


def _notes(
    public: PublicPart, here: PlaceView | None, others: list[PlaceView], phones: list[LineView], first: LineView | None
) -> Iterator[tuple[str, str]]:
    if here:
        yield from _said(("Accès", here.access), ("Horaires", here.hours))
    yield from _said(("À apporter", public.structure.get("papers", "")))
    seen = {here and _address(here)}
    for place in others:
        if _address(place) not in seen:
            seen.add(_address(place))
            number = next((line.value for line in phones if line.place == place.uuid and line != first), "")
            yield "Aussi", _joined(", ".join(_address(place)), number.replace(" ", "\u00a0"))


def _said(*pairs: tuple[str, str]) -> Iterator[tuple[str, str]]:
    return ((label, _typeset(text)) for label, text in pairs if text.strip())


def _typeset(text: str) -> str:
    """What somebody typed, so that a line never begins with « ; » or with the unit of a number."""
    return _BEFORE_UNIT.sub("\u00a0", _BEFORE_SIGN.sub(NARROW, words.typeset(text)))


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
