"""The card as it is now, written into the vCard it came from: a line changes when what it says did, and no other.

The book decides on what it models; the original keeps the rest, in its order, to the letter.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from carnet.domain.phones import national
from carnet.domain.sides import country_abroad
from carnet.domain.text import fold
from carnet.exchange.incoming import IncomingCard, IncomingLine, IncomingSite
from carnet.exchange.lines import default_ring
from carnet.exchange.names import gender_of
from carnet.exchange.vcard.lines import ContentLine, escaped, made, parsed
from carnet.exchange.vcard.own import is_own, uid_of
from carnet.exchange.vcard.properties import Properties
from carnet.exchange.vcard.reading import incoming, is_data, line_of, told_gender
from carnet.exchange.vcard.stream import RawCard

_WAYS = ("TEL", "EMAIL", "URL")
_NAMES = ("N", "FN", "KIND", "X-ABSHOWAS")
_POSTS = ("ORG", "TITLE", "ROLE")
_ONE = ("NOTE", "PHOTO", "GENDER")
# Written only when the original, read again, would not say it by itself.
_NEEDED_IF_DIFFERENT = ("X-CARNET-KIND", "X-CARNET-TITLE", "X-CARNET-ROLE", "X-CARNET-GENDER", "X-CARNET-LANGUAGE")
_ADR = re.compile(r"(?<![^;])adr=(\d+)")
_OURS, _PLACE = "X-CARNET-", "X-CARNET-PLACE"  # the latter says nothing without the role of that number
_STRUCTURED = {"N": ";", "ADR": ";", "ORG": ";", "CATEGORIES": ","}


def lines_of(text: str) -> list[ContentLine]:
    """The lines of an original as `RawCard.text` keeps it, between BEGIN and END."""
    found = (parsed(line) for line in text.split("\n"))
    return [line for line in found if line is not None and line.key not in ("BEGIN", "END")]


def merged(old: Sequence[ContentLine], fresh: Sequence[ContentLine]) -> list[ContentLine]:
    """The lines of an original with what `fresh` (of `writing.outgoing`) says instead of what they said."""
    version = next((line for line in fresh if line.key == "VERSION"), made("VERSION", "3.0"))
    before, now = incoming(RawCard(0, list(old))), incoming(RawCard(0, list(fresh)))
    merge = _Merge(old, fresh, before, now)
    lines = [version, *(line for line in merge.lines() if line.key != "VERSION")]
    lines = _without_orphans(lines, old)
    again = incoming(RawCard(0, [line for line in lines if not line.key.startswith(_OURS)]))
    ours = list(merge.ours(again, lines))
    return lines + ours + _named(fresh, lines, ours)


def _named(
    fresh: Sequence[ContentLine], lines: Sequence[ContentLine], ours: Sequence[ContentLine]
) -> list[ContentLine]:
    """The identifier of the card in the book, where the original has a UID of its own, or does not look like ours."""
    mine, theirs = (uid_of(Properties(of).text("UID")) for of in (fresh, lines))
    return [made(f"{_OURS}ID", mine)] if mine and (mine != theirs or not ours) else []


def upgraded(line: ContentLine) -> ContentLine:
    """A line of vCard 2.1 as 3.0 writes it: types named, text in UTF-8, no quoted-printable."""
    bare = [("TYPE", value) for value in line.params.get("TYPE", ())]
    kept = [
        (name, value)
        for name, values in line.params.items()
        if name not in ("TYPE", "CHARSET", "ENCODING")
        for value in values
    ]
    if line.encoding == "b":
        return made(line.name, line.value, [("ENCODING", "b"), *bare, *kept], line.group)
    if separator := _STRUCTURED.get(line.key):
        parts = line.items if separator == "," else line.fields
        return made(line.name, separator.join(escaped(part) for part in parts), bare + kept, line.group)
    return made(line.name, line.value if line.key == "AGENT" else escaped(line.said), bare + kept, line.group)


class _Merge:
    def __init__(
        self, old: Sequence[ContentLine], fresh: Sequence[ContentLine], before: IncomingCard, now: IncomingCard
    ) -> None:
        self.old, self.before, self.now = old, before, now
        self.properties = Properties(old)
        self.fresh = Properties(fresh)
        self.is_four = self.fresh.text("VERSION") == "4.0"
        self.given = fresh
        self.ways = {name: _Ways(name, self.fresh) for name in _WAYS}
        self.words = set(fold(" ".join(line.said for line in fresh)).split())
        self.addresses: list[ContentLine] = []

    def lines(self) -> Iterator[ContentLine]:
        """The original's lines, kept or edited, then what it did not have."""
        self._pair()
        done: set[str] = set()
        for line in self.old:
            if is_own(line):
                continue
            found = self._now(line, done)
            if found is not None:
                yield found
        for line in self._added(done):
            yield line

    def _pair(self) -> None:
        """Which fresh line each telephone and address of the original has become."""
        for line in self.old:
            if line.key in _WAYS:
                self.ways[line.key].meet(line, self.properties.label(line))
        for ways in self.ways.values():
            ways.settle()

    def _now(self, line: ContentLine, done: set[str]) -> ContentLine | None:
        """What a line of the original becomes, None when the card no longer says it."""
        key = line.key
        if key in _WAYS:
            return self.ways[key].became.get(id(line))
        if key in _NAMES:
            return line if _who(self.before) == _who(self.now) else self._renamed(line, done)
        if key == "ADR":
            return self._address(line)
        if key in _POSTS:
            return self._post(line, done)
        if key == "CATEGORIES":
            return line if _filed(self.before) == _filed(self.now) else self._refiled(line, done)
        if key == "NOTE":
            if line.param("X-CARNET-KIND") == "summary":
                return None  # said again for others
            return line if self.before.note == self.now.note else self._replaced(line, done)
        if key == "PHOTO":
            same = self.before.photo == self.now.photo and is_data(line) is self.is_four
            return line if same or not self.before.photo else self._replaced(line, done)
        return line

    def _renamed(self, line: ContentLine, done: set[str]) -> ContentLine | None:
        fresh = next(iter(self.fresh.all(line.key)), None)
        if fresh is None or line.key in done:
            return line if fresh is None and line.key not in _NAMES[2:] else None
        done.add(line.key)
        if line.key != "N":
            return replace(line, value=fresh.value)
        parts, new = (line.fields + [""] * 5)[:5], fresh.fields
        parts[0], parts[1] = new[0], new[1]
        parts[3] = new[3] or parts[3]
        return replace(line, value=";".join(escaped(part) for part in parts))

    def _replaced(self, line: ContentLine, done: set[str]) -> ContentLine | None:
        """The first line of its name takes the new value; the others go, all go when there is none."""
        values = [one for one in self.fresh.all(line.key) if one.param("X-CARNET-KIND") != "summary"]
        if not values or line.key in done:
            return None
        done.add(line.key)
        return replace(values[0], group=line.group)

    def _refiled(self, line: ContentLine, done: set[str]) -> ContentLine | None:
        """CATEGORIES: a line that says of which kind its words are keeps to it; one that does not takes the others."""
        kind = line.param("X-CARNET-KIND")
        own = {one.param("X-CARNET-KIND") for one in self.properties.all("CATEGORIES")}
        fresh = [(one, one.param("X-CARNET-KIND")) for one in self.fresh.all("CATEGORIES")]
        values = [one.value for one, of in fresh if (of == kind if kind else of not in own)]
        if not values or f"CATEGORIES {kind}" in done:
            return None
        done.add(f"CATEGORIES {kind}")
        return replace(line, value=",".join(values))

    def _post(self, line: ContentLine, done: set[str]) -> ContentLine:
        """ORG, TITLE, ROLE: theirs as long as its words are on the card; else the card's, if it says one."""
        fresh = next(iter(self.fresh.all(line.key)), None)
        if fresh is None or line.key in done or self._still_says(line):
            return line
        done.add(line.key)
        return replace(line, value=fresh.value)

    def _still_says(self, line: ContentLine) -> bool:
        said = set(fold(" ".join(line.fields)).split())
        named = self.before.roles and line.key in ("TITLE", "ROLE")
        same = [role.specialty for role in self.before.roles] == [role.specialty for role in self.now.roles]
        return said <= self.words or bool(named and same and line.said in self.before.specialties)

    def _address(self, line: ContentLine) -> ContentLine | None:
        """An address stays while a place has it, or when it never was a place (a home)."""
        places = {_spot(role.site) for role in self.now.roles if role.site}
        before = _address_of(line)
        if before in places or before not in {_spot(role.site) for role in self.before.roles if role.site}:
            self.addresses.append(line)
            return line
        old = {_address_of(one) for one in self.properties.all("ADR")}
        waiting = [one for one in self.fresh.by_name.get("ADR", ()) if one not in self.addresses]
        new = next((one for one in waiting if _address_of(one) not in old), None)
        if new is None:
            return None
        self.addresses.append(new)
        return replace(line, value=new.value)

    def _added(self, done: set[str]) -> Iterator[ContentLine]:
        had = {line.key for line in self.old}
        had_kinds = {line.param("X-CARNET-KIND") for line in self.properties.all("CATEGORIES")}
        for at, line in enumerate(self.given):
            if line.key in _WAYS:
                if any(line is one for one in self.ways[line.key].left):
                    yield line
                    after = self.given[at + 1] if at + 1 < len(self.given) else None
                    if after is not None and line.group and after.group == line.group:
                        yield after
            elif line.key == "ADR":
                if not any(_address_of(one) == _address_of(line) for one in self.addresses):
                    self.addresses.append(line)
                    yield line
            elif line.key == "CATEGORIES" and line.key in had:
                if _filed(self.before) != _filed(self.now) and not had_kinds & {"", line.param("X-CARNET-KIND")}:
                    yield line
            elif line.key not in had and not is_own(line) and self._is_news(line):
                yield line

    def _is_news(self, line: ContentLine) -> bool:
        """Whether a line that the original has not says something that it did not say otherwise."""
        if line.key in ("X-ABLABEL", "VERSION"):
            return False
        if line.key in ("KIND", "X-ABSHOWAS"):
            return self.before.kind != self.now.kind
        if line.key == "GENDER":
            return gender_of(told_gender(self.properties)) != self.now.gender
        if line.key in _POSTS or line.param("X-CARNET-KIND") == "specialty":
            return _posts(self.before) != _posts(self.now)
        return True

    def ours(self, again: IncomingCard, lines: Sequence[ContentLine]) -> Iterator[ContentLine]:
        """What no other property of the card says: `again` is what the others say by themselves."""
        places = [line for line in lines if line.key == "ADR"]
        as_read = {
            "X-CARNET-KIND": _who(again) == _who(self.now), "X-CARNET-TITLE": again.title == self.now.title,
            "X-CARNET-ROLE": _does(again) == _does(self.now) and not any(line.param(_PLACE) for line in lines),
            "X-CARNET-GENDER": again.gender == self.now.gender,
            "X-CARNET-LANGUAGE": again.languages == self.now.languages,
        }  # fmt: skip
        had = {line.key for line in self.old}
        for line in self.given:
            if not is_own(line) or (as_read.get(line.key, False) and line.key not in had):
                continue
            yield self._numbered(line, places) if line.key == "X-CARNET-ROLE" else line

    def _numbered(self, line: ContentLine, places: Sequence[ContentLine]) -> ContentLine:
        """A role whose address is counted among those of the merged card."""
        found = _ADR.search(line.value)
        if not found:
            return line
        number = int(found.group(1))
        spot = _address_of(self.fresh.by_name["ADR"][number - 1])
        alike = [at for at, one in enumerate(places, 1) if _address_of(one) == spot]
        at = number if number in alike else next(iter(alike), 0)  # two posts may be at one address
        return replace(line, value=_ADR.sub(f"adr={at}", line.value))


