"""What a file brings in, turned into cards as matching and merging see them: towns, specialties, structures found."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from carnet.domain.matching import Identity, identity_of
from carnet.domain.phones import national
from carnet.domain.rings import default_line_ring
from carnet.domain.sides import Delay, Line, Place, Side, Value, alike, same_label
from carnet.domain.specialties import Catalogue
from carnet.domain.text import fold, words_of
from carnet.exchange.incoming import (
    IncomingCard,
    IncomingLine,
    IncomingLink,
    IncomingOpinion,
    IncomingRemark,
    IncomingRole,
    IncomingSite,
)
from carnet.exchange.vcard.own import UUID
from carnet.exchange.vcard.writing import told_delay
from carnet.geo.communes import Communes
from carnet.queries.review import DAYS, OF_SITE, TEXTS, shown_name, source_name
from carnet.services.correspondents import department_of
from carnet.services.drafts import SiteDraft
from carnet.words import long_date, mark

_MINE = ("met_at", "recommended_by", "known_since", "favourite")  # of whoever wrote them, when it is somebody else
_SAID = {"met_at": "Rencontré", "recommended_by": "Recommandé par", "known_since": "Connu depuis"}
_USES = frozenset((
    "", "secretariat", "direct", "opinion", "internal", "ward", "consultation", "home", "emergency",
))  # fmt: skip
ENOUGH = 32 << 20  # characters of originals kept from the review to the writing; beyond, the file is read again


@dataclass(frozen=True, slots=True)
class Original:
    """What a card was in its file."""

    raw: str = field(repr=False)
    photo: bytes | None = field(repr=False)

    @property
    def size(self) -> int:
        """Characters and bytes, about."""
        return len(self.raw) + len(self.photo or b"")


class Coming(Struct, frozen=True):
    """One card that comes in. `remarks` are somebody else's words about it, `attributed` those of them that are not
    the words of whoever owned the book; `made_up`: a structure that cards name and that has no card of its own in the
    file; `uuid`: what the card is known by in the book that wrote the file, "" for another program's."""

    key: str
    source: str  # the kind of its source record
    side: Side
    name: str
    remarks: tuple[str, ...] = ()
    opinion: IncomingOpinion | None = None
    successor: str = ""
    problems: tuple[str, ...] = ()
    first_line: int = 0
    made_up: bool = False
    uuid: str = ""
    attributed: tuple[IncomingRemark, ...] = ()
    links: tuple[IncomingLink, ...] = ()

    @property
    def identity(self) -> Identity:
        """What matching asks of it."""
        sources = () if self.made_up else (source_name(self.source, self.key),)
        if self.uuid:
            sources = (*sources, f"uuid {self.uuid}")
        return identity_of(f"i:{self.key}", self.side, sources)


@dataclass(slots=True)
class Brought:
    """All that a file brings in. `originals` is None when there was too much of it to keep."""

    cards: list[Coming]
    originals: dict[str, Original] | None


def read_all(cards: Iterable[IncomingCard], *, author: str, structures: Collection[str] = (), me: str = "") -> Brought:
    """Read every card. `author`: whose book it was, "" for one's own; `structures`: folded names the book knows; `me`:
    the name of the owner of the book that they come into."""
    found: list[Coming] = []
    originals: dict[str, Original] | None = {}
    members: dict[str, tuple[str, ...]] = {}
    kept = 0
    for card in cards:
        found.append(coming(card, author=author, me=me))
        if card.kind == "structure" and card.members:
            members[card.key] = card.members
        original = Original(card.raw, card.photo)
        kept += original.size
        if originals is not None:
            originals[card.key] = original
            originals = originals if kept <= ENOUGH else None
    found, members = _with_keys(found, members)
    return Brought(_with_structures(_with_members(found, members), structures), originals)


