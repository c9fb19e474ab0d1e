"""Are these two cards one correspondent? A verdict with its reasons, and who to ask about whom. Pure.

The same national number makes one; so do at least two concordant signs among the name, the specialty, the place and a
phone or e-mail that is nobody else's. Two different numbers make two, whatever the rest says. What several people share
(a secretariat's phone) is no sign. Cards are compared when they share a key, never all with all.
"""

from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum

from msgspec import Struct

from carnet.domain.matching_labels import other_service, plain_label, same_structure
from carnet.domain.matching_names import Likeness, likeness, plain_name, without_towns
from carnet.domain.sides import Side
from carnet.domain.text import fold

_WHOLE_NUMBER = 6  # digits: less is a short number that everybody may have


class Verdict(StrEnum):
    """What is thought of a card that comes in."""

    NEW = "new"
    SAME = "same"
    PROBABLE = "probable"
    CONFLICT = "conflict"


class Sign(StrEnum):
    """Why two cards are thought one, or what speaks against it."""

    RPPS = "rpps"
    ADELI = "adeli"
    FINESS = "finess"
    SIRET = "siret"
    SOURCE = "source"  # came from the same card of the same source
    NAME = "name"
    PART_OF_NAME = "part_of_name"
    NEAR_NAME = "near_name"
    SPECIALTY = "specialty"
    PLACE = "place"
    PHONE = "phone"
    EMAIL = "email"
    OTHER_NAME = "other_name"
    OTHER_SPECIALTY = "other_specialty"
    OTHER_PLACE = "other_place"
    SEVERAL = "several"  # more than one card fits as well
    FIELDS = "fields"  # both sides changed
    ERASED = "erased"
    TRASHED = "trashed"


_AGAINST = frozenset({Sign.OTHER_NAME, Sign.OTHER_SPECIALTY, Sign.OTHER_PLACE})
_HOUSES = frozenset({Sign.FINESS, Sign.SIRET})  # numbers of a house, that all its services bear
_WEIGHTS = {
    Sign.RPPS: 100, Sign.ADELI: 100, Sign.FINESS: 100, Sign.SIRET: 90, Sign.SOURCE: 60, Sign.NAME: 12,
    Sign.PART_OF_NAME: 6, Sign.NEAR_NAME: 5, Sign.PHONE: 8, Sign.EMAIL: 8, Sign.SPECIALTY: 4, Sign.PLACE: 4,
}  # fmt: skip


class Identity(Struct, frozen=True):
    """What matching asks of a card. Texts are folded; numbers and keys are as they are, unknown left out.

    `places` are tokens of any spelling of a town (code, postcode, name); `sources` the keys under which files know it.
    """

    key: str
    kind: str = "person"
    family: str = ""
    given: str = ""
    label: str = ""
    rpps: str = ""
    adeli: str = ""
    finess: str = ""
    siret: str = ""
    specialties: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()

    @property
    def is_numbered(self) -> bool:
        """Whether a national number is known."""
        return bool(self.rpps or self.adeli or self.finess or self.siret)

    @property
    def named(self) -> bool:
        """Whether it is known by a name of a person."""
        return bool(self.family)

    @property
    def bearer(self) -> str:
        """Whose a phone is: one spelling of the name for whatever order the words are in."""
        return " ".join(sorted(f"{self.family} {self.given}".split())) or self.label


class Opinion(Struct, frozen=True):
    """What is thought of two cards."""

    key: str
    verdict: Verdict
    signs: tuple[Sign, ...]

    @property
    def weight(self) -> int:
        """How much speaks for it."""
        return sum(_WEIGHTS.get(sign, -3 if sign in _AGAINST else 0) for sign in self.signs)