class _Ways:
    """The telephones, e-mails or links of the original and those of the card, put side by side."""

    def __init__(self, name: str, fresh: Properties) -> None:
        self.left = list(fresh.by_name.get(name, ()))
        self._fresh = fresh
        self._waiting: list[ContentLine] = []
        self.became: dict[int, ContentLine] = {}

    def meet(self, line: ContentLine, label: str) -> None:
        """Keep a line of the original whose every number is still on the card, said the same way."""
        said = [_reach(one) for one in line_of(line, label)]
        found = [self._find(one) for one in said]
        if not said:
            self.became[id(line)] = line
        elif any(one is None for one in found):
            self._waiting.append(line)
        else:
            same = len(found) == 1 and found[0] is not None and not self._says_the_same(line, label, found[0])
            self.became[id(line)] = _edited(line, found[0]) if same and found[0] else line
            self.left = [one for one in self.left if not any(one is taken for taken in found)]

    def settle(self) -> None:
        """What is no longer on the card takes the value of what is new on it, else goes."""
        for line in self._waiting:
            if self.left:
                self.became[id(line)] = _edited(line, self.left.pop(0))

    def _find(self, wanted: tuple[str, str]) -> ContentLine | None:
        label = self._fresh.label
        return next((one for one in self.left for way in line_of(one, label(one)) if _reach(way) == wanted), None)

    def _says_the_same(self, line: ContentLine, label: str, fresh: ContentLine) -> bool:
        theirs, mine = line_of(line, label), line_of(fresh, self._fresh.label(fresh))
        return [_meant(one) for one in theirs] == [_meant(one) for one in mine] and not fresh.param(_PLACE)


