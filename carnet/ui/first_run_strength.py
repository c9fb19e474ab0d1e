"""How hard a new password is to guess, roughly, and how to say it.

Somebody who has stolen the file tries guesses at about 0.15 s each on one machine (Argon2id), many machines at once.
What is counted is the length in different signs, less what everybody tries first.
"""

import math

from carnet.domain.text import fold
from carnet.models.keys import SHORTEST_PASSPHRASE
from carnet.words import plural

_USUAL = (
    "azerty", "qwerty", "motdepasse", "mot de passe", "password", "123456", "carnet", "cabinet", "docteur", "medecin",
    "bonjour", "soleil", "doudou", "chouchou", "loulou", "secret", "admin", "abcdef",
)  # fmt: skip
_WEAK_BITS, _FAIR_BITS = 35.0, 50.0


def strength(text: str, known: tuple[str, ...] = ()) -> str:
    """« short », « weak », « fair » or « good ». `known`: names that whoever stole the file knows (practice, owner)."""
    if len(text) < SHORTEST_PASSPHRASE:
        return "short"
    bits = _bits(text, known)
    return "weak" if bits < _WEAK_BITS else "fair" if bits < _FAIR_BITS else "good"


def strength_in_words(text: str, known: tuple[str, ...] = ()) -> str:
    """What to say of a password being typed; "" for none."""
    level = strength(text, known)
    if not text:
        return ""
    if level == "short":
        missing = SHORTEST_PASSPHRASE - len(text)
        return f"Trop court : encore {plural(missing, 'caractère', 'caractères')} au moins."
    return {
        "weak": "Faible : il se devine vite. Trois ou quatre mots sans rapport tiennent mieux.",
        "fair": "Correct. Un mot de plus, et il devient solide.",
        "good": "Solide.",
    }[level]


def _bits(text: str, known: tuple[str, ...]) -> float:
    """Bits of surprise: each sign counts in full, a repeated or following one for little, a usual word for one sign."""
    folded = fold(text).replace(" ", "")
    extra = 0
    for word in (*_USUAL, *known):
        plain = fold(word).replace(" ", "")
        if len(plain) >= 4 and plain in folded:
            folded = folded.replace(plain, "")
            extra += 1
    kept = sum(1.0 if _is_new(folded, at) else 0.25 for at in range(len(folded)))
    kinds = (str.islower, str.isupper, str.isdigit, lambda sign: not sign.isalnum())
    pool = sum(size for kind, size in zip(kinds, (26, 26, 10, 12), strict=True) if any(map(kind, text)))
    marks = sum(1 for sign in text if not sign.isalnum() and sign != " ")
    return (kept + extra + marks) * math.log2(max(pool, 10)) * 0.75


def _is_new(text: str, at: int) -> bool:
    """Whether a sign is neither the one before it again nor the next of it (aaaa, 1234)."""
    return at == 0 or ord(text[at]) - ord(text[at - 1]) not in (-1, 0, 1)
