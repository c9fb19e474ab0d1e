"""Patient codes: initials or a record number, never a name unless told, never a social-security number."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from carnet.domain.text import fold
from carnet.errors import CarnetError

LONGEST = 40
_FEWEST_DIGITS = 12  # in Corsica, where one of the 13 signs is a letter
_TITLES = frozenset({"m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "dr", "enfant", "bébé"})
_PARTICLES = frozenset({"de", "du", "des", "d", "la", "le", "les", "l"})
_WHOLE_SYLLABLES = frozenset({"CJK", "HANGUL", "HIRAGANA", "KATAKANA"})  # two signs are a name already
_OF_NUMBERS = frozenset({"dossier", "ipp", "nip", "numéro", "numero", "patient", "patiente"})
_GAP = r"[\s.\-_/·:]*"
_D = rf"{_GAP}\d"
_MONTH = rf"(?:{_GAP}0{_GAP}[1-9]|{_GAP}1{_GAP}[0-2]|{_GAP}2{_GAP}0|{_GAP}3{_D}|{_GAP}4{_GAP}[0-2]|{_GAP}[5-9]{_D})"
_COMMUNE = rf"(?:(?:{_D}){{2}}|{_GAP}2{_GAP}[AB])"
# Sex, year, month (above 12 when unknown), département (2A and 2B in Corsica), commune, order, then maybe the key
# (NIR, arrêté du 10 mai 2017).
_NUMBER = rf"[1-478](?:{_D}){{2}}{_MONTH}{_COMMUNE}(?:{_D}){{6}}"
_IN_A_TEXT = tuple(re.compile(rf"(?<!\d)(?=({_NUMBER}{key})(?!\d))") for key in ("", rf"(?:{_D}){{2}}"))
_WHOLE = re.compile(r"[1-478]\d\d(?:0[1-9]|1[0-2]|20|3\d|4[0-2]|[5-9]\d)(?:\d\d|2[AB])\d{6}(?:\d\d)?")
# What else is made of many digits, and may stand beside others: telephone numbers, French ones pair by pair;
_PHONE = re.compile(rf"(?:(?:\+|(?<!\d)00){_GAP}33|(?<![\d+])0){_GAP}[1-9](?:{_GAP}\d\d){{4}}(?!\d)")
_FOREIGN = re.compile(rf"(?:\+|(?<!\d)00){_GAP}[1-9](?:{_D}){{6,14}}(?!\d)")
# numbers of the national registers, in one piece (FINESS and ADELI, RPPS, SIRET); days with their year; hours.
_REGISTERED = re.compile(r"(?<!\d)(?:\d{9}|\d{11}|\d{14})(?!\d)")
_DAY = re.compile(r"(?<!\d)[0-3]?\d/[01]?\d/(?:19|20)\d\d(?!\d)")
_HOUR = re.compile(r"(?<!\d)[0-2]?\d:[0-5]\d(?!\d)")
_GROUPED = re.compile(r"\d[\s.\-]\d\d[\s.\-]\d\d[\s.\-](?:\d\d|2[AB])(?:[\s.\-]\d{3}){2}(?:[\s.\-/]+\d\d)?")
_WITH_KEY = 15
_SEPARATORS = re.compile(r"[^0-9A-Z]+")
_VOWELS = frozenset("aeiouy")
_WORDS = re.compile(r"[^\W\d_]+")
_REFUSED = "Numéro de Sécurité sociale\u202f: carnet ne l’enregistre pas. Mettez des initiales, ou rien."


class SocialSecurityNumber(CarnetError):  # noqa: N818
    """A text holds a social-security number, which is kept nowhere. The message does not repeat it."""

    def __init__(self) -> None:
        super().__init__(_REFUSED)


class LooksLikeName(CarnetError):  # noqa: N818
    """A patient code looks like a name. `initials` is what would be enough."""

    def __init__(self, typed: str, initials: str) -> None:
        super().__init__(
            f"“{typed}” ressemble à un nom. Des initiales suffisent pour vous y retrouver\u202f: {initials}."
        )
        self.typed, self.initials = typed, initials


def has_social_security_number(text: str) -> bool:
    """Whether 13 or 15 digits that read as a French social-security number stand in `text`, spaces and key or not.

    Digits that belong to something else (a telephone that goes further, an RPPS, a SIRET, a day, hours) are not one.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    return next(_spans(plain), None) is not None