def _with_keys(
    cards: list[Coming], members: Mapping[str, Sequence[str]]
) -> tuple[list[Coming], dict[str, tuple[str, ...]]]:
    """Cards that name one another by the uuid of a book name them by the keys of the file."""
    keys = {card.uuid: card.key for card in cards if card.uuid}
    if not keys:
        return cards, {key: tuple(people) for key, people in members.items()}

    def keyed(card: Coming) -> Coming:
        places = tuple(
            replace(place, structure_key=keys.get(place.structure_key, place.structure_key))
            for place in card.side.places
        )
        successor = keys.get(card.successor, card.successor)
        links = tuple(replace(link, other=keys.get(link.other, link.other)) for link in card.links)
        return replace(card, side=replace(card.side, places=places), successor=successor, links=links)

    named = {key: tuple(keys.get(one, one) for one in people) for key, people in members.items()}
    return [keyed(card) for card in cards], named


def without_echo(theirs: Side, mine: Side) -> Side:
    """Their card without the lines of its note that mine says in its own places: what an export says again in a note
    for programs that show nothing else, and that some of them send back as a note."""
    note = str(theirs.fields.get("note") or "")
    practical = str(mine.fields.get("practical_note") or "")
    said = {fold(line) for line in practical.split("\n")}
    said |= {fold(told_delay(delay.days, delay.told_on)) for delay in mine.delays}
    kept = [line for line in note.split("\n") if fold(line) not in said]
    if len(kept) == len(note.split("\n")):
        return theirs
    return replace(theirs, fields={**theirs.fields, "note": "\n".join(kept).strip()})


def coming(card: IncomingCard, *, author: str, me: str = "") -> Coming:
    """One card as it comes in."""
    places = _places(card)
    department = next((_department(place) for place in places if place.postcode or place.insee), None)
    held = _fields(card)
    attributed = tuple(_attributed(card, author, me))
    remarks = (*_remarks(card, author), *(one.words for one in attributed))
    if author:
        held = {name: value for name, value in held.items() if value != ""}
        held = {name: value for name, value in held.items() if name not in (*_MINE, "note")}
    side = Side(
        card.kind,
        held,
        _lines(card.lines, department),
        places,
        {name: kept for name, kept in _labels(card).items() if kept},
        tuple(Delay(delay.days, delay.told_on, delay.audience) for delay in card.delays if delay.days >= 0),
    )
    name = shown_name(held) or next((line.value for line in side.every_line), "")
    opinion = None if author or _is_of_another(card.opinion, me) else card.opinion
    return Coming(
        card.key, card.format, side, name, remarks, opinion and replace(opinion, author=""), card.successor,
        card.problems, card.first_line, uuid=card.uuid, attributed=attributed, links=card.links,
    )  # fmt: skip


def _fields(card: IncomingCard) -> dict[str, Value]:
    found: dict[str, Value] = {name: text for name in TEXTS if (text := getattr(card, name, ""))}
    found |= dict(card.attributes)
    found |= {name: day for name in DAYS if (day := getattr(card, name))}
    if card.tells_found_in:
        found.setdefault("found_in", "")
    if card.favourite:
        found["favourite"] = True
    profile = dict(card.profile)
    ages = [profile.get("age_min"), profile.get("age_max")]
    if all(isinstance(age, int) for age in ages) and ages[0] > ages[1]:  # type: ignore[operator]
        profile.pop("age_min")
    return found | {f"profile.{name}": value for name, value in profile.items() if value != ""}


def _remarks(card: IncomingCard, author: str) -> Iterator[str]:
    """What the other one wrote of this card: their note, who told them, what they think."""
    if not author:
        return
    if card.note:
        yield card.note
    told = [f"{said} : {text}" for name, said in _SAID.items() if (text := getattr(card, name))]
    if told:
        yield "\n".join(told)
    if card.opinion and (not card.opinion.author or fold(card.opinion.author) == fold(author)):
        yield from _opinion_words(card.opinion, card.gender)


def _opinion_words(opinion: IncomingOpinion, gender: str) -> Iterator[str]:
    said = [mark(code, gender) for code in opinion.marks]
    said += [f"«\u202f{opinion.word}\u202f»"] * bool(opinion.word)
    said += [f"plutôt pour : {', '.join(opinion.good_for)}"] * bool(opinion.good_for)
    if said:
        yield f"Avis{f', {long_date(opinion.given_on)}' if opinion.given_on else ''} : {' · '.join(said)}"


