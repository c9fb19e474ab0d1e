"""What a name of a file says: title, family name and given name told apart, and whether it names a structure."""

import re
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from carnet.domain.capture_given_names import BOTH, GIVEN
from carnet.domain.capture_names import STRUCTURES
from carnet.domain.capture_sheet import bag
from carnet.domain.text import fold

_TITLES = {
    "dr": "Dr", "docteur": "Dr", "docteure": "Dr", "dre": "Dr", "doctor": "Dr",
    "pr": "Pr", "prof": "Pr", "professeur": "Pr", "professeure": "Pr",
    "mme": "Mme", "madame": "Mme", "mlle": "Mme", "mademoiselle": "Mme", "mrs": "Mme", "ms": "Mme",
    "m": "M.", "mr": "M.", "monsieur": "M.",
}  # fmt: skip
_PARTICLES = bag("de du d des la le les l van von der den di da el al ben bel abd saint sainte mac mc")
_GENDERS = {
    "f": "F", "female": "F", "femme": "F", "feminin": "F", "femelle": "F", "mme": "F", "w": "F",
    "m": "M", "male": "M", "homme": "M", "masculin": "M",
}  # fmt: skip
_GENERIC = frozenset({"medecin", "chirurgien", "chirurgienne", "docteur", "docteure", "praticien", "specialiste"})
# Words of STRUCTURES that begin the name of a person's post as readily.
_LINKS = frozenset({"en", "de", "du", "des", "le", "la", "les", "et", "d", "l"})
_LONGEST_IN_A_NAME = 3
# « J. », « J.-P. », « J.P. », « J-P », « JP »: a letter alone is none, and of two capitals only what no surname is.
_INITIAL = re.compile(r"[^\W\d_]\.(?:-?[^\W\d_]\.)*|[^\W\d_]\.?(?:-[^\W\d_]\.?)+|J[BCDFGJLMNPRSVY]")
_CARERS = frozenset({"doctor", "paramedic", "nurse", "dental", "midwife", "psychology", "pharmacy", "unregulated"})
_STRUCTURES = STRUCTURES | frozenset(
    {"ambulance", "ambulances", "imagerie", "taxi", "taxis", "residence", "samu", "smur", "sos"}
)
_NOT_ALONE = frozenset({"service", "secours", "croix", "espace", "groupe", "equipe", "unite"})


class Name(Struct, frozen=True):
    """A person's name as read."""

    title: str = ""
    family: str = ""
    given: str = ""


def title_of(text: str) -> str:
    """« Dr », « Pr », « Mme », « M. » of a prefix as written (« Docteur »), "" when it is none of them."""
    return next((_TITLES[word] for word in fold(text).split() if word in _TITLES), "")


def gender_of(text: str) -> str:
    """« F » or « M », "" when the text says neither."""
    return _GENDERS.get(fold(text), "")


def is_structure(text: str) -> bool:
    """Whether a name is that of a structure (« Pharmacie des Lices », « CH d'Avignon »), by its first word."""
    words = fold(text).split()
    return bool(words) and words[0] in _STRUCTURES and words[0] not in _NOT_ALONE


def without_title(text: str) -> tuple[str, str]:
    """The title that a name begins with, "" without one, and the rest."""
    words = text.split()
    title = ""
    while len(words) > 1 and fold(words[0]) in _TITLES and (len(fold(words[0])) > 1 or words[0].endswith(".")):
        title = title or _TITLES[fold(words[0])]
        words = words[1:]
    return title, " ".join(words)


def read_name(text: str, *, family_first: bool = False) -> Name:
    """A name in one piece: « Dr Jean Dupont », « DUPONT Jean », « Dupont, Jean ».

    Capitals tell first, then given names common in France, then the order, which `family_first` says.
    """
    title, rest = without_title(" ".join(_spelt(text.split())))
    before, comma, after = rest.partition(",")
    if comma and before.strip() and after.strip():
        return Name(title or title_of(after), before.strip(), without_title(after.strip())[1])
    words = rest.split()
    if len(words) < 2:
        return Name(title, rest)
    if len(words) == 2 and fold(words[0]) in _PARTICLES:
        return Name(title, rest)  # « Dr Le Goff »
    at = _family_start(words)
    if at is None:
        at = 0 if family_first else None
    if at == 0:
        end = _family_end(words)
        return Name(title, " ".join(words[:end]), " ".join(words[end:]))
    at = at or next((i for i, word in enumerate(words) if i and fold(word) in _PARTICLES), len(words) - 1)
    return Name(title, " ".join(words[at:]), " ".join(words[:at]))


def _spelt(words: list[str]) -> list[str]:
    """The words but those without a letter nor a digit (« 🩺 », « - »), unless none has any."""
    return [word for word in words if any(map(str.isalnum, word))] or words


def two_names(family: str, given: str) -> Name:
    """A family and a given name that a file tells apart; a trade is neither: telephones part « Roux kiné » as
    « Roux », « kiné ». Beside a first name (« Nadia », « Ostéo ») it stays: no other surname is known."""
    title, family = without_title(family)
    other, given = without_title(given)
    if names_trade(given) and not names_trade(family):
        read = read_name(family)
    elif names_trade(family) and not names_trade(given) and not set(fold(given).split()) <= GIVEN:
        read = read_name(given)
    else:
        read = Name("", family, given)
    return Name(title or other or read.title, read.family, read.given)


