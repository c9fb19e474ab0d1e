"""Patient codes: initials or a record number, never a name unless told, never a social-security number."""

import re
import unicodedata

from carnet.domain.text import fold
from carnet.errors import CarnetError

LONGEST = 40
_TITLES = frozenset({"m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "dr", "enfant", "bébé"})
_PARTICLES = frozenset({"de", "du", "des", "d", "la", "le", "les", "l"})
_WHOLE_SYLLABLES = frozenset({"CJK", "HANGUL", "HIRAGANA", "KATAKANA"})  # two signs are a name already
_OF_NUMBERS = frozenset({"dossier", "ipp", "nip", "numéro", "numero", "patient", "patiente"})
_GAP = r"[\s.\-_/·:]*"
_D = rf"{_GAP}\d"
_COMMUNE = rf"(?:(?:{_D}){{2}}|{_GAP}2{_GAP}[AB])"
# Sex, year, month, département (2A and 2B in Corsica), commune, order, then maybe the key (NIR, arrêté du 10 mai 2017).
_IN_A_TEXT = re.compile(rf"(?<!\d)[1-478](?:{_D}){{4}}{_COMMUNE}(?:{_D}){{6}}(?:(?:{_D}){{2}})?(?!\d)")
_WHOLE = re.compile(r"\d{5}(?:\d\d|2[AB])\d{6}(?:\d\d)?")
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
    """Whether 13 or 15 digits that read as a French social-security number stand in `text`, spaces and key or not."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return bool(_IN_A_TEXT.search(plain) or _WHOLE.fullmatch(_SEPARATORS.sub("", plain)))


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
