"""Who to ask about whom: cards are compared when they share a key, never all with all. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from carnet.domain.matching import Identity, Opinion, Sign, Verdict, compare
from carnet.domain.matching_labels import label_keys
from carnet.domain.phonetics import sound

Keys = Sequence[str] | None  # made already by `Index.keys`, or to be made

_CROWD = 60  # cards under one key: beyond, a narrower key must agree
_PROOFS = frozenset({Sign.RPPS, Sign.ADELI, Sign.FINESS, Sign.SIRET, Sign.PHONE, Sign.EMAIL})


class Match(Struct, frozen=True):
    """The verdict on one card. `target`: the key it is thought one with, "" for a new one; `others`: who else
    might be."""

    verdict: Verdict
    target: str = ""
    signs: tuple[Sign, ...] = ()
    others: tuple[str, ...] = ()


def pair(one: str, other: str) -> tuple[str, str]:
    """Two keys in the order in which a judged pair is kept."""
    return (one, other) if one < other else (other, one)


def shared_lines(*sides: Iterable[Identity]) -> frozenset[str]:
    """Phones and e-mails that several bear within one of the sides: they tell nobody from anybody."""
    shared: set[str] = set()
    for side in sides:
        bearers: dict[str, str] = {}
        for identity in side:
            bearer = identity.bearer
            for line in identity.phones | identity.emails:
                if bearers.setdefault(line, bearer) != bearer:
                    shared.add(line)
    return frozenset(shared)


@dataclass(slots=True)
class Index:
    """Cards to compare others with, found by what they may have in common."""

    shared: Collection[str] = ()
    different: Collection[tuple[str, str]] = ()
    _cards: dict[str, Identity] = field(default_factory=dict)
    _by_key: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, identity: Identity, keys: Keys = None) -> None:
        """Let it be found."""
        self._cards[identity.key] = identity
        for key in keys or self.keys(identity):
            self._by_key[key].append(identity.key)

    def keys(self, identity: Identity) -> tuple[str, ...]:
        """The keys of a card, for who asks several things about it."""
        return tuple(dict.fromkeys(self._keys(identity)))

    def match(self, identity: Identity, keys: Keys = None) -> Match:
        """The verdict on a card: the likeliest of those there, and who else might be."""
        found = sorted(self.opinions(identity, keys), key=lambda o: (o.verdict is Verdict.PROBABLE, -o.weight, o.key))
        if not found:
            return Match(Verdict.NEW)
        best, rest = found[0], found[1:]
        others = tuple(opinion.key for opinion in rest[:3])
        tied = rest and rest[0].verdict is best.verdict is not Verdict.PROBABLE and rest[0].weight == best.weight
        if tied:
            return Match(Verdict.CONFLICT, best.key, (*best.signs, Sign.SEVERAL), others)
        return Match(best.verdict, best.key, best.signs, others)

    def twin(self, identity: Identity, keys: Keys = None) -> Match:
        """The card that it repeats, for cards of one source: those that only resemble each other are two people there,
        and so are two of one name with a number each."""
        for opinion in self.opinions(identity, keys):
            other = self._cards[opinion.key]
            proof = _PROOFS.intersection(opinion.signs) or not (identity.phones and other.phones)
            if opinion.verdict is Verdict.SAME and proof:
                return Match(Verdict.SAME, opinion.key, opinion.signs)
        return Match(Verdict.NEW)

    def opinions(self, identity: Identity, keys: Keys = None) -> Iterator[Opinion]:
        """What is thought of it beside each card it may be, pairs judged different left out."""
        for key in self._candidates(identity, keys or self.keys(identity)):
            if key != identity.key and pair(key, identity.key) not in self.different:
                opinion = compare(identity, self._cards[key], self.shared)
                if opinion:
                    yield opinion

    def _candidates(self, identity: Identity, keys: Iterable[str]) -> dict[str, None]:
        """Cards under a key of this one. Names that only resemble each other are of one person if the first names may
        be: that is seen at their first letter, before anything is compared."""
        found: dict[str, None] = {}
        first = identity.given[:1]
        for key in keys:
            listed = self._by_key.get(key)
            if listed is None:
                continue
            if key[0] == "=":
                found.update(dict.fromkeys(listed[:_CROWD]))
            elif len(listed) <= _CROWD:
                for one in listed:
                    if one not in found and (not first or self._cards[one].given[:1] in (first, "")):
                        found[one] = None
        return found

    def _keys(self, identity: Identity) -> Iterator[str]:
        """Keys of one card: two cards worth comparing have one in common. Those of « = » are exact."""
        for name in ("rpps", "adeli", "finess", "siret"):
            if number := getattr(identity, name):
                yield f"={name} {number}"
        yield from (f"=source {key}" for key in identity.sources)
        yield from (f"=line {line}" for line in identity.phones | identity.emails if line not in self.shared)
        if identity.family:
            yield from self._keys_of_name(identity)
        elif identity.label:
            yield from self._keys_of_label(identity)

    @staticmethod
    def _keys_of_name(identity: Identity) -> Iterator[str]:
        yield f"=name {identity.bearer}"
        signs = (*_written(identity.places), *identity.specialties)
        for word in identity.family.split():
            heard = sound(word)
            yield f"sound {heard}"
            yield from (f"sound {heard} {sign}" for sign in signs)
            if identity.given:
                yield f"sound {heard} {identity.given[0]}"
        first = identity.given.split()[0] if identity.given else ""
        if len(first) > 1:
            yield from (f"given {first} {sign} {identity.family[0]}" for sign in signs)

    @staticmethod
    def _keys_of_label(identity: Identity) -> Iterator[str]:
        yield f"=label {identity.label}"
        signs = (*_written(identity.places), *identity.specialties)
        yield from (f"label {key} {sign}" for key in label_keys(identity.label) for sign in signs)


def _written(places: Iterable[str]) -> Iterator[str]:
    """Towns as files write them: by postcode and by name. A commune's code comes with one of them."""
    return (place for place in places if place[0] != "i")