def _is_of_another(opinion: IncomingOpinion | None, me: str) -> bool:
    return bool(opinion and opinion.author and fold(opinion.author) != fold(me))


def _attributed(card: IncomingCard, author: str, me: str) -> Iterator[IncomingRemark]:
    """Words that the file gives to somebody by name, whoever owned the book: an opinion of theirs among them."""
    yield from card.remarks
    opinion = card.opinion
    if opinion and _is_of_another(opinion, me) and fold(opinion.author) != fold(author):
        yield from (
            IncomingRemark(opinion.author, words, opinion.given_on) for words in _opinion_words(opinion, card.gender)
        )


def _labels(card: IncomingCard) -> dict[str, tuple[str, ...]]:
    """Labels, each once; a specialty that the catalogue does not know is a skill when no role bears it."""
    said = {fold(role.function) for role in card.roles} | {fold(tag) for tag in card.tags}
    unknown = [text for text in card.specialties if not _specialty(text) and fold(text) not in said]
    given = {"skill": (*card.skills, *unknown), "language": card.languages, "tag": card.tags}
    return {
        name: tuple({same_label(label): label.strip() for label in reversed(labels) if label.strip()}.values())[::-1]
        for name, labels in given.items()
    }


@lru_cache(maxsize=4096)
def _specialty(text: str) -> str:
    catalogue = Catalogue.shipped()
    if text in catalogue:
        return text
    found = catalogue.match(tuple(words_of(text)))
    return found[0] if found else ""


def _places(card: IncomingCard) -> tuple[Place, ...]:
    """The roles, each with its site; a specialty that no role bears goes to the first role without any."""
    places = [_place(role) for role in card.roles]
    borne = {place.specialty for place in places}
    for text in card.specialties:
        specialty = _specialty(text)
        if not specialty or specialty in borne:
            continue
        borne.add(specialty)
        free = next((at for at, place in enumerate(places) if not place.specialty), None)
        if free is None:
            places.append(Place(specialty))
        else:
            places[free] = replace(places[free], specialty=specialty)
    return tuple(places)


def _place(role: IncomingRole) -> Place:
    site = role.site or IncomingSite()
    insee = site.insee or _insee(site.postcode, site.city)
    since, until = role.since, role.until
    if since and until and since > until:
        since = None
    place = Place(
        role.specialty,
        role.function,
        role.structure,
        mode=role.mode,
        role_hours=role.hours,
        is_lead=role.is_lead,
        since=since,
        until=until,
        structure_key=role.structure_key,
        **{name: getattr(site, name) for name in OF_SITE if name != "insee"},
        insee=insee,
        borrowed=role.borrowed,
        official_code=role.official_code,
    )
    return replace(place, lines=_lines(role.lines, _department(place)))


@lru_cache(maxsize=4096)
def _insee(postcode: str, city: str) -> str:
    """The commune that postcode and name both mean, when there is one; "" otherwise."""
    communes = Communes.shipped()
    posted, named = communes.by_postcode(postcode), communes.named(fold(city)) if city else ()
    found = [commune for commune in posted if commune in named] if city else list(posted)
    return communes.insee[found[0]] if len(found) == 1 else ""


def _department(place: Place) -> str | None:
    return department_of(SiteDraft(insee=place.insee, postcode=place.postcode))


def _lines(lines: Iterable[IncomingLine], department: str | None) -> tuple[Line, ...]:
    """Lines, each once, with the ring that the rule gives those that say none; a post and its place may share one."""
    found: dict[str, Line] = {}
    for one in lines:
        if one.value.strip():
            line = _line(one, department)
            found.setdefault(f"site {line.key}" if line.of_site else line.key, line)
    return tuple(found.values())


