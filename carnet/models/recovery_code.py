"""The recovery code, « feuille de secours »: 128 random bits that a person copies from paper.

Written in Crockford's base 32 (no I, L, O, U), 26 characters, then two check characters: the value modulo the prime
1021, so that one wrong character is always told before any key is tried. Seven groups of four.
"""

from carnet.errors import CarnetError

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("OIL", "011", " -–—\u00a0\u202f\t\r\n.")
_CHECK_PRIME = 1021  # the largest prime that two characters (10 bits) can hold
_DATA_LENGTH, _CHECK_LENGTH, _GROUP = 26, 2, 4
SECRET_BYTES = 16


class BadRecoveryCode(CarnetError):  # noqa: N818
    """The code was mistyped: its length, a character or its check characters say so."""


def show(secret: bytes) -> str:
    """The 16 bytes as a person copies them: « 7K3M-… », seven groups of four."""
    value = int.from_bytes(secret, "big")
    letters = _digits(value, _DATA_LENGTH) + _digits(value % _CHECK_PRIME, _CHECK_LENGTH)
    return "-".join(letters[i : i + _GROUP] for i in range(0, len(letters), _GROUP))


def read(typed: str) -> bytes:
    """The 16 bytes behind what was typed; spaces, hyphens and case are free, O is 0, I and L are 1.

    Raises BadRecoveryCode with what is wrong.
    """
    letters = typed.upper().translate(_LOOKALIKES)
    if strange := sorted({letter for letter in letters if letter not in _ALPHABET}):
        raise BadRecoveryCode(f"Le code de la feuille de secours ne contient jamais « {' '.join(strange)} ».")
    expected = _DATA_LENGTH + _CHECK_LENGTH
    if len(letters) != expected:
        raise BadRecoveryCode(
            f"Le code de la feuille de secours compte {expected} caractères, {len(letters)} ont été tapés."
        )
    value, check = _number(letters[:_DATA_LENGTH]), _number(letters[_DATA_LENGTH:])
    if value >> (8 * SECRET_BYTES) or value % _CHECK_PRIME != check:
        raise BadRecoveryCode("Le code de la feuille de secours a été mal recopié : vérifiez chaque groupe.")
    return value.to_bytes(SECRET_BYTES, "big")


def _digits(value: int, length: int) -> str:
    return "".join(_ALPHABET[value >> (5 * place) & 31] for place in reversed(range(length)))


def _number(letters: str) -> int:
    value = 0
    for letter in letters:
        value = value << 5 | _ALPHABET.index(letter)
    return value