def compare(one: Identity, other: Identity, shared: Collection[str] = ()) -> Opinion | None:
    """What is thought of the two; None when nothing says they are one. The key of the opinion is that of `other`."""
    numbers, contradicted = _numbers(one, other)
    if (contradicted and not numbers) or _of_one_house(one, other, numbers):
        return None
    name = _name_sign(one, other)
    known = bool(one.sources & other.sources)
    if not (name or numbers or known or one.phones & other.phones or one.emails & other.emails):
        return None
    signs = _signs(one, other, shared)
    named = (name,) if name else ()
    if numbers:
        clash = name is None and _both_named(one, other)
        told = (*numbers, *((Sign.OTHER_NAME,) if clash else named), *signs)
        return Opinion(other.key, Verdict.CONFLICT if clash or contradicted else Verdict.SAME, told)
    if known and (name or Sign.PHONE in signs or Sign.EMAIL in signs or not _both_named(one, other)):
        return Opinion(other.key, Verdict.SAME, (Sign.SOURCE, *named, *signs))
    people = one.named and other.named
    verdict = _people_verdict(one, other, name, signs) if people else _labels_verdict(name, signs)
    return None if verdict is None else Opinion(other.key, verdict, (*named, *signs))


def _numbers(one: Identity, other: Identity) -> tuple[tuple[Sign, ...], bool]:
    """National numbers that agree, and whether one disagrees."""
    if not (one.is_numbered and other.is_numbered):
        return (), False
    agree, disagree = [], False
    for sign in (Sign.RPPS, Sign.ADELI, Sign.FINESS, Sign.SIRET):
        mine, theirs = getattr(one, sign.value), getattr(other, sign.value)
        if mine and theirs:
            agree += [sign] if mine == theirs else []
            disagree |= mine != theirs and sign is not Sign.SIRET
    return tuple(agree), disagree


def _of_one_house(one: Identity, other: Identity, numbers: Collection[Sign]) -> bool:
    """Whether the number they share is that of a hospital of which they are two services."""
    houses = bool(numbers) and _HOUSES.issuperset(numbers)
    return houses and bool(one.label and other.label) and other_service(one.label, other.label)


def _both_named(one: Identity, other: Identity) -> bool:
    return bool((one.family or one.label) and (other.family or other.label))


def _signs(one: Identity, other: Identity, shared: Collection[str]) -> tuple[Sign, ...]:
    found = []
    for sign, against, mine, theirs in (
        (Sign.SPECIALTY, Sign.OTHER_SPECIALTY, one.specialties, other.specialties),
        (Sign.PLACE, Sign.OTHER_PLACE, one.places, other.places),
    ):
        if mine & theirs:
            found.append(sign)
        elif mine and theirs:
            found.append(against)
    if any(phone not in shared for phone in one.phones & other.phones):
        found.append(Sign.PHONE)
    if any(email not in shared for email in one.emails & other.emails):
        found.append(Sign.EMAIL)
    return tuple(found)


def _people_verdict(one: Identity, other: Identity, name: Sign | None, signs: tuple[Sign, ...]) -> Verdict | None:
    """Of two people with names, no number in common."""
    line = Sign.PHONE in signs or Sign.EMAIL in signs
    concordant = sum(sign not in _AGAINST for sign in signs)
    against = sum(sign in _AGAINST for sign in signs)
    if name is Sign.NAME:
        if concordant and (line or not against):
            return Verdict.SAME
        return Verdict.PROBABLE if concordant else None
    if name is Sign.PART_OF_NAME:
        if line and concordant > 1 and not against:
            return Verdict.SAME
        asked = line or concordant > against  # « A. Roux » of another town is somebody else
        return Verdict.PROBABLE if asked else None
    if name is Sign.NEAR_NAME:
        return _near_name_verdict(one, other, concordant, against, line=line)
    # Another surname, the same first name and a phone of one's own: perhaps a marriage.
    renamed = line and concordant > 1 and bool(one.given) and one.given == other.given
    return Verdict.PROBABLE if renamed else None