def _edited(line: ContentLine, fresh: ContentLine) -> ContentLine:
    """A line of the original that says what `fresh` says, with its own group and types."""
    kept = ";".join(["", *(part for part in line.parameters.split(";")[1:] if not part.upper().startswith(_OURS))])
    ours = "".join(f";{part}" for part in fresh.parameters.split(";")[1:] if part.upper().startswith(_OURS))
    label_goes = bool(fresh.group) != bool(line.group)
    same = _reach_of(line) == _reach_of(fresh)
    return replace(
        line, value=line.value if same else fresh.value, parameters=(kept if kept != ";" else "") + ours,
        group=fresh.group if label_goes and fresh.group else line.group,
    )  # fmt: skip


def _reach(one: IncomingLine) -> tuple[str, str]:
    phone = one.kind in ("phone", "fax")
    return ("phone", national(one.value) or one.value) if phone else (one.kind, one.value.strip().lower())


def _reach_of(line: ContentLine) -> list[tuple[str, str]]:
    return [_reach(one) for one in line_of(line, "")]


def _meant(one: IncomingLine) -> tuple[str, ...]:
    ring = one.ring or default_ring(one.kind, one.value, one.use).label
    return (*_reach(one), one.kind, one.use, one.label, ring, one.best_time)


def _who(card: IncomingCard) -> tuple[str, ...]:
    return (card.kind, card.title, card.family_name, card.given_name, card.label)


