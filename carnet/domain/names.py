"""Names of people as they are shown."""

import re
from functools import lru_cache

_LETTERS = re.compile(r"[^\W\d_]+")
_TITLES = {"DR": "Dr", "PR": "Pr", "M": "M.", "MME": "Mme", "MLLE": "Mme"}


@lru_cache(maxsize=4096)
def given_name(name: str) -> str:
    """« ANNE-LAURE » as « Anne-Laure »; a name already in lower case is left as it was typed."""
    return _LETTERS.sub(lambda part: part.group().capitalize(), name) if name == name.upper() else name


def title(code: str, gender: str) -> str:
    """« Dr », « Pr », else « Mme » or « M. » by the gender; "" when neither is known."""
    return _TITLES.get(code.upper().rstrip("."), "") or {"F": "Mme", "M": "M."}.get(gender, "")
