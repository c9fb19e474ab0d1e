"""What a structure is to another, in a cell: « contient depuis 2020-01-01 : CH d’Apt, <its identifier> »."""

import re

from carnet.domain.disclosure import BoundView
from carnet.exchange.incoming import IncomingLink
from carnet.exchange.vcard.own import LINK_WORDS, UUID, link_of

# As the form for a structure's links says them (`ui.people_forms`).
_WORDS = {
    "contains": "contient", "contained-by": "est dans", "carries": "porte", "carried-by": "est portée par",
    "replaces": "remplace", "replaced-by": "est remplacée par",
}  # fmt: skip
_SAID = {text: word for word, text in _WORDS.items()}
_DAY = r"(\d{4}-\d\d-\d\d)"
_LINK = re.compile(
    rf"({'|'.join(_SAID)})(?: depuis {_DAY})?(?: jusqu’au {_DAY})? : .*, ({UUID.pattern})", re.DOTALL
)  # fmt: skip


def written(link: BoundView) -> str:
    """A link in words, with the identifier by which it is found again."""
    since = f" depuis {link.since}" if link.since else ""
    until = f" jusqu’au {link.until}" if link.until else ""
    return f"{_WORDS[LINK_WORDS[link.kind, link.above]]}{since}{until} : {link.name}, {link.id.removeprefix('b:')}"


def read(text: str) -> IncomingLink | None:
    """The link that `written` said, None for any other text."""
    told = _LINK.fullmatch(text)
    return link_of(_SAID[told[1]], told[4], told[2] or "", told[3] or "") if told else None