@lru_cache(maxsize=4096)
def names_trade(text: str) -> bool:
    """Whether a text is what a carer does, or its beginning (« kiné », « Ostéo ») and nothing else; « Mas », « Juge »
    and « Main », surnames that the catalogue reads otherwise, are not."""
    from carnet.domain.specialties import Catalogue

    words = tuple(fold(text).split())
    if not names_specialty(text):
        return False
    catalogue = Catalogue.shipped()
    found = (catalogue.get(name) for name in catalogue.match(words))
    return any(
        fold(name).startswith(" ".join(words))
        for one in found if one.family in _CARERS
        for name in (one.label, one.person, one.person_feminine)
    )  # fmt: skip


def _family_start(words: list[str]) -> int | None:
    """Where the family name begins: 0 first, else after the given names; None when nothing tells."""
    initials = [_INITIAL.fullmatch(word) is not None for word in words]
    if initials[0] != initials[-1]:  # « J. Durand », « Durand J. »
        return initials.index(False) if initials[0] else 0
    upper = [_is_upper(word) or fold(word) in _PARTICLES for word in words]
    if any(_is_upper(word) for word in words) and not all(upper):
        if upper[0]:
            return 0
        return next(at for at, capital in enumerate(upper) if capital)
    first, last = (fold(word).split()[:1] for word in (words[0], words[-1]))
    sure = tuple(bool(word) and word[0] in GIVEN for word in (first, last))
    maybe = tuple(bool(word) and word[0] in BOTH for word in (first, last))
    if (sure[1] and not sure[0]) or (maybe[1] and not sure[0] and not maybe[0]):
        return 0
    if sure[0] and not sure[1] and not maybe[1]:
        return next((at for at, word in enumerate(words) if at and fold(word) in _PARTICLES), len(words) - 1)
    return None


def _family_end(words: list[str]) -> int:
    """Where a family name that stands first ends: before the first word not in capitals, else before the last."""
    if _is_upper(words[0]) and not _is_upper(words[-1]):
        return next(at for at, word in enumerate(words) if not _is_upper(word) and fold(word) not in _PARTICLES)
    end = 1
    while end < len(words) - 1 and fold(words[end - 1]) in _PARTICLES:
        end += 1
    return end


def _is_upper(word: str) -> bool:
    letters = [letter for letter in word if letter.isalpha()]
    return len(letters) > 1 and all(letter.isupper() for letter in letters)


@lru_cache(maxsize=4096)
def specialty_ids(text: str) -> tuple[str, ...]:
    """Ids of the specialties that a text names: the whole of it, else its longest phrases."""
    from carnet.domain.specialties import Catalogue

    catalogue = Catalogue.shipped()
    words = tuple(fold(text).split())
    if whole := catalogue.match(words):
        return whole[:1]
    if (words[:1] and words[0] in _GENERIC) and (narrower := specialty_ids(" ".join(words[1:]))):
        return narrower
    found: list[str] = []
    at = 0
    while at < len(words):
        for end in range(min(len(words), at + catalogue.longest_phrase), at, -1):
            if ids := catalogue.match(words[at:end]):
                found.append(ids[0])
                at = end - 1
                break
        at += 1
    return tuple(dict.fromkeys(found))


def names_specialty(text: str) -> bool:
    """Whether a text is the name of a specialty and nothing else; « médecin » alone, also a surname, is not."""
    words = tuple(fold(text).split())
    return not _GENERIC.intersection(words[:1]) and _is_whole(words)


def _is_whole(words: tuple[str, ...]) -> bool:
    from carnet.domain.specialties import Catalogue

    return len("".join(words)) > 2 and bool(Catalogue.shipped().match(words))


def without_specialty(text: str) -> tuple[str, str]:
    """A name in one piece and the specialty that begins or ends it: « Dr Dupuis cardio », « Kiné Martine Roy »,
    « Dr Leroy (dermato) ». The name as it is and "" when none does, or when nothing else would be left."""
    words = re.sub(r"[()]", " ", text).split()
    for length in range(min(_LONGEST_IN_A_NAME, len(words) - 1), 0, -1):
        for said, rest in ((words[-length:], words[:-length]), (words[:length], words[length:])):
            left = without_title(" ".join(rest))[1].strip(" ,-–")
            is_name = any(sum(map(str.isalpha, word)) > 1 and fold(word) not in _TITLES for word in left.split())
            if is_name and names_specialty(" ".join(said)):
                return " ".join(rest).strip(" ,-–"), " ".join(said)
    return text, ""


def says_more(text: str) -> bool:
    """Whether a post says more than a specialty does (« infirmier coordinateur »), so that its words must be kept."""
    if not text or not specialty_ids(text):
        return bool(text)
    words = tuple(word for word in fold(text).split() if word not in _GENERIC and word not in _LINKS)
    return bool(words) and not _is_whole(words) and not _is_whole(tuple(fold(text).split()))


def narrowed(texts: Sequence[str]) -> list[str]:
    """The texts that name a specialty, without « médecin » beside one that says which."""
    told = [text for text in texts if fold(text) not in _GENERIC and specialty_ids(text)]
    return [text for text in texts if not told or fold(text) not in _GENERIC]
