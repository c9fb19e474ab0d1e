"""Are these two names of one structure? « CH d'Avignon, neurologie » is « Centre hospitalier d'Avignon – neuro », and
is not « CH d'Avignon, pneumologie »: services of one hospital share all its words but one. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from carnet.domain.capture_sheet import bag
from carnet.domain.phonetics import sound
from carnet.domain.specialties import Catalogue, stem
from carnet.domain.text import fold

_DOTTED = re.compile(
    r"(?<!\w)[^\W\d_]\.(?: ?[^\W\d_]\.)+(?:[^\W\d_](?![\w'’]))?|(?<!\w)[^\W\d_](?:\.[^\W\d_])+(?![\w'’])"
)
_DIGIT = re.compile(r"\d")
_SMALL = bag("de du des d la le les l et a au aux en pour universitaire regional intercommunal general service")
# Several ways to say one thing that neither letters nor initials bring together.
_HOSPITAL = frozenset(("hopital", "hopitaux", "ch", "chu", "chr", "chi", "chs", "centre hospitalier"))
_ALIKE = (_HOSPITAL, frozenset(("ehpad", "maison de retraite")))
_HEARD, _LONG, _LONGER = 4, 6, 12  # letters: from 4 on sounds tell, from 6 on a letter is forgiven, from 12 on two


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of a name, or several that name a specialty or a kind of structure (`reading`: catalogue ids)."""

    words: str
    reading: frozenset[str] = frozenset()

    @property
    def initials(self) -> str:
        """« cmp » of « centre médico-psychologique »."""
        return "".join(word[0] for word in self.words.split() if word not in _SMALL)


def plain_label(label: str) -> str:
    """A label as it is compared: folded, the dots of an acronym nothing (« C.S.A.P.A. », « CSAPA »)."""
    return fold(_DOTTED.sub(lambda found: re.sub(r"[. ]", "", found.group()) + " ", label) if "." in label else label)


def same_structure(one: str, other: str, towns: Collection[str] = ()) -> bool:
    """Whether two folded names may be those of one structure: the same words in any order, a letter apart at most; a
    service, an abbreviation, a number must be the same. `towns`: words of the town where both are, that one may add."""
    mine, theirs = (_without(_tokens(label), towns) for label in (one, other))
    return bool(mine) and len(mine) == len(theirs) and _all_paired(mine, list(theirs))


def label_keys(label: str) -> Iterator[str]:
    """What two names that `same_structure` brings together have in common, one at least: a word as it sounds, or a
    specialty."""
    for token in _tokens(label):
        yield from token.reading or (sound(stem(token.words)),)


def other_service(one: str, other: str) -> bool:
    """Whether two names say different services, or a hospital and one of its services: their number may be that of the
    hospital."""
    mine, theirs = _tokens(one), _tokens(other)
    services = [frozenset(token.reading for token in tokens if _is_service(token)) for tokens in (mine, theirs)]
    if services[0] & services[1] or services[0] == services[1]:
        return False
    houses = [{token.words for token in tokens if not _is_service(token)} for tokens in (mine, theirs)]
    return all(services) or bool(houses[0] & houses[1])


def _is_service(token: _Token) -> bool:
    return bool(token.reading) and "hopital" not in token.reading


@lru_cache(maxsize=1 << 14)
def _tokens(label: str) -> tuple[_Token, ...]:
    """The longest phrases that the catalogue knows, then the words that are left."""
    catalogue = Catalogue.shipped()
    words, at = label.split(), 0
    found = []
    while at < len(words):
        ends = range(min(len(words), at + catalogue.longest_phrase), at, -1)
        read = next(((end, ids) for end in ends if (ids := catalogue.match(tuple(words[at:end])))), None)
        if read is not None:
            found.append(_Token(" ".join(words[at : read[0]]), frozenset(read[1])))
            at = read[0]
            continue
        if words[at] not in _SMALL:
            found.append(_Token(words[at]))
        at += 1
    return tuple(found)


def _without(tokens: Iterable[_Token], towns: Collection[str]) -> list[_Token]:
    return [token for token in tokens if token.reading or token.words not in towns]


def _all_paired(mine: Iterable[_Token], theirs: list[_Token]) -> bool:
    """Whether each has its own on the other side; words that are the same are paired first."""
    rest = []
    for token in mine:
        if token in theirs:
            theirs.remove(token)
        else:
            rest.append(token)
    for token in rest:
        found = next((other for other in theirs if _one_token(token, other)), None)
        if found is None:
            return False
        theirs.remove(found)
    return True


def _one_token(one: _Token, other: _Token) -> bool:
    if one.reading or other.reading:
        return bool(one.reading & other.reading) and _one_phrase(one, other)
    return near_words(one.words, other.words)


def _one_phrase(one: _Token, other: _Token) -> bool:
    """« cardio » and « cardiologie », « CMP » and « centre médico-psychologique »; « IRM » and « scanner » are two."""
    short, long = sorted((one, other), key=lambda token: len(token.words))
    if long.words.startswith(stem(short.words)) or any({one.words, other.words} <= group for group in _ALIKE):
        return True
    return " " in long.words and " " not in short.words and short.words.startswith(long.initials)


def near_words(one: str, other: str) -> bool:
    """One word, or two spellings of it: one sound, a letter apart; two in very long ones. Short ones and those with a
    digit are spelt one way: the CPAM is not the CAF, « 1 » is not « 2 »."""
    if one == other or stem(one) == stem(other):
        return True
    length = min(len(one), len(other))
    if length < _HEARD or _DIGIT.search(one) or _DIGIT.search(other):
        return False
    if sound(one) == sound(other):
        return True
    allowed = 2 if length >= _LONGER else 1 if length >= _LONG else 0
    if not allowed or abs(len(one) - len(other)) > allowed:
        return False
    from rapidfuzz.distance import OSA  # a compiled library: not on the way of a search

    return int(OSA.distance(one, other, score_cutoff=allowed)) <= allowed
