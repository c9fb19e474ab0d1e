"""Ways to reach someone, as files write them: number, use, ring."""

import re

from carnet.domain.capture_lines import said_by
from carnet.domain.phones import digits_of, national, split_phones
from carnet.domain.rings import Ring, default_line_ring
from carnet.domain.text import fold
from carnet.exchange.incoming import IncomingLine
from carnet.words import line_use

_SECURE = (".mssante.fr", "@mssante.fr", ".apicrypt.fr", ".apicrypt.org", "@apicrypt.org")
_EMAIL = re.compile(r"[^\s@,;<>()\[\]\"]+@[^\s@,;<>()\[\]\"]+")
_SHORTEST_NUMBER = 2
_WITHOUT_ZERO = 9
# Labels that every telephone gives on its own: they say nothing.
_PLAIN_LABELS = frozenset({
    "", "work", "voice", "pref", "bureau", "travail", "professionnel", "pro", "mobile", "cell", "iphone", "main",
    "principal", "autre", "other", "telephone", "tel", "internet", "phone", "msg", "car", "homepage", "home page",
})  # fmt: skip
_FAX_LABELS = frozenset({"workfax", "homefax", "work fax", "home fax", "otherfax", "other fax"})  # Apple, Google
_USES = {name: code for code in (
    "secretariat", "direct", "opinion", "internal", "ward", "consultation", "home", "emergency"
) for name in (fold(line_use(code)), code)}  # fmt: skip


def default_ring(kind: str, value: str, use: str) -> Ring:
    """The ring of a line of a file that says none: the design's rule, and a home is private."""
    if use == "home":
        return Ring.PERSONAL
    return default_line_ring(national(value) if kind in ("phone", "fax") else "", use)


def phones(value: str, *, fax: bool = False, use: str = "", label: str = "", ring: str = "") -> list[IncomingLine]:
    """The numbers of a cell or a property that may hold several; a text without enough digits is none."""
    value = value.strip()
    if len(digits_of(value)) < _SHORTEST_NUMBER:
        return []
    if value.isdecimal() and len(value) == _WITHOUT_ZERO:
        value = national(value)  # a spreadsheet ate the leading zero
    several = split_phones(value)
    numbers = several if len(several) > 1 else (value,)
    return [labelled(number, "fax" if fax else "phone", use=use, label=label, ring=ring) for number in numbers]


def emails(value: str, *, use: str = "", label: str = "", ring: str = "") -> list[IncomingLine]:
    """The e-mail addresses of a text, secure ones told apart by their domain."""
    found = _EMAIL.findall(value) or ([value.strip()] if value.strip() else [])
    return [
        labelled(one, "secure" if one.lower().endswith(_SECURE) else "email", use=use, label=label, ring=ring)
        for one in found
    ]


def labelled(value: str, kind: str, *, use: str = "", label: str = "", ring: str = "") -> IncomingLine:
    """A line whose label may say its use and its ring (« direct », « portable perso »)."""
    words = fold(label)
    exact = _USES.get(words, "")
    said = said_by(words.split())
    use = use or exact or said.use
    ring = ring or ("personal" if said.ring == "personal" else "")
    if use == "home" and not ring:
        ring = Ring.PERSONAL.label
    kind = "fax" if kind == "phone" and (said.kind == "fax" or words in _FAX_LABELS) else kind
    return IncomingLine(value, kind, use, "" if exact else telling(label), ring)


def telling(label: str) -> str:
    """A label, "" for one that every telephone gives on its own."""
    words = fold(label)
    return "" if words in _PLAIN_LABELS or words in _FAX_LABELS else label.strip()