def _line(one: IncomingLine, department: str | None) -> Line:
    digits = national(one.value, department) if one.kind in ("phone", "fax") else ""
    use, label = (one.use, one.label) if one.use in _USES else ("", one.label or one.use)
    ring = one.ring or default_line_ring(digits, use).label
    return Line(one.value.strip(), one.kind, use, label, ring, one.best_time, digits, 0, one.of_site)


def _with_members(cards: list[Coming], members: Mapping[str, Sequence[str]]) -> list[Coming]:
    """A structure's card may name its people: they have a role there, if they do not say so themselves."""
    labels = {card.key: str(card.side.fields.get("label") or "") for card in cards if card.key in members}
    wanted: dict[str, list[str]] = defaultdict(list)
    for structure, people in members.items():
        for person in people:
            wanted[person].append(structure)
    return [_member_of(card, wanted[card.key], labels) if card.key in wanted else card for card in cards]


def _member_of(card: Coming, structures: Iterable[str], labels: Mapping[str, str]) -> Coming:
    places = list(card.side.places)
    for key in structures:
        label = labels.get(key, "")
        there = next((at for at, p in enumerate(places) if p.structure_key == key or alike(p.structure, label)), None)
        free = next((at for at, p in enumerate(places) if not p.structure and not p.structure_key), None)
        if there is not None:
            places[there] = replace(places[there], structure_key=key)
        elif free is not None and len(places) == 1:
            places[free] = replace(places[free], structure=label, structure_key=key)
        elif label:
            places.append(Place(structure=label, structure_key=key))
    return replace(card, side=replace(card.side, places=tuple(places)))


def _with_structures(cards: list[Coming], known: Collection[str]) -> list[Coming]:
    """Give a card to structures that have none and that several people name, or the book knows; a name that one alone
    says is that of the place."""
    own = {card.key for card in cards if card.side.kind == "structure"}
    by_label = {fold(str(card.side.fields.get("label", ""))): card.key for card in cards if card.key in own}
    named = Counter(
        _structure_name(place)
        for card in cards
        for place in {_structure_name(place): place for place in card.side.places}.values()
        if place.structure and place.structure_key not in own
    )
    made: dict[str, Coming] = {}

    def settled(place: Place, source: str) -> Place:
        if not place.structure or place.structure_key in own:
            return _without_borrowed(place) if place.structure_key else place
        if (key := by_label.get(fold(place.structure))) is not None:
            return _without_borrowed(replace(place, structure_key=key))
        name = _structure_name(place)
        taken = bool(place.name) and not alike(place.name, place.structure)
        alone = named[name] < 2 and fold(place.structure) not in known
        if alone and not taken and not place.structure_key:
            return replace(place, structure="", name=place.name or place.structure)
        key = place.structure_key or f"structure:{name}"
        made.setdefault(key, _made_up(key, place, source))
        return _without_borrowed(replace(place, structure_key=key))

    found = []
    for card in cards:
        before = card.side.places
        places = tuple(settled(place, card.source) for place in before)
        same = all(place is one for place, one in zip(places, before, strict=True))
        found.append(card if same else replace(card, side=replace(card.side, places=places)))
    return [*made.values(), *found]


def _without_borrowed(place: Place) -> Place:
    """A place that only shows the address of its structure, which has it."""
    elsewhere: dict[str, Any] = dict.fromkeys(OF_SITE, "")
    return replace(place, **elsewhere) if place.borrowed else place


def _structure_name(place: Place) -> str:
    return f"{fold(place.structure)}|{place.postcode or fold(place.city)}"


def _made_up(key: str, place: Place, source: str) -> Coming:
    where = Place(**{
        name: getattr(place, name) for name in ("complement", "street", "postcode", "city", "country", "insee")
    })  # fmt: skip
    # A file that names the structure's own card says with it where the structure is.
    there = where != Place() and (place.borrowed or not place.structure_key)
    side = Side("structure", {"label": place.structure}, places=(where,) if there else ())
    return Coming(key, source, side, place.structure, made_up=True, uuid=key if UUID.fullmatch(key) else "")