def without_social_security_numbers(text: str, instead: str, *, surely: bool = False) -> str:
    """The text with `instead` where each social-security number stood; the same text when it holds none.

    `surely`: only one written in its own groups, or whose 15 digits end with the key that the first 13 command: for
    telephones and identifiers of machines, which may look like one.
    """
    if sum(map(str.isdigit, text)) < _FEWEST_DIGITS:
        return text
    plain = _sign_by_sign(text)
    pieces, done = [], 0
    for start, end in _apart(span for span in _spans(plain) if not surely or _is_sure(plain[slice(*span)])):
        pieces += [text[done:start], instead]
        done = end
    return "".join([*pieces, text[done:]]) if pieces else text


# A UUID (RFC 9562 §4): one of two hundred holds the digits of such a number, beginning with 7 as its version does.
_KEY_OF_A_BOOK = re.compile(r"\b[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\b")


def _sign_by_sign(text: str) -> str:
    """The text in capitals and plain digits, each sign where it was; those that would become several stay."""
    plain = {ord(sign): unicodedata.normalize("NFKC", sign).upper() for sign in set(text)}
    return text.translate({sign: one for sign, one in plain.items() if len(one) == 1})


def _spans(plain: str) -> Iterator[tuple[int, int]]:
    """Where social-security numbers stand in a text in capitals; some overlap."""
    if sum(map(str.isdigit, plain)) < _FEWEST_DIGITS:
        return
    found = [match.span(1) for pattern in _IN_A_TEXT for match in pattern.finditer(plain)]
    if _WHOLE.fullmatch(_SEPARATORS.sub("", plain)):
        signs = [at for at, sign in enumerate(plain) if sign.isdigit()]
        found.append((signs[0], signs[-1] + 1))
    keys = [match.span() for match in _KEY_OF_A_BOOK.finditer(plain)] if found else []
    for start, end in found:
        within = any(low <= start and end <= high for low, high in keys)
        if not within and not _is_something_else(plain, start, end):
            yield start, end


def _apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _is_sure(number: str) -> bool:
    """Whether a piece is grouped as these numbers are, or its two last digits are the key of the others."""
    if _GROUPED.fullmatch(number):
        return True
    signs = _SEPARATORS.sub("", number)
    if len(signs) != _WITH_KEY:
        return False
    island = {"2A": "19", "2B": "18"}.get(signs[5:7], signs[5:7])  # how Corsica is counted
    return int(signs[13:]) == 97 - int(signs[:5] + island + signs[7:13]) % 97


def _is_something_else(text: str, start: int, end: int) -> bool:
    """Whether the digits of this piece are, in part, of a number that is no social-security number."""
    inside = text[start:end]
    phones = (found.span() for found in _PHONE.finditer(text))
    further = any(first < end and last > start and (first < start or last > end) for first, last in phones)
    abroad = any(found.start() < start and found.end() >= end for found in _FOREIGN.finditer(text))
    return further or abroad or any(pattern.search(inside) for pattern in (_REGISTERED, _DAY, _HOUR))


def refuse_social_security_number(*texts: str) -> None:
    """Raise SocialSecurityNumber when one of the texts holds one."""
    if any(has_social_security_number(text) for text in texts):
        raise SocialSecurityNumber


def initials_of(text: str) -> str:
    """« GM » for « Garcin Marie », three at most; "" for what does not look like a name.

    A name is a word of four letters or more, or one of three beside another word or written as names are (« Léa »).
    What has no vowel is initials. A title that comes first, particles and words that announce a number are left out.
    """
    said = [word for word in _WORDS.findall(text) if word.casefold() not in _OF_NUMBERS]
    words = said[1:] if said and said[0].casefold() in _TITLES else said
    if not any(_is_name(word, accompanied=len(said) > 1) for word in words):
        return ""
    return "".join(word[0] for word in words if word not in _PARTICLES).upper()[:3]


def _is_name(word: str, *, accompanied: bool) -> bool:
    scripts = {unicodedata.name(char, "LATIN").split()[0] for char in word}
    if scripts != {"LATIN"}:
        return len(word) > (1 if scripts & _WHOLE_SYLLABLES else 2)
    if not _VOWELS.intersection(fold(word)) or word in _PARTICLES:
        return False
    return len(word) > 3 or (len(word) == 3 and (accompanied or word.istitle()))


def read_code(text: str, *, as_typed: bool = False) -> str:
    """The code to keep: on one line, without what no eye sees; "" for none.

    Raises SocialSecurityNumber always, LooksLikeName unless `as_typed`, CarnetError when it is too long.
    """
    code = " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())
    refuse_social_security_number(code)
    if len(code) > LONGEST:
        raise CarnetError(f"Un code patient tient en {LONGEST} caractères\u202f: des initiales, un numéro de dossier.")
    if not as_typed and (initials := initials_of(code)):
        raise LooksLikeName(code, initials)
    return code