def _near_name_verdict(one: Identity, other: Identity, concordant: int, against: int, *, line: bool) -> Verdict | None:
    """Of two people whose names only resemble each other, `concordant` signs for and `against`."""
    if not (one.given and other.given):  # « Roux Apt » and « Roux »: a number of their own alone tells
        return Verdict.PROBABLE if line else None
    if line and concordant > 1 and not against and one.given == other.given:
        return Verdict.SAME
    alike = likeness(one.family, one.given, other.family, other.given)
    enough = 1 if alike and alike.married else 2  # a letter apart: perhaps another surname
    return Verdict.PROBABLE if concordant - against >= enough else None


def _labels_verdict(name: Sign | None, signs: tuple[Sign, ...]) -> Verdict | None:
    """Of structures, or contacts known by what they do: « Cabinet infirmier » of another town is another one."""
    if name is None:
        return None
    line = Sign.PHONE in signs or Sign.EMAIL in signs
    if Sign.OTHER_PLACE in signs:
        return Verdict.PROBABLE if line else None
    if name is Sign.NAME and (line or Sign.PLACE in signs) and not any(sign in _AGAINST for sign in signs):
        return Verdict.SAME
    return Verdict.PROBABLE if line or Sign.PLACE in signs or Sign.SPECIALTY in signs else None


def _name_sign(one: Identity, other: Identity) -> Sign | None:
    if one.named and other.named:
        alike = likeness(one.family, one.given, other.family, other.given) or _likeness_but_towns(one, other)
        if alike is None:
            return None
        return Sign.NAME if alike.whole else Sign.PART_OF_NAME if alike.family else Sign.NEAR_NAME
    if one.named or other.named or not (one.label and other.label):
        return None
    if one.label == other.label:
        return Sign.NAME
    towns = _town_words(one.places & other.places)
    return Sign.NEAR_NAME if same_structure(one.label, other.label, towns) else None


def _likeness_but_towns(one: Identity, other: Identity) -> Likeness | None:
    """« Dr Roux Apt » and « Dr Anne Roux », who is at Apt and has that phone: a town that telephones write after a name
    is none of it."""
    if one.phones.isdisjoint(other.phones) and one.emails.isdisjoint(other.emails):
        return None
    towns = _town_words(one.places | other.places)
    if towns.isdisjoint(f"{one.family} {one.given} {other.family} {other.given}".split()):
        return None
    mine, theirs = (without_towns(side.family, side.given, towns) for side in (one, other))
    return likeness(mine.family, mine.given, theirs.family, theirs.given)


def _town_words(places: Collection[str]) -> frozenset[str]:
    return frozenset(word for place in places if place[0] == "c" for word in place[1:].split())


def town_tokens(insee: str, postcode: str, city: str) -> Iterator[str]:
    """Tokens of `Identity.places` for one address."""
    if insee:
        yield f"i{insee}"
    if postcode:
        yield f"p{postcode}"
    if folded := fold(city):
        yield f"c{folded}"


def identity_of(key: str, side: Side, sources: Iterable[str] = ()) -> Identity:
    """What matching asks of a card."""

    def text(name: str) -> str:
        return str(side.fields.get(name) or "")

    lines = list(side.every_line)
    name = plain_name(fold(text("family_name")), fold(text("given_name")))
    towns = (town_tokens(place.insee, place.postcode, place.city) for place in side.places)
    return Identity(
        key,
        side.kind,
        name.family,
        name.given,
        plain_label(text("label")),
        text("rpps"),
        text("adeli"),
        text("finess"),
        text("siret"),
        frozenset(place.specialty for place in side.places if place.specialty) or frozenset(name.specialties),
        frozenset(token for tokens in towns for token in tokens),
        frozenset(line.digits for line in lines if line.kind == "phone" and len(line.digits) >= _WHOLE_NUMBER),
        frozenset(line.value.strip().casefold() for line in lines if line.kind in ("email", "secure")),
        frozenset(sources),
    )