def _posts(card: IncomingCard) -> list[tuple[str, str]]:
    return [(role.specialty, role.function) for role in card.roles]


def _filed(card: IncomingCard) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(fold(tag) for tag in card.tags), frozenset(role.specialty for role in card.roles)


def _does(card: IncomingCard) -> list[tuple[object, ...]]:
    """What somebody does and where, but the lines of each place."""
    return [
        (role.specialty, role.function, role.structure, role.structure_key, role.site, role.mode, role.hours,
         role.is_lead, role.since, role.until, role.official_code)
        for role in card.roles
    ]  # fmt: skip


Spot = tuple[str, ...]


def _spot(site: IncomingSite | None) -> Spot:
    """What an ADR says of a place."""
    return (site.street, site.complement, site.postcode, site.city, country_abroad(site.country)) if site else ()


def _address_of(line: ContentLine) -> Spot:
    found = incoming(RawCard(0, [made("X-ABShowAs", "COMPANY"), replace(line, parameters="")]))
    return _spot(found.roles[0].site) if found.roles else ()


def _without_orphans(lines: Sequence[ContentLine], old: Sequence[ContentLine]) -> list[ContentLine]:
    """The lines without the labels whose line is gone."""
    used = {line.group.lower() for line in lines if line.group and line.key != "X-ABLABEL"}
    had = {line.group.lower() for line in old if line.group and line.key != "X-ABLABEL"}
    return [
        line for line in lines
        if line.key != "X-ABLABEL" or not line.group or line.group.lower() in used or line.group.lower() not in had
    ]  # fmt: skip
